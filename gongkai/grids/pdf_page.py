"""What pdfium finds on the pages of a PDF: glyphs and drawn rules, in points, origin at the shown page's top left."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from math import hypot, sqrt
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import pdf_clips, pdf_hanging, pdf_painted, small_type, standin_font
from gongkai.grids.drawn import Paths
from gongkai.grids.glyphs import Glyph, is_slanted, size_of
from gongkai.grids.matrix import Matrix
from gongkai.grids.model import UNREAD, Box
from gongkai.grids.pdf_forms import is_made_of_forms, moved_out
from gongkai.grids.pdf_paths import collect, objects
from gongkai.grids.pdfium_calls import unchecked
from gongkai.grids.set_apart import INVISIBLE

#: Signs that show nothing, by what the font says that they are.
_INVISIBLE = frozenset(INVISIBLE + "\u180e\u2061\u2062\u2063\u2064")
#: A box so much thinner than long is a line, and holds no ink.
_LINE = 0.02
#: A page of which an image covers more than this part is a picture.
_PICTURED = 0.5
#: Reports have some 3 to 60 pages; yearbooks and statute collections are not read.
MAX_PAGES = 400
#: A page of the smallest print holds some 20,000 characters.
MAX_GLYPHS = 50_000


@dataclass(frozen=True)
class PageContent:
    """number from 1; width, height as shown; image_share: part of the page that its largest image covers (0..1).

    slanted: characters left out because they run askew: a watermark or a stamp, no text of a table.
    askew: ink of each line of such characters that has figures: within one box it may be that box's number.
    unseen: ink of figures of which clip paths show less than half, and of those whose number goes on unseen.
    crowded: the page holds so many characters that it was given up (a drawing in letters, or an attack).
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    paths: Paths = field(default_factory=Paths)
    image_share: float = 0.0
    slanted: int = 0
    askew: tuple[Box, ...] = ()
    unseen: tuple[Box, ...] = ()
    crowded: bool = False

    @property
    def is_scan(self) -> bool:
        """A picture of a page: hardly any text and an image over most of it (a page number may be real text)."""
        return len(self.glyphs) < 50 and self.image_share > _PICTURED


@dataclass(frozen=True)
class PdfContent:
    """pages in order; title: from the document's information, None when it has none."""

    pages: tuple[PageContent, ...]
    title: str | None


def read_content(document: Document) -> PdfContent:
    """All pages and the title.

    Raises UnreadableDocument for what no engine could change (a password, damage, no pages, too many), and PdfiumError
    where pdfium fails on a page: another engine may read the document all the same.
    """
    with standin_font.installed(), _open(document) as pdf:
        count = len(pdf)
        if count == 0:
            raise UnreadableDocument("the PDF has no pages", document.source, "", "export or download it again")
        if count > MAX_PAGES:
            raise UnreadableDocument(
                f"the PDF has {count} pages, more than the {MAX_PAGES} that are read",
                document.source,
                "",
                "cut the report out of it",
            )
        title = str(pdf.get_metadata_value("Title")).strip()
        return PdfContent(tuple(_read_page(pdf, index) for index in range(count)), title or None)


def _open(document: Document) -> Any:
    try:
        pdf = pypdfium2.PdfDocument(document.data)
        pdf.init_forms()  # else the fields of forms are not drawn
        return pdf
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            problem, remedy = "the PDF is encrypted and needs a password", "save a copy without a password"
        else:
            # pdfium rebuilds what it can; a file that it still cannot open is cut off, and half a report is none.
            problem, remedy = f"the PDF is damaged: {error}", "download it again, or export it again"
        raise UnreadableDocument(problem, document.source, "", remedy) from error


def _read_page(pdf: Any, index: int) -> PageContent:
    page = pdf[index]
    try:
        width, height = page.get_size()
        shown = _shown(page.get_bbox(), page.get_rotation())
        drawn = objects(page.raw)
        paths, images = collect(drawn, shown)
        image_share = max((_area(box) for box in images), default=0.0) / max(width * height, 1.0)
        text = page.get_textpage()
        try:
            crowded = pdfium.FPDFText_CountChars(text.raw) > MAX_GLYPHS
            is_pictured = image_share > _PICTURED
            found = () if crowded else tuple(_glyphs(text.raw, shown, is_made_of_forms(page.raw), is_pictured))
        finally:
            text.close()
        glyphs = small_type.marked([glyph for glyph in found if isinstance(glyph, Glyph)])
        slanted = [one.ink for one in found if isinstance(one, _Slanted)]
        askew = tuple(_askew(found)) if slanted else ()
        unseen = tuple(one.ink for one in found if isinstance(one, _Unseen))
        content = PageContent(
            index + 1,
            width,
            height,
            glyphs,
            paths,
            image_share,
            len(slanted),
            askew,
            unseen,
            crowded,
        )
        if not paths.is_ruled or content.is_scan:
            return content
        painted = pdf_painted.checked(pdf, page, glyphs, paths, drawn, slanted)
        going_on = pdf_hanging.going_on(painted, paths)
        if not going_on:
            return replace(content, glyphs=painted)
        return replace(
            content,
            glyphs=tuple(
                glyph._replace(text=glyph.text + UNREAD) if number in going_on else glyph
                for number, glyph in enumerate(painted)
            ),
            unseen=(*unseen, *(painted[number].ink for number in sorted(going_on))),
        )
    finally:
        page.close()


