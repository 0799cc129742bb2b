"""What of the expected reports is not there in the current release, by province and year, and why."""

from __future__ import annotations

from typing import NamedTuple

from gongkai.settings import Settings
from gongkai.warehouse import query

#: Reports that their publisher owes, or that nobody can tell of as their site is not read as it should be.
_GAPS = """SELECT coalesce(left(region, 2), '?') AS province, year,
  count(*) FILTER (status IN ('found', 'published_late')) AS found, count(*) AS expected,
  list_sort(list_distinct(list(coalesce(gap, status)) FILTER (status IN ('missing', 'unknown')))) AS reasons,
  count(*) FILTER (status IN ('missing', 'unknown')) AS lacking
FROM main.coverage WHERE status NOT IN ('not_due', 'due') GROUP BY ALL ORDER BY year DESC, province"""


class Gap(NamedTuple):
    """Of a province (first two digits of its code) and a report year: reports found and expected, and the lacking.

    expected: all but those that are not due yet. lacking: missing or unknown; late ones may still come. reasons: the
    classes of their gaps (``blocked``, ``column_dead``, ...), and the status where no reason is known.
    """

    province: str
    year: int
    found: int
    expected: int
    reasons: tuple[str, ...]
    lacking: int


def gaps(settings: Settings) -> tuple[Gap, ...]:
    """The latest year first. Raises GongkaiError when there is no release."""
    return tuple(
        Gap(province, year, found, expected, tuple(reasons or ()), lacking)
        for province, year, found, expected, reasons, lacking in query.run(settings, _GAPS).rows
    )


def as_markdown(found: tuple[Gap, ...]) -> str:
    """A table for people."""
    rows = [
        f"| {one.year} | {one.province} | {one.found} of {one.expected} | {one.lacking} | {', '.join(one.reasons)} |"
        for one in found
    ]
    return "\n".join(["| year | province | found | lacking | because |", "|---|---|---|---|---|", *rows])
