"""What the pipeline's commands print."""

from __future__ import annotations

import sys

import pytest

from pipelines.console import Progress
from pipelines.progress import Step

_NOTES = [f"{10 * n} of 900 documents, 1.0 a second, {15 - n // 6} min left" for n in range(1, 14)]


def _read(capsys: pytest.CaptureFixture[str]) -> str:
    """Output of a stage that tells every ten seconds, for 130 seconds, how far it is."""
    now = [100.0]
    with Progress(clock=lambda: now[0]) as progress:
        progress.step(Step("grids", "41", done=False))
        for note in _NOTES:
            now[0] += 10
            progress.step(Step("grids", "41", done=False, note=note))
        progress.step(Step("grids", "41", done=True, rows=900))
    return capsys.readouterr().out


@pytest.mark.parametrize("forced", ["", "1"])
def test_outside_a_terminal_a_line_a_minute_tells_how_far_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, forced: str
) -> None:
    monkeypatch.setenv("FORCE_COLOR", forced)
    assert _read(capsys) == (
        "  grids      41  60 of 900 documents, 1.0 a second, 14 min left\n"
        "  grids      41  120 of 900 documents, 1.0 a second, 13 min left\n"
        "  grids      41  900 rows     130.0 s\n"
    )


def test_in_a_terminal_it_is_a_line_that_changes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    out = _read(capsys)
    assert "\x1b[" in out
    assert "  grids      41  60 of 900 documents" not in out


def test_a_terminal_that_cannot_change_a_line_is_told_as_a_file_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    assert "\n  grids      41  120 of 900 documents" in _read(capsys)


def test_a_closed_output_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """``gongkai run >&-``: Python has no standard output then."""
    monkeypatch.setattr(sys, "stdout", None)
    with Progress(clock=lambda: 100.0) as progress:
        progress.step(Step("grids", "41", done=True, rows=900))
