"""What reading costs: ``python -m benchmarks.reading [MEDIUM…]`` prints CPU time per document and stage by medium.

One process, one core, everything imported and every document read once before the clock starts. No document stands in
a round twice, so the caches of labels help as much as they do in a real night: the labels come again, the figures do
not. Each figure is the median of the rounds' CPU time, that of the sandbox's workers included, not of the wall clock.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.media import RENDERERS, made
from gongkai.align.document import align
from gongkai.documents import Document
from gongkai.judge.evaluate import judged
from gongkai.read import content, read_document
from gongkai.readers import extracts
from gongkai.settings import Readers

_ROUNDS = 5
#: Documents a round; PDFs take their time.
_DOCUMENTS, _PDFS = 36, 6


def main(media: Sequence[str]) -> None:
    """Print one line a medium: documents a second by ``read_document``, and milliseconds of each stage apart.

    align: grids to tables. whole − (extract + align + judge) is title, scope and combining readings.
    """
    print(f"{'medium':<16}{'docs':>6}{'docs/s':>9}{'whole':>9}{'extract':>9}{'align':>9}{'judge':>9}   (ms a document)")
    for medium in media or RENDERERS:
        is_pdf = medium.startswith("pdf")
        documents = made(medium, _PDFS if is_pdf else _DOCUMENTS)
        modes: tuple[Readers, ...] = ("both", "fast") if is_pdf else ("both",)
        for mode in modes:
            whole, extract, aligned, judge = _stages(documents, mode)
            figures = "".join(f"{ms:>9.2f}" for ms in (whole, extract, aligned, judge))
            name = f"{medium} {mode}" if is_pdf else medium
            print(f"{name:<16}{len(documents):>6}{1000 / whole:>9.1f}{figures}", flush=True)


def _stages(documents: Sequence[Document], mode: Readers) -> tuple[float, float, float, float]:
    """Milliseconds a document: all of it, extract, align, judge."""
    found = [extracts(document, mode) for document in documents]
    reports = [
        report
        for document, extract in zip(documents, found, strict=True)
        for report in content(document, extract).reports
    ]
    each: tuple[Callable[[], object], ...] = (
        lambda: [read_document(document, mode) for document in documents],
        lambda: [extracts(document, mode) for document in documents],
        lambda: [align(extract) for own in found for extract in own],
        lambda: [judged(report) for report in reports],
    )
    whole, extract, aligned, judge = (_milliseconds(work) / len(documents) for work in each)
    return whole, extract, aligned, judge


def _milliseconds(work: Callable[[], object]) -> float:
    """Median CPU time of a round after one to warm up."""
    work()
    return 1000 * median(_cpu(work) for _ in range(_ROUNDS))


def _cpu(work: Callable[[], object]) -> float:
    start = _spent()
    work()
    return _spent() - start


def _spent() -> float:
    """Seconds of CPU of this process and of those that it started and that still live."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    ticks = sum(
        sum(map(int, Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[11:13])) for child in children
    )
    return process_time() + ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(sys.argv[1:])
