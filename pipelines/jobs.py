"""The jobs, what runs together: ``collect`` and ``read`` a region, ``judge`` its years, ``publish`` everything."""

from __future__ import annotations

import dagster as dg

collect = dg.define_asset_job(
    "collect",
    dg.AssetSelection.assets("crawl", "documents", "grids"),
    description="Crawl a region's columns and read what came.",
)
read = dg.define_asset_job(
    "read",
    dg.AssetSelection.assets("documents", "grids"),
    description="Read a region's documents, deposits among them, without crawling.",
)
judge = dg.define_asset_job(
    "judge",
    dg.AssetSelection.assets("reports", "gate"),
    description="Make a region's reports and judge them; a contiguous range of years is one run.",
)
publish = dg.define_asset_job(
    "publish",
    dg.AssetSelection.assets("registry", "warehouse", "release"),
    description="Build the warehouse from all that the gate admitted and publish a release.",
)

JOBS = (collect, read, judge, publish)
