"""``gongkai backfill``: what was kept is made anew, only where it is stale, and shown before it is published."""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from expectations import stage as gate
from gongkai import events, read, registry
from gongkai.align import document
from gongkai.backup import back_up
from gongkai.cli.home import Home as CommandHome
from gongkai.crawl.deposits import deposit
from gongkai.documents import PDF
from gongkai.errors import GongkaiError
from gongkai.lake import executor
from gongkai.lake.at_work import commanding
from gongkai.lake.executor import SerialExecutor
from gongkai.lake.log import Log
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import write_jsonl
from gongkai.records import DocumentReading
from gongkai.reports import reading, stage, stale
from gongkai.sample import province
from gongkai.settings import Settings
from gongkai.warehouse.release import current
from pipelines import cli, console, instance
from pipelines.plan import Plan
from pipelines.run import run
from pipelines.wanted import Wanted

NOW = datetime(2024, 5, 6, 7, tzinfo=UTC)
#: Pages of 样川市水利局 (S000004) for 2021 to 2023.
PAGES = {str(2021 + n): f"sample-water-site/info/1004/{40 + n}.htm" for n in range(3)}


@dataclass(frozen=True)
class Home:
    """A real home with three released reports, and one page that no stage has seen."""

    settings: Settings
    niced: list[int] = field(default_factory=list)

    def called(self, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
        """The command over this home; by how much it would make this process nice is kept in ``niced``."""

        def nice(by: int) -> int:
            self.niced.append(by)
            return 0

        monkeypatch.setattr(CommandHome, "settings", lambda _, **__: self.settings)
        monkeypatch.setattr(os, "nice", nice)
        return CliRunner().invoke(cli.backfill, arguments, obj=CommandHome(), catch_exceptions=False)

    def runs(self) -> list[tuple[str, str]]:
        """Jobs that ran and the range of partitions of each, oldest first."""
        with instance.open_instance(self.settings) as opened:
            records = opened.get_run_records(ascending=True)
        ranges = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")
        return [
            (record.dagster_run.job_name, " ".join(record.dagster_run.tags.get(name, "") for name in ranges).strip())
            for record in records
        ]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("backfill")
    made = province.write(folder / "province")
    home = Home(Settings(folder / "home", "real", made.registry))
    inbox = folder / "pages"
    inbox.mkdir()
    with (inbox / "deposits.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["file", "agency_id", "year", "scope", "source", "retrieved"])
        for name, page in PAGES.items():
            shutil.copyfile(made.nights[1] / page, inbox / f"{name}.html")
            rows.writerow([f"{name}.html", "S000004", "", "", "", ""])
    deposit(home.settings, registry.load(made.registry), inbox, NOW)
    run(home.settings, NOW, Wanted(first="read"), lambda _: None)
    return home


@pytest.fixture
def home(first: Home, tmp_path: Path) -> Home:
    shutil.copytree(first.settings.home, tmp_path / "home", symlinks=True)
    return Home(Settings(tmp_path / "home", "real", first.settings.registry))


def test_nothing_is_stale_after_a_run(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    done = home.called(monkeypatch, "--dry-run")
    assert done.exit_code == 0
    assert [line.split() for line in done.output.splitlines()[2:3]] == [["99", "3", "0"]]
    assert "Reading takes about 0 s" in done.output
    assert (
        "Of the 3 reports that there are, each revision counted, 0 are made anew and about 0 judged again."
        in done.output
    )


def test_a_new_rule_has_all_reports_judged_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "RULES_VERSION", gate.RULES_VERSION + 1)
    for since in ("documents", "cells"):
        done = home.called(monkeypatch, "--dry-run", "--from", since)
        assert [line.split() for line in done.output.splitlines()[2:3]] == [["99", "3", "0"]]
        assert (
            "Of the 3 reports that there are, each revision counted, 0 are made anew and about 3 judged again."
            in done.output
        )


def test_documents_of_all_years_are_read_and_the_plan_says_so(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ALIGN_VERSION", document.ALIGN_VERSION + 1)
    done = home.called(monkeypatch, "--dry-run", "--years", "2021-2022")
    assert [line.split()[:3] for line in done.output.splitlines()[2:3]] == [["99", "3", "3"]]
    assert "what is read is of all years, reports of 2021-2022 are made of it." in done.output
    assert (
        "Of the 3 reports that there are, each revision counted, 2 are made anew and about 2 judged again."
        in done.output
    )
    assert "of all years" not in home.called(monkeypatch, "--dry-run").output


@pytest.mark.parametrize("since", ["documents", "grids"])
def test_what_was_deposited_and_never_read_is_planned_and_taken_in(
    first: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, since: str
) -> None:
    """An import that was cut off before its run."""
    home = Home(Settings(tmp_path / "home", "real", first.settings.registry))
    deposit(home.settings, registry.load(home.settings.registry), first.settings.home.parent / "pages", NOW)
    done = home.called(monkeypatch, "--dry-run", "--from", since)
    assert [line.split()[:3] for line in done.output.splitlines()[2:3]] == [["99", "3", "3"]]
    assert home.called(monkeypatch, "--yes", "--from", since).exit_code == 0
    assert [job for job, _ in home.runs()] == ["read", "resolve", "compare", "judge", "publish"]


def test_a_first_backfill_that_is_declined_says_that_nothing_was_loaded(
    first: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(Settings(tmp_path / "home", "real", first.settings.registry))
    deposit(home.settings, registry.load(home.settings.registry), first.settings.home.parent / "pages", NOW)
    done = home.called(monkeypatch)
    assert done.exit_code == 0
    assert "Nothing was loaded: there is no release yet. What was read is kept; to load it: --yes" in done.output
    assert Log(home.settings.lake).latest() == 0


def test_from_cells_on_nothing_is_read(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ALIGN_VERSION", document.ALIGN_VERSION + 1)
    for since, stale_ones in (("documents", "3"), ("grids", "3"), ("cells", "0")):
        done = home.called(monkeypatch, "--dry-run", "--from", since)
        assert [line.split()[:3] for line in done.output.splitlines()[2:3]] == [["99", "3", stale_ones]]


def test_scans_are_reckoned_by_their_pages() -> None:
    one = stale.Planned("99", Counter({"application/pdf": 3}), Counter({"application/pdf": 2}), scanned=6)
    assert 20 < stale.seconds([one], 1) < 22
    assert stale.seconds([one], 2) == stale.seconds([one], 1) / 2
    assert 0.1 < stale.seconds_after([one]) < 0.2


def test_pdfs_that_were_never_read_may_be_scans(tmp_path: Path) -> None:
    """Of three stale PDFs stage ``grids`` knows one scan of four pages and one that a text was in."""
    manifest = Manifest(tmp_path)
    lines = [{"sha256": "a", "readers": ["ocr"], "pages": 4}, {"sha256": "b", "readers": ["rules"], "pages": 3}]
    given = {"a": PDF, "b": PDF, "c": PDF, "d": "text/html"}
    assert stale._scanned(manifest, "99", given) == (0, 3)
    manifest.record("grids", "99", "", write_jsonl(manifest.path("grids", "99"), lines))
    assert stale._scanned(manifest, "99", given) == (4, 1)


def _planned(capsys: pytest.CaptureFixture[str], settings: Settings, one: stale.Planned) -> str:
    console.planned(settings, Plan([one], 0, 0, 0), Wanted())
    return capsys.readouterr().out


def test_the_plan_says_that_its_estimate_knows_no_scans(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(tmp_path, "real", tmp_path, workers=2)
    one = stale.Planned("99", Counter({PDF: 20}), Counter({PDF: 20}), unknown=11)
    shown = _planned(capsys, settings, one)
    assert "Reading takes about 2 s with 2 processes, what follows at most 1 s." in shown
    assert "PDFs that were never read: 11; it is not known which of them are scans, and they are" in shown
    assert "A scanned page takes about 3.4 s on one core." in shown
    assert "never read" not in _planned(capsys, settings, replace(one, unknown=0))


def test_the_plan_says_what_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = stale.Planned("99", Counter({PDF: 20}), Counter({PDF: 20}))
    alone = Settings(tmp_path, "real", tmp_path, workers=1)
    assert "Reading takes about 3 s with 1 process, what follows" in _planned(capsys, alone, one)
    cluster = replace(alone, workers=2, cluster="tcp://host:8786")
    assert (
        "Reading takes about 3 s of one worker, shared by those of the Dask scheduler at tcp://host:8786, what follows"
    ) in _planned(capsys, cluster, one)


def test_a_new_reader_version_makes_its_documents_stale(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ALIGN_VERSION", document.ALIGN_VERSION + 1)
    [planned] = stale.plan(home.settings, ["99"], ["2021", "2022", "2023"])
    assert (dict(planned.kept), dict(planned.stale)) == ({"text/html": 3}, {"text/html": 3})
    assert 0.005 < stale.seconds([planned], 2) < 0.02


def test_unchanged_numbers_publish_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(home.runs())
    monkeypatch.setattr(reading, "ALIGN_VERSION", document.ALIGN_VERSION + 1)
    done = home.called(monkeypatch, "--years", "2008-2022", "--yes")
    assert done.exit_code == 0, done.output
    # One run a region with its years; all are judged, for years are compared with each other.
    assert home.runs()[before:] == [
        ("read", ""),
        ("resolve", "99|2008 99|2022"),
        ("compare", ""),
        ("judge", f"99|0000 99|{datetime.now(UTC).year}"),
    ]
    assert "Nothing would change." in done.output
    # The night comes first.
    assert sum(home.niced) == 10
    assert Log(home.settings.lake).latest() == 1


def test_a_preview_that_fails_leaves_the_report_of_a_failed_round(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    path = home.settings.lake / "loads" / "load=1" / "tables.parquet"
    path.write_bytes(path.read_bytes()[:100])
    monkeypatch.setattr(gate, "RULES_VERSION", gate.RULES_VERSION + 1)
    with pytest.raises(GongkaiError, match="put it back from a backup") as error:
        home.called(monkeypatch, "--yes")
    assert f"{path}: a file of the log is missing or damaged" in str(error.value)
    [report] = home.settings.nights.glob("*-failed.md")
    text = report.read_text(encoding="utf-8")
    assert "# The round failed: publish" in text and f"{path}: a file of the log is missing or damaged" in text


def test_a_preview_for_which_the_disk_has_no_room_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(gate, "RULES_VERSION", gate.RULES_VERSION + 1)
    monkeypatch.setattr(os, "link", full)
    with pytest.raises(GongkaiError, match="disk full: No space left on device"):
        home.called(monkeypatch, "--yes")
    assert len([*home.settings.nights.glob("*-failed.md")]) == 1
    assert not (home.settings.home / ".preview").exists()


def test_what_the_cache_has_lost_is_read_in_parallel(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stage ``grids`` is as it was: what it read is gone, as after a restore."""
    shutil.rmtree(home.settings.lake / "cache")
    monkeypatch.setattr(stage, "REPORTS_VERSION", stage.REPORTS_VERSION + 1)
    opened: list[int] = []

    def opening(workers: int, *_: Any) -> AbstractContextManager[Executor]:
        opened.append(workers)
        return SerialExecutor()

    monkeypatch.setattr(executor, "open_executor", opening)
    settings = replace(home.settings, workers=2)
    done = Home(settings).called(monkeypatch, "--yes")
    assert [line.split()[:3] for line in done.output.splitlines()[2:3]] == [["99", "3", "3"]]
    assert "Nothing would change." in done.output
    assert opened == [2]


def _read_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version of the reader that gets one cell of 2022 wrong."""
    said = read.said

    def otherwise(*arguments: Any) -> DocumentReading:
        found = said(*arguments)
        report = found.reports[0]
        if report.year != 2022:
            return found
        facts = tuple(
            fact._replace(value=Decimal(77), raw="77") if fact.indicator == "review_pending" else fact
            for fact in report.facts
        )
        return replace(found, reports=(replace(report, facts=facts),))

    monkeypatch.setattr(reading.read, "said", otherwise)
    monkeypatch.setattr(reading, "ALIGN_VERSION", document.ALIGN_VERSION + 1)


def test_what_would_change_is_shown_and_nothing_loaded_without_consent(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = current(home.settings.releases)
    assert released is not None
    _read_otherwise(monkeypatch)
    events.open_log(replace(home.settings, log="events.jsonl"))
    shown = home.called(monkeypatch, "--regions", "99")
    assert shown.exit_code == 0, shown.output
    cells = [line.split() for line in shown.output.splitlines() if " 77" in line]
    assert [(cell[0], cell[1], cell[-2:]) for cell in cells] == [("S000004:2022:own", "4", ["5", "77"])]
    assert "reader" in shown.output
    assert f"Nothing was loaded: release {released.name} stands." in shown.output
    assert current(home.settings.releases) == released
    assert Log(home.settings.lake).latest() == 1
    assert _logged(home) == {"document_read": 3}
    # With consent it is the next load, from what was read and judged before.
    before = len(home.runs())
    assert home.called(monkeypatch, "--regions", "99", "--from", "cells", "--yes").exit_code == 0
    assert [job for job, _ in home.runs()[before:]] == ["compare", "judge", "publish"]
    after = current(home.settings.releases)
    assert after is not None and after.load == 2
    # What was read before is not read again, and each table is loaded once.
    written = len(list(Log(home.settings.lake).of_load("tables", 2)))
    assert _logged(home) == {"document_read": 3, "table_loaded": written, "released": 1}
    events.open_log(home.settings)


def _logged(home: Home) -> Counter[str]:
    """How many events of each kind were logged."""
    lines = (home.settings.home / "events.jsonl").read_text(encoding="utf-8").splitlines()
    return Counter(json.loads(line)["event"] for line in lines)


def test_regions_that_have_nothing_are_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    done = home.called(monkeypatch, "--regions", "41,99,31", "--dry-run")
    assert done.exit_code == 0
    assert [line for line in done.output.splitlines() if line.startswith("region ") and ":" in line] == [
        "region 31: nothing is kept, nothing is done",
        "region 41: nothing is kept, nothing is done",
    ]
    with pytest.raises(GongkaiError, match="nothing to run over in region 31, 41") as told:
        home.called(monkeypatch, "--regions", "41,31", "--dry-run")
    assert "name one that has something (99)" in str(told.value)


@pytest.mark.parametrize("arguments", [["--dry-run"], ["--yes"]])
def test_where_there_is_no_home_none_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path / "mistyped"))
    monkeypatch.setenv("GONGKAI_LOG", "events.jsonl")
    with pytest.raises(GongkaiError, match="there is no home here"):
        CliRunner().invoke(cli.backfill, arguments, obj=CommandHome(), catch_exceptions=False)
    assert list(tmp_path.iterdir()) == []


def test_a_plan_of_a_home_whose_lake_is_elsewhere_needs_the_lake(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    marker = home.settings.lake / "elsewhere.json"
    marker.write_text('{"url": "s3://lake/gongkai"}', encoding="utf-8")
    with pytest.raises(GongkaiError, match="are kept at s3://lake/gongkai"):
        home.called(monkeypatch, "--dry-run")


def test_the_unknown_year_alone(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home.called(monkeypatch, "--years", "0000", "--dry-run").exit_code == 0
    assert "0000: reports whose year is unknown" in " ".join(home.called(monkeypatch, "--help").output.split())


def _told(problem: str, command: str) -> str:
    return rf"{problem}: {command}, since 20\d\d-\d\d-\d\d \d\d:\d\d UTC, process {os.getpid()}\n.*wait for it to end"


@pytest.mark.parametrize("command", ["gongkai run", "gongkai backfill"])
def test_beside_another_command_nothing_is_read(home: Home, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    before = len(home.runs())
    planned: list[str] = []
    monkeypatch.setattr(stale, "plan", lambda *_: planned.append("planned"))
    with commanding(home.settings.lake, command, datetime.now(UTC)):
        with pytest.raises(GongkaiError) as told:
            home.called(monkeypatch, "--yes")
        assert re.search(_told("another command is at work over this home", command), str(told.value))
        assert (planned, len(home.runs())) == ([], before)


def test_a_plan_alone_is_shown_beside_another_command(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with commanding(home.settings.lake, "gongkai run", NOW):
        assert home.called(monkeypatch, "--dry-run").exit_code == 0


def test_no_backup_from_its_plan_to_its_summary(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    refused: list[str] = []

    def beside(function: Callable[..., Any]) -> Callable[..., Any]:
        def tried(*arguments: Any) -> Any:
            with pytest.raises(GongkaiError) as told:
                back_up(home.settings, tmp_path / "kept", NOW)
            refused.append(str(told.value))
            return function(*arguments)

        return tried

    for module, name in ((console, "planned"), (console.Progress, "changes"), (console, "summary")):
        monkeypatch.setattr(module, name, beside(getattr(module, name)))
    assert home.called(monkeypatch, "--yes").exit_code == 0
    assert len(refused) == 3
    assert all(
        re.search(_told("another command is at work over this home", "gongkai backfill"), one) for one in refused
    )
    back_up(home.settings, tmp_path / "kept", NOW)


@pytest.mark.parametrize(
    "arguments", [["--years", "2023-2008"], ["--years", "x"], ["--years", "2008-"], ["--regions", "41,7"]]
)
def test_wrong_ranges_are_refused(home: Home, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    done = home.called(monkeypatch, *arguments)
    assert done.exit_code == 2
    assert "write such as 41,31" in done.output or "write 2008-2023 or 2021" in done.output
