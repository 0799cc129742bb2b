"""What hostile and damaged input did once, each as a labelled case, and a short soak (``make soak``: the long one)."""

from __future__ import annotations

import io
import shutil
import struct
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from made_documents import docx, tc
from office_documents import converted, saved
from official_html import ROWS_2019, disclosure_2021, disputes, page, requests
from PIL import Image

from benchmarks.hostile.bases import base, document, truth
from benchmarks.hostile.bombs import BOMBS
from benchmarks.hostile.containers import png_rows, with_rows
from benchmarks.hostile.judge import judge
from benchmarks.hostile.mutants import Mutant
from benchmarks.hostile.soak import soak
from gongkai import sandbox
from gongkai.documents import from_bytes
from gongkai.errors import UnreadableDocument
from gongkai.grids import router
from gongkai.grids.model import Extract
from gongkai.judge.evaluate import judged
from gongkai.read import content, read_document
from gongkai.records import DocumentReading

TABLE_2 = {
    "规章": [1, 2, 3],
    "行政规范性文件": [4, 5, 6],
    **{label: [7] for label in ("行政许可", "行政处罚", "行政强制", "行政事业性收费")},
}
NUMBERS_4 = [1, 2, 0, 0, 3, *[0] * 10]


def read(data: bytes) -> DocumentReading:
    return read_document(from_bytes("hostile", data))


def cells_of(body: str) -> list[str]:
    (extract,) = router.extracts(from_bytes("p", f"<html><body>{body}".encode()))
    return [cell.text for grid in extract.grids for cell in grid.cells]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<html><body>" + b"<div>" * 3000 + b"7", "nests more than 2000 elements"),
        (b"<html><body>" + b"<p>7" * 60_000, "60002 elements, more than the 50000"),
        ("规章\t".encode() * 100_001, "100001 fields of tables, more than the 100000"),
    ],
    ids=["deep page", "many elements", "many fields"],
)
def test_pages_and_texts_beyond_all_measure_are_refused(data: bytes, words: str) -> None:
    answer = read(data)
    assert answer.kind == "unreadable"
    assert answer.error is not None and words in answer.error


def test_a_page_that_nests_a_thousand_elements_is_read() -> None:
    deep = page("<div>" * 1000, disputes(NUMBERS_4), "</div>" * 1000)
    (report,) = read(deep).reports
    assert {table.table: table.verdict for table in report.tables}["4"] == "consistent"


def test_spans_of_99999_cost_nothing() -> None:
    body = "<table>" + '<tr><td rowspan="99999" colspan="99999">7</td><td>8</td></tr>' * 300 + "</table>"
    assert cells_of(body) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # A bracket is missing: the tag swallows "75</span", a browser shows 2 of 275.
        ('<table><tr><td>甲<td><span>2</span><span lang="EN"75</span></td></tr></table>', ["甲", "2\ufffd"]),
        # A quote is missing: the attribute swallows the number.
        ('<table><tr><td>甲<td><span style="a>44</span><span style="b">&nbsp;</span></table>', ["甲", "\ufffd"]),
        # The row's own tag swallows its first box: none of its boxes can be believed.
        (
            '<table><tr class="a><td>1</td><td class="b">甲<td>7<tr><td>乙<td>8</table>',
            ["7\ufffd", "乙", "8"],
        ),
        # A bracket within a tag is one, whatever brackets a script has.
        ("<script>if(a>b){}</script><table><tr><td>甲<td><span <span>75</span></table>", ["甲", "75\ufffd"]),
        # Quotes within quotes, as Word writes them, swallow nothing.
        ('<table><tr><td style="font-family:"Times New Roman"">甲<td>7</table>', ["甲", "7"]),
    ],
)
def test_a_tag_that_swallowed_text_makes_its_cell_unreadable(body: str, expected: list[str]) -> None:
    assert cells_of(body) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("<p> <span>1</span>\n<span>2 </span></p> ", "1 2"),
        ("<b>1</b>2", "12"),
        ("1<p>2</p>", "1\n2"),
        ("<p>1</p>2", "1\n2"),
        ("<p>1<br>2</p>", "1\n2"),
        ("<p>1<sup>2</sup></p>", "1\n2"),
        ("<p>1<s>2</s></p>", "12\ufffc"),
        ("<p><span>1</span><span hidden>2</span></p>", "1"),
        ('<p style="display:none">1</p>', ""),
    ],
)
def test_a_cell_says_what_a_browser_shows(cell: str, expected: str) -> None:
    assert cells_of(f"<table><tr><td>甲<td>{cell}</table>") == ["甲", expected]


def test_a_page_cut_off_in_a_cell_is_not_believed() -> None:
    whole = page(disputes([*NUMBERS_4[:-1], 10]))
    cut = whole[: whole.rindex(b"10</td>") + 1]
    (report,) = read(cut).reports
    assert {table.table: table.verdict for table in report.tables}["4"] == "unreadable"
    assert not any(fact.value == 1 and fact.indicator == "suit_after_review_total" for fact in report.facts)


@pytest.mark.parametrize(("end", "expected"), [("", "1"), ("\n", "1"), ("0\n以上。", "10")])
def test_a_text_that_ends_in_a_number_says_so(end: str, expected: str) -> None:
    (extract,) = router.extracts(from_bytes("t", f"结果维持\t总计\n1\t1{end}".encode()))
    assert extract.grids[0].cells[-1].text == expected
    assert extract.grids[0].has_open_end is (end == "")


def named(extract: Extract, reader: str) -> Extract:
    return replace(extract, reader=reader, grids=tuple(replace(grid, reader=reader) for grid in extract.grids))


