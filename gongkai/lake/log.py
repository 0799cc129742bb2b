"""The append-only log of loads: ``loads/load=<n>/`` with Parquet files, snapshots of registry and decisions, manifest.

A load holds only what was added, changed or withdrawn against the load before it; the state at load n is the fold over
loads 1..n. A load's folder is built beside its place, manifest last, synced and renamed: it is there whole or not.
Nothing changes in a load but what :mod:`gongkai.purge` takes out of it; its manifest then names what was removed.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import simplejson

from gongkai.errors import GongkaiError
from gongkai.lake.atomic import (
    publish_folder,
    recover_folder,
    remove,
    replace_folder,
    write_bytes,
    write_error,
    write_text,
)
from gongkai.lake.lock import Lock
from gongkai.lake.sha256 import sha256_of
from gongkai.lake.shared_log import SharedLoads

_FOLDER = re.compile(r"load=([1-9][0-9]*)")
_MANIFEST = "manifest.json"
_RESTORE = "put it back from a backup"
#: CSV snapshots that every load carries.
SNAPSHOTS = ("registry", "decisions")


@dataclass(frozen=True)
class LoadManifest:
    """What a load says of itself.

    made:     clock of the run, UTC, ISO.
    home:     real or sample.
    versions: versions of what made it (reader, codebook, rules, registry, decisions).
    counts:   added, changed, withdrawn table versions.
    files:    file in the load's folder -> sha256.
    removed:  documents (sha256) whose text was taken out of it afterwards.
    made_from: partition -> digest of all that its records are made from, of those that were taken as they were.
    kept:     report of which nothing new was taken, though a partition of it was (its copies differ; it came into one
              that waits) -> the last load that took it as it was to be.
    """

    load: int
    made: str
    home: str
    versions: dict[str, str]
    counts: dict[str, int]
    files: dict[str, str] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    made_from: dict[str, str] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)


class Log:
    """The loads of one lake. shared: where each load stands before it stands here."""

    def __init__(self, lake: Path, shared: SharedLoads | None = None) -> None:
        self._root, self._shared = lake / "loads", shared

    def loads(self) -> list[int]:
        """Numbers of the loads, ascending. Raises GongkaiError when one between them is missing."""
        names = (_FOLDER.fullmatch(path.name) for path in self._root.glob("load=*"))
        found = sorted(int(name[1]) for name in names if name)
        for expected, number in enumerate(found, start=1):
            if number != expected:
                raise GongkaiError(
                    f"load {expected} is missing from the log",
                    str(self._root),
                    "",
                    "put the folder back from a backup: a log with a hole says nothing certain",
                )
        return found

    def latest(self) -> int:
        """Number of the last load, 0 before the first."""
        return max(self.loads(), default=0)

    def folder(self, load: int) -> Path:
        """Folder of a load."""
        return self._root / f"load={load}"

    def paths(self, name: str, until: int) -> list[Path]:
        """The Parquet files ``name`` of loads 1..until; a load from before that table was kept has none."""
        paths = (self.folder(load) / f"{name}.parquet" for load in range(1, until + 1))
        return [path for path in paths if path.exists()]

    def read(self, name: str, until: int, columns: list[str] | None = None) -> list[dict[str, Any]]:
        """Rows of ``name`` in loads 1..until, oldest first, each with its ``load``."""
        wanted = None if columns is None else [*columns, "load"]
        return [row for path in self.paths(name, until) for row in _read(path, wanted).to_pylist()]

    def values(self, name: str, until: int, column: str) -> Iterator[Any]:
        """A column (of text) of ``name`` in loads 1..until, as Arrow arrays of some rows each."""
        for path in self.paths(name, until):
            with _whole(path) as file:
                yield from (batch.column(0) for batch in file.iter_batches(columns=[column]))

    def of_load(self, name: str, load: int) -> list[dict[str, Any]]:
        """Rows of ``name`` that one load wrote, without its number; none before the first load."""
        path = self.folder(load) / f"{name}.parquet"
        return _read(path).drop(["load"]).to_pylist() if path.exists() else []

    def snapshot(self, name: str, load: int) -> dict[str, bytes]:
        """CSV files of ``registry`` or ``decisions`` as they were at a load."""
        folder = self.folder(load) / name
        return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}

    def manifest(self, load: int) -> LoadManifest:
        """The manifest of a load. Raises GongkaiError when it cannot be read."""
        path = self.folder(load) / _MANIFEST
        try:
            return LoadManifest(**simplejson.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise GongkaiError("the load's manifest is damaged", str(path), "", _RESTORE) from error

    def verify(self, load: int) -> None:
        """Raises GongkaiError when a file of the load is missing or not what was written."""
        for name, expected in self.manifest(load).files.items():
            path = self.folder(load) / name
            if not path.is_file() or sha256_of(path) != expected:
                raise GongkaiError("a file of the log is missing or damaged", str(path), "", _RESTORE)

    def append(
        self, manifest: LoadManifest, tables: Mapping[str, Any], snapshots: Mapping[str, Mapping[str, bytes]]
    ) -> int:
        """Write the load ``manifest.load``, which must be the next; returns its number.

        tables: name -> Arrow table, or a reader of batches, written as ``<name>.parquet``.
        snapshots: ``registry``/``decisions`` -> CSV files.
        Raises GongkaiError when the disk or the shared store refuses, or another run wrote that load meanwhile; the log
        is then as before.
        """
        final = self.folder(manifest.load)
        partial = self._root / f".{final.name}.part"
        with Lock(self._root / ".lock"):
            if manifest.load != self.latest() + 1:
                raise GongkaiError(
                    "another run wrote this load meanwhile", str(final), "", "run again: nothing was written"
                )
            try:
                remove(partial)
                self._fill(partial, manifest, tables, snapshots)
                if self._shared is not None:
                    self._shared.publish(partial, manifest.load)
                publish_folder(partial, final)
            except OSError as error:
                raise write_error(error, final) from error
            finally:
                remove(partial)
        return manifest.load

    def rewrite(self, load: int, tables: Mapping[str, Any], removed: str) -> None:
        """Put other tables (name -> Arrow table with its column ``load``) in the place of a load's own.

        removed: document (sha256) whose text is no longer in them. Raises GongkaiError when the load is damaged or the
        disk refuses; killed in the middle, :meth:`recover` comes first.
        """
        final = self.folder(load)
        partial = self._root / f".{final.name}.part"
        manifest = self.manifest(load)
        self.verify(load)
        with Lock(self._root / ".lock"):
            try:
                remove(partial)
                shutil.copytree(final, partial)
                for name, table in sorted(tables.items()):
                    write_parquet(partial / f"{name}.parquet", table)
                (partial / _MANIFEST).unlink()
                removals = sorted({*manifest.removed, removed})
                _write_manifest(partial, replace(manifest, removed=removals))
                replace_folder(partial, final)
            except OSError as error:
                raise write_error(error, final) from error
            finally:
                remove(partial)

    def forget_made_from(self, load: int) -> None:
        """Let the load after this one look at every partition. Raises GongkaiError when the disk refuses."""
        whole = asdict(replace(self.manifest(load), made_from={}))
        write_text(self.folder(load) / _MANIFEST, simplejson.dumps(whole, indent=1, sort_keys=True) + "\n")

    def recover(self) -> None:
        """End a :meth:`rewrite` that was killed; nothing half written of any load is left."""
        for path in self._root.glob(".load=*.new"):
            recover_folder(path.with_name(path.name[1:].removesuffix(".new")))
        for path in (*self._root.glob(".load=*.old"), *self._root.glob(".load=*.part")):
            remove(path)

    def _fill(
        self,
        folder: Path,
        manifest: LoadManifest,
        tables: Mapping[str, Any],
        snapshots: Mapping[str, Mapping[str, bytes]],
    ) -> None:
        for name in SNAPSHOTS:
            (folder / name).mkdir(parents=True)
        for name, table in sorted(tables.items()):
            path = folder / f"{name}.parquet"
            if isinstance(table, pa.Table):
                write_parquet(path, _numbered(table, manifest.load))
            else:
                _write_batches(path, table, manifest.load)
        for name, files in sorted(snapshots.items()):
            for file, data in sorted(files.items()):
                write_bytes(folder / name / file, data)
        _write_manifest(folder, manifest)


def _read(path: Path, columns: list[str] | None = None) -> Any:
    with _whole(path) as file:
        return file.read(columns)


@contextmanager
def _whole(path: Path) -> Iterator[Any]:
    """A Parquet file of the log, to be read. Raises GongkaiError where it is damaged."""
    try:
        with pq.ParquetFile(path) as file:
            yield file
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            why = f"cannot be read: {error.strerror}"
            raise GongkaiError(why, str(path), "", "see its permissions and the disk, and run again") from error
        raise GongkaiError("a file of the log is missing or damaged", str(path), "", _RESTORE) from error


def _write_manifest(folder: Path, manifest: LoadManifest) -> None:
    """The manifest of the files that stand in a load's folder."""
    whole = asdict(manifest) | {"files": _digests(folder)}
    write_text(folder / _MANIFEST, simplejson.dumps(whole, indent=1, sort_keys=True) + "\n")


def write_parquet(path: Path, table: Any) -> None:
    """One Arrow table as a Parquet file (zstd): same rows, same bytes. Raises OSError when the disk refuses."""
    with pa.OSFile(str(path), "wb") as stream:
        pq.write_table(table, stream, compression="zstd")


def _write_batches(path: Path, batches: Any, load: int) -> None:
    """As :func:`write_parquet`, of what is read as it is written."""
    schema = _numbered(batches.schema.empty_table(), load).schema
    with pa.OSFile(str(path), "wb") as stream, pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_table(_numbered(pa.Table.from_batches([batch]), load))


def _numbered(table: Any, load: int) -> Any:
    return table.append_column("load", pa.array([load] * table.num_rows, pa.int32()))


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256_of(path) for path in sorted(folder.rglob("*")) if path.is_file()
    }
