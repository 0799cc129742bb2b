"""Telling somebody by HTTP what came of a night. Off unless GONGKAI_WEBHOOK holds an address; it is a secret."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request

import dagster as dg

from gongkai import settings
from gongkai.errors import GongkaiError
from gongkai.settings import Settings
from gongkai.webhook import VARIABLE, target
from pipelines import failures, requests
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
    # One of a round that failed meanwhile is not this round's.
    reports = sorted(home.nights.glob("*-load*.md"))
    if not reports:
        return dg.SkipReason("there is no report")
    return dg.SkipReason(send(reports[-1].read_text(encoding="utf-8"), home.webhook))


@dg.run_failure_sensor(
    monitored_jobs=list(JOBS),
    default_status=dg.DefaultSensorStatus.STOPPED,
    description=f"Tells the address in {VARIABLE} of a run that failed.",
)
def tell_failure(context: dg.RunFailureSensorContext) -> dg.SkipReason:
    """Job, region, stage, what went wrong and what to do; the last release stands."""
    home, run = settings.load(), context.dagster_run
    words = failures.of_run(context.instance, run)
    if any(secret in words for secret in _secrets(home)):
        # What an exception of another library says may be anything.
        words = f"its words hold a part of an address that is secret: look at Dagster run {run.run_id}"
    region = requests.region(run.tags)
    where = f" in region {region}" if region else ""
    return dg.SkipReason(send(f"{run.job_name} failed{where}, the last release stands\n{words}", home.webhook))


def _secrets(home: Settings) -> set[str]:
    """Passwords in the settings, as written and decoded, and all of the webhook's address behind its host."""
    found = set()
    for url in (home.webhook, home.postgres):
        user, _, place = url.partition("://")[2].rpartition("@")
        found |= {user.partition(":")[2], *urllib.parse.parse_qs(place.partition("?")[2]).get("password", ())}
    found.add(home.webhook.partition("://")[2].rpartition("@")[2].partition("/")[2])
    return {one for secret in found for one in (secret, urllib.parse.unquote(secret)) if one}
