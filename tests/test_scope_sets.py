"""Whose numbers a table set says it holds: headings, captions and sheets' names; two whole sets are two reports."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from office_documents import converted, needs_libreoffice, saved, word_of, workbook_of
from official_html import TABLE_2, disclosure_2021, disputes, page, requests
from test_reports_stage import BUREAU as COUNTY_BUREAU
from test_reports_stage import CITY as CITY_ID
from test_reports_stage import COUNTY as COUNTY_ID
from test_reports_stage import REGISTRY, Shelf, source, stage

from gongkai import registry
from gongkai.decisions import Decision
from gongkai.documents import from_bytes
from gongkai.judge.evaluate import judged
from gongkai.read import read_document
from gongkai.records import DocumentReading, Report, Scope

CITY = "样例市人民政府2022年政府信息公开工作年度报告"
OFFICE = "样例市人民政府办公室2022年政府信息公开工作年度报告"
BUREAU = "样南县教育局2022年政府信息公开工作年度报告"

#: New requests, all of them from natural persons and carried over; applications for review, all upheld.
Set = tuple[int, int]
OWN: Set = (12, 3)
ALL: Set = (345, 8)


def table_2(n: Set) -> str:
    return disclosure_2021(dict(TABLE_2) | {"行政许可": [n[0]]})


def table_3(n: Set) -> str:
    rows = [[0] * 7 for _ in range(25)]
    rows[0] = rows[24] = [n[0], 0, 0, 0, 0, 0, n[0]]
    return requests(rows)


def table_4(n: Set) -> str:
    return disputes([n[1], 0, 0, 0, n[1], *[0] * 10])


def tables(n: Set) -> list[str]:
    return [table_2(n), table_3(n), table_4(n)]


def line(text: str, tag: str = "p") -> str:
    return f"<{tag}>{text}</{tag}>"


def under(heading: str, n: Set) -> list[str]:
    return [line(heading), *tables(n)]


def captioned(words: str, n: Set) -> list[str]:
    names = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")
    return [part for name, table in zip(names, tables(n), strict=True) for part in (line(f"{name}（{words}）"), table)]


def read(title: str, *parts: str) -> DocumentReading:
    return read_document(from_bytes("made", page(*parts, title=title)))


def figures(report: Report) -> tuple[object, ...]:
    """What a report prints of licences (table 2), new requests (table 3) and reviews upheld (table 4)."""
    cells = {(fact.table, *fact.key): fact.value for fact in report.facts}
    keys = (("2", "license_decisions", None), ("3", "req_new", "total"), ("4", "review_upheld", None))
    return tuple(cells.get(key) for key in keys)


def kept(report: Report) -> tuple[object, ...]:
    """Scope of a report and of its tables, its basis, its verdict, and its figures."""
    tables = [(table.table, table.n) for table in report.tables]
    assert tables == [("2", 1), ("3", 1), ("4", 1)]
    assert {table.scope for table in report.tables} == {report.scope}
    return (report.scope, report.scope_basis, report.verdict, figures(report))


def rules(report: Report) -> set[tuple[str, str | None]]:
    return {(finding.rule, finding.table) for finding in report.findings if finding.outcome == "broken"}


def interleaved(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Two captioned sets, the tables of one kind below each other."""
    return [part for i in range(0, 6, 2) for part in (*first[i : i + 2], *second[i : i + 2])]


def above_each(words: str, n: Set) -> list[str]:
    return [part for table in tables(n) for part in (line(words), table)]


def of(scope: Scope, n: Set) -> tuple[object, ...]:
    return (scope, "title", "consistent", (Decimal(n[0]), Decimal(n[0]), Decimal(n[1])))


