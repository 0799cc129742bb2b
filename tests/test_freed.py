"""A held table is judged anew by itself when what held it changes, is admitted, and leaves its history behind."""

from __future__ import annotations

import csv
import functools
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from dagster_in_memory import dagster_in_memory
from gate_reports import edit
from official_html import ROWS_2021, TABLE_2, disclosure_2021, disputes, page, requests

from expectations import stage, suites
from gongkai import registry
from gongkai.cli.home import Home as CommandHome
from gongkai.cli.main import cli
from gongkai.crawl.deposits import deposit
from gongkai.documents import Document
from gongkai.findings import finding
from gongkai.grids import html
from gongkai.grids.model import Extract
from gongkai.judge import evaluate, python_rules
from gongkai.records import Finding, Report
from gongkai.sample import province
from gongkai.settings import Settings
from gongkai.warehouse import query
from pipelines import cli as commands
from pipelines.run import run
from pipelines.wanted import Wanted

NIGHT = datetime(2024, 5, 6, 7, tzinfo=UTC)
BUREAU = "样川市水利局"
REPORT = "S000004:2022:own"
HELD = "SELECT report_id, reason FROM report_tables WHERE NOT admitted AND table_kind = '4' ORDER BY ALL"
TOTAL = """SELECT report_id, value::INTEGER, verdict, read_by FROM facts
WHERE indicator = 'review_total' AND agency_id <> 'S000003'"""
#: What is remembered of the table's 15 numbers as they were held.
HISTORY = """SELECT report_id, revision, was_held, loaded, replaced, cause, count(*) FROM history.facts
WHERE table_kind = '4' GROUP BY ALL"""
STRICT = "SELECT load FROM loads WHERE contains(versions::VARCHAR, '; strict; judged with ')"
#: A rule that holds a table and that nothing proves wrong.
DOUBTS = "confirmed_numbers"
OTHER = "SELECT DISTINCT load FROM report_tables WHERE report_id = 'S000003:2022:own'"


@dataclass(frozen=True)
class Home:
    """A real home with the sample's registry. Beside the report in question it has one that nothing is wrong with."""

    settings: Settings

    def deposit(self, agency: str = BUREAU, total: str = "10", stated: bool = True) -> None:
        """The bureau's report of 2022, with this as total of the reviews in table 4."""
        self._deposit("water.html", agency, (7, 0, 0, 3, total), "S000004" if stated else "")
        self._deposit("school.html", "样川市教育局", (7, 0, 0, 0, 7), "S000003")

    def _deposit(self, name: str, agency: str, reviews: tuple[object, ...], stated: str) -> None:
        folder = self.settings.home / "inbox" / name
        folder.mkdir(parents=True, exist_ok=True)
        numbers = [[0] * 7 for _ in ROWS_2021]
        for row in (0, 2, 23):
            numbers[row][0] = numbers[row][6] = 4 if name == "water.html" else 5
        table_4 = disputes([*reviews, *[0] * 10])
        tables = (disclosure_2021(TABLE_2), requests(numbers), table_4)
        (folder / name).write_bytes(page(*tables, title=f"{agency}2022年政府信息公开工作年度报告"))
        header = "file,agency_id,year,scope,source,retrieved\n"
        (folder / "deposits.csv").write_text(f"{header}{name},{stated},,,,\n" if stated else header)
        deposit(self.settings, registry.load(self.settings.registry), folder, NIGHT)

    def run(self) -> bool:
        """Whether a release came of it."""
        with dagster_in_memory():
            return run(self.settings, NIGHT, Wanted(first="read"), lambda _: None).released

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        return query.run(self.settings, statement).rows


@pytest.fixture
def home(tmp_path: Path, province_registry: Path) -> Home:
    folder = shutil.copytree(province_registry, tmp_path / "registry")
    return Home(Settings(tmp_path / "home", "real", folder, 1))


@pytest.fixture(scope="module")
def unreadable(tmp_path_factory: pytest.TempPathFactory, province_registry: Path) -> Home:
    """A home after a night in which a total could not be read."""
    made = Home(Settings(tmp_path_factory.mktemp("unreadable"), "real", province_registry, 1))
    made.deposit(total="l0")
    assert made.run()
    return made


@pytest.fixture
def held(unreadable: Home, home: Home) -> Home:
    """A copy of it."""
    shutil.copytree(unreadable.settings.home, home.settings.home, symlinks=True)
    assert home.sql(HELD) == [(REPORT, "unreadable, unreadable_cell")]
    return home


@pytest.fixture(scope="module")
def province_registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return province.write(tmp_path_factory.mktemp("freed")).registry


