"""One run over a home, in this process: region by region, then the load and the release."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from gongkai import purge
from gongkai.errors import GongkaiError
from gongkai.lake.at_work import running
from gongkai.lake.shared import claim, share
from gongkai.settings import Settings
from pipelines import progress, requests, rounds
from pipelines.postgres import DatabaseLost
from pipelines.runs import Runs
from pipelines.wanted import Wanted, all_years, first_job, regions_wanted, with_reports


@dataclass
class Outcome:
    """regions: those run over. failures: region -> why it was given up. released: a new load was published.

    not_got: pages that the crawl did not get, by site and reason, in words. declined: something would change, and
    nobody consented to load it.
    """

    regions: list[str]
    failures: dict[str, str] = field(default_factory=dict)
    released: bool = False
    not_got: list[str] = field(default_factory=list)
    declined: bool = False


def run(
    settings: Settings,
    now: datetime,
    wanted: Wanted,
    listener: progress.Listener,
    may_publish: Callable[[], bool] = lambda: True,
) -> Outcome:
    """Crawl, read, judge, load and release; what is current already is skipped.

    may_publish: asked when all is judged; without its consent nothing is loaded, and what was read and judged is kept.
    A removal of a document that was cut off is ended first. A region whose sites or documents fail is told in the
    outcome and the others go on. Raises GongkaiError when a document is being removed meanwhile, the registry is bad,
    every region failed, or the gate, a guard, the load or the release fails: the last release then stands, and a report
    in the folder nights tells of it.
    """
    settings.create()
    claim(settings)
    share(settings)
    purge.resume(settings, now)
    outcome = Outcome(regions_wanted(settings, wanted))
    first = first_job(settings, wanted, outcome.regions)
    one = rounds.Round(first, tuple(outcome.regions), wanted.years or all_years(now))
    with running(settings.lake), Runs.opened(settings, now, listener) as runs:
        did: list[rounds.Did] = []
        while not (after := _following(one, did, runs)).over:
            if [ask.job for ask in after.asks] == ["publish"]:
                with _told(runs, "publish", "", outcome):
                    if not may_publish():
                        return outcome
            did += [_done(runs, ask, wanted, outcome) for ask in after.asks]
    if after.failed:
        told = _reported(settings, now, "", list(outcome.failures.items()))
        raise GongkaiError("\n".join([*outcome.failures.values(), *told]))
    return outcome


@contextmanager
def _told(runs: Runs, job: str, region: str, outcome: Outcome) -> Iterator[None]:
    """What fails within ends the round: it is reported and raised."""
    try:
        yield
    except GongkaiError as error:
        if told := _reported(runs.settings, runs.now, job, [*outcome.failures.items(), (region, str(error))]):
            raise GongkaiError("\n".join([str(error), *told])) from error
        raise


def _reported(settings: Settings, now: datetime, job: str, failures: list[tuple[str, str]]) -> list[str]:
    """Write the report of a round that ended without a release; why it could not be written, in words."""
    # DuckDB takes long to import.
    from gongkai.warehouse.night_report import write_failed

    try:
        write_failed(settings, now, job, failures)
    except GongkaiError as error:
        return [str(error)]
    return []


def _following(one: rounds.Round, did: Sequence[rounds.Did], runs: Runs) -> rounds.Next:
    return rounds.following(one, did, lambda: with_reports(runs.settings), all_years(runs.now), runs.now)


def _done(runs: Runs, ask: rounds.Ask, wanted: Wanted, outcome: Outcome) -> rounds.Did:
    """One run, executed. What fails in a region is told in the outcome; any other, and a lost database, is reported and
    raised.
    """
    request = requests.of(ask, sites=wanted.sites, accept_drop=wanted.accept_drop, given_up=outcome.failures)
    try:
        steps = runs.execute(ask, request)
    except GongkaiError as error:
        if ask.job not in rounds.MAY_FAIL or isinstance(error, DatabaseLost):
            with _told(runs, ask.job, ask.region, outcome):
                raise
        outcome.failures[ask.region] = str(error)
        return rounds.Did(ask.job, ask.region, "failed", runs.now)
    outcome.not_got += [finding for step in steps.values() for finding in step.findings]
    if "release" in steps:
        outcome.released = not steps["release"].skipped
    return rounds.Did(ask.job, ask.region, "done", runs.now)
