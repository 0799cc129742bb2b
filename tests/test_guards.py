"""What of a night is loaded: floors against the last good night and last year, and a site that loses its list."""

from __future__ import annotations

import ipaddress
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from dagster_in_memory import dagster_in_memory
from loopback import LoopbackSite, Page, listing, write_registry
from official_html import ROWS_2021, TABLE_2, disclosure_2021, disputes, page, requests
from warehouse_examples import report

from expectations import guard
from gongkai.cli import status
from gongkai.cli.home import Home as CommandHome
from gongkai.crawl.observed import Observed
from gongkai.errors import GongkaiError
from gongkai.guards.floors import Series, counts, found_floor, good_after, is_below, observed_floor, too_many_held
from gongkai.guards.partitions import Partition, partitions
from gongkai.guards.stage import LastLoad, partition_rows
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import write_jsonl
from gongkai.records import report_to_stage
from gongkai.settings import Settings
from gongkai.warehouse import query
from gongkai.warehouse.held import coverage_of_held
from pipelines import cli as commands
from pipelines.run import Outcome, run
from pipelines.wanted import Wanted

NIGHT = datetime(2024, 4, 5, 19, tzinfo=UTC)
#: Nights on which pages that were got on the first are looked at again.
DAYS = (0, 7, 30, 90)
LIST_A, LINKS_A = Series("a", "list", None), Series("a", "links", 2023)


# Floors


@pytest.mark.parametrize(
    ("count", "expected", "below"), [(8, 10, False), (7, 10, True), (0, 9, False), (79, 100, True), (80, 100, False)]
)
def test_floor_is_four_fifths_from_ten_on(count: int, expected: int, below: bool) -> None:
    assert is_below(count, expected) is below


def test_links_of_a_column_and_year_against_the_last_good_night() -> None:
    good = {LIST_A: 1, LINKS_A: 20, Series("a", "links", 2022): 20, Series("a", "links", None): 3}
    tonight = counts([Observed("a", "41", True, {2023: 15, 2024: 2})], good)
    assert [(one.series.year, one.tonight, one.good) for one in tonight if one.series.what == "links"] == [
        (None, 0, 3),
        (2022, 0, 20),
        (2023, 15, 20),
        (2024, 2, None),
    ]
    broken = observed_floor(tonight)
    assert [(breach.region, breach.year, breach.message) for breach in broken] == [
        ("41", "2022", "column a links 0 reports of 2022; at the last good night it linked 20"),
        ("41", "2023", "column a links 15 reports of 2023; at the last good night it linked 20"),
    ]
    # What broke a floor is held against the same good night again; the rest moves on.
    assert good_after(tonight, broken) == {LIST_A: 1, Series("a", "links", None): 0, Series("a", "links", 2024): 2}


def test_links_whose_titles_name_no_year_hold_the_partition_of_those_without_one() -> None:
    (breach,) = observed_floor(counts([Observed("a", "41", True, {None: 3})], {Series("a", "links", None): 10}))
    assert (breach.region, breach.year) == ("41", "0000")
    assert "links 3 reports whose titles name no year" in breach.message


def test_a_list_that_did_not_answer_says_nothing_of_its_links() -> None:
    tonight = counts([Observed("a", "41", False, {2023: 1})], {LIST_A: 1, LINKS_A: 20})
    assert [(one.series, one.tonight) for one in tonight] == [(LIST_A, 0)]
    assert observed_floor(tonight) == []


def test_lists_of_a_region_that_answered() -> None:
    good = {Series(f"c{n}", "list", None): 1 for n in range(10)} | {Series("dead", "list", None): 0}

    def night(silent: int) -> list[str]:
        seen = [Observed(f"c{n}", "41", n >= silent, {}) for n in range(10)] + [Observed("dead", "41", False, {})]
        return [breach.message for breach in observed_floor(counts(seen, good))]

    assert night(silent=2) == []
    assert night(silent=3) == [
        "3 of the 10 lists of region 41 that answered at the last good night did not answer, c0, c1, c2 among them"
    ]


def test_found_so_far_against_last_years_same_day() -> None:
    assert found_floor("41", 2023, 8, 10) is None
    breach = found_floor("41", 2023, 7, 10)
    assert breach is not None
    assert (breach.rule, breach.year) == ("found_floor", "2023")
    assert breach.message.startswith("reports of 2023 found so far: 7; a year ago by the same day, 10 of 2022")


