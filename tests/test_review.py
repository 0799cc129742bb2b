"""Tables are listed and shown, and what a person decides on them is written so that it applies."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from gate_reports import report
from test_across_stage import put

from expectations import gate
from expectations import stage as gate_stage
from gongkai import decisions
from gongkai.cli.main import cli
from gongkai.forms import codebook
from gongkai.lake.manifest import Manifest
from gongkai.records import Report
from gongkai.reports import decided

PARTITION = "2021|41"
DISPUTED = {
    ("review_total", None): {
        "reading": "disputed",
        "value": None,
        "readings": {"camelot": "10", "rules": "16"},
    }
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    return tmp_path


def judge(home: Path, *reports: Report) -> None:
    manifest = Manifest(home / "lake")
    put(manifest, PARTITION, *reports)
    gate_stage.run(manifest, [PARTITION])


def run(*arguments: str, fails: bool = False) -> Result:
    result = CliRunner().invoke(cli, ["review", *arguments])
    assert (result.exception is not None) == fails, result.output
    return result


def after(home: Path, one: Report) -> dict[str, tuple[bool, str | None]]:
    """(admitted, verdict) of each table once the home's decisions are applied."""
    changed = decided.apply(one, decisions.load(home / "decisions"))
    (judged,) = gate.judge([changed])
    return {table["table"]: (table["admitted"], table["verdict"]) for table in gate.line(judged)["tables"]}


def test_nothing_is_held(home: Path) -> None:
    judge(home, report())
    assert run("list").output == "No table is held.\n"


WHY = ("--reason", "looked at the page")


def test_a_disputed_cell_is_listed_shown_and_accepted(home: Path) -> None:
    one = report(changes=DISPUTED, exact=False)
    judge(home, one, report("a0002"))
    listed = run("list").output.splitlines()
    assert len(listed) == 3
    assert listed[2].split()[:4] == ["a0001:2021:own", "4", "unconfirmed", "unconfirmed,"]
    assert run("list", "--rule", "readings_agree").output.count("a0001:2021:own") == 1
    assert run("list", "--rule", "duplicate_tables").output == "No table is held.\n"
    assert run("list", "--year", "2020").output == "No table is held.\n"
    shown = run("show", "a0001:2021:own", "4").output
    assert "hard readings_agree: 1 cells were read differently" in shown
    assert "camelot: '10'; rules: '16'" in shown and "review_total" in shown
    # Which of the two it is must be said.
    refused = run("accept", "a0001:2021:own", "4", "--reason", "looked at the page", fails=True)
    assert "is read in two ways (camelot: '10', rules: '16')" in str(refused.exception)
    assert after(home, one)["4"] == (False, "unconfirmed")
    run("accept", "a0001:2021:own", "4", "--value", "10", "--reason", "looked at the page", "--by", "li.na")
    (row,) = decisions.load(home / "decisions").rows
    assert (row.action, row.by, row.indicator, row.expects_raw, row.value) == (
        "accept",
        "li.na",
        "review_total",
        "10",
        "10",
    )
    assert after(home, one)["4"] == (True, "consistent")
    # The publisher prints another number: what was accepted is no longer there.
    other = report(printed={("review_total", None): "12"}, exact=False)
    assert decided.apply(other, decisions.load(home / "decisions")).suspended == (row.decision_id,)


def test_every_doubted_cell_is_accepted_with_what_it_holds(home: Path) -> None:
    doubted = {key: {"sound": False} for key in (("review_upheld", None), ("review_total", None))}
    broken = {("review_total", None): "11"}
    one = report(printed=broken, changes=doubted, exact=False)
    judge(home, one)
    assert after(home, one)["4"] == (False, "unconfirmed")
    run("accept", "a0001:2021:own", "4", "--reason", "so printed")
    rows = decisions.load(home / "decisions").rows
    assert {(row.indicator, row.expects_value) for row in rows} == {
        ("review_total", "11"),
        ("review_upheld", "7"),
        ("review_corrected", "0"),
        ("review_other", "0"),
        ("review_pending", "3"),
    }
    assert len({row.decision_id for row in rows}) == 5
    assert after(home, one)["4"] == (True, "publisher_inconsistent")


