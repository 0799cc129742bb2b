"""``benchmarks.disturbed``: which role is killed how often and when; the kills themselves are the benchmark's."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks.disturbed import killed, moments, processes
from benchmarks.disturbed.found import Found


def test_a_role_is_killed_once_in_each_stretch_of_its_life() -> None:
    parts = moments.spread(10, random.Random(1))
    assert [int(part * 10) for part in sorted(parts)] == list(range(10))
    assert parts != sorted(parts)


def test_kills_are_dealt_out_and_none_is_lost() -> None:
    assert moments.shares(100, {"a": 27, "b": 63, "c": 10}) == {"a": 27, "b": 63, "c": 10}
    assert moments.shares(5, {"a": 1, "b": 1, "c": 1}) == {"a": 2, "b": 2, "c": 1}
    assert moments.shares(0, {"a": 1}) == {"a": 0}


def test_a_home_takes_the_kills_for_which_its_life_is_long_enough() -> None:
    kills = [("a", 0.9), ("b", 0.3), ("c", 0.2), ("a", 0.6), ("b", 0.1), ("c", 0.2)]
    assert moments.packed(kills, 3) == [[("a", 0.9), ("b", 0.1)], [("b", 0.3), ("c", 0.2), ("c", 0.2)], [("a", 0.6)]]


def test_a_moment_that_does_not_come_is_looked_for_again_from_nothing_and_earlier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[moments.Kill]] = []

    def home(_: Path, kills: list[moments.Kill], *__: object) -> int:
        """The first kill of a home is done; of a home that asks for more than 0.5 none is."""
        asked.append(list(kills))
        return int(kills[0][1] <= 0.5)

    monkeypatch.setattr(killed, "_home", home)
    found = Found()
    killed.runs(tmp_path, [("a", 0.2), ("b", 0.55), ("c", 2.0)], {}, random.Random(1), {}, found)
    assert asked[0] == [("a", 0.2), ("b", 0.55)]
    assert [kills for kills in asked if kills[0][0] == "b"] == [[("b", 0.55)], [("b", 0.55 * moments.EARLIER)]]
    assert len(asked) == 1 + 2 + moments.TRIES
    assert found.wrong == ["c was never met"]


def test_the_seconds_in_which_a_role_is_not_there_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = itertools.count()
    monkeypatch.setattr(moments, "time", SimpleNamespace(monotonic=lambda: next(seconds), sleep=lambda _: None))
    looks = iter([[], [], [7], [], [7], [7, 8]])
    assert moments.there(lambda: next(looks), 3, lambda: True) == [7, 8]
    assert moments.there(list, 0, iter([True, False]).__next__) == []
    goes_on = iter([True, True, True, False]).__next__
    assert moments.lives({"busy": lambda: [7], "idle": list}, goes_on) == {"busy": 3, "idle": 0}


def test_a_process_is_known_by_what_it_runs_and_is_gone_when_killed() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input('gongkai.crawl.spider')"], stdin=subprocess.PIPE)
    try:
        while not processes.of(os.getpid(), processes.CRAWLER):
            assert child.poll() is None
        assert processes.of(os.getpid(), processes.CRAWLER) == [child.pid]
        assert processes.of(child.pid, processes.RUN) == [child.pid]
    finally:
        processes.kill(child.pid)
        child.communicate()
    assert not processes.are_left([child.pid])
