"""Stage reports: reports made of several documents, and renditions that confirm each other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from office_documents import DISCLOSURE, PRINTED, REQUESTS, TABLES, saved, workbook
from official_html import disclosure_2021, disputes, page, requests
from test_archives import image, zipped
from test_reports_stage import BUREAU, COUNTY, GOOD, OTHER, REGISTRY, only

from gongkai import registry
from gongkai.decisions import Decisions
from gongkai.documents import Document, from_bytes
from gongkai.grids.model import Extract
from gongkai.grids.router import extracts
from gongkai.judge.evaluate import judged
from gongkai.read import said, said_together
from gongkai.records import DocumentReading, Report
from gongkai.reports.stage import reports

SECOND, THIRD, FOURTH = disclosure_2021(DISCLOSURE), requests(REQUESTS), disputes(GOOD)


@pytest.fixture
def book(tmp_path: Path) -> registry.Registry:
    for name, text in REGISTRY.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return registry.load(tmp_path)


class Shelf:
    """Documents by digest; pictures are read by readers that see the page behind their first eight bytes.

    pictures: names of the readers of pictures. texts: {reader: (printed, read)} what one of them misreads.
    """

    def __init__(self, *pictures: str, misread: dict[str, tuple[str, str]] | None = None) -> None:
        self.bodies: dict[str, bytes] = {}
        self.together: list[int] = []
        self._pictures, self._misread = pictures or ("ocr", "glyphs"), misread or {}

    def line(self, name: str, data: bytes, parent: str | None = None, position: int | None = None) -> dict[str, Any]:
        document = from_bytes("", data)
        self.bodies[document.sha256] = data
        delivery = {
            "sha256": document.sha256,
            "media_type": document.media_type,
            "bytes": len(data),
            "retrieved": "2024-02-01T00:00:00+00:00",
        }
        stated = {
            "listed_date": "2024-01-20",
            "origin": "publisher",
            "rendition": "x",
            "region": "98",
            "column_id": "c1",
        }
        empty = ("listed_title", "agency_id", "year", "scope", "stated_source", "failure", "link_text")
        return (
            stated
            | dict.fromkeys(empty)
            | {
                "source": f"https://www.sample.gov.cn/nb/{name}",
                "parent": parent and f"https://www.sample.gov.cn/nb/{parent}",
                "position": position,
                "deliveries": [delivery],
            }
        )

    def read(self, *shas: str) -> DocumentReading:
        given = [from_bytes("", self.bodies[sha]) for sha in shas]
        self.together.append(len(given))
        return said(given[0], self._extracts) if len(given) == 1 else said_together(given, self._extracts)

    def _extracts(self, document: Document) -> tuple[Extract, ...]:
        if not document.media_type.startswith("image/"):
            return extracts(document)
        found = []
        for reader in self._pictures:
            printed, seen = self._misread.get(reader, ("", ""))
            (read,) = extracts(from_bytes("", document.data[8:].replace(printed.encode(), seen.encode())))
            grids = tuple(
                replace(
                    grid,
                    reader=reader,
                    page=1,
                    place="p1",
                    cells=tuple(
                        c._replace(page=1, place=f"p1 {c.col},{c.row},{c.col + 1},{c.row + 1}") for c in grid.cells
                    ),
                )
                for grid in read.grids
            )
            found.append(replace(read, reader=reader, grids=grids, pages=1))
        return tuple(found)


def stage(shelf: Shelf, book: registry.Registry, *lines: dict[str, Any]) -> tuple[Report, ...]:
    return reports(lines, shelf.read, book, Decisions(()))


def picture(*tables: str, title: str = "") -> bytes:
    return image(page(*tables, title=title).decode())


def numbers(report: Report) -> dict[str, list[str]]:
    names = sorted({fact.table for fact in report.facts})
    return {name: [fact.raw for fact in report.facts if fact.table == name] for name in names}


def test_pictures_are_read_as_the_pages_of_one_report_in_the_order_of_the_page(book: registry.Registry) -> None:
    """One table over two pictures; their names sort the other way round."""
    rows = THIRD.split("</tr>")
    first, second = "</tr>".join(rows[:5]) + "</tr></table>", "<table>" + "</tr>".join(rows[5:])
    shelf = Shelf()
    report = only(
        stage(
            shelf,
            book,
            shelf.line("r.html", page("<p>见图</p>", title=BUREAU)),
            shelf.line("c.png", picture(SECOND, first), "r.html", 0),
            shelf.line("b.png", picture(second), "r.html", 1),
            shelf.line("a.png", picture(TABLES[2]), "r.html", 2),
        )
    )
    assert report.report_id == f"{COUNTY}:2023:own"
    assert numbers(report) == PRINTED
    assert {table.readers for table in report.tables} == {("ocr", "glyphs")}
    assert {fact.reading for fact in report.facts} == {"agreed"}
    assert [s.source.rsplit("/", 1)[1] for s in report.sources] == ["c.png", "b.png", "a.png", "r.html"]
    places = {fact.table: fact.place for fact in report.facts}
    assert (places["2"], places["4"]) == ("part1!p1 1,13,2,14", "part3!p1 14,3,15,4")
    assert shelf.together[-1] == 3


def test_numbered_pages_are_read_as_one_report(book: registry.Registry) -> None:
    """The second page goes on with the first one's table, without heads."""
    rows = THIRD.split("</tr>")
    first, second = "</tr>".join(rows[:5]) + "</tr></table>", "<table>" + "</tr>".join(rows[5:])
    for names in (("r.html", "r_1.html", "r_2.html"), ("r.html", "r-2.html", "r-3.html")):
        shelf = Shelf()
        report = only(
            stage(
                shelf,
                book,
                shelf.line(names[0], page(SECOND, first, title=BUREAU)),
                shelf.line(names[2], page(TABLES[2], title=BUREAU), "r.html", 0),
                shelf.line(names[1], page(second, title=BUREAU), "r.html", 1),
            )
        )
        assert numbers(report) == PRINTED
        assert {(t.readers, t.reading) for t in report.tables} == {(("html",), "single")}
        places = {fact.table: fact.place for fact in report.facts}
        assert (places["2"], places["3"], places["4"]) == (
            "part1!/html/body/table[1]/tr[14]/td[2]",
            "part2!/html/body/table/tr[23]/td[8]",
            "part3!/html/body/table/tr[4]/td[15]",
        )
        assert shelf.together[-1] == 3


