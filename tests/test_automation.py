"""What Dagster starts by itself, over a small home: what its sensors ask for is run until they ask for nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.automation_tick_evaluation_context import build_run_requests_with_backfill_policies
from dagster._core.definitions.events import AssetKeyPartitionKey
from dagster._core.instance.config import PoolGranularity

from expectations import validation
from gongkai import registry, review, settings
from gongkai.crawl.deposits import deposit
from gongkai.crawl.places import body_store
from gongkai.errors import GongkaiError
from gongkai.sample import province
from gongkai.warehouse import query
from pipelines import automation, instance, resources
from pipelines.definitions import definitions
from pipelines.definitions import defs as DEFS

NOW = datetime(2026, 3, 3, 18, 30, tzinfo=UTC)
#: 样川市水利局 (S000004) for 2021, and the PDF of 样川市财政局 (S000002) for 2022 that lacks a box.
PAGE = "sample-water-site/info/1004/40.htm"
STATED = "file,agency_id,year,scope,source,retrieved\n2021.html,S000004,,,,\n"


@dataclass
class Home:
    """A real home with the sample's registry, where nothing is stated to have been read yet."""

    settings: settings.Settings
    site: Path
    instance: dg.DagsterInstance

    def put_in(self, name: str, age_s: float) -> Path:
        """A folder with one page in the inbox, written so long ago."""
        folder = self.settings.inbox / name
        folder.mkdir(parents=True)
        shutil.copyfile(self.site / PAGE, folder / "2021.html")
        (folder / "deposits.csv").write_text(STATED, encoding="utf-8")
        then = datetime.now(UTC).timestamp() - age_s
        for path in (folder / "2021.html", folder / "deposits.csv", folder):
            os.utime(path, (then, then))
        return folder

    def asked(self, sensor: dg.SensorDefinition) -> list[dg.RunRequest]:
        """What a sensor asks for now."""
        with dg.build_sensor_context(self.instance, repository_def=DEFS.get_repository_def()) as context:
            return list(sensor.evaluate_tick(context).run_requests or ())

    def start(self, request: dg.RunRequest) -> dg.ExecuteInProcessResult:
        """Run what was asked for, here."""
        assert request.job_name is not None
        job = definitions(resources.fixed(self.settings, NOW)).resolve_job_def(request.job_name)
        return job.execute_in_process(
            instance=self.instance,
            partition_key=request.partition_key,
            run_config=dict(request.run_config),
            tags=request.tags,
            raise_on_error=False,
        )

    def advance(self) -> list[str]:
        """Run all that the sensor ``advance`` asks for until it asks for nothing: run keys without the round's name."""
        ran = []
        while requests := self.asked(automation.advance):
            for request in requests:
                self.start(request)
                ran.append(str(request.run_key).removeprefix(request.tags[automation.NAME]).strip())
        return ran


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> province.Province:
    return province.write(tmp_path_factory.mktemp("province"))


