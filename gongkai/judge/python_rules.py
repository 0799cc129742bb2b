"""The rules of ``rules.tsv`` that are not linear: one function each, from a report to the findings of that rule.

Each is a pure function of a :class:`gongkai.records.Report`. The gate counts their findings as columns that Great
Expectations expects to be 0; ``gongkai read`` takes the findings as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

from gongkai.align import stated
from gongkai.align.labels import is_name_of, is_row_of, row_names
from gongkai.align.notes import money_unit
from gongkai.deadlines import law_of
from gongkai.findings import cells_of, finding
from gongkai.forms import codebook
from gongkai.judge import form_of_disputes, linear, prose_rules
from gongkai.records import Fact, Finding, FindingCell, Report, TableCells, TableRecord

RuleFunction = Callable[[Report], list[Finding]]

#: Tables without a hard identity: only a second reading confirms them.
_READ_TWICE = ("2", "stat", "annex")
#: The one reader whose grids have no edges, only fields.
_TAB_TEXT = ("text",)


def _finding(rule: str, message: str, table: TableRecord | None = None, facts: tuple[Fact, ...] = ()) -> Finding:
    name, n = (table.table, table.n) if table else (None, None)
    return finding(rule, message, table=name, n=n, cells=cells_of(facts))


def _standing(report: Report) -> list[TableRecord]:
    """Tables that stand in a document."""
    return [table for table in report.tables if table.place is not None]


def _printed(report: Report) -> Iterator[tuple[TableRecord, TableCells]]:
    """Tables that stand in a document, with their cells."""
    for table in _standing(report):
        yield table, report.cells[table.table, table.n]


def _names(facts: tuple[Fact, ...], most: int = 4) -> str:
    """Cells in words, the first few."""
    words = [codebook.in_words(fact.key, fact.label) for fact in facts[:most]]
    more = len(facts) - most
    return "; ".join(words) + (f"; {more} more" if more > 0 else "")


def count_domain(report: Report) -> list[Finding]:
    """Counts are whole numbers >= 0; a yearly change of item types may be negative; amounts are decimals >= 0."""
    found = []
    for table, cells in _printed(report):
        wrong = tuple(fact for fact in cells.cells.values() if fact.value is not None and not _in_domain(fact))
        if wrong:
            found.append(
                _finding("count_domain", f"not a count or amount the form allows: {_names(wrong)}", table, wrong)
            )
    return found


def _in_domain(fact: Fact) -> bool:
    value = fact.value or Decimal(0)
    if fact.indicator.endswith("_amount"):
        return value >= 0
    if (fact.unit or "").endswith(("元", "人次")):
        return False
    # 1.0 is no count: what the point means is for a person to say.
    return "." not in f"{value:f}" and (value >= 0 or fact.indicator.endswith("_items_delta"))


def read_twice(report: Report) -> list[Finding]:
    """Tables without hard identities are trusted only when two readers (exact media: one) read them alike."""
    return [
        _finding("read_twice", f"table {table.table} was read by {', '.join(table.readers)} alone", table)
        for table in _standing(report)
        if table.table in _READ_TWICE and not table.exact and table.reading == "single"
    ]


def confirmed_numbers(report: Report) -> list[Finding]:
    """Every number put together, beside blanks in tab text or at its end has an identity that would see it wrong; so
    has every blank where a number of its grid is nobody's.

    Table 2 has none, and those of table 4 see no number moved to the blank beside it.
    """
    found = []
    for table, cells in _printed(report):
        is_beside_blanks = table.readers == _TAB_TEXT and any(f.status == "blank" for f in cells.cells.values())
        unseen = table.table == "2" or (table.table == "4" and is_beside_blanks)
        doubtful = tuple(f for f in cells.cells.values() if unseen and not f.sound and f.by == "label")
        if doubtful:
            why = "put together, beside blanks or at the end of tab text, or blank where a number beside it is nobody's"
            message = f"{why}, and no identity confirms it: {_names(doubtful)}"
            found.append(_finding("confirmed_numbers", message, table, doubtful))
    return found


def parts_within_total(report: Report) -> list[Finding]:
    """What is printed of a sum's parts is not more than the printed sum, whatever the blank parts may be.

    Where nothing is blank and no row is local, the identities themselves say it.
    """
    return [
        found
        for table, cells in _printed(report)
        if cells.local or any(fact.status == "blank" for fact in cells.cells.values())
        for identity in linear.codebook_identities(table.form, table.table)
        if (found := linear.excess(identity, cells, table.n)) is not None
    ]


def unit_of_money(report: Report) -> list[Finding]:
    """An amount that prints a unit prints one of money."""
    return _odd_units("unit_of_money", "the unit in the box of an amount is none of money", report, _is_of_money)


def unit_agrees(report: Report) -> list[Finding]:
    """An amount that prints a unit of money prints the one that its header prints; what the box says stands."""
    return _odd_units("unit_agrees", "the unit in the box is not the header's", report, _has_unit_of_header)


def _odd_units(rule: str, message: str, report: Report, is_right: Callable[[Fact], bool]) -> list[Finding]:
    found = []
    for table, cells in _printed(report):
        amounts = (f for f in cells.cells.values() if f.unit_source == "cell" and f.indicator.endswith("_amount"))
        wrong = tuple(fact for fact in amounts if not is_right(fact))
        if wrong:
            shown = ", ".join(f"{f.raw!r} under {f.context}" if f.context else repr(f.raw) for f in wrong)
            found.append(_finding(rule, f"{message}: {shown}", table, wrong))
    return found


def _is_of_money(fact: Fact) -> bool:
    return fact.unit is None or fact.unit.endswith("元")


def _has_unit_of_header(fact: Fact) -> bool:
    return not _is_of_money(fact) or money_unit(fact.context or "") in (None, fact.unit) or fact.value == 0


def unit_of_table(report: Report) -> list[Finding]:
    """No caption or note states that the counts of a table are thousands, persons or shares, or its amounts in another
    unit than their header's, or in one where their header has none.

    Which of two units the publisher meant nobody can tell, both being the publisher's own; one stated for the whole
    table is not the cell's, and would be lost.
    """
    found = []
    for table, cells in _printed(report):
        units = [(caption, unit) for caption in table.stated for unit in stated.units(caption)]
        money = {unit for _, unit in units if unit.endswith("元")}
        amounts = tuple(f for f in cells.cells.values() if f.indicator.endswith("_amount") and f.value)
        odd = tuple(f for f in amounts if money and (f.unit is None or (_is_of_money(f) and f.unit not in money)))
        measures = {caption: measure for caption in table.stated if (measure := stated.measures(caption))}
        multiples = [caption for caption, unit in units if stated.is_multiple(unit)]
        if multiples:
            message = f"its counts are stated in a unit that no count has: {'; '.join(dict.fromkeys(multiples))}"
            found.append(_finding("unit_of_table", message, table))
        elif measures:
            message = f"its numbers are stated to be no counts of cases: {'; '.join(measures)}"
            found.append(_finding("unit_of_table", message, table))
        elif odd:
            captions = dict.fromkeys(caption for caption, unit in units if unit in money)
            message = f"amounts not in the unit that is stated for the table ({'; '.join(captions)}): {_names(odd)}"
            found.append(_finding("unit_of_table", message, table, odd))
    return found


def year_of_table(report: Report) -> list[Finding]:
    """No caption states that a table is of another year than the report, or of another period than a year."""
    told = {year for table in _standing(report) for caption in table.stated for year in stated.years(caption)}
    is_undecided = report.year is None and len(told) < 2
    named = "another year than the report's" if report.year is None else f"another year than {report.year}"
    found = []
    for table in _standing(report):
        others = [
            caption
            for caption in table.stated
            if stated.periods(caption)
            or (not is_undecided and any(year != report.year for year in stated.years(caption)))
        ]
        if others:
            found.append(_finding("year_of_table", f"{named} is stated for it: {'; '.join(others)}", table))
    return found


def disowned_numbers(report: Report) -> list[Finding]:
    """No note beside a table corrects its numbers, or says that they are but an example."""
    notes = {
        (table.table, table.n): [caption for caption in table.stated if stated.is_disowning(caption)]
        for table in _standing(report)
    }
    return [
        _finding("disowned_numbers", f"its numbers are taken back: {'; '.join(notes[table.table, table.n])}", table)
        for table in _standing(report)
        if notes[table.table, table.n]
    ]


def repeated_row(report: Report) -> list[Finding]:
    """No row of table 3 has numbers under the label of another one: nothing tells which of them is the form's."""
    found = []
    for table, cells in _printed(report):
        names = row_names(table.form) if table.table == "3" and cells.local else frozenset()
        again = tuple(
            f for f in cells.local if names and f.applicant and f.value is not None and is_row_of(f.label or "", names)
        )
        if again:
            message = f"numbers under an official label in a second row: {_names(again)}"
            found.append(_finding("repeated_row", message, table, again))
    return found


