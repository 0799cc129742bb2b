"""Cases → documents: sources in order, converted in batches, finished one by one. What was converted is kept."""

from __future__ import annotations

import atexit
import hashlib
import os
import random
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from benchmarks.accuracy import soffice
from benchmarks.accuracy.case import Case
from benchmarks.accuracy.chromium import Chromium
from benchmarks.accuracy.looks import Look

#: Where converted files and those of failures are kept.
FOLDER = Path(os.environ.get("GONGKAI_ACCURACY_CACHE", "build/accuracy"))


def documents(look: Look, cases: Sequence[Case], keep: bool = False) -> list[bytes]:
    """The documents of some cases of one look. keep: converted files stay, and are taken where they are there."""
    sources = [look.source(case) for case in cases]
    if look.route:
        sources = _converted(look, sources, keep)
    if look.finish is None:
        return sources
    return [look.finish(data, _finish_rng(case)) for data, case in zip(sources, cases, strict=True)]


def _finish_rng(case: Case) -> random.Random:
    return random.Random(f"{case.seed}:{case.name}:finish")


def _converted(look: Look, sources: Sequence[bytes], keep: bool) -> list[bytes]:
    """What the look's route makes of the sources."""
    if not keep:
        return _convert(look, sources)
    way = f"{look.suffix} {look.route}".encode()
    paths = [FOLDER / "converted" / hashlib.sha256(way + b"\0" + data).hexdigest() for data in sources]
    missing = [(path, data) for path, data in zip(paths, sources, strict=True) if not path.exists()]
    if missing:
        made = _convert(look, [data for _, data in missing])
        for (path, _), data in zip(missing, made, strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}")
            part.write_bytes(data)
            part.replace(path)
    return [path.read_bytes() for path in paths]


def _convert(look: Look, sources: Sequence[bytes]) -> list[bytes]:
    if look.route == "chromium":
        return [_browser().pdf(html) for html in sources]
    return soffice.converted(sources, look.suffix, look.route.removeprefix("soffice:"), _profile())


@cache
def _browser() -> Chromium:
    """This process's browser, started when first needed."""
    browser = Chromium()
    atexit.register(browser.close)
    return browser


@cache
def _profile() -> Path:
    """This process's LibreOffice profile."""
    folder = Path(tempfile.mkdtemp(prefix="gongkai-soffice-profile-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
