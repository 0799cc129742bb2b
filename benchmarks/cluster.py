"""``python -m benchmarks.cluster``: documents read by four Dask workers, of which two are killed and one is added.

Bodies are made, read by processes of this machine, then by the cluster into another cache: after a quarter of the
documents two workers get SIGKILL, after a half a fifth one joins. Exit 1 where a document is not done, is done twice,
or a byte of what is kept differs.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.media import RENDERERS
from gongkai.crawl.store import BodyStore
from gongkai.documents import from_bytes
from gongkai.lake.executor import open_executor
from gongkai.reports.reading import read_all
from gongkai.sample.documents import content_of
from gongkai.sample.publications import publications
from gongkai.text_table import text_table

# The cluster is that of the tests.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from dask_cluster import Cluster, whole_files

#: In a thousand documents, about as sites publish them; scans would take most of the time and show nothing more.
SHARES = {"html": 888, "pdf ruled": 90, "docx": 20, "text": 2}
_HEADS = ("by", "s", "documents/s", "lines", "differing", "twice", "files kept", "differing", "MB")


@dataclass(frozen=True)
class Outcome:
    """Seconds that it took, the lines of stage ``grids``, and the files of the cache."""

    seconds: float
    lines: list[dict[str, Any]]
    files: dict[str, bytes]


def main() -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=5000)
    given = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        media = bodies(BodyStore(folder / "bodies"), given.documents)
        counts = Counter(media.values())
        print(f"{len(media)} documents: {', '.join(f'{n} {medium}' for medium, n in counts.most_common())}", flush=True)
        with open_executor(cores) as executor:
            alone = _read(folder, "alone", media, executor)
        print(f"{cores} processes: {alone.seconds:.0f} s", flush=True)
        spread, killed = _spread(folder, media)
    rows = [_row(f"{cores} processes", alone, alone), _row("4 workers, 2 killed, 1 added", spread, alone)]
    print(text_table(_HEADS, rows))
    done = [line["sha256"] for line in spread.lines] == sorted(media)
    right = done and killed == [-signal.SIGKILL] * 2 and (spread.lines, spread.files) == (alone.lines, alone.files)
    print(
        "All is done, nothing twice, every byte is the same." if right else f"NOT as by this machine; killed: {killed}"
    )
    return 0 if right else 1


def bodies(store: BodyStore, count: int) -> dict[str, str]:
    """Keep ``count`` different documents of the sample's reports (at most); digest → media type."""
    contents = [content_of(one) for one in publications() if one.odd != "mixed_form"]
    kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
    media = {}
    for number in range(count):
        # Coprime to the thousand, so that a small run has all media too.
        kind, content = kinds[number * 617 % len(kinds)], contents[number % len(contents)]
        made = from_bytes("", RENDERERS[kind](replace(content, title=f"{content.title} {number:06}")))
        media[store.put(made.data)] = made.media_type
    return media


def _spread(folder: Path, media: Mapping[str, str]) -> tuple[Outcome, list[int]]:
    """What the cluster made, and how the two workers ended."""
    with closing(Cluster(folder)) as cluster:
        doomed = [cluster.add() for _ in range(4)][:2]
        cluster.wait_for(4)

        def disturb(done: int, of: int) -> None:
            if done == of // 4:
                for worker in doomed:
                    worker.send_signal(signal.SIGKILL)
            if done == of // 2:
                cluster.add()

        (folder / "spread").mkdir()
        with open_executor(1, cluster.address, (folder / "bodies", folder / "spread")) as executor:
            found = _read(folder, "spread", media, executor, disturb)
        cluster.wait_for(3)
        return found, [worker.wait() for worker in doomed]


def _read(
    folder: Path,
    name: str,
    media: Mapping[str, str],
    executor: Executor,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Outcome:
    started = time.monotonic()
    lines = read_all(media, folder / "bodies", folder / name, executor, "both", told)
    return Outcome(time.monotonic() - started, lines, whole_files(folder / name))


def _row(by: str, one: Outcome, alone: Outcome) -> list[str]:
    count, names = len(one.lines), one.files.keys() | alone.files.keys()
    return [
        by,
        f"{one.seconds:.0f}",
        f"{count / one.seconds:.1f}",
        str(count),
        str(sum(here != there for here, there in zip(one.lines, alone.lines, strict=False))),
        str(count - len({line["sha256"] for line in one.lines})),
        str(len(one.files)),
        str(sum(one.files.get(name) != alone.files.get(name) for name in names)),
        f"{sum(map(len, one.files.values())) / 1e6:.0f}",
    ]


if __name__ == "__main__":
    sys.exit(main())
