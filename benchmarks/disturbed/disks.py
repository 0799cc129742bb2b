"""Disks that are full at a random byte, or turn read-only over what a killed run has left: ``tmpfs`` mounts."""

from __future__ import annotations

import contextlib
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import kills
from benchmarks.disturbed import command
from benchmarks.disturbed.found import Found
from gongkai.errors import GongkaiError

#: How a task ends that was refused what it needs, and says so.
_REFUSED = 3
_MB = 2**20


def may_mount(folder: Path) -> bool:
    """Whether this user may mount disks, which root alone may."""
    place = folder / "may"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(place)], capture_output=True).returncode:
        return False
    subprocess.run(["umount", str(place)], check=True)
    return True


def full(home: Path, seconds: float, rng: random.Random, expected: dict[str, str], found: Found) -> None:
    """A disk that has room for a part of what a run writes."""
    with _disk(home, rng.randrange(1, 60) * _MB) as resize:
        said = command.run(home / "home")
        found.faults["full disk, through Dagster", _refused(bool(said))] += 1
        found.look(command.releases(home / "home"), f"{home.name}, full disk", said)
        resize("size=1g")
        command.finish(home / "home", home.name, expected, found)


def read_only(home: Path, seconds: float, rng: random.Random, expected: dict[str, str], found: Found) -> None:
    """A run over what one that was killed has left, on a disk that cannot be written to."""
    with _disk(home, 1024 * _MB) as remount:
        child = command.started(home / "home")
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(rng.uniform(0, seconds))
        child.kill()
        command.ended(child)
        _until(lambda: remount("ro"))
        said = command.run(home / "home")
        found.faults["read-only disk, through Dagster", _refused(bool(said))] += 1
        found.look(command.releases(home / "home"), f"{home.name}, read-only disk", said)
        remount("rw")
        command.finish(home / "home", home.name, expected, found)


def library(folder: Path, count: int, rng: random.Random, found: Found) -> None:
    """A load and its release on full and read-only disks, without Dagster: so many of each that refused something, of
    at most four times as many."""
    base, undisturbed = folder / "base", folder / "after"
    kills.first_night(base)
    shutil.copytree(base, undisturbed, symlinks=True)
    seconds, expected = kills.seconds_of(kills.second_night, undisturbed, 0), kills.digests(undisturbed)
    used = sum(path.stat().st_size for path in base.rglob("*") if path.is_file())
    for kind in ("full", "read-only"):
        refused = 0
        for number in range(4 * count):
            if refused == count:
                break
            home, is_full = folder / f"library-{kind}-{number}", kind == "full"
            with _disk(home, used + rng.randrange(16 * _MB) if is_full else 1024 * _MB) as remount:
                shutil.copytree(base, home / "home", symlinks=True)
                if not is_full:
                    child = kills.started(_second_night, home / "home")
                    child.join(rng.uniform(0, seconds))
                    child.kill()
                    child.join()
                    _until(lambda: remount("ro"))
                code = kills.exit_code(_second_night, home / "home")
                refused += bool(code)
                fault = f"{kind} disk, through the library"
                found.faults[fault, _refused(bool(code))] += 1
                problems = [] if code in (0, _REFUSED) else ["it ends with a traceback"]
                problems += kills.told(kills.whole, home / "home")
                remount("rw,size=1g")
                problems += _after(home / "home", expected)
                found.wrong += [f"{fault} {number}: {problem}" for problem in problems]


def _after(home: Path, expected: dict[str, str]) -> list[str]:
    """What is wrong with the night that is done again on a good disk."""
    if kills.exit_code(kills.second_night, home, 0) != 0:
        return ["the next run fails"]
    return [] if kills.digests(home) == expected else ["the next run makes another release"]


def _second_night(home: Path) -> None:
    try:
        kills.second_night(home, 0)
    except GongkaiError:
        sys.exit(_REFUSED)


def _refused(anything: bool) -> str:
    return "something was refused" if anything else "nothing was refused"


def _until(is_done: Callable[[], bool]) -> None:
    """Wait until a disk is free: what a killed run has started may write on for a moment."""
    until = time.monotonic() + command.PATIENCE
    while not is_done():
        if time.monotonic() > until:
            raise SystemExit("a disk cannot be made read-only: something holds a file on it")
        time.sleep(0.1)


@contextlib.contextmanager
def _disk(place: Path, size: int) -> Iterator[Callable[[str], bool]]:
    """A disk of so many bytes at a place; gives what changes its options, and says whether that was granted."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=True)
    try:
        yield (
            lambda options: (
                subprocess.run(["mount", "-o", f"remount,{options}", str(place)], capture_output=True).returncode == 0
            )
        )
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
