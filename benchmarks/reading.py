"""What reading costs: ``python -m benchmarks.reading [MEDIUM…]`` prints CPU time per document and stage by medium.

One process, one core, everything imported and every document read once before the clock starts. No document stands in
a round twice, so the caches of labels help as much as they do in a real night: the labels come again, the figures do
not. Each figure is CPU time, that of the sandbox's workers included, not of the wall clock: for each document the least
of the rounds, as what else the machine does only ever adds to it. The last line is the machine's: how long a plain
loop takes beside them, so that figures of different evenings can be compared, and which build of Python it was: one
that a distribution builds by profile takes a sixth less than one built from source as it comes.
Memory is the peak of the largest worker; media that are read without one have none.
"""

from __future__ import annotations

import math
import os
import platform
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import process_time

from benchmarks.media import RENDERERS, made
from gongkai import sandbox
from gongkai.align.document import align
from gongkai.documents import Document
from gongkai.judge.evaluate import judged
from gongkai.lake.executor import collect_seldom
from gongkai.prose.counts import Whose
from gongkai.prose.facts import read as read_prose
from gongkai.read import content, read_document
from gongkai.readers import extracts
from gongkai.records import Report
from gongkai.settings import Readers

#: Kind of medium (first word of its name) -> documents a round, and rounds: PDFs take their time, scans the more.
_PDF, _SCAN = "pdf", "scan"
_EFFORT = {_PDF: (6, 8), _SCAN: (2, 3)}
_USUAL = (36, 15)
#: Additions of the loop that tells how fast the machine is.
_LOOP = 1_000_000
#: Row -> documents a second, at least; peak of a worker in MB, at most.
_LEAST = {"html": 200.0, "docx": 120.0, "pdf ruled both": 4.5, "pdf ruled fast": 15.0, "scan": 1 / 12}
_MOST_MB, _MOST_MB_OF_SCANS = 400, 1200


def main(media: Sequence[str]) -> None:
    """Print one row a medium: documents a second by ``read_document``, milliseconds of each stage apart, and memory.

    The bars are of tables read, aligned and judged; the numbers of the running text come on top of them.

    align: grids to tables. prose: the numbers of the running text. whole − (extract + align + judge + prose) is title,
    scope and combining readings.
    """
    # As the workers that read in a run.
    collect_seldom()
    heads = ["medium", "docs", "docs/s", "tables alone", "bar"]
    heads += [f"{stage} ms" for stage in ("whole", "extract", "align", "judge", "prose")]
    heads += ["worker MB", "bar"]
    print(f"| {' | '.join(heads)} |\n| {' | '.join(['---'] * len(heads))} |")
    for medium in media or RENDERERS:
        kind = medium.split()[0]
        most, rounds = _EFFORT.get(kind, _USUAL)
        documents = made(medium, most)
        modes: tuple[Readers, ...] = ("both", "fast") if kind == _PDF else ("both",)
        for mode in modes:
            name = f"{medium} {mode}" if kind == _PDF else medium
            stages, peak = _stages(documents, mode, rounds)
            print(
                _row(name, len(documents), stages, peak, _MOST_MB_OF_SCANS if kind == _SCAN else _MOST_MB), flush=True
            )
            sandbox.close()
    python = f"Python {platform.python_version()} ({platform.python_build()[1]})"
    print(f"\n{_LOOP:,} additions in a plain loop: {1000 * min(_cpu(_add) for _ in range(10)):.1f} ms; {python}")


def _add() -> None:
    total = 0
    for number in range(_LOOP):
        total += number


def _row(name: str, count: int, stages: Sequence[float], peak: float | None, most: int) -> str:
    """stages: milliseconds a document, of all of it first; peak, most: MB, peak None where no worker read."""
    whole, *_, prose = stages
    speeds = (1000 / whole, 1000 / (whole - prose))
    least = _LEAST.get(name)
    cells = [name, str(count), *(f"{speed:.1f}" if speed >= 1 else f"{speed:.3f}" for speed in speeds)]
    cells.append("–" if least is None else f"≥ {least:.3g} {_met(speeds[1] >= least)}")
    cells += [f"{ms:.2f}" for ms in stages]
    cells += ["–", "–"] if peak is None else [f"{peak:.0f}", f"≤ {most} {_met(peak <= most)}"]
    return f"| {' | '.join(cells)} |"


def _met(is_met: bool) -> str:
    return "ok" if is_met else "MISSED"


def _stages(documents: Sequence[Document], mode: Readers, rounds: int) -> tuple[list[float], float | None]:
    """Milliseconds a document (all of it, extract, align, judge, prose), and the workers' peak in MB.

    Exits where no report is read of a document: a scan drawn on a machine without Chinese fonts is blank, and cheap.
    """
    whole = _milliseconds([partial(read_document, document, mode) for document in documents], rounds)
    peak = _peak()
    found = [extracts(document, mode) for document in documents]
    reports = [content(document, extract).reports for document, extract in zip(documents, found, strict=True)]
    if not all(reports):
        sys.exit(
            "a document gives no report; to draw scans pdfium needs a Chinese font: apt-get install fonts-noto-cjk"
        )
    each: tuple[list[Callable[[], object]], ...] = (
        [partial(extracts, document, mode) for document in documents],
        [partial(align, extract) for own in found for extract in own],
        [partial(judged, report) for own in reports for report in own],
        [partial(read_prose, own, _whose(said)) for own, said in zip(found, reports, strict=True)],
    )
    stages = [whole, *(_milliseconds(work, rounds) for work in each)]
    return [stage / len(documents) for stage in stages], peak


def _whose(reports: Sequence[Report]) -> Whose:
    return Whose(reports[0].year, reports[0].agency)


def _milliseconds(work: Sequence[Callable[[], object]], rounds: int) -> float:
    """CPU time of all pieces of work together, each in the best of its rounds, after one to warm up."""
    best = [math.inf] * len(work)
    for n in range(rounds + 1):
        for i, piece in enumerate(work):
            spent = _cpu(piece)
            best[i] = min(best[i], spent) if n else math.inf
    return 1000 * sum(best)


def _cpu(work: Callable[[], object]) -> float:
    start = _spent()
    work()
    return _spent() - start


def _spent() -> float:
    """Seconds of CPU of this process and of those that it started and that still live."""
    threads = (thread for child in _workers() for thread in Path(f"/proc/{child}/task").iterdir())
    return process_time() + sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def _peak() -> float | None:
    """The most memory, in MB, that one of the living workers has held; None without any."""
    told = [
        line.split()[1]
        for child in _workers()
        for line in Path(f"/proc/{child}/status").read_text().splitlines()
        if line.startswith("VmHWM:")
    ]
    return max(map(int, told)) / 1024 if told else None


def _workers() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


if __name__ == "__main__":
    main(sys.argv[1:])
