"""What of a home to run over: regions, years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gongkai import registry
from gongkai.crawl.places import open_ledger
from gongkai.crawl.sources import regions
from gongkai.errors import GongkaiError
from gongkai.lake.manifest import Manifest
from gongkai.settings import Settings
from pipelines.partitions import REGIONS, YEARS
from pipelines.rounds import First


@dataclass(frozen=True)
class Wanted:
    """What of a home to run over. sites: only these (None = all verified). regions: only these (None = all).

    years: of the reports that are made anew (from, to); None: all. first: ``collect`` crawls; ``read`` leaves the sites
    alone and takes what is deposited and crawled already, in the regions of deposits, or in all of which anything is
    kept (all_kept); ``resolve`` (where all of them were listed before) and ``compare`` begin behind that. accept_drop:
    why less than at the last good night is taken as it is.
    """

    sites: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    years: tuple[str, str] | None = None
    first: First = "collect"
    accept_drop: str = ""
    all_kept: bool = False


def regions_wanted(settings: Settings, wanted: Wanted) -> list[str]:
    """Regions of the registry's columns and of deposits, as far as wanted."""
    known = registry.load(settings.registry)
    strangers = sorted((wanted.sites or frozenset()) - known.sites.keys())
    if strangers:
        raise GongkaiError(
            f"no such site: {strangers[0]}", str(settings.registry / "sites.csv"), "", "name one of its rows"
        )
    found: set[str] = set()
    if wanted.sites is None:
        found |= set(regions_to_take_in(settings))
    if wanted.all_kept:
        with open_ledger(settings) as ledger:
            found |= set(regions(ledger, known))
    if wanted.first == "collect":
        columns = known.columns.values()
        found |= {column.region for column in columns if wanted.sites is None or column.site_id in wanted.sites}
    asked = found if wanted.regions is None else found & wanted.regions
    unknown = sorted(asked - set(REGIONS))
    if unknown:
        raise GongkaiError(f"no such province-level code: {unknown[0]}", "columns.csv", "region", "correct the row")
    if not asked:
        remedy = "add a site and its columns to the registry, or import a folder of files"
        where = ""
        if wanted.regions is not None and found:
            where, remedy = (
                _in(wanted.regions),
                f"name one that has something ({', '.join(sorted(found))}), or {remedy}",
            )
        elif wanted.regions is not None:
            where = _in(wanted.regions)
        raise GongkaiError(f"there is nothing to run over{where}", str(settings.registry), "", remedy)
    return sorted(asked)


def _in(regions: frozenset[str]) -> str:
    return f" in region {', '.join(sorted(regions))}"


def regions_to_take_in(settings: Settings) -> list[str]:
    """Regions of the agencies that deposits were stated to be of (``00`` where none was stated), and of reports in the
    lake that no list and no deposit is of any more: what they hold came elsewhere."""
    manifest, known = Manifest(settings.lake), registry.load(settings.registry)
    with open_ledger(settings) as ledger:
        deposits = ledger.rows("SELECT DISTINCT agency_id FROM deposits")
    deposited = {known.province_of_agency(row["agency_id"]) for row in deposits}
    entries = (manifest.entry("reports", partition) for partition in manifest.partitions("reports"))
    filled = {entry.partition.partition("|")[2] for entry in entries if entry is not None and entry.rows}
    return sorted(deposited | filled - {column.region for column in known.columns.values()})


def first_job(settings: Settings, wanted: Wanted, regions: Iterable[str]) -> First:
    """The job that a round over these regions begins with: one that was never listed has to be read first."""
    manifest = Manifest(settings.lake)
    is_listed = all(manifest.entry("documents", region) is not None for region in regions)
    return "read" if wanted.first == "resolve" and not is_listed else wanted.first


def with_reports(settings: Settings) -> list[str]:
    """Regions of all reports in the lake."""
    return sorted({partition.partition("|")[2] for partition in Manifest(settings.lake).partitions("reports")})


def all_years(now: datetime) -> tuple[str, str]:
    """The unknown year and all up to this one: a contiguous range of partitions."""
    return YEARS[0], min(str(now.year), YEARS[-1])
