"""Columns that no crawl can ask for, whatever their site answers: what their rows lack."""

from __future__ import annotations

from typing import NamedTuple

from gongkai.crawl.families import family_names, load_family
from gongkai.registry import Column, Site


class Lack(NamedTuple):
    """What a row lacks, and what to write. is_wrong: it must not stay so; else it may wait until somebody looks."""

    reason: str
    remedy: str
    is_wrong: bool


def lack_of(column: Column, site: Site) -> Lack | None:
    """What a column lacks to be asked for; None where it can be."""
    if site.family not in family_names():
        reason = f"its site's family is {site.family}, which no declaration describes"
        remedy = f"name one of {', '.join(family_names())} in sites.csv, or declare it"
        # What is unverified waits for a person, who may learn the family yet.
        return Lack(reason, remedy, column.state == "verified")
    if load_family(site.family).mode == "enumerate" and column.year_from is None:
        reason = f"its site's family {site.family} has one page a year, and it has no first year"
        return Lack(reason, "write the year of its oldest report into year_from", True)
    return None


def families_of_years() -> frozenset[str]:
    """Families whose columns need a first year."""
    return frozenset(name for name in family_names() if load_family(name).mode == "enumerate")
