"""Dagster's own home inside a home of gongkai: ``<home>/dagster``, made once, telemetry off; its runs and events in
SQLite beside it, or in the PostgreSQL database that GONGKAI_POSTGRES names.

``python -m pipelines.instance`` makes it for the home in GONGKAI_HOME and prints its path, for DAGSTER_HOME.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from dagster._core.instance.ref import InstanceRef

from gongkai.errors import GongkaiError
from gongkai.lake.atomic import write_text
from gongkai.lake.identity import home_id
from gongkai.postgres import with_driver
from gongkai.settings import Settings, load
from pipelines.postgres import claimed, reached

#: By the variable's name: the URL may hold a password. Dagster's web server and daemon read it from there too.
_VARIABLE = "GONGKAI_POSTGRES"
_POSTGRES = f"""\
storage:
  postgres:
    postgres_url: {{env: {_VARIABLE}}}
"""

_CONFIG = """\
telemetry:
  enabled: false
nux:
  enabled: false
# A run that was killed is marked failed within seconds and may be started again.
run_monitoring:
  enabled: true
  poll_interval_seconds: 5
concurrency:
  # Assets that are started from their own pages too: a run that needs one of a pool waits for the other that does.
  pools: {default_limit: 1, granularity: run}
  runs:
    max_concurrent_runs: 4
    tag_concurrency_limits:
      # One crawl over the ledger, so that no host is asked by two; one comparison and one load over the log.
      - {key: gongkai/alone, value: crawl, limit: 1}
      - {key: gongkai/alone, value: load, limit: 1}
# Ticks that started nothing are of no use after a week, others after a quarter of a year.
retention:
  schedule: {purge_after_days: 90}
  sensor: {purge_after_days: {skipped: 7, failure: 90, success: 90}}
"""
#: What runs in a command's process print stands on its terminal. To keep it as well Dagster starts four processes a
#: step, which Ctrl-C reaches too, and some of them die of it with a traceback.
_PRINTED = {
    "compute_logs": {"module": "dagster._core.storage.noop_compute_log_manager", "class": "NoOpComputeLogManager"}
}


def dagster_home(settings: Settings) -> Path:
    """Folder of Dagster's runs and events."""
    return settings.home.resolve() / "dagster"


def open_instance(settings: Settings) -> dg.DagsterInstance:
    """The home's Dagster instance, its databases made if they are not there. Use it in a ``with`` block.

    What runs that are executed with it print is not kept.

    Raises GongkaiError when the PostgreSQL database that is set cannot be used, or none is set any more.
    """
    home = dagster_home(settings)
    home.mkdir(parents=True, exist_ok=True)
    with _alone(settings, home):
        _configure(home / "dagster.yaml", settings.postgres)
        with reached(settings.postgres):
            instance = dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home), overrides=_PRINTED))
            # Touching each store makes its database.
            instance.get_runs_count()
            instance.get_asset_keys(limit=1)
            instance.all_instigator_state()
    return instance


@contextmanager
def _alone(settings: Settings, home: Path) -> Iterator[None]:
    """A fresh SQLite home that several processes open at once is broken for good, so it is made under a lock."""
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if settings.postgres:
            with claimed(settings.postgres, home_id(settings.home)):
                yield
        else:
            yield


def _configure(path: Path, postgres: str) -> None:
    """Make ``dagster.yaml``; of one that is there only the storage is looked at, the rest is its owner's."""
    text = path.read_text(encoding="utf-8") if path.exists() else _CONFIG
    if postgres:
        # Dagster, here and in every process that is started from here, takes the URL from the environment.
        os.environ[_VARIABLE] = with_driver(postgres)
    elif _POSTGRES in text:
        raise GongkaiError(
            "this home keeps Dagster's runs in PostgreSQL, and no database is set",
            str(path),
            "storage",
            f"set {_VARIABLE}; or take these three lines out of the file: runs then begin anew, in SQLite",
        )
    if not path.exists() or (postgres and _POSTGRES not in text):
        write_text(path, (_POSTGRES if postgres else "") + text)


if __name__ == "__main__":
    with open_instance(load()):
        print(dagster_home(load()))
