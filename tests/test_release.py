"""A release is there whole or not at all, and readers always find one."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from warehouse_examples import (
    NIGHT_1,
    NIGHT_2,
    broken_review,
    coverage_row,
    gate,
    load_input,
    loaded,
    report,
    revised,
    settings,
)

from assets.release import coverage_check
from gongkai.errors import GongkaiError
from gongkai.warehouse import query
from gongkai.warehouse.diff import diff
from gongkai.warehouse.gaps import Gap, gaps
from gongkai.warehouse.load import write_load
from gongkai.warehouse.release import current, publish, releases

_HERE = Path(__file__).parent

_CHILD = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from warehouse_examples import NIGHT_2, settings
from gongkai.errors import GongkaiError
from gongkai.warehouse.release import publish
limit = int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    publish(settings(Path(sys.argv[1])), 1, NIGHT_2)
except GongkaiError as error:
    print(error)
"""


def test_release_holds_what_its_readme_says(tmp_path: Path) -> None:
    home = settings(tmp_path)
    loaded(home, load_input(report(), lines=[gate(report(), t4="unconfirmed", findings=(broken_review(),))]))
    release = publish(home, 1, NIGHT_1)
    assert release.folder == tmp_path / "releases" / "1-20240205T010000Z"
    assert sorted(path.name for path in release.folder.iterdir()) == [
        "CITATION.cff",
        "LICENSE.txt",
        "NOTICE.md",
        "README.md",
        "checksums.sha256",
        "csv",
        "data_docs",
        "datapackage.json",
        "dictionary.html",
        "dictionary.md",
        "gongkai.duckdb",
        "notes.md",
        "parquet",
        "quality.md",
    ]
    for line in (release.folder / "checksums.sha256").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((release.folder / name).read_bytes()).hexdigest() == digest
    dictionary = (release.folder / "dictionary.md").read_text()
    assert "## main.agency_year_requests" in dictionary
    assert "| `requests_new` | DECIMAL(24,6) |  | Requests received in the year [unit: 件] | 本年新收 |" in dictionary


def test_a_home_without_a_report_is_released_and_then_its_first_report(tmp_path: Path) -> None:
    """What is expected is published when nothing was read yet, as on the first night of a new home."""
    home = settings(tmp_path)
    log = loaded(home, load_input())
    release = publish(home, 1, NIGHT_1)
    assert query.run(home, "SELECT (SELECT count(*) FROM facts), (SELECT count(*) FROM coverage)").rows == [(0, 1)]
    assert query.run(home, "SELECT count(*) FROM agency_year_requests WHERE scope IS NOT NULL").rows == [(0,)]
    assert (release.folder / "parquet" / "facts" / "empty.parquet").exists()
    write_load(log, load_input(report()), "real", NIGHT_2)
    publish(home, 2, NIGHT_2)
    assert query.run(home, "SELECT count(*) FROM facts").rows == [(18,)]
    assert [(one.table, one.verdict_before, one.verdict_after) for one in diff(log, 1, 2).tables] == [
        (kind, None, "consistent") for kind in ("2", "3", "4")
    ]


def test_pages_tell_what_was_held_and_what_changed(tmp_path: Path) -> None:
    home = settings(tmp_path)
    log = loaded(home, load_input(report(), lines=[gate(report(), t4="unconfirmed", findings=(broken_review(),))]))
    first = publish(home, 1, NIGHT_1)
    quality = (first.folder / "quality.md").read_text()
    assert "| 4 | unconfirmed | 0 | 1 |" in quality
    assert "| t4_review | broken | hard | 1 | 1 |" in quality
    assert "| 2023 | missing |  | 1 |" in quality
    assert "The first release" in (first.folder / "notes.md").read_text()
    write_load(log, load_input(report(), revised()), "real", NIGHT_2)
    notes = (publish(home, 2, NIGHT_2).folder / "notes.md").read_text()
    assert "Against load 1." in notes
    assert "| S000001:2023:jurisdiction | 1 | 2, 3, 4 | added | source revised |" in notes
    assert "| S000001:2023:jurisdiction | 0 | 4 | changed |" in notes
    assert "| S000001:2023:jurisdiction | 4 | changed | unconfirmed, held | consistent, admitted | 0 |" in notes
    assert "| S000001:2023:jurisdiction | 3 | （一）予以公开 [总计] | 50 | 51 |" in notes


def test_current_points_to_the_newest_and_old_ones_stay(tmp_path: Path) -> None:
    home = settings(tmp_path)
    log = loaded(home)
    publish(home, 1, NIGHT_1)
    write_load(log, load_input(report(), revised()), "real", NIGHT_2)
    publish(home, 2, NIGHT_2)
    found = current(home.releases)
    assert found is not None
    assert (found.name, found.load, found.home) == ("2-20240405T010000Z", 2, "real")
    assert [release.load for release in releases(home.releases)] == [1, 2]
    rows = query.run(home, 'SELECT "release", load, home FROM releases').rows
    assert rows == [("1-20240205T010000Z", 1, "real"), ("2-20240405T010000Z", 2, "real")]


