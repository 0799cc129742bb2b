"""The tables of a report by whose numbers they hold: of one that holds two whole sets of different scopes two reports.

Pure. What headings and captions say of a table (:mod:`gongkai.scope_words`) comes before its agency's kind and beside
what title, sentence, column or depositor state of all of it. Two sets are told apart only where each table says whose
numbers it holds, and each set has each official table once. Everything else stays one report, in which tables of one
kind are held (``one_of_each``), and so is a table of another scope than the report's, or of none beside tables that
state theirs (``scope_agrees``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from gongkai.forms import codebook
from gongkai.judge import form_of_disputes
from gongkai.records import Report, Scope, TableRecord
from gongkai.scope_words import meanings, told

#: Where a scope is stated that headings and captions are held against, and not just taken for want of another.
_STATED = ("title", "sentence", "column")
#: How they stand among a report's statements; of a report's basis they are its tables' titles.
CAPTION = "caption"


def by_scope(report: Report, kind: str | None, names: Sequence[str]) -> tuple[Report, ...]:
    """The report with the scopes that headings and captions tell of its tables; two or more where these make whole sets
    of different scopes, in the order of the document.

    report: not judged yet, its scope and ``scopes`` as they are told of all of it. kind, names: of its agency.
    A set's report has no prose, for nothing tells whose numbers that is.
    """
    standing = [table for table in report.tables if table.place is not None]
    if report.scope_basis == "decision" or not any(table.scoped for table in standing):
        return (report,)
    scopes = _scopes(standing, kind, names)
    sets = _sets(standing, scopes)
    return tuple(_part(report, scope, sets) for scope in sets) if sets else (_whole(report, scopes),)


#: Scopes by table; None where a table says nothing, ``unknown`` where nobody can tell what it says.
_Scopes = dict[tuple[str, int], Scope | None]


def _scopes(tables: Sequence[TableRecord], kind: str | None, names: Sequence[str]) -> _Scopes:
    meant = {(table.table, table.n): _meant(table, kind, names) for table in tables}
    certain = {(table, *found) for (table, _), found in meant.items() if found is not None and len(found) == 1}
    scopes: _Scopes = {}
    for (table, n), found in meant.items():
        # 汇总 beside the level's own table is of more than the level.
        wider = found - {"level"} if found and len(found) > 1 and (table, "level") in certain else found
        scopes[table, n] = None if wider is None else next(iter(wider)) if len(wider) == 1 else "unknown"
    return scopes


def _meant(table: TableRecord, kind: str | None, names: Sequence[str]) -> frozenset[Scope] | None:
    """Scopes that all texts over a table may mean; None where there is none."""
    said = [meanings(statement, kind, names) for text in table.scoped if (statement := told(text)) is not None]
    return frozenset.intersection(*said) if said else None


def _sets(tables: Sequence[TableRecord], scopes: _Scopes) -> dict[Scope, list[TableRecord]]:
    """Tables by scope, where each scope has each official table once, and there are several; else none."""
    found: dict[Scope, list[TableRecord]] = {}
    for table in tables:
        scope = scopes[table.table, table.n]
        if scope is None or scope == "unknown":
            return {}
        found.setdefault(scope, []).append(table)
    whole = sorted(codebook.TABLES)
    if len(found) < 2 or any(sorted(table.table for table in own) != whole for own in found.values()):
        return {}
    # Tables of one kind are numbered as they stand.
    return dict(sorted(found.items(), key=lambda pair: pair[1][0].n))


def _part(report: Report, scope: Scope, sets: dict[Scope, list[TableRecord]]) -> Report:
    tables = {(table.table, table.n): table for table in sets[scope]}
    # What is stated of the document may mean either set, but no third one.
    stated = [statement for statement in _statements(report) if statement[1] == scope or statement[1] not in sets]
    return form_of_disputes.decided(
        replace(
            report,
            scope=scope,
            scope_basis="title",
            scopes=((CAPTION, scope), *stated),
            tables=tuple(replace(table, n=1, scope=scope) for table in tables.values()),
            facts=tuple(fact._replace(n=1) for fact in report.facts if (fact.table, fact.n) in tables),
            prose=None,
        )
    )


def _whole(report: Report, scopes: _Scopes) -> Report:
    """One report, its tables with their own scopes, which is its table 3's, else its first table's."""
    counts = Counter(table for table, _ in scopes)
    first = next((key for key in scopes if key[0] == "3"), next(iter(scopes)))
    stated = _statements(report)
    own = scopes[first]
    scope, basis, all_stated = report.scope, report.scope_basis, report.scopes
    if own is not None and max(counts.values()) == 1:
        all_stated = (*stated, *([(CAPTION, own)] if own != "unknown" else []))
        if not stated:
            scope, basis = own, None if own == "unknown" else "title"
    of_all: Scope = report.scope if stated else "unknown"
    tables = tuple(
        replace(table, scope=_or(scopes.get((table.table, table.n)), of_all) if table.place is not None else scope)
        for table in report.tables
    )
    return replace(
        report,
        scope=scope,
        scope_basis=basis,
        scopes=all_stated,
        tables=tables,
        prose=report.prose and replace(report.prose, table=replace(report.prose.table, scope=scope)),
    )


def _or(own: Scope | None, otherwise: Scope) -> Scope:
    return otherwise if own is None else own


def _statements(report: Report) -> list[tuple[str, str]]:
    """What is stated of all of the report, the agency's kind aside."""
    told_of_all = report.scopes or ((report.scope_basis or "", report.scope),)
    return [(basis, scope) for basis, scope in told_of_all if basis in (*_STATED, "deposit") and scope != "unknown"]
