"""The registry of a home: six CSV files in one folder, loaded whole or not at all."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from gongkai.registry import parse
from gongkai.registry.check import Loaded, check
from gongkai.registry.model import CENTRAL, Agency, AgencyLink, AgencyName, Column, Region, Site, province_of
from gongkai.registry.resolve import Resolution, resolve
from gongkai.registry.rows import BadRow, Row, bad_rows_error, parse_rows

T = TypeVar("T")


@dataclass(frozen=True)
class Registry:
    """Everything that the registry says, by id; ``links`` in the order of the file. ``digest``: sha256 of the files."""

    regions: dict[str, Region]
    agencies: dict[str, Agency]
    links: tuple[AgencyLink, ...]
    sites: dict[str, Site]
    columns: dict[str, Column]
    digest: str

    def resolve(self, name: str, year: int | None, within: str | None) -> Resolution:
        """The agency that bore ``name`` in ``year``, the name read in region ``within`` (see :mod:`.resolve`)."""
        return resolve(name, year, within, self.agencies.values(), self.regions)

    def province_of_agency(self, agency_id: str | None) -> str:
        """Two-digit province code of an agency's region, ``"00"`` for none."""
        return province_of(self.agencies[agency_id].region_code) if agency_id in self.agencies else CENTRAL


def load(folder: Path) -> Registry:
    """The registry in a folder. Raises GongkaiError that names every bad row with file, line and reason."""
    bad: list[BadRow] = []

    def rows(name: str, parser: Callable[[Row], T]) -> list[tuple[Row, T]]:
        return parse_rows(folder / name, parse.COLUMNS[name], parser, bad)

    loaded = Loaded(
        regions=rows("regions.csv", parse.region),
        agencies=rows("agencies.csv", parse.agency),
        names=rows("agency_names.csv", parse.agency_name),
        links=rows("agency_links.csv", parse.agency_link),
        sites=rows("sites.csv", parse.site),
        columns=rows("columns.csv", parse.column),
    )
    # References to a row that could not be parsed would be told as faults of their own.
    bad += [] if bad else check(loaded)
    if bad:
        raise bad_rows_error(bad)
    return Registry(
        regions={region.region_code: region for _, region in loaded.regions},
        agencies=_with_names([agency for _, agency in loaded.agencies], [name for _, name in loaded.names]),
        links=tuple(link for _, link in loaded.links),
        sites={site.site_id: site for _, site in loaded.sites},
        columns={column.column_id: column for _, column in loaded.columns},
        digest=_digest(folder),
    )


def _with_names(agencies: list[Agency], names: list[AgencyName]) -> dict[str, Agency]:
    borne: dict[str, list[AgencyName]] = defaultdict(list)
    for name in names:
        borne[name.agency_id].append(name)
    return {agency.agency_id: replace(agency, names=tuple(borne[agency.agency_id])) for agency in agencies}


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in sorted(parse.COLUMNS):
        data = (folder / name).read_bytes()
        digest.update(f"{name} {len(data)}\n".encode() + data)
    return digest.hexdigest()
