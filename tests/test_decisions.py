"""Decisions as data: what loads, what is refused, what is applied and what is suspended."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from official_html import ROWS_2021, disputes, page, requests

from gongkai import decisions
from gongkai.decisions import Decision, Decisions
from gongkai.documents import from_bytes
from gongkai.errors import GongkaiError
from gongkai.judge.evaluate import judged
from gongkai.read import read_document
from gongkai.records import Report
from gongkai.reports.decided import apply
from gongkai.review import Author, Judged, corrected

ACCEPT = Decision(
    decision_id="d1",
    time="2026-03-01T09:00:00+08:00",
    by="li",
    action="accept",
    report_id="A000002:2022:jurisdiction",
    table="4",
    reason="compared with the page",
)


def report(numbers: list[object]) -> Report:
    (found,) = read_document(from_bytes("page.html", page(disputes(numbers)))).reports
    return replace(found, report_id="A000002:2022:jurisdiction", agency_id="A000002")


def decide(numbers: list[object], decision: Decision) -> tuple[Report, tuple[str, ...]]:
    decided = judged(apply(report(numbers), Decisions((decision,))))
    return decided, decided.suspended


def verdict(found: Report) -> str | None:
    return next(table.verdict for table in found.tables if table.table == "4")


WORD_IN_BOX: list[object] = [10, 1, "无", 0, 11, *[0] * 10]


def test_what_was_appended_loads_again(tmp_path: Path) -> None:
    decisions.append(tmp_path, ACCEPT)
    decisions.append(tmp_path, replace(ACCEPT, decision_id="d2", time="2027-01-02T00:00:00+08:00", reason='a "b", c'))
    loaded = decisions.load(tmp_path)
    assert [row.decision_id for row in loaded.rows] == ["d1", "d2"]
    assert loaded.rows[1].reason == 'a "b", c'
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["2026.csv", "2027.csv"]


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    """Excel in China saves CSV as GBK."""
    decisions.append(tmp_path, replace(ACCEPT, reason="与网页核对"))
    path = tmp_path / "2026.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gbk"))
    for touched in (lambda: decisions.load(tmp_path), lambda: decisions.append(tmp_path, ACCEPT)):
        with pytest.raises(GongkaiError, match=r"2026\.csv.*not UTF-8"):
            touched()


def test_decisions_on_other_reports_and_sources_leave_a_digest_as_it_is() -> None:
    whose = replace(
        ACCEPT, decision_id="d2", action="agency", report_id="", source="http://a.invalid/1", value="A000002"
    )
    both = Decisions((ACCEPT, whose))
    of_report, of_source = {ACCEPT.report_id}, {whose.source}
    assert both.digest_on((), ()) == Decisions().digest_on(of_source, of_report)
    assert both.digest_on((), of_report) == Decisions((ACCEPT,)).digest_on(of_source, of_report)
    assert both.digest_on(of_source, ()) == Decisions((whose,)).digest_on(of_source, of_report)
    other = Decisions((replace(ACCEPT, reason="compared once more"),))
    assert len({one.digest_on((), of_report) for one in (Decisions(), both, other)}) == 3


def test_an_id_is_never_used_twice(tmp_path: Path) -> None:
    decisions.append(tmp_path, ACCEPT)
    with pytest.raises(GongkaiError, match="taken"):
        decisions.append(tmp_path, ACCEPT)


def test_a_superseded_decision_is_out_of_force(tmp_path: Path) -> None:
    decisions.append(tmp_path, ACCEPT)
    decisions.append(tmp_path, replace(ACCEPT, decision_id="d2", action="reject", supersedes="d1"))
    assert [row.decision_id for row in decisions.load(tmp_path).rows] == ["d2"]


@pytest.mark.parametrize("meant", ["d11", "d2", "d3"])
def test_a_decision_that_supersedes_none_before_it_is_refused(tmp_path: Path, meant: str) -> None:
    """Else a slip of the pen would leave the one in force that was meant, or take two out of it."""
    decisions.append(tmp_path, ACCEPT)
    decisions.append(tmp_path, replace(ACCEPT, decision_id="d2", action="reject", supersedes=meant))
    decisions.append(tmp_path, replace(ACCEPT, decision_id="d3", action="reject", supersedes="d2"))
    with pytest.raises(GongkaiError, match=f"d2: supersedes names no decision before it: {meant}"):
        decisions.load(tmp_path)


def test_two_decisions_of_one_id_are_refused(tmp_path: Path) -> None:
    decisions.append(tmp_path, ACCEPT)
    decisions.append(tmp_path, replace(ACCEPT, time="2027-01-02T00:00:00+00:00"))
    with pytest.raises(GongkaiError, match="d1: decision_id stands twice"):
        decisions.load(tmp_path)


def test_the_largest_number_that_a_table_holds_may_be_decided(tmp_path: Path) -> None:
    value = "123456789012345678.123456"
    decisions.append(tmp_path, replace(ACCEPT, action="correct", indicator="review_total", value=value))
    assert decisions.load(tmp_path).rows[0].value == value


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"action": "delete"}, "unknown action"),
        ({"report_id": ""}, "keyed on report_id"),
        ({"action": "year"}, "keyed on source"),
        ({"action": "correct", "value": "many"}, "not a number"),
        ({"action": "correct", "value": "1e40"}, "more than 18 digits before or 6 after the point"),
        ({"action": "correct", "value": "0.1234567"}, "more than 18 digits before or 6 after the point"),
        ({"expects_value": "1234567890123456789"}, "more than 18 digits before or 6 after the point"),
        ({"by": ""}, "by must be stated"),
        ({"revision": "first"}, "revision 'first' is not a whole number"),
        ({"action": "year", "source": "https://a/", "value": "20"}, "'20' is not a year"),
        ({"action": "scope", "source": "https://a/", "value": "all"}, "'all' is not a scope; known are own, office"),
    ],
)
def test_a_bad_row_names_file_line_and_reason(tmp_path: Path, change: dict[str, str], message: str) -> None:
    decisions.append(tmp_path, ACCEPT)
    path = tmp_path / "2026.csv"
    fields = {name: getattr(ACCEPT, name) for name in decisions.COLUMNS} | {"decision_id": "d2"} | change
    path.write_text(path.read_text() + ",".join(fields[name] for name in decisions.COLUMNS) + "\n")
    with pytest.raises(GongkaiError, match=message) as caught:
        decisions.load(tmp_path)
    assert caught.value.file.endswith("2026.csv")
    assert caught.value.place == "line 3"


def test_correct_puts_the_value_and_keeps_the_raw_text() -> None:
    correct = replace(ACCEPT, action="correct", indicator="review_other", expects_raw="无", value="0")
    found, suspended = decide(WORD_IN_BOX, correct)
    (cell,) = [fact for fact in found.facts if fact.indicator == "review_other"]
    assert suspended == ()
    assert (cell.value, cell.raw, cell.by) == (Decimal(0), "无", "decision")
    assert verdict(found) == "consistent"


def test_a_decision_whose_cell_has_changed_is_suspended() -> None:
    correct = replace(ACCEPT, action="correct", indicator="review_other", expects_raw="没有", value="0")
    found, suspended = decide(WORD_IN_BOX, correct)
    assert suspended == ("d1",)
    assert "decision_suspended" in {finding.rule for finding in found.findings}
    assert verdict(found) == "unreadable"


def test_a_decision_on_another_revision_does_not_apply() -> None:
    correct = replace(ACCEPT, action="correct", indicator="review_other", value="0", revision="3")
    found, suspended = decide(WORD_IN_BOX, correct)
    assert (verdict(found), suspended) == ("unreadable", ())


def test_a_decision_on_an_earlier_revision_is_suspended() -> None:
    correct = replace(ACCEPT, action="correct", indicator="review_other", expects_raw="无", value="0", revision="0")
    again = apply(replace(report(WORD_IN_BOX), revision=1), Decisions((correct,)))
    assert again.suspended == ("d1",)
    assert "无" in {fact.raw for fact in again.facts if fact.by != "decision"}


def test_a_decision_on_an_empty_box_overrules_no_number_that_is_read_there_by_now() -> None:
    """A reader found no box, a person gave the number; the next reader finds the box, with another number in it."""
    whole = report([10, 1, 5, 0, 16, *[0] * 10])
    boxless = replace(
        whole,
        facts=tuple(
            f._replace(value=None, raw="", status="absent") if f.indicator == "review_other" else f for f in whole.facts
        ),
    )
    correct = replace(ACCEPT, action="correct", indicator="review_other", value="5")
    given = apply(boxless, Decisions((correct,)))
    assert [(f.value, f.by) for f in given.facts if f.indicator == "review_other"] == [(Decimal(5), "decision")]
    now = apply(report([10, 1, 6, 0, 17, *[0] * 10]), Decisions((correct,)))
    assert now.suspended == ("d1",)
    assert [(f.value, f.by) for f in now.facts if f.indicator == "review_other"] == [(Decimal(6), "label")]


def test_a_correction_that_breaks_a_sum_is_not_the_publishers() -> None:
    """10 + 1 = 11 is printed: that 4 stands for 1 now makes nothing of what the publisher said."""
    printed: list[object] = [10, 1, 0, 0, 11, *[0] * 10]
    mistyped = replace(ACCEPT, action="correct", indicator="review_corrected", expects_raw="1", value="4")
    found, suspended = decide(printed, mistyped)
    assert (verdict(found), suspended) == ("unconfirmed", ())
    assert ("t4_review", "broken") in {(finding.rule, finding.outcome) for finding in found.findings}


def test_reject_holds_a_table_that_looked_well() -> None:
    found, _ = decide([10, 1, 0, 0, 11, *[0] * 10], replace(ACCEPT, action="reject"))
    assert verdict(found) == "unconfirmed"
    assert "rejected" in {finding.rule for finding in found.findings}


def test_accept_says_who_decided() -> None:
    found, _ = decide([10, 1, 0, 0, 11, *[0] * 10], ACCEPT)
    assert next(table.decided_by for table in found.tables if table.table == "4") == "d1"


def test_accept_settles_what_two_readers_read_differently() -> None:
    whole = report([10, 1, 0, 0, 11, *[0] * 10])
    disputed = tuple(
        f._replace(reading="disputed", value=None, readings={"camelot": "0", "rules": "6"})
        if f.indicator == "review_other"
        else f
        for f in whole.facts
    )
    doubted = replace(whole, facts=disputed)
    assert verdict(judged(doubted)) == "unconfirmed"
    accept = replace(ACCEPT, indicator="review_other", expects_raw="0", value="0")
    settled = apply(doubted, Decisions((accept,)))
    assert settled.suspended == ()
    assert verdict(judged(settled)) == "consistent"
    assert apply(doubted, Decisions((replace(accept, value=""),))).suspended == ("d1",)
    # A number that neither reader read is no acceptance.
    assert apply(doubted, Decisions((replace(accept, value="7"),))).suspended == ("d1",)
    # A reader was mended, and both read what the person did not decide for.
    by_now = tuple(
        f._replace(reading="agreed", value=Decimal(0), readings=None) if f.indicator == "review_other" else f
        for f in doubted.facts
    )
    other = replace(accept, value="6")
    assert apply(doubted, Decisions((other,))).suspended == ()
    assert apply(replace(doubted, facts=by_now), Decisions((other,))).suspended == ("d1",)
    assert apply(replace(doubted, facts=by_now), Decisions((accept,))).suspended == ()


def test_accept_frees_a_number_that_the_form_does_not_allow() -> None:
    """-3 stands so on the page: the rule stays broken and named, but it no longer holds the table."""
    impossible: list[object] = [10, 1, -3, 0, 8, *[0] * 10]
    assert verdict(judged(report(impossible))) == "unconfirmed"
    found, suspended = decide(impossible, replace(ACCEPT, indicator="review_other", expects_raw="-3"))
    assert suspended == ()
    assert verdict(found) == "consistent"
    assert "count_domain" in {finding.rule for finding in found.findings}


def test_a_local_row_is_decided_on_by_its_label() -> None:
    numbers = [[0] * 7 for _ in ROWS_2021]
    rows = (*ROWS_2021[:24], ("", "（八）本地事项"), ROWS_2021[24])
    numbers.insert(24, [3, 0, 0, 0, 0, 0, "三"])
    (found,) = read_document(from_bytes("page.html", page(requests(numbers, rows)))).reports
    found = replace(found, report_id="A000002:2022:jurisdiction", agency_id="A000002")
    label = next(fact.label for fact in found.facts if fact.raw == "三")
    assert label is not None and label.endswith("(八)本地事项/总计")
    held = Judged(found, found.tables[0], "unreadable", False, "unreadable", (), ())
    (correct,) = corrected(held, label, "3", Author("li", "a word for 3", datetime(2026, 3, 1, tzinfo=UTC)))
    assert (correct.indicator, correct.applicant, correct.expects_raw) == ("local", label, "三")
    decided = apply(found, Decisions((correct,)))
    assert decided.suspended == ()
    assert [(fact.value, fact.raw) for fact in decided.facts if fact.label == label] == [(Decimal(3), "三")]
    # Not the row's other cells, and not another row.
    assert sum(fact.by == "decision" for fact in decided.facts) == 1
    other = apply(found, Decisions((replace(correct, applicant="（九）别的/总计"),)))
    assert other.suspended == (correct.decision_id,)
