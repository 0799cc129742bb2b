"""Lines of text in the boxes of a scan: what text detection saw of a neighbour's text is none."""

from __future__ import annotations

import numpy as np

from gongkai.grids import scan_boxes
from gongkai.grids.ocr import Rect
from gongkai.grids.scan_boxes import TextLine
from gongkai.grids.scan_page import StraightPage

PAGE = StraightPage(1, np.full((300, 600), 255, np.uint8), 200 / 72, None)
BOX: Rect = (100, 100, 190, 151)


def lines(ink: list[Rect], detected: list[Rect]) -> list[TextLine]:
    return scan_boxes.text_lines(PAGE, BOX, ink, detected)


def test_a_neighbours_text_reaches_over_the_rule() -> None:
    """Found: the rim of the next box's six digits was recognised as one more digit of this box's."""
    digits = [(106 + 13 * i, 112, 116 + 13 * i, 138) for i in range(6)]
    own = (101, 106, 189, 144)
    assert [(line.inked, line.rect) for line in lines(digits, [own])] == [(True, (102, 108, 185, 142))]
    left, right = (20, 107, 109, 144), (180, 107, 280, 144)
    assert lines(digits, [left, own, right]) == lines(digits, [own])
    assert lines([], [left, right]) == []


def test_text_without_ink_is_kept() -> None:
    """Print so faint that it leaves no ink is not paper: recognised, it is at least unread."""
    assert [line.inked for line in lines([], [(130, 107, 150, 144)])] == [False]
    assert [line.inked for line in lines([], [(20, 107, 130, 144)])] == [False]
    assert {line.inked for line in lines([(106, 112, 116, 138)], [(150, 107, 250, 144)])} == {True, False}


def test_a_mark_where_two_found_lines_overlap_is_of_the_nearer_one() -> None:
    """Found: the lower stroke of 结 in 结果 made the line below it, 维持, reach up into the first."""
    upper = [(110, 104, 134, 120), (136, 104, 159, 127), (111, 116, 133, 127)]
    lower = [(111, 132, 134, 150), (135, 132, 159, 150)]
    found = lines(upper + lower, [(100, 121, 170, 151), (100, 100, 168, 138)])
    assert [(line.rect[1], line.rect[3]) for line in found] == [(100, 131), (128, 151)]
