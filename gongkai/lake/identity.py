"""Which home it is: an id that tells stores outside of it (a database, a bucket) whose they are."""

from __future__ import annotations

import uuid
from pathlib import Path

from gongkai.lake.store import Folder

#: Its file in the home.
HOME_ID = "home.id"


def home_id(home: Path) -> str:
    """The id in ``<home>/home.id``, drawn once; a copy or a restored backup of a home has the same.

    Raises GongkaiError when it cannot be written.
    """
    path = home / HOME_ID
    if not path.exists():
        # Of two processes the first one's id counts.
        Folder(home).create(HOME_ID, f"{uuid.uuid4()}\n".encode())
    return path.read_text(encoding="utf-8").strip()
