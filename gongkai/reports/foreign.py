"""What an attachment or a further page states of another agency or year than the report's: in its headings, its labels
(填报单位), its file's name and the text of the link to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal
from urllib.parse import unquote

from gongkai.grids.joined import MARK, name_of
from gongkai.organs import named, parted, years_named
from gongkai.records import Report
from gongkai.registry import normal_name
from gongkai.registry.load import Registry
from gongkai.registry.model import Agency
from gongkai.registry.names import forms, in_short
from gongkai.registry.resolve import above, kin
from gongkai.reports.identity import Identity

Place = Literal["here", "above", ""]

_FILE = re.compile(r"\.[a-z]{3,5}$", re.IGNORECASE)
#: A government itself, and its office.
_GOVERNMENT = re.compile(r"(?:人民政府|政府|公署|行署|(?:街道)?办事处)?")
_OFFICE = re.compile(r"(?:人民政府|政府|行署|党政)?(?:综合)?办(?:公[室厅])?")
#: A township by its rank alone: 镇政府.
_TOWNSHIP = re.compile(r"(?:[乡镇]|街道)(?:(?:人民)?政府|办事处|办)?(?:党政)?(?:综合)?(?:办公室)?")
#: Parts of an organ that fill in its tables.
_OWN_PART = re.compile(r"(?:机关|本级|(?:党政|综合|行政)?办公?[室厅]?)?")
#: Systems whose organs bear the name of the one above them in front: 国家税务总局样南县税务局.
_SYSTEM = re.compile(r"^(?:国家[\u4e00-\u9fff]{1,6}总局|中共|中国共产党)")
_SIGNS = frozenset("省市县区州盟旗乡镇")
#: Of one organ some say 局 and others 委.
_SHORTER = (("委员会", "局"), ("委", "局"), ("联合会", "联"), ("办公室", "办"), ("办公厅", "办"))


def foreign(
    name: str, texts: Sequence[str], organs: Iterable[str], identity: Identity, registry: Registry
) -> tuple[str, ...]:
    """What a document states of others than the report's agency and year, each behind the document's ``name``.

    texts: the names of its files and the texts of links to it. organs: what its own headings and labels name.
    Nothing is said of the agency, or of the year, where the report's own is not known.
    """
    agency = registry.agencies.get(identity.agency_id or "")
    names, of_heads = parted(organs)
    stated = dict.fromkeys((*(organ for text in texts for organ in named(text)), *names))
    others = [organ for organ in stated if agency is not None and is_another(organ, agency, identity, registry)]
    years = [str(year) for text in texts for year in _other_years(years_named(text), identity.year)]
    years += [str(year) for year in _other_years(tuple(of_heads), identity.year)]
    return tuple(dict.fromkeys(f"{name}: {text}" for text in (*others, *years)))


def names_in(source: str) -> list[str]:
    """Names of files in the last part of an address and among its parameters; a parameter's year is no file's."""
    name, *parameters = re.split(r"[?&=#]", unquote(name_of(source)))
    return [text for text in (name, *parameters) if text and (text == name or _FILE.search(text))]


def members(report: Report) -> list[str]:
    """Names of the members of an archive that tables stand in, by their places."""
    places = (table.place.split(MARK)[:-1] for table in report.tables if table.place)
    return list(dict.fromkeys(part for parts in places for part in parts if "." in part))


def _other_years(years: tuple[int, ...], year: int | None) -> tuple[int, ...]:
    return () if year is None or year in years else years


def is_another(name: str, agency: Agency, identity: Identity, registry: Registry) -> bool:
    """Whether a printed name is another organ's than the agency, in full or in short, or a government above it.

    identity: of the report in which it is printed.
    """
    return _is_others(name, agency, _names(agency, identity), identity.year, registry)


def may_be(name: str, agency: Agency, year: int | None, registry: Registry) -> bool:
    """Whether a name that resolves to nobody, printed as that of a report of a year, may be a variant of the
    agency's."""
    return not _is_others(name, agency, set(agency.names_in(None)), year, registry)


