"""One function a registry file: its columns and what a row of it means."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from datetime import date
from typing import cast, get_args
from urllib.parse import urlsplit

from gongkai import records
from gongkai.registry.codes import is_org_code, is_uscc
from gongkai.registry.model import (
    Agency,
    AgencyKind,
    AgencyLink,
    AgencyName,
    Column,
    Level,
    LinkKind,
    Region,
    Site,
    State,
)
from gongkai.registry.rows import BadValue, Row

#: File name → its columns, in the order in which the header is written.
COLUMNS: dict[str, tuple[str, ...]] = {
    "regions.csv": (*("region_code", "scheme", "name", "name_en", "parent_code", "level", "valid_from", "valid_to"),),
    "agencies.csv": (
        *("agency_id", "name", "kind", "level", "region_code", "sector", "rule_making", "parent_agency_id"),
        *("uscc", "valid_from", "valid_to", "state"),
    ),
    "agency_names.csv": ("agency_id", "name", "valid_from", "valid_to"),
    "agency_links.csv": ("agency_id", "predecessor_id", "kind", "date"),
    "sites.csv": ("site_id", "base_url", "family", "region_code", "delay_s", "kind", "state"),
    "columns.csv": (
        *("column_id", "site_id", "region", "list_url", "agency_id", "within", "scope", "year_from", "year_to"),
        "state",
    ),
}

#: Columns that a file may leave out; they stand behind the others.
OPTIONAL: dict[str, tuple[str, ...]] = {
    "regions.csv": ("goes_on_as", "same_as"),
    "agencies.csv": ("org_code",),
    "agency_names.csv": (),
    "agency_links.csv": (),
    "sites.csv": ("site_id_code", "window", "tls"),
    "columns.csv": ("params", "expected"),
}

#: Two requests to one host are at least this far apart.
LEAST_DELAY_S = 2.0

_LEVELS, _AGENCY_KINDS = get_args(Level), get_args(AgencyKind)
_REGION = (r"\d{6}(\d{3})?", "a code of six or nine digits")
_AGENCY = (r"[AS]\d{6}", "A and six digits (S in a sample)")
_HOUR = r"(?:[01]\d|2[0-3]):[0-5]\d"
_IDENTIFIER = (r"[a-z0-9][a-z0-9_.-]*", "lower-case letters, digits, '.', '_' and '-'")


def region(row: Row) -> Region:
    """A row of regions.csv."""
    valid_from, valid_to = row.years("valid_from", "valid_to")
    return Region(
        region_code=row.matching("region_code", *_REGION),
        scheme="nbs" if row.choice("scheme", ("mca", "nbs")) == "nbs" else "mca",
        name=row.text("name"),
        name_en=row.values["name_en"],
        parent_code=_optional(row, "parent_code", _REGION),
        level=cast(Level, row.choice("level", _LEVELS)),
        valid_from=valid_from,
        valid_to=valid_to,
        goes_on_as=_optional(row, "goes_on_as", _REGION),
        same_as=_optional(row, "same_as", _REGION),
    )


def agency(row: Row) -> Agency:
    """A row of agencies.csv, without its other names."""
    valid_from, valid_to = row.years("valid_from", "valid_to")
    return Agency(
        agency_id=row.matching("agency_id", *_AGENCY),
        name=row.text("name"),
        kind=cast(AgencyKind, row.choice("kind", _AGENCY_KINDS)),
        level=cast(Level, row.choice("level", _LEVELS)),
        region_code=row.matching("region_code", *_REGION),
        sector=row.optional("sector"),
        rule_making=row.choice("rule_making", ("yes", "no")) == "yes",
        parent_agency_id=_optional(row, "parent_agency_id", _AGENCY),
        uscc=_checked(row, "uscc", is_uscc, "a credit code (GB 32100) whose check digits are right"),
        valid_from=valid_from,
        valid_to=valid_to,
        state="verified" if row.choice("state", ("unverified", "verified")) == "verified" else "unverified",
        org_code=_checked(row, "org_code", is_org_code, "a code of nine (GB 11714) whose check digit is right"),
    )


def agency_name(row: Row) -> AgencyName:
    """A row of agency_names.csv."""
    valid_from, valid_to = row.years("valid_from", "valid_to")
    return AgencyName(row.matching("agency_id", *_AGENCY), row.text("name"), valid_from, valid_to)


def agency_link(row: Row) -> AgencyLink:
    """A row of agency_links.csv."""
    return AgencyLink(
        agency_id=row.matching("agency_id", *_AGENCY),
        predecessor_id=row.matching("predecessor_id", *_AGENCY),
        kind=cast(LinkKind, row.choice("kind", get_args(LinkKind))),
        date=_date(row, "date"),
    )


def site(row: Row) -> Site:
    """A row of sites.csv."""
    base_url = _url(row, "base_url")
    delay_s = float(row.matching("delay_s", r"\d+(\.\d+)?", "seconds, such as 2 or 2.5"))
    if delay_s < LEAST_DELAY_S and not _is_loopback(base_url):
        raise BadValue(f"delay_s is {delay_s:g}, must be at least {LEAST_DELAY_S:g} (less only on a loopback address)")
    return Site(
        site_id=row.matching("site_id", *_IDENTIFIER),
        base_url=base_url,
        family=row.matching("family", *_IDENTIFIER),
        region_code=row.matching("region_code", *_REGION),
        delay_s=delay_s,
        kind="hub" if row.choice("kind", ("publisher", "hub")) == "hub" else "publisher",
        state=cast(State, row.choice("state", get_args(State))),
        site_id_code=_optional(row, "site_id_code", (r"\d{10}|bm\d{8}", "ten digits, or bm and eight")),
        window=_optional(row, "window", (rf"{_HOUR}-{_HOUR}", "hours such as 00:30-06:00")),
        tls="legacy" if row.values["tls"] and row.choice("tls", ("legacy",)) else None,
    )


def column(row: Row) -> Column:
    """A row of columns.csv."""
    year_from, year_to = row.years("year_from", "year_to")
    return Column(
        column_id=row.matching("column_id", *_IDENTIFIER),
        site_id=row.text("site_id"),
        region=row.matching("region", r"\d\d", "a province code of two digits, 00 for central"),
        list_url=_url(row, "list_url"),
        agency_id=_optional(row, "agency_id", _AGENCY),
        within=_optional(row, "within", _REGION),
        scope=row.choice("scope", get_args(records.Scope)) if row.values["scope"] else None,
        year_from=year_from,
        year_to=year_to,
        state=cast(State, row.choice("state", get_args(State))),
        params=_optional(row, "params", (r"[^=&\s]+=[^=&\s]*(?:&[^=&\s]+=[^=&\s]*)*", "such as columnid=1&webid=2")),
        expected=int(row.matching("expected", r"\d{1,5}", "a number of reports")) if row.values["expected"] else None,
    )


def _optional(row: Row, name: str, rule: tuple[str, str]) -> str | None:
    return row.matching(name, *rule) if row.values[name] else None


def _checked(row: Row, name: str, is_right: Callable[[str], bool], meaning: str) -> str | None:
    text = row.values[name]
    if text and not is_right(text):
        raise BadValue(f"{name} is {text!r}, must be {meaning}")
    return text or None


def _date(row: Row, name: str) -> str | None:
    text = row.values[name]
    if not text:
        return None
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        try:
            date.fromisoformat(text + "-01-01"[len(text) - 4 :])
        except ValueError as error:
            raise BadValue(f"{name} is {text!r}: {error}") from error
        return text
    raise BadValue(f"{name} is {text!r}, must be a year, month or day such as 2019-03-01")


def _url(row: Row, name: str) -> str:
    text = row.values[name]
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise BadValue(f"{name} is {text!r}: {error}") from error
    if not usable or parts.username is not None or any(sign.isspace() for sign in text):
        raise BadValue(f"{name} is {text!r}, must be a URL such as https://www.example.gov.cn/zfxxgknb/")
    return text


def _is_loopback(url: str) -> bool:
    try:
        return ipaddress.ip_address(urlsplit(url).hostname or "").is_loopback
    except ValueError:
        return False
