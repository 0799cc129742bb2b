"""What a person may look at and decide: the held tables of a home, and decisions on their cells.

Held tables are those that the gate held when it last judged (its stage file); a decision takes effect in the next run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from gongkai import decisions
from gongkai.align.numbers import values
from gongkai.decisions import Decision
from gongkai.errors import GongkaiError
from gongkai.forms import codebook
from gongkai.forms.model import LOCAL, cell_name
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import read_jsonl
from gongkai.records import Fact, Finding, Report, TableRecord, finding_from_stage, report_from_stage
from gongkai.settings import Settings

_REPORTS, _GATE = "reports", "gate"
_NO_DOUBT = "gongkai status says what frees it; cells in doubt beside that: accept them with --cell"


@dataclass(frozen=True)
class Held:
    """A held table of a report. findings: those that fall on it. verdict: None where the report is not resolved."""

    report: Report
    table: TableRecord
    verdict: str | None
    reason: str
    findings: tuple[Finding, ...]

    @property
    def doubted(self) -> tuple[Fact, ...]:
        """The cells that the findings which hold it name; all of the table where they name none."""
        own = [f for f in self.report.facts if (f.table, f.n) == (self.table.table, self.table.n)]
        named = {
            (cell.indicator, cell.applicant, cell.label)
            for finding in self.findings
            if finding.outcome == "broken" and finding.severity == "hard"
            for cell in finding.cells
            if cell.report_id is None
        }
        found = tuple(fact for fact in own if (fact.indicator, fact.applicant, fact.label) in named)
        return found or tuple(own)


def held(settings: Settings) -> Iterator[Held]:
    """All held tables, by year, region, report and table."""
    manifest = Manifest(settings.lake)
    for partition in manifest.partitions(_GATE):
        lines = {(line["report_id"], line["revision"]): line for line in read_jsonl(manifest.path(_GATE, partition))}
        if not any(not table["admitted"] for line in lines.values() for table in line["tables"]):
            continue
        records = read_jsonl(manifest.path(_REPORTS, partition))
        current = {record["report_id"]: record["revision"] for record in records}
        for record in records:
            if record["revision"] != current[record["report_id"]]:
                continue
            line = lines.get((record["report_id"], record["revision"]))
            if line is not None and any(not table["admitted"] for table in line["tables"]):
                yield from _of_report(report_from_stage(record), line)


def current_reports(settings: Settings) -> Iterator[Report]:
    """The current revision of every report in the lake, by year and region."""
    manifest = Manifest(settings.lake)
    for partition in manifest.partitions(_REPORTS):
        records = read_jsonl(manifest.path(_REPORTS, partition))
        newest = {record["report_id"]: record["revision"] for record in records}
        yield from (report_from_stage(r) for r in records if r["revision"] == newest[r["report_id"]])


def find(settings: Settings, report_id: str, table: str) -> Held:
    """A held table. Raises GongkaiError where there is none of that name, naming those that are held."""
    of_report = [one for one in held(settings) if one.report.report_id == report_id]
    found = [one for one in of_report if one.table.table == table]
    if found:
        return found[0]
    names = ", ".join(dict.fromkeys(one.table.table for one in of_report))
    problem = f"table {table} of {report_id} is not held" if of_report else f"no table of {report_id} is held"
    remedy = f"held of it: table {names}" if of_report else "gongkai review list names those that are"
    raise GongkaiError(problem, str(settings.home), "", remedy)


def accepted(one: Held, cells: Sequence[str], value: str | None, by: str, reason: str, now: datetime) -> list[Decision]:
    """Decisions that a person read the doubted cells as they stand; one a cell, each with what it expects.

    cells: ``indicator`` or ``indicator/applicant``; all that are doubted where none is named. value: which of the
    readings of a disputed cell is right. Raises GongkaiError where a cell needs more than an acceptance.
    """
    facts = [_fact(one, cell) for cell in dict.fromkeys(cells)] if cells else list(one.doubted)
    for fact in facts:
        if fact.status in ("absent", "unreadable"):
            raise _refused(one, fact, "holds no number that could be accepted", "give it one with: review correct")
        if fact.reading == "disputed" and value is None:
            texts = ", ".join(f"{reader}: {text!r}" for reader, text in (fact.readings or {}).items())
            raise _refused(one, fact, f"is read in two ways ({texts})", "say which with --cell and --value")
        if value is not None and (len(facts) != 1 or fact.reading != "disputed"):
            raise _refused(
                one, fact, "is not the one cell in doubt", "name with --cell a cell that is read in two ways"
            )
        if value is not None and not (decisions.is_number(value) and Decimal(value) in values(fact.texts)):
            raise _refused(one, fact, f"was not read as {value!r}", "say which reading is right, or: review correct")
    if not cells and one.verdict != "unconfirmed":
        raise _refused_table(one, f"is held: {one.reason}; that it was read as it stands does not change it", _NO_DOUBT)
    if any(finding.rule == "rejected" for finding in one.findings):
        raise _refused_table(
            one, "was rejected by a decision", "supersede that decision (a row of decisions/<yyyy>.csv)"
        )
    return [_decision(one, fact, "accept", value or "", by, reason, now, n) for n, fact in enumerate(facts, start=1)]


def rejected(one: Held, by: str, reason: str, now: datetime) -> list[Decision]:
    """The decision that a person looked at the table and does not accept what was read."""
    return [_row(one, "reject", by, reason, now, 1)]


def corrected(one: Held, cell: str, value: str, by: str, reason: str, now: datetime) -> list[Decision]:
    """The decision that a cell holds another number than was read; the raw text stays."""
    return [_decision(one, _fact(one, cell), "correct", value, by, reason, now, 1)]


def write(settings: Settings, rows: Sequence[Decision]) -> None:
    """Append decisions to the home's. Raises GongkaiError."""
    for row in rows:
        decisions.append(settings.decisions, row)


