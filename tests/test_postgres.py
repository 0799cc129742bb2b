"""Dagster's runs in PostgreSQL: a cluster of its own on a free loopback port, two runs beside each other."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import psycopg2
import pytest
from dagster._daemon.types import DaemonHeartbeat

from gongkai import doctor_services, postgres, registry
from gongkai.crawl.deposits import deposit
from gongkai.errors import GongkaiError
from gongkai.sample import province
from gongkai.settings import Settings, load
from pipelines.instance import open_instance
from pipelines.progress import Step
from pipelines.run import run
from pipelines.wanted import Wanted

#: A run that ends only once the other one of the two has begun.
_RUN = """
import sys, time
from pathlib import Path
import dagster as dg
from gongkai.settings import Settings
from pipelines.instance import open_instance

home, own, other, url = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]

@dg.op
def meet():
    (home / own).touch()
    end = time.monotonic() + 60
    while not (home / other).exists():
        assert time.monotonic() < end
        time.sleep(0.02)

@dg.job
def tiny():
    meet()

with open_instance(Settings(home, "real", home, postgres=url)) as instance:
    result = tiny.execute_in_process(instance=instance, tags={"which": own})
    assert result.success
"""


def _unprivileged() -> list[str]:
    """What comes before a command, so that it does not run as root, whom PostgreSQL refuses."""
    if os.getuid() != 0:
        return []
    if not (command := shutil.which("setpriv")):
        pytest.skip("root cannot start PostgreSQL, and setpriv is not there")
    return [command, "--reuid=65534", "--regid=65534", "--clear-groups"]


@dataclass(frozen=True)
class _Server:
    """url: without a database. stop: ends it at once, as a crash does."""

    url: str
    stop: Callable[[], None]


@contextmanager
def _started() -> Iterator[_Server]:
    """A database server with nothing in it."""
    # Debian keeps them out of the path.
    places = os.pathsep.join([os.environ["PATH"], *map(str, Path("/usr/lib/postgresql").glob("*/bin"))])
    initdb, pg_ctl = shutil.which("initdb", path=places), shutil.which("pg_ctl", path=places)
    if initdb is None or pg_ctl is None:
        pytest.skip("PostgreSQL is not installed (initdb, pg_ctl)")
    as_user = _unprivileged()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # Not below pytest's folder, which is its owner's alone; and the path of a socket has at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    data, quiet = folder / "data", {"cwd": "/", "stdout": subprocess.DEVNULL}

    def stop() -> None:
        # One that was stopped before is no fault.
        if (data / "postmaster.pid").exists():
            subprocess.run([*as_user, pg_ctl, "-D", str(data), "-m", "immediate", "stop"], check=True, **quiet)

    try:
        if as_user:
            os.chown(folder, 65534, 65534)
        make = [initdb, "-D", str(data), "-U", "gongkai", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        subprocess.run([*as_user, *make], check=True, **quiet)
        start = [pg_ctl, "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start"]
        subprocess.run([*as_user, *start], check=True, **quiet)
        try:
            yield _Server(f"postgresql://gongkai@127.0.0.1:{port}", stop)
        finally:
            stop()
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """URL of a database server with nothing in it."""
    with _started() as made:
        yield made.url


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What opening an instance sets is taken back."""
    monkeypatch.setenv("GONGKAI_POSTGRES", "")


def test_two_runs_beside_each_other_stand_in_the_database(server: str, tmp_path: Path) -> None:
    home, url = tmp_path / "home", f"{server}/postgres"
    home.mkdir()
    runs = [
        subprocess.Popen([sys.executable, "-c", _RUN, str(home), own, other, url], cwd=Path(__file__).parent.parent)
        for own, other in (("one", "two"), ("two", "one"))
    ]
    assert [run.wait(timeout=120) for run in runs] == [0, 0]
    settings = Settings(home, "real", home, postgres=url)
    with open_instance(settings) as instance:
        records = instance.get_run_records()
        found = {record.dagster_run.tags["which"]: record for record in records}
        assert sorted(found) == ["one", "two"]
        assert {record.dagster_run.status for record in records} == {dg.DagsterRunStatus.SUCCESS}
        # Each began before the other one's end.
        assert found["one"].start_time < found["two"].end_time and found["two"].start_time < found["one"].end_time
        kinds = {type(store).__name__ for store in (instance.run_storage, instance.event_log_storage)}
        assert kinds == {"PostgresRunStorage", "PostgresEventLogStorage"}
        assert type(instance.schedule_storage).__name__ == "PostgresScheduleStorage"
        steps = instance.all_logs(found["one"].dagster_run.run_id, of_type=dg.DagsterEventType.STEP_SUCCESS)
        assert [event.step_key for event in steps] == ["meet"]
    assert list(home.rglob("*.db")) == []
    assert "5432" not in (config := (home / "dagster" / "dagster.yaml").read_text()) and server not in config

    other = replace(settings, home=tmp_path / "other")
    with pytest.raises(GongkaiError, match="the runs of another home"):
        open_instance(other)
    with pytest.raises(GongkaiError, match=r"keeps Dagster's runs in PostgreSQL, and no database is set"):
        open_instance(replace(settings, postgres=""))


