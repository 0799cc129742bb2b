"""Captions and notes that make other numbers of a table's, by what they name them, and what is harmless beside them."""

from __future__ import annotations

import pytest
from official_html import ROWS_2021, TABLE_2, disclosure_2021, disputes, page, requests

from gongkai.documents import from_bytes
from gongkai.other_places import names_another
from gongkai.read import read_document
from gongkai.records import Report

ROWS = [[0] * 7 for _ in ROWS_2021]
ROWS[0] = ROWS[2] = ROWS[23] = [1, 2, 0, 0, 0, 0, 3]
#: Heads that no caption is, above the tables that follow.
SECTIONS = (
    "<p>二、主动公开政府信息情况</p>",
    "<p>三、收到和处理政府信息公开申请情况</p>",
    "<p>四、行政复议、行政诉讼情况</p>",
)
TABLES = (disclosure_2021(TABLE_2), requests(ROWS), disputes([0] * 15))
COLUMNS = (4, 10, 15)
TITLE = "样例市2022年政府信息公开工作年度报告"


def read(*parts: str) -> Report:
    (report,) = read_document(from_bytes("page.html", page(*parts, title=TITLE))).reports
    return report


def held(report: Report, rule: str) -> str:
    """Tables that a rule holds, all others trusted."""
    found = {finding.table for finding in report.findings if finding.rule == rule}
    verdicts = {table.table: table.verdict for table in report.tables}
    assert {name for name, verdict in verdicts.items() if verdict != "consistent"} == found, verdicts
    return "".join(sorted(name or "" for name in found))


def with_text(caption: str, at: int, where: str) -> Report:
    """A report with a text above the table, at its head, in its last row or below it."""
    tables = [*TABLES]
    row = f"<tr><td colspan={COLUMNS[at]}>{caption}</td></tr>"
    if where == "head":
        tables[at] = tables[at].replace("<table>", f"<table>{row}", 1)
    if where == "foot":
        tables[at] = tables[at].replace("</table>", f"{row}</table>", 1)
    parts = [part for pair in zip(SECTIONS, tables, strict=True) for part in pair]
    if where == "above":
        parts.insert(2 * at + 1, f"<p>{caption}</p>")
    if where == "below":
        parts.insert(2 * at + 2, f"<p>{caption}</p>")
    return read(*parts)


def test_sections_alone_hold_nothing() -> None:
    assert held(read(*(part for pair in zip(SECTIONS, TABLES, strict=True) for part in pair)), "") == ""


@pytest.mark.parametrize(
    ("caption", "rule"),
    [
        ("附：上年度数据", "year_of_table"),
        ("附表：去年数据", "year_of_table"),
        ("表二（上年）", "year_of_table"),
        ("附表三（上年度）", "year_of_table"),
        ("以下为上年数据", "year_of_table"),
        ("下表为上年度数据", "year_of_table"),
        ("以下为2018年历史数据", "year_of_table"),
        ("2018年历史数据如下", "year_of_table"),
        ("以下是累计数据", "year_of_table"),
        ("统计日期：2022年1月—11月", "year_of_table"),
        ("起止时间：2022年1月至10月", "year_of_table"),
        ("自条例施行以来累计", "year_of_table"),
        ("自《条例》施行以来累计数据", "year_of_table"),
        ("附：2021年度数据", "year_of_table"),
        ("表二（2021年）", "year_of_table"),
        ("以上为2021年数据", "year_of_table"),
        ("以下数据为增减量", "unit_of_table"),
        ("以下数据均为同比增减数", "unit_of_table"),
        ("以下为占比", "unit_of_table"),
        ("以下为全省平均数", "unit_of_table"),
        ("下表为平均值", "unit_of_table"),
        ("以下为排名", "unit_of_table"),
        ("以下数据为估算数", "unit_of_table"),
        ("下列数据为计划数", "unit_of_table"),
        ("作废", "disowned_numbers"),
        ("（已作废）", "disowned_numbers"),
        ("测试数据", "disowned_numbers"),
        ("虚拟数据", "disowned_numbers"),
        ("本表为测试数据", "disowned_numbers"),
    ],
)
def test_a_caption_that_tells_by_itself_counts_wherever_it_stands(caption: str, rule: str) -> None:
    assert held(with_text(caption, 1, "above"), rule) == "234"
    assert held(with_text(caption, 1, "head"), rule) == "3"