def _shown(box: Box, rotation: int) -> Matrix:
    """From the page's own coordinates (origin bottom left, unrotated) to those of the page as shown."""
    left, bottom, right, top = box
    matrices: dict[int, Matrix] = {
        0: (1.0, 0.0, 0.0, -1.0, -left, top),
        90: (0.0, 1.0, 1.0, 0.0, -bottom, -left),
        180: (-1.0, 0.0, 0.0, 1.0, right, -bottom),
        270: (0.0, -1.0, -1.0, 0.0, top, right),
    }
    return matrices[rotation]


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


_unicode_of, _is_unmapped = unchecked(pdfium.FPDFText_GetUnicode), unchecked(pdfium.FPDFText_HasUnicodeMapError)
_is_generated, _object_of = unchecked(pdfium.FPDFText_IsGenerated), unchecked(pdfium.FPDFText_GetTextObject)
_matrix_of, _font_size_of = unchecked(pdfium.FPDFText_GetMatrix), unchecked(pdfium.FPDFText_GetFontSize)
_ink_of, _room_of = unchecked(pdfium.FPDFText_GetCharBox), unchecked(pdfium.FPDFText_GetLooseCharBox)
_origin_of, _marks_of = unchecked(pdfium.FPDFText_GetCharOrigin), unchecked(pdfium.FPDFPageObj_CountMarks)

#: Where pdfium writes its answers; one page is read at a time.
_ink = tuple(ctypes.c_double() for _ in range(4))
_origin = (ctypes.c_double(), ctypes.c_double())
_room = pdfium.FS_RECTF()
_matrix = pdfium.FS_MATRIX()
_to_ink = tuple(map(ctypes.byref, _ink))
_to_origin = tuple(map(ctypes.byref, _origin))
_to_room = ctypes.byref(_room)
_to_matrix = ctypes.byref(_matrix)


class _Slanted(NamedTuple):
    """A character that runs askew. ink: as a glyph's."""

    text: str
    ink: Box


class _Unseen(NamedTuple):
    """A mark before a figure of which clip paths show less than half. ink: the figure's, as a glyph's."""

    ink: Box


def _askew(found: Iterable[Glyph | _Slanted | _Unseen]) -> Iterator[Box]:
    """Ink of each line of characters that run askew, of those with a figure; in the order of the text, a line ends
    where the next character is upright or stands apart."""
    line: list[_Slanted] = []
    for one in found:
        slanted = one if isinstance(one, _Slanted) else None
        if line and (slanted is None or not _are_near(line[-1].ink, slanted.ink)):
            yield from _with_figure(line)
            line = []
        line += [slanted] if slanted is not None else []
    yield from _with_figure(line)


def _with_figure(line: list[_Slanted]) -> Iterator[Box]:
    if any(one.text.isdecimal() or one.text == UNREAD for one in line):
        x0s, y0s, x1s, y1s = zip(*(one.ink for one in line), strict=True)
        yield min(x0s), min(y0s), max(x1s), max(y1s)


def _are_near(before: Box, after: Box) -> bool:
    """Whether two characters stand no farther apart than the larger of them is twice."""
    size = max(before[2] - before[0], before[3] - before[1], after[2] - after[0], after[3] - after[1])
    apart = max(after[0] - before[2], before[0] - after[2], after[1] - before[3], before[1] - after[3])
    return apart <= 2 * size