def test_a_home_of_before_goes_on_in_the_database_with_what_its_owner_configured(server: str, tmp_path: Path) -> None:
    with closing(psycopg2.connect(f"{server}/postgres")) as connection:
        connection.autocommit = True
        connection.cursor().execute("CREATE DATABASE second")
    alone = Settings(tmp_path, "real", tmp_path)
    with open_instance(alone):
        pass
    config = tmp_path / "dagster" / "dagster.yaml"
    config.write_text(config.read_text().replace("max_concurrent_runs: 4", "max_concurrent_runs: 7"))
    with open_instance(replace(alone, postgres=f"{server}/second")) as instance:
        assert type(instance.run_storage).__name__ == "PostgresRunStorage"
        assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 7
    before = config.read_text()
    with_driver = server.replace("postgresql:", "postgresql+psycopg2:")
    with open_instance(replace(alone, postgres=f"{with_driver}/second")):
        assert config.read_text() == before


def test_the_doctor_asks_the_database(server: str, tmp_path: Path) -> None:
    with closing(psycopg2.connect(f"{server}/postgres")) as connection:
        connection.autocommit = True
        connection.cursor().execute("CREATE DATABASE third")
    home, now = Settings(tmp_path, "real", tmp_path, postgres=f"{server}/third"), datetime.now(UTC)

    def said(home: Settings) -> dict[str, tuple[str, str]]:
        return {check.name: (check.state, check.text) for check in doctor_services.checks(home, now)}

    state, text = said(home)["PostgreSQL"]
    assert (state, text.endswith(" answers (GONGKAI_POSTGRES)")) == ("ok", True)
    assert said(home)["Dagster"][1].startswith("not used yet")
    with open_instance(home) as instance:
        instance.add_daemon_heartbeat(DaemonHeartbeat(now.timestamp() - 90, "SCHEDULER", "one", []))
        assert said(home)["Dagster's daemon"] == ("ok", "was last there 90 s ago")
        assert "nightly is off" in said(home)["Dagster"][1]
    other = replace(home, home=tmp_path / "other")
    other.home.mkdir()
    (other.home / "home.id").write_text("another\n")
    assert said(other)["PostgreSQL"][0] == "missing"
    assert "the runs of another home; give each home" in said(other)["PostgreSQL"][1]
    state, text = said(replace(home, postgres=f"{server.replace('gongkai@', 'gongkai:hush@')}/none"))["PostgreSQL"]
    assert (state, 'database "none" does not exist' in text, "hush" in text) == ("missing", True, False)


def test_a_database_that_cannot_be_used_is_told_without_its_password(server: str, tmp_path: Path) -> None:
    home = Settings(tmp_path, "real", tmp_path)
    with pytest.raises(GongkaiError, match=r'cannot be used: .*database "none" does not exist') as refused:
        open_instance(replace(home, postgres=f"{server.replace('gongkai@', 'gongkai:hush@')}/none"))
    assert "hush" not in str(refused.value)
    with pytest.raises(GongkaiError, match=r"cannot be used: .*Connection refused") as refused:
        open_instance(replace(home, postgres="postgresql://gongkai:hush@127.0.0.1:1/runs"))
    assert "hush" not in str(refused.value)
    with pytest.raises(GongkaiError, match="not the URL of a PostgreSQL database"):
        open_instance(replace(home, postgres="host=localhost"))
    assert not (tmp_path / "dagster" / "dagster.yaml").exists()