def test_a_corrected_cell_keeps_what_was_read(home: Path) -> None:
    one = report(changes={("review_other", None): {"status": "unreadable", "value": None, "raw": "l"}})
    judge(home, one)
    refused = run("accept", "a0001:2021:own", "4", "--reason", "x", fails=True)
    assert "holds no number that could be accepted" in str(refused.exception)
    run("correct", "a0001:2021:own", "4", "review_other", "0", "--reason", "asked by telephone")
    changed = decided.apply(one, decisions.load(home / "decisions"))
    (cell,) = [fact for fact in changed.facts if fact.indicator == "review_other"]
    assert (cell.value, cell.raw, cell.by) == (Decimal(0), "l", "decision")
    assert after(home, one)["4"] == (True, "consistent")


def test_decisions_of_one_second_have_names_of_their_own(home: Path) -> None:
    judge(home, report(changes=DISPUTED, exact=False))
    for cell, value in (("review_upheld", "7"), ("review_pending", "3")):
        run("correct", "a0001:2021:own", "4", cell, value, "--reason", "asked")
    assert len({row.decision_id for row in decisions.load(home / "decisions").rows}) == 2


def test_a_rejected_table_stays_out(home: Path) -> None:
    one = report(changes=DISPUTED, exact=False)
    judge(home, one)
    run("reject", "a0001:2021:own", "4", "--reason", "the page is another agency's")
    assert after(home, one)["4"][0] is False
    assert [row.action for row in decisions.load(home / "decisions").rows] == ["reject"]


def refused(home: Path, *arguments: str) -> str:
    """What a command says that is refused; it writes nothing."""
    told = str(run(*arguments, fails=True).exception)
    assert decisions.load(home / "decisions").rows == ()
    return told


def test_a_decision_that_could_have_no_effect_is_refused(home: Path) -> None:
    whole = report()
    lost = replace(
        whole,
        tables=tuple(replace(t, place=None) if t.table == "4" else t for t in whole.tables),
        facts=tuple(f for f in whole.facts if f.table != "4"),
    )
    blank = report("a0002", dict.fromkeys(codebook.cells("2021", "4"), ""))
    unknown = replace(report("a0003"), agency_id=None, report_id="?1234:1")
    table = next(t for t in whole.tables if t.table == "4")
    again = tuple(f._replace(n=2) for f in whole.facts if f.table == "4")
    twice = replace(report("a0004"), tables=(*whole.tables, replace(table, n=2)), facts=(*whole.facts, *again))
    judge(home, lost, blank, unknown, twice)
    told = {
        ("accept", "a0001:2021:own", "4"): "is held: incomplete, missing_table",
        ("reject", "a0001:2021:own", "4"): "stands in no document",
        ("accept", "a0002:2021:own", "4"): "is held: incomplete, blank_table",
        ("accept", "?1234:1", "4"): "is held: agency_unresolved",
        ("reject", "?1234:1", "4"): "is of a report whose agency or year is not known",
        ("accept", "a0004:2021:own", "4"): "is one of several of its kind",
        ("correct", "a0004:2021:own", "4", "review_total", "1"): "is one of several of its kind",
    }
    for arguments, message in told.items():
        assert message in refused(home, *arguments, "--reason", "x")


def test_an_acceptance_names_a_reading_and_a_reason(home: Path) -> None:
    judge(home, report(changes=DISPUTED, exact=False))
    table = ("accept", "a0001:2021:own", "4")
    assert "was not read as '12'" in refused(home, *table, "--value", "12", "--reason", "looked")
    assert "was not read as 'ten'" in refused(home, *table, "--value", "ten", "--reason", "looked")
    assert "without a reason" in refused(home, *table, "--value", "10", "--reason", " ")
    assert "is not the one cell in doubt" in refused(
        home, *table, "--cell", "review_upheld", "--value", "7", "--reason", "looked"
    )


