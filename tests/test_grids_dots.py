"""Dotted rules are rules: rows of dots by themselves, and as a reader of drawn rules sees them."""

from __future__ import annotations

from word_looks import Look, numbered, report

from gongkai import documents
from gongkai.grids import pdf_page, pdf_rules
from gongkai.grids.dots import dotted


def test_rows_and_columns_of_dots_are_lines() -> None:
    across = [(10.0 + 1.5 * n, 20.0) for n in range(11)]
    down = [(40.0, 50.0 + 2.0 * n) for n in range(6)]
    assert dotted([*across, *down]) == [((10.0, 20.0), (25.0, 20.0)), ((40.0, 50.0), (40.0, 60.0))]


def test_a_gap_ends_a_line_and_few_dots_are_none() -> None:
    left, right = [(2.0 * n, 5.0) for n in range(6)], [(60.0 + 2.0 * n, 5.0) for n in range(6)]
    assert dotted([*left, *right]) == [((0.0, 5.0), (10.0, 5.0)), ((60.0, 5.0), (70.0, 5.0))]
    assert dotted([(0.0, 5.0), (2.0, 5.0), (4.0, 5.0), (6.0, 5.0)]) == []
    assert dotted([(5.0 * n, 5.0) for n in range(20)]) == []


def test_a_table_of_dotted_rules_is_read_box_by_box() -> None:
    document = documents.from_bytes("r.pdf", report(numbered(), Look(rules="dotted"), tables="4"))
    (grid,) = pdf_rules.extract(pdf_page.read_content(document)).grids
    assert (grid.n_rows, grid.n_cols) == (4, 15)
    assert [cell.text for cell in grid.rows[3]] == [str(number) for number in range(1186, 1201)]
