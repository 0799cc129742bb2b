"""One run over a home, in this process: region by region, then the load and the release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import dagster as dg

from gongkai import purge, registry
from gongkai.crawl.places import open_ledger
from gongkai.crawl.sources import regions
from gongkai.errors import GongkaiError
from gongkai.lake.at_work import running
from gongkai.lake.manifest import Manifest
from gongkai.settings import Settings
from pipelines import progress, resources
from pipelines.definitions import definitions
from pipelines.instance import open_instance
from pipelines.partitions import REGIONS, YEARS

_RANGE_START, _RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


@dataclass(frozen=True)
class Wanted:
    """What of a home to run over. sites: only these (None = all verified). region, year: only that one.

    crawl: False leaves the sites alone and takes what is deposited and crawled already, in the regions of deposits, or
    in all of which anything is kept (all_kept). accept_drop: why less than at the last good night is taken as it is.
    """

    sites: frozenset[str] | None = None
    region: str | None = None
    year: int | None = None
    crawl: bool = True
    accept_drop: str = ""
    all_kept: bool = False


@dataclass
class Outcome:
    """regions: those run over. failures: region -> why it was given up. released: a new load was published.

    not_got: pages that the crawl did not get, by site and reason, in words.
    """

    regions: list[str]
    failures: dict[str, str] = field(default_factory=dict)
    released: bool = False
    not_got: list[str] = field(default_factory=list)


def run(settings: Settings, now: datetime, wanted: Wanted, listener: progress.Listener) -> Outcome:
    """Crawl, read, judge, load and release; what is current already is skipped.

    A removal of a document that was cut off is ended first. A region whose sites or documents fail is told in the
    outcome and the others go on. Raises GongkaiError when a document is being removed meanwhile, the registry is bad,
    every region failed, or the gate, a guard, the load or the release fails: the last release then stands.
    """
    settings.create()
    purge.resume(settings, now)
    outcome = Outcome(_regions(settings, wanted))
    with running(settings.lake), open_instance(settings) as instance:
        runs = _Runs(settings, now, listener, instance)
        good = [region for region in outcome.regions if _collect(runs, region, wanted, outcome)]
        if not good:
            raise GongkaiError("\n".join(outcome.failures.values()))
        for region in good:
            runs.execute("resolve", region, tags=_years(region, wanted, now))
        runs.execute("compare", "")
        # What was compared with a new report may stand in any region, and in any year.
        for region in _with_reports(settings):
            runs.execute("judge", region, tags=_years(region, Wanted(), now))
        guard = {"ops": {"guard": {"config": {"accept_drop": wanted.accept_drop}}}}
        outcome.released = not runs.execute("publish", "", config=guard)["release"].skipped
    return outcome


@dataclass(frozen=True)
class _Runs:
    """Executes jobs of the definitions in this process, with the home and the time of this run."""

    settings: Settings
    now: datetime
    listener: progress.Listener
    instance: dg.DagsterInstance

    def execute(
        self,
        job: str,
        region: str,
        partition_key: str | None = None,
        tags: Mapping[str, str] | None = None,
        config: Mapping[str, Any] | None = None,
    ) -> dict[str, progress.Step]:
        """The steps that ended well, by stage. Raises GongkaiError with the message of the one that did not."""
        ended: dict[str, progress.Step] = {}

        def listen(step: progress.Step) -> None:
            if step.done:
                ended[step.stage] = step
            self.listener(step)

        found = definitions(
            resources.fixed(self.settings, self.now), {"progress": progress.logger(listen, region)}
        ).resolve_job_def(job)
        result = found.execute_in_process(
            instance=self.instance,
            partition_key=partition_key,
            run_config={**(config or {}), "loggers": {"progress": {}}},
            tags=dict(tags or {}),
            raise_on_error=False,
        )
        if not result.success:
            raise _told(result, job)
        return ended


def _told(result: dg.ExecuteInProcessResult, job: str) -> GongkaiError:
    """The failure of a run in words; what was no fault of the input names the run, whose log has the details."""
    why = ""
    for event in result.all_events:
        error = event.step_failure_data.error if event.is_step_failure else None
        cause = error.cause if error is not None else None
        if cause is not None and cause.cls_name in ("GongkaiError", "UnreadableDocument"):
            # Dagster keeps "module.Class: text".
            return GongkaiError(cause.message.split(": ", 1)[-1].strip())
        why = why or (cause.message.strip() if cause is not None else "")
    failed = ", ".join(event.step_key or "" for event in result.all_events if event.is_step_failure) or job
    return GongkaiError(
        f"{failed} failed by a fault of gongkai" + (f": {why}" if why else ""),
        "",
        f"Dagster run {result.run_id}",
        "look at the run in `make up`, and report it; the last release stands",
    )


def _regions(settings: Settings, wanted: Wanted) -> list[str]:
    """Regions of the registry's columns and of deposits, as far as wanted."""
    known = registry.load(settings.registry)
    strangers = sorted((wanted.sites or frozenset()) - known.sites.keys())
    if strangers:
        raise GongkaiError(
            f"no such site: {strangers[0]}", str(settings.registry / "sites.csv"), "", "name one of its rows"
        )
    found: set[str] = set()
    if wanted.sites is None:
        with open_ledger(settings) as ledger:
            deposits = ledger.rows("SELECT DISTINCT agency_id FROM deposits")
        found |= {known.province_of_agency(row["agency_id"]) for row in deposits}
    if wanted.all_kept:
        with open_ledger(settings) as ledger:
            found |= set(regions(ledger, known))
    if wanted.crawl:
        columns = known.columns.values()
        found |= {column.region for column in columns if wanted.sites is None or column.site_id in wanted.sites}
    if wanted.region is not None:
        found &= {wanted.region}
    unknown = sorted(found - set(REGIONS))
    if unknown:
        raise GongkaiError(f"no such province-level code: {unknown[0]}", "columns.csv", "region", "correct the row")
    if not found:
        remedy = "add a site and its columns to the registry, or import a folder of files"
        raise GongkaiError("there is nothing to run over", str(settings.registry), "", remedy)
    return sorted(found)


def _with_reports(settings: Settings) -> list[str]:
    """Regions of all reports in the lake."""
    return sorted({partition.partition("|")[2] for partition in Manifest(settings.lake).partitions("reports")})


def _collect(runs: _Runs, region: str, wanted: Wanted, outcome: Outcome) -> bool:
    """Crawl and read a region; False when it was given up."""
    config = {"ops": {"crawl": {"config": {"sites": sorted(wanted.sites or ())}}}} if wanted.crawl else {}
    try:
        steps = runs.execute("collect" if wanted.crawl else "read", region, partition_key=region, config=config)
        outcome.not_got += [finding for step in steps.values() for finding in step.findings]
    except GongkaiError as error:
        outcome.failures[region] = str(error)
    return region not in outcome.failures


def _years(region: str, wanted: Wanted, now: datetime) -> dict[str, str]:
    """Tags of one run over a contiguous range of years: the wanted one, else the unknown and all up to this one."""
    last = min(str(now.year), YEARS[-1])
    first, last = (str(wanted.year), str(wanted.year)) if wanted.year else (YEARS[0], last)
    return {_RANGE_START: f"{region}|{first}", _RANGE_END: f"{region}|{last}"}
