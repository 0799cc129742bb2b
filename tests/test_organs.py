"""Organs and years that headings, labels, names of files and texts of links state for the numbers below them."""

from __future__ import annotations

import pytest

from gongkai.grids.model import Extract, Grid, Line
from gongkai.organs import named, parted, stated_in, years_named


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("样南县卫生局", "样南县卫生局"),
        ("样南县卫生局2023年行政复议统计表", "样南县卫生局"),
        ("二〇二三年样南县卫生局行政复议情况", "样南县卫生局"),
        ("样南县卫生局　统计表（2023年）", "样南县卫生局"),
        ("附件2：样河镇2023年数据", "样河镇"),
        ("附件1_样南县卫生局.xlsx", "样南县卫生局"),
        ("2样南县卫生局.xlsx", "样南县卫生局"),
        ("附件1.样南县卫生局", "样南县卫生局"),
        ("表四（样河镇）", "样河镇"),
        ("样南县公安局数据", "样南县公安局"),
        ("样南县公安局交警大队2023年度统计表", "样南县公安局交警大队"),
        ("样南县教育局（本级）2023年报表", "样南县教育局"),
        ("样南县教育局办公室数据", "样南县教育局办公室"),
        ("样南县发展和改革委员会2023年度报告附件3", "样南县发展和改革委员会"),
        ("国家税务总局样南县税务局2023年年报", "国家税务总局样南县税务局"),
        ("样南县第一中学统计表", "样南县第一中学"),
        ("样南县政府信息公开情况统计表", "样南县"),
        ("填报单位：样南县卫生局", "样南县卫生局"),
        ("填报单位（盖章）：样南县卫生局　填报日期：2024年1月", "样南县卫生局"),
        ("单位名称：样南县卫生局", "样南县卫生局"),
        ("单位：样南县卫生局", "样南县卫生局"),
        ("注：以下为市教育局数据。", "市教育局"),
        ("数据来源：样南县卫生局", "样南县卫生局"),
    ],
)
def test_a_heading_or_label_names_an_organ(text: str, name: str) -> None:
    assert named(text) == (name,)


@pytest.mark.parametrize(
    "text",
    [
        "附件1.xlsx",
        "附表",
        "政府信息公开工作年度报告表",
        "2023年政府信息公开工作年度报告附表",
        "三、收到和处理政府信息公开申请情况",
        "二、主动公开政府信息情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "行政规范性文件",
        "法律服务机构",
        "法人或其他组织",
        "单位：件",
        "单位：万元",
        "各乡镇",
        "全县2023年数据",
        "本机关",
        "（含所辖县区）",
        "样南县人民政府门户网站",
        "主办单位：样例市大数据中心",
        "技术支持单位：样例市大数据中心",
        "来源：样南县融媒体中心",
        "2023年，样南县卫生局共收到申请3件。",
        "坚持以人民为中心",
        "统计表（2023年）",
    ],
)
def test_labels_of_the_form_sentences_and_what_runs_a_site_name_no_organ(text: str) -> None:
    assert named(text) == ()


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("2022年报.xlsx", 2022),
        ("2022.xlsx", 2022),
        ("附件（2022）年报.doc", 2022),
        ("二〇二二年附表.doc", 2022),
        ("22年报表.xls", 2022),
        ("2022年年报.xls", 2022),
        ("nb2022.xlsx", 2022),
        ("NB_2022.pdf", 2022),
        ("2022nb.doc", 2022),
        ("xxgkndbg2022.docx", 2022),
        ("2022nianbao (1).doc", 2022),
        ("样南县教育局2022年政府信息公开工作年度报告附表", 2022),
        ("2023年报（2024-01-20发布）.pdf", 2023),
    ],
)
def test_a_files_name_states_a_year(name: str, year: int) -> None:
    assert years_named(name) == (year,)


@pytest.mark.parametrize(
    "name",
    [
        "附件1.xlsx",
        "20240120.xlsx",
        "P020240118345.xlsx",
        "t20240120_123.html",
        "2024年1月报送.xlsx",
        "2022.html",
        "r_1.html",
        "公告〔2022〕3号.pdf",
        "1_2022_a.jpg",
        "nb20220131.doc",
        "20220131nb.doc",
        "nb2022_01.doc",
        "nb2021-2022.doc",
        "nb12022.doc",
        "bmnb2022.doc",
        "nb2022final.doc",
        "a2022b.doc",
    ],
)
def test_dates_and_numbers_in_a_files_name_are_no_year_of_its_numbers(name: str) -> None:
    assert years_named(name) == ()


def test_a_document_states_organs_in_its_lines_and_in_names_of_sheets() -> None:
    lines = (
        Line("样南县卫生局2023年统计表", "/html/body/p[1]"),
        Line("样南县公安局", "/html/body/ul/li[3]"),
        Line("2023年，样南县财政局共收到申请3件。", "/html/body/p[2]"),
    )
    sheet = Grid((), 0, 0, "样河镇!A1", "sheet", sheet="样河镇")
    stated = stated_in((Extract("html", (sheet,), lines),))
    assert stated == ("样南县卫生局", "样河镇", "2023年")
    assert parted(stated) == (["样南县卫生局", "样河镇"], [2023])


def test_a_line_that_the_width_of_the_page_broke_names_nobody() -> None:
    text = [
        "全县各部门认真贯彻落实《条例》，",
        "按照国务院办公厅的部署，会同样例市",
        "样例市人民政府办公室和样例市司法局",
    ]
    text += ["对各单位的工作作了检查，并要求整改", "不断提高公开的质量，回应群众的关切"]
    lines = [Line(line, f"p1 75.0,{y}.0,516.0,{y + 14}.0") for y, line in enumerate([*text, "样南县卫生局"])]
    assert stated_in((Extract("rules", (), tuple(lines)),)) == ("样南县卫生局",)
