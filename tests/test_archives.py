"""Archives: what their members say, and what is refused."""

from __future__ import annotations

import io
import shutil
import struct
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office_documents import PRINTED, saved, word, workbook
from official_html import TABLE_2, disclosure_2021, disputes, page, requests

from benchmarks.hostile.containers import rar
from gongkai import archives, documents
from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids.model import Cell, Extract, Grid, Line
from gongkai.grids.router import extracts
from gongkai.read import read_document, said
from gongkai.records import Report

DATE = (2024, 1, 1, 0, 0, 0)
TITLE = "样例市教育局2022年政府信息公开工作年度报告"


def zipped(files: Mapping[str, bytes], **marks: int) -> bytes:
    """A zip; marks: flag_bits and external_attr of its members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = marks.get("external_attr", 0)
            archive.writestr(info, data)
    made = out.getvalue()
    if "flag_bits" in marks:
        flags = struct.pack("<H", marks["flag_bits"])
        made = made[:6] + flags + made[8:]
        at = made.index(b"PK\x01\x02")
        made = made[: at + 8] + flags + made[at + 10 :]
    return made


def named_in_gbk(name: str, data: bytes) -> bytes:
    """A zip as Chinese programs write it: the name in GBK, the flag for UTF-8 off."""
    stand_in = "x" * len(name.encode("gb18030"))
    return zipped({stand_in: data}).replace(stand_in.encode(), name.encode("gb18030"))


def refused(data: bytes) -> tuple[str, ...]:
    return archives.members(documents.from_bytes("r.zip", data), archives.Budget())[1]


def test_the_report_in_a_zip_is_read_and_its_places_name_the_member() -> None:
    data = zipped({"附件/2022年报.docx": word(), "readme.txt": "说明".encode()})
    answer = read_document(documents.from_bytes("r.zip", data))
    (report,) = answer.reports
    assert answer.kind == "report" and answer.media_type == "application/zip"
    assert [fact.raw for fact in report.facts] == [*PRINTED["2"], *PRINTED["3"], *PRINTED["4"]]
    assert report.facts[0].place == "2022年报.docx!/w:document/w:body/w:tbl[1]/w:tr[3]/w:tc[2]"
    assert report.tables[0].place == "2022年报.docx!/w:document/w:body/w:tbl[1]"
    assert answer.notes == ("readme.txt: not a report",)


def test_each_report_of_a_zip_is_one() -> None:
    other = page(disputes(range(15)), title=TITLE.replace("教育", "水利"))
    answer = read_document(documents.from_bytes("r.zip", zipped({"10.xlsx": saved(workbook()), "9.html": other})))
    assert [(report.agency, len(report.facts)) for report in answer.reports] == [
        ("样例市水利局", 15),
        ("样例市教育局", 200),
    ]


def test_copies_of_one_report_that_differ_are_held_and_those_that_agree_are_not() -> None:
    right, wrong = page(disputes(range(15)), title=TITLE), page(disputes([*range(14), 41]), title=TITLE)
    answer = read_document(documents.from_bytes("r.zip", zipped({"1.html": right, "2.html": wrong})))
    for report in answer.reports:
        (finding,) = [finding for finding in report.findings if finding.rule == "rendition_conflict"]
        assert [cell.indicator for cell in finding.cells] == ["suit_after_review_total"]
        assert {t.table: t.verdict for t in report.tables}["4"] == "unconfirmed"
        assert finding.message == "1 cells differ in another rendition: another member of the archive"
    assert len(answer.reports) == 2
    again = read_document(documents.from_bytes("r.zip", zipped({"1.html": right, "2.html": b"<!-- -->" + right})))
    other = page(disputes([*range(14), 41]), title=TITLE.replace("2022", "2021"))
    apart = read_document(documents.from_bytes("r.zip", zipped({"1.html": right, "2.html": other})))
    for same in (again, apart):
        assert not [f for report in same.reports for f in report.findings if f.rule == "rendition_conflict"]


def one_each(titles: Mapping[str, str], *tables: str) -> list[Report]:
    """What an archive says whose members hold one table each; titles by the members' names."""
    files = {name: page(table, title=title) for (name, title), table in zip(titles.items(), tables, strict=True)}
    return list(read_document(documents.from_bytes("r.zip", zipped(files))).reports)


