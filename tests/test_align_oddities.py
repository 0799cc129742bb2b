"""Oddities of layout seen in real reports: what is read, what is marked as told by its position, what is held."""

from __future__ import annotations

import pytest
from official_html import (
    APPLICANTS,
    ROWS_2019,
    ROWS_2021,
    TABLE_2,
    disclosure_2019,
    disclosure_2021,
    disputes,
    page,
    requests,
)

from gongkai.align.document import align
from gongkai.documents import from_bytes
from gongkai.grids.model import Cell, Extract, Grid
from gongkai.read import read_document
from gongkai.records import Fact, Report, TableRecord

TABLE_2_2019 = {
    "规章": [1, 2, 3],
    "规范性文件": [4, 5, 6],
    "行政许可": [137, "-417", 44],
    "其他对外管理服务事项": [40, "减3", 47],
    "行政处罚": [50, "+1036", 57],
    "行政强制": [60, 0, 67],
    "行政事业性收费": [70, 1],
    "政府集中采购": [6, "251000元"],
}
ZEROS = [[0] * 7] * 25
#: Every total is the sum of the four before it.
TABLE_4 = [1, 2, 3, 4, 10, 5, 6, 7, 8, 26, 9, 10, 11, 12, 42]
OUTCOMES = "".join(f"<td>{head}</td>" for head in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))


def read(*tables: str) -> Report:
    (report,) = read_document(from_bytes("page.html", page(*tables))).reports
    return report


def record(report: Report, kind: str) -> TableRecord:
    (found,) = [table for table in report.tables if table.table == kind]
    return found


def facts(report: Report, kind: str) -> list[Fact]:
    return [fact for fact in report.facts if fact.table == kind and fact.label is None]


def printed(report: Report, *codes: str) -> list[str | None]:
    by_code = {fact.indicator: fact.value for fact in report.facts if fact.label is None}
    return [None if by_code[code] is None else str(by_code[code]) for code in codes]


def boxes(numbers: list[int]) -> str:
    return "".join(f"<td>{number}</td>" for number in numbers)


def test_two_headers_cut_to_the_same_words_are_told_by_their_position() -> None:
    html = disclosure_2019(TABLE_2_2019).replace("本年新制作数量", "本年新").replace("本年新公开数量", "本年新")
    report = read(html)
    assert printed(report, "rules_produced", "rules_published", "rules_public_stock") == ["1", "2", "3"]
    marks = {fact.indicator: (fact.by, fact.sound) for fact in facts(report, "2")}
    assert (marks["normdoc_produced"], marks["normdoc_published"]) == (("position", False),) * 2
    assert marks["normdoc_public_stock"] == ("label", True)
    assert record(report, "2").unmapped == ()


def test_three_headers_cut_short_in_another_order_than_the_forms_are_nobodys() -> None:
    html = disclosure_2021(TABLE_2)
    swapped = html.replace("本年制发件数", "现行有").replace("现行有效件数", "本年制发件数")
    report = read(swapped)
    assert printed(report, "rules_made", "rules_repealed", "rules_in_force") == ["3", "2", None]
    assert record(report, "2").verdict == "incomplete"
    assert "现行有" in record(report, "2").unmapped


def test_header_words_in_brackets() -> None:
    html = (
        disclosure_2019(TABLE_2_2019)
        .replace("本年新制作数量", "（本年新制作数量）")
        .replace("采购总金额", "（采购总金额）")
    )
    report = read(html)
    assert printed(report, "rules_produced", "procurement_amount") == ["1", "251000"]
    assert {fact.by for fact in facts(report, "2")} == {"label"}


def test_blocks_of_table_2_in_grids_of_their_own() -> None:
    rows = disclosure_2021(TABLE_2).removeprefix("<table>").removesuffix("</table>")
    blocks = [part for part in rows.replace('<tr><td colspan="4">第', '|<tr><td colspan="4">第').split("|") if part]
    report = read(*(f"<table>{part}</table>" for part in blocks))
    assert (len(blocks), record(report, "2").verdict) == (4, "consistent")
    assert printed(report, "rules_in_force", "license_decisions", "admin_fee_amount") == ["3", "7", "10.50"]


