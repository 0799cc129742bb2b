"""The audit of fast readings: some documents are read by all readers as well and the answers compared. Pure."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

from gongkai.records import DocumentReading

#: One document in so many is audited.
ONE_IN = 50
#: 95 % of a normal distribution lie within so many standard deviations.
_Z95 = 1.959963984540054

_Answer = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two readings of one document. cells: that either of them has, the document's kind counted as one more.

    differing: of these, those for which the two say something else.
    """

    cells: int
    differing: int


def is_audited(sha256: str, salt: str) -> bool:
    """Whether a document is drawn. salt: the versions of the code that reads, so that new code is audited anew.

    Drawn by digest, not by chance at run time: the same document, read by the same code, is always drawn or never.
    """
    return int.from_bytes(hashlib.sha256(f"{salt}\n{sha256}".encode()).digest()) % ONE_IN == 0


def compare(fast: DocumentReading, full: DocumentReading) -> Comparison:
    """What differs between the answer of a fast reading and that of all readers: value, unit or status of a cell.

    A cell on which readers disagree has no value, so one that only one of the answers trusts differs.
    """
    one, other = _answers(fast), _answers(full)
    keys = one.keys() | other.keys()
    return Comparison(len(keys), sum(one.get(key) != other.get(key) for key in keys))


def _answers(reading: DocumentReading) -> dict[_Answer, _Answer]:
    found: dict[_Answer, _Answer] = {("kind",): (reading.kind,)}
    for place, report in enumerate(reading.reports):
        for fact in report.facts:
            key = (place, fact.table, fact.n, fact.indicator, fact.applicant, fact.period, fact.label)
            found[key] = (fact.value, fact.unit, fact.status)
    return found


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The 95 % score interval (E. B. Wilson 1927) of hits / trials, within 0 and 1; (0, 1) where nothing was tried."""
    if trials == 0:
        return 0.0, 1.0
    rate, share = hits / trials, _Z95**2 / trials
    middle = rate + share / 2
    reach = _Z95 * math.sqrt(rate * (1 - rate) / trials + share / (4 * trials))
    low = 0.0 if hits == 0 else (middle - reach) / (1 + share)
    high = 1.0 if hits == trials else (middle + reach) / (1 + share)
    return low, high