BUREAU = "样南县教育局2022年政府信息公开工作年度报告"
SECOND = disclosure_2021(TABLE_2)
THIRD = requests([[3, 0, 0, 0, 0, 0, 3], *[[0] * 7] * 23, [3, 0, 0, 0, 0, 0, 3]])
FOURTH = disputes([4, 0, 0, 0, 4, *[0] * 10])
CLOSED = requests([[5, 0, 0, 0, 0, 0, 5], *[[0] * 7] * 23, [5, 0, 0, 0, 0, 0, 5]])


def test_members_with_one_table_each_are_one_report() -> None:
    (report,) = one_each(dict.fromkeys(("a2.html", "a3.html", "a4.html"), BUREAU), SECOND, THIRD, FOURTH)
    assert [(t.table, (t.place or "")[:8], t.verdict) for t in report.tables] == [
        ("2", "a2.html!", "consistent"),
        ("3", "a3.html!", "consistent"),
        ("4", "a4.html!", "consistent"),
    ]
    values = {(f.table, *f.key): f.value for f in report.facts}
    assert len(report.facts) == 10 + 175 + 15
    assert (values["2", "license_decisions", None], values["3", "req_new", "total"]) == (7, 3)
    assert values["4", "review_upheld", None] == 4


def test_two_members_of_three_are_one_report_that_lacks_a_table() -> None:
    (report,) = one_each(dict.fromkeys(("a2.html", "a3.html"), BUREAU), SECOND, THIRD)
    assert [(t.table, t.verdict) for t in report.tables] == [
        ("2", "consistent"),
        ("3", "consistent"),
        ("4", "incomplete"),
    ]


@pytest.mark.parametrize(
    ("titles", "tables"),
    [
        pytest.param(
            {"a2.html": BUREAU, "a3.html": BUREAU.replace("教育", "卫生")}, (SECOND, THIRD), id="another agency"
        ),
        pytest.param(
            {"a2.html": BUREAU, "a3.html": BUREAU.replace("2022", "2021")}, (SECOND, THIRD), id="another year"
        ),
        pytest.param({"a2.html": BUREAU, "a3.html": "政府信息公开申请情况"}, (SECOND, THIRD), id="no title"),
        pytest.param({"a2.html": BUREAU, "2021年报.html": BUREAU}, (SECOND, THIRD), id="a file of another year"),
        pytest.param({"a2.html": BUREAU, "样南县卫生局.html": BUREAU}, (SECOND, THIRD), id="a file of another organ"),
        pytest.param(
            {"a2.html": BUREAU, "a3.html": BUREAU},
            (SECOND, "<p>三、收到和处理政府信息公开申请情况（含所属单位）</p>" + THIRD),
            id="another scope",
        ),
    ],
)
def test_members_that_may_be_of_different_reports_stand_apart(titles: dict[str, str], tables: tuple[str, ...]) -> None:
    reports = one_each(titles, *tables)
    assert sorted([t.table for t in report.tables if t.place] for report in reports) == [["2"], ["3"]]
    assert {report.verdict for report in reports} == {"incomplete"}


def test_members_of_which_two_have_one_table_stand_apart() -> None:
    reports = one_each(dict.fromkeys(("a2.html", "a3.html", "b3.html"), BUREAU), SECOND, THIRD, CLOSED)
    assert [[t.table for t in report.tables if t.place] for report in reports] == [["2"], ["3"], ["3"]]
    assert {t.verdict for report in reports for t in report.tables if t.table == "3" and t.place} == {"unconfirmed"}


