"""Removing a body and its text from everywhere in a home, on purpose and for good.

The order makes an interrupted removal safe: the tombstone stands before anything is removed, every step may be done
again, and the next run over the home (:func:`resume`) does them all again until the tombstone says that it is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from gongkai.crawl.places import body_store, ledger_path, open_ledger
from gongkai.crawl.tombstones import Tombstone
from gongkai.errors import GongkaiError
from gongkai.lake.at_work import removing
from gongkai.lake.cache import Cache
from gongkai.lake.lock import Lock
from gongkai.lake.log import Log
from gongkai.lake.parts import part
from gongkai.lake.shared import claim, share
from gongkai.purge import brought, published, stages
from gongkai.purge import log as log_of_loads
from gongkai.purge import told as told_of_runs
from gongkai.purge.words import words_of
from gongkai.settings import Settings


@dataclass(frozen=True, slots=True)
class Purged:
    """What a removal did.

    reports:     ids of the reports that were read from the document.
    loads:       whose tables were rewritten.
    released:    release that was built without it, None where there was none that held it.
    dropped:     releases that held it.
    told:        files of the nights and of the runs' records that it was taken out of.
    brought:     what was taken out of the inbox, in words.
    left:        what may say it still, in words: for a person to take back.
    also:        other bodies (sha256) that its sources delivered: they may say the same, and are still here.
    with_it:     removals that it brought with it, of the same page around the same report.
    """

    stone: Tombstone
    reports: tuple[str, ...] = ()
    loads: tuple[int, ...] = ()
    released: str | None = None
    dropped: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    brought: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    with_it: tuple[Purged, ...] = ()


def purge(settings: Settings, sha256: str, reason: str, by: str, now: datetime, with_siblings: bool = False) -> Purged:
    """Remove the body and its text; what was interrupted before is ended first.

    Bodies of the same source around the same main text go with it.
    with_siblings: and every other body that its sources delivered.
    One that was removed before is removed again (from a backup that was put back, say); its tombstone stays as it was.
    Raises GongkaiError: no such body was ever here, no reason, another process at work, a damaged log, a full disk.
    """
    if not reason.strip():
        raise GongkaiError("no reason is given", "", "--reason", "say why: it is all that will be left of the document")
    claim(settings)
    store = body_store(settings)
    stone = store.tombstones.of(sha256)
    if stone is None and not store.has(sha256) and not _is_known(settings, sha256):
        remedy = "name a document of table documents by its whole sha256 (64 digits in lower case)"
        raise GongkaiError("no such body was ever kept here", str(store.root), sha256, remedy)
    time = now.astimezone(UTC).isoformat(timespec="seconds")
    stone = replace(stone, done=False) if stone else Tombstone(sha256, time, by, reason.strip())
    with _alone(settings):
        others = [other for other, _ in _siblings(settings, sha256) if store.has(other)] if with_siblings else []
        for one in (stone, *(replace(stone, sha256=other) for other in others)):
            store.tombstones.write(one)
        found = _resume(settings, now)
    (last,) = (one for one in found if one.stone.sha256 == sha256)
    return replace(last, with_it=tuple(one for one in found if one is not last))


def resume(settings: Settings, now: datetime) -> list[Purged]:
    """End every removal that was interrupted; nothing where there is none. Raises GongkaiError as :func:`purge`."""
    if not _waiting(settings):
        return []
    with _alone(settings):
        return _resume(settings, now)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Nothing else reads or writes the home; a crawler that outlived its run is no exception."""
    with removing(settings.lake), Lock(ledger_path(settings).with_suffix(".lock")):
        yield


def _waiting(settings: Settings) -> list[Tombstone]:
    return [stone for stone in body_store(settings).tombstones.all().values() if not stone.done]


def _resume(settings: Settings, now: datetime) -> list[Purged]:
    found: list[Purged] = []
    # One removal may bring others with it.
    while waiting := _waiting(settings):
        found += [_remove(settings, stone, now) for stone in waiting]
    return found


def _remove(settings: Settings, stone: Tombstone, now: datetime) -> Purged:
    store, log = body_store(settings), Log(settings.lake)
    log.recover()
    store.remove(stone.sha256)
    Cache(part(settings, "cache")).forget(stone.sha256)
    touched = log_of_loads.touched(log, stone.sha256)
    # What tells of it is cleaned first, while log and stages know yet what it said.
    words = words_of(log, touched, settings.lake, stone)
    told, left = told_of_runs.forget(settings, words)
    taken = brought.forget(settings.inbox, {stone.sha256})
    reports = stages.forget(settings.lake, stone, {report_id for found in touched.values() for report_id, _ in found})
    loads = log_of_loads.forget(log, stone, touched)
    share(settings)
    released, dropped = published.withdraw(settings, stone, now)
    siblings = [(sha256, same) for sha256, same in _siblings(settings, stone.sha256) if store.has(sha256)]
    for sha256 in (sha256 for sha256, same in siblings if same):
        store.tombstones.write(replace(stone, sha256=sha256))
    done = replace(stone, done=True)
    store.tombstones.write(done)
    also = tuple(sha256 for sha256, same in siblings if not same)
    return Purged(done, reports, loads, released, dropped, told, taken, left, also)


def _is_known(settings: Settings, sha256: str) -> bool:
    with open_ledger(settings) as ledger:
        return bool(ledger.rows("SELECT 1 FROM bodies WHERE sha256 = ?", sha256))


def _siblings(settings: Settings, sha256: str) -> list[tuple[str, bool]]:
    """Other bodies that the same sources delivered, and whether each has the same main text: another page around it."""
    came = (
        "SELECT source, sha256, main_text FROM fetches WHERE sha256 IS NOT NULL "
        "UNION SELECT source, sha256, NULL FROM deliveries"
    )
    with open_ledger(settings) as ledger:
        rows = ledger.rows(
            f"SELECT b.sha256, MAX(a.main_text IS NOT NULL AND a.main_text = b.main_text) AS same "
            f"FROM ({came}) AS a JOIN ({came}) AS b USING (source) "
            "WHERE a.sha256 = ? AND b.sha256 <> a.sha256 GROUP BY b.sha256 ORDER BY 1",
            sha256,
        )
    return [(row["sha256"], bool(row["same"])) for row in rows]