def test_articles_of_table_2_in_a_column_of_their_own() -> None:
    head = '<td rowspan="3">第二十条第（一）项</td><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td>'
    rows = ["<td>规章</td><td>1</td><td>2</td><td>3</td>", "<td>行政规范性文件</td><td>4</td><td>5</td><td>6</td>"]
    html = f"<table><tr>{head}<td>现行有效件数</td></tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    report = read(html)
    assert printed(report, "rules_made", "normdoc_made", "normdoc_in_force") == ["1", "4", "6"]
    assert record(report, "2").unmapped == ()


def test_a_header_of_the_other_form_is_a_local_column() -> None:
    """临潼区秦岭保护局 2022: the form of 2019 with the fee's header of 2021."""
    items = '<td colspan="1">上一年项目数量</td><td colspan="1">本年增/减</td></tr><tr><td>行政事业性收费'
    html = disclosure_2019(TABLE_2_2019)
    assert items in html
    fee = '<td colspan="2">本年度收费金额(单位:万元)</td></tr><tr><td>行政事业性收费'
    report = read(html.replace(items, fee))
    table = record(report, "2")
    assert (table.form, table.variant, table.verdict) == ("2019", "mixed_headers+extra_columns", "incomplete")
    assert "本年度收费金额(单位:万元)" in table.unmapped


@pytest.mark.parametrize(
    ("tables", "forms", "variant"),
    [
        ((disclosure_2021(TABLE_2), requests(ZEROS)), ("2021", "2021"), None),
        ((disclosure_2019(TABLE_2_2019), requests(ZEROS[:23], ROWS_2019)), ("2019", "2019"), None),
        ((disclosure_2021(TABLE_2), requests(ZEROS[:23], ROWS_2019)), ("2021", "2019"), "one_row_other"),
        ((disclosure_2019(TABLE_2_2019), requests(ZEROS)), ("2019", "2021"), "three_rows_other"),
        ((requests(ZEROS[:23], ROWS_2019),), (None, "2019"), None),
        ((requests([[0] * 8] * 25, heads=(*APPLICANTS, "备注")),), (None, "2021"), "extra_columns"),
        (
            (requests([[0] * 7] * 26, [*ROWS_2021[:23], ("", "转其他机关办理"), *ROWS_2021[23:]]),),
            (None, "2021"),
            "extra_rows",
        ),
    ],
)
def test_form_and_variant_of_each_table(
    tables: tuple[str, ...], forms: tuple[str | None, str], variant: str | None
) -> None:
    report = read(*tables)
    found = {table.table: table for table in report.tables if table.place}
    assert (found["2"].form if "2" in found else None, found["3"].form) == forms
    assert (found["3"].variant, found["2"].variant if "2" in found else None) == (variant, None)


STACKED = (
    f'<table><tr><td colspan="5">行政复议</td></tr><tr>{OUTCOMES}</tr><tr>{boxes(TABLE_4[:5])}</tr>|</table>',
    '<table>|<tr><td colspan="10">行政诉讼</td></tr>'
    f'<tr><td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr><tr>{OUTCOMES * 2}</tr>'
    f"<tr>{boxes(TABLE_4[5:])}</tr></table>",
)


def repeated_head() -> tuple[str, str]:
    head, _, row = disputes(TABLE_4).rpartition("<tr>")
    return f"{head}</table>", f"{head}<tr>{row}"


def phantom_column(last: str) -> str:
    return disputes(TABLE_4).replace("</tr></table>", f"{last}</tr></table>").replace("</tr><tr>", "<td></td></tr><tr>")