def test_pages_numbered_apart_from_the_page_that_links_them_are_one_report(book: registry.Registry) -> None:
    shelf = Shelf()
    report = only(
        stage(
            shelf,
            book,
            shelf.line("r.html", page("<p>见下页</p>", title=BUREAU)),
            shelf.line("b/p1.htm", page(SECOND, title=""), "r.html", 0),
            shelf.line("b/p2.htm", page(THIRD, title=""), "r.html", 1),
            shelf.line("b/p3.htm", page(TABLES[2], title=""), "r.html", 2),
        )
    )
    assert numbers(report) == PRINTED


@pytest.mark.parametrize(
    ("names", "tables", "titles"),
    [
        # A page is missing; the same cells twice; other names; titles of their own; the first has all.
        (("r_1.html", "r_3.html"), (THIRD, FOURTH), ("", "")),
        (("r_1.html", "r_2.html"), (FOURTH, FOURTH), ("", "")),
        (("a.html", "b.html"), (THIRD, FOURTH), ("", "")),
        (("x_1.html", "y_1.html"), (THIRD, FOURTH), ("", "")),
        (("r_1.html", "r_2.html"), (THIRD, FOURTH), (BUREAU, BUREAU.replace("2023", "2022"))),
    ],
)
def test_pages_that_are_not_of_one_series_are_read_alone(
    book: registry.Registry, names: tuple[str, str], tables: tuple[str, str], titles: tuple[str, str]
) -> None:
    shelf = Shelf()
    others = zip(names, tables, titles, strict=True)
    lines = [shelf.line(name, page(table, title=own), "r.html", 0) for name, table, own in others]
    stage(shelf, book, shelf.line("r.html", page(SECOND, title=BUREAU)), *lines)
    assert set(shelf.together) == {1}


