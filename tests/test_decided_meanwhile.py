"""Decisions that are made while a run is at work, or whose report a run is not about; one report out of two regions."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from test_backfill import Home, first, home

from assets import warehouse
from gongkai import coverage, decisions, registry
from gongkai.crawl.deposits import deposit
from gongkai.decisions import Decision
from gongkai.errors import GongkaiError
from gongkai.lake.log import Log
from gongkai.purge import purge
from gongkai.warehouse import query
from gongkai.warehouse.load import write_load
from gongkai.warehouse.release import publish
from pipelines import console
from pipelines.rebuild import rebuild
from pipelines.run import run
from pipelines.wanted import Wanted

__all__ = ["first", "home"]

LATER = datetime(2024, 5, 7, 7, tzinfo=UTC)


def decide(given: Home, name: str, action: str, **more: str) -> None:
    decisions.append(given.settings.decisions, Decision(name, "2024-05-06T08:00:00+00:00", "a person", action, **more))


def rows(given: Home, sql: str) -> list[tuple[Any, ...]]:
    return query.run(given.settings, sql).rows


#: Years whose table 4 is admitted. One of which a cell is corrected alone is held: its sum holds no more.
_ADMITTED = "SELECT year::VARCHAR FROM facts WHERE indicator = 'review_pending' ORDER BY year"


def admitted(given: Home) -> str:
    return " ".join(year for (year,) in rows(given, _ADMITTED))


def test_a_decision_made_at_the_question_is_applied_by_the_next_run(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = {"table": "4", "indicator": "review_pending"}
    decide(home, "d1", "correct", report_id="S000004:2022:own", expects_raw="5", value="6", reason="misread", **one)
    changes = console.Progress.changes

    def meanwhile(*arguments: Any) -> Any:
        decide(home, "d2", "reject", report_id="S000004:2023:own", table="4", reason="another's")
        return changes(*arguments)

    monkeypatch.setattr(console.Progress, "changes", meanwhile)
    done = home.called(monkeypatch, "--yes")
    assert done.exit_code == 0
    assert [line.split()[-6:] for line in done.output.splitlines() if "(is" in line] == [
        ["5", "(is", "5)", "5", "(is", "6)"]
    ]
    monkeypatch.undo()
    log = Log(home.settings.lake)
    assert log.latest() == 2
    assert admitted(home) == "2021 2023"
    # The load knows the second decision and says that it has not applied it.
    assert rows(home, "SELECT partition, made_with FROM partitions WHERE made_with IS NOT NULL") == [("2023|99", 1)]
    assert home.called(monkeypatch, "--yes").exit_code == 0
    assert [(row["report_id"], row["table_kind"], row["cause"]) for row in log.of_load("tables", 3)] == [
        ("S000004:2023:own", "4", "decision")
    ]
    assert admitted(home) == "2021"
    assert rows(home, "SELECT count(*) FROM partitions WHERE made_with IS NOT NULL") == [(0,)]


def test_a_decision_made_while_a_load_gathers_what_it_is_made_from_waits_for_the_next(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A load that keeps it knows it: it was kept without, and blocked every later load."""
    decide(home, "d1", "reject", report_id="S000004:2023:own", table="4", reason="another's")
    covered = coverage.coverage

    def meanwhile(*arguments: Any) -> Any:
        one = {"table": "4", "indicator": "review_pending", "expects_raw": "5", "value": "6", "reason": "misread"}
        decide(home, "d2", "correct", report_id="S000004:2022:own", **one)
        monkeypatch.undo()
        return covered(*arguments)

    monkeypatch.setattr(coverage, "coverage", meanwhile)
    run(home.settings, LATER, Wanted(first="read"), lambda _: None)
    log = Log(home.settings.lake)
    assert [len(data.splitlines()) for data in log.snapshot("decisions", 2).values()] == [2]
    run(home.settings, LATER, Wanted(first="read"), lambda _: None)
    assert [(row["report_id"], row["cause"]) for row in log.of_load("tables", 3)] == [("S000004:2022:own", "decision")]
    assert [len(data.splitlines()) for data in log.snapshot("decisions", 3).values()] == [3]


