"""What a person brings: a folder, a zip file or a web archive (WARC), as files that are read one by one.

Everything is looked at before anything is kept; so an error leaves the home as it was.
"""

from __future__ import annotations

import functools
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gongkai import documents
from gongkai.archives import path_refused, zip_name, zip_refused
from gongkai.crawl import captures
from gongkai.errors import GongkaiError

#: What is said about the files; optional, and all columns but the first may be empty.
STATEMENTS = "deposits.csv"
#: How a zip file and a web archive begin.
_ZIP, _EMPTY_ZIP, _WARC, _GZIP = b"PK\x03\x04", b"PK\x05\x06", b"WARC/", b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Item:
    """A file of a bundle. name: relative path, or URL of a capture. size: in bytes.

    source, retrieved: URL and time (ISO 8601 in UTC) that the bundle itself states.
    """

    name: str
    size: int
    read: Callable[[], bytes]
    source: str | None = None
    retrieved: str | None = None


@dataclass(frozen=True)
class Bundle:
    """Files by name, of one name by time; the text of deposits.csv; what was left out, and why."""

    place: Path
    items: tuple[Item, ...]
    statements: bytes | None
    left_out: tuple[str, ...] = ()


def open_bundle(path: Path) -> Bundle:
    """The files of a folder, a zip file or a WARC file (gzip or plain); hidden ones are left out.

    Raises GongkaiError when there is none, it is something else or damaged, or a file in it is empty or too large.
    """
    bundle = _folder(path) if path.is_dir() else _file(path)
    if not bundle.items:
        why = f": {'; '.join(bundle.left_out[:3])}" if bundle.left_out else ""
        raise GongkaiError(f"no files in it{why}", str(path), "", "put the files to be imported into it")
    for item in bundle.items:
        # Names unpacked from an archive made elsewhere may be in another encoding.
        if not item.name.isprintable():
            shown = repr(item.name.encode("utf-8", "surrogateescape"))[2:-1]
            raise GongkaiError("the file's name is not UTF-8 text", f"{path}/{shown}", "", "rename the file")
        if not 0 < item.size <= documents.MAX_BYTES:
            problem = "the file is empty" if item.size == 0 else f"the file has more than {documents.MAX_BYTES} bytes"
            raise GongkaiError(problem, f"{path}/{item.name}", "", "get it again, or take it out")
    return bundle


def _folder(path: Path) -> Bundle:
    every = {file.relative_to(path).as_posix(): file for file in sorted(path.rglob("*"))}
    for name, file in every.items():
        # It may lead to any file of this machine.
        if file.is_symlink() and not _is_hidden(name):
            remedy = "take it out, or put what it leads to in its place"
            raise GongkaiError("a file in it is refused: it is a link", f"{path}/{name}", "", remedy)
    found = {name: file for name, file in every.items() if file.is_file()}
    statements = found.pop(STATEMENTS, None)
    items = [Item(name, file.stat().st_size, file.read_bytes) for name, file in found.items() if not _is_hidden(name)]
    return Bundle(path, tuple(items), statements.read_bytes() if statements else None)


def _file(path: Path) -> Bundle:
    try:
        with path.open("rb") as stream:
            head = stream.read(len(_WARC))
    except FileNotFoundError as error:
        raise GongkaiError(
            "no such folder or file", str(path), "", "name a folder, a zip file or a WARC file"
        ) from error
    except OSError as error:
        raise GongkaiError(f"cannot be read: {error.strerror}", str(path), "", "check its permissions") from error
    if head.startswith(_EMPTY_ZIP):
        raise GongkaiError("the zip file is empty", str(path), "", "put the files to be imported into it")
    if head.startswith(_ZIP):
        return _zip(path)
    if head.startswith((_WARC, _GZIP)):
        found, left_out = captures.of_file(path)
        items = [Item(c.url, c.size, captures.reader(path, c), c.url, c.retrieved) for c in found]
        return Bundle(path, tuple(items), None, left_out)
    raise GongkaiError(
        "neither a folder nor a zip or WARC file", str(path), "", "put single files into a folder and name that"
    )


def _zip(path: Path) -> Bundle:
    try:
        # Open as long as its items are there: its table of contents is read once, not for each of them.
        archive = zipfile.ZipFile(path)
        named = _named(path, archive)
        damaged = archive.testzip()
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, zlib.error) as error:
        raise GongkaiError(f"the zip file is damaged: {error}", str(path), "", "get it again") from error
    if damaged is not None:
        raise GongkaiError("the zip file is damaged: a checksum in it is wrong", str(path), damaged, "get it again")
    statements = named.pop(STATEMENTS, None)
    items = [
        Item(name, info.file_size, functools.partial(archive.read, info))
        for name, info in sorted(named.items())
        if not _is_hidden(name)
    ]
    return Bundle(path, tuple(items), archive.read(statements) if statements else None)


def _named(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Members by name. Raises GongkaiError when one is refused, or two have one name."""
    named: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if info.is_dir():
            continue
        name = zip_name(info)
        refused = "two files have this name" if name in named else path_refused(name) or zip_refused(info)
        if refused is not None:
            remedy = "take it out, or unpack it by hand and name the folder"
            raise GongkaiError(f"a file in it is refused: {refused}", str(path), name, remedy)
        named[name] = info
    return named


def _is_hidden(name: str) -> bool:
    """Hidden files, and what the packer of a Mac adds."""
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))
