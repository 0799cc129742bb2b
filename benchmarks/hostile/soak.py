"""Read many mutants of a medium, or one bomb, and keep count."""

from __future__ import annotations

import resource
import time
import traceback
from dataclasses import dataclass, field

from benchmarks.hostile.bases import base, document, truth
from benchmarks.hostile.bombs import BOMBS
from benchmarks.hostile.judge import TRUSTED, judge
from benchmarks.hostile.mutants import mutant
from gongkai import sandbox
from gongkai.documents import from_bytes
from gongkai.read import read_document
from gongkai.records import DocumentReading
from gongkai.sandbox.limits import LIMITS, level_of

#: Seconds beyond a document's limit within which a killed worker's end, a new one's start and the alignment must fit.
_SLACK = 10


@dataclass
class Tally:
    """Of a medium: counts of documents (read, unreadable), of tables (held, trusted, strays), and what went wrong."""

    name: str
    mutants: int = 0
    read: int = 0
    unreadable: int = 0
    held: int = 0
    trusted: int = 0
    strays: int = 0
    reprinted: int = 0
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    memory: int = 0
    said: str = ""

    def row(self) -> list[str]:
        """One line of the table."""
        documents, tables = (self.mutants, self.read, self.unreadable), (self.held, self.trusted, self.strays)
        return [
            self.name,
            *map(str, (*documents, *tables, self.reprinted, len(self.faults))),
            f"{self.slowest:.2f}",
            str(self.memory),
        ]


HEADS = (
    *("medium", "mutants", "read", "unreadable", "tables held", "trusted", "with strays"),
    *("reprinted", "wrong", "slowest s", "most MB"),
)


def soak(medium: str, count: int, seed: str) -> Tally:
    """Read ``count`` mutants of a medium; none when its tool is not installed."""
    tally = Tally(medium)
    try:
        good = base(medium)
    except LookupError as error:
        tally.said = str(error)
        return tally
    for number in range(count):
        made = mutant(good, f"{seed}:{medium}", number)
        name = f"{medium} {made.kind} {number}"
        reading = _timed(tally, name, document(medium, made.data))
        if reading is None:
            continue
        outcome = judge(reading, truth(), good, made, medium)
        tally.unreadable += outcome.unreadable
        tally.read += not outcome.unreadable
        tally.held += outcome.held
        tally.trusted += outcome.trusted
        tally.strays += outcome.strays
        tally.reprinted += bool(outcome.reprinted)
        if outcome.wrong:
            tally.faults.append(f"{name}: {'; '.join(outcome.wrong[:3])}")
    tally.memory = _memory()
    return tally


def explode(name: str) -> Tally:
    """Read one bomb; nothing of it may be trusted."""
    tally = Tally(name)
    reading = _timed(tally, name, BOMBS[name]())
    if reading is not None:
        tally.said = (reading.error or reading.kind).splitlines()[0]
        trusted = [t for report in reading.reports for t in report.tables if t.verdict in TRUSTED]
        tally.faults += [f"{name}: table {table.table} is trusted" for table in trusted]
    tally.memory = _memory()
    return tally


def _timed(tally: Tally, name: str, data: bytes) -> DocumentReading | None:
    """The reading, or None after a crash."""
    given = from_bytes(name, data)
    start = time.monotonic()
    tally.mutants += 1
    try:
        return read_document(given)
    except Exception:
        tally.faults.append(f"{name}: crashed\n{traceback.format_exc()}")
        return None
    finally:
        took = time.monotonic() - start
        tally.slowest = max(tally.slowest, took)
        if took > LIMITS[level_of(given.media_type)].seconds + _SLACK:
            tally.faults.append(f"{name}: took {took:.0f} s")


def _memory() -> int:
    """Megabytes that this process or a worker of it held at most."""
    sandbox.close()
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return most // 1024
