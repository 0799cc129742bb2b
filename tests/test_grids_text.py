from __future__ import annotations

import pytest

from gongkai import documents
from gongkai.grids import router


def test_lines_with_tabs_are_ragged_grids() -> None:
    text = "年度报告\r\n\r\n  一、总体情况\r\n规章\t0\t12\t\r\n文件\t3\r\n小计\r\n甲\t乙\n\t1\n"
    (extract,) = router.extracts(documents.from_bytes("r.txt", text.encode("gb18030")))
    assert extract.reader == "text"
    assert [(line.text, line.place) for line in extract.lines] == [
        ("年度报告", "line 1"),
        ("一、总体情况", "line 3"),
        ("小计", "line 6"),
    ]
    first, second = extract.grids
    assert (first.ragged, first.n_rows, first.n_cols, first.place) == (True, 2, 4, "line 4")
    assert [(cell.row, cell.col, cell.text, cell.place) for cell in first.cells] == [
        (0, 0, "规章", "line 4 col 1"),
        (0, 1, "0", "line 4 col 2"),
        (0, 2, "12", "line 4 col 3"),
        (0, 3, "", "line 4 col 4"),
        (1, 0, "文件", "line 5 col 1"),
        (1, 1, "3", "line 5 col 2"),
    ]
    assert [(cell.row, cell.text, cell.place) for cell in second.cells] == [
        (0, "甲", "line 7 col 1"),
        (0, "乙", "line 7 col 2"),
        (1, "", "line 8 col 1"),
        (1, "1", "line 8 col 2"),
    ]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("规章\t8\n5\n文件\t3\n", ["规章", "8\n5", "文件", "3"]),
        ("规章\t8\t\n5\t\t\n文件\t3\n", ["规章", "8\n5", "", "文件", "3"]),
        ("规章\t无\n5\n文件\t3\n", ["规章", "无", "文件", "3"]),
    ],
)
def test_a_line_of_figures_may_be_the_rest_of_the_number_before_it(text: str, cells: list[str]) -> None:
    (extract,) = router.extracts(documents.from_bytes("r.txt", text.encode()))
    assert [cell.text for grid in extract.grids for cell in grid.cells] == cells
