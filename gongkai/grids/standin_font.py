"""A font of one block for every character, for Chinese fonts that a PDF names but does not embed.

pdfium takes such a font from the machine. Where it has none, glyphs have no extent, and pdfium drops text that
consists of a single one (the 三, 本, 年, 度 of a narrow box) and all such text of a turned page. Where it has one,
positions would differ from machine to machine. With this stand-in they are the same everywhere.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2

#: Windows charsets of Chinese, Japanese and Korean fonts.
_CJK_CHARSETS = frozenset({128, 129, 134, 136})
_HANDLE = 0x60_6B
_EM = 1000
_LEFT, _BOTTOM, _RIGHT, _TOP = 100, -100, 360, 840


@contextmanager
def installed() -> Iterator[None]:
    """While this lasts pdfium uses the stand-in for fonts that are not embedded and of a CJK charset."""
    fonts = _Fonts()
    fonts.setup(reusable=True)
    try:
        yield
    finally:
        fonts.close(reusable=True)
        # Closed, pdfium would know no fonts at all: pages shown later in this process would lack their Chinese.
        pypdfium2.PdfSysfontBase().setup(reusable=True)


class _Fonts(pypdfium2.PdfSysfontBase):  # type: ignore[misc]
    """pdfium's font callbacks (their names are pdfium's); all but the stand-in is left to its default."""

    def MapFont(self, _: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any) -> Any:
        if charset in _CJK_CHARSETS:
            return _HANDLE
        return self.default.MapFont(self.default, weight, italic, charset, pitch, face, exact)

    def GetFontData(self, _: Any, font: int, table: int, buffer: Any, size: int) -> Any:
        if font != _HANDLE:
            return self.default.GetFontData(self.default, font, table, buffer, size)
        if table != 0:  # one table alone: only asked of collections
            return 0
        if size >= len(_FONT):
            ctypes.memmove(buffer, _FONT, len(_FONT))
        return len(_FONT)

    def GetFaceName(self, _: Any, font: int, buffer: Any, size: int) -> Any:
        return 0 if font == _HANDLE else self.default.GetFaceName(self.default, font, buffer, size)

    def GetFontCharset(self, _: Any, font: int) -> Any:
        return 134 if font == _HANDLE else self.default.GetFontCharset(self.default, font)

    def DeleteFont(self, _: Any, font: int) -> None:
        if font != _HANDLE:
            self.default.DeleteFont(self.default, font)


def _font() -> bytes:
    """A TrueType file: two glyphs, both the block, and a character map (format 13) of all characters to glyph 1.

    The block is as narrow as a digit, so that its middle lies in the room of narrow and wide characters alike.
    """
    block = struct.pack(">hhhhh", 1, _LEFT, _BOTTOM, _RIGHT, _TOP) + struct.pack(">HH", 3, 0) + bytes([1, 1, 1, 1])
    block += struct.pack(">8h", _LEFT, _RIGHT - _LEFT, 0, _LEFT - _RIGHT, _BOTTOM, 0, _TOP - _BOTTOM, 0)
    groups = struct.pack(">HHLLL", 13, 0, 28, 0, 1) + struct.pack(">LLL", 0x20, 0x10FFFF, 1)
    tables = {
        b"cmap": struct.pack(">HHHHL", 0, 1, 3, 10, 12) + groups,
        b"glyf": block * 2,
        b"head": struct.pack(
            ">LLLLHHqqhhhhHHhhh",
            0x10000,
            0x10000,
            0,
            0x5F0F3CF5,
            3,
            _EM,
            0,
            0,
            _LEFT,
            _BOTTOM,
            _RIGHT,
            _TOP,
            0,
            8,
            2,
            1,
            0,
        ),
        b"hhea": struct.pack(">LhhhHhhhhhhhhhhhH", 0x10000, 880, -120, 0, _EM, _LEFT, 0, _RIGHT, 1, *[0] * 7, 2),
        b"hmtx": struct.pack(">HhHh", _EM, _LEFT, _EM, _LEFT),
        b"loca": struct.pack(">LLL", 0, len(block), 2 * len(block)),
        b"maxp": struct.pack(">LHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 2, *[0] * 8),
    }
    offset = 12 + 16 * len(tables)
    directory, body = struct.pack(">LHHHH", 0x10000, len(tables), 64, 2, 48), b""
    for tag, data in tables.items():
        directory += struct.pack(">4sLLL", tag, 0, offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return directory + body


_FONT = _font()
