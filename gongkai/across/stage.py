"""Stages ``seen``, ``across`` and ``compared`` of the lake: what is compared of each report, what was found, how much.

The first two are kept by the partitions of stage ``reports``. What changed there is looked at anew; the comparison
itself is always of all reports, for a report of one region and year may be a copy of another's, and is written where it
changed.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from gongkai.across import rules
from gongkai.across.seen import seen
from gongkai.across.seen_lines import from_line, to_line
from gongkai.forms.codebook import CODEBOOK_VERSION
from gongkai.lake.cache import digest
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import each_jsonl, read_jsonl, write_jsonl
from gongkai.records import Finding, finding_from_stage, finding_to_stage, report_from_stage
from gongkai.registry.load import Registry
from gongkai.reports.twice import twice

STAGE, SEEN, COMPARED, _REPORTS = "across", "seen", "compared", "reports"
#: The one partition of stage ``compared``.
_ALL = "all"


class Compared(NamedTuple):
    """reports: compared. partitions: all of them. changed: those with other findings than before. findings: by rule."""

    reports: int
    partitions: int
    changed: int
    findings: dict[str, int]


def run(manifest: Manifest, registry: Registry) -> Compared:
    """Compare all reports of the lake. Raises GongkaiError when a file cannot be read or written.

    Nothing is compared where the last comparison was of just the same, and stands.
    """
    partitions = manifest.partitions(_REPORTS)
    for partition in partitions:
        _see(manifest, partition)
    seen_now = (f"{name} {manifest.output(SEEN, name)}" for name in partitions)
    inputs = digest(registry.digest, str(rules.ACROSS_VERSION), *seen_now)
    if manifest.is_current(COMPARED, _ALL, inputs) and all(_stands(manifest, name) for name in partitions):
        (line,) = read_jsonl(manifest.path(COMPARED, _ALL))
        return Compared(**(line | {"changed": 0}))
    compared = _compare(manifest, registry, partitions)
    manifest.record(COMPARED, _ALL, inputs, write_jsonl(manifest.path(COMPARED, _ALL), [compared._asdict()]))
    return compared


def _compare(manifest: Manifest, registry: Registry, partitions: list[str]) -> Compared:
    everything = [from_line(line) for name in partitions for line in read_jsonl(manifest.path(SEEN, name))]
    copies = twice(manifest, registry, ((report.partition, report.report_id) for report in everything))
    reports = [report for report in everything if not copies.is_passed_over(report.report_id, report.partition)]
    found = rules.findings(reports, registry)
    by_partition: dict[str, list[tuple[rules.ReportKey, tuple[Finding, ...]]]] = defaultdict(list)
    of_report = {(report.report_id, report.revision): report.partition for report in reports}
    for key, own in found.items():
        by_partition[of_report[key]].append((key, own))
    changed = sum(_write(manifest, partition, by_partition[partition]) for partition in partitions)
    counts: dict[str, int] = defaultdict(int)
    for own in found.values():
        for finding in own:
            counts[finding.rule] += 1
    return Compared(len(reports), len(partitions), changed, dict(sorted(counts.items())))


def findings_of(manifest: Manifest, partition: str) -> dict[rules.ReportKey, tuple[Finding, ...]]:
    """Findings on the reports of a partition; none where they were never compared."""
    if manifest.entry(STAGE, partition) is None:
        return {}
    return {
        (line["report_id"], line["revision"]): tuple(
            finding_from_stage(finding, line["report_id"]) for finding in line["findings"]
        )
        for line in read_jsonl(manifest.path(STAGE, partition))
    }


def _see(manifest: Manifest, partition: str) -> None:
    """Write what is compared of the reports of a partition, where they changed."""
    inputs = digest(manifest.output(_REPORTS, partition), str(rules.ACROSS_VERSION), str(CODEBOOK_VERSION))
    if not manifest.is_current(SEEN, partition, inputs):
        reports = map(report_from_stage, each_jsonl(manifest.path(_REPORTS, partition)))
        lines = [to_line(one) for one in seen((partition, report) for report in reports)]
        manifest.record(SEEN, partition, inputs, write_jsonl(manifest.path(SEEN, partition), lines))


def _stands(manifest: Manifest, partition: str) -> bool:
    """Whether a partition's findings are there as they were written."""
    entry = manifest.entry(STAGE, partition)
    return entry is not None and manifest.is_current(STAGE, partition, entry.inputs)


def _write(manifest: Manifest, partition: str, found: list[tuple[rules.ReportKey, tuple[Finding, ...]]]) -> bool:
    """Write a partition's findings where they are others than those that stand; whether they are."""
    lines = [
        {
            "report_id": report_id,
            "revision": revision,
            "findings": [finding_to_stage(finding, report_id) for finding in own],
        }
        for (report_id, revision), own in found
    ]
    inputs = digest(*(str(line) for line in lines))
    if manifest.is_current(STAGE, partition, inputs):
        return False
    manifest.record(STAGE, partition, inputs, write_jsonl(manifest.path(STAGE, partition), lines))
    return True
