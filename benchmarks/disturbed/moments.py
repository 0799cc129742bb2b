"""When to kill: moments spread evenly over the seconds that a role is there, counted only while it is."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence

#: Between two looks at the processes; the crawler lives for a second or two.
_EVERY_S = 0.05

#: Runs from nothing in which a moment may not come before all ends, for a life is never as long as the last one; each
#: time it is looked for a little earlier.
TRIES = 5
_EARLIER = 0.85

#: Ids of the processes of a role that are there now.
Look = Callable[[], Sequence[int]]


def spread(count: int, rng: random.Random) -> list[float]:
    """So many parts of a life (0 to 1), one at random in each of equal stretches of it, in random order."""
    parts = [(number + rng.random()) / count for number in range(count)]
    rng.shuffle(parts)
    return parts


def earlier(part: float, tries: int) -> float:
    """Where to look for a moment that did not come so many times."""
    return part * _EARLIER**tries


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
