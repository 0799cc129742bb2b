"""``python -m benchmarks.disturbed``: nights of the sample province that are disturbed, and what the next run makes.

Through Dagster, by the command itself (``gongkai run`` over two nights, from nothing): kill -9 of a process of its tree
at a random moment (the run, the crawler, a worker that reads), a disk that is full at a random byte, a run over what a
kill left on a disk that is read-only now. Through the library: a load and its release on such disks. After each fault
the release that readers get must be whole, and what the run says must be no traceback; then the same run again, on a
disk that is sound, must end, and leave the Parquet files of one that nobody disturbed, byte for byte. Disks are
``tmpfs`` mounts, which root alone may make. The seed is printed. Exit 1 where anything is not so.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import kills
from benchmarks.backfill.watched import descendants
from gongkai.errors import GongkaiError
from gongkai.settings import load
from gongkai.text_table import text_table
from gongkai.warehouse import rollback
from gongkai.warehouse.release import current

#: As ``gongkai --sample run``, its sites at an address of their own.
_RUN = """
import sys
from gongkai.settings import load
from gongkai.errors import GongkaiError
from pipelines import sample
from pipelines.console import Progress
from pipelines.wanted import Wanted
settings = load(sample=True, environment={"GONGKAI_HOME": sys.argv[1], "GONGKAI_WORKERS": "2"})
try:
    with Progress() as progress:
        outcome = sample.run_nights(settings, Wanted(), progress, "127.99.0.99", int(sys.argv[2]))
except GongkaiError as error:
    sys.exit(str(error))
sys.exit("; ".join(outcome.failures) or 0)
"""
_PORT = 18700
#: Say how long answers took, and how often something was asked for; and which releases there were.
_OF_EACH_RUN = {"fetches.parquet", "releases.parquet"}
_THE_RUN = "the run itself: judge, loader, release"
#: How a task ends that was refused what it needs, and says so.
_REFUSED = 3
#: Faults that one home takes before it is looked at; a run that is not killed ends within so many seconds.
_IN_A_ROW, _PATIENCE = 5, 300
#: Seconds after which nothing of a killed run may be there.
_A_WHILE = 30
_MB = 2**20


@dataclass
class Found:
    """faults: counted by kind and by what they met. wrong: in words."""

    faults: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def rows(self) -> list[list[str]]:
        """One a kind of fault and what it met."""
        return [[kind, met, str(count)] for (kind, met), count in sorted(self.faults.items())]


def main() -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.disturbed", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--disks", type=int, default=20, help="full and read-only disks each, through the library")
    parser.add_argument("--runs", type=int, default=20, help="full and read-only disks together, through Dagster")
    parser.add_argument("--seed", type=int, default=secrets.randbits(32))
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    rng, found = random.Random(given.seed), Found()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = time.monotonic()
        said = _run(folder / "undisturbed")
        seconds = time.monotonic() - started
        if said:
            raise SystemExit(f"the run fails before anything disturbs it: {said}")
        expected = _digests(folder / "undisturbed")
        if not expected:
            raise SystemExit("the run leaves no release")
        print(f"undisturbed: {seconds:.0f} s, {len(expected)} Parquet files", flush=True)
        while (done := found.faults.total()) < given.kills:
            _killed(folder / f"killed-{done}", min(_IN_A_ROW, given.kills - done), seconds, rng, expected, found)
        if _may_mount(folder):
            for number in range(given.runs):
                fault = _full if number % 2 else _read_only
                fault(folder / f"disk-{number}", seconds, rng, expected, found)
            _library(folder, given.disks, rng, found)
        else:
            found.wrong.append("disks: none were made, mounting is refused here")
    print(text_table(("fault", "met", "times"), found.rows()))
    print(
        *(found.wrong or ["After each a whole release, and the next run made what an undisturbed one does."]), sep="\n"
    )
    return 1 if found.wrong else 0


def _killed(home: Path, count: int, seconds: float, rng: random.Random, expected: dict[str, str], found: Found) -> None:
    """A home whose runs are killed so often, or until one ends before, and is then left alone."""
    for _ in range(count):
        child = _started(home)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(rng.uniform(0, seconds / 3))
        if child.poll() is not None:
            break
        roles = {pid: role for pid in sorted(descendants(child.pid)) if (role := _role(pid, child.pid))}
        pid = rng.choice([child.pid, *roles])
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        said, met = _ended(child), roles.get(pid, _THE_RUN)
        found.faults["kill -9", met] += 1
        _look(home, f"kill -9 of {met}", said, found)
        if pid == child.pid and _are_left(roles):
            found.wrong.append(f"{home.name}: processes of the run that was killed are left")
        print(".", end="", flush=True)
    _finish(home, home.name, expected, found)
    shutil.rmtree(home)


def _are_left(pids: Iterable[int]) -> bool:
    """Whether any process of a run is still there after a while."""
    until = time.monotonic() + _A_WHILE
    while left := [pid for pid in pids if Path(f"/proc/{pid}").exists()]:
        if time.monotonic() > until:
            return bool(left)
        time.sleep(0.1)
    return False


def _role(pid: int, run: int) -> str:
    """What a process of the run is; nothing for what only watches."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
    if pid == run:
        return _THE_RUN
    if "resource_tracker" in command or "watch_orphans" in command:
        return ""
    return "the crawler" if "crawl" in command or "scrapy" in command else "a worker that reads"


