"""Whose report a page is, and of which year: everything that says so, side by side; unresolved rather than guessed.

Pure. Sources of the agency in their order: credit code (of a 索引号 or in the URL), metadata (发布机构, ContentSource),
column, title. Any of them may be wrong: codes and metadata come with copied templates, titles with copied texts. So one
answer is given only where all that can be resolved say the same; else it is for a person, with the candidates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, cast
from urllib.parse import parse_qsl, urlsplit

from gongkai.crawl.recognise import Title, period_year, read_title
from gongkai.records import Scope
from gongkai.registry import Agency, Registry, host_of
from gongkai.registry.codes import STATE_COUNCIL_OFFICE, code_of_index, division_of, is_uscc
from gongkai.registry.resolve import lies_within
from gongkai.scope import scope_of

Origin = Literal["code", "metadata", "column", "title", "url", "period"]

#: Parameters of URLs: the organ's credit code, the report's year (xxgkAnnualReport.jsp, year_details.aspx).
_CODE_PARAMETERS, _YEAR_PARAMETERS = ("area", "deptcode"), ("fbtime", "year")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a page.

    titles:       the list's, the page's own, its metadata's.
    publishers:   as its labels and metadata name them (发布机构, 信息来源, ContentSource).
    index_number: 索引号.
    column_id:    the column whose list linked it.
    stated:       agency that a depositor states; None: the column's, if that has one.
    text:         running text without white space.
    captured:     it is of a web archive that somebody brought: what its URL is worth, the registry says.
    """

    url: str
    titles: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    index_number: str | None = None
    column_id: str | None = None
    stated: str | None = None
    text: str = ""
    captured: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement, with what it is taken from.

    agency_id, candidates: as the registry resolves it; None and () where it says nothing that the registry knows.
    year:                  report year; None where the statement says nothing of it.
    """

    origin: Origin
    text: str
    agency_id: str | None = None
    candidates: tuple[str, ...] = ()
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Whose:
    """What the claims come to.

    refusal: why the page is no source at all (its host is not in the registry); None where it is.
    standing: what the registry says of its host.
    agency_id, basis: the agency and the first origin that says so; None where claims differ, or none resolves.
    candidates: agencies that could be meant, where agency_id is None.
    year:    None where none is stated, or two.
    claims:  all of them, in the order of their weight.
    """

    kind: Literal["annual_report", "other", "unknown"]
    other_kind: str | None
    standing: Literal["publisher", "hub"] | None
    refusal: str | None
    agency_id: str | None
    basis: Origin | None
    candidates: tuple[str, ...]
    year: int | None
    scope: Scope
    scope_basis: str | None
    claims: tuple[Claim, ...] = field(default=())


def whose(evidence: Evidence, registry: Registry) -> Whose:
    """Agency, year and scope of a page, or why there is none."""
    titles = [read_title(text) for text in evidence.titles]
    told = next((t for t in titles if t.kind == "other"), None) or next(
        (t for t in titles if t.kind != "unknown"), None
    )
    site = registry.site_of(evidence.url)
    named = [title for title in titles if title.kind != "other"]
    year = _agreed(list(_years(evidence, named)))
    claims = tuple(_claims(evidence, named, year, registry))
    refusal = None if site else f"host {host_of(evidence.url) or '-'} is in no row of sites.csv: a copy is no source"
    agency_id, basis = (None, None) if refusal else _agency(claims, registry)
    scope, scope_basis = _scope(evidence, named, agency_id, registry)
    return Whose(
        kind=told.kind if told else "unknown",
        other_kind=told.other_kind if told else None,
        standing=site.kind if site else None,
        refusal=refusal,
        agency_id=agency_id,
        basis=basis,
        candidates=() if agency_id else _candidates(claims),
        year=year,
        scope=scope,
        scope_basis=scope_basis,
        claims=claims,
    )


def agency_of(evidence: Evidence, year: int | None, registry: Registry) -> tuple[str | None, tuple[str, ...]]:
    """(agency, ()) where all that says whose a report of that year is says the same, else (None, candidates).

    The host is judged of captures alone: what is crawled comes from listed ones, and a depositor answers for a file.
    """
    titles = [title for title in map(read_title, evidence.titles) if title.kind != "other"]
    claims = tuple(_claims(evidence, titles, year, registry))
    is_copy = evidence.captured and evidence.stated is None and registry.site_of(evidence.url) is None
    agency_id, _ = (None, None) if is_copy else _agency(claims, registry)
    return agency_id, () if agency_id else _candidates(claims)


def page_of(source: str) -> tuple[str, bool]:
    """URL of a source, and whether that is a capture that was deposited; a deposited file has none but its name."""
    captured = source.removeprefix("deposit:") if source.startswith(("deposit:http://", "deposit:https://")) else None
    return captured or source, captured is not None


def _candidates(claims: tuple[Claim, ...]) -> tuple[str, ...]:
    return tuple(sorted({i for claim in claims for i in (claim.agency_id, *claim.candidates) if i}))


def _stated(evidence: Evidence, registry: Registry) -> str | None:
    column = registry.columns.get(evidence.column_id or "")
    return evidence.stated or (column.agency_id if column else None)


def _within(evidence: Evidence, registry: Registry) -> str | None:
    """The region in which names on a page are to be read: the column's, the stated agency's, else the site's."""
    column = registry.columns.get(evidence.column_id or "")
    if column is not None and column.within is not None:
        return column.within
    stated = _stated(evidence, registry)
    if stated is not None:
        return registry.agencies[stated].region_code
    site = registry.site_of(evidence.url)
    return site.region_code if site else None


