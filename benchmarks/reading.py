"""What reading costs: ``python -m benchmarks.reading [MEDIUM…]`` prints CPU time per document and stage by medium.

One process, one core, everything imported and every document read once before the clock starts. No document stands in
a round twice, so the caches of labels help as much as they do in a real night: the labels come again, the figures do
not. Each figure is the median of the rounds' CPU time (process_time), not of the wall clock.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from statistics import median
from time import process_time

from benchmarks.media import RENDERERS, made
from gongkai.align.document import align
from gongkai.documents import Document
from gongkai.grids.router import extracts
from gongkai.judge.evaluate import judged
from gongkai.read import content, read_document

_ROUNDS = 5
#: Documents a round; PDFs take their time.
_DOCUMENTS, _PDFS = 36, 6


def main(media: Sequence[str]) -> None:
    """Print one line a medium: documents a second by ``read_document``, and milliseconds of each stage apart.

    align: grids to tables. whole − (extract + align + judge) is title, scope and combining readings.
    """
    print(f"{'medium':<16}{'docs':>6}{'docs/s':>9}{'whole':>9}{'extract':>9}{'align':>9}{'judge':>9}   (ms a document)")
    for medium in media or RENDERERS:
        documents = made(medium, _PDFS if medium.startswith("pdf") else _DOCUMENTS)
        whole, extract, aligned, judge = _stages(documents)
        figures = "".join(f"{ms:>9.2f}" for ms in (whole, extract, aligned, judge))
        print(f"{medium:<16}{len(documents):>6}{1000 / whole:>9.1f}{figures}", flush=True)


def _stages(documents: Sequence[Document]) -> tuple[float, float, float, float]:
    """Milliseconds a document: all of it, extract, align, judge."""
    found = [extracts(document) for document in documents]
    reports = [
        report
        for document, extract in zip(documents, found, strict=True)
        for report in content(document, extract).reports
    ]
    each: tuple[Callable[[], object], ...] = (
        lambda: [read_document(document) for document in documents],
        lambda: [extracts(document) for document in documents],
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
    start = process_time()
    work()
    return process_time() - start


if __name__ == "__main__":
    main(sys.argv[1:])
