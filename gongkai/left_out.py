"""What a list shows and the crawl does not follow: whose report it may be, and what of it is worth a word. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from gongkai.crawl.exchange import LeftOut
from gongkai.crawl.recognise import read_title
from gongkai.registry.load import Registry
from gongkai.registry.model import Agency, Column
from gongkai.reports.foreign import may_be

#: Organs of the State Council, to whose reports many sites link.
_CENTRAL = "国务院"


def agencies_of(column: Column, registry: Registry) -> tuple[Agency, ...]:
    """Agencies whose reports a column lists."""
    if column.agency_id is not None:
        return (registry.agencies[column.agency_id],) if column.agency_id in registry.agencies else ()
    return registry.agencies_within(column.within) if column.within is not None else ()


def worth_telling(
    rows: Iterable[LeftOut],
    column: Column | None,
    found: Collection[tuple[str | None, int | None]],
    registry: Registry,
) -> Iterator[LeftOut]:
    """What of it may be a report that is not here; found: agency and year of those that are, from wherever.

    A report of an organ that is not of the column's region is none of its list.
    """
    for row in rows:
        agency_id, year, name = _named(row, column, registry)
        if row.kind == "page" or (
            (agency_id, year) not in found and not _is_elsewhere(agency_id, year, name, column, registry)
        ):
            yield row


def may_name(row: LeftOut, agency: Agency, year: int, column: Column | None, registry: Registry) -> bool:
    """Whether it may be an agency's report of a year.

    A further page that was not read may hold anybody's; so may a row that names no agency, of its year.
    """
    if row.kind == "page":
        return True
    agency_id, stated, name = _named(row, column, registry)
    if stated not in (year, None):
        return False
    if agency_id is not None or name is None:
        return agency_id in (agency.agency_id, None)
    return may_be(name, agency, year, registry)


def _named(row: LeftOut, column: Column | None, registry: Registry) -> tuple[str | None, int | None, str | None]:
    """Agency and year that a row of a list names, and the name that it bears."""
    title = read_title(row.title)
    if title.agency is None:
        return (column.agency_id if column else None), title.year, None
    resolved = registry.resolve(title.agency, title.year, column.within if column else None)
    return resolved.agency_id, title.year, title.agency


def _is_elsewhere(
    agency_id: str | None, year: int | None, name: str | None, column: Column | None, registry: Registry
) -> bool:
    if column is None or name is None:
        return False
    agency_id = agency_id or registry.resolve(name, year, None).agency_id
    if agency_id is not None:
        return agency_id not in {agency.agency_id for agency in agencies_of(column, registry)}
    return name.startswith(_CENTRAL)
