"""Whose report a publication is: agency, year and scope, each with what says so; unresolved rather than guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from gongkai.crawl.recognise import Title, read_title
from gongkai.decisions import Decisions
from gongkai.records import Report, Scope
from gongkai.registry.load import Registry
from gongkai.reports.publications import Publication
from gongkai.scope import scope_of

_SCOPES = ("own", "office", "level", "jurisdiction", "system", "unknown")


@dataclass(frozen=True)
class Identity:
    """agency_id or candidates; name: as printed. years: every statement (where, year). year: the one that counts."""

    agency_id: str | None
    name: str | None
    candidates: tuple[str, ...]
    year: int | None
    years: tuple[tuple[str, int], ...]
    scope: Scope
    scope_basis: str | None


def identify(publication: Publication, report: Report | None, registry: Registry, decisions: Decisions) -> Identity:
    """Agency, year and scope of a publication whose main part says ``report`` (None: it could not be read).

    Decisions come first, then what the column or the depositor states, then titles.
    """
    titles = [read_title(text) for text in publication.titles]
    titles = [title for title in titles if title.kind != "other"]
    years = _years(publication, report, titles, decisions)
    year = years[0][1] if years else None
    agency_id, candidates = _agency(publication, titles, year, registry, decisions)
    name = next((title.agency for title in titles if title.agency), None)
    if name is None and agency_id is not None:
        name = registry.agencies[agency_id].name
    scope, basis = _scope(publication, report, titles, agency_id, registry, decisions)
    return Identity(agency_id, name, candidates, year, years, scope, basis)


def _years(
    publication: Publication, report: Report | None, titles: list[Title], decisions: Decisions
) -> tuple[tuple[str, int], ...]:
    """Statements of the report year, the one that counts first. A decision or a depositor's word silences the rest."""
    decided = decisions.identity("year", publication.root["source"], publication.titles)
    if decided is not None and decided.value.isdigit():
        return (("decision", int(decided.value)),)
    if publication.root["year"] is not None:
        return (("deposit", int(publication.root["year"])),)
    stated = [("title", title.year) for title in titles if title.year is not None]
    stated += [(where, year) for where, year in (report.years if report else ()) if where != "title"]
    return tuple(dict.fromkeys(stated))


def _agency(
    publication: Publication, titles: list[Title], year: int | None, registry: Registry, decisions: Decisions
) -> tuple[str | None, tuple[str, ...]]:
    decided = decisions.identity("agency", publication.root["source"], publication.titles)
    if decided is not None and decided.value in registry.agencies:
        return decided.value, ()
    stated = publication.root["agency_id"]
    column = registry.columns.get(publication.root["column_id"] or "")
    within = column.within if column else None
    if stated is not None:
        within = within or registry.agencies[stated].region_code
    found = [registry.resolve(title.agency, year, within) for title in titles if title.agency]
    named = {resolution.agency_id for resolution in found if resolution.agency_id is not None}
    if publication.root["origin"] == "deposit" and stated is not None:
        return stated, ()
    if stated is not None:
        named.add(stated)
    if len(named) == 1:
        return named.pop(), ()
    candidates = named | {candidate for resolution in found for candidate in resolution.candidates}
    return None, tuple(sorted(candidate for candidate in candidates if candidate is not None))


def _scope(
    publication: Publication,
    report: Report | None,
    titles: list[Title],
    agency_id: str | None,
    registry: Registry,
    decisions: Decisions,
) -> tuple[Scope, str | None]:
    decided = decisions.identity("scope", publication.root["source"], publication.titles)
    if decided is not None and decided.value in _SCOPES:
        return cast(Scope, decided.value), "decision"
    if publication.root["scope"] in _SCOPES:
        return cast(Scope, publication.root["scope"]), "column"
    if agency_id is None:
        return (report.scope, report.scope_basis) if report else ("unknown", None)
    kind = registry.agencies[agency_id].kind
    for title in titles:
        scope, basis = scope_of(title, "", kind)
        if scope != "unknown":
            return scope, basis
    if not titles:
        nameless = Title(
            text="", kind="unknown", other_kind=None, agency=None, year=None, office=False, region_wide=False
        )
        return scope_of(nameless, "", kind)
    if kind == "government" and report is not None and report.scope_basis == "sentence":
        return report.scope, report.scope_basis
    return "unknown", None
