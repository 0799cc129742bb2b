"""A command that is asked to end: by Ctrl-C (SIGINT), or by the system or another program (SIGTERM)."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import click

from gongkai.errors import GongkaiError
from gongkai.events import tell

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(BaseException):
    """This process was asked to end. It is no fault, so that nothing that goes on after faults goes on after it."""

    def __init__(self, asked: signal.Signals) -> None:
        super().__init__(asked.name)
        self.asked = asked


@contextmanager
def told(remedy: str) -> Iterator[None]:
    """In a ``with`` block either signal raises Stopped; at its end that is told in one message, with the exit code that
    shells know (128 and the signal's number).

    remedy: what a person does then.
    """
    before = {number: signal.signal(number, _raise) for number in _SIGNALS}
    try:
        with _nowhere_ignored():
            yield
    except Stopped as stopped:
        # An impatient second signal ends the process as it is.
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        tell("stopped", signal=stopped.asked.name)
        by = "Ctrl-C" if stopped.asked == signal.SIGINT else stopped.asked.name
        click.echo(f"\ngongkai: {GongkaiError(f'stopped by {by}', remedy=remedy)}", err=True)
        sys.exit(128 + stopped.asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def noticed() -> Iterator[None]:
    """In a ``with`` block the signals are noticed whoever handles them; at its end Stopped is raised where one came.

    Dagster puts handlers of its own in place while it executes: it makes a failure of a step of a signal, or takes note
    of it and forgets it at the end; and libraries make errors of their own of what its handlers raise.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    # The system's side of a signal: the number is written there before any handler runs.
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(writing)
        came = [number for number in os.read(reading, 1 << 16) if number in _SIGNALS]
        os.close(reading)
        if came:
            raise Stopped(signal.Signals(came[0])) from None


@contextmanager
def _nowhere_ignored() -> Iterator[None]:
    """Python drops what is raised while it clears an object away, wherever that happens to be: the signal comes again,
    a moment later."""
    before = sys.unraisablehook

    def again(dropped: sys.UnraisableHookArgs) -> None:
        if issubclass(dropped.exc_type, Exception | SystemExit | GeneratorExit):
            before(dropped)
            return
        asked = dropped.exc_value.asked if isinstance(dropped.exc_value, Stopped) else signal.SIGINT
        threading.Timer(0.05, os.kill, (os.getpid(), asked)).start()

    sys.unraisablehook = again
    try:
        yield
    finally:
        sys.unraisablehook = before


def _raise(number: int, _: FrameType | None) -> NoReturn:
    raise Stopped(signal.Signals(number))
