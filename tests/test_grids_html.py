from __future__ import annotations

import pytest

from gongkai import documents
from gongkai.errors import UnreadableDocument
from gongkai.grids import router
from gongkai.grids.decode import decode
from gongkai.grids.model import Extract, Grid


def read(data: bytes | str) -> Extract:
    body = data.encode() if isinstance(data, str) else data
    document = documents.from_bytes("page.html", body)
    assert document.media_type == "text/html"
    (extract,) = router.extracts(document)
    return extract


def slots(grid: Grid) -> list[list[str]]:
    """Text of each slot: the cell's in its first one, "." in those it covers beside it, "#" where there is no box."""
    texts = []
    for row in range(grid.n_rows):
        cells = [(col, grid.slots.get((row, col))) for col in range(grid.n_cols)]
        texts.append(
            ["#" if cell is None else cell.text if (cell.row, cell.col) == (row, col) else "." for col, cell in cells]
        )
    return texts


def test_spans_are_expanded_and_text_stands_in_the_first_slot_only() -> None:
    extract = read(
        "<html><body><table><tr><th rowspan=2 colspan='2'>甲</th><td>1</td></tr><tr><td>2</td></tr>"
        "<tr><td>3</td><td colspan=9999>4</td></tr><tr><td rowspan=300>5</td></tr></table></body></html>"
    )
    (grid,) = extract.grids
    assert (grid.n_rows, grid.n_cols) == (4, 201)
    assert [row[:4] for row in slots(grid)] == [
        ["甲", ".", "1", "#"],
        [".", ".", "2", "#"],
        ["3", "4", ".", "."],
        ["5", "#", "#", "#"],
    ]
    assert grid.slots[(1, 2)].place == "/html/body/table/tr[2]/td"
    assert grid.place == "/html/body/table"


@pytest.mark.parametrize("attribute", ["rowspan=''", "rowspan='px2'", "colspan='-1'", "colspan='²'"])
def test_odd_spans_count_as_one(attribute: str) -> None:
    (grid,) = read(f"<table><tr><td {attribute}>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>").grids
    assert slots(grid) == [["1", "2"], ["3", "4"]]


def test_layout_tables_are_text_and_inner_tables_are_grids() -> None:
    extract = read(
        "<body><table><tr><td>导航</td><td><p>一、总体情况</p>"
        "<table><tr><td>规章</td><td>12</td></tr></table></td></tr></table>"
        f"<table><tr><td>注</td><td>{'字' * 401}</td></tr></table><table><tr><td>框内说明</td></tr></table></body>"
    )
    assert [slots(grid) for grid in extract.grids] == [[["规章", "12"]]]
    assert [line.text for line in extract.lines] == ["导航", "一、总体情况", "注", "字" * 401, "框内说明"]


def test_a_wrapped_value_is_text_of_its_cell() -> None:
    (grid,) = read(
        "<table><tr><td>规章</td><td><table><tr><td>12</td></tr></table></td></tr></table>",
    ).grids
    assert slots(grid) == [["规章", "12"]]


