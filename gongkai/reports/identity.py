"""Whose report a publication is: agency, year and scope, each with what says so; unresolved rather than guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from gongkai.crawl.recognise import Title, read_title
from gongkai.crawl.title_kinds import PART_OF_YEAR
from gongkai.decisions import SCOPES, Decisions
from gongkai.records import Report, Scope
from gongkai.registry import normal_name
from gongkai.registry.load import Registry
from gongkai.registry.model import Agency
from gongkai.registry.names import in_short
from gongkai.reports.delivered import Delivered, can_be_of, titled
from gongkai.reports.publications import Publication
from gongkai.scope import scope_of
from gongkai.whose import Evidence, agency_of, page_of


@dataclass(frozen=True)
class Identity:
    """agency_id or candidates; name: as printed; misnamed: the name in a title that is none of the agency's.

    years: every statement (where, year). year: the one that counts, None where it cannot be right.
    scopes: every statement (basis, scope).
    suspended: decisions on its sources that are not applied: they state another title, or an agency that is none.
    """

    agency_id: str | None
    name: str | None
    misnamed: str | None
    candidates: tuple[str, ...]
    year: int | None
    years: tuple[tuple[str, int], ...]
    scope: Scope
    scope_basis: str | None
    scopes: tuple[tuple[str, str], ...]
    suspended: tuple[str, ...]


def identify(publication: Publication, kept: Sequence[Delivered], registry: Registry, decisions: Decisions) -> Identity:
    """Agency, year and scope of a publication of whose main part these deliveries count, oldest first.

    Decisions come first and silence the rest; then what the column or the depositor states, then titles. Where these
    contradict each other a rule finds it (year_agrees, scope_agrees), or the agency stays unresolved; so does a year
    that was not over when the report came.
    """
    report = kept[-1].report
    titles = [read_title(text) for text in publication.titles]
    titles = [title for title in titles if title.kind != "other"]
    years = _years(publication, report, titles, decisions)
    if _is_of_part(publication, report) and "decision" not in dict(years):
        years = ()
    told = years[0][1] if years else None
    year = None if "decision" not in dict(years) and _is_too_early(told, kept) else told
    agency_id, candidates = _agency(publication, report, told, registry, decisions)
    name = next((title.agency for title in titles if title.agency), None)
    if name is None and agency_id is not None:
        name = registry.agencies[agency_id].name
    scopes = _scopes(publication, report, titles, agency_id, registry, decisions)
    basis, scope = scopes[0] if scopes else (None, "unknown")
    # The contract knows no basis of its own for deposits.csv: it states for a file what a column states for its pages.
    basis = "column" if basis == "deposit" else basis
    misnamed = _misnamed(titles, registry.agencies[agency_id]) if agency_id is not None else None
    return Identity(
        agency_id,
        name,
        misnamed,
        candidates,
        year,
        years,
        cast(Scope, scope),
        basis,
        scopes,
        _suspended(publication, registry, decisions),
    )


def _is_of_part(publication: Publication, report: Report | None) -> bool:
    """Whether the list's title or the report's own is of a part of a year, whatever other titles say."""
    stated = (publication.root["listed_title"], report.title if report else None)
    return any(read_title(text).other_kind == PART_OF_YEAR for text in stated if text)


def _is_too_early(year: int | None, kept: Sequence[Delivered]) -> bool:
    """Whether a report of a year came, under a title that states no other, when that year was not over."""
    own = [d for d in kept if titled(d.report) in (None, year)]
    return year is not None and not all(can_be_of(year, d.retrieved) for d in own)


def _suspended(publication: Publication, registry: Registry, decisions: Decisions) -> tuple[str, ...]:
    agency = decisions.identity("agency", publication.sources, publication.titles)
    unknown = [agency.decision_id] if agency is not None and agency.value not in registry.agencies else []
    return (*decisions.misplaced(publication.sources, publication.titles), *unknown)


def _years(
    publication: Publication, report: Report | None, titles: list[Title], decisions: Decisions
) -> tuple[tuple[str, int], ...]:
    """Statements of the report year, the one that counts first. A decision silences the rest."""
    decided = decisions.identity("year", publication.sources, publication.titles)
    if decided is not None:
        return (("decision", int(decided.value)),)
    deposited = publication.root["year"]
    stated = [] if deposited is None else [("deposit", int(deposited))]
    stated += [("title", title.year) for title in titles if title.year is not None]
    stated += [(where, year) for where, year in (report.years if report else ()) if where != "title"]
    return tuple(dict.fromkeys(stated))


def _agency(
    publication: Publication, report: Report | None, year: int | None, registry: Registry, decisions: Decisions
) -> tuple[str | None, tuple[str, ...]]:
    decided = decisions.identity("agency", publication.sources, publication.titles)
    if decided is not None and decided.value in registry.agencies:
        return decided.value, ()
    url, captured = page_of(publication.root["source"])
    evidence = Evidence(
        url=url,
        titles=publication.titles,
        publishers=report.publishers if report else (),
        index_number=report.index_number if report else None,
        column_id=publication.root["column_id"],
        stated=publication.root["agency_id"],
        captured=captured,
    )
    return agency_of(evidence, year, registry)


def _misnamed(titles: list[Title], agency: Agency) -> str | None:
    """The agency that a title names, where it bears none of the agency's names."""
    names = {normal_name(name) for name in agency.names_in(None)}
    known = names | set(map(in_short, names))
    return next((t.agency for t in titles if t.agency and normal_name(t.agency) not in known), None)


def _scopes(
    publication: Publication,
    report: Report | None,
    titles: list[Title],
    agency_id: str | None,
    registry: Registry,
    decisions: Decisions,
) -> tuple[tuple[str, str], ...]:
    """Statements of the scope, the one that counts first; none where nothing tells it."""
    decided = decisions.identity("scope", publication.sources, publication.titles)
    if decided is not None:
        return (("decision", decided.value),)
    stated = publication.root["scope"]
    told, basis = _told_scope(report, titles, agency_id, registry)
    where = "deposit" if publication.root["origin"] == "deposit" else "column"
    statements = [(where, stated)] if stated in SCOPES and stated != "unknown" else []
    statements += [(basis, told)] if basis is not None and told != "unknown" else []
    return tuple(statements)


def _told_scope(
    report: Report | None, titles: list[Title], agency_id: str | None, registry: Registry
) -> tuple[Scope, str | None]:
    """Scope that the agency's kind, a title or a sentence tells."""
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
