"""Telling somebody by HTTP what came of a night. Off unless GONGKAI_WEBHOOK holds an address; it is a secret."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import dagster as dg

from gongkai import settings
from gongkai.errors import GongkaiError
from gongkai.webhook import VARIABLE, target
from pipelines.jobs import JOBS, publish

#: Chat systems cut or refuse longer messages.
_MOST = 4000
_TIMEOUT_S = 10.0


def send(text: str, address: str) -> str:
    """POST ``{"text": …}`` as JSON to the address; what came of it, in words that never name the address.

    User and password of an address (``https://user:password@host/``) are sent as basic authentication.
    """
    if not address:
        return f"{VARIABLE} is not set"
    try:
        to = target(address)
    except GongkaiError as error:
        return f"{error.problem}: nothing was sent"
    body = json.dumps({"text": text if len(text) <= _MOST else text[: _MOST - 1] + "…"}, ensure_ascii=False)
    try:
        request = urllib.request.Request(to.url, body.encode(), {"Content-Type": "application/json"})
        if to.authorization:
            # Not handed on to another host by a redirect.
            request.add_unredirected_header("Authorization", to.authorization)
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:
            return f"sent: HTTP {answer.status}"
    # Whatever it is: its text may hold the address, and Dagster keeps and prints what a sensor raises.
    except Exception as error:
        reason = f"HTTP {error.code}" if isinstance(error, urllib.error.HTTPError) else type(error).__name__
        return f"not sent: {reason}"


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[publish],
    default_status=dg.DefaultSensorStatus.STOPPED,
    description=f"Sends the report of a round to the address in {VARIABLE}.",
)
def tell(context: dg.RunStatusSensorContext) -> dg.SkipReason:
    """The newest report in the home's folder nights."""
    home = settings.load()
    reports = sorted(home.nights.glob("*.md"))
    if not reports:
        return dg.SkipReason("there is no report")
    return dg.SkipReason(send(reports[-1].read_text(encoding="utf-8"), home.webhook))


@dg.run_failure_sensor(
    monitored_jobs=list(JOBS),
    default_status=dg.DefaultSensorStatus.STOPPED,
    description=f"Tells the address in {VARIABLE} of a run that failed.",
)
def tell_failure(context: dg.RunFailureSensorContext) -> dg.SkipReason:
    """Job, run and what went wrong; the last release stands."""
    run = context.dagster_run
    text = f"{run.job_name} failed, the last release stands: {context.failure_event.message}"
    return dg.SkipReason(send(text, settings.load().webhook))
