"""Asset ``registry``: who must publish, and where."""

import dagster as dg

from gongkai.settings import Settings


@dg.asset(kinds={"csv"})
def registry(settings: dg.ResourceParam[Settings]) -> dg.MaterializeResult[None]:
    """Agencies, regions, sites and columns of the home, checked row by row."""
    from gongkai.registry import load

    found = load(settings.registry)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(found.agencies),
            "regions": len(found.regions),
            "sites": len(found.sites),
            "columns": len(found.columns),
            "digest": found.digest,
        },
        data_version=dg.DataVersion(found.digest),
    )
