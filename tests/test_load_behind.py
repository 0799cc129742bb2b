"""Partitions that were made with other decisions, registry or code than a load's wait; reports of two regions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest
from province import published as of_agency
from province import registry as registry_files
from test_across_stage import put
from test_causes import A, causes, decided, on, other, printing
from warehouse_examples import (
    NIGHT_1,
    NIGHT_2,
    VERSIONS,
    fact,
    gate,
    lines_of,
    load_input,
    made_from,
    report,
    settings,
)

from gongkai import registry
from gongkai.lake.log import Log
from gongkai.lake.manifest import Manifest
from gongkai.records import Report
from gongkai.reports.twice import Twice, twice
from gongkai.warehouse import query
from gongkai.warehouse.load import LoadInput, write_load
from gongkai.warehouse.release import publish
from gongkai.warehouse.trace import trace

OF_2023 = "2023|99"
#: By another reader other cells may be read of the same documents.
READ_ANEW = VERSIONS | {"reader": "2"}
Origin = Literal["publisher", "hub", "deposit"]


def row(partition: str = OF_2023) -> dict[str, Any]:
    """A partition as stage ``guard`` has it: nothing was found."""
    given = {"partition": partition, "year": 2023, "region": partition[-2:], "reports": 2, "held": False}
    return given | {"stale_since": None, "findings": [], "accepted": None}


def since(log: Log, load: int) -> list[int | None]:
    return [line["made_with"] for line in log.of_load("partitions", load)]


def moved(one: Report, region: str) -> Report:
    return replace(one, region=region)


def another() -> Report:
    """A report that no load has yet."""
    return replace(other(), report_id="S000002:2023:own-part", sources=(replace(other().sources[0], source="x"),))


@pytest.fixture
def log(tmp_path: Path) -> Log:
    """One load of two reports of a partition."""
    found = Log(settings(tmp_path).lake)
    write_load(found, load_input(report(), other(), partitions=[row()]), "real", NIGHT_1)
    return found


def test_a_decision_that_a_load_knew_and_had_not_applied_is_the_cause_once_it_is(log: Log) -> None:
    knows = {**decided(on(A)), "partitions": [row()]}
    assert write_load(log, load_input(report(), other(), behind=frozenset({OF_2023}), **knows), "real", NIGHT_2) == 2
    assert (causes(log, 2), since(log, 1), since(log, 2)) == ([], [None], [1])
    # Another load in which it is behind still: that it has not been as it is to be since the first stays known.
    more = {**knows, "partitions": [row(), row("2023|41")]}
    region = moved(another(), "41")
    new = load_input(report(), other(), region, behind=frozenset({OF_2023}), **more)
    assert write_load(log, new, "real", NIGHT_2) == 3
    assert since(log, 3) == [None, 1]
    assert write_load(log, load_input(printing(report(), "8"), other(), region, **more), "real", NIGHT_2) == 4
    assert causes(log, 4) == [(A, "4", "changed", "decision")]
    assert since(log, 4) == [None, None]


def test_so_is_a_reader_by_which_other_partitions_were_read_before(log: Log) -> None:
    knows: dict[str, Any] = {"versions": READ_ANEW, "partitions": [row(), row("2023|41")]}
    others = (other(), moved(another(), "41"))
    some = load_input(report(), *others, behind=frozenset({OF_2023}), **knows)
    write_load(log, some, "real", NIGHT_2)
    write_load(log, load_input(printing(report(), "8"), *others, **knows), "real", NIGHT_2)
    assert causes(log, 3) == [(A, "4", "changed", "reader changed")]


def test_what_was_made_with_a_decision_that_is_not_in_force_is_not_taken(log: Log) -> None:
    """A change that was looked at and declined, then taken back: its partition is made anew by the next run over it."""
    declined = load_input(printing(report(), "8"), behind=frozenset({OF_2023}), partitions=[row(), row("2023|41")])
    assert write_load(log, declined, "real", NIGHT_2) == 2
    assert (causes(log, 2), since(log, 2), log.of_load("reports", 2)) == ([], [None, 1], [])
    # Another partition is taken meanwhile, and this one stands until it is as it is to be.
    region = moved(another(), "41")
    more = load_input(printing(report(), "8"), region, behind=frozenset({OF_2023}), partitions=[row(), row("2023|41")])
    assert write_load(log, more, "real", NIGHT_2) == 3
    assert {line["report_id"] for line in log.of_load("reports", 3)} == {region.report_id}
    whole = load_input(report(), other(), region, partitions=[row(), row("2023|41")])
    assert write_load(log, whole, "real", NIGHT_2) == 4
    assert (causes(log, 4), since(log, 4)) == ([], [None, None])


def test_what_waits_for_one_reason_and_then_for_another_is_known_since_the_first(log: Log) -> None:
    """A decision is known, its partition behind, then held by a guard, then its report's copies differ."""
    knows = decided(on(A))
    new = (printing(report(), "8"), other())
    held = row() | {"held": True, "stale_since": 2}
    differ = Twice({A: OF_2023}, {"2023|00": frozenset({A})}, frozenset({A}))
    of_00 = row("2023|00")
    behind = frozenset({OF_2023})
    write_load(log, load_input(report(), other(), partitions=[row(), of_00], behind=behind, **knows), "real", NIGHT_2)
    write_load(log, load_input(*new, partitions=[held, of_00], **knows), "real", NIGHT_2)
    assert since(log, 3) == [None, 1]
    write_load(log, load_input(*new, partitions=[row(), of_00], copies=differ, **knows), "real", NIGHT_2)
    assert (since(log, 4), log.manifest(4).kept) == ([None, None], {A: 1})
    write_load(log, load_input(*new, partitions=[held | {"stale_since": 4}, of_00], **knows), "real", NIGHT_2)
    assert (log.latest(), log.manifest(5).kept) == (5, {A: 1})
    assert [causes(log, load) for load in (2, 3, 4, 5)] == [[]] * 4
    write_load(log, load_input(*new, partitions=[row(), of_00], **knows), "real", NIGHT_2)
    assert causes(log, 6) == [(A, "4", "changed", "decision")]
    assert (log.manifest(6).kept, since(log, 6)) == ({}, [None, None])