LAYOUTS_4 = {
    "plain": (disputes(TABLE_4),),
    "two grids": tuple(part.replace("|", "") for part in STACKED),
    "one under the other in one grid": ("".join(STACKED).replace("|</table><table>|", ""),),
    "headers at the page's end and again": repeated_head(),
    "a sixteenth column without numbers": (phantom_column("<td></td>"),),
    "a column of labels": (
        disputes(TABLE_4)
        .replace('<tr><td colspan="5">', '<tr><td rowspan="3">项目</td><td colspan="5">')
        .replace("<tr><td>1</td>", "<tr><td>数量</td><td>1</td>"),
    ),
}


@pytest.mark.parametrize("name", LAYOUTS_4)
def test_layouts_of_table_4(name: str) -> None:
    report = read(*LAYOUTS_4[name])
    assert [fact.value for fact in facts(report, "4")] == TABLE_4
    assert (record(report, "4").verdict, {fact.sound for fact in facts(report, "4")}) == ("consistent", {True})


def test_headers_of_table_4_on_one_page_and_its_row_on_the_next_prove_nothing() -> None:
    head, _, row = disputes([*TABLE_4[:14], 43]).rpartition("<tr>")
    report = read(f"{head}</table>", f"<table><tr>{row}")
    assert [fact.value for fact in facts(report, "4")] == [*TABLE_4[:14], 43]
    assert {(fact.by, fact.sound) for fact in facts(report, "4")} == {("position", False)}
    assert record(report, "4").verdict == "unconfirmed"


HELD_4 = {
    "a box too many": disputes(TABLE_4).replace("<td>10</td><td>5</td>", "<td>10</td><td></td><td>5</td>"),
    "a box twice": disputes(TABLE_4).replace("<td>42</td>", "<td>12</td><td>42</td>"),
    # Its sums hold by chance: 45 upheld of 45 shift to total and pending.
    "a header twice": disputes([*TABLE_4[:10], 45, 0, 0, 0, 45]).replace(
        "<td>总计</td><td>结果维持</td>", "<td>总计</td><td>总计</td><td>结果维持</td>"
    ),
    "a header two columns wide": disputes([*TABLE_4[:14], 43]).replace(
        "<td>总计</td><td>结果维持</td>", '<td colspan="2">总计</td><td>结果维持</td>'
    ),
}


@pytest.mark.parametrize("name", HELD_4)
def test_a_box_too_many_in_table_4_is_no_trusted_shift(name: str) -> None:
    assert record(read(HELD_4[name]), "4").verdict not in ("consistent", "publisher_inconsistent")


def test_a_box_of_table_2_over_two_rows_is_of_neither() -> None:
    """A rule displaced by a whole row, as both readers of a PDF see it: the row below is left without the box."""
    html = disclosure_2021(TABLE_2).replace('<td colspan="1">3</td>', '<td colspan="1" rowspan="2">3<br>6</td>')
    report = read(html.replace('<td colspan="1">6</td>', ""))
    assert printed(report, "rules_in_force", "normdoc_in_force") == [None, None]
    assert printed(report, "rules_made", "normdoc_made") == ["1", "4"]
    assert record(report, "2").verdict not in ("consistent", "publisher_inconsistent")


def test_headers_of_table_3_that_lost_their_common_one_prove_no_error_of_the_publisher() -> None:
    """Without 法人或其他组织 (or its span) the seven headers shift against their columns."""
    numbers = [[c * (r + 1) for c in (1, 2, 3, 4, 5, 6, 21)] for r in range(25)]
    for old, new in (('<td colspan="5">法人或其他组织</td>', ""), ('colspan="5">法人', ">法人")):
        report = read(requests(numbers).replace(old, new))
        assert record(report, "3").verdict not in ("consistent", "publisher_inconsistent")


