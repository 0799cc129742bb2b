"""What was removed on purpose and must not come back: one small file a body, written before anything is removed."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

import simplejson

from gongkai.errors import GongkaiError
from gongkai.lake.store import Store

#: How a tombstone begins, where it says why nothing is there.
REMOVED = "removed on purpose"

_FOLDER = "removed"
_NAME = re.compile(_FOLDER + r"/([0-9a-f]{64})\.json")


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Who removed a body (sha256), when (ISO 8601, UTC) and why.

    done: nothing of its text is left here; False while that is going on, or was interrupted.
    """

    sha256: str
    time: str
    by: str
    reason: str
    done: bool = False

    def __str__(self) -> str:
        return f"{REMOVED} on {self.time[:10]} by {self.by}: {self.reason}"


class Tombstones:
    """``removed/<sha256>.json`` in a store of bodies."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, sha256: str) -> Tombstone | None:
        """The tombstone of a body. Raises GongkaiError when it cannot be read."""
        data = self._store.read(_name(sha256))
        if data is None:
            return None
        try:
            return Tombstone(**simplejson.loads(data))
        except (ValueError, TypeError) as error:
            where = self._store.where(_name(sha256))
            raise GongkaiError("this tombstone is damaged", where, "", "put it back from a backup") from error

    def all(self) -> dict[str, Tombstone]:
        """sha256 -> tombstone, sorted. Raises GongkaiError when one cannot be read."""
        found = (self.of(name[1]) for name in map(_NAME.fullmatch, self._store.names(_FOLDER)) if name)
        return {stone.sha256: stone for stone in found if stone is not None}

    def write(self, stone: Tombstone) -> None:
        """Set or replace a tombstone, whole and synced. Raises GongkaiError when the disk refuses."""
        text = simplejson.dumps(asdict(stone), ensure_ascii=False) + "\n"
        self._store.write(_name(stone.sha256), text.encode("utf-8"))


def _name(sha256: str) -> str:
    return f"{_FOLDER}/{sha256}.json"
