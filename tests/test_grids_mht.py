"""Web archives: what other parts of them say of the page, and pages in frames."""

from __future__ import annotations

import pytest
from official_html import disclosure_2021, page

from gongkai.documents import from_bytes
from gongkai.read import read_document
from gongkai.records import DocumentReading, Fact

NUMBERS: dict[str, list[object]] = {
    "规章": [1001, 1002, 1003],
    "行政规范性文件": [1004, 1005, 1006],
    "行政许可": [7183],
    "行政处罚": [8294],
    "行政强制": [9306],
    "行政事业性收费": ["10.5"],
}
TABLE_2 = disclosure_2021(NUMBERS)
OTHER = disclosure_2021(NUMBERS | {"行政许可": [555]})
SITE = "http://a.gov.cn/x/"


def archive(*parts: tuple[str, str, str]) -> bytes:
    """Parts: headers of each beside its type, the type, and what it holds."""
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n'
    body = "".join(
        f"--B\r\nContent-Type: {kind}; charset=utf-8\r\n{headers}\r\n\r\n{text}\r\n" for headers, kind, text in parts
    )
    return f"{head}{body}--B--\r\n".encode()


def with_nine(head: str) -> str:
    """A report with a 9 of class z before 7183."""
    table = TABLE_2.replace("7183", "<b class=z>9</b>7183")
    return page(table).decode().replace("</head>", f"{head}</head>")


def read(data: bytes) -> DocumentReading:
    return read_document(from_bytes("r.mht", data))


def fact(data: bytes, indicator: str = "license_decisions") -> Fact:
    (report,) = read(data).reports
    return next(one for one in report.facts if one.indicator == indicator)


AT = f"Content-Location: {SITE}r.html"
HIDES = ".z{display:none}"
#: The page's head, the headers of the sheet's part, and the sheet.
HIDDEN = {
    "by its id": ('<link rel=stylesheet href="cid:css-1@mhtml.blink">', "Content-ID: <css-1@mhtml.blink>", HIDES),
    "by an id with signs": ('<link rel=stylesheet href="cid:a%25b@c">', "Content-ID: <a%b@c>", HIDES),
    "by its place": (f'<link rel=stylesheet href="{SITE}s.css">', f"Content-Location: {SITE}s.css", HIDES),
    "by a place from the page's": (
        '<link rel=stylesheet href="../s.css?v=1">',
        "Content-Location: ../s.css?v=1",
        HIDES,
    ),
    "by a place from the base": (
        '<base href="http://b.gov.cn/c/"><link rel=stylesheet href=s.css>',
        "Content-Location: http://b.gov.cn/c/s.css",
        HIDES,
    ),
    "by a place on two lines": (
        f'<link rel=stylesheet href="{SITE}s.css">',
        f"Content-Location:\r\n {SITE}s.css",
        HIDES,
    ),
    "by an import": (f"<style>@import url({SITE}s.css) screen;</style>", f"Content-Location: {SITE}s.css", HIDES),
    "by one of two imports": (
        "<style>@charset 'x';@import 'http://a.gov.cn/t.css';@import\t\"cid:s\";i{color:red}</style>",
        "Content-ID: <s>",
        HIDES,
    ),
    "in a usual sheet": (
        '<link rel=stylesheet href="cid:s">',
        "Content-ID: <s>",
        f'@charset "utf-8";/* a */body{{margin:0}}a:hover{{color:red}}{HIDES}',
    ),
}


@pytest.mark.parametrize("how", HIDDEN)
def test_a_sheet_in_another_part_hides_what_it_hides(how: str) -> None:
    head, headers, sheet = HIDDEN[how]
    data = archive((AT, "text/html", with_nine(head)), (headers, "text/css", sheet))
    assert (fact(data).value, fact(data).raw) == (7183, "7183")


#: The same where the sheet says nothing of the screen, or the page does not use it.
SHOWN = {
    "for print": ('<link rel=stylesheet media=print href="cid:s">', "Content-ID: <s>", HIDES),
    "to choose": ('<link rel="alternate stylesheet" title=b href="cid:s">', "Content-ID: <s>", HIDES),
    "switched off": ('<link rel=stylesheet disabled href="cid:s">', "Content-ID: <s>", HIDES),
    "not linked": ("", "Content-ID: <s>", HIDES),
    "not in the archive": ('<link rel=stylesheet href="http://a.gov.cn/t.css">', "Content-ID: <s>", HIDES),
    "an import of nothing": ("<style>@import ;@import url();</style>", "Content-ID: <s>", HIDES),
    "an import for print": ("<style>@import 'cid:s' print;</style>", "Content-ID: <s>", HIDES),
    "an import behind rules": ("<style>i{color:red}@import 'cid:s';</style>", "Content-ID: <s>", HIDES),
}


