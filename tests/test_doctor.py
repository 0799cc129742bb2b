"""``gongkai doctor``: what is there, what its lack costs, and when the exit code is 1."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gongkai import doctor
from gongkai.cli import main
from gongkai.errors import GongkaiError
from gongkai.sandbox import trial


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
    monkeypatch.setattr(doctor, "_LEAST_DISK", 10**18)
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
