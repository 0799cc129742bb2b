"""One line of what ``gongkai doctor`` says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Check:
    """One thing that was tried.

    state: ``ok``; ``without`` (optional, ``text`` says what that costs); ``missing`` (nothing works
    without it, or it is set or switched on and does not answer).
    """

    name: str
    state: Literal["ok", "without", "missing"]
    text: str