def name_of(fact: Fact) -> str:
    """A cell as the commands name it: ``req_new/total``; a local one by its label."""
    return fact.label or cell_name(fact.key)


def label_of(fact: Fact, form: str) -> str:
    """A cell in the form's words."""
    return codebook.in_words(fact.key, fact.label, [form] if form in codebook.FORMS else [])


def _of_report(report: Report, line: dict[str, Any]) -> Iterator[Held]:
    told = {(table["table"], table["n"]): table for table in line["tables"]}
    findings = [finding_from_stage(finding, report.report_id) for finding in line["findings"]]
    for table in report.tables:
        found = told.get((table.table, table.n))
        if found is None or found["admitted"]:
            continue
        own = tuple(f for f in findings if f.table in (None, table.table) and f.n in (None, table.n))
        yield Held(report, table, found["verdict"], found["reason"] or "", own)


def _fact(one: Held, cell: str) -> Fact:
    own = [f for f in one.report.facts if (f.table, f.n) == (one.table.table, one.table.n)]
    found = [fact for fact in own if name_of(fact) == cell]
    if len(found) != 1:
        near = ", ".join(name_of(fact) for fact in one.doubted[:5])
        raise GongkaiError(
            f"table {one.table.table} has no cell {cell!r}", one.report.report_id or "", "", f"doubted are: {near}"
        )
    return found[0]


def _decision(
    one: Held, fact: Fact, action: str, value: str, by: str, reason: str, now: datetime, number: int
) -> Decision:
    return replace(
        _row(one, action, by, reason, now, number),
        indicator=fact.indicator,
        applicant=(fact.label if fact.indicator == LOCAL else fact.applicant) or "",
        expects_raw=fact.raw,
        expects_value="" if fact.value is None else f"{fact.value:f}",
        value=value,
    )


def _row(one: Held, action: str, by: str, reason: str, now: datetime, number: int) -> Decision:
    if not reason.strip():
        raise _refused_table(one, "cannot be decided on without a reason", "say in one sentence why, with --reason")
    if one.table.place is None:
        raise _refused_table(one, "stands in no document", "import a document that holds it")
    if [other.table for other in one.report.tables if other.place is not None].count(one.table.table) > 1:
        raise _refused_table(one, "is one of several of its kind: a decision cannot tell which", "import a better copy")
    return Decision(
        decision_id=f"{now:%Y%m%dT%H%M%S.%f}-{number}",
        time=now.isoformat(timespec="seconds"),
        by=by,
        action=action,
        report_id=one.report.report_id or "",
        revision=str(one.report.revision),
        table=one.table.table,
        reason=reason,
    )


def _refused_table(one: Held, problem: str, remedy: str) -> GongkaiError:
    return GongkaiError(f"table {one.table.table} {problem}", one.report.report_id or "", "", remedy)


def _refused(one: Held, fact: Fact, problem: str, remedy: str) -> GongkaiError:
    where = f"table {one.table.table}, {name_of(fact)}"
    return GongkaiError(f"{label_of(fact, one.table.form)} {problem}", one.report.report_id or "", where, remedy)
