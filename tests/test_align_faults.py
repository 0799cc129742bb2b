"""Oddly built documents that once gave a trusted wrong number: each must be read as printed, or visibly not trusted."""

from __future__ import annotations

import re

import pytest
from official_html import APPLICANTS, ROWS_2021, TABLE_2, disclosure_2019, disclosure_2021, disputes, page, requests

from gongkai.align.document import align
from gongkai.documents import from_bytes
from gongkai.grids.model import Cell, Extract, Grid
from gongkai.judge.evaluate import judged
from gongkai.judge.readings import combine
from gongkai.read import read_document
from gongkai.records import Fact, Report, Verdict

TRUSTED = ("consistent", "publisher_inconsistent")
#: Three requests of natural persons, all granted: every identity of table 3 holds.
ROW, NONE = [3, 0, 0, 0, 0, 0, 3], [0] * 7
NUMBERS = [ROW, NONE, ROW, *[NONE] * 20, ROW, NONE]
ZEROS = [0] * 15
FIRST_ROW = '<td colspan="3" rowspan="1">一、本年新收政府信息公开申请数量</td>'
TWO_LINES = '<td colspan="3" rowspan="2">一、本年新收政府信息公开申请数量</td>'


def read(data: bytes, name: str = "page.html") -> Report:
    (report,) = read_document(from_bytes(name, data)).reports
    return report


def verdicts(report: Report, table: str) -> list[Verdict | None]:
    return [t.verdict for t in report.tables if t.table == table and t.place]


def values(report: Report) -> dict[tuple[str, str | None], Fact]:
    return {fact.key: fact for fact in report.facts if fact.label is None and fact.n == 1}


def rows_of(table: str) -> list[str]:
    return re.findall("<tr>.*?</tr>", table)


def requests_with(old: str, new: str) -> bytes:
    html = requests(NUMBERS)
    assert old in html
    return page(html.replace(old, new, 1))


def boxes(numbers: list[int]) -> str:
    return "".join(f"<td>{n}</td>" for n in numbers)


def two_sets_of_columns() -> bytes:
    heads = "".join(f'<td colspan="2">{head}</td>' for head in APPLICANTS)
    body = "".join(
        f"<tr><td>{row[-1]}</td>{''.join(f'<td></td><td>{n}</td>' for n in numbers)}</tr>"
        for row, numbers in zip(ROWS_2021, NUMBERS, strict=True)
    )
    under = "<td>本年</td><td>上年</td>" * 7
    return page(f'<table><tr><td rowspan="2"></td>{heads}</tr><tr>{under}</tr>{body}</table>')


UNTRUSTED_3 = {
    "two tables in one grid": page(f"<table>{''.join(rows_of(requests(NUMBERS)) * 2)}</table>"),
    "last year's rows below this year's": page(
        f"<table>{''.join(rows_of(requests(NUMBERS)) + rows_of(requests(NUMBERS))[3:])}</table>"
    ),
    "a box too many in a row": requests_with("<td>3</td>", "<td>3</td><td>0</td>"),
    "two columns under one name": page(requests([[*row, 9] for row in NUMBERS], heads=(*APPLICANTS, "其他"))),
    "this year's and last year's columns": two_sets_of_columns(),
    "no headers at all": page(f"<table>{''.join(rows_of(requests(NUMBERS))[3:])}</table>"),
    "two rows of numbers under one label": requests_with(
        f"{FIRST_ROW}{boxes(ROW)}</tr>",
        f"{TWO_LINES}{boxes(ROW)}</tr><tr>{boxes([4, 0, 0, 0, 0, 0, 4])}</tr>",
    ),
    "numbers below the line of their label": requests_with(
        f"{FIRST_ROW}{boxes(ROW)}</tr>",
        f"{TWO_LINES}{'<td></td>' * 7}</tr><tr>{boxes(ROW)}</tr>",
    ),
    "a row of last year": requests_with("一、本年新收", "一、上年新收"),
    "a number run into its label": requests_with("2.重复申请", "2.重复申请5"),
}


@pytest.mark.parametrize("name", UNTRUSTED_3)
def test_a_table_3_that_leaves_open_what_stands_where_is_not_trusted(name: str) -> None:
    found = verdicts(read(UNTRUSTED_3[name]), "3")
    assert found
    assert not set(found) & set(TRUSTED)