def _full(home: Path, seconds: float, rng: random.Random, expected: dict[str, str], found: Found) -> None:
    """A disk that has room for a part of what a run writes."""
    with _disk(home, rng.randrange(1, 60) * _MB) as resize:
        said = _ended(_started(home / "home"))
        found.faults["full disk, through Dagster", _refused(bool(said))] += 1
        _look(home / "home", "full disk", said, found)
        resize("size=1g")
        _finish(home / "home", home.name, expected, found)


def _read_only(home: Path, seconds: float, rng: random.Random, expected: dict[str, str], found: Found) -> None:
    """A run over what one that was killed has left, on a disk that cannot be written to."""
    with _disk(home, 1024 * _MB) as remount:
        child = _started(home / "home")
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(rng.uniform(0, seconds))
        child.kill()
        _ended(child)
        _until(lambda: remount("ro"))
        said = _run(home / "home")
        found.faults["read-only disk, through Dagster", _refused(bool(said))] += 1
        _look(home / "home", "read-only disk", said, found)
        remount("rw")
        _finish(home / "home", home.name, expected, found)


def _refused(anything: bool) -> str:
    return "something was refused" if anything else "nothing was refused"


def _until(is_done: Callable[[], bool]) -> None:
    """Wait until a disk is free: what a killed run has started may write on for a moment."""
    until = time.monotonic() + _PATIENCE
    while not is_done():
        if time.monotonic() > until:
            raise SystemExit("a disk cannot be made read-only: something holds a file on it")
        time.sleep(0.1)


def _library(folder: Path, count: int, rng: random.Random, found: Found) -> None:
    """A load and its release on full and read-only disks, without Dagster."""
    base, undisturbed = folder / "base", folder / "after"
    kills.first_night(base)
    shutil.copytree(base, undisturbed, symlinks=True)
    seconds, expected = kills.seconds_of(kills.second_night, undisturbed, 0), kills.digests(undisturbed)
    used = sum(path.stat().st_size for path in base.rglob("*") if path.is_file())
    for number in range(2 * count):
        home, is_full = folder / f"library-{number}", number % 2 == 0
        with _disk(home, used + rng.randrange(16 * _MB) if is_full else 1024 * _MB) as remount:
            shutil.copytree(base, home / "home", symlinks=True)
            if not is_full:
                child = kills.started(_second_night, home / "home")
                child.join(rng.uniform(0, seconds))
                child.kill()
                child.join()
                _until(lambda: remount("ro"))
            code = kills.exit_code(_second_night, home / "home")
            kind = "full disk, through the library" if is_full else "read-only disk, through the library"
            found.faults[kind, _refused(bool(code))] += 1
            problems = kills.told(kills.whole, home / "home")
            problems += [] if code in (0, _REFUSED) else ["it ends with a traceback"]
            remount("rw,size=1g")
            if kills.exit_code(kills.second_night, home / "home", 0) != 0:
                problems.append("the next run fails")
            elif kills.digests(home / "home") != expected:
                problems.append("the next run makes another release")
            found.wrong += [f"{kind} {number}: {problem}" for problem in problems]


def _second_night(home: Path) -> None:
    try:
        kills.second_night(home, 0)
    except GongkaiError:
        sys.exit(_REFUSED)


def _look(home: Path, what: str, said: str, found: Found) -> None:
    """What must hold right after a fault."""
    if "Traceback" in said:
        found.wrong.append(f"{home.name}, {what}: {said}")
    release = current(_releases(home))
    if release is not None:
        found.wrong += [f"{home.name}, {what}: {fault}" for fault in rollback.faults(release)]


def _finish(home: Path, name: str, expected: dict[str, str], found: Found) -> None:
    """The next run, and what it must leave."""
    said = _run(home)
    if said:
        found.wrong.append(f"{name}: the next run fails: {said}")
        return
    made = _digests(home)
    found.wrong += [
        f"{name}: {path} differs" for path in sorted(made.keys() | expected) if made.get(path) != expected.get(path)
    ]


def _run(home: Path) -> str:
    """Run the nights; what it says of its failure, nothing where it ends well."""
    return _ended(_started(home))


def _started(home: Path) -> subprocess.Popen[str]:
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", _RUN, str(home), str(_PORT)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def _ended(child: subprocess.Popen[str]) -> str:
    """What the run said of its failure; nothing where it ended well, or was killed."""
    try:
        _, said = child.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        return f"Traceback: the run hangs, {_PATIENCE} s"
    return said[-2000:] or f"exit {child.returncode}" if child.returncode > 0 else ""


def _digests(home: Path) -> dict[str, str]:
    folder = (_releases(home) / "current" / "parquet").resolve()
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.parquet"))}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items() if name not in _OF_EACH_RUN
    }


def _releases(home: Path) -> Path:
    return load(sample=True, environment={"GONGKAI_HOME": str(home)}).releases


def _may_mount(folder: Path) -> bool:
    place = folder / "may"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(place)], capture_output=True).returncode:
        return False
    subprocess.run(["umount", str(place)], check=True)
    return True


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


if __name__ == "__main__":
    sys.exit(main())
