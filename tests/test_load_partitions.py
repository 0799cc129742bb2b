"""Partitions that a load leaves alone, because nothing of them changed since the last one: and when it does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_causes import causes, other, printing
from warehouse_examples import NIGHT_1, NIGHT_2, VERSIONS, load_input, report, settings

from gongkai.errors import GongkaiError
from gongkai.lake.log import Log
from gongkai.records import Report
from gongkai.warehouse import load, query
from gongkai.warehouse.load import LoadInput, write_load
from gongkai.warehouse.release import publish

CITY, BUREAU = "S000001:2023:jurisdiction", "S000002:2022:own"
OF_CITY, OF_BUREAU = "2023|99", "2022|99"
BUREAUS = other(year=2022, report_id=BUREAU)


@pytest.fixture
def log(tmp_path: Path) -> Log:
    """One load: the city's report of 2023 and its bureau's of 2022, each in a partition of its own."""
    found = Log(settings(tmp_path).lake)
    write_load(found, load_input(report(), BUREAUS), "real", NIGHT_1)
    return found


def reading(given: LoadInput) -> tuple[LoadInput, list[str]]:
    """The input, and the partitions whose reports are asked for."""
    seen: list[str] = []

    def reports(name: str) -> Iterable[Report]:
        seen.append(name)
        return given.reports(name)

    return replace(given, reports=reports), seen


def held(partition: str) -> dict[str, Any]:
    """A partition that a guard holds at the state of load 1."""
    row = {"partition": partition, "year": 2023, "region": "99", "reports": 1, "held": True, "stale_since": 1}
    return row | {"findings": ["lost"], "accepted": None}


def test_a_night_without_a_change_reads_no_report(log: Log) -> None:
    given, read = reading(load_input(report(), BUREAUS))
    assert write_load(log, given, "real", NIGHT_2) is None
    assert read == []


def test_what_changed_is_read_and_the_rest_stands(log: Log, tmp_path: Path) -> None:
    given, read = reading(load_input(report(), printing(BUREAUS, "9"), versions=VERSIONS | {"reader": "2"}))
    assert write_load(log, given, "real", NIGHT_2) == 2
    assert read == [OF_BUREAU]
    assert causes(log, 2) == [(BUREAU, "4", "changed", "reader changed")]
    publish(settings(tmp_path), 2, NIGHT_2)
    counts = query.run(settings(tmp_path), "SELECT report_id, count(*) FROM facts GROUP BY ALL ORDER BY ALL").rows
    printed = query.run(settings(tmp_path), f"SELECT raw FROM facts WHERE report_id = '{BUREAU}' AND table_kind = '4'")
    assert counts == [(CITY, 18), (BUREAU, 18)]
    assert sorted(printed.rows) == [("7",), ("9",)]


def test_a_partition_that_is_gone_is_withdrawn_though_the_others_are_left_alone(log: Log) -> None:
    given, read = reading(load_input(report()))
    assert write_load(log, given, "real", NIGHT_2) == 2
    assert read == []
    assert causes(log, 2) == [(BUREAU, kind, "withdrawn", "source revised") for kind in ("2", "3", "4")]


@pytest.mark.parametrize("what", ["version", "codebook", "regions"])
def test_what_every_record_is_made_from_has_all_partitions_read(
    log: Log, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed: dict[str, Any] = {"codebook": {"versions": VERSIONS | {"codebook": "2"}}}
    changed["regions"] = {"regions": {"S000001": "990100", "S000002": "990200"}}
    if what == "version":
        monkeypatch.setattr(load, "LOAD_VERSION", load.LOAD_VERSION + 1)
    given, read = reading(load_input(report(), BUREAUS, **changed.get(what, {})))
    written = write_load(log, given, "real", NIGHT_2)
    assert read == [OF_BUREAU, OF_CITY]
    # The bureau's region is in each of its facts; nothing else would come out otherwise.
    assert written == (2 if what == "regions" else None)


def test_a_log_that_does_not_say_what_it_was_made_from_has_all_partitions_read(log: Log) -> None:
    path = log.folder(1) / "manifest.json"
    text = path.read_text()
    path.write_text(text.replace(OF_CITY, "1999|99").replace(OF_BUREAU, "1998|99"))
    given, read = reading(load_input(report(), BUREAUS))
    assert write_load(log, given, "real", NIGHT_2) is None
    assert read == [OF_BUREAU, OF_CITY]


def test_a_held_partition_is_read_again_when_it_is_held_no_longer(log: Log) -> None:
    changed = printing(report(), "8")
    later = {"versions": VERSIONS | {"reader": "2"}}
    write_load(log, load_input(changed, BUREAUS, partitions=[held(OF_CITY)], **later), "real", NIGHT_2)
    assert sorted(log.manifest(2).made_from) == [OF_BUREAU]
    given, read = reading(load_input(changed, BUREAUS, **later))
    assert write_load(log, given, "real", NIGHT_2) == 3
    assert read == [OF_CITY]
    assert causes(log, 3) == [(CITY, "4", "changed", "reader changed")]


def test_a_report_that_left_a_held_partition_is_taken_from_its_new_one_afterwards(log: Log) -> None:
    moved = printing(replace(report(), region="98"), "8")
    later = {"versions": VERSIONS | {"reader": "2"}}
    write_load(log, load_input(moved, BUREAUS, partitions=[held(OF_CITY)], **later), "real", NIGHT_2)
    # Nothing of the report was taken: so its new partition was not either.
    assert [row[0] for row in causes(log, 2)] == []
    assert sorted(log.manifest(2).made_from) == [OF_BUREAU]
    given, read = reading(load_input(moved, BUREAUS, **later))
    assert write_load(log, given, "real", NIGHT_2) == 3
    assert read == ["2023|98"]
    assert causes(log, 3) == [(CITY, "4", "changed", "reader changed")]


def test_a_report_that_stands_in_a_partition_left_alone_too_stands_twice(log: Log) -> None:
    twin = replace(report(), region="98")
    with pytest.raises(GongkaiError, match="the report stands twice in stage reports"):
        write_load(log, load_input(report(), twin, BUREAUS), "real", NIGHT_2)
    assert log.latest() == 1
