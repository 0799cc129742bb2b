"""Partitions: the region of the column (province-level code), and that region by report year. Never a report."""

from __future__ import annotations

import dagster as dg

#: Province-level codes (GB/T 2260), ``00`` for the central organs, ``99`` for the sample province.
REGIONS = (
    "00",
    *("11", "12", "13", "14", "15"),
    *("21", "22", "23"),
    *("31", "32", "33", "34", "35", "36", "37"),
    *("41", "42", "43", "44", "45", "46"),
    *("50", "51", "52", "53", "54"),
    *("61", "62", "63", "64", "65"),
    *("71", "81", "82"),
    "99",
)

#: Report years since the Regulation of 2008; ``0000`` where the year is unknown. In this order ranges are contiguous.
YEARS = ("0000", *(str(year) for year in range(2008, 2031)))

by_region = dg.StaticPartitionsDefinition(REGIONS)
#: Keys are ``99|2021``: Dagster joins dimensions in the order of their names. The lake's are ``2021|99``.
by_region_and_year = dg.MultiPartitionsDefinition({"region": by_region, "year": dg.StaticPartitionsDefinition(YEARS)})
