"""The list pages (栏目) of the sample site."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.sample.agencies import CITY, EAST, WEST
from gongkai.sample.publications import SINGLE, Publication

SITE_ID = "sample-site"


@dataclass(frozen=True, slots=True)
class Column:
    """One list of reports.

    folder: of the list within the site. agency_id: the one agency it belongs to, ``""`` for many.
    within: code of the region whose agencies it lists. page: items on one page of the list.
    """

    column_id: str
    name: str
    site_name: str
    folder: str
    agency_id: str
    within: str
    page: int = 20


def _site_name(place: str) -> str:
    return f"{place}政府信息公开（样例 SAMPLE）"


COLUMNS = (
    Column("sample-city", "政府信息公开年报", _site_name("样川市"), "zwgk/zfxxgknb/", "", CITY, page=6),
    Column("sample-water", "水利局政府信息公开年报", _site_name("样川市"), "slj/zfxxgknb/", SINGLE, CITY),
    Column("sample-east", "样东县政府信息公开年报", _site_name("样东县"), "ydx/zfxxgknb/", "", EAST),
    Column("sample-west", "样西县政府信息公开年报", _site_name("样西县"), "yxx/zfxxgknb/", "", WEST),
)


def column_of(publication: Publication) -> Column:
    """The list that a publication stands in."""
    agency = publication.agency
    if agency.agency_id == SINGLE:
        return COLUMNS[1]
    county = agency.region[:6]
    return next((c for c in COLUMNS if c.within == county and not c.agency_id), COLUMNS[0])
