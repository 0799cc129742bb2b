"""Asset ``documents``: what each listed page, attachment and deposit of a region delivered."""

from collections import Counter

import dagster as dg

from gongkai.settings import Settings

STAGE = "documents"


def documents_asset(partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """The asset, partitioned by region."""

    @dg.asset(partitions_def=partitions, deps=["crawl"], kinds={"jsonlines"})
    def documents(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
    ) -> dg.MaterializeResult[None]:
        """Sources of a region, pages and deposits, each with the bytes that it delivered and when."""
        from gongkai.crawl.places import body_store, open_ledger
        from gongkai.crawl.sources import stage_lines
        from gongkai.lake.manifest import Manifest
        from gongkai.lake.records import write_jsonl
        from gongkai.registry import load

        removed = body_store(settings).tombstones.all()
        with open_ledger(settings) as ledger:
            lines, inputs = stage_lines(ledger, load(settings.registry), context.partition_key, removed)
        manifest = Manifest(settings.lake)
        skipped = manifest.is_current(STAGE, context.partition_key, inputs)
        if not skipped:
            rows = write_jsonl(manifest.path(STAGE, context.partition_key), lines)
            manifest.record(STAGE, context.partition_key, inputs, rows)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(lines),
                "skipped": skipped,
                "by origin": dict(sorted(Counter(line["origin"] for line in lines).items())),
                "by rendition": dict(sorted(Counter(line["rendition"] for line in lines).items())),
                "delivered nothing": sum(line["failure"] is not None for line in lines),
            }
        )

    return documents
