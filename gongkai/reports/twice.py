"""Reports that came in more than one region: which copy stands, and whether the copies print the same.

Each region makes its reports by itself. The same report comes in two where a depositor did not say whose a page is that
a list has too, where a list of another region names it, or where a decision gives it to an agency that has it already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gongkai.align.numbers import squeeze
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import each_jsonl
from gongkai.records import Report, report_from_stage
from gongkai.registry.load import Registry
from gongkai.reports.renditions import differing
from gongkai.reports.stage import ORIGINS


@dataclass(frozen=True)
class Twice:
    """stands: report id -> partition of stage ``reports`` whose copy stands. passed_over: partition -> ids of the
    reports whose copy in it does not stand. differing: ids of those whose copies print other numbers."""

    stands: Mapping[str, str] = field(default_factory=dict)
    passed_over: Mapping[str, frozenset[str]] = field(default_factory=dict)
    differing: frozenset[str] = frozenset()

    def is_passed_over(self, report_id: str | None, partition: str) -> bool:
        """Whether a report's copy in a partition does not stand."""
        return report_id in self.passed_over.get(partition, ())

    def told(self, partition: str) -> list[str]:
        """What a person is to know of the copies in a partition that do not stand, or differ, in words."""
        differing = {one for one in self.differing if self.stands[one] == partition}
        return [self._told(one, partition) for one in sorted(self.passed_over.get(partition, frozenset()) | differing)]

    def _told(self, report_id: str, partition: str) -> str:
        passed_over = sorted(name for name, ids in self.passed_over.items() if report_id in ids)
        others = passed_over if partition == self.stands[report_id] else [self.stands[report_id]]
        where = f"{report_id} stands in partition {' and '.join(others)} too"
        if report_id in self.differing:
            return (
                f"{where}, with other numbers: nothing new of it is taken; decide scope, year or agency of one source"
            )
        return f"{where}, with the same numbers: it is taken from there"


def twice(manifest: Manifest, registry: Registry, reports: Iterable[tuple[str, str | None]]) -> Twice:
    """Of the lake's reports those that stand in several partitions.

    reports: (partition, report id) of all of them. A copy with tables stands before one without, the publisher's before
    hubs and deposits, one that came in the agency's own region before others. Raises GongkaiError when a file is
    missing or damaged.
    """
    partitions_of: dict[str, set[str]] = {}
    for partition, report_id in reports:
        if report_id is not None and not report_id.startswith("?"):
            partitions_of.setdefault(report_id, set()).add(partition)
    several = {report_id: names for report_id, names in partitions_of.items() if len(names) > 1}
    copies = _copies(manifest, several)
    stands, passed_over, unlike = {}, dict[str, set[str]](), set[str]()
    for report_id, names in several.items():
        own = {name: copies[name, report_id] for name in sorted(names)}
        first = min(own, key=lambda name: _preference(own[name], name, registry))
        stands[report_id] = first
        for name in own.keys() - {first}:
            passed_over.setdefault(name, set()).add(report_id)
        if any(copy.facts and _differ(copy, own[first]) for copy in own.values()):
            unlike.add(report_id)
    frozen = {name: frozenset(ids) for name, ids in passed_over.items()}
    return Twice(stands, frozen, frozenset(unlike))


def _copies(manifest: Manifest, several: Mapping[str, set[str]]) -> dict[tuple[str, str], Report]:
    """(partition, report id) -> the newest revision there."""
    found: dict[tuple[str, str], Report] = {}
    for partition in sorted({name for names in several.values() for name in names}):
        for line in each_jsonl(manifest.path("reports", partition)):
            if partition in several.get(line["report_id"] or "", ()):
                report = report_from_stage(line)
                known = found.get((partition, line["report_id"]))
                if known is None or known.revision < report.revision:
                    found[partition, line["report_id"]] = report
    return found


def _preference(report: Report, partition: str, registry: Registry) -> tuple[bool, int, bool, str]:
    origin = ORIGINS.index(report.sources[0].origin)
    return (not report.facts, origin, registry.province_of_agency(report.agency_id) != partition[-2:], partition)


def _differ(one: Report, other: Report) -> bool:
    """Whether two copies print other numbers in a box that both have, whatever was decided on one of them alone: a
    decision names a revision, and each region counts those that it has seen."""
    return any(squeeze(own.raw) != squeeze(theirs.raw) for own, theirs in differing(one, other))
