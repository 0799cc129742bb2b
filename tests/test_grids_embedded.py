"""Word files and pages whose tables are pictures."""

from __future__ import annotations

import base64
import io
import zipfile

from PIL import Image
from scanned import needs_chinese, pictures, saved

from gongkai import documents
from gongkai.read import read_document
from gongkai.sample.documents import content_of
from gongkai.sample.publications import publications
from gongkai.sample.ruled_pdf import ruled_pdf

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
#: The least that offices scan at; how well scans are read is the subject of other tests.
DPI = 150


def word_file(*images: bytes, body: str = "", title: str = "样例市水利局") -> bytes:
    """A title, and pictures in order; their files are numbered the other way round."""
    count = len(images)
    blips = "".join(
        f'<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:embed="r{n}"/>'
        "</w:drawing></w:r></w:p>"
        for n in range(count)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{R}/image" Target="media/image{count - n}.png"/>' for n in range(count)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body><w:p><w:r><w:t>{title}</w:t></w:r></w:p>'
            f"{body}{blips}</w:body></w:document>",
        )
        archive.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>')
        for n, data in enumerate(images):
            archive.writestr(f"word/media/image{count - n}.png", data)
    return out.getvalue()


def png(image: Image.Image) -> bytes:
    return saved([image], "PNG")


def test_tables_that_are_pictures_are_read_as_scans() -> None:
    needs_chinese()
    publication = next(p for p in publications() if p.medium == "pdf" and p.odd is None and p.agency.profile == "busy")
    pages = pictures(ruled_pdf(content_of(publication)), DPI, turn=0.6, noise=5)
    logo = Image.new("L", (120, 60), 90)
    data = word_file(png(logo), *map(png, pages), title=publication.title)
    answer = read_document(documents.from_bytes("r.docx", data))
    (report,) = answer.reports
    assert (report.title, report.year, report.verdict) == (publication.title, publication.year, "consistent")
    assert [(t.table, t.readers, t.verdict) for t in report.tables] == [
        (table, ("ocr", "glyphs"), "consistent") for table in "234"
    ]
    printed = {key: text for key, text in publication.printed.items() if text is not None}
    read = {(f.indicator, f.applicant): str(f.value) for f in report.facts if f.label is None}
    assert len(printed) == 200
    assert read == printed
    places = {f.indicator: f.place or "" for f in report.facts}
    assert places["review_total"].startswith("image1.png!p1 ")
    assert answer.notes == ("read as scans: 3 pictures",)


def test_a_picture_beside_a_table_of_text_is_not_read() -> None:
    row = "<w:tr>" + "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>" * 12 + "</w:tr>"
    data = word_file(png(Image.new("L", (900, 600), 255)), body=f"<w:tbl>{row}</w:tbl>")
    assert read_document(documents.from_bytes("r.docx", data)).notes == ()


def test_a_damaged_picture_is_told() -> None:
    answer = read_document(documents.from_bytes("r.docx", word_file(b"\x89PNG\r\n\x1a\n" + b"x" * 50)))
    assert answer.kind == "unreadable" and "the picture is damaged" in str(answer.error)


def test_too_many_pictures_are_refused_in_words() -> None:
    answer = read_document(documents.from_bytes("r.docx", word_file(*[png(Image.new("L", (500, 200), 255))] * 21)))
    assert answer.kind == "unreadable" and "no table and 21 pictures" in str(answer.error)


def test_a_page_whose_tables_are_pictures_within_it_is_read_as_scans() -> None:
    """What is hidden is no page of it."""
    needs_chinese()
    publication = next(p for p in publications() if p.medium == "pdf" and p.odd is None and p.agency.profile == "busy")
    pages = [
        base64.b64encode(png(p)).decode() for p in pictures(ruled_pdf(content_of(publication)), DPI, turn=0.6, noise=5)
    ]
    shown = "".join(f'<p><img src="data:image/png;base64,{page}"></p>' for page in pages)
    hidden = f'<p style="display:none"><img src="data:image/png;base64,{pages[0]}"></p>'
    html = f'<html><meta charset="utf-8"><title>{publication.title}</title><body>{hidden}{shown}</body></html>'
    answer = read_document(documents.from_bytes("r.html", html.encode()))
    (report,) = answer.reports
    assert (report.title, report.verdict) == (publication.title, "consistent")
    printed = {key: text for key, text in publication.printed.items() if text is not None}
    assert {(f.indicator, f.applicant): str(f.value) for f in report.facts if f.label is None} == printed
    assert {(f.place or "").split("!")[0] for f in report.facts} == {"picture1", "picture2", "picture3"}