def _glyphs(text: Any, shown_page: Matrix, in_forms: bool, is_pictured: bool) -> Iterator[Glyph | _Slanted | _Unseen]:
    """Printed characters, also those that run askew; white space only marks the glyph after it.

    is_pictured: the page is a picture, so text that is not painted is what some program recognised on it, errors and
    all; the picture itself is read instead.
    """
    a, b, c, d, e, f = shown_page
    (left, right, bottom, top), (x, y) = _ink, _origin
    #: Matrix and font size of type -> how large it is shown, and whether reversed.
    set_so: dict[tuple[float, ...], tuple[float, bool]] = {}
    spaced = is_added = is_figure = False
    high = 0
    for index in range(pdfium.FPDFText_CountChars(text)):
        code = _unicode_of(text, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        character, high = _character(text, index, code, high), 0
        if (character.isspace() or character in _INVISIBLE) and _is_inked(text, index):
            # What is painted is a sign all the same, whatever the font says that it is: a minus, a point.
            character = UNREAD
        if character.isspace():
            # A space that pdfium adds itself stands at gaps of any width, so between figures it parts no number.
            is_added = (is_added or not spaced) and is_figure and _is_generated(text, index) == 1
            spaced = character not in "\r\n"
            continue
        has_matrix = _matrix_of(text, index, _to_matrix)
        if has_matrix and _matrix.b and is_slanted(_matrix.a, _matrix.b):
            spaced, is_added, is_figure = True, False, False
            _ink_of(text, index, *_to_ink)
            yield _Slanted(character, _on_page((left.value, bottom.value, right.value, top.value), shown_page))
            continue
        if is_pictured and _is_unpainted(text, index):
            spaced, is_added, is_figure = True, False, False
            continue
        was_figure, is_figure = is_figure, character.isdecimal()
        type_size, is_reversed = 0.0, False
        if has_matrix and small_type.is_figure(character):
            way = (_matrix.a, _matrix.b, _matrix.c, _matrix.d, _font_size_of(text, index))
            if way not in set_so:
                set_so[way] = _set_how(*way, shown_page)
            type_size, is_reversed = set_so[way]
        _ink_of(text, index, *_to_ink)
        is_unseen = False
        if is_figure:
            own = (left.value, bottom.value, right.value, top.value)
            cut, is_unseen = pdf_clips.shown(_object_of(text, index), own)
            if cut or is_reversed or _is_stated(text, index):
                character = UNREAD
        spaced = spaced and not (is_added and was_figure and is_figure)
        _room_of(text, index, _to_room)
        _origin_of(text, index, *_to_origin)
        if in_forms:
            a, b, c, d, e, f = moved_out(text, index, (x.value, y.value), shown_page)
        low, high_up, west, east = bottom.value, top.value, left.value, right.value
        x0, y0 = a * west + c * low + e, b * west + d * low + f
        x1, y1 = a * east + c * high_up + e, b * east + d * high_up + f
        start, end = a * _room.left + c * _room.bottom + e, a * _room.right + c * _room.top + e
        ink = (x0 if x0 < x1 else x1, y0 if y0 < y1 else y1, x1 if x0 < x1 else x0, y1 if y0 < y1 else y0)
        if end < start:
            start, end = end, start
        if is_unseen:
            yield _Unseen(ink)
        baseline = b * x.value + d * y.value + f
        yield Glyph(character, ink, baseline, start, end, size_of(ink, start, end), spaced, type_size)
        spaced = is_added = False


def _is_inked(text: Any, index: int) -> bool:
    """Whether an upright character paints something: the box round what does not is a line, a thousandth of its type
    thick; round one that runs askew it is as high as wide."""
    if _is_generated(text, index) == 1:
        return False
    if _matrix_of(text, index, _to_matrix) and _matrix.b and is_slanted(_matrix.a, _matrix.b):
        return False
    left, right, bottom, top = _ink
    _ink_of(text, index, *_to_ink)
    sides = (right.value - left.value, top.value - bottom.value)
    return min(sides) > _LINE * max(sides)


def _on_page(box: Box, shown: Matrix) -> Box:
    """A box (left, bottom, right, top) of the page's own coordinates on the page as shown."""
    a, b, c, d, e, f = shown
    xs = [a * x + c * y + e for x, y in ((box[0], box[1]), (box[2], box[3]))]
    ys = [b * x + d * y + f for x, y in ((box[0], box[1]), (box[2], box[3]))]
    return (min(xs), min(ys), max(xs), max(ys))


def _set_how(a: float, b: float, c: float, d: float, size: float, shown: Matrix) -> tuple[float, bool]:
    """The size of upright type on the page as shown, in points, 0 of type that is turned; and whether it is mirrored or
    stands upside down: from left to right its figures are another number, 1080 is 0801.

    A negative size turns it as a matrix may.
    """
    across, down = shown[0] * a + shown[2] * b, shown[1] * a + shown[3] * b
    is_reversed = size != 0 and (a * d < b * c or (across if size < 0 else -across) > abs(down))
    if abs(down) > abs(across):
        return 0.0, is_reversed
    return abs(size) * hypot(c, d) * sqrt(abs(shown[0] * shown[3] - shown[1] * shown[2])), is_reversed


def _is_stated(text: Any, index: int) -> bool:
    """Whether an /ActualText says what a figure is: of figures it is not told which is which on the page."""
    item = _object_of(text, index)
    return any(
        pdfium.FPDFPageObjMark_GetParamValueType(pdfium.FPDFPageObj_GetMark(item, mark), b"ActualText")
        != pdfium.FPDF_OBJECT_UNKNOWN
        for mark in range(_marks_of(item))
    )


def _is_unpainted(text: Any, index: int) -> bool:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(_object_of(text, index))
    return bool(mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


def _character(text: Any, index: int, code: int, high: int) -> str:
    """The character, U+FFFD for one that the font does not map: a digit that cannot be read is not to vanish."""
    if high and 0xDC00 <= code < 0xE000:
        return chr(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00))
    if code == 0x02:  # pdfium's sign for a hyphen at a line's end
        return "-"
    if code < 0x20 and chr(code).isspace():
        return chr(code)
    if code < 0x20 or 0xDC00 <= code < 0xE000 or _is_unmapped(text, index) == 1:
        return UNREAD
    return chr(code)
