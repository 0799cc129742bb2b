"""What is told by HTTP, to a server of this machine; and what is said where nothing can be."""

from __future__ import annotations

import json
import socket
import threading
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import dagster as dg
import pytest

from gongkai.errors import GongkaiError
from gongkai.settings import Settings
from pipelines.instance import open_instance
from pipelines.prune import prune_runs
from pipelines.webhook import send, tell, tell_failure


class _Server(HTTPServer):
    got: list[bytes]
    authorizations: list[str | None]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, _Server)
        self.server.got.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.authorizations.append(self.headers["Authorization"])
        self.send_response(500 if self.path == "/broken" else 204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the screen."""


@pytest.fixture
def server() -> Iterator[_Server]:
    made = _Server(("127.0.0.1", 0), _Handler)
    made.got, made.authorizations = [], []
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def test_the_report_is_sent_as_text_in_json(server: _Server) -> None:
    address = f"http://127.0.0.1:{server.server_port}/secret"
    assert send("# Release 2\n样川市", address) == "sent: HTTP 204"
    assert [json.loads(body) for body in server.got] == [{"text": "# Release 2\n样川市"}]


def test_a_long_report_is_cut(server: _Server) -> None:
    send("长" * 5000, f"http://127.0.0.1:{server.server_port}/")
    [body] = server.got
    text = json.loads(body)["text"]
    assert (len(text), text[-2:]) == (4000, "长…")


def test_off_by_default_and_no_fault_names_the_address(server: _Server) -> None:
    assert send("x", "") == "GONGKAI_WEBHOOK is not set"
    assert send("x", f"http://127.0.0.1:{server.server_port}/broken") == "not sent: HTTP 500"
    assert send("x", "ftp://secret.invalid") == ("GONGKAI_WEBHOOK holds no https:// address: nothing was sent")
    assert send("x", "http://127.0.0.1:1/secret") == "not sent: URLError"


SECRETS = ("SECRETPW", "SECRETPATH", "user", "hook", "example")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://hook.invalid/SECRET PATH", "signs that no address may hold"),
        ("https://hook.invalid/SECRETPATH\n", "signs that no address may hold"),
        ("https://hook.invalid:SECRETPW/", "no address"),
        ("https://[SECRETPW/", "no address"),
        ("SECRETPATH", "no address"),
        ("ftp://hook.invalid/SECRETPATH", "no https:// address"),
        ("http://127.evil.example/SECRETPATH", "no https:// address"),
        ("http://127.0.0.1@evil.example/SECRETPATH", "no https:// address"),
        ("http://user:SECRETPW@hook.invalid/", "no https:// address"),
    ],
)
def test_an_address_of_another_form_is_refused_without_its_words(address: str, told: str) -> None:
    said = send("x", address)
    assert said.startswith(f"GONGKAI_WEBHOOK holds {told}")
    assert said.endswith(": nothing was sent")
    assert [secret for secret in SECRETS if secret in said] == []


def test_user_and_password_are_sent_as_basic_authentication(server: _Server) -> None:
    for name in ("127.0.0.1", "localhost"):
        said = send("x", f"http://user:SECRET%20PW@{name}:{server.server_port}/T/x#here")
        assert said == "sent: HTTP 204"
    assert server.authorizations == ["Basic dXNlcjpTRUNSRVQgUFc="] * 2


@pytest.mark.parametrize(
    ("answer", "told"),
    [(b"", "not sent: RemoteDisconnected"), (b"SECRETPATH\r\n\r\n", "not sent: BadStatusLine")],
)
def test_an_answer_that_is_none_is_told_by_its_kind(answer: bytes, told: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def once() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        thread = threading.Thread(target=once)
        thread.start()
        assert send("x", f"http://127.0.0.1:{listening.getsockname()[1]}/SECRETPATH") == told
        thread.join()


def test_whatever_sending_dies_of_the_address_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: urllib.request.Request, timeout: float) -> object:
        raise RuntimeError(request.full_url)

    monkeypatch.setattr(urllib.request, "urlopen", broken)
    assert send("x", "https://user:SECRETPW@hook.invalid/T/x") == "not sent: RuntimeError"


def _told_of(error: Exception) -> str:
    """What the sensor says when a run over a region has failed of this."""

    @dg.op
    def break_down() -> None:
        raise error

    @dg.job
    def breaking() -> None:
        break_down()

    with dg.DagsterInstance.ephemeral() as instance:
        tags = {"dagster/partition": "41"}
        result = breaking.execute_in_process(instance=instance, raise_on_error=False, tags=tags)
        event = next(event for event in result.all_events if event.event_type_value == "PIPELINE_FAILURE")
        context = dg.build_run_status_sensor_context("tell_failure", event, instance, result.dagster_run)
        skipped = tell_failure(context.for_run_failure())
    assert isinstance(skipped, dg.SkipReason)
    return str(skipped.skip_message)


def test_a_failed_run_tells_dagster_nothing_of_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_WEBHOOK", "https://user:SECRETPW@hook.invalid:SECRETPATH/T x")
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    said = _told_of(RuntimeError("it broke"))
    assert said.startswith("GONGKAI_WEBHOOK holds signs that no address may hold")


def test_of_a_failed_run_is_sent_where_it_failed_why_and_what_to_do(
    server: _Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_WEBHOOK", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    assert _told_of(GongkaiError("the disk is full", "/lake", "", "make room")) == "sent: HTTP 204"
    [body] = server.got
    assert json.loads(body)["text"] == (
        "breaking failed in region 41, the last release stands\n"
        "break_down: /lake: the disk is full\n  What to do: make room"
    )


@pytest.mark.parametrize(
    "words", ["no way to http://h/SECRET%20PATH", "no way to SECRET PATH", "user u, password SECRETPW", "p=a%2Fb: a/b"]
)
def test_of_a_failed_run_no_secret_is_sent(
    server: _Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setenv("GONGKAI_WEBHOOK", f"http://u:a%2Fb@127.0.0.1:{server.server_port}/SECRET%20PATH")
    monkeypatch.setenv("GONGKAI_POSTGRES", "postgresql://u:SECRETPW@db/x")
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    assert _told_of(RuntimeError(words)) == "sent: HTTP 204"
    text = json.loads(server.got[0])["text"]
    assert text.startswith("breaking failed in region 41, the last release stands\nits words hold a part of an address")
    assert "look at Dagster run" in text and "SECRET" not in text and "a/b" not in text


def test_the_report_that_is_sent_is_the_newest_of_a_release(
    server: _Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_WEBHOOK", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    (tmp_path / "nights").mkdir()
    for name in ("20240205T010000Z-load1", "20240410T010000Z-load2", "20240410T013000Z-failed"):
        (tmp_path / "nights" / f"{name}.md").write_text(name, encoding="utf-8")

    @dg.job(name="publish")
    def published() -> None: ...

    with dg.DagsterInstance.ephemeral() as instance:
        result = published.execute_in_process(instance=instance)
        event = next(event for event in result.all_events if event.event_type_value == "PIPELINE_SUCCESS")
        said = tell(dg.build_run_status_sensor_context("tell", event, instance, result.dagster_run))
    assert isinstance(said, dg.SkipReason) and said.skip_message == "sent: HTTP 204"
    assert [json.loads(body)["text"] for body in server.got] == ["20240410T010000Z-load2"]


def test_old_runs_are_removed_from_dagsters_log_and_recent_ones_stay(tmp_path: Path) -> None:
    @dg.op
    def nothing() -> None: ...

    @dg.job
    def idle() -> None:
        nothing()

    with open_instance(Settings(tmp_path, "real", tmp_path)) as instance:
        for _ in range(3):
            idle.execute_in_process(instance=instance)
        assert prune_runs(instance, datetime.now(UTC) - timedelta(days=90)) == 0
        assert instance.get_runs_count() == 3
        assert prune_runs(instance, datetime.now(UTC) + timedelta(minutes=1)) == 3
        assert instance.get_runs_count() == 0
