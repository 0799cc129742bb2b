"""Which readers are asked, and what counts of what they say: engines that answer what a test gives them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from word_looks import Look, numbered, report

from gongkai import documents, readers
from gongkai.align import fill
from gongkai.align.document import align
from gongkai.align.model import AlignedTable
from gongkai.cli.main import cli
from gongkai.grids import pdf_page, pdf_words
from gongkai.grids.model import Cell, Extract, Grid
from gongkai.judge.matching import matched
from gongkai.judge.readings import combine
from gongkai.read import content

PDF = documents.from_bytes("r.pdf", report(numbered(), Look(rules="grid")))


@pytest.fixture(scope="module")
def whole() -> Extract:
    """A reading of all three tables, each cell another number."""
    return pdf_words.extract(pdf_page.read_content(PDF))


@dataclass
class Engines:
    """Answers by the name of the engine, and the order in which they were first asked; they keep what they found."""

    answers: dict[str, Extract | None]
    asked: list[str] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)

    def _ask(self, name: str) -> Extract | None:
        if name not in self.asked:
            self.asked.append(name)
        found = self.answers[name]
        return None if found is None else named(found, name)

    rules = property(lambda self: self._ask("rules"))
    camelot = property(lambda self: self._ask("camelot"))
    words = property(lambda self: self._ask("words"))

    def ocr(self, pages: Sequence[int]) -> Extract | None:
        self.pages = list(pages)
        return self._ask("ocr")


def named(extract: Extract, reader: str) -> Extract:
    return replace(extract, reader=reader, grids=tuple(replace(grid, reader=reader) for grid in extract.grids))


def changed(extract: Extract, old: str, new: str | None) -> Extract:
    """With the text of one cell replaced, or without that cell where ``new`` is None."""

    def cells(grid: Grid) -> tuple[Cell, ...]:
        kept = [cell for cell in grid.cells if new is not None or cell.text != old]
        return tuple(cell._replace(text=new) if cell.text == old and new is not None else cell for cell in kept)

    return replace(extract, grids=tuple(replace(grid, cells=cells(grid)) for grid in extract.grids))


def without_tables(extract: Extract) -> Extract:
    return replace(extract, grids=())


def climb(mode: readers.Mode, **answers: Extract | None) -> tuple[list[str], Engines, list[Extract]]:
    engines = Engines(answers)
    found = readers.climbed(engines, mode, engines.ocr)
    return engines.asked, engines, found


def test_both_asks_the_two_readers_of_rules_and_no_other_where_they_read_all(whole: Extract) -> None:
    asked, _, found = climb("both", rules=whole, camelot=whole)
    assert asked == ["rules", "camelot"]
    assert [extract.reader for extract in found] == ["camelot", "rules"]


def test_both_asks_words_where_a_cell_has_no_box_and_then_has_two_whole_readings(whole: Extract) -> None:
    asked, _, _ = climb("both", rules=changed(whole, "1040", None), camelot=whole, words=whole)
    assert asked == ["rules", "camelot", "words"]


def test_both_does_not_ask_a_third_to_decide_between_two_whole_readings(whole: Extract) -> None:
    asked, _, found = climb("both", rules=changed(whole, "1040", "1049"), camelot=whole)
    assert asked == ["rules", "camelot"]
    (report_,) = content(PDF, tuple(found)).reports
    assert [table.reading for table in report_.tables] == ["agreed", "disputed", "agreed"]


def test_where_words_alone_reads_a_table_its_pages_are_recognised(whole: Extract) -> None:
    nothing = without_tables(whole)
    asked, engines, found = climb("both", rules=nothing, camelot=nothing, words=whole, ocr=whole)
    assert asked == ["rules", "camelot", "words", "ocr"]
    assert engines.pages == sorted({grid.page for grid in whole.grids})
    (report_,) = content(PDF, tuple(found)).reports
    assert [(table.reading, table.readers) for table in report_.tables] == [("agreed", ("words", "ocr"))] * 3


def test_a_document_without_official_tables_is_not_recognised(whole: Extract) -> None:
    nothing = without_tables(whole)
    asked, _, _ = climb("both", rules=nothing, camelot=nothing, words=nothing)
    assert asked == ["rules", "camelot", "words"]


def test_fast_asks_camelot_only_where_rules_and_words_differ_or_miss_a_cell(whole: Extract) -> None:
    assert climb("fast", rules=whole, words=whole)[0] == ["rules", "words"]
    other = changed(whole, "1040", "1049")
    assert climb("fast", rules=whole, words=other, camelot=whole)[0] == ["rules", "words", "camelot"]
    less = changed(whole, "1040", None)
    assert climb("fast", rules=less, words=whole, camelot=whole)[0] == ["rules", "words", "camelot"]


def test_fast_reads_as_both_does_what_rules_and_words_do_not_read_alike(whole: Extract) -> None:
    """Words run into each other on ruled pages: what both readers of its boxes read stands without them."""
    other = changed(whole, "1040", "1049")
    assert [e.reader for e in climb("fast", rules=whole, words=other, camelot=whole)[2]] == ["camelot", "rules"]
    less = changed(whole, "1040", None)
    found = climb("fast", rules=less, words=whole, camelot=whole)[2]
    assert [extract.reader for extract in found] == ["camelot", "rules", "words"]


def test_fast_leaves_disputed_what_the_readers_of_boxes_read_unlike(whole: Extract) -> None:
    """A third that agrees with one of them does not decide."""
    found = climb("fast", rules=changed(whole, "1040", "1049"), words=whole, camelot=whole)[2]
    assert [extract.reader for extract in found] == ["camelot", "rules"]
    (report_,) = content(PDF, tuple(found)).reports
    assert [table.reading for table in report_.tables] == ["agreed", "disputed", "agreed"]


def test_an_engine_that_failed_is_not_counted(whole: Extract) -> None:
    asked, _, found = climb("both", rules=None, camelot=whole, words=whole)
    assert asked == ["rules", "camelot", "words"]
    assert [extract.reader for extract in found] == ["camelot", "words"]


def third(extract: Extract) -> AlignedTable:
    return next(table for table in align(extract) if table.table == "3")


def test_a_reading_with_cells_missing_is_left_aside_where_two_are_whole(whole: Extract) -> None:
    readings = [third(named(changed(whole, "1040", None), "camelot")), third(named(whole, "rules")), third(whole)]
    record, facts = combine(readings, 1, 3)
    assert (record.reading, record.readers) == ("agreed", ("camelot", "rules", "words"))
    assert {fact.reading for fact in facts} == {"agreed"}


def test_a_box_left_out_is_no_blank_because_words_see_no_boxes(whole: Extract) -> None:
    less = changed(whole, "1040", None)
    blank = changed(whole, "1040", "")
    asked, _, found = climb("both", rules=less, camelot=less, words=blank)
    assert asked == ["rules", "camelot", "words"]
    record, facts = combine([third(extract) for extract in found], 1, 3)
    assert record.reading == "agreed"
    assert [fact.status for fact in facts if fact.status != "reported"] == ["absent"]


def test_a_reading_with_cells_missing_counts_where_only_one_is_whole(whole: Extract) -> None:
    record, facts = combine([third(named(changed(whole, "1040", None), "rules")), third(whole)], 1, 2)
    assert record.reading == "disputed"
    assert sum(fact.reading == "disputed" for fact in facts) == 1


@pytest.mark.parametrize(
    ("absent", "reading"),
    [
        (("ocr",), "agreed"),  # the recogniser found no row beside it: three readers of the text have the number
        (("camelot", "rules"), "agreed"),  # rules that the page's end cut: the number is read twice by words
        (("camelot", "ocr"), "agreed"),
        (("rules", "ocr"), "disputed"),  # text that no reader saw painted may be hidden
        (("camelot", "rules", "ocr"), "disputed"),
    ],
)
def test_a_reader_that_lost_a_box_says_nothing_of_it_where_one_alone_is_whole(
    whole: Extract, absent: tuple[str, ...], reading: str
) -> None:
    lost = {"camelot": "1030", "rules": "1031", "ocr": "1032"}  # each has lost a box that the others have
    found = [
        third(named(changed(changed(whole, lost[name], None), "1040" if name in absent else "-", None), name))
        for name in lost
    ]
    record, facts = combine([*found, third(whole)], 1, 4)
    assert record.reading == reading
    (fact,) = [fact for fact in facts if fact.raw == "1040"]
    assert (fact.reading, fact.value) == (reading, 1040 if reading == "agreed" else None)
    assert {other.reading for other in facts if other is not fact} == {"agreed"}


def test_a_box_that_a_reader_found_empty_disputes_a_number(whole: Extract) -> None:
    # Numbers that nobody can see: their boxes are there, and the picture of the page shows them blank.
    less = changed(whole, "1041", None)
    readings = [*(third(named(less, name)) for name in ("camelot", "rules")), third(whole)]
    record, facts = combine([*readings, third(named(changed(less, "1040", ""), "ocr"))], 1, 4)
    assert record.reading == "disputed"
    (fact,) = [fact for fact in facts if fact.raw == "1040"]
    assert fact.readings == {"camelot": "1040", "rules": "1040", "words": "1040", "ocr": ""}


def test_the_picture_of_a_page_is_not_asked_of_a_table_that_two_readers_of_its_text_read_whole(whole: Extract) -> None:
    # It was recognised for another table of that page; here it makes a number of a rule.
    odd = third(named(changed(whole, "1040", "1 1040"), "ocr"))
    less = third(named(changed(whole, "1041", None), "camelot"))
    record, facts = combine([less, third(named(whole, "rules")), third(whole), odd], 1, 4)
    assert (record.reading, record.readers) == ("agreed", ("camelot", "rules", "words", "ocr"))
    assert "1040" in [fact.raw for fact in facts]
    record, _ = combine([less, third(whole), odd], 1, 3)
    assert record.reading == "disputed"


def test_a_whole_reading_that_says_something_else_is_never_outvoted(whole: Extract) -> None:
    readings = [third(named(whole, "camelot")), third(named(whole, "rules")), third(changed(whole, "1040", "1049"))]
    record, facts = combine(readings, 1, 3)
    assert record.reading == "disputed"
    (fact,) = [fact for fact in facts if fact.reading == "disputed"]
    assert fact.value is None
    assert fact.readings == {"camelot": "1040", "rules": "1040", "words": "1049"}


def test_a_number_of_a_reading_with_cells_missing_is_never_left_aside(whole: Extract) -> None:
    # Readers by words may part a row in two alike and call its boxes blank; a reader of boxes that the page's end took
    # other cells from has the number.
    blank = changed(whole, "1040", "")
    pair = [third(named(blank, "words")), third(named(blank, "ocr"))]
    cut = third(named(changed(whole, "1041", None), "rules"))
    record, facts = combine([cut, *pair], 1, 3)
    assert record.reading == "disputed"
    (fact,) = [fact for fact in facts if fact.reading == "disputed"]
    assert fact.readings == {"words": "", "ocr": "", "rules": "1040"}
    # What it does not have, or has blank, says nothing.
    record, _ = combine([third(named(changed(blank, "1041", None), "rules")), *pair], 1, 3)
    assert record.reading == "agreed"


def with_local(table: AlignedTable, reader: str, *cells: tuple[str, str]) -> AlignedTable:
    """With local cells of 自然人: (label, text)."""
    made = tuple(fill.local(label, Cell(9, 9, 1, 1, text, "p1"), "natural_person") for label, text in cells)
    return replace(table, reader=reader, values=(*table.values, *made))


def test_a_local_row_of_a_reader_without_boxes_goes_by_the_name_that_boxes_give(whole: Extract) -> None:
    rules = with_local(third(whole), "rules", ("(五)不予处理/6.其余/自然人", "4"))
    for text, reading in (("4", "agreed"), ("5", "disputed")):
        record, facts = combine([rules, with_local(third(whole), "words", ("6.其余/自然人", text))], 1, 2)
        assert record.reading == reading
        assert [fact.label for fact in facts if fact.label] == ["(五)不予处理/6.其余/自然人"]


def test_a_blank_local_cell_that_one_reader_alone_has_is_no_dispute(whole: Extract) -> None:
    for text, reading in (("", "agreed"), ("1", "disputed"), ("/", "disputed")):
        record, _ = combine([third(whole), with_local(third(whole), "rules", ("三/自然人", text))], 1, 2)
        assert record.reading == reading


def test_tables_are_matched_by_their_place_not_by_their_number() -> None:
    # This year's table 4 and last year's: a reader that misses the first must not lend the second to it.
    both = report(numbered(), Look(), tables="4")
    first = align(pdf_words.extract(pdf_page.read_content(documents.from_bytes("a.pdf", both))))
    (table,) = first
    lower = replace(table, values=tuple(v._replace(place=(v.place or "").replace("p1 ", "p2 ")) for v in table.values))
    groups = matched([[lower], [table, lower]])
    assert [len(group) for group in groups] == [1, 2]
    assert groups[0] == [table] and groups[1] == [lower, lower]


def test_the_version_tells_the_mode_of_pdfs_only() -> None:
    assert readers.version(documents.PDF, "fast") != readers.version(documents.PDF, "both")
    assert readers.version(documents.HTML, "fast") == readers.version(documents.HTML, "both")


@pytest.mark.parametrize(("mode", "names"), [("both", ["camelot", "rules"]), ("fast", ["rules", "words"])])
def test_the_command_reads_a_ruled_pdf_by_the_readers_of_its_mode(tmp_path: Path, mode: str, names: list[str]) -> None:
    path = tmp_path / "r.pdf"
    path.write_bytes(PDF.data)
    done = CliRunner().invoke(cli, ["read", "--format", "jsonl", "--readers", mode, str(path)])
    (found,) = json.loads(done.stdout)["reports"]
    assert [table["readers"] for table in found["tables"]] == [names] * 3


def test_the_page_that_ends_with_a_tables_heads_is_recognised_with_that_of_its_numbers() -> None:
    # Table 4 cut below 行政复议, 行政诉讼: words alone has it, its numbers stand on page 2.
    cut = documents.from_bytes("r.pdf", report(numbered(), Look(), tables="4", start=690.0))
    found = pdf_words.extract(pdf_page.read_content(cut))
    (table,) = align(found)
    assert {value.place[:2] for value in table.values if value.place is not None} == {"p2"}
    nothing = without_tables(found)
    _, engines, _ = climb("both", rules=nothing, camelot=nothing, words=found, ocr=found)
    assert engines.pages == [1, 2]