@pytest.mark.parametrize(
    ("title", "parts", "first", "second"),
    [
        (OFFICE, [*under("样例市人民政府办公室本级", OWN), *under("全市汇总", ALL)], "own", "jurisdiction"),
        (CITY, [*under("样例市人民政府办公室本级", OWN), *under("全市汇总", ALL)], "office", "jurisdiction"),
        (CITY, [*under("市政府办公室本级", OWN), *under("二、全市", ALL)], "office", "jurisdiction"),
        (CITY, [*captioned("本级", OWN), *captioned("汇总", ALL)], "level", "jurisdiction"),
        (CITY, [*captioned("全市", OWN), *captioned("市本级", ALL)], "jurisdiction", "level"),
        (CITY, [*under("一、市本级", OWN), *under("二、全市", ALL)], "level", "jurisdiction"),
        (CITY, [*under("附表1：市直各部门汇总", OWN), *captioned("全市汇总", ALL)], "level", "jurisdiction"),
        (BUREAU, [*captioned("本级", OWN), *captioned("含所属单位", ALL)], "own", "system"),
        (CITY, interleaved(captioned("本级", OWN), captioned("全市", ALL)), "level", "jurisdiction"),
        (CITY, [*above_each("（市本级）", OWN), *above_each("（全市）", ALL)], "level", "jurisdiction"),
        (CITY, [*above_each("市本级数据", OWN), *above_each("全市数据", ALL)], "level", "jurisdiction"),
        (BUREAU, [*under("县教育局本级", OWN), *under("全县汇总", ALL)], "own", "jurisdiction"),
        (CITY, [*under("样例市本级", OWN), *under("样例市全市汇总", ALL)], "level", "jurisdiction"),
    ],
)
def test_two_whole_sets_of_different_scopes_are_two_reports(
    title: str, parts: Sequence[str], first: Scope, second: Scope
) -> None:
    reading = read(title, *parts)
    assert [kept(report) for report in reading.reports] == [of(first, OWN), of(second, ALL)]


FAR = [line(f"第{n}段文字，与表格无关。") for n in range(5)]
SECOND = tables(ALL)


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        pytest.param(CITY, [*captioned("本级", OWN), *captioned("本级", ALL)], id="the same scope twice"),
        pytest.param(CITY, [*captioned("本级", OWN), *captioned("市直部门", ALL)], id="one scope in two words"),
        pytest.param(CITY, [*tables(OWN), *SECOND], id="no scope at all"),
        pytest.param(CITY, [*captioned("本级", OWN), *SECOND], id="the second set says nothing"),
        pytest.param(CITY, [*tables(OWN), *under("全市汇总", ALL)], id="the first set says nothing"),
        pytest.param(CITY, [*under("市政府办公室本级", OWN), *SECOND], id="two sets below one heading"),
        pytest.param(
            CITY,
            [line("一、市本级"), table_2(OWN), table_3(OWN), line("二、全市"), table_4(OWN), *SECOND],
            id="a table of one set below the other's heading",
        ),
        pytest.param(
            CITY,
            [line("一、市本级"), *tables(OWN), line("二、全市"), *SECOND[:2], line("（本级）"), SECOND[2]],
            id="a table whose caption is not its heading's",
        ),
        pytest.param(
            CITY,
            [*captioned("本级", OWN), line("（全市）"), *FAR, *above_each("（全市）", ALL)[1:]],
            id="a caption far away",
        ),
        pytest.param(
            CITY, [line("一、市本级"), line("二、全市"), *tables(OWN), *SECOND], id="a table of contents alone"
        ),
        pytest.param(
            CITY,
            [line("一、市本级"), *tables(OWN), line("二、全市"), line("各县区情况（不含开发区）"), *SECOND],
            id="a heading that is not understood",
        ),
        pytest.param(
            CITY, [line("一、市本级"), *tables(OWN), line("二、全市"), line("样南县"), *SECOND], id="another's heading"
        ),
        pytest.param(CITY, [*under("一、县本级", OWN), *under("二、全市", ALL)], id="a county's own"),
        pytest.param(CITY, [*under("样例市本级", OWN), *under("别处市全市汇总", ALL)], id="another city's"),
        pytest.param(OFFICE, [*under("样例市人民政府本级", OWN), *under("全市汇总", ALL)], id="the government's own"),
        pytest.param(CITY, [*under("一、市本级", OWN), *under("二、全市（不含市本级）", ALL)], id="all but its own"),
        *(
            pytest.param(
                CITY,
                [
                    *[
                        line("市本级数据"),
                        *tables(OWN)[:2],
                        line(f"四、行政复议、行政诉讼情况（{words}）"),
                        table_4(ALL),
                    ],
                    *[line("全市数据"), *tables(ALL)[:2], line("四、行政复议、行政诉讼情况（不含县区）"), table_4(OWN)],
                ],
                id=f"a table that is {words}",
            )
            for words in ("含县区", "市直", "合计", "含二级单位", "两级", "全部", "总数", "含乡镇", "辖区")
        ),
        pytest.param(CITY, [*under("一、市本级", OWN), *under("二、2022年上半年全市汇总", ALL)], id="half a year"),
        pytest.param(BUREAU, [*under("样南县卫生局本级", OWN), *under("全县汇总", ALL)], id="another organ's own"),
        pytest.param(BUREAU, [*captioned("本级", OWN), *captioned("汇总", ALL)], id="a sum of nobody knows what"),
        pytest.param(OFFICE, [*captioned("本级", OWN), *captioned("汇总", ALL)], id="an office's sum"),
        pytest.param(CITY, [*captioned("本级", OWN), *captioned("全市", ALL)[:4]], id="a set that lacks a table"),
        pytest.param(CITY, [line("全市共收到申请345件，市本级12件。"), *tables(OWN), *SECOND], id="a sentence"),
    ],
)
def test_sets_that_are_not_certainly_of_two_scopes_are_held(title: str, parts: Sequence[str]) -> None:
    (report,) = read(title, *parts).reports
    twice = {table.table for table in report.tables if table.n == 2}
    assert {"2", "3"} <= twice
    held = {(table.table, table.n) for table in report.tables if table.verdict == "unconfirmed"}
    assert {(table, n) for table in twice for n in (1, 2)} <= held
    assert {("one_of_each", table) for table in twice} <= rules(report)


