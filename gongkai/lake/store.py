"""Where whole files are kept by name: in a folder, or in an object store. A name has parts, ``ab/cd.json``."""

from __future__ import annotations

import os
import shutil
import urllib.parse
from pathlib import Path
from typing import Protocol, TypeAlias

from gongkai.errors import GongkaiError
from gongkai.lake.atomic import remove, sync_folder, write_bytes, write_copy, write_error
from gongkai.lake.bucket import SCHEMES, Bucket

#: A folder, or the URL of one in an object store. It may be handed to processes of other machines.
Place: TypeAlias = Path | str


class Store(Protocol):
    """Files are there whole or not at all, in every method. All raise GongkaiError when the store refuses."""

    def read(self, name: str) -> bytes | None:
        """What stands under the name; None where nothing does."""

    def has(self, name: str) -> bool:
        """Whether something stands under the name."""

    def write(self, name: str, data: bytes) -> None:
        """Put ``data`` under the name, in the place of what was there."""

    def create(self, name: str, data: bytes) -> bool:
        """As :meth:`write`, of a name under which nothing stands; else False, and nothing is done."""

    def upload(self, name: str, path: Path) -> None:
        """As :meth:`write`, of what a file holds, which may be large."""

    def download(self, name: str, path: Path) -> bool:
        """Write what stands under the name to a file that nobody looks at yet; False where nothing does."""

    def remove(self, name: str) -> None:
        """Remove what stands under the name, and what a killed writer left of it; nothing happens without any."""

    def clear(self, below: str) -> None:
        """Remove all names that begin with the parts ``below``, and what killed writers left there."""

    def names(self, below: str = "") -> list[str]:
        """All names that begin with the parts ``below``, sorted."""

    def parts(self) -> list[str]:
        """First parts of the names that have several, sorted."""

    def where(self, name: str) -> str:
        """The name as messages tell it: a path or URL."""


def place_of(text: str) -> Place:
    """The place that a path or URL names. Raises GongkaiError for a URL of something where files are not put whole."""
    scheme, mark, rest = text.partition("://")
    if not mark:
        return Path(text).resolve()
    if scheme == "file":
        return Path(urllib.parse.unquote(rest)).resolve()
    if scheme not in SCHEMES:
        raise GongkaiError(
            f"no lake can be kept at {scheme}://",
            "GONGKAI_LAKE",
            text,
            f"use an object store ({', '.join(sorted(SCHEMES))}), or mount what it is and name the folder",
        )
    return text.rstrip("/")


def below(place: Place, name: str) -> Place:
    """The place ``name`` in a place."""
    return place / name if isinstance(place, Path) else f"{place}/{name}"


def open_store(place: Place) -> Store:
    """The store at a place. Raises GongkaiError when what its URL needs is not installed."""
    return Folder(place) if isinstance(place, Path) else Bucket(place)


class Folder:
    """A store in a folder, of this machine or shared: written beside, synced, renamed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, name: str) -> bytes | None:
        """See :class:`Store`."""
        try:
            return (self._root / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def has(self, name: str) -> bool:
        """See :class:`Store`."""
        return (self._root / name).exists()

    def write(self, name: str, data: bytes) -> None:
        """See :class:`Store`."""
        write_bytes(self._root / name, data)

    def create(self, name: str, data: bytes) -> bool:
        """See :class:`Store`."""
        path = self._root / name
        drawn = path.with_name(f".{path.name}.{os.getpid()}")
        write_bytes(drawn, data)
        try:
            path.hardlink_to(drawn)
            sync_folder(path.parent)
        except FileExistsError:
            return False
        except OSError as error:
            raise write_error(error, path) from error
        finally:
            remove(drawn)
        return True

    def upload(self, name: str, path: Path) -> None:
        """See :class:`Store`."""
        write_copy(self._root / name, path)

    def download(self, name: str, path: Path) -> bool:
        """See :class:`Store`."""
        try:
            shutil.copyfile(self._root / name, path)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise write_error(error, path) from error
        return True

    def remove(self, name: str) -> None:
        """See :class:`Store`."""
        path = self._root / name
        if path.parent.is_dir():
            for one in (path, *path.parent.glob(f".{path.name}.*.part")):
                remove(one)
            sync_folder(path.parent)

    def clear(self, below: str) -> None:
        """See :class:`Store`."""
        remove(self._root / below)

    def names(self, below: str = "") -> list[str]:
        """See :class:`Store`."""
        found = (path for path in (self._root / below).rglob("[!.]*") if path.is_file())
        return sorted(path.relative_to(self._root).as_posix() for path in found)

    def parts(self) -> list[str]:
        """See :class:`Store`."""
        return sorted(path.name for path in self._root.glob("[!.]*") if path.is_dir())

    def where(self, name: str) -> str:
        """See :class:`Store`."""
        return str(self._root / name)
