"""Rules over units: what a count or an amount may be, and in which unit it is printed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from gongkai.align import stated
from gongkai.align.notes import money_unit
from gongkai.judge.rules.shared import broken, in_words, printed
from gongkai.records import Fact, Finding, Report

#: How the codes of amounts of money end.
_AMOUNTS = ("_amount", "s14_fee", "s14_org_budget")


def count_domain(report: Report) -> list[Finding]:
    """Counts are whole numbers >= 0; a yearly change of item types may be negative; amounts are decimals >= 0.

    So are the local ones of tables 3 and 4, which count as the form does; in other tables nothing says what they are.
    """
    found = []
    for table, cells in printed(report):
        counts = (*cells.cells.values(), *(cells.local if table.table in ("3", "4") else ()))
        wrong = tuple(fact for fact in counts if fact.value is not None and not _in_domain(fact))
        if wrong:
            found.append(
                broken("count_domain", f"not a count or amount the form allows: {in_words(wrong)}", table, wrong)
            )
    return found


def _in_domain(fact: Fact) -> bool:
    value = fact.value or Decimal(0)
    if fact.indicator.endswith(_AMOUNTS):
        return value >= 0
    if (fact.unit or "").endswith(("元", "人次")):
        return False
    # 1.0 is no count: what the point means is for a person to say.
    return "." not in f"{value:f}" and (value >= 0 or fact.indicator.endswith("_items_delta"))


def unit_of_money(report: Report) -> list[Finding]:
    """An amount that prints a unit prints one of money."""
    return _odd_units("unit_of_money", "the unit in the box of an amount is none of money", report, _is_of_money)


def unit_agrees(report: Report) -> list[Finding]:
    """An amount that prints a unit of money prints the one that its header prints; what the box says stands."""
    return _odd_units("unit_agrees", "the unit in the box is not the header's", report, _has_unit_of_header)


def _odd_units(rule: str, message: str, report: Report, is_right: Callable[[Fact], bool]) -> list[Finding]:
    found = []
    for table, cells in printed(report):
        amounts = (f for f in cells.cells.values() if f.unit_source == "cell" and f.indicator.endswith(_AMOUNTS))
        wrong = tuple(fact for fact in amounts if not is_right(fact))
        if wrong:
            shown = ", ".join(f"{f.raw!r} under {f.context}" if f.context else repr(f.raw) for f in wrong)
            found.append(broken(rule, f"{message}: {shown}", table, wrong))
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
    for table, cells in printed(report):
        units = [(caption, unit) for caption in table.stated for unit in stated.units(caption)]
        money = {unit for _, unit in units if unit.endswith("元")}
        amounts = tuple(f for f in cells.cells.values() if f.indicator.endswith(_AMOUNTS) and f.value)
        odd = tuple(f for f in amounts if money and (f.unit is None or (_is_of_money(f) and f.unit not in money)))
        measures = {caption: measure for caption in table.stated if (measure := stated.measures(caption))}
        multiples = [caption for caption, unit in units if stated.is_multiple(unit)]
        if multiples:
            message = f"its counts are stated in a unit that no count has: {'; '.join(dict.fromkeys(multiples))}"
            found.append(broken("unit_of_table", message, table))
        elif measures:
            message = f"its numbers are stated to be no counts of cases: {'; '.join(measures)}"
            found.append(broken("unit_of_table", message, table))
        elif odd:
            captions = dict.fromkeys(caption for caption, unit in units if unit in money)
            message = f"amounts not in the unit that is stated for the table ({'; '.join(captions)}): {in_words(odd)}"
            found.append(broken("unit_of_table", message, table, odd))
    return found
