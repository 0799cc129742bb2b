"""What ``--show`` draws: which box carries which mark, colours at their places, nothing hostile that acts."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import html as lxml_html
from made_documents import PAGE, pdf, plain_table
from official_html import page, requests
from PIL import Image
from test_archives import zipped

from gongkai import sandbox
from gongkai.cli import main
from gongkai.documents import from_bytes
from gongkai.errors import GongkaiError
from gongkai.grids import router
from gongkai.grids.model import Cell, Extract, Grid
from gongkai.grids.picture import Picture
from gongkai.grids.pictures import pictures
from gongkai.grids.places import page_box, page_place
from gongkai.records import DocumentReading, Fact, Finding, FindingCell, Report, TableRecord
from gongkai.show import fonts, html, png, style
from gongkai.show.drawing import draw
from gongkai.show.fit import fitted, wrapped
from gongkai.show.model import Drawing, PageSheet, TableSheet


def _has_font() -> bool:
    try:
        fonts.font(12)
    except GongkaiError:
        return False
    return True


needs_font = pytest.mark.skipif(not _has_font(), reason="there is no Chinese font on this machine")

#: Boxes of a row on page 2: a label, three numbers.
LABEL, FIRST, SECOND, THIRD = (
    (40.0, 100.0, 140.0, 120.0),
    (140.0, 100.0, 200.0, 120.0),
    (200.0, 100.0, 260.0, 120.0),
    (260.0, 100.0, 320.0, 120.0),
)


def _fact(indicator: str, box: Any = None, **other: Any) -> Fact:
    given: dict[str, Any] = {
        "table": "2",
        "n": 1,
        "indicator": indicator,
        "applicant": None,
        "label": None,
        "value": Decimal(7),
        "unit": "件",
        "unit_source": "form",
        "status": "reported",
        "raw": "7",
        "by": "label",
        "reading": "agreed",
        "place": page_place(2, box) if box else None,
    }
    return Fact(**(given | other))


def _grid(reader: str, *boxes: tuple[Any, str]) -> Extract:
    cells = tuple(
        Cell(0, col, 1, 1, text, page_place(2, box), 2, box) for col, (box, text) in enumerate(boxes) if box is not None
    )
    grid = Grid(cells, 1, len(boxes), page_place(2, (40.0, 100.0, 320.0, 120.0)), reader, 2)
    return Extract(reader, (grid,), pages=3)


def _reading(*facts: Fact, findings: tuple[Finding, ...] = ()) -> DocumentReading:
    table = TableRecord("2", 1, "2021", None, "p2", "own", "unconfirmed", "disputed", ("camelot", "rules"), exact=False)
    report = Report("某县", 2023, "own", "kind", None, "unconfirmed", (table,), facts, findings, title="某县2023年报告")
    return DocumentReading("a.pdf", "0" * 64, "application/pdf", 4, 3, "report", (report,))


DISPUTED = _fact(
    "rules_made", FIRST, value=None, reading="disputed", raw="12", readings={"camelot": "12", "rules": "72"}
)
DOUBTFUL = _fact("rules_repealed", SECOND, by="position", sound=False)


def _drawing() -> Drawing:
    """Page 2 of 3: a label, a disputed cell, a doubtful one, a number that is no cell; another cell without a box."""
    camelot = _grid("camelot", (LABEL, "规章"), (FIRST, "12"), (SECOND, "7"), (THIRD, "99"))
    # The second reader saw the same boxes, a little aside.
    rules = _grid("rules", *((tuple(x + 0.4 for x in box), "72") for box in (LABEL, FIRST, SECOND, THIRD)))
    absent = _fact("rules_in_force", status="absent", value=None, raw="")
    broken = Finding("readings_agree", "broken", "hard", "1 cell was read differently", "2", 1)
    unjudged = Finding("x", "not_judged", "info", "a blank stands beside it", "2", 1)
    cell = FindingCell("2", "rules_made", None)
    findings = (replace(unjudged, cells=(cell,)), replace(broken, cells=(cell,)))
    return draw(_reading(DISPUTED, DOUBTFUL, absent, findings=findings), (camelot, rules), pages=3)


def test_a_place_on_a_page_is_read_as_it_was_written() -> None:
    assert page_box("p3 312.4,198.0,338.1,214.2") == (3, (312.4, 198.0, 338.1, 214.2))
    assert page_box(page_place(12, (-0.04, 1.0, 2.25, 3.0))) == (12, (0.0, 1.0, 2.2, 3.0))
    for other in ("line 12 col 3", "/html/body/table[1]", "p3", "p3 1,2,3", "p3 1.0,2.0,3.0,4.0.0"):
        assert page_box(other) is None


def test_each_box_of_a_page_is_drawn_once_with_what_was_read_in_it() -> None:
    drawing = _drawing()
    assert [sheet.heading for sheet in drawing.sheets] == ["page 1", "page 2", "page 3"]
    sheet = drawing.sheets[1]
    assert isinstance(sheet, PageSheet)
    assert [(box, mark.state, mark.code) for box, mark in sheet.boxes] == [
        (LABEL, "unused", ""),
        (FIRST, "disputed", "rules_made"),
        (SECOND, "reported", "rules_repealed"),
        (THIRD, "stray", ""),
    ]
    _, disputed, doubtful, stray = sheet.marks
    assert (disputed.differs, disputed.number, disputed.findings) == (("camelot 12", "rules 72"), 1, ("F2",))
    assert (doubtful.doubtful, doubtful.number) == (True, 2)
    assert (stray.number, disputed.doubtful) == (3, False)
    assert [(r.name, r.text) for r in sheet.remarks] == [
        ("1", "rules_made: camelot “12” ≠ rules “72”"),
        ("2", "rules_repealed: found by position"),
        ("3", "“99”: a number that stands for no cell of the form"),
        ("F2", "readings_agree broken (hard): 1 cell was read differently"),
    ]


def test_a_tip_tells_all_that_is_known_of_a_cell() -> None:
    tip = "\n".join(_drawing().sheets[1].marks[1].tip)
    for known in (
        "rules_made: 规章/本年制发件数 (Government/departmental rules issued this year)",
        "value: no value",
        "printed: “12”",
        "reading: disputed; found by its labels",
        "camelot reads “12”",
        "rules reads “72”",
        "table 2, p2 140.0,100.0,200.0,120.0",
        "F2 broken: 1 cell was read differently",
    ):
        assert known in tip


def test_verdicts_and_what_stands_on_no_sheet_are_told() -> None:
    drawing = _drawing()
    (line,) = drawing.tables
    assert (line.name, line.verdict) == ("table 2", "unconfirmed")
    assert line.cells == (("disputed", 1), ("absent", 1), ("reported", 1))
    assert [(r.name, r.state, r.text) for r in drawing.missing] == [("table 2", "absent", "rules_in_force: no box")]
    assert [name for name, _ in drawing.findings] == ["F1", "F2"]


def test_of_a_long_document_only_pages_with_tables_are_drawn() -> None:
    drawing = draw(_reading(DISPUTED), (_grid("camelot", (FIRST, "12")),), pages=41)
    assert [sheet.heading for sheet in drawing.sheets] == ["page 2"]
    assert "of 41 pages only those with tables are drawn, at most 40" in drawing.about


def test_a_glued_cell_is_drawn_where_its_place_says() -> None:
    fact = _fact("rules_made", (50.0, 60.0, 90.0, 80.0), sound=False)
    (sheet,) = draw(_reading(fact), (), pages=0).sheets[1:]
    assert sheet.marks[0].text == "7"
    assert sheet.remarks[0].text == "rules_made: glued over a page break, wrapped or from an orphan row"


def test_an_unreadable_document_says_why() -> None:
    reading = DocumentReading("a.pdf", "", "application/pdf", 4, None, "unreadable", error="damaged\n  What to do: x")
    drawing = draw(reading, (), pages=0)
    assert (drawing.title, drawing.sheets) == ("a.pdf", ())
    assert "damaged" in drawing.about
    assert "damaged" in html.render(drawing, {})


# -- HTML


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&lt;b&gt;\x00\x1b[31m\ud800\u202e0001"


def _hostile() -> Drawing:
    cells = (
        Cell(0, 0, 1, 1, HOSTILE, "/html/body/table/tr[1]/td[1]"),
        Cell(0, 1, 2, 1, HOSTILE, '"><script>alert(3)</script>'),
    )
    grid = Grid(cells, 2, 2, HOSTILE, HOSTILE)
    fact = DISPUTED._replace(place=cells[1].place, raw=HOSTILE, readings={HOSTILE: HOSTILE, "b": ""}, label=HOSTILE)
    reading = replace(_reading(fact, findings=(Finding(HOSTILE, "broken", "hard", HOSTILE),)), source=HOSTILE)
    report = replace(reading.reports[0], title=HOSTILE, agency=HOSTILE)
    return draw(replace(reading, reports=(report,), notes=(HOSTILE,)), (Extract("html", (grid,)),), pages=0)


def test_hostile_text_is_shown_and_does_nothing() -> None:
    text = html.render(_hostile(), {})
    text.encode("utf-8")
    found = lxml_html.document_fromstring(text)
    assert {element.tag for element in found.iter() if isinstance(element.tag, str)} <= {
        *("html", "head", "meta", "title", "style", "body", "header", "section", "aside", "h1", "h2", "p", "div"),
        *("span", "b", "ul", "li", "table", "tbody", "tr", "td", "wbr", "svg", "defs", "pattern", "rect"),
    }
    names = {name for element in found.iter() for name in element.attrib}
    assert not {name for name in names if name.startswith("on") or name in ("src", "href")}
    (policy,) = found.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")
    assert "<script>alert(1)</script>" in found.xpath("string(//td[@class='unused'])")
    assert not re.search("[\x00-\x08\x1b\u202e]", text)


def test_a_table_keeps_its_spans_and_shows_slots_without_a_box() -> None:
    found = lxml_html.document_fromstring(html.render(_hostile(), {}))
    rows = found.xpath("//table[@class='grid']//tr")
    assert [[cell.get("class") for cell in row] for row in rows] == [["unused", "disputed"], ["hole"]]
    assert rows[0][1].get("rowspan") == "2"
    assert "disputed" in rows[0][1].get("title")


def test_a_page_in_html_has_its_image_and_boxes_in_points() -> None:
    picture = Picture(2, 800, 600, 144.0, b"\xff" * 800 * 600)
    text = html.render(_drawing(), {2: picture})
    assert 'viewBox="0 0 400.0 300.0"' in text
    assert 'href="data:image/png;base64,iVBOR' in text
    assert '<rect x="140.0" y="100.0" width="60.0" height="20.0" fill="#d1001f"' in text
    assert "rules 72</text>" in text
    assert 'fill="url(#h-reported)"' in text


# -- PNG


def _is_like(pixel: Any, colour: str, within: int = 60) -> bool:
    return all(abs(a - b) <= within for a, b in zip(pixel, style.rgb(colour), strict=True))


@needs_font
def test_a_disputed_box_is_red_at_its_place_in_the_png() -> None:
    pages = {number: Picture(number, 800, 600, 144.0, b"\xff" * 800 * 600) for number in (1, 2, 3)}
    image = Image.open(io.BytesIO(png.render(_drawing(), pages)))
    assert image.format == "PNG"
    reds = [
        (x, y)
        for x in range(0, image.width, 2)
        for y in range(image.height)
        if _is_like(image.getpixel((x, y)), style.LOOKS["disputed"].colour, 8)
    ]
    # The left edge of the frame: at 140 points, 2 pixels a point, of a page that begins at the margin.
    frame = [y for x, y in reds if x == 28 + 280]
    assert 40 <= max(frame) - min(frame) <= 44
    assert image.height > 3 * 600


@needs_font
def test_a_png_holds_no_more_sheets_than_programs_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png, "_MAX_PIXELS", 2_000_000)
    pages = {number: Picture(number, 800, 600, 144.0, b"\xff" * 800 * 600) for number in (1, 2, 3)}
    image = Image.open(io.BytesIO(png.render(_drawing(), pages)))
    # Two of three pages, each with its heading; verdicts and findings around them.
    assert 1_300 < image.height < 2_000


@needs_font
def test_tables_without_pages_are_drawn_as_png() -> None:
    image = Image.open(io.BytesIO(png.render(_hostile(), {})))
    assert image.width >= 1280
    assert any(_is_like(colour, style.LOOKS["disputed"].colour, 8) for _, colour in image.getcolors(1 << 24) or [])


def test_without_a_chinese_font_the_error_names_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_candidates", list)
    fonts.font.cache_clear()
    with pytest.raises(GongkaiError, match="fonts-noto-cjk"):
        png.render(_drawing(), {})
    fonts.font.cache_clear()


# -- texts and pages


@pytest.mark.parametrize(
    ("text", "room", "shown"), [("req_new", 7, "req_new"), ("req_new", 5, "…_new"), ("req_new", 1, ""), ("", 0, "")]
)
def test_of_a_code_the_end_is_shown(text: str, room: int, shown: str) -> None:
    assert fitted(text, room, len) == shown


def test_lines_break_between_words_and_are_cut() -> None:
    assert wrapped("one two three", 8, len, 5) == ["one two", "three"]
    assert wrapped("abcdefgh", 3, len, 2) == ["abc", "de…"]
    assert wrapped("a\nb", 3, len, 2) == ["a", "b"]
    assert wrapped("abc", 0, len, 2) == ["a", "…"]


def test_pages_of_a_pdf_and_frames_of_a_picture_are_rendered() -> None:
    document = from_bytes("a.pdf", pdf(plain_table, plain_table))
    count, (picture,) = sandbox.pictures(document, [2])
    assert (count, picture.number, len(picture.gray)) == (2, 2, picture.width * picture.height)
    assert picture.size == pytest.approx(PAGE, abs=1)
    # The rules of the table are ink on the page: at x = 40 points.
    start = picture.height // 4 * picture.width + round(40 * picture.dpi / 72)
    assert min(picture.gray[start - 1 : start + 2]) < 128


def test_a_picture_has_pages_too() -> None:
    out = io.BytesIO()
    frames = [Image.new("L", (600, 1000), shade) for shade in (0, 255)]
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], dpi=(100, 100))
    document = from_bytes("a.tif", out.getvalue())
    count, found = sandbox.pictures(document, [1, 2])
    assert count == 2
    assert found[1].size == pytest.approx((432, 720), abs=1)


def test_a_page_shows_its_text_after_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(plain_table))
    code = (
        "import hashlib, sys; from pathlib import Path; from gongkai.documents import from_path;"
        "from gongkai.grids.pictures import pictures;"
        "print(hashlib.sha256(pictures(from_path(Path(sys.argv[1])), [1])[0].gray).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    document = from_bytes("a.pdf", path.read_bytes())
    # Its fonts are not embedded: reading takes a stand-in for them.
    router.extracts(document)
    (shown,) = pictures(document, [1])
    assert hashlib.sha256(shown.gray).hexdigest() == done.stdout.strip()


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing", b"\x89PNG\r\n\x1a\nnothing", b"II*\x00nothing"])
def test_a_damaged_document_has_no_pages_to_draw(data: bytes) -> None:
    document = from_bytes("a", data)
    assert sandbox.pictures(document, [1]) == (0, ())


# -- the command


def _page(tmp_path: Path, name: str = "a.html") -> Path:
    path = tmp_path / name
    path.write_bytes(page(requests([[0] * 7 for _ in range(25)])))
    return path


def test_read_show_writes_html_and_prints_as_ever(tmp_path: Path) -> None:
    path, out = _page(tmp_path), tmp_path / "new" / "out.HTML"
    plain = CliRunner().invoke(main.cli, ["read", str(path)])
    shown = CliRunner().invoke(main.cli, ["read", str(path), "--show", str(out)])
    assert (shown.exit_code, shown.stdout) == (0, plain.stdout)
    assert shown.stderr == f"{out}: 1 sheet drawn\n"
    found = lxml_html.fromstring(out.read_bytes())
    assert len(found.xpath("//td[@class='reported']")) == 175
    assert found.xpath("//h1/text()") == ["样例市2022年政府信息公开工作年度报告"]


def test_members_of_an_archive_are_drawn_as_tables(tmp_path: Path) -> None:
    inner = zipped({"2022/a.html": page(requests([[0] * 7 for _ in range(25)]))})
    path, out = tmp_path / "a.zip", tmp_path / "out.html"
    path.write_bytes(zipped({"inner.zip": inner}))
    result = CliRunner().invoke(main.cli, ["read", str(path), "--show", str(out)])
    assert (result.exit_code, result.stderr) == (0, f"{out}: 1 sheet drawn\n")
    found = lxml_html.fromstring(out.read_bytes())
    assert len(found.xpath("//td[@class='reported']")) == 175
    assert "inner.zip!a.html!/html/body/table" in out.read_text("utf-8")


@needs_font
def test_read_show_draws_a_pdf(tmp_path: Path) -> None:
    path, out = tmp_path / "a.pdf", tmp_path / "a.png"
    path.write_bytes(pdf(plain_table))
    result = CliRunner().invoke(main.cli, ["read", str(path), "--show", str(out)])
    assert (result.exit_code, result.stderr) == (0, f"{out}: 1 sheet drawn\n")
    colours = {colour for _, colour in Image.open(out).getcolors(1 << 24) or []}
    assert style.rgb(style.LOOKS["reported"].colour) in colours


@pytest.mark.parametrize("name", ["out.pdf", "out", "out.png.txt"])
def test_show_into_another_kind_of_file_is_wrong_usage(tmp_path: Path, name: str) -> None:
    result = CliRunner().invoke(main.cli, ["read", str(_page(tmp_path)), "--show", str(tmp_path / name)])
    assert result.exit_code == 2
    assert "*.png or *.html" in result.stderr


def test_show_of_several_files_is_wrong_usage(tmp_path: Path) -> None:
    path = str(_page(tmp_path))
    result = CliRunner().invoke(main.cli, ["read", path, path, "--show", str(tmp_path / "o.html")])
    assert (result.exit_code, "exactly one FILE" in result.stderr) == (2, True)


def test_show_never_writes_over_the_document(tmp_path: Path) -> None:
    path = _page(tmp_path)
    before = path.read_bytes()
    result = CliRunner().invoke(main.cli, ["read", str(path), "--show", str(tmp_path / "." / "a.html")])
    assert (result.exit_code, path.read_bytes()) == (2, before)


def test_show_of_a_missing_file_draws_nothing(tmp_path: Path) -> None:
    out = tmp_path / "o.html"
    result = CliRunner().invoke(main.cli, ["read", str(tmp_path / "none.pdf"), "--show", str(out)])
    assert (result.exit_code, out.exists()) == (1, False)


def test_table_sheets_say_where_they_stand() -> None:
    (sheet,) = _hostile().sheets
    assert isinstance(sheet, TableSheet)
    assert sheet.heading.startswith("table at ")
