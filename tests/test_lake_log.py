"""The log holds what changed, whole loads only, and the state is their fold."""

import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from warehouse_examples import (
    DOC_2,
    NIGHT_1,
    NIGHT_2,
    REGISTRY,
    VERSIONS,
    coverage_row,
    documents,
    fact,
    gate,
    load_input,
    loaded,
    report,
    revised,
    settings,
    unresolved,
)

from gongkai.errors import GongkaiError
from gongkai.lake.log import LoadManifest, Log, write_parquet
from gongkai.warehouse.build import build
from gongkai.warehouse.load import write_load


def _changes(log: Log, load: int) -> list[tuple[str, int, str, str, str]]:
    rows = [row for row in log.read("tables", load) if row["load"] == load]
    return [(r["report_id"], r["revision"], r["table_kind"], r["change"], r["cause"]) for r in rows]


def test_first_load_adds_every_table(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path))
    report_id = "S000001:2023:jurisdiction"
    assert _changes(log, 1) == [(report_id, 0, kind, "added", "first seen") for kind in ("2", "3", "4")]
    assert log.manifest(1).counts == {"added": 3, "changed": 0, "withdrawn": 0}
    assert log.manifest(1).made == "2024-02-05T01:00:00+00:00"
    assert sorted(path.name for path in log.folder(1).iterdir()) == [
        "admitted.parquet",
        "coverage.parquet",
        "decisions",
        "documents.parquet",
        "fetches.parquet",
        "findings.parquet",
        "held.parquet",
        "lists.parquet",
        "manifest.json",
        "partitions.parquet",
        "registry",
        "report_documents.parquet",
        "reports.parquet",
        "series.parquet",
        "tables.parquet",
    ]
    assert log.snapshot("registry", 1) == dict(sorted(REGISTRY.items()))


def test_nothing_changed_writes_no_load(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path))
    versions = VERSIONS | {"reader": "2"}
    fetch = {"fetch": "fetch:1", "source": "u", "url": "u", "kind": "list", "fetched": NIGHT_2.replace(tzinfo=None)}
    fetch |= {"status": 200, "outcome": "ok", "reason": None, "document": None, "headers": "[]", "ms": 5}
    fetch |= {"main_text": None}
    again = load_input(report(), versions=versions, fetches=lambda after: [fetch])
    assert write_load(log, again, "real", NIGHT_2) is None
    assert log.loads() == [1]


def _fetch(number: int, headers: str = "[]") -> dict[str, Any]:
    row = {"fetch": f"fetch:{number}", "source": "u", "url": "u", "kind": "list", "status": 200, "outcome": "ok"}
    return (
        row
        | {"fetched": datetime(2024, 2, 5), "reason": None, "document": None, "headers": headers}
        | {
            "ms": 5,
            "main_text": None,
        }
    )


def test_each_exchange_is_logged_once_by_its_number(tmp_path: Path) -> None:
    asked: list[int] = []
    deposit = _fetch(0) | {"fetch": "deposit:a@1", "kind": "deposit"}

    def fetches(after: int) -> list[dict[str, Any]]:
        asked.append(after)
        there = 12 if len(asked) == 1 else 14
        return [*(_fetch(number) for number in range(after + 1, there)), deposit]

    home = settings(tmp_path)
    loaded(home, load_input(report(), fetches=fetches))
    log = loaded(home, load_input(report(), fetches=fetches, decisions={"2024.csv": b"decision_id\n"}), NIGHT_2)
    # By their numbers, not as texts: 9, 10, 11.
    assert asked == [0, 11]
    rows = [(row["load"], row["fetch"]) for row in log.read("fetches", 2)]
    assert rows == [*((1, f"fetch:{n}") for n in range(1, 12)), (1, "deposit:a@1"), (2, "fetch:12"), (2, "fetch:13")]