def test_more_than_a_fifth_held_stops_the_load() -> None:
    assert [too_many_held(held, 100) for held in (20, 21)] == [False, True]


def test_partitions_held_and_since_when() -> None:
    broken = observed_floor(counts([Observed("a", "41", True, {2023: 1})], {LINKS_A: 20}))
    reports = {"2022|41": 9, "2023|41": 1, "2023|31": 7}

    def of(before: dict[str, int], accepted: str | None = None) -> list[Partition]:
        return [one for one in partitions(reports, broken, before, 6, accepted) if one.findings]

    words = ("column a links 1 reports of 2023; at the last good night it linked 20",)
    assert of({}) == [Partition("2023|41", 1, True, 6, words)]
    assert of({"2023|41": 4}) == [Partition("2023|41", 1, True, 4, words)]
    assert of({"2023|41": 4}, "moved") == [Partition("2023|41", 1, False, None, words, "moved")]


def test_silent_lists_hold_every_year_of_their_region() -> None:
    good = {Series(f"c{n}", "list", None): 1 for n in range(10)}
    broken = observed_floor(counts([Observed(f"c{n}", "41", False, {}) for n in range(10)], good))
    found = partitions({"2022|41": 9, "2023|41": 1, "2023|31": 7}, broken, {}, 6, None)
    assert [(one.partition, one.held) for one in found] == [("2022|41", True), ("2023|31", False), ("2023|41", True)]


def test_coverage_of_what_is_held() -> None:
    def row(year: int, status: str, report_id: str | None) -> dict[str, object]:
        given = {"agency_id": "S1", "year": year, "status": status, "report_id": report_id}
        return given | {"published": None, "what_to_do": None}

    before = [row(2021, "found", "S1:2021:own"), row(2022, "missing", None), row(2023, "found", "S1:2023:own")]
    now = [row(2021, "missing", None), row(2022, "found", "S1:2022:own"), row(2023, "late", "S1:2023:own")]
    found = coverage_of_held(now, before, {"S1:2021:own", "S1:2022:own"})
    # The report of 2021 still stands; that of 2022 is in no table yet; 2023 is not held.
    assert found[0] == before[0]
    assert (found[1]["status"], found[1]["gap"], found[1]["report_id"]) == ("unknown", "held", None)
    assert "nothing new of it is taken: its partition is held" in str(found[1]["what_to_do"])
    assert found[2] == now[2]


# The stage


def _lake(folder: Path, **reports: list[str | None]) -> Manifest:
    """Partitions of stage reports: ``y2023_41=[day of publication, …]``, each of another agency."""
    manifest = Manifest(folder)
    for name, days in reports.items():
        partition = name.removeprefix("y").replace("_", "|")
        given = (replace(report(), agency_id=f"S{n}", published=day) for n, day in enumerate(days))
        rows = write_jsonl(manifest.path("reports", partition), map(report_to_stage, given))
        manifest.record("reports", partition, "x", rows)
    return manifest


def test_a_season_that_lags_behind_the_last_one_is_a_finding_that_holds_nothing(tmp_path: Path) -> None:
    last_year: list[str | None] = ["2023-01-20"] * 10 + ["2023-03-30"] * 10 + [None]
    manifest = _lake(tmp_path, y2022_41=last_year, y2023_41=["2024-01-20"] * 7 + [None])
    done = guard.run(manifest, [], LastLoad(3, {}, {}), date(2024, 1, 31))
    found = {one.partition: one for one in done.partitions}
    assert found["2023|41"].findings == (
        "reports of 2023 found so far: 7; a year ago by the same day, 10 of 2022: "
        "see what is missing in table coverage",
    )
    assert not any(one.held for one in done.partitions)
    assert guard.run(manifest, [], LastLoad(3, {}, {}), date(2024, 1, 31)).skipped
    assert [row["partition"] for row in partition_rows(manifest)] == ["2022|41", "2023|41"]
    later = guard.run(manifest, [], LastLoad(3, {}, {}), date(2024, 1, 19))
    assert not any(one.findings for one in later.partitions)


def test_an_empty_lake_passes(tmp_path: Path) -> None:
    assert guard.run(Manifest(tmp_path), [], LastLoad(0, {}, {}), date(2024, 2, 29)).partitions == []


# A site that loses its list

Pages = dict[str, Page | Callable[[], Page]]