@pytest.mark.parametrize(
    ("caption", "rule"),
    [
        ("占比情况", "unit_of_table"),
        ("（占比）", "unit_of_table"),
        ("百分比（%）", "unit_of_table"),
        ("同比增长", "unit_of_table"),
        ("与上年相比增减情况", "unit_of_table"),
        ("平均值", "unit_of_table"),
        ("计划数", "unit_of_table"),
        ("草稿", "disowned_numbers"),
        ("（征求意见稿）", "disowned_numbers"),
        ("旧版", "disowned_numbers"),
        ("数据仅供参考", "disowned_numbers"),
        ("（人数）", "unit_of_table"),
        ("人次", "unit_of_table"),
        ("申请户数", "unit_of_table"),
        ("下属单位情况", "one_report"),
        ("以下为其他单位数据", "one_report"),
        ("（其他部门）", "one_report"),
        ("样东县教育局", "one_report"),
        ("样东县教育局主动公开政府信息情况", "one_report"),
        ("附：样例镇申请情况", "one_report"),
        ("某某街道办事处统计表", "one_report"),
    ],
)
def test_a_caption_in_a_word_or_two_counts_right_above_a_table(caption: str, rule: str) -> None:
    for at, table in enumerate("234"):
        assert held(with_text(caption, at, "above"), rule) == table
        assert held(with_text(caption, at, "head"), rule) == table
    # Above the unit and the year too; not above the table's own heading, nor in a list or a link to a file.
    assert held(read(f"<p>{caption}</p><p>单位：件</p>", *TABLES), rule) == "2"
    assert held(read(f"<p>{caption}</p>", SECTIONS[0], *TABLES), rule) == ""
    assert held(read(f"<ul><li>{caption}</li></ul>", *TABLES), rule) == ""
    assert held(read(f"<p><a href='/other.xlsx'>{caption}</a></p>", *TABLES), rule) == ""


def test_a_head_that_names_bodies_below_the_agency_holds_its_table() -> None:
    head = "<tr><td rowspan=2>信息内容</td><td colspan=3>下属单位</td></tr><tr>"
    table = TABLES[0].replace("<tr><td>信息内容</td>", head, 1)
    assert table != TABLES[0]
    assert held(read(table, *TABLES[1:]), "one_report") == "2"


@pytest.mark.parametrize(
    "note",
    [
        "注：表中规章废止件数应为1102件。",
        "规章废止件数应为1102",
        "备注：规章废止件数应为1102",
        "规章废止数应更正为1102件",
        "（注：行政许可应为5件）",
        "注：废止件数实际为1102件",
        "备注：规章现行有效件数有误。",
        "规章现行有效件数填写有误，应为3",
        "注：以上数据不准确",
        "说明：行政处罚数量填报错误。",
        "注：表内数据有笔误",
        "上表中1002系笔误",
        "备注：行政强制系误报",
        "上表数据已更正，详见附件。",
        "以上数据已作废",
        "本表已撤销",
        "更正公告：原公布的表格有误，请以附件为准",
        "原发布的数据有误",
        "以上数据以附件为准",
    ],
)
def test_notes_that_take_a_number_back(note: str) -> None:
    assert held(with_text(note, 0, "below"), "disowned_numbers") == "234"
    assert held(with_text(note, 0, "foot"), "disowned_numbers") == "2"


@pytest.mark.parametrize(
    "text",
    [
        "与上年同期相比，申请数量增加3件，同比增长20%。",
        "一是信息公开数据填报有误、更新不及时",
        "存在部分数据统计有误的情况，已及时更正。",
        "个别单位数据有误，更新不及时。",
        "注：如数据有误，以纸质版为准。",
        "注：以上数据由各单位提供，如有错误请及时反馈。",
        "以上数据真实、准确。",
        "上述数据已公布",
        "答复时限应为20个工作日",
        "注：申请办理时限应为20个工作日。",
        "规范性文件应为公开属性",
        "行政处罚数量应为当年作出的处理决定数量",
        "备注：上年结转数与上年度报告不一致系统计错误",
        "注：与上年数据有差异系机构改革所致",
        "更正公告",
        "征求意见稿公示",
        "预计2023年完成整改",
        "一、工作目标",
        "图1：2022年申请办理结果占比",
        "各类信息公开占比情况如图所示",
        "以下为具体情况：",
        "以下为2022年情况",
        "附：2022年度数据",
        "统计数据如下表",
        "历史文化名城",
        "以政府公报公布的文本为准",
        "规章以公报文本为准，电子版仅供参考",
        "样例市人民政府办公室主动公开情况",
        "市教育局主动公开情况",
        "样例市市场监督管理局主动公开政府信息情况",
        "各乡镇主动公开情况",
        "其他",
        "统计日期：2022年1月1日至2022年12月31日",
        "统计时间：2022年1月—12月",
        "开发区、高新区信息公开情况",
        "单位：件",
    ],
)
def test_usual_texts_beside_a_table_are_harmless(text: str) -> None:
    assert held(with_text(text, 0, "above"), "") == ""
    assert held(with_text(text, 0, "below"), "") == ""


