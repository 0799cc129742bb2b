"""One reading against what was printed, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from benchmarks.accuracy.case import TABLES, Case, Expected
from gongkai.align.numbers import squeeze
from gongkai.forms.model import LOCAL
from gongkai.records import DocumentReading, Fact, TableRecord, Verdict

TRUSTED: tuple[Verdict, ...] = ("consistent", "publisher_inconsistent")
Mark = Literal["right", "missing", "wrong"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell that was not read as printed: ``wrong`` or ``missing``, in a trusted table or not."""

    mark: Mark
    trusted: bool
    cell: str
    printed: str
    read: str


@dataclass(frozen=True)
class Outcome:
    """How a document was read.

    cells, right, missing, wrong: cells that print a number other than 0, and how they were read.
    wrong_anywhere:  cells of any kind that say something else than what is printed, a blank read as 0 among them.
    wrong_trusted:   those of them in trusted tables, with tables that are trusted under another verdict than deserved.
    exact:           every cell as printed, blanks blank.
    acceptable:      the printed content deserves trust in every table, without further proof. accepted: it found it.
    error, crashed:  why it could not be read; whether reading raised, which it never may.
    form_wrong:      trusted tables under another form than the one printed, unless a finding says that it is assumed.
    """

    look: str
    number: int
    cells: int
    right: int
    missing: int
    wrong: int
    wrong_anywhere: int
    wrong_trusted: int
    exact: bool
    acceptable: bool
    accepted: bool
    form_wrong: int
    error: str | None = None
    crashed: bool = False
    faults: tuple[Fault, ...] = field(default=())

    @property
    def failed(self) -> bool:
        """Whether anything is to be looked at."""
        return not self.exact or self.wrong_trusted > 0 or self.form_wrong > 0 or self.accepted != self.acceptable


def score(case: Case, reading: DocumentReading) -> Outcome:
    """The outcome of one document."""
    tables = {table.table: table for report in reading.reports for table in report.tables if table.n == 1}
    facts = [fact for report in reading.reports for fact in report.facts]
    marks = [(cell, _match(cell, facts)) for cell in case.expected]
    faults = [_fault(cell, mark, fact, tables) for cell, (mark, fact) in marks if mark != "right"]
    faults += _unprinted(case, facts, tables, {id(fact) for _, (_, fact) in marks if fact is not None})
    faults += _dropped(case, facts, tables)
    faults += _misjudged(case, tables)
    printed = [mark for cell, (mark, _) in marks if cell.is_printed]
    acceptable = not case.needs_proof and all(verdict in TRUSTED for verdict in case.verdicts.values())
    verdicts = {name: table.verdict for name, table in tables.items()}
    return Outcome(
        look=case.look,
        number=case.number,
        cells=len(printed),
        right=printed.count("right"),
        missing=printed.count("missing"),
        wrong=printed.count("wrong"),
        wrong_anywhere=sum(fault.mark == "wrong" for fault in faults),
        wrong_trusted=sum(fault.mark == "wrong" and fault.trusted for fault in faults),
        exact=all(mark == "right" for _, (mark, _) in marks) and not faults,
        acceptable=acceptable,
        accepted=acceptable and all(verdicts.get(name) in TRUSTED for name in TABLES),
        form_wrong=sum(_is_form_wrong(tables.get(name), form, reading) for name, form in case.forms.items()),
        error=reading.error,
        faults=tuple(faults),
    )


def _match(cell: Expected, facts: Iterable[Fact]) -> tuple[Mark, Fact | None]:
    """How a printed cell was read, and the fact that says so."""
    found = [fact for fact in facts if fact.n == 1 and _is_of(cell, fact)]
    telling = [fact for fact in found if not _says_nothing(fact)]
    if not telling:
        return "missing", found[0] if found else None
    return (_mark(cell, telling[0]) if len(telling) == 1 else "wrong"), telling[0]


def _says_nothing(fact: Fact) -> bool:
    return fact.reading == "disputed" or fact.status in ("absent", "unreadable")


def _is_of(cell: Expected, fact: Fact) -> bool:
    if (fact.table, fact.indicator, fact.applicant) != (cell.table, cell.indicator, cell.applicant):
        return False
    label = squeeze(fact.label or "")
    return bool(fact.label) == cell.is_local and all(squeeze(part) in label for part in cell.label)


def _mark(cell: Expected, fact: Fact) -> Mark:
    """A blank that is printed must be read as blank, never as 0; a number never as blank."""
    unit_is_wrong = cell.indicator.endswith("_amount") and cell.value is not None and fact.unit != cell.unit
    if fact.status != cell.status or fact.value != cell.value or unit_is_wrong:
        return "wrong"
    return "right"


def _fault(cell: Expected, mark: Mark, fact: Fact | None, tables: dict[str, TableRecord]) -> Fault:
    return Fault(mark, _is_trusted(tables.get(cell.table)), cell.name, repr(cell.text), _said(fact))


def _said(fact: Fact | None) -> str:
    if fact is None:
        return "no fact"
    readings = f" {fact.readings}" if fact.readings else ""
    return f"{fact.status} {fact.value} {fact.unit or ''} {fact.raw!r}{readings}"


def _unprinted(case: Case, facts: Iterable[Fact], tables: dict[str, TableRecord], met: set[int]) -> list[Fault]:
    """Numbers that the document does not print: cells of another form, local cells of none, a second table."""
    found = []
    for fact in facts:
        if id(fact) in met or fact.table not in TABLES or fact.value is None:
            continue
        trusted = _is_trusted(tables.get(fact.table))
        if fact.indicator == LOCAL and not trusted:
            # What is printed, under the label that is printed: no form's cell is said to hold it.
            continue
        if fact.n == 1 and any(_is_of(cell, fact) for cell in case.expected):
            continue
        name = f"{fact.table} {fact.indicator}/{fact.label or fact.applicant} n={fact.n}"
        found.append(Fault("wrong", trusted, name, "nothing", _said(fact)))
    return found


def _dropped(case: Case, facts: list[Fact], tables: dict[str, TableRecord]) -> list[Fault]:
    """Cells of a trusted table that no fact speaks of: lost in silence, so worse than missing."""
    return [
        Fault("wrong", True, cell.name, repr(cell.text), "dropped in silence")
        for cell in case.expected
        if _is_trusted(tables.get(cell.table)) and cell.value is not None and not any(_is_of(cell, f) for f in facts)
    ]


def _misjudged(case: Case, tables: dict[str, TableRecord]) -> list[Fault]:
    """Tables that are trusted, but not as what they are: a publisher's error not seen, or one that is none."""
    found = []
    for name, deserved in case.verdicts.items():
        table = tables.get(name)
        if table is not None and table.verdict in TRUSTED and deserved not in (table.verdict, None):
            found.append(Fault("wrong", True, f"{name} verdict", str(deserved), str(table.verdict)))
    return found


def _is_trusted(table: TableRecord | None) -> bool:
    return table is not None and table.verdict in TRUSTED


def _is_form_wrong(table: TableRecord | None, form: str, reading: DocumentReading) -> bool:
    if table is None or table.form == form or not _is_trusted(table):
        return False
    findings = [finding for report in reading.reports for finding in report.findings]
    return not any(finding.rule == "form_of_table_4" and finding.table == table.table for finding in findings)


def _is_found(table: TableRecord | None) -> bool:
    return table is not None and table.place is not None