def test_exchanges_of_a_load_are_never_all_in_memory(tmp_path: Path) -> None:
    count, long, of_arrow = 60_000, "x" * 2_000, [0]

    def fetches(after: int) -> Iterator[dict[str, Any]]:
        for number in range(1, count + 1):
            of_arrow.append(max(of_arrow.pop(), pa.total_allocated_bytes()))
            yield _fetch(number, f"{number}{long}")

    before = pa.total_allocated_bytes()
    tracemalloc.start()
    log = loaded(settings(tmp_path), load_input(report(), fetches=fetches))
    most = tracemalloc.get_traced_memory()[1] + of_arrow[0] - before
    tracemalloc.stop()
    assert pq.ParquetFile(log.folder(1) / "fetches.parquet").metadata.num_rows == count
    # All of them are 120 MB and more.
    assert most < 100e6


def test_a_fact_is_logged_once(tmp_path: Path) -> None:
    home = settings(tmp_path)
    log = loaded(home, load_input(report(), lines=[gate(report(), t3="unconfirmed")]))
    admitted = {row["table_kind"] for row in log.read("admitted", 1)}
    held = {row["table_kind"] for row in log.read("held", 1)}
    assert (admitted, held) == ({"2", "4"}, {"3"})


def test_revised_source_adds_a_revision_and_keeps_the_first(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path))
    assert write_load(log, load_input(report(), revised()), "real", NIGHT_2) == 2
    assert {(change[1], *change[3:]) for change in _changes(log, 2)} == {(1, "added", "source revised")}


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("reader", "reader changed"),
        ("codebook", "codebook changed"),
        ("registry", "registry changed"),
    ],
)
def test_other_cells_are_explained_by_what_changed(tmp_path: Path, name: str, cause: str) -> None:
    log = loaded(settings(tmp_path))
    other = replace(report(), facts=(*report().facts[:-1], fact("4", "review_total", "8")))
    write_load(log, load_input(other, versions=VERSIONS | {name: "new"}), "real", NIGHT_2)
    assert _changes(log, 2) == [("S000001:2023:jurisdiction", 0, "4", "changed", cause)]


def test_another_verdict_on_the_same_cells_is_the_rules_doing(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path))
    versions = VERSIONS | {"rules": "2", "reader": "2"}
    given = load_input(report(), lines=[gate(report(), t2="unconfirmed")], versions=versions)
    write_load(log, given, "real", NIGHT_2)
    assert _changes(log, 2) == [("S000001:2023:jurisdiction", 0, "2", "changed", "rule changed")]


def test_resolved_report_is_withdrawn_and_added(tmp_path: Path) -> None:
    home = settings(tmp_path)
    log = loaded(home, load_input(unresolved()))
    resolved = replace(unresolved(), agency_id="S000002", report_id="S000002:2023:own", candidates=())
    write_load(log, load_input(resolved, versions=VERSIONS | {"registry": "r2"}), "real", NIGHT_2)
    assert {(c[0], *c[3:]) for c in _changes(log, 2)} == {
        (f"?{DOC_2[:16]}:1", "withdrawn", "registry changed"),
        ("S000002:2023:own", "added", "registry changed"),
    }


def test_coverage_registry_and_decisions_are_changes_too(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path))
    assert write_load(log, load_input(report(), coverage=[coverage_row(status="held")]), "real", NIGHT_2) == 2
    decided = load_input(report(), coverage=[coverage_row(status="held")], decisions={"2024.csv": b"decision_id\n"})
    assert write_load(log, decided, "real", NIGHT_2) == 3
    assert write_load(log, decided, "real", NIGHT_2) is None


def test_sample_and_real_never_mix(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path))
    with pytest.raises(GongkaiError, match="holds real data, the load is sample"):
        write_load(log, load_input(revised()), "sample", NIGHT_2)


