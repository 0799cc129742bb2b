"""Pages within frames of a page (``iframe srcdoc``): read where the frame stands, if all of it is shown."""

from __future__ import annotations

from html import escape

import pytest
from official_html import TABLE_2, disclosure_2021, page
from test_grids_html import read, slots

from gongkai.documents import from_bytes
from gongkai.grids.model import UNREAD
from gongkai.read import read_document

TABLE = "<p>前</p><table><tr><td>规章</td><td>12</td></tr></table>"


def frame(inner: str, attributes: str = "") -> str:
    return f'<iframe {attributes} srcdoc="{escape(inner)}"></iframe>'


def test_the_page_in_a_frame_stands_in_the_frames_place() -> None:
    extract = read(f"<body><p>上</p>{frame(f'<html><body>{TABLE}</body></html>')}下<p>末</p></body>")
    (grid,) = extract.grids
    assert slots(grid) == [["规章", "12"]]
    assert grid.cells[1].place == "/html/body/html/body/table/tr/td[2]"
    assert [line.text for line in extract.lines] == ["上", "前", "下", "末"]


def test_a_report_in_a_frame_is_trusted() -> None:
    inner = page(disclosure_2021(TABLE_2)).decode()
    (report,) = read_document(from_bytes("p.html", page(frame(inner)))).reports
    assert [str(fact.value) for fact in report.facts] == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10.50"]
    assert next(t.verdict for t in report.tables if t.table == "2") == "consistent"


def test_a_frame_has_its_own_styles_alone() -> None:
    outer = "<style>td{opacity:0}</style><div style='color:#fff;font-size:1px'>"
    assert read(f"{outer}{frame(TABLE)}").grids == ()
    (grid,) = read(f"<style>td{{opacity:0}}</style>{frame(TABLE)}").grids
    assert slots(grid) == [["规章", "12"]]
    inner = f"<style>b{{color:#fff}}</style>{TABLE.replace('12', '1<b>2</b>')}"
    (grid,) = read(f"<body>{frame(inner)}</body>").grids
    assert slots(grid) == [["规章", f"12{UNREAD}"]]


@pytest.mark.parametrize(
    "closed",
    [
        frame(TABLE, "style='display:none'"),
        frame(TABLE, "style='visibility:hidden'"),
        frame(TABLE, "style='width:0;height:0;overflow:hidden'"),
        frame(TABLE, "style='position:absolute;left:-9999px'"),
        frame(TABLE, "hidden"),
        frame(TABLE, "height=1"),
        frame(TABLE, "width=0"),
        frame(TABLE, "scrolling=no height=90"),
        f"<div style='display:none'>{frame(TABLE)}</div>",
        f"<noscript>{frame(TABLE)}</noscript>",
        f"<del>{frame(TABLE)}</del>",
        frame(frame(TABLE)),
        frame(f"{TABLE[:11]}{frame(TABLE)}"),
        frame(f"{TABLE}<noscript>{TABLE}</noscript>", "sandbox=''"),
        frame("<p>12</p>"),
        frame(""),
    ],
)
def test_a_frame_that_is_not_plainly_shown_stays_closed(closed: str) -> None:
    assert read(f"<body><p>上</p>{closed}</body>").grids == ()


def test_a_frame_in_a_box_of_figures_is_ink() -> None:
    (grid,) = read(f"<table><tr><td>规章</td><td>1{frame('2')}</td></tr></table>").grids
    assert slots(grid) == [["规章", f"1{UNREAD}"]]


def test_a_page_in_a_frame_that_ends_within_a_box_has_lost_its_last_number() -> None:
    (grid,) = read(f"<body>{frame(TABLE[: TABLE.index('2</td>')])}<table><tr><td>3<td>4</table></body>").grids[:1]
    assert slots(grid) == [["规章", f"1{UNREAD}"]]
