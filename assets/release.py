"""Asset ``release``: the state after the last load, published as one immutable folder."""

from datetime import datetime

import dagster as dg

from gongkai.settings import Settings


@dg.asset(deps=["warehouse"], kinds={"duckdb", "parquet"})
def release(settings: dg.ResourceParam[Settings], now: dg.ResourceParam[datetime]) -> dg.MaterializeResult[None]:
    """DuckDB, Parquet, data dictionary and quality pages, verified; ``releases/current`` points to it afterwards."""
    from gongkai.lake.log import Log
    from gongkai.warehouse.release import current, publish
    from gongkai.warehouse.rollback import withdrawn

    load, before = Log(settings.lake).latest(), current(settings.releases)
    taken_back = withdrawn(settings)
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
