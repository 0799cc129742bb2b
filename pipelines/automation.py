"""What Dagster starts by itself: a round every night, one for what is put into the inbox, one for new decisions.

``nightly``, ``inbox`` and ``quarantine`` are shipped stopped. ``advance`` runs always: it starts what follows in a
round, whoever started its first run, and does nothing where there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

import dagster as dg

from gongkai import decisions, registry, settings
from gongkai.errors import GongkaiError
from gongkai.settings import Settings
from pipelines import failures, jobs, requests
from pipelines.rounds import MAY_FAIL, Ask, Did, First, Next, Round, State, following
from pipelines.take_in import take_in
from pipelines.wanted import Wanted, all_years, regions_to_take_in, regions_wanted, with_reports

#: Tags that every run of a round carries, so that its runs say all of it; ``OF_A_ROUND`` is on the runs of any.
OF_A_ROUND, NAME, FIRST, REGIONS, YEARS = (f"gongkai/{name}" for name in ("of", "round", "first", "regions", "years"))
#: A round that did not end within this time has been left by whoever looked after it.
_GOES_ON = timedelta(days=3)
#: A run of a night that fails is tried again after 10 and after 30 minutes more; of another round somebody looks at it.
_TRIES, _WAIT = 3, timedelta(minutes=10)
#: Files in the inbox that were written within this time may not be whole yet.
_SETTLED_S = 60
_STATES: dict[dg.DagsterRunStatus, State] = {
    dg.DagsterRunStatus.SUCCESS: "done",
    dg.DagsterRunStatus.FAILURE: "failed",
    dg.DagsterRunStatus.CANCELED: "failed",
}


@dg.schedule(
    job=jobs.collect,
    cron_schedule="30 2 * * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Every night at 02:30 in China: crawl what is due, read, judge, load and release.",
)
def nightly(context: dg.ScheduleEvaluationContext) -> dg.SkipReason | list[dg.RunRequest]:
    """The first runs of the night's round, one a region; none while a round of before goes on."""
    home = settings.load()
    found = _rounds(context.instance, home, datetime.now(UTC))
    if nights := [one.name for one in found if one.one.first == "collect" and not one.next.over]:
        return dg.SkipReason(f"{nights[0]} goes on")
    try:
        regions = regions_wanted(home, Wanted())
    except GongkaiError as error:
        return dg.SkipReason(str(error))
    at = context.scheduled_execution_time
    return _started(f"night {at:%Y-%m-%d}", Round("collect", tuple(regions), all_years(at)), at)


