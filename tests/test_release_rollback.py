"""``gongkai release``: releases are as published or it says what is not; readers can be given an earlier one."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from click.testing import CliRunner, Result
from warehouse_examples import NIGHT_1, NIGHT_2, load_input, loaded, report, revised, settings

from assets.release import release as release_asset
from gongkai.cli.main import cli
from gongkai.errors import GongkaiError
from gongkai.settings import Settings
from gongkai.warehouse import query
from gongkai.warehouse.load import write_load
from gongkai.warehouse.release import current, publish
from gongkai.warehouse.rollback import faults, roll_back

FIRST, SECOND = "1-20240205T010000Z", "2-20240405T010000Z"
NIGHT_3 = NIGHT_2 + timedelta(days=1)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two loads, each published."""
    made = settings(tmp_path_factory.mktemp("home"))
    log = loaded(made)
    publish(made, 1, NIGHT_1)
    write_load(log, load_input(report(), revised()), "real", NIGHT_2)
    publish(made, 2, NIGHT_2)
    return made.home


@pytest.fixture
def home(twice: Path, tmp_path: Path) -> Settings:
    """A copy of it, for a test to change."""
    shutil.copytree(twice, tmp_path / "home", symlinks=True)
    return settings(tmp_path / "home")


def called(home: Settings, *arguments: str) -> Result:
    return CliRunner(env={"GONGKAI_HOME": str(home.home)}).invoke(cli, ["release", *arguments])


def nightly(home: Settings, now: datetime) -> dict[str, object]:
    """What the asset of the release says after it was asked for one."""
    resources = {"settings": home, "now": now}
    done = dg.materialize([release_asset], resources=resources)
    (made,) = done.asset_materializations_for_node("release")
    return {name: entry.value for name, entry in made.metadata.items()}


def test_the_list_shows_the_newest_first_and_which_one_readers_get(home: Settings) -> None:
    done = called(home, "list")
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[0].split() == ["release", "load", "made", "MB"]
    assert lines[2].startswith(f"*  {SECOND}     2  2024-04-05 01:00 UTC")
    assert lines[3].startswith(f"   {FIRST}     1  2024-02-05 01:00 UTC")


def test_a_release_as_published_is_verified(home: Settings) -> None:
    assert called(home, "verify").output == f"{SECOND}: all files are as published.\n"
    assert called(home, "verify", FIRST).output == f"{FIRST}: all files are as published.\n"


def test_what_is_not_as_published_is_named(home: Settings) -> None:
    release = current(home.releases)
    assert release is not None
    with (release.folder / "parquet" / "facts" / "form2021-year2023.parquet").open("ab") as stream:
        stream.write(b"\0")
    (release.folder / "notes.md").unlink()
    (release.folder / "more.txt").write_text("more")
    assert faults(release) == [
        "notes.md: missing",
        "more.txt: not of this release",
        "parquet/facts/form2021-year2023.parquet: changed",
    ]
    done = called(home, "verify")
    assert isinstance(done.exception, GongkaiError)
    assert "parquet/facts/form2021-year2023.parquet: changed" in str(done.exception)
    (release.folder / "checksums.sha256").write_text("half a li")
    assert faults(release) == ["checksums.sha256: cannot be read: no line of checksums: 'half a li'"]


def test_a_rollback_lasts_until_there_is_a_new_load(home: Settings) -> None:
    done = called(home, "rollback", FIRST, "--reason", "table 4 of 41 is wrong", "--by", "an analyst")
    assert done.output == f"Readers get {FIRST} (load 1) from now on.\n"
    assert query.run(home, "SELECT count(*) FROM releases").rows == [(1,)]
    assert "Taken back by an analyst" in called(home, "list").output
    night = nightly(home, NIGHT_3)
    assert (night["release"], night["skipped"], night["taken back"]) == (FIRST, True, "table 4 of 41 is wrong")
    log = loaded(home, load_input(report(published=None)), NIGHT_3)
    assert log.latest() == 3
    night = nightly(home, NIGHT_3)
    assert (night["load"], night["skipped"], night["taken back"]) == (3, False, "")
    assert "Taken back" not in called(home, "list").output


def test_going_forward_again_takes_nothing_back(home: Settings) -> None:
    roll_back(home, FIRST, "a", "wrong", NIGHT_3)
    roll_back(home, SECOND, "a", "it was right", NIGHT_3)
    assert nightly(home, NIGHT_3)["release"] == SECOND
    assert "Taken back" not in called(home, "list").output


def test_a_damaged_release_is_not_given_to_readers(home: Settings) -> None:
    (home.releases / FIRST / "quality.md").write_text("all is well")
    with pytest.raises(GongkaiError, match=r"quality\.md: changed"):
        roll_back(home, FIRST, "a", "wrong", datetime(2024, 4, 6, tzinfo=UTC))
    found = current(home.releases)
    assert found is not None
    assert found.name == SECOND


def test_an_unknown_release_is_told_with_those_that_there_are(home: Settings) -> None:
    done = called(home, "rollback", "7-20240101T000000Z", "--reason", "x")
    assert isinstance(done.exception, GongkaiError)
    assert f"take one of: {FIRST}, {SECOND}" in str(done.exception)
