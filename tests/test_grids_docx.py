from __future__ import annotations

import pytest
from made_documents import DOCX_NS, docx, tc

from gongkai import documents
from gongkai.errors import UnreadableDocument
from gongkai.grids import ooxml, router
from gongkai.grids.model import Extract


def read(data: bytes) -> Extract:
    (extract,) = router.extracts(documents.from_bytes("r.docx", data))
    return extract


def p(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', '<w:vMerge w:val="continue"/>'
WIDE, MERGED = '<w:gridSpan w:val="2"/>', '<w:hMerge w:val="restart"/>'


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


TABLE = (
    "<w:tbl>"
    + tr(tc("三", RESTART), tc("公开", WIDE), tc("5"))
    + tr(tc("", "<w:vMerge/>"), tc("不予", RESTART), tc("秘密"), tc("6"))
    + tr(tc("", CONTINUE), tc("", "<w:vMerge/>"), tc("其他"), tc("7"))
    + tr(tc("合", MERGED), tc("", "<w:hMerge/>"), tc("18"), properties='<w:gridBefore w:val="1"/>')
    + tr(tc("删"), tc("9"), properties="<w:del/>")
    + "</w:tbl>"
)


def test_merged_cells_and_places() -> None:
    (grid,) = read(docx(p("标题") + TABLE)).grids
    assert (grid.n_rows, grid.n_cols) == (4, 4)
    assert [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in grid.cells] == [
        (0, 0, 3, 1, "三"),
        (0, 1, 1, 2, "公开"),
        (0, 3, 1, 1, "5"),
        (1, 1, 2, 1, "不予"),
        (1, 2, 1, 1, "秘密"),
        (1, 3, 1, 1, "6"),
        (2, 2, 1, 1, "其他"),
        (2, 3, 1, 1, "7"),
        (3, 1, 1, 2, "合"),
        (3, 3, 1, 1, "18"),
    ]
    assert (3, 0) not in grid.slots
    assert grid.slots[(1, 3)].place == "/w:document/w:body/w:tbl/w:tr[2]/w:tc[4]"


@pytest.mark.parametrize(
    ("above", "merge"),
    [
        (tr(tc("甲"), tc("4")), "<w:vMerge/>"),
        (tr(tc("甲"), tc("4")), CONTINUE),
        (tr(tc("甲", WIDE + RESTART)), CONTINUE),
    ],
)
def test_a_number_in_a_box_that_continues_none_is_unread_and_a_label_is_read(above: str, merge: str) -> None:
    table = (
        f"<w:tbl>{above}{tr(tc('乙', merge), tc('9', merge), tc('7'))}{tr(tc('丙'), tc('', merge), tc('8'))}</w:tbl>"
    )
    (grid,) = read(docx(table)).grids
    assert [cell.text for cell in grid.row(1)] == ["乙", "9\ufffc", "7"]
    assert [cell.text for cell in grid.row(2)][::2] == ["丙", "8"]


def test_running_text_and_tracked_changes() -> None:
    body = (
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>新收</w:t></w:r><w:del><w:r><w:delText>9</w:delText>"
        "<w:t>8</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>12</w:t></w:r></w:ins><w:r><w:br/>"
        "<w:t>第二行</w:t><w:tab/></w:r></w:p>" + TABLE + p("末")
    )
    core = (
        '<cp:coreProperties xmlns:cp="c" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>年报</dc:title>'
        "</cp:coreProperties>"
    )
    extract = read(docx(body, {"docProps/core.xml": core}))
    assert [(line.text, line.place) for line in extract.lines] == [
        ("新收12", "/w:document/w:body/w:p[1]"),
        ("第二行", "/w:document/w:body/w:p[1]"),
        ("末", "/w:document/w:body/w:p[2]"),
    ]
    assert extract.title == "年报"


def test_layout_table_is_text_and_its_inner_table_a_grid() -> None:
    inner = f"<w:tbl><w:tr>{tc('规章')}{tc('3')}</w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr>{tc('左')}<w:tc>{p('右')}{inner}</w:tc></w:tr></w:tbl>"
    extract = read(docx(outer))
    assert [[c.text for c in grid.cells] for grid in extract.grids] == [["规章", "3"]]
    assert [line.text for line in extract.lines] == ["左", "右"]


def test_hostile_and_damaged_files_are_unreadable_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    good = docx(p("x") * 500)
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    for data, words in (
        (docx(p("&a;&b;"), prologue=bomb), "document type"),
        (good[:-40], "damaged"),
        (good[:80], "damaged"),
        (docx("<w:p>"), "no XML"),
    ):
        with pytest.raises(UnreadableDocument, match=words) as error:
            read(data)
        assert error.value.remedy and error.value.file == "r.docx"
    monkeypatch.setattr(ooxml, "MAX_PART", 1000)
    with pytest.raises(UnreadableDocument, match="more than 1000 bytes"):
        read(good)


def test_a_word_file_whose_text_part_has_another_name() -> None:
    data = docx(
        p("旧"),
        {
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            'officeDocument" Target="/word/document2.xml"/></Relationships>',
            "word/document2.xml": f"<w:document {DOCX_NS}><w:body>{p('新')}</w:body></w:document>",
        },
    )
    assert [line.text for line in read(data).lines] == ["新"]


OFF = '<w:strike w:val="0"/>'
SIGN = '<w:r><w:sym w:font="Wingdings" w:char="F031"/></w:r>'


def test_what_is_hidden_is_not_read_and_what_is_raised_or_struck_is_no_digit() -> None:
    def run(words: str, properties: str) -> str:
        return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"

    def cell(*runs: str) -> str:
        return f"<w:tc><w:p>{''.join(runs)}</w:p></w:tc>"

    raised, struck = '<w:vertAlign w:val="superscript"/>', "<w:strike/>"
    math = '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>7</m:t></m:r></m:oMath>'
    rows = (
        f"<w:tr>{cell(run('1', ''), run('9', '<w:vanish/>'))}{cell(run('2', ''), run('3', raised))}</w:tr>"
        f"<w:tr>{cell(run('4', struck))}{cell(run('5', OFF))}</w:tr>"
        f"<w:tr>{cell(math)}{cell(SIGN)}</w:tr>"
        f"<w:tr><w:trPr><w:hidden/></w:trPr>{cell(run('8', ''))}{cell(run('8', ''))}</w:tr>"
    )
    (grid,) = read(docx(f"<w:tbl>{rows}</w:tbl>")).grids
    assert [cell.text for cell in grid.cells] == ["1", "2\n3", "4\ufffc", "5", "\ufffc", "\ufffc"]
