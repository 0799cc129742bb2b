"""``gongkai release``: releases are as published or it says what is not; readers can be given an earlier one."""

import getpass
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from gongkai.warehouse.rollback import faults, mend, roll_back

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


def refused(home: Settings, *arguments: str) -> str:
    """What a command of ``gongkai release`` is refused with, as it is printed."""
    done = called(home, *arguments)
    assert isinstance(done.exception, GongkaiError), done
    return str(done.exception)


def test_what_clients_of_duckdb_overflow_to_is_nothing_of_the_release(home: Settings) -> None:
    spill = home.releases / FIRST / "gongkai.duckdb.tmp"
    spill.mkdir()
    with (spill / "duckdb_temp_storage_DEFAULT-0.tmp").open("wb") as stream:
        stream.truncate(50_000_000)
    assert called(home, "verify", FIRST).output == f"{FIRST}: all files are as published.\n"
    sizes = {line.split()[-1] for line in called(home, "list").output.splitlines()[2:]}
    assert all(float(size) < 50 for size in sizes), sizes
    assert called(home, "rollback", FIRST, "--reason", "wrong", "--by", "a").exit_code == 0
    (home.releases / FIRST / "parquet" / "gongkai.duckdb.tmp").mkdir()
    (home.releases / FIRST / "parquet" / "gongkai.duckdb.tmp" / "x").touch()
    assert "parquet/gongkai.duckdb.tmp/x: not of this release" in refused(home, "verify", FIRST)


def test_links_that_lead_nowhere_are_seen_in_a_release(home: Settings) -> None:
    folder = home.releases / SECOND
    (folder / "more").symlink_to("nowhere")
    (folder / "folder").symlink_to(home.home)
    (folder / "notes.md").unlink()
    (folder / "notes.md").symlink_to("nowhere")
    found = refused(home, "verify")
    assert "more: not of this release" in found
    assert "folder: not of this release" in found
    assert "notes.md: is a link that leads nowhere" in found


def _missing(link: Path) -> None:
    link.unlink()


def _dangling(link: Path) -> None:
    link.unlink()
    link.symlink_to("7-20240101T000000Z")


def _elsewhere(link: Path) -> None:
    link.unlink()
    link.symlink_to(link.parent.parent)


def _file(link: Path) -> None:
    link.unlink()
    link.write_text(SECOND)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_missing, "there is no link current"),
        (_dangling, "current leads to 7-20240101T000000Z, which is not there"),
        (_elsewhere, "which is no release"),
        (_file, "current is a file, not a link to a release"),
    ],
)
def test_where_current_leads_to_none_the_releases_are_told(
    home: Settings, change: Callable[[Path], None], said: str
) -> None:
    change(home.releases / "current")
    runner = CliRunner(env={"GONGKAI_HOME": str(home.home)})
    listed = called(home, "list")
    assert [line.split()[0] for line in listed.output.splitlines()[2:]] == [SECOND, FIRST]
    for done in (listed, called(home, "verify"), runner.invoke(cli, ["sql", "SELECT 1"])):
        assert isinstance(done.exception, GongkaiError)
        assert said in done.exception.problem
        assert f"there are releases here: {FIRST}, {SECOND}" in done.exception.problem
        assert 'gongkai release rollback NAME --reason "…"' in done.exception.remedy
    assert called(home, "rollback", SECOND, "--reason", "lost", "--by", "a").exit_code == 0
    assert query.current_release(home).name == SECOND


def test_current_that_is_a_folder_is_called_one_and_left_alone(home: Settings) -> None:
    link = home.releases / "current"
    link.unlink()
    shutil.copytree(home.releases / FIRST, link)
    before = sorted(home.releases.rglob("*"))
    told = refused(home, "list")
    assert "current is a folder, not a link to a release" in told
    assert "move the folder away" in told
    told = refused(home, "rollback", FIRST, "--reason", "wrong", "--by", "a")
    assert "is a folder, not a link to a release\n  What to do: move it away" in told
    with pytest.raises(GongkaiError, match="is a folder, not a link"):
        publish(home, 2, NIGHT_3)
    assert sorted(home.releases.rglob("*")) == before


def test_a_release_without_its_database_is_verified_by_what_it_lacks(home: Settings) -> None:
    (home.releases / SECOND / "gongkai.duckdb").unlink()
    for arguments in (["verify"], ["verify", SECOND], ["rollback", SECOND, "--reason", "x", "--by", "a"]):
        assert "gongkai.duckdb: missing" in refused(home, *arguments)
    told = refused(home, "list")
    assert f"current leads to {SECOND}, which has no gongkai.duckdb; there are releases here: {FIRST}" in told