def test_a_rejected_table_is_not_accepted_by_another_decision(home: Path) -> None:
    one = report(changes=DISPUTED, exact=False)
    judge(home, one)
    run("reject", "a0001:2021:own", "4", "--reason", "the page is another agency's")
    judge(home, decided.apply(one, decisions.load(home / "decisions")))
    told = run("accept", "a0001:2021:own", "4", "--value", "10", "--reason", "looked", fails=True)
    (rejection,) = decisions.load(home / "decisions").rows
    assert f"was rejected by decision {rejection.decision_id}" in str(told.exception)


def test_a_wrong_rejection_is_replaced(home: Path) -> None:
    """With nothing else in doubt the table is accepted as a whole, with a disputed cell that cell."""
    whole, disputed = report(), report("a0002", changes=DISPUTED, exact=False)
    judge(home, whole, disputed)
    for name in ("a0001:2021:own", "a0002:2021:own"):
        run("reject", name, "4", *WHY)
    first, second = decisions.load(home / "decisions").rows
    judge(home, *(decided.apply(one, decisions.load(home / "decisions")) for one in (whole, disputed)))
    assert f"decision {first.decision_id}: reject by" in run("show", "a0001:2021:own", "4").output
    other = run("accept", "a0001:2021:own", "4", *WHY, "--supersedes", second.decision_id, fails=True)
    assert f"has no decision {second.decision_id!r} in force" in str(other.exception)
    assert f"those in force: {first.decision_id}" in str(other.exception)
    run("accept", "a0001:2021:own", "4", *WHY, "--supersedes", first.decision_id)
    run("accept", "a0002:2021:own", "4", "--value", "10", *WHY, "--supersedes", second.decision_id)
    rows = decisions.load(home / "decisions").rows
    # Each says what it expects: nothing is accepted that was not seen.
    assert [(row.action, row.indicator) for row in rows if row.expects_raw == ""] == []
    assert [row.supersedes for row in rows] == [first.decision_id] * 15 + [second.decision_id]
    for one in (whole, disputed):
        assert after(home, one)["4"] == (True, "consistent")
        assert decided.apply(one, decisions.load(home / "decisions")).suspended == ()
    other = report(printed={("review_upheld", None): "17", ("review_total", None): "20"})
    assert len(decided.apply(other, decisions.load(home / "decisions")).suspended) == 2


def test_a_wrong_correction_is_replaced(home: Path) -> None:
    """By another one, or by what was read: neither expects the number that a person had given."""
    one = report()
    judge(home, one)
    run("correct", "a0001:2021:own", "4", "review_total", "11", *WHY)
    (wrong,) = decisions.load(home / "decisions").rows
    judge(home, decided.apply(one, decisions.load(home / "decisions")))
    run("correct", "a0001:2021:own", "4", "review_total", "12", *WHY, "--supersedes", wrong.decision_id)
    (better,) = decisions.load(home / "decisions").rows
    assert (better.expects_raw, better.expects_value, better.value) == ("10", "", "12")
    assert value_of(home, one) == Decimal(12)
    judge(home, decided.apply(one, decisions.load(home / "decisions")))
    run("accept", "a0001:2021:own", "4", *WHY, "--supersedes", better.decision_id)
    assert value_of(home, one) == Decimal(10)
    assert after(home, one)["4"] == (True, "consistent")


def value_of(home: Path, one: Report) -> Decimal | None:
    """Total of reviews once the home's decisions are applied, all of which are."""
    changed = decided.apply(one, decisions.load(home / "decisions"))
    assert changed.suspended == ()
    return next(fact.value for fact in changed.facts if fact.indicator == "review_total")


def test_an_admitted_table_is_shown_with_all_its_cells(home: Path) -> None:
    judge(home, report())
    shown = run("show", "a0001:2021:own", "3").output.splitlines()
    assert shown[1] == "admitted: consistent"
    # 25 rows for seven applicants, below three lines about the table, a blank one and two of heads.
    assert len(shown) == 175 + 6
    assert any(line.startswith("req_new/natural_person ") and " 5 " in line for line in shown)
    assert "admitted" in refused(home, "accept", "a0001:2021:own", "3", "--reason", "looked")
    assert "reject or correct it" in refused(home, "accept", "a0001:2021:own", "3", "--cell", "req_new/total", *WHY)


