"""The warehouse is a function of the log and holds together."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from warehouse_examples import (
    NIGHT_1,
    NIGHT_2,
    REGISTRY,
    VERSIONS,
    broken_review,
    documents,
    fact,
    gate,
    load_input,
    loaded,
    report,
    revised,
    settings,
    table,
    unresolved,
)

from gongkai.errors import GongkaiError
from gongkai.forms import codebook
from gongkai.lake.log import Log
from gongkai.records import Report
from gongkai.warehouse import engine
from gongkai.warehouse.build import build
from gongkai.warehouse.load import LOG_TABLES, write_load
from gongkai.warehouse.release import publish


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two loads: a report; its revision with table 4 held, and a report of an unknown agency."""
    tmp_path = tmp_path_factory.mktemp("built")
    log = loaded(settings(tmp_path))
    lines = [gate(report()), gate(revised(), t4="unconfirmed", findings=(broken_review(),)), gate(unresolved())]
    write_load(log, load_input(report(), revised(), unresolved(), lines=lines), "real", NIGHT_2)
    build(log, 2, tmp_path / "w.duckdb", [])
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as opened:
        yield opened


def test_facts_are_those_of_the_current_revision(con: Any) -> None:
    found = con.sql(
        "SELECT revision, value FROM facts WHERE indicator = 'req_new' AND applicant = 'total' AND year = 2023"
    )
    assert found.fetchall() == [(1, Decimal(101))]
    assert con.sql("SELECT DISTINCT table_kind FROM facts ORDER BY 1").fetchall() == [("2",), ("3",)]


def test_leaves_and_totals_are_told_apart(con: Any) -> None:
    leaves = con.sql("SELECT indicator, applicant FROM facts_leaf WHERE table_kind = '3'").fetchall()
    assert leaves == [("req_new", "natural_person")]


def test_what_a_blank_must_be_stands_beside_it(tmp_path: Path) -> None:
    """95 requests were closed, 95 of them are told: nothing is left for a query that was left blank."""
    whole = report()
    shown = {fact.indicator for fact in whole.facts if fact.applicant == "total"}
    others = [c for c in codebook.leaves("2021", "req_result") if c not in shown]
    log = loaded(
        settings(tmp_path),
        load_input(replace(whole, facts=(*whole.facts, *(fact("3", c, "0", "total") for c in others)))),
    )
    build(log, 1, tmp_path / "w.duckdb", [])
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as con:
        found = con.sql(
            "SELECT indicator, applicant, value, value_implied, implied_by FROM facts WHERE implied_by IS NOT NULL"
        )
        assert found.fetchall() == [("req_denied_admin_query", "total", None, Decimal(0), "t3_results/total")]


def test_quarantine_holds_exactly_the_held_tables(con: Any) -> None:
    found = con.sql("SELECT report_id, table_kind, count(*) FROM quarantine.facts GROUP BY ALL ORDER BY ALL").fetchall()
    assert found == [
        ("?2222222222222222:1", "2", 1),
        ("?2222222222222222:1", "3", 15),
        ("?2222222222222222:1", "4", 2),
        ("S000001:2023:jurisdiction", "4", 2),
    ]
    assert con.sql("SELECT report_id, held_tables FROM quarantine.reports ORDER BY 1 DESC").fetchall() == [
        ("S000001:2023:jurisdiction", ["4: unconfirmed"]),
        ("?2222222222222222:1", ["2: agency_unresolved", "3: agency_unresolved", "4: agency_unresolved"]),
    ]


def test_history_keeps_what_was_replaced(con: Any) -> None:
    found = con.sql("SELECT revision, was_held, loaded, replaced, cause, count(*) FROM history.facts GROUP BY ALL")
    assert found.fetchall() == [(0, False, 1, 2, "source revised", 18)]


def test_history_tells_when_and_why_a_reading_was_replaced(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path))
    other = replace(report(), facts=(*report().facts[:-1], fact("4", "review_total", "8")))
    write_load(log, load_input(other, versions=VERSIONS | {"reader": "2"}), "real", NIGHT_2)
    write_load(log, load_input(versions=VERSIONS | {"reader": "2", "registry": "r2"}), "real", NIGHT_2)
    build(log, 3, tmp_path / "w.duckdb", [])
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as con:
        assert con.sql("SELECT count(*) FROM facts").fetchall() == [(0,)]
        assert con.sql("SELECT count(*) FROM reports").fetchall() == [(0,)]
        found = con.sql(
            "SELECT table_kind, loaded, replaced, cause, max(value) FROM history.facts WHERE table_kind IN ('2', '4') "
            "GROUP BY ALL ORDER BY ALL"
        )
        assert found.fetchall() == [
            ("2", 1, 3, "registry changed", Decimal("0.37")),
            ("4", 1, 2, "reader changed", Decimal(7)),
            ("4", 2, 3, "registry changed", Decimal(8)),
        ]


