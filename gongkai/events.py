"""What happened to documents and reports, a JSON object a line, where GONGKAI_LOG says: off without it.

Events are told in the process that runs a stage, through the standard logger ``gongkai``. Nothing depends on them.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gongkai.lake.atomic import write_error
from gongkai.settings import Settings

_LOGGER = logging.getLogger("gongkai")
STDERR = "stderr"


def tell(event: str, **fields: Any) -> None:
    """Log an event with its fields: ``report_id`` and ``document`` (sha256) where it is about such a thing."""
    _LOGGER.info(event, extra={"fields": fields})


@contextlib.contextmanager
def untold() -> Iterator[None]:
    """In a ``with`` block nothing is logged: what is done there is tried beside the home, and did not happen in it."""

    def nothing(_: logging.LogRecord) -> bool:
        return False

    # Not by switching the logger off: Dagster's configuration of its logging, with each run, switches it on.
    _LOGGER.addFilter(nothing)
    try:
        yield
    finally:
        _LOGGER.removeFilter(nothing)


def open_log(settings: Settings) -> None:
    """Log to what the settings say from now on, and no more to what was said before.

    Raises GongkaiError when the file cannot be written.
    """
    for old in [handler for handler in _LOGGER.handlers if isinstance(handler, _Handler)]:
        _LOGGER.removeHandler(old)
        old.close()
    if not settings.log:
        return
    path = settings.home / settings.log
    try:
        if settings.log != STDERR:
            path.parent.mkdir(parents=True, exist_ok=True)
        handler = _Handler(None if settings.log == STDERR else path)
    except OSError as error:
        raise write_error(error, path) from error
    handler.setFormatter(_Lines())
    _LOGGER.addHandler(handler)
    _LOGGER.setLevel(logging.INFO)
    # Dagster's and other programs' handlers have their own form.
    _LOGGER.propagate = False


class _Handler(logging.StreamHandler[Any]):
    """Appends to a file, or writes to the error output (None) as it is at that moment."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file = path.open("a", encoding="utf-8") if path is not None else None
        super().__init__(self._file or sys.stderr)

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line, to the file opened anew where it was closed.

        Dagster configures its logging with each run, and that closes every handler there is (logging.config).
        """
        if self._path is not None and self._file is not None and self._file.closed:
            try:
                self.stream = self._file = self._path.open("a", encoding="utf-8")
            except OSError:
                self.handleError(record)
                return
        super().emit(record)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            # What a full disk refused before is refused here once more.
            with contextlib.suppress(OSError):
                self._file.close()
        super().close()

    def handleError(self, record: logging.LogRecord) -> None:
        """A log that cannot be written (a full disk) stops no run."""


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """``{"time", "level", "event", …}``."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        fields: dict[str, Any] = getattr(record, "fields", {})
        head = {"time": time, "level": record.levelname.lower(), "event": record.getMessage()}
        return json.dumps(head | fields, ensure_ascii=False, default=str)
