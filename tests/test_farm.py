"""A farm of more than fifty sites with every fault: each ends as its table says, and stops no other site."""

from __future__ import annotations

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from family_sites import SITES
from farm import EFFECTS, NETWORK, Farm, farm, table
from farm_checks import killed_crawls, lost_by_kills, violations, write_names

from gongkai.crawl.exchange import LeftOut
from gongkai.crawl.health import Health
from gongkai.crawl.run import crawl
from gongkai.registry import load
from gongkai.settings import Settings

SEED = 20240205
NIGHT = datetime(2024, 2, 5, 1, tzinfo=UTC)
DELAY_S = 0.05


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    networks = (ipaddress.ip_network(NETWORK),)
    return Settings(tmp_path / "home", "sample", tmp_path / "registry", 1, networks, "farm@example.org", timeout_s=2)


def test_every_fault_does_something_and_stands_in_the_table() -> None:
    assert [fault.fault for fault in table() if fault.fault not in EFFECTS] == ["healthy", "rebind"]
    assert EFFECTS.keys() <= {fault.fault for fault in table()}
    hosts = farm(SEED)
    assert len(hosts) >= 50 and {host.case for host in hosts} == set(SITES)
    assert len({host.address for host in hosts}) == len(hosts)


def test_two_nights_on_the_farm(home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Farm(farm(SEED)) as served:
        names = write_names(tmp_path / "names", served)
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(names), os.environ.get("PYTHONPATH", "")]))
        served.write_registry(home.registry, DELAY_S)
        for night in (1, 2):
            served.begin(night)
            crawl(home, load(home.registry), "99", NIGHT + timedelta(days=night))
            assert violations(home, served, night, DELAY_S) == []


def test_killed_at_random_moments(home: Settings) -> None:
    with Farm([host for host in farm(SEED) if host.fault.fault == "healthy"], latency_s=0.05) as served:
        served.write_registry(home.registry, 0)
        moments, _ = killed_crawls(home, served, NIGHT, kills=3, seed=SEED)
        assert violations(home, served, 1, 0) == []
        wrong, again = lost_by_kills(served, moments)
        assert wrong == [] and 0 < again <= 3 * len(served.hosts)


def test_classes_of_gaps_are_those_of_the_table() -> None:
    for fault in table():
        # What is not followed is no outcome: farm_checks looks at the list's health.
        beside = (LeftOut("", "page", "", ""),) if fault.gap == "not_whole" else ()
        one = Health("", None, fault.outcome, 0, 0, left_out=beside)
        told = None if fault.outcome in ("-", "put_off") else one.fault
        if fault.hits in ("detail", "details") and told in ("column_dead", "redesigned"):
            told = "dead_link"
        assert (told or "-") == fault.gap, fault.fault