def test_revision_is_replaced_by_the_load_that_brought_the_next_one(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path))
    write_load(log, load_input(report(), revised()), "real", NIGHT_2)
    titled = replace(revised(), title="更正")
    assert write_load(log, load_input(report(), titled), "real", NIGHT_2) == 3
    build(log, 3, tmp_path / "w.duckdb", [])
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as con:
        assert con.sql("SELECT DISTINCT loaded, replaced FROM history.facts").fetchall() == [(1, 2)]
        assert con.sql("SELECT title, revision FROM reports").fetchall() == [("更正", 1)]


def test_a_superseded_revision_that_is_read_again_was_never_current(tmp_path: Path) -> None:
    """Load 2 brought revision 1, load 3 reads a cell of revision 0 otherwise: it was current until load 2."""
    log = loaded(settings(tmp_path))
    write_load(log, load_input(report(), revised()), "real", NIGHT_2)
    facts = tuple(f._replace(value=Decimal(8), raw="8") if f.indicator == "review_total" else f for f in report().facts)
    again = load_input(report(facts=facts), revised(), versions=VERSIONS | {"reader": "2"})
    write_load(log, again, "real", NIGHT_2)
    build(log, 3, tmp_path / "w.duckdb", [])
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as con:
        found = con.sql(
            "SELECT loaded, replaced, cause, value FROM history.facts WHERE indicator = 'review_total' ORDER BY loaded"
        )
        assert found.fetchall() == [(1, 2, "source revised", 7), (3, 3, "source revised", 8)]


def _numbered(number: int, value: int, **other: Any) -> Report:
    """A revision of the city's report of two cells, out of a document of its own."""
    given = report(tables=(table("4"),), facts=(fact("4", "review_total", str(value)), fact("4", "review_upheld", "1")))
    sources = (replace(given.sources[0], sha256=str(number + 1) * 64, **other),)
    return replace(given, revision=number, sources=sources)


_HUB = {"source": "http://hub.invalid/1.html", "origin": "hub"}
_LATER_GOES = [
    [_numbered(0, 5)],
    [_numbered(0, 5), _numbered(1, 6)],
    [_numbered(0, 5), _numbered(1, 6), _numbered(2, 7)],
    [_numbered(0, 5), _numbered(1, 6)],
    [_numbered(0, 5), _numbered(1, 8)],
]
_FEWER_STAND = [
    [_numbered(0, 5, **_HUB)],
    [_numbered(0, 5, **_HUB), _numbered(1, 6, **_HUB)],
    [_numbered(0, 9)],
    [_numbered(0, 4)],
]
_GOES_AND_COMES = [[_numbered(0, 5), _numbered(1, 6)], [], [_numbered(0, 5)], [_numbered(0, 5), _numbered(1, 6)]]


@pytest.mark.parametrize(
    ("nights", "stood"),
    [
        (_LATER_GOES, [[(0, 5)], [(1, 6)], [(2, 7)], [(1, 6)], [(1, 8)]]),
        (_FEWER_STAND, [[(0, 5)], [(1, 6)], [(0, 9)], [(0, 4)]]),
        (_GOES_AND_COMES, [[(1, 6)], [], [(0, 5)], [(1, 6)]]),
    ],
    ids=["a later revision goes", "a source with fewer revisions comes", "all goes and comes again"],
)
def test_facts_as_of_a_load_when_revisions_come_and_go(
    tmp_path: Path, nights: list[list[Report]], stood: list[list[tuple[int, int]]]
) -> None:
    home = settings(tmp_path)
    log = Log(home.lake)
    for number, reports in enumerate(nights, start=1):
        versions = VERSIONS | {"reader": str(number)}
        given = load_input(*reports, versions=versions, documents=documents(*(str(n) * 64 for n in range(1, 4))))
        assert write_load(log, given, "real", NIGHT_1) == number
    build(log, len(nights), tmp_path / "w.duckdb", [])
    query = "SELECT revision, value::INTEGER FROM {} WHERE indicator = 'review_total'"
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as con:
        as_of = [con.sql(query.format(f"facts_as_of({n})")).fetchall() for n in range(1, len(nights) + 1)]
        then = con.sql(
            "SELECT revision, loaded, since, until FROM history.report_tables WHERE table_kind = '4' ORDER BY ALL"
        ).fetchall()
        replaced = con.sql(
            "SELECT revision, loaded, replaced FROM history.facts WHERE indicator = 'review_total' ORDER BY ALL"
        ).fetchall()
    assert as_of == stood
    if nights is _LATER_GOES:
        assert then == [(0, 1, 1, 2), (1, 2, 2, 3), (1, 2, 4, 5), (1, 5, 5, None), (2, 3, 3, 4)]
        assert replaced == [(0, 1, 2), (1, 2, 5), (2, 3, 4)]
    if nights is _FEWER_STAND:
        assert replaced == [(0, 1, 2), (0, 3, 4), (1, 2, 3)]


