"""``gongkai diff``: what two loads differ in, against numbers written by hand."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from warehouse_examples import (
    NIGHT_1,
    NIGHT_2,
    VERSIONS,
    broken_review,
    coverage_row,
    gate,
    load_input,
    loaded,
    report,
    revised,
    settings,
)

from gongkai.cli.main import cli
from gongkai.errors import GongkaiError
from gongkai.settings import Settings
from gongkai.warehouse import diff_text
from gongkai.warehouse.diff import CellChange, CoverageChange, Diff, TableChange, diff
from gongkai.warehouse.load import write_load
from gongkai.warehouse.release import publish

ID = "S000001:2023:jurisdiction"


def called(home: Settings, *arguments: str) -> Result:
    return CliRunner(env={"GONGKAI_HOME": str(home.home)}).invoke(cli, ["diff", *arguments])


def test_a_revision_changes_three_cells_of_one_table(tmp_path: Path) -> None:
    home = settings(tmp_path)
    log = loaded(home)
    write_load(log, load_input(report(), revised()), "real", NIGHT_2)
    found = diff(log, 1, 2)
    assert [(one.table, one.change, one.causes, one.cells) for one in found.tables] == [
        ("2", "changed", ("source revised",), 0),
        ("3", "changed", ("source revised",), 3),
        ("4", "changed", ("source revised",), 0),
    ]
    assert {(one.revision_before, one.revision_after) for one in found.tables} == {(0, 1)}
    assert [(one.indicator, one.applicant, one.value_before, one.value_after) for one in found.cells] == [
        ("req_closed_total", "total", 95, 96),
        ("req_granted", "total", 50, 51),
        ("req_new", "total", 100, 101),
    ]
    assert {one.change for one in found.cells} == {"changed"}


def test_a_table_that_is_freed_differs_in_its_verdict_alone(tmp_path: Path) -> None:
    home = settings(tmp_path)
    held = [gate(report(), t4="unconfirmed", findings=(broken_review(),))]
    log = loaded(home, load_input(report(), lines=held))
    write_load(log, load_input(report(), versions=VERSIONS | {"rules": "2"}), "real", NIGHT_2)
    (one,) = diff(log, 1, 2).tables
    assert one == TableChange(
        ID, "4", 1, "changed", ("rule changed",), 0, 0, "unconfirmed", "consistent", False, True, 0
    )
    last = called(home, "1").output.splitlines()[-1]
    assert last.split() == [ID, "4", "changed", "unconfirmed,", "held", "consistent,", "admitted", "0"]


def test_a_report_that_is_read_otherwise_shows_the_cell_before_and_after(tmp_path: Path) -> None:
    home = settings(tmp_path)
    log = loaded(home)
    facts = tuple(
        fact._replace(value=None, status="unreadable", raw="1?") if fact.indicator == "review_upheld" else fact
        for fact in report().facts
    )
    write_load(log, load_input(report(facts=facts), versions=VERSIONS | {"reader": "2"}), "real", NIGHT_2)
    found = diff(log, 1, 2)
    assert found.cells == (
        CellChange(
            *(ID, "4", 1, "review_upheld", None, None, None, "changed"),
            *(Decimal(7), None, "件", "件", "reported", "unreadable", "7", "1?"),
        ),
    )
    assert [one.causes for one in found.tables] == [("reader changed",)]
    shown = called(home, "1", "2").output
    assert shown.startswith("From load 1 to load 2.\n")
    assert shown.splitlines()[-1].split() == [ID, "4", "行政复议/结果维持", "7", "1?"]
    (line,) = csv.DictReader(io.StringIO(called(home, "1", "--format", "csv").output))
    assert (line["indicator"], line["value_before"], line["value_after"], line["raw_after"]) == (
        *("review_upheld", "7.000000", "", "1?"),
    )
    given = json.loads(called(home, "1", "--format", "json").output)
    assert (given["before"], given["after"], len(given["tables"]), len(given["cells"])) == (1, 2, 1, 1)


def test_a_number_in_another_unit_is_shown_with_both(tmp_path: Path) -> None:
    home = settings(tmp_path)
    log = loaded(home)
    facts = tuple(f._replace(unit="元") if f.unit == "万元" else f for f in report().facts)
    write_load(log, load_input(report(facts=facts), versions=VERSIONS | {"reader": "2"}), "real", NIGHT_2)
    (cell,) = diff(log, 1, 2).cells
    assert (cell.value_before, cell.value_after, cell.unit_before, cell.unit_after) == (
        *(Decimal("0.37"), Decimal("0.37"), "万元", "元"),
    )
    assert called(home, "1", "2").output.splitlines()[-1].split()[-4:] == ["0.37", "万元", "0.37", "元"]


def test_what_is_covered_otherwise_is_a_difference_too(tmp_path: Path) -> None:
    """The clock moves, nothing else: a report that was missing may be one of those that nobody could resolve."""
    home = settings(tmp_path)
    rows = [coverage_row(), coverage_row(year=2022, status="found")]
    log = loaded(home, load_input(report(), coverage=rows))
    rows = [coverage_row(status="unknown", gap="blocked"), coverage_row(year=2022, status="found")]
    write_load(log, load_input(report(), coverage=rows), "real", NIGHT_2)
    found = diff(log, 1, 2)
    assert (found.tables, found.cells) == ((), ())
    assert found.coverage == (CoverageChange("S000002", 2023, "missing", "unknown", None, "blocked"),)
    shown = called(home, "1", "2").output.splitlines()
    assert shown[-1].split() == ["S000002", "2023", "missing", "unknown", "(blocked)"]
    assert shown[4].split() == ["missing", "unknown", "(blocked)", "1"]
    assert diff(log, 0, 1).coverage == ()


def test_all_of_a_first_load_is_added_and_a_report_that_is_gone_withdrawn(tmp_path: Path) -> None:
    home = settings(tmp_path)
    log = loaded(home)
    first = diff(log, 0, 1)
    assert [(one.table, one.change, one.cells) for one in first.tables] == [
        ("2", "added", 1),
        ("3", "added", 15),
        ("4", "added", 2),
    ]
    assert len(first.cells) == 18
    write_load(log, load_input(), "real", NIGHT_2)
    last = diff(log, 1, 2)
    assert [(one.table, one.change, one.revision_after, one.cells) for one in last.tables] == [
        ("2", "withdrawn", None, 1),
        ("3", "withdrawn", None, 15),
        ("4", "withdrawn", None, 2),
    ]
    assert {one.value_after for one in last.cells} == {None}
    # And back again: what was withdrawn since is added.
    assert {one.change for one in diff(log, 2, 1).tables} == {"added"}


def test_nothing_differs_from_itself_and_releases_are_known_by_name(tmp_path: Path) -> None:
    home = settings(tmp_path)
    log = loaded(home)
    release = publish(home, 1, NIGHT_1)
    write_load(log, load_input(report(), revised()), "real", NIGHT_2)
    assert called(home, release.name, "1").output == "From load 1 to load 1. Nothing differs.\n"
    assert called(home, release.name).output.startswith("From load 1 to load 2.\n")


@pytest.mark.parametrize("asked", [("3",), ("1", "9"), ("0", "0"), ("7-20240101T000000Z",)])
def test_a_load_that_is_not_there_is_told(tmp_path: Path, asked: tuple[str, ...]) -> None:
    home = settings(tmp_path)
    loaded(home)
    done = called(home, *asked)
    assert isinstance(done.exception, GongkaiError)
    assert "there is no" in str(done.exception)


def test_a_number_that_a_correction_gives_is_shown_also_where_there_is_no_box() -> None:
    def shown(before: tuple[str | None, str, int | None], after: tuple[str | None, str, int | None]) -> tuple[str, ...]:
        (raw_a, status_a, value_a), (raw_b, status_b, value_b) = before, after
        values = [None if value is None else Decimal(value) for value in (value_a, value_b)]
        cell = CellChange(
            "S000002:2022:own", "3", 1, "req_carried_out", "total", None, None, "changed", *values,
            "count", "count", status_a, status_b, raw_a, raw_b,
        )  # fmt: skip
        table = TableChange("S000002:2022:own", "3", 1, "changed", ("decision",), 1, 1, None, None, True, True, 1)
        ((*_, was, now),) = diff_text.cells(Diff(1, 2, (table,), (cell,), ()))
        return was, now

    assert shown((None, "absent", None), (None, "reported", 15)) == ("absent", "reported (is 15)")
    assert shown((None, "reported", 15), (None, "reported", 16)) == ("reported (is 15)", "reported (is 16)")
    assert shown(("12", "reported", 12), ("12", "reported", 15)) == ("12 (is 12)", "12 (is 15)")
    assert shown(("12", "reported", 12), ("15", "reported", 15)) == ("12", "15")
