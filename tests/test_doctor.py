"""``gongkai doctor``: what is there, what its lack costs, and when the exit code is 1."""

from __future__ import annotations

import errno
import gc
import json
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from dagster._daemon.types import DaemonHeartbeat

from gongkai import doctor, doctor_home, doctor_services
from gongkai.cli import main
from gongkai.doctor_check import Check
from gongkai.errors import GongkaiError
from gongkai.lake import cluster
from gongkai.lake.shared import claim
from gongkai.sandbox import trial
from gongkai.settings import Settings, load
from pipelines.instance import open_instance


def run() -> Result:
    return CliRunner().invoke(main.cli, ["doctor"])


def line(result: Result, name: str) -> str:
    (found,) = [text for text in result.output.splitlines() if text[9:].startswith(f"{name} ")]
    return found


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path / "none" / "yet"))
    monkeypatch.delenv("GONGKAI_CONTACT", raising=False)


def test_all_indispensable_is_there() -> None:
    result = run()
    assert result.exit_code == 0, result.output
    assert line(result, "camelot-py").startswith("ok       camelot-py               2.")
    assert "plain 30 s, 1 GiB; office 120 s" in line(result, "limits")
    assert "real sites are not visited" in line(result, "GONGKAI_CONTACT")
    assert line(result, "isolation").endswith("tried)") or "no process give up its network" in line(result, "isolation")


def test_optional_tools_tell_what_their_lack_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.shutil, "which", lambda program: None)
    monkeypatch.setenv("GONGKAI_CONTACT", "me@example.org")
    monkeypatch.setattr(doctor_home, "_LEAST_DISK", 10**18)
    monkeypatch.setenv("GONGKAI_WORKERS", "1000000")
    result = run()
    assert result.exit_code == 0
    assert line(result, "LibreOffice").startswith("without")
    assert "libreoffice-writer-nogui" in line(result, "LibreOffice")
    assert line(result, "bsdtar").startswith("without")
    assert line(result, "disk").startswith("without")
    assert line(result, "memory").startswith("without")
    assert line(result, "GONGKAI_CONTACT") == "ok       GONGKAI_CONTACT          me@example.org"


def test_a_broken_libreoffice_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "does not run" in line(run(), "LibreOffice")


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("camelot", ImportError("libGL.so.1 is missing"), "cannot be imported (PDF tables): libGL.so.1 is missing"),
        ("rapidocr", doctor.PackageNotFoundError(), "not installed (scans)"),
    ],
)
def test_an_engine_that_is_broken_is_missing(
    monkeypatch: pytest.MonkeyPatch, name: str, error: Exception, words: str
) -> None:
    def broken(module: str) -> object:
        if module == name:
            raise error
        return object()

    monkeypatch.setattr(doctor, "import_module", broken)
    result = run()
    assert result.exit_code == 1
    assert words in result.output


@pytest.mark.parametrize(
    ("outcome", "state", "words"),
    [
        (("user namespace", True), "missing", "the network was reached"),
        (("none", True), "without", "no process give up its network"),
        (("seccomp filter", False), "ok", "seccomp filter; tried"),
        (subprocess.TimeoutExpired("python", 60), "missing", "could not be tried"),
    ],
)
def test_isolation_is_what_was_tried(
    monkeypatch: pytest.MonkeyPatch, outcome: tuple[str, bool] | Exception, state: str, words: str
) -> None:
    def tried() -> object:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(trial, "run", tried)
    result = run()
    assert line(result, "isolation").startswith(state)
    assert words in line(result, "isolation")
    assert result.exit_code == (state == "missing")


def test_a_reading_process_that_does_not_start_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(level: str) -> None:
        raise GongkaiError("a process to read documents in does not start: no such file")

    monkeypatch.setattr(doctor, "Worker", broken)
    result = run()
    assert line(result, "reading process").startswith("missing")
    assert result.exit_code == 1


# Of the home


def of_home(home: Path, name: str, **variables: str) -> Check:
    settings = load(environment={"GONGKAI_HOME": str(home), **variables})
    (found,) = [check for check in doctor_home.checks(settings, variables) if check.name == name]
    return found


def test_a_home_that_is_not_there_yet_lacks_nothing(tmp_path: Path) -> None:
    settings = load(environment={"GONGKAI_HOME": str(tmp_path / "none")})
    assert {check.state for check in doctor_home.checks(settings, {}) if check.name not in ("packages", "disk")} == {
        "ok"
    }
    assert not (tmp_path / "none").exists()


def test_a_variable_that_is_no_setting_is_named(tmp_path: Path) -> None:
    found = of_home(tmp_path, "settings", GONGKAI_CONTCAT="me@example.org")
    assert (found.state, "GONGKAI_CONTCAT" in found.text) == ("without", True)
    (tmp_path / "gongkai.toml").touch()
    assert str(tmp_path / "gongkai.toml") in of_home(tmp_path, "settings").text


