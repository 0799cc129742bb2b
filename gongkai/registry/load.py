"""The registry of a home: six CSV files in one folder, loaded whole or not at all."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from gongkai.registry import parse
from gongkai.registry.check import Loaded, check
from gongkai.registry.codes import org_code_of
from gongkai.registry.model import (
    CENTRAL,
    Agency,
    AgencyLink,
    AgencyName,
    Column,
    Region,
    Site,
    bare,
    host_of,
    province_of,
)
from gongkai.registry.names import NameIndex, newest
from gongkai.registry.resolve import Resolution, above, kin, resolve
from gongkai.registry.rows import BadRow, Row, bad_rows_error, parse_rows

T = TypeVar("T")


@dataclass(frozen=True)
class Registry:
    """Everything that the registry says, by id; ``links`` in the order of the file.

    files:          CSV file name -> what it held. digest: sha256 of them.
    regions:        code -> the row in force, or the last one.
    former_regions: rows of codes under other, former names.
    """

    regions: dict[str, Region]
    agencies: dict[str, Agency]
    links: tuple[AgencyLink, ...]
    sites: dict[str, Site]
    columns: dict[str, Column]
    digest: str
    former_regions: tuple[Region, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def resolve(self, name: str, year: int | None, within: str | None) -> Resolution:
        """The agency that bore ``name`` in ``year``, the name read in region ``within`` (see :mod:`.resolve`)."""
        return resolve(name, year, within, self._names, self.regions)

    def site_of(self, url: str) -> Site | None:
        """The listed site that a URL is on, with or without ``www.``; None for a host that is not listed.

        Of several on one host the one with the longest ``base_url`` that the URL lies below, else the first.
        """
        host = host_of(url)
        sites = self._hosts.get(bare(host))
        return max(sites, key=lambda site: (site.reach(url), site.host == host)) if sites else None

    def bearer_of(self, code: str) -> Agency | None:
        """The agency whose credit code, or organisation code, it is."""
        return self._codes.get(code) or self._codes.get(org_code_of(code))

    @cached_property
    def _names(self) -> NameIndex:
        return NameIndex(self.agencies.values(), (*self.regions.values(), *self.former_regions))

    @cached_property
    def _by_region(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for agency in self.agencies.values():
            for code in above(agency.region_code, self.regions):
                found[code].append(agency.agency_id)
        return found

    @cached_property
    def _hosts(self) -> dict[str, list[Site]]:
        found: dict[str, list[Site]] = defaultdict(list)
        for site in self.sites.values():
            found[bare(site.host)].append(site)
        return found

    @cached_property
    def _codes(self) -> dict[str, Agency]:
        found: dict[str, Agency] = {}
        for agency in self.agencies.values():
            found |= dict.fromkeys(agency.codes, agency)
        return found

    def agencies_within(self, region_code: str) -> tuple[Agency, ...]:
        """Agencies of a region and of all below it, by id."""
        ids = {i for code in kin(region_code, self.regions) for i in self._by_region.get(code, ())}
        return tuple(self.agencies[agency_id] for agency_id in sorted(ids))

    def province_of_agency(self, agency_id: str | None) -> str:
        """Two-digit province code of an agency's region, ``"00"`` for none."""
        return province_of(self.agencies[agency_id].region_code) if agency_id in self.agencies else CENTRAL


def load(folder: Path) -> Registry:
    """The registry in a folder. Raises GongkaiError that names every bad row with file, line and reason.

    The last one is kept, by what its files hold: every stage of every region asks for it, and all of China takes
    seconds to parse and to index. What it holds is not to be changed.
    """
    return _registry(_Files.of(folder))


@dataclass(frozen=True)
class _Files:
    """What the files of a folder hold, by name; equal ones anywhere are one registry. A file that cannot be read is
    left out: who parses it says why."""

    digest: str
    folder: Path = field(compare=False)
    contents: Mapping[str, bytes] = field(compare=False)

    @classmethod
    def of(cls, folder: Path) -> _Files:
        contents: dict[str, bytes] = {}
        digest = hashlib.sha256()
        for name in sorted(parse.COLUMNS):
            with suppress(OSError):
                contents[name] = (folder / name).read_bytes()
                digest.update(f"{name} {len(contents[name])}\n".encode() + contents[name])
        return cls(digest.hexdigest(), folder, contents)


@lru_cache(maxsize=1)
def _registry(files: _Files) -> Registry:
    loaded, bad = loaded_rows(files.folder, files.contents)
    if bad:
        raise bad_rows_error(bad)
    rows_of_regions = [region for _, region in loaded.regions]
    regions = dict(newest(rows_of_regions))
    return Registry(
        regions=regions,
        former_regions=tuple(region for region in rows_of_regions if regions[region.region_code] is not region),
        agencies=_with_names([agency for _, agency in loaded.agencies], [name for _, name in loaded.names]),
        links=tuple(link for _, link in loaded.links),
        sites={site.site_id: site for _, site in loaded.sites},
        columns={column.column_id: column for _, column in loaded.columns},
        digest=files.digest,
        files=files.contents,
    )


def loaded_rows(folder: Path, contents: Mapping[str, bytes] = MappingProxyType({})) -> tuple[Loaded, list[BadRow]]:
    """Every row that can be parsed, and every one that cannot be used. Raises GongkaiError: a file is no CSV.

    contents: of files that were read already, by name.
    """
    bad: list[BadRow] = []

    def rows(name: str, parser: Callable[[Row], T]) -> list[tuple[Row, T]]:
        return parse_rows(folder / name, parse.COLUMNS[name], parser, bad, parse.OPTIONAL[name], contents.get(name))

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
    return loaded, bad


def _with_names(agencies: list[Agency], names: list[AgencyName]) -> dict[str, Agency]:
    borne: dict[str, list[AgencyName]] = defaultdict(list)
    for name in names:
        borne[name.agency_id].append(name)
    found = {agency.agency_id: agency for agency in agencies}
    return found | {i: replace(found[i], names=tuple(own)) for i, own in borne.items()}
