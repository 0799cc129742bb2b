"""Heads of tables with one character misread, as text recognition leaves them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gongkai.align.document import align
from gongkai.align.misread import as_meant, meant
from gongkai.grids.model import Cell, Extract, Grid

#: Rows of table 3 that both forms have, and one that says which form it is.
ROWS = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "(七)总计", "四、结转下年度继续办理")
HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def requests_table(heads: tuple[str, ...]) -> Extract:
    """Table 3, cut short: a column of labels and seven of numbers 10, 11, … in row 1, 20, 21, … in row 2."""
    cells = [Cell(0, 0, 1, 1, "", "p0")]
    cells += [Cell(0, 1 + at, 1, 1, head, f"h{at}") for at, head in enumerate(heads)]
    for row, label in enumerate(ROWS, start=1):
        cells.append(Cell(row, 0, 1, 1, label, f"l{row}"))
        cells += [Cell(row, 1 + at, 1, 1, str(row * 10 + at), f"v{row}{at}") for at in range(7)]
    return Extract("ocr", (Grid(tuple(cells), 1 + len(ROWS), 8, "p1", "ocr"),), ())


@pytest.mark.parametrize(
    ("printed", "official"),
    [
        ("白然\n人", "自然人"),
        ("社会公益细织", "社会公益组织"),
        ("商业企亚", "商业企业"),
        ("复汉后起诉", "复议后起诉"),
        ("尚末审结", "尚未审结"),
        ("尚米审\n结", "尚未审结"),
        ("尚来审结", "尚未审结"),
        ("共他", "其他"),
        (
            "2.申请人逾期术按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        ),
        ("上一年项日数量", "上一年项目数量"),
        ("本年培/减", "本年增/减"),
        ("行政强判", "行政强制"),
        ("7.属下行政执法案卷", "7.属于行政执法案卷"),
        ("2.重复中请", "2.重复申请"),
        (
            "1.中请人尤正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        ),
    ],
)
def test_a_character_is_misread(printed: str, official: str) -> None:
    assert meant(printed) == official


@pytest.mark.parametrize(
    "printed",
    [
        "其也",  # of two characters one is too much
        "白燃人",
        "1然人",
        "行政诉论",  # 行政诉讼 names no channel
        "行政检查",
        "行政处分",
        "历年制发件数",
        "现行失效件数",
        "上年增/减",
        "（三）予以公开",
        "二、本年结转政府信息公开申请数量",
        "本年收费全额（单位：元）",
        "总计",
        "1.申请人有正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "1.申请人无正当理由逾期已补正、行政机关不再处理其政府信息公开申请",
        "2.申请人逾期已按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "2.中请人逾朝末按收费通如要求缴纳费用、行政机关不再处理其政府信息公开申请",  # four of 33
        "1.属于国冢秘蜜",
        "工业企业",
        "农业企业",
        "科技机构",
        "非商业企业",
    ],
)
def test_what_is_another_label_or_none_is_no_misreading(printed: str) -> None:
    assert meant(printed) is None


def test_what_a_file_states_is_no_misreading() -> None:
    extract = requests_table(("白然人", *HEADS[1:]))
    (grid,) = extract.grids
    stated = Extract("html", (replace(grid, reader="html"),), ())
    assert as_meant(stated) is stated
    assert as_meant(extract).grids[0].cells[1].text == "自然人"


def test_table_3_with_a_misread_head_is_whole() -> None:
    (table,) = align(requests_table(("白然人", *HEADS[1:])))
    numbers = {key: value.number.value for key, value in table.by_cell.items() if value.number is not None}
    assert numbers["req_new", "natural_person"] == 10
    assert numbers["req_new", "total"] == 16
    assert len(numbers) == 28


def test_table_3_whose_first_head_is_lost_is_still_found() -> None:
    """Its rows are known by their labels; the numbers under the head that nothing names are nobody's."""
    (table,) = align(requests_table(("甲乙丙", *HEADS[1:])))
    numbers = {key: value.number.value for key, value in table.by_cell.items() if value.number is not None}
    assert ("req_new", "natural_person") not in numbers
    assert numbers["req_new", "commercial_enterprise"] == 11
    assert len(numbers) == 24


@pytest.mark.parametrize(
    ("place", "head", "code"),
    [
        (0, "非自然人", "natural_person"),
        (1, "非商业企业", "commercial_enterprise"),
        (1, "工业企业", "commercial_enterprise"),
        (1, "农业企业", "commercial_enterprise"),
        (2, "科技机构", "research_institution"),
        (3, "社会公共组织", "public_welfare_org"),
    ],
)
@pytest.mark.parametrize("reader", ["html", "rules", "ocr"])
def test_a_head_that_names_others_than_the_forms_is_none_of_it(place: int, head: str, code: str, reader: str) -> None:
    (grid,) = requests_table((*HEADS[:place], head, *HEADS[place + 1 :])).grids
    (table,) = align(Extract(reader, (replace(grid, reader=reader),), ()))
    assert {value.applicant for value in table.values if value.label is None and value.number is None} >= {code}
    assert head in table.unmapped


@pytest.mark.parametrize("reader", ["html", "rules"])
@pytest.mark.parametrize(("place", "head"), [(0, "白然人"), (1, "商业企亚"), (3, "社公益组织"), (3, "社会公益组识")])
def test_a_head_misprinted_by_a_sign_like_the_forms_is_told_by_its_place(place: int, head: str, reader: str) -> None:
    (grid,) = requests_table((*HEADS[:place], head, *HEADS[place + 1 :])).grids
    (table,) = align(Extract(reader, (replace(grid, reader=reader),), ()))
    new = [value for value in table.values if value.indicator == "req_new"]
    assert [value.number and value.number.value for value in new] == [10, 11, 12, 13, 14, 15, 16]
    assert [value.by for value in new].count("position") == 1
