"""The assets ``gate`` and ``guard``: what of the reports, and what of a night, Great Expectations lets through."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
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
            judged = stage.run(manifest, list(keys), strict=settings.strict)
            if faults := stage.faults(manifest, list(keys)):
                raise GongkaiError("; ".join(faults), "stage gate", "", "run again: its files were changed meanwhile")
        except GongkaiError as error:
            yield dg.AssetCheckResult(check_name=_CHECK, passed=False, description=str(error))
            raise
        # Pages of this run are made with its release; the list of the last ten loads leads to them.
        pages = {"data docs": dg.MetadataValue.path((settings.data_docs / "index.html").resolve())}
        for partition in judged:
            context.add_asset_metadata(_metadata(partition) | pages, partition_key=keys[partition.partition])
        check = dg.AssetCheckResult(check_name=_CHECK, passed=True, metadata=_totals(judged))
        yield dg.MaterializeResult(check_results=[check])

    return gate


class GuardConfig(dg.Config):
    """accept_drop: why less than at the last good night is taken as it is; empty: it is not."""

    accept_drop: str = ""


@dg.asset(deps=["registry", "crawl", "gate"], kinds={"greatexpectations"}, pool="load")
def guard(
    context: dg.AssetExecutionContext,
    config: GuardConfig,
    settings: dg.ResourceParam[Settings],
    now: dg.ResourceParam[datetime],
) -> dg.MaterializeResult[None]:
    """What came tonight against the last good night: partitions that lost too much stay as they were at it."""
    from expectations.guard import run
    from gongkai import registry
    from gongkai.crawl.calendar import today
    from gongkai.crawl.observed import observed
    from gongkai.crawl.places import open_ledger
    from gongkai.guards.stage import last_load
    from gongkai.lake.log import Log
    from gongkai.lake.manifest import Manifest
    from gongkai.lake.shared import share

    share(settings)
    with open_ledger(settings) as ledger:
        seen = observed(ledger, registry.load(settings.registry))
    last, accepted = last_load(Log(settings.lake)), config.accept_drop or None
    guarded = run(Manifest(settings.lake), seen, last, today(now), accepted)
    for one in guarded.partitions:
        for words in one.findings:
            context.log.warning(f"{one.partition}: {words}")
    held = [one for one in guarded.partitions if one.held]
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(guarded.partitions),
            "skipped": guarded.skipped,
            "held": len(held),
            "held at their last good state": {one.partition: list(one.findings) for one in held},
        }
    )


@dg.asset_check(asset="warehouse", blocking=True)
def loaded(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """What the last load wrote as consistent still holds when it is read back; else nothing of it is published."""
    from expectations.loaded import check
    from gongkai.lake.log import Log
    from gongkai.warehouse.release import current

    log, release = Log(settings.lake), current(settings.releases)
    load = log.latest()
    tables = check(log, load) if load and (release is None or release.load < load) else 0
    return dg.AssetCheckResult(passed=True, metadata={"load": load, "tables": tables})


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
