"""Rows of which a browser shows other boxes than the parser finds; what it shows was looked up in Chromium."""

from __future__ import annotations

from time import process_time

import pytest
from test_grids_html import read, slots
from test_grids_html_shown import BOX, LOST, ROW, TABLE_2, facts_of, report_of, verdict_of

#: What stands for pages without scripts is no markup to a browser that runs them.
FOR_OTHERS = {
    "<noscript><!--</noscript>12<!-- -->": "12",
    "<noscript><!-- x --></noscript>12": "12",
    "<noscript><style></noscript>12": "12",
    "<noscript><script></noscript>12": "12",
    "<noscript><textarea></noscript>12</textarea>": "12",
    '<noscript><a title="</noscript>12': "12",
    "<NOSCRIPT><noscript>7</noscript>12</NOSCRIPT>": "12",
    "<noscript></td></noscript>12": "12",
    "<noscript><td></noscript>12": "12",
    "<noscript><b hidden></noscript>12": "12",
    "<noscript><img src=7.gif></noscript>12": "12",
    "<script>'<noscript><!--'</script>12<noscript><!--</noscript><b>3</b>": "123",
    "<!-- <noscript> --><b>12</b><noscript><td></noscript>": "12",
}


@pytest.mark.parametrize("markup", FOR_OTHERS)
def test_what_stands_for_pages_without_scripts_is_no_markup(markup: str) -> None:
    (grid,) = read(f"<table><tr><td>a</td><td>{markup}</td><td>b</td></tr></table>").grids
    assert slots(grid) == [["a", FOR_OTHERS[markup], "b"]]


def test_a_page_that_ends_in_what_stands_for_others() -> None:
    assert read("<p>上</p><noscript><!--<table><tr><td>1<td>2</table>").grids == ()


@pytest.mark.parametrize("odd", ["<noscript>", "<noscript", "<noscript><!--", "<noscript></noscript>"])
def test_many_of_them_are_gone_through_in_time(odd: str) -> None:
    start = process_time()
    read(f"<table><tr><td>a</td><td>1</td></tr></table>{odd * 9_000}<noscript><!--</noscript>")
    assert process_time() - start < 2


SCRIPT = '<script>document.write("<td>7</td>")</script>'


@pytest.mark.parametrize(
    "table",
    [
        TABLE_2.replace(BOX, SCRIPT + BOX),
        TABLE_2.replace(ROW, SCRIPT + ROW),
        TABLE_2.replace("<table>", f"<table><thead>{SCRIPT}</thead>"),
    ],
)
def test_a_row_or_table_into_which_a_script_writes_is_not_trusted(table: str) -> None:
    assert verdict_of(report_of(table)) in (None, "unreadable", "incomplete")


@pytest.mark.parametrize(
    "script",
    [
        "<script>var a = 7;</script>",
        '<script type="application/json">{"write": 7}</script>',
        "<script>document.getElementById('n').innerHTML = 7</script>",
    ],
)
def test_other_scripts_between_cells_change_nothing(script: str) -> None:
    report = report_of(TABLE_2.replace(BOX, script + BOX).replace(ROW, script + ROW))
    assert (verdict_of(report), facts_of(report)["rules_repealed"].value) == ("consistent", 1002)


MARKED = TABLE_2.replace(ROW, ROW.replace("<tr>", "<tr class=z>"))


@pytest.mark.parametrize(
    "rule",
    [
        '.z::before{content:"";display:table-cell}',
        ".z:before,.z:after{content:' ';display:table}",
        "tr.z::before{content:'';position:absolute}",
        "tr:nth-child(3)::before{content:''}",
        "table tr:not(:first-child)::before{content:''}",
        ":is(.y,.z)::before{content:'';visibility:hidden}",
    ],
)
def test_what_stands_before_some_rows_moves_their_boxes(rule: str) -> None:
    assert verdict_of(report_of(f"<style>{rule}</style>{MARKED}")) in (None, "unreadable", "incomplete")


@pytest.mark.parametrize(
    "rule",
    [
        ".clearfix:before,.clearfix:after{content:' ';display:table}",
        "tr::before{content:'';display:table-cell}",
        "*::before{content:''}",
        ".z::before{display:table-cell}",
        ".z::before{content:none;display:table-cell}",
        ".z::before{content:'';display:none}",
        ".z::after{content:'';display:table-cell}",
        "div.z::before,.y::before{content:'';display:table-cell}",
        "table::before,tbody::before{content:'';display:table}",
        "@media print{.z::before{content:'';display:table-cell}}",
    ],
)
def test_what_stands_before_all_rows_or_none_moves_nothing(rule: str) -> None:
    report = report_of(f"<style>{rule}</style>{MARKED}")
    assert (verdict_of(report), facts_of(report)["rules_repealed"].value) == ("consistent", 1002)


def test_a_row_of_a_table_within_a_table_is_its_own() -> None:
    inner = "<table><tr class=z><td>1</td><td>2</td></tr></table>"
    extract = read(f"<style>.z::before{{content:''}}</style><table><tr><td>{inner}</td><td>3</td></tr></table>")
    assert [slots(grid) for grid in extract.grids] == [[["1", "2"]]]
    rows = "<tr class=z><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>"
    (grid,) = read(f"<style>.z::before{{content:''}}</style><table>{rows}</table>").grids
    assert slots(grid) == [[f"1{LOST}", f"2{LOST}"], ["3", "4"]]
