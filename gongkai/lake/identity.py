"""Which home it is: an id that tells stores outside of it (a database, a bucket) whose they are."""

from __future__ import annotations

import contextlib
import os
import uuid
from pathlib import Path

from gongkai.lake.atomic import remove, write_text

_NAME = "home.id"


def home_id(home: Path) -> str:
    """The id in ``<home>/home.id``, drawn once; a copy or a restored backup of a home has the same.

    Raises GongkaiError when it cannot be written.
    """
    path = home / _NAME
    if not path.exists():
        drawn = path.with_name(f".{_NAME}.{os.getpid()}")
        write_text(drawn, f"{uuid.uuid4()}\n")
        # A name that is there already is not replaced: of two processes the first one's id counts.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(drawn)
        remove(drawn)
    return path.read_text(encoding="utf-8").strip()
