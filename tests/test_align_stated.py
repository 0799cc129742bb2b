"""Units and years that a caption states for a whole table: what holds it, and what is harmless."""

from __future__ import annotations

import pytest
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
        ("单位：元", "本年收费金额", "10.50", []),
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
    ],
)
def test_other_years_in_other_words_are_harmless(caption: str) -> None:
    report = read(f"<p>{caption}</p>", *TABLES)
    assert held(report, "year_of_table") == []
    assert report.verdict == "consistent"


def test_a_year_within_a_table_means_that_table() -> None:
    within = TABLES[1].replace("<table>", "<table><tr><td colspan=10>2021年</td></tr>")
    assert held(read(TABLES[0], within, TABLES[2]), "year_of_table") == ["3"]


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
