"""Faults by class: each takes a reader's grids and gives them with the fault, or None where it would change nothing."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise

from benchmarks.faults.bases import Base, Place, with_cells, with_texts
from gongkai.forms import codebook
from gongkai.forms.model import CellKey
from gongkai.grids.model import Extract


class Sheet:
    """The boxes of one table in one reader's grids."""

    def __init__(self, base: Base, reader: int, table: str) -> None:
        self.extract = base.extracts[reader]
        self.places = base.places[reader][table]
        self.texts = base.texts(reader, table)
        self.table = table
        form = base.case.forms[table]
        self.codes = [indicator.code for indicator in codebook.printed_indicators(form, table)]

    def changed(self, texts: dict[CellKey, str], more: dict[Place, str] | None = None) -> Extract | None:
        """The grids with other texts in boxes of the table, and elsewhere; None where all are as they were."""
        if all(_number(self.texts[key]) == _number(text) for key, text in texts.items()):
            return None
        return with_texts(self.extract, {self.places[key]: text for key, text in texts.items()} | (more or {}))

    def row(self, code: str) -> list[CellKey]:
        """The seven cells of a row of table 3."""
        return [(code, applicant) for applicant in codebook.printed_applicants()]


def _number(text: str) -> str:
    return text.lstrip("0") or ("0" if text else "")


def _some(rng: random.Random, sheet: Sheet) -> CellKey:
    return rng.choice([key for key, text in sheet.texts.items() if text not in ("", "0")])


def digit(rng: random.Random, sheet: Sheet) -> Extract | None:
    """One digit of a number is another one."""
    key = _some(rng, sheet)
    text = sheet.texts[key]
    at = rng.choice([place for place, sign in enumerate(text) if sign.isdigit()])
    other = rng.choice([d for d in "0123456789" if d != text[at]])
    return sheet.changed({key: text[:at] + other + text[at + 1 :]})


def box_lost(rng: random.Random, sheet: Sheet) -> Extract | None:
    """A box with a number is not there."""
    return with_cells(sheet.extract, {sheet.places[_some(rng, sheet)]: None})


def text_lost(rng: random.Random, sheet: Sheet) -> Extract | None:
    """A box with a number is empty."""
    return sheet.changed({_some(rng, sheet): ""})


def _beside(sheet: Sheet, least: int) -> list[tuple[CellKey, CellKey]]:
    """Boxes of a row and the one right of each, the first with so many digits."""
    keys = list(sheet.places)
    return [
        (one, other)
        for one, other in pairwise(keys)
        if (sheet.table == "4" or one[0] == other[0]) and len(sheet.texts[one]) >= least and sheet.texts[other]
    ]


def split(rng: random.Random, sheet: Sheet) -> Extract | None:
    """The last digits of a number stand in the box beside it, in front of that one's, or parted from the first."""
    pairs = _beside(sheet, 2)
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    text = sheet.texts[one]
    at = rng.randrange(1, len(text))
    if rng.random() < 0.5:
        return sheet.changed({one: text[:at], other: text[at:] + sheet.texts[other]})
    return sheet.changed({one: text[:at], other: text[at:]})


def joined(rng: random.Random, sheet: Sheet) -> Extract | None:
    """The numbers of two boxes beside each other stand in one of them."""
    one, other = rng.choice(_beside(sheet, 1))
    both = sheet.texts[one] + sheet.texts[other]
    return sheet.changed({one: both, other: ""} if rng.random() < 0.5 else {one: "", other: both})


def _shifted(sheet: Sheet, keys: Sequence[CellKey], right: bool, fill: str) -> Extract | None:
    texts = [sheet.texts[key] for key in keys]
    moved = [fill, *texts[:-1]] if right else [*texts[1:], fill]
    return sheet.changed(dict(zip(keys, moved, strict=True)))


def shifted(rng: random.Random, sheet: Sheet) -> Extract | None:
    """A row of table 3 or its tail, or table 4 or the tail of its last two parts, stands a column beside its own."""
    if sheet.table == "4":
        keys = list(sheet.places)[rng.choice((0, 0, 0, 5)) :]
    else:
        rows = [code for code in sheet.codes if any(sheet.texts[key] not in ("", "0") for key in sheet.row(code))]
        keys = sheet.row(rng.choice(rows))[rng.choice((0, 0, 1, 2, 3, 4)) :]
    return _shifted(sheet, keys, rng.random() < 0.5, rng.choice(("", "0")))


