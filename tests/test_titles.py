"""Titles among the lines of a page: its own, and those that only lead elsewhere."""

from __future__ import annotations

import pytest
from official_html import disputes, page

from gongkai.documents import from_bytes
from gongkai.grids.html import extracts
from gongkai.grids.serial import from_json, to_json
from gongkai.read import said
from gongkai.records import Report

OWN, LAST_YEAR = "样例市审计局2023年政府信息公开工作年度报告", "样例市审计局2022年政府信息公开工作年度报告"
OTHERS = "样例市财政局2023年政府信息公开工作年度报告"
TABLE = disputes([10, 1, 0, 0, 11, *[0] * 10])
SMALL = "<table><tr><td>相关</td><td>链接</td></tr></table>"


def read(above: str, below: str, title: str = OWN) -> Report:
    (report,) = said(from_bytes("", page(above, TABLE, below, title=title)), lambda given: extracts(given)).reports
    return report


def link(title: str, href: str = "x.html") -> str:
    return f'<a href="{href}">{title}</a>'


@pytest.mark.parametrize(
    "below",
    [
        f"<div>{link(LAST_YEAR)}</div>",
        f"<p>{link(LAST_YEAR)}</p>",
        f"<p><b>上一篇：</b></p><p>{link(LAST_YEAR)}</p>",
        f"<div><h3>{link(LAST_YEAR)}</h3></div>",
        f"<a href=x.html><p>{LAST_YEAR}</p></a>",
        f"<div>{link(f'<span>《{LAST_YEAR}》</span>')}</div>",
        f"<div>{link(OTHERS)}</div>",
        f"{SMALL}<div>{link(LAST_YEAR)}</div>",
    ],
)
def test_a_link_below_the_tables_says_nothing_of_them(below: str) -> None:
    report = read("", below)
    assert (report.agency, report.years, report.others) == ("样例市审计局", (("title", 2023),), ())


@pytest.mark.parametrize(
    ("above", "below"),
    [
        # No link, or one that leads nowhere: who knows what it heads.
        ("", f"<p>{LAST_YEAR}</p>"),
        ("", f"<p>{link(LAST_YEAR, '#top')}</p>"),
        ("", f"<p>附：{link(LAST_YEAR)}</p><p>{LAST_YEAR}</p>"),
        # Above a table it may be its heading.
        (f"<p>{link(LAST_YEAR)}</p>", ""),
        (f"<p>{link(LAST_YEAR)}</p>", f"<p>{link(LAST_YEAR)}</p>"),
        ("", f"<p>{link(LAST_YEAR)}</p>{TABLE}"),
    ],
)
def test_any_other_title_of_another_year_does(above: str, below: str) -> None:
    assert ("heading", 2022) in read(above, below).years


def test_a_link_below_the_tables_gives_a_page_without_a_year_none() -> None:
    report = read("", f"<p>{link(LAST_YEAR)}</p>", title=OWN.replace("2023年", ""))
    assert (report.year, report.years) == (None, ())


def test_links_are_kept_with_the_lines() -> None:
    found = extracts(from_bytes("", page(TABLE, f"<p>{link(LAST_YEAR)}</p><p>{OWN}</p>", title=OWN)))
    assert [line.is_link for line in found[0].lines] == [False, True, False]
    assert from_json(to_json(found)) == found