def test_the_plain_table_is_trusted() -> None:
    report = read(page(disclosure_2021(TABLE_2), requests(NUMBERS), disputes(ZEROS)))
    assert [verdicts(report, table) for table in "234"] == [["consistent"]] * 3


def test_a_subtotal_called_合计_is_not_the_total_below_it() -> None:
    rows = [*ROWS_2021[:23], ("", "合计"), *ROWS_2021[23:]]
    report = read(page(requests([*NUMBERS[:23], [1] * 7, *NUMBERS[23:]], rows)))
    assert values(report)["req_closed_total", "total"].value == 3
    assert {fact.value for fact in report.facts if fact.indicator == "local"} == {1}


def test_two_rows_called_alike_in_one_place_are_nobodys() -> None:
    rows = [*ROWS_2021[:23], ("", "（七）总计"), *ROWS_2021[23:]]
    report = read(page(requests([*NUMBERS[:23], [1] * 7, *NUMBERS[23:]], rows)))
    assert values(report)["req_closed_total", "total"].status == "absent"


def test_a_column_whose_header_is_part_of_a_listed_label_is_kept() -> None:
    report = read(page(requests([[*row, 9] for row in NUMBERS], heads=(*APPLICANTS, "情况"))))
    assert [fact.value for fact in report.facts if fact.indicator == "local"] == [9] * 25


def test_two_local_rows_of_one_name_are_both_kept() -> None:
    rows = [*ROWS_2021[:23], ("", "小计"), ("", "小计"), *ROWS_2021[23:]]
    report = read(page(requests([*NUMBERS[:23], [1] * 7, [2] * 7, *NUMBERS[23:]], rows)))
    assert sorted(fact.raw for fact in report.facts if fact.indicator == "local") == ["1"] * 7 + ["2"] * 7


def test_an_unknown_group_is_a_finding() -> None:
    report = read(requests_with("三、本年度办理结果", "三、上年度办理结果"))
    assert any(label.startswith("三、上年度办理结果") for t in report.tables for label in t.unmapped)
    assert verdicts(report, "3") == ["incomplete"]


def test_numbers_above_the_headers_are_kept() -> None:
    above = f'<tr><td colspan="3">去年</td>{boxes([71, 72, 73, 74, 75, 76, 77])}</tr>'
    report = read(page(requests(NUMBERS).replace("<table>", f"<table>{above}")))
    assert {"71", "77"} <= {fact.raw for fact in report.facts}


UNTRUSTED_2 = {
    "two tables in one grid": page(f"<table>{''.join(rows_of(disclosure_2021(TABLE_2)) * 2)}</table>"),
    "two headers alike": page(disclosure_2021(TABLE_2).replace("本年废止件数", "本年制发件数")),
    "an unknown header over a block": page(
        re.sub("(（六）项.*?)本年处理决定数量", r"\1上年处理决定数量", disclosure_2021(TABLE_2))
    ),
    "two rows of numbers under one label": page(
        disclosure_2021(TABLE_2).replace(
            '<tr><td>规章</td><td colspan="1">1</td><td colspan="1">2</td><td colspan="1">3</td></tr>',
            f'<tr><td rowspan="2">规章</td>{boxes([1, 2, 3])}</tr><tr>{boxes([4, 4, 4])}</tr>',
        )
    ),
    "a box too many in a row": page(disclosure_2021(TABLE_2).replace('<td colspan="1">5<', "<td>0</td><td>5<")),
}


@pytest.mark.parametrize("name", UNTRUSTED_2)
def test_a_table_2_that_leaves_open_what_stands_where_is_not_trusted(name: str) -> None:
    found = verdicts(read(UNTRUSTED_2[name]), "2")
    assert found
    assert not set(found) & set(TRUSTED)


def test_an_amount_keeps_the_unit_that_its_header_prints() -> None:
    fee = values(read(page(disclosure_2021(TABLE_2, fee_head="本年收费金额（单位：百元）"))))["admin_fee_amount", None]
    assert (str(fee.value), fee.unit, fee.unit_source) == ("10.50", "百元", "header")


