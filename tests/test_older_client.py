"""A release is read by the oldest DuckDB that it promises to: 1.2, pinned in requirements-client.lock, in .client."""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from gongkai.settings import Settings

#: Run with that client alone on the path: what it finds in the release's file and in its Parquet files.
_READS = """
import json, sys
import duckdb
folder = sys.argv[1]
con = duckdb.connect(f"{folder}/gongkai.duckdb", read_only=True)
names = con.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE NOT internal UNION ALL "
    "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1").fetchall()
rows = {name: len(con.execute(f"FROM {name}").fetchall()) for (name,) in names}
one = lambda query: con.execute(query).fetchone()[0]
print(json.dumps({
    "version": duckdb.__version__,
    "rows": rows,
    "as of load 1": one("SELECT count(*) FROM facts_as_of(1)"),
    "requests": str(one("SELECT sum(req_new_total) FROM reports_wide_2021 WHERE scope = 'own'")),
    "comment": one("SELECT comment FROM duckdb_columns() WHERE table_name = 'reports_wide_2021' "
        "AND column_name = 'req_new_total'"),
    "parquet": one(f"SELECT count(*) FROM '{folder}/parquet/facts/*.parquet'"),
}))
"""


def test_the_oldest_client_reads_every_table_and_view(sample_home: Settings, checkout: Path) -> None:
    client = checkout / ".client"
    if not (client / "duckdb").is_dir():
        pytest.skip("DuckDB 1.2 is not in .client: make setup puts it there")
    folder = (sample_home.releases / "current").resolve()
    done = subprocess.run(
        [sys.executable, "-c", _READS, str(folder)],
        env={**os.environ, "PYTHONPATH": str(client)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["version"].startswith("1.2.")
    assert {"main.facts", "main.reports_wide_2021", "main.reports_wide_2019", "history.facts"} <= set(found["rows"])
    with duckdb.connect(str(folder / "gongkai.duckdb"), read_only=True) as con:
        for name, rows in found["rows"].items():
            assert con.execute(f"SELECT count(*) FROM {name}").fetchall() == [(rows,)], name
        facts = con.execute(
            "SELECT sum(value) FROM facts WHERE indicator = 'req_new' AND applicant = 'total' AND form = '2021' "
            "AND scope = 'own'"
        ).fetchall()
    assert found["as of load 1"] > 0
    assert found["requests"] == str(facts[0][0])
    assert found["comment"].endswith("| 一、本年新收政府信息公开申请数量/总计")
    assert found["parquet"] == found["rows"]["main.facts"]
