"""What several test modules share: the sample province after its two nights, made once for all workers."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import hypothesis
import pytest

from gongkai.settings import Settings, load

# How long an example takes says something of the machine only.
hypothesis.settings.register_profile("gongkai", deadline=None)
hypothesis.settings.load_profile("gongkai")


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Settings:
    """Settings of a sample home that ``gongkai --sample run`` has run over: two nights, two loads, two releases.

    Tests only read it; what must change it works on a copy.
    """
    from pipelines import console, sample
    from pipelines.wanted import Wanted

    alone = worker_id == "master"
    root = tmp_path_factory.getbasetemp() if alone else tmp_path_factory.getbasetemp().parent
    home = root / "sample-home"
    settings = load(sample=True, environment={"GONGKAI_HOME": str(home), "GONGKAI_WORKERS": "2"})
    with (root / "sample-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = root / "sample-home.done"
        if not done.exists():
            with console.Progress() as progress:
                outcome = sample.run_nights(settings, Wanted(), progress, *sample_site())
            assert outcome.failures == {}
            done.touch()
    return settings


def sample_site() -> tuple[str, int]:
    """An address for the sample's site that no other run on this machine uses."""
    number = os.getpid()
    return f"127.99.{number // 250 % 250 + 1}.{number % 250 + 1}", 18100


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of the project."""
    return Path(__file__).resolve().parent.parent
