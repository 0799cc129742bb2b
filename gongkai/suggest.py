"""What the registry may lack, from reports that could not be resolved: for a person to look at, never live."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gongkai.crawl.recognise import read_title
from gongkai.records import Report
from gongkai.registry.codes import code_of_index
from gongkai.registry.load import Registry
from gongkai.registry.model import host_of
from gongkai.whose import page_of

COLUMNS = (*("what", "name", "year", "within", "code", "candidates", "source", "title", "why"), "decision")

_STRANGE = "the page is on a host that is not listed: list it where it is a publisher's, or a hub that it allows"
_SEVERAL = "agencies that it could mean; none of them is it in that region and year, or several are"
_CONFLICT = "the name is {}'s; its code, metadata or column speaks of another: read it and decide"
_UNDATED = "the name is {}'s, and may have been another's before: no year is known"
_NOBODY = "nobody in the registry bears the name in that region and year"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One row for review.

    what:       ``name`` (of one of the candidates, or of none yet), ``agency`` (nobody bears the name), ``conflict``
                (one bears it, and what else is stated contradicts that) or ``site``.
    within:     region code in which the name was read; None for a strange host.
    candidates: agency ids.
    """

    what: str
    name: str
    year: int | None
    within: str | None
    code: str | None
    candidates: tuple[str, ...]
    source: str
    title: str
    why: str


def suggestions(reports: Iterable[Report], registry: Registry) -> list[Suggestion]:
    """One for each name, region and year that reports bear and the registry does not resolve, sorted."""
    found: dict[tuple[str, str, str | None, int | None], Suggestion] = {}
    for report in reports:
        for one in _of(report, registry):
            found.setdefault((one.what, one.name, one.within, one.year), one)
    return [one for _, one in sorted(found.items(), key=lambda item: tuple(str(part) for part in item[0]))]


def _of(report: Report, registry: Registry) -> Iterator[Suggestion]:
    source = report.sources[0] if report.sources else None
    url, _ = page_of(source.source if source else "")
    column = registry.columns.get((source.column_id if source else None) or "")
    site = registry.site_of(url)
    within = (column.within if column else None) or (site.region_code if site else None)
    told = Suggestion("agency", "", report.year, within, None, (), url, report.title or "", "")
    if "://" in url and site is None:
        yield replace(told, what="site", name=host_of(url), why=_STRANGE)
    name = report.agency or read_title(report.title or "").agency
    if report.agency_id is not None or not name:
        return
    told = replace(told, name=name, code=code_of_index(report.index_number or ""), candidates=report.candidates)
    bearer = registry.resolve(name, report.year, within).agency_id
    if bearer is not None and (bearer in report.candidates or report.year is None):
        # A copy on a strange host is nobody's whatever it says: its host is all that is to be decided.
        if "://" not in url or site is not None:
            yield replace(told, what="conflict", why=(_UNDATED if report.year is None else _CONFLICT).format(bearer))
        return
    yield replace(told, what="name", why=_SEVERAL) if report.candidates else replace(told, why=_NOBODY)


def to_csv(rows: Iterable[Suggestion]) -> str:
    """A CSV with an empty column ``decision`` for who reviews it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in rows:
        numbers = "" if one.year is None else one.year
        told = (one.what, one.name, numbers, one.within or "", one.code or "", " ".join(one.candidates))
        writer.writerow((*told, one.source, one.title, one.why, ""))
    return out.getvalue()
