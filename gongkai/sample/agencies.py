"""Who publishes in the sample province. All names are invented; 样 marks them as samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Profile = Literal["zero", "sparse", "busy"]
Kind = Literal["government", "department", "township"]
Scope = Literal["own", "office", "jurisdiction"]

#: Two-digit code of the province (a crawl partition), and codes of regions in the manner of the official ones.
PARTITION = "99"
PROVINCE = "990000"
CITY = "990100"
EAST = "990121"
WEST = "990122"

#: Report years of the sample.
YEARS = (2021, 2022, 2023)


@dataclass(frozen=True, slots=True)
class Region:
    """One row of regions.csv."""

    code: str
    name: str
    name_en: str
    parent: str
    level: str


@dataclass(frozen=True, slots=True)
class Agency:
    """One row of agencies.csv, with what the generator needs beside it.

    title_name: the name in the titles of its reports (a government's is its region's name).
    parent:     agency_id of the government above, ``""`` for the topmost.
    profile:    how many numbers its reports hold; a government's is that of its own office.
    """

    agency_id: str
    name: str
    title_name: str
    kind: Kind
    level: str
    region: str
    sector: str
    parent: str
    profile: Profile
    rule_making: bool = False

    @property
    def scope(self) -> Scope:
        """Scope of its ordinary report."""
        return "jurisdiction" if self.kind == "government" else "own"


REGIONS = (
    Region(PROVINCE, "样例省", "Sample Province", "", "province"),
    Region(CITY, "样川市", "Yangchuan City", PROVINCE, "city"),
    Region(EAST, "样东县", "Yangdong County", CITY, "county"),
    Region(WEST, "样西县", "Yangxi County", CITY, "county"),
    Region("990121101", "样桥镇", "Yangqiao Town", EAST, "township"),
    Region("990121201", "样湖乡", "Yanghu Township", EAST, "township"),
    Region("990122101", "样坪镇", "Yangping Town", WEST, "township"),
    Region("990122201", "样溪乡", "Yangxi Township", WEST, "township"),
)

_CITY_GOV, _EAST_GOV, _WEST_GOV = "S000001", "S000005", "S000010"


def _government(agency_id: str, place: str, level: str, region: str, parent: str, rule_making: bool = False) -> Agency:
    name = f"{place}人民政府"
    return Agency(agency_id, name, place, "government", level, region, "general", parent, "busy", rule_making)


def _department(agency_id: str, name: str, region: str, sector: str, profile: Profile = "busy") -> Agency:
    level = "city" if region == CITY else "county"
    parent = {CITY: _CITY_GOV, EAST: _EAST_GOV, WEST: _WEST_GOV}[region]
    return Agency(agency_id, name, name, "department", level, region, sector, parent, profile)


def _township(agency_id: str, county: str, place: str, region: str, profile: Profile) -> Agency:
    parent = _EAST_GOV if region.startswith(EAST) else _WEST_GOV
    name = f"{county}{place}人民政府"
    return Agency(agency_id, name, place, "township", "township", region, "general", parent, profile)


AGENCIES = (
    _government(_CITY_GOV, "样川市", "city", CITY, "", rule_making=True),
    _department("S000002", "样川市财政局", CITY, "finance"),
    _department("S000003", "样川市教育局", CITY, "education"),
    _department("S000004", "样川市水利局", CITY, "water"),
    _government(_EAST_GOV, "样东县", "county", EAST, _CITY_GOV),
    _department("S000006", "样东县财政局", EAST, "finance"),
    _department("S000007", "样东县民政局", EAST, "civil_affairs"),
    _township("S000008", "样东县", "样桥镇", "990121101", "sparse"),
    _township("S000009", "样东县", "样湖乡", "990121201", "zero"),
    _government(_WEST_GOV, "样西县", "county", WEST, _CITY_GOV),
    _department("S000011", "样西县教育局", WEST, "education"),
    _department("S000012", "样西县卫生健康局", WEST, "health", "sparse"),
    _township("S000013", "样西县", "样坪镇", "990122101", "sparse"),
    _township("S000014", "样西县", "样溪乡", "990122201", "sparse"),
)

BY_ID = {agency.agency_id: agency for agency in AGENCIES}


def below(agency_id: str) -> tuple[Agency, ...]:
    """Agencies whose report stands directly below a government's."""
    return tuple(agency for agency in AGENCIES if agency.parent == agency_id)
