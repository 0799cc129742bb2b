"""``python -m benchmarks.hostile --mutants 5000``: exit code 1 when anything crashed, was wrong or over its limits."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import secrets
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

from benchmarks.hostile.bases import SHARES
from benchmarks.hostile.bombs import BOMBS
from benchmarks.hostile.soak import HEADS, Tally, explode, soak
from gongkai.text_table import text_table


def apart(work: Callable[..., Tally], *given: object) -> Tally:
    """Do it in a fresh process, whose memory is then its own."""
    # The server of the forks is small, so what a child holds is what its documents took.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("forkserver")) as pool:
        return pool.submit(work, *given).result()


def main() -> int:
    """Bombs, then mutants of all media; the faults below the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__)
    parser.add_argument("--mutants", type=int, default=5000)
    parser.add_argument("--seed", default=secrets.token_hex(4), help="drawn, if not given")
    parser.add_argument("--media", nargs="+", choices=SHARES, default=list(SHARES))
    parser.add_argument("--no-bombs", action="store_true")
    given = parser.parse_args()
    print(f"seed {given.seed} · {os.cpu_count()} cores", flush=True)
    tallies: list[Tally] = []
    if not given.no_bombs:
        tallies = [apart(explode, name) for name in BOMBS]
        rows = [[t.name, f"{t.slowest:.2f}", str(t.memory), t.said or "crashed"] for t in tallies]
        print(text_table(("bomb", "s", "most MB", "answer"), rows), flush=True)
    whole = sum(SHARES[medium] for medium in given.media)
    soaked = []
    for medium in given.media:
        soaked.append(apart(soak, medium, round(given.mutants * SHARES[medium] / whole + 0.5), given.seed))
        own = soaked[-1]
        print("\n".join([f"{medium}: {len(own.faults)} faults in {own.mutants} mutants", *own.faults]), flush=True)
    print(text_table(HEADS, [tally.row() for tally in soaked]))
    faults = [fault for tally in (*tallies, *soaked) for fault in tally.faults]
    print("\n".join([*(t.said for t in soaked if t.said), *faults, f"{len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
