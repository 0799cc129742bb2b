"""Run the benchmark of the warehouse and print its tables."""

from __future__ import annotations

import argparse
import os
import platform
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.warehouse import measure
from benchmarks.warehouse.measure import Cost, cost
from gongkai.text_table import text_table


def main() -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.warehouse")
    parser.add_argument("--facts", type=float, nargs="+", default=[1e6, 1e7], help="sizes, ascending (1e8: an hour)")
    parser.add_argument("--seed", type=lambda text: int(text, 16), default=secrets.randbits(32), help="of the readers")
    parser.add_argument("--scratch", type=Path, help="folder with room for it (100M facts: 35 GB)")
    parser.add_argument("--small", type=Path, help="a home of the sample province, made by gongkai --sample run")
    parser.add_argument("--idle", type=float, default=60, help="seconds that the readers are alone")
    given = parser.parse_args()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    print(
        f"{platform.machine()}, {os.cpu_count()} processors, {memory:.0f} GB, load {os.getloadavg()[0]:.1f}, ", end=""
    )
    print(f"Python {platform.python_version()}, DuckDB {duckdb.__version__}; seed of the readers {given.seed:08x}")
    with tempfile.TemporaryDirectory(dir=given.scratch) as folder:
        small = given.small or _sample(Path(folder))
        for facts in given.facts:
            home = Path(folder) / f"{facts:.0f}"
            _one_size(small, home, int(facts), given)
            shutil.rmtree(home)
    return 0


def _sample(folder: Path) -> Path:
    """The sample province, as ``make run`` makes it."""
    environment = {**os.environ, "GONGKAI_HOME": str(folder)}
    command = [sys.executable, "-c", "from gongkai.cli.main import main; main()", "--sample", "run"]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return folder / "sample"


def _one_size(small: Path, home: Path, facts: int, given: argparse.Namespace) -> None:
    made = cost(measure.make_log, small, home, facts)
    grown = made.result
    print(f"\n{grown.facts:,} facts, {grown.reports:,} reports, {grown.agencies:,} agencies, {grown.copies:,} copies\n")
    rows = [_row("the log (no part of the program)", made, "")]
    file = cost(measure.make_file, home)
    size, *of_facts = file.result
    rows.append(_row("tables of facts, in the file", Cost(*of_facts, file.memory, None), ""))
    rows.append(_row("file, sorted, marts, verified", file, f"{size:.2f} GB"))
    release = cost(measure.make_release, home, 1, 0)
    rows.append(_row("first release, whole", release, "{:.2f} GB, {} files".format(*release.result)))
    changed = cost(measure.make_diff, home)
    rows.append(_row("difference of both loads", changed, "{:,} tables, {:,} cells".format(*changed.result)))
    read = measure.read_beside(home, given.seed, 2, 1, given.idle)
    next_one = read["release"]
    rows.append(_row("next release, 20 readers beside", next_one, "{:.2f} GB, {} files".format(*next_one.result)))
    print(text_table(("what", "wall s", "CPU s", "CPU µs/fact", "GB", "result"), _with_rates(rows, grown.facts)))
    asked = cost(measure.ask, home).result
    print(text_table(("question", "best ms", "median ms", "rows"), [_question(*one) for one in asked]))
    print(
        text_table(
            ("20 readers", "questions", "median ms", "p95 ms"), [_latencies(read, k) for k in ("alone", "beside")]
        )
    )
    print(f"{len(read['errors'])} errors, releases seen: {', '.join(read['seen'])}", *read["errors"][:5], sep="\n")


def _row(what: str, one: Cost, result: str) -> tuple[Any, ...]:
    return what, one.wall, one.cpu, one.memory, result


def _with_rates(rows: list[tuple[Any, ...]], facts: int) -> list[list[str]]:
    return [
        [what, f"{wall:.1f}", f"{cpu:.1f}", f"{1e6 * cpu / facts:.1f}", f"{memory:.1f}", result]
        for what, wall, cpu, memory, result in rows
    ]


def _question(name: str, best: float, median: float, rows: int) -> list[str]:
    return [name, f"{best:.0f}", f"{median:.0f}", str(rows)]


def _latencies(read: dict[str, Any], kind: str) -> list[str]:
    times = read[kind]
    at = [times[int(len(times) * share)] for share in (0.5, 0.95)] if times else [0.0, 0.0]
    return [kind, str(len(times)), *(f"{ms:.0f}" for ms in at)]


if __name__ == "__main__":
    sys.exit(main())