def test_an_admitted_table_is_rejected(home: Path) -> None:
    one = report()
    judge(home, one)
    assert after(home, one)["2"] == (True, "consistent")
    run("reject", "a0001:2021:own", "2", *WHY)
    assert after(home, one) == {"2": (False, "unconfirmed"), "3": (True, "consistent"), "4": (True, "consistent")}
    judge(home, decided.apply(one, decisions.load(home / "decisions")))
    assert run("list").output.splitlines()[2].split()[:5] == [
        "a0001:2021:own",
        "2",
        "unconfirmed",
        "unconfirmed,",
        "rejected",
    ]


def test_a_wrong_number_of_an_admitted_table_is_corrected(home: Path) -> None:
    """Of two cells of a sum both must be; until then it does not fit, and no publisher is blamed for it."""
    one = report()
    judge(home, one)
    run("correct", "a0001:2021:own", "4", "review_upheld", "6", *WHY)
    assert after(home, one)["4"] == (False, "unconfirmed")
    run("correct", "a0001:2021:own", "4", "review_total", "9", *WHY)
    assert after(home, one)["4"] == (True, "consistent")
    changed = decided.apply(one, decisions.load(home / "decisions"))
    cells = {f.indicator: (f.value, f.raw, f.by) for f in changed.facts if f.by == "decision"}
    assert cells == {
        "review_upheld": (Decimal(6), "7", "decision"),
        "review_total": (Decimal(9), "10", "decision"),
    }
    # Its publisher prints another number by now: the correction is told, not applied.
    other = report(printed={("review_upheld", None): "8"})
    assert len(decided.apply(other, decisions.load(home / "decisions")).suspended) == 1


def test_a_sum_that_the_publisher_broke_is_corrected_or_rejected(home: Path) -> None:
    one = report(printed={("review_total", None): "11"})
    judge(home, one)
    assert after(home, one)["4"] == (True, "publisher_inconsistent")
    shown = run("show", "a0001:2021:own", "4").output
    assert "admitted: publisher_inconsistent" in shown and "hard t4_review: " in shown
    run("correct", "a0001:2021:own", "4", "review_total", "10", *WHY)
    assert after(home, one)["4"] == (True, "consistent")


@pytest.mark.parametrize("value", ["-7", "9.5"])
def test_no_correction_makes_a_count_of_what_is_none(home: Path, value: str) -> None:
    judge(home, report())
    run("correct", "a0001:2021:own", "2", "license_decisions", value, *WHY)
    assert after(home, report())["2"] == (False, "unconfirmed")
    # That a publisher prints such a number is another matter: a person may say that it is printed.
    printed = report(printed={("penalty_decisions", None): "-7"})
    judge(home, printed)
    run("accept", "a0001:2021:own", "2", "--cell", "penalty_decisions", *WHY)
    rows = decisions.Decisions(decisions.load(home / "decisions").rows[1:])
    (judged,) = gate.judge([decided.apply(printed, rows)])
    assert gate.line(judged)["tables"][0]["verdict"] == "consistent"


def test_what_is_not_there_is_told(home: Path) -> None:
    judge(home, report(changes=DISPUTED, exact=False))
    told = {
        ("show", "a0001:2021:own", "5"): "a0001:2021:own has no table '5'\n  What to do: it has table 2, 3, 4",
        ("show", "a0009:2021:own", "3"): "no report a0009:2021:own with official tables was judged",
        ("correct", "a0001:2021:own", "4", "review", "1", "--reason", "x"): "table 4 has no cell 'review'",
        ("correct", "a0001:2021:own", "4", "review_total", "ten", "--reason", "x"): "not a number",
    }
    for arguments, message in told.items():
        assert message in str(run(*arguments, fails=True).exception)
    assert not (home / "decisions").exists() or decisions.load(home / "decisions").rows == ()
