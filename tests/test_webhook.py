"""What is told by HTTP, to a server of this machine; and what is said where nothing can be."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import dagster as dg
import pytest

from gongkai.settings import Settings
from pipelines.instance import open_instance
from pipelines.prune import prune_runs
from pipelines.webhook import send


class _Server(HTTPServer):
    got: list[bytes]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, _Server)
        self.server.got.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(500 if self.path == "/broken" else 204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the screen."""


@pytest.fixture
def server() -> Iterator[_Server]:
    made = _Server(("127.0.0.1", 0), _Handler)
    made.got = []
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
