"""Asset ``crawl``: what the columns of a region list, fetched into the ledger and the store of bodies."""

from dataclasses import asdict
from datetime import datetime

import dagster as dg
from pydantic import Field

from gongkai.settings import Settings


class CrawlConfig(dg.Config):
    """sites: ids of the sites to visit, unverified ones among them; none = every verified site."""

    sites: list[str] = Field(default_factory=list)


def crawl_asset(partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """The asset, partitioned by region."""

    @dg.asset(partitions_def=partitions, deps=["registry"], kinds={"scrapy", "sqlite"}, pool="crawl")
    def crawl(
        context: dg.AssetExecutionContext,
        config: CrawlConfig,
        settings: dg.ResourceParam[Settings],
        now: dg.ResourceParam[datetime],
    ) -> dg.MaterializeResult[None]:
        """Pages and files of a region's columns that were due, politely fetched; bodies are kept by their sha256."""
        from gongkai.crawl.run import crawl as crawl_region
        from gongkai.registry import load

        summary = crawl_region(settings, load(settings.registry), context.partition_key, now, config.sites or None)
        for finding in summary.findings:
            context.log.warning(f"{finding.site_id}: {finding.outcome}, {finding.urls} URLs, first {finding.url}")
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": summary.delivered,
                "skipped": summary.requests == 0,
                "sites": summary.sites,
                "columns": summary.columns,
                "requests": summary.requests,
                "unchanged": summary.unchanged,
                "failed": summary.failed,
                "new bodies": summary.bodies_new,
                "not got": [asdict(finding) for finding in summary.findings],
            }
        )

    return crawl
