"""The jobs, what runs together: ``take_in`` an entry of the inbox, ``collect`` and ``read`` a region, ``resolve`` and
``judge`` its years, ``compare`` and ``publish`` everything.
"""

from __future__ import annotations

import dagster as dg

from pipelines.take_in import take_in

#: Runs with the same value wait for each other (the instance's limits): one crawl over the ledger, one load of the log.
#: The assets' pools say the same of runs from the assets' own pages; homes whose dagster.yaml is older know tags alone.
ALONE = "gongkai/alone"

collect = dg.define_asset_job(
    "collect",
    dg.AssetSelection.assets("crawl", "documents", "grids"),
    description="Crawl a region's columns and read what came.",
    tags={ALONE: "crawl"},
)
read = dg.define_asset_job(
    "read",
    dg.AssetSelection.assets("documents", "grids"),
    description="Read a region's documents, deposits among them, without crawling.",
)
resolve = dg.define_asset_job(
    "resolve",
    dg.AssetSelection.assets("reports"),
    description="Make a region's reports from its documents; a contiguous range of years is one run.",
)
compare = dg.define_asset_job(
    "compare",
    dg.AssetSelection.assets("across"),
    description="Compare all reports with those of other years and agencies.",
    tags={ALONE: "load"},
)
judge = dg.define_asset_job(
    "judge",
    dg.AssetSelection.assets("gate"),
    description="Judge a region's reports; a contiguous range of years is one run.",
)
publish = dg.define_asset_job(
    "publish",
    dg.AssetSelection.assets("registry", "guard", "warehouse", "release", "night_report"),
    description="Guard what came tonight, build the warehouse from what the gate admitted, publish a release, report.",
    tags={ALONE: "load"},
)

load = dg.define_asset_job(
    "load",
    dg.AssetSelection.assets("registry", "guard", "warehouse"),
    description="Guard what came and write a load, without a release: what it would change is looked at first.",
    tags={ALONE: "load"},
)

JOBS = (take_in, collect, read, resolve, compare, judge, publish, load)
