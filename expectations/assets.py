"""The asset ``gate``: what Great Expectations lets through to the warehouse, and a check that blocks what follows."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import dagster as dg

from gongkai.errors import GongkaiError
from gongkai.settings import Settings

_CHECK = "summary"


def gate_asset(partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """The asset, partitioned by region and year (keys ``99|2021``)."""

    @dg.asset(
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
        deps=["reports", "across"],
        kinds={"greatexpectations"},
        check_specs=[
            dg.AssetCheckSpec(
                _CHECK,
                asset="gate",
                blocking=True,
                description="No rule crashed, every report has its line, nothing is admitted against the rule.",
            )
        ],
    )
    def gate(context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]) -> Iterator[Any]:
        """Judges every table of every report by the GX suites: admitted, or held with reasons."""
        from expectations import stage
        from gongkai.lake.manifest import Manifest

        keys = {_lake_partition(key): key for key in context.partition_keys}
        manifest = Manifest(settings.lake)
        try:
            judged = stage.run(manifest, list(keys))
            if faults := stage.faults(manifest, list(keys)):
                raise GongkaiError("; ".join(faults), "stage gate", "", "run again: its files were changed meanwhile")
        except GongkaiError as error:
            yield dg.AssetCheckResult(check_name=_CHECK, passed=False, description=str(error))
            raise
        for partition in judged:
            context.add_asset_metadata(_metadata(partition), partition_key=keys[partition.partition])
        check = dg.AssetCheckResult(check_name=_CHECK, passed=True, metadata=_totals(judged))
        yield dg.MaterializeResult(check_results=[check])

    return gate


def _lake_partition(key: str) -> str:
    region, year = key.split("|")
    return f"{year}|{region}"


def _metadata(judged: Any) -> dict[str, Any]:
    verdicts = {f"tables {verdict} {'admitted' if ok else 'held'}": n for (verdict, ok), n in judged.tables.items()}
    return {
        "dagster/row_count": judged.reports,
        "skipped": judged.skipped,
        "admitted": judged.admitted,
        "held": judged.held,
        "held because": dict(sorted(judged.reasons.items())),
        **dict(sorted(verdicts.items())),
    }


def _totals(judged: list[Any]) -> dict[str, Any]:
    reasons: Counter[str] = sum((partition.reasons for partition in judged), Counter())
    return {
        "reports": sum(partition.reports for partition in judged),
        "admitted": sum(partition.admitted for partition in judged),
        "held": sum(partition.held for partition in judged),
        "held because": dict(sorted(reasons.items())),
    }
