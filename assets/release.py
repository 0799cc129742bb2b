"""Asset ``release``: the state after the last load, published as one immutable folder."""

from datetime import datetime, timedelta

import dagster as dg

from gongkai.settings import Settings

#: The night begins at 02:30 in China; at this hour people look at what came of it.
MORNING = dg.FreshnessPolicy.cron("0 9 * * *", timedelta(hours=6, minutes=30), "Asia/Shanghai")


@dg.asset(deps=["warehouse"], kinds={"duckdb", "parquet"}, freshness_policy=MORNING, pool="load")
def release(settings: dg.ResourceParam[Settings], now: dg.ResourceParam[datetime]) -> dg.MaterializeResult[None]:
    """DuckDB, Parquet, data dictionary and quality pages, verified; ``releases/current`` points to it afterwards."""
    from gongkai.lake.log import Log
    from gongkai.warehouse.release import current, publish
    from gongkai.warehouse.rollback import refuse_taken_back, withdrawn

    load, before = Log(settings.lake).latest(), current(settings.releases)
    taken_back = withdrawn(settings)
    if before is None and taken_back is not None:
        refuse_taken_back(settings, taken_back)
    skipped = before is not None and (before.load == load or taken_back is not None)
    made = before if before is not None and skipped else publish(settings, load, now)
    return dg.MaterializeResult(
        metadata={
            "release": made.name,
            "load": made.load,
            "skipped": skipped,
            "taken back": taken_back.reason if taken_back is not None else "",
            "database": dg.MetadataValue.path(made.database),
            "data docs": dg.MetadataValue.path(made.data_docs),
        }
    )


@dg.asset_check(asset="release", name="coverage")
def coverage_check(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """No report that is owed is missing, and no list is unread for a week; the release stands where some are."""
    from gongkai.warehouse.gaps import as_markdown, gaps

    found = gaps(settings)
    lacking = sum(one.lacking for one in found)
    return dg.AssetCheckResult(
        passed=not lacking,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{lacking} reports are missing or unknown: gongkai status says what to do" if lacking else None,
        metadata={"lacking": lacking, "by province and year": dg.MetadataValue.md(as_markdown(found))},
    )
