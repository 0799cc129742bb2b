"""Which tables of several readers are the same one: those that stand in the same place, never the n-th of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from gongkai.align.model import AlignedTable
from gongkai.grids.model import Box
from gongkai.grids.places import page_box

#: A page: the file that it stands in (``""`` where the document is one file), and its number there.
Page = tuple[str, int]
#: Page -> top and bottom of what stands on it, in points.
Region = dict[Page, tuple[float, float]]


def matched(readers: Sequence[Sequence[AlignedTable]]) -> list[list[AlignedTable]]:
    """Tables of one kind, one list a table with a reading of each reader that found it, in reading order.

    readers: the tables of each reader in reading order, the preferred reader's first. Media without pages have one
    reader, or readers whose tables come in one order.
    """
    found: list[tuple[Region, list[AlignedTable]]] = []
    for tables in readers:
        taken: set[int] = set()
        for n, table in enumerate(tables):
            region = _region(table)
            same = next(
                (
                    i
                    for i, (other, _) in enumerate(found)
                    if i not in taken and (_meet(region, other) if region and other else i == n)
                ),
                None,
            )
            if same is None:
                found.append((region, [table]))
                taken.add(len(found) - 1)
            else:
                found[same][1].append(table)
                taken.add(same)
    files = list(dict.fromkeys(file for region, _ in found for file, _ in region))
    return [readings for region, readings in sorted(found, key=lambda group: min(_starts(group[0], files)))]


def pages(table: AlignedTable) -> list[int]:
    """Pages on which a table stands, the one with its heads too, which may stand at the end of the page before."""
    place = _on_page(table.place)
    own = () if place is None else (place[0][1],)
    return sorted({*own, *(page for _, page in _region(table))})


def _starts(region: Region, files: Sequence[str]) -> list[tuple[int, int, float]]:
    """Where a table begins on each of its pages; files in the order in which readers meet them."""
    return [(files.index(file), page, top) for (file, page), (top, _) in region.items()] or [(0, 0, 0.0)]


def _meet(first: Region, second: Region) -> bool:
    return any(
        page in second and top < second[page][1] and bottom > second[page][0] for page, (top, bottom) in first.items()
    )


def _region(table: AlignedTable) -> Region:
    """Where the cells of a table stand; empty in a medium without pages."""
    if _on_page(table.place) is None:
        return {}
    spans: dict[Page, list[float]] = defaultdict(list)
    for value in table.values:
        place = _on_page(value.place or "")
        if place is not None:
            page, (_, top, _, bottom) = place
            spans[page] += (top, bottom)
    return {page: (min(ys), max(ys)) for page, ys in spans.items()}


def _on_page(place: str) -> tuple[Page, Box] | None:
    """Page and box of a place, which may stand behind the name of its file; None in a medium without pages."""
    file, _, within = place.rpartition("!")
    found = page_box(within)
    return None if found is None else ((file, found[0]), found[1])
