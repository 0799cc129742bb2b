"""Who is at work over a home: runs beside each other, or one removal of a document, or one backup; and one command.

Readers hold nothing and are never refused.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from gongkai.lake.lock import Lock

_NAME = ".work.lock"
_COMMAND = ".command.lock"


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


def commanding(lake: Path, command: str, now: datetime) -> Lock:
    """Held by a command that runs over the home, or backs it up, from its start to its last line; not by runs that
    Dagster's daemon starts, which wait for each other by its limits.

    Raises GongkaiError, with that command and since when, while another one holds it.
    """
    holder = f"{command}, since {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC, process {os.getpid()}"
    return Lock(lake / _COMMAND, "another command is at work over this home", holder=holder)
