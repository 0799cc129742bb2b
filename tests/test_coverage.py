"""What is expected, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warehouse_examples import REGISTRY, brief, gate, report

from gongkai.coverage import coverage
from gongkai.crawl.calendar import today
from gongkai.crawl.exchange import Due, Exchange, Link
from gongkai.crawl.health import Health, health, vanished
from gongkai.crawl.ledger import Ledger
from gongkai.crawl.sources import UNCHANGED
from gongkai.crawl.tombstones import Tombstone
from gongkai.deadlines import ART_31, ART_49, deadline, doubtful
from gongkai.records import Report, Source
from gongkai.registry.load import Registry, load
from gongkai.registry.model import AgencyKind, AgencyLink, Level

_LIST = "http://a.invalid/list/"
_COLUMN = f"c1,s1,99,{_LIST},,990100,,2022,2023,unverified\n"
_SITE = "s1,http://a.invalid/,static,990100,2,publisher,unverified\n"
_TOWN = "S000003,样桥镇人民政府,township,township,990101101,,no,S000001,,,,unverified\n"
_COUNTY = "990101,mca,样东县,Yangdong,990100,county,,\n990101101,nbs,样桥镇,Yangqiao,990101,township,,\n"
_NOW = datetime(2024, 4, 20, 1, tzinfo=UTC)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """A city government, its department and a township; one list of many agencies, of 2022 and 2023."""
    more = {"columns.csv": _COLUMN, "sites.csv": _SITE, "agencies.csv": _TOWN, "regions.csv": _COUNTY}
    for name, data in REGISTRY.items():
        rows = data + more.get(name, "").encode()
        (tmp_path / name).write_bytes(rows.replace(b"unverified", b"verified") if name == "agencies.csv" else rows)
    return load(tmp_path)


def _read(at: datetime = _NOW, outcome: str | None = "ok", shown: int = 3, known: int = 3) -> dict[str, Health]:
    return {"c1": Health("c1", at, outcome, shown, known)}


def _rows(registry: Registry, *reports: Any, now: datetime = _NOW, lines: Any = None, **other: Any) -> dict[Any, Any]:
    given: dict[str, Any] = {"sources": [], "lists": _read(now), "gone": ()} | other
    lines = lines if lines is not None else [gate(r) for r in reports]
    sources = [{"parent": None, "origin": "publisher"} | source for source in given["sources"]]
    rows = coverage(registry, map(brief, reports), lines, sources, given["lists"], given["gone"], now)
    return {(row["agency_id"], row["year"]): row for row in rows}


def _of_bureau(**other: Any) -> Report:
    given = {"agency_id": "S000002", "report_id": "S000002:2023:own", "deadline": "2024-01-31"}
    return replace(report(), **(given | other))


def test_expected_are_agencies_below_the_region_in_years_of_the_column(registry: Registry) -> None:
    agencies = ("S000001", "S000002", "S000003")
    assert set(_rows(registry)) == {(agency, year) for agency in agencies for year in (2022, 2023)}
    endless = replace(registry, columns={"c1": replace(registry.columns["c1"], year_to=None)})
    assert {year for _, year in _rows(endless)} == {2022, 2023, 2024}


@pytest.mark.parametrize(
    ("kind", "level", "year", "day", "basis"),
    [
        ("government", "province", 2023, date(2024, 3, 31), ART_49),
        ("government", "county", 2019, date(2020, 3, 31), ART_49),
        ("department", "county", 2023, date(2024, 1, 31), ART_49),
        ("department", "state", 2019, date(2020, 1, 31), ART_49),
        ("vertical", "state", 2023, date(2024, 1, 31), ART_49),
        # Before the regulation of 2019 one day for every administrative organ.
        ("department", "county", 2018, date(2019, 3, 31), ART_31),
        ("township", "township", 2018, date(2019, 3, 31), ART_31),
        ("vertical", "city", 2008, date(2009, 3, 31), ART_31),
    ],
)
def test_deadlines(kind: AgencyKind, level: Level, year: int, day: date, basis: str) -> None:
    assert deadline(kind, level, year) == (day, basis)


@pytest.mark.parametrize(
    ("kind", "level", "year"),
    [
        ("township", "township", 2019),
        ("department", "township", 2023),
        ("vertical", "county", 2023),
        ("office", "city", 2023),
        ("government", "state", 2023),
        ("public_body", "city", 2015),
        ("public_body", "city", 2023),
        ("department", "county", 2007),
    ],
)
def test_no_deadline_is_claimed_without_a_basis(kind: AgencyKind, level: Level, year: int) -> None:
    assert deadline(kind, level, year) is None


def test_a_date_that_many_years_share_or_that_is_years_late_proves_nothing() -> None:
    def dated(number: int, year: int, published: str, host: str = "a.invalid") -> Report:
        source = Source(f"http://{host}/{number}.html", "0", "text/html", "publisher", "html", None)
        return replace(report(), report_id=f"S{number}", year=year, published=published, sources=(source,))

    found = doubtful(
        [
            dated(1, 2019, "2021-06-01"),
            dated(2, 2020, "2021-06-01"),
            dated(3, 2020, "2021-06-01", host="b.invalid"),
            dated(4, 2020, "2021-06-02 10:00"),
            dated(5, 2008, "2020-01-15"),
            dated(6, 2008, "2009-12-31"),
        ]
    )
    assert found == {"S1", "S2", "S5"}


def test_found_late_held_missing(registry: Registry) -> None:
    found = report()
    late = _of_bureau(published="2024-02-01")
    held = _of_bureau(agency_id="S000003", report_id="S000003:2023:own", deadline=None)
    broken = _of_bureau(year=2022, report_id="S000002:2022:own", verdict="unreadable", tables=(), facts=())
    lines = [gate(found), gate(late), gate(held, t2="unconfirmed", t3="incomplete", t4="unconfirmed"), gate(broken)]
    rows = _rows(registry, found, late, held, broken, lines=lines)
    assert {key: (row["status"], row["gap"]) for key, row in rows.items()} == {
        ("S000001", 2022): ("missing", None),
        ("S000001", 2023): ("found", None),
        ("S000002", 2022): ("found", "held"),
        ("S000002", 2023): ("published_late", None),
        ("S000003", 2022): ("missing", None),
        ("S000003", 2023): ("found", "held"),
    }
    assert rows["S000002", 2023]["published"] == date(2024, 2, 1)
    assert (rows["S000002", 2023]["deadline"], rows["S000002", 2023]["deadline_basis"]) == (date(2024, 1, 31), ART_49)
    assert (rows["S000003", 2023]["deadline"], rows["S000003", 2023]["deadline_basis"]) == (None, None)
    assert rows["S000001", 2023]["report_id"] == "S000001:2023:jurisdiction"
    assert "gongkai import" in rows["S000001", 2022]["what_to_do"]
    assert rows["S000003", 2023]["what_to_do"].startswith("see its held tables")
    # A page of that title on which no official table stands.
    told = _rows(registry, _of_bureau(tables=(), facts=(), verdict=None))["S000002", 2023]
    assert (told["status"], told["gap"]) == ("found", "held")
    assert told["what_to_do"].startswith("no official table stands in it")


def test_lateness_is_not_claimed_of_a_date_that_proves_nothing(registry: Registry) -> None:
    moved = _of_bureau(published="2024-02-01", deadline=None)
    assert _rows(registry, moved)["S000002", 2023]["status"] == "found"


def test_published_again_is_not_late(registry: Registry) -> None:
    first = _of_bureau(published="2024-01-20")
    again = replace(first, revision=1, published="2024-03-20")
    assert _rows(registry, first, again)["S000002", 2023]["status"] == "found"


@pytest.mark.parametrize(
    ("in_china", "government", "department", "township"),
    [
        ("2023-12-31T23:00", "not_due", "not_due", "not_due"),
        ("2024-01-01T00:00", "due", "due", "due"),
        ("2024-01-31T23:00", "due", "due", "due"),
        ("2024-02-01T00:00", "due", "late", "due"),
        ("2024-03-31T23:00", "due", "late", "due"),
        # Of a township no lawful day is claimed, so it is not late.
        ("2024-04-01T00:00", "late", "late", "missing"),
        ("2024-04-15T23:00", "late", "late", "missing"),
        ("2024-04-16T00:00", "missing", "missing", "missing"),
    ],
)
def test_what_is_not_there_on_a_day(
    registry: Registry, in_china: str, government: str, department: str, township: str
) -> None:
    rows = _rows(registry, now=datetime.fromisoformat(f"{in_china}+08:00"))
    found = [rows[agency, 2023]["status"] for agency in ("S000001", "S000002", "S000003")]
    assert found == [government, department, township]


@given(
    st.datetimes(datetime(2022, 1, 1), datetime(2026, 1, 1)),
    st.integers(0, 20),
    st.sampled_from(["ok", "not_modified", "http 404", "blocked", "timeout", None]),
    st.integers(0, 10),
)
def test_missing_and_late_are_said_only_of_lists_that_were_read_well(
    day: datetime, days: int, outcome: str | None, shown: int
) -> None:
    registry = _small()
    now = day.replace(tzinfo=UTC)
    rows = _rows(registry, now=now, lists=_read(now - timedelta(days=days), outcome, shown, 10))
    for (agency_id, year), row in rows.items():
        said = row["status"] in ("missing", "late")
        well = days <= 7 and outcome in ("ok", "not_modified", None) and shown >= 8
        assert not said or (well and today(now).year > year), (agency_id, year)
        assert row["status"] != "late" or today(now) > row["deadline"]
        assert (row["what_to_do"] is None) == (row["status"] in ("not_due", "due"))
        assert row["gap"] is None or row["status"] == "unknown"


def _small() -> Registry:
    """The registry of the other tests, made once: hypothesis does not reset fixtures."""
    if not _MADE:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            for name, data in REGISTRY.items():
                more = {"columns.csv": _COLUMN, "sites.csv": _SITE}.get(name, "")
                (Path(folder) / name).write_bytes(data.replace(b"unverified", b"verified") + more.encode())
            _MADE.append(load(Path(folder)))
    return _MADE[0]


_MADE: list[Registry] = []


@pytest.mark.parametrize(
    ("outcome", "shown", "gap"),
    [
        ("blocked", 3, "blocked"),
        ("http 403", 3, "blocked"),
        ("challenged", 3, "challenged"),
        ("robots_denied", 3, "robots_denied"),
        ("timeout", 3, "site_unreachable"),
        ("http 503", 3, "site_unreachable"),
        ("http 404", 3, "column_dead"),
        ("soft_404", 3, "column_dead"),
        ("redirect_loop", 3, "column_dead"),
        ("unlisted_host", 3, "column_dead"),
        ("no_entries", 3, "redesigned"),
        ("undecodable", 3, "redesigned"),
        ("ok", 2, "redesigned"),
        ("not_modified", 3, None),
    ],
)
def test_each_gap_has_a_class(registry: Registry, outcome: str | None, shown: int, gap: str | None) -> None:
    rows = _rows(registry, lists=_read(_NOW - timedelta(days=8), outcome, shown))
    row = rows["S000002", 2023]
    assert (row["status"], row["gap"]) == ("unknown", gap)
    assert row["what_to_do"].startswith("column c1: " if gap else "the list was not read")


def test_an_unverified_agency_is_missing_only_once_a_report_of_it_was_seen(registry: Registry) -> None:
    office = replace(registry.agencies["S000002"], state="unverified")
    unverified = replace(registry, agencies=registry.agencies | {"S000002": office})
    never = _rows(unverified)["S000002", 2022]
    assert (never["status"], never["what_to_do"].partition(":")[0]) == ("unknown", "no report of it was ever seen")
    assert _rows(unverified)["S000001", 2022]["status"] == "missing"
    assert _rows(unverified, _of_bureau())["S000002", 2022]["status"] == "missing"
    own = {"c1": replace(registry.columns["c1"], agency_id="S000002", within=None)}
    assert _rows(replace(unverified, columns=own))["S000002", 2022]["status"] == "missing"


def test_what_was_removed_on_purpose_is_not_to_be_brought_again(registry: Registry) -> None:
    stone = str(Tombstone("0" * 64, "2024-05-01T00:00:00+00:00", "li", "names a person"))
    source = {
        "source": "http://a.invalid/7.pdf",
        "column_id": "c1",
        "listed_title": None,
        "agency_id": "S000002",
        "year": 2022,
        "failure": stone,
    }
    row = _rows(registry, sources=[source])["S000002", 2022]
    assert (row["status"], row["gap"]) == ("unknown", None)
    assert row["what_to_do"] == f"http://a.invalid/7.pdf: {stone}; nothing: it is not to be kept here"


@pytest.mark.parametrize(
    ("failure", "gap"),
    [
        ("http 404", "dead_link"),
        ("blocked: 412", "blocked"),
        ("timeout: 30 s", "site_unreachable"),
        ("not fetched yet", None),
        (UNCHANGED, None),
    ],
)
def test_listed_but_not_delivered_is_not_missing(registry: Registry, failure: str, gap: str | None) -> None:
    source = {
        "source": "http://a.invalid/7.pdf",
        "failure": failure,
        "listed_title": "样川市水利局2023年政府信息公开工作年度报告",
        "column_id": "c1",
        "agency_id": None,
        "year": None,
    }
    row = _rows(registry, sources=[source])["S000002", 2023]
    assert (row["status"], row["gap"]) == ("unknown", gap)
    assert row["what_to_do"].split(";")[0] == f"http://a.invalid/7.pdf: {failure}"


@pytest.mark.parametrize(
    ("nobody", "listed_title", "expected"),
    [
        # Its page says that it is another organ's than its title names.
        ({"agency_id": None, "candidates": ("S000001", "S000002")}, "", {("S000002", 2023): "agency"}),
        ({"agency_id": None}, "样川市水利局2023年政府信息公开工作年度报告", {("S000002", 2023): "agency"}),
        (
            {"year": None},
            "样川市水利局政府信息公开工作年度报告",
            {("S000002", 2022): "year", ("S000002", 2023): "year"},
        ),
        ({"year": None}, "样川市水利局2022年政府信息公开工作年度报告", {("S000002", 2022): "year"}),
        # Its title states a year that was not over when it came: it may be of any other.
        (
            {"year": None, "years": (("title", 2024),)},
            "样川市水利局2024年政府信息公开工作年度报告",
            {("S000002", 2022): "year", ("S000002", 2023): "year"},
        ),
        # A report of nobody whom anything names leaves all as it was.
        ({"agency_id": None}, "", {}),
    ],
)
def test_what_a_listed_report_of_nobody_may_be_is_not_missing(
    registry: Registry, nobody: dict[str, Any], listed_title: str, expected: dict[tuple[str, int], str]
) -> None:
    found = _of_bureau(report_id="?abc:1", **nobody)
    source = {
        "source": found.sources[0].source,
        "failure": None,
        "listed_title": listed_title,
        "column_id": "c1",
        "agency_id": None,
        "year": None,
    }
    rows = _rows(registry, report(), found, sources=[source])
    told = {key: row["what_to_do"] for key, row in rows.items() if row["gap"] == "held" and row["status"] == "unknown"}
    assert {key: text.split(" has no ")[1].split()[0] for key, text in told.items()} == expected
    assert all(text.startswith("?abc:1: ") for text in told.values())
    left = {("S000002", 2022), ("S000002", 2023)} - expected.keys()
    assert {rows[key]["status"] for key in left} <= {"missing"}


@pytest.mark.parametrize(
    ("name", "gap"),
    [("样川市水利和湖泊局", "held"), ("样川市水务局", None), ("样川市第一中学", None), ("样川市教育局", None)],
)
def test_a_listed_report_under_a_variant_of_the_agencys_name_may_be_its(
    registry: Registry, name: str, gap: str | None
) -> None:
    listed = Source("http://a.invalid/9.html", "0", "text/html", "hub", "html", None, "c1")
    stranger = _of_bureau(report_id="?abc:1", agency=name, agency_id=None, sources=(listed,))
    row = _rows(registry, report(), stranger)["S000002", 2023]
    assert (row["status"], row["gap"]) == (("unknown" if gap else "missing"), gap)


@pytest.mark.parametrize(
    ("title", "held"),
    [
        # Reports in other words, under the name of one agency of the list.
        ("样川市水利局2023年政务公开工作年度报告", {"S000002"}),
        ("样川市水利局2023年度政府信息公开工作总结", {"S000002"}),
        ("样川市水利局2023年政府信息公开情况", {"S000002"}),
        ("样川市水利局2023年政府信息公开工作年度报告（汇总）", {"S000002"}),
        ("样川市水利局2023年法治政府建设年度报告", {"S000002"}),
        ("市水利局2023年政务公开工作总结", {"S000002"}),
        ("样桥镇2023年政务公开工作总结", {"S000003"}),
        ("样川市水利局、样桥镇2023年政务公开工作总结", {"S000002", "S000003"}),
        # Titles that name nobody: it may be anybody's on the list.
        ("2023年政务公开工作总结", {"S000001", "S000002", "S000003"}),
        ("全市2023年政务公开工作总结", {"S000001", "S000002", "S000003"}),
        ("2023年年报", {"S000001", "S000002", "S000003"}),
        # An organ that is none of the list's.
        ("样川市第一中学2023年政务公开工作总结", set()),
    ],
)
def test_a_report_in_other_words_leaves_those_unknown_that_it_may_be_of(
    registry: Registry, title: str, held: set[str]
) -> None:
    listed = Source("http://a.invalid/9.html", "0", "text/html", "publisher", "html", None, "c1", title)
    nobodys = _of_bureau(report_id="?abc:1", agency=None, agency_id=None, year=None, title=title, sources=(listed,))
    line = {"source": listed.source, "failure": None, "listed_title": title, "column_id": "c1"}
    rows = _rows(registry, nobodys, sources=[line | {"agency_id": None, "year": None}])
    told = {agency for (agency, year), row in rows.items() if (row["status"], row["gap"]) == ("unknown", "held")}
    assert told == held
    assert {year for (_, year), row in rows.items() if row["gap"]} <= {2023}
    assert {row["status"] for (_, year), row in rows.items() if year == 2022} == {"missing"}


def test_a_report_of_two_stated_years_leaves_neither_missing(registry: Registry) -> None:
    two = _of_bureau(years=(("title", 2023), ("统计期限", 2022)))
    rows = _rows(registry, two)
    assert rows["S000002", 2023]["status"] == "found"
    assert (rows["S000002", 2022]["status"], rows["S000002", 2022]["gap"]) == ("unknown", "held")


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("样川市水利局政府信息公开工作年度报告", (2022, 2023)),
        ("样川市水利局2023年政府信息公开工作年度...", (2023,)),
        ("样川市水利和湖泊局2023年政府信息公开工作年度报告", (2023,)),
        ("样川市第一中学2023年政府信息公开工作年度报告", ()),
    ],
)
def test_what_a_list_names_and_nobody_got_is_not_missing(
    registry: Registry, title: str, years: tuple[int, ...]
) -> None:
    source = {"source": "http://a.invalid/7.html", "failure": "http 404", "listed_title": title, "column_id": "c1"}
    rows = _rows(registry, report(), sources=[source | {"agency_id": None, "year": None}])
    lost = {year for year in (2022, 2023) if rows["S000002", year]["gap"] == "dead_link"}
    assert lost == set(years)
    assert {rows["S000002", year]["status"] for year in {2022, 2023} - lost} <= {"missing"}


def test_an_agency_that_ended_is_not_missing(registry: Registry) -> None:
    ended = replace(registry.agencies["S000002"], valid_to=2023)
    without = replace(registry, agencies=registry.agencies | {"S000002": ended})
    row = _rows(without)["S000002", 2023]
    assert (row["status"], row["gap"]) == ("unknown", "abolished")
    assert _rows(without)["S000002", 2022]["status"] == "missing"
    heir = replace(without, links=(AgencyLink("S000001", "S000002", "merge", "2023-11"),))
    row = _rows(heir, report())["S000002", 2023]
    assert (row["status"], row["gap"], row["report_id"]) == ("not_due", "published_elsewhere", None)
    assert "S000001 published" in row["what_to_do"]


def test_a_report_that_another_column_lists_is_published_elsewhere(registry: Registry) -> None:
    def listed(*columns: str | None) -> Report:
        made = [Source("http://b.invalid/1.html", "0", "text/html", "hub", "html", None, column) for column in columns]
        return _of_bureau(published="2024-01-20", sources=tuple(made))

    for columns, gap in ((("c9",), "published_elsewhere"), (("c9", "c1"), None), ((None,), None)):
        row = _rows(registry, listed(*columns))["S000002", 2023]
        assert (row["status"], row["gap"]) == ("found", gap)


def test_a_page_that_is_gone_is_noted_and_its_report_stays(tmp_path: Path, registry: Registry) -> None:
    url = report().sources[0].source
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        for day, (source, kind, outcome) in enumerate(
            [
                (url, "detail", "ok"),
                (url, "detail", "http 404"),
                ("http://a.invalid/never.html", "detail", "http 404"),
                ("http://a.invalid/back.html", "detail", "ok"),
                ("http://a.invalid/back.html", "detail", "http 410"),
                ("http://a.invalid/back.html", "detail", "ok"),
                ("http://a.invalid/robots.txt", "robots", "ok"),
                ("http://a.invalid/robots.txt", "robots", "http 404"),
            ]
        ):
            ledger.record(Exchange(source, source, kind, outcome), _NOW + timedelta(days=day))  # type: ignore[arg-type]
        gone = vanished(ledger)
    assert gone == {url}
    row = _rows(registry, report(), gone=gone)["S000001", 2023]
    assert (row["status"], row["vanished"], row["report_id"]) == ("found", True, "S000001:2023:jurisdiction")
    assert _rows(registry, report())["S000001", 2023]["vanished"] is False


@pytest.mark.parametrize(
    ("urls", "parents", "gone", "vanished"),
    [
        (("1.html",), {}, ("1.html",), True),
        # It moved to another address of the site.
        (("1.html", "new/1.html"), {}, ("1.html",), False),
        (("1.html", "new/1.html"), {}, ("1.html", "new/1.html"), True),
        (("1.html", "new/1.html"), {}, ("new/1.html",), False),
        # The page that linked the file is no other place of it, nor is a copy that somebody deposited.
        (("1.pdf", "1.html"), {"1.pdf": "1.html"}, ("1.pdf",), True),
        (("1.html", "1.pdf"), {"1.pdf": "1.html"}, ("1.html",), True),
        (("1.html", "deposit:1.html"), {}, ("1.html",), True),
    ],
)
def test_what_is_still_on_another_page_has_not_vanished(
    registry: Registry, urls: tuple[str, ...], parents: dict[str, str], gone: tuple[str, ...], vanished: bool
) -> None:
    made = tuple(Source(url, "0", "text/html", "publisher", "html", None, "c1") for url in urls)
    plain = {"failure": None, "listed_title": None, "column_id": "c1", "agency_id": None, "year": None}
    lines = [
        plain | {"source": url, "parent": parents.get(url), "origin": "deposit" if ":" in url else "publisher"}
        for url in urls
    ]
    row = _rows(registry, _of_bureau(sources=made), sources=lines, gone=gone)["S000002", 2023]
    assert (row["status"], row["vanished"]) == ("found", vanished)


def test_what_a_later_years_report_was_put_over_has_vanished(registry: Registry) -> None:
    earlier = _of_bureau(year=2022, report_id="S000002:2022:own")
    rows = _rows(registry, earlier, _of_bureau())
    assert [rows["S000002", year]["vanished"] for year in (2022, 2023)] == [True, False]


class Lists:
    """A ledger with the list of ``c1`` in pages, as crawls left it."""

    def __init__(self, folder: Path) -> None:
        self.ledger = Ledger(folder / "ledger.sqlite")
        self.number = 0

    def page(self, day: int, outcome: str, years: list[int], further: str = "", url: str = _LIST) -> None:
        """An answer of 2024-02-<day>; the reports that it links get new URLs each time."""
        now = datetime(2024, 2, day, 1, tzinfo=UTC)
        due = Due(url, "list", "s1", "c1")
        self.ledger.plan([(Due(_LIST, "list", "s1", "c1"), "99")], now)
        links = [Link(_LIST + further, "list", None, None)] if further else []
        for year in years:
            self.number += 1
            title = f"样川市{year}年政府信息公开工作年度报告"
            links.append(Link(f"{_LIST}{self.number}.html", "detail", title, None))
        self.ledger.record(Exchange(url, url, "list", outcome), now, due, links)

    def health(self, registry: Registry) -> tuple[Any, ...]:
        found = health(self.ledger, registry)["c1"]
        return found.read_at and found.read_at.day, found.outcome, found.shown, found.known, found.fault


def test_a_list_whose_yield_drops_is_told_until_it_shows_the_reports_again(tmp_path: Path, registry: Registry) -> None:
    lists = Lists(tmp_path)
    assert lists.health(registry) == (None, None, 0, 0, None)
    lists.page(5, "ok", [2022, 2023])
    assert lists.health(registry) == (5, "ok", 2, 2, None)
    # New URLs of the same reports, as after a move.
    lists.page(6, "ok", [2023, 2022])
    assert lists.health(registry) == (6, "ok", 2, 2, None)
    lists.page(7, "ok", [2023])
    assert lists.health(registry) == (7, "ok", 1, 2, "redesigned")
    lists.page(8, "ok", [2023])
    assert lists.health(registry)[4] == "redesigned"
    assert health(lists.ledger, registry)["c1"].what_to_do == (
        "it links 1 of the 2 reports that it once linked; look at the list in a browser: correct list_url or the "
        "site's family; where the site takes old reports off, put year_from in columns.csv"
    )
    # A person looked: the site shows the last year only.
    columns = {"c1": replace(registry.columns["c1"], year_from=2023)}
    assert lists.health(replace(registry, columns=columns)) == (8, "ok", 1, 1, None)
    lists.page(9, "ok", [2022, 2023])
    assert lists.health(registry) == (9, "ok", 2, 2, None)


def test_a_year_that_lost_its_reports_is_told_though_the_list_is_long(tmp_path: Path, registry: Registry) -> None:
    lists = Lists(tmp_path)
    organs = ("财政局", "教育局", "水利局", "民政局", "审计局")
    whole = [(organ, year) for year in (2022, 2023) for organ in organs] + [("林业局", 2022)]
    for day, shown in ((5, whole), (6, [one for one in whole if one != ("财政局", 2023)]), (7, whole[:8] + whole[10:])):
        now = datetime(2024, 2, day, 1, tzinfo=UTC)
        lists.ledger.plan([(Due(_LIST, "list", "s1", "c1"), "99")], now)
        links = [
            Link(f"{_LIST}{organ}{year}.html", "detail", f"样川市{organ}{year}年政府信息公开工作年度报告", None)
            for organ, year in shown
        ]
        lists.ledger.record(Exchange(_LIST, _LIST, "list", "ok"), now, Due(_LIST, "list", "s1", "c1"), links)
        one = health(lists.ledger, registry)["c1"]
        # Four of five are no drop, three are.
        assert (one.shown, one.known) == {5: (11, 11), 6: (10, 11), 7: (9, 11)}[day]
        assert (one.fault, one.lost) == {7: ("redesigned", (2023, 3, 5))}.get(day, (None, None))


def test_a_list_is_read_well_only_with_all_its_pages(tmp_path: Path, registry: Registry) -> None:
    lists, second = Lists(tmp_path), f"{_LIST}index_1.html"
    lists.page(5, "ok", [2023], "index_1.html")
    assert lists.health(registry) == (None, "ok", 1, 1, None)
    lists.page(5, "ok", [2022], url=second)
    assert lists.health(registry) == (5, "ok", 2, 2, None)
    lists.page(6, "ok", [2023], "index_1.html")
    lists.page(6, "http 503", [], url=second)
    assert lists.health(registry) == (5, "http 503", 2, 2, "site_unreachable")
    # The list has one page now, and both reports on it.
    lists.page(7, "ok", [2023, 2022])
    assert lists.health(registry) == (7, "ok", 2, 2, None)
