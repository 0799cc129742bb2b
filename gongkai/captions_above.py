"""Which short captions right above a table, or alone in a row at its head, say what its numbers are, or whose.

占比, 征求意见稿 or the name of another organ say nothing where they stand anywhere on a page (charts, menus, the page's
publisher); as the last line before a table they are its caption. :mod:`gongkai.align.table_captions` has the words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from gongkai.align import stated, table_captions
from gongkai.align.model import AlignedTable
from gongkai.align.numbers import squeeze
from gongkai.align.script import simplified
from gongkai.grids.model import Extract, Line
from gongkai.grids.order import in_order
from gongkai.grids.places import is_in_list
from gongkai.organs import named
from gongkai.other_places import names_another
from gongkai.scope_captions import at_head

#: What stands between a table and its caption: so many lines of its unit or its year at most.
_NEAR = 3


def with_captions_above(
    extract: Extract, tables: Sequence[AlignedTable], agency: str | None
) -> tuple[AlignedTable, ...]:
    """The tables of one reader, each with such captions among what is stated for it.

    agency: whose report it is by the document's title; None where that names nobody.
    """
    above = _lines_above(extract) if tables else {}
    found, met = [], set[int]()
    for table in sorted(tables, key=lambda table: table.order):
        index = table.order[0]
        texts = [*(above.get(index, []) if index not in met else []), *at_head(extract, table)]
        texts += [text for text in extract.grids[index].words if "属" in text and _is_of_units(text)]
        short = {squeeze(text): simplified(squeeze(text)) for text in texts}
        short = {text: bare for text, bare in short.items() if 0 < len(bare) <= table_captions.LONGEST}
        said = dict.fromkeys(table_captions.caption(text) for text, bare in short.items() if _tells(bare, agency))
        said |= dict.fromkeys(year for bare in short.values() if (year := _year_of_organ(bare)) is not None)
        found.append(replace(table, stated=(*table.stated, *said)) if said else table)
        met.add(index)
    return tuple(found)


def _lines_above(extract: Extract) -> dict[int, list[str]]:
    """Lines right above each grid that may be its caption."""
    links = {squeeze(text) for _, text in extract.links}
    found: dict[int, list[str]] = {}
    for items in in_order(extract):
        lines: list[Line] = []
        for item in items:
            if isinstance(item, Line):
                lines.append(item)
                continue
            found[item] = list(_captions_among(lines, links))
            lines = []
    return found


def _captions_among(lines: Sequence[Line], links: Collection[str]) -> Iterator[str]:
    """The last of some lines, and the one above those of a unit or a year; what leads elsewhere aside."""
    texts = ((squeeze(line.text), line.place) for line in reversed(lines))
    own = (text for text, place in texts if text and text not in links and not is_in_list(place))
    for text in islice(own, _NEAR):
        yield text
        is_short = len(text) <= table_captions.LONGEST
        if not (is_short and (stated.units(text) or stated.years(text))):
            return


def _tells(bare: str, agency: str | None) -> bool:
    return table_captions.is_caption(bare) or names_another(bare, agency)


def _year_of_organ(bare: str) -> str | None:
    """What a caption says of a year behind an organ's name: 2021年情况 of 样例市教育局2021年情况."""
    organ = next(iter(named(bare)), "")
    year = bare.removeprefix(organ)
    return year if organ and year != bare and stated.years(year) else None


def _is_of_units(text: str) -> bool:
    return table_captions.is_of_units(simplified(squeeze(text)))