def test_a_run_over_other_years_leaves_a_decision_to_the_run_that_is_about_its_report(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = {"table": "4", "indicator": "review_pending", "expects_raw": "5", "value": "6", "reason": "misread"}
    decide(home, "d1", "correct", report_id="S000004:2022:own", **one)
    decide(home, "d2", "reject", report_id="S000004:2021:own", table="4", reason="another's")
    assert home.called(monkeypatch, "--years", "2021-2021", "--yes").exit_code == 0
    assert admitted(home) == "2022 2023"
    assert home.called(monkeypatch, "--yes").exit_code == 0
    found = Log(home.settings.lake).of_load("tables", 3)
    assert [(row["report_id"], row["cause"]) for row in found] == [("S000004:2022:own", "decision")]
    assert admitted(home) == "2023"


def test_a_report_whose_year_is_decided_stands_in_its_new_year_whatever_years_are_run(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((source, title),) = rows(
        home,
        "SELECT r.source, r.title FROM reports AS r WHERE r.report_id = 'S000004:2022:own'",
    )
    decide(home, "d1", "year", source=source, title=title, value="2019", reason="the title is wrong")
    assert home.called(monkeypatch, "--years", "2022-2022", "--yes").exit_code == 0
    assert rows(home, "SELECT report_id FROM reports ORDER BY 1") == [
        ("S000004:2019:own",),
        ("S000004:2021:own",),
        ("S000004:2023:own",),
    ]


def test_a_report_that_waited_and_gets_another_year_tells_of_the_decision(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The year that it gets had no report yet, so that nothing of it waited."""
    ((source, title),) = rows(home, "SELECT source, title FROM reports WHERE report_id = 'S000004:2022:own'")
    decide(home, "d1", "year", source=source, title=title, value="2019", reason="the title is wrong")
    # A load that has the decision, and does not apply it.
    run(home.settings, LATER, Wanted(first="compare"), lambda _: None)
    log = Log(home.settings.lake)
    assert (log.latest(), log.of_load("reports", 2)) == (2, [])
    run(home.settings, LATER, Wanted(first="read"), lambda _: None)
    found = sorted({(row["report_id"], row["change"], row["cause"]) for row in log.of_load("reports", 3)})
    # The year after was compared with it.
    changes = {"S000004:2019:own": "added", "S000004:2022:own": "withdrawn", "S000004:2023:own": "changed"}
    assert found == [(report_id, change, "decision") for report_id, change in changes.items()]


def put(given: Home, folder: Path, html: str) -> str:
    """The page of 2022 deposited once more, without an agency; its source."""
    folder.mkdir()
    (folder / "copy.html").write_text(html, encoding="utf-8")
    with (folder / "deposits.csv").open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(["file", "agency_id", "year", "scope", "source", "retrieved"])
        lines.writerow(["copy.html", "", "2022", "own", "", ""])
    deposit(given.settings, registry.load(given.settings.registry), folder, LATER)
    run(given.settings, LATER, Wanted(first="read"), lambda _: None)
    ((source,),) = rows(given, "SELECT source FROM reports WHERE report_id LIKE '?%'")
    return str(source)


@pytest.mark.parametrize("other", [False, True])
def test_a_report_out_of_two_regions_stops_no_load(first: Home, home: Home, tmp_path: Path, other: bool) -> None:
    page = (first.settings.home.parent / "pages" / "2022.html").read_text(encoding="utf-8")
    html = page.replace("<td>5</td>", "<td>55</td>") if other else page
    assert (html != page) == other
    source = put(home, tmp_path / "more", html)
    before = rows(home, "SELECT * FROM facts WHERE report_id = 'S000004:2022:own' ORDER BY ALL")
    decide(home, "d1", "agency", source=source, value="S000004", reason="its page")
    decide(home, "d2", "scope", source=source, value="own", reason="its page")
    run(home.settings, LATER, Wanted(first="resolve"), lambda _: None)
    assert rows(home, "SELECT * FROM facts WHERE report_id = 'S000004:2022:own' ORDER BY ALL") == before
    assert rows(home, "SELECT count(*) FROM reports") == [(3,)]
    told = dict(rows(home, "SELECT partition, findings FROM partitions WHERE len(findings) > 0"))
    assert sorted(told) == (["2022|00", "2022|99"] if other else ["2022|00"])
    assert ("other numbers" in str(told)) == other
    assert "S000004:2022:own stands in partition 2022|99 too" in str(told["2022|00"])
    kept = rows(home, "SELECT report_id, made_with FROM reports WHERE made_with IS NOT NULL")
    assert kept == ([("S000004:2022:own", 2)] if other else [])


def test_a_region_that_has_nothing_any_more_holds_no_report(first: Home, home: Home, tmp_path: Path) -> None:
    """A page is deposited without an agency (region 00), then with one (region 99)."""
    page = (first.settings.home.parent / "pages" / "2022.html").read_text(encoding="utf-8").replace("2022", "2019")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "copy.html").write_text(page, encoding="utf-8")
    for agency in ("", "S000004"):
        with (tmp_path / "more" / "deposits.csv").open("w", encoding="utf-8", newline="") as stream:
            lines = csv.writer(stream)
            lines.writerow(["file", "agency_id", "year", "scope", "source", "retrieved"])
            lines.writerow(["copy.html", agency, "2019", "own", "", ""])
        deposit(home.settings, registry.load(home.settings.registry), tmp_path / "more", LATER)
        run(home.settings, LATER, Wanted(first="read"), lambda _: None)
    assert rows(home, "SELECT report_id FROM reports WHERE year = 2019 OR report_id LIKE '?%'") == [
        ("S000004:2019:own",)
    ]


def test_a_run_over_other_regions_after_a_removal(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    ((document,),) = rows(home, "SELECT document FROM reports WHERE report_id = 'S000004:2022:own'")
    purge(home.settings, str(document), "asked for", "li.na", LATER)
    assert home.called(monkeypatch, "--from", "cells", "--yes").exit_code == 0
    assert home.called(monkeypatch, "--yes").exit_code == 0
    assert rows(home, "SELECT report_id FROM reports WHERE tables_admitted > 0 ORDER BY 1") == [
        ("S000004:2021:own",),
        ("S000004:2023:own",),
    ]


def test_a_rebuild_finds_what_the_log_lost(home: Home) -> None:
    """A load that withdrew a report which is there, and took its partition for current."""
    log, given = Log(home.settings.lake), warehouse._given(home.settings, LATER)
    lost = replace(given, reports=lambda name: [] if name == "2022|99" else given.reports(name))
    changed = replace(lost, made_from={name: f"{made}!" for name, made in given.made_from.items()})
    assert write_load(log, changed, "real", LATER) == 2
    manifest = log.manifest(2)
    assert [row["change"] for row in log.of_load("tables", 2)] == ["withdrawn"] * 4
    assert set(manifest.made_from) >= {"2022|99"}
    publish(home.settings, 2, LATER)
    with pytest.raises(GongkaiError, match="what is kept says something else than release 2-"):
        rebuild(home.settings, lambda _: None)


def test_a_rebuild_of_what_is_as_it_was_is_the_same(home: Home) -> None:
    assert rebuild(home.settings, lambda _: None).differing == ()