def test_packages_of_another_version_than_pinned_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = tmp_path / "requirements.lock"
    monkeypatch.setattr(doctor_home, "_LOCK", lock)
    assert of_home(tmp_path, "packages").state == "ok"
    lock.write_text("click==0.1 \\\n    --hash=sha256:00\nno-such-package==1 \\\n", encoding="utf-8")
    found = of_home(tmp_path, "packages")
    assert (found.state, "(not 0.1)" in found.text, "no-such" in found.text) == ("without", True, False)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inbox").mkdir()
    tried = doctor_home.tempfile.TemporaryFile

    def refused(dir: Path) -> object:
        if dir == tmp_path / "inbox":
            raise PermissionError(13, "Permission denied")
        return tried(dir=dir)

    monkeypatch.setattr(doctor_home.tempfile, "TemporaryFile", refused)
    found = of_home(tmp_path, "permissions")
    assert (found.state, str(tmp_path / "inbox") in found.text, "chown" in found.text) == ("missing", True, True)


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (OSError(errno.EROFS, "Read-only file system"), "is read-only: mount it to be written"),
        (OSError(errno.ENOSPC, "No space left on device"), "free some space"),
        (PermissionError(errno.EACCES, "Permission denied"), "chown -R"),
    ],
)
def test_what_to_do_with_a_folder_depends_on_why_it_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, remedy: str
) -> None:
    def refused(dir: Path) -> object:
        raise error

    monkeypatch.setattr(doctor_home.tempfile, "TemporaryFile", refused)
    found = of_home(tmp_path, "permissions")
    assert (found.state, remedy in found.text) == ("missing", True)
    assert ("chown" in found.text) == (remedy == "chown -R")
    # Nobody is told to take over what is above a home that is not there.
    found = of_home(tmp_path / "none" / "yet", "permissions")
    assert ("chown" in found.text, str(tmp_path / "none" / "yet") in found.text) == (False, remedy == "chown -R")


@pytest.mark.parametrize(
    ("free", "state", "words"),
    [(0, "missing", "full: 0.0 GiB free"), (2**30, "without", "1.0 GiB free"), (2**40, "ok", "1024.0 GiB free")],
)
def test_a_full_disk_is_wrong_and_one_that_will_be_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str, words: str
) -> None:
    monkeypatch.setattr(doctor_home.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(2**40, 0, free))
    found = of_home(tmp_path, "disk")
    assert (found.state, found.text.startswith(words)) == (state, True)


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert of_home(tmp_path, "log").text.startswith("not set")
    assert of_home(tmp_path, "log", GONGKAI_LOG="stderr").state == "ok"
    assert of_home(tmp_path, "log", GONGKAI_LOG="log/events.jsonl").state == "ok"
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("kept")
    assert of_home(tmp_path, "log", GONGKAI_LOG="file").state == "ok"
    assert (tmp_path / "file").read_text() == "kept"
    for log, words in ((str(tmp_path), "move the folder away"), ("file/events.jsonl", "move it away")):
        found = of_home(tmp_path, "log", GONGKAI_LOG=log)
        assert (found.state, words in found.text, "GONGKAI_LOG" in found.text) == ("missing", True, True)

    opened = Path.open

    def refused(path: Path, mode: str = "r", **options: str | None) -> object:
        if path.name == "file":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, mode, **options)

    monkeypatch.setattr(Path, "open", refused)
    found = of_home(tmp_path, "log", GONGKAI_LOG="file")
    assert (found.state, "Permission denied; make it writable" in found.text) == ("missing", True)


def test_a_release_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases" / "current").symlink_to("1-20240101T000000Z")
    found = of_home(tmp_path, "release")
    assert (found.state, "rollback" in found.text) == ("missing", True)


# Of what runs beside it

NOW = datetime(2026, 3, 3, 18, 30, tzinfo=UTC)


def beside(home: Path, name: str, **variables: str) -> Check:
    return looked_at(load(environment={"GONGKAI_HOME": str(home), **variables}), name)


def looked_at(settings: Settings, name: str) -> Check:
    (found,) = [check for check in doctor_services.checks(settings, NOW) if check.name == name]
    return found