@pytest.mark.parametrize("how", SHOWN)
def test_a_sheet_that_does_not_hold_hides_nothing(how: str) -> None:
    head, headers, sheet = SHOWN[how]
    data = archive((AT, "text/html", with_nine(head)), (headers, "text/css", sheet))
    assert fact(data).value == 97183


def test_a_sheet_without_an_address_may_be_the_page_s() -> None:
    data = archive((AT, "text/html", with_nine('<link rel=stylesheet href="cid:s">')), ("X: 1", "text/css", HIDES))
    assert fact(data).status == "unreadable"
    assert fact(data, "penalty_decisions").value == 8294


def test_sheets_that_import_each_other_are_taken_once() -> None:
    data = archive(
        (AT, "text/html", with_nine("<link rel=stylesheet href=a.css>")),
        (f"Content-Location: {SITE}a.css", "text/css", "@import 'b.css';@import 'b.css';"),
        (f"Content-Location: {SITE}b.css", "text/css", f"@import 'a.css';{HIDES}"),
    )
    assert fact(data).value == 7183


def test_a_long_chain_of_sheets_is_not_followed_to_its_end() -> None:
    chain = [
        (f"Content-Location: {SITE}{n}.css", "text/css", f"@import '{n + 1}.css';.z{{color:red}}") for n in range(3000)
    ]
    data = archive((AT, "text/html", with_nine("<link rel=stylesheet href=0.css>")), *chain)
    assert [one for report in read(data).reports for one in report.facts if one.status == "reported"] == []


def test_the_pages_of_a_frame_set_are_read() -> None:
    frames = "<html><head><title>x</title></head><frameset cols='20%,*'><frame src=menu.html><frame src=in/r.html>"
    data = archive(
        (AT, "text/html", f"{frames}<noframes><body>none</body></noframes></frameset></html>"),
        (f"Content-Location: {SITE}menu.html", "text/html", "<html><body><p>首页</p></body></html>"),
        (f"Content-Location: {SITE}in/r.html", "text/html", with_nine("<link rel=stylesheet href=s.css>")),
        (f"Content-Location: {SITE}in/s.css", "text/css", HIDES),
    )
    reading = read(data)
    assert (reading.kind, reading.reports[0].year) == ("report", 2022)
    assert (fact(data).value, fact(data, "rules_in_force").value) == (7183, 1003)


@pytest.mark.parametrize(
    "frame_set", ["cols='0,*'", "rows='0%,100%'", "cols='*,0*' rows='0,*'", "cols='1'", "", "rows='*,3*'"]
)
def test_a_frame_without_room_is_not_read(frame_set: str) -> None:
    data = archive(
        (AT, "text/html", f"<html><frameset {frame_set}><frame src='cid:a'><frame src='cid:b'></frameset></html>"),
        ("Content-ID: <a>", "text/html", page(OTHER).decode()),
        ("Content-ID: <b>", "text/html", page(TABLE_2).decode()),
    )
    values = [
        one.value for report in read(data).reports for one in report.facts if one.indicator == "license_decisions"
    ]
    assert values == {"cols='0,*'": [7183], "rows='0%,100%'": [7183], "": [555], "rows='*,3*'": [555, 7183]}.get(
        frame_set, []
    )


def test_a_frame_of_a_page_is_read_where_the_archive_holds_it() -> None:
    inner = page(TABLE_2).decode()
    outer = "<html><body><h1>首页</h1><iframe width=900 height=800 src='cid:f'></iframe></body></html>"
    data = archive((AT, "text/html", outer), ("Content-ID: <f>", "text/html", inner))
    assert fact(data).value == 7183
    closed = outer.replace("<iframe", "<iframe style='display:none'")
    assert read(archive((AT, "text/html", closed), ("Content-ID: <f>", "text/html", inner))).kind == "not_a_report"


def test_a_further_page_that_no_frame_shows_is_not_read() -> None:
    data = archive((AT, "text/html", page(TABLE_2).decode()), ("Content-ID: <f>", "text/html", page(OTHER).decode()))
    (report,) = read(data).reports
    assert [one.value for one in report.facts if one.indicator == "license_decisions"] == [7183]


def test_a_sheet_of_another_type_is_known_by_its_place() -> None:
    sheet = (f"Content-Location: {SITE}s.css", "application/octet-stream", HIDES)
    data = archive((AT, "text/html", with_nine("<link rel=stylesheet href=s.css>")), sheet)
    assert fact(data).value == 7183
