"""Scans: the ruled grid of each page, read twice: by text recognition ("ocr"), and numbers by their shapes ("glyphs").

Both readings share the grid. In labels they share the text too: a label needs one reading, a number two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from gongkai.grids import effort, ocr, scan_boxes, scan_page, scan_rules, scan_seals, scan_texts, scan_turns
from gongkai.grids.model import UNREAD, Cell, Extract, Grid, Line
from gongkai.grids.ocr import Rect
from gongkai.grids.places import page_place, rounded
from gongkai.grids.raster import Gray, PageImage
from gongkai.grids.ruled import RuledTable, SlotBox
from gongkai.grids.scan_page import StraightPage
from gongkai.grids.scan_rules import PageRules
from gongkai.grids.scan_texts import LIKELY, SURE
from gongkai.installed import installed

#: To be raised whenever these readers give something else for the same bytes (tests/test_grids_golden.py sees it).
READER_VERSION = 9

#: Paper put around what is recognised, in points: characters at a picture's edge are read worse.
_PAPER = 2.5
#: Text of fewer characters, or a number, that is not sure is recognised once more, enlarged by this.
_SHORT, _CLOSER = 3, 1.6
#: Pixels (part of a page's) of other values than ink and paper from which on it has grays.
_GRAYS = 0.001


@dataclass(frozen=True)
class _Ruled:
    """A page made straight with its rules. detected: where text stands on it. tails: whether a comma of the page keeps
    its tail, so that a point is one: where the page as it came has grays (what was turned always has)."""

    page: StraightPage
    rules: PageRules
    detected: tuple[Rect, ...]
    tails: bool


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
    straight, a few points off the page as shown where that lies askew; boxes of a page that lies on its side or its
    head are those of the page turned upright, for what a page's end cuts is joined by them.
    """
    effort.require("scan")
    pages = [_page(ruled) for ruled in _ruled(images)]
    lines = tuple(line for page in pages for line in page.lines)
    return (
        Extract("ocr", tuple(g for page in pages for g in page.ocr), lines, pages=len(pages), notes=tuple(notes)),
        Extract("glyphs", tuple(g for page in pages for g in page.glyphs), lines, pages=len(pages), notes=tuple(notes)),
    )


def _ruled(images: Iterable[PageImage]) -> Iterator[_Ruled]:
    """Pages with their rules, each when the next one is known: a table that goes on there is cut."""
    before: _Ruled | None = None
    for image in images:
        found = _found(image)
        if before is not None:
            if found.page.number == before.page.number + 1:
                before = replace(before, rules=scan_rules.closed_below(before.page, before.rules, found.rules))
            yield before
        before = found
    if before is not None:
        yield before


def _found(image: PageImage) -> _Ruled:
    straight = scan_page.straightened(image)
    page, rules = scan_rules.find(straight)
    detected = ocr.detect(page.pixels)
    quarters = scan_turns.quarters(page.pixels, detected)
    if quarters:
        page, rules = scan_rules.find(straight.turned(quarters))
        detected = ocr.detect(page.pixels)
    return _Ruled(page, rules, tuple(detected), _has_grays(image))


def _page(ruled: _Ruled) -> _Page:
    page, rules, detected = ruled.page, ruled.rules, ruled.detected
    dark = scan_page.ink(page)
    ink, hiding = scan_boxes.marks(page, dark, rules.mask), scan_seals.hiding(page, dark)
    boxes = [(table, slot, _rect(page, table, slot)) for table in rules.tables for slot in table.boxes]
    text_lines = [scan_boxes.text_lines(page, rect, scan_boxes.inside(ink, rect), detected) for *_, rect in boxes]
    in_boxes = {rect for *_, box in boxes for rect in scan_boxes.inside(detected, box)}
    outside = [rect for rect in detected if rect not in in_boxes]
    rects = [line.rect for lines in text_lines for line in lines] + outside
    found = _recognised(page.pixels, rects, page.scale)
    texts: list[tuple[str, str]] = []
    for (_, slot, rect), lines in zip(boxes, text_lines, strict=True):
        said, found = found[: len(lines)], found[len(lines) :]
        both = scan_texts.texts(page, rules, rect, lines, said, ruled.tails, hiding)
        # The rule between two rows of numbers was not seen: they are not one number.
        two_rows = slot.rowspan > 1 and scan_texts.is_of_two_rows(both[0])
        texts.append((UNREAD, UNREAD) if two_rows else both)
    return _Page(
        _grids("ocr", page, rules.tables, [text for text, _ in texts]),
        _grids("glyphs", page, rules.tables, [text for _, text in texts]),
        tuple(
            Line(text, page_place(page.number, page.as_shown(ocr.in_points(rect, page.scale))))
            for rect, (text, score) in zip(outside, found, strict=True)
            if text and score >= LIKELY
        ),
    )


def _has_grays(image: PageImage) -> bool:
    """Whether a page has more than ink and paper."""
    pixels = image.pixels
    return float(((pixels > pixels.min()) & (pixels < pixels.max())).mean()) > _GRAYS


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
        if score < SURE and (len(text) < _SHORT or scan_texts.are_digits(text))
    ]
    closer = [
        cv2.resize(padded[index], None, fx=_CLOSER, fy=_CLOSER, interpolation=cv2.INTER_CUBIC).astype(np.uint8)
        for index in again
    ]
    for index, better in zip(again, ocr.recognise(closer), strict=True):
        if better[1] > found[index][1]:
            found[index] = better
    return found


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
                page_place(page.number, page.as_shown(table.box(slot))),
                page.number,
                rounded(table.box(slot)),
            )
            for slot in table.boxes
        )
        place = page_place(page.number, page.as_shown(table.bounds))
        grids.append(Grid(cells, *table.shape, place, reader, page.number, box=rounded(table.bounds)))
    return tuple(grids)
