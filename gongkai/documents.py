"""Documents: bytes with their digest and a media type told from the content, never from a name.

A :class:`Document` is what the crawler stored or a user named; every reader takes one. Nothing is decoded here.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from gongkai import ole
from gongkai.errors import GongkaiError

#: No annual report comes near this; larger bytes are refused before any reader sees them.
MAX_BYTES = 100_000_000

HTML = "text/html"
TEXT = "text/plain"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
RTF = "application/rtf"
WORD_XML = "application/x-word-2003-xml"
MHT = "multipart/related"
ZIP = "application/zip"
RAR = "application/vnd.rar"
ENCRYPTED_OFFICE = "application/x-encrypted-office"
UNKNOWN = "application/octet-stream"
#: What LibreOffice turns into DOCX before it is read.
CONVERTED = frozenset({DOC, RTF, WORD_XML})

_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: First bytes that settle the medium.
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF8", "image/gif"),
    (b"{\\rtf", RTF),
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b\x08", "application/gzip"),
    *((magic, "application/x-caj") for magic in (b"CAJ\0", b"%CAJ", b"HN\0\0", b"KDH ", b"TEB\0")),
)
#: Bytes further on that settle it, with their place and those that it begins with.
_MAGIC_WITHIN = (
    (b"", 257, b"ustar", "application/x-tar"),
    (b"RIFF", 8, b"WEBP", "image/webp"),
    # The two numbers that are kept for later.
    (b"BM", 6, b"\0\0\0\0", "image/bmp"),
)
#: Stream at the root of an OLE file that says what the file is; a Word file may hold a workbook further down.
_OLE_STREAMS = (
    ("EncryptedPackage", ENCRYPTED_OFFICE),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
)
#: Member of a zip that says what the zip is.
_ZIP_MEMBERS = (
    ("word/document.xml", DOCX),
    ("xl/workbook.xml", XLSX),
    ("OFD.xml", "application/ofd"),
)
#: OpenDocument says what it is in its first member, which is not packed.
_OPEN_DOCUMENT = re.compile(
    rb"PK\x03\x04.{26}mimetype(application/vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation))", re.S
)
_HTML_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|span|style|script|h[1-6]|[abiu]|em|strong|font|center|br)[\s>/]",
    re.I,
)
#: Marks of byte order, space and comments before a text; pages saved by templates have several.
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf|\s+|<!--.*?-->)*", re.S)
#: Where a page begins behind other text, which is none of code that holds a page in quotes.
_PAGE = re.compile(rb"[^{\[\"']*?<(?:!doctype\s+html|html|head|body|table)[\s>]", re.I)
_HEADERS = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_LOOKED_AT = 65_536


@dataclass(frozen=True)
class Document:
    """source: as given (path, URL, ``deposit:…``). sha256: of data, hex. media_type: by content, see :func:`sniff`."""

    source: str
    data: bytes
    sha256: str
    media_type: str


def from_bytes(source: str, data: bytes) -> Document:
    """A document of these bytes. Raises GongkaiError when they are none or more than MAX_BYTES."""
    _check_size(source, len(data))
    return Document(source, data, hashlib.sha256(data).hexdigest(), sniff(data))


def from_path(path: Path) -> Document:
    """A document read from a file.

    Raises GongkaiError when it is missing, a folder, empty, too large or not readable.
    """
    name = str(path)
    if path.is_dir():
        raise GongkaiError("this is a folder, not a document", name, "", "name the files in it, or use gongkai import")
    try:
        _check_size(name, path.stat().st_size)
        return from_bytes(name, path.read_bytes())
    except FileNotFoundError as error:
        raise GongkaiError("there is no such file", name, "", "check the path") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise GongkaiError(f"the file cannot be read: {reason}", name, "", "check its permissions") from error


def sniff(data: bytes) -> str:
    """Media type by content: text/html, text/plain, application/pdf, the long names of DOCX and XLSX,
    application/msword (old Word and WPS files, any OLE file but a workbook), RTF, Word's XML of 2003, web archives
    (multipart/related), archives, image types, some others that have no reader; application/octet-stream for anything
    else."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(data)
    if data.startswith(ole.MAGIC):
        return _sniff_ole(data)
    if b"%PDF-" in data[:1024]:
        return PDF
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    for first, at, magic, media_type in _MAGIC_WITHIN:
        if data.startswith(first) and data.startswith(magic, at):
            return media_type
    return _sniff_text(data)


def _sniff_zip(data: bytes) -> str:
    stated = _OPEN_DOCUMENT.match(data)
    if stated is not None:
        return stated[1].decode("ascii")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = frozenset(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # A damaged archive still names its members in the bytes; its reader then says what is wrong with it.
        names = frozenset(member for member, _ in _ZIP_MEMBERS if member.encode("ascii") in data)
    return next((media_type for member, media_type in _ZIP_MEMBERS if member in names), ZIP)


def _sniff_ole(data: bytes) -> str:
    try:
        names = ole.CompoundFile(data).names()
    except ValueError:
        # A damaged file still names its streams in the bytes; its reader then says what is wrong with it.
        names = frozenset(name for name, _ in _OLE_STREAMS if name.encode("utf-16-le") in data)
    return next((media_type for name, media_type in _OLE_STREAMS if name in names), DOC)


def _sniff_text(data: bytes) -> str:
    if data.startswith(_UTF16_BOMS):
        # Looked at as UTF-8: half of every Chinese character in UTF-16 looks like a control character.
        data = data[:_LOOKED_AT].decode("utf-16", errors="ignore").encode()
    before = _BEFORE.match(data)
    at = 0 if before is None else before.end()
    stripped = data[at : at + _LOOKED_AT].rstrip(b"\0")
    if not _is_text(stripped or data[:at]):
        return UNKNOWN
    headers = _HEADERS.match(stripped)
    if headers and re.search(rb"^mime-version:", headers[0], re.I | re.M) and b"multipart/" in headers[0].lower():
        return MHT
    if stripped.startswith(b"<?xml") and b"<w:wordDocument" in stripped:
        return WORD_XML
    if (stripped.startswith(b"<") and _HTML_TAG.search(stripped)) or _PAGE.match(stripped):
        return HTML
    if b"\0" in stripped:
        # A browser passes over zero bytes in a page; nothing else holds any as text.
        return UNKNOWN
    if stripped.startswith(b"<?xml"):
        return "application/xml"
    return TEXT


def _is_text(head: bytes) -> bool:
    controls = sum(head.count(byte) for byte in range(32) if byte not in b"\t\n\r\f\x1a")
    return bool(head) and controls * 1000 <= len(head)


def _check_size(source: str, size: int) -> None:
    if size == 0:
        raise GongkaiError("the document is empty", source, "", "fetch or export it again")
    if size > MAX_BYTES:
        raise GongkaiError(
            f"the document has {size} bytes, more than the {MAX_BYTES} that are read",
            source,
            "",
            "split it, or export the report alone",
        )