UNTRUSTED_4 = {
    "two rows of numbers": disputes(ZEROS).replace("</table>", f"<tr>{boxes([1] * 15)}</tr></table>"),
    "numbers above the headers": f"<table>{rows_of(disputes(ZEROS))[3]}{''.join(rows_of(disputes(ZEROS))[:3])}</table>",
    "an amount in place of a count": disputes(["0万元", *ZEROS[1:]]),
    "two headers alike": disputes(ZEROS, heads=("结果维持", "结果维持", "其他结果", "尚未审结", "总计")),
}


@pytest.mark.parametrize("name", UNTRUSTED_4)
def test_a_table_4_that_leaves_open_what_stands_where_is_not_trusted(name: str) -> None:
    (verdict,) = verdicts(read(page(UNTRUSTED_4[name])), "4")
    assert verdict not in TRUSTED


@pytest.mark.parametrize(
    "box",
    ["5①", "5²", "5<sup>1</sup>", "<del>5</del>6", "<s>5</s>", "<input value=5>", "<select><option>5</select>"],
)
def test_a_box_that_shows_more_or_other_than_one_number_is_unreadable(box: str) -> None:
    found = values(read(page(disputes([box, *ZEROS[1:]]))))["review_upheld", None]
    assert (found.status, found.value) == ("unreadable", None)


def test_hidden_text_is_no_part_of_a_number() -> None:
    report = read(page(disputes(['5<span style="display: none">3</span>', 0, 0, 0, 5, *ZEROS[5:]])))
    assert values(report)["review_upheld", None].value == 5
    assert verdicts(report, "4") == ["consistent"]


def test_what_stands_behind_the_end_of_a_page_pasted_into_it_is_read() -> None:
    report = read(page(disclosure_2021(TABLE_2)) + requests(NUMBERS).encode() + disputes(ZEROS).encode())
    assert [verdicts(report, table) for table in "234"] == [["consistent"]] * 3


def test_titles_of_two_years_above_a_report_leave_its_year_open() -> None:
    """The list of other years' reports stands above the report: the shorter title is not the right one."""
    titles = "样例市财政局2021年政府信息公开年报</h1><h1>样例市财政局2022年政府信息公开工作年度报告"
    report = read(page(disputes(ZEROS), requests(NUMBERS), title=titles))
    assert verdicts(report, "3") == ["unconfirmed"]
    assert {year for _, year in report.years} == {2021, 2022}


@pytest.mark.parametrize(
    "link",
    [
        "<p>上一篇：样例市财政局2021年政府信息公开工作年度报告</p>",
        "<p>下一条：样例市财政局2023年政府信息公开工作年度报告</p>",
        "<ul><li>样例市财政局2021年政府信息公开工作年度报告</li><li>样例市财政局2020年政府信息公开年报</li></ul>",
    ],
)
@pytest.mark.parametrize("is_above", [True, False])
def test_links_to_reports_of_other_years_are_no_titles_of_the_report(link: str, is_above: bool) -> None:
    made = page(requests(NUMBERS), disputes(ZEROS), title="样例市财政局2022年政府信息公开工作年度报告").decode()
    assert "<table>" in made
    at = made.index("<h1>") if is_above else made.index("</h1>") + len("</h1>")
    report = read((made[:at] + link + made[at:]).encode())
    assert report.year == 2022
    assert verdicts(report, "3") == ["consistent"]


def test_a_list_of_other_years_says_so_where_no_title_stands_beside_it() -> None:
    items = "<ul><li>样例市财政局2021年政府信息公开年报</li><li>样例市财政局2022年政府信息公开工作年度报告</li></ul>"
    report = read((items + requests(NUMBERS) + disputes(ZEROS)).encode())
    assert {year for _, year in report.years} == {2021, 2022}
    assert verdicts(report, "3") == ["unconfirmed"]


@pytest.mark.parametrize("article", ["717第二十条第（六）项", "第二十条第（六）项 717", "第二十条第（六）项<br>717"])
def test_a_number_that_ran_into_the_article_below_leaves_no_blank(article: str) -> None:
    """In a PDF it hangs down from the box of 行政许可 into the row below, which is as wide as the table."""
    html = disclosure_2021(TABLE_2 | {"行政许可": [""]})
    assert html.count("第二十条第（六）项") == 1
    report = read(page(html.replace("第二十条第（六）项", article), requests(NUMBERS), disputes(ZEROS)))
    assert values(report)["license_decisions", None].status == "absent"
    assert values(report)["penalty_decisions", None].status == "reported"
    assert verdicts(report, "2") == ["incomplete"]