@dg.sensor(
    jobs=jobs.JOBS,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts what comes next in each round, when all that it needs has ended.",
)
def advance(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Runs that follow those of the rounds that go on."""
    home, now = settings.load(), datetime.now(UTC)
    found = _rounds(context.instance, home, now)
    going = [one for one in found if not one.next.over]
    for one in found:
        # Of what could not be taken in its run says why, and it stays in the inbox.
        if one.next.over and one.next.failed not in ("", "take_in"):
            _report_failure(context, home, one)
    if not going:
        yield dg.SkipReason("no round goes on")
    for one in going:
        for ask in one.next.asks:
            given_up = dict(_failures(context.instance, one)) if ask.job == "publish" else {}
            yield _request(one.name, one.one, ask, requests.of(ask, given_up=given_up))


def _report_failure(context: dg.SensorEvaluationContext, home: Settings, found: _Found) -> None:
    """Write the report of a round that ended without a release, once; no job of it gets to write one."""
    # DuckDB takes long to import, and definitions are loaded at every start.
    from gongkai.warehouse.night_report import failed_path, write_failed

    failed = _failed(found)
    if not failed or any(_did(record).state == "going" for record in found.records):
        # Another region's run may fail yet.
        return
    at = datetime.fromtimestamp(max(record.end_time or 0.0 for record in failed), UTC)
    if failed_path(home, at).exists():
        return
    job = "" if found.next.failed in MAY_FAIL else found.next.failed
    try:
        write_failed(home, at, job, _failures(context.instance, found))
    except GongkaiError as error:
        # Other rounds go on.
        context.log.warning(str(error))


def _failures(instance: dg.DagsterInstance, found: _Found) -> list[tuple[str, str]]:
    """Regions that were given up ("": what is about all ended the round), each with what went wrong, in words."""
    return [
        (requests.region(record.dagster_run.tags), failures.of_run(instance, record.dagster_run))
        for record in _failed(found)
    ]


def _failed(found: _Found) -> list[dg.RunRecord]:
    """The last try of what a region was given up for, and of what ended the round."""
    last: dict[tuple[str, str], dg.RunRecord] = {}
    for record in found.records:
        did = _did(record)
        if did.job == found.next.failed or (did.job in MAY_FAIL and did.region in found.next.given_up):
            last[did.job, did.region] = record
    return [record for record in last.values() if _did(record).state == "failed"]


@dg.sensor(
    job=take_in,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Takes in what is put into the home's folder inbox: folders, zip files and web archives (WARC).",
)
def inbox(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """A round for each folder or file in the inbox that nobody writes to any more."""
    home, now = settings.load(), datetime.now(UTC)
    loose, asked = 0, False
    for path in sorted(home.inbox.glob("[!.]*")):
        if not path.is_dir() and path.suffix not in (".zip", ".warc", ".gz"):
            loose += 1
            continue
        written = max(one.stat().st_mtime for one in (path, *path.rglob("*")))
        if now.timestamp() - written >= _SETTLED_S:
            one = Round("take_in", (), all_years(now))
            config = {"ops": {"deposit": {"config": {"name": path.name}}}}
            asked = True
            ask = Ask("take_in")
            yield _request(f"inbox {path.name} {written:.0f}", one, ask, requests.Request(None, {}, config))
    if not loose:
        return
    told = f"{loose} files lie in {home.inbox} itself: put them into a folder of their own"
    if asked:
        # Dagster takes either runs or a reason for none.
        context.log.warning(told)
    else:
        yield dg.SkipReason(told)


@dg.sensor(
    job=jobs.resolve,
    minimum_interval_seconds=300,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Frees what was decided on: a round without crawling when decisions or the registry changed.",
)
def quarantine(context: dg.SensorEvaluationContext) -> dg.SkipReason | dg.SensorResult:
    """A round over all reports where people decided or corrected the registry since the last load."""
    # Arrow takes long to import, and definitions are loaded at every start.
    from gongkai.lake.log import Log

    home, now = settings.load(), datetime.now(UTC)
    log, regions = Log(home.lake), with_reports(home)
    if not log.latest() or not regions:
        return dg.SkipReason("nothing is loaded yet")
    present = f"{registry.load(home.registry).digest} {decisions.load(home.decisions).digest}"
    versions = log.manifest(log.latest()).versions
    # What was decided while a run made its load, or of a region that it was not about or that failed in it, that load
    # knows and has not applied.
    loads = {row.get("made_with") for row in log.of_load("partitions", log.latest())} - {None}
    known = [log.manifest(load).versions if load else {} for load in sorted(loads)] + [versions]
    asked = f"{present} {log.latest()}"
    if all(f"{one.get('registry')} {one.get('decisions')}" == present for one in known) or asked == context.cursor:
        return dg.SkipReason("nothing was decided since the last load, or a round of it was started")
    one = Round("resolve", tuple(regions), all_years(now))
    return dg.SensorResult(_started(f"decided {now:%Y-%m-%dT%H:%M:%SZ}", one, now), cursor=asked)


@dataclass(frozen=True)
class _Found:
    """A round of the last days. records: its runs, oldest first. next: what comes next in it."""

    name: str
    one: Round
    records: tuple[dg.RunRecord, ...]
    next: Next


def _rounds(instance: dg.DagsterInstance, home: Settings, now: datetime) -> list[_Found]:
    recent = dg.RunsFilter(tags={OF_A_ROUND: "round"}, created_after=now - _GOES_ON)
    records = instance.get_run_records(recent, ascending=True)
    by_name: dict[str, list[dg.RunRecord]] = {}
    for record in records:
        by_name.setdefault(record.dagster_run.tags[NAME], []).append(record)
    found = []
    for name, own in by_name.items():
        one = _round(own[-1].dagster_run.tags, home)
        did = [_did(record) for record in own]
        found.append(
            _Found(name, one, tuple(own), following(one, did, lambda: with_reports(home), all_years(now), now))
        )
    return found


def _round(tags: Mapping[str, str], home: Settings) -> Round:
    """A round from the tags of a run of it. What was taken in says only then of which regions it is."""
    first = cast(First, tags[FIRST])
    regions = [code for code in tags[REGIONS].split(",") if code]
    if first == "take_in":
        regions = regions_to_take_in(home)
    since, until = tags[YEARS].split("-")
    return Round(first, tuple(regions), (since, until), _TRIES if first == "collect" else 1, _WAIT)


def _did(record: dg.RunRecord) -> Did:
    run = record.dagster_run
    ended = datetime.fromtimestamp(record.end_time, UTC) if record.end_time else None
    return Did(run.job_name, requests.region(run.tags), _STATES.get(run.status, "going"), ended)


def _started(name: str, one: Round, now: datetime) -> list[dg.RunRequest]:
    asks = following(one, (), lambda: (), one.years, now).asks
    return [_request(name, one, ask, requests.of(ask)) for ask in asks]


def _request(name: str, one: Round, ask: Ask, made: requests.Request) -> dg.RunRequest:
    tags = {
        OF_A_ROUND: "round",
        NAME: name,
        FIRST: one.first,
        REGIONS: ",".join(one.regions),
        YEARS: "-".join(one.years),
    }
    return dg.RunRequest(
        run_key=" ".join((name, ask.job, ask.region, str(ask.attempt))),
        job_name=ask.job,
        partition_key=made.partition_key,
        tags={**tags, **made.tags},
        run_config=dict(made.config),
    )
