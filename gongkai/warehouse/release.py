"""Publishing a load: a folder that is there whole or not at all, then one swap of ``releases/current``."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gongkai import events
from gongkai.errors import GongkaiError
from gongkai.lake.atomic import publish_folder, remove, swap_link, write_error, write_text
from gongkai.lake.lock import Lock
from gongkai.lake.log import Log
from gongkai.lake.sha256 import sha256_of
from gongkai.settings import HomeKind, Settings
from gongkai.warehouse import credits, dictionary, engine, exports, pages
from gongkai.warehouse.build import build
from gongkai.warehouse.data_docs import write as data_docs
from gongkai.warehouse.datapackage import datapackage
from gongkai.warehouse.diff import diff
from gongkai.warehouse.fold import scan
from gongkai.warehouse.tables_wide import WIDE

DATABASE = "gongkai.duckdb"
CURRENT = "current"
CHECKSUMS = "checksums.sha256"
#: Where other clients of DuckDB (R, the duckdb program) let queries overflow to when they are not told otherwise: it is
#: there while one is at work or after one was killed, and is nothing of the release.
SPILL = f"{DATABASE}{engine.BESIDE}"
#: What to do where something of a releases folder may not be read.
LET_READ = "ask whoever runs gongkai here to let you read it, or be that user"
_NAME = re.compile(r"([1-9][0-9]*)-([0-9]{8}T[0-9]{6}Z)(-SAMPLE)?")


@dataclass(frozen=True)
class Release:
    """One published state. ``made``: UTC. ``folder``: its real path."""

    name: str
    load: int
    made: datetime
    home: HomeKind
    folder: Path

    @property
    def data_docs(self) -> Path:
        """First page of the Data Docs."""
        return self.folder / data_docs.FOLDER / data_docs.INDEX

    @property
    def database(self) -> Path:
        """The DuckDB file."""
        return self.folder / DATABASE


def releases(folder: Path, damaged: bool = False) -> list[Release]:
    """Releases in a releases folder, oldest first. damaged: also those without their database.

    Raises GongkaiError where the folder may not be read.
    """
    try:
        found = [release for path in folder.resolve().iterdir() if (release := _parse(path, damaged)) is not None]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise _not_read(error, folder) from error
    return sorted(found, key=lambda release: (release.made, release.load))


def current(folder: Path, damaged: bool = False) -> Release | None:
    """The release that ``current`` points to; None before the first, and where it leads to none (:func:`no_current`).

    damaged: also one without its database. Raises GongkaiError where the folder may not be read.
    """
    link = folder / CURRENT
    try:
        return _parse(link.resolve(), damaged) if link.is_symlink() and link.exists() else None
    except OSError as error:
        raise _not_read(error, folder) from error


def no_current(folder: Path) -> str:
    """Why ``current`` leads to no release, in words."""
    link = folder / CURRENT
    if not link.is_symlink():
        if link.is_dir():
            return f"{CURRENT} is a folder, not a link to a release"
        return f"{CURRENT} is a file, not a link to a release" if link.exists() else f"there is no link {CURRENT}"
    leads = f"{CURRENT} leads to {link.readlink()}, which"
    if not link.exists():
        return f"{leads} is not there"
    return f"{leads} has no {DATABASE}" if _NAME.fullmatch(link.resolve().name) else f"{leads} is no release"


def to_another(names: Iterable[str]) -> str:
    """What to do where readers are to get one of these releases."""
    return f'gongkai release rollback NAME --reason "…" gives readers one of: {", ".join(names)}'


def point(folder: Path, name: str) -> None:
    """Let ``current`` point to a release, in one step. Raises GongkaiError, as :func:`refuse_folder` does, too."""
    refuse_folder(folder)
    swap_link(folder / CURRENT, name)


def refuse_folder(folder: Path) -> None:
    """Raise GongkaiError where ``current`` is a folder itself: no link takes its place, and it may be all there is."""
    link = folder / CURRENT
    if link.is_dir() and not link.is_symlink():
        raise GongkaiError("is a folder, not a link to a release", str(link), "", "move it away, then try again")


def files(folder: Path, damaged: Callable[[OSError], None] | None = None) -> list[str]:
    """Files and links of a release, by their path in its folder, sorted; not what is in :data:`SPILL`.

    damaged: told of folders that cannot be read.
    """
    found = []
    for parent, folders, names in os.walk(folder, onerror=damaged):
        place = Path(parent).relative_to(folder)
        folders[:] = [name for name in folders if place / name != Path(SPILL)]
        links = (name for name in folders if (Path(parent) / name).is_symlink())
        found += [(place / name).as_posix() for name in (*names, *links)]
    return sorted(found, key=lambda name: name.split("/"))


def size(release: Release) -> int:
    """Bytes of its files."""
    found = 0
    for name in files(release.folder):
        with contextlib.suppress(OSError):
            found += (release.folder / name).stat().st_size
    return found


def publish(settings: Settings, load: int, now: datetime) -> Release:
    """Build, verify and publish the state at ``load``; ``current`` points to it when this returns.

    Raises GongkaiError when anything fails: the release before is untouched then, and no half folder is left.
    """
    made = now.astimezone(UTC)
    name = f"{load}-{made:%Y%m%dT%H%M%SZ}" + ("-SAMPLE" if settings.kind == "sample" else "")
    root = settings.releases
    final = root / name
    partial = root / f".{name}.part"
    with Lock(root / ".lock"):
        refuse_folder(root)
        for stale in root.glob(".*.part"):
            remove(stale)
        # There already, and so whole, when a run was killed before it could swap the link.
        if not final.exists():
            try:
                partial.mkdir()
                _write(settings, Log(settings.lake), Release(name, load, made, settings.kind, partial))
                publish_folder(partial, final)
            except OSError as error:
                raise write_error(error, final) from error
            finally:
                remove(partial)
        data_docs.keep(final, settings.data_docs, settings.kind == "sample")
        point(root, name)
    events.tell("released", release=name, load=load)
    return Release(name, load, made, settings.kind, final)


def _write(settings: Settings, log: Log, release: Release) -> None:
    earlier = releases(settings.releases)
    # Where the one that readers got is gone, the last of those that are left.
    before = current(settings.releases) or next((one for one in reversed(earlier) if one.load < release.load), None)
    known = [*earlier, release]
    rows = [
        {"release": r.name, "load": r.load, "made": r.made.replace(tzinfo=None), "home": r.home}
        for r in known
        if r.load <= release.load
    ]
    build(log, release.load, release.database, rows)
    title, sample = f"gongkai release {release.name}", release.home == "sample"
    try:
        con = engine.exporter(release.database)
        try:
            con.execute(f"CREATE TEMP VIEW versions AS SELECT * FROM {scan(log, 'tables', release.load)}")
            marts = dictionary.mart_tables(con)
            data_docs.write(con, release.folder / data_docs.FOLDER, title, sample)
            write_text(release.folder / "quality.md", pages.quality(con, title))
            changed = diff(log, before.load, release.load) if before else None
            write_text(release.folder / "notes.md", pages.notes(con, title, changed))
            write_text(release.folder / "NOTICE.md", credits.notice(con, title, sample))
        finally:
            con.close()
        tables = [*dictionary.declared_tables(), *marts]
        files = exports.write(release.database, release.folder, tables, [*WIDE, *marts])
    except engine.Error as error:
        raise engine.fault(error, release.folder) from error
    heading = f"Dictionary of {title}"
    made = release.made.strftime("%Y-%m-%dT%H:%M:%SZ")
    write_text(release.folder / "dictionary.md", dictionary.markdown(tables, heading))
    write_text(release.folder / "dictionary.html", dictionary.page(tables, heading, sample))
    write_text(release.folder / "datapackage.json", datapackage(release.name, title, files, made))
    write_text(release.folder / "CITATION.cff", credits.citation(release.name, release.made, sample))
    write_text(release.folder / "LICENSE.txt", credits.licence())
    write_text(release.folder / "README.md", pages.readme(title, sample))
    write_text(release.folder / CHECKSUMS, _checksums(release.folder))


def _checksums(folder: Path) -> str:
    names = files(folder)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        digests = pool.map(lambda name: sha256_of(folder / name), names)
    return "".join(f"{digest}  {name}\n" for digest, name in zip(digests, names, strict=True))


def _not_read(error: OSError, folder: Path) -> GongkaiError:
    return GongkaiError(f"may not be read: {error.strerror}", str(error.filename or folder), "", LET_READ)


def _parse(path: Path, damaged: bool) -> Release | None:
    name = _NAME.fullmatch(path.name)
    if name is None or not (path.is_dir() if damaged else (path / DATABASE).is_file()):
        return None
    made = datetime.strptime(name[2], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return Release(path.name, int(name[1]), made, "sample" if name[3] else "real", path)