def test_word_export_html() -> None:
    page = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><!--[if gte mso 9]><xml>
    <w:View>Print</w:View></xml><![endif]--><style>td {color: red}</style><title> 某县
    年报 </title></head><body><p class=MsoNormal><![if !supportLists]><span>一、</span><![endif]>总体<b>情</b>况
    <o:p>&nbsp;</o:p></p><table class=MsoTableGrid><tr style='mso-yfti-irow:0'><td width=100><p class=MsoNormal
    align=center><span style='font-family:宋体'>行政<span lang=EN-US>许可</span></span><span
    lang=EN-US><o:p></o:p></span></p></td><td><p class=MsoNormal><span lang=EN-US>1<span>2</span><!-- 9 -->3<o:p></o:p>
    </span></p></td><td><p><o:p>&nbsp;</o:p></p></td><td><p>结果</p><p>维持</p><script>4</script></td>
    <td><img src=a.png></td></tr></table></body></html>"""
    extract = read(page)
    assert slots(extract.grids[0]) == [["行政许可", "123", "", "结果\n维持", "\ufffc"]]
    assert [(line.text, line.place) for line in extract.lines] == [("一、总体情况", "/html/body/p")]
    assert extract.title == "某县 年报"


def test_unclosed_cells_and_rows() -> None:
    (grid,) = read("<table><tbody><tr><td>规章<td>1<tr><td>文件<td>2</table>").grids
    assert slots(grid) == [["规章", "1"], ["文件", "2"]]


def test_head_links_and_lines() -> None:
    extract = read(
        '<html><head><meta name="ArticleTitle" content="某镇2022年年报"><meta name="PubDate" content="2023-01-20">'
        "<meta name='ContentSource' content=''><title>某镇</title></head><body><h1>年报</h1>"
        "<div>甲<br>乙<p>丙</p>丁</div>"
        '<a href="files/a.PDF?x=1">附件</a><a href="/down.jsp?f=%E5%B9%B4.docx">下载</a><a href="list.html">更多</a>'
        '<a href="/get?id=3">报告.xls</a><a href="x.pdfx">n</a><img src="p1.jpg" alt="第一页">'
        '<img src="data:image/png;base64,AA"></body></html>'
    )
    assert extract.title == "某镇2022年年报"
    assert extract.metadata == {"articletitle": "某镇2022年年报", "pubdate": "2023-01-20"}
    assert extract.links == (
        ("files/a.PDF?x=1", "附件"),
        ("/down.jsp?f=%E5%B9%B4.docx", "下载"),
        ("/get?id=3", "报告.xls"),
        ("p1.jpg", "第一页"),
    )
    assert [(line.text, line.place) for line in extract.lines][:5] == [
        ("年报", "/html/body/h1"),
        ("甲", "/html/body/div"),
        ("乙", "/html/body/div"),
        ("丙", "/html/body/div/p"),
        ("丁", "/html/body/div"),
    ]


WORDS = "政府信息公开"


@pytest.mark.parametrize(
    ("data", "holes"),
    [
        (WORDS.encode(), 0),
        (b"\xef\xbb\xbf" + WORDS.encode(), 0),
        (WORDS.encode("utf-16"), 0),
        (WORDS.encode("gb18030"), 0),
        (b"<meta charset=utf-8>" + WORDS.encode("gb18030"), 0),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">' + "镕㐀".encode("gb18030"), 0),
        (b"<meta charset=big5>" + "政府".encode("big5"), 0),
        (b"<meta charset=hex>" + WORDS.encode("gb18030"), 0),
        (b"<meta charset=iso-8859-1>" + WORDS.encode("gb18030"), 0),
        (b"<meta charset=windows-1252>" + WORDS.encode("gb18030"), 0),
        # A description cut in the middle of a character must not turn the page into mojibake.
        ((WORDS * 20).encode() + b"\xe6\x94" + (WORDS * 20).encode(), 1),
    ],
)
def test_bytes_become_the_text_that_was_written(data: bytes, holes: int) -> None:
    text, notes = decode(data)
    assert any(part in text for part in (WORDS, "镕㐀", "政府"))
    assert text.count("\ufffd") == holes
    assert not text.startswith("\ufeff")
    assert any("could not be decoded" in note for note in notes) == bool(holes)


def test_a_wrong_declared_charset_is_noted() -> None:
    assert decode(b"<meta charset=utf-8>" + WORDS.encode("gb18030"))[1] == ("decoded as gb18030, declared was utf-8",)


TRADITIONAL = "政府信息公開工作年度報告：受理申請"
#: Some signs are in the Big5 of Hong Kong alone (邨), some in that of Microsoft (碁).
BIG5 = TRADITIONAL.encode("big5")
HONG_KONG = f"{TRADITIONAL}㗎".encode("big5hkscs")


@pytest.mark.parametrize(
    ("data", "words", "notes"),
    [
        (b"<meta charset=big5>" + BIG5, TRADITIONAL, ()),
        (b"<meta charset=Big5-HKSCS>" + HONG_KONG, f"{TRADITIONAL}㗎", ()),
        (b"<meta charset=big5>" + HONG_KONG, f"{TRADITIONAL}㗎", ()),
        (b"<html>" + BIG5, TRADITIONAL, ("decoded as big5 by its words, declared was nothing",)),
        (b"<meta charset=gb2312>" + BIG5, TRADITIONAL, ("decoded as big5 by its words, declared was gb18030",)),
        (b"<meta charset=utf-8>" + BIG5, TRADITIONAL, ("decoded as big5 by its words, declared was utf-8",)),
        (b"<meta charset=big5>" + WORDS.encode("gb18030"), WORDS, None),
        (b"<meta charset=gb2312>" + TRADITIONAL.encode("gb18030"), TRADITIONAL, ()),
        # What says nothing of a report stays what it is declared to be, and is GB18030 where nothing is declared.
        (b"<meta charset=big5>" + "申請".encode("big5"), "申請", ()),
        (b"<html>" + "申請".encode("gb18030"), "申請", ()),
    ],
)
def test_big5_and_gb18030_are_told_apart_by_what_the_page_says(
    data: bytes, words: str, notes: tuple[str, ...] | None
) -> None:
    text, found = decode(data)
    assert text.endswith(words)
    if notes is None:
        assert found and "gb18030" in found[0]
    else:
        assert found == notes


def test_a_damaged_page_in_big5_is_read_as_declared() -> None:
    text, notes = decode(b"<meta charset=big5>" + BIG5 + b"\xff\xff\x80")
    assert TRADITIONAL in text and notes == ("3 characters could not be decoded as big5",)


def test_bytes_that_no_charset_fits_are_never_silently_replaced() -> None:
    text, notes = decode(b"<html>" + WORDS.encode("gb18030") + b"\xff\xff\x80")
    assert "\ufffd" in text
    assert "could not be decoded" in notes[0]


def test_gbk_page_without_charset_through_the_reader() -> None:
    extract = read("<table><tr><td>规章</td><td>7</td></tr></table>".encode("gbk"))
    assert slots(extract.grids[0]) == [["规章", "7"]]


def test_entities_and_huge_tables_do_no_harm() -> None:
    page = (
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;</p>'
        + "<table>"
        + "<tr><td rowspan=200 colspan=200>1</td><td>2</td></tr>" * 40
        + "</table></body></html>"
    )
    extract = read(page)
    assert not any("root:" in line.text for line in extract.lines)
    assert extract.grids == ()
    assert [line.text for line in extract.lines if line.text in "12"][:2] == ["1", "2"]


def test_deep_nesting_is_read() -> None:
    (line,) = read("<html><body>" + "<div>" * 1500 + "底" + "</div>" * 1500 + "</body></html>").lines
    assert line.text == "底"


def test_a_page_of_nothing_is_unreadable_in_words() -> None:
    with pytest.raises(UnreadableDocument, match="empty") as error:
        router.extracts(documents.Document("x", b"<!-- -->", "0", "text/html"))
    assert error.value.remedy


def test_heads_stand_above_and_feet_below_wherever_they_are_written() -> None:
    (grid,) = read(
        "<table><tfoot><tr><td>foot</td></tr></tfoot><tbody><tr><td>1</td></tr></tbody>"
        "<thead><tr><td>head</td></tr></thead><tbody><tr><td>2</td></tr></tbody>"
        "<thead><tr><td>second head</td></tr></thead></table>"
    ).grids
    assert [cell.text for cell in sorted(grid.cells, key=lambda cell: cell.row)] == [
        "head",
        "1",
        "2",
        "second head",
        "foot",
    ]