def readings_agree(report: Report) -> list[Finding]:
    """Every cell is read alike by all readers that ran."""
    found = []
    for table, cells in _printed(report):
        disputed = tuple(f for f in (*cells.cells.values(), *cells.local) if f.reading == "disputed")
        if disputed:
            texts = disputed[0].readings or {}
            shown = ", ".join(f"{reader} {text!r}" for reader, text in sorted(texts.items()))
            message = f"{len(disputed)} cells were read differently: {_names(disputed)} (first: {shown})"
            found.append(_finding("readings_agree", message, table, disputed))
    return found


def blank_table(report: Report) -> list[Finding]:
    """A table wholly blank, or with printed totals only."""
    found = []
    for table, cells in _printed(report):
        facts = cells.cells.values()
        is_filled = any(f.status not in ("blank", "absent") and not _is_total(table.form, f) for f in facts)
        if not is_filled and any(not _is_total(table.form, f) for f in facts):
            found.append(_finding("blank_table", "no number is printed in any part of the table", table))
    return found


def _is_total(form: str, fact: Fact) -> bool:
    # Readers that saw different forms in one table leave cells that the table's form has not.
    indicator = codebook.indicators(form).get(fact.indicator)
    return fact.applicant == "total" or (indicator is not None and indicator.role == "printed_total")


