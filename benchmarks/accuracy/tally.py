"""Outcomes counted by look and by group, with the bars that they have to meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.accuracy.bounds import upper
from benchmarks.accuracy.looks import Group, Look
from benchmarks.accuracy.score import Outcome


@dataclass(frozen=True)
class Bar:
    """Least shares in percent: cells exact, documents accepted without review (None: no bar)."""

    cells: float
    accepted: float | None


BARS: dict[Group, Bar] = {
    "exact media": Bar(99.99, 99.9),
    "doc": Bar(99.9, None),
    "ruled pdf": Bar(99.9, 99.0),
    # What is not on the page is nobody's to read; but nothing of it may be trusted.
    "ruled pdf, numbers cut": Bar(0.0, None),
    "borderless pdf, zeros printed": Bar(99.5, None),
    "borderless pdf, zeros blank": Bar(97.0, None),
    "scan 200-300 dpi": Bar(99.9, 95.0),
    "scan 150 dpi or 2° skew": Bar(99.0, 95.0),
}


@dataclass(frozen=True)
class Tally:
    """Sums over some outcomes. full: documents with at least 40 cells that print a number other than 0."""

    documents: int
    full: int
    cells: int
    right: int
    missing: int
    wrong: int
    wrong_anywhere: int
    wrong_trusted: int
    exact: int
    acceptable: int
    accepted: int
    form_wrong: int
    errors: int
    crashes: int

    @property
    def exactness(self) -> float:
        """Percent of non-zero cells read as printed."""
        return 100 * self.right / self.cells if self.cells else 100.0

    @property
    def acceptance(self) -> float:
        """Percent of the documents that deserve trust in every table and found it."""
        return 100 * self.accepted / self.acceptable if self.acceptable else 100.0

    def error_bound(self) -> float:
        """Upper 95 % bound, in percent, of the share of non-zero cells not read as printed."""
        return 100 * upper(self.cells - self.right, self.cells) if self.cells else 100.0

    def document_bound(self) -> float:
        """Upper 95 % bound, in percent, of the share of documents with any cell not read as printed."""
        return 100 * upper(self.documents - self.exact, self.documents) if self.documents else 100.0


def tally(outcomes: Sequence[Outcome]) -> Tally:
    """The sums of some outcomes."""

    def added(value: Callable[[Outcome], int]) -> int:
        return sum(value(outcome) for outcome in outcomes)

    return Tally(
        documents=len(outcomes),
        full=added(lambda o: o.cells >= 40),
        cells=added(lambda o: o.cells),
        right=added(lambda o: o.right),
        missing=added(lambda o: o.missing),
        wrong=added(lambda o: o.wrong),
        wrong_anywhere=added(lambda o: o.wrong_anywhere),
        wrong_trusted=added(lambda o: o.wrong_trusted),
        exact=added(lambda o: o.exact),
        acceptable=added(lambda o: o.acceptable),
        accepted=added(lambda o: o.accepted),
        form_wrong=added(lambda o: o.form_wrong),
        errors=added(lambda o: o.error is not None),
        crashes=added(lambda o: o.crashed),
    )


def missed(looks: Iterable[Look], outcomes: Sequence[Outcome]) -> list[str]:
    """The bars that are missed, in words; an empty list when all are met."""
    found = []
    for group, own in grouped(looks, outcomes).items():
        sums, bar = tally(own), BARS[group]
        if sums.wrong_trusted:
            found.append(f"{group}: {sums.wrong_trusted} wrong cells or verdicts in trusted tables")
        if sums.exactness < bar.cells:
            found.append(f"{group}: {sums.exactness:.3f} % of non-zero cells exact, bar {bar.cells} %")
        if bar.accepted is not None and sums.acceptance < bar.accepted:
            found.append(f"{group}: {sums.acceptance:.2f} % accepted without review, bar {bar.accepted} %")
        if sums.crashes:
            found.append(f"{group}: reading raised in {sums.crashes} documents")
        if sums.form_wrong:
            found.append(f"{group}: {sums.form_wrong} tables under a wrong form")
    return found


def grouped(looks: Iterable[Look], outcomes: Sequence[Outcome]) -> dict[Group, list[Outcome]]:
    """Outcomes by the group of their look, in the bars' order."""
    group = {look.name: look.group for look in looks}
    return {name: own for name in BARS if (own := [o for o in outcomes if group[o.look] == name])}