@dataclass
class Home:
    """pages: what its site showed on its last night."""

    settings: Settings
    site: LoopbackSite
    pages: Pages = field(default_factory=dict)

    def copied(self, folder: Path) -> Home:
        """A copy of the home; its site shows what it showed on the last night."""
        shutil.copytree(self.settings.home, folder, symlinks=True)
        self.site.pages = dict(self.pages)
        return Home(replace(self.settings, home=folder), self.site)

    def run(self, night: int, accept_drop: str = "") -> Outcome:
        now = NIGHT + timedelta(days=DAYS[night])
        with dagster_in_memory():
            return run(self.settings, now, Wanted(accept_drop=accept_drop), lambda _: None)

    def requests_new(self) -> list[tuple[int, int]]:
        statement = """SELECT year, value::INTEGER FROM facts WHERE indicator = 'req_new' AND applicant = 'total'
        AND agency_id = 'S000001' ORDER BY year"""
        return [(year, value) for year, value in query.run(self.settings, statement).rows]

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        return query.run(self.settings, statement).rows

    def list_only(self, keep: Callable[[int, int], bool]) -> None:
        """What the list links from now on, by year and number: 12 agencies a year, number 0 is S000001."""
        names = ["样市人民政府", *(f"样市第{n}局" for n in range(2, 13))]
        self.site.pages["/nb/index.html"] = listing(
            *(
                (f"{year}_{n}.html", f"{name}{year}年政府信息公开工作年度报告", f"{year + 1}-01-20")
                for year in range(2018, 2024)
                for n, name in enumerate(names)
                if keep(year, n)
            )
        )

    def publish(self, year: int, new: int) -> None:
        """The government's page of a year."""
        numbers = [[0] * 7 for _ in ROWS_2021]
        for row in (0, 2, 23):
            numbers[row][0] = numbers[row][6] = new
        tables = (disclosure_2021(TABLE_2), requests(numbers), disputes([[0] * 15]))
        title = f"样市人民政府{year}年政府信息公开工作年度报告"
        self.site.pages[f"/nb/{year}_0.html"] = Page(page(*tables, title=title))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home after its first night, and the site that it read."""
    folder = tmp_path_factory.mktemp("guards")
    networks = (ipaddress.ip_network("127.99.0.0/16"),)
    with LoopbackSite("127.99.7.1") as site:
        registry = write_registry(folder / "registry", [("s", site.url, "verified")])
        made = Home(Settings(folder / "home", "real", registry, 1, networks, "someone@example.org"), site)
        made.list_only(lambda year, n: True)
        for year in range(2018, 2024):
            made.publish(year, new=year - 2000)
            for n in range(1, 13):
                made.site.pages[f"/nb/{year}_{n}.html"] = Page(
                    page(title=f"样市第{n}局{year}年政府信息公开工作年度报告"), etag='"same"'
                )
        assert made.run(0).released
        made.pages = dict(site.pages)
        yield made


@pytest.fixture
def home(first: Home, tmp_path: Path) -> Home:
    return first.copied(tmp_path / "home")


@pytest.fixture(scope="module")
def second(first: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """After a second night in which 2023 lists a quarter of its reports, and the one that is left has other numbers;
    so has 2022."""
    made = first.copied(tmp_path_factory.mktemp("second") / "home")
    made.list_only(lambda year, n: year != 2023 or n < 3)
    made.publish(2022, new=220)
    made.publish(2023, new=230)
    assert made.run(1).released
    made.pages = dict(made.site.pages)
    return made


@pytest.fixture
def lost(second: Home, tmp_path: Path) -> Home:
    return second.copied(tmp_path / "home")


def test_a_partition_that_lost_its_links_stays_as_it_was_and_the_rest_is_released(first: Home, lost: Home) -> None:
    assert first.requests_new() == [(year, year - 2000) for year in range(2018, 2024)]
    assert lost.requests_new()[-2:] == [(2022, 220), (2023, 23)]
    assert lost.sql("SELECT partition, held, stale_since, reports FROM partitions WHERE held") == [
        ("2023|99", True, 1, 13)
    ]
    assert lost.sql("SELECT DISTINCT year, stale_since FROM reports WHERE stale_since IS NOT NULL") == [(2023, 1)]
    shown = status.render(lost.settings)
    assert "column s-nb links 3 reports of 2023; at the last good night it linked 12" in shown
    assert "it links 63 of the 72 reports that it once linked, of 2023 3 of 12; look at the list in a browser" in shown

    # The night after it is stale since the same load.
    lost.publish(2021, new=210)
    assert lost.run(2).released
    assert lost.sql("SELECT partition, stale_since FROM partitions WHERE held") == [("2023|99", 1)]
    assert lost.requests_new()[-3:] == [(2021, 210), (2022, 220), (2023, 23)]

    # A person takes it, with a reason that stays on record.
    assert lost.run(3, accept_drop="the agencies were merged").released
    assert lost.requests_new()[-1] == (2023, 230)
    assert lost.sql("SELECT load, partition, accepted FROM accepted_drops") == [
        (4, "2023|99", "the agencies were merged")
    ]
    assert lost.sql("SELECT count(*) FROM partitions WHERE held") == [(0,)]


def test_links_that_come_back_free_the_partition_and_a_list_that_lost_nearly_all_stops_the_load(lost: Home) -> None:
    assert lost.requests_new()[-1] == (2023, 23)
    lost.list_only(lambda year, n: True)
    lost.run(2)
    assert lost.requests_new()[-1] == (2023, 230)
    assert lost.sql("SELECT count(*) FROM reports WHERE stale_since IS NOT NULL") == [(0,)]

    before = lost.sql("SELECT max(load) FROM loads")
    lost.list_only(lambda year, n: n == 0)
    lost.publish(2023, new=231)
    with pytest.raises(GongkaiError, match="6 of 6 partitions, more than a fifth") as caught:
        lost.run(3)
    assert "run again with --accept-drop REASON" in str(caught.value)
    assert "column s-nb links 1 reports of 2018; at the last good night it linked 12" in str(caught.value)
    assert lost.sql("SELECT max(load) FROM loads") == before
    assert lost.requests_new()[-1] == (2023, 230)


@dataclass
class Commands:
    """``gongkai run`` over a home, at a night of this test."""

    home: Home
    monkeypatch: pytest.MonkeyPatch

    def run(self, night: int, *options: str) -> Result:
        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Clock:
                return cls.fromtimestamp((NIGHT + timedelta(days=DAYS[night])).timestamp(), tz)

        with self.monkeypatch.context() as patched, dagster_in_memory():
            patched.setattr(commands, "datetime", Clock)
            patched.setattr(CommandHome, "settings", lambda _: self.home.settings)
            return CliRunner().invoke(commands.run, [*options], obj=CommandHome())


def test_a_drop_is_told_by_the_command_and_accepted_with_a_reason(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    command = Commands(home, monkeypatch)
    home.list_only(lambda year, n: year < 2022 or n < 3)
    home.publish(2023, new=231)
    told = str(command.run(1).exception)
    assert "2 of 6 partitions, more than a fifth" in told
    assert "column s-nb links 3 reports of 2022; at the last good night it linked 12" in told
    assert "run again with --accept-drop REASON" in told
    without_reason = command.run(1, "--accept-drop", " ")
    assert without_reason.exit_code == 2 and "say why" in without_reason.output
    assert home.sql("SELECT max(load) FROM loads") == [(1,)] and home.requests_new()[-1] == (2023, 23)

    taken = command.run(2, "--accept-drop", "the list begins anew each year")
    assert taken.exit_code == 0 and "A new release: " in taken.output
    assert home.requests_new()[-1] == (2023, 231)
    reason = "the list begins anew each year"
    assert home.sql("SELECT load, partition, accepted FROM accepted_drops ORDER BY ALL") == [
        (2, f"{year}|99", reason) for year in (2022, 2023)
    ]
    # What was there that night is what the next one is held against: nothing is to be accepted again.
    assert command.run(3).exit_code == 0
    assert home.sql("SELECT count(*) FROM partitions WHERE held") == [(0,)]
    assert home.sql("SELECT DISTINCT load FROM accepted_drops") == [(2,)]


def test_a_list_that_shows_nothing_any_more_was_not_read_and_what_it_linked_stays(home: Home) -> None:
    home.list_only(lambda year, n: False)
    home.publish(2023, new=231)
    assert home.run(1).released
    assert home.requests_new() == [*((year, year - 2000) for year in range(2018, 2023)), (2023, 231)]
    assert home.sql("SELECT count(*) FROM partitions WHERE held") == [(0,)]
    [(fault, what_to_do)] = home.sql("SELECT fault, what_to_do FROM lists")
    assert fault == "redesigned" and "look at the list in a browser" in what_to_do
