"""kill -9 of the command's processes: the run itself, its crawler, its workers that read."""

from __future__ import annotations

import random
import shutil
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.disturbed import command, moments, processes
from benchmarks.disturbed.found import Found

ROLES = (processes.RUN, processes.CRAWLER, processes.READER)
#: Faults that one home takes before it is looked at.
_IN_A_ROW = 5


def undisturbed(home: Path) -> tuple[dict[str, str], dict[str, float]]:
    """Digests of what a run leaves that nobody disturbs, and role -> seconds that it is there."""
    child = command.started(home)
    lasts = moments.lives({role: _look(child.pid, role) for role in ROLES}, lambda: child.poll() is None)
    if said := command.ended(child):
        raise SystemExit(f"the run fails before anything disturbs it: {said}")
    if not (expected := command.digests(command.releases(home))):
        raise SystemExit("the run leaves no release")
    return expected, lasts


def runs(
    folder: Path,
    kills: Sequence[moments.Kill],
    lasts: Mapping[str, float],
    rng: random.Random,
    expected: dict[str, str],
    found: Found,
) -> None:
    """The kills, over homes that take some each. lasts: as :func:`undisturbed` tells."""
    homes = deque((own, 0) for own in moments.packed(kills, _IN_A_ROW))
    number = 0
    while homes:
        due, tries = homes.popleft()
        done = _home(folder / f"killed-{number}", due, lasts, rng, expected, found)
        number += 1
        left, tries = due[done:], 0 if done else tries + 1
        if tries:
            role, part = left[0]
            left[0] = role, part * moments.EARLIER
        if tries == moments.TRIES:
            found.wrong.append(f"{role} was never met")
            left, tries = left[1:], 0
        if left:
            homes.append((left, tries))


def _home(
    home: Path,
    kills: Sequence[moments.Kill],
    lasts: Mapping[str, float],
    rng: random.Random,
    expected: dict[str, str],
    found: Found,
) -> int:
    """A home whose runs are killed in turn, until one ends before its moment, and is then left alone; kills done.

    What runs over what a kill left has less to do: a role may not be there any more, or not for so long.
    """
    done = 0
    for role, part in kills:
        child = command.started(home)
        pids = moments.there(_look(child.pid, role), part * lasts[role], lambda child=child: child.poll() is None)
        others = [pid for other in ROLES for pid in processes.of(child.pid, other)]
        if not pids:
            if said := command.ended(child):
                found.wrong.append(f"{home.name}: nothing was killed, and the run fails: {said}")
            break
        pid = rng.choice(pids)
        processes.kill(pid)
        said = command.ended(child)
        done += 1
        found.faults["kill -9", role] += 1
        found.look(command.releases(home), f"{home.name}, kill -9 of {role}", said)
        if pid == child.pid and processes.are_left(others):
            found.wrong.append(f"{home.name}: processes of the run that was killed are left")
        print(".", end="", flush=True)
    command.finish(home, home.name, expected, found)
    shutil.rmtree(home)
    return done


def _look(run: int, role: str) -> moments.Look:
    return lambda: processes.of(run, role)
