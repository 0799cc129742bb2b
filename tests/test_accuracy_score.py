"""The proof of reading counts what it should: planted faults are found, exact readings are exact."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from benchmarks.accuracy import make, plan
from benchmarks.accuracy.all_looks import BY_NAME, LOOKS
from benchmarks.accuracy.case import Case
from benchmarks.accuracy.looks import Look
from benchmarks.accuracy.report import report
from benchmarks.accuracy.score import score
from benchmarks.accuracy.tally import missed
from gongkai import documents
from gongkai.read import read_document
from gongkai.records import DocumentReading, Fact

CLEAN = BY_NAME["html-clean"]
#: Looks whose readers are exact and that need no other program.
QUICK = [look for look in LOOKS if look.group == "exact media" and not look.route and look.added == "first"]


def _case(profile: str = "busy", oddity: str = "none", look: str = "html-clean") -> Case:
    return next(
        case
        for case in (plan.case(BY_NAME[look], 3, number) for number in range(400))
        if (case.profile, case.oddity, case.variant) == (profile, oddity, "2021")
    )


def _read(case: Case) -> DocumentReading:
    look = BY_NAME[case.look]
    return read_document(documents.from_bytes(case.name, make.documents(look, [case])[0]))


def _with_fact(read: DocumentReading, indicator: str, applicant: str | None, **changes: object) -> DocumentReading:
    facts = tuple(
        fact._replace(**changes) if (fact.indicator, fact.applicant) == (indicator, applicant) else fact  # type: ignore[arg-type]
        for fact in read.reports[0].facts
    )
    return replace(read, reports=(replace(read.reports[0], facts=facts),))


def test_an_exact_reading_is_exact() -> None:
    case = _case()
    outcome = score(case, _read(case))
    assert (outcome.cells, outcome.right, outcome.missing, outcome.wrong) == (200, 200, 0, 0)
    assert outcome.exact and outcome.accepted and not outcome.failed


def test_a_planted_wrong_number_is_wrong_in_a_trusted_table() -> None:
    case = _case()
    outcome = score(case, _with_fact(_read(case), "req_granted", "total", value=Decimal(1)))
    assert (outcome.right, outcome.wrong, outcome.wrong_trusted) == (199, 1, 1)
    assert missed([CLEAN], [outcome])[0] == "exact media: 1 wrong cells or verdicts in trusted tables"
    assert report([CLEAN], [outcome], 3, "both")[1] is False


def test_a_disputed_or_absent_cell_is_missing_not_wrong() -> None:
    case = _case()
    disputed = _with_fact(_read(case), "req_new", "total", reading="disputed", value=None)
    absent = _with_fact(disputed, "req_granted", "total", status="absent", value=None)
    outcome = score(case, absent)
    assert (outcome.right, outcome.missing, outcome.wrong, outcome.wrong_trusted) == (198, 2, 0, 0)


def test_a_blank_read_as_zero_is_wrong() -> None:
    case = _case(profile="sparse", look="html-blank")
    blank = next(cell for cell in case.expected if cell.status == "blank" and cell.table == "3")
    read = _read(case)
    assert score(case, read).exact
    zero = _with_fact(read, blank.indicator, blank.applicant, status="reported", value=Decimal(0))
    assert score(case, zero).wrong_anywhere == 1


def test_a_number_dropped_in_silence_is_wrong_in_a_trusted_table() -> None:
    case = _case()
    read = _read(case)
    kept = tuple(fact for fact in read.reports[0].facts if fact.indicator != "penalty_decisions")
    outcome = score(case, replace(read, reports=(replace(read.reports[0], facts=kept),)))
    assert (outcome.missing, outcome.wrong_trusted) == (1, 1)


def test_a_number_that_is_not_printed_is_wrong() -> None:
    case = _case()
    read = _read(case)
    made_up = Fact("2", 1, "local", None, "其他", Decimal(7), None, "none", "reported", "7", "label", "single", None)
    outcome = score(case, replace(read, reports=(replace(read.reports[0], facts=(*read.reports[0].facts, made_up)),)))
    assert outcome.wrong_trusted == 1


def test_a_wrong_unit_of_an_amount_is_wrong() -> None:
    case = _case(oddity="251000元")
    read = _read(case)
    assert score(case, read).exact
    assert score(case, _with_fact(read, "admin_fee_amount", None, unit="万元")).wrong_trusted == 1


def test_a_publishers_error_that_is_called_consistent_is_wrong() -> None:
    case = _case(oddity="own error")
    read = _read(case)
    assert score(case, read).accepted
    tables = tuple(replace(table, verdict="consistent") for table in read.reports[0].tables)
    calm = replace(read, reports=(replace(read.reports[0], tables=tables),))
    assert score(case, calm).wrong_trusted == 1


def test_an_unreadable_document_misses_everything_and_trusts_nothing() -> None:
    case = _case()
    read = read_document(documents.from_bytes("x.pdf", b"%PDF-1.4 nothing"))
    outcome = score(case, read)
    assert (outcome.missing, outcome.wrong_anywhere, outcome.accepted) == (outcome.cells, 0, False)
    assert outcome.error is not None


@pytest.mark.parametrize("look", QUICK, ids=[look.name for look in QUICK])
def test_a_small_document_of_each_exact_look_reads_exactly(look: Look) -> None:
    case = next(
        case
        for case in (plan.case(look, 3, number) for number in range(400))
        if (case.profile, case.oddity) == ("busy", "none")
    )
    outcome = score(case, _read(case))
    assert not outcome.faults
    assert outcome.exact and outcome.accepted is not look.holds
