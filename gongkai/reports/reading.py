"""Documents read once each, in parallel, and kept: grids by the readers' version, cells by the aligner's too."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import simplejson

from gongkai import read, readers
from gongkai.align.document import ALIGN_VERSION
from gongkai.crawl.store import BodyStore
from gongkai.documents import Document, from_bytes
from gongkai.errors import UnreadableDocument
from gongkai.forms.codebook import CODEBOOK_VERSION
from gongkai.grids import serial
from gongkai.lake.cache import Cache, digest
from gongkai.records import DocumentReading, report_from_stage, report_to_stage


@dataclass(frozen=True)
class Shelf:
    """Where bodies are kept and where results go."""

    store: BodyStore
    cache: Cache


def code_versions(media_types: Iterable[str]) -> str:
    """Versions of all code that turns documents of these media types into cells, as one text for digests."""
    versions = sorted({readers.version(media_type) for media_type in media_types})
    return (
        f"readers {' '.join(versions)}; align {ALIGN_VERSION}; codebook {CODEBOOK_VERSION}; read {read.READING_VERSION}"
    )


def read_all(shas: Iterable[str], bodies: Path, cache: Path, executor: Executor) -> list[dict[str, Any]]:
    """One line of stage ``grids`` for each distinct digest, sorted; grids and cells are in the cache afterwards.

    Line: {sha256, media_type, bytes, pages, readers, grids, kind, other_kind, error}.
    """
    wanted = sorted(set(shas))
    return list(executor.map(_read_one, wanted, [bodies] * len(wanted), [cache] * len(wanted)))


def _read_one(sha256: str, bodies: Path, cache: Path) -> dict[str, Any]:
    shelf = Shelf(BodyStore(bodies), Cache(cache))
    reading, names, grids = _reading(sha256, shelf)
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


def reading_of(sha256: str, shelf: Shelf) -> DocumentReading:
    """What a document says, not judged; from the cache where the code has not changed since."""
    return _reading(sha256, shelf)[0]


def _reading(sha256: str, shelf: Shelf) -> tuple[DocumentReading, list[str], int]:
    """The reading, the names of the readers that ran and the number of grids that the first of them got."""
    document = from_bytes("", shelf.store.get(sha256))
    key = digest(sha256, code_versions([document.media_type]))
    kept = shelf.cache.get("cells", key)
    if kept is not None:
        record = simplejson.loads(kept, use_decimal=True)
        return _from_record(record), record["readers"], record["grids"]
    reading, names, grids = _read_anew(document, shelf.cache)
    record = _to_record(reading) | {"readers": names, "grids": grids}
    shelf.cache.put("cells", key, simplejson.dumps(record, use_decimal=True, ensure_ascii=False).encode())
    return reading, names, grids


def _read_anew(document: Document, cache: Cache) -> tuple[DocumentReading, list[str], int]:
    key = digest(document.sha256, readers.version(document.media_type))
    try:
        kept = cache.get("grids", key)
        if kept is None:
            kept = serial.to_json(readers.extracts(document))
            cache.put("grids", key, kept)
    except UnreadableDocument as error:
        return read.unreadable(document, error), [], 0
    found = serial.from_json(kept)
    return read.content(document, found), [extract.reader for extract in found], len(found[0].grids)


def _to_record(reading: DocumentReading) -> dict[str, Any]:
    record = dict(vars(reading)) | {"notes": list(reading.notes)}
    record["reports"] = [report_to_stage(report) for report in reading.reports]
    return record


def _from_record(record: dict[str, Any]) -> DocumentReading:
    fields = {key: value for key, value in record.items() if key not in ("readers", "grids")}
    reports = tuple(report_from_stage(report) for report in record["reports"])
    return DocumentReading(**(fields | {"reports": reports, "notes": tuple(record["notes"])}))