def test_a_function_says_so_where_several_releases_are_attached(tmp_path: Path) -> None:
    """It would read the tables of the one in use, whichever it was called of."""
    for name in ("one", "two"):
        log = loaded(settings(tmp_path / name))
        build(log, 1, tmp_path / f"{name}.duckdb", [])
    with duckdb.connect(str(tmp_path / "two.duckdb"), read_only=True) as con:
        con.execute(f"ATTACH '{tmp_path}/one.duckdb' AS other (READ_ONLY)")
        for call in ("other.facts_as_of(1)", "facts_as_of(1)"):
            with pytest.raises(duckdb.Error, match="several releases are attached"):
                con.sql(f"FROM {call}").fetchall()
        con.execute("DETACH other")
        assert con.sql("SELECT count(*) FROM facts_as_of(1)").fetchall() == [(18,)]


def test_facts_as_of_are_those_of_a_warehouse_built_then(tmp_path: Path) -> None:
    """Loads: a report; its revision with table 4 held; revision 0 read otherwise, table 4 admitted; all withdrawn."""
    log = loaded(settings(tmp_path))
    held = [gate(report()), gate(revised(), t4="unconfirmed", findings=(broken_review(),))]
    write_load(log, load_input(report(), revised(), lines=held), "real", NIGHT_2)
    facts = tuple(f._replace(value=Decimal(8), raw="8") if f.indicator == "review_total" else f for f in report().facts)
    write_load(log, load_input(report(facts=facts), revised(), versions=VERSIONS | {"reader": "2"}), "real", NIGHT_2)
    write_load(log, load_input(versions=VERSIONS | {"reader": "2", "registry": "r2"}), "real", NIGHT_2)
    made = datetime(2026, 1, 2)
    releases = [{"release": "2-20260102T000000Z", "load": 2, "made": made, "home": "real"}]
    build(log, 4, tmp_path / "w.duckdb", releases)
    query = "SELECT revision, table_kind, indicator, applicant, value FROM {} ORDER BY ALL"
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as con:
        as_of = [con.sql(query.format(f"facts_as_of({load})")).fetchall() for load in range(1, 5)]
        assert con.sql(query.format("facts_as_of('2-20260102T000000Z')")).fetchall() == as_of[1]
        for wanted in ("5", "'yesterday'", "NULL"):
            with pytest.raises(duckdb.Error, match=f"there is no load or release {wanted.strip(chr(39))}: see"):
                con.sql(f"FROM facts_as_of({wanted})").fetchall()
    total = [[row[4] for row in rows if row[2] == "review_total"] for rows in as_of]
    assert total == [[Decimal(7)], [], [Decimal(7)], []]
    assert [len(rows) for rows in as_of] == [18, 16, 18, 0]
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as con:
        assert con.sql("FROM facts").fetchall() == []
    for load, rows in enumerate(as_of[:-1], start=1):
        path = tmp_path / f"{load}.duckdb"
        build(log, load, path, [])
        with duckdb.connect(str(path), read_only=True) as con:
            assert con.sql(query.format("facts")).fetchall() == rows


def test_finding_keeps_its_sides(con: Any) -> None:
    found = con.sql("SELECT rule, left_sum, right_sum, table_kind FROM findings").fetchall()
    assert found == [("t4_review", Decimal(7), Decimal(10), "4")]


def test_reference_tables_come_from_snapshot_and_codebooks(con: Any) -> None:
    assert con.sql("SELECT name, other_names, rule_making FROM agencies ORDER BY agency_id").fetchall() == [
        ("样川市人民政府", ["样川市"], True),
        ("样川市水利局", [], False),
    ]
    assert con.sql("SELECT count(*) FROM indicators WHERE form = '2021'").fetchall() == [(55,)]
    assert con.sql("SELECT count(*) FROM breaks WHERE comparability LIKE 'BREAK%'").fetchall() == [(8,)]
    assert con.sql("SELECT count(*) FROM sections").fetchall() == [(0,)]


