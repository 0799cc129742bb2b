"""Rules over agencies: whose report it is, of what scope, and whether that agency may make rules."""

from __future__ import annotations

from gongkai.align import stated, table_captions
from gongkai.judge.rules.shared import broken, in_words, printed, standing
from gongkai.records import Finding, Report


def one_report(report: Report) -> list[Finding]:
    """A document under the titles of two agencies or years holds two reports: nothing tells whose its tables are.

    So does one whose tables two agencies filled in (填报单位). A table that an attachment completes the report with is
    doubted alone where the attachment states another agency or year, and so is one whose caption names another organ.
    """
    found = []
    if report.others:
        found.append(f"the document of {report.agency} {report.year} names others too: {'; '.join(report.others)}")
    filers = stated.filers(caption for table in standing(report) for caption in table.stated)
    if len(filers) > 1:
        found.append(f"several agencies filled its tables in: {'; '.join(filers)}")
    whose = f"{report.agency} {report.year}"
    return [
        *(broken("one_report", message) for message in found),
        *(
            broken("one_report", f"what it comes from is not of {whose} as it says: {'; '.join(table.foreign)}", table)
            for table in standing(report)
            if table.foreign
        ),
        *(
            broken("one_report", f"its caption names others than {whose}: {'; '.join(names)}", table)
            for table in standing(report)
            if (names := [name for text in table.stated if (name := table_captions.others(text)) is not None])
        ),
    ]


def agency_unresolved(report: Report) -> list[Finding]:
    """The agency is one agency of the registry. Judged in the pipeline only, where report_id is set."""
    if report.report_id is None or report.agency_id is not None:
        return []
    among = f"; candidates: {', '.join(report.candidates)}" if report.candidates else ""
    return [broken("agency_unresolved", f"{report.agency or 'no agency named'}: not one agency of the registry{among}")]


def agency_named(report: Report) -> list[Finding]:
    """The title names the agency by one of its names."""
    if report.misnamed is None:
        return []
    return [broken("agency_named", f"the title names {report.misnamed}, which is no name of {report.agency_id}")]


def scope_agrees(report: Report) -> list[Finding]:
    """What column or depositor state is what kind, title, sentence or captions tell; all tables are of one scope."""
    found = []
    if len({scope for _, scope in report.scopes}) > 1:
        stated = ", ".join(f"{basis} {scope}" for basis, scope in report.scopes)
        found.append(broken("scope_agrees", f"the scope is stated differently: {stated}"))
    for table in standing(report):
        if table.scope != report.scope:
            says = "; ".join(table.scoped) or "nothing says whose numbers it holds beside tables that say so"
            found.append(broken("scope_agrees", f"{table.scope} in a report of scope {report.scope}: {says}", table))
    return found


def rules_power(report: Report) -> list[Finding]:
    """Only agencies with rule-making power report 规章."""
    if report.rule_making is not False:
        return []
    found = []
    for table, cells in printed(report):
        stated = tuple(f for f in cells.cells.values() if f.indicator.startswith("rules_") and f.value)
        if stated:
            found.append(
                broken("rules_power", f"reports 规章 without the power to make them: {in_words(stated)}", table, stated)
            )
    return found
