"""The rules of ``rules.tsv`` that are not linear: one function each, from a report to the findings of that rule.

Each is a pure function of a :class:`gongkai.records.Report`. The gate counts their findings as columns that Great
Expectations expects to be 0; ``gongkai read`` takes the findings as they are.
"""

from __future__ import annotations

from collections.abc import Callable

from gongkai.judge.rules import decided, labels, parts, prose, readings, tables, units, whose, years
from gongkai.records import Finding, Report

RuleFunction = Callable[[Report], list[Finding]]

#: The functions by rule id, in the rules table's order. ``count_domain`` has kind ``domain`` there.
RULES: dict[str, RuleFunction] = {
    function.__name__: function
    for function in (
        units.count_domain,
        readings.read_twice,
        readings.confirmed_numbers,
        parts.parts_within_total,
        units.unit_of_money,
        units.unit_agrees,
        units.unit_of_table,
        years.year_of_table,
        tables.disowned_numbers,
        labels.repeated_row,
        tables.blank_table,
        tables.absent_cell,
        tables.one_of_each,
        whose.one_report,
        years.year_agrees,
        whose.rules_power,
        years.form_for_year,
        years.deadline,
        decided.rendition_conflict,
        parts.s14_part_of,
        readings.readings_agree,
        tables.missing_table,
        whose.agency_unresolved,
        years.year_unresolved,
        readings.unreadable_cell,
        labels.unmapped_label,
        labels.misprinted_label,
        tables.form_of_table_4,
        decided.rejected,
        tables.unreadable_document,
        tables.no_official_table,
        decided.decision_suspended,
        whose.scope_agrees,
        whose.agency_named,
        prose.processing_fee_stated,
        prose.prose_new,
        prose.prose_closed,
        prose.prose_carried,
        prose.prose_review,
    )
}
