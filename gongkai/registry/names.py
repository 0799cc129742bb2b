"""The names under which agencies are looked up: as registered, and as titles shorten or lengthen them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gongkai.registry.model import Agency, Region, valid

#: Deeper than province, city, county, township no division stands.
_DEEPEST = 5

_TOWNSHIP_RANK = re.compile(r"(?:人民政府|政府|办事处)$")
_GOVERNMENT_RANK = re.compile(r"(?:人民政府|行政公署)$")
_OFFICE = re.compile(r"(?P<of>.+?)(?:人民政府|行政公署)(?P<what>办公[室厅])$")
#: 恩施土家族苗族自治州 is 恩施州 in short.
_PREFECTURE = re.compile(
    r"^([\u4e00-\u9fff]{2,5}?)(?:朝鲜族|土家族|苗族|藏族|羌族|彝族|布依族|侗族|哈尼族|壮族|傣族|白族|景颇族|傈僳族|回族|蒙古族?"
    r"|柯尔克孜族?|哈萨克族?)+自治州"
)


def normal_name(name: str) -> str:
    """A name as names are compared: NFKC, no whitespace."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def in_short(name: str) -> str:
    """A name (normal) with that of the autonomous prefecture at its head as it is usually called: 恩施州人民政府."""
    return _PREFECTURE.sub(r"\1州", name) if "自治州" in name else name


def forms(name: str, kind: str) -> frozenset[str]:
    """A name (normal) and what titles make of it without changing whose it is.

    ``下各镇人民政府`` -> 下各镇, 下各镇政府; ``云县人民政府`` -> 云县, 云县政府; ``云县人民政府办公室`` ->
    云县政府办公室, 云县政府办, 云县人民政府办. Anything else, such as 发改委, stands in agency_names.csv or is unknown.
    """
    made = {name}
    if kind == "township":
        base = _TOWNSHIP_RANK.sub("", name)
        made |= {base, base + ("办事处" if base.endswith("街道") else "政府")}
    elif kind == "government" and _GOVERNMENT_RANK.search(name):
        base = _GOVERNMENT_RANK.sub("", name)
        made |= {base, base + ("行署" if name.endswith("公署") else "政府")}
    elif kind == "office" and (match := _OFFICE.fullmatch(name)):
        of, what = match["of"], match["what"]
        made |= {f"{of}政府{what}", f"{of}政府办", f"{of}人民政府办"}
    return frozenset(made)


@dataclass(frozen=True, slots=True)
class _Bearer:
    agency: Agency
    valid_from: int | None
    valid_to: int | None


class NameIndex:
    """Who bore a name in a year, and where a region's name stands at the head of one."""

    def __init__(self, agencies: Iterable[Agency], regions: Iterable[Region]) -> None:
        """regions: all rows, former names of a code among them."""
        regions = list(regions)
        self._by_code: dict[str, list[Region]] = defaultdict(list)
        self._codes: dict[str, set[str]] = defaultdict(set)
        for region in regions:
            self._by_code[region.region_code].append(region)
            for name in {normal_name(region.name), in_short(normal_name(region.name))}:
                self._codes[name].add(region.region_code)
        self._lengths = sorted({len(name) for name in self._codes})
        self._bearers: dict[str, list[_Bearer]] = defaultdict(list)
        for agency in agencies:
            for name, valid_from, valid_to in agency.dated_names():
                for form in forms(normal_name(name), agency.kind):
                    for short in {form, in_short(form), *self._without_parents(form, agency.region_code)}:
                        self._bearers[short].append(_Bearer(agency, valid_from, valid_to))

    def bearers(self, name: str, year: int | None) -> dict[str, Agency]:
        """agency_id -> agency that bore a name (normal) in a year."""
        borne = self._bearers.get(name, ())
        return {b.agency.agency_id: b.agency for b in borne if valid(b.valid_from, b.valid_to, year)}

    def split(self, name: str) -> Iterator[tuple[frozenset[str], str]]:
        """(codes of a region, rest) for each region whose name, now or formerly, stands at the head of a name."""
        for length in self._lengths:
            if length >= len(name):
                return
            codes = self._codes.get(name[:length])
            if codes:
                yield frozenset(codes), name[length:]

    def region_names(self, code: str) -> frozenset[str]:
        """Names that a region bears or bore."""
        return frozenset(normal_name(region.name) for region in self._by_code.get(code, ()))

    def _without_parents(self, name: str, code: str) -> Iterator[str]:
        """The name without the names of the regions above its own: 盐都区财政局 for 盐城市盐都区财政局."""
        for _ in range(_DEEPEST):
            rows = self._by_code.get(code, ())
            parents = {row.parent_code for row in rows if row.parent_code}
            if not parents:
                return
            code = min(parents)
            for above in self.region_names(code):
                if name.startswith(above) and len(name) > len(above):
                    name = name[len(above) :]
                    yield name


def newest(rows: Iterable[Region]) -> Mapping[str, Region]:
    """Code -> the row of it that is in force, or was last."""
    found: dict[str, Region] = {}
    for region in rows:
        known = found.get(region.region_code)
        if known is None or (known.valid_to is not None and (region.valid_to or 9999) > known.valid_to):
            found[region.region_code] = region
    return found
