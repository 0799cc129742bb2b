"""The hours of the night in which a site may be visited, in Beijing time. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone

from gongkai.errors import GongkaiError

_BEIJING = timezone(timedelta(hours=8))
_HOURS = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)")


@dataclass(frozen=True, slots=True)
class Window:
    """From ``opens`` until ``shuts``, over midnight where it shuts before it opens; equal ones are the whole day."""

    opens: time
    shuts: time

    def is_open(self, at: datetime) -> bool:
        """Whether a moment lies in it."""
        clock = at.astimezone(_BEIJING).time()
        if self.opens < self.shuts:
            return self.opens <= clock < self.shuts
        return clock >= self.opens or clock < self.shuts

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.shuts:%H:%M}"


def window_of(text: str) -> Window:
    """``"00:30-06:00"`` as a window. Raises GongkaiError."""
    match = _HOURS.fullmatch(text)
    if match is None:
        raise GongkaiError(f"no hours: {text!r}", "", "window", "write hours such as 00:30-06:00 (Beijing time)")
    return Window(time.fromisoformat(match[1]), time.fromisoformat(match[2]))
