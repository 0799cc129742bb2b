"""Pure results kept by the digest of what they were made from. Anything in it may be deleted at any time.

A result stands in the folder of the document that it was made from, so that all that a document says can be forgotten.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from gongkai.lake.atomic import remove, write_bytes

_HEAD = 32
_KEY = re.compile(r"[0-9a-f]{16,64}")
#: Kind of the marks that lead from a document to the one with which its results stand.
_BESIDE = "beside"


def digest(*parts: str | bytes) -> str:
    """sha256 in hex over the parts and their borders: ("ab", "c") and ("a", "bc") differ."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8") if isinstance(part, str) else part
        total.update(b"%d:" % len(data))
        total.update(data)
    return total.hexdigest()


class Cache:
    """Results in ``root/<kind>/<first two digits>/<document>/<key>``, each behind the sha256 of its content.

    A result made from several documents stands with the first of them.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def get(self, kind: str, key: str, *documents: str) -> bytes | None:
        """What was put under the key; None when there is nothing, or it was damaged since."""
        try:
            stored = self._path(kind, documents[0], key).read_bytes()
        except FileNotFoundError:
            return None
        head, data = stored[:_HEAD], stored[_HEAD:]
        return data if hashlib.sha256(data).digest() == head else None

    def put(self, kind: str, key: str, data: bytes, *documents: str) -> None:
        """Keep ``data``, made from these documents (sha256). Raises GongkaiError when it cannot be written."""
        for other in documents[1:]:
            write_bytes(self._path(_BESIDE, other, documents[0]), b"")
        write_bytes(self._path(kind, documents[0], key), hashlib.sha256(data).digest() + data)

    def forget(self, document: str) -> None:
        """Remove every result that was made from a document, alone or together with others."""
        for path in self._root.glob("*/??/*"):
            # Results of before they stood with their document: nothing tells whose they are.
            if not path.is_dir():
                remove(path)
        marks = self._path(_BESIDE, document, document).parent
        firsts = [path.name for path in marks.glob("*") if _KEY.fullmatch(path.name)] if marks.is_dir() else []
        for one in (*firsts, document):
            for folder in self._root.glob(f"*/{one[:2]}/{one}"):
                if folder != marks:
                    remove(folder)
        remove(marks)

    def _path(self, kind: str, document: str, key: str) -> Path:
        for digits in (document, key):
            if not _KEY.fullmatch(digits):
                raise ValueError(f"a cache key is a digest in hex, not {digits!r}")
        return self._root / kind / document[:2] / document / key