def freed(home: Home, cause: str, read_by: str = "label", held_as: str = REPORT, freed_as: str = REPORT) -> None:
    """The table is held by load 1; the next run admits it, and tells what was held until then and why no longer."""
    assert home.run()
    assert home.sql(HELD) == []
    assert home.sql(TOTAL) == [(freed_as, 10, "consistent", read_by)]
    assert home.sql("SELECT count(*) FROM quarantine.facts") == [(0,)]
    assert home.sql(HISTORY) == [(held_as, 0, True, 1, 2, cause, 15)]
    # The other report stays as the first load wrote it.
    assert home.sql(OTHER) == [(1,)]


def test_by_another_version_of_its_reader(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = html.extracts

    def misreading(document: Document) -> tuple[Extract, ...]:
        return reader(replace(document, data=document.data.replace(b"<td>3</td><td>10<", b"<td>3</td><td>l0<")))

    home.deposit()
    with monkeypatch.context() as before:
        before.setattr(html, "extracts", misreading)
        before.setattr(html, "READER_VERSION", html.READER_VERSION - 1)
        home.run()
    assert home.sql(HELD) == [(REPORT, "unreadable, unreadable_cell")]
    freed(home, "reader changed")


def test_by_another_version_of_a_rule(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def doubting(report: Report) -> list[Finding]:
        return [finding(DOUBTS, "doubted", table="4", n=1)] if report.agency_id == "S000004" else []

    home.deposit()
    with monkeypatch.context() as before:
        before.setattr(python_rules, "RULES", {**python_rules.RULES, DOUBTS: doubting})
        before.setattr(evaluate, "RULES_VERSION", evaluate.RULES_VERSION - 1)
        before.setattr(stage, "RULES_VERSION", evaluate.RULES_VERSION)
        home.run()
    assert home.sql(HELD) == [(REPORT, "unconfirmed, confirmed_numbers")]
    freed(home, "rule changed")


def test_by_another_row_of_the_rules_table(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The suites are made from it: one that leaves the pending reviews out of their sum, held where only what fits is
    admitted."""

    def without_pending(expectations: list[Any]) -> None:
        for one in expectations:
            if one["meta"]["identity"] == "t4_review":
                one["kwargs"]["right"].remove("review_pending")

    home = Home(replace(home.settings, strict=True))
    folder = Path(shutil.copytree(suites.SUITES, tmp_path / "suites"))
    edit(folder / "t4_2021.json", without_pending)
    home.deposit()
    with monkeypatch.context() as before:
        before.setattr(stage, "run", functools.partial(stage.run, folder=folder))
        home.run()
    assert home.sql(HELD) == [(REPORT, "publisher_inconsistent, t4_review")]
    freed(home, "rule changed")


def test_by_another_row_of_the_registry(home: Home) -> None:
    home.deposit("样江市人民政府", stated=False)
    home.run()
    ((held_as, reason),) = home.sql(HELD)
    assert str(held_as).startswith("?") and reason == "agency_unresolved"
    with (home.settings.registry / "agency_names.csv").open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerow(["S000001", "样江市人民政府", "2010", ""])
    freed(home, "registry changed", held_as=str(held_as), freed_as="S000001:2022:unknown")


def test_by_a_decision(held: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    # As long as nothing changes it is held.
    assert not held.run()
    monkeypatch.setenv("GONGKAI_HOME", str(held.settings.home))
    words = ["review", "correct", REPORT, "4", "review_total", "10", "--reason", "asked by telephone"]
    assert CliRunner().invoke(cli, words).exit_code == 0
    freed(held, "decision", read_by="decision")


def test_by_another_document(held: Home) -> None:
    held.deposit(total="10")
    freed(held, "source revised")
    assert held.sql(f"SELECT revision FROM reports WHERE report_id = '{REPORT}'") == [(1,)]


def test_strict_holds_what_the_publisher_broke_until_a_run_without_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def import_(*options: str) -> str:
        with monkeypatch.context() as patched, dagster_in_memory():
            patched.setattr(CommandHome, "settings", lambda _: home.settings)
            done = CliRunner().invoke(commands.import_, [*options, str(folder)], obj=CommandHome())
        assert done.exit_code == 0
        return done.output

    home.deposit(total="11")  # 7 + 3
    folder = home.settings.home / "inbox" / "school.html"
    told = import_("--strict")
    assert "A new release: " in told
    assert "its sums do not hold and the run was --strict: run without it" in told
    assert home.sql(HELD) == [(REPORT, "publisher_inconsistent, t4_review")]
    assert home.sql("SELECT DISTINCT verdict FROM facts") == [("consistent",)]
    assert home.sql(STRICT) == [(1,)]
    assert "Nothing changed since load 1" in import_("--strict")

    assert "A new release: " in import_()
    assert home.sql(HELD) == []
    assert home.sql(TOTAL) == [(REPORT, 11, "publisher_inconsistent", "label")]
    assert home.sql(HISTORY) == [(REPORT, 0, True, 1, 2, "rule changed", 15)]
    assert home.sql("SELECT max(load) FROM loads") == [(2,)] and home.sql(STRICT) == [(1,)]
