"""Cells in which tags overlap, where the parser's elements are not a browser's: each as markup with what is read.

What a browser (Chromium) shows of each is written behind it.
"""

from __future__ import annotations

from time import process_time

import pytest
from official_html import TABLE_2, disclosure_2021, page
from test_grids_html import read

from gongkai.documents import from_bytes
from gongkai.read import read_document

LOST = "\ufffd"

OVERLAPPING = {
    "<b hidden>7<p>8</b>12</p>": "12",
    '<a style="display:none">7<div>8</a>12</div>': "12",
    "<b hidden>7<p>8</p></b>12": "12",
    "<p><b hidden>7<p>8</p>": "",
    "<p><b hidden>7</p>12": "",
    "<b hidden>7<i>8</b>12</i>": "12",
    "<span hidden>7<p>8</span>12</p>": "",
    "<span hidden/>12": "",
    "<div hidden/>12": "",
    "<p hidden>7<section>12</section>": "12",
    "<p hidden>7<span>8<div>12</div></span></p>": "12",
    "<h1 hidden>7<h2>12</h2></h1>": "12",
    "<h1 hidden>7<p>8</p></h1>12": "12",
    "<h3>1<div hidden>7</h3>2": "12",
    "<nobr hidden>7<nobr hidden>8</nobr>12": "12",
    "<p hidden>7<big>8<hr>12": "12",
    "<p hidden>7<wbr>8<ul>12": "12",
    "<pre hidden>7<fieldset>8</fieldset>9": "",
    '<b style="font-size:1px"><p>7</p></b>12': "12",
    '<b style="font-size:.2em"><p>7</p></b>12': "12",
    '<b style="color:#fff"><p>7</p></b>12': "12",
    "<s><p>12</p></s>": "12 struck out",
    "<s/>12": "12 struck out",
    "<sup>7<p>8</sup>12": "7 8 12, all raised",
}
#: Markup that overlaps or not, where nothing hangs on it.
READ = {
    "<b>1<p>2</b></p>": "1\n2",
    "<b><p>12</p></b>": "12",
    "<font color=red><p>12</font></p>": "12",
    '<b style="font-size:7.5pt;color:#333"><p>12</p></b>': "12",
    '<span style="display:block"><b><p>12</b></p></span>': "12",
    "<font color=#ffffff>7</font>12": f"712{LOST}",
    "<p><b hidden>7</b></p><p>12<br></p>": "12",
    "<p hidden>7<p>12": "12",
    "<b hidden>7<wbr>8</b>1<wbr>2": "12",
    "<p hidden>7<div>12</div>": "12",
    "<div hidden>7<span>8</div>12</span>": "12",
    '<p style="display:block"><span lang=EN-US>12<o:p/></span></p>': "12",
    "<!--><b hidden>7</b><!-- <p> -->12": "12",
    "<svg hidden><path class=a /></svg><b style='display:inline'>12</b>": "12",
}


def box(markup: str) -> str:
    """The text of a box that holds this markup, between two others."""
    (grid,) = read(f"<table><tr><td>a</td><td>{markup}</td><td>b</td></tr></table>").grids
    return grid.cells[1].text


@pytest.mark.parametrize("markup", OVERLAPPING)
def test_a_box_with_overlapping_tags_that_hide_or_strike_out_is_not_read(markup: str) -> None:
    assert box(markup).endswith(LOST)


@pytest.mark.parametrize("markup", READ)
def test_tags_that_hide_nothing_or_do_not_overlap_are_read(markup: str) -> None:
    assert box(markup) == READ[markup]


def test_the_box_alone_is_unread() -> None:
    table = disclosure_2021({**TABLE_2, "规章": [1, "<b hidden>7<p>8</b>12</p>", "<i hidden>7</i>3"]})
    (report,) = read_document(from_bytes("p.html", page(table))).reports
    cells = {fact.indicator: (fact.status, fact.value) for fact in report.facts if fact.label is None}
    assert cells["rules_made"] == ("reported", 1)
    assert cells["rules_repealed"] == ("unreadable", None)
    assert cells["rules_in_force"] == ("reported", 3)


def test_tables_within_cells_and_a_source_with_other_cells_than_were_read() -> None:
    inner = "<table><tr><td>7</td></tr></table>"
    (grid,) = read(
        f"<table><tr><td>a{inner}</td><td><b hidden>7</b>12</td><td><i hidden>7<p>8</i>12</td></table>"
    ).grids
    assert [cell.text for cell in grid.cells][1:] == ["12", f"812{LOST}"]
    # The parser knows no cells in this comment's end; nobody knows which cell is which.
    odd = "<xmp><table><tr><td></xmp><table><tr><td>a<td><b hidden>7<p>8</b>12"
    (grid,) = read(odd).grids
    assert grid.cells[-1].text.endswith(LOST)


def test_frames_are_asked_for_their_own_cells() -> None:
    inner = "<table><tr><td>a</td><td><b hidden>7<p>8</b>12</p></td></tr></table>"
    (grid,) = read(f'<iframe srcdoc="{inner}"></iframe>').grids
    assert grid.cells[1].text == f"812{LOST}"


@pytest.mark.parametrize("odd", ["<b ", "<b '", '<b "', "<!--", "<b><p>", "<td><b>", "<table>"])
def test_odd_sources_are_gone_through_in_time(odd: str) -> None:
    start = process_time()
    read(f"<table><tr><td>a</td><td><b hidden>7</b>12</td></tr></table>{odd * 1_500}")
    assert process_time() - start < 2
