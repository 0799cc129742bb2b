"""Documents read once each, in parallel, and kept: grids by the readers' version, cells by the aligner's too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from typing import Any

import simplejson

from gongkai import archives, audit, events, read, readers, sandbox
from gongkai.align.document import ALIGN_VERSION
from gongkai.crawl.store import BodyStore
from gongkai.documents import PDF, Document, from_bytes
from gongkai.errors import LimitReached
from gongkai.forms.codebook import CODEBOOK_VERSION
from gongkai.grids import router, serial
from gongkai.grids.model import Extract
from gongkai.lake.cache import Cache, digest
from gongkai.lake.store import Place
from gongkai.records import DocumentReading, report_from_stage, report_to_stage
from gongkai.reports.conversion import convert_all, converted_extracts
from gongkai.settings import Readers


@dataclass(frozen=True)
class Shelf:
    """Where bodies are kept, where results go, and which readers are asked for what is not there yet."""

    store: BodyStore
    cache: Cache
    mode: Readers


def code_versions(media_types: Iterable[str], mode: Readers, pictures: bool = True) -> str:
    """Versions of all code that turns documents of these media types into cells, as one text for digests.

    pictures: of documents that may hold pictures (:func:`gongkai.grids.router.may_hold_pictures`).
    """
    # In mode fast some documents are read by all readers as well; an archive may hold a document of any medium.
    modes: set[Readers] = {mode, "both"}
    media = {medium for given in media_types for medium in (router.MEDIA if given in archives.MEDIA else {given})}
    versions = sorted({readers.version(medium, one, pictures) for medium in media for one in modes})
    return (
        f"readers {' '.join(versions)}; align {ALIGN_VERSION}; codebook {CODEBOOK_VERSION}; read {read.READING_VERSION}"
    )


def inputs(given: Mapping[str, str], mode: Readers) -> str:
    """Digest of what stage ``grids`` is made from where these are a region's documents (digest → media type)."""
    return digest(*sorted(given), code_versions(given.values(), mode))


def is_read(cache: Cache, sha256: str, media_type: str, mode: Readers) -> bool:
    """Whether what a document says is kept as the present code reads it."""
    keys = _keys([sha256], [media_type], _mode(sha256, media_type, mode))
    return _first(cache, "cells", keys, sha256) is not None


