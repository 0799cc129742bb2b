"""How fast work goes and how long the rest of it takes, told now and then."""

from __future__ import annotations

import time
from collections.abc import Callable

#: Seconds between two lines.
_EVERY = 10.0


class Pace:
    """Called with what is done and all there is to do; says rate and time left every ten seconds."""

    def __init__(self, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._say, self._clock = say, clock
        self._started = self._said = clock()

    def __call__(self, done: int, of: int) -> None:
        """So many of so many are done."""
        now = self._clock()
        if now - self._said < _EVERY:
            return
        self._said = now
        rate = done / (now - self._started)
        self._say(f"{done} of {of} documents, {rate:.1f} a second, {in_words((of - done) / rate)} left")


def in_words(seconds: float) -> str:
    """``2 h 05 min``, ``7 min``, ``40 s``."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"
