"""What people decided, as data: ``decisions/<yyyy>.csv``, append-only, each row stating what it expects to find.

A decision whose expected content is no longer there is *suspended*: reported, never applied.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import io
import os
import re
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import astuple, dataclass, field, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import get_args

from gongkai.align.numbers import squeeze
from gongkai.errors import GongkaiError
from gongkai.records import Scope
from gongkai.registry.rows import text_of

ACTIONS = ("accept", "reject", "correct", "scope", "year", "agency", "ignore_label")
#: Actions that say whose report a source holds; they are keyed on source + title, the others on report_id.
IDENTITY_ACTIONS = ("scope", "year", "agency")
SCOPES: tuple[Scope, ...] = get_args(Scope)
_YEAR = re.compile("[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Decision:
    """One row. All fields are texts as written; empty where they do not apply.

    indicator, applicant: the cell; of a local one ``local`` and its label. Both empty: every cell of the table.
    expects_raw, expects_value: what the cell must hold for ``accept`` and ``correct`` to apply; of a named cell both
            empty: its box is empty or not there.
    value:  ``correct``: the number; ``scope``, ``year``, ``agency``: the answer; ``ignore_label``: the label.
    title:  title of the report as listed or printed, for the actions keyed on source + title.
    """

    decision_id: str
    time: str
    by: str
    action: str
    report_id: str = ""
    revision: str = ""
    table: str = ""
    indicator: str = ""
    applicant: str = ""
    expects_raw: str = ""
    expects_value: str = ""
    value: str = ""
    reason: str = ""
    supersedes: str = ""
    source: str = ""
    title: str = ""

    def concerns(self, report_id: str, revision: int) -> bool:
        """Whether it is about this revision of a report (no revision stated: any)."""
        return self.report_id == report_id and self.revision in ("", str(revision))


COLUMNS = tuple(field.name for field in fields(Decision))


@dataclass(frozen=True)
class Decisions:
    """All decisions in force (superseded ones left out), in the order in which they were made.

    files: CSV file name -> what it held, all rows. digest: of them.
    """

    rows: tuple[Decision, ...] = ()
    digest: str = hashlib.sha256(b"").hexdigest()
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def identity(self, action: str, sources: Collection[str], titles: Iterable[str]) -> Decision | None:
        """The newest scope, year or agency decision on one of these sources under one of these titles."""
        known = {squeeze(title) for title in titles}
        found = [row for row in self.of_sources(sources) if row.action == action and _is_titled(row, known)]
        return found[-1] if found else None

    def misplaced(self, sources: Collection[str], titles: Iterable[str]) -> list[str]:
        """Ids of scope, year and agency decisions on one of these sources that state a title which it has not."""
        known = {squeeze(title) for title in titles}
        return [row.decision_id for row in self.of_sources(sources) if not _is_titled(row, known)]

    def of_sources(self, sources: Collection[str]) -> list[Decision]:
        """Scope, year and agency decisions on one of these sources."""
        return [row for row in self.rows if row.action in IDENTITY_ACTIONS and row.source in sources]

    def digest_on(self, sources: Collection[str], report_ids: Collection[str]) -> str:
        """Of the decisions alone that can change whose these sources are, or the content of these reports."""
        found = [
            row
            for row in self.rows
            if (row.source in sources if row.action in IDENTITY_ACTIONS else row.report_id in report_ids)
        ]
        return hashlib.sha256("\0".join(text for row in found for text in astuple(row)).encode()).hexdigest()

    def of_report(self, report_id: str, revision: int) -> list[Decision]:
        """Decisions on the content of one revision of a report."""
        return [row for row in self.rows if row.action not in IDENTITY_ACTIONS and row.concerns(report_id, revision)]

    def outdated(self, report_id: str, revision: int) -> list[str]:
        """Ids of the decisions on what a report held before this revision of it: the publisher changed it since."""
        return [
            row.decision_id
            for row in self.rows
            if row.action not in IDENTITY_ACTIONS
            and row.report_id == report_id
            and row.revision.isdecimal()
            and int(row.revision) < revision
        ]


def _is_titled(row: Decision, titles: Container[str]) -> bool:
    return not row.title or squeeze(row.title) in titles


def load(folder: Path) -> Decisions:
    """Decisions of all years in a folder; none when it does not exist.

    Raises GongkaiError naming file, line and reason.
    """
    if not folder.exists():
        return Decisions()
    digest = hashlib.sha256()
    rows: list[Decision] = []
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}
    for name, content in files.items():
        text = text_of(folder / name, content)
        digest.update(name.encode() + b"\0" + text.encode())
        rows.extend(_parse(folder / name, text))
    _check_ids(rows, folder)
    superseded = {row.supersedes for row in rows if row.supersedes}
    return Decisions(tuple(row for row in rows if row.decision_id not in superseded), digest.hexdigest(), files)


def _check_ids(rows: Iterable[Decision], folder: Path) -> None:
    """Raises GongkaiError for a decision that supersedes none that was made before it (itself, or one unknown), and for
    one whose id is another's."""
    before = set[str]()
    for row in rows:
        if row.decision_id in before:
            raise GongkaiError(
                "decision_id stands twice", str(folder), row.decision_id, "give the later row another one"
            )
        if row.supersedes and row.supersedes not in before:
            problem = f"supersedes names no decision before it: {row.supersedes}"
            raise GongkaiError(problem, str(folder), row.decision_id, "name an earlier decision_id; nothing was loaded")
        before.add(row.decision_id)


