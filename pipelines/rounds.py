"""A *round*: all stages over a home, one after the other, as Dagster runs that follow each other.

What comes next is told here from what was done, by nothing but values: the command ``run`` asks it in one process, the
sensor ``advance`` beside the daemon.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

#: Job by which a round begins.
First = Literal["collect", "take_in", "read", "resolve", "compare"]
State = Literal["going", "done", "failed"]

#: Jobs of a round from the one that it begins with; a round that reads what is kept leaves ``collect`` out.
_AFTER: dict[First, tuple[str, ...]] = {
    "take_in": ("take_in", "read", "resolve", "compare", "judge", "publish"),
    "collect": ("collect", "resolve", "compare", "judge", "publish"),
    "read": ("read", "resolve", "compare", "judge", "publish"),
    "resolve": ("resolve", "compare", "judge", "publish"),
    "compare": ("compare", "judge", "publish"),
}
_BY_REGION = frozenset({"collect", "read", "resolve", "judge"})
#: What a region alone can fail at: it is given up, the others go on.
MAY_FAIL = frozenset({"collect", "read", "resolve"})


@dataclass(frozen=True)
class Round:
    """first: job that it begins with. regions: province-level codes.

    years: of the reports that are made anew (from, to). tries: how often a run that fails is started (>= 1). wait:
    until its second try; three times as long until each further one.
    """

    first: First
    regions: tuple[str, ...]
    years: tuple[str, str]
    tries: int = 1
    wait: timedelta = timedelta()


@dataclass(frozen=True)
class Ask:
    """A run to be started. region: "" = all. years: of its partitions; None where it has none by year."""

    job: str
    region: str = ""
    years: tuple[str, str] | None = None
    attempt: int = 1


@dataclass(frozen=True)
class Did:
    """A run that was started. ended: when; None while it goes on."""

    job: str
    region: str
    state: State
    ended: datetime | None


@dataclass(frozen=True)
class Next:
    """asks: runs to be started now. over: nothing comes any more; when both are empty something is waited for.

    given_up: regions that failed. failed: job that ended the round, "" where it ended well or goes on.
    """

    asks: tuple[Ask, ...] = ()
    over: bool = False
    given_up: tuple[str, ...] = ()
    failed: str = ""


def following(
    one: Round, did: Sequence[Did], with_reports: Callable[[], Sequence[str]], all_years: tuple[str, str], now: datetime
) -> Next:
    """What comes next in a round.

    did: its runs, in the order in which they were started. with_reports: regions of all reports; asked for when they
    are to be judged, because what was compared with a new report may stand in any region, and in any year (all_years).
    """
    left = list(one.regions)
    for job in _AFTER[one.first]:
        regions = list(with_reports()) if job == "judge" else left if job in _BY_REGION else [""]
        asks, waiting = [], False
        for region in regions:
            runs = [run for run in did if (run.job, run.region) == (job, region)]
            if runs and runs[-1].state == "done":
                continue
            if runs and runs[-1].state == "failed" and len(runs) >= one.tries:
                if job not in MAY_FAIL:
                    return Next(over=True, given_up=_given_up(one, left), failed=job)
                left = [other for other in left if other != region]
            elif runs and (runs[-1].state == "going" or not _is_time(one, runs, now)):
                waiting = True
            else:
                years = {"resolve": one.years, "judge": all_years}.get(job)
                asks.append(Ask(job, region, years, len(runs) + 1))
        if not left and job in MAY_FAIL and not asks and not waiting:
            return Next(over=True, given_up=one.regions, failed=job)
        if asks or waiting:
            return Next(tuple(asks), given_up=_given_up(one, left))
    return Next(over=True, given_up=_given_up(one, left))


def _is_time(one: Round, runs: Sequence[Did], now: datetime) -> bool:
    """Whether a run that failed may be tried again: sites that are down are seldom up a second later."""
    ended = runs[-1].ended
    return ended is None or ended + one.wait * 3 ** (len(runs) - 1) <= now


def _given_up(one: Round, left: Sequence[str]) -> tuple[str, ...]:
    return tuple(region for region in one.regions if region not in left)
