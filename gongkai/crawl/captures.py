"""Captures in a web archive (WARC, ISO 28500): answers with status 200 and resources, each with its URL and time."""

from __future__ import annotations

import functools
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from gongkai import documents
from gongkai.errors import GongkaiError
from gongkai.registry import host_of

_KINDS = ("response", "resource")
_CHUNK = 1 << 16
_REMEDY = "get the file again; a gzip file must hold one record a member (warcio recompress)"


@dataclass(frozen=True, slots=True)
class Capture:
    """Where a capture stands in its file: offset of its record. retrieved: ISO 8601 in UTC; size: bytes, decoded."""

    url: str
    retrieved: str
    offset: int
    size: int


def of_file(path: Path) -> tuple[tuple[Capture, ...], tuple[str, ...]]:
    """Captures by URL and time, and how many were left out for what reason.

    Left out: answers other than 200, revisits (their body is another capture's), bodies that are none, too large, cut
    or another than their digest says. Raises GongkaiError when the file is no WARC or cannot be read on.
    """
    found: list[Capture] = []
    left_out: Counter[str] = Counter()
    with path.open("rb") as stream:
        for offset, record in _records(path, stream):
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            if record.rec_type not in _KINDS or not url.lower().startswith(("http://", "https://")):
                left_out["revisits"] += record.rec_type == "revisit"
                continue
            body = _body(record) if host_of(url) else "addresses that are none"
            if isinstance(body, str):
                left_out[body] += 1
            else:
                found.append(Capture(url, _time(path, record), offset, len(body)))
    told = tuple(f"{number} left out: {why}" for why, number in sorted(left_out.items()) if number)
    return tuple(sorted(found, key=lambda c: (c.url, c.retrieved, c.offset))), told


def reader(path: Path, capture: Capture) -> Callable[[], bytes]:
    """What reads the body of a capture, its codings undone."""
    return functools.partial(_read, path, capture.offset)


def _read(path: Path, offset: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(offset)
        body = next((_body(record) for _, record in _records(path, stream)), "the file ends before it")
    if isinstance(body, str):
        raise GongkaiError(f"the file changed while it was read: {body}", str(path), f"byte {offset}", _REMEDY)
    return body


def _records(path: Path, stream: BinaryIO) -> Iterator[tuple[int, ArcWarcRecord]]:
    """Records, each with the offset at which it begins."""
    iterator = ArchiveIterator(stream, check_digests=True)
    try:
        for record in iterator:
            yield iterator.offset, record
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error) as error:
        raise GongkaiError(
            f"no WARC file, or damaged: {error}", str(path), f"byte {iterator.offset}", _REMEDY
        ) from error


def _body(record: ArcWarcRecord) -> bytes | str:
    """The body, its codings undone; or why the capture is left out."""
    if record.rec_headers.get_header("WARC-Truncated"):
        return "bodies that the archive cut"
    http = record.http_headers
    if record.rec_type == "response":
        if http is None or (status := http.get_statuscode()) != "200":
            return "answers without HTTP headers" if http is None else f"answers with status {status}"
        coding = (http.get_header("Content-Encoding") or "identity").lower()
        if coding != "identity" and coding not in BufferedReader.get_supported_decompressors():
            return f"bodies in the coding {coding}"
    return _content(record)


def _content(record: ArcWarcRecord) -> bytes | str:
    parts: list[bytes] = []
    size = 0
    stream = record.content_stream()
    while part := stream.read(_CHUNK):
        size += len(part)
        if size > documents.MAX_BYTES:
            return f"bodies of more than {documents.MAX_BYTES} bytes"
        parts.append(part)
    while record.raw_stream.read(_CHUNK):
        # What stands behind the body counts for its digest.
        pass
    if record.raw_stream.limit:
        return "bodies that the file's end cuts"
    if record.digest_checker is not None and record.digest_checker.passed is False:
        return "bodies that are not what their digest says"
    return b"".join(parts) or "empty bodies"


def _time(path: Path, record: ArcWarcRecord) -> str:
    text = record.rec_headers.get_header("WARC-Date") or ""
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat(timespec="seconds")
    except ValueError as error:
        url = record.rec_headers.get_header("WARC-Target-URI")
        raise GongkaiError(f"a capture has no time: {text!r}", str(path), url, _REMEDY) from error
