"""A removed document in the releases: those that hold it are dropped whole, after one without it took their place.

A release never changes, so none is rewritten; what an older one said without the document can be built from the log.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from gongkai.crawl.tombstones import Tombstone
from gongkai.lake.atomic import remove, write_error
from gongkai.settings import Settings
from gongkai.warehouse import engine
from gongkai.warehouse.data_docs import write as data_docs
from gongkai.warehouse.release import Release, current, publish, releases


def withdraw(settings: Settings, stone: Tombstone, now: datetime) -> tuple[str | None, tuple[str, ...]]:
    """The release that was built for it, None where none was needed; names of those that were dropped.

    Raises GongkaiError when the log is damaged or the disk refuses: nothing is dropped before the new one stands.
    """
    known = releases(settings.releases)
    holding = [release for release in known if _holds(release, stone)]
    now_current = current(settings.releases)
    fresh = None
    if now_current is not None and now_current in holding:
        # Built already, and not swapped in, when a removal was killed in between; else a name of its own: names tell
        # seconds apart.
        built = [one.made for one in known if one not in holding and one.load == now_current.load]
        clock = built[-1] if built else max(now, known[-1].made + timedelta(seconds=1))
        fresh = publish(settings, now_current.load, clock)
    for release in holding:
        # Not a release any more from one moment to the next, however long it takes to remove.
        partial = release.folder.with_name(f".{release.name}.part")
        try:
            release.folder.rename(partial)
        except OSError as error:
            raise write_error(error, release.folder) from error
        remove(partial)
    for partial in settings.releases.glob(".*.part"):
        remove(partial)
    _drop_pages(settings)
    return fresh.name if fresh else None, tuple(release.name for release in holding)


def _holds(release: Release, stone: Tombstone) -> bool:
    """Whether the release knows the document, and not that it was removed."""
    con = engine.reader(release.database)
    try:
        rows = con.execute("SELECT error FROM main.documents WHERE document = ?", [stone.sha256]).fetchall()
    finally:
        con.close()
    return any(error != str(stone) for (error,) in rows)


def _drop_pages(settings: Settings) -> None:
    """Data Docs of releases that are there no more."""
    known = {release.name for release in releases(settings.releases)}
    for folder in settings.data_docs.glob("[1-9]*-*"):
        if folder.name not in known:
            remove(folder)
    last = current(settings.releases)
    if last is not None:
        data_docs.keep(last.folder, settings.data_docs, settings.kind == "sample")
