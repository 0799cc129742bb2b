"""What each rule found at each load, counted from the log; and roll-ups over admitted and over consistent tables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from warehouse_examples import DOC_2, NIGHT_1, NIGHT_2, broken_review, gate, load_input, report, revised, settings

from gongkai.lake.log import Log
from gongkai.records import Report
from gongkai.warehouse.build import build
from gongkai.warehouse.load import write_load

_OTHER = "S000002:2023:own"


def other() -> Report:
    """A report of the water bureau with the same tables."""
    tables = tuple(replace(table, scope="own") for table in report().tables)
    source = replace(report().sources[0], source="http://a.invalid/2.html", sha256=DOC_2)
    named = {"agency": "样川市水利局", "agency_id": "S000002", "report_id": _OTHER, "scope": "own"}
    return report(**named, tables=tables, sources=(source,))


def broken(one: Report, *outcomes: str, **verdicts: str) -> dict[str, Any]:
    """The gate's line with findings of t4_review, one an outcome."""
    return gate(one, findings=tuple(broken_review() | {"outcome": found} for found in outcomes), **verdicts)


def opened(tmp_path: Path, *nights: list[tuple[Report, dict[str, Any]]]) -> Any:
    """The warehouse after a load a night: its reports with their gate lines."""
    home = settings(tmp_path)
    log = Log(home.lake)
    for number, night in enumerate(nights, start=1):
        given = load_input(*(one for one, _ in night), lines=[line for _, line in night])
        assert write_load(log, given, home.kind, NIGHT_1 if number == 1 else NIGHT_2) == number
    build(log, len(nights), tmp_path / "w.duckdb", [])
    return duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True)


def counts(con: Any, rule: str) -> list[tuple[Any, ...]]:
    query = "SELECT load, table_kind, form, evaluated, broken, not_judged FROM rule_failures WHERE rule = ? ORDER BY 1"
    return list(con.execute(query, [rule]).fetchall())


def test_a_table_counts_once_however_many_of_its_sums_are_broken(tmp_path: Path) -> None:
    line = broken(report(), "broken", "broken", "not_judged")
    con = opened(tmp_path, [(report(), line), (other(), broken(other(), "not_judged"))])
    assert counts(con, "t4_review") == [(1, "4", "2021", 2, 1, 1)]
    assert counts(con, "t4_suit_direct") == [(1, "4", "2021", 2, 0, 0)]
    assert counts(con, "t3_balance") == [(1, "3", "2021", 2, 0, 0)]
    # A rule that speaks of reports counts them.
    assert counts(con, "carry_over") == counts(con, "prose_new") == [(1, None, None, 2, 0, 0)]
    # No table 2 of form 2019 is there, and nothing evaluates the form of 2014.
    assert counts(con, "published_bound_rules") == counts(con, "s14_requests") == []


def test_a_finding_that_goes_is_counted_until_it_goes(tmp_path: Path) -> None:
    bad, good = (report(), broken(report(), "broken")), (report(), gate(report()))
    con = opened(tmp_path, [bad], [good, (other(), gate(other()))], [bad, (other(), broken(other(), "broken"))])
    assert counts(con, "t4_review") == [
        (1, "4", "2021", 1, 1, 0),
        (2, "4", "2021", 2, 0, 0),
        (3, "4", "2021", 2, 2, 0),
    ]


def test_a_revision_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    first, second = (report(), broken(report(), "broken")), (revised(), gate(revised()))
    con = opened(tmp_path, [first], [first, second])
    assert counts(con, "t4_review") == [(1, "4", "2021", 1, 1, 0), (2, "4", "2021", 1, 0, 0)]


def test_a_report_that_is_withdrawn_is_counted_no_more(tmp_path: Path) -> None:
    con = opened(
        tmp_path,
        [(report(), broken(report(), "broken")), (other(), gate(other()))],
        [(other(), gate(other()))],
    )
    assert counts(con, "t4_review") == [(1, "4", "2021", 2, 1, 0), (2, "4", "2021", 1, 0, 0)]


def test_the_last_load_counts_what_the_findings_say(tmp_path: Path) -> None:
    con = opened(
        tmp_path,
        [(report(), broken(report(), "broken"))],
        [(report(), broken(report(), "broken")), (other(), broken(other(), "broken"))],
    )
    found = con.sql("SELECT count(DISTINCT (report_id, n)) FROM findings WHERE outcome = 'broken'").fetchall()
    last = con.sql("SELECT sum(broken) FROM rule_failures WHERE load = 2").fetchall()
    assert (found, last) == ([(2,)], [(2,)])


def test_rollups_put_admitted_and_consistent_tables_side_by_side(tmp_path: Path) -> None:
    third = replace(other(), facts=tuple(f._replace(value=Decimal(3), raw="3") for f in other().facts))
    con = opened(
        tmp_path,
        [
            (report(), gate(report())),
            (other(), broken(other(), "broken", t4="publisher_inconsistent")),
            (
                replace(third, report_id="S000002:2022:own", year=2022),
                gate(replace(third, report_id="S000002:2022:own", year=2022), t3="unconfirmed"),
            ),
        ],
    )
    rows = con.sql(
        "SELECT year, province, level, kind, scope, unit, value_admitted, n_admitted, value_consistent, n_consistent "
        "FROM province_year_totals WHERE indicator = 'review_upheld' ORDER BY ALL"
    ).fetchall()
    assert rows == [
        (2022, "99", "city", "department", "own", "件", Decimal(3), 1, Decimal(3), 1),
        (2023, "99", "city", "department", "own", "件", Decimal(7), 1, None, 0),
        (2023, "99", "city", "government", "jurisdiction", "件", Decimal(7), 1, Decimal(7), 1),
    ]
    # Held tables are in neither, 总计 stands for its parts, and money is in 元.
    new = con.sql("SELECT year, value_admitted FROM province_year_totals WHERE indicator = 'req_new' AND scope = 'own'")
    assert new.fetchall() == [(2023, Decimal(100))]
    fee = con.sql(
        "SELECT DISTINCT unit, value_admitted FROM province_year_totals WHERE table_kind = '2' AND year = 2023"
    )
    assert fee.fetchall() == [("元", Decimal(3700))]


def test_a_rollup_leaves_out_whose_numbers_nobody_knows(tmp_path: Path) -> None:
    tables = tuple(replace(table, scope="unknown") for table in report().tables)
    con = opened(tmp_path, [(report(tables=tables), gate(report(tables=tables)))])
    assert con.sql("SELECT count(*) FROM facts").fetchall() == [(18,)]
    assert con.sql("SELECT count(*) FROM province_year_totals").fetchall() == [(0,)]