def test_what_the_title_says_of_all_may_be_either_set_but_no_third() -> None:
    parts = [*captioned("本级", OWN), *captioned("全市", ALL)]
    both = read("样例市2022年政府信息公开工作年度报告", *parts).reports
    assert [kept(report) for report in both] == [of("level", OWN), of("jurisdiction", ALL)]
    neither = read("样例市人民政府（办公室）2022年政府信息公开工作年度报告", *parts).reports
    assert [report.scope for report in neither] == ["level", "jurisdiction"]
    assert {report.verdict for report in neither} == {"unconfirmed"}
    assert {("scope_agrees", None)} == {rule for report in neither for rule in rules(report)}


@pytest.mark.parametrize(
    ("title", "parts", "scope"),
    [
        (CITY, captioned("全市", OWN), "jurisdiction"),
        (CITY, captioned("本级", OWN), "level"),
        (CITY, under("市政府办公室本级", OWN), "office"),
        (CITY, under("样例市人民政府办公室本单位", OWN), "office"),
        (
            CITY,
            above_each("全市收到和处理政府信息公开申请情况", OWN)[2:4] and captioned("全市汇总", OWN),
            "jurisdiction",
        ),
        (BUREAU, captioned("本单位", OWN), "own"),
        (BUREAU, captioned("含所属单位", OWN), "system"),
        (BUREAU, [line("附件1：县教育局本级"), *tables(OWN)], "own"),
        (
            CITY,
            [line("一、全市情况"), line("一、总体情况"), *FAR, line("二、主动公开政府信息情况"), *tables(OWN)],
            "jurisdiction",
        ),
        ("吉林省气象局2022年政府信息公开工作年度报告", captioned("全省", OWN), "jurisdiction"),
    ],
)
def test_one_set_is_of_the_scope_that_its_captions_say(title: str, parts: Sequence[str], scope: Scope) -> None:
    (report,) = read(title, *parts).reports
    assert kept(report) == of(scope, OWN)


@pytest.mark.parametrize(
    ("title", "parts", "scope", "basis"),
    [
        (CITY, tables(OWN), "unknown", None),
        (CITY, [line("全市各级行政机关高度重视政府信息公开工作。"), *tables(OWN)], "unknown", None),
        (CITY, [line("（全市）"), *FAR, *tables(OWN)], "unknown", None),
        (CITY, under("政府信息公开情况汇总表", OWN), "unknown", None),
        (
            CITY,
            [line("一、全市政府信息公开工作情况"), *FAR, line("二、主动公开政府信息情况"), *tables(OWN)],
            "unknown",
            None,
        ),
        (CITY, under("样南县2022年政府信息公开工作年度报告（全县）", OWN), "unknown", None),
        (CITY, ['<p><a href="all.xlsx">附件：全市汇总表</a></p>', *tables(OWN)], "unknown", None),
        (BUREAU, tables(OWN), "own", "kind"),
        (BUREAU, [line("注：以上数据为本单位数据。"), *tables(OWN)], "own", "kind"),
        (BUREAU, above_each("二、主动公开政府信息情况（单位：件）", OWN), "own", "kind"),
        (OFFICE, [line("注：以下表格均为全市汇总数据"), *tables(OWN)], "unknown", None),
        (OFFICE, [line("以下为全市汇总数据。"), *tables(OWN)], "unknown", None),
        (OFFICE, [line("下表数据为62个部门和10个县区，全市各部门合计。"), *tables(OWN)], "unknown", None),
        (BUREAU, under("县教育局政府信息公开工作情况汇总表", OWN), "own", "kind"),
        (BUREAU, under("本机关依申请公开工作的总体情况如下", OWN), "own", "kind"),
    ],
)
def test_texts_that_state_no_scope(title: str, parts: Sequence[str], scope: Scope, basis: str | None) -> None:
    (report,) = read(title, *parts).reports
    figures_of_own = (Decimal(12), Decimal(12), Decimal(3))
    assert kept(report) == (scope, basis, "consistent", figures_of_own)


