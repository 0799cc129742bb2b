"""What rows of the registry must hold between them: unique ids, references that exist, hosts that agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from gongkai.registry.model import Agency, AgencyLink, AgencyName, Column, Region, Site, host_of
from gongkai.registry.rows import BadRow, Row

T = TypeVar("T")


@dataclass(frozen=True)
class Loaded:
    """Every parsed row with the row of the file that it came from."""

    regions: list[tuple[Row, Region]]
    agencies: list[tuple[Row, Agency]]
    names: list[tuple[Row, AgencyName]]
    links: list[tuple[Row, AgencyLink]]
    sites: list[tuple[Row, Site]]
    columns: list[tuple[Row, Column]]


def check(loaded: Loaded) -> list[BadRow]:
    """Every row that contradicts another one."""
    return [BadRow(row.file, row.line, reason) for row, reason in _faults(loaded)]


def _faults(loaded: Loaded) -> Iterator[tuple[Row, str]]:
    yield from _repeated(loaded.regions, "region_code", lambda region: region.region_code)
    yield from _repeated(loaded.agencies, "agency_id", lambda agency: agency.agency_id)
    yield from _repeated(loaded.names, "name of the agency", lambda n: f"{n.agency_id} {n.name} {n.valid_from}")
    yield from _repeated(loaded.links, "link", lambda link: f"{link.agency_id} {link.predecessor_id} {link.date}")
    yield from _repeated(loaded.sites, "site_id", lambda site: site.site_id)
    yield from _repeated(loaded.columns, "column_id", lambda column: column.column_id)
    yield from _repeated(loaded.columns, "list_url", lambda column: column.list_url)
    yield from _region_faults(loaded)
    yield from _agency_faults(loaded)
    yield from _site_faults(loaded)


def _repeated(rows: list[tuple[Row, T]], what: str, key: Callable[[T], str]) -> Iterator[tuple[Row, str]]:
    first: dict[str, int] = {}
    for row, value in rows:
        line = first.setdefault(key(value), row.line)
        if line != row.line:
            yield row, f"{what} {key(value)} stands in line {line} already"


def _region_faults(loaded: Loaded) -> Iterator[tuple[Row, str]]:
    parents = {region.region_code: region.parent_code for _, region in loaded.regions}
    for row, region in loaded.regions:
        if region.parent_code is not None and region.parent_code not in parents:
            yield row, f"parent_code {region.parent_code} is not in regions.csv"
        elif _runs_in_circle(region.region_code, parents):
            yield row, f"region {region.region_code} is its own parent, or its parents' parent"


def _agency_faults(loaded: Loaded) -> Iterator[tuple[Row, str]]:
    regions = {region.region_code for _, region in loaded.regions}
    parents = {agency.agency_id: agency.parent_agency_id for _, agency in loaded.agencies}
    for row, agency in loaded.agencies:
        if agency.region_code not in regions:
            yield row, f"region_code {agency.region_code} is not in regions.csv"
        if agency.parent_agency_id is not None and agency.parent_agency_id not in parents:
            yield row, f"parent_agency_id {agency.parent_agency_id} is not in agencies.csv"
        elif _runs_in_circle(agency.agency_id, parents):
            yield row, f"agency {agency.agency_id} is its own parent, or its parents' parent"
    for row, name in loaded.names:
        if name.agency_id not in parents:
            yield row, f"agency_id {name.agency_id} is not in agencies.csv"
    for row, link in loaded.links:
        for agency_id in sorted({link.agency_id, link.predecessor_id} - parents.keys()):
            yield row, f"agency {agency_id} is not in agencies.csv"
        if link.agency_id == link.predecessor_id:
            yield row, f"agency {link.agency_id} is its own predecessor"


def _site_faults(loaded: Loaded) -> Iterator[tuple[Row, str]]:
    regions = {region.region_code for _, region in loaded.regions}
    agencies = {agency.agency_id for _, agency in loaded.agencies}
    hosts = {site.site_id: site.host for _, site in loaded.sites}
    for row, site in loaded.sites:
        if site.region_code not in regions:
            yield row, f"region_code {site.region_code} is not in regions.csv"
    for row, column in loaded.columns:
        if column.site_id not in hosts:
            yield row, f"site_id {column.site_id} is not in sites.csv"
        elif host_of(column.list_url) != hosts[column.site_id]:
            yield row, f"list_url is on {host_of(column.list_url)}, its site on {hosts[column.site_id]}"
        if column.agency_id is not None and column.agency_id not in agencies:
            yield row, f"agency_id {column.agency_id} is not in agencies.csv"
        if column.within is not None and column.within not in regions:
            yield row, f"within {column.within} is not in regions.csv"


def _runs_in_circle(start: str, parents: dict[str, str | None]) -> bool:
    seen = {start}
    code = parents.get(start)
    while code is not None and code not in seen:
        seen.add(code)
        code = parents.get(code)
    return code == start
