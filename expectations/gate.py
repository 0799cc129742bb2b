"""The gate: the rules as GX validates them decide which tables of which reports are admitted.

Which identity is broken or not judged, and which finding of a rule's own function stands, comes from GX's validation
results alone; the verdict that follows from them is the library's (:mod:`gongkai.judge.verdict`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from expectations.prepared import Prepared, prepare, row_key
from expectations.suites import BROKEN, FUNCTION, NOT_JUDGED, SUITES
from gongkai.across.rules import ReportKey
from gongkai.forms import codebook
from gongkai.forms.identities import identities
from gongkai.judge import linear, verdict
from gongkai.records import Finding, Report, TableRecord, Verdict, report_to_stage

#: A whole number that rises with every change of what the gate admits.
GATE_VERSION = 3

#: Verdicts that the gate admits, and those that it admits where it is strict.
ADMITTED: tuple[Verdict, ...] = ("publisher_inconsistent", "consistent")
STRICT: tuple[Verdict, ...] = ("consistent",)

#: Rules that, broken, leave open which agency's or which year's report it is.
_WHOSE = ("one_report", "year_agrees")

#: No findings of a comparison.
NONE: Mapping[ReportKey, Sequence[Finding]] = MappingProxyType({})

#: Reports judged at a time: four rows each in GX's frames, some 200 facts each in memory. More at a time are no faster.
_CHUNK = 2_500


def judge(
    reports: Iterable[Report], folder: Path = SUITES, across: Mapping[ReportKey, Sequence[Finding]] = NONE
) -> Iterator[Report]:
    """The reports in their order, each with the findings that GX found and the verdicts that follow.

    folder: where the suites' JSON files stand. across: what the comparison with other reports found. Raises
    GongkaiError when a suite cannot be read or a rule crashed: then nothing of the chunk was judged and nothing may be
    loaded.
    """
    remaining = iter(reports)
    while chunk := list(islice(remaining, _CHUNK)):
        yield from _judge_chunk(chunk, folder, across)


def line(report: Report, admitted: Container[Verdict | None] = ADMITTED) -> dict[str, Any]:
    """What stage ``gate`` writes of a judged report: verdicts, which tables are admitted and why others are held.

    admitted: the verdicts that are.
    """
    stage = report_to_stage(report)
    tables = []
    for table in report.all_tables:
        reasons = _holding_text(report) if table.table == codebook.PROSE else _holding(report, table, admitted)
        tables.append(
            {
                "table": table.table,
                "n": table.n,
                "verdict": table.verdict,
                "admitted": not reasons,
                "reason": ", ".join(reasons) or None,
            }
        )
    return {key: stage[key] for key in ("report_id", "revision", "verdict")} | {
        "tables": tables,
        "findings": stage["findings"],
    }


def is_admissible(table: Mapping[str, Any]) -> bool:
    """Whether a table of a gate's line has what admits it: a verdict, the running text none."""
    return table["verdict"] is None if table["table"] == codebook.PROSE else table["verdict"] in ADMITTED


def _judge_chunk(
    reports: list[Report], folder: Path, across: Mapping[ReportKey, Sequence[Finding]]
) -> Iterator[Report]:
    # Great Expectations takes seconds to import: only where there is something to judge.
    from expectations import frames, validation

    prepared = [prepare(report, across.get((report.report_id or "", report.revision), ())) for report in reports]
    unmet: set[tuple[str, str, str]] = set()
    for name, parts in frames.frames(prepared).items():
        suite = validation.load(folder / f"{name}.json")
        for frame in parts:
            unmet |= validation.unmet(suite, frame)
    for item in prepared:
        found = (*_linear_findings(item, unmet), *_standing(item, unmet))
        yield item.report.with_verdicts(verdict.decide(item.report, found), found)


def _linear_findings(prepared: Prepared, unmet: Container[tuple[str, str, str]]) -> Iterator[Finding]:
    """Findings of the identities that GX found broken or not to be judged."""
    for table in prepared.tables:
        for identity in identities(table.record.form, table.record.table):
            if (BROKEN, identity.key, table.key) in unmet:
                yield linear.identity_finding(identity, table.cells, table.record.n, "broken")
            elif (NOT_JUDGED, identity.key, table.key) in unmet:
                yield linear.identity_finding(identity, table.cells, table.record.n, "not_judged")


def _standing(prepared: Prepared, unmet: Container[tuple[str, str, str]]) -> Iterator[Finding]:
    """Findings of the rules' own functions whose row GX found unmet."""
    for found in prepared.findings:
        if (FUNCTION, found.rule, row_key(prepared, found)) in unmet:
            yield found


def _holding(report: Report, table: TableRecord, admitted: Container[Verdict | None]) -> list[str]:
    """Why a table is held: what is unresolved, its verdict, the rules that made it. Nothing where it is admitted."""
    reasons = _holding_report(report)
    if table.verdict not in admitted:
        reasons.append(table.verdict or "no verdict")
        key = (table.table, table.n)
        made = {f.rule for f in report.findings if verdict.decide(report, [f]).get(key) == table.verdict}
        reasons += sorted(made)
    return reasons


def _holding_report(report: Report) -> list[str]:
    """Why all of a report is held: agency or year unresolved, rules that hold it."""
    reasons = [found.rule for found in report.findings if _holds_all(found)]
    if not reasons and (report.report_id or "?").startswith("?"):
        reasons.append("report_unresolved")
    return reasons


def _holding_text(report: Report) -> list[str]:
    """Why the running text's numbers are held: they have no verdict, but must be of one agency and year."""
    broken = [found for found in report.findings if found.outcome == "broken" and found.table is None]
    doubts = {found.rule for found in broken if found.rule in _WHOSE}
    return [*_holding_report(report), *sorted(doubts)]


def _holds_all(finding: Finding) -> bool:
    return finding.outcome == "broken" and codebook.rules()[finding.rule].verdict_effect.startswith("holds")
