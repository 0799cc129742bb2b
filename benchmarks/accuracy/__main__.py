"""``python -m benchmarks.accuracy``: the proof of reading. Exit 1 when a bar is missed."""

from __future__ import annotations

import argparse
import secrets
import sys
import time

from benchmarks.accuracy import make, plan
from benchmarks.accuracy.all_looks import BY_NAME, LOOKS
from benchmarks.accuracy.looks import Look
from benchmarks.accuracy.report import report
from benchmarks.accuracy.run import batches, outcomes
from benchmarks.accuracy.score import Outcome

#: So many that more than 3,000 of them print at least 40 numbers other than 0.
DOCUMENTS = 4200


def main() -> int:
    """Draw, make, read, count, print."""
    options = _options()
    seed = options.seed if options.seed is not None else secrets.randbits(32)
    print(f"seed {seed}; failures are kept in {make.FOLDER / 'failed' / str(seed)}", file=sys.stderr, flush=True)
    looks = options.looks or list(LOOKS)
    todo = batches(looks, plan.counts(looks, options.documents), seed, options.readers, options.seed is not None)
    found: list[Outcome] = []
    started = time.monotonic()
    for done, (batch, own, cpu) in enumerate(outcomes(todo, options.workers), start=1):
        found += own
        failed = sum(outcome.failed for outcome in own)
        print(
            f"{done}/{len(todo)} {time.monotonic() - started:.0f} s  {batch.look} {batch.first}–{batch.last - 1}: "
            f"{failed} to look at, {cpu / len(own):.2f} s each",
            file=sys.stderr,
            flush=True,
        )
    text, met = report(looks, found, seed, options.readers)
    print(text)
    return 0 if met else 1


def _looks(names: str) -> list[Look]:
    unknown = [name for name in names.split(",") if name not in BY_NAME]
    if unknown:
        raise argparse.ArgumentTypeError(f"no such look: {', '.join(unknown)}")
    return [BY_NAME[name] for name in names.split(",")]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--documents", type=int, default=DOCUMENTS, help=f"about so many (default {DOCUMENTS})")
    parser.add_argument("--seed", type=int, help="of an earlier run, to make the same documents again")
    parser.add_argument("--looks", type=_looks, default=[], help=f"comma separated: {', '.join(BY_NAME)}")
    parser.add_argument("--readers", choices=("both", "fast"), default="both")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
