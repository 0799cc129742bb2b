"""The job ``take_in``: what somebody put into the home's inbox is deposited, and laid aside."""

from datetime import datetime
from typing import Any

import dagster as dg

from gongkai.errors import GongkaiError
from gongkai.settings import Settings

#: Folder within the inbox in which what was taken in is kept.
TAKEN = ".taken"


class TakeInConfig(dg.Config):
    """name: of a folder, zip file or web archive in the inbox."""

    name: str


@dg.op(name="deposit")
def deposit_entry(
    context: dg.OpExecutionContext,
    config: TakeInConfig,
    settings: dg.ResourceParam[Settings],
    now: dg.ResourceParam[datetime],
) -> None:
    """Deposit one entry of the inbox, then move it aside; what cannot be deposited stays where it is."""
    from gongkai import registry
    from gongkai.crawl.deposits import deposit
    from gongkai.crawl.places import body_store
    from gongkai.purge import brought

    path = settings.inbox / config.name
    if path.parent != settings.inbox or not path.exists():
        raise GongkaiError(f"there is no {config.name!r} in the inbox", str(settings.inbox), "", "name what lies in it")
    if settings.kind == "sample":
        raise GongkaiError("the sample's home takes no deposits", str(settings.home), "", "use a real home")
    found = deposit(settings, registry.load(settings.registry), path, now)
    for told in found.left_out:
        context.log.warning(told)
    taken = settings.inbox / TAKEN
    taken.mkdir(exist_ok=True)
    aside = taken / f"{now:%Y%m%dT%H%M%S%fZ}-{config.name}"
    path.rename(aside)
    # What was removed on purpose does not come back by the inbox either.
    removed = body_store(settings).tombstones.all()
    for told in brought.forget(aside, removed) if removed else ():
        context.log.warning(told)
    counts: dict[str, Any] = {"files": found.files, "new": found.new, "known already": found.known}
    context.add_output_metadata(counts)


@dg.job(name="take_in", description="Deposit a folder, zip file or web archive of the inbox.")
def take_in() -> None:
    """One op."""
    deposit_entry()
