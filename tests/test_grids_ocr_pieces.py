"""Recognised words of a rendered page: boxes by their ink, lines parted between columns, figures that were left out."""

from __future__ import annotations

import numpy as np
import pytest
from word_looks import Look, numbered, report

from gongkai import documents
from gongkai.align.document import align
from gongkai.grids import ocr_pieces, pdf_ocr
from gongkai.grids.page_ink import PageInk
from gongkai.grids.raster import Gray

#: Size of the type in the pictures below.
SIZE = 20.0


def picture(*ink: tuple[int, int, int, int]) -> Gray:
    """A white page with black boxes (left, top, right, bottom)."""
    pixels = np.full((200, 400), 255, dtype=np.uint8)
    for x0, y0, x1, y1 in ink:
        pixels[y0:y1, x0:x1] = 0
    return pixels


def test_a_line_is_parted_where_white_between_columns_is_wide() -> None:
    # Two figures, white of half a size, one figure; the box ends in the last one.
    ink = PageInk(picture((50, 52, 58, 66), (61, 52, 69, 66), (80, 52, 88, 66)), SIZE)
    assert ocr_pieces.parted(ink, (45, 47, 84, 72), 0.4) == [(50, 47, 69, 72), (80, 47, 88, 72)]
    assert ocr_pieces.parted(ink, (45, 47, 84, 72), 1.5) == [(50, 47, 88, 72)]


def test_rules_are_no_ink() -> None:
    dots = [(74, y, 76, y + 2) for y in range(0, 200, 4)]
    ink = PageInk(picture((50, 52, 58, 66), (90, 52, 98, 66), (0, 70, 400, 71), *dots), SIZE)
    assert ocr_pieces.parted(ink, (45, 47, 104, 72), 0.4) == [(50, 47, 58, 72), (90, 47, 98, 72)]


def test_a_stack_of_signs_is_parted_sign_by_sign() -> None:
    # 二 above 口: the two strokes of the first are one sign.
    ink = PageInk(picture((52, 40, 68, 43), (50, 54, 70, 57), (51, 65, 69, 82)), SIZE)
    assert ocr_pieces.parted(ink, (48, 36, 73, 86), 0.4) == [(48, 36, 73, 61), (48, 61, 73, 86)]


def test_ink_found_twice_is_one_box() -> None:
    assert ocr_pieces.united([(10, 0, 50, 20), (60, 0, 90, 20), (42, 1, 50, 20)]) == [(60, 0, 90, 20), (10, 0, 50, 20)]


def test_figures_that_no_box_covers_are_found_and_dots_are_not() -> None:
    ink = PageInk(picture((50, 52, 58, 66), (200, 52, 208, 66), (211, 52, 219, 66), (300, 60, 302, 62)), SIZE)
    assert ink.others([(45, 47, 63, 72)], 0.4 * SIZE, 24) == [(200, 47, 219, 71)]


@pytest.mark.parametrize("columns", [(32.0,) * 15, (29.0,) * 15], ids=["wide", "tight"])
def test_numbers_and_heads_that_stand_close_are_read_each_in_its_column(columns: tuple[float, ...]) -> None:
    numbers = {key: f"9{number}" for key, number in numbered().items()}
    document = documents.from_bytes("r.pdf", report(numbers, Look(columns=(("4", columns),)), tables="4"))
    (table,) = align(pdf_ocr.extract(document, [1], (), {}))
    assert {value.indicator: value.raw for value in table.values} == {
        key[0]: numbers[key] for key in numbers if key[0].startswith(("review_", "suit_"))
    }