def part_shifted(rng: random.Random, sheet: Sheet) -> Extract | None:
    """One part of table 4 (five boxes) stands a box to the right, the first box is left blank."""
    start = rng.choice((0, 5, 10))
    return _shifted(sheet, list(sheet.places)[start : start + 5], True, "")


def moved_down(rng: random.Random, sheet: Sheet) -> Extract | None:
    """From some row on to the table's end numbers stand a row below their labels; the first row is empty or 0."""
    return _moved(sheet, rng.randrange(len(sheet.codes) - 2), len(sheet.codes) - 1, rng.choice(("", "0")))


def moved_among_results(rng: random.Random, sheet: Sheet) -> Extract | None:
    """Numbers of some rows of the results stand a row below their labels; the first row is left blank."""
    last = rng.randrange(4, len(sheet.codes) - 2)
    return _moved(sheet, rng.randrange(2, last), last, "")


def _moved(sheet: Sheet, first: int, last: int, fill: str) -> Extract | None:
    texts: dict[CellKey, str] = {}
    for upper, lower in pairwise(sheet.codes[first : last + 1]):
        for one, other in zip(sheet.row(upper), sheet.row(lower), strict=True):
            texts[other] = sheet.texts[one]
    return sheet.changed(texts | dict.fromkeys(sheet.row(sheet.codes[first]), fill))


def columns_swapped(rng: random.Random, sheet: Sheet, heads: bool = False) -> Extract | None:
    """Two columns of 法人或其他组织 stand in each other's place. heads: with their headers."""
    one, other = rng.sample(codebook.printed_applicants()[1:6], 2)
    texts: dict[CellKey, str] = {}
    for code in sheet.codes:
        texts[code, one], texts[code, other] = sheet.texts[code, other], sheet.texts[code, one]
    more = _swapped(sheet, [_head(sheet, one), _head(sheet, other)]) if heads else {}
    return None if more is None else sheet.changed(texts, more)


def rows_swapped(rng: random.Random, sheet: Sheet, labels: bool = False) -> Extract | None:
    """Two rows of one group stand in each other's place. labels: with their labels."""
    groups = [[c for c in sheet.codes if c.startswith(f"req_{name}_")] for name in ("denied", "unable", "notproc")]
    one, other = rng.sample(rng.choice(groups), 2)
    texts = dict(zip(sheet.row(one), (sheet.texts[key] for key in sheet.row(other)), strict=True))
    texts |= dict(zip(sheet.row(other), (sheet.texts[key] for key in sheet.row(one)), strict=True))
    more = _swapped(sheet, [_label(sheet, one), _label(sheet, other)]) if labels else {}
    return None if more is None else sheet.changed(texts, more)


def _swapped(sheet: Sheet, places: list[Place | None]) -> dict[Place, str] | None:
    one, other = places
    if one is None or other is None or one == other:
        return None
    grids = sheet.extract.grids
    return {one: grids[other[0]].cells[other[1]].text, other: grids[one[0]].cells[one[1]].text}


def _head(sheet: Sheet, applicant: str) -> Place | None:
    """The box above the first number of a column."""
    return _next_to(sheet, sheet.places[sheet.codes[0], applicant], -1, 0)


def _label(sheet: Sheet, code: str) -> Place | None:
    """The box left of the first number of a row."""
    return _next_to(sheet, sheet.places[code, "natural_person"], 0, -1)


def _next_to(sheet: Sheet, place: Place, down: int, right: int) -> Place | None:
    grid = sheet.extract.grids[place[0]]
    own = grid.cells[place[1]]
    found = grid.slots.get((own.row + down, own.col + right))
    if found is None or not found.text.strip():
        return None
    return place[0], grid.cells.index(found)


def cell(rng: random.Random, sheet: Sheet) -> Extract | None:
    """Digits of a number of table 2 added, taken off, or exchanged with another box's."""
    one, other = rng.sample(list(sheet.texts), 2)
    text = sheet.texts[one]
    changes = ({one: text + "0"}, {one: text[:-1]}, {one: sheet.texts[other], other: text})
    return sheet.changed(rng.choice(changes))
