"""Why a load writes a table: each cause is said of the tables alone that it can concern."""

from __future__ import annotations

from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import pytest
from warehouse_examples import (
    DOC_2,
    NIGHT_1,
    NIGHT_2,
    VERSIONS,
    fact,
    gate,
    load_input,
    loaded,
    report,
    revised,
    settings,
    unresolved,
)

from gongkai.decisions import COLUMNS, Decision
from gongkai.errors import GongkaiError
from gongkai.lake.log import Log
from gongkai.records import Report, Source
from gongkai.warehouse.load import write_load

A, B = "S000001:2023:jurisdiction", "S000002:2023:own"
DOC_3 = "3" * 64
#: Another rendition of the report of the water bureau.
SCAN = Source("http://a.invalid/2.pdf", DOC_3, "application/pdf", "publisher", "pdf", "2024-04-04T01:00:00+00:00")


def other(**more: Any) -> Report:
    """A report of the water bureau with the same tables."""
    tables = tuple(replace(table, scope="own") for table in report().tables)
    source = replace(report().sources[0], source="http://a.invalid/2.html", sha256=DOC_2)
    named = {"agency": "样川市水利局", "agency_id": "S000002", "report_id": B, "scope": "own"}
    return report(**({**named, "tables": tables, "sources": (source,)} | more))


def printing(one: Report, total: str) -> Report:
    """The report with another total of the reviews in table 4."""
    return replace(one, facts=(*one.facts[:-1], fact("4", "review_total", total)))


def decided(*rows: Decision) -> dict[str, Any]:
    """What a load takes of decisions: the file of 2024, and its digest as version."""
    lines = [",".join(COLUMNS), *(",".join(astuple(row)) for row in rows)]
    text = "\n".join(lines) + "\n"
    return {"decisions": {"2024.csv": text.encode()}, "versions": VERSIONS | {"decisions": text}}


def on(report_id: str, name: str = "d1", **more: str) -> Decision:
    return Decision(name, "2024-04-04T01:00:00+00:00", "a person", "correct", report_id, table="4", **more)


def causes(log: Log, load: int) -> list[tuple[str, str, str, str]]:
    """(report, table, change, cause) of what a load wrote."""
    return [(r["report_id"], r["table_kind"], r["change"], r["cause"]) for r in log.of_load("tables", load)]


def test_a_decision_is_the_cause_of_no_other_reports_change(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path), load_input(report(), other()))
    scanned = printing(other(sources=(*other().sources, SCAN)), "9")
    write_load(log, load_input(printing(report(), "8"), scanned, **decided(on(A))), "real", NIGHT_2)
    assert causes(log, 2) == [(A, "4", "changed", "decision"), (B, "4", "changed", "source revised")]
    of_reports = {row["report_id"]: row["cause"] for row in log.of_load("reports", 2)}
    assert of_reports == {B: "source revised"}  # nothing of A itself changed


def test_nor_of_another_verdict_that_another_rendition_brought(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path), load_input(report(), other()))
    scanned = other(sources=(*other().sources, SCAN))
    lines = [gate(report(), t4="unconfirmed"), gate(scanned, t4="unconfirmed")]
    write_load(log, load_input(report(), scanned, lines=lines, **decided(on(A))), "real", NIGHT_2)
    assert causes(log, 2) == [(A, "4", "changed", "decision"), (B, "4", "changed", "source revised")]


def test_the_next_cause_that_fits_is_told(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path), load_input(report(), other()))
    given = decided(on(A))
    given["versions"] |= {"registry": "r2"}
    write_load(log, load_input(printing(report(), "8"), printing(other(), "9"), **given), "real", NIGHT_2)
    assert causes(log, 2) == [(A, "4", "changed", "decision"), (B, "4", "changed", "registry changed")]


@pytest.mark.parametrize(
    ("then", "now"),
    [
        # Taken out of the file; edited in it; superseded by one that names something else.
        ((on(A),), ()),
        ((on(A, value="8"),), (on(A, value="9"),)),
        ((on(A),), (on(A), on("S000009:2023:own", "d2", supersedes="d1"))),
    ],
)
def test_a_decision_that_is_in_force_no_more_is_the_cause(
    tmp_path: Path, then: tuple[Decision, ...], now: tuple[Decision, ...]
) -> None:
    log = loaded(settings(tmp_path), load_input(report(), other(), **decided(*then)))
    write_load(log, load_input(printing(report(), "8"), other(), **decided(*now)), "real", NIGHT_2)
    assert causes(log, 2) == [(A, "4", "changed", "decision")]


def test_a_decision_on_whose_a_source_is(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path), load_input(report(), unresolved()))
    row = Decision("d1", "", "a person", "agency", value="S000002", source="deposit:x.html")
    moved = replace(unresolved(), agency_id="S000002", report_id=B, candidates=())
    write_load(log, load_input(report(), moved, **decided(row)), "real", NIGHT_2)
    assert {(report_id, change, cause) for report_id, _, change, cause in causes(log, 2)} == {
        (f"?{DOC_2[:16]}:1", "withdrawn", "decision"),
        (B, "added", "decision"),
    }
    assert {(row["report_id"], row["cause"]) for row in log.of_load("reports", 2)} == {
        (f"?{DOC_2[:16]}:1", "decision"),
        (B, "decision"),
    }