def test_a_decision_made_while_the_first_load_was_made(tmp_path: Path) -> None:
    log, knows = Log(settings(tmp_path).lake), {**decided(on(A)), "partitions": [row()]}
    write_load(log, load_input(report(), behind=frozenset({OF_2023}), **knows), "real", NIGHT_1)
    assert since(log, 1) == [0]
    assert log.of_load("reports", 1) == []
    write_load(log, load_input(printing(report(), "8"), **knows), "real", NIGHT_2)
    assert {(report_id, cause) for report_id, *_, cause in causes(log, 2)} == {(A, "first seen")}


def test_what_stands_in_a_release_and_is_behind_is_told(log: Log, tmp_path: Path) -> None:
    knows = {**decided(on(A)), "partitions": [row()]}
    write_load(log, load_input(report(), other(), behind=frozenset({OF_2023}), **knows), "real", NIGHT_2)
    publish(settings(tmp_path), 2, NIGHT_2)
    found = query.run(settings(tmp_path), "SELECT DISTINCT stale_since, made_with FROM reports").rows
    assert found == [(None, 1)]
    (steps,) = trace(settings(tmp_path), A, "review_total")
    assert dict(steps)["table"].endswith(
        "; with decisions, registry and code of load 1: a later run applies the others"
    )


def test_a_report_that_only_moved_to_another_partition_stays(log: Log) -> None:
    """Its list is of another region now; then something else of its old partition changes."""
    write_load(log, load_input(report(), moved(other(), "41")), "real", NIGHT_2)
    assert causes(log, 2) == []
    city = printing(report(), "8")
    write_load(log, load_input(city, moved(other(), "41"), versions=READ_ANEW), "real", NIGHT_2)
    assert [(report_id, change) for report_id, _, change, _ in causes(log, 3)] == [(A, "changed")]
    # Or of its new one.
    bureau = printing(moved(other(), "41"), "9")
    write_load(log, load_input(city, bureau, versions=VERSIONS | {"reader": "3"}), "real", NIGHT_2)
    assert [change for _, _, change, _ in causes(log, 4)] == ["changed"]


