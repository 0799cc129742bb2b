"""Real reports of the shared corpus through every reader. Skipped where the corpus is absent."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from gongkai import documents
from gongkai.grids import router
from gongkai.grids.model import Extract

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside this checkout")


@pytest.fixture(scope="module")
def huaian() -> dict[str, Extract]:
    return {found.reader: found for found in read("huaian_2024.pdf")}


def read(name: str) -> tuple[Extract, ...]:
    return router.extracts(documents.from_path(CORPUS / "documents" / name))


def numbers(extract: Extract) -> list[list[Decimal | None]]:
    """For each row of each grid: its numbers, in order; rows without any are left out."""
    rows = []
    for grid in extract.grids:
        for index in range(grid.n_rows):
            row = [number(cell.text) for cell in grid.row(index) if cell.row == index]
            found = [value for value in row if value is not None]
            if found:
                rows.append(found)
    return rows


def number(text: str) -> Decimal | None:
    try:
        return Decimal("".join(text.split()))
    except InvalidOperation:
        return None


def truth(name: str) -> list[list[Decimal]]:
    """The printed numbers, row by row of the form."""
    rows: dict[str, list[Decimal]] = {}
    facts = json.loads((CORPUS / "truth" / f"{name}.json").read_text(), parse_float=Decimal, parse_int=Decimal)["facts"]
    for fact in facts:
        indicator = fact["indicator"]
        # Two rows of table 2 hold three indicators each, table 4 is one row; else a row is an indicator.
        several = ("rules_", "normdoc_", "review_", "suit_")
        row = indicator.split("_")[0].replace("suit", "review") if indicator.startswith(several) else indicator
        rows.setdefault(row, []).append(fact["value"])
    return list(rows.values())


@pytest.mark.parametrize("reader", ["camelot", "rules"])
def test_every_number_of_a_real_pdf_in_its_row(huaian: dict[str, Extract], reader: str) -> None:
    expected = truth("huaian_2024")
    assert sum(map(len, expected)) == 200
    assert numbers(huaian[reader]) == expected


def test_both_readers_see_the_same_boxes_on_the_same_pages(huaian: dict[str, Extract]) -> None:
    seen = [
        [
            (grid.page, [(c.row, c.col, c.rowspan, c.colspan, "".join(c.text.split())) for c in grid.cells])
            for grid in huaian[reader].grids
        ]
        for reader in ("camelot", "rules")
    ]
    assert seen[0] == seen[1]
    # Table 2 on pages 3 and 4, table 3 on 4 and 5, table 4 on 5.
    assert [page for page, _ in seen[0]] == [3, 4, 4, 5, 5]
    assert [len(cells) for _, cells in seen[0]] == [19, 11, 117, 100, 34]


def test_running_text_of_a_real_pdf(huaian: dict[str, Extract]) -> None:
    lines = [line.text for line in huaian["rules"].lines]
    assert lines[:2] == ["淮安市人民政府", "2024 年政府信息公开工作年度报告"]
    assert "政府信息公开行政复议 351" in "\n".join(lines)
    assert not any("商业企业" in line for line in lines)


def test_a_word_form_without_numbers() -> None:
    (extract,) = read("blank_form_2021.docx")
    assert [(grid.n_rows, grid.n_cols) for grid in extract.grids] == [(14, 4), (28, 10), (4, 15)]
    assert numbers(extract) == []
    labels = extract.grids[1].slots
    assert labels[(5, 0)].text == "三、本年度办理结果" and labels[(5, 0)].rowspan == 22
    assert labels[(24, 1)].text.startswith("（六）") and labels[(24, 1)].rowspan == 3
    assert "政府信息公开工作年度报告格式模板" in [line.text for line in extract.lines]


def test_a_page_of_2019_with_blanks() -> None:
    (extract,) = read("shanghai_gov_office_2019_tables_3_4.html")
    third, fourth = extract.grids
    assert (third.n_rows, third.n_cols, fourth.n_rows, fourth.n_cols) == (26, 10, 4, 15)
    assert [cell.text for cell in third.row(3)][1:] == ["821", "35", "", "", "2", "1", "859"]
    assert [cell.text for cell in third.row(5)][2:] == ["258", "12", "", "", "1", "1", ""]
    assert [cell.text for cell in fourth.row(3)] == ["5", "", "", "2", "7", "8", "", "", "1", "9", "", "", "", "", ""]


def test_the_report_as_text_with_tabs() -> None:
    (extract,) = read("seed_sujiazuo_2023.txt")
    assert [grid.n_rows for grid in extract.grids] == [14, 28, 4]
    assert all(grid.ragged for grid in extract.grids)
    row = extract.grids[1].row(7)
    assert [cell.text for cell in row][1:4] == ["(三) 不予公开", "1. 属于国家秘密", "0"]
    assert row[3].place == "line 43 col 4"
    # A row flush left, as it is printed there.
    assert extract.grids[1].row(25)[0].text == "3. 其他"
    assert extract.lines[0].text == "苏家作乡 2023 年政府信息公开工作年度报告"
