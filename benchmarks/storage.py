"""``python -m benchmarks.storage``: bytes a document or report costs in each part of the lake and in a release, and the
time of load and release. What ``docs/scale.md`` reckons with.

Documents of the sample in each medium give bodies and cache. Reports are those of its pages, with other numbers drawn
from a seed (of as many digits), one for each agency and year, all admitted.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from benchmarks.media import made
from gongkai.crawl.store import BodyStore
from gongkai.documents import HTML
from gongkai.lake.executor import SerialExecutor
from gongkai.lake.log import Log
from gongkai.lake.records import write_jsonl
from gongkai.read import said
from gongkai.records import Fact, Report, Source, report_to_stage
from gongkai.reports.reading import read_all
from gongkai.sandbox import extracts
from gongkai.settings import Settings
from gongkai.text_table import text_table
from gongkai.warehouse.load import write_load
from gongkai.warehouse.release import publish

# Registry and gate are those of the tests.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from warehouse_examples import REGISTRY, documents, gate, load_input

NOW = datetime(2024, 2, 5, 1, tzinfo=UTC)
YEARS = range(2008, 2024)
_AGENCIES = "agency_id,name,kind,level,region_code,sector,rule_making,parent_agency_id,uscc,valid_from,valid_to,state\n"
_NAMES = b"agency_id,name,valid_from,valid_to\n"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=20, help="of each medium")
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        rows = [_documents(Path(name), medium, given.documents) for medium in ("html", "docx", "pdf ruled")]
        print(
            text_table(("medium", "documents", "kB each", "body kB", "cache kB", "kB of stage grids"), rows), flush=True
        )
        home = Settings(Path(name) / "home", "real", Path(name) / "home" / "registry")
        home.create()
        _loaded(home, list(reports(given.reports, random.Random(given.seed))))


def _size(path: Path) -> int:
    return (
        sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) if path.is_dir() else path.stat().st_size
    )


def _documents(folder: Path, medium: str, most: int) -> list[str]:
    documents, root = made(medium, most), folder / medium
    store = BodyStore(root / "bodies")
    given = {store.put(document.data): document.media_type for document in documents}
    lines = read_all(given, root / "bodies", root / "cache", SerialExecutor(), "both")
    write_jsonl(root / "grids", lines)
    sizes = (sum(len(one.data) for one in documents), *(_size(root / part) for part in ("bodies", "cache", "grids")))
    return [medium, str(len(documents)), *(f"{size / len(documents) / 1000:.2f}" for size in sizes)]


def reports(count: int, rng: random.Random) -> Iterator[Report]:
    """Reports with drawn numbers, as stage ``reports`` makes them of pages."""
    read = [said(one, lambda part: extracts(part, "both")) for one in made("html", 20)]
    kept = [one.reports[0] for one in read if one.reports]
    for number in range(count):
        first = kept[number % len(kept)]
        agency, year = number // len(YEARS), YEARS[number % len(YEARS)]
        digest = f"{number:064x}"
        yield replace(
            first,
            agency_id=f"A{agency:06}",
            agency=f"第{agency}局",
            year=year,
            scope="own",
            report_id=f"A{agency:06}:{year}:own",
            region="99",
            facts=tuple(_drawn(fact, rng) for fact in first.facts),
            tables=tuple(replace(table, scope="own") for table in first.tables),
            sources=(Source(f"http://a.invalid/{number}.html", digest, HTML, "publisher", "html", NOW.isoformat()),),
        )


def _drawn(fact: Fact, rng: random.Random) -> Fact:
    if fact.value is None or fact.value != int(fact.value):
        return fact
    digits = len(str(int(fact.value)))
    value = rng.randrange(10 ** (digits - 1) if digits > 1 else 0, 10**digits)
    return fact._replace(value=Decimal(value), raw=str(value))


def _loaded(home: Settings, of: list[Report]) -> None:
    """Write one load of the reports and publish it; sizes and times a report."""
    regions = {one.agency_id: "990100" for one in of if one.agency_id}
    agencies = "".join(f"{key},{key},department,city,990100,water,no,,,,,verified\n" for key in sorted(regions))
    registry = {**REGISTRY, "agencies.csv": (_AGENCIES + agencies).encode(), "agency_names.csv": _NAMES}
    seen = documents(*(one.sources[0].sha256 for one in of))
    lines = [gate(replace(one, tables=one.all_tables)) for one in of]
    given = load_input(*of, lines=lines, regions=regions, documents=seen, registry=registry, coverage=[])
    write_jsonl(home.home / "stage", (report_to_stage(one) for one in of))
    began = time.process_time(), time.monotonic()
    load = write_load(Log(home.lake), given, "real", NOW)
    loaded = time.process_time(), time.monotonic()
    assert load is not None
    release = publish(home, load, NOW)
    ended = time.process_time(), time.monotonic()
    folders = {
        "stage reports": home.home / "stage",
        "log": Log(home.lake).folder(load),
        "release: DuckDB": release.database,
        "release: Parquet": release.folder / "parquet",
        "release: CSV": release.folder / "csv",
        "release: all of it": release.folder,
    }
    cells = sum(len(one.facts) for one in of)
    print(
        f"{len(of)} reports, {cells} facts; most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    )
    rows = [[name, f"{_size(path) / 1e6:.2f}", f"{_size(path) / len(of) / 1000:.2f}"] for name, path in folders.items()]
    print(text_table(("part", "MB", "kB a report"), rows))
    spent = [("load", began, loaded), ("release", loaded, ended)]
    print(text_table(("step", "s of CPU", "s"), [[n, f"{b[0] - a[0]:.1f}", f"{b[1] - a[1]:.1f}"] for n, a, b in spent]))


if __name__ == "__main__":
    main()
