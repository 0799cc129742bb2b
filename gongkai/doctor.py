"""``gongkai doctor``: whether all that reading and running need is there, each thing tried and not looked up."""

from __future__ import annotations

import platform
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from gongkai import doctor_home, doctor_services
from gongkai.doctor_check import Check
from gongkai.errors import GongkaiError
from gongkai.sandbox import trial
from gongkai.sandbox.limits import LIMITS
from gongkai.sandbox.process import Worker
from gongkai.settings import Settings

_GIB = 1024**3
#: (distribution, module, what it reads); the distribution's wheel is broken where the module cannot be imported.
_ENGINES = (
    ("lxml", "lxml.etree", "HTML and Word"),
    ("camelot-py", "camelot", "PDF tables"),
    ("pypdfium2", "pypdfium2", "PDF pages"),
    ("pikepdf", "pikepdf", "damaged PDFs"),
    ("opencv-python-headless", "cv2", "scans"),
    ("rapidocr", "rapidocr", "scans"),
    ("onnxruntime", "onnxruntime", "scans"),
    ("pillow", "PIL.Image", "pictures"),
    ("python-calamine", "python_calamine", "spreadsheets"),
)


def checks(settings: Settings) -> Iterator[Check]:
    """Every check in turn; those of the engines, and of a large release, take some seconds."""
    # An older one does not get this far.
    yield Check("Python", "ok", platform.python_version())
    for distribution, module, use in _ENGINES:
        yield _engine(distribution, module, use)
    yield _libreoffice()
    yield _rar()
    yield _worker()
    yield _network()
    yield _limits()
    yield _memory(settings.workers)
    yield from doctor_home.checks(settings)
    yield from doctor_services.checks(settings, datetime.now(UTC))
    yield _contact(settings)


def _engine(distribution: str, module: str, use: str) -> Check:
    try:
        found = version(distribution)
        import_module(module)
    except PackageNotFoundError:
        return Check(distribution, "missing", f"not installed ({use}); make setup, or pip install gongkai again")
    # A library that the system lacks shows as an ImportError, one that does not fit this processor as anything.
    except Exception as error:
        return Check(distribution, "missing", f"{found} cannot be imported ({use}): {error}")
    return Check(distribution, "ok", f"{found} ({use})")


def _libreoffice() -> Check:
    program = shutil.which("soffice")
    if program is None:
        text = "not installed: .doc, .wps and .rtf files stay unread; apt-get install libreoffice-writer-nogui"
        return Check("LibreOffice", "without", text)
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        return Check("LibreOffice", "without", f"{program} does not run, .doc and .wps files stay unread: {error}")
    return Check("LibreOffice", "ok", f"{done.stdout.strip().removeprefix('LibreOffice ')} (.doc, .wps)")


def _rar() -> Check:
    if shutil.which("bsdtar"):
        return Check("bsdtar", "ok", "for .rar archives")
    return Check("bsdtar", "without", "not installed: .rar archives stay unread; apt-get install libarchive-tools")


def _worker() -> Check:
    try:
        for level in LIMITS:
            Worker(level).end()
    except (GongkaiError, OSError) as error:
        return Check("reading process", "missing", str(error).splitlines()[0])
    return Check("reading process", "ok", "starts, at every level of limits")


def _network() -> Check:
    try:
        route, reached = trial.run()
    except (OSError, subprocess.SubprocessError) as error:
        return Check("isolation", "missing", f"could not be tried: {error}")
    if route == "none":
        text = "this system lets no process give up its network: what a hostile file could run could send data away"
        return Check("isolation", "without", f"{text}; allow user namespaces or seccomp")
    if reached:
        return Check(
            "isolation", "missing", f"{route}, and yet the network was reached; do not read files of strangers"
        )
    return Check("isolation", "ok", f"no network for reading processes ({route}; tried)")


def _limits() -> Check:
    texts = [f"{level} {limits.seconds} s, {limits.memory / _GIB:g} GiB" for level, limits in LIMITS.items()]
    return Check("limits", "ok", f"for one document: {'; '.join(texts)}")


def _memory(workers: int) -> Check:
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    available = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    wanted = workers * (LIMITS["plain"].resident + LIMITS["scan"].resident)
    text = f"{available / _GIB:.1f} GiB free; {workers} workers take up to {wanted / _GIB:.1f}"
    if available >= wanted:
        return Check("memory", "ok", text)
    return Check("memory", "without", f"{text}: runs with many scans may be ended; set GONGKAI_WORKERS lower")


def _contact(settings: Settings) -> Check:
    if settings.contact:
        return Check("GONGKAI_CONTACT", "ok", settings.contact)
    return Check("GONGKAI_CONTACT", "without", "not set: real sites are not visited; set a URL or mail address")
