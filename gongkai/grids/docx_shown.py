"""A Word file's text part rewritten so that the text left in it is what is shown; its tables and places stay.

Hidden text and the codes of fields go, raised text stands on a line of its own, struck out text carries a PICTURE.
What shows something that is no text (an automatic number, a field without a result, text that nobody can see) leaves
INK in its paragraph: no number can be read from a box that holds it. Most files have nothing of all this, which is
looked for first, so that reading them costs no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from gongkai.grids.colours import PAPER
from gongkai.grids.docx_fields import settle
from gongkai.grids.docx_marks import (
    NS,
    VALUE,
    Element,
    Marks,
    W,
    ground_of,
    is_unseen,
    marks_of,
    points,
)
from gongkai.grids.docx_numbers import NO_LISTS, Lists
from gongkai.grids.docx_styles import Styles, named, resolved, styles_of
from gongkai.grids.html_text import PICTURE

#: Left in a paragraph whose box holds ink that gave no text.
INK = "{gongkai}ink"
PICTURES = frozenset({W + "drawing", W + "pict", W + "object"})
#: Text in a box that floats over the page.
FLOAT = W + "txbxContent"
#: Tracked deletions and text moved elsewhere.
LEFT_OUT = frozenset({W + "del", W + "moveFrom"})
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHOICE, _FALLBACK = _MC + "Choice", _MC + "Fallback"
#: Beginnings of the namespaces that Word's programs know.
_KNOWN = ("http://schemas.microsoft.com/office/", "http://schemas.openxmlformats.org/", "urn:schemas-microsoft-com:")
_RUN, _TEXT, _PARAGRAPH, _CELL, _TABLE = W + "r", W + "t", W + "p", W + "tc", W + "tbl"
_INKED = PICTURES | {W + "sym", "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"}
_ALTERNATIVES, _READING, _DIRECTION, _LISTED = _MC + "AlternateContent", W + "ruby", W + "bdo", W + "numPr"
_FIELDS = frozenset({W + "fldChar", W + "fldSimple"})
#: What Word prints in place of an element: the page's number, parts of the date, handwriting.
_PRINTING = frozenset(
    W + name
    for name in ("pgNum", "dayShort", "dayLong", "monthShort", "monthLong", "yearShort", "yearLong", "contentPart")
)
_ROW, _HEIGHT, _FRAME, _INDENT = W + "tr", W + "trHeight", W + "framePr", W + "ind"
_SPACING = W + "spacing"
#: Lines from corner to corner of a box.
_CROSSING = frozenset({W + "tl2br", W + "tr2bl"})
_ODD = (_ALTERNATIVES, _READING, _DIRECTION, _LISTED, _HEIGHT, _FRAME, *_FIELDS, *_PRINTING, *_CROSSING)
#: Namespaces whose elements a program passes over, and names of elements of which it reads what is in them.
_IGNORABLE, _PROCESSED = _MC + "Ignorable", _MC + "ProcessContent"
#: Marks of a text that may not be seen as it is.
_UNSURE = ("doubt", "signs", "close", "narrow", "fitted", "specVanish", "webHidden")
#: Points: a row that is exactly as high shows nothing of its text.
_LOW = 5.0
#: Paragraphs of narrow boxes are pulled by half a letter to their sides; by so many points they stand in other boxes.
_PULLED = 15.0
#: Points of a box of no stated width: more than a page has.
_WIDTH = 500.0
#: A line of exactly so many points, or of so much of its type, is cut off or stands on the one above.
_CUT, _CUT_SHARE = 7.0, 0.5


@dataclass(frozen=True)
class Look:
    """What other parts of the file say of the text, whether it has marks of its own, and measures that may move it.

    styles: those that can change what is shown. grounds: colours of the grounds that the file states, and the paper's.
    sheet: the root of styles.xml, where there is one.
    """

    styles: Styles = field(default_factory=Styles)
    lists: Lists = NO_LISTS
    marked: bool = False
    pulled: bool = False
    grounds: frozenset[str] = frozenset({PAPER})
    sheet: Element | None = None

    @cached_property
    def all_styles(self) -> Styles:
        """All that the file's styles say, of sizes too; few files ask for it."""
        return Styles() if self.sheet is None else styles_of(self.sheet)


