"""Reports as pandas frames for GX: one a table and form with a row a printed table, and one with a row a report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np
import pandas as pd

from expectations import columns, suites
from expectations.prepared import Prepared, PreparedTable, row_key
from gongkai.errors import GongkaiError
from gongkai.forms import codebook
from gongkai.forms.identities import identities
from gongkai.forms.model import CellKey, cell_name
from gongkai.judge import linear

#: Whole numbers below it add up exactly in a float, however many cells an identity has.
_EXACT = 2**45


def frames(reports: Iterable[Prepared]) -> dict[str, list[pd.DataFrame]]:
    """Frames by the name of the suite that judges them.

    A table's rows are split in two where some hold numbers that floats do not add up exactly: those stand as Decimals.
    Raises GongkaiError for a table that no suite judges, and for two rows of one name.
    """
    rows: dict[tuple[str, str], list[PreparedTable]] = defaultdict(list)
    counts: Counter[tuple[str, str]] = Counter()
    keys: list[str] = []
    for report in reports:
        keys.append(report.key)
        counts.update((found.rule, row_key(report, found)) for found in report.findings)
        for table in report.tables:
            rows[table.record.table, table.record.form].append(table)
    _check_names(keys + [table.key for tables in rows.values() for table in tables])
    result = {suites.REPORTS: [_report_frame(keys, counts)]}
    for (kind, form), tables in sorted(rows.items()):
        if (kind, form) not in codebook.LAYOUTS:
            raise GongkaiError(
                f"no suite judges table {kind} of form {form}", "", tables[0].key, "add one to the suites"
            )
        parts: dict[bool, list[PreparedTable]] = {True: [], False: []}
        for one in tables:
            parts[_adds_exactly(one)].append(one)
        result[suites.table_suite(kind, form)] = [
            _table_frame(part, kind, form, counts, exact) for exact, part in parts.items() if part
        ]
    return result


def _check_names(names: Sequence[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise GongkaiError("two reports or tables have one name", "", twice[0], "run stage `reports` again")


def _adds_exactly(table: PreparedTable) -> bool:
    """Whether every number of a table is a whole one that a float holds."""
    values = (fact.value for fact in table.cells.cells.values() if fact.value is not None)
    return all(value == value.to_integral_value() and abs(value) < _EXACT for value in values)


def _report_frame(keys: Sequence[str], counts: Counter[tuple[str, str]]) -> pd.DataFrame:
    data: dict[str, object] = {columns.KEY: list(keys)}
    for rule in suites.report_rules():
        data[columns.rule(rule.rule_id)] = [counts[rule.rule_id, key] for key in keys]
    return pd.DataFrame(data)


def _table_frame(
    tables: Sequence[PreparedTable], table: str, form: str, counts: Counter[tuple[str, str]], exact: bool
) -> pd.DataFrame:
    data: dict[str, object] = {columns.KEY: [t.key for t in tables]}
    blanks: dict[CellKey, np.ndarray] = {}
    for cell in codebook.cells(form, table):
        facts = [t.cells.cells.get(cell) for t in tables]
        data[cell_name(cell)] = _values([linear.operand(fact) for fact in facts], exact)
        blanks[cell] = np.array([fact is not None and fact.status == "blank" for fact in facts], dtype=np.uint8)
    local = [(row, t.cells.local) for row, t in enumerate(tables) if t.cells.local]
    for identity in identities(form, table):
        data[columns.blank(identity)] = sum(blanks[key] for key in identity.left + identity.right)
        if identity.parent is not None:
            flags = np.zeros(len(tables), dtype=np.uint8)
            flags[[row for row, facts in local if linear.has_local(identity, facts)]] = 1
            data[columns.local(identity)] = flags
    for rule in suites.table_rules(table, form):
        data[columns.rule(rule.rule_id)] = [counts[rule.rule_id, t.key] for t in tables]
    return pd.DataFrame(data)


def _values(values: Sequence[Decimal | None], exact: bool) -> np.ndarray:
    """A column of numbers; NaN where a cell gives none."""
    if exact:
        return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
    return np.array([np.nan if value is None else value for value in values], dtype=object)
