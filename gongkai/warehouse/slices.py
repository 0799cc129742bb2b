"""Parts of the facts by year and region, each of which is put in order within memory. Pure.

A wide row takes 0.6 kB while it is sorted. The log's files lie by year and region themselves, and Parquet tells the
least and greatest of both for every 50,000 rows, so what is read for one part is little more than that part.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple, TypeVar

from gongkai.warehouse.declare import literal

_Key = TypeVar("_Key", int | None, str | None)


class Count(NamedTuple):
    """Facts of a year and region."""

    year: int | None
    region: str | None
    facts: int


def conditions(counts: Sequence[Count], most: int) -> list[str]:
    """SQL conditions on ``year`` and ``region``: each row meets exactly one; rows of an earlier one come first in the
    order of both, NULL last. None has more than ``most`` facts, but for those of one year and region.

    counts: of every year and region, in that order.
    """
    of_year = {year: list(own) for year, own in itertools.groupby(counts, key=attrgetter("year"))}
    sizes = {year: sum(count.facts for count in own) for year, own in of_year.items()}
    found: list[str] = []
    for group in _grouped(sizes.items(), most):
        year = group[0]
        if year is not None and sizes[year] > most:
            found += _of_regions(year, of_year[year], most)
        else:
            found.append(_range("year", year, group[-1]))
    return found


def _of_regions(year: int, counts: list[Count], most: int) -> Iterator[str]:
    for group in _grouped([(count.region, count.facts) for count in counts], most):
        yield f"{_range('year', year, year)} AND {_range('region', group[0], group[-1])}"


def _grouped(sizes: Iterable[tuple[_Key, int]], most: int) -> Iterator[list[_Key]]:
    """Neighbours together as far as they are not more than ``most``; NULL stands alone."""
    group: list[_Key] = []
    held = 0
    for key, size in sizes:
        if group and (held + size > most or key is None):
            yield group
            group, held = [], 0
        group.append(key)
        held += size
    if group:
        yield group


def _range(column: str, first: int | str | None, last: int | str | None) -> str:
    if first is None or last is None:
        return f"{column} IS NULL"
    return f"{column} BETWEEN {_literal(first)} AND {_literal(last)}"


def _literal(value: int | str) -> str:
    return literal(value) if isinstance(value, str) else str(value)
