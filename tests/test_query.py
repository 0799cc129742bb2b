"""Readers get the current release and no way to the disk."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from warehouse_examples import NIGHT_1, NIGHT_2, load_input, loaded, report, revised, settings

import gongkai
from gongkai.errors import GongkaiError
from gongkai.settings import Settings
from gongkai.warehouse import engine, query, spill
from gongkai.warehouse.load import write_load
from gongkai.warehouse.release import publish


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = settings(tmp_path_factory.mktemp("home"))
    loaded(made)
    publish(made, 1, NIGHT_1)
    return made


def test_facts_can_be_queried(home: Settings) -> None:
    result = query.run(home, "SELECT indicator, value FROM facts WHERE table_kind = '4' ORDER BY 1")
    assert result.columns == ("indicator", "value")
    assert query.as_csv(result) == "indicator,value\r\nreview_total,7\r\nreview_upheld,7\r\n"
    assert query.as_json(result) == (
        '[\n {\n  "indicator": "review_total",\n  "value": 7\n },\n'
        ' {\n  "indicator": "review_upheld",\n  "value": 7\n }\n]\n'
    )
    assert query.as_table(result) == (
        "indicator      value\n─────────────  ─────\nreview_total       7\nreview_upheld      7\n"
    )


def test_table_lines_up_chinese_and_null(home: Settings) -> None:
    result = query.run(
        home, "SELECT '样川' AS agency, NULL AS x, 0.3700 AS value UNION ALL SELECT 'ab', NULL, 12 ORDER BY 3"
    )
    assert (
        query.as_table(result) == "agency     x  value\n──────  ────  ─────\n样川    NULL   0.37\nab      NULL     12\n"
    )


@pytest.mark.parametrize(
    "statement",
    [
        "COPY facts TO '{folder}/out.csv'",
        "COPY facts TO '{database}.wal'",
        "COPY (SELECT 1) TO '{database}' (USE_TMP_FILE false)",
        "COPY facts TO '{database}.tmp/out.csv'",
        "EXPORT DATABASE '{folder}/export'",
        "SELECT * FROM read_text('{folder}/README.md')",
        "SELECT * FROM read_blob('{database}')",
        "SELECT * FROM read_csv('{folder}/checksums.sha256')",
        "SELECT * FROM '{folder}/parquet/reports.parquet'",
        "SELECT * FROM glob('{folder}/*')",
        "ATTACH '{folder}/other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 1",
        "SET enable_external_access = true",
        "SET disabled_filesystems = ''",
        "RESET lock_configuration",
        "CREATE TABLE main.mine AS SELECT 1",
        "DELETE FROM main.facts",
    ],
)
def test_no_way_to_the_disk(home: Settings, statement: str) -> None:
    folder = query.current_release(home).folder
    before = sorted(folder.rglob("*"))
    con = query.connect(home)
    try:
        with pytest.raises(engine.Error):
            con.sql(statement.format(folder=folder, database=folder / "gongkai.duckdb")).fetchall()
        assert con.sql("SELECT count(*) FROM facts").fetchall() == [(18,)]
    finally:
        con.close()
    assert sorted(folder.rglob("*")) == before


def test_two_connections_of_one_process_are_both_locked(home: Settings) -> None:
    first, second = query.connect(home), query.connect(home)
    for con in (first, second):
        with pytest.raises(engine.Error):
            con.sql("SET threads = 1")
    first.close()
    assert second.sql("SELECT count(*) FROM facts").fetchall() == [(18,)]
    second.close()


def test_a_reader_stays_on_its_release(tmp_path: Path) -> None:
    home = settings(tmp_path)
    log = loaded(home)
    publish(home, 1, NIGHT_1)
    con: Any = query.connect(home)
    write_load(log, load_input(report(), revised()), "real", NIGHT_2)
    publish(home, 2, NIGHT_2)
    assert con.sql("SELECT max(load) FROM loads").fetchall() == [(1,)]
    con.close()
    assert query.run(home, "SELECT max(load) FROM loads").rows == [(2,)]


def test_wrong_sql_is_told_in_words(home: Settings) -> None:
    with pytest.raises(GongkaiError, match="nowhere does not exist"):
        query.run(home, "SELECT * FROM nowhere")


def test_no_release_yet_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(GongkaiError) as caught:
        query.run(settings(tmp_path), "SELECT 1")
    assert "there is no release yet" in caught.value.problem
    assert "gongkai import" in caught.value.remedy


Opened = Callable[[], engine.Connection]


@pytest.fixture(params=["connect", "duckdb"])
def freely(request: pytest.FixtureRequest, home: Settings) -> Opened:
    """What opens the current release as a program of an analyst does."""
    database = query.current_release(home).database
    ways: dict[str, Opened] = {
        "connect": lambda: gongkai.connect(home.home),
        "duckdb": lambda: duckdb.connect(str(database), read_only=True),
    }
    return ways[request.param]


def _is_closed(con: engine.Connection, folder: Path) -> None:
    for statement in (f"COPY facts TO '{folder}/out.csv'", f"FROM read_text('{folder}/README.md')", "SET threads = 1"):
        with pytest.raises(engine.Error):
            con.sql(statement).fetchall()
    with pytest.raises(engine.Error):
        con.sql("ATTACH ':memory:' AS other").fetchall()


def test_a_reader_beside_a_free_connection_is_closed_and_leaves_that_one_free(
    home: Settings, freely: Opened, tmp_path: Path
) -> None:
    folder = query.current_release(home).folder
    with freely() as free:
        assert query.run(home, "SELECT count(*) FROM facts").rows == [(18,)]
        with query.connect(home) as con:
            _is_closed(con, folder)
            free.sql(f"COPY facts TO '{tmp_path}/out.csv'")
            _is_closed(con, folder)
        free.execute("SET threads = 1")
        free.sql(f"COPY facts TO '{tmp_path}/out.csv'")
    assert (tmp_path / "out.csv").exists()


def test_a_free_connection_after_a_reader_is_free(home: Settings, freely: Opened, tmp_path: Path) -> None:
    with query.connect(home) as con, freely() as free:
        free.sql(f"COPY facts TO '{tmp_path}/out.csv'")
        _is_closed(con, query.current_release(home).folder)
        with query.connect(home) as second:
            _is_closed(second, query.current_release(home).folder)
    assert (tmp_path / "out.csv").exists()


def test_a_file_that_is_open_with_other_settings_says_to_close_it(home: Settings) -> None:
    database = query.current_release(home).database
    with duckdb.connect(str(database), read_only=True, config={"threads": 1}):
        with pytest.raises(GongkaiError) as caught:
            gongkai.connect(home.home)
        assert "close it (con.close())" in caught.value.remedy
        assert query.run(home, "SELECT count(*) FROM facts").rows == [(18,)]
    gongkai.connect(home.home).close()


_SPILLING = """
import os, signal, sys
import gongkai
con = gongkai.connect(sys.argv[1])
con.execute("SET memory_limit = '60MB'")
con.execute("SET threads = 1")
con.execute("SET enable_progress_bar = false")
rows = con.execute("SELECT md5(r::VARCHAR) || md5((r + 1)::VARCHAR) FROM range(1000000) t(r) ORDER BY 1")
assert rows.fetchone()[0].startswith("0000")
(place,) = con.cursor().execute("SELECT current_setting('temp_directory')").fetchone()
print(place, len(os.listdir(place)), flush=True)
if sys.argv[2:]:
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("killed", [False, True])
def test_what_an_analysts_query_overflows_to_is_not_in_the_release(
    home: Settings, tmp_path: Path, killed: bool
) -> None:
    folder = query.current_release(home).folder
    before = sorted(folder.rglob("*"))
    command = [sys.executable, "-c", _SPILLING, str(home.home), *["killed"] * killed]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "TMPDIR": str(tmp_path)}
    )
    assert done.returncode == (-signal.SIGKILL if killed else 0), done.stderr
    place, files = done.stdout.splitlines()[-1].split()
    assert Path(place).is_relative_to(tmp_path)
    assert int(files) > 0
    assert sorted(folder.rglob("*")) == before
    assert [path.stat().st_mode & 0o777 for path in tmp_path.iterdir()] == [0o700] * killed


