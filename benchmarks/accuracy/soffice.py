"""LibreOffice: many files converted by one call, with a profile of its own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

#: Files of one call.
BATCH = 40
_FILTERS = {
    "doc": "doc:MS Word 97",
    "docx": "docx:MS Word 2007 XML",
    "pdf": "pdf",
    "rtf": "rtf:Rich Text Format",
    "xls": "xls:MS Excel 97",
}


def converted(files: Sequence[bytes], suffix: str, target: str, profile: Path) -> list[bytes]:
    """The files (all of one kind, ``suffix``) in another format: a key of the filters."""
    program = shutil.which("soffice")
    if program is None:
        raise RuntimeError("LibreOffice is missing; install it: apt-get install libreoffice-writer libreoffice-calc")
    found: list[bytes] = []
    for start in range(0, len(files), BATCH):
        with tempfile.TemporaryDirectory(prefix="gongkai-soffice-") as folder:
            found += _batch(files[start : start + BATCH], suffix, target, profile, Path(folder), program)
    return found


def _batch(files: Sequence[bytes], suffix: str, target: str, profile: Path, folder: Path, program: str) -> list[bytes]:
    names = [folder / f"{number:03d}.{suffix}" for number in range(len(files))]
    for name, data in zip(names, files, strict=True):
        name.write_bytes(data)
    out = folder / "out"
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to"]
    command += [_FILTERS[target], "--outdir", str(out), *map(str, names)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60 + 20 * len(files), check=False)
    made = [out / f"{name.stem}.{target}" for name in names]
    missing = [path.name for path in made if not path.exists()]
    if missing:
        raise RuntimeError(f"LibreOffice did not make {', '.join(missing)}: {done.stderr.strip()[-500:]}")
    return [path.read_bytes() for path in made]
