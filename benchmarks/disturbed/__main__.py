"""``python -m benchmarks.disturbed``: nights of the sample province that are disturbed, and what the next run makes.

kill -9, of every kind of process in turn, at moments spread evenly over the life of each: the command (``gongkai run``
over two nights, from nothing), its crawler, its workers that read; a Dask worker, while a run is read by two; Dagster's
daemon, during a night that the schedule began. Disks that are full at a random byte, or read-only over what a kill
left, under the command and under a load and its release through the library. After each fault the release that readers
get must be whole, and what a run says must be no traceback; then the same run again, on a disk that is sound (by Dask
the run that lost its worker, for the daemon the night that goes on), must end, and leave the Parquet files of one that
nobody disturbed, byte for byte. Disks are ``tmpfs`` mounts, which root alone may make. The seed is printed. Exit 1
where anything is not so.
"""

from __future__ import annotations

import argparse
import random
import secrets
import sys
import tempfile
from itertools import zip_longest
from pathlib import Path

from benchmarks.disturbed import daemon, dask_killed, disks, killed, moments, processes
from benchmarks.disturbed.found import Found
from gongkai.text_table import text_table

#: Of a hundred kills; a night by Dagster's daemon lasts minutes.
_SHARES = {
    processes.RUN: 27,
    processes.CRAWLER: 27,
    processes.READER: 26,
    dask_killed.ROLE: 10,
    daemon.ROLE: 10,
}
_NAMES = dict(zip(("run", "crawler", "reader", "dask", "daemon"), _SHARES, strict=True))


def main() -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.disturbed", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--roles", default=",".join(_NAMES), help="that are killed: %(default)s")
    parser.add_argument("--disks", type=int, default=20, help="full and read-only disks each, through the library")
    parser.add_argument("--runs", type=int, default=20, help="full and read-only disks together, through Dagster")
    parser.add_argument("--seed", type=int, default=secrets.randbits(32))
    given = parser.parse_args()
    roles = given.roles.split(",")
    if strangers := sorted(set(roles) - _NAMES.keys()):
        parser.error(f"no role {strangers[0]}")
    print(f"seed {given.seed}", flush=True)
    shares = moments.shares(given.kills, {_NAMES[name]: _SHARES[_NAMES[name]] for name in _NAMES if name in roles})
    with tempfile.TemporaryDirectory() as name:
        found = _disturbed(Path(name), shares, given.runs, given.disks, random.Random(given.seed))
    print("\n" + text_table(("fault", "met", "times"), found.rows()))
    print(
        *(found.wrong or ["After each a whole release, and the next run made what an undisturbed one does."]), sep="\n"
    )
    return 1 if found.wrong else 0


def _disturbed(folder: Path, shares: dict[str, int], runs: int, library: int, rng: random.Random) -> Found:
    found = Found()
    expected, lasts = killed.undisturbed(folder / "undisturbed")
    told = ", ".join(f"{role} {seconds:.1f} s" for role, seconds in lasts.items())
    print(f"undisturbed: {len(expected)} Parquet files; {told}", flush=True)
    parts = {role: moments.spread(count, rng) for role, count in shares.items()}
    by_role = [[(role, part) for part in parts.get(role, ())] for role in killed.ROLES]
    in_turn = [kill for kills in zip_longest(*by_role) for kill in kills if kill is not None]
    killed.runs(folder, in_turn, lasts, rng, expected, found)
    if count := parts.get(dask_killed.ROLE):
        dask_killed.runs(folder, count, expected, found)
    if count := parts.get(daemon.ROLE):
        daemon.nights(folder / "nights", count, rng, found)
    if not runs + library:
        return found
    if not disks.may_mount(folder):
        found.wrong.append("disks: none were made, mounting is refused here")
        return found
    for number in range(runs):
        fault = disks.full if number % 2 else disks.read_only
        fault(folder / f"disk-{number}", lasts[processes.RUN], rng, expected, found)
    disks.library(folder, library, rng, found)
    return found


if __name__ == "__main__":
    sys.exit(main())
