"""Small hand-written reports, gate lines and loads for the tests of log, warehouse, release and query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from gongkai.lake.cache import digest
from gongkai.lake.log import Log
from gongkai.records import Fact, Report, Source, TableRecord, report_to_stage, to_json
from gongkai.reports.briefs import Brief, BriefSource
from gongkai.reports.twice import Twice
from gongkai.settings import Settings
from gongkai.warehouse.load import LoadInput, write_load

NIGHT_1 = datetime(2024, 2, 5, 1, tzinfo=UTC)
NIGHT_2 = datetime(2024, 4, 5, 1, tzinfo=UTC)
DOC_1, DOC_2 = "1" * 64, "2" * 64
VERSIONS = {"reader": "1", "codebook": "1", "rules": "1", "registry": "r1", "decisions": "d0"}

#: 总计 column of a table 3 that holds: 100 + 10 = 95 + 15; 50 + 20 + (1 + 2 + 3) + (9 + 1) + 4 + 5 = 95.
TOTALS = {
    "req_new": 100,
    "req_carried_in": 10,
    "req_granted": 50,
    "req_partial": 20,
    "req_denied_state_secret": 1,
    "req_denied_third_party": 2,
    "req_denied_process_info": 3,
    "req_unable_not_held": 9,
    "req_unable_unclear": 1,
    "req_notproc_petition": 4,
    "req_other_misc": 5,
    "req_closed_total": 95,
    "req_carried_out": 15,
}

REGISTRY = {
    "regions.csv": b"region_code,scheme,name,name_en,parent_code,level,valid_from,valid_to\n"
    + "990000,mca,样例省,Sample,,province,,\n990100,mca,样川市,Yangchuan,990000,city,,\n".encode(),
    "agencies.csv": b"agency_id,name,kind,level,region_code,sector,rule_making,parent_agency_id,uscc,valid_from,"
    b"valid_to,state\n"
    + "S000001,样川市人民政府,government,city,990100,,yes,,,,,verified\n".encode()
    + "S000002,样川市水利局,department,city,990100,water,no,S000001,,,,unverified\n".encode(),
    "agency_names.csv": "agency_id,name,valid_from,valid_to\nS000001,样川市,,\n".encode(),
    "agency_links.csv": b"agency_id,predecessor_id,kind,date\n",
    "sites.csv": b"site_id,base_url,family,region_code,delay_s,kind,state\n",
    "columns.csv": b"column_id,site_id,region,list_url,agency_id,within,scope,year_from,year_to,state\n",
}


def fact(table: str, indicator: str, value: str | None, applicant: str | None = None, **other: Any) -> Fact:
    """A soundly read cell; ``value`` None is a blank one."""
    given: dict[str, Any] = {
        "n": 1,
        "label": None,
        "value": None if value is None else Decimal(value),
        "unit": "件",
        "unit_source": "form",
        "status": "blank" if value is None else "reported",
        "raw": value or "",
        "by": "label",
        "reading": "single",
        "place": "/html/body/table/tr[1]/td[1]",
    }
    return Fact(table=table, indicator=indicator, applicant=applicant, **(given | other))


def table(kind: str, form: str = "2021", **other: Any) -> TableRecord:
    """A table read by the HTML reader."""
    given: dict[str, Any] = {"n": 1, "variant": None, "place": "/html/body/table", "scope": "jurisdiction"}
    given |= {"verdict": None, "reading": "single", "readers": ("html",)}
    return TableRecord(table=kind, form=form, **(given | other))


def report(**other: Any) -> Report:
    """The city's report of 2023: fee in table 2, 总计 and 自然人 in table 3, two cells of table 4."""
    facts = [fact("2", "admin_fee_amount", "0.37", unit="万元")]
    facts += [fact("3", code, str(number), "total") for code, number in TOTALS.items()]
    facts += [fact("3", "req_new", "90", "natural_person"), fact("3", "req_denied_admin_query", None, "total")]
    facts += [fact("4", "review_upheld", "7"), fact("4", "review_total", "7")]
    source = Source("http://a.invalid/1.html", DOC_1, "text/html", "publisher", "html", "2024-02-05T01:00:00+00:00")
    given: dict[str, Any] = {
        "agency": "样川市人民政府",
        "year": 2023,
        "scope": "jurisdiction",
        "scope_basis": "title",
        "published": "2024-01-30",
        "verdict": None,
        "tables": (table("2"), table("3"), table("4")),
        "facts": tuple(facts),
        "findings": (),
        "agency_id": "S000001",
        "report_id": "S000001:2023:jurisdiction",
        "title": "样川市2023年政府信息公开工作年度报告",
        "region": "99",
        "sources": (source,),
    }
    return Report(**(given | other))


def revised() -> Report:
    """The same source with one more request granted."""
    first = report()
    more = {"req_new": "101", "req_granted": "51", "req_closed_total": "96"}
    facts = tuple(
        f._replace(value=Decimal(more[f.indicator]), raw=more[f.indicator])
        if f.applicant == "total" and f.indicator in more
        else f
        for f in first.facts
    )
    return replace(first, facts=facts, revision=1, sources=(replace(first.sources[0], sha256=DOC_2),))