def test_a_page_with_all_tables_needs_no_others(book: registry.Registry) -> None:
    shelf = Shelf()
    whole = shelf.line("r.html", page(SECOND, THIRD, FOURTH, title=BUREAU))
    stage(shelf, book, whole, shelf.line("r_1.html", page("<p>附</p>", title=""), "r.html", 0))
    assert set(shelf.together) == {1}


def test_a_number_broken_within_a_box_of_such_a_page_is_none(book: registry.Registry) -> None:
    shelf = Shelf()
    broken = FOURTH.replace(f"<td>{GOOD[0]}</td>", "<td>1<br>2</td>", 1)
    report = only(
        stage(
            shelf,
            book,
            shelf.line("r.html", page(SECOND, title=BUREAU)),
            shelf.line("r_1.html", page(broken, title=""), "r.html", 0),
        )
    )
    assert next(fact.status for fact in report.facts if fact.table == "4") == "unreadable"


def test_pictures_with_titles_of_their_own_are_reports_of_their_own(book: registry.Registry) -> None:
    shelf = Shelf()
    other = BUREAU.replace("2023", "2022")
    stage(
        shelf,
        book,
        shelf.line("r.html", page(title="样南县")),
        shelf.line("a.png", picture(FOURTH, title=BUREAU), "r.html", 0),
        shelf.line("b.png", picture(FOURTH, title=other), "r.html", 1),
    )
    assert set(shelf.together) == {1}


def test_a_picture_that_the_page_links_no_longer_is_none_of_its_pages(book: registry.Registry) -> None:
    shelf = Shelf()
    report = only(
        stage(
            shelf,
            book,
            shelf.line("r.html", page(title=BUREAU)),
            shelf.line("new1.png", picture(SECOND), "r.html", 0),
            shelf.line("new2.png", picture(FOURTH), "r.html", 1),
            shelf.line("old.png", picture(disputes(OTHER)), "r.html", None),
        )
    )
    assert [fact.raw for fact in report.facts if fact.table == "4"] == [str(number) for number in GOOD]


def test_tables_that_the_page_lacks_are_taken_from_its_attachments(book: registry.Registry) -> None:
    shelf = Shelf()
    report = only(
        stage(
            shelf,
            book,
            shelf.line("r.html", page(SECOND, title=BUREAU)),
            shelf.line("three.xlsx", saved(workbook([THIRD], "表三")), "r.html", 0),
            shelf.line("four.xlsx", saved(workbook([TABLES[2]], "表四")), "r.html", 1),
        )
    )
    assert numbers(report) == PRINTED
    assert [(t.table, t.place and t.place.split("!")[0], t.readers, t.scope) for t in report.tables] == [
        ("2", "/html/body/table", ("html",), "own"),
        ("3", "three.xlsx", ("sheet",), "own"),
        ("4", "four.xlsx", ("sheet",), "own"),
    ]
    assert {f.place.split("!")[0] for f in report.facts if f.table == "3" and f.place} == {"three.xlsx"}
    assert report.conflicts == ()
    assert [s.source.rsplit("/", 1)[1] for s in report.sources] == ["r.html", "three.xlsx", "four.xlsx"]


def test_a_table_that_two_attachments_print_otherwise_is_a_conflict(book: registry.Registry) -> None:
    shelf = Shelf()
    report = judged(
        only(
            stage(
                shelf,
                book,
                shelf.line("r.html", page(SECOND, title=BUREAU)),
                shelf.line("a.html", page(FOURTH, title=""), "r.html", 0),
                shelf.line("b.html", page(disputes(OTHER), title=""), "r.html", 1),
            )
        )
    )
    assert {cell.indicator for cell in report.conflicts} == {"review_corrected", "review_total"}
    verdicts = {table.table: table.verdict for table in report.tables}
    assert (verdicts["2"], verdicts["4"]) == ("consistent", "unconfirmed")


