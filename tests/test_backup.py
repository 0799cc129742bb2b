"""``gongkai backup`` and ``gongkai restore``: the same home again, or none; never a damaged one."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from warehouse_examples import NIGHT_1, load_input, loaded, report, settings

from gongkai.backup import back_up, restore
from gongkai.cli.main import cli
from gongkai.crawl.places import body_store, open_ledger
from gongkai.errors import GongkaiError
from gongkai.lake.at_work import running
from gongkai.lake.identity import home_id
from gongkai.settings import Settings
from gongkai.warehouse.release import SPILL, publish

#: sha256 of <p>2023</p>.
BODY = "409611c84deed25ec1d49a1b5ae7f5ed292dc3212d4ee0f1bd95f10564da156c"
QUERY = "SELECT report_id, indicator, applicant, value FROM facts ORDER BY ALL"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with all that a backup holds and some that it does not."""
    made = settings(tmp_path_factory.mktemp("backup") / "home")
    loaded(made, load_input(report()))
    # A query of another client of DuckDB overflows to it at this moment.
    spill = publish(made, 1, NIGHT_1).folder / SPILL
    spill.mkdir()
    (spill / "duckdb_temp_storage_DEFAULT-0.tmp").touch()
    body_store(made).put(b"<p>2023</p>")
    with open_ledger(made):
        pass
    # In the ledger's journal alone, as while a program has it open.
    db = sqlite3.connect(made.lake / "crawl" / "ledger.sqlite")
    db.execute("CREATE TABLE told (text)")
    db.execute("INSERT INTO told VALUES ('kept')")
    db.commit()
    made.decisions.mkdir()
    home_id(made.home)
    for name in ("decisions/2024.csv", "gongkai.toml", "lake/stages/grids/99.jsonl.zst", "inbox/.taken/a.html"):
        (made.home / name).parent.mkdir(parents=True, exist_ok=True)
        (made.home / name).write_text("", encoding="utf-8")
    for name in ("lake/cache/grids/ab", "dagster/history/runs.db", "lake/bodies/.x.part"):
        (made.home / name).parent.mkdir(parents=True, exist_ok=True)
        (made.home / name).write_text("not kept", encoding="utf-8")
    return made


@pytest.fixture
def kept(home: Settings, tmp_path: Path) -> Path:
    back_up(home, tmp_path / "kept", NIGHT_1)
    return tmp_path / "kept"


def called(home: Path, *arguments: str) -> Result:
    return CliRunner(env={"GONGKAI_HOME": str(home)}).invoke(cli, arguments)


def empty(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "new", "real", tmp_path / "new" / "registry")


def refused(tmp_path: Path, source: Path) -> GongkaiError:
    """The error; nothing is left of a home."""
    with pytest.raises(GongkaiError) as error:
        restore(empty(tmp_path), source)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept"]
    return error.value


def test_a_restored_home_answers_as_the_one_that_was_backed_up(
    home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = called(home.home, "backup", str(tmp_path / "kept"))
    assert done.exit_code == 0, done.output
    new = tmp_path / "new"
    new.mkdir()
    (tmp_path / "log.toml").write_text('log = "log/events.jsonl"\n', encoding="utf-8")
    monkeypatch.setenv("GONGKAI_CONFIG", str(tmp_path / "log.toml"))
    assert called(new, "restore", str(tmp_path / "kept")).exit_code == 0
    monkeypatch.delenv("GONGKAI_CONFIG")
    assert called(new, "release", "verify").output == called(home.home, "release", "verify").output
    for command in (("sql", QUERY), ("status",)):
        before, after = called(home.home, *command), called(new, *command)
        assert (after.exit_code, after.output) == (0, before.output)
    with sqlite3.connect(new / "lake" / "crawl" / "ledger.sqlite") as db:
        assert db.execute("SELECT text FROM told").fetchall() == [("kept",)]
    # Its database and lake elsewhere, if it has them, know it by this.
    assert home_id(new) == home_id(home.home)
    assert body_store(replace(home, home=new)).get(BODY) == b"<p>2023</p>"
    assert (new / "inbox/.taken/a.html").exists() and (new / "decisions/2024.csv").exists()
    assert not list(new.rglob(SPILL))
    assert not [name for name in ("lake/cache", "dagster", "lake/bodies/.x.part") if (new / name).exists()]


def test_a_changed_file_is_refused_and_named(kept: Path, tmp_path: Path) -> None:
    path = kept / "home/lake/loads/load=1/manifest.json"
    path.write_bytes(path.read_bytes().replace(b"1", b"2", 1))
    error = refused(tmp_path, kept)
    assert (error.file, "not what was backed up" in error.problem) == (str(path), True)


def test_a_missing_a_strange_and_an_unreadable_file_are_named(kept: Path, tmp_path: Path) -> None:
    strange = kept / "home/lake/strange"
    strange.touch()
    assert refused(tmp_path, kept).file == str(strange)
    strange.unlink()
    (kept / "home/gongkai.toml").unlink()
    assert refused(tmp_path, kept).file == str(kept / "home/gongkai.toml")
    (kept / "backup.json").write_text("{}", encoding="utf-8")
    assert refused(tmp_path, kept).file == str(kept / "backup.json")


@pytest.mark.parametrize("target", ["/etc", "../../elsewhere"])
def test_a_link_out_of_the_home_is_refused(kept: Path, tmp_path: Path, target: str) -> None:
    path = kept / "backup.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    listed["links"]["releases/current"] = target
    path.write_text(json.dumps(listed), encoding="utf-8")
    assert "releases/current" in refused(tmp_path, kept).problem


def test_nothing_is_restored_over_a_home(home: Settings, kept: Path) -> None:
    before = sorted(home.home.rglob("*"))
    with pytest.raises(GongkaiError, match="already"):
        restore(home, kept)
    assert sorted(home.home.rglob("*")) == before


def test_a_backup_beside_a_run_is_refused_and_leaves_nothing(home: Settings, tmp_path: Path) -> None:
    with running(home.lake), pytest.raises(GongkaiError, match="at work"):
        back_up(home, tmp_path / "kept", NIGHT_1)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_goes_neither_over_something_nor_into_the_home(home: Settings, tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match="there already"):
        back_up(home, tmp_path, NIGHT_1)
    with pytest.raises(GongkaiError, match="home itself"):
        back_up(home, home.home / "kept", NIGHT_1)
    with pytest.raises(GongkaiError, match="no home"):
        back_up(empty(tmp_path), tmp_path / "kept", NIGHT_1)


def test_a_damaged_log_is_told_before_it_replaces_a_good_backup(kept: Path, tmp_path: Path) -> None:
    made = empty(tmp_path)
    restore(made, kept)
    path = made.lake / "loads/load=1/reports.parquet"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(GongkaiError) as error:
        back_up(made, tmp_path / "second", NIGHT_1)
    assert error.value.file == str(path)
    assert not (tmp_path / "second").exists()
