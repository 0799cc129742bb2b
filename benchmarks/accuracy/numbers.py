"""The numbers of one report, drawn: four profiles, true to every identity that the form prints."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Literal

from gongkai.forms.model import CellKey
from gongkai.sample.layout import APPLICANTS, CHANNELS, OUTCOMES, keys, result_codes

Profile = Literal["zero", "sparse", "busy", "six"]
Numbers = dict[CellKey, Decimal]

#: Where requests come from; the seventh column sums them up.
PARTS = APPLICANTS[:-1]

#: Rows of table 2 on form 2019 that print items, change of items, decisions.
ITEM_ROWS = ("license", "othersvc", "penalty", "coercion")


def draw(rng: random.Random, profile: Profile, forms: dict[str, str]) -> dict[str, Numbers]:
    """Numbers of the tables ``2``, ``3`` and ``4``; ``forms``: table -> form (of 4 it does not matter)."""
    number = _drawn(rng, profile)
    table_2 = _disclosure_2021(rng, profile, number) if forms["2"] == "2021" else _disclosure_2019(rng, profile, number)
    return {"2": table_2, "3": _requests(forms["3"], profile, rng, number), "4": _disputes(number)}


def _drawn(rng: random.Random, profile: Profile) -> Callable[[], Decimal]:
    """One number of a profile: busy ones are never 0, so that a lost or moved one shows."""
    if profile == "busy":
        return lambda: Decimal(rng.randint(10, 40))
    if profile == "six":
        return lambda: Decimal(rng.randint(100_000, 999_999))
    if profile == "sparse":
        return lambda: Decimal(rng.randint(1, 9) if rng.random() < 0.06 else 0)
    return lambda: Decimal(0)


def _disclosure_2021(rng: random.Random, profile: Profile, number: Callable[[], Decimal]) -> Numbers:
    cells: Numbers = {}
    for stem in ("rules", "normdoc"):
        cells[f"{stem}_made", None], cells[f"{stem}_repealed", None] = number(), number()
        cells[f"{stem}_in_force", None] = number() + cells[f"{stem}_made", None]
    for code in ("license", "penalty", "coercion"):
        cells[f"{code}_decisions", None] = number()
    cells["admin_fee_amount", None] = _amount(rng, profile, number)
    return cells


def _amount(rng: random.Random, profile: Profile, number: Callable[[], Decimal]) -> Decimal:
    """Money in 万元: whole, or with up to four decimals."""
    whole = number()
    if profile == "zero" or rng.random() < 0.3:
        return whole
    places = rng.randint(1, 4)
    return whole + Decimal(rng.randint(1, 10**places - 1)).scaleb(-places)


def _disclosure_2019(rng: random.Random, profile: Profile, number: Callable[[], Decimal]) -> Numbers:
    cells: Numbers = {}
    for stem in ("rules", "normdoc"):
        produced = number()
        cells[f"{stem}_produced", None], cells[f"{stem}_published", None] = produced, number()
        cells[f"{stem}_public_stock", None] = cells[f"{stem}_published", None] + number()
    for code in ITEM_ROWS:
        cells[f"{code}_items_prev", None] = number()
        cells[f"{code}_items_delta", None] = number() * rng.choice((1, -1))
        cells[f"{code}_decisions", None] = number()
    cells["admin_fee_items_prev", None], cells["admin_fee_items_delta", None] = number(), number()
    cells["procurement_projects", None], cells["procurement_amount", None] = number(), _amount(rng, profile, number)
    return cells


def _requests(form: str, profile: Profile, rng: random.Random, number: Callable[[], Decimal]) -> Numbers:
    """Table 3; of busy ones no two rows and no two columns are alike, so that a swap shows."""
    while True:
        cells = _requests_once(form, number)
        if profile in ("zero", "sparse") or _all_differ(form, cells):
            return cells


def _requests_once(form: str, number: Callable[[], Decimal]) -> Numbers:
    drawn: Numbers = {(code, who): number() for code in result_codes(form) for who in PARTS}
    for who in PARTS:
        closed = add(drawn[code, who] for code in result_codes(form))
        carried_out = number()
        carried_in = min(number(), closed + carried_out)
        drawn["req_closed_total", who], drawn["req_carried_out", who] = closed, carried_out
        drawn["req_carried_in", who], drawn["req_new", who] = carried_in, closed + carried_out - carried_in
    for code in {code for code, _ in drawn}:
        drawn[code, "total"] = add(drawn[code, who] for who in PARTS)
    return {key: drawn[key] for key in keys("3", form)}


def _all_differ(form: str, cells: Numbers) -> bool:
    codes = list(dict.fromkeys(code for code, _ in cells))
    rows = {tuple(cells[code, who] for who in APPLICANTS) for code in codes}
    columns = {tuple(cells[code, who] for code in codes) for who in APPLICANTS}
    return len(rows) == len(codes) and len(columns) == len(APPLICANTS)


def _disputes(number: Callable[[], Decimal]) -> Numbers:
    cells: Numbers = {}
    for channel in CHANNELS:
        parts = {code: number() for code, _ in OUTCOMES}
        cells |= {(f"{channel}_{code}", None): value for code, value in parts.items()}
        cells[f"{channel}_total", None] = add(parts.values())
    return cells


def add(values: Iterable[Decimal]) -> Decimal:
    """The sum, 0 of none."""
    return sum(values, Decimal(0))
