"""What rules over reports see of them, as lines of a stage file: small, so that no night reads all reports again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gongkai.across.seen import Number, Proof, Seen
from gongkai.forms.model import CellKey


def to_line(seen: Seen) -> dict[str, Any]:
    """A report as its line holds it."""
    return {
        "report_id": seen.report_id,
        "revision": seen.revision,
        "agency_id": seen.agency_id,
        "year": seen.year,
        "scope": seen.scope,
        "partition": seen.partition,
        "forms": seen.forms,
        "numbers": [[*key, *number] for key, number in sorted(seen.numbers.items(), key=lambda item: _order(item[0]))],
        "requests": None
        if seen.requests is None
        else [[*key, value] for key, value in sorted(seen.requests, key=lambda item: _order(item[0]))],
        "place": seen.place,
        "proof": list(seen.proof),
    }


def from_line(line: dict[str, Any]) -> Seen:
    """The report that :func:`to_line` wrote."""
    requests = line["requests"]
    return Seen(
        report_id=line["report_id"],
        revision=line["revision"],
        agency_id=line["agency_id"],
        year=line["year"],
        scope=line["scope"],
        partition=line["partition"],
        forms=line["forms"],
        numbers={
            (code, applicant): Number(Decimal(value), is_blank, unit, place)
            for code, applicant, value, is_blank, unit, place in line["numbers"]
        },
        requests=None
        if requests is None
        else frozenset(((code, applicant), Decimal(value)) for code, applicant, value in requests),
        place=line["place"],
        proof=Proof(*line["proof"]),
    )


def _order(key: CellKey) -> tuple[str, str]:
    return (key[0], key[1] or "")
