from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from gongkai import documents
from gongkai.errors import GongkaiError


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            # A fixed date: workers of a test run must make the same bytes.
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), "x")
    return out.getvalue()


def open_document(kind: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in (
            ("mimetype", f"application/vnd.oasis.opendocument.{kind}"),
            ("content.xml", "<x/>"),
            ("Thumbnails/thumbnail.png", "x"),
        ):
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<!DOCTYPE html><html><body>x</body></html>", "text/html"),
        (b"\xef\xbb\xbf \r\n<HTML><table></table></HTML>", "text/html"),
        (b"<!-- saved from a site -->\n<table><tr><td>1</td></tr></table>", "text/html"),
        (b'<?xml version="1.0" encoding="gbk"?><html><body/></html>', "text/html"),
        ("<html>规章".encode("utf-16"), "text/html"),
        ("<html>结转下年度继续办理".encode("utf-16"), "text/html"),
        (b"<?xml version='1.0'?><rss><item/></rss>", "application/xml"),
        ("规章\t0\t0\r\n".encode("gb18030"), "text/plain"),
        ("规章 < 10".encode(), "text/plain"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>", "multipart/related"),
        (b"\r\n%PDF-1.4\n", "application/pdf"),
        (zipped("[Content_Types].xml", "word/document.xml"), DOCX),
        (zipped("word/document.xml")[:60], DOCX),
        (zipped("xl/workbook.xml"), XLSX),
        (zipped("report.pdf"), "application/zip"),
        (OLE + "WordDocument".encode("utf-16-le"), "application/msword"),
        (OLE + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
        (b"\x89PNG\r\n\x1a\n123", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"II*\x00", "image/tiff"),
        (b"\x00\x01\x02", "application/octet-stream"),
        (b"Rar!\x1a\x07\x01\x00", "application/vnd.rar"),
        (b"{\\rtf1 ", "application/rtf"),
        (
            b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=a\r\n\r\n<html>",
            "multipart/related",
        ),
        (b'<?xml version="1.0"?><w:wordDocument xmlns:w="w"/>', "application/x-word-2003-xml"),
        (b'<?xml version="1.0"?><Workbook xmlns="w"/>', "application/xml"),
        (b"<b>" * 50_000 + b"<table>", "text/html"),
        (b"\xef\xbb\xbf\xef\xbb\xbf<html><p>x</p></html>", "text/html"),
        (b"\xef\xbb\xbf\r\n\xef\xbb\xbf<html><p>x</p></html>", "text/html"),
        (b"<!--" + b"x" * 300_000 + b"--><html><p>x</p></html>", "text/html"),
        ("您的位置：首页<html><p>x</p></html>".encode(), "text/html"),
        ("年报 <TABLE border=1><tr><td>1".encode("gb18030"), "text/html"),
        (b'{"content": "<html><table><tr><td>1"}', "text/plain"),
        (b"show('<table><tr><td>1')", "text/plain"),
        ("规章\t1\n说明：<b>粗体".encode(), "text/plain"),
        (b"<html><p>7\x00183</p>" + b"x" * 2000, "text/html"),
        (b"<html><p>7183</p></html>" + b"\0" * 4096, "text/html"),
        ("规章\t7\x00183\r\n".encode() * 200, "application/octet-stream"),
        (("<html>规章" * 20).encode("utf-16-le"), "application/octet-stream"),
        (zipped(), "application/zip"),
        (zipped("Thumbnails/thumbnail.png"), "application/zip"),
        (open_document("text"), "application/vnd.oasis.opendocument.text"),
        (open_document("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "application/x-7z-compressed"),
        (b"\x1f\x8b\x08\x00", "application/gzip"),
        (b"r.html" + b"\0" * 251 + b"ustar\x0000", "application/x-tar"),
        (b"BM\x46\0\0\0\0\0\0\0\x36\0", "image/bmp"),
        (b"RIFF\x1a\0\0\0WEBPVP8 ", "image/webp"),
        (b"CAJ\0\1\2", "application/x-caj"),
        (b"KDH 2.00\0\1", "application/x-caj"),
    ],
)
def test_the_content_says_what_a_document_is(data: bytes, expected: str) -> None:
    assert documents.sniff(data) == expected


def test_a_file_is_read_with_its_digest(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"  # the name lies
    path.write_bytes(b"<html><body>abc</body></html>")
    document = documents.from_path(path)
    assert document.media_type == "text/html"
    assert document.sha256 == hashlib.sha256(b"<html><body>abc</body></html>").hexdigest()
    assert document.source == str(path)


def test_files_that_cannot_be_documents_are_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty.html").touch()
    with pytest.raises(GongkaiError, match="empty") as empty:
        documents.from_path(tmp_path / "empty.html")
    assert empty.value.remedy
    with pytest.raises(GongkaiError, match="no such file"):
        documents.from_path(tmp_path / "missing.html")
    with pytest.raises(GongkaiError, match="folder"):
        documents.from_path(tmp_path)
    monkeypatch.setattr(documents, "MAX_BYTES", 10)
    (tmp_path / "large.txt").write_bytes(b"x" * 11)
    with pytest.raises(GongkaiError, match="11 bytes"):
        documents.from_path(tmp_path / "large.txt")
