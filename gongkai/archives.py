"""Files in archives (zip; rar where bsdtar is installed), unpacked in memory and within limits.

bsdtar gives a damaged member of a rar file as if it were whole, so each is held against the checksums that the file
states. No content is written to disk, so a member's name can lead nowhere; names that try to are refused all the same.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import stat
import subprocess
import tarfile
import tempfile
import threading
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import rarfile

from gongkai import documents
from gongkai.documents import Document
from gongkai.errors import GongkaiError, UnreadableDocument

MEDIA = frozenset({documents.ZIP, documents.RAR})
#: Archives within archives, the outermost counted.
MAX_DEPTH = 2

_CHUNK = 1 << 20
#: Unpacked bytes for each packed one: text packs a tenth of that, a bomb a thousand.
_MAX_RATIO, _RATIO_FROM = 300, 10_000_000
_SECONDS = 60
_REMEDY = "unpack it and name the files in it"
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass
class Budget:
    """What may still be unpacked from an archive and all archives within it: files, and bytes."""

    files: int = 200
    bytes: int = 500_000_000


@dataclass(frozen=True)
class _Entry:
    """A file in an archive; refused: why it is not unpacked, None where it may be. sums: (size, CRC-32) of all members,
    where unpacking does not check them itself."""

    name: str
    refused: str | None
    content: IO[bytes] | None
    sums: frozenset[tuple[int, int]] | None = None


def members(document: Document, budget: Budget) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    """(files in an archive in natural order of their names, notes on those that were refused).

    A member's source is ``<archive>!<name>``; ``..``, absolute names, links and encrypted members are refused.
    Raises UnreadableDocument for a damaged archive, one that unpacks to more than the budget allows, and a rar file
    where bsdtar is not installed.
    """
    entries = _zipped(document) if document.media_type == documents.ZIP else _packed_as_rar(document)
    found: list[Document] = []
    notes: list[str] = []
    try:
        for entry in entries:
            budget.files -= 1
            if budget.files < 0:
                raise UnreadableDocument("it holds too many files", document.source, "", _REMEDY)
            refused = entry.refused or path_refused(entry.name)
            if refused is None and entry.content is not None:
                try:
                    data = _read(entry.content, budget, document.source)
                    if entry.sums is not None and (len(data), zlib.crc32(data)) not in entry.sums:
                        raise ValueError(f"{entry.name} is not as it was packed (its checksum differs)")
                    found.append(documents.from_bytes(f"{document.source}!{entry.name}", data))
                except UnreadableDocument:
                    raise
                except GongkaiError as error:
                    refused = error.problem
            if refused is not None:
                notes.append(f"{entry.name}: not unpacked, {refused}")
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
        raise UnreadableDocument(f"the archive is damaged: {error}", document.source, "", _REMEDY) from error
    return tuple(sorted(found, key=lambda member: natural(member.source))), tuple(notes)


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts 2.png before 10.png."""
    parts = re.findall(r"[0-9]{1,18}|[^0-9]+|[0-9]+", name)
    return tuple((int(part), "") if part.isdigit() and len(part) < 19 else (-1, part) for part in parts)


def path_refused(name: str) -> str | None:
    """Why a file of such a name is not unpacked; None where it may be."""
    if not name:
        return "it has no name"
    path = name.replace("\\", "/")
    if path.startswith("/") or _DRIVE.match(path):
        return "its name is absolute"
    return "its name leads out of the archive" if ".." in path.split("/") else None


def _read(content: IO[bytes], budget: Budget, source: str) -> bytes:
    """All bytes of a member, counted as they come, for the size that it declares may lie."""
    parts: list[bytes] = []
    while part := content.read(_CHUNK):
        budget.bytes -= len(part)
        if budget.bytes < 0:
            raise UnreadableDocument("it unpacks to too many bytes", source, "", _REMEDY)
        parts.append(part)
    return b"".join(parts)


def _zipped(document: Document) -> Iterator[_Entry]:
    with zipfile.ZipFile(io.BytesIO(document.data)) as archive:
        for info in archive.infolist():
            if info.filename.endswith("/"):
                continue
            refused = zip_refused(info)
            if refused is not None:
                yield _Entry(zip_name(info), refused, None)
                continue
            try:
                content = archive.open(info)
            except NotImplementedError:
                yield _Entry(zip_name(info), "its way of packing is not known", None)
                continue
            with content:
                yield _Entry(zip_name(info), None, content)


def zip_refused(info: zipfile.ZipInfo) -> str | None:
    """Why a member of a zip file is not unpacked; None where it may be."""
    if info.flag_bits & 0x1:
        return "it needs a password"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link"
    if info.file_size > max(_RATIO_FROM, _MAX_RATIO * info.compress_size):
        return "it is packed far denser than any report"
    return None


def zip_name(info: zipfile.ZipInfo) -> str:
    """The name as its maker wrote it: zip programs in China write GBK without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    written = info.orig_filename.encode("cp437", errors="replace").partition(b"\0")[0]
    for encoding in ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _packed_as_rar(document: Document) -> Iterator[_Entry]:
    """Members of a rar file, which bsdtar gives as a tar stream."""
    program = shutil.which("bsdtar")
    if program is None:
        raise UnreadableDocument(
            "rar files are unpacked by bsdtar, which is not installed",
            document.source,
            "",
            "install it (Debian and Ubuntu: apt install libarchive-tools), or unpack the file and name the files in it",
        )
    sums = _rar_sums(document.data)
    with tempfile.TemporaryFile() as complaints:
        yield from _unpacked(program, document.data, sums, complaints)


def _unpacked(program: str, data: bytes, sums: frozenset[tuple[int, int]], complaints: IO[bytes]) -> Iterator[_Entry]:
    process = subprocess.Popen(
        [program, "-cf", "-", "--format", "pax", "@-"],
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
    )
    if process.stdin is None or process.stdout is None:
        raise ValueError("bsdtar has no pipes")
    feeder = threading.Thread(target=_feed, args=(process.stdin, data), daemon=True)
    watch = threading.Timer(_SECONDS, process.kill)
    feeder.start()
    watch.start()
    try:
        with tarfile.open(fileobj=process.stdout, mode="r|") as archive:
            for info in archive:
                if not info.isdir():
                    content = archive.extractfile(info) if info.isfile() else None
                    yield _Entry(info.name, None if info.isfile() else "it is a link", content, sums)
        if process.wait() != 0:
            raise ValueError(f"bsdtar could not unpack all of it ({_first_line(complaints)})")
    finally:
        watch.cancel()
        process.kill()
        process.wait()
        process.stdout.close()
        feeder.join()


def _rar_sums(data: bytes) -> frozenset[tuple[int, int]]:
    """(size, CRC-32) of each member that the headers of a rar file state. Raises ValueError for one that has none."""
    try:
        with rarfile.RarFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
    except rarfile.Error as error:
        raise ValueError(str(error) or type(error).__name__) from error
    return frozenset((info.file_size, info.CRC) for info in members if info.CRC is not None)


def _first_line(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    text = complaints.read(_CHUNK).decode("utf-8", errors="replace").strip()
    return text.splitlines()[0].removeprefix("bsdtar: ") if text else "it is cut off or needs a password"


def _feed(pipe: IO[bytes], data: bytes) -> None:
    """Write the archive to bsdtar, which may have ended before it took all of it."""
    try:
        with pipe:
            pipe.write(data)
    except BrokenPipeError:
        return
