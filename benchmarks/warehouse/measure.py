"""What is measured of a grown home, each by the project's own functions in a process of its own."""

from __future__ import annotations

import multiprocessing
import random
import re
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import gongkai
from benchmarks.warehouse.grow import grow
from gongkai.lake.log import Log
from gongkai.settings import Settings
from gongkai.warehouse import build as building
from gongkai.warehouse.diff import diff
from gongkai.warehouse.release import publish

#: Recipes of the cookbook that are asked, by their numbers there.
RECIPES = (1, 2, 3, 4, 5, 6, 7, 12)
READERS = 20
#: Seconds that a reader thinks between two sessions.
_THINKS = 5.0
_FIRST = datetime(2026, 1, 1, tzinfo=UTC)
#: Forked, not spawned: in a process without a main file DuckDB thinks that it talks to a person, and draws bars. The
#: parent itself runs no DuckDB.
_FORK = multiprocessing.get_context("fork")
_COOKBOOK = Path(__file__).resolve().parent.parent.parent / "docs" / "cookbook.md"


@dataclass(frozen=True)
class Cost:
    """wall, cpu: seconds. memory: most that the process held, in GB. result: what it made."""

    wall: float
    cpu: float
    memory: float
    result: Any


def cost(task: Callable[..., Any], *given: Any) -> Cost:
    """Run a task in a new process."""
    with _FORK.Pool(1) as pool:
        return pool.apply(_measured, (task, *given))


def _measured(task: Callable[..., Any], *given: Any) -> Cost:
    before, started = _cpu(), time.monotonic()
    result = task(*given)
    wall, cpu = time.monotonic() - started, _cpu() - before
    return Cost(wall, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, result)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def settings(home: Path) -> Settings:
    """The grown home's."""
    made = Settings(home, "sample", home / "registry")
    made.create()
    return made


def make_log(small: Path, home: Path, facts: int) -> Any:
    """A grown log in an empty home."""
    return grow(Log(small / "lake"), Log(settings(home).lake), facts)


def make_file(home: Path) -> tuple[float, float, float]:
    """The database file of the last load alone; its size in GB, wall and CPU seconds of its tables of facts."""
    path, log, spent = home / "alone.duckdb", Log(home / "lake"), [0.0, 0.0]
    path.unlink(missing_ok=True)

    def timed(insert: Callable[..., None], *given: Any) -> None:
        started, before = time.monotonic(), _cpu()
        insert(*given)
        spent[0] += time.monotonic() - started
        spent[1] += _cpu() - before

    with patch.object(building, "_insert_facts", partial(timed, building._insert_facts)):
        building.build(log, log.latest(), path, [])
    size = path.stat().st_size / 1e9
    path.unlink()
    return size, *spent


def make_release(home: Path, load: int, day: int) -> tuple[float, int]:
    """A whole release of a load; GB and files of it."""
    release = publish(settings(home), load, _FIRST + timedelta(days=day))
    files = [path for path in release.folder.rglob("*") if path.is_file()]
    return sum(path.stat().st_size for path in files) / 1e9, len(files)


def make_diff(home: Path) -> tuple[int, int]:
    """Tables and cells in which the last two loads differ."""
    log = Log(home / "lake")
    found = diff(log, log.latest() - 1, log.latest())
    return len(found.tables), len(found.cells)


def questions() -> list[tuple[str, str]]:
    """Name and SQL: recipes of the cookbook about the first copy's city, one report, one agency's series."""
    text = _COOKBOOK.read_text(encoding="utf-8")
    found = {
        int(number): (title, sql.replace("'9901", "'1001"))
        for number, title, sql in re.findall(
            r"^## (\d+)\. (.*?)\n.*?^```sql\n(.*?)^```", text, re.MULTILINE | re.DOTALL
        )
    }
    return [(f"{number}. {found[number][0]}", found[number][1]) for number in RECIPES] + [
        ("one report", "SELECT * FROM facts WHERE report_id = 'S000007:2022:own'"),
        (
            "one agency's series",
            "SELECT year, scope, value FROM facts WHERE agency_id = 'S000007' AND indicator = 'req_new' "
            "AND applicant = 'total' ORDER BY year, scope",
        ),
    ]


def ask(home: Path) -> list[tuple[str, float, float, int]]:
    """Each question's name, milliseconds (best and median of seven, after two), and rows."""
    con = gongkai.connect(home)
    found = []
    for name, sql in questions():
        times = []
        for _ in range(9):
            started = time.monotonic()
            rows = con.execute(sql).fetchall()
            times.append(1000 * (time.monotonic() - started))
        found.append((name, min(times[2:]), statistics.median(times[2:]), len(rows)))
    con.close()
    return found


def read_beside(home: Path, seed: int, load: int, day: int, idle: float) -> dict[str, Any]:
    """Readers for ``idle`` seconds alone, then while a release is made and swapped in.

    Gives their milliseconds alone and beside it, errors, sessions, and the names of the releases that they saw.
    """
    queue, end, busy = _FORK.Queue(), _FORK.Event(), _FORK.Event()
    readers = [_FORK.Process(target=_read, args=(home, seed + at, queue, busy, end)) for at in range(READERS)]
    for reader in readers:
        reader.start()
    time.sleep(idle)
    busy.set()
    made = cost(make_release, home, load, day)
    # Each opens the new release once at least.
    time.sleep(4 * _THINKS)
    end.set()
    told = [queue.get() for _ in readers]
    for reader in readers:
        reader.join()
    alone = sorted(ms for one in told for ms in one["alone"])
    beside = sorted(ms for one in told for ms in one["beside"])
    return {
        "release": made,
        "alone": alone,
        "beside": beside,
        "errors": [error for one in told for error in one["errors"]],
        "seen": sorted({name for one in told for name in one["seen"]}),
    }


def _read(home: Path, seed: int, queue: Any, busy: Any, end: Any) -> None:
    """Sessions with pauses: a new connection, the same two counts before and after some questions."""
    rng, asked = random.Random(seed), questions()
    told: dict[str, Any] = {"alone": [], "beside": [], "errors": [], "seen": set()}
    whole = """SELECT (SELECT max(release) FROM releases WHERE made = (SELECT max(made) FROM releases)),
      (SELECT count(*) FROM facts), (SELECT sum(facts) FROM report_tables WHERE admitted AND table_kind <> 'prose')"""
    time.sleep(rng.uniform(0, _THINKS))
    while not end.is_set():
        try:
            during = busy.is_set()
            con = gongkai.connect(home)
            # The machine's whole pool of threads for each of them is nobody's gain.
            con.execute("SET threads = 1")
            before = con.execute(whole).fetchone()
            for _, sql in rng.sample(asked, 3):
                started = time.monotonic()
                con.execute(sql).fetchall()
                told["beside" if during else "alone"].append(1000 * (time.monotonic() - started))
            after = con.execute(whole).fetchone()
            con.close()
            if before != after or before is None or before[1] != before[2]:
                told["errors"].append(f"not one release whole: {before} {after}")
            else:
                told["seen"].add(before[0])
        except Exception as error:
            told["errors"].append(f"{type(error).__name__}: {error}")
        end.wait(rng.uniform(0, 2 * _THINKS))
    queue.put(told)
