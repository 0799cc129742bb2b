"""A copy of a home that is whole, and a home made of such a copy again.

A backup is a folder: ``home/`` with the files, ``backup.json`` with the sha256 of each. It holds what cannot be made
anew (bodies, ledger, log, decisions, registry) and what is long in the making (stages, releases); not the cache, nor
Dagster's runs. It is written beside its place and renamed, so that half a backup is none.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from gongkai.crawl.places import ledger_path
from gongkai.errors import GongkaiError
from gongkai.lake.at_work import commanding, copying
from gongkai.lake.atomic import publish_folder, remove, write_error, write_text
from gongkai.lake.lock import Lock
from gongkai.lake.log import Log
from gongkai.lake.sha256 import sha256_of
from gongkai.settings import Settings
from gongkai.warehouse.release import SPILL

_LIST = "backup.json"
_HOME = "home"
_FORMAT = 1
_KEPT = (
    *("home.json", "home.id", "gongkai.toml", "registry", "decisions", "inbox", "nights", "data_docs", "releases"),
    *("lake/bodies", "lake/crawl", "lake/loads", "lake/stages"),
)
#: Of the ledger as of any SQLite file: its journal, copied beside it, would be another moment's.
_NOT_COPIED = (".lock", ".part", ".sqlite", ".sqlite-wal", ".sqlite-shm")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Backup:
    """made: UTC, ISO. kind: of the home. files: path in the home -> sha256. links: path in the home -> target."""

    format: int
    made: str
    kind: str
    files: dict[str, str]
    links: dict[str, str]


def back_up(settings: Settings, to: Path, now: datetime) -> Backup:
    """Copy the home to the folder ``to``, which must not be there; nothing runs over the home meanwhile.

    Raises GongkaiError while a run, a crawl or a removal is at work, where there is no home, ``to`` is there or in it,
    where the log is damaged, and when the disk refuses. No ``to`` is left then.
    """
    _refuse_lake_elsewhere(settings)
    settings.require()
    if to.exists():
        raise GongkaiError("it is there already", str(to), "", "name a folder that is not there yet")
    if to.resolve().is_relative_to(settings.home.resolve()):
        raise GongkaiError("a backup in the home itself goes where the home goes", str(to), "", "name another disk")
    partial = to.with_name(f".{to.name}.part")
    with _still(settings, now):
        log = Log(settings.lake)
        for load in log.loads():
            log.verify(load)
        try:
            remove(partial)
            (partial / _HOME).mkdir(parents=True)
            made = _copied(settings, partial / _HOME, now)
            write_text(partial / _LIST, json.dumps(asdict(made), ensure_ascii=False, indent=1) + "\n")
            publish_folder(partial, to)
        except OSError as error:
            raise write_error(error, to) from error
        except sqlite3.Error as error:
            raise GongkaiError(f"the ledger cannot be copied: {error}", str(ledger_path(settings))) from error
        finally:
            remove(partial)
    return made


def restore(settings: Settings, source: Path) -> Backup:
    """Make the home of a backup. Each file is held against its digest before the home is there.

    Raises GongkaiError, and leaves no home, where there is one already, or a file of the backup is missing, changed or
    none of it; that file is named.
    """
    _refuse_lake_elsewhere(settings)
    home = settings.home
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise GongkaiError(
            "there is something here already: nothing is restored over it",
            str(home),
            "",
            "set GONGKAI_HOME to a folder that is not there yet, or move this one away",
        )
    backup = _listed(source)
    if backup.kind != settings.kind:
        remedy = "--sample is for backups of the sample's home, and for these alone"
        raise GongkaiError(f"it is a backup of a {backup.kind!r} home", str(source), "", remedy)
    partial = home.with_name(f".{home.name}.part")
    try:
        remove(partial)
        partial.mkdir(parents=True)
        for name, digest in backup.files.items():
            found = _copy(source / _HOME / name, partial / name)
            if found != digest:
                raise _damaged(source / _HOME / name, "it is not what was backed up")
        _make_links(backup, source, partial)
        # An empty folder gives way to the one that is given its name.
        publish_folder(partial, home)
    except OSError as error:
        raise write_error(error, home) from error
    finally:
        remove(partial)
    return backup


def _refuse_lake_elsewhere(settings: Settings) -> None:
    if settings.lake_url:
        remedy = "copy it by the means of where it is, or unset the variable"
        raise GongkaiError(f"the lake is not in the home: {settings.lake_url}", "GONGKAI_LAKE", "", remedy)


@contextmanager
def _still(settings: Settings, now: datetime) -> Iterator[None]:
    """Nothing writes into the home: no command, no run, no crawler that outlived one, no release, no decision."""
    with ExitStack() as held:
        held.enter_context(commanding(settings.lake, "gongkai backup", now))
        held.enter_context(copying(settings.lake))
        held.enter_context(Lock(ledger_path(settings).with_suffix(".lock"), "a crawl of this home is running"))
        for folder in (settings.releases, settings.decisions):
            if folder.is_dir():
                held.enter_context(Lock(folder / ".lock"))
        yield


def _copied(settings: Settings, to: Path, now: datetime) -> Backup:
    files, links = {}, {}
    for path in _kept(settings.home):
        name = path.relative_to(settings.home).as_posix()
        if path.is_symlink():
            links[name] = path.readlink().as_posix()
        else:
            files[name] = _copy(path, to / name)
    ledger = ledger_path(settings)
    if ledger.exists():
        name = ledger.relative_to(settings.home).as_posix()
        copy = to / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(ledger)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        files[name] = sha256_of(copy)
    made = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Backup(_FORMAT, made, settings.kind, dict(sorted(files.items())), dict(sorted(links.items())))


def _kept(home: Path) -> Iterator[Path]:
    """Files and links of the home that a backup holds."""
    for top in _KEPT:
        path = home / top
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (one for one in found if (one.is_file() or one.is_symlink()) and not _left_out(one))


def _left_out(path: Path) -> bool:
    return path.name.endswith(_NOT_COPIED) or path.parent.name == SPILL


def _listed(source: Path) -> Backup:
    """What a backup says of itself. Raises GongkaiError when its files are others than it says."""
    path = source / _LIST
    try:
        found = Backup(**json.loads(path.read_text(encoding="utf-8")))
        names = {*found.files, *found.links}
    except (OSError, ValueError, TypeError) as error:
        raise _damaged(path, "it is no list of a backup") from error
    if found.format != _FORMAT:
        raise GongkaiError(
            f"a backup of format {found.format!r}", str(path), "", "restore it with the gongkai that made it"
        )
    there = {one.relative_to(source / _HOME).as_posix() for one in (source / _HOME).rglob("*") if one.is_file()}
    for name in sorted(found.files.keys() - there):
        raise _damaged(source / _HOME / name, "it is missing")
    for name in sorted(there - names):
        raise _damaged(source / _HOME / name, "it is none of this backup")
    return found


def _make_links(backup: Backup, source: Path, home: Path) -> None:
    """Links lead to what stands beside them, and nowhere else."""
    for name, target in backup.links.items():
        parts = (*PurePosixPath(name).parts, *PurePosixPath(target).parts)
        if ".." in parts or "/" in (name[:1], target[:1]):
            raise _damaged(source / _LIST, f"a link leads out of the home: {name}")
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).symlink_to(target)


def _damaged(path: Path, problem: str) -> GongkaiError:
    return GongkaiError(f"the backup is damaged: {problem}", str(path), "", "take another backup: nothing was restored")


def _copy(path: Path, to: Path) -> str:
    """Copy a file with its time; the sha256 of what was copied."""
    to.parent.mkdir(parents=True, exist_ok=True)
    total = hashlib.sha256()
    with path.open("rb") as read, to.open("xb") as written:
        while chunk := read.read(_CHUNK):
            total.update(chunk)
            written.write(chunk)
    shutil.copystat(path, to)
    return total.hexdigest()
