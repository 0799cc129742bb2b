"""Rules over years: whether titles, captions, form and day of publication fit the report year."""

from __future__ import annotations

from gongkai import scope_words
from gongkai.align import stated
from gongkai.deadlines import law_of
from gongkai.judge.rules.shared import broken, printed, standing
from gongkai.records import Finding, Report


def year_of_table(report: Report) -> list[Finding]:
    """No caption states that a table is of another year than the report, or of another period than a year."""
    told = {year for table in standing(report) for caption in table.stated for year in stated.years(caption)}
    is_undecided = report.year is None and len(told) < 2
    named = "another year than the report's" if report.year is None else f"another year than {report.year}"
    found = []
    for table in standing(report):
        others = [
            caption
            for caption in table.stated
            if stated.periods(caption)
            or (not is_undecided and any(year != report.year for year in stated.years(caption)))
        ]
        of_scope = [] if report.year is None else table.scoped
        others += [text for text in of_scope if any(year != report.year for year in scope_words.years(text))]
        if others:
            captions = "; ".join(dict.fromkeys(others))
            found.append(broken("year_of_table", f"{named} is stated for it: {captions}", table))
    return found


def year_agrees(report: Report) -> list[Finding]:
    """Title, period (统计期限) and list state one year."""
    if len({year for _, year in report.years}) <= 1:
        return []
    told = ", ".join(f"{where} {year}" for where, year in report.years)
    return [broken("year_agrees", f"the report year is stated differently: {told}")]


def year_unresolved(report: Report) -> list[Finding]:
    """The report year is known. Judged in the pipeline only, where report_id is set."""
    if report.report_id is None or report.year is not None:
        return []
    if report.years:
        told = ", ".join(f"{where} {year}" for where, year in report.years)
        return [broken("year_unresolved", f"that year was not over when the report was there already: {told}")]
    return [broken("year_unresolved", "neither title, 统计期限 nor list states the report year")]


def form_for_year(report: Report) -> list[Finding]:
    """The form in force for the report year: 2019 for 2019 and 2020, 2021 from then on."""
    if report.year is None or report.year < 2019:
        return []
    expected = "2019" if report.year <= 2020 else "2021"
    return [
        broken("form_for_year", f"stands on the form of {table.form}, {expected} was in force for {report.year}", table)
        for table, cells in printed(report)
        if table.table in ("2", "3") and table.form != expected and cells.cells
    ]


def deadline(report: Report) -> list[Finding]:
    """Published by the day that the Regulation in force sets, where a basis for it is recorded."""
    if report.deadline is None or report.published is None or report.published <= report.deadline:
        return []
    law = law_of(int(report.deadline[:4]) - 1)
    return [broken("deadline", f"published {report.published}, due by {report.deadline} ({law})")]
