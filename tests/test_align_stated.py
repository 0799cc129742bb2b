"""Units and years that a caption or a note states for a whole table: what holds it, and what is harmless."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from office_documents import converted, needs_libreoffice, saved, workbook
from official_html import ROWS_2021, TABLE_2, disclosure_2021, disputes, page, requests

from gongkai.documents import from_bytes
from gongkai.read import read_document
from gongkai.records import DocumentReading, Report

ROWS = [[0] * 7 for _ in ROWS_2021]
ROWS[0] = ROWS[2] = ROWS[23] = [1, 2, 0, 0, 0, 0, 3]
TABLES = (disclosure_2021(TABLE_2), requests(ROWS), disputes([0] * 15))
AMOUNT = "本年收费金额（单位：万元）"


def report_of(reading: DocumentReading) -> Report:
    (report,) = reading.reports
    return report


def read(*parts: str) -> Report:
    return report_of(read_document(from_bytes("page.html", page(*parts))))


def held(report: Report, rule: str) -> list[str]:
    """Tables that a rule holds."""
    tables = [finding.table or "" for finding in report.findings if finding.rule == rule]
    verdicts = {table.table: table.verdict for table in report.tables}
    assert all(verdicts[table] == "unconfirmed" for table in tables)
    return tables


def test_without_captions_all_is_trusted() -> None:
    report = read(*TABLES)
    assert (report.verdict, report.year) == ("consistent", 2022)


@pytest.mark.parametrize(
    "caption",
    [
        "单位：万件",
        "（单位:万件）",
        "单位：件、万件",
        "单位：万件/万元",
        "单位：千",
        "计量单位：千件",
        "注：下表数字以“千”计",
        "数量单位为百件",
        "表中数据单位均为万件。",
        "本表以万件为单位",
        "主动公开政府信息情况（万件）",
        "万件",
        "單位：萬件",
        "单 位 ： 千 条",
        "单位：10件",
        "单位：1000件",
        "单位：拾件",
        "（以万件计）",
    ],
)
def test_counts_that_are_stated_by_the_thousand_hold_their_tables(caption: str) -> None:
    assert held(read(f"<p>{caption}</p>", *TABLES), "unit_of_table") == ["2", "3", "4"]


@pytest.mark.parametrize(
    "caption",
    [
        "单位：件",
        "单位：件/万元",
        "（单位：件、万元）",
        "单位：条",
        "单位：样例市教育局",
        "填报单位：样例市千山区",
        "各单位百件以上的信息",
        "全年办理1.2万件",
        "共公开信息（1.2万件）",
        "单位：万元",
        "单位名称：万人办",
    ],
)
def test_usual_units_and_words_are_harmless(caption: str) -> None:
    assert read(f"<p>{caption}</p>", *TABLES).verdict == "consistent"


def test_a_caption_of_a_table_means_that_table() -> None:
    within = TABLES[1].replace("<table>", "<table><tr><td colspan=10>单位：万件</td></tr>")
    assert held(read(TABLES[0], within, TABLES[2]), "unit_of_table") == ["3"]
    above = TABLES[1].replace("<table>", "<table><caption>单位：万件</caption>")
    assert "3" in held(read(TABLES[0], above, TABLES[2]), "unit_of_table")


@pytest.mark.parametrize(
    ("caption", "header", "amount", "tables"),
    [
        ("单位：元", AMOUNT, "10.50", ["2"]),
        ("单位：件、元", AMOUNT, "10.50", ["2"]),
        ("单位：件、万元", AMOUNT, "10.50", []),
        ("单位：元", AMOUNT, "0", []),
        ("单位：元", "本年收费金额（单位：元）", "10.50", []),
        ("单位：元", "本年收费金额", "10.50", ["2"]),
        ("注：金额单位为万元", "本年收费金额", "10.50", ["2"]),
        ("单位：万元", "本年收费金额", "0", []),
        ("单位：万元", "本年收费金额", "10.50万元", []),
        ("单位：万元", AMOUNT, "105000元", ["2"]),
    ],
)
def test_amounts_whose_header_names_another_unit_than_the_caption(
    caption: str, header: str, amount: str, tables: list[str]
) -> None:
    table = disclosure_2021({**TABLE_2, "行政事业性收费": [amount]})
    assert AMOUNT in table
    report = read(f"<p>{caption}</p>", table.replace(AMOUNT, header), *TABLES[1:])
    assert held(report, "unit_of_table") == tables


@pytest.mark.parametrize(
    "caption",
    [
        "2021年",
        "（2021年度）",
        "二〇二一年",
        "2021年政府信息公开情况统计表",
        "三、收到和处理政府信息公开申请情况（2021年）",
        "2021年度主动公开政府信息情况",
        "数据截至2021年12月31日",
        "统计期限：2021年1月1日至2021年12月31日",
        "统计期间：2021年1-12月",
        "统计年度：2021年",
        "上年",
        "（上年度）",
        "上一年度主动公开政府信息情况",
        "去年数据",
        "累计数",
        "历年累计",
        "（2022年上半年）",
        "2022年1－6月",
        "2022年1月至11月收到和处理政府信息公开申请情况",
        "2022年第三季度收到和处理政府信息公开申请情况",
        "统计期间：上半年",
        "2019-2022年政府信息公开情况统计表",
        "21年",
        "（21年度）",
        "二一年",
        "21年主动公开政府信息情况",
        "收到和处理政府信息公开申请情况（21年）",
        "截至21年底",
        "上半年度",
        "前三季度",
        "本季度",
        "截至目前",
        "截至6月底",
        "截止日期：2022年6月30日",
        "截至2022.6.30",
        "历年",
        "历史数据",
        "往年数据",
        "全年累计",
        "本届",
        "去年同期",
        "上一年度",
        "五年来",
        "近三年数据",
        "“十三五”期间",
        "任期内",
        "自2008年以来",
        "1—6月份",
        "一至六月",
        "2022年1月1日至6月30日",
        "2022.01.01-2022.06.30",
        "2021年1月1日至2022年12月31日",
        "1.上半年主动公开政府信息情况",
        "年份：2021",
        "收到和处理政府信息公开申请情况（2021）",
        "表2：近五年收到和处理政府信息公开申请情况",
        "数据统计时间截止2022年11月30日。",
        "本报告数据统计截至2022年11月30日，由办公室汇总。",
        "统计数据截至2023年1月10日",
        "本报告中所列数据的统计期限自2021年12月1日至2022年11月30日止。",
        "以下为截至2022年11月底的统计数据。",
    ],
)
def test_another_year_above_a_table_holds_it(caption: str) -> None:
    assert held(read(*TABLES[:1], f"<p>{caption}</p>", *TABLES[1:]), "year_of_table") == ["2", "3", "4"]


@pytest.mark.parametrize(
    "caption",
    [
        "2022年",
        "2022年度",
        "截至2022年12月31日",
        "统计期限：2022年1月1日至2022年12月31日",
        "2022年度主动公开政府信息情况",
        "2023年1月18日",
        "样例市教育局 2023年1月",
        "2023年，我局将继续做好政府信息公开申请办理工作。",
        "2021年结转政府信息公开申请2件",
        "（二）2021年存在问题整改情况",
        "2023年政府信息公开工作要点",
        "<ul><li>2021年</li><li>2020年</li></ul>",
        "2023年</p><p>2022年</p><p>2021年</p><p>2020年",
        "比2021年政府信息公开申请数量增加",
        "全年累计收到政府信息公开申请12件",
        "与上年度行政复议情况相比持平",
        "上年度政府信息公开申请结转情况",
        "2022年上半年政府信息公开工作报告",
        "历年政府信息公开年报",
        "<ul><li>上半年政府信息公开申请情况</li></ul>",
        "（一）2022年1-12月主动公开政府信息情况",
        "三季度，我局将做好政府信息公开申请办理工作。",
        "22年",
        "22年度主动公开政府信息情况",
        "截至2022年底",
        "截至12月31日",
        "截止日期：2022年12月31日",
        "1-12月",
        "1月1日至12月31日",
        "2022.1.1-2022.12.31",
        "2022年1月—2022年12月",
        "年份：2022",
        "近五年政府信息公开申请数量统计图",
        "图：近三年政府信息公开申请情况",
        "近三年政府信息公开申请变化情况",
        "收到和处理政府信息公开申请情况（2022）",
        "政府信息公开申请办理依据国办发（2021）30号",
        "近10年来，我局政府信息公开申请不断增加。",
        "<ul><li>五年来政府信息公开申请情况</li></ul>",
        "数据统计时间截至2022年12月31日。",
        "本报告数据统计截至2022年12月31日24时。",
        "本报告中所列数据的统计期限自2022年1月1日起至2022年12月31日止。",
        "据统计，截至2022年11月30日，共公开信息1234条。",
        "政务公开数据平台截至2022年11月底发布信息1234条。",
    ],
)
def test_other_years_in_other_words_are_harmless(caption: str) -> None:
    report = read(f"<p>{caption}</p>", *TABLES)
    assert held(report, "year_of_table") == []
    assert report.verdict == "consistent"


def test_a_year_within_a_table_means_that_table() -> None:
    within = TABLES[1].replace("<table>", "<table><tr><td colspan=10>2021年</td></tr>")
    assert held(read(TABLES[0], within, TABLES[2]), "year_of_table") == ["3"]


@pytest.mark.parametrize("head", ["年度", "年 份", "统计年度"])
@pytest.mark.parametrize(("year", "tables"), [("2021", ["4"]), ("2021年", ["4"]), ("2022", [])])
def test_a_year_in_a_column_of_years_means_that_table(head: str, year: str, tables: list[str]) -> None:
    """A column of years before the numbers of table 4, the year with its word or without."""
    first, *rest = TABLES[2].split("<tr>")[1:]
    heads = f"<tr><td rowspan=3>{head}</td>{first}" + "".join(f"<tr>{row}" for row in rest[:-1])
    within = f"<table>{heads}<tr><td>{year}</td>{rest[-1]}"
    assert held(read(*TABLES[:2], within), "year_of_table") == tables


@pytest.mark.parametrize("group", ["三、2021年度办理结果", "2021年办理结果"])
def test_a_group_of_table_3_of_another_year_holds_it(group: str) -> None:
    assert held(read(TABLES[0], TABLES[1].replace("三、本年度办理结果", group), TABLES[2]), "year_of_table") == ["3"]
    same = TABLES[1].replace("三、本年度办理结果", group.replace("2021", "2022"))
    assert read(TABLES[0], same, TABLES[2]).verdict == "consistent"


def test_tables_of_two_years_in_a_report_without_a_year_are_held() -> None:
    report = report_of(
        read_document(
            from_bytes("p.html", page(TABLES[0], "<p>2021年</p>", TABLES[1], "<p>2022年</p>", TABLES[2], title="年报"))
        )
    )
    assert report.year is None
    assert held(report, "year_of_table") == ["2", "3", "4"]


def test_captions_of_tab_text_count() -> None:
    lines = ("单位：万件", "2021年主动公开政府信息情况", "信息内容\t本年制发件数", "规章\t3", "")
    text = "样例市2022年政府信息公开工作年度报告\n" + "\n".join(lines)
    report = report_of(read_document(from_bytes("p.txt", text.encode())))
    assert {finding.rule for finding in report.findings} >= {"unit_of_table", "year_of_table"}


@pytest.mark.parametrize(
    "caption",
    [
        "金额单位：元",
        "单位：人民币元",
        "单位：人民币（元）",
        "金额：元",
        "（金额单位：千元）",
        "单位：件 金额：元",
        "注：本表收费单位为元",
        "收费以元计",
        "（元）",
    ],
)
def test_an_amount_stated_in_another_unit_than_its_header_prints_is_held(caption: str) -> None:
    assert held(read(f"<p>{caption}</p>", *TABLES), "unit_of_table") == ["2"]


@pytest.mark.parametrize("caption", ["金额单位：万元", "单位：人民币万元", "单位：件 金额：万元", "收费以万元计"])
def test_an_amount_stated_in_the_unit_that_its_header_prints_is_trusted(caption: str) -> None:
    assert read(f"<p>{caption}</p>", *TABLES).verdict == "consistent"


#: What a note states of its table's numbers, and the rule that holds the table for it.
NOTES = [
    ("注：本表为2021年数据", "year_of_table"),
    ("注：本表为21年数据", "year_of_table"),
    ("备注：以上数据为累计数", "year_of_table"),
    ("说明：本表数据为上年度数", "year_of_table"),
    ("本表数据均为上半年数", "year_of_table"),
    ("注：数字为2020年以来累计数", "year_of_table"),
    ("注：数据截至2022年6月30日。", "year_of_table"),
    ("（注：统计时间为2022年1月至6月）", "year_of_table"),
    ("*规章为2021年数", "year_of_table"),
    ("注：1.本表由办公室填报；2.数据为前三季度数。", "year_of_table"),
    ("注：表中数据单位为百件", "unit_of_table"),
    ("注：本表统计口径为申请人数", "unit_of_table"),
    ("注：以上数据按人次统计", "unit_of_table"),
    ("注：表中数据均为同比增长率", "unit_of_table"),
    ("备注：单位：户", "unit_of_table"),
    ("行政复议、行政诉讼人数", "unit_of_table"),
    ("三、收到和处理政府信息公开申请人次情况", "unit_of_table"),
]
#: Notes that leave the numbers what they are.
HARMLESS = [
    "注：本表数据由办公室提供",
    "注：本表数据含上年结转",
    "注：数据较上年增加",
    "注：因统计口径调整，数据与上年不可比",
    "注：本表数据统计期限为2022年1月1日至12月31日",
    "说明：本报告所列数据统计期限自2022年1月1日起，至2022年12月31日止。",
    "（注：根据《中华人民共和国政府信息公开条例》（2019年修订）编制）",
    "填表说明：按国办公开办函〔2021〕30号格式填报",
    "注：上一年度项目数量以2021年底数为准",
    "备注：单位：件",
    "上表中“—”表示无数据",
    "以上数据真实有效",
    "（三）政府信息公开申请人数增加，比例上升。",
]


def noted(table: str, note: str, columns: int) -> str:
    return table.replace("</table>", f"<tr><td colspan={columns}>{note}</td></tr></table>")


@pytest.mark.parametrize(("note", "rule"), NOTES)
def test_a_note_counts_in_a_row_below_each_table_and_in_a_line(note: str, rule: str) -> None:
    for at, columns in enumerate((4, 10, 15)):
        parts = [noted(table, note, columns) if n == at else table for n, table in enumerate(TABLES)]
        assert held(read(*parts), rule) == ["234"[at]]
    assert held(read(*TABLES[:2], f"<p>{note}</p>", TABLES[2]), rule) == ["2", "3", "4"]


@pytest.mark.parametrize("note", HARMLESS)
def test_harmless_notes_are_told_and_hold_nothing(note: str) -> None:
    for at, columns in enumerate((4, 10, 15)):
        parts = [noted(table, note, columns) if n == at else table for n, table in enumerate(TABLES)]
        report = read(*parts)
        assert report.verdict == "consistent"
        assert [f.table for f in report.findings if f.rule == "unmapped_label"] == ["234"[at]]
    assert read(*TABLES[:2], f"<p>{note}</p>", TABLES[2]).verdict == "consistent"


def test_a_row_of_notes_within_table_3_counts() -> None:
    row = "<tr><td colspan=10>注：以下数据为上年数</td></tr>"
    start = TABLES[1].rindex("<tr>", 0, TABLES[1].index("三、本年度办理结果"))
    report = read(TABLES[0], TABLES[1][:start] + row + TABLES[1][start:], TABLES[2])
    assert held(report, "year_of_table") == ["3"]


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        (1, "申请人情况", "2021年申请人情况"),
        (1, "申请人情况", "上年申请人情况"),
        (1, "申请人情况", "申请人情况（2021）"),
        (1, "申请人情况", "申请人情况（截至6月）"),
        (1, "申请人情况", "1-6月申请人情况"),
        (1, "法人或其他组织", "法人或其他组织（上年）"),
        (1, "法人或其他组织", "2021年法人或其他组织"),
        (1, "（本列数据的勾稽关系）", "上年"),
        (
            1,
            "（本列数据的勾稽关系）",
            "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）（2021年）",
        ),
        (1, "三、本年度办理结果", "三、累计办理结果"),
        (1, "本年新收政府信息公开申请数量", "21年新收政府信息公开申请数量"),
        (0, "信息内容", "上年信息内容"),
        (0, "信息内容", "信息内容（2021年）"),
        (0, "第二十条第（五）项", "第二十条第（五）项（累计）"),
        (0, "<table>", "<table><tr><td colspan=4>21年主动公开情况</td></tr>"),
        (2, "<table><tr>", "<table><tr><td colspan=15>21年</td></tr><tr>"),
    ],
)
def test_a_period_in_a_head_of_a_table_holds_that_table(table: int, old: str, new: str) -> None:
    assert old in TABLES[table]
    parts = [part.replace(old, new) if n == table else part for n, part in enumerate(TABLES)]
    assert set(held_any(read(*parts))) == {"234"[table]}


def held_any(report: Report) -> list[str]:
    """Tables not trusted, each by the rule of years among others."""
    tables = [table.table for table in report.tables if table.verdict != "consistent"]
    rules = {finding.table for finding in report.findings if finding.rule == "year_of_table"}
    assert rules == set(tables)
    return tables


@pytest.mark.parametrize("head", ["2022年申请人情况", "22年申请人情况", "申请人情况（2022年度）", "申请人情况（件）"])
def test_heads_of_the_year_itself_are_harmless(head: str) -> None:
    assert read(TABLES[0], TABLES[1].replace("申请人情况", head), TABLES[2]).verdict == "consistent"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("申请数量", "申请人数"),
        ("申请数量", "申请户数"),
        ("申请数量", "申请人次"),
        ("申请数量", "申请金额"),
        ("申请数量", "申请比例"),
        ("申请数量", "申请数量（人）"),
        ("申请数量", "申请数量（人次）"),
        ("结转下年度继续办理", "结转下年度继续办理人数"),
        ("（一）予以公开", "（一）予以公开率"),
        ("2.重复申请", "2.重复申请人"),
        ("2.重复申请", "2.重复申请次数"),
        ("8.属于行政查询事项", "8.属于行政查询事项人次"),
        ("4.保护第三方合法权益", "4.侵犯第三方合法权益"),
        ("本年新收", "五年新收"),
        ("申请人情况", "申请人数"),
        ("申请人情况", "申请人情况（人）"),
        ("申请人情况", "申请人占比情况"),
        ("三、本年度办理结果", "三、本年度办理人数"),
        ("（三）不予公开", "（三）不予公开人次"),
        ("（四）无法提供", "（四）已提供"),
        ("（五）不予处理", "（五）予以处理"),
    ],
)
def test_another_measure_or_answer_in_a_label_of_table_3_is_not_the_forms(old: str, new: str) -> None:
    assert old in TABLES[1]
    report = read(TABLES[0], TABLES[1].replace(old, new, 1), TABLES[2])
    assert {table.table: table.verdict for table in report.tables} == {
        "2": "consistent",
        "3": "incomplete",
        "4": "consistent",
    }
    assert any(finding.rule == "unmapped_label" and finding.table == "3" for finding in report.findings)


@pytest.mark.parametrize("box", ["3人次", "3元"])
def test_a_count_in_persons_or_money_is_none_of_the_forms(box: str) -> None:
    report = read(TABLES[0], TABLES[1].replace("<td>3</td>", f"<td>{box}</td>"), TABLES[2])
    assert held(report, "count_domain") == ["3"]


@pytest.mark.parametrize("label", ["人数", "比例", "同比增减"])
def test_a_row_of_table_4_that_counts_no_cases_is_not_the_forms(label: str) -> None:
    table = TABLES[2].replace("<table><tr>", "<table><tr><td rowspan=3>项目</td>")
    table = table.replace("<tr><td>0</td>", f"<tr><td>{label}</td><td>0</td>", 1)
    verdicts = {t.table: t.verdict for t in read(*TABLES[:2], table).tables}
    assert verdicts == {"2": "consistent", "3": "consistent", "4": "incomplete"}


@pytest.mark.parametrize(
    "caption",
    [
        "三、收到和处理政府信息公开申请情况（%）",
        "收到和处理政府信息公开申请情况（％）",
        "收到和处理政府信息公开申请情况（单位：‰）",
        "单位：%",
        "（单位：百分比）",
    ],
)
def test_numbers_that_are_stated_to_be_shares_hold_their_tables(caption: str) -> None:
    assert held(read(f"<p>{caption}</p>", *TABLES), "unit_of_table") == ["2", "3", "4"]


@pytest.mark.parametrize("caption", ["政府信息公开申请按时办结率100%", "满意度（%）", "完成率：98%"])
def test_shares_of_other_things_are_harmless(caption: str) -> None:
    assert read(f"<p>{caption}</p>", *TABLES).verdict == "consistent"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("填报单位：样例县水利局", "填报单位：样例县民政局"),
        ("填报单位（盖章）：样例县水利局　填报日期：2023年1月", "填报单位（盖章）：样例县民政局　填报日期：2023年1月"),
        ("填表机关：样例县水利局", "报送部门：样例县民政局 单位：件"),
    ],
)
def test_tables_that_two_agencies_filled_in_are_held(first: str, second: str) -> None:
    report = read(f"<p>{first}</p>", TABLES[0], f"<p>{second}</p>", *TABLES[1:])
    assert [finding.table for finding in report.findings if finding.rule == "one_report"] == [None]
    assert {table.verdict for table in report.tables} == {"unconfirmed"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("填报单位：样例县水利局", "填报单位：样例县水利局"),
        ("填报单位：样例县水利局（盖章）", "填报单位：县水利局 填报人：张三"),
        ("填报单位：样例县水利局", "填报单位："),
        ("填报单位：样例县水利局", "联系单位：样例县民政局"),
    ],
)
def test_tables_that_one_agency_filled_in_are_trusted(first: str, second: str) -> None:
    assert read(f"<p>{first}</p>", TABLES[0], f"<p>{second}</p>", *TABLES[1:]).verdict == "consistent"


@pytest.mark.parametrize(
    "note",
    [
        "勘误：表中自然人一栏5更正为6。",
        "更正说明：上表有两处笔误。",
        "勘误表",
        "注：表中总计3应为4。",
        "以上为样表。",
        "以下表格为填报示例",
        "（填报示例）",
        "样表",
        "收到和处理政府信息公开申请情况（样表）",
        "上表数据有误",
        "以上表格作废",
        "注：本表数据均为示例。",
    ],
)
def test_numbers_that_are_taken_back_are_held(note: str) -> None:
    assert held(read(*TABLES, f"<p>{note}</p>"), "disowned_numbers") == ["2", "3", "4"]
    row = f"<tr><td colspan=10>{note}</td></tr></table>"
    assert held(read(TABLES[0], TABLES[1].replace("</table>", row), TABLES[2]), "disowned_numbers") == ["3"]


@pytest.mark.parametrize(
    "note",
    [
        "将咨询电话更正为12345。",
        "全年更正政府信息12条。",
        "填报说明：本表为年度数据。",
        "以下为样例市2022年情况。",
        "打造政务公开示范样板，形成可复制的样例。",
        "规范性文件由12件修改为10件。",
        "《政府信息公开申请表》样表见附件。",
        "对报表数据有误的单位进行通报。",
        "公开内容以网上为模板，本系统测试完成。",
    ],
)
def test_corrections_and_samples_of_other_things_are_harmless(note: str) -> None:
    assert read(*TABLES, f"<p>{note}</p>").verdict == "consistent"


def book_of(name: str, tables: Sequence[str] = TABLES) -> openpyxl.Workbook:
    """A workbook of one sheet of that name."""
    book = workbook(tables, title="样例市教育局2022年政府信息公开工作年度报告")
    book.active.title = name
    return book


def book_of_two(first: str, second: str) -> openpyxl.Workbook:
    """Tables 3 and 4 on the first sheet, below the title, and table 2 on the second."""
    book = book_of(first, TABLES[1:])
    sheet = book.create_sheet(second)
    for row in book_of(second, TABLES[:1]).active.iter_rows(min_row=2):
        for cell in row:
            if cell.value is not None:
                sheet.cell(cell.row, cell.column, cell.value)
    return book


def read_book(book: openpyxl.Workbook) -> Report:
    return report_of(read_document(from_bytes("r.xlsx", saved(book))))


@pytest.mark.parametrize(
    "name",
    [
        *(
            "2021年",
            "2021",
            "2021年报",
            "21年",
            "21年报",
            "表二（2021）",
            "2021-2022",
            "２０２１年",
            "二〇二一年",
            "Sheet2021",
        ),
        *("2023", "2021.12.31", "20211231", "202112", "上年", "去年数据", "上一年度", "往年", "历年累计", "下年"),
        *("上半年", "1-6月", "6月", "2022年第一季度", "2022Q1", "截至6月底", "近三年", "2022年11月"),
    ],
)
def test_a_sheet_named_for_another_year_or_period_holds_its_tables(name: str) -> None:
    report = read_book(book_of_two("2022年", name))
    assert held(report, "year_of_table") == ["2"]
    assert {table.table: table.verdict for table in report.tables} == {
        "2": "unconfirmed",
        "3": "consistent",
        "4": "consistent",
    }


@pytest.mark.parametrize(
    "name",
    [
        *("单位万件", "表2(万件)", "万件", "千件", "按人次", "申请人数", "占比", "同比增减"),
        *(
            "样表",
            "示例",
            "填写示例",
            "样例",
            "模板",
            "年报模版",
            "填表说明",
            "范本",
            "空表",
            "测试",
            "旧表",
            "作废",
            "更正前",
        ),
        *("Template", "sample2", "old"),
    ],
)
def test_a_sheet_named_for_another_unit_or_an_example_holds_its_tables(name: str) -> None:
    assert held(read_book(book_of_two("2022年", name)), "unit_of_table") == ["2"]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Sheet1",
            "Sheet12",
            "表1",
            "附件",
            "附件2",
            "2022年",
            "2022",
            "2022年报",
            "22年",
            "2022年度报告",
            "年报",
            "表3-申请",
        ),
        *("2022年1-12月", "2022年1月1日至12月31日", "截至12月31日", "2022年12月31日", "申请人数据", "单位件"),
        *(
            "样例市教育局",
            "样例省千山区",
            "万州区",
            "千山区",
            "百色市",
            "示范区管委会",
            "主动公开",
            "收到和处理申请",
            "复议诉讼",
        ),
    ],
)
def test_usual_names_of_sheets_are_harmless(name: str) -> None:
    report = read_book(book_of(name))
    assert report.verdict == "consistent"
    assert [table.stated for table in report.tables if set(table.stated) - {f"工作表:{name}"}] == []


def test_the_name_of_a_sheet_means_all_tables_on_it() -> None:
    report = read_book(book_of("2021年"))
    assert held(report, "year_of_table") == ["2", "3", "4"]
    assert {table.stated for table in report.tables} == {("工作表:2021年",)}


@needs_libreoffice
def test_names_of_sheets_of_an_old_workbook_count(tmp_path: Path) -> None:
    data = converted(saved(book_of_two("2022年", "上年")), "xlsx", "xls", tmp_path)
    assert held(report_of(read_document(from_bytes("r.xls", data))), "year_of_table") == ["2"]