@pytest.mark.parametrize(
    "label",
    [
        "第二十条第（六）项",
        "第二十条第六项",
        "第20条第（6）项",
        "二、行政处罚",
        "行政处罚情况（单位：件）",
        "注：以下为处罚",
    ],
)
def test_what_ran_into_the_row_below_and_cannot_be_read_leaves_no_number(label: str) -> None:
    """In a PDF a row of exact height shows 71, and the upper half of 7 in the row below, as wide as the table."""
    html = disclosure_2021(TABLE_2 | {"行政许可": [71]}).replace("第二十条第（六）项", f"{label} \ufffd")
    report = read(page(html, requests(NUMBERS), disputes(ZEROS)))
    assert values(report)["license_decisions", None].status == "absent"
    assert verdicts(report, "2") == ["incomplete"]


def test_a_number_of_the_year_is_no_change_of_it() -> None:
    """Form 2019 with 本年数量 for 本年增/减 (二郎镇 2019): 72 after 71 may be how many there are."""
    rows = {row: [71, 72, 5] for row in ("行政许可", "其他对外管理服务事项", "行政处罚", "行政强制")}
    numbers = {
        "规章": [0, 0, 0],
        "规范性文件": [1, 1, 9],
        **rows,
        "行政事业性收费": [15, 14],
        "政府集中采购": [3, 81.5],
    }
    html = disclosure_2019(numbers)
    report = read(page(html.replace("本年增/减", "本年数量"), requests(NUMBERS), disputes(ZEROS)))
    assert {values(report)[f"{row}_items_delta", None].status for row in ("license", "penalty", "admin_fee")} == {
        "absent"
    }
    assert values(report)["license_items_prev", None].value == 71
    assert verdicts(report, "2") == ["incomplete"]
    assert verdicts(
        read(page(html.replace("本年增/减", "本年增减"), title="样例市2020年政府信息公开工作年度报告")), "2"
    ) == ["consistent"]


@pytest.mark.parametrize(
    ("caption", "unit", "verdict"),
    [
        ("单位：件/万元", "万元", "consistent"),
        ("（单位：件、元）", "元", "consistent"),
        ("单位：万元", None, "unconfirmed"),
        ("单位：件/万元</p><p>单位：元", None, "unconfirmed"),
    ],
)
def test_a_caption_of_counts_and_money_states_the_unit_of_amounts_without_one(
    caption: str, unit: str | None, verdict: str
) -> None:
    """Form 2019 prints no unit over 采购总金额; 单位：万元 alone may be another table's."""
    rows = {row: [7, 1, 5] for row in ("行政许可", "其他对外管理服务事项", "行政处罚", "行政强制")}
    numbers = {"规章": [0, 0, 0], "规范性文件": [1, 1, 9], **rows, "行政事业性收费": [15, 0], "政府集中采购": [3, 81.5]}
    made = page(disclosure_2019(numbers), title="样例市2020年政府信息公开工作年度报告").decode()
    report = read(made.replace("<table>", f"<p>{caption}</p><table>", 1).encode())
    amount = values(report)["procurement_amount", None]
    assert (amount.unit, amount.unit_source) == (unit, "none" if unit is None else "header")
    assert verdicts(report, "2") == [verdict]


def test_a_half_years_report_states_no_report_year() -> None:
    title = "样例市财政局2022年上半年政府信息公开工作报告"
    assert read(page(requests(NUMBERS), disputes(ZEROS), title=title)).year is None


HEAD_2 = "信息内容\t本年制发件数\t本年废止件数\t现行有效件数"
TAB_ROWS = {
    "a tab too many": "规章\t\t1\t2\t3",
    "a tab too many before blanks": "规章\t\t1\t\t",
    "a tab too few before a blank": "规章\t1\t",
}


@pytest.mark.parametrize("name", TAB_ROWS)
def test_a_row_of_table_2_in_tab_text_that_may_be_shifted_is_absent(name: str) -> None:
    lines = ("某乡2022年政府信息公开工作年度报告", HEAD_2, TAB_ROWS[name], "行政规范性文件\t4\t5\t6", "")
    text = "\n".join(lines)
    cells = values(read(text.encode(), "a.txt"))
    assert [cells[f"rules_{code}", None].status for code in ("made", "repealed", "in_force")] == ["absent"] * 3
    assert cells["normdoc_in_force", None].value == 6


