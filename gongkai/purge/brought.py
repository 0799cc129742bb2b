"""A removed document in the inbox: what was brought and laid aside holds it as it came.

A file is removed. Of a zip file the member is taken out. A web archive that holds it is removed whole: what it holds
beside was kept when it was taken in.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path

from gongkai.archives import zip_name
from gongkai.crawl import captures
from gongkai.errors import GongkaiError
from gongkai.lake.atomic import remove, write_error
from gongkai.lake.sha256 import sha256_of

_ZIP, _ARCHIVES = b"PK\x03\x04", (b"WARC/", b"\x1f\x8b")


def forget(folder: Path, removed: Collection[str]) -> tuple[str, ...]:
    """Take bodies (sha256) out of everything in a folder or out of one file; in words, what was removed.

    Raises GongkaiError when the disk refuses. What cannot be looked into is told too.
    """
    told: list[str] = []
    paths = [folder] if folder.is_file() else sorted(folder.rglob("*"))
    for path in paths:
        if not path.is_file() or path.is_symlink():
            continue
        name = path.relative_to(folder.parent).as_posix()
        try:
            told += [f"{name}: {what}" for what in _out_of(path, removed)]
        except (zipfile.BadZipFile, GongkaiError, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            why = error.problem if isinstance(error, GongkaiError) else str(error)
            told.append(f"{name}: cannot be looked into ({why}); look whether it holds the document")
        except OSError as error:
            raise write_error(error, path) from error
    return tuple(told)


def _out_of(path: Path, removed: Collection[str]) -> list[str]:
    if sha256_of(path) in removed:
        remove(path)
        return ["removed"]
    with path.open("rb") as stream:
        head = stream.read(5)
    if head.startswith(_ZIP):
        return [f"{member} removed from it" for member in _out_of_zip(path, removed)]
    if head.startswith(_ARCHIVES):
        found, _ = captures.of_file(path)
        held = [one.url for one in found if _digest(captures.reader(path, one)()) in removed]
        if held:
            remove(path)
            return [
                f"removed whole, for it holds {', '.join(dict.fromkeys(held))}; its other captures are kept as bodies"
            ]
    return []


def _out_of_zip(path: Path, removed: Collection[str]) -> list[str]:
    """Members that were taken out. The file is written anew beside itself, then put in its place."""
    fresh = path.with_name(f".{path.name}.part")
    with zipfile.ZipFile(path) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        held = [info for info in members if _digest(archive.read(info)) in removed]
        if not held:
            return []
        try:
            with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as out:
                for info in members:
                    if info not in held:
                        out.writestr(
                            zipfile.ZipInfo(zip_name(info), info.date_time), archive.read(info), info.compress_type
                        )
            fresh.replace(path)
        finally:
            remove(fresh)
    return [zip_name(info) for info in held]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
