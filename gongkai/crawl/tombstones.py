"""What was removed on purpose and must not come back: one small file a body, written before anything is removed."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path

import simplejson

from gongkai.errors import GongkaiError
from gongkai.lake.atomic import write_text

_NAME = re.compile(r"[0-9a-f]{64}\.json")


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
        return f"removed on purpose on {self.time[:10]} by {self.by}: {self.reason}"


class Tombstones:
    """``<root>/<sha256>.json``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def of(self, sha256: str) -> Tombstone | None:
        """The tombstone of a body. Raises GongkaiError when it cannot be read."""
        path = self._root / f"{sha256}.json"
        try:
            return Tombstone(**simplejson.loads(path.read_text(encoding="utf-8")))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (ValueError, TypeError) as error:
            raise GongkaiError("this tombstone is damaged", str(path), "", "put it back from a backup") from error

    def all(self) -> dict[str, Tombstone]:
        """sha256 -> tombstone, sorted. Raises GongkaiError when one cannot be read."""
        names = sorted(path.name for path in self._root.glob("*.json") if _NAME.fullmatch(path.name))
        found = (self.of(name.removesuffix(".json")) for name in names)
        return {stone.sha256: stone for stone in found if stone is not None}

    def write(self, stone: Tombstone) -> None:
        """Set or replace a tombstone, whole and synced. Raises GongkaiError when the disk refuses."""
        write_text(self._root / f"{stone.sha256}.json", simplejson.dumps(asdict(stone), ensure_ascii=False) + "\n")
