"""Which agencies' reports of one year go on with which of the year before: merged and split agencies together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from gongkai.across.seen import Seen
from gongkai.registry.model import Agency, AgencyLink


class Pair(NamedTuple):
    """Reports of a year, and those of the year before that counted the same: one of each, or all of a reform."""

    now: tuple[Seen, ...]
    before: tuple[Seen, ...]


def pairs(reports: Iterable[Seen], agencies: Mapping[str, Agency], links: Sequence[AgencyLink]) -> Iterator[Pair]:
    """All pairs of following years in one scope, by year, scope and agency.

    Agencies that a link of that year (or of the end of the year before) joins are taken together. A group of which a
    report is missing, on either side, makes no pair: its sums would lack that one's numbers.
    """
    by_year: dict[tuple[int, str], dict[str, Seen]] = defaultdict(dict)
    for report in reports:
        by_year[report.year, report.scope][report.agency_id] = report
    for (year, scope), now in sorted(by_year.items()):
        before = by_year.get((year - 1, scope), {})
        for group in _groups({*now, *before}, year, links):
            here = [agency for agency in group if agency in now]
            there = [agency for agency in group if agency in before]
            whole_now = all(a in now for a in group if _is_expected(a, year, group, agencies, links))
            whole_before = all(a in before for a in group if _is_expected(a, year - 1, group, agencies, links))
            if here and there and whole_now and whole_before:
                yield Pair(tuple(now[a] for a in here), tuple(before[a] for a in there))


def _groups(found: set[str], year: int, links: Sequence[AgencyLink]) -> list[list[str]]:
    """Agencies with reports, and those that a reform of that year joins with them, group by group."""
    parent: dict[str, str] = {}

    def root(agency: str) -> str:
        while parent.get(agency, agency) != agency:
            agency = parent[agency]
        return agency

    for agency in found:
        parent.setdefault(agency, agency)
    for link in links:
        if _took_effect(link, year):
            for agency in (link.agency_id, link.predecessor_id):
                parent.setdefault(agency, agency)
            parent[root(link.agency_id)] = root(link.predecessor_id)
    groups: dict[str, list[str]] = defaultdict(list)
    for agency in sorted(parent):
        groups[root(agency)].append(agency)
    return sorted(group for group in groups.values() if any(agency in found for agency in group))


def _took_effect(link: AgencyLink, year: int) -> bool:
    """Whether a reform falls into a report year. One whose date is unknown joins the agencies in every year: that they
    are compared together at most hides a break, it never makes one."""
    return link.date is None or link.date[:4] == str(year)


def _is_expected(
    agency_id: str, year: int, group: Sequence[str], agencies: Mapping[str, Agency], links: Sequence[AgencyLink]
) -> bool:
    """Whether an agency of a group must have a report of that year for the group to be whole."""
    agency = agencies.get(agency_id)
    if agency is None:
        return True
    begins, ends = agency.valid_from, agency.valid_to
    own = [link for link in links if link.agency_id in group and link.predecessor_id in group and link.date]
    for link in own:
        reform = int((link.date or "")[:4])
        if link.kind in ("rename", "merge") and link.predecessor_id == agency_id:
            ends = reform - 1 if ends is None else min(ends, reform - 1)
        if link.kind in ("rename", "merge", "split") and link.agency_id == agency_id and begins is None:
            # An agency that was there before the reform has a report of the year before, which counts where it is.
            begins = reform
    return (begins is None or begins <= year) and (ends is None or year <= ends)