def as_shown(body: Element, look: Look) -> None:
    """Rewrite the text of a body; elements that hold tables and paragraphs stay where they are."""
    odd = {element.tag for element in body.iter(*_ODD)}
    if _ALTERNATIVES in odd:
        _choose(body)
    if odd & _FIELDS:
        for element in settle(body, _INKED, lambda element: is_left_out(element, body)):
            _ink(element)
    if odd & _PRINTING:
        for element in body.iter(*_PRINTING):
            _ink(element)
    if look.pulled or _FRAME in odd:
        _ink_pulled(body)
    if odd & _CROSSING:
        _ink_crossed(body)
    if _HEIGHT in odd:
        _ink_low_rows(body)
    if _READING in odd:
        _drop_readings(body)
    if _DIRECTION in odd:
        for element in body.iter(_DIRECTION):
            _ink(element)
    if _LISTED in odd or look.styles.numbered:
        _ink_numbers(body, look)
    used = {element.get(VALUE) or "" for element in body.iter(W + "pStyle", W + "rStyle", W + "tblStyle")}
    if look.marked or look.styles.change(used, look.grounds):
        _settle_runs(body, look.styles)


def drop_ignored(root: Element) -> None:
    """Take out the elements of namespaces that the text part says may be ignored, and no program of Word's knows."""
    spaces = {prefix or "": space for prefix, space in root.nsmap.items()}
    ignored = [spaces.get(prefix, "") for prefix in (root.get(_IGNORABLE) or "").split()]
    unknown = [f"{{{space}}}" for space in ignored if space and not space.startswith(_KNOWN)]
    if not unknown:
        return
    processed = [name.partition(":") for name in (root.get(_PROCESSED) or "").split()]
    read = {f"{{{spaces.get(prefix, '')}}}{name}" for prefix, _, name in processed}
    for element in list(root.iter(*(f"{space}*" for space in unknown))):
        space, _, _ = str(element.tag).rpartition("}")
        parent = element.getparent()
        if parent is not None and read.isdisjoint((str(element.tag), f"{space}}}*")):
            parent.remove(element)


def is_left_out(element: Element, body: Element) -> bool:
    """Whether an element stands in deleted or moved text."""
    for ancestor in element.iterancestors():
        if ancestor is body:
            return False
        if ancestor.tag in LEFT_OUT:
            return True
    return False


def _ink(element: Element) -> None:
    """Leave ink in the paragraph of an element (which may be the paragraph)."""
    owner = element if element.tag == _PARAGRAPH else next(element.iterancestors(_PARAGRAPH), None)
    if owner is not None:
        etree.SubElement(owner, INK)


def _choose(body: Element) -> None:
    """Empty all alternatives but the one that a program of today shows."""
    for element in list(body.iter(_MC + "AlternateContent")):
        branches = list(element.iterchildren(_CHOICE, _FALLBACK))
        chosen = next((one for one in branches if one.tag == _FALLBACK or _is_known(one)), None)
        for branch in branches:
            if branch is not chosen:
                for child in list(branch):
                    branch.remove(child)


def _is_known(choice: Element) -> bool:
    prefixes = (choice.get("Requires") or "").split()
    return bool(prefixes) and all((choice.nsmap.get(prefix) or "").startswith(_KNOWN) for prefix in prefixes)


def _drop_readings(body: Element) -> None:
    """Take out the small text above a word; above a figure it might be one, so it leaves ink."""
    for element in body.iter(W + "rt"):
        for text in element.iter(_TEXT):
            text.text = None
        _ink(element)


def _ink_numbers(body: Element, look: Look) -> None:
    """Leave ink where a paragraph in a box has an automatic number; elsewhere numbers are none of the text."""
    usual = look.styles.usual.get("paragraph", "")
    for cell in body.iter(_CELL):
        for paragraph in cell.iterchildren(_PARAGRAPH):
            properties = paragraph.find("w:pPr", NS)
            own = properties.find("w:numPr", NS) if properties is not None else None
            style = look.styles.numbered.get(named(properties, "pStyle") or usual, (None, None))
            if look.lists.show(own, style):
                _ink(paragraph)