def test_totals_first_follow_their_header() -> None:
    heads = ("总计", *APPLICANTS[:6])
    rows = "".join(f"<tr><td>{row[-1]}</td>{boxes([21, 1, 2, 3, 4, 5, 6])}</tr>" for row in ROWS_2021)
    head = "".join(f"<td>{name}</td>" for name in ("", *heads))
    report = read(f"<table><tr>{head}</tr>{rows}</table>")
    values = {fact.applicant: fact.value for fact in report.facts if fact.indicator == "req_new"}
    assert (values["total"], values["natural_person"], values["other_org"]) == (21, 1, 6)


def test_all_tables_in_one_grid() -> None:
    tables = (disclosure_2021(TABLE_2), requests(ZEROS), disputes(TABLE_4))
    rows = "".join(table.removeprefix("<table>").removesuffix("</table>") for table in tables)
    report = read(f"<table>{rows}</table>")
    assert {table.table: table.verdict for table in report.tables} == dict.fromkeys("234", "consistent")


#: The characters of the forms' labels in both scripts, as mirrors print them.
TRADITIONAL = str.maketrans(
    "规范许对务项处罚强业费采购数开总减决额单万发废现机构会组织结转请办区这属于国秘稳护权类内过执询无关没补后确举报诉当认获缴纳继续维纠经审条据",
    "規範許對務項處罰強業費採購數開總減決額單萬發廢現機構會組織結轉請辦區這屬於國祕穩護權類內過執詢無關沒補後確舉報訴當認獲繳納繼續維糾經審條據",
)


def test_tables_in_traditional_script() -> None:
    tables = (disclosure_2021(TABLE_2), requests(ZEROS), disputes(TABLE_4))
    report = read(*(table.translate(TRADITIONAL) for table in tables))
    assert {table.table: table.verdict for table in report.tables} == dict.fromkeys("234", "consistent")
    assert report.findings == ()
    fee = next(fact for fact in report.facts if fact.indicator == "admin_fee_amount")
    assert (fee.unit, fee.unit_source) == ("万元", "header")


@pytest.mark.parametrize("charset", ["big5", "gb2312"])
def test_a_report_in_big5_whatever_it_declares(charset: str) -> None:
    tables = (disclosure_2021(TABLE_2), requests(ZEROS), disputes(TABLE_4))
    text = page(*tables).decode().translate(TRADITIONAL).replace("utf-8", charset)
    (report,) = read_document(from_bytes("p.html", text.encode("big5", "xmlcharrefreplace"))).reports
    assert {table.table: table.verdict for table in report.tables} == dict.fromkeys("234", "consistent")
    fee = next(fact for fact in report.facts if fact.indicator == "admin_fee_amount")
    assert (str(fee.value), fee.unit) == ("10.50", "万元")


LEFT = (50, 150, 250, 280, 310, 340, 370, 400, 430, 460)


def piece(rows: list[tuple[str, ...]], page_number: int) -> Grid:
    cells = tuple(
        Cell(row, col, 1, 1, text, "", page_number, (LEFT[col], 20.0 * row, LEFT[col + 1], 20.0 * row + 20))
        for row, texts in enumerate(rows)
        for col, text in enumerate(texts)
    )
    box = (50.0, 0.0, 460.0, 20.0 * len(rows))
    return Grid(cells, len(rows), 9, f"p{page_number}", "rules", page_number, box=box)


BODY = [
    (labels[-2] if len(labels) > 1 else "", labels[-1], *(str(100 * (row + 1) + column) for column in range(1, 8)))
    for row, labels in enumerate(ROWS_2021)
]
CUT = ("", "", "自然人", "商业企", "科研机构", "社会公益", "法律服务", "其他", "总计")


@pytest.mark.parametrize(
    "pieces",
    [
        (piece([CUT], 3), piece([("", "", "", "业", "", "组织", "机构", "", ""), *BODY], 4)),
        (piece([CUT, *BODY], 3),),
    ],
)
def test_header_words_cut_by_the_pages_end_are_told_by_position(pieces: tuple[Grid, ...]) -> None:
    (table,) = align(Extract("rules", pieces))
    numbers = [table.by_cell["req_new", applicant] for applicant in ("commercial_enterprise", "legal_service_org")]
    assert [(value.raw, value.by, value.sound) for value in numbers] == [
        ("102", "position", False),
        ("105", "position", False),
    ]
    assert table.by_cell["req_new", "natural_person"].by == "label"


