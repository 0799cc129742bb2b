"""Documents made to overwhelm a reader. Each is small to make; what it unpacks to is not."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from benchmarks.hostile.bases import base
from benchmarks.hostile.containers import chunk, entry

_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _zipped(*members: tuple[str, Iterator[bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, chunks in members:
            with archive.open(entry(name), "w", force_zip64=True) as member:
                for chunk in chunks:
                    member.write(chunk)
    return out.getvalue()


def _gigabyte(head: bytes = b"", tail: bytes = b"") -> Iterator[bytes]:
    yield head
    yield from (b" " * 1_000_000 for _ in range(1000))
    yield tail


def _zip_bomb() -> bytes:
    return _zipped(*((f"{number}.html", _gigabyte()) for number in range(4)))


def _nested_zip() -> bytes:
    data = base("docx")
    for _ in range(200):
        data = _zipped(("inner.zip", iter([data])))
    return data


def _docx_of_a_gigabyte() -> bytes:
    head = f"<w:document {_NS}><w:body><w:p><w:r><w:t>".encode()
    return _zipped(("word/document.xml", _gigabyte(head, b"</w:t></w:r></w:p></w:body></w:document>")))


def _docx_with(prologue: str, text: str) -> bytes:
    xml = f"{prologue}<w:document {_NS}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    return _zipped(("word/document.xml", iter([xml.encode()])))


def _docx_of_laughs() -> bytes:
    lols = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return _docx_with(f'<!DOCTYPE d [<!ENTITY l0 "lol">{lols}]>', "&l9;")


def _docx_nested(depth: int) -> bytes:
    body = "<w:tbl><w:tr><w:tc>" * depth + "</w:tc></w:tr></w:tbl>" * depth
    xml = f"<w:document {_NS}><w:body>{body}</w:body></w:document>"
    return _zipped(("word/document.xml", iter([xml.encode()])))


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
_PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


def _stream(content: bytes, filters: bytes) -> bytes:
    return b"<< /Length %d /Filter %b >>\nstream\n%b\nendstream" % (len(content), filters, content)


def _deflated_gigabyte(chunk: bytes) -> bytes:
    packer = zlib.compressobj(9)
    return (
        b"".join(packer.compress(chunk * 10_000) for _ in range(1_000_000_000 // len(chunk) // 10_000)) + packer.flush()
    )


def _pdf_of_a_gigabyte(chunk: bytes) -> bytes:
    return pdf(_CATALOGUE, _PAGES, _PAGE, _stream(_deflated_gigabyte(chunk), b"/FlateDecode"))


def _pdf_deflated_twice() -> bytes:
    twice = zlib.compress(_deflated_gigabyte(b"0 0 m 9 9 l S "), 9)
    return pdf(_CATALOGUE, _PAGES, _PAGE, _stream(twice, b"[/FlateDecode /FlateDecode]"))


def _pdf_of_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    return pdf(_CATALOGUE, b"<< /Type /Pages /Count %d /Kids [%b] >>" % (count, kids), *([page] * count))


def _pdf_of_a_page_many_times(count: int) -> bytes:
    """One page of many lines, listed again and again."""
    kids = b" ".join([b"3 0 R"] * count)
    lines = b"".join(b"%d 0 m %d 800 l S " % (x, x) for x in range(20_000))
    pages = b"<< /Type /Pages /Count %d /Kids [%b] >>" % (count, kids)
    return pdf(_CATALOGUE, pages, _PAGE, _stream(zlib.compress(lines), b"/FlateDecode"))


def _pdf_of_itself() -> bytes:
    return pdf(
        _CATALOGUE,
        b"<< /Type /Pages /Kids [2 0 R 2 0 R 3 0 R] /Count 3 >>",
        _PAGE,
        _stream(zlib.compress(b""), b"/FlateDecode"),
    )


def _pdf_form_of_itself() -> bytes:
    page = _PAGE.replace(b">>", b"/Resources << /XObject << /F 5 0 R >> >> >>")
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> /Length 11 >>\n"
        b"stream\n/F Do /F Do\nendstream"
    )
    return pdf(_CATALOGUE, _PAGES, page, _stream(zlib.compress(b"/F Do"), b"/FlateDecode"), form)


def _page(body: str) -> bytes:
    return (
        f"<html><head><meta charset=utf-8><title>样县2023年政府信息公开工作年度报告</title></head><body>{body}".encode()
    )


def _nested_page(tag: str, depth: int) -> bytes:
    return _page(f"<{tag}>" * depth + "<table><tr><td>规章</td><td>7</td></tr></table>")


def _spans(rows: int) -> bytes:
    return _page("<table>" + '<tr><td rowspan="99999" colspan="99999">7</td></tr>' * rows + "</table>")


def _many_cells() -> bytes:
    return _page("<table>" + ("<tr>" + "<td>7" * 1000) * 1000 + "</table>")


def _many_rows() -> bytes:
    """Fewer slots than a table may have, every row with the label of a row of table 3."""
    return _page("<table>" + "<tr><td>（一）予以公开<td>7<td>8" * 16_000 + "</table>")


def _elements(count: int) -> bytes:
    return _page("<p>7" * count)


def _many_tables(count: int) -> bytes:
    return _page("<table><tr><td>（一）予以公开<td>7</table>" * count)


def _many_fields(lines: int) -> bytes:
    return ("（一）予以公开\t" + "7\t" * 20 + "\n").encode() * lines


def _long_line() -> bytes:
    return ("年度报告" * 4_000_000).encode()


def _png(width: int, height: int) -> bytes:
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1_000_000)) for _ in range(height * (width // 8 + 1) // 1_000_000 + 1))
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows + packer.flush()) + chunk(b"IEND", b"")


def _tiff(frames: int, is_endless: bool = False) -> bytes:
    """Frames of 8 x 8 black pixels; an endless one's last frame names the first as the next."""
    out = bytearray(b"II*\x00" + struct.pack("<I", 16) + bytes(8))
    entries = ((256, 8), (257, 8), (258, 1), (259, 1), (262, 1), (273, 8), (278, 8), (279, 8))
    for number in range(frames):
        out += struct.pack("<H", len(entries))
        out += b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
        last = number == frames - 1
        out += struct.pack("<I", (16 if is_endless else 0) if last else len(out) + 4)
    return bytes(out)