def _ink_crossed(body: Element) -> None:
    """Leave ink in what is written in a box that a line crosses; one without text holds nothing."""
    for line in body.iter(*_CROSSING):
        cell = next(line.iterancestors(_CELL), None)
        if cell is not None and line.get(VALUE) not in ("nil", "none"):
            for paragraph in cell.iterchildren(_PARAGRAPH):
                _ink_text(paragraph)


def _ink_low_rows(body: Element) -> None:
    """Leave ink in what is written in rows too low to show it; rows that keep a distance hold nothing."""
    for height in body.iter(_HEIGHT):
        row = next(height.iterancestors(_ROW), None)
        if row is None or height.get(W + "hRule") != "exact" or points(height.get(VALUE), 20) > _LOW:
            continue
        for paragraph in row.iter(_PARAGRAPH):
            _ink_text(paragraph)


def _ink_pulled(body: Element) -> None:
    """Leave ink in what is written in a box and pulled or pushed out of it, put into a frame that stands elsewhere, or
    on lines too low for it."""
    for element in list(body.iter(_FRAME, _INDENT, _SPACING)):
        cell = next(element.iterancestors(_CELL), None)
        owner = next(element.iterancestors(_PARAGRAPH), None)
        if owner is None or cell is None:
            continue
        if element.tag == _FRAME or _is_out(element, cell) or _is_cut(element):
            _ink_text(owner)


def _is_out(indent: Element, cell: Element) -> bool:
    """Whether an indent sets a text outside its box."""
    indents = [points(indent.get(W + side), 20) for side in ("left", "start", "right", "end")]
    width = cell.find("w:tcPr/w:tcW", NS)
    stated = points(width.get(W + "w"), 20) if width is not None and width.get(W + "type") == "dxa" else 0.0
    return any(one <= -_PULLED for one in indents) or max(indents[:2]) >= (stated if stated > 0 else _WIDTH)


def _is_cut(spacing: Element) -> bool:
    """Whether a paragraph's lines are too low for its text."""
    line, rule = spacing.get(W + "line"), spacing.get(W + "lineRule")
    if line is None or rule == "atLeast":
        return False
    return 0 < points(line, 20) <= _CUT if rule == "exact" else 0 < points(line, 240) <= _CUT_SHARE


def _ink_text(paragraph: Element) -> None:
    if any((text.text or "").strip() for text in paragraph.iter(_TEXT)):
        _ink(paragraph)


def _settle_runs(body: Element, styles: Styles) -> None:
    owner: Element | None = None
    paragraph: str | None = None
    table: str | None = None
    cell: Element | None = None
    for run in list(body.iter(_RUN)):
        above = next(run.iterancestors(_PARAGRAPH), None)
        if above is None:
            continue
        if above is not owner:
            owner, cell = above, next(above.iterancestors(_CELL), None)
            paragraph = named(above.find("w:pPr", NS), "pStyle")
            tables = next(above.iterancestors(_TABLE), None)
            table = named(tables.find("w:tblPr", NS), "tblStyle") if tables is not None else None
        properties = run.find("w:rPr", NS)
        marks = resolved(styles, paragraph, named(properties, "rStyle"), table, marks_of(properties))
        _settle_run(run, marks, cell)


def _settle_run(run: Element, marks: Marks, cell: Element | None) -> None:
    # What is hidden in the views of web pages alone (page numbers in a list of contents) is no running text.
    if marks.get("vanish") or (marks.get("webHidden") and cell is None):
        for child in list(run):
            run.remove(child)
        return
    texts = [text for text in run.iterchildren(_TEXT) if (text.text or "").strip()]
    if not texts:
        return
    if is_unseen(marks, ground_of(cell)) or any(marks.get(name) for name in _UNSURE):
        _ink(run)
    if marks.get("strike") or marks.get("dstrike"):
        _write(texts, lambda text: f"{text}{PICTURE}")
    if marks.get("vertAlign") or marks.get("position"):
        _write(texts, lambda text: f"\n{text}\n")


def _write(texts: list[Element], change: Callable[[str], str]) -> None:
    for text in texts:
        text.text = change(text.text or "")
