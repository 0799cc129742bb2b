"""What of the kept documents the present code has not read yet: the plan of a backfill, and how long it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from gongkai import documents
from gongkai.lake.cache import Cache
from gongkai.lake.manifest import Manifest
from gongkai.lake.parts import part
from gongkai.lake.records import each_jsonl, read_jsonl
from gongkai.reports.reading import is_read
from gongkai.settings import Settings

#: Seconds that a document of a medium takes on one core, reading by all readers, as measured (docs/benchmarks.md).
_SECONDS = {
    documents.HTML: 0.006,
    documents.TEXT: 0.005,
    documents.DOCX: 0.009,
    documents.PDF: 0.16,
    documents.DOC: 0.5,
    documents.RTF: 0.5,
}
#: Of a medium without a figure of its own, pictures first of all.
_OTHERWISE = 4.0
#: A page of a PDF that was read by OCR the last time it was read.
_SCANNED_PAGE = 3.4
#: Seconds that the stages after reading take a document: made a report, compared, judged, loaded, published.
_AFTER = 0.05


@dataclass(frozen=True, slots=True)
class Planned:
    """Documents of a region by media type: all that are kept, and those that are to be read anew.

    scanned: pages of stale PDFs that OCR read the last time.
    """

    region: str
    kept: Counter[str]
    stale: Counter[str]
    scanned: int = 0


def plan(settings: Settings, regions: Iterable[str], reads: bool = True) -> list[Planned]:
    """What is kept in each region, as far as it was listed by stage ``documents``, and what of it is stale.

    reads: whether what is stale is read; else no document is looked at, and none is stale.
    """
    manifest, cache = Manifest(settings.lake), Cache(part(settings, "cache"))
    found, listed, read = [], set(manifest.partitions("documents")), set(manifest.partitions("grids"))
    for region in regions:
        media = {
            delivery["sha256"]: delivery["media_type"]
            for source in (read_jsonl(manifest.path("documents", region)) if region in listed else ())
            for delivery in source["deliveries"]
        }
        looked_at = media.items() if reads else ()
        stale = {sha256: kind for sha256, kind in looked_at if not is_read(cache, sha256, kind, settings.readers)}
        scanned = sum(
            line["pages"] or 0
            for line in (each_jsonl(manifest.path("grids", region)) if region in read and stale else ())
            if stale.get(line["sha256"]) == documents.PDF and "ocr" in line["readers"]
        )
        found.append(Planned(region, Counter(media.values()), Counter(stale.values()), scanned))
    return found


def seconds(planned: Iterable[Planned], workers: int) -> float:
    """About so many seconds all stale documents take by so many processes."""
    work = sum(_SECONDS.get(kind, _OTHERWISE) * count for one in planned for kind, count in one.stale.items())
    return (work + _SCANNED_PAGE * sum(one.scanned for one in planned)) / workers


def seconds_after(planned: Iterable[Planned]) -> float:
    """About so many seconds all that follows takes, of all that is kept."""
    return _AFTER * sum(one.kept.total() for one in planned)
