"""The sample province: made, its sites served on this machine, and crawled on two nights."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime

from gongkai.lake.log import Log
from gongkai.sample import province
from gongkai.sample.columns import SITES
from gongkai.sample.server import SampleServer
from gongkai.settings import Settings
from pipelines.console import Progress
from pipelines.run import Outcome, run
from pipelines.wanted import Wanted


def run_nights(
    settings: Settings,
    wanted: Wanted,
    progress: Progress,
    address: str = province.DEFAULT_ADDRESS,
    port: int = province.DEFAULT_PORT,
) -> Outcome:
    """Run each night that is not loaded yet, and the last one again: what a nightly run on an unchanged site does.

    address, port: where the sample's first site is served, in 127.99.0.0/16; the others on the ports behind it.
    """
    settings.create()
    progress.say("sample province: all agencies and numbers are invented")
    made = province.write(settings.home, address, port)
    for site in SITES:
        progress.say(f"  {made.urls[site.site_id]}: {site.site_id}, family {site.family}")
    outcome = Outcome([])
    for number, clock in enumerate(made.clocks, start=1):
        if clock != made.clocks[-1] and _is_loaded(settings, clock):
            progress.say(f"night {number} ({clock:%Y-%m-%d}) is loaded already")
            continue
        progress.say(f"night {number} ({clock:%Y-%m-%d})")
        with ExitStack() as servers:
            for folder, site_port in made.served(number):
                servers.enter_context(SampleServer(folder, made.address, site_port))
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