def read_all(
    given: Mapping[str, str],
    bodies: Place,
    cache: Place,
    executor: Executor,
    mode: Readers,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> list[dict[str, Any]]:
    """One line of stage ``grids`` for each digest of ``given`` (digest → media type), sorted.

    Grids and cells are in the cache afterwards, and what LibreOffice converted, in batches, before they were read.
    told: gets the number of documents that are done, and of all, after each. Those that were not in the cache as the
    present code reads them are events.
    Line: {sha256, media_type, bytes, pages, readers, grids, kind, other_kind, error, audit}; audit: {cells, differing}
    of :class:`gongkai.audit.Comparison` where the document was drawn, else None.
    """
    convert_all(given, bodies, cache, executor)
    wanted = sorted(given)
    count = len(wanted)
    lines = []
    for line, is_new in executor.map(_read_one, wanted, [bodies] * count, [cache] * count, [mode] * count):
        lines.append(line)
        if is_new:
            said = {name: line[name] for name in ("media_type", "kind", "readers", "error")}
            events.tell("document_read", document=line["sha256"], **said)
        told(len(lines), count)
    return lines


def _read_one(sha256: str, bodies: Place, cache: Place, mode: Readers) -> tuple[dict[str, Any], bool]:
    """A line, and whether the document was read for it."""
    shelf = Shelf(BodyStore(bodies), Cache(cache), mode)
    document = from_bytes("", shelf.store.get(sha256))
    reading, names, grids, is_new = _reading([document], shelf.cache, _mode(document.sha256, document.media_type, mode))
    compared = None
    if _mode(document.sha256, document.media_type, mode) != mode:
        compared = asdict(audit.compare(_reading([document], shelf.cache, mode)[0], reading))
    line = {
        "sha256": sha256,
        "media_type": reading.media_type,
        "bytes": reading.bytes,
        "pages": reading.pages,
        "readers": names,
        "grids": grids,
        "kind": reading.kind,
        "other_kind": reading.other_kind,
        "error": reading.error,
        "notes": list(reading.notes),
        "audit": compared,
    }
    return line, is_new


def missing(given: Mapping[str, str], cache: Cache, mode: Readers) -> dict[str, str]:
    """Those of ``given`` (digest → media type) of which the cache does not hold what they say, sorted."""
    return {sha256: medium for sha256, medium in sorted(given.items()) if not is_read(cache, sha256, medium, mode)}


def read_missing(
    given: Mapping[str, str],
    bodies: Place,
    cache: Place,
    executor: Executor,
    mode: Readers,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> dict[str, DocumentReading]:
    """Read documents (digest → media type) into the cache, in parallel. What a limit kept out of it is returned.

    told: as of :func:`read_all`.
    """
    convert_all(given, bodies, cache, executor)
    count, unkept = len(given), {}
    found = executor.map(_unkept, given, [bodies] * count, [cache] * count, [mode] * count)
    for done, (sha256, said) in enumerate(zip(given, found, strict=True), start=1):
        if said is not None:
            unkept[sha256] = said
        told(done, count)
    return unkept


def _unkept(sha256: str, bodies: Place, cache: Place, mode: Readers) -> DocumentReading | None:
    """Read a document into the cache; what it says where it is not kept there."""
    shelf = Shelf(BodyStore(bodies), Cache(cache), mode)
    said = reading_of(shelf, sha256)
    return None if is_read(shelf.cache, sha256, said.media_type, mode) else said


def reading_of(
    shelf: Shelf, *shas: str, lacking: Callable[[], Mapping[str, DocumentReading]] = dict
) -> DocumentReading:
    """What a document says, or several that are pages of one in this order; not judged.

    From the cache where the code has not changed since. lacking: called where it does not hold a document that is asked
    for alone, and may fill it; gives what is not kept there.
    """
    given = [from_bytes("", shelf.store.get(sha256)) for sha256 in shas]
    mode = _mode(given[0].sha256, given[0].media_type, shelf.mode) if len(given) == 1 else shelf.mode
    kept = _kept(given, shelf.cache, mode)
    if kept is None and len(given) == 1 and (said := lacking().get(shas[0])) is not None:
        return said
    return _from_record(kept) if kept is not None else _reading(given, shelf.cache, mode)[0]


def _mode(sha256: str, media_type: str, mode: Readers) -> Readers:
    """The mode in which a document is read: one that the audit draws by all readers, whose answer then stands."""
    if mode == "fast" and media_type == PDF and audit.is_audited(sha256, code_versions([PDF], mode)):
        return "both"
    return mode


def _reading(given: Sequence[Document], cache: Cache, mode: Readers) -> tuple[DocumentReading, list[str], int, bool]:
    """The reading, the names of the readers that ran, the number of grids that the first of them got, and whether it
    was not in the cache."""
    record = _kept(given, cache, mode)
    if record is not None:
        return _from_record(record), record["readers"], record["grids"], False
    limited: list[LimitReached] = []
    reading, names, grids = _read_anew(given, cache, mode, limited)
    if limited:
        # Not kept: it says something of this machine and hour too.
        return reading, names, grids, True
    record = _to_record(reading) | {"readers": names, "grids": grids}
    data = simplejson.dumps(record, use_decimal=True, ensure_ascii=False).encode()
    shas, media = _shas_and_media(given)
    cache.put("cells", _keys(shas, media, mode, given)[0], data, *shas)
    return reading, names, grids, True


def _kept(given: Sequence[Document], cache: Cache, mode: Readers) -> dict[str, Any] | None:
    """The record of what documents say together, where the cache holds it."""
    shas, media = _shas_and_media(given)
    kept = _first(cache, "cells", _keys(shas, media, mode, given), *shas)
    return None if kept is None else simplejson.loads(kept, use_decimal=True)


def _shas_and_media(given: Sequence[Document]) -> tuple[list[str], list[str]]:
    return [document.sha256 for document in given], [document.media_type for document in given]


def _keys(shas: Sequence[str], media: Sequence[str], mode: Readers, given: Iterable[Document] = ()) -> list[str]:
    """Under which what documents say together may be kept; it is put under the first.

    given: the documents, where they are at hand.
    """
    return [digest(*shas, code_versions(media, mode, pictures)) for pictures in _pictures(given)]


def _pictures(given: Iterable[Document]) -> tuple[bool, ...]:
    """Whether the readers of pictures count: not, where no document holds one. All was kept once as if they did."""
    return (True,) if any(map(router.may_hold_pictures, given)) else (False, True)


def _first(cache: Cache, kind: str, keys: Iterable[str], *shas: str) -> bytes | None:
    """What the cache holds under the first of the keys that it has."""
    found = (cache.get(kind, key, *shas) for key in dict.fromkeys(keys))
    return next((kept for kept in found if kept is not None), None)


def _read_anew(
    given: Sequence[Document], cache: Cache, mode: Readers, limited: list[LimitReached]
) -> tuple[DocumentReading, list[str], int]:
    """As :func:`_reading`, without the last; ``limited`` gets what met a limit of the sandbox."""
    seen: list[tuple[Extract, ...]] = []
    shas = [document.sha256 for document in given]

    def extracts(part: Document) -> tuple[Extract, ...]:
        try:
            # What stands in a member of an archive is kept with the archive.
            seen.append(_extracts(part, [part.sha256] if part.sha256 in shas else shas, cache, mode))
        except LimitReached as error:
            limited.append(error)
            raise
        return seen[-1]

    reading = read.said(given[0], extracts) if len(given) == 1 else read.said_together(given, extracts)
    names = list(dict.fromkeys(extract.reader for found in seen for extract in found))
    return reading, names, sum(len(found[0].grids) for found in seen)


def _extracts(document: Document, of: Sequence[str], cache: Cache, mode: Readers) -> tuple[Extract, ...]:
    """What the document's readers give, from the cache where they have not changed since. Raises UnreadableDocument.

    of: the bodies (sha256) that it came in.
    """
    versions = (readers.version(document.media_type, mode, pictures) for pictures in _pictures([document]))
    keys = [digest(document.sha256, version) for version in versions]
    kept = _first(cache, "grids", keys, *of)
    if kept is None:
        found = converted_extracts(document, cache)
        kept = serial.to_json(sandbox.extracts(document, mode) if found is None else found)
        cache.put("grids", keys[0], kept, *of)
    return serial.from_json(kept)


def _to_record(reading: DocumentReading) -> dict[str, Any]:
    record = dict(vars(reading)) | {"notes": list(reading.notes)}
    record["reports"] = [report_to_stage(report) for report in reading.reports]
    return record


def _from_record(record: dict[str, Any]) -> DocumentReading:
    fields = {key: value for key, value in record.items() if key not in ("readers", "grids")}
    reports = tuple(report_from_stage(report) for report in record["reports"])
    return DocumentReading(**(fields | {"reports": reports, "notes": tuple(record["notes"])}))
