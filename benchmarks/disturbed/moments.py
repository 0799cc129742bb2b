"""When to kill: moments spread evenly over the seconds that a role is there, counted only while it is."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence

#: Between two looks at the processes; the crawler lives for a second or two.
_EVERY_S = 0.05

#: Runs from nothing in which a moment may not come before all ends, for a life is never as long as the last one; each
#: time it is looked for a little earlier.
TRIES, EARLIER = 5, 0.85

#: A role, and the part of its life (0 to 1) after which one of its processes is killed.
Kill = tuple[str, float]
#: Ids of the processes of a role that are there now.
Look = Callable[[], Sequence[int]]


def spread(count: int, rng: random.Random) -> list[float]:
    """So many parts of a life (0 to 1), one at random in each of equal stretches of it, in random order."""
    parts = [(number + rng.random()) / count for number in range(count)]
    rng.shuffle(parts)
    return parts


def packed(kills: Sequence[Kill], most: int) -> list[list[Kill]]:
    """Kills by home, at most so many each: what a kill leaves is less to do, so that parts add up to one life."""
    homes: list[list[Kill]] = []
    for kill in kills:
        for home in homes:
            if len(home) < most and sum(part for _, part in (*home, kill)) <= 1:
                home.append(kill)
                break
        else:
            homes.append([kill])
    return homes


def shares(count: int, parts: Mapping[str, int]) -> dict[str, int]:
    """A number dealt out in the ratio of ``parts``, nothing lost: what is left over goes to the first ones."""
    total = sum(parts.values())
    dealt = {name: count * part // total for name, part in parts.items()}
    for name in list(parts)[: count - sum(dealt.values())]:
        dealt[name] += 1
    return dealt


def there(look: Look, seconds: float, goes_on: Callable[[], bool]) -> list[int]:
    """Processes of a role once it has been there for so many seconds in all; none where all ended before."""
    counted, before = 0.0, time.monotonic()
    while goes_on():
        found, now = list(look()), time.monotonic()
        counted += (now - before) if found else 0
        before = now
        if found and counted >= seconds:
            return found
        time.sleep(_EVERY_S)
    return []


def lives(looks: Mapping[str, Look], goes_on: Callable[[], bool]) -> dict[str, float]:
    """Role -> seconds that it is there, until all has ended."""
    counted, before = dict.fromkeys(looks, 0.0), time.monotonic()
    while goes_on():
        now = time.monotonic()
        for role, look in looks.items():
            counted[role] += (now - before) if look() else 0
        before = now
        time.sleep(_EVERY_S)
    return counted