def absent_cell(report: Report) -> list[Finding]:
    """Every cell of the form has a box in the table."""
    found = []
    for table, cells in _printed(report):
        absent = tuple(fact for fact in cells.cells.values() if fact.status == "absent")
        if absent:
            found.append(
                _finding("absent_cell", f"{len(absent)} cells of the form have no box: {_names(absent)}", table, absent)
            )
    return found


def unreadable_cell(report: Report) -> list[Finding]:
    """Every box with ink gave an accepted text."""
    found = []
    for table, cells in _printed(report):
        bad = tuple(f for f in (*cells.cells.values(), *cells.local) if f.status == "unreadable")
        if bad:
            message = f"{len(bad)} boxes hold no number that can be accepted: {_names(bad)} (first: {bad[0].raw!r})"
            found.append(_finding("unreadable_cell", message, table, bad))
    return found


def unmapped_label(report: Report) -> list[Finding]:
    """Every label and header is one of the form's or an ignored one."""
    return [
        _finding("unmapped_label", f"the form does not know: {'; '.join(table.unmapped)}", table)
        for table in _standing(report)
        if table.unmapped
    ]


def misprinted_label(report: Report) -> list[Finding]:
    """Every label of a row of table 3 is the form's or a known variant, not only near one."""
    found = []
    for table, cells in _printed(report):
        near: dict[tuple[str, str], list[Fact]] = {}
        for fact in cells.cells.values() if table.table == "3" else ():
            indicator = codebook.indicators(table.form).get(fact.indicator)
            if fact.context and indicator is not None and not is_name_of(fact.context, indicator):
                near.setdefault((fact.context, indicator.label_zh), []).append(fact)
        if near:
            words = "; ".join(f"{printed} for {official}" for printed, official in near)
            own = tuple(fact for facts in near.values() for fact in facts)
            found.append(_finding("misprinted_label", f"row labels near the form's, not the same: {words}", table, own))
    return found


def form_of_table_4(report: Report) -> list[Finding]:
    """A row of table 3 tells which form table 4 stands on, for it is the same on both."""
    if form_of_disputes.told(report.facts) is not None:
        return []
    message = "no row of table 3 tells its form: taken from table 2"
    return [_finding("form_of_table_4", message, table) for table in _standing(report) if table.table == "4"]


def one_of_each(report: Report) -> list[Finding]:
    """A report has one table of a kind."""
    counts = Counter(table.table for table in _standing(report))
    return [
        _finding("one_of_each", f"{counts[table.table]} tables of kind {table.table} in one report", table)
        for table in _standing(report)
        if counts[table.table] > 1
    ]


def one_report(report: Report) -> list[Finding]:
    """A document under the titles of two agencies or years holds two reports: nothing tells whose its tables are.

    So does one whose tables two agencies filled in (填报单位).
    """
    found = []
    if report.others:
        found.append(f"the document bears titles of other reports too: {'; '.join(report.others)}")
    filers = stated.filers(caption for table in _standing(report) for caption in table.stated)
    if len(filers) > 1:
        found.append(f"several agencies filled its tables in: {'; '.join(filers)}")
    return [_finding("one_report", message) for message in found]


def missing_table(report: Report) -> list[Finding]:
    """Official tables of the form stand in the documents of the report."""
    return [
        _finding("missing_table", f"table {table.table} of the form stands in no document of this report", table)
        for table in report.tables
        if table.place is None
    ]


def rejected(report: Report) -> list[Finding]:
    """No person has looked at the table and rejected what was read."""
    return [
        _finding("rejected", f"rejected by decision {table.decided_by}", table)
        for table in _standing(report)
        if table.rejected
    ]


def unreadable_document(report: Report) -> list[Finding]:
    """A reader could open the document."""
    return [_finding("unreadable_document", report.error)] if report.error is not None else []


def no_official_table(report: Report) -> list[Finding]:
    """At least one official table stands in the documents of a report."""
    if report.tables or report.error is not None:
        return []
    return [_finding("no_official_table", "none of the official tables stands in the documents of this report")]