def test_everything_is_commented_in_two_languages(con: Any) -> None:
    bare = con.sql(
        """SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND database_name = 'w'
        AND NOT coalesce(comment, '') LIKE '_% | _%' UNION ALL
        SELECT table_name, '' FROM duckdb_tables() WHERE NOT internal AND NOT coalesce(comment, '') LIKE '_% | _%'
        UNION ALL SELECT view_name, '' FROM duckdb_views() WHERE NOT internal
        AND NOT coalesce(comment, '') LIKE '_% | _%'"""
    )
    assert bare.fetchall() == []


def test_all_tables_of_the_design_are_there(con: Any) -> None:
    found = {
        name
        for (name,) in con.sql("SELECT table_schema || '.' || table_name FROM information_schema.tables").fetchall()
    }
    main = (
        "facts",
        "facts_leaf",
        "facts_consistent",
        "prose_facts",
        "sections",
        "reports",
        "reports_wide_2021",
        "reports_wide_2019",
        "report_documents",
        "report_tables",
        "agencies",
        "agency_links",
        "regions",
        "indicators",
        "applicants",
        "breaks",
        "findings",
        "rules",
        "decisions",
        "documents",
        "fetches",
        "lists",
        "coverage",
        "loads",
        "partitions",
        "accepted_drops",
        "rule_failures",
        "reading_audit",
        "releases",
        "metrics",
        "metric_parts",
        "agency_last_years",
        "agency_year_applicants",
        "agency_year_disclosure",
        "agency_year_rates",
        "agency_year_requests",
        "agency_year_reviews",
        "agency_year_sources",
        "agency_year_timeliness",
        "level_year_rates",
        "province_year_totals",
        "region_year_coverage",
        "region_year_rates",
        "region_year_sources",
        "region_year_totals",
        "sector_year_coverage",
        "sector_year_rates",
        "sector_year_totals",
    )
    others = {"quarantine.facts", "quarantine.reports", "history.facts", "history.report_tables"}
    assert found == {f"main.{name}" for name in main} | others


def test_mart_shows_printed_totals_and_sums_of_parts(con: Any) -> None:
    columns = (
        "agency_id, year, scope, verdict, requests_new, carried_in, closed, carried_out, granted, partial, denied, "
        "unable, not_processed, other, denied_third_party, denied_admin_query, cells_without_value"
    )
    assert con.sql(f"SELECT {columns} FROM agency_year_requests").fetchall() == [
        ("S000001", 2023, "jurisdiction", "consistent", 101, 10, 96, 15, 51, 20, 6, 10, 4, 5, 2, None, 1)
    ]


def test_mart_on_form_2019_takes_the_one_other_row(tmp_path: Path) -> None:
    cells = (fact("3", "req_other", "8", "total"), fact("3", "req_granted", "2", "total"))
    old = replace(report(), tables=(table("3", "2019"),), facts=cells)
    build(loaded(settings(tmp_path), load_input(old)), 1, tmp_path / "w.duckdb", [])
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as con:
        assert con.sql("SELECT other, granted, denied, form FROM agency_year_requests").fetchall() == [
            (8, 2, None, "2019")
        ]


def test_facts_consistent_leaves_out_tables_with_a_broken_linear_rule(tmp_path: Path) -> None:
    soft = broken_review() | {"severity": "soft"}
    log = loaded(settings(tmp_path), load_input(report(), lines=[gate(report(), findings=(soft,))]))
    build(log, 1, tmp_path / "w.duckdb", [])
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as con:
        assert con.sql("SELECT DISTINCT table_kind FROM facts_consistent ORDER BY 1").fetchall() == [("2",), ("3",)]
        assert con.sql("SELECT count(DISTINCT table_kind) FROM facts").fetchall() == [(3,)]


def test_rows_stand_in_one_order(con: Any) -> None:
    found = con.sql("SELECT table_kind, n, indicator, applicant FROM facts").fetchall()
    assert found == sorted(found, key=lambda row: (row[0], row[1], row[2], row[3] or "~"))


def test_rows_stand_the_same_however_many_are_sorted_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = loaded(settings(tmp_path))
    lines = [gate(report()), gate(revised(), t4="unconfirmed"), gate(unresolved())]
    write_load(log, load_input(report(), revised(), unresolved(), lines=lines), "real", NIGHT_2)
    found = {}
    for most in (4_000_000, 1):
        monkeypatch.setattr("gongkai.warehouse.build._SORTED", most)
        build(log, 2, tmp_path / f"{most}.duckdb", [])
        with duckdb.connect(str(tmp_path / f"{most}.duckdb"), read_only=True) as con:
            places = ("main.facts", "main.prose_facts", "quarantine.facts", "history.facts")
            found[most] = {name: con.execute(f"FROM {name}").fetchall() for name in places}
            regions = con.execute("SELECT count(DISTINCT region), count(*) - count(region) FROM quarantine.facts")
            assert all(regions.fetchall()[0])
    assert found[4_000_000] == found[1]


