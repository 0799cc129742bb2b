"""Reports written down by hand for the gate's tests: a consistent one, and planted faults."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from gongkai.forms import codebook
from gongkai.forms.model import CellKey
from gongkai.records import Fact, Report, TableRecord

#: One person asked 5 times, 1 case came over; 4 granted, 2 go over. 10 reviews: 7 upheld, 3 pending.
PRINTED: dict[CellKey, str] = {
    ("req_new", "natural_person"): "5",
    ("req_new", "total"): "5",
    ("req_carried_in", "natural_person"): "1",
    ("req_carried_in", "total"): "1",
    ("req_granted", "natural_person"): "4",
    ("req_granted", "total"): "4",
    ("req_closed_total", "natural_person"): "4",
    ("req_closed_total", "total"): "4",
    ("req_carried_out", "natural_person"): "2",
    ("req_carried_out", "total"): "2",
    ("review_upheld", None): "7",
    ("review_pending", None): "3",
    ("review_total", None): "10",
}

FORM_2021 = {"2": "2021", "3": "2021", "4": "2021"}
FORM_2019 = {"2": "2019", "3": "2019", "4": "2019"}
#: Table 4 alone: what needs no more is judged fast.
TABLE_4 = {"4": "2021"}

BROKEN_TOTAL: dict[CellKey, str] = {("review_total", None): "11"}  # 7 + 3 = 10


def fact(table: str, key: CellKey, raw: str, **changes: Any) -> Fact:
    """A printed number of table 1 of its kind, read alike twice."""
    return Fact(
        table=table,
        n=1,
        indicator=key[0],
        applicant=key[1],
        label=None,
        value=Decimal(raw) if raw else None,
        unit="件",
        unit_source="form",
        status="reported" if raw else "blank",
        raw=raw,
        by="label",
        reading="agreed",
        place="p1",
    )._replace(**changes)


def report(
    name: str = "a0001",
    printed: dict[CellKey, str] | None = None,
    changes: dict[CellKey, dict[str, Any]] | None = None,
    local: tuple[Fact, ...] = (),
    forms: dict[str, str] = FORM_2021,
    exact: bool = True,
) -> Report:
    """The consistent report of agency ``name``, with other texts or other properties in some of its cells.

    printed: cell -> text in its box ("" = blank). changes: cell -> properties of its Fact. local: facts of local rows.
    """
    texts = PRINTED | (printed or {})
    facts = [
        fact(table, key, texts.get(key, "0"))._replace(**(changes or {}).get(key, {}))
        for table, form in forms.items()
        for key in codebook.cells(form, table)
    ]
    tables = tuple(
        TableRecord(
            table=table,
            n=1,
            form=form,
            variant=None,
            place="p1",
            scope="own",
            verdict=None,
            reading="agreed",
            readers=("html",) if exact else ("camelot", "rules"),
            exact=exact,
        )
        for table, form in forms.items()
    )
    return Report(
        agency="某局",
        year=2021,
        scope="own",
        scope_basis="kind",
        published=None,
        verdict=None,
        tables=tables,
        facts=(*facts, *local),
        findings=(),
        agency_id=name,
        report_id=f"{name}:2021:own",
    )


def edit(path: Path, change: Callable[[list[Any]], None]) -> None:
    """Change the expectations in a suite's file."""
    suite = json.loads(path.read_text(encoding="utf-8"))
    change(suite["expectations"])
    path.write_text(json.dumps(suite), encoding="utf-8")


def drop(key: str, check: str) -> Callable[[list[Any]], None]:
    """Take the one expectation of an identity or rule out."""

    def change(expectations: list[Any]) -> None:
        kept = [e for e in expectations if (e["meta"]["identity"], e["meta"]["check"]) != (key, check)]
        assert len(kept) == len(expectations) - 1
        expectations[:] = kept

    return change