def test_tables_of_several_scopes_in_one_set_are_held() -> None:
    """Table 3 gives the report's scope: what states another one, or none beside it, is none of its numbers."""
    own, whole = captioned("本级", OWN), captioned("全市", ALL)
    (mixed,) = read(CITY, *own[:2], *whole[2:4], *own[4:]).reports
    assert [(t.table, t.scope, t.verdict) for t in mixed.tables] == [
        ("2", "level", "unconfirmed"),
        ("3", "jurisdiction", "consistent"),
        ("4", "level", "unconfirmed"),
    ]
    (partly,) = read(CITY, own[1], *whole[2:4], own[5]).reports
    assert [(t.table, t.scope, t.verdict) for t in partly.tables] == [
        ("2", "unknown", "unconfirmed"),
        ("3", "jurisdiction", "consistent"),
        ("4", "unknown", "unconfirmed"),
    ]


def test_a_heading_of_another_year_holds_its_set() -> None:
    last, now = read(CITY, *under("2021年市本级", OWN), *under("2022年全市汇总", ALL)).reports
    assert {("year_of_table", table) for table in "234"} == rules(last)
    assert {table.verdict for table in last.tables} == {"unconfirmed"}
    assert kept(now) == of("jurisdiction", ALL)


@pytest.mark.parametrize(
    "note",
    [
        "注：以上两套表均为市本级数据。",
        "备注：本表不含各县区。",
        "以上各表数据为市直部门汇总。",
        "上表数据含所属单位",
    ],
)
def test_a_note_on_the_scope_makes_all_captions_uncertain(note: str) -> None:
    (both,) = read(CITY, *under("一、市本级", OWN), *under("二、全市", ALL), line(note)).reports
    assert {("one_of_each", table) for table in "234"} <= rules(both)
    (one,) = read(CITY, *under("一、全市", OWN), line(note)).reports
    assert (one.scope, one.scope_basis) == ("unknown", None)


@pytest.mark.parametrize(
    "caption",
    [
        '<p style="opacity:0">市本级数据</p>',
        '<p>&nbsp;<span style="font-size:0">市本级数据</span></p>',
        '<p style="color:#fff">市本级数据</p>',
        '<div style="visibility:hidden"><p>市本级数据</p></div>',
        "<style>.c { opacity: 0.01 }</style><p class='c'>市本级数据</p>",
    ],
)
def test_a_caption_that_may_not_be_seen_makes_the_scope_uncertain(caption: str) -> None:
    (one,) = read(CITY, caption, *tables(OWN)).reports
    assert (one.scope, one.scope_basis) == ("unknown", None)
    (seen,) = read(CITY, '<p style="color:#333;font-size:14px">市本级数据</p>', *tables(OWN)).reports
    assert seen.scope == "level"


@pytest.mark.parametrize("style", ["order:3", "order : 2; color: red"])
def test_captions_on_a_page_that_is_shown_in_another_order_make_the_scope_uncertain(style: str) -> None:
    first = f'<div style="display:flex;flex-direction:column"><p style="{style}">市本级数据</p>'
    (one,) = read(CITY, first, *tables(OWN), "</div>").reports
    assert (one.scope, one.scope_basis) == ("unknown", None)
    turned = '<div style="display:flex;flex-direction:column-reverse"><p>市本级数据</p>'
    (two,) = read(CITY, turned, *tables(OWN), "</div>").reports
    assert (two.scope, two.scope_basis) == ("unknown", None)
    (plain,) = read(CITY, '<div style="display:flex;order:0"><p>市本级数据</p></div>', *tables(OWN)).reports
    assert plain.scope == "level"


