"""The rules that hold the numbers of the running text against the tables: soft, they never touch a verdict.

Scopes: ``own`` and ``office`` tables are held against numbers without the whole region's name (全市各部门) alone; a
region's table against those with it, where there are any. Two differing numbers for one indicator prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from gongkai.findings import cells_of, finding
from gongkai.forms import codebook
from gongkai.forms.model import CellKey
from gongkai.records import Fact, Finding, Report

#: Reports whose numbers are those of one organ.
_OF_ONE_ORGAN = ("own", "office")
#: Characters of a sentence that a message quotes before and behind the number.
_QUOTED = 40

_NEW, _IN, _OUT = ("req_new", "total"), ("req_carried_in", "total"), ("req_carried_out", "total")
_CLOSED: CellKey = ("req_closed_total", "total")


def prose_new(report: Report) -> list[Finding]:
    """Requests received, as the text says, are the table's new ones, or these and those carried in."""
    return _compared("prose_new", report, "3", "pr_req_received", ((_NEW,), (_NEW, _IN)))


def prose_closed(report: Report) -> list[Finding]:
    """Requests closed or answered, as the text says, are the table's total of results."""
    return _compared("prose_closed", report, "3", "pr_req_closed", ((_CLOSED,),))


def prose_carried(report: Report) -> list[Finding]:
    """Requests carried over, as the text says, are the table's."""
    return _compared("prose_carried", report, "3", "pr_req_carried", ((_OUT,),))


def prose_review(report: Report) -> list[Finding]:
    """Reconsideration cases and lawsuits, as the text says, are the table's totals."""
    suits = (("suit_direct_total", None), ("suit_after_review_total", None))
    return [
        *_compared("prose_review", report, "4", "pr_review", ((("review_total", None),),)),
        *_compared("prose_review", report, "4", "pr_suit", (suits,)),
    ]


def processing_fee_stated(report: Report) -> list[Finding]:
    """A report on the form of 2021 states the information processing fee (section six), 0 or none too."""
    rule = codebook.rules()["processing_fee_stated"]
    forms = {table.form for table in report.tables if table.place is not None}
    if report.prose is None or not forms & set(rule.forms):
        return []
    if any(fact.indicator in ("pr_processing_fee", "pr_fee") for fact in report.prose.facts):
        return []
    message = "the text states no information processing fee (信息处理费), neither an amount nor that there was none"
    return [finding(rule.rule_id, message, table=report.prose.table.table, n=1)]


def _compared(
    rule: str, report: Report, table: str, indicator: str, sums: Sequence[tuple[CellKey, ...]]
) -> list[Finding]:
    """One finding where the text's number is none of the sums of the table's cells."""
    said = _said(report, indicator)
    tables = [one for one in report.tables if one.table == table and one.place is not None]
    if not said or len(tables) != 1:
        return []
    cells = report.cells[table, tables[0].n].cells
    printed = [_sum(cells, keys) for keys in sums]
    left = printed[0]
    values = {fact.value for fact in said}
    if left is None or values <= set(printed):
        return []
    named = cells_of([*(cells[key] for key in sums[0]), *said])
    quoted = "; ".join(f"“{_sentence(fact)}”" for fact in said)
    if len(values) > 1:
        message = f"the text states {len(values)} numbers, table {table} {left}: {quoted}"
        return [finding(rule, message, "not_judged", table=table, n=1, left=left, cells=named)]
    right = said[0].value
    message = f"table {table} states {left}, the text {right}: {quoted}"
    return [finding(rule, message, table=table, n=1, left=left, right=right, cells=named)]


def _said(report: Report, indicator: str) -> list[Fact]:
    """Exact numbers of the text for an indicator that are of whom the report's tables are."""
    facts = report.prose.facts if report.prose is not None else ()
    stated = [fact for fact in facts if fact.indicator == indicator and fact.status == "reported"]
    plain = [fact for fact in stated if _whose(fact) is None]
    if report.scope in _OF_ONE_ORGAN:
        return plain
    return [fact for fact in stated if _whose(fact) is not None] or plain


def _whose(fact: Fact) -> str | None:
    """Whose number it is where the sentence says so; the label without its count of alike ones (``全市#2``)."""
    return (fact.label or "").partition("#")[0] or None


def _sum(cells: Mapping[CellKey, Fact], keys: Iterable[CellKey]) -> Decimal | None:
    """Sum of cells as printed; None where one of them holds no number."""
    values = [cells[key].value if key in cells else None for key in keys]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def _sentence(fact: Fact) -> str:
    text = fact.context or fact.raw
    at = max(text.find(fact.raw), 0)
    start, end = max(at - _QUOTED, 0), at + len(fact.raw) + _QUOTED
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