def dagster(home: Path, *on: str, heartbeat: datetime | None = None) -> None:
    """Dagster's databases as its stores lay them out, as far as they are looked at."""
    folder = home / "dagster"
    for name in ("history/runs.db", "schedules/schedules.db"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(folder / name) as db:
            db.execute("CREATE TABLE IF NOT EXISTS instigators (status, instigator_body)")
            db.execute("CREATE TABLE IF NOT EXISTS daemon_heartbeats (daemon_type, body)")
            for one in on:
                db.execute("INSERT INTO instigators VALUES ('RUNNING', ?)", [json.dumps({"origin": {"job_name": one}})])
            if heartbeat is not None:
                body = json.dumps({"timestamp": heartbeat.timestamp()})
                db.execute("INSERT INTO daemon_heartbeats VALUES ('SCHEDULER', ?)", [body])


def test_dagsters_databases_are_read_and_the_schedule_is_told(tmp_path: Path) -> None:
    assert beside(tmp_path, "Dagster").state == "ok"
    dagster(tmp_path)
    assert "nightly is off" in beside(tmp_path, "Dagster").text
    dagster(tmp_path, "nightly")
    assert "nightly is on" in beside(tmp_path, "Dagster").text
    (tmp_path / "dagster" / "history" / "runs.db").write_bytes(b"no database at all" * 100)
    found = beside(tmp_path, "Dagster")
    assert (found.state, "move" in found.text) == ("missing", True)


@pytest.mark.parametrize(
    ("on", "minutes", "state", "words"),
    [
        (["nightly"], 2, "ok", "was last there 2 minutes ago"),
        (["nightly"], 180, "missing", "was last there 180 minutes ago, and nightly is on: nothing runs; start it"),
        (["nightly", "inbox"], None, "missing", "never was there, and inbox, nightly is on"),
        ([], 180, "ok", "not needed: no schedule and no sensor is on"),
    ],
)
def test_dagsters_daemon_must_be_there_where_something_is_on(
    tmp_path: Path, on: list[str], minutes: int | None, state: str, words: str
) -> None:
    dagster(tmp_path, *on, heartbeat=None if minutes is None else NOW - timedelta(minutes=minutes))
    found = beside(tmp_path, "Dagster's daemon")
    assert found.state == state
    assert words in found.text


def test_what_dagster_itself_writes_is_read(tmp_path: Path) -> None:
    settings = load(environment={"GONGKAI_HOME": str(tmp_path)})
    with open_instance(settings) as instance:
        instance.add_daemon_heartbeat(DaemonHeartbeat(NOW.timestamp() - 60, "SCHEDULER", "one", []))
    assert beside(tmp_path, "Dagster's daemon").text == "was last there 60 s ago"


def test_services_that_are_not_set_are_not_needed(tmp_path: Path) -> None:
    assert beside(tmp_path, "PostgreSQL").text.startswith("not set")
    assert beside(tmp_path, "Dask").text.startswith("not set")


def test_services_that_are_set_and_not_there_are_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_TIMEOUT_S", 1)
    found = beside(tmp_path, "PostgreSQL", GONGKAI_POSTGRES="postgresql://gongkai:hush@127.0.0.1:1/runs")
    assert (found.state, "start the server" in found.text, "hush" in found.text) == ("missing", True, False)
    found = beside(tmp_path, "Dask", GONGKAI_DASK="tcp://127.0.0.1:1")
    assert (found.state, "no scheduler answers; start it" in found.text) == ("missing", True)


def test_a_dask_address_that_is_none_is_told_and_leaves_no_client(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for address in ("nonsense", "tcp://host:port", "foo://host:1"):
        found = looked_at(replace(load(environment={"GONGKAI_HOME": str(tmp_path)}), cluster=address), "Dask")
        assert (found.state, "write an address such as tcp://host:8786" in found.text) == ("missing", True)
    gc.collect()
    assert "Traceback" not in capfd.readouterr().err


def test_the_shared_lake_is_looked_at(tmp_path: Path) -> None:
    home, place = tmp_path / "home", tmp_path / "shared"
    assert beside(home, "shared lake").text.startswith("not set")
    elsewhere = replace(load(environment={"GONGKAI_HOME": str(home)}), lake_url="ftp://host/lake")
    found = looked_at(elsewhere, "shared lake")
    assert (found.state, "no lake can be kept at ftp://; use an object store" in found.text) == ("missing", True)
    assert beside(home, "shared lake", GONGKAI_LAKE=str(place)).state == "ok"
    assert list(tmp_path.iterdir()) == []
    place.write_text("no folder")
    found = beside(home, "shared lake", GONGKAI_LAKE=str(place))
    assert (found.state, "a file stands where a folder is wanted" in found.text) == ("missing", True)
    place.unlink()
    claim(load(environment={"GONGKAI_HOME": str(home), "GONGKAI_LAKE": str(place)}))
    assert beside(home, "shared lake", GONGKAI_LAKE=place.as_uri()).state == "missing"
    assert beside(home, "shared lake", GONGKAI_LAKE=str(place)).state == "ok"
    found = beside(tmp_path / "other", "shared lake", GONGKAI_LAKE=str(place))
    assert (found.state, "belongs to another home; give each home" in found.text) == ("missing", True)
    assert not (tmp_path / "other").exists()
    found = beside(home, "shared lake")
    assert (found.state, "set GONGKAI_LAKE to that" in found.text) == ("missing", True)


def test_an_installation_that_reads_documents_alone_has_a_doctor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import sys, gongkai.doctor; print([name for name in ('pyarrow', 'duckdb', 'dagster') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    monkeypatch.setitem(sys.modules, "gongkai.lake.shared", None)
    assert beside(tmp_path, "shared lake").state == "without"


def test_a_webhook_of_a_wrong_form_is_told_without_its_words(tmp_path: Path) -> None:
    assert beside(tmp_path, "webhook").text.startswith("not set")
    assert beside(tmp_path, "webhook", GONGKAI_WEBHOOK="https://user:hush@hook.invalid/T/x").state == "ok"
    found = beside(tmp_path, "webhook", GONGKAI_WEBHOOK="http://127.evil.example/hush")
    assert (found.state, "https://" in found.text) == ("missing", True)
    assert "hush" not in found.text and "evil" not in found.text
