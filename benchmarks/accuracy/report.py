"""The figures as Markdown, for docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.accuracy.looks import Look
from benchmarks.accuracy.score import Outcome
from benchmarks.accuracy.tally import BARS, Tally, grouped, missed, tally

_LOOK_HEADS = (
    "look", "documents", "non-zero cells", "right", "missing", "wrong", "wrong anywhere", "wrong in trusted",
    "documents exact", "accepted without review", "wrong form", "unreadable",
)  # fmt: skip
_GROUP_HEADS = (
    "group", "documents", "≥ 40 cells", "non-zero cells", "exact %", "errors at most %", "bar", "documents exact",
    "inexact at most %", "accepted without review", "%", "bar", "wrong in trusted", "wrong form",
)  # fmt: skip


def report(looks: Sequence[Look], outcomes: Sequence[Outcome], seed: int, readers: str) -> tuple[str, bool]:
    """All tables: groups with their bars, then every look, those added late apart; and whether all bars are met."""
    whole = tally(outcomes)
    parts = [
        f"Seed {seed}, readers {readers}: {whole.documents} documents in {len({o.look for o in outcomes})} looks, "
        f"{whole.full} of them with at least 40 non-zero cells; {whole.wrong_trusted} wrong cells in trusted tables.",
        "",
        "“At most” are one-sided 95 % bounds (Clopper and Pearson). “Accepted without review” is of the documents that "
        "deserve trust in every table: a wholly blank table does not, nor, in PDFs, scans and tables in parts without "
        "heads, one whose identity fails (a publisher's error, a local row that is counted): a cut or wrapped number, "
        "a column told by its place alone, rightly leave it unproved.",
    ]
    bad: list[str] = []
    for heading, added in (("Looks written with the readers", "first"), ("Looks added after the readers", "late")):
        chosen = [look for look in looks if look.added == added]
        own = [outcome for outcome in outcomes if outcome.look in {look.name for look in chosen}]
        if own:
            parts += ["", f"### {heading}", "", *_groups(chosen, own), "", *_looks(chosen, own)]
            bad += [f"{heading}: {line}" for line in missed(chosen, own)]
    end = ["", "All bars are met."] if not bad else ["", "MISSED:", *(f"- {line}" for line in bad)]
    return "\n".join(parts + end), not bad


def _groups(looks: Sequence[Look], outcomes: Sequence[Outcome]) -> list[str]:
    rows = []
    for group, own in grouped(looks, outcomes).items():
        sums, bar = tally(own), BARS[group]
        accepted = "–" if bar.accepted is None else f"≥ {bar.accepted} {_said(sums.acceptance >= bar.accepted)}"
        rows.append(
            (
                group, sums.documents, sums.full, sums.cells, f"{sums.exactness:.4f}", f"{sums.error_bound():.4f}",
                f"≥ {bar.cells} {_said(sums.exactness >= bar.cells)}", f"{sums.exact} of {sums.documents}",
                f"{sums.document_bound():.2f}", f"{sums.accepted} of {sums.acceptable}", f"{sums.acceptance:.2f}",
                accepted, f"{sums.wrong_trusted} {_said(not sums.wrong_trusted)}",
                f"{sums.form_wrong} {_said(not sums.form_wrong)}",
            )
        )  # fmt: skip
    return _table(_GROUP_HEADS, rows)


def _looks(looks: Sequence[Look], outcomes: Sequence[Outcome]) -> list[str]:
    rows = []
    for look in looks:
        own = [outcome for outcome in outcomes if outcome.look == look.name]
        if own:
            rows.append((look.name, *_figures(tally(own))))
    return _table(_LOOK_HEADS, rows)


def _figures(sums: Tally) -> tuple[object, ...]:
    return (
        sums.documents, sums.cells, sums.right, sums.missing, sums.wrong, sums.wrong_anywhere, sums.wrong_trusted,
        sums.exact, f"{sums.accepted} of {sums.acceptable}", sums.form_wrong, sums.errors,
    )  # fmt: skip


def _said(met: bool) -> str:
    return "ok" if met else "MISSED"


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *([str(field) for field in row] for row in rows)]
    return [f"| {' | '.join(line)} |" for line in lines]