def test_names_in_gbk_are_read_as_their_maker_wrote_them() -> None:
    (member,), notes = archives.members(
        documents.from_bytes("r.zip", named_in_gbk("年报.html", page(disputes(range(15))))), archives.Budget()
    )
    assert (member.source, notes) == ("r.zip!年报.html", ())


def test_names_that_lead_elsewhere_links_and_locked_members_are_refused() -> None:
    bad = {"../a.html": b"x", "/etc/b.html": b"x", "C:\\c.html": b"x", "d\\..\\..\\e.html": b"x", "good.html": b"<p>x"}
    assert refused(zipped(bad)) == (
        "../a.html: not unpacked, its name leads out of the archive",
        "/etc/b.html: not unpacked, its name is absolute",
        "C:\\c.html: not unpacked, its name is absolute",
        "d\\..\\..\\e.html: not unpacked, its name leads out of the archive",
    )
    assert refused(zipped({"l": b"/etc/passwd"}, external_attr=0o120777 << 16)) == ("l: not unpacked, it is a link",)
    assert refused(zipped({"x.docx": b"x"}, flag_bits=1)) == ("x.docx: not unpacked, it needs a password",)
    assert refused(zipped({"n": b"x"}).replace(b"n", b"\0")) == (": not unpacked, it has no name",)
    told = read_document(documents.from_bytes("r.zip", zipped({"../a.html": b"x", "r.docx": word()}))).to_contract()
    assert (told["kind"], told["notes"]) == ("report", ["../a.html: not unpacked, its name leads out of the archive"])
    answer = read_document(documents.from_bytes("r.zip", zipped({"x.docx": b"x"}, flag_bits=1)))
    assert answer.kind == "unreadable" and "password" in (answer.error or "")


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(zipped({"bomb.html": b"0" * 20_000_000})) == (
        "bomb.html: not unpacked, it is packed far denser than any report",
    )
    many = documents.from_bytes("r.zip", zipped({f"{n}.txt": b"x" for n in range(201)}))
    with pytest.raises(UnreadableDocument, match="too many files"):
        archives.members(many, archives.Budget())
    with pytest.raises(UnreadableDocument, match="too many bytes"):
        archives.members(documents.from_bytes("r.zip", zipped({"a": b"x" * 11})), archives.Budget(bytes=10))


def test_archives_in_archives_share_one_budget_and_have_a_depth() -> None:
    report = page(disputes(range(15)), title=TITLE)
    inner = zipped({"r.html": report})
    twice = read_document(documents.from_bytes("r.zip", zipped({"in.zip": inner})))
    (found,) = twice.reports
    assert found.facts[0].place == "in.zip!r.html!/html/body/table/tr[4]/td[1]"
    thrice = read_document(documents.from_bytes("r.zip", zipped({"mid.zip": zipped({"in.zip": inner})})))
    assert thrice.kind == "unreadable" and "too deep" in (thrice.error or "")
    wide = zipped({f"{n}.zip": zipped({f"{m}.txt": b"x" for m in range(60)}) for n in range(4)})
    answer = read_document(documents.from_bytes("r.zip", wide))
    assert any("too many files" in note for note in answer.notes)


@pytest.mark.skipif(shutil.which("bsdtar") is None, reason="bsdtar is not installed")
def test_a_rar_file_is_unpacked_by_bsdtar() -> None:
    report = page(disputes(range(15)), title=TITLE)
    answer = read_document(documents.from_bytes("r.rar", rar({"年报/r.html": report, "../x.html": b"<p>x"})))
    (found,) = answer.reports
    assert [fact.raw for fact in found.facts] == [str(n) for n in range(15)]
    assert answer.notes == ("../x.html: not unpacked, its name leads out of the archive",)
    cut = rar({"r.html": report})[:-300]
    assert read_document(documents.from_bytes("r.rar", cut)).kind == "unreadable"
    # One digit changed in what was packed: bsdtar gives it as if nothing were the matter.
    hurt = rar({"r.html": report}).replace(b"<td>12</td>", b"<td>13</td>", 1)
    assert hurt != rar({"r.html": report})
    answer = read_document(documents.from_bytes("r.rar", hurt))
    assert answer.kind == "unreadable" and "r.html is not as it was packed" in str(answer.error)
    junk = read_document(documents.from_bytes("r.rar", b"Rar!\x1a\x07\x00" + b"junk" * 50))
    assert junk.kind == "unreadable" and "damaged" in str(junk.error)