@pytest.mark.parametrize(
    ("caption", "agency", "other"),
    [
        ("样东县教育局主动公开情况", "样例市", True),
        ("样东县教育局主动公开情况", "样例市教育局", True),
        ("附：样东县数据", "样例市人民政府", True),
        ("样例镇统计表", "样东县", True),
        ("样南县教育局统计表", "样东县教育局", True),
        ("样例市教育局统计表", "样例市教育局", False),
        ("国家税务总局样例市税务局统计表", "样例市税务局", False),
        ("样例省样例市教育局统计表", "样例市", False),
        # Names of what stands above the agency are often in a heading that was given to all.
        ("样例市政府信息公开情况统计表", "样东县教育局", False),
        ("高新区统计表", "样例市高新技术产业开发区管委会", False),
        ("市发改委统计表", "样例市发展和改革委员会", False),
        ("样东县教育局统计表", "教育局", False),
        ("样东县教育局统计表", None, False),
        ("填报单位：样东县教育局", "样例市", False),
        ("样东县教育局2022年政府信息公开工作年度报告", "样例市", False),
    ],
)
def test_captions_that_name_an_organ_of_another_place(caption: str, agency: str | None, other: bool) -> None:
    assert names_another(caption.replace("：", ":"), agency) == other


@pytest.mark.parametrize(
    "note",
    [
        "注：表中“自然人”与“商业企业”两列数据填反。",
        "注：行政复议与行政诉讼两栏数据颠倒",
        "特此更正：自然人48件。",
        "注：实际申请数为48件",
        "注：规章一栏多填2件",
        "注：12月数据未统计在内。",
        "注：表格中数据未含12月",
        "注：“0”表示无法统计",
        "注：本表数据四舍五入到十位",
        "注：不完全统计",
        "修改前：",
        "（错误版本）",
        "样表，仅供参考",
        "此表为空表，仅展示格式",
    ],
)
def test_notes_that_doubt_numbers_hold_all_tables_that_they_may_be_of(note: str) -> None:
    assert held(read(*TABLES, f"<p>{note}</p>"), "disowned_numbers") == "234"


@pytest.mark.parametrize(
    "text",
    [
        "注：收费金额四舍五入保留两位小数",
        "注：本年未收到12月后提出的申请",
        "注：已统计在内",
        "经自查，不存在漏报、多报的情况",
        "对发布信息中的错误，已按程序更正",
        "一是修改前期制度，二是做好统计",
    ],
)
def test_harmless_notes_hold_nothing(text: str) -> None:
    assert held(read(*TABLES, f"<p>{text}</p>"), "disowned_numbers") == ""


@pytest.mark.parametrize("draft", ["（征求意见稿）", "（初稿）", "（草案）", "(送审稿)"])
def test_the_title_of_a_draft_holds_all_tables(draft: str) -> None:
    (report,) = read_document(from_bytes("page.html", page(*TABLES, title=TITLE + draft))).reports
    assert held(report, "disowned_numbers") == "234"


@pytest.mark.parametrize(
    ("caption", "rule"),
    [
        ("样例市财政局主动公开政府信息情况", "one_report"),
        ("以下为样例市财政局数据", "one_report"),
        ("样例市财政局", "one_report"),
        ("（样例市财政局）", "one_report"),
        ("样例市教育局", ""),
        ("样例市人民政府", ""),
        ("样例市教育局2021年", "year_of_table"),
        ("样例市教育局2021年情况", "year_of_table"),
        ("样例市教育局2022年情况", ""),
        ("样例市教育局主动公开政府信息情况", ""),
        ("样例市教育和体育局数据", ""),
        ("样例市人民政府主动公开政府信息情况", ""),
    ],
)
def test_a_caption_of_a_sister_organ_or_of_another_year_behind_the_agencys_name(caption: str, rule: str) -> None:
    tables = [*TABLES]
    tables[1] = f"<p>{caption}</p>{tables[1]}"
    data = page(*tables, title="样例市教育局2022年政府信息公开工作年度报告")
    (report,) = read_document(from_bytes("page.html", data)).reports
    assert held(report, rule) == ("3" if rule else "")
