"""Rows for a list page that a person found: its site, where that is new, and its column. Pure; nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from gongkai.deadlines import FIRST_YEAR
from gongkai.errors import GongkaiError
from gongkai.registry.codes import is_uscc
from gongkai.registry.load import Registry
from gongkai.registry.model import Agency, host_of, province_of
from gongkai.registry.parse import LEAST_DELAY_S
from gongkai.registry.resolve import lies_within

#: A year in these parameters is the report's: the column is the page of all years.
_YEARS = frozenset({"fbtime", "year"})
_STATE = "000000"
_SITE_ID_CODE = re.compile(r"<meta[^>]+SiteIDCode[^>]*content=[\"'](\d{10}|bm\d{8})[\"']", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Rows to append, by column name; site is None where the host is listed already. notes: what they rest on."""

    site: Mapping[str, str] | None
    column: Mapping[str, str]
    notes: tuple[str, ...]


def proposed(
    url: str,
    registry: Registry,
    families: Sequence[str],
    region: str | None = None,
    agency: str | None = None,
    page: str = "",
    of_years: Collection[str] = (),
    year_from: int | None = None,
) -> Proposal:
    """Rows for the list at ``url``, both ``unverified``.

    families: that the page may be of (:func:`gongkai.crawl.families.detect`), or the one that a person names.
    region:   code of the site's division; without it that of the page's SiteIDCode, of a credit code in the URL, or the
              listed site's.
    agency:   id or name of the one agency whose reports it lists; without it those of many, read in the site's region.
    page:     the list page as saved, where there is one.
    of_years: families with one page a year, whose columns need a first year; year_from: that, where a person names it.
    Raises GongkaiError: no URL, listed already, family or region not clear, agency not known.
    """
    stated = _year_of(url)
    url = _without_year(url)
    host = host_of(url)
    if urlsplit(url).scheme not in ("http", "https") or not host:
        raise GongkaiError("no URL of a web page", url, "", "give it whole, with https:// before it")
    if any(column.list_url == url for column in registry.columns.values()):
        raise GongkaiError("this list is in columns.csv already", url, "", "correct its row there")
    site = registry.site_of(url)
    if site is not None and site.host != host:
        raise GongkaiError(f"the site is listed as {site.host}", url, "", f"give the list's address on {site.host}")
    family = site.family if site is not None and site.family != "unknown" else _only(families, url)
    bearer = _bearer(url, registry)
    code = _SITE_ID_CODE.search(page)
    where = site.region_code if site else _region(region, code[1] if code else None, bearer, registry, url)
    whose = bearer if agency is None else _agency(agency, where, registry, url)
    if whose is not None and not lies_within(whose.region_code, where, registry.regions):
        problem = f"{whose.name} ({whose.agency_id}) does not lie in {where}, the site's region"
        raise GongkaiError(problem, url, "", "name another --agency, or correct the site's region in sites.csv")
    notes = [f"family {family}", f"region {where} {registry.regions[where].name}"]
    notes.append(f"agency {whose.agency_id} {whose.name}" if whose else "agencies of the region, by their names")
    if site is not None and site.family != family:
        notes.append(f"sites.csv says family {site.family} for {site.site_id}: put {family} there")
    new = None if site else _site(url, family, where, "publisher" if whose else "hub", code[1] if code else "")
    site_id = site.site_id if site else _identifier(host)
    column = _column(url, site_id, where, whose, registry)
    if family in of_years:
        first = year_from or stated or FIRST_YEAR
        if year_from is None:
            notes.append(f"year_from {first}: write the year of its oldest report there, or give --year-from")
        column["year_from"] = str(first)
    return Proposal(new, column, tuple(notes))


def _site(url: str, family: str, region: str, kind: str, site_id_code: str) -> dict[str, str]:
    return {
        "site_id": _identifier(host_of(url)),
        "base_url": urlunsplit((*urlsplit(url)[:2], "/", "", "")),
        "family": family,
        "region_code": region,
        "delay_s": f"{LEAST_DELAY_S:g}",
        "kind": kind,
        "state": "unverified",
        "site_id_code": site_id_code,
    }


def _column(url: str, site_id: str, region: str, agency: Agency | None, registry: Registry) -> dict[str, str]:
    return {
        "column_id": _free(f"{site_id}-nb", registry.columns),
        "site_id": site_id,
        "region": province_of(region),
        "list_url": url,
        "agency_id": agency.agency_id if agency else "",
        "within": region,
        "state": "unverified",
    }


def _without_year(url: str) -> str:
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in _YEARS]
    is_dated = any(name in _YEARS for name, _ in parse_qsl(parts.query))
    return urlunsplit(parts._replace(query=urlencode(kept))) if is_dated else url


def _year_of(url: str) -> int | None:
    years = [value for name, value in parse_qsl(urlsplit(url).query) if name in _YEARS]
    return next((int(year) for year in years if re.fullmatch(r"20\d\d", year)), None)


def _only(families: Sequence[str], url: str) -> str:
    if len(families) != 1:
        told = f"it may be {', '.join(families)}" if families else "no mark of one is on it"
        raise GongkaiError(f"the site's family is not clear: {told}", url, "", "name it with --family, or give --page")
    return families[0]


def _bearer(url: str, registry: Registry) -> Agency | None:
    codes = [value.upper() for _, value in parse_qsl(urlsplit(url).query) if is_uscc(value.upper())]
    return registry.bearer_of(codes[0]) if codes else None


def _region(region: str | None, code: str | None, bearer: Agency | None, registry: Registry, url: str) -> str:
    told = region or (None if code is None else _STATE if code.startswith("bm") else code[:6])
    told = told or (bearer.region_code if bearer else None)
    if told is None or told not in registry.regions:
        problem = f"no region {told}" if told else "whose site it is is not known"
        raise GongkaiError(problem, url, "", "give the code of its division with --region, as in regions.csv")
    return told


def _agency(agency: str, within: str, registry: Registry, url: str) -> Agency:
    if agency in registry.agencies:
        return registry.agencies[agency]
    found = registry.resolve(agency, None, within)
    if found.agency_id is None:
        told = f"could be {', '.join(found.candidates)}" if found.candidates else "is in no row of agencies.csv"
        raise GongkaiError(f"{agency} {told}", url, f"within {within}", "give its id, or add the agency first")
    return registry.agencies[found.agency_id]


def _identifier(host: str) -> str:
    name = re.sub(r"[^a-z0-9_.-]", "-", host.removeprefix("www."))
    return name if name[0].isalpha() else f"ip-{name}"


def _free(wanted: str, taken: Mapping[str, object]) -> str:
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name
