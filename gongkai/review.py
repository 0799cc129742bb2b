"""What a person may look at and decide: the tables of a home as the gate last judged them, decisions on their cells.

Held tables wait for one; an admitted table may be rejected or corrected where it is not what the publisher printed. A
decision takes effect in the next run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches
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
class Judged:
    """A table of a report as the gate judged it. findings: those that fall on it. reason: why it is held, empty where
    it is admitted. verdict: None where the report is not resolved. decided: decisions on it that are in force."""

    report: Report
    table: TableRecord
    verdict: str | None
    admitted: bool
    reason: str
    findings: tuple[Finding, ...]
    decided: tuple[Decision, ...]

    @property
    def cells(self) -> tuple[Fact, ...]:
        """All cells of the table."""
        return tuple(f for f in self.report.facts if (f.table, f.n) == (self.table.table, self.table.n))

    @property
    def doubted(self) -> tuple[Fact, ...]:
        """The cells that its hard findings name; all of the table where they name none."""
        named = {
            (cell.indicator, cell.applicant, cell.label)
            for finding in self.findings
            if finding.outcome == "broken" and finding.severity == "hard"
            for cell in finding.cells
            if cell.report_id is None
        }
        found = tuple(fact for fact in self.cells if (fact.indicator, fact.applicant, fact.label) in named)
        return found or self.cells

    @property
    def rejections(self) -> list[str]:
        """The decisions in force that reject it."""
        return [decision.decision_id for decision in self.decided if decision.action == "reject"]


def held(settings: Settings) -> Iterator[Judged]:
    """All held tables, by year, region, report and table."""
    return (one for one in _judged(settings, _has_held) if not one.admitted)


def current_reports(settings: Settings) -> Iterator[Report]:
    """The current revision of every report in the lake, by year and region."""
    manifest = Manifest(settings.lake)
    for partition in manifest.partitions(_REPORTS):
        records = read_jsonl(manifest.path(_REPORTS, partition))
        newest = {record["report_id"]: record["revision"] for record in records}
        yield from (report_from_stage(r) for r in records if r["revision"] == newest[r["report_id"]])


def find(settings: Settings, report_id: str, table: str) -> Judged:
    """A table of the current revision of a report, admitted or held.

    Raises GongkaiError where there is none of that name, naming those that there are.
    """
    of_report = list(_judged(settings, lambda line: line["report_id"] == report_id))
    found = [one for one in of_report if one.table.table == table]
    if found:
        return found[0]
    if not of_report:
        remedy = "table reports names those that there are, gongkai review list those with held tables"
        raise GongkaiError(f"no report {report_id} with official tables was judged", str(settings.home), "", remedy)
    names = ", ".join(dict.fromkeys(one.table.table for one in of_report))
    raise GongkaiError(f"{report_id} has no table {table!r}", str(settings.home), "", f"it has table {names}")


@dataclass(frozen=True, slots=True)
class Author:
    """Who decides, why, when, and which decision on the same table theirs replaces ("": none)."""

    by: str
    reason: str
    time: datetime
    supersedes: str = ""


def accepted(one: Judged, cells: Sequence[str], value: str | None, author: Author) -> list[Decision]:
    """Decisions that a person read the doubted cells as they stand; one a cell, each with what it expects.

    cells: ``indicator`` or ``indicator/applicant``. Where none is named: the cell of the decision that this one
    replaces, else all that are doubted (all of the table where nothing but a rejection is). value: which of the
    readings of a disputed cell is right. Raises GongkaiError where a cell needs more than an acceptance, and where the
    table is admitted.
    """
    replaced = _replaced(one, author)
    if not cells and replaced is not None and replaced.indicator:
        cells = [_cell_of(replaced)]
    if one.admitted and replaced is None:
        raise _refused_table(
            one, "is admitted: nothing in it is in doubt", "what is not as printed: reject or correct it"
        )
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
    if not cells and replaced is None and one.verdict != "unconfirmed":
        raise _refused_table(one, f"is held: {one.reason}; that it was read as it stands does not change it", _NO_DOUBT)
    if one.rejections and one.rejections != [author.supersedes]:
        named = ", ".join(one.rejections)
        raise _refused_table(one, f"was rejected by decision {named}", "replace that decision: --supersedes")
    return [_decision(one, fact, "accept", value or "", author, n) for n, fact in enumerate(facts, start=1)]


def rejected(one: Judged, author: Author) -> list[Decision]:
    """The decision that a person looked at the table and does not accept what was read."""
    return [_row(one, "reject", author, 1)]


def corrected(one: Judged, cell: str, value: str, author: Author) -> list[Decision]:
    """The decision that a cell holds another number than was read; the raw text stays."""
    return [_decision(one, _fact(one, cell), "correct", value, author, 1)]


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


def _replaced(one: Judged, author: Author) -> Decision | None:
    """The decision that this one replaces. Raises GongkaiError where the table has none of that id in force."""
    if not author.supersedes:
        return None
    for decision in one.decided:
        if decision.decision_id == author.supersedes:
            return decision
    in_force = ", ".join(decision.decision_id for decision in one.decided) or "none"
    raise _refused_table(one, f"has no decision {author.supersedes!r} in force", f"those in force: {in_force}")


def _cell_of(decision: Decision) -> str:
    if decision.indicator == LOCAL:
        return decision.applicant
    return cell_name((decision.indicator, decision.applicant or None))


def _has_held(line: dict[str, Any]) -> bool:
    return any(not table["admitted"] for table in line["tables"])


def _judged(settings: Settings, is_wanted: Callable[[dict[str, Any]], bool]) -> Iterator[Judged]:
    """The tables of the current revisions of reports whose lines of the gate are wanted."""
    manifest = Manifest(settings.lake)
    decided = decisions.load(settings.decisions)
    for partition in manifest.partitions(_GATE):
        gate = read_jsonl(manifest.path(_GATE, partition))
        lines = {(line["report_id"], line["revision"]): line for line in gate if is_wanted(line)}
        if not lines:
            continue
        records = read_jsonl(manifest.path(_REPORTS, partition))
        current = {record["report_id"]: record["revision"] for record in records}
        for record in records:
            line = lines.get((record["report_id"], record["revision"]))
            if line is not None and record["revision"] == current[record["report_id"]]:
                rows = decided.of_report(record["report_id"], record["revision"])
                yield from _of_report(report_from_stage(record), line, rows)


def _of_report(report: Report, line: dict[str, Any], decided: Sequence[Decision]) -> Iterator[Judged]:
    told = {(table["table"], table["n"]): table for table in line["tables"]}
    findings = [finding_from_stage(finding, report.report_id) for finding in line["findings"]]
    for table in report.tables:
        found = told.get((table.table, table.n))
        if found is None:
            continue
        own = tuple(f for f in findings if f.table in (None, table.table) and f.n in (None, table.n))
        rows = tuple(row for row in decided if row.table == table.table)
        yield Judged(report, table, found["verdict"], found["admitted"], found["reason"] or "", own, rows)


def _fact(one: Judged, cell: str) -> Fact:
    found = [fact for fact in one.cells if name_of(fact) == cell]
    if len(found) != 1:
        near = get_close_matches(cell, [name_of(fact) for fact in one.cells], 3, 0) or ["none"]
        raise _refused_table(one, f"has no cell {cell!r}", f"nearest are: {', '.join(near)}; gongkai review show")
    return found[0]


def _decision(one: Judged, fact: Fact, action: str, value: str, author: Author, number: int) -> Decision:
    # A value that a person gave was not read: the text alone tells whether the cell is as it was.
    is_read = fact.value is not None and fact.by != "decision"
    return replace(
        _row(one, action, author, number),
        indicator=fact.indicator,
        applicant=(fact.label if fact.indicator == LOCAL else fact.applicant) or "",
        expects_raw=fact.raw,
        expects_value=f"{fact.value:f}" if is_read else "",
        value=value,
    )


def _row(one: Judged, action: str, author: Author, number: int) -> Decision:
    if not author.reason.strip():
        raise _refused_table(one, "cannot be decided on without a reason", "say in one sentence why, with --reason")
    if one.report.agency_id is None:
        remedy = "decide first whose it is ('agency', 'year'): it has another id then, and this would be lost"
        raise _refused_table(one, "is of a report whose agency or year is not known", remedy)
    if one.table.place is None:
        raise _refused_table(one, "stands in no document", "import a document that holds it")
    if [other.table for other in one.report.tables if other.place is not None].count(one.table.table) > 1:
        raise _refused_table(one, "is one of several of its kind: a decision cannot tell which", "import a better copy")
    _replaced(one, author)
    return Decision(
        decision_id=f"{author.time:%Y%m%dT%H%M%S.%f}-{number}",
        time=author.time.isoformat(timespec="seconds"),
        by=author.by,
        action=action,
        report_id=one.report.report_id or "",
        revision=str(one.report.revision),
        table=one.table.table,
        reason=author.reason,
        supersedes=author.supersedes,
    )


def _refused_table(one: Judged, problem: str, remedy: str) -> GongkaiError:
    return GongkaiError(f"table {one.table.table} {problem}", one.report.report_id or "", "", remedy)


def _refused(one: Judged, fact: Fact, problem: str, remedy: str) -> GongkaiError:
    where = f"table {one.table.table}, {name_of(fact)}"
    return GongkaiError(f"{label_of(fact, one.table.form)} {problem}", one.report.report_id or "", where, remedy)
