"""Files and folders that are there whole or not at all: written beside, synced, then renamed."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from gongkai.errors import GongkaiError

#: What the system says when nothing more can be written: disk, quota or file size limit reached.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def write_bytes(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path``, whole and synced to the disk; folders are made as needed.

    Raises GongkaiError when it cannot be written; then what stood at ``path`` before still stands there.
    """
    with _written(path) as stream:
        stream.write(data)


def write_copy(path: Path, source: Path) -> None:
    """:func:`write_bytes` of what another file holds, which may be large."""
    with _written(path) as stream, source.open("rb") as read:
        shutil.copyfileobj(read, stream)


@contextlib.contextmanager
def _written(path: Path) -> Iterator[BinaryIO]:
    partial = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        remove(partial)
        raise write_error(error, path) from error


def write_text(path: Path, text: str) -> None:
    """:func:`write_bytes` of the UTF-8 text, its line ends kept."""
    write_bytes(path, text.encode("utf-8"))


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Make a folder durable: every file in it, then the names, innermost first."""
    for parent, _, names in os.walk(folder, topdown=False):
        for name in names:
            with (Path(parent) / name).open("rb") as stream:
                os.fsync(stream.fileno())
        sync_folder(Path(parent))


def publish_folder(partial: Path, final: Path) -> None:
    """Sync a folder that was built beside its place, then give it its name. ``final`` must not exist."""
    try:
        sync_tree(partial)
        partial.rename(final)
        sync_folder(final.parent)
    except OSError as error:
        raise write_error(error, final) from error


def replace_folder(partial: Path, final: Path) -> None:
    """Sync a folder that was built beside its place and put it in the place of ``final``.

    Killed in the middle, either stands there, or neither until :func:`recover_folder` is called.
    """
    fresh, old = _beside(final)
    try:
        sync_tree(partial)
        partial.rename(fresh)
        final.rename(old)
        fresh.rename(final)
        sync_folder(final.parent)
    except OSError as error:
        raise write_error(error, final) from error
    remove(old)


def recover_folder(final: Path) -> None:
    """End what a killed :func:`replace_folder` began."""
    fresh, old = _beside(final)
    if fresh.exists() and not final.exists():
        fresh.rename(final)
        sync_folder(final.parent)
    remove(fresh)
    remove(old)


def _beside(final: Path) -> tuple[Path, Path]:
    return final.with_name(f".{final.name}.new"), final.with_name(f".{final.name}.old")


def swap_link(link: Path, target: str) -> None:
    """Point the symlink ``link`` at ``target`` (relative to the link's folder) in one step."""
    partial = link.with_name(f".{link.name}.{os.getpid()}.part")
    try:
        remove(partial)
        partial.symlink_to(target)
        partial.replace(link)
        sync_folder(link.parent)
    except OSError as error:
        remove(partial)
        raise write_error(error, link) from error


def remove(path: Path) -> None:
    """Remove a file, link or folder; nothing happens when there is none."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        # What has no folder to stand in is not there either.
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()


def write_error(error: OSError, path: Path) -> GongkaiError:
    """The system's refusal to write, told to a person."""
    if error.errno in _FULL:
        return GongkaiError(
            f"disk full: {error.strerror}",
            str(path),
            "",
            "free some space (or raise the quota) and run again; everything written before is untouched",
        )
    return GongkaiError(
        f"cannot write: {error.strerror or error}",
        str(path),
        "",
        "make the folder writable for this user and run again",
    )
