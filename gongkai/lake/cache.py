"""Pure results kept by the digest of what they were made from. Anything in it may be deleted at any time."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from gongkai.lake.atomic import write_bytes

_HEAD = 32
_KEY = re.compile(r"[0-9a-f]{16,64}")


def digest(*parts: str | bytes) -> str:
    """sha256 in hex over the parts and their borders: ("ab", "c") and ("a", "bc") differ."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8") if isinstance(part, str) else part
        total.update(b"%d:" % len(data))
        total.update(data)
    return total.hexdigest()


class Cache:
    """Results in ``root/<kind>/<first two digits>/<key>``, each behind the sha256 of its content."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def get(self, kind: str, key: str) -> bytes | None:
        """What was put under the key; None when there is nothing, or it was damaged since."""
        try:
            stored = self._path(kind, key).read_bytes()
        except FileNotFoundError:
            return None
        head, data = stored[:_HEAD], stored[_HEAD:]
        return data if hashlib.sha256(data).digest() == head else None

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Keep ``data`` under the key. Raises GongkaiError when it cannot be written."""
        write_bytes(self._path(kind, key), hashlib.sha256(data).digest() + data)

    def _path(self, kind: str, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"a cache key is a digest in hex, not {key!r}")
        return self._root / kind / key[:2] / key
