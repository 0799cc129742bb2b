"""A release is a function of bodies, ledger and log: made once more without a network it is the same, byte for byte."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gongkai.settings import Settings, load
from gongkai.warehouse.release import current

_MAIN = """
import socket, sys
{guard}
from gongkai.cli.main import main
sys.argv = ["gongkai", "--sample", "run", "--rebuild"]
main()
"""
#: Where the system gives no network namespace of one's own.
_GUARD = """
def refused(event, args):
    if event in ("socket.connect", "socket.bind", "socket.sendto") and not isinstance(args[1], (str, bytes)):
        raise RuntimeError(f"a connection: {event} {args[1]}")
sys.addaudithook(refused)
"""


def rebuilt(home: Settings, checkout: Path) -> subprocess.CompletedProcess[str]:
    """``gongkai --sample run --rebuild`` with sockets shut."""
    shut = ["unshare", "--map-root-user", "--net"]
    can = shutil.which("unshare") and subprocess.run([*shut, "true"], check=False, capture_output=True).returncode == 0
    command = [sys.executable, "-c", _MAIN.format(guard="" if can else _GUARD)]
    environment = {**os.environ, "GONGKAI_HOME": str(home.home), "GONGKAI_WORKERS": "2", "PYTHONPATH": str(checkout)}
    return subprocess.run(
        [*shut, *command] if can else command, capture_output=True, text=True, check=False, env=environment
    )


@pytest.fixture
def home(sample_home: Settings, tmp_path: Path) -> Settings:
    shutil.copytree(
        sample_home.home, tmp_path / "home", symlinks=True, ignore=shutil.ignore_patterns("dagster", "site")
    )
    return load(sample=True, environment={"GONGKAI_HOME": str(tmp_path / "home"), "GONGKAI_WORKERS": "2"})


def test_offline_it_is_the_same_byte_for_byte(home: Settings, checkout: Path) -> None:
    # Whatever was made of the bodies is gone; what was published stands.
    for made in ("cache", "stages"):
        shutil.rmtree(home.lake / made)
    before = sorted(path for path in home.home.rglob("*"))
    done = rebuilt(home, checkout)
    assert done.returncode == 0, done.stderr
    files = len(list((home.releases / "current" / "parquet").rglob("*.parquet"))) - 1
    assert files > 25
    release = current(home.releases)
    assert release is not None
    assert done.stdout.endswith(f"release {release.name}: {files} Parquet files, byte for byte the same\n")
    left = set(home.home.rglob("*")) - set(before)
    assert {path.name for path in left} <= {".rebuild.lock"}
