"""What assets are given: the home's settings and the clock. Both are plain values of the library."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from gongkai import settings
from gongkai.events import open_log
from gongkai.lake.at_work import running
from gongkai.settings import Settings
from pipelines.priority import give_way

#: Dagster's tag of runs that its pages started over partitions.
_BACKFILL = "dagster/backfill"


@dg.resource(description="Settings of the home that GONGKAI_HOME names, read when a run starts.")
def settings_from_environment(context: dg.InitResourceContext) -> Iterator[Settings]:
    """Settings of the home; read when a run starts, so that definitions load whatever they are.

    A run of a backfill in Dagster's pages gives way to others.
    """
    if context.run is not None and _BACKFILL in context.run.tags:
        give_way()
    found = settings.load()
    found.create()
    open_log(found)
    with running(found.lake):
        # Arrow takes long to import, and definitions are loaded at every start.
        from gongkai.lake.shared import claim

        claim(found)
        yield found


@dg.resource(description="The time that a run writes into its data.")
def clock_of_the_wall(_: dg.InitResourceContext) -> datetime:
    """Now, once a run."""
    return datetime.now(UTC)


def from_environment() -> dict[str, Any]:
    """Resources of a run that Dagster starts."""
    return {"settings": settings_from_environment, "now": clock_of_the_wall}


def fixed(home: Settings, now: datetime) -> dict[str, Any]:
    """Resources of a run whose home and time the caller sets."""
    return {"settings": home, "now": now}
