"""Asset ``across``: what reports say against those of other years and agencies."""

from typing import Any

import dagster as dg

from gongkai.settings import Settings


@dg.asset(deps=["registry", "reports"], kinds={"jsonlines"}, pool="load")
def across(settings: dg.ResourceParam[Settings]) -> dg.MaterializeResult[None]:
    """Rules over several reports: years of an agency, those below a government, copies. All reports at once."""
    from gongkai import registry
    from gongkai.across import stage
    from gongkai.lake.manifest import Manifest

    made = stage.run(Manifest(settings.lake), registry.load(settings.registry))
    metadata: dict[str, Any] = {
        "dagster/row_count": made.reports,
        "skipped": not made.changed,
        "partitions with other findings than before": made.changed,
    }
    return dg.MaterializeResult(metadata=metadata | {f"findings {rule}": n for rule, n in made.findings.items()})
