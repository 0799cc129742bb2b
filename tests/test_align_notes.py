"""Words in brackets, denied labels, units and rows that come twice: each table is held, or says what else it prints."""

from __future__ import annotations

import pytest
from official_html import ROWS_2021, TABLE_2, disclosure_2021, disputes, page, requests

from gongkai.align import labels, notes
from gongkai.align.notes import effect
from gongkai.align.numbers import parse
from gongkai.documents import from_bytes
from gongkai.read import read_document
from gongkai.records import Fact, Report

ROW, NONE = [3, 0, 0, 0, 0, 0, 3], [0] * 7
TABLE_3 = requests([ROW, NONE, ROW, *[NONE] * 20, ROW, NONE])


def read(*tables: str, name: str = "p.html") -> Report:
    (report,) = read_document(from_bytes(name, page(*tables))).reports
    return report


def verdict(report: Report, table: str) -> str | None:
    return next(t.verdict for t in report.tables if t.table == table and t.place)


def rules(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings}


def fact(report: Report, indicator: str) -> Fact:
    return next(f for f in report.facts if f.indicator == indicator)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("规章（本机关无制定规章的权限）", "none"),
        ("規章 (全區機關均無制定規章的權限)", "none"),
        ("规章(设区的市、自治州人民政府应提供相关数据)", "none"),
        ("规范性文件(行政机关制定发布的决定、公告、通告…)", "none"),
        ("上一年项目数量(指2018年事项数)", "none"),
        ("本年增/減(指2019年增加或減少的事項數,減用負值表示,如-8)", "none"),
        ("本年制发件数（件）", "none"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "none"),
        ("行政规范性文件（含联合印发的）", "more"),
        ("行政规范性文件（党政联合）", "more"),
        ("行政规范性文件（已废止）", "other"),
        ("行政规范性文件【已废止】", "other"),
        ("行政许可（不含县级）", "other"),
        ("行政许可（含市级，不含县级）", "other"),
        ("本年制发件数（单位：万件）", "other"),
        ("本年制发件数（历年累计）", "other"),
        ("本年制发件数（同比%）", "other"),
        ("本年制发件数（上半年）", "other"),
        ("本年制发件数（前一年度）", "other"),
        ("本年制发件数（较2021年增长）", "other"),
        ("本年制发件数（2021）", "other"),
        ("本年制发件数（计划数）", "other"),
        ("处理决定数量（罚款金额）", "other"),
        ("1.属于国家秘密（人数）", "other"),
        ("（1）", "none"),
        ("行政处罚（局本级）", "other"),
        ("行政处罚（简易程序）", "other"),
        ("行政处罚（下属单位）", "other"),
        ("行政处罚（立案数）", "other"),
        ("行政许可（受理）", "other"),
        ("行政许可（撤销）", "other"),
        ("行政许可（县级）", "other"),
        ("本年增/减（减）", "other"),
        ("本年增/减（-）", "other"),
        ("本年增/减（+/-）", "more"),
        ("行政许可（含下属单位）", "more"),
        ("行政处罚（全县）", "more"),
        ("行政处罚（宗）", "none"),
        ("本年处理决定数量（含上年）", "other"),
        ("一、本年新收政府信息公开申请数量（含上年结转）", "other"),
    ],
)
def test_what_words_in_brackets_make_of_a_label(label: str, expected: str) -> None:
    assert effect(label) == expected


@pytest.mark.parametrize(
    ("unit", "expected", "read_as"),
    [
        ("单位：万元", "none", "万元"),
        ("人民币：元", "none", "元"),
        ("美元", "other", None),
        ("单位：万", "other", None),
    ],
)
def test_units_of_an_amounts_header(unit: str, expected: str, read_as: str | None) -> None:
    header = f"本年收费金额（{unit}）"
    assert (effect(header, is_amount=True), notes.money_unit(header)) == (expected, read_as)


@pytest.mark.parametrize(
    "label", ["行政规范性文件（已废止）", "行政规范性文件（不含县级）", "行政规范性文件（局本级）"]
)
def test_a_label_that_its_brackets_make_another_one_is_not_the_forms(label: str) -> None:
    report = read(disclosure_2021(TABLE_2).replace("行政规范性文件", label))
    assert verdict(report, "2") == "incomplete"
    assert any(label.replace("（", "(").replace("）", ")") in (f.label or "") for f in report.facts)