CITY = "S100001:2023:own"
PRINTED = [fact("3", "req_new", "5", "total")]


def of_two(
    folder: Path, here: Iterable[Any] | None, there: Iterable[Any] | None, origin: Origin = "publisher"
) -> Twice:
    """What is said of a report of the city (region 99) that came in region 99 and in 00, printing these cells.

    origin: of the copy in region 99.
    """
    manifest = Manifest(folder / "lake")
    files = folder / "registry"
    files.mkdir()
    for name, data in registry_files().items():
        (files / name).write_bytes(data)
    copies = {"2023|00": there, "2023|99": here}
    for name, cells in copies.items():
        copy = of_agency("G01", "own", [*(cells or ())], region=name[-2:])
        source = replace(copy.sources[0], origin=origin if name == "2023|99" else "publisher")
        put(manifest, name, replace(copy, sources=(source,)))
    return twice(manifest, registry.load(files), ((name, CITY) for name in copies))


def test_of_copies_in_two_regions_the_one_at_home_stands(tmp_path: Path) -> None:
    found = of_two(tmp_path, PRINTED, PRINTED)
    assert (found.stands, found.differing) == ({CITY: "2023|99"}, frozenset())
    assert found.is_passed_over(CITY, "2023|00")
    assert not found.is_passed_over(CITY, "2023|99")
    assert found.told("2023|00") == [
        f"{CITY} stands in partition 2023|99 too, with the same numbers: it is taken from there"
    ]
    assert found.told("2023|99") == []


def test_the_publishers_copy_stands_before_a_deposit_at_home(tmp_path: Path) -> None:
    assert of_two(tmp_path, PRINTED, PRINTED, "deposit").stands == {CITY: "2023|00"}


def test_copies_of_which_one_was_corrected_print_the_same(tmp_path: Path) -> None:
    corrected = [PRINTED[0]._replace(value=Decimal(7), by="decision")]
    assert of_two(tmp_path, PRINTED, corrected).differing == frozenset()


def test_copies_that_print_their_rows_in_another_order_are_the_same(tmp_path: Path) -> None:
    second = fact("3", "req_granted", "4", "total")
    found = of_two(tmp_path, [*PRINTED, second], [second, fact("3", "req_new", "5 ", "total"), *_more()])
    assert found.differing == frozenset()


def _more() -> list[Any]:
    """A table that one of the copies lacks."""
    return [fact("4", "review_total", "1")]


def test_a_copy_without_a_number_stands_behind_one_with(tmp_path: Path) -> None:
    found = of_two(tmp_path, None, PRINTED)
    assert (found.stands, found.differing) == ({CITY: "2023|00"}, frozenset())


def test_copies_of_other_numbers_are_told(tmp_path: Path) -> None:
    found = of_two(tmp_path, PRINTED, [fact("3", "req_new", "6", "total")])
    assert (found.stands, found.differing) == ({CITY: "2023|99"}, {CITY})
    for here, there in (("2023|00", "2023|99"), ("2023|99", "2023|00")):
        (told,) = found.told(here)
        assert told.startswith(f"{CITY} stands in partition {there} too, with other numbers: nothing new of it is")


def both_regions(city: Report, copies: Twice, *others: Report, **more: Any) -> LoadInput:
    """A load's input in which a report stands in region 99 and as it was first made in 00."""
    stages = {OF_2023: [city, *others], "2023|00": [moved(report(), "00")]}
    lines = [gate(one) for own in stages.values() for one in own]
    return replace(
        load_input(city, *others, partitions=[row(), row("2023|00")], copies=copies, **more),
        made_from={name: made_from(own, lines_of(own, lines)) for name, own in stages.items()},
        reports=lambda name: stages[name],
        gate=lambda name: lines_of(stages[name], lines),
    )


