"""``rollup``: a government's report counts at least what each report below it in the same chain of scopes counts.

``jurisdiction`` covers the government's own ``level`` report, the reports of its bodies, and of the lower governments
their ``jurisdiction`` reports (where there is none, ``level``, or a township's ``own``); ``level`` covers its bodies
alone.
``system`` and ``unknown`` stand in no chain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from gongkai.across.found import Found, cell
from gongkai.across.seen import COUNTED, Seen
from gongkai.findings import finding
from gongkai.forms.codebook import in_words
from gongkai.forms.model import CellKey, cell_name
from gongkai.records import Outcome
from gongkai.registry.model import Agency

_CHAINS = ("jurisdiction", "level")
#: Scopes in which a lower government counts for a whole, the widest first.
_OF_LOWER = ("jurisdiction", "level", "own")
#: Kinds of organs that are governments, with all below them.
_GOVERNMENTS = ("government", "township")
#: So many reports below are named in a finding on their sum.
_NAMED = 5


def rollups(reports: Iterable[Seen], agencies: Mapping[str, Agency]) -> Iterator[Found]:
    """Findings on the upper report: one for each cell and report below it that counts more, else one for their sum."""
    of_agency: dict[tuple[str, int], dict[str, Seen]] = defaultdict(dict)
    for report in reports:
        of_agency[report.agency_id, report.year][report.scope] = report
    below: dict[str, list[Agency]] = defaultdict(list)
    for agency in agencies.values():
        if agency.parent_agency_id is not None:
            below[agency.parent_agency_id].append(agency)
    for (agency_id, year), own in sorted(of_agency.items()):
        for scope in _CHAINS:
            if scope in own:
                parts = [
                    part
                    for agency in sorted(below[agency_id], key=lambda agency: agency.agency_id)
                    if (part := _part(of_agency.get((agency.agency_id, year), {}), agency, scope)) is not None
                ]
                level = own.get("level") if scope == "jurisdiction" else None
                yield from _compared(own[scope], parts, level)


def _part(own: Mapping[str, Seen], agency: Agency, scope: str) -> Seen | None:
    """The report of an agency that a government's report of a scope covers."""
    if agency.kind not in _GOVERNMENTS:
        return own.get("own") or own.get("office")
    if scope == "level":
        return None
    return next((own[lower] for lower in _OF_LOWER if lower in own), None)


def _compared(upper: Seen, parts: Sequence[Seen], level: Seen | None) -> Iterator[Found]:
    for key in COUNTED:
        whole = upper.numbers.get(key)
        if whole is None:
            continue
        counted = [(part, number.value) for part in parts if (number := part.numbers.get(key)) is not None]
        single = [*counted, *([(level, level.numbers[key].value)] if level and key in level.numbers else [])]
        larger = [(part, value) for part, value in single if value > whole.value]
        for part, value in larger:
            message = f"{in_words(key)}: {whole.value}, but {part.agency_id} ({part.scope}) below it counts {value}"
            yield _found(upper, key, [part], whole.is_blank, message, (whole.value, value))
        total = sum((value for _, value in counted), Decimal(0))
        if not larger and total > whole.value:
            message = f"{in_words(key)}: {whole.value}, but the {len(counted)} reports below it add up to {total}"
            yield _found(
                upper, key, [part for part, _ in counted[:_NAMED]], whole.is_blank, message, (whole.value, total)
            )


def _found(
    upper: Seen,
    key: CellKey,
    parts: Sequence[Seen],
    is_blank: bool,
    message: str,
    sides: tuple[Decimal, Decimal],
) -> Found:
    cells = [cell(upper, key, upper), *(cell(part, key, upper) for part in parts)]
    identity = f"rollup/{cell_name(key)}"
    outcome: Outcome = "not_judged" if is_blank else "broken"
    left, right = sides
    return Found(upper, finding("rollup", message, outcome, identity=identity, left=left, right=right, cells=cells))