def test_dangling_reference_stops_the_build(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path), load_input(report(), documents=documents("3" * 64)))
    fault = r"18 rows of main\.facts have a document that is not in documents, as 1{64}"
    with pytest.raises(GongkaiError, match=fault):
        build(log, 1, tmp_path / "w.duckdb", [])


def test_dangling_reference_of_a_held_table_stops_the_build(tmp_path: Path) -> None:
    odd = replace(report(), facts=(*report().facts, fact("3", "req_granted", "1", "stranger")))
    log = loaded(settings(tmp_path), load_input(odd, lines=[gate(odd, t3="unconfirmed")]))
    fault = r"1 rows of quarantine\.facts have a applicant that is not in applicants, as stranger"
    with pytest.raises(GongkaiError, match=fault):
        build(log, 1, tmp_path / "w.duckdb", [])


def test_key_that_stands_twice_stops_the_release(tmp_path: Path) -> None:
    """Two rows for one cell: nothing tells which number is the cell's."""
    home = settings(tmp_path / "home")
    first = loaded(settings(tmp_path))
    tables = {name: pq.ParquetFile(first.folder(1) / f"{name}.parquet").read().drop(["load"]) for name in LOG_TABLES}
    again = tables["admitted"].slice(1, 1)
    twice = tables | {"admitted": pa.concat_tables([tables["admitted"], again])}
    Log(home.lake).append(replace(first.manifest(1), files={}), twice, {"registry": REGISTRY, "decisions": {}})
    fault = (
        r"1 keys of main\.facts stand twice, as S000001:2023:jurisdiction, 0, 3, 1, req_carried_in, total, NULL, NULL"
    )
    with pytest.raises(GongkaiError, match=fault):
        publish(home, 1, NIGHT_1)
    assert [path.name for path in home.releases.iterdir()] == [".lock"]


def test_keys_are_checked_not_indexed(con: Any) -> None:
    """A primary key on 100 million facts would cost an index of their size, and the key of a fact has NULLs."""
    found = con.sql("SELECT DISTINCT constraint_type FROM duckdb_constraints()").fetchall()
    assert found == [("NOT NULL",)]


def test_fact_in_two_files_of_the_log_stops_the_build(tmp_path: Path) -> None:
    home = settings(tmp_path)
    first = loaded(home)
    tables = {name: pq.ParquetFile(first.folder(1) / f"{name}.parquet").read().drop(["load"]) for name in LOG_TABLES}
    log = Log(tmp_path / "other")
    log.append(replace(first.manifest(1), files={}), tables | {"held": tables["admitted"]}, {"registry": REGISTRY})
    with pytest.raises(GongkaiError, match="the log holds 36 facts, the warehouse 18"):
        build(log, 1, tmp_path / "w.duckdb", [])


def test_damaged_log_stops_the_build(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path))
    (log.folder(1) / "held.parquet").write_bytes((log.folder(1) / "admitted.parquet").read_bytes())
    with pytest.raises(GongkaiError, match="missing or damaged"):
        build(log, 1, tmp_path / "w.duckdb", [])


def test_a_log_from_before_a_column_is_built_with_nulls(tmp_path: Path) -> None:
    home = settings(tmp_path)
    exchange = {"fetch": "fetch:1", "source": "u", "url": "u", "kind": "list", "fetched": NIGHT_1.replace(tzinfo=None)}
    exchange |= {"status": 200, "outcome": "ok", "reason": None, "document": None, "headers": "[]", "ms": 5}
    exchange |= {"main_text": "0" * 64}
    log = loaded(home, load_input(report(), fetches=lambda after: [exchange]))
    path = log.folder(1) / "fetches.parquet"
    log.rewrite(1, {"fetches": pq.ParquetFile(path).read().drop(["headers", "ms", "main_text"])}, "0" * 64)
    build(log, 1, tmp_path / "x.duckdb", [])
    con = engine.reader(tmp_path / "x.duckdb")
    found = con.execute('SELECT "fetch", status, headers, ms, main_text FROM fetches').fetchall()
    assert found == [("fetch:1", 200, None, None, None)]
    con.close()