def test_two_headers_cut_to_the_same_piece_are_nobodys() -> None:
    heads = ("", "", "自然人", "商业企业", "机构", "社会公益组织", "机构", "其他", "总计")
    (table,) = align(Extract("rules", (piece([heads, *BODY], 3),)))
    assert table.by_cell["req_new", "research_institution"].number is None
    assert table.by_cell["req_new", "legal_service_org"].number is None
    assert "机构" in table.unmapped


def six(labels: tuple[str, str, str], group: str) -> tuple[Grid, ...]:
    """Table 3 of 2021 with other labels in the three rows of （六）其他处理, the group over them or in the first."""
    cells = piece([("", "", *APPLICANTS), *BODY], 3)
    rows = {21: labels[0], 22: labels[1], 23: labels[2]}
    changed = [
        Cell(c.row, c.col, 3 if group == "over" and (c.row, c.col) == (21, 0) else 1, 1, text, "", 3, c.box)
        for c in cells.cells
        if not (group == "over" and c.col == 0 and c.row in (22, 23))
        for text in [rows[c.row] if c.col == 1 and c.row in rows else c.text]
    ]
    return (Grid(tuple(changed), cells.n_rows, 9, "p3", "rules", 3, box=cells.box),)


@pytest.mark.parametrize("group", ["over", "beside"])
def test_a_group_whose_first_row_lost_its_label_is_no_row_of_the_other_form(group: str) -> None:
    """（六）其他处理 is a row of 2019; over the rows of 2021 it is none, whatever their labels lost."""
    second = "\n".join(labels[-1] for labels in ROWS_2021[20:22])
    (table,) = align(Extract("rules", six(("", second, "3.其他"), group)))
    assert table.by_cell.get(("req_other", "total")) is None or table.by_cell["req_other", "total"].number is None


def test_a_group_printed_downwards_is_known() -> None:
    rows = [*BODY[:2], ("\n".join("三本年度办理结果"), *BODY[2][1:]), *BODY[3:]]
    (table,) = align(Extract("rules", (piece([("", "", *APPLICANTS), *rows], 3),)))
    assert table.unmapped == ()


TAB_HEAD = "某乡2022年政府信息公开工作年度报告\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数"


@pytest.mark.parametrize(
    ("row", "trusted"), [("规章\t1\t2\t3", True), ("规章\t\t\t", True), ("规章\t1\t\t3", False), ("规章\t1\t\t", False)]
)
def test_a_number_beside_blanks_in_tab_text_is_read_and_not_trusted(row: str, trusted: bool) -> None:
    """A tab lost and one added in such a row moves the number unseen."""
    text = f"{TAB_HEAD}\n{row}\n行政规范性文件\t4\t5\t6\n"
    (report,) = read_document(from_bytes("a.txt", text.encode())).reports
    assert ("confirmed_numbers" in {finding.rule for finding in report.findings}) != trusted
    assert printed(report, "normdoc_made") == ["4"]


def test_blank_fields_behind_the_last_column_are_no_blanks_of_table_4() -> None:
    """As programs of Windows leave them: tabs behind the last number, in header rows too."""
    outcomes = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"
    heads = [
        "行政复议" + "\t" * 5 + "行政诉讼" + "\t" * 11,
        f"{outcomes}\t未经复议直接起诉" + "\t" * 5 + "复议后起诉" + "\t" * 6,
        "\t" * 5 + f"{outcomes}\t{outcomes}\t\t",
    ]
    title = "某乡2022年政府信息公开工作年度报告"
    numbers = "\t".join(map(str, [39, 29, 40, 37, 145, 12, 22, 32, 18, 84, 33, 39, 21, 16, 109]))
    for row, verdict in ((f"{numbers}\t\t", "consistent"), (f"\t{numbers}\t", "unconfirmed")):
        text = "\n".join([title, *heads, row, "正文。"])
        (report,) = read_document(from_bytes("t", text.encode())).reports
        (table,) = [table for table in report.tables if table.table == "4"]
        assert table.verdict == verdict