def test_no_table_is_taken_from_another_years_report(book: registry.Registry) -> None:
    shelf = Shelf()
    last_year = BUREAU.replace("2023", "2022")
    report = only(
        stage(
            shelf,
            book,
            shelf.line("r.html", page(SECOND, title=BUREAU)),
            shelf.line("old.html", page(FOURTH, title=last_year), "r.html", 0),
        )
    )
    assert [(t.table, t.place) for t in report.tables if t.table == "4"] == [("4", None)]
    assert all(fact.table == "2" for fact in report.facts)


def table_2(report: Report) -> tuple[str, tuple[str, ...], str | None]:
    (table,) = [table for table in judged(report).tables if table.table == "2"]
    return table.reading, table.readers, table.verdict


def single(shelf: Shelf, book: registry.Registry, other: bytes, name: str = "b.html") -> Report:
    """A report whose table 2 stands in a picture that one reader reads, and in another rendition."""
    return only(
        stage(
            shelf,
            book,
            shelf.line("a.png", picture(SECOND, title=BUREAU)),
            shelf.line(name, other, "a.png", 0),
        )
    )


def test_a_rendition_that_agrees_makes_a_table_read_twice(book: registry.Registry) -> None:
    report = single(Shelf("ocr"), book, page(SECOND, title=BUREAU))
    assert table_2(report) == ("agreed", ("ocr", "html@b.html"), "consistent")
    assert {fact.reading for fact in report.facts} == {"agreed"}


def test_a_rendition_that_differs_confirms_nothing(book: registry.Registry) -> None:
    report = single(Shelf("ocr", misread={"ocr": ("1005", "1006")}), book, page(SECOND, title=BUREAU))
    assert table_2(report) == ("single", ("ocr",), "unconfirmed")
    assert len(report.conflicts) == 1


def test_a_rendition_that_lacks_a_cell_confirms_nothing(book: registry.Registry) -> None:
    part = SECOND.replace("行政强制", "某项强制")
    assert table_2(single(Shelf("ocr"), book, page(part, title=BUREAU)))[2] == "unconfirmed"


def test_two_pictures_of_one_sheet_do_not_confirm_each_other(book: registry.Registry) -> None:
    other = b"\xff\xd8\xff\xe0    " + page(SECOND, title=BUREAU)
    assert table_2(single(Shelf("ocr"), book, other, "b.jpg")) == ("single", ("ocr",), "unconfirmed")


def test_the_same_bytes_do_not_confirm_themselves(book: registry.Registry) -> None:
    shelf = Shelf("rules")
    assert table_2(single(shelf, book, picture(SECOND, title=BUREAU), "b.png")) == ("single", ("rules",), "unconfirmed")


def test_the_reports_of_an_archive_are_renditions_of_one(book: registry.Registry) -> None:
    files = {"1.html": page(SECOND, title=BUREAU), "2.xlsx": saved(workbook([THIRD], BUREAU))}
    shelf = Shelf()
    lines = [shelf.line("r.html", page("<p>见附件</p>", title=BUREAU)), shelf.line("r.zip", zipped(files), "r.html", 0)]
    report = only(stage(shelf, book, *lines))
    assert {name: len(found) for name, found in numbers(report).items()} == {"2": 10, "3": 175}
    assert [s.source.rsplit("/", 1)[1] for s in report.sources] == ["r.zip", "r.html"]
    assert report.facts[-1].place == "r.zip!2.xlsx!年报!J29"


def test_reports_of_two_agencies_in_an_archive_are_nobodys(book: registry.Registry) -> None:
    files = {
        "1.html": page(FOURTH, title=BUREAU),
        "2.html": page(FOURTH, title=BUREAU.replace("样南县教育局", "样河镇人民政府")),
    }
    shelf = Shelf()
    report = only(stage(shelf, book, shelf.line("r.zip", zipped(files))))
    assert report.agency_id is None
