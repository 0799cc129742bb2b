"""XLS (BIFF8, Excel 97 to 2003): the cells' formats and marks, from the records of the workbook ([MS-XLS])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from gongkai.errors import UnreadableDocument
from gongkai.grids import sheet_xls_texts
from gongkai.grids.colours import PAPER, is_faint
from gongkai.grids.number_formats import BUILT_IN, UNKNOWN_FORMAT
from gongkai.grids.sheet_cells import Range, SheetCells, Slot, within
from gongkai.grids.sheet_widths import Widths, room
from gongkai.grids.sign_fonts import is_of_signs
from gongkai.ole import CompoundFile

_REMEDY = "open it in Excel or WPS and save it as .xlsx"
_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _FONT, _FORMAT, _XF = 0x0809, 0x000A, 0x002F, 0x0085, 0x0031, 0x041E, 0x00E0
_ROW, _COLINFO, _BLANK, _MULBLANK, _MULRK = 0x0208, 0x007D, 0x0201, 0x00BE, 0x00BD
_DRAWING, _OBJECT = 0x00EC, 0x005D
_DEFAULT_WIDTH, _STANDARD_WIDTH = 0x0055, 0x0099
_PALETTE, _WINDOW2, _CONDFMT, _CF = 0x0092, 0x023E, 0x01B0, 0x01B1
_FORMULA, _BOOLERR, _LABELSST, _SST, _CONTINUE = 0x0006, 0x0205, 0x00FD, 0x00FC, 0x003C
#: Records of one cell with a value: NUMBER, RK, LABELSST, LABEL, RSTRING and the two above.
_VALUES = frozenset({0x0203, 0x027E, _LABELSST, 0x0204, 0x00D6, _FORMULA, _BOOLERR})
_BIFF8 = 0x0600
#: Numbers of colours that are the paper's unless the file states others, and where its own begin.
_PAPERS, _FIRST_OWN = frozenset({1, 9, 65}), 8
#: In twentieths of a point: a row lower than this shows nothing, type of this size is a speck.
_LOW, _SPECK = 40, 40
#: Of a column, in 256ths of a character; and what a width that all columns have is rounded up by, in characters.
_NARROW, _ROUNDED_UP = 64, 0.43
#: Size of fonts that state none, in twentieths of a point.
_SIZE = 220
#: What stands before the place of a drawn object ([MS-XLS] 2.5.193): its number and length; and the kind of notes,
#: which are shown on demand alone.
_ANCHOR, _NOTE = struct.pack("<HHI", 0, 0xF010, 18), 0x19
#: Alignment that fills the cell with its text, again and again.
_FILLS = 4


@dataclass(frozen=True)
class _Style:
    code: str
    struck: bool
    bordered: bool
    faint: bool
    size: float = 1.0
    fitted: bool = False


@dataclass(frozen=True)
class _Font:
    struck: bool = False
    unread: bool = False
    colour: int = 0x7FFF
    size: int = _SIZE


@dataclass(frozen=True)
class _Xf:
    """A cell's font, format and ground (None: paper) by number; whether it has borders, whether it repeats its text,
    whether its type is made to fit or turned."""

    font: int
    code: int
    ground: int | None
    bordered: bool
    repeats: bool
    fitted: bool


@dataclass
class _Globals:
    """What stands before the sheets: (name, position) of each, fonts, formats, XFs, colours (by number, RRGGBB), the
    records of the shared texts."""

    sheets: list[tuple[str, int]] = field(default_factory=list)
    own_fonts: list[_Font] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN))
    xfs: list[_Xf] = field(default_factory=list)
    colours: dict[int, str] = field(default_factory=lambda: dict.fromkeys(_PAPERS, PAPER))
    texts: list[bytes] = field(default_factory=list)

    @property
    def fonts(self) -> list[_Font]:
        """Fonts by number. There is no number 4: fonts behind it stand one earlier."""
        return [*self.own_fonts[:4], _Font(), *self.own_fonts[4:]]

    def is_unseen(self, font: _Font, ground: int | None = None) -> bool:
        """Whether text in a font is tiny, other signs or in the colour of its ground (by number; None: paper)."""
        return font.unread or is_faint(self._colour(font.colour), PAPER if ground is None else self._colour(ground))

    def _colour(self, number: int) -> str:
        return self.colours.get(number, f"colour {number}")

    def styles(self) -> list[_Style]:
        """Style of each XF."""
        fonts = self.fonts
        found = []
        for xf in self.xfs:
            font = fonts[xf.font] if xf.font < len(fonts) else _Font()
            code = self.codes.get(xf.code, UNKNOWN_FORMAT)
            is_unseen, size = xf.repeats or self.is_unseen(font, xf.ground), font.size / fonts[0].size
            found.append(_Style(code, font.struck, xf.bordered, is_unseen, size, xf.fitted))
        return found


def cells(data: bytes, source: str) -> dict[str, SheetCells]:
    """Sheet name → its cells. Raises UnreadableDocument for an encrypted, damaged or older workbook."""
    try:
        stream = CompoundFile(data).stream("Workbook")
        if stream is None or struct.unpack_from("<HHH", stream)[::2] != (_BOF, _BIFF8):
            raise UnreadableDocument("the workbook is older than Excel 97", source, "", _REMEDY)
        found = _globals(stream, source)
        fonts = found.fonts
        marked = sheet_xls_texts.marked(found.texts, [font.struck for font in fonts])
        unseen = sheet_xls_texts.marked(found.texts, [found.is_unseen(font) for font in fonts])
        styles = found.styles()
        return {name: _sheet(_records(stream, at), styles, marked, unseen) for name, at in found.sheets}
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
            size, flags, colour, _, raised = struct.unpack_from("<HHHHH", content)
            is_unread = size <= _SPECK or is_of_signs(_text(content[16:], content[14], content[15]))
            found.own_fonts.append(_Font(bool(flags & 0x08) or raised != 0, is_unread, colour, size or _SIZE))
        elif number == _FORMAT:
            index, length = struct.unpack_from("<HH", content)
            found.codes[index] = _text(content[5:], length, content[4])
        elif number == _XF:
            found.xfs.append(_xf(content))
        elif number == _PALETTE:
            for index in range(struct.unpack_from("<H", content)[0]):
                found.colours[_FIRST_OWN + index] = content[2 + 4 * index : 5 + 4 * index].hex().upper()
    return found


def _xf(content: bytes) -> _Xf:
    font, code = struct.unpack_from("<HH", content)
    pattern, colours = struct.unpack_from("<IH", content, 14)
    ground = colours & 0x7F if pattern >> 26 == 1 else None
    is_bordered, repeats = struct.unpack_from("<H", content, 10)[0] != 0, content[6] & 0x07 == _FILLS
    return _Xf(font, code, ground, is_bordered, repeats, bool(content[7] or content[8] & 0x10))


def _text(data: bytes, length: int, flags: int) -> str:
    """A text of ``length`` characters, of two bytes each or, compressed, of one."""
    return data[: 2 * length].decode("utf-16-le") if flags & 1 else data[:length].decode("latin-1")


def _sheet(
    records: Iterator[tuple[int, bytes]], styles: list[_Style], marked: frozenset[int], unseen: frozenset[int]
) -> SheetCells:
    formats: dict[Slot, str] = {}
    unread: set[Slot] = set()
    faint: set[Slot] = set()
    holding: set[Slot] = set()
    hidden_rows: set[int] = set()
    narrow: list[tuple[int, int]] = []
    wide: list[tuple[int, int, float]] = []
    hiding: list[Range] = []
    ranges: list[Range] = []
    anchored: list[Range] = []
    n_rows = n_cols = 0
    shows_zeros = True
    widths = Widths()
    for number, content in records:
        if number == _ROW and (content[12] & 0x20 or _height(content) < _LOW):
            hidden_rows.add(struct.unpack_from("<H", content)[0])
        elif number == _COLINFO:
            first, last, width = struct.unpack_from("<HHH", content)
            wide.append((first, last, room(width / 256)))
            if content[8] & 1 or width < _NARROW:
                narrow.append((first, last))
        elif number == _DEFAULT_WIDTH:
            widths.default = struct.unpack_from("<H", content)[0] + _ROUNDED_UP
        elif number == _STANDARD_WIDTH:
            widths.default = room(struct.unpack_from("<H", content)[0] / 256)
        elif number == _WINDOW2:
            shows_zeros = bool(struct.unpack_from("<H", content)[0] & 0x10)
        elif number == _CONDFMT:
            ranges = _ranges(content)
        elif number == _CF and _hides(content):
            hiding += ranges
        elif number == _DRAWING:
            anchored = _anchored(content)
        elif number == _OBJECT:
            hiding += [] if struct.unpack_from("<H", content, 4)[0] == _NOTE else anchored
            anchored = []
        for slot, xf in _slots(number, content):
            style = styles[xf] if xf < len(styles) else _Style(UNKNOWN_FORMAT, False, False, False)
            holds = number not in (_BLANK, _MULBLANK)
            if holds or style.bordered:
                n_rows, n_cols = max(n_rows, slot[0] + 1), max(n_cols, slot[1] + 1)
            if not holds:
                continue
            if style.code.lower() != "general":
                formats[slot] = style.code
            if style.size != 1.0:
                widths.sizes[slot] = style.size
            if style.fitted:
                widths.fitted.add(slot)
            # No program writes a box twice: one of the two records was moved here by damage.
            if style.struck or slot in holding or _is_unread(number, content, marked):
                unread.add(slot)
            elif style.faint or (number == _LABELSST and struct.unpack_from("<I", content, 6)[0] in unseen):
                faint.add(slot)
            holding.add(slot)
    for first, last, own_room in wide:
        widths.stated.update(dict.fromkeys(range(first, min(last + 1, n_cols)), own_room))
    hidden_cols = {col for first, last in narrow for col in range(first, min(last + 1, n_cols))}
    return SheetCells(
        formats,
        frozenset(unread),
        frozenset(faint | set(within(hiding, holding))),
        n_rows,
        n_cols,
        frozenset(hidden_rows),
        frozenset(hidden_cols),
        shows_zeros,
        widths,
    )


def _height(row: bytes) -> int:
    """Height of a row, in twentieths of a point."""
    return int(struct.unpack_from("<H", row, 6)[0]) & 0x7FFF


def _ranges(condition: bytes) -> list[Range]:
    """Ranges of a conditional format."""
    count = struct.unpack_from("<H", condition, 12)[0]
    return [struct.unpack_from("<HHHH", condition, 14 + 8 * index) for index in range(count)]


def _anchored(content: bytes) -> list[Range]:
    """Ranges under the objects of a MSODRAWING record."""
    found = []
    at = content.find(_ANCHOR)
    while at >= 0:
        _, left, _, top, _, right, _, bottom, _ = struct.unpack_from("<9H", content, at + len(_ANCHOR))
        found.append((top, bottom, left, right))
        at = content.find(_ANCHOR, at + len(_ANCHOR))
    return found


def _hides(rule: bytes) -> bool:
    """Whether a rule of a conditional format may show a text otherwise or not at all: by a format or a white font."""
    flags = struct.unpack_from("<I", rule, 6)[0]
    has_format, has_font = flags >> 25 & 1, flags >> 26 & 1
    return bool(has_format or (has_font and struct.unpack_from("<I", rule, 12 + 80)[0] in _PAPERS))


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
