"""XLS (BIFF8, Excel 97 to 2003): the cells' formats and marks, from the records of the workbook ([MS-XLS])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from gongkai.errors import UnreadableDocument
from gongkai.grids import sheet_xls_texts
from gongkai.grids.sheet_cells import BUILT_IN, UNKNOWN_FORMAT, SheetCells, Slot
from gongkai.ole import CompoundFile

_REMEDY = "open it in Excel or WPS and save it as .xlsx"
_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _FONT, _FORMAT, _XF = 0x0809, 0x000A, 0x002F, 0x0085, 0x0031, 0x041E, 0x00E0
_ROW, _COLINFO, _BLANK, _MULBLANK, _MULRK = 0x0208, 0x007D, 0x0201, 0x00BE, 0x00BD
_FORMULA, _BOOLERR, _LABELSST, _SST, _CONTINUE = 0x0006, 0x0205, 0x00FD, 0x00FC, 0x003C
#: Records of one cell with a value: NUMBER, RK, LABELSST, LABEL, RSTRING and the two above.
_VALUES = frozenset({0x0203, 0x027E, _LABELSST, 0x0204, 0x00D6, _FORMULA, _BOOLERR})
_BIFF8 = 0x0600


@dataclass(frozen=True)
class _Style:
    code: str
    struck: bool
    bordered: bool


@dataclass
class _Globals:
    """What stands before the sheets: (name, position) of each, fonts, formats, (font, format, borders) of each XF,
    the records of the shared texts."""

    sheets: list[tuple[str, int]] = field(default_factory=list)
    marked_fonts: list[bool] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN))
    xfs: list[tuple[int, int, bool]] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)

    @property
    def fonts(self) -> list[bool]:
        """Whether a font marks its text, by number. There is no number 4: fonts behind it stand one earlier."""
        return [*self.marked_fonts[:4], False, *self.marked_fonts[4:]]

    def styles(self) -> list[_Style]:
        """Style of each XF."""
        fonts = self.fonts
        return [
            _Style(self.codes.get(code, UNKNOWN_FORMAT), font < len(fonts) and fonts[font], bordered)
            for font, code, bordered in self.xfs
        ]


def cells(data: bytes, source: str) -> dict[str, SheetCells]:
    """Sheet name → its cells. Raises UnreadableDocument for an encrypted, damaged or older workbook."""
    try:
        stream = CompoundFile(data).stream("Workbook")
        if stream is None or struct.unpack_from("<HHH", stream)[::2] != (_BOF, _BIFF8):
            raise UnreadableDocument("the workbook is older than Excel 97", source, "", _REMEDY)
        found = _globals(stream, source)
        styles, marked = found.styles(), sheet_xls_texts.marked(found.texts, found.fonts)
        return {name: _sheet(_records(stream, at), styles, marked) for name, at in found.sheets}
    except (ValueError, IndexError, struct.error) as error:
        raise UnreadableDocument(f"the workbook is damaged: {error}", source, "", _REMEDY) from error


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """(number, content) of the records from a BOF to its EOF, those of charts within left out."""
    depth = 0
    while at + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        content = stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (number == _BOF) - (number == _EOF)
        if depth == 0:
            return
        if depth == 1:
            yield number, content
    raise ValueError("a sheet has no end")


def _globals(stream: bytes, source: str) -> _Globals:
    found = _Globals()
    before = _BOF
    for number, content in _records(stream, 0):
        if number == _SST or (number == _CONTINUE and before == _SST):
            found.texts.append(content)
            number = _SST
        before = number
        if number == _FILEPASS:
            raise UnreadableDocument("the workbook needs a password", source, "", "save it without a password")
        if number == _BOUNDSHEET and content[5] == 0:
            found.sheets.append((_text(content[8:], content[6], content[7]), struct.unpack_from("<I", content)[0]))
        elif number == _FONT:
            found.marked_fonts.append(bool(content[2] & 0x08) or struct.unpack_from("<H", content, 8)[0] != 0)
        elif number == _FORMAT:
            index, length = struct.unpack_from("<HH", content)
            found.codes[index] = _text(content[5:], length, content[4])
        elif number == _XF:
            font, code = struct.unpack_from("<HH", content)
            found.xfs.append((font, code, struct.unpack_from("<H", content, 10)[0] != 0))
    return found


def _text(data: bytes, length: int, flags: int) -> str:
    """A text of ``length`` characters, of two bytes each or, compressed, of one."""
    return data[: 2 * length].decode("utf-16-le") if flags & 1 else data[:length].decode("latin-1")


def _sheet(records: Iterator[tuple[int, bytes]], styles: list[_Style], marked: frozenset[int]) -> SheetCells:
    formats: dict[Slot, str] = {}
    unread: set[Slot] = set()
    holding: set[Slot] = set()
    n_rows = n_cols = hidden = 0
    for number, content in records:
        if number == _ROW:
            hidden += bool(content[12] & 0x20)
        elif number == _COLINFO:
            hidden += content[8] & 1
        for slot, xf in _slots(number, content):
            style = styles[xf] if xf < len(styles) else _Style(UNKNOWN_FORMAT, False, False)
            holds = number not in (_BLANK, _MULBLANK)
            if holds or style.bordered:
                n_rows, n_cols = max(n_rows, slot[0] + 1), max(n_cols, slot[1] + 1)
            if holds and style.code.lower() != "general":
                formats[slot] = style.code
            # No program writes a box twice: one of the two records was moved here by damage.
            if holds and (style.struck or slot in holding or _is_unread(number, content, marked)):
                unread.add(slot)
            if holds:
                holding.add(slot)
    return SheetCells(formats, frozenset(unread), n_rows, n_cols, hidden)


def _slots(number: int, content: bytes) -> Iterator[tuple[Slot, int]]:
    """((row, column), number of the XF) of the cells of a record."""
    if number in _VALUES or number == _BLANK:
        row, col, xf = struct.unpack_from("<HHH", content)
        yield (row, col), xf
    elif number in (_MULRK, _MULBLANK):
        row, col = struct.unpack_from("<HH", content)
        step = 6 if number == _MULRK else 2
        for index, at in enumerate(range(4, len(content) - 2, step)):
            yield (row, col + index), struct.unpack_from("<H", content, at)[0]


def _is_unread(number: int, content: bytes, marked: frozenset[int]) -> bool:
    if number == _BOOLERR:
        return content[7] == 1
    if number == _LABELSST:
        return struct.unpack_from("<I", content, 6)[0] in marked
    return number == _FORMULA and content[12:14] == b"\xff\xff" and content[6] == 2