def unresolved() -> Report:
    """A report whose agency is not known."""
    return replace(
        report(),
        agency="不知名局",
        agency_id=None,
        report_id=f"?{DOC_2[:16]}:1",
        sources=(replace(report().sources[0], source="deposit:x.html", sha256=DOC_2, origin="deposit"),),
        candidates=("S000002",),
    )


def gate(given: Report, findings: tuple[dict[str, Any], ...] = (), **verdicts: str) -> dict[str, Any]:
    """The gate's line; ``t3="unconfirmed"`` for the verdict of table 3, all others are consistent."""
    lines = []
    for record in given.tables:
        verdict = verdicts.get(f"t{record.table}", "consistent")
        resolved = given.agency_id is not None and given.year is not None
        admitted = resolved and verdict in ("consistent", "publisher_inconsistent")
        reason = None if admitted else ("agency_unresolved" if not resolved else verdict)
        line = {"table": record.table, "n": record.n, "verdict": verdict, "admitted": admitted, "reason": reason}
        lines.append(line)
    order = ["unreadable", "incomplete", "unconfirmed", "publisher_inconsistent", "consistent"]
    worst = min((line["verdict"] for line in lines), key=order.index, default=None)
    return {
        "report_id": given.report_id,
        "revision": given.revision,
        "verdict": worst,
        "tables": lines,
        "findings": list(findings),
    }


def broken_review() -> dict[str, Any]:
    """A finding as the gate writes it."""
    return {
        "rule": "t4_review",
        "table": "4",
        "n": 1,
        "outcome": "broken",
        "severity": "hard",
        "message": "7 is not 10",
        "left": Decimal("7"),
        "right": 10,
        "suggestion": None,
        "cells": [{"report_id": None, "table": "4", "indicator": "review_total", "applicant": None}],
        "identity": "t4_review",
    }


def documents(*digests: str) -> list[dict[str, Any]]:
    """Rows of table documents."""
    return [
        {
            "document": digest,
            "media_type": "text/html",
            "bytes": 2048,
            "pages": None,
            "sources": ["http://a.invalid/1.html"],
            "readers": ["html"],
            "kind": "report",
            "other_kind": None,
            "error": None,
            "notes": [],
            "audit_cells": None,
            "audit_differing": None,
        }
        for digest in digests
    ]


def coverage_row(**other: Any) -> dict[str, Any]:
    """A row of table coverage."""
    given = {
        "agency_id": "S000002",
        "year": 2023,
        "region": "990100",
        "status": "missing",
        "gap": None,
        "report_id": None,
    }
    given |= {"published": None, "deadline": date(2024, 1, 31), "deadline_basis": "第四十九条"}
    given |= {"vanished": False, "what_to_do": "ask the agency"}
    return given | other


def by_partition(reports: Iterable[Report]) -> dict[str, list[Report]]:
    """Reports by the partition of the lake that holds them."""
    found: dict[str, list[Report]] = {}
    for one in reports:
        found.setdefault(f"{one.year or '0000'}|{one.region}", []).append(one)
    return found


def brief(given: Report) -> Brief:
    """A report as stage ``briefs`` has it."""
    sources = tuple(BriefSource(one.source, one.column_id) for one in given.sources)
    plain = {name: getattr(given, name) for name in Brief._fields if name not in ("sources", "years")}
    return Brief(**plain, sources=sources, years=tuple(dict.fromkeys(year for _, year in given.years)))


def lines_of(reports: Iterable[Report], lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The gate's lines on some reports."""
    keys = {(one.report_id, one.revision) for one in reports}
    return [line for line in lines if (line["report_id"], line["revision"]) in keys]


def made_from(reports: Sequence[Report], lines: Iterable[dict[str, Any]]) -> str:
    """The digest of a partition's stages."""
    return digest(to_json([report_to_stage(one) for one in reports]), to_json(lines_of(reports, lines)))


def load_input(*reports: Report, lines: list[dict[str, Any]] | None = None, **other: Any) -> LoadInput:
    """A load's input: the reports as given, all consistent unless ``lines`` says otherwise."""
    stages, judged = by_partition(reports), lines if lines is not None else [gate(r) for r in reports]
    given: dict[str, Any] = {
        "made_from": {name: made_from(own, judged) for name, own in stages.items()},
        "reports": lambda name: stages[name],
        "gate": lambda name: lines_of(stages[name], judged),
        "regions": {"S000001": "990100", "S000002": "990100"},
        "documents": documents(DOC_1, DOC_2),
        "fetches": lambda after: [],
        "lists": [],
        "coverage": [coverage_row()],
        "partitions": [],
        "series": [],
        "registry": REGISTRY,
        "decisions": {},
        "versions": VERSIONS,
        "behind": frozenset(),
        "copies": Twice(),
    }
    return LoadInput(**(given | other))


def settings(home: Path, kind: Any = "real") -> Settings:
    """A home in a folder of the test."""
    made = Settings(home=home, kind=kind, registry=home / "registry")
    made.create()
    return made


def loaded(home: Settings, given: LoadInput | None = None, now: datetime = NIGHT_1) -> Log:
    """The home's log after one more load."""
    log = Log(home.lake)
    write_load(log, given or load_input(report()), home.kind, now)
    return log