def test_of_copies_alike_the_one_that_stands_is_loaded(log: Log) -> None:
    alike = Twice({A: OF_2023}, {"2023|00": frozenset({A})})
    assert write_load(log, both_regions(report(), alike, other()), "real", NIGHT_2) == 2
    assert causes(log, 2) == []
    given = both_regions(printing(report(), "8"), alike, other(), versions=READ_ANEW)
    assert write_load(log, given, "real", NIGHT_2) == 3
    assert [(report_id, change) for report_id, _, change, _ in causes(log, 3)] == [(A, "changed")]
    told = {line["partition"]: line["findings"] for line in log.of_load("partitions", 3)}
    assert [len(told[name]) for name in (OF_2023, "2023|00")] == [0, 1]


def test_a_copy_that_stands_alone_again_is_loaded(log: Log) -> None:
    alike = Twice({A: OF_2023}, {"2023|00": frozenset({A})})
    write_load(log, both_regions(report(), alike, other()), "real", NIGHT_2)
    given = both_regions(report(), Twice(), other())
    only = replace(given, reports=lambda name: [other()] if name == OF_2023 else given.reports(name))
    only = replace(only, made_from={**given.made_from, OF_2023: "without it"})
    assert write_load(log, only, "real", NIGHT_2) == 3
    assert causes(log, 3) == []
    assert [(line["report_id"], line["partition"]) for line in log.of_load("reports", 3)] == [(A, "2023|00")]


def test_of_copies_that_differ_the_last_state_is_kept(log: Log) -> None:
    differ = Twice({A: OF_2023}, {"2023|00": frozenset({A})}, frozenset({A}))
    write_load(log, both_regions(printing(report(), "8"), differ, other(), versions=READ_ANEW), "real", NIGHT_2)
    assert (causes(log, 2), log.manifest(2).kept) == ([], {A: 1})
    # A load in which nothing of it changed leaves it so.
    given = both_regions(printing(report(), "8"), differ, printing(other(), "9"), versions=VERSIONS | {"reader": "3"})
    write_load(log, given, "real", NIGHT_2)
    assert (causes(log, 3)[0][0], log.manifest(3).kept) == ("S000002:2023:own", {A: 1})
    # Once the copy is gone, what is printed is taken, and why it is another number is known.
    versions = VERSIONS | {"reader": "3"}
    alone = load_input(printing(report(), "8"), printing(other(), "9"), partitions=[row()], versions=versions)
    write_load(log, alone, "real", NIGHT_2)
    assert causes(log, 4) == [(A, "4", "changed", "reader changed")]
    assert log.manifest(4).kept == {}


def test_copies_differ_whose_record_stands_in_the_one_that_is_passed_over(log: Log) -> None:
    """It came from region 99; the copy of 00 is the publisher's."""
    differ = Twice({A: "2023|00"}, {OF_2023: frozenset({A})}, frozenset({A}))
    given = both_regions(printing(report(), "8"), differ, other(), versions=READ_ANEW)
    assert write_load(log, given, "real", NIGHT_2) == 2
    assert write_load(log, given, "real", NIGHT_2) is None
    assert causes(log, 2) == []
    # Something else of that partition changes.
    more = both_regions(printing(report(), "8"), differ, printing(other(), "9"), versions=VERSIONS | {"reader": "3"})
    assert write_load(log, more, "real", NIGHT_2) == 3
    assert [report_id for report_id, *_ in causes(log, 3)] == ["S000002:2023:own"]


def test_a_report_that_moves_into_a_partition_that_is_held(log: Log) -> None:
    held = row("2023|41") | {"held": True, "stale_since": 1}
    given = load_input(report(), moved(other(), "41"), partitions=[row(), held])
    assert write_load(log, given, "real", NIGHT_2) == 2
    assert write_load(log, given, "real", NIGHT_2) is None
    assert causes(log, 2) == []


def test_what_a_partition_lacks_calls_for_no_load_of_its_own(log: Log) -> None:
    """A backfill of other years, by another reader, that changed nothing."""
    same = load_input(report(), other(), partitions=[row()], behind=frozenset({OF_2023}), versions=READ_ANEW)
    assert write_load(log, same, "real", NIGHT_2) is None