def _parse(path: Path, text: str) -> list[Decision]:
    reader = csv.DictReader(io.StringIO(text, newline=None))
    if reader.fieldnames is None or set(reader.fieldnames) != set(COLUMNS):
        remedy = f"write {','.join(COLUMNS)}"
        raise GongkaiError("columns are not those of a decisions file", str(path), "line 1", remedy)
    rows = []
    for line, record in enumerate(reader, start=2):
        fault = _fault(record)
        if fault:
            raise GongkaiError(fault, str(path), f"line {line}", "mend the row; nothing was loaded")
        rows.append(Decision(**{name: record[name].strip() for name in COLUMNS}))
    return rows


def _fault(record: dict[str, str]) -> str | None:
    """What is wrong with a row, in words; None for a good one."""
    if None in record or any(record[name] is None for name in COLUMNS):
        return "the row has too few or too many fields"
    if record["action"] not in ACTIONS:
        return f"unknown action {record['action']!r}; known are {', '.join(ACTIONS)}"
    if not record["decision_id"] or not record["by"]:
        return "decision_id and by must be stated"
    key = "source" if record["action"] in IDENTITY_ACTIONS else "report_id"
    if not record[key]:
        return f"an {record['action']} decision is keyed on {key}, which is empty"
    needs_value = record["action"] not in ("accept", "reject")
    if needs_value and not record["value"]:
        return f"a {record['action']} decision states its answer in value, which is empty"
    if record["action"] == "year" and not _YEAR.fullmatch(record["value"]):
        return f"{record['value']!r} is not a year"
    if record["action"] == "scope" and record["value"] not in SCOPES:
        return f"{record['value']!r} is not a scope; known are {', '.join(SCOPES)}"
    if record["revision"] and not record["revision"].isdecimal():
        return f"revision {record['revision']!r} is not a whole number"
    numbers = [record["expects_value"]] + ([record["value"]] if record["action"] == "correct" else [])
    if not all(is_number(text) for text in numbers if text):
        return "value or expects_value is not a number"
    if not all(_fits(Decimal(text)) for text in numbers if text):
        return "value or expects_value has more than 18 digits before or 6 after the point, which no table holds"
    return None


def is_number(text: str) -> bool:
    """Whether ``value`` or ``expects_value`` may hold this text."""
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _fits(value: Decimal) -> bool:
    """Whether the warehouse's DECIMAL(24,6) holds a finite number as it is."""
    _, digits, exponent = value.normalize().as_tuple()
    return isinstance(exponent, int) and exponent >= -6 and len(digits) + exponent <= 18


def append(folder: Path, decision: Decision) -> None:
    """Add one decision to the file of its year, under a lock; the only function that writes decisions.

    Raises GongkaiError where the row would not load again or its id is taken.
    """
    fault = _fault({name: str(getattr(decision, name)) for name in COLUMNS})
    if fault:
        raise GongkaiError(fault, str(folder), decision.decision_id, "state the decision completely")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = folder / f"{decision.time[:4]}.csv"
        present = _parse(path, text_of(path)) if path.exists() else []
        if any(row.decision_id == decision.decision_id for row in present):
            raise GongkaiError("this decision_id is taken", str(path), decision.decision_id, "choose another one")
        with path.open("a", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            if not present and path.stat().st_size == 0:
                writer.writerow(COLUMNS)
            writer.writerow(astuple(decision))
            stream.flush()
            os.fsync(stream.fileno())