def test_two_agencies_complementary_tables_are_not_one_report() -> None:
    second = "<h2>乙市财政局2022年政府信息公开工作年度报告</h2>"
    html = page(
        disclosure_2021(TABLE_2), second, requests(ZEROS), disputes(TABLE_4), title="甲市教育局2022年政府信息公开年报"
    )
    (report,) = read_document(from_bytes("page.html", html)).reports
    assert {table.verdict for table in report.tables} == {"unconfirmed"}
    (finding,) = [finding for finding in report.findings if finding.rule == "one_report"]
    assert "乙市财政局" in finding.message


@pytest.mark.parametrize("second", ["乙市财政局2022年政府信息公开工作年度报告", "甲乡2021年政府信息公开工作年度报告"])
def test_a_second_title_in_the_middle_of_a_text_is_another_report(second: str) -> None:
    lines = [
        "甲乡2022年政府信息公开工作年度报告",
        *["正文。"] * 20,
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数",
    ]
    text = "\n".join([*lines, "规章\t1\t2\t3", "行政规范性文件\t4\t5\t6", second, "正文。"])
    (report,) = read_document(from_bytes("a.txt", text.encode())).reports
    assert "one_report" in {finding.rule for finding in report.findings}


@pytest.mark.parametrize(
    "beside",
    [
        "<ul><li>乙市财政局2022年政府信息公开工作年度报告</li></ul>",
        "<p>下一篇：乙市财政局2022年政府信息公开工作年度报告</p>",
        "<p>样例市人民政府2022年政府信息公开工作年度报告</p>",
        "<p>根据《条例》，现发布乙市财政局2022年政府信息公开工作年度报告，数据截至年底。</p>",
    ],
)
def test_links_to_other_reports_and_the_same_agency_in_other_words_are_no_second_report(beside: str) -> None:
    report = read(disclosure_2021(TABLE_2), requests(ZEROS), disputes(TABLE_4), beside)
    assert report.verdict == "consistent"


@pytest.mark.parametrize(
    ("raw", "status", "rule"),
    [("1.000", "unreadable", "unreadable_cell"), ("1.0", "reported", "count_domain"), ("+7", "unreadable", None)],
)
def test_a_count_that_is_none_is_held(raw: str, status: str, rule: str | None) -> None:
    report = read(disclosure_2021(TABLE_2 | {"行政许可": [raw]}))
    (found,) = [fact for fact in report.facts if fact.indicator == "license_decisions"]
    assert (found.status, found.raw) == (status, raw)
    assert record(report, "2").verdict not in ("consistent", "publisher_inconsistent")
    assert rule is None or rule in {finding.rule for finding in report.findings}


def test_a_row_of_its_own_label_is_read_where_each_row_is_a_table() -> None:
    local = "<tr><td>其他主动公开文件</td><td>41</td><td>64</td><td>27</td></tr>"
    html = disclosure_2021(TABLE_2).replace("<tr><td>行政规范性文件", f"{local}<tr><td>行政规范性文件")
    report = read(html.replace("</tr><tr>", "</tr></table><table><tr>"))
    own = {fact.label: fact.raw for fact in report.facts if fact.indicator == "local"}
    heads = ("本年制发件数", "本年废止件数", "现行有效件数")
    assert own == dict(zip([f"其他主动公开文件/{head}" for head in heads], ["41", "64", "27"], strict=True))
    assert printed(report, "rules_made", "normdoc_in_force", "license_decisions") == ["1", "6", "7"]
    assert "其他主动公开文件" in record(report, "2").unmapped
