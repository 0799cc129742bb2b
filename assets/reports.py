"""Asset ``reports``: agency, year, scope, revision and cells of every report of a region."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import dagster as dg

from gongkai.lake.manifest import Manifest
from gongkai.records import Report
from gongkai.settings import Settings

STAGE = "reports"


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
            made = _make(settings, region, list(keys), years)
            for partition, key in keys.items():
                context.add_asset_metadata(_metadata(made, partition), partition_key=key)

    return reports


@dataclass(frozen=True)
class _Made:
    """rows: reports by partition. reports: those of the partitions that were written."""

    rows: Mapping[str, int]
    reports: Mapping[str, list[Report]]


def _make(settings: Settings, region: str, partitions: Collection[str], years: Collection[str]) -> _Made:
    """Write the partitions (``2021|99``) of a region that are not current, and others that a report left for one."""
    from gongkai import decisions, registry
    from gongkai.crawl.places import body_store
    from gongkai.errors import GongkaiError
    from gongkai.lake.cache import Cache, digest
    from gongkai.lake.parts import part
    from gongkai.lake.records import read_jsonl, write_jsonl
    from gongkai.records import report_to_stage
    from gongkai.reports import briefs, reading, stage

    manifest = Manifest(settings.lake)
    known, decided = registry.load(settings.registry), decisions.load(settings.decisions)
    lines = list(read_jsonl(manifest.path("documents", region)))
    media = {delivery["media_type"] for line in lines for delivery in line["deliveries"]}
    sources = {line["source"] for line in lines}
    versions = f"reports {stage.REPORTS_VERSION}; {reading.code_versions(media, settings.readers)}"

    def inputs(report_ids: Collection[str]) -> str:
        """Of a partition that holds these reports: from the same documents the same come, so others' are none of it."""
        on = decided.digest_on(sources, report_ids)
        return digest(manifest.output("documents", region), known.digest, on, versions)

    def is_current(partition: str) -> bool:
        if manifest.entry(STAGE, partition) is None:
            return False
        try:
            held = {one.report_id or "" for one in briefs.of(manifest, partition)} if decided.rows else set()
        except GongkaiError:
            # What is damaged is made again.
            return False
        return manifest.is_current(STAGE, partition, inputs(held))

    wanted = [partition for partition in partitions if not is_current(partition)]
    if not wanted:
        return _Made(_rows(manifest, partitions), {})
    shelf = reading.Shelf(body_store(settings), Cache(part(settings, "cache")), settings.readers)
    found: dict[str, list[Report]] = defaultdict(list)
    for report in stage.reports(lines, partial(reading.reading_of, shelf), known, decided):
        found[stage.partition_of(report, years)].append(report)
    for partition in sorted({*wanted, *_left(manifest, found, region, wanted)}):
        rows = write_jsonl(manifest.path(STAGE, partition), map(report_to_stage, found[partition]))
        manifest.record(STAGE, partition, inputs({report.report_id or "" for report in found[partition]}), rows)
    return _Made(_rows(manifest, partitions), {partition: found[partition] for partition in wanted})


def _left(
    manifest: Manifest, found: Mapping[str, list[Report]], region: str, partitions: Collection[str]
) -> Iterable[str]:
    """Partitions beside the wanted ones that still hold a source whose report is now in a wanted one."""
    from gongkai.reports import briefs

    arrived = {r.sources[0].source for p in partitions for r in found.get(p, ()) if r.sources}
    for partition in manifest.partitions(STAGE):
        if partition in partitions or not partition.endswith(f"|{region}"):
            continue
        known = briefs.of(manifest, partition)
        if arrived & {source.source for one in known for source in one.sources[:1]}:
            yield partition


def _rows(manifest: Manifest, partitions: Iterable[str]) -> dict[str, int]:
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
