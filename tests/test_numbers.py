"""What stands in a number box."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.align.numbers import parse


@pytest.mark.parametrize(
    ("text", "status", "value", "unit"),
    [
        ("2411", "reported", "2411", None),
        ("0", "reported", "0", None),
        ("1,234", "reported", "1234", None),
        ("１２３", "reported", "123", None),
        ("５９２３７．2449", "reported", "59237.2449", None),
        ("96171.60", "reported", "96171.60", None),
        ("-417", "reported", "-417", None),
        ("－8", "reported", "-8", None),
        ("减3", "reported", "-3", None),
        ("+1036", "reported", "1036", None),
        ("251000元", "reported", "251000", "元"),
        ("0.37万元", "reported", "0.37", "万元"),
        ("3 件", "reported", "3", "件"),
        ("22（其中修订16件）", "annotated", "22", None),
        ("22件（其中修订16件）", "annotated", "22", "件"),
        ("", "blank", None, None),
        (" \u00a0\u3000", "blank", None, None),
        ("/", "blank", None, None),
        ("—", "blank", None, None),
        ("——", "blank", None, None),
        ("-", "blank", None, None),
        ("无", "unreadable", None, None),
        ("见附件", "unreadable", None, None),
        ("12 8", "unreadable", None, None),
        ("1,23", "unreadable", None, None),
        ("3..5", "unreadable", None, None),
        ("约30", "unreadable", None, None),
        ("10%", "unreadable", None, None),
    ],
)
def test_boxes_seen_in_reports(text: str, status: str, value: str | None, unit: str | None) -> None:
    number = parse(text, wraps=False)
    assert (number.status, number.unit) == (status, unit)
    assert (None if number.value is None else str(number.value)) == value


def test_a_line_break_joins_digits_on_a_page_and_parts_them_in_a_web_page() -> None:
    on_paper = parse("1\n23", wraps=True)
    assert (on_paper.value, on_paper.wrapped) == (123, True)
    assert parse("1\n23", wraps=False).status == "unreadable"


@given(st.decimals(min_value=0, max_value=10**12, places=4, allow_nan=False, allow_infinity=False))
def test_printed_digits_are_kept(value: Decimal) -> None:
    assert str(parse(f"{value:f}", wraps=False).value) == f"{value:f}"


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_separators_and_full_width_change_nothing(value: int) -> None:
    separated = f"{value:,}"
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in separated)
    assert unicodedata.normalize("NFKC", wide) == separated
    assert parse(separated, wraps=False).value == parse(wide, wraps=False).value == value


@given(st.text(max_size=20))
def test_any_text_is_a_number_a_blank_or_unreadable(text: str) -> None:
    number = parse(text, wraps=True)
    assert (number.value is not None) == (number.status in ("reported", "annotated"))


@given(st.integers(min_value=0, max_value=9999), st.integers(min_value=0, max_value=9999))
def test_two_numbers_never_become_one(left: int, right: int) -> None:
    assert parse(f"{left} {right}", wraps=True).status == "unreadable"
    assert parse(f"{left}\n{right}", wraps=False).status == "unreadable"
