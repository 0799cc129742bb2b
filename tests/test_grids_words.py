"""The reader of word positions: looks without rules, cell by cell; what it cannot place belongs to nobody."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_documents import pdf, text
from reportlab.pdfgen.canvas import Canvas
from word_looks import Look, numbered, report

from gongkai import documents
from gongkai.align.document import align
from gongkai.grids import form_words, pdf_page, pdf_words, word_columns, word_tables
from gongkai.grids.model import Extract
from gongkai.grids.pieces import Piece, PiecePage
from gongkai.grids.word_rows import LabelLine, ValueLine, rows
from gongkai.sample import layout

Cells = dict[tuple[str, str | None], Decimal | str]


def words(data: bytes) -> Extract:
    return pdf_words.extract(pdf_page.read_content(documents.from_bytes("r.pdf", data)))


def cells(extract: Extract) -> Cells:
    """Value of each cell of the form that has a box; its status where it has no value."""
    return {
        (value.indicator, value.applicant): value.number.value
        if value.number.value is not None
        else value.number.status
        for table in align(extract)
        for value in table.values
        if value.label is None and value.number is not None
    }


LOOKS = {
    "borderless": Look(),
    "tight": Look(padding=0.5, leading=10.5),
    "wide": Look(padding=12.0, leading=18.0, size=10.5),
    "flush left at the top": Look(align="left", at_top=True),
    "numbers flush right": Look(align="right"),
    "rules across": Look(rules="across"),
    "grid": Look(rules="grid", footer=True),
    "page numbers": Look(footer=True),
    "small": Look(size=6.0, leading=8.0, padding=2.0),
    "numbers broken in narrow columns": Look(
        columns=(("3", (30.0, 50.0, 130.0, *(18.0,) * 7)), ("4", (19.0,) * 15)), padding=2.0
    ),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_every_cell_of_a_look_is_read(look: Look) -> None:
    # 200 distinct numbers from 1001 on in reading order: a swap of any two shows.
    expected = {key: Decimal(number) for key, number in numbered().items()}
    assert len(expected) == 200 and expected["req_granted", "natural_person"] == 1025
    assert cells(words(report(numbered(), look))) == expected


@pytest.mark.parametrize("look", [Look(), Look(align="left", at_top=True), Look(rules="across", footer=True)])
def test_blank_boxes_are_blank_and_shift_nothing(look: Look) -> None:
    # Every third number is printed, the others are blank; whole rows and columns among them.
    kept = {
        key: number if int(number) % 3 == 0 and key[1] != "research_institution" else ""
        for key, number in numbered().items()
    }
    for applicant in layout.APPLICANTS:
        kept["req_granted", applicant] = ""
    expected: Cells = {key: Decimal(number) if number else "blank" for key, number in kept.items()}
    assert cells(words(report(kept, look))) == expected


def test_the_form_of_2019_with_one_row_of_other_results() -> None:
    expected = {key: Decimal(number) for key, number in numbered("2019").items()}
    assert ("req_other", "total") in expected
    assert cells(words(report(numbered("2019"), Look(), form="2019"))) == expected


@pytest.mark.parametrize("start", [560.0, 590.0, 620.0, 650.0, 680.0, 700.0])
def test_a_table_cut_by_the_page_anywhere_is_read_or_not_at_all(start: float) -> None:
    expected = {key: Decimal(number) for key, number in numbered().items() if key[1] is not None}
    found = cells(words(report(numbered(), Look(footer=True), tables="3", start=start)))
    assert found == expected


def test_a_number_between_two_columns_belongs_to_neither() -> None:
    pages = [_page(_block(("5", 148), ("7", 225)))]
    (grid,) = word_tables.build(pages, "words")[0]
    # 本年制发件数 stands over 100 to 140, 本年废止件数 over 160 to 200: the 5 at 148 may be of either.
    row = [(cell.col, cell.colspan, cell.text) for cell in grid.rows[1]]
    assert row == [(0, 1, "规章"), (1, 2, "5"), (3, 1, "7")]


def test_two_numbers_in_one_column_are_no_number() -> None:
    (grid,) = word_tables.build([_page(_block(("1", 110), ("2", 120), ("7", 225)))], "words")[0]
    assert [cell.text for cell in grid.rows[1]] == ["规章", "1 2", "", "7"]


def test_a_row_without_a_label_is_a_row_of_its_own() -> None:
    orphan = (Piece("9", (115, 150, 119, 157), 7.0),)
    (grid,) = word_tables.build([_page((*_block(("1", 115), ("2", 175), ("3", 225)), *orphan))], "words")[0]
    assert [[cell.text for cell in row] for row in grid.rows[1:]] == [["规章", "1", "2", "3"], ["9", "", ""]]


def _block(*values: tuple[str, float]) -> tuple[Piece, ...]:
    heads = (("信息内容", 40), ("本年制发件数", 100), ("本年废止件数", 160), ("现行有效件数", 220))
    found = [Piece(name, (x, 100, x + 40, 109), 9.0) for name, x in heads]
    found.append(Piece("规章", (45, 120, 63, 129), 9.0))
    return (*found, *(Piece(number, (x, 121, x + 4 * len(number), 128), 7.0) for number, x in values))


def _page(found: tuple[Piece, ...]) -> PiecePage:
    return PiecePage(1, 400.0, 300.0, found)


def test_a_raised_figure_is_no_part_of_the_number() -> None:
    def draw(canvas: Canvas) -> None:
        for x, head in ((40, "信息内容"), (110, "本年制发件数"), (190, "本年废止件数"), (270, "现行有效件数")):
            text(canvas, x, 50, head)
        for x, words_ in ((45, "规章"), (135, "5"), (215, "0"), (295, "8")):
            text(canvas, x, 75, words_)
        canvas.setFont("Helvetica", 6)
        text(canvas, 140.5, 71, "2")

    found = cells(words(pdf(draw)))
    assert found["rules_made", None] == "unreadable"
    assert found["rules_in_force", None] == 8


def test_what_runs_over_the_pages_edge_is_not_read() -> None:
    def draw(canvas: Canvas) -> None:
        for x, head in ((40, "信息内容"), (110, "本年制发件数"), (190, "本年废止件数"), (330, "现行有效件数")):
            text(canvas, x, 50, head)
        for x, words_ in ((45, "规章"), (135, "5"), (215, "0"), (385, "1234")):
            text(canvas, x, 75, words_)

    found = cells(words(pdf(draw)))
    assert found["rules_made", None] == 5
    assert found.get(("rules_in_force", None), "unreadable") == "unreadable"


def test_page_numbers_and_running_heads_are_no_part_of_a_table() -> None:
    extract = words(report(numbered(), Look(footer=True)))
    texts = {cell.text for grid in extract.grids for cell in grid.cells}
    assert extract.pages is not None and extract.pages > 1
    assert not texts & {"- 1 -", "- 2 -", "-1-", "-2-"}
    assert not any("- 1 -" in line.text for line in extract.lines)


def test_text_outside_the_tables_is_running_text() -> None:
    lines = [line.text for line in words(report(numbered(), Look())).lines]
    assert lines[0] == "样例市2022年政府信息公开工作年度报告"
    assert "三、收到和处理政府信息公开申请情况" in lines
    assert lines[-1].startswith("2022年共收到申请12件")


def test_a_page_of_countless_pieces_of_heads_ends_without_a_table() -> None:
    crowd = [Piece("法", (x, y, x + 9, y + 9), 9.0) for x in range(0, 590, 10) for y in range(0, 840, 4)]
    maze = [
        Piece(sign, (50 + n, 50 + 3 * k, 58 + n, 58 + 3 * k), 9.0)
        for k, sign in enumerate("法律服务机" * 20)
        for n in (0, 3, 6)
    ]
    for found in (crowd, maze):
        grids, _ = word_tables.build([PiecePage(1, 595.0, 842.0, tuple(found))], "words")
        assert grids == ()


@given(
    widths=st.lists(st.integers(24, 80), min_size=2, max_size=8),
    align=st.sampled_from(["left", "middle", "right"]),
    data=st.data(),
)
def test_a_value_is_given_to_its_own_column_or_to_two(widths: list[int], align: str, data: st.DataObject) -> None:
    """Heads in the middle of their columns, values aligned alike in all, any of them blank."""
    edges = [float(sum(widths[:n])) for n in range(len(widths) + 1)]
    extents, values, true = [], [], []
    for column, (left, right) in enumerate(itertools.pairwise(edges)):
        head = data.draw(st.integers(10, int(right - left) - 4))
        middle = (left + right) / 2
        extents.append((middle - head / 2, middle + head / 2))
        for size in data.draw(st.lists(st.integers(3, int(right - left) - 6), max_size=3)):
            x = {"left": left + 2, "middle": middle - size / 2, "right": right - 2 - size}[align]
            values.append(Piece("1", (x, 0.0, x + size, 7.0), 7.0))
            true.append(column)
    for column, (first, last) in zip(true, word_columns.assign(extents, values), strict=True):
        assert first < last or first == column


def _page_of(number: int, *found: tuple[str, float, float]) -> PiecePage:
    """A page of pieces (text, left, middle) in 9 point type."""
    pieces_ = [Piece(words_, (x, y - 4, x + 9 * len(words_), y + 4), 9.0) for words_, x, y in found]
    return PiecePage(number, 400.0, 300.0, tuple(pieces_))


HEADS = (("自然人", 160.0), ("商业企业", 200.0), ("科研机构", 245.0), ("总计", 290.0))


def _requests(*rows: tuple[str, float, float]) -> PiecePage:
    return _page_of(1, *((head, x, 30.0) for head, x in HEADS), *rows)


def _rows(page: PiecePage) -> list[list[str]]:
    (grid,) = word_tables.build([page], "words")[0]
    return [[cell.text for cell in row if cell.row == index] for index, row in enumerate(grid.rows)][1:]


def test_the_rest_of_a_number_at_the_pages_end_is_no_page_number() -> None:
    # 12 over 1: the number may go on below, or 1 is the page's number; nothing tells, so it is seen.
    page = _requests(("（一）予以公开", 40, 275), ("12", 165, 275), ("1", 168, 290))
    assert any("1" in (text_ for cell in row for text_ in cell.split("\n")) for row in _rows(page))
    marked = _requests(("（一）予以公开", 40, 255), ("12", 165, 255), ("- 1 -", 190, 290))
    assert _rows(marked) == [["（一）予以公开", "12", "", "", ""]]


def test_two_rows_of_numbers_are_not_glued_to_one_label() -> None:
    # As a page leaves them: the first row's label stands on the page before.
    orphans = [(number, x, 60.0) for number, x in (("38", 165), ("11", 210), ("2", 258), ("52", 292))]
    own = [(number, x, 75.0) for number, x in (("312", 162), ("9", 212), ("3", 258), ("27", 292))]
    assert _rows(_requests(*orphans, ("3.其他", 90, 75.0), *own)) == [
        ["38", "11", "2", "52"],
        ["3.其他", "312", "9", "3", "27"],
    ]


def test_a_groups_label_names_no_row_that_has_no_label() -> None:
    beside = (("（三）不予公开", 10.0, 70.0), ("1.属于国家秘密", 80.0, 60.0))
    rows = _rows(_requests(*beside, ("5", 168, 60), ("77", 165, 72)))
    assert rows == [["1.属于国家秘密", "5", "", "", ""], ["77", "", "", ""]]


def test_a_wrapped_label_is_not_parted_by_the_numbers_beside_it() -> None:
    rows = _rows(
        _requests(
            ("2.其他法律行政", 60, 60), ("法规禁止公开", 60, 72), ("100", 160, 60), ("070", 160, 72), ("9", 212, 66)
        )
    )
    assert [row[0] for row in rows] == ["2.其他法律行政\n法规禁止公开"]


@pytest.mark.parametrize(
    "remark", [("（含失效）",), ("（指已经宣布失效", "或者废止的）")], ids=["on its line", "over two lines"]
)
def test_a_remark_in_brackets_behind_a_head_hides_no_head(remark: tuple[str, ...]) -> None:
    first, *more = remark
    heads = [("信息内容", 40.0, 100.0), ("本年处理决定数量" + first, 120.0, 100.0)]
    heads += [(line, 130.0, 112.0 + 12 * n) for n, line in enumerate(more)]
    page = _page_of(1, *heads, ("行政许可", 40.0, 140.0), ("7", 170.0, 140.0))
    assert _rows(page) == [["行政许可", "7"]]


def test_a_remark_in_brackets_on_the_line_below_a_head_is_the_heads() -> None:
    heads = [("信息内容", 40.0, 106.0), ("上一年项目数", 120.0, 100.0), ("量", 140.0, 112.0)]
    heads += [("处理决定数量", 200.0, 100.0), ("（件）", 210.0, 112.0)]
    page = _page_of(1, *heads, ("行政许可", 40.0, 140.0), ("5", 140.0, 140.0), ("7", 220.0, 140.0))
    assert _rows(page) == [["行政许可", "5", "7"]]


def test_a_number_with_a_remark_that_begins_left_of_its_head_is_no_running_text() -> None:
    heads = (("信息内容", 40.0, 100.0), ("本年制发件数", 160.0, 100.0), ("本年废止件数", 260.0, 100.0))
    page = _page_of(
        1, *heads, ("行政规范性文件", 40.0, 130.0), ("27（其中修订3件）", 145.0, 130.0), ("17", 280.0, 130.0)
    )
    assert _rows(page) == [["行政规范性文件", "27（其中修订3件）", "17"]]


@pytest.mark.parametrize(
    "remark",
    [
        (("26（其中修订", 139.0, 130.0), ("4", 203.0, 130.0), ("件）", 213.0, 130.0)),
        (("26（其中修订", 139.0, 124.0), ("4", 203.0, 124.0), ("件）", 178.0, 136.0)),
        (("26", 170.0, 130.0), ("件", 191.0, 130.0)),
    ],
    ids=["on one line", "over two lines", "a unit alone"],
)
def test_the_end_of_a_numbers_remark_is_no_line_of_the_head_above(remark: tuple[tuple[str, float, float], ...]) -> None:
    # 本年制发件数（件） is a head that forms have; the row 规章 stands between this head and the remark's 件.
    heads = (("信息内容", 40.0, 104.0), ("本年制发件数", 160.0, 104.0), ("本年废止件数", 260.0, 104.0))
    rules = (("规章", 40.0, 114.0), ("23", 180.0, 114.0), ("27", 280.0, 114.0))
    page = _page_of(1, *heads, *rules, ("行政规范性文件", 40.0, 130.0), *remark, ("17", 280.0, 130.0))
    joined = [[text_.replace("\n", "").replace(" ", "") for text_ in row] for row in _rows(page)]
    printed = "".join(text_ for text_, _, _ in remark)
    assert joined == [["规章", "23", "27"], ["行政规范性文件", printed, "17"]]


def test_an_upright_groups_label_below_a_whole_label_is_not_its_last_line() -> None:
    # The group's opening bracket stands alone on the line of the first digits of the row beside it.
    upright = [(sign, 20.0, 84.0 + 12 * n) for n, sign in enumerate("（三）不予公开")]
    page = _requests(
        ("（二）部分公开（区分处理的，只计", 10, 60),
        ("这一情形，不计其他情形）", 22, 72),
        *(("31", 165, 66), ("32", 210, 66), ("33", 255, 66), ("96", 290, 66)),
        *upright,
        *(("1.属于国家秘密", 50, 90), ("75", 165, 90), ("74", 210, 90)),
        *(("6638", 250, 84), ("4038", 285, 84), ("40", 255, 96), ("828", 290, 96)),
        *(("2.其他法律行政", 50, 126), ("5", 165, 126), ("6", 210, 126), ("7", 255, 126), ("18", 290, 126)),
    )
    assert _rows(page) == [
        ["（二）部分公开（区分处理的，只计\n这一情形，不计其他情形）", "31", "32", "33", "96"],
        ["（\n三\n）\n不\n予\n公\n开", "1.属于国家秘密", "75", "74", "6638\n40", "4038\n828"],
        ["2.其他法律行政", "5", "6", "7", "18"],
    ]


def test_a_groups_label_reaches_over_all_rows_that_are_counted_on() -> None:
    # （五）不予处理 stands beside the third of its five rows; the rows of the groups around it begin at 1 again.
    (grid,) = words(report(numbered(), Look(), tables="3")).grids
    texts = {cell.text.replace("\n", ""): cell.rowspan for cell in grid.cells}
    spans = {text_: span for text_, span in texts.items() if text_.startswith(("（四）", "（五）", "（六）"))}
    assert spans == {"（四）无法提供": 3, "（五）不予处理": 5, "（六）其他处理": 3}


@pytest.mark.parametrize("look", [Look(), Look(align="left", at_top=True), Look(size=6.0, leading=8.0, padding=2.0)])
def test_numbers_under_the_head_of_organisations_are_sound(look: Look) -> None:
    # 法人或其他组织 is printed over two or three of its five columns: no rule shows that it stands over all.
    (table,) = align(words(report(numbered(), look, tables="3")))
    assert [value.indicator for value in table.values if not value.sound] == []


HEADS_OF_3 = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def _of_3(number: int, *rows: tuple[float, str, tuple[str, ...]]) -> PiecePage:
    """Rows (y, label, numbers) of table 3 on a page, its heads on page 1 only; columns 60 points apart."""
    found = [(head, 200.0 + 60 * n, 30.0) for n, head in enumerate(HEADS_OF_3)] if number == 1 else []
    pieces_ = [Piece(head, (x, y, x + 40, y + 9), 9.0) for head, x, y in found]
    for y, label, numbers in rows:
        pieces_.append(Piece(label, (40.0, y, 40.0 + 9 * len(label), y + 9), 9.0))
        pieces_ += [
            Piece(text_, (205.0 + 60 * n, y, 205.0 + 60 * n + 5 * len(text_), y + 9), 9.0)
            for n, text_ in enumerate(numbers)
            if text_
        ]
    return PiecePage(number, 700.0, 300.0, tuple(pieces_))


def test_a_row_whose_label_and_number_the_pages_end_cuts_is_one_row() -> None:
    # 994824 is cut after 99482, which is never a number of its own.
    upper = _of_3(1, (250.0, "1.本机关不掌握相关政府", ("99482", "1", "2", "3", "4", "5", "15")))
    lower = _of_3(
        2,
        (30.0, "信息", ("4", "", "", "", "", "", "")),
        (60.0, "2.没有现成信息需要另行制作", ("7", "1", "2", "3", "4", "5", "22")),
    )
    grids = word_tables.build([upper, lower], "words")[0]
    found = cells(Extract("words", grids))
    assert found["req_unable_not_held", "natural_person"] == Decimal(994824)
    assert found["req_unable_not_held", "total"] == Decimal(15)
    assert found["req_unable_needs_creation", "natural_person"] == Decimal(7)


def test_heads_printed_downwards_that_a_pages_end_cuts_are_whole() -> None:
    def downwards(words_: str, x: float, y: float) -> list[Piece]:
        return [Piece(sign, (x, y + 12 * n, x + 9, y + 12 * n + 9), 9.0) for n, sign in enumerate(words_)]

    cut_after = {"自然人": 3, "商业企业": 2, "科研机构": 2, "社会公益组织": 3, "法律服务机构": 3, "其他": 2, "总计": 2}
    upper = [Piece("申请人情况", (300.0, 200.0, 345.0, 209.0), 9.0)]
    lower = [Piece("一、本年新收政府信息公开申请数量", (40.0, 80.0, 184.0, 89.0), 9.0)]
    for n, (head, lines) in enumerate(cut_after.items()):
        upper += downwards(head[:lines], 200.0 + 30 * n, 230.0)
        lower += downwards(head[lines:], 200.0 + 30 * n, 20.0)
        lower.append(Piece(str(n + 1), (202.0 + 30 * n, 80.0, 207.0 + 30 * n, 89.0), 9.0))
    pages = [PiecePage(1, 420.0, 300.0, tuple(upper)), PiecePage(2, 420.0, 300.0, tuple(lower))]
    (table,) = align(Extract("words", word_tables.build(pages, "words")[0]))
    found = [value.number.value for value in table.values if value.indicator == "req_new" and value.number]
    assert found == [1, 2, 3, 4, 5, 6, 7]
    assert not table.unmapped


def test_the_last_row_of_a_page_may_stand_at_its_top() -> None:
    # As word processors set a row whose box goes on, empty, on the next page.
    above = (("1.属于国家秘密", 20.0, 66.0), ("122", 162.0, 66.0), ("98", 212.0, 60.0), ("7", 214.0, 72.0))
    last = (("2.重复申请", 20.0, 100.0), ("911", 162.0, 100.0), ("45", 212.0, 100.0), ("3", 214.0, 112.0))
    assert _rows(_requests(*above, *last)) == [
        ["1.属于国家秘密", "122", "98\n7", "", ""],
        ["2.重复申请", "911", "45\n3", "", ""],
    ]


@pytest.mark.parametrize(
    ("head", "misread"), [("自然人", "白然人"), ("商业企业", "商业企亚"), ("社会公益组织", "社公益组织")]
)
def test_a_head_with_one_sign_misread_is_told_by_its_position(head: str, misread: str) -> None:
    page = _of_3(1, (80.0, "一、本年新收政府信息公开申请数量", ("1", "2", "3", "4", "5", "6", "7")))
    pieces_ = tuple(piece._replace(text=misread) if piece.text == head else piece for piece in page.pieces)
    (table,) = align(Extract("words", word_tables.build([replace(page, pieces=pieces_)], "words")[0]))
    found = [value for value in table.values if value.indicator == "req_new"]
    assert [value.number and value.number.value for value in found] == [1, 2, 3, 4, 5, 6, 7]
    assert [value.by for value in found].count("position") == 1


def test_a_label_of_sixteen_lines_has_its_numbers_in_the_middle() -> None:
    # A narrow column: 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 two characters a line.
    label = "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
    lines = [label[start : start + 2] for start in range(0, len(label), 2)]
    names = [
        LabelLine(text, 10.0 * n, (Piece(text, (0, 10.0 * n, 9, 10.0 * n + 9), 9.0),)) for n, text in enumerate(lines)
    ]
    middle = 10.0 * (len(lines) - 1) / 2
    numbers = ValueLine((0,), middle, (Piece("6", (50, middle, 55, middle + 9), 9.0),))
    (row,) = rows(names, [numbers], 9.0, form_words.requests_rows())
    assert (list(row.labels), list(row.values)) == (list(range(len(lines))), [0])


def test_a_head_that_names_no_applicant_is_none_even_where_one_is_missing() -> None:
    page = _of_3(1, (80.0, "一、本年新收政府信息公开申请数量", ("1", "2", "3", "4", "5", "6", "7")))
    pieces_ = tuple(p._replace(text="公益机构") if p.text == "社会公益组织" else p for p in page.pieces)
    (table,) = align(Extract("ocr", word_tables.build([replace(page, pieces=pieces_)], "ocr")[0]))
    assert table.by_cell["req_new", "public_welfare_org"].number is None


def test_the_unit_behind_a_number_is_no_part_of_the_head_above_it() -> None:
    heads = (("信息内容", 40.0, 100.0), ("采购项目数量", 160.0, 100.0), ("采购总金额", 260.0, 100.0))
    page = _page_of(1, *heads, ("政府集中采购", 40.0, 130.0), ("18", 180.0, 130.0), ("元", 299.0, 130.0))
    number = Piece("386306", (268.0, 126.0, 298.0, 134.0), 9.0)
    assert _rows(replace(page, pieces=(*page.pieces, number))) == [["政府集中采购", "18", "386306元"]]
