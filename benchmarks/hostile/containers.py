"""Containers whose checksums see every flipped bit: what is in them is hurt first, then packed as if it were sound."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

_HEAD = b"\x89PNG\r\n\x1a\n"


def entry(name: str) -> zipfile.ZipInfo:
    """A deflated member of an archive, the same bytes each time."""
    made = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of members by their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(entry(name), content)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """Members of a zip archive by their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rar(files: Mapping[str, bytes]) -> bytes:
    """A rar archive of version 4, its members stored."""
    out = b"Rar!\x1a\x07\x00" + _block(0x73, 0, b"\0" * 6)
    for name, data in files.items():
        size, stored = len(data), name.encode()
        body = struct.pack("<IIBIIBBHI", size, size, 3, zlib.crc32(data), 0x58000000, 20, 0x30, len(stored), 0o100644)
        out += _block(0x74, 0x8000, body + stored, data)
    return out + _block(0x7B, 0x4000, b"")


def _block(kind: int, flags: int, body: bytes, data: bytes = b"") -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG with its checksum."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_rows(png: bytes) -> bytes:
    """The rows of a PNG as they are filtered, unpacked: a byte that changes smears the pixels right of it and below."""
    return zlib.decompress(b"".join(content for kind, content in _chunks(png) if kind == b"IDAT"))


def with_rows(png: bytes, rows: bytes) -> bytes:
    """The PNG with other rows."""
    header = next(content for kind, content in _chunks(png) if kind == b"IHDR")
    return _HEAD + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    found = []
    at = len(_HEAD)
    while at < len(png):
        size = struct.unpack_from(">I", png, at)[0]
        found.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + size]))
        at += 12 + size
    return found
