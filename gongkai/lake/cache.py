"""Pure results kept by the digest of what they were made from. Anything in it may be deleted at any time.

A result stands in the folder of the document that it was made from, so that all that a document says can be forgotten.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import zstandard

from gongkai.lake.atomic import remove
from gongkai.lake.store import Place, open_store

_HEAD = 32
#: A thirteenth of the size in half a millisecond; higher ones take longer and save little.
_LEVEL = 1
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
    """Results in ``root/<kind>/<first two digits>/<document>/<key>``, compressed, behind the sha256 of what
    is kept.

    A result made from several documents stands with the first of them.
    """

    def __init__(self, root: Place) -> None:
        self._root, self._store = root, open_store(root)

    def get(self, kind: str, key: str, *documents: str) -> bytes | None:
        """What was put under the key; None when there is nothing, or it was damaged since."""
        stored = self._store.read(_name(kind, documents[0], key))
        if stored is None:
            return None
        head, kept = stored[:_HEAD], stored[_HEAD:]
        if hashlib.sha256(kept).digest() != head:
            return None
        # Others were put before results were compressed; none of them begins so.
        return zstandard.ZstdDecompressor().decompress(kept) if kept.startswith(zstandard.FRAME_HEADER) else kept

    def put(self, kind: str, key: str, data: bytes, *documents: str) -> None:
        """Keep ``data``, made from these documents (sha256). Raises GongkaiError when it cannot be written."""
        for other in documents[1:]:
            self._store.write(_name(_BESIDE, other, documents[0]), b"")
        kept = zstandard.ZstdCompressor(level=_LEVEL).compress(data)
        self._store.write(_name(kind, documents[0], key), hashlib.sha256(kept).digest() + kept)

    def forget(self, document: str) -> None:
        """Remove every result that was made from a document, alone or together with others."""
        if isinstance(self._root, Path):
            _remove_older(self._root)
        marks = self._store.names(_folder(_BESIDE, document))
        firsts = [name.rpartition("/")[2] for name in marks]
        # The marks last: they say what an interrupted removal has still to look for.
        for one in (*(first for first in firsts if _KEY.fullmatch(first)), document):
            for kind in self._store.parts():
                if (kind, one) != (_BESIDE, document):
                    self._store.clear(_folder(kind, one))
        self._store.clear(_folder(_BESIDE, document))


def _remove_older(root: Path) -> None:
    """Results of before they stood with their document: nothing tells whose they are."""
    for path in root.glob("*/??/*"):
        if not path.is_dir():
            remove(path)


def _folder(kind: str, document: str) -> str:
    return f"{kind}/{document[:2]}/{document}"


def _name(kind: str, document: str, key: str) -> str:
    for digits in (document, key):
        if not _KEY.fullmatch(digits):
            raise ValueError(f"a cache key is a digest in hex, not {digits!r}")
    return f"{_folder(kind, document)}/{key}"