def test_a_release_is_the_same_however_the_home_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GONGKAI_HOME is ``data`` by default: a removal drops the current release only after another took its place."""
    home = settings(tmp_path / "data")
    loaded(home)
    publish(home, 1, NIGHT_1)
    monkeypatch.chdir(tmp_path)
    assert releases(Path("data/releases")) == [current(Path("data/releases"))]


def test_sample_says_so_everywhere(tmp_path: Path) -> None:
    home = settings(tmp_path, "sample")
    loaded(home)
    release = publish(home, 1, NIGHT_1)
    assert release.name == "1-20240205T010000Z-SAMPLE"
    for page in (
        "README.md",
        "NOTICE.md",
        "CITATION.cff",
        "notes.md",
        "quality.md",
        "dictionary.md",
        "dictionary.html",
    ):
        assert "SAMPLE" in (release.folder / page).read_text()
    assert query.run(home, "SELECT DISTINCT home FROM releases").rows == [("sample",)]


@pytest.mark.parametrize("limit", [4096, 300_000])
def test_full_disk_leaves_the_last_release_untouched(tmp_path: Path, limit: int) -> None:
    home = settings(tmp_path)
    loaded(home)
    first = publish(home, 1, NIGHT_1)
    before = {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()}
    command = [sys.executable, "-c", _CHILD, str(tmp_path), str(_HERE), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=_HERE.parent)
    assert "disk full" in done.stdout, done
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in home.releases.iterdir()) == [".lock", "1-20240205T010000Z", "current"]
    assert {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()} == before
    assert query.run(home, "SELECT count(*) FROM facts").rows == [(18,)]


def test_a_damaged_log_publishes_nothing(tmp_path: Path) -> None:
    home = settings(tmp_path)
    log = loaded(home)
    (log.folder(1) / "findings.parquet").unlink()
    with pytest.raises(GongkaiError, match="missing or damaged"):
        publish(home, 1, NIGHT_1)
    assert current(home.releases) is None
    assert [path.name for path in home.releases.iterdir()] == [".lock"]


def test_what_a_killed_publisher_left_is_cleared_away(tmp_path: Path) -> None:
    home = settings(tmp_path)
    loaded(home)
    (home.releases / ".1-20240101T000000Z.part").mkdir(parents=True)
    publish(home, 1, NIGHT_1)
    assert sorted(path.name for path in home.releases.iterdir()) == [".lock", "1-20240205T010000Z", "current"]


def test_killed_before_the_swap_the_next_run_only_swaps(tmp_path: Path) -> None:
    home = settings(tmp_path)
    loaded(home)
    first = publish(home, 1, NIGHT_1)
    written = first.database.stat().st_mtime_ns
    (home.releases / "current").unlink()
    assert publish(home, 1, NIGHT_1) == first
    assert first.database.stat().st_mtime_ns == written
    assert current(home.releases) == first


def test_older_clients_can_open_the_file(tmp_path: Path) -> None:
    home = settings(tmp_path)
    loaded(home)
    publish(home, 1, NIGHT_1)
    # What DuckDB 1.2 and later read; the version stands in the file's own header.
    rows = query.run(
        home, "SELECT tags['storage_version'] FROM duckdb_databases() WHERE database_name = 'gongkai'"
    ).rows
    assert rows[0][0].startswith("v1.2.0")


def test_dagster_warns_of_reports_that_are_missing_or_of_which_nothing_is_known(tmp_path: Path) -> None:
    """One is found, one missing, two unknown, one of them as its site refuses; late ones may come."""
    home = settings(tmp_path)
    rows = [
        coverage_row(agency_id="S000001", status="published_late", report_id="S000001:2023:jurisdiction"),
        coverage_row(status="missing"),
        coverage_row(year=2022, status="unknown", gap="blocked"),
        coverage_row(year=2021, status="unknown"),
        coverage_row(year=2020, status="late"),
        coverage_row(year=2024, status="not_due"),
        coverage_row(agency_id="S000001", year=2024, status="due"),
    ]
    loaded(home, load_input(report(), coverage=rows))
    publish(home, 1, NIGHT_1)
    assert gaps(home) == (
        Gap("99", 2023, 1, 2, ("missing",), 1),
        Gap("99", 2022, 0, 1, ("blocked",), 1),
        Gap("99", 2021, 0, 1, ("unknown",), 1),
        Gap("99", 2020, 0, 1, (), 0),
    )
    told = coverage_check(home)
    assert (told.passed, told.severity.value) == (False, "WARN")
    assert told.description == "3 reports are missing or unknown: gongkai status says what to do"
    assert "| 2022 | 99 | 0 of 1 | 1 | blocked |" in str(told.metadata["by province and year"].value)
