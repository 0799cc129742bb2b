"""The classes of faults, where each is planted, its bar, and what has to tell it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Literal

from benchmarks.faults import plant
from benchmarks.faults.bases import Base, said, with_texts
from benchmarks.faults.plant import Sheet
from gongkai.across import rules as across
from gongkai.across import seen
from gongkai.forms.model import CellKey
from gongkai.grids.model import Extract, Line
from gongkai.judge.verdict import decide
from gongkai.records import Report, Source
from gongkai.registry.load import Registry
from gongkai.registry.model import Agency

#: ``page``: in the page, read by its one reader. ``one``: in one of two readers' grids. ``pdf``: in both alike, as the
#: PDF prints it then.
Where = Literal["page", "one", "pdf"]
Plant = Callable[[random.Random, Sheet], Extract | None]
#: What is judged of a document with a fault: its report; None where the fault changes nothing.
Planted = Callable[[random.Random, Base, str, Where], Report | None]

#: Rules that tell a wrong number of a table.
IDENTITIES = {
    "3": frozenset({"t3_balance", "t3_results", "t3_applicants", "parts_within_total"}),
    "4": frozenset({"t4_review", "t4_suit_direct", "t4_suit_after_review", "parts_within_total"}),
    "2": frozenset[str](),
}
_AMOUNTS: tuple[CellKey, ...] = (("admin_fee_amount", None), ("procurement_amount", None))


@dataclass(frozen=True)
class Fault:
    """A class of faults.

    bar: least share, in percent, that has to be caught; None: what is caught is luck, and shown.
    tables, where: each fault is of one of them.
    finds: rules whose finding tells the fault in a table that is admitted, beside the table's identities.
    """

    name: str
    bar: float | None
    tables: tuple[str, ...]
    where: tuple[Where, ...]
    planted: Planted
    finds: frozenset[str] = frozenset()


def in_grids(change: Plant) -> Planted:
    """A fault in the grids of one reader, or of all of them alike."""

    def planted(rng: random.Random, base: Base, table: str, where: Where) -> Report | None:
        extracts = list(base.extracts)
        readers = [rng.randrange(len(extracts))] if where == "one" else range(len(extracts))
        seed = rng.random()
        for reader in readers:
            found = change(random.Random(seed), Sheet(base, reader, table))
            if found is None:
                return None
            extracts[reader] = found
        return said(base.document, tuple(extracts))

    return planted


def _of_year(report: Report, year: int) -> Report:
    """The report as the pipeline keeps it, of an agency of the registry."""
    source = Source("https://a/", "0" * 64, "text/html", "publisher", "html", None)
    own = replace(report, year=year, scope="own", agency_id="a1", report_id=f"a1:{year}:own", sources=(source,))
    return replace(own, years=(("title", year),))


_KNOWN = Registry(
    {}, {"a1": Agency("a1", "a1", "department", "county", "410102", None, False, None, None, None, None, "verified")},
    (), {}, {}, "",
)  # fmt: skip


def _beside_last_year(now: Report, before: Report) -> Report:
    """The later report with what the comparison with the one of the year before finds."""
    pair = [("2022|41", _of_year(before, 2022)), ("2023|41", _of_year(now, 2023))]
    own = across.findings(seen.seen(pair), _KNOWN).get(("a1:2023:own", now.revision), ())
    found = (*now.findings, *own)
    return now.with_verdicts(decide(now, found), found)


def last_years_table(rng: random.Random, base: Base, table: str, where: Where) -> Report | None:
    """Table 3 of the year before, in a report whose other tables are new."""
    before = base.report
    new = {
        key: str(int(text) + rng.randrange(1, 9))
        for key, text in base.texts(0, "2").items()
        if text.isdigit()
    }  # fmt: skip
    extracts = tuple(
        with_texts(extract, {base.places[reader]["2"][key]: text for key, text in new.items()})
        for reader, extract in enumerate(base.extracts)
    )
    return _beside_last_year(said(base.document, extracts), before)


def unit(rng: random.Random, base: Base, table: str, where: Where) -> Report | None:
    """The unit of an amount that prints one is another: in header, box or caption, or the amount is told in it."""
    key = next(key for key in _AMOUNTS if key in base.places[0][table])
    text = base.texts(0, table)[key]
    if text in ("", "0") or base.report.cells[table, 1].cells[key].unit is None:
        return None
    how = rng.choice(("header",) if where == "one" else ("box", "caption", "amount"))
    extracts = list(base.extracts)
    for reader in [rng.randrange(len(extracts))] if where == "one" else range(len(extracts)):
        extract, place = extracts[reader], base.places[reader][table][key]
        if how == "header":
            extracts[reader] = _with_other_unit(extract, place[0])
            if extracts[reader] == extract:
                return None
        elif how == "box":
            extracts[reader] = with_texts(extract, {place: f"{text}元"})
        elif how == "caption":
            extracts[reader] = replace(extract, lines=(*extract.lines, Line("单位：元", "p1")))
        else:
            extracts[reader] = with_texts(extract, {place: f"{Decimal(text) * 10000:f}".split(".")[0]})
    return _beside_last_year(said(base.document, tuple(extracts)), base.report)


def _with_other_unit(extract: Extract, g: int) -> Extract:
    cells = enumerate(extract.grids[g].cells)
    heads = {(g, c): cell.text.replace("万元", "元") for c, cell in cells if "万元" in cell.text}
    return with_texts(extract, heads)


_ALL: tuple[Where, ...] = ("page", "one", "pdf")
_PRINTED: tuple[Where, ...] = ("page", "pdf")
_WITH_HEADS = partial(plant.columns_swapped, heads=True)
_WITH_LABELS = partial(plant.rows_swapped, labels=True)
_DUPLICATE, _UNITS = frozenset({"duplicate_tables"}), frozenset({"unit_agrees", "unit_of_table", "unit_slip"})
FAULTS = (
    Fault("digit changed by one of two readers", 100, ("2", "3", "4"), ("one",), in_grids(plant.digit)),
    Fault("digit changed in the document", 100, ("3", "4"), _PRINTED, in_grids(plant.digit)),
    Fault("box lost by one of two readers", 100, ("2", "3", "4"), ("one",), in_grids(plant.box_lost)),
    Fault("text lost by one of two readers", 100, ("2", "3", "4"), ("one",), in_grids(plant.text_lost)),
    Fault("digits split", 100, ("3",), _ALL, in_grids(plant.split)),
    Fault("digits joined", 100, ("3",), _ALL, in_grids(plant.joined)),
    Fault("row or tail shifted by a column", 100, ("3",), _ALL, in_grids(plant.shifted)),
    Fault("table 4 shifted", 100, ("4",), _ALL, in_grids(plant.shifted)),
    Fault("rows moved down", 99, ("3",), _ALL, in_grids(plant.moved_down)),
    Fault("columns swapped by one of two readers", 100, ("3",), ("one",), in_grids(plant.columns_swapped)),
    Fault("columns swapped with their headers", 100, ("3",), _PRINTED, in_grids(_WITH_HEADS)),
    Fault("rows swapped by one of two readers", 100, ("3",), ("one",), in_grids(plant.rows_swapped)),
    Fault("rows swapped with their labels", 100, ("3",), _PRINTED, in_grids(_WITH_LABELS)),
    Fault("cell of table 2 by one of two readers", 100, ("2",), ("one",), in_grids(plant.cell)),
    Fault("last year's table 3 pasted", 100, ("3",), _PRINTED, last_years_table, _DUPLICATE),
    Fault("unit changed", 95, ("2",), _ALL, unit, _UNITS),
    # What no check can see: the document prints so, and every identity holds or a blank may explain the difference.
    Fault("numbers of two columns exchanged in the document", None, ("3",), _PRINTED, in_grids(plant.columns_swapped)),
    Fault("numbers of two rows exchanged in the document", None, ("3",), _PRINTED, in_grids(plant.rows_swapped)),
    Fault("digit of table 2 changed in the document", None, ("2",), _PRINTED, in_grids(plant.digit)),
    Fault("results a row lower, a blank row left", None, ("3",), _PRINTED, in_grids(plant.moved_among_results)),
    Fault("one part of table 4 shifted, a blank left", None, ("4",), _PRINTED, in_grids(plant.part_shifted)),
)  # fmt: skip
