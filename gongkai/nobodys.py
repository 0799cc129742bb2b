"""Reports without a certain agency or year, and which agencies and years they may be of. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from gongkai.crawl.recognise import organ_before, read_title
from gongkai.registry.load import Registry
from gongkai.registry.model import Agency
from gongkai.registry.resolve import lies_within
from gongkai.reports.briefs import Brief
from gongkai.reports.foreign import may_be

Row = dict[str, Any]


class _Stranger(NamedTuple):
    """A report under a name that is no agency's of the registry. years: that it may be of; empty: of any."""

    name: str
    years: frozenset[int]
    report: Brief


class Nobodys:
    """Reports that are nobody's, by those that they may be of.

    Those that evidence or a title names; else those whose name the printed one may be a variant of; and all agencies of
    its column where no title of it names an organ. One that states several years may be of each.
    """

    def __init__(self, registry: Registry, reports: Iterable[Brief], sources: Iterable[Row]) -> None:
        """sources: lines of stage ``documents``."""
        self._registry = registry
        self._lines = {line["source"]: line for line in sources}
        self._known: dict[tuple[str, int | None], Brief] = {}
        self._strangers: dict[str, list[_Stranger]] = defaultdict(list)
        self._of_columns: dict[tuple[str, int | None], Brief] = {}
        for report in reports:
            if report.agency_id is None or report.year is None:
                self._add(report)
            else:
                for stated in report.years:
                    self._known.setdefault((report.agency_id, stated), report)

    def that_may_be(self, agency: Agency, year: int, columns: Sequence[str]) -> Brief | None:
        """A report that may be the agency's of a year; columns: those that list its reports."""
        wanted: tuple[int | None, ...] = (year, None)
        known = (self._known.get((agency.agency_id, one)) for one in wanted)
        if found := next((one for one in known if one is not None), None):
            return found
        strangers = (one for column in columns for one in self._strangers.get(column, ()))
        own = (one for one in strangers if not one.years or year in one.years)
        if found := next((one.report for one in own if may_be(one.name, agency, year, self._registry)), None):
            return found
        anybodys = (self._of_columns.get((column, one)) for column in columns for one in wanted)
        return next((one for one in anybodys if one is not None), None)

    def _add(self, report: Brief) -> None:
        lines = [self._lines[one.source] for one in report.sources if one.source in self._lines]
        said = [listed_as(line, self._registry) for line in lines]
        listed: set[int | None] = {year for _, year, _ in said if year is not None}
        # A year that is stated and cannot be right says nothing of the one that it is of.
        is_untold = not listed or bool(report.years)
        years: set[int | None] = {report.year} if report.year is not None else {None} if is_untold else listed
        agencies = {report.agency_id} if report.agency_id else {*report.candidates, *(agency for agency, *_ in said)}
        names: list[str] = []
        if report.agency_id is None:
            for line in lines:
                for name in _organs(organ_before(line["listed_title"] or "")):
                    names.append(name)
                    agencies |= {i for year in years for i in self._within_column(name, year, line)}
            names += [name for *_, name in said if name]
            names += [report.agency] if report.agency else []
        known = agencies - {None}
        for agency_id in known:
            for year in years:
                self._known.setdefault((agency_id or "", year), report)
        if report.agency_id is None:
            self._add_to_columns(report, tuple(dict.fromkeys(names)), years, is_told=bool(known or names))

    def _add_to_columns(self, report: Brief, names: Sequence[str], years: set[int | None], is_told: bool) -> None:
        stated = frozenset(year for year in (*years, *report.years) if year is not None)
        for column_id in {source.column_id for source in report.sources if source.column_id}:
            self._strangers[column_id] += [_Stranger(name, stated, report) for name in names]
            for year in () if is_told else years:
                self._of_columns.setdefault((column_id, year), report)

    def _within_column(self, name: str, year: int | None, line: Row) -> Iterator[str]:
        """The agencies in the region of a source's column that bear a name."""
        column = self._registry.columns.get(line["column_id"] or "")
        if column is not None and column.within is not None:
            found = self._registry.resolve(name, year, column.within)
            for agency_id in (found.agency_id,) if found.agency_id else found.candidates:
                code = self._registry.agencies[agency_id].region_code
                if lies_within(code, column.within, self._registry.regions):
                    yield agency_id


def listed_as(source: Row, registry: Registry) -> tuple[str | None, int | None, str | None]:
    """Agency and year that a depositor, a column or the title in its list states of a source, and the title's name."""
    title = read_title(source["listed_title"] or "")
    column = registry.columns.get(source["column_id"] or "")
    year = source["year"] or title.year
    agency_id = source["agency_id"]
    if agency_id is None and title.agency:
        agency_id = registry.resolve(title.agency, year, column.within if column else None).agency_id
    return agency_id or (column.agency_id if column else None), year, title.agency


def _organs(name: str | None) -> Iterator[str]:
    """A name, and its parts where it may be several organs' (教育局、体育局)."""
    if name is not None:
        yield name
        yield from name.split("、") if "、" in name else ()
