"""Checking releases against their checksums, and pointing ``releases/current`` back to an earlier one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gongkai.errors import GongkaiError
from gongkai.lake.atomic import remove, write_text
from gongkai.lake.lock import Lock
from gongkai.lake.log import Log
from gongkai.lake.sha256 import sha256_of
from gongkai.settings import Settings
from gongkai.warehouse import engine
from gongkai.warehouse.query import current_release, release_name
from gongkai.warehouse.release import (
    CHECKSUMS,
    LET_READ,
    Release,
    current,
    files,
    no_current,
    point,
    refuse_folder,
    releases,
    to_another,
)

_RECORD = "withdrawn.json"
_CLOSED = "may not be read"


@dataclass(frozen=True)
class Withdrawn:
    """Loads up to ``load`` are not published again; ``to``: the release that stands instead; ``time``: UTC, ISO."""

    load: int
    to: str
    by: str
    reason: str
    time: str


def named(settings: Settings, name: str) -> Release:
    """The release of a name, whole or not. Raises GongkaiError that names those that there are."""
    known = releases(settings.releases, damaged=True)
    for release in known:
        if release.name == name:
            return release
    remedy = f"take one of: {', '.join(one.name for one in known)}" if known else "make a release first: gongkai run"
    raise GongkaiError(f"there is no release {name}", str(settings.releases), "", remedy)


def readers_get(settings: Settings) -> Release:
    """The release that ``current`` points to, whole or not. Raises GongkaiError where it leads to none."""
    return current(settings.releases, damaged=True) or current_release(settings)


def mend(settings: Settings, release: Release, wrong: list[str]) -> str:
    """What to do with a release that is not as published. wrong: its :func:`faults`."""
    if all(_CLOSED in one for one in wrong):
        return LET_READ
    now = current(settings.releases, damaged=True)
    if now is None or now.name != release.name:
        return f"readers do not get it: take {release.name} out of a backup, or remove its folder"
    others = [one.name for one in releases(settings.releases) if one.name != release.name]
    ways = [to_another(others)] if others else []
    if _may_publish(settings):
        ways.append(f"remove the folder {release.name}, and gongkai run publishes the last load anew, from the log")
    return "; or ".join(ways) or f"take {release.name} out of a backup"


def _may_publish(settings: Settings) -> bool:
    """Whether a run would publish the last load: it publishes nothing that was taken back, or may have been."""
    try:
        return withdrawn(settings) is None
    except GongkaiError:
        return False


def faults(release: Release) -> list[str]:
    """What is not as it was when the release was published, one line a file; empty when all is."""
    listed = release.folder / CHECKSUMS
    try:
        stated = dict(_stated(line) for line in listed.read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError) as error:
        return [f"{CHECKSUMS}: {_refused(error, listed)}"]
    closed: list[OSError] = []
    there = set(files(release.folder, closed.append))
    found = [f"{Path(one.filename).relative_to(release.folder)}: {_refused(one, release.folder)}" for one in closed]
    # What lies in a folder that may not be read is not known to be missing.
    unseen = tuple(f"{Path(one.filename).relative_to(release.folder).as_posix()}/" for one in closed)
    found += [f"{name}: missing" for name in sorted(stated.keys() - there) if not name.startswith(unseen)]
    found += [f"{name}: not of this release" for name in sorted(there - stated.keys() - {CHECKSUMS})]
    both = sorted(stated.keys() & there)
    found += [f"{name}: {wrong}" for name in both if (wrong := _wrong(release.folder / name, stated[name]))]
    return found or _of_database(release)


def _stated(line: str) -> tuple[str, str]:
    """(file, its sha256) of a line of the checksums."""
    digest, _, name = line.partition("  ")
    if len(digest) != 64 or not name:
        raise ValueError(f"no line of checksums: {line!r}")
    return name, digest


def _wrong(path: Path, digest: str) -> str | None:
    """What is wrong with a file of a release; None where nothing is."""
    try:
        if path.exists() and not path.is_file():
            return "is no file"
        return None if sha256_of(path) == digest else "changed"
    except OSError as error:
        return _refused(error, path)


def _refused(error: OSError | ValueError, path: Path) -> str:
    if isinstance(error, FileNotFoundError):
        return "is a link that leads nowhere" if path.is_symlink() else "missing"
    return f"{_CLOSED}: {error.strerror}" if isinstance(error, PermissionError) else f"cannot be read: {error}"


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

    Raises GongkaiError, and changes nothing, where there is no such release, a file of it is not as published, no
    reason is given, or ``current`` is a folder.
    """
    if not reason.strip():
        raise GongkaiError(
            "no reason is given", "", "--reason", "say in one sentence why: it is kept beside the releases"
        )
    target = named(settings, name)
    refuse_folder(settings.releases)
    wrong = faults(target)
    if wrong:
        told = "; ".join(wrong[:3]) + (f" and {len(wrong) - 3} more" if len(wrong) > 3 else "")
        raise GongkaiError(f"the release is damaged: {told}", str(target.folder), "", mend(settings, target, wrong))
    root, latest = settings.releases, Log(settings.lake).latest()
    with Lock(root / ".lock"):
        # The record first: killed between the two, the next run publishes nothing that was to be taken back.
        if target.load < latest:
            record = Withdrawn(latest, name, by, reason.strip(), now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
            write_text(root / _RECORD, json.dumps(asdict(record), ensure_ascii=False, indent=1) + "\n")
        else:
            remove(root / _RECORD)
        point(root, name)
    return target


def withdrawn(settings: Settings) -> Withdrawn | None:
    """What the last rollback took back, while no later load exists."""
    path = settings.releases / _RECORD
    try:
        if not path.exists():
            return None
        record = _record(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        remedy = "gongkai release rollback writes it anew"
        raise GongkaiError(f"cannot be read: {error}", str(path), "", remedy) from error
    return record if record.load >= Log(settings.lake).latest() else None


def refuse_taken_back(settings: Settings, record: Withdrawn) -> None:
    """Raise GongkaiError where readers get no release, and what would be published anew was taken back.

    Not where there is no release at all: then the last load is better than none.
    """
    root = settings.releases
    if known := [one.name for one in releases(root)]:
        problem = f"{no_current(root)}, and load {record.load} was taken back: {record.reason}"
        raise GongkaiError(problem, str(root), "", to_another(known))


def _record(found: dict[str, Any]) -> Withdrawn:
    """What the file holds. Raises TypeError or ValueError where it is no record, or says a thing in another type."""
    record = Withdrawn(**found)
    for field in fields(record):
        value = getattr(record, field.name)
        if type(value).__name__ != field.type:
            raise ValueError(f"{field.name} is {value!r}")
    return record
