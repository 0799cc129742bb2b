"""Reports and the gate's verdicts as table versions: the unit in which the log notes changes. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from gongkai.errors import GongkaiError
from gongkai.forms import codebook
from gongkai.judge.implied import Implied, implied
from gongkai.lake.cache import digest
from gongkai.records import Fact, Report, TableRecord, to_json
from gongkai.warehouse.tables_facts import FACT_KEY_COLUMNS
from gongkai.warehouse.values import exact, standard

Row = dict[str, Any]
#: (report_id, revision, table, n)
TableKey = tuple[str, int, str, int]
ReportKey = tuple[str, int]

#: Forms that a codebook describes, and the list of what running text counts.
CODEBOOKS = ("2021", "2019", "2014", "2008", codebook.PROSE)


class TableDigests(NamedTuple):
    """Of a table version. whole: of everything in it; cells: of what was read, whatever was judged of it."""

    whole: str
    cells: str


#: What tells the facts of one table apart.
_OF_CELL = ("indicator", "applicant", "period", "label")


@dataclass(frozen=True)
class TableVersion:
    """One table of one report revision as it is to be loaded: its record and its facts, both as log rows."""

    key: TableKey
    record: Row
    facts: list[Row]

    def digest(self) -> str:
        """Of everything in it: the log writes the version when this changed."""
        return digest(to_json([self.record, self.facts]))

    def cells_digest(self) -> str:
        """Of what was read, whatever was judged of it."""
        keys = [column.name for column in FACT_KEY_COLUMNS]
        seen = [[fact[k] for k in (*keys, "value", "unit", "status", "raw")] for fact in self.facts]
        return digest(to_json([self.record["form"], seen]))


@dataclass(frozen=True)
class ReportVersion:
    """One report revision with its documents and findings, as log rows."""

    key: ReportKey
    record: Row
    documents: list[Row]
    findings: list[Row]

    @cached_property
    def digest(self) -> str:
        """Of everything in it."""
        return digest(
            to_json([self.record | {"published": str(self.record["published"])}, self.documents, self.findings])
        )


def flatten(report: Report, gate: Row, regions: Mapping[str, str]) -> tuple[ReportVersion, list[TableVersion]]:
    """A report and its gate line as log rows. ``regions``: agency id -> the agency's own region code.

    Raises GongkaiError when the gate's line does not fit the report, or a fact key stands twice.
    """
    if report.report_id is None:
        raise _misfit(report, "the report has no report_id")
    judged = {(line["table"], line["n"]): line for line in gate["tables"]}
    facts: dict[tuple[str, int], list[Fact]] = defaultdict(list)
    for fact in report.all_facts:
        facts[fact.table, fact.n].append(fact)
    if set(facts) - {(t.table, t.n) for t in report.all_tables}:
        raise _misfit(report, "a fact belongs to no table of the report")
    shared = _shared(report, regions)
    versions = []
    for table in report.all_tables:
        line = judged.get((table.table, table.n))
        if line is None:
            raise _misfit(report, f"the gate has not judged table {table.table} ({table.n})")
        versions.append(_table_version(report, table, line, facts[table.table, table.n], shared))
    return _report_version(report, gate, shared), versions


def _shared(report: Report, regions: Mapping[str, str]) -> Row:
    first = report.sources[0] if report.sources else None
    return {
        "report_id": report.report_id,
        "revision": report.revision,
        "agency_id": report.agency_id,
        "agency": report.agency,
        "year": report.year,
        "region": regions.get(report.agency_id or "") or None,
        "document": first.sha256 if first else None,
        "source": first.source if first else None,
    }


def _table_version(report: Report, table: TableRecord, line: Row, facts: list[Fact], shared: Row) -> TableVersion:
    record = {
        "report_id": report.report_id,
        "revision": report.revision,
        "table_kind": table.table,
        "n": table.n,
        "form": table.form,
        "variant": table.variant,
        "scope": table.scope,
        "verdict": line["verdict"],
        "reading": table.reading,
        "readers": list(table.readers),
        "place": table.place,
        "admitted": line["admitted"],
        "reason": line["reason"],
        "facts": len(facts),
        "unmapped": list(table.unmapped),
    }
    if line["admitted"] and (report.agency_id is None or report.year is None or shared["report_id"].startswith("?")):
        raise _misfit(report, f"the gate admitted table {table.table} of a report without agency or year")
    blanks = _implied(report, table) if line["admitted"] and line["verdict"] == "consistent" else {}
    rows = (_fact_row(report, table, fact, shared, line["verdict"], blanks) for fact in facts)
    keyed = sorted(((_cell_key(row), row) for row in rows), key=itemgetter(0))
    twice = next((one for (one, _), (other, _) in pairwise(keyed) if one == other), None)
    if twice is not None:
        cell = "/".join(part.removeprefix("=") for part in twice if part)
        raise _misfit(report, f"table {table.table} ({table.n}) has two facts of one key: {cell}")
    return TableVersion((shared["report_id"], report.revision, table.table, table.n), record, [row for _, row in keyed])


def _implied(report: Report, table: TableRecord) -> Implied:
    found = report.cells.get((table.table, table.n))
    return implied(table.form, table.table, found) if found is not None and table.form in codebook.FORMS else {}


def _fact_row(report: Report, table: TableRecord, fact: Fact, shared: Row, verdict: str | None, blanks: Implied) -> Row:
    source = shared["source"] or ""
    value = exact(fact.value, source, fact.place)
    value_std, unit_std = standard(value, fact.unit, source, fact.place)
    told = (None, None) if fact.label is not None or fact.period is not None else blanks.get(fact.key, (None, None))
    return shared | {
        "table_kind": fact.table,
        "n": fact.n,
        "indicator": fact.indicator,
        "applicant": fact.applicant,
        "period": fact.period,
        "label": fact.label,
        "scope": table.scope,
        "scope_basis": report.scope_basis,
        "form": table.form,
        "variant": table.variant,
        "value": value,
        "unit": fact.unit,
        "unit_source": fact.unit_source,
        "value_std": value_std,
        "unit_std": unit_std,
        "value_implied": told[0],
        "implied_by": told[1],
        "status": fact.status,
        "raw": fact.raw,
        "read_by": fact.by,
        "reading": fact.reading,
        "readings": to_json(dict(sorted(fact.readings.items()))) if fact.readings else None,
        "context": fact.context,
        "place": fact.place,
        "role": role(table.form, fact.indicator, fact.applicant),
        "verdict": verdict,
    }


def role(form: str, indicator: str, applicant: str | None) -> str:
    """``printed_total`` for a total row or the 总计 column of the form, else ``leaf`` (local rows too)."""
    if applicant is not None and applicant in codebook.applicants() and codebook.applicants()[applicant].is_total:
        return "printed_total"
    known = codebook.indicators(form).get(indicator) if form in CODEBOOKS else None
    return "printed_total" if known is not None and known.role == "printed_total" else "leaf"


def _report_version(report: Report, gate: Row, shared: Row) -> ReportVersion:
    key = {"report_id": report.report_id, "revision": report.revision}
    record = shared | {
        "scope": report.scope,
        "scope_basis": report.scope_basis,
        "title": report.title,
        "published": _day(report),
        "verdict": gate["verdict"],
        "candidates": list(report.candidates),
    }
    documents = [
        key
        | {
            "position": position,
            "document": source.sha256,
            "source": source.source,
            "media_type": source.media_type,
            "origin": source.origin,
            "rendition": source.rendition,
            "column_id": source.column_id,
            "listed_title": source.listed_title,
        }
        for position, source in enumerate(report.sources)
    ]
    findings = [key | _finding_row(position, finding) for position, finding in enumerate(gate["findings"])]
    return ReportVersion((shared["report_id"], report.revision), record, documents, findings)


def _finding_row(position: int, finding: Row) -> Row:
    kept = ("rule", "n", "outcome", "severity", "message", "suggestion", "identity")
    return {name: finding[name] for name in kept} | {
        "position": position,
        "table_kind": finding["table"],
        "left_sum": exact(_decimal(finding["left"]), finding["rule"], None),
        "right_sum": exact(_decimal(finding["right"]), finding["rule"], None),
        "cells": to_json(finding["cells"]),
    }


def _decimal(number: int | Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _cell_key(row: Row) -> tuple[str, ...]:
    """Of a fact within its table. None sorts before every text, and differs from it."""
    return tuple("" if row[name] is None else f"={row[name]}" for name in _OF_CELL)


def _day(report: Report) -> date | None:
    try:
        return date.fromisoformat(report.published[:10]) if report.published else None
    except ValueError as error:
        raise _misfit(report, f"not a day of publication: {report.published!r}") from error


def _misfit(report: Report, problem: str) -> GongkaiError:
    where = report.sources[0].source if report.sources else ""
    return GongkaiError(
        problem,
        where,
        report.report_id or "",
        "run the stages reports and gate again; if it stays, tell the maintainers",
    )