@pytest.mark.parametrize(
    "secret",
    [
        "u:SECRET%ZZ@127.0.0.1:1/d",
        "u:SEC/RET@127.0.0.1:1/d",
        "u:SE@CRET@127.0.0.1:1/d",
        "u:SEC?RET@127.0.0.1:1/d",
        "u:SECRET%00@127.0.0.1:1/d",
        "u:SECRET",
        "u@127.0.0.1:1/d?password=SECRET%ZZ",
    ],
)
def test_an_address_that_is_no_url_is_told_without_a_word_of_it(secret: str, tmp_path: Path) -> None:
    for scheme in ("postgresql", "postgresql+psycopg2"):
        with pytest.raises(GongkaiError) as refused:
            open_instance(Settings(tmp_path, "real", tmp_path, postgres=f"{scheme}://{secret}"))
        assert refused.value.problem == (
            "the address is not a URL of PostgreSQL: encode signs like % / @ in the password (%25 %2F %40)"
        )
        found = "".join(traceback.format_exception(refused.value.with_traceback(None)))
        assert [part for part in ("SEC", "CRET", "RET") if part in found] == []


@pytest.mark.parametrize(
    ("told", "url", "shown"),
    [
        # Nothing of user or password: as it is, on one line.
        ("FATAL:\n  too many clients", "postgresql://gongkai:hush@h/d", "FATAL: too many clients"),
        ('database "none" does not exist', "postgresql://h/none", 'database "none" does not exist'),
        # The whole, a piece, what a piece decodes to, what is left of one that was cut, any case.
        ('role "hush" does not exist', "postgresql://hush:x@h/d", "the server has no such user or database"),
        (
            'FATAL: password authentication failed for user "u"',
            "postgresql://u:x@h/d",
            "the server refuses this user or password",
        ),
        ('bad "hush"', "postgresql+psycopg2://u:no-hush%21@h/d", postgres._HIDDEN),
        ('bad "a b!c"', "postgresql://u:x%20b%21y@h/d", postgres._HIDDEN),
        ('bad "hushhu"', "postgresql://u:hushhushhush@h/d", postgres._HIDDEN),
        ('bad "HUSH.example"', "postgresql://u:hush@h/d", postgres._HIDDEN),
        ('bad "hush"', "postgresql://h/d?user=u&password=hush", postgres._HIDDEN),
    ],
)
def test_what_the_driver_says_is_shown_where_it_holds_nothing_of_user_and_password(
    told: str, url: str, shown: str
) -> None:
    assert postgres.shown(told, url) == shown


def test_a_failing_statement_is_told_without_the_drivers_error(server: str) -> None:
    url = f"{server.replace('gongkai@', 'gongkai:hush@')}/postgres"
    with (
        pytest.raises(GongkaiError, match=r"cannot be used: .*syntax error") as refused,
        postgres.connected(url) as cursor,
    ):
        cursor.execute("SELEC")
    assert refused.value.__cause__ is None and refused.value.__suppress_context__


def test_a_server_that_goes_away_ends_a_run_with_one_message(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    made = province.write(tmp_path / "province")
    page = made.nights[1] / "sample-water-site/info/1004/40.htm"
    inbox = tmp_path / "pages"
    inbox.mkdir()
    shutil.copyfile(page, inbox / "2021.html")
    (inbox / "deposits.csv").write_text("file,agency_id,year,scope,source,retrieved\n2021.html,S000004,,,,\n")
    with _started() as going:
        url = going.url.replace("gongkai@", "gongkai:hush@")
        settings = Settings(tmp_path / "home", "real", made.registry, postgres=f"{url}/postgres")
        now = datetime(2024, 5, 6, 7, tzinfo=UTC)
        deposit(settings, registry.load(made.registry), inbox, now)
        ended: list[str] = []

        def listen(step: Step) -> None:
            if step.done:
                ended.append(step.stage)
                if step.stage == "grids":
                    going.stop()

        with pytest.raises(GongkaiError) as lost:
            run(settings, now, Wanted(first="read"), listen)
    assert ended == ["documents", "grids"]
    text = str(lost.value)
    assert text.startswith("GONGKAI_POSTGRES: the PostgreSQL database cannot be used: ")
    assert text.endswith(
        "\n  What to do: start the server, or correct the URL (user, password, host, database); then run again: what "
        "was done stays done, and the last release stands"
    )
    assert (text.count("\n"), "hush" in text, "sqlalche.me" in text) == (1, False, False)
    assert lost.value.__cause__ is None and lost.value.__suppress_context__
    assert [record for record in caplog.records if record.name == "root"] == []
    errors = capfd.readouterr().err
    assert [words for words in ("Traceback", "psycopg2", "Exception") if words in errors] == []


def test_the_url_comes_from_the_environment() -> None:
    assert load(environment={"GONGKAI_POSTGRES": "postgresql://a/b"}).postgres == "postgresql://a/b"
    assert load(environment={}).postgres == ""
