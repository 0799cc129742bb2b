"""Facts are put in order part by part: the parts, and a table that is made of several of them."""

import itertools

import duckdb
import pytest

from gongkai.warehouse.slices import Count, conditions

#: By year and region, NULL last, as the log is counted.
_COUNTS = [
    Count(2021, "100000", 5),
    Count(2021, "110000", 1),
    Count(2022, "100000", 3),
    Count(2022, None, 1),
    Count(2023, "100000", 8),
    Count(2023, "11'0", 4),
    Count(2023, "120000", 5),
    Count(2023, None, 2),
    Count(2024, "100000", 2),
    Count(None, "100000", 3),
    Count(None, None, 1),
]


def test_years_go_together_and_large_ones_apart_by_region() -> None:
    assert conditions(_COUNTS, 10) == [
        "year BETWEEN 2021 AND 2022",
        "year BETWEEN 2023 AND 2023 AND region BETWEEN '100000' AND '100000'",
        "year BETWEEN 2023 AND 2023 AND region BETWEEN '11''0' AND '120000'",
        "year BETWEEN 2023 AND 2023 AND region IS NULL",
        "year BETWEEN 2024 AND 2024",
        "year IS NULL",
    ]


def test_of_nothing_there_are_no_parts() -> None:
    assert conditions([], 10) == []


@pytest.mark.parametrize("most", [1, 4, 10, 1000])
def test_each_row_is_in_one_part_and_parts_follow_the_order(most: int) -> None:
    with duckdb.connect() as con:
        con.execute("CREATE TABLE facts (year INTEGER, region VARCHAR, number INTEGER)")
        numbers = itertools.count()
        rows = [(count.year, count.region, next(numbers)) for count in _COUNTS for _ in range(count.facts)]
        con.executemany("INSERT INTO facts VALUES (?, ?, ?)", rows)
        order = "ORDER BY year NULLS LAST, region NULLS LAST, number"
        parts = [
            con.execute(f"FROM facts WHERE {part} {order}").fetchall() for part in reversed(conditions(_COUNTS, most))
        ]
        assert (
            [row for part in reversed(parts) for row in part] == con.execute(f"FROM facts {order}").fetchall() == rows
        )
