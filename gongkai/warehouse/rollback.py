"""Checking releases against their checksums, and pointing ``releases/current`` back to an earlier one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from gongkai.errors import GongkaiError
from gongkai.lake.atomic import remove, swap_link, write_text
from gongkai.lake.lock import Lock
from gongkai.lake.log import Log
from gongkai.lake.sha256 import sha256_of
from gongkai.settings import Settings
from gongkai.warehouse import engine
from gongkai.warehouse.query import release_name
from gongkai.warehouse.release import CHECKSUMS, CURRENT, Release, releases

_RECORD = "withdrawn.json"


@dataclass(frozen=True)
class Withdrawn:
    """Loads up to ``load`` are not published again; ``to``: the release that stands instead; ``time``: UTC, ISO."""

    load: int
    to: str
    by: str
    reason: str
    time: str


def named(settings: Settings, name: str) -> Release:
    """The release of a name. Raises GongkaiError that names those that there are."""
    known = releases(settings.releases)
    for release in known:
        if release.name == name:
            return release
    remedy = f"take one of: {', '.join(one.name for one in known)}" if known else "make a release first: gongkai run"
    raise GongkaiError(f"there is no release {name}", str(settings.releases), "", remedy)


def faults(release: Release) -> list[str]:
    """What is not as it was when the release was published, one line a file; empty when all is."""
    listed = release.folder / CHECKSUMS
    try:
        stated = dict(_stated(line) for line in listed.read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError) as error:
        return [f"{CHECKSUMS}: cannot be read: {error}"]
    there = {path.relative_to(release.folder).as_posix() for path in release.folder.rglob("*") if path.is_file()}
    found = [f"{name}: missing" for name in sorted(stated.keys() - there)]
    found += [f"{name}: not of this release" for name in sorted(there - stated.keys() - {CHECKSUMS})]
    found += [
        f"{name}: changed" for name in sorted(stated.keys() & there) if not _is_as(release.folder / name, stated[name])
    ]
    return found or _of_database(release)


def _stated(line: str) -> tuple[str, str]:
    """(file, its sha256) of a line of the checksums."""
    digest, _, name = line.partition("  ")
    if len(digest) != 64 or not name:
        raise ValueError(f"no line of checksums: {line!r}")
    return name, digest


def _is_as(path: Path, digest: str) -> bool:
    try:
        return sha256_of(path) == digest
    except OSError:
        return False


def _of_database(release: Release) -> list[str]:
    try:
        con = engine.reader(release.database)
        try:
            name = release_name(con)
        finally:
            con.close()
    except engine.Error as error:
        return [f"{release.database.name}: cannot be opened: {error}"]
    return [] if name == release.name else [f"{release.database.name}: is of another release"]


def roll_back(settings: Settings, name: str, by: str, reason: str, now: datetime) -> Release:
    """Point ``current`` to a release, after checking it; loads after it stay unpublished until there is a new one.

    Raises GongkaiError, and changes nothing, where there is no such release or a file of it is not as published.
    """
    target = named(settings, name)
    wrong = faults(target)
    if wrong:
        told = "; ".join(wrong[:3]) + (f" and {len(wrong) - 3} more" if len(wrong) > 3 else "")
        raise GongkaiError(f"the release is damaged: {told}", str(target.folder), "", "take another one")
    root, latest = settings.releases, Log(settings.lake).latest()
    with Lock(root / ".lock"):
        # The record first: killed between the two, the next run publishes nothing that was to be taken back.
        if target.load < latest:
            record = Withdrawn(latest, name, by, reason, now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
            write_text(root / _RECORD, json.dumps(asdict(record), ensure_ascii=False, indent=1) + "\n")
        else:
            remove(root / _RECORD)
        swap_link(root / CURRENT, name)
    return target


def withdrawn(settings: Settings) -> Withdrawn | None:
    """What the last rollback took back, while no later load exists."""
    path = settings.releases / _RECORD
    if not path.exists():
        return None
    try:
        record = Withdrawn(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        remedy = "gongkai release rollback writes it anew"
        raise GongkaiError(f"cannot be read: {error}", str(path), "", remedy) from error
    return record if record.load >= Log(settings.lake).latest() else None
