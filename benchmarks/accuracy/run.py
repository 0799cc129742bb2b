"""A run: batches of one look are made, read and scored in worker processes; what failed is kept."""

from __future__ import annotations

import json
import multiprocessing
import random
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks.accuracy import make, plan
from benchmarks.accuracy.all_looks import BY_NAME
from benchmarks.accuracy.case import Case
from benchmarks.accuracy.looks import Look
from benchmarks.accuracy.score import Outcome, score
from gongkai import documents
from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.read import read_document, unreadable
from gongkai.settings import Readers

#: Documents made and read at a time: LibreOffice's start is paid once a batch, and a scan takes long.
_BATCH, _SCAN_BATCH = 40, 4


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents ``first`` to before ``last`` of a look. keep: converted files stay, for a seed that is run again."""

    look: str
    seed: int
    first: int
    last: int
    readers: Readers
    keep: bool


def batches(looks: Sequence[Look], counts: dict[str, int], seed: int, readers: Readers, keep: bool) -> list[Batch]:
    """All batches of a run, slow looks first so that no worker is left with them at the end."""
    found = []
    for look in looks:
        size = _SCAN_BATCH if look.finish is not None else _BATCH
        for first in range(0, counts[look.name], size):
            found.append(Batch(look.name, seed, first, min(first + size, counts[look.name]), readers, keep))
    slow = [batch for batch in found if BY_NAME[batch.look].finish is not None]
    others = [batch for batch in found if BY_NAME[batch.look].finish is None]
    random.Random(seed).shuffle(others)
    return [*slow, *others]


def outcomes(todo: Sequence[Batch], workers: int) -> Iterator[tuple[Batch, list[Outcome], float]]:
    """Each batch with its outcomes and the seconds of its worker's CPU, as they end."""
    if workers == 1:
        yield from ((batch, *work(batch)) for batch in todo)
        return
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        futures = {pool.submit(work, batch): batch for batch in todo}
        for future in as_completed(futures):
            yield (futures[future], *future.result())


def work(batch: Batch) -> tuple[list[Outcome], float]:
    """One batch: its outcomes, and the CPU seconds that reading took in this process."""
    look = BY_NAME[batch.look]
    cases = [plan.case(look, batch.seed, number) for number in range(batch.first, batch.last)]
    made = make.documents(look, cases, batch.keep)
    started = time.process_time()
    found = [_outcome(look, case, data, batch.readers) for case, data in zip(cases, made, strict=True)]
    return found, time.process_time() - started


def _outcome(look: Look, case: Case, data: bytes, readers: Readers) -> Outcome:
    document = documents.from_bytes(f"{case.name}.{look.extension}", data)
    outcome = _scored(case, document, readers)
    if outcome.failed:
        _keep(case, look, data, outcome)
    return outcome


def _scored(case: Case, document: Document, readers: Readers) -> Outcome:
    try:
        return score(case, read_document(document, readers))
    except Exception:
        # read_document promises never to raise: what it raised is counted, shown and kept, and the run goes on.
        crash = UnreadableDocument(traceback.format_exc(), document.source, "", "mend the reader")
        return replace(score(case, unreadable(document, crash)), crashed=True)


def _keep(case: Case, look: Look, data: bytes, outcome: Outcome) -> Path:
    """The document and what is wrong with its reading, side by side."""
    folder = make.FOLDER / "failed" / str(case.seed)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{case.name}.{look.extension}"
    path.write_bytes(data)
    named = {"profile": case.profile, "variant": case.variant, "oddity": case.oddity, "verdicts": dict(case.verdicts)}
    text = json.dumps(named | asdict(outcome), ensure_ascii=False, indent=1)
    path.with_suffix(f".{look.extension}.json").write_text(text, encoding="utf-8")
    return path
