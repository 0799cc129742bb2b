"""``python -m benchmarks.backfill [--documents 20000]``: from stored bodies to a release, and what comes after.

Documents are generated (88.5 % HTML, 9 % ruled PDF, 2 % DOCX, 0.5 % scans) and deposited; then ``gongkai backfill``
reads, judges, loads and releases them, as a process of its own: a tenth of them first, in a home of its own, then all.
Again without a change; with one process, of the tenth; and with a reader that gets twelve cells otherwise, whose
changes must be those. Exit 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import secrets
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks.backfill import made, watched
from gongkai.lake.log import Log
from gongkai.sample.agencies import PARTITION
from gongkai.settings import Settings
from gongkai.text_table import text_table
from gongkai.warehouse import query

NOW = datetime(2026, 2, 10, 1, tzinfo=UTC)
#: The bars, of 20,000 documents on 2 cores.
MINUTES, GIGABYTES, GROWTH, UNCHANGED, TWO = 25.0, 6.0, 1.1, 0.03, 1.7
#: Cells that the other reader gets otherwise.
CELLS, OTHER = 12, "7777777"
_ARGUMENTS = ["backfill", "--regions", PARTITION]
_GONGKAI = [sys.executable, "-c", "from gongkai.cli.main import main; main()"]
#: A line of the changes shown: report, table, cell with its applicant in brackets, number before and after.
_CHANGED = re.compile(r"(A\d{6}:\d{4}:own) +3  .*\] +(\S+) +(\S+) *")


#: The line that tells how long the reading of documents took.
_READ = re.compile(r"^ +grids .* ([0-9.]+) s *$", re.M)


class Cell(NamedTuple):
    """A cell of table 3, and what it holds before."""

    report_id: str
    title: str
    indicator: str
    applicant: str
    before: str


def main() -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.backfill", description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=secrets.randbits(32))
    given = parser.parse_args()
    tenth = given.documents // 10
    print(f"seed {given.seed}, {given.documents} documents", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, alone, large = (
            made.home(_made(folder / part), count, given.seed, NOW)
            for part, count in (("small", tenth), ("alone", tenth), ("large", given.documents))
        )
        first = _backfill(small, 2)
        one = _backfill(alone, 1)
        whole = _backfill(large, 2)
        again = _backfill(large, 2)
        facts = query.run(large, "SELECT count(*), count(DISTINCT report_id) FROM facts").rows[0]
        wrong = _otherwise(large, given.seed)
        shown = _shown(large, folder / "cells.json", wrong)
    rows = [
        _row("a tenth", tenth, first),
        _row("a tenth, one process", tenth, one),
        _row("all", given.documents, whole),
        _row("all, nothing changed", given.documents, again),
    ]
    print(text_table(("what", "documents", "s", "CPU s", "documents/s", "GB"), rows))
    print(f"\n{facts[0]:,} facts of {facts[1]:,} reports are in the release.")
    growth = whole.seconds / (first.seconds * given.documents / tenth)
    spread = _reading(one.output) / _reading(first.output)
    unchanged = again.seconds / whole.seconds
    bars = [
        ("minutes for all", whole.seconds / 60, MINUTES, whole.seconds / 60 <= MINUTES),
        ("GB, all processes", whole.gigabytes, GIGABYTES, whole.gigabytes <= GIGABYTES),
        ("ten times as many, of ten times the time", growth, GROWTH, growth <= GROWTH),
        ("nothing changed, of the time", unchanged, UNCHANGED, unchanged <= UNCHANGED),
        ("reading by one process, of two's time", spread, TWO, spread >= TWO),
    ]
    told = [[name, f"{value:.3f}", f"{bar:g}", "ok" if ok else "MISSED"] for name, value, bar, ok in bars]
    print(text_table(("bar", "measured", "", ""), told))
    right = shown == sorted((cell.report_id, cell.before, OTHER) for cell in wrong)
    print(
        f"A reader that gets {len(wrong)} cells otherwise: {len(shown)} are shown, "
        f"{'just those' if right else 'NOT just those'}."
    )
    return 0 if right and all(ok for *_, ok in bars) else 1


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _backfill(home: Settings, workers: int) -> watched.Watched:
    return watched.run([*_GONGKAI, *_ARGUMENTS, "--yes"], _environment(home, workers))


def _environment(home: Settings, workers: int) -> dict[str, str]:
    return {"GONGKAI_HOME": str(home.home), "GONGKAI_WORKERS": str(workers)}


def _row(name: str, documents: int, one: watched.Watched) -> list[str]:
    speed = documents / one.seconds
    return [name, str(documents), f"{one.seconds:.0f}", f"{one.cpu:.0f}", f"{speed:.1f}", f"{one.gigabytes:.2f}"]


def _reading(output: str) -> float:
    """Seconds that the documents' reading took, as the command tells them."""
    found = _READ.search(output)
    if found is None:
        raise RuntimeError(f"nothing tells how long the reading took:\n{output}")
    return float(found[1])


def _otherwise(home: Settings, seed: int) -> list[Cell]:
    """Cells drawn from the release."""
    rows = query.run(
        home,
        "SELECT report_id, title, indicator, applicant, value::BIGINT::VARCHAR "
        "FROM facts JOIN reports USING (report_id) "
        "WHERE indicator LIKE 'req_denied%' AND applicant <> 'total' AND value IS NOT NULL ORDER BY ALL",
    ).rows
    return [Cell(*row) for row in random.Random(seed).sample(rows, CELLS)]


def _shown(home: Settings, path: Path, wrong: Sequence[Cell]) -> list[tuple[str, str, str]]:
    """(report_id, number before, number after) of the changes that are shown before a load, sorted."""
    path.write_text(json.dumps([[cell.title, cell.indicator, cell.applicant, OTHER] for cell in wrong]))
    before = Log(home.lake).latest()
    command = [sys.executable, "-m", "benchmarks.backfill.otherwise", str(path), *_ARGUMENTS]
    done = watched.run(command, _environment(home, 1))
    if Log(home.lake).latest() != before:
        raise RuntimeError("a load was written without consent")
    return sorted(match.groups() for line in done.output.splitlines() if (match := _CHANGED.fullmatch(line)))


if __name__ == "__main__":
    sys.exit(main())
