"""The boxes of a scanned table and the lines of text in them, by ink and by what text detection found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from gongkai.grids.ocr import Rect
from gongkai.grids.raster import Mask
from gongkai.grids.scan_page import StraightPage

#: In points: smaller marks are dust; thinner ones along a rule are what is left of it.
_DUST, _LEFTOVER = 1.3, 1.2
#: Paper left around the ink of a line, in points.
_MARGIN = 1.4
#: Part of a line's height by which two marks must overlap to stand on one line, and by which they may be apart.
_OVERLAP, _APART = 0.5, 0.6
#: Where detection saw text of a neighbouring box, it reaches into this one by less than this part of its height.
_RIM = 0.35
#: A line is upright text from this many times as high as wide; its characters are no higher than this many widths.
_UPRIGHT, _SQUARE = 1.8, 1.15


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text in a box: what to recognise; ``inked`` is False where detection saw text that leaves no ink."""

    rect: Rect
    inked: bool = True


def marks(page: StraightPage, ink: Mask, rules: Mask) -> list[Rect]:
    """Connected marks of ink that are neither rules nor dust."""
    wide = cv2.dilate(rules.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((ink & ~wide).astype(np.uint8))
    edge = cv2.dilate(wide.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    touching = np.zeros(count, dtype=bool)
    touching[np.unique(labels[edge])] = True
    dust, leftover = _DUST * page.scale, _LEFTOVER * page.scale
    return [
        (int(x), int(y), int(x + w), int(y + h))
        for index, (x, y, w, h, _) in enumerate(stats)
        if index and max(w, h) > dust and not (touching[index] and min(w, h) <= leftover)
    ]


def inside(rects: Iterable[Rect], box: Rect) -> list[Rect]:
    """Those whose middle lies in a box."""
    x0, y0, x1, y1 = box
    return [r for r in rects if x0 <= (r[0] + r[2]) / 2 < x1 and y0 <= (r[1] + r[3]) / 2 < y1]


def text_lines(page: StraightPage, box: Rect, ink: Sequence[Rect], detected: Iterable[Rect]) -> list[TextLine]:
    """Lines of text in a box, from the top and from the left.

    ink: the box's marks. detected: where text was found on the page, which may reach over several boxes.
    """
    parts = [part for part in (_common(rect, box) for rect in detected) if part is not None]
    groups: list[list[Rect]] = [[] for _ in parts]
    rest = []
    for mark in ink:
        held = [index for index, part in enumerate(parts) if inside([mark], part)]
        if held:
            groups[min(held, key=lambda index: _off(mark, parts[index]))].append(mark)
        else:
            rest.append(mark)
    level = [line for group in groups if group for line in _level(group)]
    lines = _united([*level, *rest])
    found = [TextLine(_widened(page, line, box)) for line in lines]
    found += [
        TextLine(part, inked=False)
        for part, group in zip(parts, groups, strict=True)
        if not group and not _is_rim(part, lines, box) and not any(_common(part, line) for line in lines)
    ]
    return sorted(found, key=lambda line: (line.rect[1], line.rect[0]))


def _off(mark: Rect, part: Rect) -> float:
    """How far a mark is from the middle of a line, in parts of the line's height: lines that are found overlap."""
    return abs(mark[1] + mark[3] - part[1] - part[3]) / (part[3] - part[1])


def _level(group: list[Rect]) -> list[Rect]:
    """The line around some marks; of upright text, whose line is higher than wide, one for each character."""
    line = around(group)
    width = line[2] - line[0]
    if line[3] - line[1] < _UPRIGHT * width:
        return [line]
    characters: list[list[Rect]] = []
    for mark in sorted(group, key=lambda mark: mark[1]):
        if characters and mark[3] - characters[-1][0][1] <= _SQUARE * width:
            characters[-1].append(mark)
        else:
            characters.append([mark])
    return [around(character) for character in characters]


def _united(lines: list[Rect]) -> list[Rect]:
    """Lines that stand beside each other, close, made one."""
    todo = sorted(lines)
    done: list[Rect] = []
    while todo:
        line = todo.pop(0)
        other = next((other for other in todo if _one_line(line, other)), None)
        if other is None:
            done.append(line)
        else:
            todo.remove(other)
            todo.insert(0, around([line, other]))
    return done


def _one_line(a: Rect, b: Rect) -> bool:
    heights = (a[3] - a[1], b[3] - b[1])
    shared = min(a[3], b[3]) - max(a[1], b[1])
    apart = max(a[0], b[0]) - min(a[2], b[2])
    return shared >= _OVERLAP * min(heights) and apart <= _APART * max(heights)


def around(rects: Sequence[Rect]) -> Rect:
    """What encloses rectangles (one at least)."""
    x0s, y0s, x1s, y1s = zip(*rects, strict=True)
    return (min(x0s), min(y0s), max(x1s), max(y1s))


def _common(rect: Rect, box: Rect) -> Rect | None:
    """What a rectangle has in a box, where that is more than its rim."""
    x0, y0, x1, y1 = max(rect[0], box[0]), max(rect[1], box[1]), min(rect[2], box[2]), min(rect[3], box[3])
    return (x0, y0, x1, y1) if x1 - x0 > 4 and y1 - y0 > 0.5 * (rect[3] - rect[1]) else None


def _is_rim(part: Rect, lines: Sequence[Rect], box: Rect) -> bool:
    """Whether a part without ink of its own, at the box's left or right edge, is but the rim around a neighbour's text.

    Beside the ink of a line that it reaches, only what is free of it counts.
    """
    x0, y0, x1, y1 = part
    own = [line for line in lines if min(y1, line[3]) - max(y0, line[1]) >= _OVERLAP * min(y1 - y0, line[3] - line[1])]
    if x0 <= box[0]:
        free = min([x1, *(line[0] for line in own)]) - x0
    elif x1 >= box[2]:
        free = x1 - max([x0, *(line[2] for line in own)])
    else:
        return False
    return free < _RIM * (y1 - y0)


def _widened(page: StraightPage, line: Rect, box: Rect) -> Rect:
    margin = page.px(_MARGIN)
    return (
        max(line[0] - margin, box[0]),
        max(line[1] - margin, box[1]),
        min(line[2] + margin, box[2]),
        min(line[3] + margin, box[3]),
    )


def inked(page: StraightPage, line: Rect) -> Rect:
    """A line's rectangle without the paper around its ink."""
    margin = page.px(_MARGIN)
    x0, y0, x1, y1 = line
    return (x0 + margin, y0 + margin, max(x1 - margin, x0 + margin + 1), max(y1 - margin, y0 + margin + 1))
