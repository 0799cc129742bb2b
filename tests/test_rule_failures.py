"""What each rule found at each load, counted from the log; and roll-ups over admitted and over consistent tables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from warehouse_examples import (
    DOC_2,
    NIGHT_1,
    NIGHT_2,
    REGISTRY,
    broken_review,
    gate,
    load_input,
    report,
    revised,
    settings,
    table,
)

from gongkai.lake.log import Log
from gongkai.records import Prose, Report
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
    assert counts(con, "deadline") == counts(con, "one_of_each") == [(1, None, None, 2, 0, 0)]
    # Neither has a report of the year before, nor running text.
    assert counts(con, "carry_over") == counts(con, "prose_new") == counts(con, "processing_fee_stated") == []
    # How many are copies' candidates, or stand above others, nobody counts.
    assert counts(con, "duplicate_tables") == counts(con, "rollup") == [(1, None, None, None, 0, 0)]
    # Rules over partitions and loads are told elsewhere.
    assert counts(con, "observed_floor") == counts(con, "found_floor") == counts(con, "held_share") == []
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


def of_year(one: Report, year: int, **more: Any) -> tuple[Report, dict[str, Any]]:
    """The report as that of another year, with its gate line."""
    agency, _, scope = (one.report_id or "").split(":")
    agency = more.get("agency_id", agency)
    made = replace(one, **({"year": year, "report_id": f"{agency}:{year}:{more.get('scope', scope)}"} | more))
    return made, gate(made)


def printed(form: str, *kinds: str, one: Report | None = None) -> dict[str, Any]:
    """Only these tables of a report, on this form."""
    given = one or other()
    tables = tuple(replace(table, form=form) for table in given.tables if table.table in kinds)
    return {"tables": tables, "facts": tuple(fact for fact in given.facts if fact.table in kinds)}


def test_rules_over_two_years_count_reports_with_a_report_of_the_year_before(tmp_path: Path) -> None:
    before, now, after = (of_year(other(), year) for year in (2022, 2023, 2024))
    lone, apart = of_year(report(), 2023), of_year(other(), 2021, scope="jurisdiction")
    con = opened(tmp_path, [now, lone, apart], [before, now, lone, apart], [before, now, after, lone, apart])
    # 2022 beside 2023; then 2024 too. What stands alone, or in another scope, is compared with nothing.
    assert counts(con, "carry_over") == [(2, None, None, 1, 0, 0), (3, None, None, 2, 0, 0)]
    assert counts(con, "stock_flow_rules") == counts(con, "outlier_ratio") == counts(con, "carry_over")
    # None is on the form of 2019 that these compare.
    assert counts(con, "items_delta_license") == []
    assert counts(con, "one_of_each") == [(1, None, None, 3, 0, 0), (2, None, None, 4, 0, 0), (3, None, None, 5, 0, 0)]


def test_rules_over_two_years_count_reports_with_their_table_in_both(tmp_path: Path) -> None:
    both = [
        of_year(other(), 2019, **printed("2019", "2", "3")),
        of_year(other(), 2020, **printed("2019", "2", "3")),
        of_year(other(), 2021, **printed("2021", "2", "3")),
        of_year(other(), 2022, **printed("2021", "3")),
    ]
    con = opened(tmp_path, both)
    assert counts(con, "carry_over") == [(1, None, None, 3, 0, 0)]  # 2020, 2021, 2022
    assert counts(con, "items_delta_license") == [(1, None, None, 1, 0, 0)]  # 2020
    assert counts(con, "unit_slip") == [(1, None, None, 2, 0, 0)]  # 2020, 2021
    assert counts(con, "stock_flow_normdoc") == []  # 2021 has form 2021, the year before has not


def test_a_report_is_compared_no_more_when_the_year_before_goes(tmp_path: Path) -> None:
    before, now = of_year(other(), 2022), of_year(other(), 2023)
    found = {"rule": "carry_over", "table": None, "n": None, "severity": "soft", "identity": "carry_over/total"}
    told = gate(now[0], findings=(broken_review() | found,))
    con = opened(tmp_path, [before, (now[0], told)], [now], [before, now])
    assert counts(con, "carry_over") == [(1, None, None, 1, 1, 0), (3, None, None, 1, 0, 0)]


def test_a_predecessors_report_is_that_of_the_year_before(tmp_path: Path) -> None:
    links = b"agency_id,predecessor_id,kind,date\nS000002,S000001,rename,2023-03\n"
    now = of_year(other(), 2023)
    old = {"agency_id": "S000001", "agency": "样川市人民政府"}
    home = settings(tmp_path)
    log = Log(home.lake)
    # The reform is of 2023: in 2020 the two are compared each with itself.
    reports = [now, of_year(other(), 2020), *(of_year(other(), year, **old) for year in (2019, 2021, 2022))]
    given = load_input(*(one for one, _ in reports), registry=REGISTRY | {"agency_links.csv": links})
    assert write_load(log, given, home.kind, NIGHT_1) == 1
    build(log, 1, tmp_path / "w.duckdb", [])
    con = duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True)
    # 2023 after its predecessor's 2022, which stands after its own 2021.
    assert counts(con, "carry_over") == [(1, None, None, 2, 0, 0)]


def test_rules_on_running_text_count_reports_that_have_one(tmp_path: Path) -> None:
    text = Prose(replace(table("prose", form="prose"), place="/html/body/p[1]"), ())
    whole = replace(other(), prose=text)
    without_4 = replace(whole, **printed("2021", "2", "3"))
    two_4 = replace(report(), prose=text, tables=(*report().tables, replace(table("4"), n=2)))
    old, _ = of_year(whole, 2020, **printed("2019", "2", "3"))
    con = opened(
        tmp_path,
        [(other(), gate(other()))],
        [(one, with_text(one)) for one in (whole, two_4, old)],
        [(one, with_text(one)) for one in (without_4, two_4, old)],
    )
    assert counts(con, "prose_new") == [(2, None, None, 3, 0, 0), (3, None, None, 3, 0, 0)]
    assert counts(con, "prose_review") == [(2, None, None, 2, 0, 0), (3, None, None, 1, 0, 0)]
    # Only the form of 2021 asks for the fee.
    assert counts(con, "processing_fee_stated") == [(2, None, None, 2, 0, 0), (3, None, None, 2, 0, 0)]


def with_text(one: Report) -> dict[str, Any]:
    """The gate's line of a report with running text."""
    line = {"table": "prose", "n": 1, "verdict": None, "admitted": True, "reason": None}
    judged = gate(one)
    return judged | {"tables": [*judged["tables"], line]}


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
