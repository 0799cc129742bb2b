"""Publishing a load: a folder that is there whole or not at all, then one swap of ``releases/current``."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gongkai import events
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


def releases(folder: Path) -> list[Release]:
    """Releases in a releases folder, oldest first."""
    found = [release for path in folder.glob("[1-9]*-*") if (release := _parse(path)) is not None]
    return sorted(found, key=lambda release: (release.made, release.load))


def current(folder: Path) -> Release | None:
    """The release that ``current`` points to; None before the first."""
    link = folder / CURRENT
    return _parse(link.resolve()) if link.is_symlink() and link.exists() else None


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
        swap_link(root / CURRENT, name)
    events.tell("released", release=name, load=load)
    return Release(name, load, made, settings.kind, final)


def _write(settings: Settings, log: Log, release: Release) -> None:
    before = current(settings.releases)
    known = [*releases(settings.releases), release]
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
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        digests = pool.map(sha256_of, files)
    return "".join(f"{one}  {path.relative_to(folder).as_posix()}\n" for one, path in zip(digests, files, strict=True))


def _parse(path: Path) -> Release | None:
    name = _NAME.fullmatch(path.name)
    if name is None or not (path / DATABASE).is_file():
        return None
    made = datetime.strptime(name[2], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return Release(path.name, int(name[1]), made, "sample" if name[3] else "real", path)