def decision_suspended(report: Report) -> list[Finding]:
    """Every decision on the report finds what it expects."""
    return [
        _finding("decision_suspended", f"decision {decision} was not applied: what it expects is not there")
        for decision in report.suspended
    ]


def year_agrees(report: Report) -> list[Finding]:
    """Title, period (统计期限) and list state one year."""
    if len({year for _, year in report.years}) <= 1:
        return []
    stated = ", ".join(f"{where} {year}" for where, year in report.years)
    return [_finding("year_agrees", f"the report year is stated differently: {stated}")]


def scope_agrees(report: Report) -> list[Finding]:
    """What column or depositor state is what kind, title or sentence tell."""
    if len({scope for _, scope in report.scopes}) <= 1:
        return []
    stated = ", ".join(f"{basis} {scope}" for basis, scope in report.scopes)
    return [_finding("scope_agrees", f"the scope is stated differently: {stated}")]


def agency_named(report: Report) -> list[Finding]:
    """The title names the agency by one of its names."""
    if report.misnamed is None:
        return []
    return [_finding("agency_named", f"the title names {report.misnamed}, which is no name of {report.agency_id}")]


def agency_unresolved(report: Report) -> list[Finding]:
    """The agency is one agency of the registry. Judged in the pipeline only, where report_id is set."""
    if report.report_id is None or report.agency_id is not None:
        return []
    among = f"; candidates: {', '.join(report.candidates)}" if report.candidates else ""
    return [
        _finding("agency_unresolved", f"{report.agency or 'no agency named'}: not one agency of the registry{among}")
    ]


def year_unresolved(report: Report) -> list[Finding]:
    """The report year is known. Judged in the pipeline only, where report_id is set."""
    if report.report_id is None or report.year is not None:
        return []
    return [_finding("year_unresolved", "neither title, 统计期限 nor list states the report year")]


def rules_power(report: Report) -> list[Finding]:
    """Only agencies with rule-making power report 规章."""
    if report.rule_making is not False:
        return []
    found = []
    for table, cells in _printed(report):
        stated = tuple(f for f in cells.cells.values() if f.indicator.startswith("rules_") and f.value)
        if stated:
            found.append(
                _finding("rules_power", f"reports 规章 without the power to make them: {_names(stated)}", table, stated)
            )
    return found


def form_for_year(report: Report) -> list[Finding]:
    """The form in force for the report year: 2019 for 2019 and 2020, 2021 from then on."""
    if report.year is None or report.year < 2019:
        return []
    expected = "2019" if report.year <= 2020 else "2021"
    return [
        _finding(
            "form_for_year", f"stands on the form of {table.form}, {expected} was in force for {report.year}", table
        )
        for table, cells in _printed(report)
        if table.table in ("2", "3") and table.form != expected and cells.cells
    ]


def deadline(report: Report) -> list[Finding]:
    """Published by the day that the Regulation in force sets, where a basis for it is recorded."""
    if report.deadline is None or report.published is None or report.published <= report.deadline:
        return []
    law = law_of(int(report.deadline[:4]) - 1)
    return [_finding("deadline", f"published {report.published}, due by {report.deadline} ({law})")]


def rendition_conflict(report: Report) -> list[Finding]:
    """Renditions and sources of one report print the same in every cell."""
    by_table: dict[str | None, list[FindingCell]] = {}
    for cell in report.conflicts:
        by_table.setdefault(cell.table, []).append(cell)
    others = ", ".join(source.source for source in report.sources[1:]) or "another member of the archive"
    found = []
    for name, cells in sorted(by_table.items(), key=lambda item: str(item[0])):
        message = f"{len(cells)} cells differ in another rendition: {others}"
        found.append(finding("rendition_conflict", message, table=name, n=1, cells=cells))
    return found


#: The functions by rule id, in the rules table's order. ``count_domain`` has kind ``domain`` there.
RULES: dict[str, RuleFunction] = {
    function.__name__: function
    for function in (
        count_domain,
        read_twice,
        confirmed_numbers,
        parts_within_total,
        unit_of_money,
        unit_agrees,
        unit_of_table,
        year_of_table,
        disowned_numbers,
        repeated_row,
        blank_table,
        absent_cell,
        one_of_each,
        one_report,
        year_agrees,
        rules_power,
        form_for_year,
        deadline,
        rendition_conflict,
        readings_agree,
        missing_table,
        agency_unresolved,
        year_unresolved,
        unreadable_cell,
        unmapped_label,
        misprinted_label,
        form_of_table_4,
        rejected,
        unreadable_document,
        no_official_table,
        decision_suspended,
        scope_agrees,
        agency_named,
        prose_rules.processing_fee_stated,
        prose_rules.prose_new,
        prose_rules.prose_closed,
        prose_rules.prose_carried,
        prose_rules.prose_review,
    )
}
