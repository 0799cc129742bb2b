"""Name → agency, never guessed: one candidate or none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gongkai.registry.model import Agency, Region


@dataclass(frozen=True, slots=True)
class Resolution:
    """``agency_id`` when exactly one agency can be meant, else None and all ``candidates`` (sorted ids)."""

    agency_id: str | None
    candidates: tuple[str, ...]


def normal_name(name: str) -> str:
    """A name as names are compared: NFKC, no whitespace."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def lies_within(region_code: str, within: str, regions: Mapping[str, Region]) -> bool:
    """Whether a region is ``within`` or below it, by the stated parents (codes do not always nest)."""
    code: str | None = region_code
    while code:
        if code == within:
            return True
        code = regions[code].parent_code if code in regions else None
    return False


def resolve(
    name: str, year: int | None, within: str | None, agencies: Iterable[Agency], regions: Mapping[str, Region]
) -> Resolution:
    """The agency that bore ``name`` in ``year``, read in the region ``within``.

    Without ``within`` only names that mean something everywhere (county level and above, no department) resolve;
    agencies that it could be are candidates all the same.
    """
    wanted = normal_name(name)
    bearers = [a for a in agencies if any(normal_name(known) == wanted for known in a.names_in(year))] if wanted else []
    inside = [a for a in bearers if within is not None and lies_within(a.region_code, within, regions)]
    possible = [a for a in bearers if not a.local] if within is None else inside
    # Without a region a namesake that cannot resolve still makes the name ambiguous.
    unique = possible[0].agency_id if len(possible) == 1 and (within is not None or len(bearers) == 1) else None
    return Resolution(unique, tuple(sorted(a.agency_id for a in (inside or bearers))))