def test_a_caption_against_its_heading_makes_the_heading_uncertain_for_what_follows() -> None:
    (report,) = read(CITY, line("全市汇总"), line("市本级"), *tables(OWN)).reports
    assert [(t.table, t.scope) for t in report.tables] == [("2", "unknown"), ("3", "unknown"), ("4", "unknown")]


def test_captions_against_the_title_hold_the_report() -> None:
    (report,) = read("样例市2022年政府信息公开工作年度报告", *captioned("本级", OWN)).reports
    assert {table.verdict for table in report.tables} == {"unconfirmed"}
    assert ("scope_agrees", None) in rules(report)


def test_the_names_of_sheets_count() -> None:
    book = workbook_of({"市本级": tables(OWN), "全市汇总": tables(ALL)}, CITY)
    both = read_document(from_bytes("r.xlsx", saved(book))).reports
    assert [kept(report) for report in both] == [of("level", OWN), of("jurisdiction", ALL)]
    book = workbook_of({"市本级": tables(OWN), "Sheet2": tables(ALL)}, CITY)
    (held,) = read_document(from_bytes("r.xlsx", saved(book))).reports
    assert ("one_of_each", "3") in rules(held)


@needs_libreoffice
def test_word_files_and_pdfs(tmp_path: Path) -> None:
    parts = [CITY, "\f一、市本级", *apart(OWN), "\f二、全市汇总", *apart(ALL)]
    both = [of("level", OWN), of("jurisdiction", ALL)]
    word = word_of(parts)
    assert [kept(report) for report in read_document(from_bytes("r.docx", word)).reports] == both
    pdf = converted(word, "docx", "pdf", tmp_path)
    assert [kept(report) for report in read_document(from_bytes("r.pdf", pdf)).reports] == both


def apart(n: Set) -> list[str]:
    return [part for name, table in zip("二三四", tables(n), strict=True) for part in (f"\f表{name}", table)]


def test_numbers_of_the_text_are_in_neither_report() -> None:
    text = [line("一、总体情况", "h2"), line("2022年，本机关收到政府信息公开申请12件。")]
    (one,) = read(CITY, *text, *tables(OWN)).reports
    assert one.prose is not None
    assert [(fact.raw, fact.value) for fact in one.prose.facts] == [("12件", Decimal(12))]
    reading = read(CITY, *text, *under("一、市本级", OWN), *under("二、全市", ALL))
    assert [report.prose for report in reading.reports] == [None, None]
    assert [note for note in reading.notes if "in no report" in note]


@pytest.fixture
def book(tmp_path: Path) -> registry.Registry:
    for name, text in REGISTRY.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return registry.load(tmp_path)


LEVEL, WHOLE = f"{CITY_ID}:2022:level", f"{CITY_ID}:2022:jurisdiction"
BOTH = page(*captioned("本级", OWN), *captioned("全市", ALL), title=CITY)


def current(reports: Sequence[Report]) -> dict[str | None, tuple[object, ...]]:
    """What stands now: report_id → revision, verdict, figures."""
    newest = {report.report_id: report for report in reports}
    return {key: (one.revision, judged(one).verdict, figures(one)) for key, one in newest.items()}


def shown(n: Set, revision: int = 0, verdict: str = "consistent") -> tuple[object, ...]:
    return (revision, verdict, (Decimal(n[0]), Decimal(n[0]), Decimal(n[1])))


def city(shelf: Shelf, name: str, *bodies: bytes, **stated: Any) -> dict[str, Any]:
    return source(shelf, name, *bodies, agency_id=CITY_ID, column_id=None, **stated)


def test_a_crawled_page_gives_a_report_for_each_set(book: registry.Registry) -> None:
    shelf = Shelf()
    found = stage(shelf, book, [city(shelf, "a.html", BOTH)])
    assert current(found) == {LEVEL: shown(OWN), WHOLE: shown(ALL)}
    assert {report.sources[0].source for report in found} == {"https://www.sample.gov.cn/nb/a.html"}


def test_a_set_that_came_later_is_no_revision_of_the_other(book: registry.Registry) -> None:
    """The level's numbers are those of the first night; a number of the whole city's was mended on the third."""
    shelf = Shelf()
    mended = page(*captioned("本级", OWN), *captioned("全市", (346, 8)), title=CITY)
    found = stage(shelf, book, [city(shelf, "a.html", page(*captioned("本级", OWN), title=CITY), BOTH, mended)])
    assert [(one.report_id, one.revision) for one in found] == [(WHOLE, 0), (WHOLE, 1), (LEVEL, 0)]
    assert current(found) == {LEVEL: shown(OWN), WHOLE: shown((346, 8), revision=1)}


