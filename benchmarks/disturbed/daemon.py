"""kill -9 of Dagster's daemon during a night that the schedule ``nightly`` began.

The daemon is the real one, over an instance as ``make up`` makes it and the project's definitions, whose clock alone is
set. The schedule is on since yesterday and the daemon was not there at half past two, so that it makes up for the night
as soon as it starts. It is killed, started again some seconds later as a supervisor does, and so on; the night must end
by itself, in what the command makes of the same night, with nothing done twice.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

import dagster as dg

from benchmarks.backfill.watched import descendants
from benchmarks.disturbed import command, processes
from benchmarks.disturbed.found import Found
from gongkai.crawl.places import open_ledger
from gongkai.lake.log import Log
from gongkai.sample import province
from gongkai.sample.server import SampleServer
from gongkai.settings import Settings, load
from pipelines.automation import FIRST, OF_A_ROUND
from pipelines.instance import dagster_home, open_instance
from pipelines.requests import PARTITION, RANGE_START
from pipelines.run import run
from pipelines.wanted import Wanted

ROLE = "Dagster's daemon"
_ROOT = Path(__file__).resolve().parent.parent.parent
_ADDRESS, _PORT = "127.99.0.98", 18800
#: Kills in one night: it lasts some minutes.
_IN_A_NIGHT = 2
#: A night with a run that did not start (it is failed after three minutes, and tried again after ten) ends within so
#: many seconds.
_PATIENCE = 1800
#: Seconds until a supervisor has started a daemon again; most.
_RESTART = 10
#: Code servers of a killed daemon end so many seconds after their last run, and after they were last asked.
_SERVERS = 90
_OVER = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)


@dataclass(frozen=True)
class _Made:
    """What a night leaves. parquet: digests. ran: runs of jobs that ended well, by job and region. asked: URLs."""

    parquet: dict[str, str]
    ran: Counter[tuple[str, str]]
    loads: list[int]
    asked: Counter[str]


def nights(folder: Path, parts: Sequence[float], rng: random.Random, found: Found) -> None:
    """Nights in which the daemon is killed after these parts of an undisturbed night."""
    folder.mkdir()
    by_command = _by_command(folder / "by-command")
    _prepare(folder / "prepared")
    seconds, undisturbed = _night(folder, "undisturbed", (), rng, found)
    found.compare("the daemon's night", undisturbed.parquet, by_command)
    print(f"a night by Dagster's daemon: {seconds:.0f} s", flush=True)
    for at in range(0, len(parts), _IN_A_NIGHT):
        name = f"night {at // _IN_A_NIGHT}"
        moments = sorted(part * seconds for part in parts[at : at + _IN_A_NIGHT])
        _, made = _night(folder, name, moments, rng, found)
        found.compare(name, made.parquet, by_command)
        for what, one, other in (
            ("runs that ended well", made.ran, undisturbed.ran),
            ("loads", made.loads, undisturbed.loads),
            ("URLs asked for", made.asked, undisturbed.asked),
        ):
            if one != other:
                found.wrong.append(f"{name}: {what} are {one}, undisturbed {other}")


def _by_command(home: Path) -> dict[str, str]:
    """Digests of what the command makes of the same night."""
    settings = _settings(home)
    settings.create()
    made = province.write(settings.home, _ADDRESS, _PORT)
    with _served(made):
        run(settings, province.NIGHT_2, Wanted(), lambda _: None)
    return command.digests(settings.releases)


def _prepare(home: Path) -> None:
    """A home with the sample's registry, an instance of Dagster's, and the schedule on since yesterday."""
    settings = _settings(home)
    settings.create()
    province.write(settings.home, _ADDRESS, _PORT)
    with open_instance(settings) as instance:
        _dagster(settings, "schedule", "start", "nightly").check_returncode()
        [state] = instance.all_instigator_state()
        yesterday = (datetime.now(UTC) - timedelta(days=1)).timestamp()
        instance.update_instigator_state(state.with_data(state.instigator_data._replace(start_timestamp=yesterday)))


def _night(folder: Path, name: str, moments: Sequence[float], rng: random.Random, found: Found) -> tuple[float, _Made]:
    """A night whose daemon is killed at these seconds of it; how long it took, and what it left."""
    home = folder / name.replace(" ", "-")
    shutil.copytree(folder / "prepared", home, symlinks=True)
    settings = _settings(home)
    made = province.Province(settings.home, _ADDRESS, _PORT)
    servers: set[int] = set()
    with _served(made), open_instance(settings) as instance, (home / "daemon.log").open("w") as log:
        began, daemon = time.monotonic(), _daemon(settings, log)
        try:
            for moment in moments:
                while time.monotonic() - began < moment and not _is_over(instance):
                    time.sleep(0.2)
                if _is_over(instance):
                    found.wrong.append(f"{name}: it was over before the daemon was killed")
                    break
                servers |= set(descendants(daemon.pid)) - {daemon.pid}
                met = _going(instance)
                processes.kill(daemon.pid)
                daemon.wait()
                found.faults["kill -9", f"{ROLE}, {met}"] += 1
                found.look(settings.releases, f"{name}, kill -9 of {ROLE}", "")
                time.sleep(rng.uniform(0, _RESTART))
                daemon = _daemon(settings, log)
                print(".", end="", flush=True)
            while not _is_over(instance):
                if time.monotonic() - began > _PATIENCE:
                    found.wrong.append(f"{name}: it does not end: {_runs(instance)}")
                    break
                time.sleep(0.5)
            seconds = time.monotonic() - began
        finally:
            servers |= set(descendants(daemon.pid))
            daemon.terminate()
            with suppress(subprocess.TimeoutExpired):
                daemon.wait(60)
            daemon.kill()
        if processes.are_left(servers, _SERVERS):
            found.wrong.append(f"{name}: processes of the daemon are left")
        left = _left(settings, instance)
    shutil.rmtree(home)
    return seconds, left


def _left(settings: Settings, instance: dg.DagsterInstance) -> _Made:
    done = dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS])
    ran = Counter(
        (run.job_name, run.tags.get(PARTITION) or run.tags.get(RANGE_START, "")) for run in instance.get_runs(done)
    )
    with open_ledger(settings) as ledger:
        asked = Counter(str(row["source"]) for row in ledger.rows("SELECT source FROM fetches"))
    return _Made(command.digests(settings.releases), ran, list(Log(settings.lake).loads()), asked)


def _runs(instance: dg.DagsterInstance) -> list[str]:
    return [f"{run.job_name} {run.status.value}" for run in reversed(instance.get_runs())]


def _is_over(instance: dg.DagsterInstance) -> bool:
    """Whether the last run of the round has ended well."""
    rounds = dg.RunsFilter(job_name="publish", tags={OF_A_ROUND: "round", FIRST: "collect"})
    return any(run.status is dg.DagsterRunStatus.SUCCESS for run in instance.get_runs(rounds))


def _going(instance: dg.DagsterInstance) -> str:
    """What the daemon is at, by the runs that there are."""
    status = {run.status for run in instance.get_runs() if run.status not in _OVER}
    if not status:
        return "between two runs"
    return "while a run goes on" if dg.DagsterRunStatus.STARTED in status else "while it starts a run"


def _settings(home: Path) -> Settings:
    return load(sample=True, environment={"GONGKAI_HOME": str(home), "GONGKAI_WORKERS": "2"})


def _served(made: province.Province) -> ExitStack:
    """The sites as of the second night, while the context is open."""
    with ExitStack() as servers:
        for folder, port in made.served(2):
            servers.enter_context(SampleServer(folder, made.address, port))
        return servers.pop_all()


def _daemon(settings: Settings, log: TextIO) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-m", "dagster._daemon", "run", *_LOCATION]
    return subprocess.Popen(program, env=_environment(settings), cwd=_ROOT, stdout=log, stderr=log)


def _dagster(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    program = [sys.executable, "-m", "dagster", *arguments, *_LOCATION]
    return subprocess.run(program, env=_environment(settings), cwd=_ROOT, capture_output=True)


_LOCATION = ("-f", str(Path(__file__).with_name("night.py")), "-d", str(_ROOT))


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "GONGKAI_HOME": str(settings.home),
        "GONGKAI_WORKERS": "2",
        "DAGSTER_HOME": str(dagster_home(settings)),
        "DAGSTER_DISABLE_TELEMETRY": "1",
    }
