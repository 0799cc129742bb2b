"""What rows of the registry must hold between them: unique ids, references that exist, hosts that agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from gongkai.registry.model import Agency, AgencyLink, AgencyName, Column, Region, Site, bare, host_of
from gongkai.registry.names import forms, normal_name
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


Fault = tuple[Row, str, str]

_ID = "ids are minted once: give the new row the next free one"
_SAME = "leave one of the two rows out"
_REFER = "name a row that is there, or add that row first"
_CIRCLE = "state what lies above it"


def check(loaded: Loaded) -> list[BadRow]:
    """Every row that contradicts another one."""
    return [BadRow(row.file, row.line, reason, remedy) for row, reason, remedy in _faults(loaded)]


def doubts(loaded: Loaded) -> list[BadRow]:
    """Rows that are sound and yet stop something: names that two agencies of one region bear resolve to neither."""
    first: dict[tuple[str, str], tuple[Row, AgencyName]] = {}
    found: list[BadRow] = []
    for row, agency, name in _all_names(loaded):
        for form in sorted(forms(normal_name(name.name), agency.kind)):
            other_row, other = first.setdefault((agency.region_code, form), (row, name))
            if other.agency_id != name.agency_id and _overlap(other, name):
                where = f"{other_row.file.name}, line {other_row.line}"
                reason = f"{form} in {agency.region_code} is {other.agency_id}'s name too ({where})"
                remedy = "give both names the years in which they were borne; until then the name resolves to neither"
                found.append(BadRow(row.file, row.line, reason, remedy))
    return found


def _all_names(loaded: Loaded) -> Iterator[tuple[Row, Agency, AgencyName]]:
    agencies = {agency.agency_id: agency for _, agency in loaded.agencies}
    dated = {(name.agency_id, name.name) for _, name in loaded.names}
    for row, agency in loaded.agencies:
        if (agency.agency_id, agency.name) not in dated:
            yield row, agency, AgencyName(agency.agency_id, agency.name, agency.valid_from, agency.valid_to)
    for row, name in loaded.names:
        yield row, agencies[name.agency_id], name


def _overlap(one: Region | AgencyName, other: Region | AgencyName) -> bool:
    return (one.valid_from or 0) <= (other.valid_to or 9999) and (other.valid_from or 0) <= (one.valid_to or 9999)


def _faults(loaded: Loaded) -> Iterator[Fault]:
    for reason, rows in _repetitions(loaded):
        for row, text in rows:
            yield row, text, reason
    yield from _region_faults(loaded)
    yield from _agency_faults(loaded)
    yield from _site_faults(loaded)


def _repetitions(loaded: Loaded) -> Iterator[tuple[str, Iterator[tuple[Row, str]]]]:
    yield _ID, _repeated(loaded.agencies, "agency_id", lambda agency: agency.agency_id)
    yield _SAME, _repeated(loaded.names, "name of the agency", lambda n: f"{n.agency_id} {n.name} {n.valid_from}")
    yield _SAME, _repeated(loaded.links, "link", lambda link: f"{link.agency_id} {link.predecessor_id} {link.date}")
    yield _ID, _repeated(loaded.sites, "site_id", lambda site: site.site_id)
    yield _SAME, _repeated_hosts(loaded.sites)
    yield _ID, _repeated(loaded.columns, "column_id", lambda column: column.column_id)
    yield _SAME, _repeated(loaded.columns, "list_url", lambda column: column.list_url)


def _repeated(rows: list[tuple[Row, T]], what: str, key: Callable[[T], str]) -> Iterator[tuple[Row, str]]:
    first: dict[str, int] = {}
    for row, value in rows:
        line = first.setdefault(key(value), row.line)
        if line != row.line:
            yield row, f"{what} {key(value)} stands in line {line} already"


def _repeated_hosts(rows: list[tuple[Row, Site]]) -> Iterator[tuple[Row, str]]:
    """Rows that add nothing to another one: a host, with or without ``www.``, may have several families, or paths."""
    first: dict[tuple[str, str], tuple[Row, Site]] = {}
    families: dict[tuple[str, str, str], int] = {}
    for row, site in rows:
        host, place = bare(site.host), (bare(site.host), site.folder)
        line = families.setdefault((*place, site.family), row.line)
        other_row, other = first.setdefault(place, (row, site))
        if line != row.line:
            yield row, f"host {host} stands in line {line} already"
        elif other.kind != site.kind:
            yield row, f"host {host} stands in line {other_row.line} as {other.kind} already"


def _region_faults(loaded: Loaded) -> Iterator[Fault]:
    parents = {region.region_code: region.parent_code for _, region in loaded.regions}
    heirs = {region.region_code: region.goes_on_as for _, region in loaded.regions}
    circular_parents, circular_heirs = _circular(parents), _circular(heirs)
    rows_of: dict[str, list[tuple[Row, Region]]] = defaultdict(list)
    for row, region in loaded.regions:
        code = region.region_code
        for other_row, other in rows_of[code]:
            if _overlap(region, other):
                remedy = "a code may stand twice with other names, in years that do not overlap"
                yield row, f"region_code {code} stands in line {other_row.line} already", remedy
        rows_of[code].append((row, region))
        for column in ("parent_code", "goes_on_as", "same_as"):
            named = getattr(region, column)
            if named is not None and named not in parents:
                yield row, f"{column} {named} is not in regions.csv", _REFER
        if code in circular_parents:
            yield row, f"region {code} is its own parent, or its parents' parent", _CIRCLE
        if code in circular_heirs:
            yield row, f"region {code} goes on as itself", "leave goes_on_as empty for a code that is in force"


def _agency_faults(loaded: Loaded) -> Iterator[Fault]:
    regions = {region.region_code for _, region in loaded.regions}
    parents = {agency.agency_id: agency.parent_agency_id for _, agency in loaded.agencies}
    circular = _circular(parents)
    bearers: dict[str, tuple[int, Agency]] = {}
    for row, agency in loaded.agencies:
        if agency.region_code not in regions:
            yield row, f"region_code {agency.region_code} is not in regions.csv", _REFER
        if agency.parent_agency_id is not None and agency.parent_agency_id not in parents:
            yield row, f"parent_agency_id {agency.parent_agency_id} is not in agencies.csv", _REFER
        elif agency.agency_id in circular:
            yield row, f"agency {agency.agency_id} is its own parent, or its parents' parent", _CIRCLE
        for code in agency.codes:
            line, other = bearers.setdefault(code, (row.line, agency))
            if other is not agency:
                yield (
                    row,
                    f"code {code} is {other.agency_id}'s already (line {line})",
                    "a code is one organ's: ask whose",
                )
    for row, name in loaded.names:
        if name.agency_id not in parents:
            yield row, f"agency_id {name.agency_id} is not in agencies.csv", _REFER
    for row, link in loaded.links:
        for agency_id in sorted({link.agency_id, link.predecessor_id} - parents.keys()):
            yield row, f"agency {agency_id} is not in agencies.csv", _REFER
        if link.agency_id == link.predecessor_id:
            yield row, f"agency {link.agency_id} is its own predecessor", "name the agency that was there before"


def _site_faults(loaded: Loaded) -> Iterator[Fault]:
    regions = {region.region_code for _, region in loaded.regions}
    agencies = {agency.agency_id for _, agency in loaded.agencies}
    hosts = {site.site_id: site.host for _, site in loaded.sites}
    for row, site in loaded.sites:
        if site.region_code not in regions:
            yield row, f"region_code {site.region_code} is not in regions.csv", _REFER
    for row, column in loaded.columns:
        if column.site_id not in hosts:
            yield row, f"site_id {column.site_id} is not in sites.csv", _REFER
        elif bare(host_of(column.list_url)) != bare(hosts[column.site_id]):
            reason = f"list_url is on {host_of(column.list_url)}, its site on {hosts[column.site_id]}"
            yield row, reason, "a column lies on its site: correct the one or the other, or add a site"
        if column.agency_id is not None and column.agency_id not in agencies:
            yield row, f"agency_id {column.agency_id} is not in agencies.csv", _REFER
        if column.within is not None and column.within not in regions:
            yield row, f"within {column.within} is not in regions.csv", _REFER


def _circular(parents: dict[str, str | None]) -> set[str]:
    """Those that are their own parent, or their parents' parent; each is walked through once."""
    found: set[str] = set()
    done: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        code: str | None = start
        while code is not None and code not in done and code not in path:
            path[code] = None
            code = parents.get(code)
        if code in path:
            walked = list(path)
            found.update(walked[walked.index(code) :])
        done.update(path)
    return found
