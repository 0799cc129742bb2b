"""The job ``prune``: Dagster's log of old runs is removed; the lake's log of loads is another one, and is kept."""

from datetime import UTC, datetime, timedelta

import dagster as dg

KEPT = timedelta(days=90)
#: Runs removed between two looks at what is left.
_AT_ONCE = 100
_ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


def prune_runs(instance: dg.DagsterInstance, before: datetime) -> int:
    """Remove runs that ended and were last touched before then, with their events; how many."""
    removed = 0
    old = dg.RunsFilter(statuses=_ENDED, updated_before=before)
    while records := instance.get_run_records(old, limit=_AT_ONCE):
        for record in records:
            instance.delete_run(record.dagster_run.run_id)
        removed += len(records)
    return removed


@dg.op
def prune_events(context: dg.OpExecutionContext) -> None:
    """Runs older than a quarter of a year."""
    removed = prune_runs(context.instance, datetime.now(UTC) - KEPT)
    context.log.info(f"{removed} runs older than {KEPT.days} days removed from Dagster's log")


@dg.job(description=f"Remove runs older than {KEPT.days} days from Dagster's log.")
def prune() -> None:
    """One op."""
    prune_events()


@dg.schedule(
    job=prune,
    cron_schedule="0 12 * * 0",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Every Sunday at noon in China.",
)
def weekly(_: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """One run."""
    return dg.RunRequest()
