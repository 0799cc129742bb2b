"""``python -m benchmarks.kills``: kill -9 at random moments of a load and its release, on a small lake.

After each kill the release that readers get must be whole (every file as its checksum says, its database opened and
asked); then the next run must end, and leave the Parquet files of a run that nobody disturbed, byte for byte, and
nothing half made. The seed is printed. Exit 1 where anything is not so.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import random
import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

# The small lake is that of the tests.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from warehouse_examples import (
    NIGHT_1,
    NIGHT_2,
    broken_review,
    gate,
    load_input,
    report,
    revised,
    settings,
    unresolved,
)

from gongkai.lake.log import Log
from gongkai.warehouse import rollback
from gongkai.warehouse.load import write_load
from gongkai.warehouse.release import current, publish

#: Children are forked, so that a kill finds them at work and not at their imports. The parent itself runs no DuckDB.
_FORK = multiprocessing.get_context("fork")
#: Say when loads and releases were made, which a later run does later.
_OF_TIME = {"loads.parquet", "releases.parquet"}


def main() -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=lambda text: int(text, 16), default=secrets.randbits(32), help="hexadecimal")
    parser.add_argument("--kills", type=int, default=100)
    given = parser.parse_args()
    print(f"seed {given.seed:08x}, {given.kills} kills", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        wrong = kills(Path(folder), given.seed, given.kills)
    print(
        *(wrong or ["After each kill a whole release, and the next run made what an undisturbed one does."]), sep="\n"
    )
    return 1 if wrong else 0


def kills(folder: Path, seed: int, number: int) -> list[str]:
    """Kill so many runs in ``folder``, which is empty; what was not as it must be."""
    rng = random.Random(seed)
    base, undisturbed = folder / "base", folder / "undisturbed"
    _done(first_night, base)
    shutil.copytree(base, undisturbed, symlinks=True)
    lasts = {
        what: seconds_of(task, undisturbed, 0) for what, task in (("load", _second_load), ("release", _second_release))
    }
    expected = digests(undisturbed)
    wrong: list[str] = []
    found: Counter[str] = Counter()
    for at in range(number):
        home = folder / f"{at}"
        shutil.copytree(base, home, symlinks=True)
        # Every other one in the load, which is short. A little longer than it takes: the last moments count, too.
        after = rng.uniform(0, 1.2 * (lasts["load"] if at % 2 else sum(lasts.values())))
        child = started(second_night, home, 0)
        child.join(after)
        if child.pid is not None and child.is_alive():
            os.kill(child.pid, signal.SIGKILL)
        child.join()
        found[_left(home)] += 1
        problems = told(whole, home)
        # The next run has the same clock (the run tried again), or a later one.
        hours = rng.choice((0, 1))
        if exit_code(second_night, home, hours) != 0:
            problems.append("the next run fails")
        else:
            problems += told(whole, home)
            made, untimed = digests(home), _OF_TIME if hours else set()
            names = sorted((made.keys() | expected.keys()) - untimed)
            problems += [f"{name} differs" for name in names if made.get(name) != expected.get(name)]
            problems += [f"{path.relative_to(home)} is left" for path in home.rglob("*.part")]
        wrong += [f"kill {at} after {after:.3f} s: {problem}" for problem in problems]
        shutil.rmtree(home)
    print(
        f"load {lasts['load']:.2f} s, release {lasts['release']:.1f} s; killed "
        + ", ".join(f"{what}: {count}" for what, count in sorted(found.items()))
    )
    return wrong


def first_night(home: Path) -> None:
    """A load and its release."""
    write_load(Log(home / "lake"), load_input(report(), unresolved()), "real", NIGHT_1)
    publish(settings(home), 1, NIGHT_1)


def second_night(home: Path, hours: int) -> None:
    """The next load, of a revision with a held table, and its release, so many hours late."""
    _second_load(home, hours)
    _second_release(home, hours)


def _second_load(home: Path, hours: int) -> None:
    """A revision with a held table."""
    held = gate(revised(), t4="unconfirmed", findings=(broken_review(),))
    given = load_input(report(), revised(), unresolved(), lines=[gate(report()), held, gate(unresolved())])
    write_load(Log(home / "lake"), given, "real", NIGHT_2 + timedelta(hours=hours))


def _second_release(home: Path, hours: int) -> None:
    """Like the asset, it publishes nothing that readers get already."""
    before, load = current(settings(home).releases), Log(home / "lake").latest()
    if before is None or before.load != load:
        publish(settings(home), load, NIGHT_2 + timedelta(hours=hours))


def whole(home: Path) -> list[str]:
    """What is not whole of the release that readers get."""
    release = current(settings(home).releases)
    return ["there is no release"] if release is None else rollback.faults(release)


def _left(home: Path) -> str:
    """Where a kill found the run."""
    release, load = current(settings(home).releases), Log(home / "lake").latest()
    if release is not None and release.load == 2:
        return "after the swap"
    if load == 2:
        return (
            "in the release"
            if any(settings(home).releases.glob(".*.part"))
            else "between load and release, or at the swap"
        )
    return "in the load" if any((home / "lake" / "loads").glob(".*.part")) else "before the load"


def digests(home: Path) -> dict[str, str]:
    """Parquet file of the current release -> sha256."""
    folder = (settings(home).releases / "current" / "parquet").resolve()
    paths = sorted(folder.rglob("*.parquet"))
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def started(task: Callable[..., object], *given: object) -> Any:
    """A task at work in a process of its own."""
    child = _FORK.Process(target=task, args=given)
    child.start()
    return child


def exit_code(task: Callable[..., object], *given: object) -> int | None:
    """Of a task that is done in a process of its own."""
    child = started(task, *given)
    child.join()
    return int(child.exitcode)


def seconds_of(task: Callable[..., object], *given: object) -> float:
    """How long a task takes in a process of its own, which must end well."""
    started = time.monotonic()
    _done(task, *given)
    return time.monotonic() - started


def _done(task: Callable[..., object], *given: object) -> None:
    if exit_code(task, *given) != 0:
        raise SystemExit(f"{task.__name__} fails before anything was killed")


def told(task: Callable[[Path], list[str]], home: Path) -> list[str]:
    """What a task finds, asked in a process of its own."""
    with _FORK.Pool(1) as pool:
        return pool.apply(task, (home,))


if __name__ == "__main__":
    sys.exit(main())