def test_readers_that_saw_two_forms_in_one_table_are_a_finding() -> None:
    tables = [disclosure_2021(TABLE_2), requests([[0] * 7] * 25), disputes(NUMBERS_4)]
    older = [tables[0], requests([[0] * 7] * 23, ROWS_2019), tables[2]]
    (new,), (old,) = (router.extracts(from_bytes("p", page(*made))) for made in (tables, older))
    found = (named(old, "camelot"), named(new, "rules"))
    (report,) = content(from_bytes("p", page(*tables)), found).reports
    assert {table.table: table.verdict for table in judged(report).tables}["3"] in ("unconfirmed", "incomplete")


@pytest.mark.parametrize(
    ("prologue", "text", "words"),
    [
        ('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;", "document type"),
        ('<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd">', "x", "document type"),
        ('<!DOCTYPE d [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>', "x", "document type"),
        (
            "<!DOCTYPE d [<!ENTITY l0 'ha'>"
            + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
            + "]>",
            "&l9;",
            "no XML|document type",
        ),
    ],
    ids=["file entity", "DTD over the network", "parameter entity", "billion laughs"],
)
def test_entities_of_word_files_are_never_followed(prologue: str, text: str, words: str) -> None:
    made = docx(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p><w:tbl><w:tr>{tc('7')}</w:tr></w:tbl>", prologue=prologue)
    with pytest.raises(UnreadableDocument, match=words) as error:
        sandbox.extracts(from_bytes("r.docx", made))
    assert "root:" not in str(error.value)


@pytest.mark.parametrize(
    ("bomb", "words"),
    [
        ("docx of 1 GB", "unpacks to more than 60000000 bytes"),
        ("docx nested 1,000 deep", "no XML"),
        ("pdf of 10,000 pages", "10000 pages, more than the 400"),
        ("pdf, 1 GB deflated twice", "memory"),
        ("pdf with a cycle of pages", "no PDF engine can read it"),
    ],
)
def test_bombs_are_findings(bomb: str, words: str) -> None:
    answer = read(BOMBS[bomb]())
    assert answer.kind == "unreadable"
    assert answer.error is not None and words in answer.error


@pytest.mark.parametrize("medium", ["html", "html gbk", "text", "mht", "docx xml", "docx", "zip page", "rar page"])
def test_mutants_are_read_rightly_or_not_trusted(medium: str) -> None:
    tally = soak(medium, 25, "tests")
    assert tally.faults == []
    assert tally.mutants == 25


def _swap_cells(data: bytes) -> bytes:
    return data.replace(b"<td>56</td><td>64</td>", b"<td>64</td><td>56</td>")


def _print_otherwise(data: bytes) -> bytes:
    return data.replace(b"<td>56</td><td>64</td>", b"<td>56</td><td>65</td>")


@pytest.mark.parametrize(
    ("change", "kind", "wrong", "reprinted"),
    [
        (bytes, "flip", 0, 0),
        (_swap_cells, "flip", 2, 0),
        (_print_otherwise, "flip", 0, 1),
        (_print_otherwise, "cut", 1, 0),
    ],
)
def test_the_soak_sees_a_wrong_cell_in_a_trusted_table(
    change: Callable[[bytes], bytes], kind: str, wrong: int, reprinted: int
) -> None:
    changed = change(base("html"))
    outcome = judge(read(changed), truth(), base("html"), Mutant(0, kind, changed), "html")
    assert outcome.trusted == 3
    assert (len(outcome.wrong), len(outcome.reprinted)) == (wrong, reprinted)


def test_the_truth_of_the_soak_is_what_its_documents_say() -> None:
    assert len(truth()) == 200
    for medium in ("html", "html gbk", "text", "mht", "docx", "docx xml", "pdf plain", "zip page", "rar page"):
        (report,) = read(document(medium, base(medium))).reports
        assert {(f.table, f.indicator, f.applicant): f.value for f in report.facts} == truth()
    assert truth()["4", "review_upheld", None] == Decimal(56)


def test_a_picture_whose_rows_are_hurt_is_sound_around_them() -> None:
    """A flipped byte of a filtered row smears the picture; its checksums say nothing of it."""

    def png(pixels: bytes) -> bytes:
        out = io.BytesIO()
        Image.frombytes("L", (3, 2), pixels).save(out, "PNG")
        return out.getvalue()

    def pixels(data: bytes) -> list[int]:
        return list(Image.open(io.BytesIO(data)).tobytes())

    made = png(bytes([1, 2, 3, 4, 5, 6]))
    assert pixels(with_rows(made, png_rows(made))) == [1, 2, 3, 4, 5, 6]
    assert pixels(with_rows(made, bytes([0, 1, 2, 3, 1, 9, 1, 1]))) == [1, 2, 3, 9, 10, 11]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_two_numbers_in_one_box_of_a_workbook_are_none(tmp_path: Path) -> None:
    """A flipped bit moved the second row's number onto the first's: 25 was read as 12."""
    book = openpyxl.Workbook()
    for row in (["甲", 25], ["乙", 12], ["丙", 7]):
        book.active.append(row)
    data = converted(saved(book), "xlsx", "xls", tmp_path)
    second = struct.pack("<HHHH", 0x027E, 10, 1, 1)
    assert data.count(second) == 1
    hurt = data.replace(second, struct.pack("<HHHH", 0x027E, 10, 0, 1))
    (extract,) = router.extracts(from_bytes("r.xls", hurt))
    assert [cell.text for cell in extract.grids[0].cells if cell.col == 1] == ["\ufffd", "", "7"]
