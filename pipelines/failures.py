"""What went wrong in a run, from its events."""

from __future__ import annotations

from collections.abc import Iterable

import dagster as dg

from gongkai.errors import GongkaiError

#: What to do about a run that no fault of the input ended.
_LOOK = "look at the run in `make up`"
#: What a step is ended by, when its process is asked to end.
_INTERRUPTS = (dg.DagsterExecutionInterruptedError.__name__, KeyboardInterrupt.__name__)


def told(events: Iterable[dg.DagsterEvent], job: str, run_id: str) -> GongkaiError:
    """The failure of a run in words, its stage first; what was no fault of the input names the run, whose log has the
    details.
    """
    found = list(events)
    why = ""
    for event in found:
        error = event.step_failure_data.error if event.is_step_failure else None
        if error is not None and error.cls_name in _INTERRUPTS:
            remedy = "run it again: what was done is kept; the last release stands"
            return GongkaiError(f"{event.step_key} was stopped", "", f"Dagster run {run_id}", remedy)
        cause = error.cause if error is not None else None
        if cause is not None and cause.cls_name in ("GongkaiError", "UnreadableDocument"):
            # Dagster keeps "module.Class: text".
            return GongkaiError(f"{event.step_key}: {cause.message.split(': ', 1)[-1].strip()}")
        why = why or (cause.message.strip() if cause is not None else "")
    failed = ", ".join(event.step_key or "" for event in found if event.is_step_failure) or job
    return GongkaiError(
        f"{failed} failed by a fault of gongkai" + (f": {why}" if why else ""),
        "",
        f"Dagster run {run_id}",
        f"{_LOOK}, and report it; the last release stands",
    )


def of_run(instance: dg.DagsterInstance, run: dg.DagsterRun) -> str:
    """The failure of a run that is over; of one that ended without a failing step (killed, cancelled) Dagster's words
    of its end.
    """
    events = [entry.dagster_event for entry in instance.all_logs(run.run_id) if entry.dagster_event is not None]
    ends = [event.message for event in events if event.is_failure or event.event_type_value == "PIPELINE_CANCELED"]
    if ends and not any(event.is_step_failure for event in events):
        remedy = f"{_LOOK}, and start it again there; the last release stands"
        return str(GongkaiError(f"{run.job_name}: {ends[-1]}", "", f"Dagster run {run.run_id}", remedy))
    return str(told(events, run.job_name, run.run_id))
