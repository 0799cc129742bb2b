"""What the registry knows: regions, agencies and their names and links, sites and their columns.

Years are calendar years, both ends included; None is open. Codes and ids are strings. Rows come from CSV files
(:mod:`gongkai.registry.load`), are immutable and refer to one another by id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from gongkai.registry.codes import org_code_of

Level = Literal["state", "province", "city", "county", "township"]
AgencyKind = Literal["government", "office", "department", "township", "public_body", "vertical"]
LinkKind = Literal["rename", "merge", "split", "transfer"]
State = Literal["unverified", "verified", "paused"]

#: The crawl partition of what belongs to no province.
CENTRAL = "00"
_PORTS = {"http": 80, "https": 443}


def province_of(region_code: str) -> str:
    """Two-digit province code of a region code (``"410871203"`` -> ``"41"``); ``"00"`` for an empty one."""
    return region_code[:2] or CENTRAL


@dataclass(frozen=True, slots=True)
class Region:
    """A division; ``scheme`` says whose code it is: mca (civil affairs) or nbs (statistics).

    goes_on_as: code under which it went on, or into which it was merged.
    same_as:    code that the other scheme has for the same division.
    """

    region_code: str
    scheme: Literal["mca", "nbs"]
    name: str
    name_en: str
    parent_code: str | None
    level: Level
    valid_from: int | None
    valid_to: int | None
    goes_on_as: str | None = None
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class AgencyName:
    """A name that an agency bears or bore."""

    agency_id: str
    name: str
    valid_from: int | None
    valid_to: int | None


@dataclass(frozen=True, slots=True)
class Agency:
    """An organ that must publish. ``names`` are the other and former ones; ``name`` is the official one.

    uscc: unified credit code (18 characters). org_code: its older code of nine, where only that is known.
    """

    agency_id: str
    name: str
    kind: AgencyKind
    level: Level
    region_code: str
    sector: str | None
    rule_making: bool
    parent_agency_id: str | None
    uscc: str | None
    valid_from: int | None
    valid_to: int | None
    state: Literal["unverified", "verified"]
    org_code: str | None = None
    names: tuple[AgencyName, ...] = field(default=())

    @property
    def local(self) -> bool:
        """Whether its name means something only inside one division (41,352 townships bear 32,711 names)."""
        if self.level == "state":
            return False
        return self.level == "township" or self.kind in ("township", "department", "public_body")

    @property
    def codes(self) -> tuple[str, ...]:
        """Its credit code, the organisation code within that, or the latter alone; none where neither is known."""
        codes = (self.uscc, org_code_of(self.uscc) if self.uscc else None, self.org_code)
        return tuple(dict.fromkeys(code for code in codes if code))

    def names_in(self, year: int | None) -> frozenset[str]:
        """Names valid in a year; all that it ever bore when the year is None.

        The official name counts as long as the agency is there, unless its years stand among the names.
        """
        return frozenset(name for name, first, last in self.dated_names() if valid(first, last, year))

    def dated_names(self) -> tuple[tuple[str, int | None, int | None], ...]:
        """Each name with its first and last year."""
        dated = any(n.name == self.name for n in self.names)
        own = () if dated else ((self.name, self.valid_from, self.valid_to),)
        return (*own, *((n.name, n.valid_from, n.valid_to) for n in self.names))


@dataclass(frozen=True, slots=True)
class AgencyLink:
    """How an agency came from a predecessor. ``date`` as ISO year, month or day; None when not known."""

    agency_id: str
    predecessor_id: str
    kind: LinkKind
    date: str | None


@dataclass(frozen=True, slots=True)
class Site:
    """A publisher's web site, or a hub with other agencies' reports.

    family:       a declared one, another word for one that is none yet, or ``unknown``.
    delay_s:      seconds between two requests.
    site_id_code: 网站标识码, six digits of the division and four more (``bm`` and eight for ministries).
    window:       hours in which it may be visited (``"00:30-06:00"``, Beijing time); None: those of the settings.
    tls:          exception on record: ``legacy`` renegotiation; None: none.
    """

    site_id: str
    base_url: str
    family: str
    region_code: str
    delay_s: float
    kind: Literal["publisher", "hub"]
    state: State
    site_id_code: str | None = None
    window: str | None = None
    tls: Literal["legacy"] | None = None

    @property
    def host(self) -> str:
        """Host of ``base_url``, as :func:`host_of` tells it."""
        return host_of(self.base_url)

    @property
    def folder(self) -> str:
        """Path of ``base_url`` with a slash at its end."""
        return urlsplit(self.base_url).path.rstrip("/") + "/"

    def reach(self, url: str) -> int:
        """How far a URL of its host lies within ``base_url``; 0 where it lies beside it."""
        return len(self.folder) if f"{urlsplit(url).path}/".startswith(self.folder) else 0


@dataclass(frozen=True, slots=True)
class Column:
    """The list page on which annual reports appear.

    region:    two-digit province code, the crawl partition.
    agency_id: whose reports it lists; None for those of many agencies.
    within:    region code in which the listed agencies' names are to be read.
    params:    what its family needs to know beside the URL, as a query string (``columnid=61490&webid=39``).
    expected:  how many reports of a year it lists, where that is known; far fewer are told (table ``lists``).
    """

    column_id: str
    site_id: str
    region: str
    list_url: str
    agency_id: str | None
    within: str | None
    scope: str | None
    year_from: int | None
    year_to: int | None
    state: State
    params: str | None = None
    expected: int | None = None


def host_of(url: str) -> str:
    """Host of a URL and its port where that is not its scheme's own, lower case; ``""`` for what is no URL.

    ``"http://61.150.65.235:8080/a"`` -> ``"61.150.65.235:8080"``, ``"http://www.gov.cn:80/"`` -> ``"www.gov.cn"``.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    host = f"[{host}]" if ":" in host else host
    return host if port in (None, _PORTS.get(parts.scheme)) else f"{host}:{port}"


def bare(host: str) -> str:
    """A host without ``www.``: with it and without it is one host."""
    return host.removeprefix("www.")


def is_same_host(one: str, other: str) -> bool:
    """Whether two URLs are of one host, with ``www.`` or without."""
    return bare(host_of(one)) == bare(host_of(other))


def valid(valid_from: int | None, valid_to: int | None, year: int | None) -> bool:
    """Whether a year lies between two, both included; None is open, and any year."""
    if year is None:
        return True
    return (valid_from is None or valid_from <= year) and (valid_to is None or year <= valid_to)