def test_a_row_of_table_3_in_tab_text_shorter_than_the_others_proves_nothing() -> None:
    """One tab lost between numbers and one at the beginning of another line: both rows have nine fields."""
    head = "\t\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计\t"
    lines = [f"{label}\t\t0\t0\t0\t0\t0\t0\t0\t" for (label,) in (*ROWS_2021[:2], ROWS_2021[24])]
    lines.insert(2, "三、本年度办理结果\t（一）予以公开\t1\t2\t3\t45\t6\t7\t")
    lines.insert(3, "（三）不予公开\t1.属于国家秘密\t0\t0\t0\t0\t0\t0\t0")
    text = "某乡2022年政府信息公开工作年度报告\n" + "\n".join([head, *lines])
    cells = values(read(text.encode(), "a.txt"))
    assert {cells["req_granted", code].status for code in ("natural_person", "public_welfare_org", "total")} == {
        "absent"
    }
    assert cells["req_carried_out", "total"].value == 0


def wide_row(page_number: int, last: str) -> Grid:
    """Row 规章 of table 2 on a PDF's page, each box 110 points wide."""
    texts = [("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), ("规章", "1", "2", last)]
    cells = tuple(
        Cell(row, col, 1, 1, text, "", page_number, (110.0 * col, 20.0 * row, 110.0 * col + 110, 20.0 * row + 20))
        for row, line in enumerate(texts)
        for col, text in enumerate(line)
    )
    return Grid(cells, 2, 4, "p1", "rules", page_number)


@pytest.mark.parametrize(("text", "status"), [("12\n34", "unreadable"), ("59237123.456\n244", "reported")])
def test_digits_on_two_lines_are_one_number_only_where_the_box_is_too_narrow(text: str, status: str) -> None:
    (table,) = align(Extract("rules", (wide_row(1, text),)))
    number = table.by_cell["rules_in_force", None].number
    assert number is not None
    assert number.status == status


def test_a_joined_number_whose_identity_proves_nothing_is_not_trusted() -> None:
    """142 may be 14 and the 2 of the blank box beside it."""
    texts = ["0", "0", "0", "0", "0", "3", "0", "", "14\n2", "19", "0", "0", "0", "0", "0"]
    cells = []
    heads = [*["行政复议"] * 5, *["未经复议直接起诉"] * 5, *["复议后起诉"] * 5]
    outcomes = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3
    for row, line in enumerate((heads, outcomes, texts)):
        cells += [
            Cell(row, col, 1, 1, text, "", 1, (28.0 * col, 20.0 * row, 28.0 * col + 28, 20.0 * row + 20))
            for col, text in enumerate(line)
        ]
    (table,) = align(Extract("rules", (Grid(tuple(cells), 3, 15, "p1", "rules", 1),)))
    record, facts = combine([table], 1, 2)
    report = judged(Report("某局", 2022, "own", None, None, None, (record,), facts, ()))
    assert report.tables[0].verdict == "unconfirmed"


def in_two_rows(label: str, upper: str, numbers_above: bool) -> str:
    """A row of table 3 whose label is broken over two rows, the boxes of one of them blank."""
    table = requests([ROW, NONE, NONE, *[NONE] * 2, ROW, *[NONE] * 17, ROW, NONE])
    (row,) = [row for row in rows_of(table) if label in row]
    head, boxes_of_row = row.removesuffix("</tr>").split(f"{label}</td>")
    blank = "<td></td>" * 7
    first, second = (boxes_of_row, blank) if numbers_above else (blank, boxes_of_row)
    lower = f"<tr><td>{label.removeprefix(upper)}</td>{second}</tr>"
    for group in ("三、本年度办理结果", "（三）不予公开"):
        (reach,) = re.findall(rf'rowspan="(\d+)">{group}', table)
        table = table.replace(f'rowspan="{reach}">{group}', f'rowspan="{int(reach) + 1}">{group}')
    (row,) = [row for row in rows_of(table) if label in row]
    head = row[: row.index(f"{label}</td>")]
    return table.replace(row, f"{head}{upper}</td>{first}</tr>{lower}")


@pytest.mark.parametrize("numbers_above", [True, False])
@pytest.mark.parametrize("upper", ["2.", "2.其他", "2.其他法律", "2.其他法律行政法规禁", "2.其他法律行政法规禁止公"])
def test_a_label_broken_over_two_rows_of_table_3_holds_it(upper: str, numbers_above: bool) -> None:
    html = in_two_rows("2.其他法律行政法规禁止公开", upper, numbers_above)
    assert html.count("<tr>") == 3 + 25 + 1
    assert verdicts(read(page(html)), "3") == ["incomplete"]


@pytest.mark.parametrize("rows", ["<td>4</td><td>5</td><td>6</td>", "<td></td><td></td><td></td>"])
def test_a_label_broken_over_two_rows_of_table_2_holds_it(rows: str) -> None:
    whole = '<td>行政规范性文件</td><td colspan="1">4</td><td colspan="1">5</td><td colspan="1">6</td></tr>'
    table = disclosure_2021(TABLE_2)
    assert whole in table
    other = "<td></td><td></td><td></td>" if "4" in rows else "<td>4</td><td>5</td><td>6</td>"
    broken = table.replace(whole, f"<td>行政</td>{rows}</tr><tr><td>规范性文件</td>{other}</tr>")
    assert verdicts(read(page(broken)), "2") == ["incomplete"]


@pytest.mark.parametrize(
    ("official", "printed"),
    [
        ("一、本年新收政府信息公开申请数量", "一、累计新收政府信息公开申请数量"),
        ("一、本年新收政府信息公开申请数量", "一、上月新收政府信息公开申请数量"),
        ("一、本年新收政府信息公开申请数量", "一、本年办结政府信息公开申请数量"),
        ("一、本年新收政府信息公开申请数量", "一、本年新收政府信息公开申请比例"),
        ("一、本年新收政府信息公开申请数量", "一、本年新收政府信息公开申请万件数"),
        ("一、本年新收政府信息公开申请数量", "一、本年网上新收政府信息公开申请数量"),
        ("二、上年结转政府信息公开申请数量", "二、上年办结政府信息公开申请数量"),
        ("二、上年结转政府信息公开申请数量", "二、前年结转政府信息公开申请数量"),
        ("2.其他法律行政法规禁止公开", "2.其他法律行政法规允许公开"),
        ("4.保护第三方合法权益", "4.侵害第三方合法权益"),
        ("4.保护第三方合法权益", "4.保护第一方合法权益"),
        ("2.其他法律行政法规禁止公开", "2.其他法律行政法规规定公开"),
        ("4.无正当理由大量反复申请", "4.无正当理由少量反复申请"),
        ("5.属于三类内部事务信息", "5.属于三类外部事务信息"),
        ("逾期不补正、", "逾期不缴费、"),
        ("未按收费通知要求缴纳费用、", "未按补正通知要求补正、"),
        ("（二）部分公开（", "（二）大部分公开（"),
    ],
)
def test_a_label_that_says_something_else_is_no_misprint_of_the_forms(official: str, printed: str) -> None:
    assert verdicts(read(requests_with(official, printed)), "3") == ["incomplete"]


@pytest.mark.parametrize(
    ("official", "printed"),
    [
        ("一、本年新收政府信息公开申请数量", "一、本年新收政府信息公开申清数量"),
        ("5.属于三类内部事务信息", "5.属于三类内部事物信息"),
        ("要求缴纳费用、", "要求交费、"),
    ],
)
def test_a_misprint_is_one(official: str, printed: str) -> None:
    assert verdicts(read(requests_with(official, printed)), "3") == ["consistent"]


@pytest.mark.parametrize("group", ["三、历年办理结果", "三、本年度办理结果（上年）", "三、本年度办理结果（2021年）"])
def test_a_group_of_another_year_holds_its_rows(group: str) -> None:
    assert verdicts(read(requests_with("三、本年度办理结果", group)), "3") == ["incomplete"]


@pytest.mark.parametrize("words", ["实际76", "改为76", "修改为76", "上年", "去年数", "2021年", "累计", "另3件"])
def test_words_in_brackets_that_change_or_date_a_number_leave_it_unreadable(words: str) -> None:
    html = disputes([67, 0, 0, 0, 67, *ZEROS[5:]]).replace("<td>67</td>", f"<td>67（{words}）</td>", 1)
    assert verdicts(read(page(html)), "4") == ["unreadable"]
