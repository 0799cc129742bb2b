"""What the next load would change in the current release, told before anything is loaded: made in a folder beside."""

from __future__ import annotations

import os
from dataclasses import astuple, replace
from datetime import datetime
from pathlib import Path

from gongkai import events
from gongkai.crawl.places import ledger_path
from gongkai.errors import GongkaiError
from gongkai.lake.atomic import remove, write_error
from gongkai.lake.lock import Lock
from gongkai.lake.log import Log
from gongkai.settings import Settings
from gongkai.warehouse.diff import Diff, diff
from gongkai.warehouse.release import current
from pipelines import progress, requests
from pipelines.rounds import Ask
from pipelines.runs import Runs


def preview(settings: Settings, now: datetime, accept_drop: str, listener: progress.Listener) -> Diff | None:
    """What a load of what is judged now would differ in from the current release; None when nothing would.

    Nothing in the home changes. Raises GongkaiError when a guard or the load would fail.
    """
    released = current(settings.releases)
    root = settings.home / ".preview"
    with Lock(settings.home / ".preview.lock"):
        remove(root)
        try:
            beside = replace(settings, home=root, postgres="", lake_url="")
            beside.create()
            # Files of stages and loads are replaced, never written into: the same ones under another name cost nothing.
            for name in ("stages", "loads"):
                _link(settings.lake / name, beside.lake / name)
            ledger_path(beside).parent.mkdir(parents=True, exist_ok=True)
            ledger_path(beside).symlink_to(ledger_path(settings).resolve())
            if settings.decisions.exists():
                beside.decisions.symlink_to(settings.decisions.resolve())
            with events.untold(), Runs.opened(beside, now, listener) as runs:
                runs.execute(Ask("load"), requests.of(Ask("load"), accept_drop=accept_drop))
            log, before = Log(beside.lake), released.load if released else 0
            return diff(log, before, log.latest()) if log.latest() > before else None
        except GongkaiError as error:
            # What is wrong in it is wrong in the home.
            told = (text.replace(str(root), str(settings.home)) for text in astuple(error))
            raise GongkaiError(*told) from error
        finally:
            remove(root)


def _link(folder: Path, beside: Path) -> None:
    """Files of a folder under another name, where there is one. Raises GongkaiError when the disk refuses."""
    for path in sorted(folder.rglob("*")):
        other = beside / path.relative_to(folder)
        try:
            if path.is_dir():
                other.mkdir(parents=True)
            else:
                other.parent.mkdir(parents=True, exist_ok=True)
                os.link(path, other)
        except OSError as error:
            raise write_error(error, other) from error