def _is_others(name: str, agency: Agency, names: set[str], year: int | None, registry: Registry) -> bool:
    known = {form for one in names for form in forms(_without_system(one), agency.kind)}
    wanted = _without_system(name)
    here, above_it = _regions(agency.region_code, registry)
    own = {_split(one, here, above_it) for one in known}
    cores = {core for _, core in own}
    if wanted in known or any(_is_short_for(wanted, core) for core in cores):
        return False
    place, bare = _split(wanted, here, above_it)
    if _GOVERNMENT.fullmatch(bare):
        return False
    if place == "above" and all(one != "above" for one, _ in own):
        return True
    if any(bare.startswith(core) and _OWN_PART.fullmatch(bare.removeprefix(core)) for core in cores if core):
        return False
    if agency.kind in ("government", "office", "township") and _OFFICE.fullmatch(bare):
        return False
    if agency.kind == "township" and _TOWNSHIP.fullmatch(bare):
        return False
    resolved = registry.resolve(name, year, agency.region_code).agency_id
    if resolved is not None:
        return resolved != agency.agency_id
    is_end = len(bare) > 2 and any(core.endswith(bare) for core in cores)
    return not is_end and not any(_is_short_for(bare, core) or _is_short_for(core, bare) for core in cores)


def _names(agency: Agency, identity: Identity) -> set[str]:
    """All names that the agency bore, and the one that its own title prints."""
    printed = {identity.name} if identity.name and identity.misnamed is None else set()
    return {*agency.names_in(None), *printed}


def _without_system(name: str) -> str:
    return _SYSTEM.sub("", normal_name(name))


def _regions(code: str, registry: Registry) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of an agency's region, now and formerly, and of those that it lies in; longest first."""
    codes = above(code, registry.regions)
    rows = [registry.regions[one] for one in codes if one in registry.regions]
    rows += [row for row in registry.former_regions if row.region_code in codes]
    here = {normal_name(row.name) for row in rows if row.region_code in kin(code, registry.regions)}
    others = {normal_name(row.name) for row in rows} - here
    # 恩施州 as well as 恩施土家族苗族自治州.
    here, others = ({*names, *map(in_short, names)} for names in (here, others))
    return tuple(sorted(here, key=len, reverse=True)), tuple(sorted(others, key=len, reverse=True))


def _split(name: str, here: Sequence[str], above_it: Sequence[str]) -> tuple[Place, str]:
    """Where an organ is by the regions in front of its name, and the rest of it: (here, 教育局) for 样南县教育局.

    Their sign of rank may stand for them (县教育局), and a name without it (样南教育局).
    """
    rest = name
    place: Place = ""
    while found := next((region for region in (*here, *above_it) if rest.startswith(region)), None):
        rest = rest.removeprefix(found)
        place = "here" if found in here or place == "here" else "above"
    if place or len(name) < 3:
        return place, rest
    if not name.startswith("市场"):
        if name[0] in {region[-1] for region in here} & _SIGNS:
            return "here", name[1:]
        if name[0] in {region[-1] for region in above_it} & _SIGNS:
            return "above", name[1:]
    for region in here:
        stem, behind = region[:-1], name.removeprefix(region[:-1])
        if len(stem) > 1 and behind != name and (behind[:1] not in _SIGNS or behind.startswith("市场")):
            return "here", behind
    return "", name


def _is_short_for(short: str, whole: str) -> bool:
    """Whether one name may shorten the other: 发改委 for 发展和改革委员会, beginning and end alike."""
    short, whole = _shorter(short), _shorter(whole)
    if len(short) < 2 or len(whole) < 2 or short[0] != whole[0] or short[-1] != whole[-1]:
        return False
    if short.endswith("分局") != whole.endswith("分局"):
        return False
    signs = iter(whole)
    return all(sign in signs for sign in short)


def _shorter(name: str) -> str:
    for ending, sign in _SHORTER:
        if name.endswith(ending):
            return name.removesuffix(ending) + sign
    return name
