"""Which reports and sources the decisions name that came, changed or went between two states of them. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import NamedTuple

from gongkai.decisions import COLUMNS, Decision


class Named(NamedTuple):
    """Reports (by id) and sources that decisions are keyed on."""

    report_ids: frozenset[str]
    sources: frozenset[str]


def named(before: Mapping[str, bytes], now: Mapping[str, bytes]) -> Named:
    """What the decisions name that are in one of two states alone, and those that these supersede.

    before, now: CSV file name -> bytes, as the log keeps them.
    """
    then, there = _rows(before), _rows(now)
    changed = then ^ there
    replaced = {row.supersedes for row in changed if row.supersedes}
    rows = changed | {row for row in then | there if row.decision_id in replaced}
    return Named(
        frozenset(row.report_id for row in rows if row.report_id), frozenset(row.source for row in rows if row.source)
    )


def _rows(files: Mapping[str, bytes]) -> frozenset[Decision]:
    return frozenset(
        Decision(**{name: (line.get(name) or "").strip() for name in COLUMNS})
        for data in files.values()
        for line in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    )
