"""What of the kept documents a round would read, and which reports it makes anew: the plan of a backfill, and how long
it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from gongkai import decisions, documents, registry
from gongkai.crawl.places import body_store, open_ledger
from gongkai.crawl.sources import stage_lines
from gongkai.lake.cache import Cache
from gongkai.lake.manifest import Manifest
from gongkai.lake.parts import part
from gongkai.lake.records import each_jsonl, read_jsonl
from gongkai.reports import reading
from gongkai.reports.made_of import MadeOf, media_of
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
#: A page of a PDF that is read by OCR.
SCANNED_PAGE = 3.4
#: Seconds that the stages after reading take a document: made a report, compared, judged, loaded, published.
_AFTER = 0.05


@dataclass(frozen=True, slots=True)
class Planned:
    """Documents of a region by media type: all that are kept, and those that are to be read anew.

    scanned: pages of stale PDFs that OCR read the last time. unknown: stale PDFs that were never read, any of which may
    be a scan. behind: partitions of stage ``reports`` to be made anew.
    """

    region: str
    kept: Counter[str]
    stale: Counter[str]
    scanned: int = 0
    unknown: int = 0
    behind: tuple[str, ...] = ()


def plan(settings: Settings, regions: Iterable[str], years: Collection[str], first: str = "read") -> list[Planned]:
    """What is kept in each region, and what of it a round would read and make anew.

    years: of the reports. first: the job that the round begins with: ``read`` lists what is kept before all else,
    ``resolve`` takes it as it was listed; from ``compare`` on nothing is read or made.
    """
    manifest, cache = Manifest(settings.lake), Cache(part(settings, "cache"))
    known, decided = registry.load(settings.registry), decisions.load(settings.decisions)
    removed = body_store(settings).tombstones.all()
    found = []
    for region in regions:
        with open_ledger(settings) as ledger:
            lines, inputs = stage_lines(ledger, known, region, removed)
        is_listed = manifest.is_current("documents", region, inputs)
        if first != "read" and manifest.entry("documents", region) is not None:
            lines, is_listed = read_jsonl(manifest.path("documents", region)), True
        media, stale, behind = media_of(lines), {}, []
        if first != "compare":
            made_of = MadeOf.of_region(manifest, region, known, decided, settings.readers) if is_listed else None
            partitions = [f"{year}|{region}" for year in years]
            behind = [name for name in partitions if made_of is None or not made_of.is_current(manifest, name)]
            grids = reading.inputs(media, settings.readers)
            if behind or (first == "read" and not manifest.is_current("grids", region, grids)):
                stale = reading.missing(media, cache, settings.readers)
        scanned, unknown = _scanned(manifest, region, stale)
        found.append(Planned(region, Counter(media.values()), Counter(stale.values()), scanned, unknown, tuple(behind)))
    return found


def _scanned(manifest: Manifest, region: str, stale: Mapping[str, str]) -> tuple[int, int]:
    """Pages of stale PDFs that OCR read the last time, and stale PDFs that were never read."""
    unread = {sha256 for sha256, medium in stale.items() if medium == documents.PDF}
    pages = 0
    if unread and manifest.entry("grids", region) is not None:
        for line in each_jsonl(manifest.path("grids", region)):
            if line["sha256"] in unread:
                unread.remove(line["sha256"])
                pages += (line["pages"] or 0) if "ocr" in line["readers"] else 0
    return pages, len(unread)


def seconds(planned: Iterable[Planned], workers: int) -> float:
    """About so many seconds all stale documents take by so many processes, were no PDF that was never read a scan."""
    work = sum(_SECONDS.get(kind, _OTHERWISE) * count for one in planned for kind, count in one.stale.items())
    return (work + SCANNED_PAGE * sum(one.scanned for one in planned)) / workers


def seconds_after(planned: Iterable[Planned]) -> float:
    """About so many seconds all that follows takes, of all that is kept."""
    return _AFTER * sum(one.kept.total() for one in planned)
