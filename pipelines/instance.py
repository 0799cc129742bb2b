"""Dagster's own home inside a home of gongkai: ``<home>/dagster``, SQLite, made once, telemetry off.

``python -m pipelines.instance`` makes it for the home in GONGKAI_HOME and prints its path, for DAGSTER_HOME.
"""

from __future__ import annotations

import fcntl
from pathlib import Path

import dagster as dg

from gongkai.lake.atomic import write_text
from gongkai.settings import Settings, load

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


def dagster_home(settings: Settings) -> Path:
    """Folder of Dagster's runs and events."""
    return settings.home.resolve() / "dagster"


def open_instance(settings: Settings) -> dg.DagsterInstance:
    """The home's Dagster instance, its databases made if they are not there. Use it in a ``with`` block.

    A fresh SQLite home that several processes open at once is broken for good, so it is made under a lock.
    """
    home = dagster_home(settings)
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "dagster.yaml").exists():
            write_text(home / "dagster.yaml", _CONFIG)
        instance = dg.DagsterInstance.from_config(str(home))
        # Touching each store makes its database.
        instance.get_runs_count()
        instance.get_asset_keys(limit=1)
        instance.all_instigator_state()
    return instance


if __name__ == "__main__":
    with open_instance(load()):
        print(dagster_home(load()))
