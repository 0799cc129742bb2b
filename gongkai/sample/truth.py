"""The numbers of the sample province: pure, seeded, and true to every rule that the form or common sense states.

What holds: the identities of tables 3 and 4; carry-over from year to year, applicant by applicant; stock and flow of
rules and normative documents; a government's ``jurisdiction`` numbers = its office + its departments + its townships +
the governments below. What is planted against them is in :mod:`gongkai.sample.oddities`.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from gongkai.forms.model import CellKey
from gongkai.sample.agencies import BY_ID, YEARS, Agency, Profile, below
from gongkai.sample.layout import APPLICANTS, CHANNELS, OUTCOMES, keys_2, keys_3, keys_4, result_codes

#: The seed of everything. Another seed gives another province.
SEED = 20240205

#: Numbers of one report on form 2021: every one of its 200 cells.
Cells = dict[CellKey, Decimal]

_PARTS = APPLICANTS[:-1]
_COUNTS = {  # licences, penalties, coercive measures in a usual year
    "busy": (240, 90, 45),
    "sparse": (30, 24, 3),
    "zero": (0, 0, 0),
}


@cache
def jurisdiction(agency_id: str, year: int) -> Cells:
    """What the ordinary report of an agency states: its own numbers, a government's with all below it."""
    agency = BY_ID[agency_id]
    own = own_numbers(agency_id)[year]
    return _sum([own, *(jurisdiction(part.agency_id, year) for part in below(agency.agency_id))])


@cache
def own_numbers(agency_id: str) -> dict[int, Cells]:
    """Numbers of an agency alone (of a government: of its office) by report year."""
    agency = BY_ID[agency_id]
    rng = random.Random(f"{SEED}:{agency_id}")
    numbers: dict[int, Cells] = {year: {} for year in YEARS}
    _draw_table_2(rng, agency, numbers)
    _draw_table_3(rng, agency.profile, numbers)
    for year in YEARS:
        _draw_table_4(rng, agency.profile, numbers[year])
    order = [*keys_2(), *keys_3("2021"), *keys_4()]
    return {year: {key: cells[key] for key in order} for year, cells in numbers.items()}


def on_form_2019(cells: Cells) -> Cells:
    """The same numbers with （六）其他处理 as one row."""
    leaves = [code for code in result_codes("2021") if code.startswith("req_other_")]
    folded = {key: value for key, value in cells.items() if key[0] not in leaves}
    for applicant in APPLICANTS:
        folded["req_other", applicant] = _plus(cells[code, applicant] for code in leaves)
    return folded


def _plus(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def _sum(many: list[Cells]) -> Cells:
    return {key: _plus(cells[key] for cells in many) for key in many[0]}


def _draw_table_2(rng: random.Random, agency: Agency, numbers: dict[int, Cells]) -> None:
    busy = agency.profile == "busy"
    usual = [base * rng.uniform(0.8, 1.4) for base in _COUNTS[agency.profile]]
    fee = rng.uniform(3, 90) if busy else 0.0
    stocks = {
        "rules": rng.randint(14, 22) if agency.rule_making else 0,
        "normdoc": {"busy": rng.randint(20, 40), "sparse": rng.randint(4, 9), "zero": 0}[agency.profile],
    }
    for year in YEARS:
        cells = numbers[year]
        for stem, stock in stocks.items():
            made, repealed = _flow(rng, "zero" if stock == 0 else agency.profile)
            stocks[stem] = stock + made - repealed
            cells[f"{stem}_made", None] = Decimal(made)
            cells[f"{stem}_repealed", None] = Decimal(repealed)
            cells[f"{stem}_in_force", None] = Decimal(stocks[stem])
        for code, base in zip(("license", "penalty", "coercion"), usual, strict=True):
            cells[f"{code}_decisions", None] = Decimal(round(base * rng.uniform(0.85, 1.2)))
        cells["admin_fee_amount", None] = Decimal(str(round(fee * rng.uniform(0.9, 1.15), rng.randint(1, 2))))


def _flow(rng: random.Random, profile: Profile) -> tuple[int, int]:
    if profile == "zero":
        return 0, 0
    if profile == "sparse":
        return rng.randint(1, 2), 0
    repealed = rng.randint(1, 4)
    return repealed + rng.randint(1, 4), repealed


def _draw_table_3(rng: random.Random, profile: Profile, numbers: dict[int, Cells]) -> None:
    carried = _carried(rng, profile)
    for year in YEARS:
        cells = numbers[year]
        _draw_results(rng, profile, cells)
        arrived, carried = carried, _carried(rng, profile)
        for applicant in _PARTS:
            short = arrived[applicant] - _closed(cells, applicant) - carried[applicant]
            cells["req_granted", applicant] += short if short > 0 else 0
            closed = _closed(cells, applicant)
            cells["req_closed_total", applicant] = closed
            cells["req_carried_in", applicant] = Decimal(arrived[applicant])
            cells["req_carried_out", applicant] = Decimal(carried[applicant])
            cells["req_new", applicant] = closed + carried[applicant] - arrived[applicant]
        for code in ("req_new", "req_carried_in", *result_codes("2021"), "req_closed_total", "req_carried_out"):
            cells[code, "total"] = _plus(cells[code, applicant] for applicant in _PARTS)


def _closed(cells: Cells, applicant: str) -> Decimal:
    return _plus(cells[code, applicant] for code in result_codes("2021"))


def _carried(rng: random.Random, profile: Profile) -> dict[str, int]:
    if profile == "busy":
        values = [rng.randint(5, 12), rng.randint(2, 4), *(rng.randint(0, 2) for _ in range(4))]
    elif profile == "sparse":
        values = [rng.randint(1, 2), rng.randint(0, 1), 0, 0, 0, 0]
    else:
        values = [0] * 6
    return dict(zip(_PARTS, values, strict=True))


def _draw_results(rng: random.Random, profile: Profile, cells: Cells) -> None:
    """Busy: no two rows and no two columns alike, so that a swap shows. Sparse: four rows, each another count."""
    codes = result_codes("2021")
    for code in codes:
        for applicant in _PARTS:
            cells[code, applicant] = Decimal(0)
    if profile == "busy":
        for code, number in zip(codes, rng.sample(range(2, 40), len(codes)), strict=True):
            cells[code, "natural_person"] = Decimal(number)
            for applicant, most in zip(_PARTS[1:], (14, 3, 4, 5, 3), strict=True):
                cells[code, applicant] = Decimal(rng.randint(0, most))
    elif profile == "sparse":
        chosen = rng.sample(codes, 4)
        for code, number in zip(chosen, rng.sample(range(1, 8), 4), strict=True):
            cells[code, "natural_person"] = Decimal(number)
        cells[chosen[0], "commercial_enterprise"] = Decimal(rng.randint(1, 3))


def _draw_table_4(rng: random.Random, profile: Profile, cells: Cells) -> None:
    for channel, most in zip(CHANNELS, (16, 9, 7), strict=True):
        if profile == "busy":
            drawn = rng.sample(range(1, most), len(OUTCOMES))
        else:
            drawn = [rng.randint(0, 1) if profile == "sparse" and channel == "review" else 0 for _ in OUTCOMES]
        for (outcome, _), number in zip(OUTCOMES, drawn, strict=True):
            cells[f"{channel}_{outcome}", None] = Decimal(number)
        cells[f"{channel}_total", None] = Decimal(sum(drawn))
