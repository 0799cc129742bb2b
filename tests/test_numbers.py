"""What stands in a number box."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.align.numbers import parse, parse_count


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
        ("1，234", "reported", "1234", None),
        ("1 234", "unreadable", None, None),
        ("1\u2009234", "unreadable", None, None),
        ("1\u202f234", "unreadable", None, None),
        ("12,34", "unreadable", None, None),
        ("1,234,56", "unreadable", None, None),
        ("0,123", "unreadable", None, None),
        ("007", "unreadable", None, None),
        ("00", "unreadable", None, None),
        ("0.50", "reported", "0.50", None),
        ("1.", "unreadable", None, None),
        ("999999999999.123456", "reported", "999999999999.123456", None),
        ("1234567890123", "unreadable", None, None),
        ("1.2345678", "unreadable", None, None),
        ("-12345678901234567890件", "unreadable", None, None),
        (".5", "unreadable", None, None),
        ("1.234.567", "unreadable", None, None),
        ("减3", "reported", "-3", None),
        ("減3", "reported", "-3", None),
        ("减少3项", "reported", "-3", "项"),
        ("增5", "reported", "5", None),
        ("增加5", "reported", "5", None),
        ("+-5", "unreadable", None, None),
        ("--5", "unreadable", None, None),
        ("0件", "reported", "0", "件"),
        ("0.37萬元", "reported", "0.37", "万元"),
        ("22（16）", "unreadable", None, None),
        ("22(-1)", "unreadable", None, None),
        ("22（含修订）", "annotated", "22", None),
        # A unit in brackets is the number's; other words there may make another number of it.
        ("105000（元）", "reported", "105000", "元"),
        ("10.50（单位：万元）", "reported", "10.50", "万元"),
        ("8（件）", "reported", "8", "件"),
        ("8（千件）", "unreadable", None, None),
        ("8（单位：万件）", "unreadable", None, None),
        ("105（美元）", "unreadable", None, None),
        ("8（负）", "unreadable", None, None),
        ("5（减）", "unreadable", None, None),
        ("5（减少）", "unreadable", None, None),
        ("8（更正为85）", "unreadable", None, None),
        ("5（正确为6）", "unreadable", None, None),
        ("5（以6为准）", "unreadable", None, None),
        ("5（有错，见附注）", "unreadable", None, None),
        ("5（删去）", "unreadable", None, None),
        # What is part of a number leaves it what it is; all other words may make another of it.
        ("22（其中：修订16件）", "annotated", "22", None),
        ("22（其中修订16件；废止2件）", "annotated", "22", None),
        ("22（包括废止2件）", "annotated", "22", None),
        ("22（修订16件）", "annotated", "22", None),
        ("22（新制定6件、修订规范性文件16件）", "annotated", "22", None),
        ("1002（截至6月）", "unreadable", None, None),
        ("1002（页）", "unreadable", None, None),
        ("1002（人）", "unreadable", None, None),
        ("10（占比）", "unreadable", None, None),
        ("10（打）", "unreadable", None, None),
        ("1002（预计）", "unreadable", None, None),
        ("1002（估算）", "unreadable", None, None),
        ("10（约）", "unreadable", None, None),
        ("10（以上）", "unreadable", None, None),
        ("10（样例）", "unreadable", None, None),
        ("10（无效）", "unreadable", None, None),
        ("10（已撤销）", "unreadable", None, None),
        ("10（转下年）", "unreadable", None, None),
        ("10（重复统计）", "unreadable", None, None),
        ("10（新增）", "unreadable", None, None),
        ("1002（增）", "unreadable", None, None),
        ("1002（同比下降）", "unreadable", None, None),
        ("1002（不含5件）", "unreadable", None, None),
        ("1002（全省）", "unreadable", None, None),
        ("1002（县级）", "unreadable", None, None),
        ("1002（含各县12件）", "unreadable", None, None),
        ("1002（含下属单位5件）", "unreadable", None, None),
        ("1002（其中截至6月5件）", "unreadable", None, None),
        ("1002（其中占比5%）", "unreadable", None, None),
        ("--", "blank", None, None),
        ("\\", "blank", None, None),
        ("N/A", "unreadable", None, None),
        ("无。", "unreadable", None, None),
        ("零", "unreadable", None, None),
        ("二十三", "unreadable", None, None),
        ("〇", "unreadable", None, None),
        ("O", "unreadable", None, None),
        ("l", "unreadable", None, None),
        ("1O", "unreadable", None, None),
        ("①", "unreadable", None, None),
        ("½", "unreadable", None, None),
        ("٣", "unreadable", None, None),
        ("３", "reported", "3", None),
        ("?0", "unreadable", None, None),
        ("\ufffd", "unreadable", None, None),
        ("5\ufffd", "unreadable", None, None),
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


@given(st.decimals(min_value=0, max_value=10**12 - 1, places=4, allow_nan=False, allow_infinity=False))
def test_printed_digits_are_kept(value: Decimal) -> None:
    assert str(parse(f"{value:f}", wraps=False).value) == f"{value:f}"


@given(st.integers(min_value=1 - 10**12, max_value=10**12 - 1))
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


@pytest.mark.parametrize(
    ("text", "signed", "value"),
    [
        ("1.000", False, None),
        ("12.345", False, None),
        ("1.0", False, "1.0"),
        ("1,000", False, "1000"),
        ("0.000", False, "0.000"),
        ("+5", False, None),
        ("增5", False, None),
        ("+5", True, "5"),
        ("增5", True, "5"),
        ("-5", False, "-5"),
        ("减5", True, "-5"),
    ],
)
def test_a_count_is_no_dotted_thousand_and_has_no_plus_but_in_a_change(
    text: str, signed: bool, value: str | None
) -> None:
    number = parse_count(text, False, signed)
    assert (None if number.value is None else str(number.value)) == value
    assert (number.status == "unreadable") == (value is None)


@given(st.integers(min_value=1, max_value=999), st.integers(min_value=0, max_value=999))
def test_a_count_with_a_point_before_three_digits_is_never_read(left: int, right: int) -> None:
    assert parse_count(f"{left}.{right:03}", wraps=True, signed=True).status == "unreadable"


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(" \t\u00a0\u2009\u202f\u3000,.，、'’·"))
def test_a_separator_at_a_wrong_place_never_joins_digits(value: int, sign: str) -> None:
    digits = str(value)
    for place in range(1, len(digits)):
        text = f"{digits[:place]}{sign}{digits[place:]}"
        number = parse_count(text, wraps=True, signed=False)
        grouped = text.replace("，", ",") == f"{value:,}"
        assert grouped or number.value != value


@given(st.text(alphabet="0123456789OolI〇零一二三十百①②½%约余多+-−减增.,，、 \n元件万（）()/—", max_size=12))
def test_what_is_read_are_the_printed_digits(text: str) -> None:
    """Whatever the box holds: a value's digits are those printed before any note, in their order, none added."""
    number = parse(text, wraps=True)
    if number.value is not None:
        printed = "".join(c for c in unicodedata.normalize("NFKC", text).split("(")[0] if c.isascii() and c.isdigit())
        assert "".join(c for c in f"{number.value:f}" if c.isdigit()) == printed


@pytest.mark.parametrize("text", ["-7", "−7", "\u20107", "\u20117", "减7", "－7"])
def test_signs_that_make_a_number_less_than_none(text: str) -> None:
    assert parse(text, wraps=False).value == -7
