"""Documents: bytes with their digest and a media type told from the content, never from a name.

A :class:`Document` is what the crawler stored or a user named; every reader takes one. Nothing is decoded here.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

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
ZIP = "application/zip"
UNKNOWN = "application/octet-stream"

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
#: First bytes that settle the medium.
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF8", "image/gif"),
    (b"{\\rtf", "application/rtf"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Member of a zip that says what the zip is.
_ZIP_MEMBERS = (
    ("word/document.xml", DOCX),
    ("xl/workbook.xml", XLSX),
    ("OFD.xml", "application/ofd"),
)
_HTML_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|span|style|script|h[1-6])[\s>/]", re.I
)
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
    application/msword (any OLE file but a workbook), application/zip, image types; application/octet-stream for
    anything else."""
    if data.startswith(b"PK\x03\x04"):
        return _sniff_zip(data)
    if data.startswith(_OLE):
        return XLS if "Workbook".encode("utf-16-le") in data else DOC
    if b"%PDF-" in data[:1024]:
        return PDF
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    return _sniff_text(data)


def _sniff_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = frozenset(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # A damaged archive still names its members in the bytes; its reader then says what is wrong with it.
        names = frozenset(member for member, _ in _ZIP_MEMBERS if member.encode("ascii") in data)
    return next((media_type for member, media_type in _ZIP_MEMBERS if member in names), ZIP)


def _sniff_text(data: bytes) -> str:
    head = data[:_LOOKED_AT]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        # UTF-16: without its zero bytes the markup can be searched as ASCII.
        head = head.replace(b"\0", b"")
    for bom in _BOMS:
        head = head.removeprefix(bom)
    if not _is_text(head):
        return UNKNOWN
    stripped = head.lstrip()
    if stripped.startswith(b"<") and _HTML_TAG.search(stripped):
        return HTML
    if stripped.startswith(b"<?xml"):
        return "application/xml"
    if stripped[:13].lower() == b"mime-version:":
        return "multipart/related"
    return TEXT


def _is_text(head: bytes) -> bool:
    controls = sum(head.count(byte) for byte in range(32) if byte not in b"\t\n\r\f\x1a")
    return bool(head) and b"\0" not in head and controls * 1000 <= len(head)


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
