"""Views reports_wide_2021 and reports_wide_2019: one row a report, the form's cells in its order, no cell of doubt."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from warehouse_examples import NIGHT_2, fact, gate, load_input, loaded, report, revised, settings, table

from gongkai.records import Report
from gongkai.settings import Settings
from gongkai.warehouse.build import build
from gongkai.warehouse.load import write_load
from gongkai.warehouse.tables_wide import WIDE


def built(folder: Path, *reports: Report, **other: Any) -> Any:
    log = loaded(settings(folder), load_input(*reports, **other))
    build(log, 1, folder / "w.duckdb", [])
    return duckdb.connect(str(folder / "w.duckdb"), read_only=True)


def test_columns_are_the_cells_of_the_form_in_its_order(tmp_path: Path) -> None:
    con = built(tmp_path, report())
    names = [row[0] for row in con.execute("DESCRIBE reports_wide_2021").fetchall()]
    assert names == [column.name for column in WIDE[0].columns]
    assert names[:11] == [
        *("report_id", "revision", "agency_id", "agency", "year", "scope", "region", "published"),
        *("table_2", "table_3", "table_4"),
    ]
    cells = names[11:-2]
    assert len(cells) == len(set(cells)) == 10 + 25 * 7 + 15
    assert cells[:3] == ["rules_made", "rules_repealed", "rules_in_force"]
    assert cells[9:18] == [
        "admin_fee_amount_yuan",
        "req_new_natural_person",
        "req_new_commercial_enterprise",
        "req_new_research_institution",
        "req_new_public_welfare_org",
        "req_new_legal_service_org",
        "req_new_other_org",
        "req_new_total",
        "req_carried_in_natural_person",
    ]
    assert cells[-1] == "suit_after_review_total"
    older = [row[0] for row in con.execute("DESCRIBE reports_wide_2019").fetchall()]
    assert older == [column.name for column in WIDE[1].columns]
    assert len(older) == 11 + 22 + 23 * 7 + 15 + 2
    assert older[11:19][-1] == "license_items_delta"


def test_heads_are_english_and_chinese(tmp_path: Path) -> None:
    con = built(tmp_path, report())
    comments = dict(
        con.execute(
            "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'reports_wide_2021'"
        ).fetchall()
    )
    assert comments["req_denied_third_party_total"] == (
        "Results of handling this year / (3) Not disclosed / Protects lawful rights of third parties (trade secret, "
        "privacy) / Total [unit: 件] | 三、本年度办理结果/（三）不予公开/4.保护第三方合法权益/总计"
    )
    assert comments["admin_fee_amount_yuan"].endswith("[unit: 元] | 行政事业性收费/本年收费金额（折合元）")
    assert comments["review_upheld"].endswith("; no count of disputes [unit: 件] | 行政复议/结果维持（非争议件数）")


def test_a_row_is_a_report_and_a_blank_is_no_zero(tmp_path: Path) -> None:
    con = built(tmp_path, report())
    columns = "report_id, revision, year, table_2, table_3, table_4, admin_fee_amount_yuan, req_new_natural_person, "
    columns += "req_new_total, req_denied_admin_query_total, req_carried_in_natural_person, review_upheld, review_total"
    assert con.execute(f"SELECT {columns} FROM reports_wide_2021").fetchall() == [
        (
            *("S000001:2023:jurisdiction", 0, 2023, "consistent", "consistent", "consistent"),
            *(Decimal(3700), Decimal(90), Decimal(100), None, None, Decimal(7), Decimal(7)),
        )
    ]
    assert con.execute("SELECT * FROM reports_wide_2019").fetchall() == []


def test_the_current_revision_alone_stands_in_it(tmp_path: Path) -> None:
    home = settings(tmp_path)
    log = loaded(home)
    write_load(log, load_input(report(), revised()), "real", NIGHT_2)
    build(log, 2, tmp_path / "w.duckdb", [])
    con = duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True)
    assert con.execute("SELECT revision, req_new_total FROM reports_wide_2021").fetchall() == [(1, Decimal(101))]


def test_tables_that_are_held_or_of_another_scope_or_not_alone_say_so(tmp_path: Path) -> None:
    """Table 3 is held, table 2 counts the organ itself in a report of the jurisdiction, table 4 is there twice."""
    given = report()
    second = tuple(one._replace(n=2, value=Decimal(9)) for one in given.facts if one.table == "4")
    tables = (table("2", scope="own"), table("3"), table("4"), table("4", n=2))
    odd = replace(given, tables=tables, facts=(*given.facts, *second))
    con = built(tmp_path, odd, lines=[gate(odd, t3="unconfirmed")])
    found = con.execute(
        "SELECT table_2, table_3, table_4, admin_fee_amount_yuan, req_new_total, review_total FROM reports_wide_2021"
    )
    assert found.fetchall() == [("other_scope", "held", "several", None, None, None)]


def test_tables_of_two_forms_stand_in_the_view_of_each(tmp_path: Path) -> None:
    """A minus is kept: a list of licences may have become shorter. Local rows and parts of a year are no cells."""
    cells = (
        fact("2", "license_items_delta", "-12", unit="项"),
        fact("2", "procurement_amount", "3", unit="元"),
        fact("2", "admin_fee_items_delta", "5", period="上半年"),
        fact("2", "local", "8", label="其他/数量"),
    )
    older = report(tables=(table("2", "2019"), table("3")), facts=cells + report().facts[1:16])
    con = built(tmp_path, older)
    columns = "table_2, table_3, table_4, req_new_total"
    found = con.execute(
        f"SELECT {columns}, license_items_delta, procurement_amount_yuan, admin_fee_items_delta FROM reports_wide_2019"
    )
    assert found.fetchall() == [("consistent", None, None, None, Decimal(-12), Decimal(3), None)]
    found = con.execute(f"SELECT {columns}, admin_fee_amount_yuan FROM reports_wide_2021")
    assert found.fetchall() == [(None, "consistent", None, Decimal(100), None)]


def test_the_sample_says_the_same_wide_and_long(sample_home: Settings) -> None:
    with duckdb.connect(str(sample_home.releases / "current" / "gongkai.duckdb"), read_only=True) as con:
        for wide in WIDE:
            form = wide.name.removeprefix("reports_wide_")
            numbers = [column.name for column in wide.columns if column.type == "DECIMAL(24,6)"]
            sums = "+".join(f"coalesce({name}, 0)" for name in numbers)
            counts = "+".join(f"({name} IS NOT NULL)::INTEGER" for name in numbers)
            found = con.execute(f"SELECT sum({sums}), sum({counts}) FROM {wide.name}").fetchall()
            long = con.execute(
                "SELECT sum(CASE WHEN indicator LIKE '%amount' THEN value_std ELSE value END), count(value) "
                f"FROM facts WHERE form = '{form}' AND label IS NULL AND period IS NULL"
            ).fetchall()
            assert found == long
            assert found[0][1] > 100