def test_a_report_that_is_freed_by_a_decision_on_its_copy(tmp_path: Path) -> None:
    copied = {"rule": "duplicate_tables", "table": "3", "n": 1, "outcome": "broken", "severity": "hard"}
    copied |= {"message": "a copy", "left": None, "right": None, "suggestion": None, "identity": None}
    copied |= {"cells": [{"report_id": A, "table": "3", "indicator": None, "applicant": None}]}
    held = gate(other(), findings=(copied,), t3="unconfirmed")
    log = loaded(settings(tmp_path), load_input(report(), other(), lines=[gate(report()), held]))
    lines = [gate(report(), t3="unconfirmed"), gate(other())]
    write_load(log, load_input(report(), other(), lines=lines, **decided(on(A))), "real", NIGHT_2)
    assert causes(log, 2) == [(A, "3", "changed", "decision"), (B, "3", "changed", "decision")]


def test_a_rendition_that_brings_a_table_which_the_document_lacks(tmp_path: Path) -> None:
    missing = tuple(replace(t, place=None) if t.table == "4" else t for t in report().tables)
    lacking = replace(report(), tables=missing, facts=tuple(f for f in report().facts if f.table != "4"))
    log = loaded(settings(tmp_path), load_input(lacking))
    # Its facts are those of a report that was read from the same page.
    whole = replace(report(), sources=(*report().sources, SCAN))
    write_load(log, load_input(whole), "real", NIGHT_2)
    assert causes(log, 2) == [(A, "4", "changed", "source revised")]


def test_a_new_deposit_is_first_seen_with_all_that_was_delivered_of_it(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path), load_input(other(sources=(SCAN,))))
    given = load_input(other(sources=(SCAN,)), report(), revised(), **decided(on(B)))
    write_load(log, given, "real", NIGHT_2)
    assert [(report_id, cause) for report_id, _, _, cause in causes(log, 2)] == [(A, "first seen")] * 6
    assert [(row["revision"], row["cause"]) for row in log.of_load("reports", 2)] == [
        (0, "first seen"),
        (1, "first seen"),
    ]


def test_a_revision_that_another_reader_tells_apart_is_the_readers_doing(tmp_path: Path) -> None:
    # Two deliveries that were read alike, the second being what was logged; read anew they differ.
    alike = replace(report(), sources=(replace(report().sources[0], sha256=DOC_2),))
    log = loaded(settings(tmp_path), load_input(alike))
    given = load_input(printing(report(), "6"), revised(), versions=VERSIONS | {"reader": "2"})
    write_load(log, given, "real", NIGHT_2)
    assert {cause for _, _, _, cause in causes(log, 2)} == {"reader changed"}


def held(partition: str, since: int) -> dict[str, Any]:
    return {
        "partition": partition,
        "year": 2023,
        "region": "99",
        "reports": 1,
        "held": True,
        "stale_since": since,
        "findings": ["lost"],
        "accepted": None,
    }


@pytest.mark.parametrize("what", ["reader", "decisions"])
def test_what_changed_while_a_partition_was_held_is_the_cause_once_it_is_taken(tmp_path: Path, what: str) -> None:
    log = loaded(settings(tmp_path))
    other_year = other(year=2022, report_id="S000002:2022:own")
    given = decided(on(A)) if what == "decisions" else {"versions": VERSIONS | {"reader": "2"}}
    changed = printing(report(), "8")
    write_load(log, load_input(changed, other_year, partitions=[held("2023|99", 1)], **given), "real", NIGHT_1)
    assert {report_id for report_id, *_ in causes(log, 2)} == {"S000002:2022:own"}
    write_load(log, load_input(changed, other_year, **given), "real", NIGHT_2)
    cause = "decision" if what == "decisions" else "reader changed"
    assert causes(log, 3) == [(A, "4", "changed", cause)]


def test_other_cells_of_the_same_documents_are_no_decision_on_another_report(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path), load_input(report(), other()))
    with pytest.raises(GongkaiError, match="its cells changed, but neither its documents nor any version did"):
        write_load(log, load_input(report(), printing(other(), "9"), **decided(on(A))), "real", NIGHT_2)
    assert log.loads() == [1]


def test_a_table_that_a_source_decision_does_not_name(tmp_path: Path) -> None:
    log = loaded(settings(tmp_path), load_input(report(), other()))
    row = Decision("d1", "", "a person", "scope", value="own", source="http://a.invalid/3.html")
    scanned = printing(other(sources=(*other().sources, SCAN)), "9")
    write_load(log, load_input(report(), scanned, **decided(row)), "real", NIGHT_2)
    assert causes(log, 2) == [(B, "4", "changed", "source revised")]
