"""What an attachment or a further page states of another agency or year than the report's: in its headings, its labels
(填报单位), its file's name and the text of the link to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from gongkai.grids.joined import MARK, name_of
from gongkai.organs import named, years_named
from gongkai.records import Report
from gongkai.registry import normal_name
from gongkai.registry.load import Registry
from gongkai.registry.model import Agency
from gongkai.registry.resolve import above
from gongkai.reports.identity import Identity

#: A government itself, and its office.
_GOVERNMENT = re.compile(r"(?:人民政府|政府|公署|行署|(?:街道)?办事处)?")
_OFFICE = re.compile(r"(?:人民政府|政府|行署|党政)?(?:综合)?办(?:公[室厅])?")
#: Parts of an organ that fill in its tables.
_OWN_PART = re.compile(r"(?:机关|本级|(?:党政|综合|行政)?办公?[室厅]?)?")
#: Systems whose organs bear the name of the one above them in front: 国家税务总局样南县税务局.
_SYSTEM = re.compile(r"^(?:国家[\u4e00-\u9fff]{1,6}总局|中共|中国共产党)")
_SIGNS = "省市县区州盟旗乡镇"
_SHORTER = (("委员会", "委"), ("办公室", "办"), ("办公厅", "办"))


def foreign(
    name: str, texts: Sequence[str], organs: Iterable[str], identity: Identity, registry: Registry
) -> tuple[str, ...]:
    """What a document states of others than the report's agency and year, each behind the document's ``name``.

    texts: the names of its files and the texts of links to it. organs: those that its own headings and labels name.
    Nothing is said of the agency, or of the year, where the report's own is not known.
    """
    agency = registry.agencies.get(identity.agency_id or "")
    stated = dict.fromkeys((*(organ for text in texts for organ in named(text)), *organs))
    others = [organ for organ in stated if agency is not None and _is_another(organ, agency, identity, registry)]
    years = [str(year) for text in texts for year in _other_years(text, identity.year)]
    return tuple(dict.fromkeys(f"{name}: {text}" for text in (*others, *years)))


def names_in(source: str) -> list[str]:
    """Names of files in the last part of an address and in its parameters."""
    return [text for text in re.split(r"[/?&=#]", unquote(name_of(source))) if text]


def members(report: Report) -> list[str]:
    """Names of the members of an archive that tables stand in, by their places."""
    places = (table.place.split(MARK)[:-1] for table in report.tables if table.place)
    return list(dict.fromkeys(part for parts in places for part in parts if "." in part))


def _other_years(text: str, year: int | None) -> tuple[int, ...]:
    years = years_named(text)
    return () if year is None or year in years else years


def _is_another(name: str, agency: Agency, identity: Identity, registry: Registry) -> bool:
    """Whether a printed name is another organ's than the agency, in full or in short, or a government above it."""
    regions = _region_names(agency.region_code, registry)
    bare = _without_regions(normal_name(name), regions)
    own = {_without_regions(normal_name(known), regions) for known in _names(agency, identity)}
    if _GOVERNMENT.fullmatch(bare):
        return False
    if any(bare.startswith(known) and _OWN_PART.fullmatch(bare.removeprefix(known)) for known in own if known):
        return False
    is_seat = agency.kind in ("government", "office", "township")
    if is_seat and _OFFICE.fullmatch(bare) and not _names_a_region_above(name, agency, registry):
        return False
    resolved = registry.resolve(name, identity.year, agency.region_code).agency_id
    if resolved is not None:
        return resolved != agency.agency_id
    is_end = len(bare) > 2 and any(known.endswith(bare) for known in own)
    return not is_end and not any(_is_short_for(bare, known) or _is_short_for(known, bare) for known in own)


def _names(agency: Agency, identity: Identity) -> set[str]:
    """All names that the agency bore, and the one that its own title prints."""
    printed = {identity.name} if identity.name and identity.misnamed is None else set()
    return {*agency.names_in(None), *printed}


def _region_names(code: str, registry: Registry) -> list[str]:
    """Names of an agency's region and of those that it lies in, longest first."""
    codes = above(code, registry.regions)
    rows = [registry.regions[code] for code in codes if code in registry.regions]
    rows += [row for row in registry.former_regions if row.region_code in codes]
    return sorted({normal_name(row.name) for row in rows}, key=len, reverse=True)


def _without_regions(name: str, regions: list[str]) -> str:
    """A name without those of its regions in front, their sign of rank alone (县教育局) or bare name (样南教育局)."""
    rest = name = _SYSTEM.sub("", name)
    while found := next((region for region in regions if rest.startswith(region)), None):
        rest = rest.removeprefix(found)
    if rest != name or len(name) < 3:
        return rest
    signs = {region[-1] for region in regions if region[-1] in _SIGNS}
    if name[0] in signs and not name.startswith("市场"):
        return name[1:]
    for region in regions:
        stem = region[:-1]
        behind = name.removeprefix(stem)
        if len(stem) > 1 and behind != name and (behind[:1] not in _SIGNS or behind.startswith("市场")):
            return behind
    return name


def _names_a_region_above(name: str, agency: Agency, registry: Registry) -> bool:
    """Whether a name has that of a region above the agency's in it, and not that of its own: 样例市政府办公室."""
    region = registry.regions.get(agency.region_code)
    own = normal_name(region.name) if region is not None else ""
    above_it = [one for one in _region_names(agency.region_code, registry) if one != own]
    return own not in name and any(one in name for one in above_it)


def _is_short_for(short: str, whole: str) -> bool:
    """Whether one name may shorten the other: 发改委 for 发展和改革委员会, beginning and end alike."""
    short, whole = _shorter(short), _shorter(whole)
    if len(short) < 2 or len(whole) < 2 or short[0] != whole[0] or short[-1] != whole[-1]:
        return False
    signs = iter(whole)
    return all(sign in signs for sign in short)


def _shorter(name: str) -> str:
    for ending, sign in _SHORTER:
        if name.endswith(ending):
            return name.removesuffix(ending) + sign
    return name
