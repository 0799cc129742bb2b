"""Rates, totals of sectors, wide tables and coverage of a province written by hand, against numbers written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from province import AGENCIES, COVERAGE, LINES, MORE_AGENCIES, REPORTS, named, numbered, registry, where
from warehouse_examples import load_input, loaded, settings

from gongkai.errors import GongkaiError
from gongkai.forms import codebook
from gongkai.warehouse.build import build
from gongkai.warehouse.reference import mart_key, marts


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    home, agencies = tmp_path_factory.mktemp("home"), AGENCIES + MORE_AGENCIES
    given = load_input(*REPORTS, lines=LINES, regions=where(agencies), registry=registry(agencies), coverage=COVERAGE)
    build(loaded(settings(home), given), 1, home / "w.duckdb", [])
    with duckdb.connect(str(home / "w.duckdb"), read_only=True) as opened:
        yield opened


def rows(con: Any, query: str) -> list[tuple[Any, ...]]:
    """Rows of a query, ids as the test names them, decimals as text without the zeros behind."""

    def plain(value: Any) -> Any:
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return named(value) if isinstance(value, str) and value[:1] == "S" and value[1:].isdigit() else value

    return [tuple(plain(value) for value in row) for row in con.sql(query).fetchall()]


_RATE = "numerator, denominator, rate, small, n"


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("disclosure_rate", ("70", "95", "0.736842", False, 1)),
        ("disclosure_rate_merits", ("70", "76", "0.921053", False, 1)),
        ("disclosure_rate_received", ("70", "110", "0.636364", False, 1)),
        ("full_disclosure_rate", ("50", "95", "0.526316", False, 1)),
        ("denial_rate", ("6", "95", "0.063158", False, 1)),
        ("unable_rate", ("10", "95", "0.105263", False, 1)),
        ("not_processed_rate", ("4", "95", "0.042105", False, 1)),
        ("denial_share_state_secret", ("1", "6", "0.166667", True, 1)),
        ("denial_share_law_forbidden", ("0", "6", "0", True, 1)),
        ("denial_share_safety_stability", ("0", "6", "0", True, 1)),
        ("denial_share_third_party", ("2", "6", "0.333333", True, 1)),
        ("denial_share_internal_affairs", ("0", "6", "0", True, 1)),
        ("denial_share_process_info", ("3", "6", "0.5", True, 1)),
        ("denial_share_enforcement_file", ("0", "6", "0", True, 1)),
        ("denial_share_admin_query", ("0", "6", "0", True, 1)),
        ("backlog_rate", ("15", "110", "0.136364", False, 1)),
        ("natural_person_share", ("90", "100", "0.9", False, 1)),
        ("organisation_share", ("10", "100", "0.1", False, 1)),
        ("commercial_enterprise_share", ("7", "100", "0.07", False, 1)),
        ("research_institution_share", ("0", "100", "0", False, 1)),
        ("public_welfare_org_share", ("0", "100", "0", False, 1)),
        ("legal_service_org_share", ("0", "100", "0", False, 1)),
        ("other_org_share", ("3", "100", "0.03", False, 1)),
        ("review_rate", ("12", "95", "0.126316", False, 1)),
        ("litigation_rate", ("10", "95", "0.105263", False, 1)),
        ("review_correction_rate", ("3", "10", "0.3", True, 1)),
        ("review_correction_rate_all", ("3", "12", "0.25", True, 1)),
        ("suit_correction_rate", ("1", "7", "0.142857", True, 1)),
        ("suit_direct_correction_rate", ("1", "5", "0.2", True, 1)),
        ("suit_after_review_correction_rate", ("0", "2", "0", True, 1)),
        ("review_diversion", ("6", "10", "0.6", True, 1)),
    ],
)  # fmt: skip
def test_each_metric_is_what_its_name_says(con: Any, metric: str, expected: tuple[Any, ...]) -> None:
    """City 01, as it printed last; the restated numbers of before (90 received, 40 granted) are in none."""
    of = f"metric = '{metric}' AND year = 2023"
    agency = rows(con, f"SELECT {_RATE} FROM agency_year_rates WHERE {of} AND agency_id = '{numbered('G01')}'")
    region = rows(con, f"SELECT {_RATE} FROM region_year_rates WHERE {of} AND region = '990100'")
    assert agency == region == [expected]


def test_no_metric_is_left_out(con: Any) -> None:
    computed = "SELECT metric FROM metrics WHERE denominator IS NOT NULL"
    assert con.sql(f"{computed} EXCEPT SELECT metric FROM region_year_rates WHERE region = '990100'").fetchall() == []
    assert con.sql(f"SELECT count(*) FROM ({computed})").fetchall() == [(31,)]
    assert con.sql("SELECT metric FROM metrics WHERE denominator IS NULL ORDER BY 1").fetchall() == [
        ("requests_per_100k",),
        ("yoy_requests",),
    ]


def test_an_agency_has_no_rate_where_a_part_is_lacking(con: Any) -> None:
    found = rows(
        con,
        "SELECT agency_id, numerator, denominator, rate, small, n, n_implied, verdict FROM agency_year_rates "
        "WHERE metric = 'denial_rate' AND year = 2023 AND scope IN ('own', 'office') ORDER BY agency",
    )
    assert found == [
        ("D0101", "2", "20", "0.1", False, 1, 0, "consistent"),
        ("D0201", "0", "8", "0", True, 1, 0, "consistent"),
        ("D0301", "2", "6", "0.333333", True, 1, 1, "consistent"),
        ("D0303", "4", "10", "0.4", True, 1, 0, "publisher_inconsistent"),
        ("D0305", None, None, None, None, 0, 0, "consistent"),
        ("D3101", "0", "6", "0", True, 1, 0, "consistent"),
        ("G03", "0", "4", "0", True, 1, 0, "consistent"),
    ]
    lacking = rows(
        con,
        "SELECT agency_id, numerator, denominator, rate, n FROM agency_year_rates "
        "WHERE metric IN ('disclosure_rate', 'review_rate') AND agency IN ('D0303', 'G31') ORDER BY agency, metric",
    )
    assert lacking == [
        ("D0303", None, "10", None, 0),
        ("D0303", None, "10", None, 0),
        ("G31", "30", "60", "0.5", 1),
        ("G31", None, "60", None, 0),
    ]


def test_nothing_decided_gives_no_rate(con: Any) -> None:
    found = rows(
        con,
        f"SELECT agency_id, {_RATE} FROM agency_year_rates WHERE metric = 'review_correction_rate' "
        "AND scope = 'own' ORDER BY agency",
    )
    assert found == [
        ("D0101", "0", "0", None, True, 1),
        ("D0301", "0", "0", None, True, 1),
        ("D3101", "0", "1", "0", True, 1),
    ]


_MEMBERS = f"source, {_RATE}, n_implied, n_inconsistent, n_lacking, n_missing"


def test_rates_of_regions_are_ratios_of_sums_from_one_source(con: Any) -> None:
    def of(metric: str) -> list[tuple[Any, ...]]:
        return rows(
            con,
            f"SELECT region, {_MEMBERS} FROM region_year_rates WHERE year = 2023 AND series = 'governments' "
            f"AND metric = '{metric}' ORDER BY region",
        )

    assert of("disclosure_rate") == [
        # 18/20, 8/8, 2/4, 4/6, 6/6; D0303 and D0305 lack a part.
        ("990000", "sum", "38", "44", "0.863636", False, 5, 0, 0, 2, 5),
        ("990100", "jurisdiction", "70", "95", "0.736842", False, 1, 0, 0, 0, 0),
        # 24/30 of its level, 10/20 of county 21; nothing is admitted of county 22.
        ("990200", "level", "34", "50", "0.68", False, 2, 0, 0, 0, 1),
        ("990221", "jurisdiction", "10", "20", "0.5", False, 1, 0, 0, 0, 0),
        ("990300", "sum", "12", "16", "0.75", True, 3, 0, 0, 2, 1),
        ("990331", "jurisdiction", "30", "60", "0.5", False, 1, 0, 0, 0, 0),
    ]
    assert of("disclosure_rate_merits")[4] == ("990300", "sum", "12", "14", "0.857143", True, 3, 1, 0, 2, 1)
    assert of("denial_rate")[4] == ("990300", "sum", "6", "26", "0.230769", False, 4, 1, 1, 1, 1)


def test_a_ratio_of_two_tables_is_of_one_source_and_of_the_same_reports(con: Any) -> None:
    found = rows(
        con,
        f"SELECT region, {_MEMBERS} FROM region_year_rates WHERE year = 2023 AND series = 'governments' "
        "AND metric = 'review_rate' ORDER BY region",
    )
    # County 21 has no admitted table 4; of county 31 table 3 is its government's, table 4 its department's.
    assert found == [
        ("990000", "sum", "2", "32", "0.0625", False, 3, 0, 0, 0, 9),
        ("990100", "jurisdiction", "12", "95", "0.126316", False, 1, 0, 0, 0, 0),
        ("990200", "level", "5", "30", "0.166667", False, 1, 0, 0, 0, 2),
        ("990300", "sum", "2", "12", "0.166667", True, 2, 0, 0, 0, 4),
    ]


def test_systems_and_the_year_of_the_merged_agency_stand_alone(con: Any) -> None:
    found = rows(
        con,
        f"SELECT region, year, series, source, {_RATE}, n_missing FROM region_year_rates "
        "WHERE metric = 'disclosure_rate' AND (series = 'systems' OR year = 2022) ORDER BY region, year",
    )
    assert found == [
        ("990000", 2022, "governments", "sum", "1", "3", "0.333333", True, 1, 12),
        ("990300", 2022, "governments", "sum", "1", "3", "0.333333", True, 1, 6),
        ("990300", 2023, "systems", "system", "500", "800", "0.625", False, 1, 0),
    ]


def test_the_naive_rate_is_another_one(con: Any) -> None:
    """All rows of 2023, jurisdictions beside their departments, a system, a table that stands twice: 684 of 1,067."""
    naive = con.sql(
        "SELECT sum(value) FILTER (indicator IN ('req_granted', 'req_partial')), "
        "sum(value) FILTER (indicator = 'req_closed_total') FROM facts WHERE applicant = 'total' AND year = 2023"
    ).fetchall()
    assert naive == [(Decimal(684), Decimal(1067))]
    means = rows(con, "SELECT round(avg(rate), 6) FROM agency_year_rates WHERE metric = 'disclosure_rate'")
    assert means not in (rows(con, "SELECT 684 / 1067"), [("0.863636",)])


def test_sectors_add_up_what_agencies_say_of_themselves(con: Any) -> None:
    found = rows(
        con,
        f"SELECT year, level, kind, sector, {_RATE}, n_lacking, n_missing FROM sector_year_rates "
        "WHERE metric = 'disclosure_rate' AND year < 2024 ORDER BY year, kind, level, sector",
    )
    assert found == [
        (2022, "city", "department", "civil", None, None, None, None, 0, 0, 1),
        (2022, "city", "department", "education", None, None, None, None, 0, 0, 1),
        (2022, "city", "department", "water", "1", "3", "0.333333", True, 1, 0, 3),
        (2022, "county", "department", "water", None, None, None, None, 0, 0, 1),
        (2022, "city", "government", None, None, None, None, None, 0, 0, 3),
        (2022, "county", "government", None, None, None, None, None, 0, 0, 3),
        (2022, "city", "vertical", "tax", None, None, None, None, 0, 0, 1),
        (2023, "city", "department", "civil", None, None, None, None, 0, 1, 0),
        (2023, "city", "department", "education", None, None, None, None, 0, 1, 0),
        # 18/20, 8/8, 4/6: the merged agency is expected no longer.
        (2023, "city", "department", "water", "30", "34", "0.882353", False, 3, 0, 0),
        (2023, "county", "department", "water", "6", "6", "1", True, 1, 0, 0),
        (2023, "city", "government", None, "2", "4", "0.5", True, 1, 0, 2),
        (2023, "county", "government", None, None, None, None, None, 0, 0, 3),
        (2023, "city", "vertical", "tax", None, None, None, None, 0, 0, 1),
    ]
    levels = rows(
        con,
        f"SELECT level, kind, {_RATE}, n_lacking, n_missing FROM level_year_rates "
        "WHERE metric = 'disclosure_rate' AND year = 2023 ORDER BY kind, level",
    )
    assert levels == [
        ("city", "department", "30", "34", "0.882353", False, 3, 2, 0),
        ("county", "department", "6", "6", "1", True, 1, 0, 0),
        ("city", "government", "2", "4", "0.5", True, 1, 0, 2),
        ("county", "government", None, None, None, None, 0, 0, 3),
        ("city", "vertical", None, None, None, None, 0, 0, 1),
    ]


def test_what_an_agency_reports_after_its_end_is_in_no_sum(con: Any) -> None:
    of = "year = 2024 AND metric = 'disclosure_rate'"
    sector = f"SELECT {_RATE}, n_missing FROM sector_year_rates WHERE {of} AND (level, sector) = ('city', 'water')"
    region = f"SELECT {_RATE}, n_missing FROM region_year_rates WHERE {of} AND region = '990300'"
    assert rows(con, sector) == [(None, None, None, None, 0, 3)]
    assert rows(con, region) == [(None, None, None, None, 0, 6)]
    totals = "SELECT count(*) FROM sector_year_totals WHERE year = 2024"
    assert con.sql(totals).fetchall() == [(0,)]


def test_totals_of_sectors_count_what_is_lacking(con: Any) -> None:
    found = rows(
        con,
        "SELECT level, kind, sector, value, value_consistent, n_reported, n_consistent, n_blank, n_absent, n_missing "
        "FROM sector_year_totals WHERE year = 2023 AND indicator = 'req_granted' ORDER BY kind, level, sector",
    )
    assert found == [
        ("city", "department", "civil", "4", "4", 1, 1, 0, 0, 0),
        ("city", "department", "education", None, None, 0, 0, 1, 0, 0),
        ("city", "department", "water", "23", "23", 3, 3, 0, 0, 0),
        ("county", "department", "water", "6", "6", 1, 1, 0, 0, 0),
        ("city", "government", None, "2", "2", 1, 1, 0, 0, 2),
    ]


def test_what_an_agency_says_of_itself(con: Any) -> None:
    found = rows(
        con, "SELECT agency_id, year, scope, list(table_kind) FROM agency_year_sources GROUP BY ALL ORDER BY ALL"
    )
    assert sorted(found) == [
        ("D0101", 2023, "own", ["3", "4"]),
        ("D0201", 2023, "own", ["3"]),
        ("D0301", 2023, "own", ["3", "4"]),
        ("D0302", 2022, "own", ["3"]),
        ("D0302", 2024, "own", ["3"]),
        ("D0303", 2023, "own", ["3"]),
        ("D0305", 2023, "own", ["3"]),
        ("D3101", 2023, "own", ["3", "4"]),
        ("G03", 2023, "office", ["3"]),
    ]


def test_table_4_as_printed(con: Any) -> None:
    assert rows(
        con,
        "SELECT agency_id, review_upheld, review_corrected, review_other, review_pending, review_total, "
        "suit_direct_upheld, suit_direct_corrected, suit_direct_other, suit_direct_pending, suit_direct_total, "
        "suit_after_review_upheld, suit_after_review_corrected, suit_after_review_other, suit_after_review_pending, "
        "suit_after_review_total, cells_without_value FROM agency_year_reviews WHERE scope = 'jurisdiction'",
    ) == [("G01", *map(str, (6, 3, 1, 2, 12, 4, 1, 0, 1, 6, 2, 0, 0, 2, 4)), 0)]
    assert con.sql("SELECT count(*) FROM agency_year_reviews").fetchall() == [(5,)]


def test_table_2_of_both_forms_side_by_side(con: Any) -> None:
    assert rows(
        con,
        "SELECT agency_id, form, rules_made, rules_in_force, rules_produced, license_decisions, coercion_decisions, "
        "license_items_prev, license_items_delta, admin_fee_amount, procurement_amount, cells_without_value "
        "FROM agency_year_disclosure ORDER BY agency",
    ) == [
        ("G01", "2021", "3", "40", None, "1000", None, None, None, "3700", None, 1),
        ("G21", "2019", None, None, "2", "70", None, "5", "-2", None, None, 1),
    ]


def test_who_asks(con: Any) -> None:
    found = rows(
        con,
        "SELECT applicant, requests_new, granted, closed, carried_out FROM agency_year_applicants "
        "WHERE agency = 'G01' AND year = 2023 ORDER BY applicant",
    )
    assert found == [
        ("commercial_enterprise", "7", None, None, None),
        ("legal_service_org", "0", None, None, None),
        ("natural_person", "90", None, None, None),
        ("other_org", "3", None, None, None),
        ("public_welfare_org", "0", None, None, None),
        ("research_institution", "0", None, None, None),
        ("total", "100", "50", "95", "15"),
    ]


def test_what_came_in_time(con: Any) -> None:
    found = rows(con, "SELECT agency_id, on_time, days_late FROM agency_year_timeliness ORDER BY agency_id")
    assert sorted(found) == [
        ("D0101", True, 0),
        ("D0301", None, None),
        ("D0302", None, None),
        ("D0303", None, None),
        ("G01", True, -71),
        ("G02", False, 10),
        ("G03", None, None),
        ("G21", True, -30),
        ("G22", None, None),
        ("G31", None, None),
        ("V03", None, None),
    ]


def test_coverage_counts_the_missing_and_leaves_out_what_is_unknown(con: Any) -> None:
    counts = (
        "n_expected, n_not_due, n_due, n_found, n_published_late, n_late, n_missing, n_unknown, n_held, "
        "n_unreachable, n_lost, n_published, published_of, published_rate, published_small, n_on_time, on_time_of, "
        "on_time_rate, on_time_small, median_days_late"
    )
    regions = rows(con, f"SELECT region, year, {counts} FROM region_year_coverage ORDER BY region")
    assert [row for row in regions if row[0] in ("990000", "990200", "990331")] == [
        ("990000", 2023, 11, 1, 0, 5, 1, 1, 1, 2, 1, 1, 1, 6, 8, "0.75", True, 3, 4, "0.75", True, "-15"),
        ("990200", 2023, 3, 0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 2, 3, "0.666667", True, 1, 2, "0.5", True, "-10"),
        ("990331", 2023, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, None, True, 0, 0, None, True, None),
    ]
    sectors = rows(con, f"SELECT level, {counts} FROM sector_year_coverage WHERE sector = 'water'")
    assert sectors == [("city", 3, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 1, "1", True, 1, 1, "1", True, "0")]


def test_every_mart_and_column_is_told_in_both_languages(con: Any) -> None:
    told = "comment IS NOT NULL AND comment LIKE '% | %'"
    here = "schema_name = 'main' AND NOT internal AND database_name = current_database()"
    untold = con.sql(
        f"SELECT table_name, column_name FROM duckdb_columns() WHERE {here} AND NOT ({told}) "
        f"UNION ALL SELECT table_name, NULL FROM duckdb_tables() WHERE {here} AND NOT ({told})"
    )
    assert untold.fetchall() == []


def comments(con: Any) -> dict[tuple[str, str], str]:
    """(table or view, column) -> its comment."""
    found = con.sql("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE schema_name = 'main'")
    return {(table, column): comment for table, column, comment in found.fetchall() if comment}


def test_numbers_of_table_4_are_told_to_be_no_count_of_disputes(con: Any) -> None:
    """At each column that holds them or names them, in both languages: CSV files have the Chinese half alone."""
    rates, totals = ("agency_year", "region_year", "sector_year", "level_year"), ("province", "region", "sector")
    cells = [code for code, indicator in codebook.indicators("2021").items() if indicator.table == "4"]
    cells = [code for code in cells if codebook.indicators("2021")[code].role != "header"]
    assert len(cells) == 15
    wanted = [(f"{name}_rates", "metric") for name in rates] + [(f"{name}_year_totals", "indicator") for name in totals]
    wanted += [("agency_year_reviews", code) for code in cells]
    wanted += [(f"reports_wide_{form}", code) for form in codebook.FORMS for code in cells]
    told = comments(con)
    for one in wanted:
        english, _, chinese = told[one].partition(" | ")
        assert "no count of disputes" in english, one
        assert "争议件数" in chinese, one


def test_what_must_not_be_added_up_is_told_in_both_languages(con: Any) -> None:
    told = comments(con)
    scopes = [
        one
        for one in told
        if one[1] == "scope" and one[0].startswith(("facts", "prose_", "reports_wide", "agency_year", "province"))
    ]
    assert len(scopes) == 13
    for one in scopes:
        if one[0] != "agency_year_sources":
            assert "Never add up different scopes | 数据范围（不同范围不可相加）" in told[one], one
    assert told["facts", "value"].endswith("| 印制数值（合计与分项不可一并求和）")
    for name in ("region", "sector"):
        assert told[f"{name}_year_coverage", "n_unknown"].endswith("| 情况不明（不得计为缺失）")


def test_columns_of_marts_are_plain_text_and_numbers_of_one_type(con: Any) -> None:
    """An ENUM of facts would be a category in pandas, and joins with no text in polars."""
    names = [name for name, _ in marts()]
    types = con.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE list_contains(?, table_name)", [names]
    ).fetchall()
    assert {name for name, _, _ in types} == set(names)
    plain = {"VARCHAR", "INTEGER", "BOOLEAN", "DATE", "DECIMAL(24,6)"}
    assert [one for one in types if one[2] not in plain] == []


def test_no_mart_is_empty_and_each_names_its_rows(con: Any) -> None:
    """Whether a key stands twice is checked at each build."""
    for name, sql in marts():
        assert con.sql(f"SELECT count(*) FROM {name}").fetchall() != [(0,)], name
        con.sql(f"SELECT {', '.join(mart_key(sql))} FROM {name}")


def test_a_mart_in_which_a_key_stands_twice_is_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = "-- Key: year\nCREATE TABLE main.years AS SELECT year, agency_id FROM main.coverage;"
    for module in ("build", "verify"):
        monkeypatch.setattr(f"gongkai.warehouse.{module}.marts", lambda: [("years", sql)])
    given = load_input(*REPORTS, lines=LINES, regions=where(), registry=registry(), coverage=COVERAGE)
    small = replace(given, made_from={})
    with pytest.raises(GongkaiError, match=r"1 keys of main\.years stand twice"):
        build(loaded(settings(tmp_path), small), 1, tmp_path / "w.duckdb", [])


def test_a_mart_without_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match="Key"):
        mart_key("CREATE TABLE main.years AS SELECT 1;")
