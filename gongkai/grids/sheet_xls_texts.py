"""XLS: which of the workbook's shared texts are struck out, raised or lowered in a part ([MS-XLS] 2.5.293)."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_TWO_BYTES, _HAS_EXTENSION, _HAS_RUNS = 0x01, 0x04, 0x08


def marked(records: Sequence[bytes], marked_fonts: Sequence[bool]) -> frozenset[int]:
    """Numbers of the texts with a run in a marked font.

    records:      content of the SST record and of the CONTINUE records behind it.
    marked_fonts: whether a font marks its text, by the numbers that cells and runs use.
    Raises ValueError or struct.error when the records end too early.
    """
    if not records:
        return frozenset()
    count = struct.unpack_from("<I", records[0], 4)[0]
    texts = _Texts(records, at=8)
    found = set()
    for number in range(count):
        if any(font < len(marked_fonts) and marked_fonts[font] for font in texts.fonts_of_next()):
            found.add(number)
    return frozenset(found)


class _Texts:
    """Reads text after text over the borders of records."""

    def __init__(self, records: Sequence[bytes], at: int) -> None:
        self._records, self._index, self._at = records, 0, at

    def fonts_of_next(self) -> list[int]:
        """Numbers of the fonts of the runs of the next text."""
        length, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & _HAS_RUNS else 0
        extension = struct.unpack("<I", self._take(4))[0] if flags & _HAS_EXTENSION else 0
        self._skip_characters(length, flags & _TWO_BYTES)
        fonts = [font for _, font in struct.iter_unpack("<HH", self._take(4 * runs))]
        self._take(extension)
        return fonts

    def _take(self, length: int) -> bytes:
        parts = []
        while length:
            part = self._in_record(length)
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def _skip_characters(self, length: int, wide: int) -> None:
        """A record that goes on with characters says anew how many bytes each has."""
        while length:
            part = self._in_record(length << wide)
            length -= len(part) >> wide
            if length:
                wide = self._in_record(1)[0] & _TWO_BYTES

    def _in_record(self, length: int) -> bytes:
        """Up to ``length`` bytes of this record, or of the next where it has ended."""
        if self._at >= len(self._records[self._index]):
            self._index, self._at = self._index + 1, 0
            if self._index >= len(self._records):
                raise ValueError("its texts end too early")
        part = self._records[self._index][self._at : self._at + length]
        self._at += len(part)
        return part