def test_a_damaged_current_release_is_made_anew_as_it_is_told(home: Settings) -> None:
    (home.releases / SECOND / "gongkai.duckdb").write_bytes(b"")
    done = CliRunner(env={"GONGKAI_HOME": str(home.home)}).invoke(cli, ["sql", "SELECT 1"])
    assert isinstance(done.exception, GongkaiError)
    assert done.exception.remedy.startswith("gongkai release verify")
    told = refused(home, "verify")
    assert f'gongkai release rollback NAME --reason "…" gives readers one of: {FIRST}' in told
    assert f"or remove the folder {SECOND}, and gongkai run publishes the last load anew" in told
    shutil.rmtree(home.releases / SECOND)
    assert nightly(home, NIGHT_3)["skipped"] is False
    made = query.current_release(home)
    assert (made.load, faults(made)) == (2, [])
    assert "Against load 1." in (made.folder / "notes.md").read_text()


def test_a_damaged_release_that_readers_do_not_get_is_told_so(home: Settings) -> None:
    (home.releases / FIRST / "notes.md").unlink()
    assert f"readers do not get it: take {FIRST} out of a backup, or remove its folder" in refused(
        home, "verify", FIRST
    )


def test_what_was_taken_back_is_not_published_where_the_link_is_lost(home: Settings) -> None:
    roll_back(home, FIRST, "a", "table 4 of 41 is wrong", NIGHT_3)
    (home.releases / FIRST / "notes.md").unlink()
    release = query.current_release(home)
    assert "gongkai run" not in mend(home, release, faults(release))
    (home.releases / "current").unlink()
    with pytest.raises(GongkaiError, match="load 2 was taken back: table 4 of 41 is wrong"):
        nightly(home, NIGHT_3)
    assert sorted(path.name for path in home.releases.glob("[1-9]*")) == [FIRST, SECOND]


@pytest.mark.parametrize("change", [{"load": "x"}, {"load": True}, {"load": None}, {"reason": 3}, {"to": []}])
def test_a_record_of_a_rollback_with_another_type_is_told(home: Settings, change: dict[str, object]) -> None:
    path = home.releases / "withdrawn.json"
    whole = {"load": 2, "to": FIRST, "by": "a", "reason": "wrong", "time": "2024-04-06T01:00:00Z"}
    path.write_text(json.dumps(whole | change))
    (field,) = change
    assert f"withdrawn.json: cannot be read: {field} is {change[field]!r}" in refused(home, "list")
    # It does not stand in the way of what else is told.
    assert "publishes" not in mend(home, query.current_release(home), ["notes.md: missing"])
    with pytest.raises(GongkaiError, match="gongkai release rollback writes it anew"):
        nightly(home, NIGHT_3)
    assert called(home, "rollback", FIRST, "--reason", "wrong", "--by", "a").exit_code == 0
    assert "Taken back by a" in called(home, "list").output


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_rollback_without_a_reason_is_refused(home: Settings, reason: str) -> None:
    assert "--reason: no reason is given" in refused(home, "rollback", FIRST, "--reason", reason, "--by", "a")
    assert query.current_release(home).name == SECOND


@pytest.mark.parametrize("error", [KeyError("getpwuid(): uid not found: 4711"), OSError("No username set")])
def test_a_user_without_a_name_is_asked_for_one(
    home: Settings, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def nameless() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", nameless)
    told = refused(home, "rollback", FIRST, "--reason", "wrong")
    assert told == "--by: this user has no name\n  What to do: say who does it: --by NAME"
    assert called(home, "rollback", FIRST, "--reason", "wrong", "--by", "a").exit_code == 0


@contextmanager
def closed(path: Path) -> Iterator[None]:
    """A file or folder that may not be read, by root neither."""
    mode, root = path.stat().st_mode, os.geteuid() == 0
    path.chmod(0)
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        path.chmod(mode)


@pytest.fixture
def open_home(twice: Path) -> Iterator[Settings]:
    """A home that every user can reach and read."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        shutil.copytree(twice, Path(folder) / "home", symlinks=True)
        (Path(folder) / "home").chmod(0o755)
        home = settings(Path(folder) / "home")
        called(home, "list")
        yield home


def test_a_releases_folder_that_may_not_be_read_is_called_so(open_home: Settings) -> None:
    with closed(open_home.releases):
        for arguments in (["list"], ["verify"], ["verify", FIRST], ["rollback", FIRST, "--reason", "x", "--by", "a"]):
            told = refused(open_home, *arguments)
            assert told.startswith(f"{open_home.releases}")
            assert "may not be read: Permission denied\n  What to do: ask whoever runs gongkai" in told
    with closed(open_home.home):
        assert "the home may not be read: Permission denied\n" in refused(open_home, "list")


def test_a_file_that_may_not_be_read_is_not_called_changed(open_home: Settings) -> None:
    with closed(open_home.releases / SECOND / "notes.md"):
        told = refused(open_home, "verify")
    assert "not as published: notes.md: may not be read: Permission denied\n  What to do: ask whoever" in told
    with closed(open_home.releases / SECOND / "parquet" / "facts"):
        told = refused(open_home, "verify")
    assert "not as published: parquet/facts: may not be read: Permission denied\n" in told
    with closed(open_home.releases / SECOND / "gongkai.duckdb"):
        with pytest.raises(GongkaiError) as caught:
            query.run(open_home, "SELECT 1")
        assert caught.value.remedy.startswith("ask whoever runs gongkai")
