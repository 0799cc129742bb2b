"""Scans: the ruled grid of each page, read twice: by text recognition ("ocr"), and numbers by their shapes ("glyphs").

Both readings share the grid. In labels they share the text too: a label needs one reading, a number two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed

import cv2
import numpy as np

from gongkai.grids import effort, number_shapes, ocr, scan_boxes, scan_page, scan_rules
from gongkai.grids.model import Cell, Extract, Grid, Line
from gongkai.grids.ocr import Rect
from gongkai.grids.places import page_place, rounded
from gongkai.grids.raster import Gray, PageImage
from gongkai.grids.ruled import RuledTable, SlotBox
from gongkai.grids.scan_boxes import TextLine
from gongkai.grids.scan_page import StraightPage
from gongkai.grids.scan_rules import PageRules

#: To be raised whenever these readers give something else for the same bytes (tests/test_grids_golden.py sees it).
READER_VERSION = 2

#: Ink that gave no accepted text.
UNREAD = "\ufffd"
#: Least scores of numbers and of other text.
_SURE, _LIKELY = 0.9, 0.4
#: Paper put around what is recognised, in points: characters at a picture's edge are read worse.
_PAPER = 2.5
#: Text of fewer characters, or a number, that is not sure is recognised once more, enlarged by this.
_SHORT, _CLOSER = 3, 1.6
#: Part of a box that is red from which on a box that seems empty is not known to be.
_RED = 0.004
#: A gap of more than this part of the height parts two texts of one line.
_SPACE = 0.6

#: Paper around a number that its shapes are seen against, in points.
_MARGIN = 3.0

_DIGITS = re.compile(r"[\d.,:;/\-—–－一~+\s]+")
#: What could be taken for a number with words: it needs a second reading, which shapes of digits cannot give.
_WITH_WORDS = re.compile(r"[-+−减增]?\d[\d,.]*(?:$|[(万亿元件条个项宗起次人])")


@dataclass(frozen=True)
class _Page:
    """A page of a scan as read. grids: by reader. lines: text outside tables."""

    ocr: tuple[Grid, ...]
    glyphs: tuple[Grid, ...]
    lines: tuple[Line, ...]


def version() -> str:
    """Changes whenever the output may: with the readers and the engines under them."""
    return f"scan-{READER_VERSION}+rapidocr-{installed('rapidocr')}+onnxruntime-{installed('onnxruntime')}"


def read(images: Iterable[PageImage], notes: Sequence[str] = ()) -> tuple[Extract, Extract]:
    """The extracts ("ocr", "glyphs") of a scan, one Grid a table a page.

    A box without ink is ``""``; one with ink that no reading accepts holds U+FFFD. Places are on the page made
    straight, a few points off the page as shown where that lies askew.
    """
    effort.require("scan")
    pages = [_page(page, rules) for page, rules in _ruled(images)]
    lines = tuple(line for page in pages for line in page.lines)
    return (
        Extract("ocr", tuple(g for page in pages for g in page.ocr), lines, pages=len(pages), notes=tuple(notes)),
        Extract("glyphs", tuple(g for page in pages for g in page.glyphs), lines, pages=len(pages), notes=tuple(notes)),
    )


def _ruled(images: Iterable[PageImage]) -> Iterator[tuple[StraightPage, PageRules]]:
    """Pages made straight with their rules, each when the next one is known: a table that goes on there is cut."""
    before: tuple[StraightPage, PageRules] | None = None
    for image in images:
        page, rules = scan_rules.find(scan_page.straightened(image))
        if before is not None:
            goes_on = page.number == before[0].number + 1
            yield (before[0], scan_rules.closed_below(*before, rules)) if goes_on else before
        before = (page, rules)
    if before is not None:
        yield before


def _page(page: StraightPage, rules: PageRules) -> _Page:
    ink = scan_boxes.marks(page, scan_page.ink(page), rules.mask)
    detected = ocr.detect(page.pixels)
    boxes = [(table, slot, _rect(page, table, slot)) for table in rules.tables for slot in table.boxes]
    text_lines = [scan_boxes.text_lines(page, rect, scan_boxes.inside(ink, rect), detected) for *_, rect in boxes]
    in_boxes = {rect for *_, box in boxes for rect in scan_boxes.inside(detected, box)}
    outside = [rect for rect in detected if rect not in in_boxes]
    rects = [line.rect for lines in text_lines for line in lines] + outside
    found = _recognised(page.pixels, rects, page.scale)
    texts: list[tuple[str, str]] = []
    for (_, slot, rect), lines in zip(boxes, text_lines, strict=True):
        said, found = found[: len(lines)], found[len(lines) :]
        both = _texts(page, rules, rect, lines, said)
        texts.append((UNREAD, UNREAD) if _two_rows(slot, both[0]) else both)
    return _Page(
        _grids("ocr", page, rules.tables, [text for text, _ in texts]),
        _grids("glyphs", page, rules.tables, [text for _, text in texts]),
        tuple(
            Line(text, page_place(page.number, ocr.in_points(rect, page.scale)))
            for rect, (text, score) in zip(outside, found, strict=True)
            if text and score >= _LIKELY
        ),
    )


def _rect(page: StraightPage, table: RuledTable, slot: SlotBox) -> Rect:
    x0, y0, x1, y1 = (round(edge * page.scale) for edge in table.box(slot))
    height, width = page.pixels.shape
    return (max(x0 + 1, 0), max(y0 + 1, 0), min(x1 - 1, width), min(y1 - 1, height))


def _recognised(pixels: Gray, rects: Sequence[Rect], scale: float) -> list[tuple[str, float]]:
    """Text and score of parts of a page; short ones that are not sure are looked at once more, enlarged."""
    pad = round(_PAPER * scale)
    padded = [
        cv2.copyMakeBorder(ocr.cut(pixels, rect), pad, pad, pad, pad, cv2.BORDER_REPLICATE).astype(np.uint8)
        for rect in rects
    ]
    found = ocr.recognise(padded)
    again = [
        index
        for index, (text, score) in enumerate(found)
        if score < _SURE and (len(text) < _SHORT or _DIGITS.fullmatch(text))
    ]
    closer = [
        cv2.resize(padded[index], None, fx=_CLOSER, fy=_CLOSER, interpolation=cv2.INTER_CUBIC).astype(np.uint8)
        for index in again
    ]
    for index, better in zip(again, ocr.recognise(closer), strict=True):
        if better[1] > found[index][1]:
            found[index] = better
    return found


def _texts(
    page: StraightPage, rules: PageRules, rect: Rect, lines: Sequence[TextLine], said: Sequence[tuple[str, float]]
) -> tuple[str, str]:
    """What each reader says of a box."""
    if not lines:
        hidden = page.red is not None and float(page.red[rect[1] : rect[3], rect[0] : rect[2]].mean()) > _RED
        return (UNREAD, UNREAD) if hidden else ("", "")
    text = _joined(lines, said)
    if UNREAD in text:
        return text, text
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    if bare and not _DIGITS.fullmatch(bare):
        return text, UNREAD if _WITH_WORDS.match(bare) else text
    # Near the number paper is even; over a wide box it may darken.
    margin = page.px(_MARGIN)
    near = scan_boxes.around([line.rect for line in lines])
    x0, y0 = max(near[0] - margin, rect[0]), max(near[1] - margin, rect[1])
    x1, y1 = min(near[2] + margin, rect[2]), min(near[3] + margin, rect[3])
    number = number_shapes.read(page.pixels[y0:y1, x0:x1], rules.mask[y0:y1, x0:x1], page.scale)
    return text, UNREAD if number is None else number


def _two_rows(slot: SlotBox, text: str) -> bool:
    """Whether a box holds numbers of two rows, the rule between them not being seen: they are not one number."""
    return slot.rowspan > 1 and "\n" in text and _DIGITS.fullmatch(text) is not None


def _joined(lines: Sequence[TextLine], said: Sequence[tuple[str, float]]) -> str:
    """The text of a box: lines from the top, texts of one line from the left."""
    rows: list[list[tuple[Rect, str]]] = []
    for line, (text, score) in zip(lines, said, strict=True):
        if not text and not line.inked:
            continue
        least = _SURE if _DIGITS.fullmatch(text) else _LIKELY
        entry = (line.rect, text if text and score >= least else UNREAD)
        middle = (line.rect[1] + line.rect[3]) / 2
        row = next((row for row in rows if row[0][0][1] < middle < row[0][0][3]), None)
        if row is None:
            rows.append([entry])
        else:
            row.append(entry)
    return "\n".join(_row(sorted(row)) for row in rows)


def _row(entries: Sequence[tuple[Rect, str]]) -> str:
    text, end = "", None
    for rect, part in entries:
        if end is not None and rect[0] - end > _SPACE * (rect[3] - rect[1]):
            text += " "
        text += part
        end = rect[2]
    return text


def _grids(reader: str, page: StraightPage, found: Sequence[RuledTable], texts: Sequence[str]) -> tuple[Grid, ...]:
    grids: list[Grid] = []
    rest = iter(texts)
    for table in found:
        cells = tuple(
            Cell(
                slot.row,
                slot.col,
                slot.rowspan,
                slot.colspan,
                next(rest),
                page_place(page.number, table.box(slot)),
                page.number,
                rounded(table.box(slot)),
            )
            for slot in table.boxes
        )
        place = page_place(page.number, table.bounds)
        grids.append(Grid(cells, *table.shape, place, reader, page.number, box=rounded(table.bounds)))
    return tuple(grids)
