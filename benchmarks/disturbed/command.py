"""The command (``gongkai --sample run``, two nights from nothing) in a process of its own, and what it leaves."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from benchmarks.disturbed.found import Found
from gongkai.settings import load

#: As ``gongkai --sample run``, its sites at an address of their own.
_RUN = """
import sys
from gongkai.settings import load
from gongkai.errors import GongkaiError
from pipelines import sample
from pipelines.console import Progress
from pipelines.wanted import Wanted
home, port, cluster = sys.argv[1:]
settings = load(sample=True, environment={"GONGKAI_HOME": home, "GONGKAI_WORKERS": "2", "GONGKAI_DASK": cluster})
try:
    with Progress() as progress:
        outcome = sample.run_nights(settings, Wanted(), progress, "127.99.0.99", int(port))
except GongkaiError as error:
    sys.exit(str(error))
sys.exit("; ".join(outcome.failures) or 0)
"""
_PORT = 18700
#: Say how long answers took, and how often something was asked for; and which releases there were.
_OF_EACH_RUN = {"fetches.parquet", "releases.parquet"}
#: A run that is not killed ends within so many seconds.
PATIENCE = 300


def run(home: Path, cluster: str = "") -> str:
    """Run the nights; what it says of its failure, nothing where it ends well."""
    return ended(started(home, cluster))


def started(home: Path, cluster: str = "") -> subprocess.Popen[str]:
    """The run at work. cluster: address of the Dask scheduler whose workers read, "" for processes of this machine."""
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", _RUN, str(home), str(_PORT), cluster]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def ended(child: subprocess.Popen[str]) -> str:
    """What the run said of its failure; nothing where it ended well, or was killed."""
    try:
        _, said = child.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        return f"Traceback: the run hangs, {PATIENCE} s"
    return said[-2000:] or f"exit {child.returncode}" if child.returncode > 0 else ""


def finish(home: Path, name: str, expected: dict[str, str], found: Found) -> None:
    """The next run, and what it must leave."""
    if said := run(home):
        found.wrong.append(f"{name}: the next run fails: {said}")
        return
    found.compare(name, digests(releases(home)), expected)


def digests(folder: Path) -> dict[str, str]:
    """Parquet file of the current of a folder of releases -> sha256, without those that are of each run."""
    folder = (folder / "current" / "parquet").resolve()
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.parquet"))}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items() if name not in _OF_EACH_RUN
    }


def releases(home: Path) -> Path:
    """The folder of the releases of a run's home."""
    return load(sample=True, environment={"GONGKAI_HOME": str(home)}).releases
