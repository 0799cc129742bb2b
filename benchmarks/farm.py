"""``python -m benchmarks.farm``: two nights on the farm of tests/farm.py at the pace of real sites, then kills.

Each fault of ``tests/farm_faults.tsv`` hits sites of families that the seed chooses (it is printed). Prints a row a
fault, the pauses that the farm's own logs show, and what kills at random moments lost. Exit 1 where anything is not as
the table says.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import secrets
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gongkai.crawl.places import open_ledger
from gongkai.crawl.run import crawl
from gongkai.registry import load
from gongkai.settings import Settings

# The farm's sites are those of the tests.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from farm import NETWORK, Farm, Host, farm
from farm_checks import delivered, killed_crawls, lost_by_kills, pauses, violations, write_names

NIGHT = datetime(2024, 2, 5, 1, tzinfo=UTC)


def main() -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=lambda text: int(text, 16), default=secrets.randbits(32), help="hexadecimal")
    parser.add_argument("--copies", type=int, default=2, help="sites of each fault")
    parser.add_argument("--delay", type=float, default=2.0, help="seconds between two requests to a site")
    parser.add_argument("--kills", type=int, default=20)
    given = parser.parse_args()
    print(f"seed {given.seed:08x}, {given.copies} sites a fault, {given.delay:g} s between two requests")
    with tempfile.TemporaryDirectory() as folder:
        wrong = _nights(Path(folder) / "nights", given.seed, given.copies, given.delay)
        wrong += _kills(Path(folder) / "kills", given.seed, given.kills)
    print(*(wrong or ["All is as the table says."]), sep="\n")
    return 1 if wrong else 0


def _settings(folder: Path) -> Settings:
    networks = (ipaddress.ip_network(NETWORK),)
    return Settings(folder / "home", "sample", folder / "registry", 1, networks, "farm@example.org", timeout_s=10)


def _nights(folder: Path, seed: int, copies: int, delay_s: float) -> list[str]:
    folder.mkdir()
    home, wrong = _settings(folder), []
    found: dict[int, dict[str, set[str]]] = {}
    with Farm(farm(seed, copies)) as served:
        os.environ["PYTHONPATH"] = os.pathsep.join([str(write_names(folder / "names", served)), *sys.path])
        served.write_registry(home.registry, delay_s)
        for night in (1, 2):
            served.begin(night)
            began = time.monotonic()
            summary = crawl(home, load(home.registry), "99", NIGHT + timedelta(days=night))
            seconds = time.monotonic() - began
            wrong += violations(home, served, night, delay_s)
            found[night] = {host.site_id: delivered(home, host) for host in served.hosts}
            gaps = pauses(served)
            print(
                f"night {night}: {len(served.hosts)} sites, {sum(len(host.log) for host in served.hosts)} requests, "
                f"{seconds:.0f} s; "
                f"pauses {gaps[0]:.3f} s at least, {statistics.median(gaps):.3f} s in the middle; "
                f"{summary.delivered} delivered, {summary.failed} failed, {summary.waiting} left for tomorrow"
            )
        _print(served.hosts, found, home)
    return wrong


def _print(hosts: list[Host], found: dict[int, dict[str, set[str]]], home: Settings) -> None:
    groups: dict[str, list[Host]] = defaultdict(list)
    for host in hosts:
        groups[host.fault.fault].append(host)
    print("| fault | hits | becomes | sites | shown | found in its night | found in the end |")
    print("|---|---|---|---|---|---|---|")
    for name, group in groups.items():
        fault = group[0].fault
        counts = [sum(len(found[night][host.site_id]) for host in group) for night in (fault.night, 2)]
        shown = sum(len(host.shows()) for host in group)
        print(f"| {name} | {fault.hits} | {fault.outcome} | {len(group)} | {shown} | {counts[0]} | {counts[1]} |")
    with open_ledger(home) as ledger:
        known = ledger.rows("SELECT COUNT(*) AS n FROM fetches")[0]["n"]
    print(f"{sum(len(host.shows()) for host in hosts)} pages and files shown; {known} exchanges in the ledger")


def _kills(folder: Path, seed: int, kills: int) -> list[str]:
    folder.mkdir()
    home = _settings(folder)
    with Farm([host for host in farm(seed, 3) if host.fault.fault == "healthy"], latency_s=0.05) as served:
        served.write_registry(home.registry, 0)
        moments, requests = killed_crawls(home, served, NIGHT, kills, seed)
        wrong, again = lost_by_kills(served, moments)
        wrong += violations(home, served, 1, 0)
        print(
            f"{kills} kills -9 on {len(served.hosts)} sites: {requests} requests, {again} of them again "
            f"(on their way at a kill), {len(wrong)} others"
        )
    return wrong


if __name__ == "__main__":
    raise SystemExit(main())