def test_connections_overflow_to_folders_of_their_own_where_the_user_named_none(home: Settings, tmp_path: Path) -> None:
    def place(con: engine.Connection) -> str:
        return str(con.execute("SELECT current_setting('temp_directory')").fetchall()[0][0])

    with gongkai.connect(home.home) as first, gongkai.connect(home.home) as same:
        assert place(first) == place(same)
        assert Path(place(first)).is_relative_to(tempfile.gettempdir())
        kept = place(first)
    with gongkai.connect(home.home) as later:
        assert place(later) != kept
    with duckdb.connect(str(query.current_release(home).database), read_only=True) as own:
        own.execute(f"SET temp_directory = '{tmp_path}/mine'")
        with gongkai.connect(home.home) as beside:
            assert place(beside) == f"{tmp_path}/mine"


def test_without_a_temporary_folder_nothing_overflows(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_there(**_: str) -> str:
        raise FileNotFoundError("No usable temporary directory found")

    spill._of.cache_clear()
    monkeypatch.setattr(spill.tempfile, "mkdtemp", none_there)
    with gongkai.connect(home.home) as con:
        assert con.execute("SELECT current_setting('temp_directory')").fetchall() == [("",)]
        con.execute("SET memory_limit = '40MB'")
        con.execute("SET threads = 1")
        with pytest.raises(engine.Error, match="no temporary directory is specified"):
            con.execute("SELECT md5(r::VARCHAR) || r FROM range(2000000) t(r) ORDER BY 1").fetchall()
