"""Past years made anew from what is kept: the run at low priority, and its changes before they are loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from gongkai.settings import Settings
from pipelines import console
from pipelines import run as rounds_run
from pipelines.preview import preview
from pipelines.priority import give_way
from pipelines.rounds import First
from pipelines.run import Outcome
from pipelines.wanted import Wanted

#: Where a backfill begins -> the job that a round begins with.
_FIRST: dict[str, First] = {"documents": "read", "grids": "resolve", "cells": "compare"}


def wanted(since: str, regions: frozenset[str] | None, years: tuple[str, str] | None) -> Wanted:
    """All regions in which anything is kept, or those of them. since: ``documents``, ``grids`` or ``cells``."""
    return Wanted(regions=regions, years=years, first=_FIRST[since], all_kept=True)


def run(
    settings: Settings, now: datetime, wanted: Wanted, progress: console.Progress, consent: Callable[[], bool]
) -> Outcome:
    """Read, make and judge; then show what a load would change, and publish with consent.

    Raises GongkaiError as :func:`pipelines.run.run` does.
    """
    give_way()
    declined = False

    def may_publish() -> bool:
        nonlocal declined
        found = preview(settings, now, wanted.accept_drop, progress.step)
        progress.changes(found)
        declined = found is not None and not consent()
        return found is not None and not declined

    return replace(rounds_run.run(settings, now, wanted, progress.step, may_publish), declined=declined)