def test_contradictions_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    log = Log(tmp_path)
    with pytest.raises(GongkaiError, match="not judged this report"):
        write_load(log, load_input(report(), lines=[]), "real", NIGHT_1)
    with pytest.raises(GongkaiError, match="stands twice"):
        write_load(log, load_input(report(), report()), "real", NIGHT_1)
    twice = replace(report(), facts=(*report().facts, fact("4", "review_total", "9")))
    with pytest.raises(GongkaiError, match="two facts of one key"):
        write_load(log, load_input(twice), "real", NIGHT_1)
    lines = [gate(unresolved()) | {"tables": [t | {"admitted": True} for t in gate(unresolved())["tables"]]}]
    with pytest.raises(GongkaiError, match="without agency or year"):
        write_load(log, load_input(unresolved(), lines=lines), "real", NIGHT_1)
    assert log.loads() == []


def test_digits_that_do_not_fit_are_an_error(tmp_path: Path) -> None:
    long = replace(report(), facts=(fact("4", "review_total", "0.1234567"),))
    with pytest.raises(GongkaiError, match="more digits"):
        write_load(Log(tmp_path), load_input(long), "real", NIGHT_1)


def test_values_keep_what_was_printed(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path))
    fee = next(row for row in log.read("admitted", 1) if row["table_kind"] == "2")
    assert (fee["value"], fee["unit"], fee["value_std"], fee["unit_std"]) == (
        Decimal("0.37"),
        "万元",
        Decimal("3700"),
        "元",
    )


def test_same_input_same_bytes(tmp_path: Path) -> None:
    other = load_input(unresolved(), report(), documents=list(reversed(documents("1" * 64, "2" * 64))))
    log_1 = loaded(settings(tmp_path / "a"), load_input(report(), unresolved()))
    log_2 = loaded(settings(tmp_path / "b"), other)
    assert log_1.manifest(1).files == log_2.manifest(1).files


def test_a_load_is_the_next_one_or_refused(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path))
    with pytest.raises(GongkaiError, match="another run wrote this load"):
        log.append(LoadManifest(1, "", "real", {}, {}), {}, {})


def test_damage_and_holes_are_told(tmp_path: Path) -> None:
    home = settings(tmp_path)
    log = loaded(home)
    write_load(log, load_input(report(), revised()), "real", NIGHT_2)
    (log.folder(2) / "held.parquet").write_bytes(b"PAR1")
    with pytest.raises(GongkaiError, match="missing or damaged"):
        log.verify(2)
    log.verify(1)
    log.folder(1).rename(tmp_path / "away")
    with pytest.raises(GongkaiError, match="load 1 is missing"):
        log.loads()


_CHILD = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from warehouse_examples import load_input, report, NIGHT_1
from gongkai.errors import GongkaiError
from gongkai.lake.log import Log
from gongkai.warehouse.load import write_load
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
try:
    write_load(Log(Path(sys.argv[1])), load_input(report()), "real", NIGHT_1)
except GongkaiError as error:
    print(error)
"""


def test_full_disk_leaves_no_half_load(tmp_path: Path) -> None:
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(tmp_path), here],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(here).parent,
    )
    assert "disk full" in done.stdout, done
    assert [path.name for path in (tmp_path / "loads").iterdir()] == [".lock"]


def test_a_log_from_before_partitions_were_kept_goes_on(tmp_path: Path) -> None:
    home = settings(tmp_path)
    log = loaded(home)
    first = log.folder(1)
    manifest = json.loads((first / "manifest.json").read_text(encoding="utf-8"))
    for name in ("partitions.parquet", "series.parquet", "reports.parquet"):
        del manifest["files"][name]
    (first / "partitions.parquet").unlink()
    (first / "series.parquet").unlink()
    reports = pq.ParquetFile(first / "reports.parquet").read()
    write_parquet(first / "reports.parquet", reports.drop(["partition"]))
    (first / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    held = {"partition": "2023|99", "year": 2023, "region": "99", "reports": 1, "held": True, "stale_since": 1}
    given = load_input(revised(), partitions=[held | {"findings": ["lost"], "accepted": None}])
    assert write_load(log, given, "real", NIGHT_2) == 2
    assert _changes(log, 2) == []
    build(log, 2, tmp_path / "w.duckdb", [])
