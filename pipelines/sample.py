"""The sample province: made, served on this machine, and crawled on two nights."""

from __future__ import annotations

from datetime import datetime

from gongkai.lake.log import Log
from gongkai.sample import province
from gongkai.sample.server import SampleServer
from gongkai.settings import Settings
from pipelines.console import Progress
from pipelines.run import Outcome, Wanted, run


def run_nights(
    settings: Settings,
    wanted: Wanted,
    progress: Progress,
    address: str = province.DEFAULT_ADDRESS,
    port: int = province.DEFAULT_PORT,
) -> Outcome:
    """Run each night that is not loaded yet, and the last one again: what a nightly run on an unchanged site does.

    address, port: where the sample's site is served, in 127.99.0.0/16.
    """
    settings.create()
    progress.say("sample province: all agencies and numbers are invented")
    made = province.write(settings.home, address, port)
    outcome = Outcome([])
    for number, (folder, clock) in enumerate(zip(made.nights, made.clocks, strict=True), start=1):
        if clock != made.clocks[-1] and _is_loaded(settings, clock):
            progress.say(f"night {number} ({clock:%Y-%m-%d}) is loaded already")
            continue
        progress.say(f"night {number} ({clock:%Y-%m-%d}): the site at {made.base_url}")
        with SampleServer(folder, made.address, made.port):
            found = run(settings, clock, wanted, progress.step)
        outcome = Outcome(
            found.regions,
            outcome.failures | found.failures,
            outcome.released or found.released,
            outcome.not_got + found.not_got,
        )
    return outcome


def _is_loaded(settings: Settings, clock: datetime) -> bool:
    log = Log(settings.lake)
    return any(datetime.fromisoformat(log.manifest(load).made) >= clock for load in log.loads())
