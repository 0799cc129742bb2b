"""Tells what a run in this process is doing, step by step, from Dagster's events."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import dagster as dg


@dataclass(frozen=True)
class Step:
    """A stage of a run that started or ended well.

    stage: name of the asset. partition: region, or region and years; "" for all.
    done:  False when it starts. rows: in the partitions that it made, None where it counts none. skipped: all of them
           were current. findings: what a person should know of it, in words (pages that were not got).
    note:  of one that goes on: how far it is.
    """

    stage: str
    partition: str
    done: bool
    rows: int | None = None
    skipped: bool = False
    findings: tuple[str, ...] = ()
    note: str = ""


Listener = Callable[[Step], None]


@dataclass
class _Counted:
    rows: int | None = None
    skipped: list[bool] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


class _Handler(logging.Handler):
    """Counts the materializations of the step that runs and hands the step on when it has ended."""

    def __init__(self, listener: Listener, partition: str) -> None:
        super().__init__()
        self._listener, self._partition, self._counted = listener, partition, _Counted()

    def emit(self, record: logging.LogRecord) -> None:
        """Dagster puts the event of a record into ``dagster_meta``."""
        meta: dict[str, Any] = getattr(record, "dagster_meta", {})
        event: dg.DagsterEvent | None = meta.get("dagster_event")
        if event is None and record.levelno == logging.INFO and meta.get("step_key"):
            self._listener(Step(meta["step_key"], self._partition, done=False, note=meta["orig_message"]))
        if event is None or event.step_key is None:
            return
        if event.is_step_start:
            self._counted = _Counted()
            self._listener(Step(event.step_key, self._partition, done=False))
        elif event.is_step_materialization:
            values: dict[str, Any] = {name: found.value for name, found in event.materialization.metadata.items()}
            rows = values.get("dagster/row_count")
            if rows is not None:
                self._counted.rows = (self._counted.rows or 0) + rows
            self._counted.skipped.append(bool(values.get("skipped")))
            self._counted.findings += [_words(finding) for finding in values.get("not got", ())]
        elif event.is_step_success and self._counted.skipped:
            # A check of its own makes nothing.
            found = self._counted
            findings = tuple(found.findings)
            self._listener(Step(event.step_key, self._partition, True, found.rows, all(found.skipped), findings))


def _words(finding: dict[str, Any]) -> str:
    """A :class:`gongkai.crawl.run.CrawlFinding` as one line."""
    more = f" and {finding['urls'] - 1} more" if finding["urls"] > 1 else ""
    why = f" ({finding['reason']})" if finding["reason"] else ""
    return f"{finding['site_id']}: {finding['outcome']}{why}: {finding['url']}{more}. What to do: {finding['remedy']}"


def logger(listener: Listener, partition: str) -> dg.LoggerDefinition:
    """A Dagster logger that prints nothing and tells the listener of every step."""

    def progress(_: dg.InitLoggerContext) -> logging.Logger:
        made = logging.Logger("gongkai.progress")
        made.addHandler(_Handler(listener, partition))
        return made

    return dg.LoggerDefinition(progress, description="Hands the steps of a run to the one who waits for it.")