def test_words_that_say_more_are_kept_and_told() -> None:
    report = read(disclosure_2021(TABLE_2).replace("行政规范性文件", "行政规范性文件（含联合印发的）"))
    assert (verdict(report, "2"), fact(report, "normdoc_made").value) == ("consistent", 4)
    assert fact(report, "normdoc_made").context == "行政规范性文件(含联合印发的)"
    assert "unmapped_label" in rules(report)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1.属于国家秘密", "1.不属于国家秘密"),
        ("2.重复申请", "2.非重复申请"),
        ("（一）予以公开", "（一）未予公开"),
        ("1.本机关不掌握相关政府信息", "1.本机关掌握相关政府信息"),
        ("3.补正后申请内容仍不明确", "3.补正后申请内容仍明确"),
        ("（三）不予公开", "（三）予以公开"),
        ("三、本年度办理结果", "三、上年度办理结果"),
        ("2.重复申请", "2.重复申请（不含网上）"),
    ],
)
def test_a_label_that_denies_the_forms_is_no_misprint_of_it(old: str, new: str) -> None:
    assert verdict(read(TABLE_3.replace(old, new)), "3") == "incomplete"


@pytest.mark.parametrize(
    ("printed", "official"),
    [
        ("1.申请人无正当理由逾期不补正", ROWS_2021[20][2]),
        ("3.补正后申请内容任不明确", "3.补正后申请内容仍不明确"),
        ("4.无正当理由大量反复申清", "4.无正当理由大量反复申请"),
    ],
)
def test_misprints_and_cut_ends_are_still_the_forms(printed: str, official: str) -> None:
    assert labels.similarity(printed, official) >= labels.NEAR


def test_a_second_row_of_an_official_label_holds_the_table() -> None:
    again = f"<tr><td colspan=3>（七）总计</td>{'<td>99</td>' * 7}</tr></table>"
    report = read(TABLE_3.replace("</table>", again))
    assert verdict(report, "3") == "unconfirmed"
    assert "repeated_row" in rules(report)
    assert [t.variant for t in report.tables if t.table == "3"] == ["extra_rows"]
    # A local row of another name breaks no rule.
    assert verdict(read(TABLE_3.replace("</table>", again.replace("（七）总计", "五、其他"))), "3") == "consistent"


@pytest.mark.parametrize("head", ["其它", "其它结果", "其他"])
def test_short_and_other_writings_of_other_outcomes_are_known(head: str) -> None:
    report = read(disputes([1, 0, 2, 0, 3] * 3, heads=("结果维持", "结果纠正", head, "尚未审结", "总计")))
    assert (verdict(report, "4"), fact(report, "review_other").value) == ("consistent", 2)


@pytest.mark.parametrize(
    ("head", "box", "expected", "broken"),
    [
        ("本年收费金额（单位：万元）", "10.5", "consistent", ""),
        ("本年收费金额（单位：万元）", "10.5万元", "consistent", ""),
        ("本年收费金额（单位：万元）", "0元", "consistent", ""),
        ("本年收费金额", "251000元", "consistent", ""),
        ("本年收费金额（单位：万元）", "251000元", "consistent", "unit_agrees"),
        ("本年收费金额（单位：万元）", "10件", "unconfirmed", "unit_of_money"),
        ("本年收费金额", "10件", "unconfirmed", "unit_of_money"),
        ("本年收费金额（单位：美元）", "10.5", "incomplete", ""),
        ("本年收费金额（单位：万）", "10.5", "incomplete", ""),
        ("本年收费金额（万元）（不含减免）", "10.5", "incomplete", ""),
    ],
)
def test_a_unit_in_the_box_of_an_amount_is_its_headers_and_one_of_money(
    head: str, box: str, expected: str, broken: str
) -> None:
    report = read(disclosure_2021({**TABLE_2, "行政事业性收费": [box]}, fee_head=head))
    assert verdict(report, "2") == expected
    assert [rule for rule in ("unit_of_money", "unit_agrees") if rule in rules(report)] == ([broken] if broken else [])