def _years(evidence: Evidence, titles: list[Title]) -> Iterator[tuple[Origin, str, int]]:
    """Statements of the report year. Never the publishing date: moved sites show dates years later."""
    yield from (("title", title.text, title.year) for title in titles if title.year is not None)
    year = period_year(evidence.text)
    if year is not None:
        yield "period", "统计期限", year
    for text in _parameters(evidence.url, _YEAR_PARAMETERS):
        if len(text) == 4 and text.isdigit() and text.startswith("20"):
            yield "url", text, int(text)


def _agreed(years: list[tuple[Origin, str, int]]) -> int | None:
    stated = {year for _, _, year in years}
    return stated.pop() if len(stated) == 1 else None


def _claims(evidence: Evidence, titles: list[Title], year: int | None, registry: Registry) -> Iterator[Claim]:
    within, statement = _within(evidence, registry), _stated(evidence, registry)
    for code in _codes(evidence, within, registry):
        bearer = registry.bearer_of(code)
        yield Claim("code", code, bearer.agency_id if bearer else None)
    for text in evidence.publishers:
        yield _named("metadata", text, year, within, registry)
    if statement is not None:
        yield Claim("column", evidence.column_id or "", statement)
    for title in titles:
        if title.agency:
            claim = _named("title", title.agency, year, within, registry)
            # A name that means something everywhere may be another agency's than the one that is stated.
            strange = statement is not None and claim.agency_id is None
            yield _named("title", title.agency, year, None, registry) if strange else claim
    for origin, text, stated in _years(evidence, titles):
        yield Claim(origin, text, year=stated)


def _named(origin: Origin, name: str, year: int | None, within: str | None, registry: Registry) -> Claim:
    resolution = registry.resolve(name, year, within)
    # Without a year a name may be one that was borne by another agency then.
    agency_id = resolution.agency_id if year is not None or _is_timeless(resolution.agency_id, registry) else None
    return Claim(origin, name, agency_id, resolution.candidates)


def _is_timeless(agency_id: str | None, registry: Registry) -> bool:
    agency = registry.agencies.get(agency_id or "")
    return agency is not None and all(first is None and last is None for _, first, last in agency.dated_names())


def _codes(evidence: Evidence, within: str | None, registry: Registry) -> Iterator[str]:
    """Codes with right check digits whose division agrees with the host's."""
    found = [code_of_index(evidence.index_number or "")]
    found += [text.upper() for text in _parameters(evidence.url, _CODE_PARAMETERS) if is_uscc(text.upper())]
    for code in found:
        if code is None or (code == STATE_COUNCIL_OFFICE and host_of(evidence.url) != "www.gov.cn"):
            continue
        bearer = registry.bearer_of(code)
        division = division_of(code) or (bearer.region_code if bearer else None)
        if within is not None and division is not None and lies_within(division, within, registry.regions):
            yield code


def _parameters(url: str, names: tuple[str, ...]) -> list[str]:
    return [value for name, value in parse_qsl(urlsplit(url).query) if name.lower() in names]


def _agency(claims: tuple[Claim, ...], registry: Registry) -> tuple[str | None, Origin | None]:
    """The agency that all claims which can be resolved name, with the first one's origin; None where they differ."""
    resolved = [claim for claim in claims if claim.agency_id is not None]
    named = {claim.agency_id for claim in resolved}
    if len(named) != 1:
        return None, None
    agency = registry.agencies[resolved[0].agency_id or ""]
    return (None, None) if _contradicts(claims, agency) else (agency.agency_id, resolved[0].origin)


def _contradicts(claims: tuple[Claim, ...], agency: Agency) -> bool:
    """Whether something that cannot be resolved speaks of somebody else: a strange name in a title, a code not its own.

    What a column or depositor states was reviewed: a title beside it that names nobody known is told by a rule.
    """
    if any(claim.origin == "code" and agency.codes and claim.text not in agency.codes for claim in claims):
        return True
    if any(claim.origin == "column" for claim in claims):
        return False
    return any(claim.origin == "title" and claim.agency_id is None for claim in claims if claim.year is None)


def _scope(
    evidence: Evidence, titles: list[Title], agency_id: str | None, registry: Registry
) -> tuple[Scope, str | None]:
    column = registry.columns.get(evidence.column_id or "")
    if column is not None and column.scope is not None:
        return cast(Scope, column.scope), "column"
    kind = registry.agencies[agency_id].kind if agency_id else None
    found: tuple[Scope, str | None] = ("unknown", None)
    for title in titles:
        found = scope_of(title, evidence.text, kind)
        if found[1] is not None:
            return found
    return found