def _cut_jpeg() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((1600, 2200), 60).save(out, "JPEG")
    return out.getvalue()[: len(out.getvalue()) // 2]


BOMBS: dict[str, Callable[[], bytes]] = {
    "zip of 4 GB": _zip_bomb,
    "zip in zip, 200 deep": _nested_zip,
    "docx of 1 GB": _docx_of_a_gigabyte,
    "docx with file:// entity": lambda: _docx_with('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
    "docx with http:// DTD": lambda: _docx_with('<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd">', "x"),
    "docx of a billion laughs": _docx_of_laughs,
    "docx nested 80 deep": lambda: _docx_nested(80),
    "docx nested 1,000 deep": lambda: _docx_nested(1000),
    "pdf of 10,000 pages": lambda: _pdf_of_pages(10_000),
    "pdf of 300 pages of 20,000 lines": lambda: _pdf_of_a_page_many_times(300),
    "pdf, 1 GB of spaces": lambda: _pdf_of_a_gigabyte(b"          "),
    "pdf, 1 GB of lines": lambda: _pdf_of_a_gigabyte(b"0 0 m 9 9 l S "),
    "pdf, 1 GB deflated twice": _pdf_deflated_twice,
    "pdf with a cycle of pages": _pdf_of_itself,
    "pdf with a form in itself": _pdf_form_of_itself,
    "html nested 1,000 deep (div)": lambda: _nested_page("div", 1000),
    "html nested 100,000 deep (div)": lambda: _nested_page("div", 100_000),
    "html nested 1,000 deep (table)": lambda: _nested_page("table><tr><td", 1000),
    "html nested 100,000 deep (table)": lambda: _nested_page("table><tr><td", 100_000),
    "html nested 100,000 deep (span)": lambda: _nested_page("span", 100_000),
    "html, rowspan and colspan 99999": lambda: _spans(1),
    "html, 3,000 such rows": lambda: _spans(3000),
    "html, a table of 1,000,000 cells": _many_cells,
    "html, a table of 16,000 rows": _many_rows,
    "html, 49,000 paragraphs": lambda: _elements(49_000),
    "html, 12,000 tables": lambda: _many_tables(12_000),
    "html, 50,000 tables": lambda: _many_tables(50_000),
    "html of 30 MB": lambda: _page("<p>x" * 7_500_000),
    "text, 4,500 lines of a table": lambda: _many_fields(4500),
    "text, 40,000 lines of a table": lambda: _many_fields(40_000),
    "text, a line of 48 MB": _long_line,
    "png of 60,000 x 60,000": lambda: _png(60_000, 60_000),
    "tiff of 10,000 frames": lambda: _tiff(10_000),
    "tiff without an end": lambda: _tiff(3, is_endless=True),
    "jpeg cut off": _cut_jpeg,
}
