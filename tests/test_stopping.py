"""Ctrl-C and SIGTERM end a command: nothing more is loaded, nothing is told as a fault, and the next run goes on."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from dagster_in_memory import dagster_in_memory

from gongkai import registry
from gongkai.crawl.deposits import deposit
from gongkai.errors import GongkaiError
from gongkai.lake.log import Log
from gongkai.reports import reading
from gongkai.sample import province
from gongkai.settings import Settings
from pipelines import failures, instance
from pipelines.run import Outcome, run
from pipelines.stopping import noticed, told
from pipelines.wanted import Wanted

NOW = datetime(2024, 5, 6, 7, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with a page of region 99 and, not said whose it is, one of region 00, neither of them read."""
    made = province.write(tmp_path / "province")
    settings = Settings(tmp_path / "home", "real", made.registry, workers=1)
    for folder, page in (
        ("stated", "sample-water-site/info/1004/40.htm"),
        ("nobody", "sample-site/zwgk/zfxxgknb/202201/t20220117_10.html"),
    ):
        (inbox := tmp_path / folder).mkdir()
        shutil.copyfile(made.nights[0] / page, inbox / "page.html")
        if folder == "stated":
            rows = "file,agency_id,year,scope,source,retrieved\npage.html,S000004,,,,\n"
            (inbox / "deposits.csv").write_text(rows, encoding="utf-8")
        deposit(settings, registry.load(made.registry), inbox, NOW)
    return settings


def _run(settings: Settings) -> Outcome:
    with dagster_in_memory():
        return run(settings, NOW, Wanted(first="read"), lambda _: None)


def _asks(number: signal.Signals) -> Callable[..., None]:
    def ask(*_: object) -> None:
        os.kill(os.getpid(), number)

    return ask


def _asks_in_a_library(*_: object) -> None:
    """As DuckDB does, which tells of a query that was interrupted."""
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    except BaseException as error:
        raise RuntimeError("Query interrupted") from error


def _stopped(settings: Settings, ask: Callable[..., None]) -> object:
    """The exit code of a run in whose first region a signal comes."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading, "convert_all", ask)
        with pytest.raises(SystemExit) as ended, told("run it again"):
            _run(settings)
    return ended.value.code


@pytest.mark.parametrize(
    ("ask", "code", "by"),
    [
        (_asks(signal.SIGINT), 130, "Ctrl-C"),
        (_asks(signal.SIGTERM), 143, "SIGTERM"),
        (_asks_in_a_library, 143, "SIGTERM"),
    ],
)
def test_a_run_that_is_stopped_in_its_first_region_goes_on_with_no_other_and_loads_nothing(
    settings: Settings, capsys: pytest.CaptureFixture[str], ask: Callable[..., None], code: int, by: str
) -> None:
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    assert _stopped(settings, ask) == code
    assert capsys.readouterr().err == f"\ngongkai: stopped by {by}\n  What to do: run it again\n"
    assert not Log(settings.lake).loads()
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers


def test_the_same_run_again_goes_on(settings: Settings) -> None:
    assert _stopped(settings, _asks(signal.SIGTERM)) == 143
    outcome = _run(settings)
    assert (outcome.failures, outcome.released) == ({}, True)


def test_a_signal_between_two_steps_of_dagster_is_not_lost() -> None:
    with pytest.raises(SystemExit) as ended, told("run it again"), noticed():
        signal.signal(signal.SIGINT, lambda *_: None)
        os.kill(os.getpid(), signal.SIGINT)
    assert ended.value.code == 130


def test_a_signal_while_an_object_is_cleared_away_is_not_lost() -> None:
    class Cleared:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(SystemExit) as ended, told("run it again"):
        one = Cleared()
        del one
        time.sleep(10)
    assert ended.value.code == 143


def test_a_fault_is_no_stop() -> None:
    with pytest.raises(GongkaiError, match="a fault"), told("run it again"), noticed():
        raise GongkaiError("a fault")


def test_dagster_does_not_call_it_a_fault_of_gongkai() -> None:
    @dg.op
    def grids() -> None:
        os.kill(os.getpid(), signal.SIGINT)

    @dg.job
    def read() -> None:
        grids()

    with dg.DagsterInstance.ephemeral() as kept:
        result = read.execute_in_process(instance=kept, raise_on_error=False)
        assert kept.get_runs()[0].status == dg.DagsterRunStatus.FAILURE
        assert str(failures.of_run(kept, result.dagster_run)).startswith(
            f"Dagster run {result.run_id}: grids was stopped\n  What to do: run it again: what was done is kept"
        )


def test_a_command_starts_no_processes_to_copy_what_it_prints(tmp_path: Path) -> None:
    with instance.open_instance(Settings(tmp_path, "real", tmp_path)) as opened:
        assert type(opened.compute_log_manager).__name__ == "NoOpComputeLogManager"