def test_without_bsdtar_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives.shutil, "which", lambda name: None)
    with pytest.raises(UnreadableDocument, match="libarchive-tools"):
        archives.members(documents.from_bytes("r.rar", rar({"a": b"x"})), archives.Budget())


def ocr(document: Document) -> tuple[Extract, ...]:
    """A reader of pictures for this test: the text behind the picture's first bytes, read alike by two readers."""
    if not document.media_type.startswith("image/"):
        return extracts(document)
    text = document.data[8:].decode()
    if not text:
        raise UnreadableDocument("it shows nothing", document.source, "", "")
    (page_read,) = extracts(documents.from_bytes("", text.encode()))
    found = []
    for reader in ("ocr", "glyphs"):
        grids = tuple(
            Grid(
                tuple(Cell(c.row, c.col, c.rowspan, c.colspan, c.text, f"p1 {c.row},{c.col}", 1) for c in grid.cells),
                grid.n_rows,
                grid.n_cols,
                "p1",
                reader,
                1,
            )
            for grid in page_read.grids
        )
        lines = tuple(Line(line.text, "p1") for line in page_read.lines)
        found.append(Extract(reader, grids, lines if reader == "ocr" else (), pages=1))
    return tuple(found)


def image(text: str) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + text.encode()


def test_images_in_a_zip_are_the_pages_of_one_report_in_the_order_of_their_numbers() -> None:
    numbers = [[100 * row + col for col in range(7)] for row in range(25)]
    rows = requests(numbers).split("</tr>")
    # Three rows of heads and the two rows above 三、本年度办理结果.
    first, second = "</tr>".join(rows[:5]) + "</tr></table>", "<table>" + "</tr>".join(rows[5:])
    files = {
        "10.png": image(f"<html><body>{disputes(range(15))}</body></html>"),
        "9.png": image(f"<html><body>{second}</body></html>"),
        "2.png": image(f"<html><body><h1>{TITLE}</h1>{first}</body></html>"),
    }
    answer = said(documents.from_bytes("r.zip", zipped(files)), ocr)
    (report,) = answer.reports
    assert report.title == TITLE
    by_table = {name: [f.raw for f in report.facts if f.table == name] for name in ("3", "4")}
    assert by_table == {"3": [str(n) for row in numbers for n in row], "4": [str(n) for n in range(15)]}
    assert {fact.reading for fact in report.facts} == {"agreed"}
    assert report.facts[0].place == "2.png!p1 3,3"
    assert {fact.place.split("!")[0] for fact in report.facts if fact.table == "4" and fact.place} == {"10.png"}


def test_a_page_that_cannot_be_read_is_told() -> None:
    files = {"1.png": image(f"<html><body><h1>{TITLE}</h1>{disputes(range(15))}</body></html>"), "2.png": image("")}
    answer = said(documents.from_bytes("r.zip", zipped(files)), ocr)
    assert answer.kind == "report"
    assert any("2.png: it shows nothing" in note for note in answer.notes)


@given(st.lists(st.tuples(st.integers(0, 999), st.sampled_from(["页", "p-", ""])), unique=True))
def test_names_are_sorted_by_their_numbers(pages: list[tuple[int, str]]) -> None:
    for prefix in ("页", "p-", ""):
        numbers = [number for number, own in pages if own == prefix]
        names = sorted((f"{prefix}{number}.png" for number in numbers), key=archives.natural)
        assert names == [f"{prefix}{number}.png" for number in sorted(numbers)]
