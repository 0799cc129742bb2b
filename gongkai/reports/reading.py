"""Documents read once each, in parallel, and kept: grids by the readers' version, cells by the aligner's too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import simplejson

from gongkai import archives, read
from gongkai.align.document import ALIGN_VERSION
from gongkai.crawl.store import BodyStore
from gongkai.documents import Document, from_bytes
from gongkai.forms.codebook import CODEBOOK_VERSION
from gongkai.grids import office, router, serial
from gongkai.grids.model import Extract
from gongkai.lake.cache import Cache, digest
from gongkai.records import DocumentReading, report_from_stage, report_to_stage


@dataclass(frozen=True)
class Shelf:
    """Where bodies are kept and where results go."""

    store: BodyStore
    cache: Cache


def code_versions(media_types: Iterable[str]) -> str:
    """Versions of all code that turns documents of these media types into cells, as one text for digests."""
    # An archive may hold a document of any medium.
    given = {medium for m in media_types for medium in ((m, *router.MEDIA) if m in archives.MEDIA else (m,))}
    readers = sorted({router.reader_version(media_type) for media_type in given})
    return (
        f"readers {' '.join(readers)}; align {ALIGN_VERSION}; codebook {CODEBOOK_VERSION}; read {read.READING_VERSION}"
    )


def read_all(given: Mapping[str, str], bodies: Path, cache: Path, executor: Executor) -> list[dict[str, Any]]:
    """One line of stage ``grids`` for each digest of ``given`` (digest → media type), sorted.

    Grids and cells are in the cache afterwards, and what LibreOffice converted, in batches, before they were read.
    Line: {sha256, media_type, bytes, pages, readers, grids, kind, other_kind, error}.
    """
    _convert_all(
        sorted(sha256 for sha256, media_type in given.items() if media_type in office.MEDIA), bodies, cache, executor
    )
    wanted = sorted(given)
    return list(executor.map(_read_one, wanted, [bodies] * len(wanted), [cache] * len(wanted)))


def _convert_all(shas: Sequence[str], bodies: Path, cache: Path, executor: Executor) -> None:
    if not shas or office.libreoffice() is None:
        return
    kept = Cache(cache)
    missing = [
        sha for sha in shas if not any(kept.get(kind, _converted_key(sha)) for kind in ("converted", "unconverted"))
    ]
    batches = [missing[start : start + office.BATCH] for start in range(0, len(missing), office.BATCH)]
    list(executor.map(_convert, batches, [bodies] * len(batches), [cache] * len(batches)))


def _convert(shas: Sequence[str], bodies: Path, cache: Path) -> None:
    """Keep what LibreOffice makes of the documents, and for which of them it makes nothing."""
    store, kept = BodyStore(bodies), Cache(cache)
    for sha256, made in office.convert([from_bytes("", store.get(sha256)) for sha256 in shas]).items():
        if isinstance(made, bytes):
            kept.put("converted", _converted_key(sha256), made)
        else:
            kept.put("unconverted", _converted_key(sha256), made.problem.encode())


def _converted_key(sha256: str) -> str:
    return digest(sha256, office.converter())


def _read_one(sha256: str, bodies: Path, cache: Path) -> dict[str, Any]:
    shelf = Shelf(BodyStore(bodies), Cache(cache))
    reading, names, grids = _reading([sha256], shelf)
    return {
        "sha256": sha256,
        "media_type": reading.media_type,
        "bytes": reading.bytes,
        "pages": reading.pages,
        "readers": names,
        "grids": grids,
        "kind": reading.kind,
        "other_kind": reading.other_kind,
        "error": reading.error,
    }


def reading_of(shelf: Shelf, *shas: str) -> DocumentReading:
    """What a document says, or several that are pages of one in this order; not judged.

    From the cache where the code has not changed since.
    """
    return _reading(shas, shelf)[0]


def _reading(shas: Sequence[str], shelf: Shelf) -> tuple[DocumentReading, list[str], int]:
    """The reading, the names of the readers that ran and the number of grids that the first of them got."""
    given = [from_bytes("", shelf.store.get(sha256)) for sha256 in shas]
    key = digest(*shas, code_versions([document.media_type for document in given]))
    kept = shelf.cache.get("cells", key)
    if kept is not None:
        record = simplejson.loads(kept, use_decimal=True)
        return _from_record(record), record["readers"], record["grids"]
    reading, names, grids = _read_anew(given, shelf.cache)
    record = _to_record(reading) | {"readers": names, "grids": grids}
    shelf.cache.put("cells", key, simplejson.dumps(record, use_decimal=True, ensure_ascii=False).encode())
    return reading, names, grids


def _read_anew(given: Sequence[Document], cache: Cache) -> tuple[DocumentReading, list[str], int]:
    seen: list[tuple[Extract, ...]] = []

    def extracts(part: Document) -> tuple[Extract, ...]:
        seen.append(_extracts(part, cache))
        return seen[-1]

    reading = read.said(given[0], extracts) if len(given) == 1 else read.said_together(given, extracts)
    names = list(dict.fromkeys(extract.reader for found in seen for extract in found))
    return reading, names, sum(len(found[0].grids) for found in seen)


def _extracts(document: Document, cache: Cache) -> tuple[Extract, ...]:
    """What the document's readers give, from the cache where they have not changed since. Raises UnreadableDocument."""
    key = digest(document.sha256, router.reader_version(document.media_type))
    kept = cache.get("grids", key)
    if kept is None:
        kept = serial.to_json(_extracts_anew(document, cache))
        cache.put("grids", key, kept)
    return serial.from_json(kept)


def _extracts_anew(document: Document, cache: Cache) -> tuple[Extract, ...]:
    if document.media_type in office.MEDIA:
        converted = cache.get("converted", _converted_key(document.sha256))
        if converted is not None:
            return office.extracts_of(document, converted)
        if cache.get("unconverted", _converted_key(document.sha256)) is not None:
            raise office.failed(document)
    return router.extracts(document)


def _to_record(reading: DocumentReading) -> dict[str, Any]:
    record = dict(vars(reading)) | {"notes": list(reading.notes)}
    record["reports"] = [report_to_stage(report) for report in reading.reports]
    return record


def _from_record(record: dict[str, Any]) -> DocumentReading:
    fields = {key: value for key, value in record.items() if key not in ("readers", "grids")}
    reports = tuple(report_from_stage(report) for report in record["reports"])
    return DocumentReading(**(fields | {"reports": reports, "notes": tuple(record["notes"])}))