def test_a_set_that_is_there_no_longer_is_no_report(book: registry.Registry) -> None:
    shelf = Shelf()
    found = stage(shelf, book, [city(shelf, "a.html", BOTH, page(*captioned("本级", OWN), title=CITY))])
    assert current(found) == {LEVEL: shown(OWN)}


def test_what_a_column_states_may_be_either_set_but_no_third(book: registry.Registry) -> None:
    shelf = Shelf()
    found = stage(shelf, book, [city(shelf, "a.html", BOTH, scope="jurisdiction")])
    assert current(found) == {LEVEL: shown(OWN), WHOLE: shown(ALL)}
    found = stage(shelf, book, [city(shelf, "a.html", BOTH, scope="office")])
    assert current(found) == {LEVEL: shown(OWN, verdict="unconfirmed"), WHOLE: shown(ALL, verdict="unconfirmed")}


def test_a_decision_on_the_scope_parts_nothing(book: registry.Registry) -> None:
    shelf = Shelf()
    line = city(shelf, "a.html", BOTH)
    decision = Decision(
        "d1", "2024-03-01T00:00:00+08:00", "甲", "scope", value="level", source=line["source"], title=CITY
    )
    found = stage(shelf, book, [line], decision)
    assert [(one.report_id, judged(one).verdict) for one in found] == [(LEVEL, "unconfirmed")]


def test_one_captioned_set_is_that_scopes_report(book: registry.Registry) -> None:
    shelf = Shelf()
    bureau = page(*captioned("含所属单位", OWN), title=COUNTY_BUREAU)
    whole = page(*captioned("全市", ALL), title=CITY)
    found = stage(shelf, book, [source(shelf, "a.html", bureau), city(shelf, "b.html", whole)])
    assert current(found) == {f"{COUNTY_ID}:2023:system": shown(OWN), WHOLE: shown(ALL)}
    assert {report.scope_basis for report in found} == {"title"}


def test_a_table_of_another_scope_completes_no_report(book: registry.Registry) -> None:
    """The page prints tables 2 and 3 of its own level, its attachment table 4 of the whole city."""
    shelf = Shelf()
    own = page(*captioned("本级", OWN)[:4], title=CITY)
    fourth = saved(workbook_of({"全市": [table_4(ALL)]}, "附表"))
    attached = source(shelf, "a.xlsx", fourth, parent="https://www.sample.gov.cn/nb/a.html", position=1)
    attached["deliveries"][0]["media_type"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    (report,) = map(judged, stage(shelf, book, [city(shelf, "a.html", own), attached]))
    assert [(t.table, t.scope, t.verdict) for t in report.tables] == [
        ("2", "level", "consistent"),
        ("3", "level", "consistent"),
        ("4", "jurisdiction", "unconfirmed"),
    ]


def test_a_set_of_another_scope_in_an_attachment_holds_the_page(book: registry.Registry) -> None:
    """Not told apart yet: the attachment is taken for a rendition of the page, with other numbers."""
    shelf = Shelf()
    whole = saved(workbook_of({"全市": tables(ALL)}, CITY))
    attached = source(shelf, "a.xlsx", whole, parent="https://www.sample.gov.cn/nb/a.html", position=1)
    attached["deliveries"][0]["media_type"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    own = city(shelf, "a.html", page(*captioned("本级", OWN), title=CITY))
    (report,) = map(judged, stage(shelf, book, [own, attached]))
    assert (report.report_id, report.verdict, figures(report)) == (LEVEL, *shown(OWN, verdict="unconfirmed")[1:])
    assert "rendition_conflict" in {rule for rule, _ in rules(report)}


def test_sets_of_an_unknown_agency_are_told_apart_by_their_place(book: registry.Registry) -> None:
    shelf = Shelf()
    both = page(*captioned("本级", OWN), *captioned("全市", ALL), title="别处市人民政府2022年政府信息公开工作年度报告")
    found = stage(shelf, book, [source(shelf, "a.html", both)])
    assert [(report.report_id or "")[-2:] for report in found] == [":1", ":2"]
    assert {("agency_unresolved", None)} == {rule for report in found for rule in rules(judged(report))}
