"""The pipeline over a small home of deposits: which runs there are, what is skipped, what a failure leaves alone."""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from click.testing import CliRunner
from dagster_in_memory import dagster_in_memory

from expectations import loaded, stage, validation
from gongkai import registry
from gongkai.cli.home import Home as CommandHome
from gongkai.crawl.deposits import deposit
from gongkai.crawl.places import body_store
from gongkai.errors import GongkaiError
from gongkai.lake import pace
from gongkai.lake.at_work import removing
from gongkai.lake.log import Log
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import read_jsonl
from gongkai.purge import purge
from gongkai.sample import province
from gongkai.settings import Settings
from gongkai.warehouse import query
from gongkai.warehouse.release import current
from pipelines import console, instance, partitions, resources
from pipelines.cli import import_
from pipelines.cli import run as run_command
from pipelines.progress import Step
from pipelines.rebuild import rebuild
from pipelines.run import Outcome, run
from pipelines.wanted import Wanted

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2024, 5, 6, 7, tzinfo=UTC)
DEPOSITS = Wanted(first="read")
#: Where it is not the subject that there are several regions.
IN_99 = replace(DEPOSITS, regions=frozenset({"99"}))
#: Pages of 样川市水利局 (S000004) for 2021 to 2023, and one of another agency.
PAGES = {"2021.html": "sample-water-site/info/1004/40.htm", "2022.html": "sample-water-site/info/1004/41.htm"}
LATER = {"2023.html": "sample-water-site/info/1004/42.htm"}
NOBODY = {"nobody.html": "sample-site/zwgk/zfxxgknb/202201/t20220117_10.html"}


