"""Table 4 where a page's end cuts its row of numbers, or the words over it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from ruled_pages import Line, Text, across, down, extracts, pdf

from gongkai.align.document import align
from gongkai.align.model import AlignedTable

SUITS = ("未经复议直接起诉", "复议后起诉")
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
#: Edges of the fifteen columns, in points.
COLUMNS = tuple(60.0 + 32 * n for n in range(16))
SIDES = (COLUMNS[0], COLUMNS[-1])
#: 1001 to 1015, whose last figures stand below the page's end.
NUMBERS = tuple(str(1001 + n) for n in range(15))


def heads(top: float, height: float = 25) -> tuple[list[Line], list[Text]]:
    """The three levels of heads from ``top`` on, ``height`` each, without the rule below them."""
    first, second, end = top + height, top + 2 * height, top + 3 * height
    lines = across(SIDES, top, first)
    lines += [(COLUMNS[5], second, SIDES[1], second)]
    lines += down((top, end), SIDES[0], COLUMNS[5], SIDES[1]) + down((first, end), *COLUMNS[1:5], COLUMNS[10])
    lines += down((second, end), *COLUMNS[6:10], *COLUMNS[11:15])
    texts: list[Text] = [(COLUMNS[0] + 20, first - 9, "行政复议"), (COLUMNS[5] + 60, first - 9, "行政诉讼")]
    texts += [(COLUMNS[5 * n] + 20, second - 9, channel) for n, channel in enumerate(SUITS, start=1)]
    for n in range(15):
        texts += outcome(n, second if n >= 5 else first)
    return lines, texts


def outcome(column: int, top: float) -> list[Text]:
    """An outcome over a column, two characters a line."""
    word = OUTCOMES[column % 5]
    return [(COLUMNS[column] + 3, top + 10 + 10 * n, word[2 * n : 2 * n + 2]) for n in range((len(word) + 1) // 2)]


def row(y: float, *words: str) -> list[Text]:
    return [(COLUMNS[n] + 4, y, word) for n, word in enumerate(words) if word]


def tables(*pages: tuple[list[Line], list[Text]]) -> dict[str, AlignedTable]:
    found = {reader: align(extract) for reader, extract in extracts(pdf(*pages)).items()}
    return {reader: aligned for reader, kinds in found.items() for aligned in kinds if aligned.table == "4"}


def values(table: AlignedTable) -> list[Decimal | None]:
    return [value.number.value if value.number else None for value in table.values if value.label is None]


@pytest.mark.parametrize("reader", ["camelot", "rules"])
def test_digits_below_a_row_that_no_rule_closes_are_its_own_and_prove_nothing(reader: str) -> None:
    lines, texts = heads(680)
    upper = [*lines, *across(SIDES, 755), *down((755, 780), *COLUMNS)], [*texts, *row(772, *(n[:3] for n in NUMBERS))]
    lower = [*across(SIDES, 75), *down((57, 75), *COLUMNS)], row(70, *(n[3:] for n in NUMBERS))
    table = tables(upper, lower)[reader]
    assert values(table) == [Decimal(n) for n in NUMBERS]
    assert not any(value.sound for value in table.values)


@pytest.mark.parametrize("reader", ["camelot", "rules"])
def test_two_rows_with_a_rule_between_them_are_never_one(reader: str) -> None:
    # Put together figure by figure they would fulfil every sum: 1 + 2 = 3 and 4 + 5 = 9 make 14 + 25 = 39.
    lines, texts = heads(680)
    upper = [*lines, *across(SIDES, 755, 780), *down((755, 780), *COLUMNS)], [*texts, *row(772, *("1" * 15))]
    lower = [*across(SIDES, 75), *down((57, 75), *COLUMNS)], row(70, *("4" * 15))
    table = tables(upper, lower)[reader]
    assert values(table) == [None] * 15


@pytest.mark.parametrize("reader", ["camelot", "rules"])
def test_heads_whose_last_line_hangs_below_the_page_name_their_columns_by_position(reader: str) -> None:
    # As browsers print them: the boxes of 结果维持 end with the page, its last character stands in none.
    first = [*across(SIDES, 700, 725), (COLUMNS[5], 750, SIDES[1], 750), *down((700, 750), SIDES[0], COLUMNS[5])]
    first += [*down((725, 750), *COLUMNS[1:5], COLUMNS[10]), *down((700, 750), SIDES[1])]
    words: list[Text] = [(COLUMNS[0] + 20, 716, "行政复议"), (COLUMNS[5] + 60, 716, "行政诉讼")]
    words += [(COLUMNS[5 * n] + 20, 741, channel) for n, channel in enumerate(SUITS, start=1)]
    for n, word in enumerate(OUTCOMES):
        words += [(COLUMNS[n] + 2, 741, word[:3]), (COLUMNS[n] + 2, 758, word[3:])]
    second = [*across(SIDES, 87, 115), *down((57, 115), *COLUMNS)]
    rest = [text for n in range(5, 15) for text in outcome(n, 57)] + row(107, *NUMBERS)
    table = tables((first, words), (second, rest))[reader]
    assert values(table) == [Decimal(n) for n in NUMBERS]
    by = {value.by for value in table.values if value.indicator in ("review_upheld", "review_pending")}
    assert by == {"position"}
    assert table.by_cell["suit_direct_upheld", None].by == "label"


def cut_heads(lines_above: int, outcomes: tuple[str, ...] = OUTCOMES) -> tuple[dict[str, AlignedTable], list[str]]:
    """Table 4 whose heads a page's end cuts behind so many rows of them, each outcome with a character above the cut or
    two; and the texts that readers of boxes find below it.

    As LibreOffice prints rows that may break: boxes end with the page and begin again on the next.
    """
    top = 780 - 25 * lines_above
    ys = [top + 25 * n for n in range(lines_above + 1)]
    lines = [*across(SIDES, ys[0], ys[1], ys[-1]), *down((ys[0], ys[-1]), SIDES[0], COLUMNS[5], SIDES[1])]
    lines += down((ys[1], ys[-1]), *COLUMNS[1:5], COLUMNS[10])
    if lines_above == 3:
        lines += [(COLUMNS[5], ys[2], SIDES[1], ys[2]), *down((ys[2], ys[3]), *COLUMNS[6:10], *COLUMNS[11:15])]
    words: list[Text] = [(COLUMNS[0] + 20, ys[1] - 9, "行政复议"), (COLUMNS[5] + 60, ys[1] - 9, "行政诉讼")]
    words += [(COLUMNS[5 * n] + 20, ys[2] - 9, channel) for n, channel in enumerate(SUITS, start=1)]
    rest: list[Text] = []
    for n in range(15):
        word = outcomes[n % 5]
        above = 2 if lines_above == 3 and n < 5 else 1 if lines_above == 3 or n < 5 else 0
        words += [(COLUMNS[n] + 3, ys[-1] - 9, word[:above])] if above else []
        rest += [(COLUMNS[n] + 3, 68 + 9 * at, one) for at, one in enumerate(word[above:])]
    below = [*across(SIDES, 57, 105, 130), *down((57, 130), *COLUMNS)]
    return tables((lines, words), (below, rest + row(122, *NUMBERS))), [text for _, _, text in rest]


@pytest.mark.parametrize("reader", ["camelot", "rules"])
@pytest.mark.parametrize("lines_above", [2, 3])
def test_heads_of_which_the_end_of_each_word_stands_below_the_page_are_whole(reader: str, lines_above: int) -> None:
    found, rest = cut_heads(lines_above)
    assert "结果维持" not in rest
    assert values(found[reader]) == [Decimal(n) for n in NUMBERS]
    assert not found[reader].unmapped
    assert {value.by for value in found[reader].values} == {"label"}


@pytest.mark.parametrize("reader", ["camelot", "rules"])
@pytest.mark.parametrize(
    "outcomes",
    [
        ("结果维持", "结果纠正", "其他结果", "尚未审理", "总计"),
        ("结果纠正", "结果维持", "其他结果", "尚未审结", "总计"),
        ("结果维持", "结果纠正", "其他结果", "总计", "尚未审结"),
    ],
)
def test_heads_that_put_together_are_others_name_no_numbers(reader: str, outcomes: tuple[str, ...]) -> None:
    found, _ = cut_heads(3, outcomes)
    assert not any(values(found[reader])[:5])
