"""The log of loads in a store that other machines see: data first, manifest last, so a reader sees whole loads alone.

The loads on the loader's disk are what it works with; ``load=<n>/`` in the store holds the same files. Those that no
manifest names are what a killed writer left, and nobody's.
"""

from __future__ import annotations

import re
from pathlib import Path

import simplejson

from gongkai.errors import GongkaiError
from gongkai.lake.atomic import publish_folder, remove, replace_folder
from gongkai.lake.sha256 import sha256_of
from gongkai.lake.store import Store

_MANIFEST = re.compile(r"load=([1-9][0-9]*)/manifest\.json")


class SharedLoads:
    """The loads in a store. All methods raise GongkaiError when it refuses."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def numbers(self) -> list[int]:
        """Numbers of the loads that are whole, ascending."""
        return sorted(int(name[1]) for name in map(_MANIFEST.fullmatch, self._store.names()) if name)

    def publish(self, folder: Path, load: int) -> None:
        """Put a load that is whole in ``folder`` into the store; nothing where it stands there already.

        Raises GongkaiError when another load of that number does; it stays as it is.
        """
        manifest = (folder / "manifest.json").read_bytes()
        name = f"load={load}/manifest.json"
        found = self._store.read(name)
        if found is None:
            for file in simplejson.loads(manifest)["files"]:
                self._store.upload(f"load={load}/{file}", folder / file)
            found = manifest if self._store.create(name, manifest) else self._store.read(name)
        if found != manifest:
            raise self._differs(load)

    def settle(self, folder: Path, load: int) -> None:
        """Make a load that stands in both places the same: the one of which more documents were removed counts.

        Killed in the middle, the store's load fits no manifest until this was called again. Raises GongkaiError when
        they differ in anything else.
        """
        here = (folder / "manifest.json").read_bytes()
        there = self._store.read(f"load={load}/manifest.json")
        if there == here or there is None:
            return
        of_here, of_there = simplejson.loads(here), simplejson.loads(there)
        if any(of_here[key] != of_there[key] for key in of_here.keys() - {"files", "removed"}):
            raise self._differs(load)
        if set(of_here["removed"]) > set(of_there["removed"]):
            for file in of_here["files"]:
                self._store.upload(f"load={load}/{file}", folder / file)
            self._store.write(f"load={load}/manifest.json", here)
        elif set(of_there["removed"]) > set(of_here["removed"]):
            self.fetch(folder, load)
        else:
            raise self._differs(load)

    def fetch(self, folder: Path, load: int) -> None:
        """Put a load of the store, which is whole there, in the place of ``folder``, or where there is none.

        Raises GongkaiError when a file is missing or not what its manifest says.
        """
        partial = folder.with_name(f".{folder.name}.part")
        remove(partial)
        try:
            manifest = self._store.read(f"load={load}/manifest.json") or b"{}"
            for file, digest in simplejson.loads(manifest)["files"].items():
                name, path = f"load={load}/{file}", partial / file
                path.parent.mkdir(parents=True, exist_ok=True)
                if not self._store.download(name, path) or sha256_of(path) != digest:
                    raise GongkaiError(
                        "a file of the log is missing or damaged",
                        self._store.where(name),
                        "",
                        "put it back from a backup",
                    )
            for name in ("registry", "decisions"):
                (partial / name).mkdir(exist_ok=True)
            (partial / "manifest.json").write_bytes(manifest)
            (replace_folder if folder.exists() else publish_folder)(partial, folder)
        finally:
            remove(partial)

    def _differs(self, load: int) -> GongkaiError:
        return GongkaiError(
            f"load {load} there is another one than here",
            self._store.where(f"load={load}"),
            "",
            "two loaders worked from copies of one home: put this home back from a backup taken before that load",
        )