@dataclass(frozen=True)
class Home:
    """A real home whose registry is the sample's, after its first run. site: pages to deposit."""

    settings: Settings
    site: Path
    steps: list[Step]
    outcome: Outcome

    def deposit(self, pages: dict[str, str], stated: bool = True) -> None:
        """Deposit pages, stated to be S000004's or not stated whose they are."""
        folder = self.settings.home / "inbox"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, page in pages.items():
            shutil.copyfile(self.site / page, folder / name)
        if stated:
            with (folder / "deposits.csv").open("w", encoding="utf-8", newline="") as stream:
                rows = csv.writer(stream)
                rows.writerow(["file", "agency_id", "year", "scope", "source", "retrieved"])
                rows.writerows([name, "S000004", "", "", "", ""] for name in pages)
        deposit(self.settings, registry.load(self.settings.registry), folder, NOW)

    def run(self, wanted: Wanted = DEPOSITS) -> tuple[Outcome, list[Step]]:
        """Run over it; the outcome and the steps that ended. Dagster keeps nothing of it."""
        with dagster_in_memory():
            return self.run_on_record(wanted)

    def run_on_record(self, wanted: Wanted = DEPOSITS) -> tuple[Outcome, list[Step]]:
        """As :meth:`run`, in the home's own Dagster instance."""
        steps: list[Step] = []
        outcome = run(self.settings, NOW, wanted, steps.append)
        return outcome, [step for step in steps if step.done]

    @property
    def files(self) -> dict[str, bytes]:
        """Everything in the log and the releases."""
        folders = (self.settings.lake / "loads", self.settings.releases)
        return {str(p): p.read_bytes() for folder in folders for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two pages of region 99 and, not said whose it is, one of region 00."""
    folder = tmp_path_factory.mktemp("pipelines")
    made = province.write(folder / "province")
    settings = Settings(folder / "home", "real", made.registry)
    home = Home(settings, made.nights[0], [], Outcome([]))
    home.deposit(PAGES)
    home.deposit(NOBODY, stated=False)
    outcome, steps = home.run_on_record()
    return replace(home, outcome=outcome, steps=steps)


@pytest.fixture
def home(first: Home, tmp_path: Path) -> Home:
    """A copy of the home after its first run."""
    shutil.copytree(first.settings.home, tmp_path / "home", symlinks=True, ignore=shutil.ignore_patterns("dagster"))
    return replace(first, settings=replace(first.settings, home=tmp_path / "home"))


@pytest.fixture
def dagster_instance(first: Home) -> Iterator[dg.DagsterInstance]:
    with instance.open_instance(first.settings) as opened:
        yield opened


def test_stages_of_each_region_then_the_load(first: Home) -> None:
    assert first.outcome == Outcome(["00", "99"], {}, released=True)
    assert [(step.stage, step.partition) for step in first.steps] == [
        ("documents", "00"),
        ("grids", "00"),
        ("documents", "99"),
        ("grids", "99"),
        ("reports", "00"),
        ("reports", "99"),
        ("across", ""),
        ("gate", "00"),
        ("gate", "99"),
        ("registry", ""),
        ("guard", ""),
        ("warehouse", ""),
        ("release", ""),
        ("night_report", ""),
    ]
    rows = {(step.stage, step.partition): step.rows for step in first.steps}
    assert (rows["documents", "99"], rows["grids", "99"], rows["reports", "99"], rows["gate", "99"]) == (2, 2, 2, 2)
    assert not any(step.skipped for step in first.steps)


def test_one_run_a_region_judges_all_its_years(first: Home, dagster_instance: dg.DagsterInstance) -> None:
    runs = dagster_instance.get_runs(dg.RunsFilter(job_name="judge"))
    assert len(runs) == 2
    assert len(dagster_instance.get_runs()) == 2 + 2 + 1 + 2 + 1
    judged = dagster_instance.get_materialized_partitions(dg.AssetKey("gate"))
    years = ["0000", *(str(year) for year in range(2008, 2025))]
    assert sorted(judged) == sorted(f"{region}|{year}" for region in ("00", "99") for year in years)


def test_metadata_of_a_partition(first: Home, dagster_instance: dg.DagsterInstance) -> None:
    def metadata(asset: str, partition: str) -> dict[str, object]:
        record = dagster_instance.fetch_materializations(
            dg.AssetRecordsFilter(dg.AssetKey(asset), asset_partitions=[partition]), limit=1
        ).records[0]
        materialization = record.asset_materialization
        assert materialization is not None
        return {name: found.value for name, found in materialization.metadata.items()}

    assert metadata("reports", "99|2021") == {
        "dagster/row_count": 1,
        "skipped": False,
        "tables by reader": {"html": 3},
        "tables by form": {"2021": 3},
    }
    judged = metadata("gate", "99|2021")
    assert str(judged.pop("data docs")).endswith("data_docs/index.html")
    assert judged == {
        "dagster/row_count": 1,
        "skipped": False,
        "admitted": 3,
        "held": 0,
        "held because": {},
        "tables consistent admitted": 3,
    }
    assert metadata("gate", "99|2010")["dagster/row_count"] == 0


def test_what_was_admitted_is_in_the_release(first: Home) -> None:
    found = query.run(first.settings, "SELECT report_id, count(*) FROM facts GROUP BY ALL ORDER BY ALL")
    # 10 + 175 + 15 cells of form 2021.
    assert [row for row in found.rows if row[0].startswith("S000004")] == [
        ("S000004:2021:own", 200),
        ("S000004:2022:own", 200),
    ]


def test_again_changes_nothing_and_says_so(home: Home) -> None:
    before = home.files
    outcome, steps = home.run()
    assert outcome == Outcome(["00", "99"], {}, released=False)
    assert {step.stage for step in steps if not step.skipped} == {"registry"}
    assert home.files == before


def test_nothing_is_removed_beside_a_run(home: Home) -> None:
    sha256 = hashlib.sha256((home.site / PAGES["2021.html"]).read_bytes()).hexdigest()
    refused: list[str] = []

    def try_to_remove(step: Step) -> None:
        with pytest.raises(GongkaiError, match="is at work over this home") as told:
            purge(home.settings, sha256, "names a private person", "某人", NOW)
        refused.append(str(told.value))

    home.deposit(LATER)
    with dagster_in_memory():
        run(home.settings, NOW, IN_99, try_to_remove)
    # At each stage from the first to the release, and with what to do.
    assert len(refused) > 10 and "wait for it to end" in refused[0]
    assert body_store(home.settings).has(sha256) and body_store(home.settings).tombstones.all() == {}
    assert purge(home.settings, sha256, "names a private person", "某人", NOW).reports == ("S000004:2021:own",)


def test_nothing_runs_beside_a_removal(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_HOME", str(home.settings.home))
    files = home.files
    with removing(home.settings.lake):
        with pytest.raises(GongkaiError, match="a document is being removed from this home"):
            home.run()
        with pytest.raises(GongkaiError, match="a document is being removed from this home"):
            rebuild(home.settings, lambda _: None)
    assert home.files == files
    # A run that Dagster starts says so too.
    sha256 = hashlib.sha256((home.site / PAGES["2021.html"]).read_bytes()).hexdigest()
    with dg.build_resources(resources.from_environment()), pytest.raises(GongkaiError, match="at work over this home"):
        purge(home.settings, sha256, "why", "某人", NOW)


def test_what_differs_from_the_release_made_once_more_is_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = (home.settings.releases / "current" / "parquet" / "facts" / "form2021-year2022.parquet").resolve()
    facts.write_bytes(facts.read_bytes()[:-1] + b"x")
    monkeypatch.setattr(CommandHome, "settings", lambda _: home.settings)
    with dagster_in_memory():
        done = CliRunner().invoke(run_command, ["--rebuild"], obj=CommandHome())
    assert done.exit_code == 1
    assert done.stderr.strip().endswith("parquet/facts/form2021-year2022.parquet differs")


def test_a_new_document_is_judged_and_the_rest_left_alone(home: Home) -> None:
    lake = Manifest(home.settings.lake)
    before = lake.path("gate", "2021|99").stat().st_mtime_ns
    home.deposit(LATER)
    outcome, _ = home.run(IN_99)
    assert outcome.released
    assert [line["report_id"] for line in read_jsonl(lake.path("gate", "2023|99"))] == ["S000004:2023:own"]
    assert lake.path("gate", "2021|99").stat().st_mtime_ns == before


def test_while_documents_are_read_rate_and_time_left_are_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "_EVERY", 0.0)
    home.deposit(LATER)
    steps: list[Step] = []
    with dagster_in_memory():
        run(home.settings, NOW, IN_99, steps.append, lambda: False)
    told = [step.note for step in steps if step.note and (step.stage, step.partition) == ("grids", "99")]
    assert [note.partition(",")[0] for note in told] == [f"{n} of 3 documents" for n in (1, 2, 3)]
    assert all(re.fullmatch(r".*, \d+\.\d a second, \d+ s left", note) for note in told)


def test_one_region_and_one_year(home: Home) -> None:
    home.deposit(LATER)
    outcome, steps = home.run(Wanted(regions=frozenset({"99"}), years=("2023", "2023"), first="read"))
    assert outcome.regions == ["99"]
    assert [step.rows for step in steps if step.stage == "reports"] == [1]
    found = query.run(home.settings, "SELECT DISTINCT year FROM facts WHERE agency_id = 'S000004' ORDER BY year")
    assert found.rows == [(2021,), (2022,), (2023,)]


def test_gate_that_fails_leaves_load_and_release_alone(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise GongkaiError("rule t3_balance crashed: no such column", "suite t3_2021", "", "nothing was loaded")

    before, judged = home.files, Manifest(home.settings.lake).partitions("gate")
    home.deposit(LATER)
    monkeypatch.setattr(validation, "unmet", crash)
    with pytest.raises(GongkaiError, match="suite t3_2021: rule t3_balance crashed"):
        home.run(IN_99)
    assert home.files == before
    assert Manifest(home.settings.lake).partitions("gate") == judged
    report = (home.settings.nights / f"{NOW:%Y%m%dT%H%M%SZ}-failed.md").read_text(encoding="utf-8")
    assert report.startswith("# The round failed: judge\n\nRelease 1-")
    assert "## Region 99\n\n    gate: suite t3_2021: rule t3_balance crashed: no such column\n" in report


def test_blocking_check_stops_the_run_before_the_load(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before = home.files
    home.deposit(LATER)
    monkeypatch.setattr(stage, "faults", lambda *_: ["2021|99: the gate's lines are not those of its 1 reports"])
    with pytest.raises(GongkaiError, match="the gate's lines are not those of its 1 reports"):
        home.run(IN_99)
    assert home.files == before


def test_a_load_that_does_not_hold_when_read_back_is_not_published(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> int:
        raise GongkaiError("1 identities of tables that are consistent do not hold in what was loaded: t4_review")

    before = current(home.settings.releases)
    home.deposit(LATER)
    with monkeypatch.context() as patched:
        patched.setattr(loaded, "check", broken)
        with pytest.raises(GongkaiError, match="do not hold in what was loaded"):
            home.run(IN_99)
        # Still not, though nothing changed since.
        with pytest.raises(GongkaiError, match="do not hold in what was loaded"):
            home.run(replace(IN_99, first="compare"))
    assert current(home.settings.releases) == before
    report = (home.settings.nights / f"{NOW:%Y%m%dT%H%M%SZ}-failed.md").read_text(encoding="utf-8")
    assert report.startswith("# The round failed: publish\n\nRelease 1-") and "## All regions\n\n    " in report
    assert home.run(replace(IN_99, first="compare"))[0].released


def test_fault_of_the_code_is_told_without_traceback(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ZeroDivisionError

    before = home.files
    home.deposit(LATER)
    monkeypatch.setattr(validation, "unmet", crash)
    with pytest.raises(GongkaiError, match="gate failed by a fault of gongkai") as caught:
        home.run(IN_99)
    assert caught.value.place.startswith("Dagster run ")
    assert home.files == before


def test_region_that_fails_is_told_and_the_others_go_on(home: Home) -> None:
    home.deposit(LATER)
    # Another page of nobody's, whose body gets lost.
    home.deposit({"lost.html": "sample-site/zwgk/zfxxgknb/202301/t20230118_11.html"}, stated=False)
    lost = hashlib.sha256((home.site / "sample-site/zwgk/zfxxgknb/202301/t20230118_11.html").read_bytes()).hexdigest()
    (store := body_store(home.settings)).root.joinpath(store.name(lost)).unlink()
    outcome, _ = home.run()
    assert list(outcome.failures) == ["00"]
    assert "this body is not kept" in outcome.failures["00"]
    assert outcome.released
    found = query.run(home.settings, "SELECT count(*) FROM reports WHERE report_id = 'S000004:2023:own'")
    assert found.rows == [(1,)]
    # The person who looks in the morning finds region, stage, cause and what to do.
    [*_, report] = sorted(home.settings.nights.iterdir())
    text = report.read_text(encoding="utf-8").partition("## Regions that were given up")[2]
    assert "### Region 00\n\n    grids: " in text and "this body is not kept\n      What to do: " in text


def test_every_region_failing_is_an_error(home: Home) -> None:
    before = home.files
    home.deposit(LATER)
    shutil.rmtree(body_store(home.settings).root)
    with pytest.raises(GongkaiError, match="this body is not kept"):
        home.run(Wanted(regions=frozenset({"99"}), first="read"))
    # The person who looks in the morning finds why.
    report = home.settings.nights / f"{NOW:%Y%m%dT%H%M%SZ}-failed.md"
    assert "## Region 99\n\n    " in (text := report.read_text(encoding="utf-8"))
    assert "this body is not kept" in text and "Release 1-" in text
    report.unlink()
    assert home.files == before


def test_nothing_to_run_over(tmp_path: Path, first: Home) -> None:
    empty = replace(first.settings, home=tmp_path / "empty")
    with pytest.raises(GongkaiError, match="there is nothing to run over"):
        run(empty, NOW, DEPOSITS, lambda _: None)


def test_first_load_and_release_stand(first: Home) -> None:
    release = current(first.settings.releases)
    assert release is not None
    assert (release.load, Log(first.settings.lake).latest()) == (1, 1)


def test_import_command(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    inbox = tmp_path / "files"
    inbox.mkdir()
    shutil.copyfile(home.site / "sample-water-site/info/1004/42.htm", inbox / "later.html")
    monkeypatch.setattr(CommandHome, "settings", lambda _: home.settings)
    with dagster_in_memory():
        done = CliRunner().invoke(import_, [str(inbox)], obj=CommandHome(), catch_exceptions=False)
    assert done.exit_code == 0
    assert "1 files: 1 new, 0 known already" in done.output
    assert "A new release: " in done.output


def test_summary_of_a_run_that_changed_nothing(first: Home, capsys: pytest.CaptureFixture[str]) -> None:
    console.summary(first.settings, Outcome(["99"], {"00": "no site could be reached"}))
    shown = capsys.readouterr()
    assert "Nothing changed since load 1" in shown.out
    assert "region 00 was given up: no site could be reached" in shown.err


def test_import_into_the_samples_home_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    done = CliRunner().invoke(import_, [str(tmp_path)], obj=CommandHome(sample=True))
    assert isinstance(done.exception, GongkaiError)
    assert "takes no deposits" in str(done.exception)


def test_partitions() -> None:
    assert len(partitions.REGIONS) == 34 + 2
    assert partitions.YEARS[:2] == ("0000", "2008")
    assert partitions.by_region_and_year.get_partition_keys()[0] == "00|0000"
    assert partitions.by_region_and_year.has_partition_key("99|2021")


def test_definitions_load_fast_without_the_heavy_libraries() -> None:
    code = (
        "import sys, time; import pipelines.definitions as d; d.defs.resolve_all_job_defs();"
        "heavy = ('great_expectations', 'camelot', 'pandas', 'duckdb', 'scrapy', 'pyarrow');"
        "print(time.process_time(), [name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    seconds, _, heavy = done.stdout.partition(" ")
    assert heavy.strip() == "[]"
    assert float(seconds) < 3


def test_dg_checks_the_definitions(tmp_path: Path) -> None:
    dg_command = Path(sys.executable).parent / "dg"
    done = subprocess.run(
        [str(dg_command), "check", "defs"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PATH": f"{dg_command.parent}:/usr/bin:/bin", "HOME": str(tmp_path), "DAGSTER_HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All definitions loaded successfully" in done.stdout + done.stderr


def test_instance_is_made_once_by_several_processes(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from gongkai.settings import Settings; from pipelines.instance import open_instance;"
        f"i = open_instance(Settings(Path({str(tmp_path)!r}), 'real', Path()));"
        "print(i.get_runs_count(), i.telemetry_enabled)"
    )
    processes = [
        subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(3)
    ]
    assert [process.communicate()[0].strip() for process in processes] == ["0 False"] * 3