@pytest.fixture
def home(tmp_path: Path, made: province.Province, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GONGKAI_WORKERS", "1")
    shutil.copytree(made.registry, tmp_path / "home" / "registry")
    found = settings.load()
    found.create()
    with instance.open_instance(found) as opened:
        yield Home(found, made.nights[0], opened)


def test_what_lies_in_the_inbox_comes_into_a_release_and_decisions_on_it_into_the_next(home: Home) -> None:
    folder = home.put_in("from the bureau", age_s=3600)
    [taken_in] = home.asked(automation.inbox)
    assert home.start(taken_in).success
    assert not folder.exists()
    assert [path.name.partition("Z-")[2] for path in (home.settings.inbox / ".taken").iterdir()] == ["from the bureau"]
    assert home.advance() == ["read 99 1", "resolve 99 1", "compare  1", "judge 99 1", "publish  1"]
    assert home.advance() == []
    assert query.run(home.settings, "SELECT count(*) FROM facts WHERE report_id = 'S000004:2021:own'").rows == [(200,)]
    # Nothing was decided yet; then somebody rejects a table.
    assert home.asked(automation.quarantine) == []
    table = review.find(home.settings, "S000004:2021:own", "4")
    review.write(home.settings, review.rejected(table, review.Author("li.na", "another year's", NOW)))
    [resolve] = home.asked(automation.quarantine)
    assert home.start(resolve).success
    # Another one is decided on while the round goes on: the load knows it, and its partition waits for the next round.
    meanwhile = review.find(home.settings, "S000004:2021:own", "2")
    later = NOW + timedelta(seconds=1)
    review.write(home.settings, review.rejected(meanwhile, review.Author("li.na", "another year's", later)))
    assert home.advance() == ["compare  1", "judge 99 1", "publish  1"]
    assert query.run(home.settings, "SELECT table_kind FROM report_tables WHERE NOT admitted").rows == []
    assert query.run(home.settings, "SELECT DISTINCT made_with FROM reports").rows == [(1,)]
    [again] = home.asked(automation.quarantine)
    assert home.start(again).success
    assert home.advance() == ["compare  1", "judge 99 1", "publish  1"]
    assert home.asked(automation.quarantine) == []
    held = query.run(home.settings, "SELECT table_kind, reason FROM report_tables WHERE NOT admitted").rows
    assert sorted(held) == [("2", "unconfirmed, rejected"), ("4", "unconfirmed, rejected")]


def test_what_is_still_being_written_waits(home: Home) -> None:
    home.put_in("half", age_s=5)
    assert home.asked(automation.inbox) == []


def test_a_loose_file_is_told_and_stops_nothing_else(home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    home.settings.inbox.mkdir()
    (home.settings.inbox / "loose.html").write_text("年度报告", encoding="utf-8")
    told = f"1 files lie in {home.settings.inbox} itself: put them into a folder of their own"
    with dg.build_sensor_context(home.instance, repository_def=DEFS.get_repository_def()) as context:
        assert automation.inbox.evaluate_tick(context).skip_message == told
    home.put_in("2021", age_s=3600)
    [taken_in] = home.asked(automation.inbox)
    assert taken_in.run_config["ops"]["deposit"]["config"] == {"name": "2021"}
    assert f"WARNING - {told}" in capfd.readouterr().err


def test_a_bad_entry_stays_in_the_inbox_and_is_told(home: Home) -> None:
    folder = home.put_in("bad", age_s=3600)
    (folder / "deposits.csv").write_text(STATED.replace("S000004", "S999999"), encoding="utf-8")
    os.utime(folder / "deposits.csv", (1, 1))
    [taken_in] = home.asked(automation.inbox)
    assert not home.start(taken_in).success
    assert folder.exists()
    assert home.advance() == []


def test_a_round_in_which_every_region_failed_is_reported_once(home: Home) -> None:
    home.put_in("2021", age_s=3600)
    (request,) = home.asked(automation.inbox)
    home.start(request)
    shutil.rmtree(body_store(home.settings).root)
    assert home.advance() == ["read 99 1"]
    (report,) = home.settings.nights.iterdir()
    text = report.read_text(encoding="utf-8")
    assert text.startswith("# No release: every region failed\n\nThere is no release yet.\n\n## Region 99\n\n    ")
    assert "this body is not kept" in text and report.name.endswith("-failed.md")
    report.write_text("read", encoding="utf-8")
    assert home.advance() == []
    assert [path.read_text(encoding="utf-8") for path in home.settings.nights.iterdir()] == ["read"]


def test_a_region_given_up_stands_in_the_nights_report_and_so_does_what_ended_a_round(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.put_in("2021", age_s=3600)
    [of_99] = home.asked(automation.inbox)
    # Not said whose it is, so of region 00; its body gets lost.
    folder = tmp_path / "nobody"
    folder.mkdir()
    page = shutil.copyfile(home.site / "sample-site/zwgk/zfxxgknb/202201/t20220117_10.html", folder / "nobody.html")
    deposit(home.settings, registry.load(home.settings.registry), folder, NOW)
    store = body_store(home.settings)
    store.root.joinpath(store.name(hashlib.sha256(page.read_bytes()).hexdigest())).unlink()
    assert home.start(of_99).success
    done = ["read 00 1", "read 99 1", "resolve 99 1", "compare  1", "judge 99 1"]
    with monkeypatch.context() as patched:

        def crash(*_: object) -> None:
            raise GongkaiError("rule t3_balance crashed", "", "", "nothing was loaded")

        patched.setattr(validation, "unmet", crash)
        assert home.advance() == done
    [failed] = home.settings.nights.iterdir()
    text = failed.read_text(encoding="utf-8")
    assert text.startswith("# The round failed: judge\n\nThere is no release yet.\n\n## Region 00\n\n    grids: ")
    assert "## Region 99\n\n    gate: rule t3_balance crashed\n      What to do: nothing was loaded\n" in text
    # The same once more, in which no rule crashes.
    again = dg.RunRequest(
        job_name="read",
        partition_key="99",
        tags=of_99.tags | {automation.NAME: "again", automation.FIRST: "read"} | {automation.REGIONS: "00,99"},
    )
    assert home.start(again).success
    assert home.advance() == [*(one for one in done if one != "read 99 1"), "publish  1"]
    [report] = home.settings.nights.glob("*-load1.md")
    text = report.read_text(encoding="utf-8")
    assert "| regions given up | 1 |" in text
    assert "### Region 00\n\n    grids: " in text and "this body is not kept\n      What to do: " in text


def test_the_night_starts_every_region_with_columns_once(home: Home) -> None:
    def night() -> list[dg.RunRequest]:
        at = datetime(2026, 3, 3, 18, 30, tzinfo=UTC)
        context = dg.build_schedule_context(
            home.instance, scheduled_execution_time=at, repository_def=DEFS.get_repository_def()
        )
        return list(automation.nightly.evaluate_tick(context).run_requests or ())

    [collect] = night()
    assert (collect.job_name, collect.partition_key) == ("collect", "99")
    # No site is served: the region fails, is tried again later, and no second night begins meanwhile.
    assert not home.start(collect).success
    assert home.advance() == []
    assert night() == []


def test_shipped_stopped() -> None:
    assert automation.nightly.default_status is dg.DefaultScheduleStatus.STOPPED
    assert automation.nightly.execution_timezone == "Asia/Shanghai"
    stopped = (automation.inbox, automation.quarantine)
    assert {sensor.default_status for sensor in stopped} == {dg.DefaultSensorStatus.STOPPED}
    assert automation.advance.default_status is dg.DefaultSensorStatus.RUNNING


def test_the_night_begins_and_its_report_is_due_at_these_hours_in_china() -> None:
    assert automation.nightly.cron_schedule == "30 2 * * *"
    for name in ("release", "night_report"):
        policy = DEFS.resolve_assets_def(name).get_asset_spec().freshness_policy
        assert policy == dg.FreshnessPolicy.cron("0 9 * * *", timedelta(hours=6, minutes=30), "Asia/Shanghai")


def test_one_crawl_and_one_load_at_a_time_also_where_an_asset_is_started_from_its_page(home: Home) -> None:
    alone = {job.name: job.tags.get("gongkai/alone") for job in DEFS.get_repository_def().get_all_jobs()}
    of_jobs = {"collect": "crawl", "compare": "load", "publish": "load", "load": "load"}
    assert {name: value for name, value in alone.items() if value} == of_jobs
    pools = {
        name: DEFS.resolve_assets_def(name).op.pool for name in ("crawl", "across", "guard", "warehouse", "release")
    }
    assert pools == {"crawl": "crawl", "across": "load", "guard": "load", "warehouse": "load", "release": "load"}
    limits = home.instance.get_concurrency_config()
    assert limits.run_queue_config is not None
    assert limits.run_queue_config.tag_concurrency_limits == [
        {"key": "gongkai/alone", "value": value, "limit": 1} for value in ("crawl", "load")
    ]
    assert (limits.pool_config.default_pool_limit, limits.pool_config.pool_granularity) == (1, PoolGranularity.RUN)


def test_a_run_that_was_killed_is_looked_for(home: Home) -> None:
    assert home.instance.run_monitoring_enabled
    assert home.instance.run_monitoring_poll_interval_seconds == 5


def test_a_backfill_in_dagsters_pages_is_a_run_a_region_over_its_years(home: Home) -> None:
    wanted = {
        AssetKeyPartitionKey(dg.AssetKey(name), dg.MultiPartitionKey({"region": region, "year": year}))
        for name in ("reports", "gate")
        for region in ("31", "41")
        for year in ("2019", "2020", "2021")
    }
    graph = DEFS.get_repository_def().asset_graph
    runs = build_run_requests_with_backfill_policies(wanted, graph, home.instance)
    ranges = sorted(sorted(value for name, value in run.tags.items() if "range" in name) for run in runs)
    assert ranges == [["31|2019", "31|2021"], ["41|2019", "41|2021"]]


@pytest.mark.parametrize("tags", [{}, {"dagster/backfill": "kxjzqwvb"}])
def test_a_backfill_in_dagsters_pages_gives_way(
    home: Home, monkeypatch: pytest.MonkeyPatch, tags: dict[str, str]
) -> None:
    monkeypatch.setenv("GONGKAI_HOME", str(home.settings.home))
    niced: list[int] = []

    def nice(by: int) -> int:
        niced.append(by)
        return 0

    monkeypatch.setattr(os, "nice", nice)
    started = dg.DagsterRun(job_name="__ASSET_JOB", tags=tags)
    with dg.build_resources(resources.from_environment(), instance=home.instance, dagster_run=started):
        assert sum(niced) == (10 if tags else 0)


def test_every_job_holds_the_home_while_it_runs() -> None:
    """The resource ``settings`` holds the lock of runs (pipelines/resources); Dagster makes it once a run."""
    for job in (*DEFS.get_repository_def().get_all_jobs(),):
        keys = {key for node in job.all_node_defs for key in node.required_resource_keys}
        assert "settings" in keys or job.name == "prune" or job.name.startswith("__"), job.name