def tab_text(end: str) -> bytes:
    rows = ["样例市2022年政府信息公开工作年度报告", "信息内容\t本年制发件数\t本年废止件数\t现行有效件数"]
    rows += ["规章\t1\t2\t3", "行政规范性文件\t4\t5\t6"]
    for head, labels_ in (
        ("本年处理决定数量", ("行政许可", "行政处罚", "行政强制")),
        ("本年收费金额", ("行政事业性收费",)),
    ):
        rows += [f"信息内容\t{head}", *(f"{label}\t7" for label in labels_)]
    return ("\n".join(rows) + end).encode()


@pytest.mark.parametrize(("end", "expected"), [("", "unconfirmed"), ("\n", "consistent"), ("\n以上。", "consistent")])
def test_a_text_that_ends_in_a_number_is_read_and_not_trusted_where_no_sum_confirms_it(end: str, expected: str) -> None:
    (report,) = read_document(from_bytes("a.txt", tab_text(end))).reports
    assert (verdict(report, "2"), fact(report, "admin_fee_amount").value) == (expected, 7)


@pytest.mark.parametrize("last", ["3", "4"])
def test_a_total_at_the_end_of_a_text_is_confirmed_by_its_sum(last: str) -> None:
    five = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"
    head = f"行政复议\t\t\t\t\t未经复议直接起诉\t\t\t\t\t复议后起诉\t\t\t\t\n{five}\t{five}\t{five}"
    text = f"样例市2022年政府信息公开工作年度报告\n{head}\n1\t1\t1\t0\t3\t1\t1\t1\t0\t3\t1\t1\t1\t0\t{last}"
    (report,) = read_document(from_bytes("a.txt", text.encode())).reports
    assert verdict(report, "4") == ("consistent" if last == "3" else "unconfirmed")


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x0b", "\x1c", "\x85", "\u2003", " \u200b"])
def test_digits_on_both_sides_of_a_separator_are_apart(sign: str) -> None:
    assert parse(f"1{sign}2", wraps=False).status == parse(f"1{sign}2", wraps=True).status == "unreadable"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        # What Chromium shows: 1,002 and 1002; 21; 0210; 002,10; 5-.
        ("\u200f1,002\u200f", "reported"),
        ("\u061c1002 ", "reported"),
        ("\u200f", "blank"),
        ("\u200f1\u200f2", "unreadable"),
        ("\u200f10\u061c02", "unreadable"),
        ("\u200f10\u200f,\u200f002", "unreadable"),
        ("\u200f-5", "unreadable"),
    ],
)
def test_marks_that_turn_the_writing_about_leave_a_number_unread(text: str, status: str) -> None:
    assert parse(text, wraps=False).status == parse(text, wraps=True).status == status


@pytest.mark.parametrize("sign", ["\u200e", "\u200b", "\ufeff"])
def test_signs_that_show_nothing_are_nothing(sign: str) -> None:
    assert fact(read(disputes([f"{sign}1{sign}2", *[0] * 14])), "review_upheld").value == 12


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"（四）无法提供": "（四）不予公开"}, ("(四)不予公开",)),
        ({"（六）其他处理": "（六）不予处理"}, ("(六)不予处理",)),
        ({"（三）不予公开": "（五）不予处理", "（五）不予处理": "（三）不予公开"}, ("(五)不予处理", "(三)不予公开")),
        ({"三、本年度办理结果": "三、不予公开"}, ("三、不予公开",)),
        # Another number, or none, makes no other group.
        ({"（三）不予公开": "三、不予公开", "（四）无法提供": "无法提供"}, ()),
    ],
)
def test_a_group_over_rows_that_the_form_has_under_another_one_is_told(
    changes: dict[str, str], told: tuple[str, ...]
) -> None:
    table = TABLE_3
    for number, printed in enumerate(changes):
        assert printed in table
        table = table.replace(f">{printed}<", f">#{number}<")
    for number, printed in enumerate(changes.values()):
        table = table.replace(f">#{number}<", f">{printed}<")
    report = read(table)
    # The rows' own labels are the form's, so nothing is held.
    assert verdict(report, "3") == "consistent"
    assert tuple(label for t in report.tables for label in t.unmapped) == told
    assert ("unmapped_label" in rules(report)) == bool(told)
