"""Asset ``grids``: every document of a region read by the readers of its medium."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg

from gongkai.lake.pace import Pace
from gongkai.lake.store import Place
from gongkai.settings import Settings

STAGE = "grids"


def grids_asset(partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """The asset, partitioned by region."""

    @dg.asset(partitions_def=partitions, deps=["documents"], kinds={"camelot", "pdfium", "lxml"})
    def grids(context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]) -> dg.MaterializeResult[None]:
        """Tables and texts as printed, one line a document; the tables themselves are in the lake's cache."""
        lines, skipped = _read(settings, context.partition_key, Pace(context.log.info))
        return dg.MaterializeResult(metadata=_metadata(lines) | {"skipped": skipped})

    return grids


def _read(settings: Settings, region: str, told: Callable[[int, int], None]) -> tuple[list[dict[str, Any]], bool]:
    """Lines of the stage, and whether they stood there already."""
    from gongkai.lake.executor import open_executor
    from gongkai.lake.manifest import Manifest
    from gongkai.lake.records import read_jsonl, write_jsonl
    from gongkai.reports import reading
    from gongkai.reports.made_of import listed, media_of

    manifest = Manifest(settings.lake)
    deliveries = media_of(listed(manifest, region))
    inputs = reading.inputs(deliveries, settings.readers)
    if manifest.is_current(STAGE, region, inputs):
        return read_jsonl(manifest.path(STAGE, region)), True
    bodies, cache = places(settings)
    with open_executor(settings.workers, settings.cluster, (bodies, cache)) as executor:
        lines = reading.read_all(deliveries, bodies, cache, executor, settings.readers, told)
    manifest.record(STAGE, region, inputs, write_jsonl(manifest.path(STAGE, region), lines))
    return lines, False


def places(settings: Settings) -> tuple[Place, Place]:
    """Bodies and cache, which workers elsewhere look for before they read."""
    from gongkai.lake.parts import part

    bodies, cache = part(settings, "bodies"), part(settings, "cache")
    if isinstance(cache, Path):
        cache.mkdir(parents=True, exist_ok=True)
    return bodies, cache


def _metadata(lines: list[dict[str, Any]]) -> dict[str, Any]:
    readers: Counter[str] = Counter()
    for line in lines:
        readers.update(dict.fromkeys(line["readers"], line["grids"]))
    return {
        "dagster/row_count": len(lines),
        "tables by reader": dict(sorted(readers.items())),
        "by kind": dict(sorted(Counter(line["kind"] for line in lines).items())),
        "audited": sum(line["audit"] is not None for line in lines),
        "unreadable": {line["sha256"]: line["error"] for line in lines if line["error"]},
    }
