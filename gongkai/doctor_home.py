"""What ``gongkai doctor`` tries of a home: its settings, disk, permissions, log and release."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from gongkai.doctor_check import Check
from gongkai.errors import GongkaiError
from gongkai.settings import Settings

_GIB = 1024**3
_LEAST_DISK = 2 * _GIB
#: With less even a small run ends.
_FULL = _GIB // 10
_LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ \\;]+)", re.MULTILINE)
#: Of the pipeline; reading documents needs none of them.
_PIPELINE = (("duckdb", "releases and queries"), ("dagster", "runs"), ("great-expectations", "the gate"))
_MOST_NAMED = 3


def checks(settings: Settings, environment: Mapping[str, str] = os.environ) -> Iterator[Check]:
    """Every check of a home, also of one that is not there yet. The release's files are read whole."""
    for distribution, use in _PIPELINE:
        yield _distribution(distribution, use)
    yield _pinned(_LOCK)
    yield _settings(settings, environment)
    yield _disk(settings)
    yield _writable(settings)
    yield _log(settings)
    yield _release(settings)


def _distribution(name: str, use: str) -> Check:
    try:
        return Check(name, "ok", f"{version(name)} ({use})")
    except PackageNotFoundError:
        return Check(
            name, "without", f"not installed ({use}): documents can be read, no more; make setup in a checkout"
        )


def _pinned(lock: Path) -> Check:
    """Packages that are installed in another version than the lock says; one that is not installed is no fault."""
    if not lock.is_file():
        return Check("packages", "ok", "installed without requirements.lock: nothing to compare with")
    pins = _PIN.findall(lock.read_text(encoding="utf-8"))
    other = [f"{name} {found} (not {pin})" for name, pin in pins if (found := _installed(name)) not in (None, pin)]
    if not other:
        return Check("packages", "ok", "as pinned in requirements.lock")
    return Check("packages", "without", f"not as tested: {_some(other)}; make setup installs what is pinned")


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _settings(settings: Settings, environment: Mapping[str, str]) -> Check:
    # pydantic takes half a second to import; see there.
    from gongkai.settings_model import strangers

    if unknown := strangers(environment):
        return Check("settings", "without", f"without effect: {_some(unknown)}; docs/settings.md has the names")
    return Check(
        "settings", "ok", f"variables and {settings.file}" if settings.file else "variables alone, no gongkai.toml"
    )


def _disk(settings: Settings) -> Check:
    """A release is built beside the one that stands, and once more where a backfill is looked at before."""
    free = shutil.disk_usage(_nearest(settings.home)).free
    wanted = max(_LEAST_DISK, 2 * _size((settings.releases / "current").resolve()))
    text = f"{free / _GIB:.1f} GiB free for {settings.home}, which holds {_size(settings.home) / _GIB:.1f}"
    if free >= wanted:
        return Check("disk", "ok", text)
    remedy = "free some, or delete releases that are not current"
    if free < _FULL:
        return Check("disk", "missing", f"full: {text}: nothing can be written; {remedy}")
    return Check("disk", "without", f"{text}: a run needs {wanted / _GIB:.1f}; {remedy}")


def _size(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)  # noqa: PTH118 - a lake has millions of files
            # One that a run has just removed holds nothing.
            if os.path.lexists(path):
                total += os.lstat(path).st_size
    return total


def _writable(settings: Settings) -> Check:
    """A file is made and removed in each folder that commands and people write into."""
    for folder in (settings.home, settings.lake, settings.releases, settings.decisions, settings.inbox):
        if text := unwritable(folder):
            return Check("permissions", "missing", text)
    return Check("permissions", "ok", "home, lake, releases, decisions and inbox can be written")


def unwritable(folder: Path) -> str:
    """Why no file can be made in a folder, or where it would be made, and what to do; "" where one can be."""
    place = _nearest(folder)
    try:
        with tempfile.TemporaryFile(dir=place):
            return ""
    except OSError as error:
        return f"{place} cannot be written: {error.strerror}; {_remedy(folder, error)}"


def _remedy(path: Path, error: OSError) -> str:
    if error.errno == errno.EROFS:
        return "its file system is read-only: mount it to be written (mount -o remount,rw; a volume without :ro)"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "free some space, or raise the quota"
    if error.errno == errno.ENOTDIR:
        return "a file stands where a folder is wanted: move it away"
    if _nearest(path) != path.absolute():
        return f"make the folder for this user (install -d -o {os.getuid()} {path})"
    return f"make it writable for this user (chown -R {os.getuid()} {path})"


def _nearest(path: Path) -> Path:
    """The folder, or where it would be made."""
    # Not Path.exists, which fails where a folder may not be looked into.
    return next(one for one in (path.absolute(), *path.absolute().parents) if os.path.exists(one))  # noqa: PTH110


def _log(settings: Settings) -> Check:
    """A file of events is opened as a run opens it; one that is not there is not made."""
    if settings.log in ("", "stderr"):
        return Check("log", "ok", f"{settings.log or 'not set: nothing is logged'} (GONGKAI_LOG)")
    path = settings.home / settings.log
    other = "or name another file (GONGKAI_LOG): no run starts"
    if _nearest(path) != path.absolute():
        if text := unwritable(path.parent):
            return Check("log", "missing", f"{text}; {other}")
    else:
        try:
            path.open("a", encoding="utf-8").close()
        except OSError as error:
            remedy = "move the folder away" if isinstance(error, IsADirectoryError) else _remedy(path, error)
            return Check("log", "missing", f"{path} cannot be written: {error.strerror}; {remedy}, {other}")
    return Check("log", "ok", f"{path} can be written (GONGKAI_LOG)")


def _release(settings: Settings) -> Check:
    try:
        from gongkai.warehouse.query import current_release
        from gongkai.warehouse.release import releases
        from gongkai.warehouse.rollback import faults, mend
    except ModuleNotFoundError:
        return Check("release", "without", "DuckDB is not installed: it was not checked")
    try:
        if not releases(settings.releases, damaged=True) and not os.path.lexists(settings.releases / "current"):
            return Check("release", "ok", "none yet: gongkai run makes one")
        release = current_release(settings)
    except GongkaiError as error:
        return Check("release", "missing", f"{error.problem}; {error.remedy}")
    if wrong := faults(release):
        return Check("release", "missing", f"{release.name}: {_some(wrong)}; {mend(settings, release, wrong)}")
    return Check("release", "ok", f"{release.name}: all files are as published")


def _some(texts: list[str]) -> str:
    more = f" and {len(texts) - _MOST_NAMED} more" if len(texts) > _MOST_NAMED else ""
    return ", ".join(texts[:_MOST_NAMED]) + more
