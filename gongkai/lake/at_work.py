"""Who is at work over a home: runs beside each other, or one removal of a document, or one backup."""

from __future__ import annotations

from pathlib import Path

from gongkai.lake.lock import Lock

_NAME = ".work.lock"


def running(lake: Path) -> Lock:
    """Held by a run, from the first stage to the release. Raises GongkaiError while a document is being removed,
    or the home backed up.
    """
    return Lock(lake / _NAME, "a document is being removed from this home, or it is being backed up", shared=True)


def removing(lake: Path) -> Lock:
    """Held while a document is removed. Raises GongkaiError while anything runs over the home, or another removal."""
    return Lock(lake / _NAME, "a run, a removal or a backup is at work over this home")


def copying(lake: Path) -> Lock:
    """Held while the home is backed up. Raises GongkaiError while anything else is at work over it."""
    return removing(lake)
