"""Guards over what came tonight: floors against the last good night and against last year. Pure.

A list that lost its links, or a region whose lists stopped to answer, is more often a site redesigned, blocked or
broken than reports taken back. So a partition is held at its last good state when less than four fifths of what was
seen at the last good night is seen tonight (rule ``observed_floor``); what was found so far of a season against last
year's same day is a finding (``found_floor``). Nothing below ten is judged: two links of five say nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from gongkai.crawl.observed import Observed

#: Scopes of rules that look at what came, not at what reports say.
SCOPES = ("partition", "load")
#: Least number that was expected for a floor to be judged, and the share of it that must be there.
LEAST_EXPECTED = 10
FLOOR = Fraction(4, 5)
#: More of the partitions than this held: the load is stopped.
MOST_HELD = Fraction(1, 5)


class Series(NamedTuple):
    """What is counted of a column: ``links`` of a report year (None: none is named), or ``list`` (1: answered)."""

    column_id: str
    what: str
    year: int | None


class Count(NamedTuple):
    """A series and its count tonight. good: at the last good night, None before the first."""

    series: Series
    region: str
    tonight: int
    good: int | None


class Breach(NamedTuple):
    """A floor that was not met. year: of the partition that it holds, ``""`` for all of the region."""

    rule: str
    region: str
    year: str
    message: str
    series: tuple[Series, ...] = ()


def counts(observed: Iterable[Observed], good: Mapping[Series, int]) -> list[Count]:
    """Tonight's counts beside those of the last good night.

    A list that did not answer says nothing of its links: only that it did not answer is counted.
    """
    earlier: dict[str, set[int | None]] = defaultdict(set)
    for series in good:
        if series.what == "links":
            earlier[series.column_id].add(series.year)
    found = []
    for column in observed:
        tonight = {Series(column.column_id, "list", None): int(column.answered)}
        if column.answered:
            years = sorted({*column.linked, *earlier[column.column_id]}, key=lambda year: year or 0)
            tonight |= {Series(column.column_id, "links", year): column.linked.get(year, 0) for year in years}
        found += [Count(series, column.region, count, good.get(series)) for series, count in tonight.items()]
    return found


def observed_floor(found: Iterable[Count]) -> list[Breach]:
    """Columns and years with too few links, and regions with too few lists that answered."""
    lists: dict[str, list[Count]] = defaultdict(list)
    breaches = []
    for one in found:
        if one.series.what == "list":
            lists[one.region].append(one)
        elif is_below(one.tonight, one.good or 0):
            breaches.append(_of_links(one))
    return breaches + list(_of_lists(lists))


def found_floor(region: str, year: int, found: int, last_year: int) -> Breach | None:
    """Agencies of a region whose report of a year is published so far, against those of the year before by that day."""
    if not is_below(found, last_year):
        return None
    message = (
        f"reports of {year} found so far: {found}; a year ago by the same day, {last_year} of {year - 1}: "
        "see what is missing in table coverage"
    )
    return Breach("found_floor", region, str(year), message)


def is_below(count: int, expected: int) -> bool:
    """Whether a count is below the floor of what was expected."""
    return expected >= LEAST_EXPECTED and count < FLOOR * expected


def too_many_held(held: int, partitions: int) -> bool:
    """Whether so many partitions are held that the fault is everywhere (rule ``held_share``)."""
    return held > MOST_HELD * partitions


def good_after(found: Iterable[Count], refused: Iterable[Breach]) -> dict[Series, int]:
    """Counts that the next night is held against: tonight's, but those of the last good night where a floor broke."""
    bad = {series for breach in refused for series in breach.series}
    return {one.series: one.tonight for one in found if one.series not in bad}


def _of_links(one: Count) -> Breach:
    year = one.series.year
    of = f"reports of {year}" if year else "reports whose titles name no year"
    message = f"column {one.series.column_id} links {one.tonight} {of}; at the last good night it linked {one.good}"
    return Breach("observed_floor", one.region, str(year or "0000"), message, (one.series,))


def _of_lists(lists: Mapping[str, list[Count]]) -> Iterator[Breach]:
    for region, own in sorted(lists.items()):
        expected = [one for one in own if one.good]
        silent = [one.series for one in expected if not one.tonight]
        if is_below(len(expected) - len(silent), len(expected)):
            first = ", ".join(series.column_id for series in silent[:3])
            message = (
                f"{len(silent)} of the {len(expected)} lists of region {region} that answered at the last good night "
                f"did not answer, {first} among them"
            )
            yield Breach("observed_floor", region, "", message, tuple(silent))
