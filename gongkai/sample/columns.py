"""The sites of the sample province and their list pages (栏目), each site of another family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gongkai.sample.agencies import CITY, EAST, PROVINCE, WEST
from gongkai.sample.publications import SINGLE, Publication


@dataclass(frozen=True, slots=True)
class Site:
    """One web site. ``port``: counted from the port of the first one; ``region``: whose it is."""

    site_id: str
    family: Literal["static", "vsb", "gkmlpt"]
    port: int
    region: str


CITY_SITE = Site("sample-site", "static", 0, PROVINCE)
WATER_SITE = Site("sample-water-site", "vsb", 1, CITY)
EAST_SITE = Site("sample-east-site", "gkmlpt", 2, EAST)
SITES = (CITY_SITE, WATER_SITE, EAST_SITE)


@dataclass(frozen=True, slots=True)
class Column:
    """One list of reports.

    site_name: as shown on its pages. folder: of the list within the site; of ``vsb`` its path without ``.htm``, of
    ``gkmlpt`` the number of its catalogue. agency_id: the one agency it belongs to, ``""`` for many. within: code of
    the region whose agencies it lists. page: items on one page of the list.
    """

    column_id: str
    site: Site
    name: str
    site_name: str
    folder: str
    agency_id: str
    within: str
    page: int = 20

    @property
    def list_path(self) -> str:
        """Of its first page, as columns.csv has it."""
        by_family = {
            "static": f"{self.folder}index.html",
            "vsb": f"{self.folder}.htm",
            "gkmlpt": f"gkmlpt/index#{self.folder}",
        }
        return by_family[self.site.family]


def _site_name(place: str) -> str:
    return f"{place}政府信息公开（样例 SAMPLE）"


COLUMNS = (
    Column("sample-city", CITY_SITE, "政府信息公开年报", _site_name("样川市"), "zwgk/zfxxgknb/", "", CITY, page=6),
    Column(
        "sample-water", WATER_SITE, "政府信息公开年报", _site_name("样川市水利局"), "zfxxgk/nb", SINGLE, CITY, page=2
    ),
    Column("sample-east", EAST_SITE, "政府信息公开年报", _site_name("样东县"), "11", "", EAST),
    Column("sample-west", CITY_SITE, "样西县政府信息公开年报", _site_name("样西县"), "yxx/zfxxgknb/", "", WEST),
)


def column_of(publication: Publication) -> Column:
    """The list that a publication stands in."""
    agency = publication.agency
    if agency.agency_id == SINGLE:
        return COLUMNS[1]
    county = agency.region[:6]
    return next((c for c in COLUMNS if c.within == county and not c.agency_id), COLUMNS[0])


def urls(address: str, port: int) -> Mapping[str, str]:
    """site_id -> address of each site, without a slash at its end."""
    return {site.site_id: f"http://{address}:{port + site.port}" for site in SITES}
