"""Reader of old Word and WPS files (DOC, WPS, RTF, Word's XML of 2003): LibreOffice makes a DOCX, the DOCX is read.

LibreOffice runs without a screen, in its own profile and folder that are gone afterwards, with macros, links and
field updates off, and is killed with all it started when it takes too long. One run for many files costs each a
twelfth of a run of its own, so the pipeline converts in batches (:func:`convert`) before it reads.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from gongkai import documents
from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import docx
from gongkai.grids.docx_marks import W
from gongkai.grids.model import UNREAD, Extract
from gongkai.grids.ooxml import xml
from gongkai.sandbox import confined

#: To be raised whenever this reader gives something else for the same bytes (tests/test_grids_golden.py sees it).
READER_VERSION = 1

#: Files that one run of LibreOffice converts.
BATCH = 40

#: Media that are converted, with the ending that LibreOffice expects and what a person calls them.
_ENDINGS = {documents.DOC: ".doc", documents.RTF: ".rtf", documents.WORD_XML: ".xml"}

#: Seconds for a run: to begin, and for each file. A file that alone takes longer is unreadable.
_SECONDS_TO_BEGIN, _SECONDS_A_FILE = 60, 15
_REMEDY = "open it in Word or WPS and save it as .docx"
#: Fields whose text LibreOffice keeps: links, boxes of forms.
_STORED_FIELDS = ("HYPERLINK", "FORMTEXT", "MERGEFIELD")
_COMMON, _WRITER = "/org.openoffice.Office.Common", "/org.openoffice.Office.Writer"
#: Settings of the profile: (path, name, value). Macro level 3 runs signed macros of trusted places only; link 2: never.
_SETTINGS = (
    (f"{_COMMON}/Security/Scripting", "MacroSecurityLevel", "3"),
    (f"{_COMMON}/Security/Scripting", "DisableMacrosExecution", "true"),
    (f"{_COMMON}/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    (f"{_WRITER}/Content/Update", "Link", "2"),
    (f"{_WRITER}/Content/Update", "Field", "false"),
    (f"{_WRITER}/Content/Update", "Chart", "false"),
)


def version() -> str:
    """Changes whenever the output may: with the DOCX reader and with LibreOffice, also when it comes or goes."""
    return f"{converter()}+{docx.version()}"


def converter() -> str:
    """Changes whenever :func:`convert` may give something else."""
    return f"office-{READER_VERSION}+libreoffice-{libreoffice() or 'none'}"


def extracts(document: Document) -> tuple[Extract, ...]:
    """The Extract of the converted file. Raises UnreadableDocument, also where LibreOffice is not installed."""
    made = convert([document])[document.sha256]
    if isinstance(made, UnreadableDocument):
        raise made
    return extracts_of(document, made)


def extracts_of(document: Document, converted: bytes) -> tuple[Extract, ...]:
    """The Extract of ``document`` from the DOCX that :func:`convert` made of it; its places are those of the DOCX."""
    made = Document(document.source, converted, document.sha256, documents.DOCX)
    found = docx.extracts(made)
    name = _ENDINGS[document.media_type]
    notes = [f"converted from {name} by LibreOffice {libreoffice()}; places are those of the converted DOCX"]
    computed = _computed(converted, document.source)
    if computed:
        notes.append("fields that LibreOffice computes anew are not read")
    return tuple(replace(_without(extract, computed), notes=(*notes, *extract.notes)) for extract in found)


def _computed(converted: bytes, source: str) -> frozenset[str]:
    """Places of the cells and paragraphs with fields (a sum, a date): their result is not what Word had stored."""
    with zipfile.ZipFile(io.BytesIO(converted)) as archive:
        root = xml(archive, "word/document.xml", source, _REMEDY)
    tree = root.getroottree()
    owners = (
        owner
        for code in root.iter(W + "instrText", W + "fldSimple")
        if not (code.text or code.get(W + "instr") or "").strip().upper().startswith(_STORED_FIELDS)
        for owner in code.iterancestors(W + "tc", W + "p")
    )
    return frozenset(tree.getpath(owner) for owner in owners)


def _without(extract: Extract, places: frozenset[str]) -> Extract:
    """The Extract with the cells at these places unread, and without the lines there."""
    dropped = [line.place in places for line in extract.lines]
    grids = tuple(
        replace(
            grid,
            cells=tuple(c._replace(text=UNREAD) if c.place in places else c for c in grid.cells),
            lines_before=None if grid.lines_before is None else grid.lines_before - sum(dropped[: grid.lines_before]),
        )
        for grid in extract.grids
    )
    return replace(extract, grids=grids, lines=tuple(line for line in extract.lines if line.place not in places))


def convert(given: Sequence[Document]) -> dict[str, bytes | UnreadableDocument]:
    """sha256 → DOCX, or why there is none, for documents of :data:`documents.CONVERTED`; BATCH files a run.

    A file that a run did not bring is tried once more by itself, so that it takes none of the others with it.
    """
    found: dict[str, bytes | UnreadableDocument] = {}
    program = shutil.which("soffice")
    if program is None:
        return {document.sha256: _absent(document) for document in given}
    for start in range(0, len(given), BATCH):
        batch = given[start : start + BATCH]
        made = _run(program, batch)
        for document in batch:
            alone = made if document.sha256 in made or len(batch) == 1 else _run(program, [document])
            found[document.sha256] = alone.get(document.sha256) or failed(document)
    return found


def failed(document: Document) -> UnreadableDocument:
    """That LibreOffice made nothing of a document."""
    return UnreadableDocument(
        "LibreOffice cannot convert it: it is damaged, needs a password, or takes too long",
        document.source,
        "",
        _REMEDY,
    )


@lru_cache(maxsize=1)
def libreoffice() -> str | None:
    """Version of LibreOffice (``7.4.7.2``); None when it is not installed or does not start."""
    program = shutil.which("soffice")
    if program is None:
        return None
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    return next((word for word in said.split() if word[:1].isdigit()), None)


def _run(program: str, batch: Sequence[Document]) -> dict[str, bytes]:
    """What one run made of the files, by sha256; what is missing or cut off is left out."""
    with tempfile.TemporaryDirectory(prefix="gongkai-office-") as name:
        folder = Path(name)
        given, made = folder / "given", folder / "made"
        given.mkdir()
        paths = [given / f"{document.sha256}{_ENDINGS[document.media_type]}" for document in batch]
        for path, document in zip(paths, batch, strict=True):
            path.write_bytes(document.data)
        _write_profile(folder / "profile")
        options = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--nofirststartwizard"]
        options += [f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", "docx:MS Word 2007 XML"]
        _until_done(
            confined.command([program, *options, "--outdir", str(made), *map(str, paths)], "office"),
            folder,
            _SECONDS_TO_BEGIN + _SECONDS_A_FILE * len(batch),
        )
        results = ((document.sha256, made / f"{document.sha256}.docx") for document in batch)
        return {sha256: path.read_bytes() for sha256, path in results if zipfile.is_zipfile(path)}


def _until_done(command: list[str], folder: Path, seconds: float) -> None:
    """Run the command in the folder, in a group of processes that is gone afterwards, whatever happens."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "TMPDIR": str(folder)}
    environment |= {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        # What was written until then is kept; the rest is tried alone or said to be missing.
        return
    finally:
        _kill_group(process)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        process.wait()


def _write_profile(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>\n',
        encoding="utf-8",
    )


def _absent(document: Document) -> UnreadableDocument:
    return UnreadableDocument(
        f"{_ENDINGS[document.media_type]} files are read through LibreOffice, which is not installed",
        document.source,
        "",
        f"install it (Debian and Ubuntu: apt install libreoffice-writer-nogui), or {_REMEDY}",
    )
