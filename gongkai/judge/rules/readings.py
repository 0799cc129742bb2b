"""Rules over readings: whether boxes gave accepted texts, readers agree, and what nobody confirms was read twice."""

from __future__ import annotations

from gongkai.grids.model import UNREAD
from gongkai.judge.rules.shared import broken, in_words, printed, standing
from gongkai.records import Finding, Report

#: Tables without a hard identity: only a second reading confirms them.
_READ_TWICE = ("2", "stat", "annex")
#: The one reader whose grids have no edges, only fields.
_TAB_TEXT = ("text",)


def read_twice(report: Report) -> list[Finding]:
    """Tables without hard identities are trusted only when two readers (exact media: one) read them alike."""
    return [
        broken("read_twice", f"table {table.table} was read by {', '.join(table.readers)} alone", table)
        for table in standing(report)
        if table.table in _READ_TWICE and not table.exact and table.reading == "single"
    ]


def confirmed_numbers(report: Report) -> list[Finding]:
    """Every number put together, beside blanks in tab text or at its end has an identity that would see it wrong; so
    has every blank where a number of its grid is nobody's.

    Table 2 has none, and those of table 4 see no number moved to the blank beside it.
    """
    found = []
    for table, cells in printed(report):
        is_beside_blanks = table.readers == _TAB_TEXT and any(f.status == "blank" for f in cells.cells.values())
        unseen = table.table == "2" or (table.table == "4" and is_beside_blanks)
        doubtful = tuple(f for f in cells.cells.values() if unseen and not f.sound and f.by == "label")
        if doubtful:
            why = "put together, beside blanks or at the end of tab text, or blank where a number beside it is nobody's"
            message = f"{why}, and no identity confirms it: {in_words(doubtful)}"
            found.append(broken("confirmed_numbers", message, table, doubtful))
    return found


def readings_agree(report: Report) -> list[Finding]:
    """Every cell is read alike by all readers that ran."""
    found = []
    for table, cells in printed(report):
        disputed = tuple(f for f in (*cells.cells.values(), *cells.local) if f.reading == "disputed")
        if disputed:
            texts = disputed[0].readings or {}
            shown = ", ".join(f"{reader} {text!r}" for reader, text in sorted(texts.items()))
            message = f"{len(disputed)} cells were read differently: {in_words(disputed)} (first: {shown})"
            found.append(broken("readings_agree", message, table, disputed))
    return found


def unreadable_cell(report: Report) -> list[Finding]:
    """Every box with ink gave an accepted text."""
    found = []
    for table, cells in printed(report):
        bad = tuple(f for f in (*cells.cells.values(), *cells.local) if f.status == "unreadable")
        if bad:
            why = f"; {UNREAD} stands for ink, or a sign, of which no text is sure" if UNREAD in bad[0].raw else ""
            first = f"(first: {bad[0].raw!r}{why})"
            message = f"{len(bad)} boxes hold no number that can be accepted: {in_words(bad)} {first}"
            found.append(broken("unreadable_cell", message, table, bad))
    return found
