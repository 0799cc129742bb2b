"""Name → agency, never guessed: one candidate or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from gongkai.registry.model import Agency, Region
from gongkai.registry.names import NameIndex, normal_name

__all__ = ["Resolution", "above", "kin", "lies_within", "normal_name", "resolve"]

#: Signs of rank that stand for the region itself: 县政府办 on a county's site.
_SIGNS = "省市县区州盟旗"


@dataclass(frozen=True, slots=True)
class Resolution:
    """``agency_id`` when exactly one agency can be meant, else None and all ``candidates`` (sorted ids)."""

    agency_id: str | None
    candidates: tuple[str, ...]


def lies_within(region_code: str, within: str, regions: Mapping[str, Region]) -> bool:
    """Whether a region is ``within`` or below it, by the stated parents (codes do not always nest).

    A region lies where its other scheme's code and the one that it went on as lie, too.
    """
    return not above(region_code, regions).isdisjoint(kin(within, regions))


def above(region_code: str, regions: Mapping[str, Region]) -> frozenset[str]:
    """A region's code, those of all that it lies in, and their other codes."""
    return _reached(region_code, regions, lambda region: (region.parent_code, region.same_as, region.goes_on_as))


def kin(code: str, regions: Mapping[str, Region]) -> frozenset[str]:
    """A region's code, the one of the other scheme, and those that it went on as."""
    return _reached(code, regions, lambda region: (region.same_as, region.goes_on_as))


def _reached(
    code: str, regions: Mapping[str, Region], leads: Callable[[Region], tuple[str | None, ...]]
) -> frozenset[str]:
    """A code and all those that it leads to, step by step; ``leads``: from a region to its next codes."""
    found: set[str] = set()
    todo = [code]
    while todo:
        code = todo.pop()
        if code not in found:
            found.add(code)
            region = regions.get(code)
            todo += [c for c in leads(region) if c] if region else []
    return frozenset(found)


def resolve(
    name: str, year: int | None, within: str | None, index: NameIndex, regions: Mapping[str, Region]
) -> Resolution:
    """The agency that bore ``name`` in ``year``, the name read in the region ``within``.

    Names of regions above may stand before it (南京市江宁区…), and a sign of rank may stand for the region itself
    (县政府办). Without ``within`` only names that mean something everywhere (county level and above, no department)
    resolve; agencies that it could be are candidates all the same.
    """
    wanted = normal_name(name)
    bearers = index.bearers(wanted, year) or _under_regions(wanted, year, index, regions)
    if within is None:
        possible = {i: a for i, a in bearers.items() if not a.local}
        # Without a region a namesake that cannot resolve still makes the name ambiguous.
        unique = next(iter(possible)) if len(possible) == 1 and len(bearers) == 1 else None
        return Resolution(unique, tuple(sorted(bearers)))
    inside = {i: a for i, a in bearers.items() if lies_within(a.region_code, within, regions)}
    if not inside:
        inside = _of_the_region_itself(wanted, year, within, index, regions)
    unique = next(iter(inside)) if len(inside) == 1 else None
    return Resolution(unique, tuple(sorted(inside or bearers)))


def _under_regions(name: str, year: int | None, index: NameIndex, regions: Mapping[str, Region]) -> dict[str, Agency]:
    """Agencies whose name stands behind those of regions that they lie in."""
    found: dict[str, Agency] = {}
    for codes, rest in index.split(name):
        below = index.bearers(rest, year) or _under_regions(rest, year, index, regions)
        found |= {
            i: agency
            for i, agency in below.items()
            if any(agency.region_code != code and lies_within(agency.region_code, code, regions) for code in codes)
        }
    return found


def _of_the_region_itself(
    name: str, year: int | None, within: str, index: NameIndex, regions: Mapping[str, Region]
) -> dict[str, Agency]:
    """Agencies of the region ``within`` and of none below it, named with its sign of rank alone: 县政府办, 市教育局."""
    if len(name) < 2 or name[0] not in _SIGNS:
        return {}
    whole: Iterable[str] = (own + name[1:] for own in index.region_names(within) if own.endswith(name[0]))
    found: dict[str, Agency] = {}
    for full in whole:
        found |= {i: a for i, a in index.bearers(full, year).items() if a.region_code == within}
    return found
