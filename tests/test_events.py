"""The log of events: JSON lines with ids where a setting says, and nothing without it."""

from __future__ import annotations

import json
import logging.config
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from warehouse_examples import load_input, loaded, report, settings

from gongkai.crawl.store import BodyStore
from gongkai.errors import GongkaiError
from gongkai.events import open_log, tell, untold
from gongkai.lake.executor import SerialExecutor
from gongkai.reports.reading import read_all
from gongkai.settings import Settings


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Settings]:
    made = settings(tmp_path / "home")
    yield made
    open_log(made)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_load_tells_each_table_with_its_report(home: Settings) -> None:
    open_log(replace(home, log="log/events.jsonl"))
    loaded(home, load_input(report()))
    told = lines(home.home / "log" / "events.jsonl")
    assert {(line["event"], line["level"], line["load"]) for line in told} == {("table_loaded", "info", 1)}
    assert {line["report_id"] for line in told} == {"S000001:2023:jurisdiction"}
    assert {(line["change"], line["cause"]) for line in told} == {("added", "first seen")}
    assert all(str(line["time"]).endswith("+00:00") for line in told)


def test_reading_tells_each_document_by_its_digest(home: Settings, tmp_path: Path) -> None:
    store = BodyStore(tmp_path / "bodies")
    sha256 = store.put(b"<p>2023</p>")
    open_log(replace(home, log=str(tmp_path / "events.jsonl")))
    read_all({sha256: "text/html"}, store.root, tmp_path / "cache", SerialExecutor(), "both")
    # What is in the cache as it is read now is not read again.
    read_all({sha256: "text/html"}, store.root, tmp_path / "cache", SerialExecutor(), "both")
    (told,) = lines(tmp_path / "events.jsonl")
    assert (told["event"], told["document"], told["kind"]) == ("document_read", sha256, "not_a_report")


def test_what_is_tried_beside_the_home_is_not_told(home: Settings) -> None:
    open_log(replace(home, log="events.jsonl"))
    with untold():
        tell("table_loaded", load=2)
        logging.config.dictConfig({"version": 1, "disable_existing_loggers": False})
        tell("table_loaded", load=2)
    tell("released", release="1")
    assert [line["event"] for line in lines(home.home / "events.jsonl")] == ["released"]


def test_a_file_is_written_after_others_configured_their_logging(home: Settings) -> None:
    open_log(replace(home, log="events.jsonl"))
    tell("released", release="1")
    # What Dagster does with each run: every handler of the process is closed.
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False})
    tell("released", release="2")
    assert [line["release"] for line in lines(home.home / "events.jsonl")] == ["1", "2"]
    # A folder in its place: nothing is logged, and nothing stops.
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False})
    (home.home / "events.jsonl").unlink()
    (home.home / "events.jsonl").mkdir()
    tell("released", release="3")


def test_to_the_error_output(home: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    open_log(replace(home, log="stderr"))
    tell("released", release="1-样")
    printed = capsys.readouterr()
    assert (printed.out, json.loads(printed.err)["release"]) == ("", "1-样")


def test_nothing_is_logged_without_the_setting(home: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    open_log(replace(home, log="events.jsonl"))
    open_log(home)
    tell("released", release="1")
    assert (home.home / "events.jsonl").read_text(encoding="utf-8") == ""
    assert capsys.readouterr() == ("", "")


def test_a_log_that_cannot_be_opened_is_told_and_one_that_fills_the_disk_stops_nothing(
    home: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    (home.home / "log").touch()
    with pytest.raises(GongkaiError, match="cannot write"):
        open_log(replace(home, log="log/events.jsonl"))
    open_log(replace(home, log="/dev/full"))
    tell("released", release="1")
    assert capsys.readouterr().err == ""
