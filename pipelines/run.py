"""One run over a home, in this process: region by region, then the load and the release."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import dagster as dg

from gongkai import purge
from gongkai.errors import GongkaiError
from gongkai.lake.at_work import running
from gongkai.settings import Settings
from pipelines import progress, requests, resources, rounds
from pipelines.definitions import definitions
from pipelines.instance import open_instance
from pipelines.wanted import Wanted, regions_wanted, with_reports, years_wanted


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
    outcome = Outcome(regions_wanted(settings, wanted))
    first: rounds.First = "collect" if wanted.crawl else "read"
    one = rounds.Round(first, tuple(outcome.regions), years_wanted(wanted.year, now))
    with running(settings.lake), open_instance(settings) as instance:
        runs, did = _Runs(settings, now, listener, instance), list[rounds.Did]()
        while not (
            after := rounds.following(one, did, lambda: with_reports(settings), years_wanted(None, now), now)
        ).over:
            did += [_done(runs, ask, wanted, outcome) for ask in after.asks]
    if after.failed:
        raise GongkaiError("\n".join(outcome.failures.values()))
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
        request: requests.Request,
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
            partition_key=request.partition_key,
            run_config={**request.config, "loggers": {"progress": {}}},
            tags=dict(request.tags),
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


def _done(runs: _Runs, ask: rounds.Ask, wanted: Wanted, outcome: Outcome) -> rounds.Did:
    """One run, executed. What fails in a region is told in the outcome; any other failure is raised."""
    request = requests.of(ask, sites=wanted.sites, accept_drop=wanted.accept_drop)
    try:
        steps = runs.execute(ask.job, ask.region, request)
    except GongkaiError as error:
        if ask.job not in rounds.MAY_FAIL:
            raise
        outcome.failures[ask.region] = str(error)
        return rounds.Did(ask.job, ask.region, "failed", runs.now)
    outcome.not_got += [finding for step in steps.values() for finding in step.findings]
    if "release" in steps:
        outcome.released = not steps["release"].skipped
    return rounds.Did(ask.job, ask.region, "done", runs.now)
