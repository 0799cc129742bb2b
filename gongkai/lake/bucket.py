"""A store in an object store, through fsspec. There a PUT is whole or not at all; nothing can be renamed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from gongkai.errors import GongkaiError

#: Kinds of URL behind which a PUT is atomic, as the order of our writing needs it.
SCHEMES = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss"})
_Result = TypeVar("_Result")


class Bucket:
    """See :class:`gongkai.lake.store.Store`. url: ``s3://bucket/prefix``.

    Endpoint and credentials are taken from where the client of that store looks for them (``AWS_ENDPOINT_URL``, …).
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def __reduce__(self) -> tuple[type[Bucket], tuple[str]]:
        # Connections stay in their process.
        return (Bucket, (self._url,))

    def read(self, name: str) -> bytes | None:
        """See :class:`gongkai.lake.store.Store`."""
        found: bytes | None = self._find(name, lambda path: self._files.cat_file(path))
        return found

    def has(self, name: str) -> bool:
        """See :class:`gongkai.lake.store.Store`."""
        return bool(self._find(name, lambda path: self._files.exists(path)))

    def write(self, name: str, data: bytes) -> None:
        """See :class:`gongkai.lake.store.Store`."""
        self._put(name, lambda path: self._files.pipe_file(path, data))

    def create(self, name: str, data: bytes) -> bool:
        """See :class:`gongkai.lake.store.Store`."""
        try:
            self._put(name, lambda path: self._files.pipe_file(path, data, mode="create"))
        except FileExistsError:
            return False
        return True

    def upload(self, name: str, path: Path) -> None:
        """See :class:`gongkai.lake.store.Store`."""
        self._put(name, lambda there: self._files.put_file(str(path), there))

    def download(self, name: str, path: Path) -> bool:
        """See :class:`gongkai.lake.store.Store`."""

        def get(there: str) -> bool:
            self._files.get_file(there, str(path))
            return True

        return bool(self._find(name, get))

    def remove(self, name: str) -> None:
        """See :class:`gongkai.lake.store.Store`."""
        self._find(name, lambda path: self._files.rm_file(path))

    def clear(self, below: str) -> None:
        """See :class:`gongkai.lake.store.Store`."""
        for name in self.names(below):
            self.remove(name)

    def names(self, below: str = "") -> list[str]:
        """See :class:`gongkai.lake.store.Store`."""
        found: list[str] = self._find(below, lambda path: self._files.find(path)) or []
        start = len(self._path("")) + 1
        return sorted(path[start:] for path in found)

    def parts(self) -> list[str]:
        """See :class:`gongkai.lake.store.Store`."""
        found: list[dict[str, Any]] = self._find("", lambda path: self._files.ls(path, detail=True)) or []
        return sorted(one["name"].rstrip("/").rpartition("/")[2] for one in found if one["type"] == "directory")

    def where(self, name: str) -> str:
        """See :class:`gongkai.lake.store.Store`."""
        return f"{self._url}/{name}" if name else self._url

    @cached_property
    def _files(self) -> Any:
        try:
            import fsspec

            # What another machine wrote meanwhile is seen: no listing is kept.
            return fsspec.url_to_fs(self._url, use_listings_cache=False)[0]
        except ImportError as error:
            remedy = "pip install gongkai[scale] (s3), gcsfs (gs) or adlfs (az)"
            raise GongkaiError(f"the client of this store is not installed: {error}", self._url, "", remedy) from error

    def _path(self, name: str) -> str:
        return str(self._files._strip_protocol(self.where(name)))

    def _find(self, name: str, what: Callable[[str], _Result]) -> _Result | None:
        """What a call gives; None where nothing stands under the name."""
        try:
            return what(self._path(name))
        except FileNotFoundError:
            return None
        except Exception as error:  # each client has exceptions of its own, not all of them are OSError
            raise self._refused(name, error) from error

    def _put(self, name: str, what: Callable[[str], object]) -> None:
        """A call that writes. Raises FileExistsError where it must not replace what is there."""
        try:
            what(self._path(name))
        except FileExistsError:
            raise
        except Exception as error:  # as above; a bucket that is not there is a FileNotFoundError
            raise self._refused(name, error) from error

    def _refused(self, name: str, error: Exception) -> GongkaiError:
        if isinstance(error, GongkaiError):
            return error
        return GongkaiError(
            f"the object store refuses: {type(error).__name__}: {' '.join(str(error).split())}",
            self.where(name),
            "",
            "see whether it is up and whether endpoint, credentials and bucket are right; then run again",
        )
