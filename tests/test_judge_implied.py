"""Blanks that printed numbers determine; what the numbers must be is written down, or is what the blanks covered."""

from __future__ import annotations

from decimal import Decimal

import pytest
from gate_reports import FORM_2019, fact, report
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.forms import codebook
from gongkai.forms.model import CellKey
from gongkai.judge.implied import implied
from gongkai.records import Fact, TableCells

TOTAL = ("review_total", None)


def of(table: str, printed: dict[CellKey, str], local: tuple[Fact, ...] = (), form: str = "2021") -> dict[str, str]:
    """Cell -> what it must be, and by which identity."""
    whole = report(printed=printed, local=local, **({} if form == "2021" else {"forms": FORM_2019}))
    found = implied(form, table, whole.cells[table, 1])
    return {
        "/".join(filter(None, key)): f"{value} by {identity}"
        for key, (value, identity) in sorted(found.items(), key=str)
    }


def test_nothing_is_implied_where_nothing_is_blank() -> None:
    assert of("3", {}) == of("4", {}) == {}


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        # 7 upheld and 3 pending: the total can be 10 alone, and a part of 10 what is lacking.
        ({TOTAL: ""}, {"review_total": "10 by t4_review"}),
        ({("review_upheld", None): ""}, {"review_upheld": "7 by t4_review"}),
        # Two parts of the 7 that are lacking may be any two numbers; of nothing that is lacking they are 0.
        ({("review_upheld", None): "", ("review_corrected", None): ""}, {}),
        (
            {("review_corrected", None): "", ("review_other", None): ""},
            {"review_corrected": "0 by t4_review", "review_other": "0 by t4_review"},
        ),
        # A total and a part: any pair.
        ({TOTAL: "", ("review_upheld", None): ""}, {}),
        # No count is less than none.
        ({("review_corrected", None): "", ("review_upheld", None): "8"}, {}),
        ({("review_corrected", None): "", TOTAL: "9"}, {}),
        ({("review_corrected", None): "", TOTAL: "10.5"}, {}),
    ],
)
def test_what_is_lacking_of_reviews(printed: dict[CellKey, str], expected: dict[str, str]) -> None:
    assert of("4", printed) == expected


def test_numbers_that_do_not_add_up_imply_nothing() -> None:
    """10 lawsuits of which 11 are told: who erred in one sum may have in another."""
    broken: dict[CellKey, str] = {("suit_direct_total", None): "10", ("suit_direct_upheld", None): "11"}
    assert of("4", {TOTAL: "", **broken}) == {}


def test_parts_above_their_total_imply_nothing_however_many_are_blank() -> None:
    """5 upheld of 3 in all: no number in the blanks mends that."""
    codes = {"review_upheld": "5", "review_corrected": "", "review_other": "", "review_total": "3"}
    blank = {("suit_direct_pending", None): ""}
    assert of("4", {(code, None): text for code, text in codes.items()} | blank) == {}
    assert list(of("4", blank)) == ["suit_direct_pending"]


def test_a_chain_of_sums_is_followed() -> None:
    """Everything blank of one person's row but the grants: closed 4 by the results, new 5 by the balance."""
    printed: dict[CellKey, str] = {
        ("req_closed_total", "natural_person"): "",
        ("req_new", "natural_person"): "",
        ("req_new", "total"): "",
    }
    assert of("3", printed) == {
        "req_closed_total/natural_person": "4 by t3_results/natural_person",
        "req_new/natural_person": "5 by t3_balance/natural_person",
        "req_new/total": "5 by t3_balance/total",
    }


def test_an_older_form_has_the_same_sums() -> None:
    assert of("4", {TOTAL: ""}, form="2019") == {"review_total": "10 by t4_review"}


def test_table_2_implies_nothing() -> None:
    assert of("2", {("license_decisions", None): ""}) == {}


def test_beside_a_local_row_nothing_is_implied() -> None:
    local = fact("3", ("local", "total"), "2")._replace(label="（八）其他/总计")
    printed: dict[CellKey, str] = {("req_granted", "total"): ""}
    assert of("3", printed) == {"req_granted/total": "4 by t3_results/total"}
    assert of("3", printed, (local,)) == {}
    assert of("3", printed, (local._replace(status="blank", value=None, raw=""),)) != {}


@st.composite
def tables(draw: st.DrawFn) -> dict[CellKey, int]:
    """A table 3 whose sums all hold."""
    people = [code for code in codebook.printed_applicants() if code != "total"]
    results = codebook.leaves("2021", "req_result")
    count = st.sampled_from([0, 0, 0, 0, 1, 2, 9, 170])
    cells: dict[CellKey, int] = {}
    for who in people:
        for code in results:
            cells[code, who] = draw(count)
        cells["req_closed_total", who] = sum(cells[code, who] for code in results)
        cells["req_carried_out", who] = draw(count)
        sum_of_both = cells["req_closed_total", who] + cells["req_carried_out", who]
        cells["req_carried_in", who] = min(draw(count), sum_of_both)
        cells["req_new", who] = sum_of_both - cells["req_carried_in", who]
    for code in {code for code, _ in cells}:
        cells[code, "total"] = sum(cells[code, who] for who in people)
    return cells


@given(tables(), st.sets(st.integers(0, 174), min_size=1, max_size=120))
@settings(max_examples=60, deadline=None)
def test_what_is_implied_is_what_the_blank_covers(truth: dict[CellKey, int], blanks: set[int]) -> None:
    keys = sorted(truth, key=str)
    hidden = {keys[number] for number in blanks}
    cells = {key: fact("3", key, "" if key in hidden else str(value)) for key, value in truth.items()}
    found = implied("2021", "3", TableCells(cells, ()))
    assert {key: value for key, (value, _) in found.items()} == {key: Decimal(truth[key]) for key in found}
    assert found.keys() <= hidden
    # One blank alone is always determined: every cell of table 3 stands in the sum of its row.
    alone = keys[min(blanks)]
    cells = {key: fact("3", key, "" if key == alone else str(value)) for key, value in truth.items()}
    assert implied("2021", "3", TableCells(cells, ()))[alone][0] == truth[alone]
