"""Documents that LibreOffice converts, in batches before they are read; what came of it is kept in the cache."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor

from gongkai.crawl.store import BodyStore
from gongkai.documents import CONVERTED, Document, from_bytes
from gongkai.grids import office
from gongkai.grids.model import Extract
from gongkai.lake.cache import Cache, digest
from gongkai.lake.store import Place

#: Kinds of the cache: DOCX that LibreOffice made of a document, and why it made none.
_CONVERTED, _UNCONVERTED = "converted", "unconverted"


def convert_all(given: Mapping[str, str], bodies: Place, cache: Place, executor: Executor) -> None:
    """Convert those of the documents (digest → media type) that need it and are not in the cache yet.

    Nothing is done where LibreOffice is absent: reading such a document then says so.
    """
    shas = sorted(sha256 for sha256, media_type in given.items() if media_type in CONVERTED)
    if not shas or office.libreoffice() is None:
        return
    kept = Cache(cache)
    missing = [sha for sha in shas if not any(kept.get(kind, _key(sha), sha) for kind in (_CONVERTED, _UNCONVERTED))]
    batches = [missing[start : start + office.BATCH] for start in range(0, len(missing), office.BATCH)]
    list(executor.map(_convert, batches, [bodies] * len(batches), [cache] * len(batches)))


def converted_extracts(document: Document, cache: Cache) -> tuple[Extract, ...] | None:
    """What stands in a converted document; None for one that was not converted before.

    Raises UnreadableDocument for one that LibreOffice could not convert.
    """
    if document.media_type not in CONVERTED:
        return None
    converted = cache.get(_CONVERTED, _key(document.sha256), document.sha256)
    if converted is not None:
        return office.extracts_of(document, converted)
    if cache.get(_UNCONVERTED, _key(document.sha256), document.sha256) is not None:
        raise office.failed(document)
    return None


def _convert(shas: Iterable[str], bodies: Place, cache: Place) -> None:
    """Keep what LibreOffice makes of the documents, and for which of them it makes nothing."""
    store, kept = BodyStore(bodies), Cache(cache)
    documents: Sequence[Document] = [from_bytes("", store.get(sha256)) for sha256 in shas]
    for sha256, made in office.convert(documents).items():
        if isinstance(made, bytes):
            kept.put(_CONVERTED, _key(sha256), made, sha256)
        else:
            kept.put(_UNCONVERTED, _key(sha256), made.problem.encode(), sha256)


def _key(sha256: str) -> str:
    return digest(sha256, office.converter())
