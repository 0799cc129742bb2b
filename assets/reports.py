"""Asset ``reports``: agency, year, scope, revision and cells of every report of a region."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import dagster as dg

from assets.grids import places
from gongkai.lake.manifest import Manifest
from gongkai.lake.pace import Pace
from gongkai.records import DocumentReading, Report
from gongkai.settings import Settings


def reports_asset(partitions: dg.MultiPartitionsDefinition) -> dg.AssetsDefinition:
    """The asset, partitioned by region and year (keys ``99|2021``); a range of years is one run."""
    years = frozenset(partitions.get_partitions_def_for_dimension("year").get_partition_keys())

    @dg.asset(
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
        deps=["grids"],
        kinds={"jsonlines"},
    )
    def reports(context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]) -> None:
        """Documents resolved to reports: whose, of which year and scope, in which revision, with every cell."""
        wanted: dict[str, dict[str, str]] = defaultdict(dict)
        for key in context.partition_keys:
            region, year = key.split("|")
            wanted[region][f"{year}|{region}"] = key
        for region, keys in sorted(wanted.items()):
            made = _make(settings, region, list(keys), years, context.log.info)
            for partition, key in keys.items():
                context.add_asset_metadata(_metadata(made, partition), partition_key=key)

    return reports


@dataclass(frozen=True)
class _Made:
    """rows: reports by partition. reports: those of the partitions that were written."""

    rows: Mapping[str, int]
    reports: Mapping[str, list[Report]]


def _make(
    settings: Settings,
    region: str,
    partitions: Collection[str],
    years: Collection[str],
    say: Callable[[str], None],
) -> _Made:
    """Write the partitions (``2021|99``) of a region that are not current, and others that a report left for one."""
    from gongkai import decisions, registry
    from gongkai.crawl.places import body_store
    from gongkai.lake.cache import Cache
    from gongkai.lake.parts import part
    from gongkai.lake.records import write_jsonl
    from gongkai.records import report_to_stage
    from gongkai.reports import reading, stage
    from gongkai.reports.made_of import STAGE, MadeOf

    manifest = Manifest(settings.lake)
    known, decided = registry.load(settings.registry), decisions.load(settings.decisions)
    made_of = MadeOf.of_region(manifest, region, known, decided, settings.readers)
    wanted = [partition for partition in partitions if not made_of.is_current(manifest, partition)]
    if not wanted:
        return _Made(_rows(manifest, partitions), {})
    shelf = reading.Shelf(body_store(settings), Cache(part(settings, "cache")), settings.readers)
    # Most nights nothing is lacking, which nobody is asked for then: in an object store that takes long.
    lacking = cache(lambda: _read_lacking(settings, made_of.media, say))
    found: dict[str, list[Report]] = defaultdict(list)
    for report in stage.reports(made_of.lines, partial(reading.reading_of, shelf, lacking=lacking), known, decided):
        found[stage.partition_of(report, years)].append(report)
    for partition in sorted({*wanted, *_moved(manifest, found, region, wanted)}):
        rows = write_jsonl(manifest.path(STAGE, partition), map(report_to_stage, found[partition]))
        ids = {report.report_id or "" for report in found[partition]}
        manifest.record(STAGE, partition, made_of.inputs(ids), rows)
    return _Made(_rows(manifest, partitions), {partition: found[partition] for partition in wanted})


def _read_lacking(
    settings: Settings, media: Mapping[str, str], say: Callable[[str], None]
) -> Mapping[str, DocumentReading]:
    """Read what the cache lacks of a region's documents (it is in no backup), as stage ``grids`` reads what is new."""
    from gongkai.lake.cache import Cache
    from gongkai.lake.executor import open_executor
    from gongkai.reports import reading

    bodies, kept = places(settings)
    missing = reading.missing(media, Cache(kept), settings.readers)
    workers = min(settings.workers, len(missing)) or 1
    with open_executor(workers, settings.cluster, (bodies, kept)) as executor:
        return reading.read_missing(missing, bodies, kept, executor, settings.readers, Pace(say))


def _moved(
    manifest: Manifest, found: Mapping[str, list[Report]], region: str, partitions: Collection[str]
) -> Iterable[str]:
    """Partitions beside the wanted ones that a report left for a wanted one, or that one of a wanted one left for."""
    from gongkai.errors import GongkaiError
    from gongkai.reports import briefs
    from gongkai.reports.made_of import STAGE

    def before(partition: str) -> set[str]:
        """First sources of the reports that it holds still."""
        try:
            return {source.source for one in briefs.of(manifest, partition) for source in one.sources[:1]}
        except GongkaiError:
            # What is damaged is made again, and says nothing.
            return set()

    def now(partition: str) -> set[str]:
        return {report.sources[0].source for report in found.get(partition, ()) if report.sources}

    known = [name for name in manifest.partitions(STAGE) if name.endswith(f"|{region}")]
    arrived = {source for name in partitions for source in now(name)}
    left = {source for name in partitions if name in known for source in before(name)} - arrived
    for name in {*known, *found} - set(partitions):
        if (name in known and arrived & before(name)) or left & now(name):
            yield name


def _rows(manifest: Manifest, partitions: Iterable[str]) -> dict[str, int]:
    from gongkai.reports.made_of import STAGE

    entries = {partition: manifest.entry(STAGE, partition) for partition in partitions}
    return {partition: entry.rows for partition, entry in entries.items() if entry}


def _metadata(made: _Made, partition: str) -> dict[str, Any]:
    written = partition in made.reports
    metadata: dict[str, Any] = {"dagster/row_count": made.rows.get(partition, 0), "skipped": not written}
    if not written:
        return metadata
    tables = [table for report in made.reports[partition] for table in report.tables]
    readers = Counter(" + ".join(table.readers) or "in no document" for table in tables)
    return metadata | {
        "tables by reader": dict(sorted(readers.items())),
        "tables by form": dict(sorted(Counter(table.form for table in tables).items())),
    }
