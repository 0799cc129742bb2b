"""Stage ``gate`` of the lake: judges partitions of stage ``reports`` and writes what is admitted and what is held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from expectations import gate
from expectations.suites import SUITES
from gongkai.across import stage as compared
from gongkai.forms.codebook import CODEBOOK_VERSION, PROSE
from gongkai.judge.evaluate import RULES_VERSION
from gongkai.lake.cache import digest
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import each_jsonl, read_jsonl, write_jsonl
from gongkai.records import Report, report_from_stage
from gongkai.reports import briefs

STAGE, _REPORTS = "gate", "reports"


@dataclass(frozen=True)
class Judged:
    """A partition after the gate.

    skipped: it was current. tables: (verdict, admitted) -> count. reasons: why tables are held, with counts.
    """

    partition: str
    skipped: bool
    reports: int
    tables: Counter[tuple[str, bool]]
    reasons: Counter[str]

    @property
    def admitted(self) -> int:
        """Tables admitted."""
        return sum(count for (_, admitted), count in self.tables.items() if admitted)

    @property
    def held(self) -> int:
        """Tables held."""
        return self.tables.total() - self.admitted


def run(manifest: Manifest, partitions: Collection[str], folder: Path = SUITES, strict: bool = False) -> list[Judged]:
    """Judge the partitions (``2021|99``) that have reports and are not current; write them all, or none.

    strict: tables whose publisher broke a sum are held too; partitions judged otherwise are judged anew.
    Returns one summary a partition with reports, in the order given. Raises GongkaiError when a rule crashed or a
    file cannot be read or written.
    """
    present = [partition for partition in partitions if manifest.entry(_REPORTS, partition) is not None]
    inputs = {partition: _inputs(manifest, partition, folder, strict) for partition in present}
    stale = _behind(manifest, inputs)
    across = {key: own for partition in stale for key, own in compared.findings_of(manifest, partition).items()}
    reports = (report for partition in stale for report in _reports(manifest, partition))
    judged = gate.judge(reports, folder, across)
    # The gate keeps the order of the reports. Nothing is written before all of them are judged.
    judged_with = {"judged_with": _judged_with(folder, strict)}
    admitted = gate.STRICT if strict else gate.ADMITTED
    lines = {
        p: [gate.line(report, admitted) | judged_with for report in islice(judged, _count(manifest, p))] for p in stale
    }
    for partition in stale:
        rows = write_jsonl(manifest.path(STAGE, partition), lines[partition])
        manifest.record(STAGE, partition, inputs[partition], rows)
    return [_summary(manifest, partition, partition not in lines) for partition in present]


def to_judge(manifest: Manifest, folder: Path = SUITES, strict: bool = False) -> list[str]:
    """Partitions that :func:`run` would judge now."""
    return _behind(manifest, {p: _inputs(manifest, p, folder, strict) for p in manifest.partitions(_REPORTS)})


def _behind(manifest: Manifest, inputs: Mapping[str, str]) -> list[str]:
    """Those of the partitions (→ digest of what they are judged from) that are not current."""
    return [partition for partition, now in inputs.items() if not manifest.is_current(STAGE, partition, now)]


def faults(manifest: Manifest, partitions: Collection[str]) -> list[str]:
    """What is wrong with the gate's own files, in words: reports without lines, admissions against the rule."""
    found: list[str] = []
    for partition in partitions:
        if manifest.entry(_REPORTS, partition) is None:
            continue
        reports = [(report.report_id, report.revision) for report in briefs.of(manifest, partition)]
        lines = read_jsonl(manifest.path(STAGE, partition))
        if [(line["report_id"], line["revision"]) for line in lines] != reports:
            found.append(f"{partition}: the gate's lines are not those of its {len(reports)} reports")
        found += [
            f"{partition}: {line['report_id']} table {table['table']} is admitted as {table['verdict']}"
            for line in lines
            for table in line["tables"]
            if table["admitted"] and (line["report_id"].startswith("?") or not gate.is_admissible(table))
        ]
    return found


def _inputs(manifest: Manifest, partition: str, folder: Path, strict: bool) -> str:
    """Digest of all that the gate's result depends on: the reports, what was found in comparing them, the suites, the
    code that reads them, and what is admitted."""
    made_from = (manifest.output(stage, partition) for stage in (_REPORTS, compared.STAGE))
    return digest(*made_from, _judged_with(folder, strict))


def _judged_with(folder: Path, strict: bool) -> str:
    """Digest of the suites, the versions of the code that reads them and whether it is strict: what makes judgements
    comparable."""
    versions = (RULES_VERSION, CODEBOOK_VERSION, gate.GATE_VERSION)
    suites = [path.read_bytes() for path in sorted(folder.glob("*.json"))]
    return digest(*(str(version) for version in versions), *suites, *(["strict"] if strict else []))


def _count(manifest: Manifest, partition: str) -> int:
    entry = manifest.entry(_REPORTS, partition)
    return entry.rows if entry else 0


def _reports(manifest: Manifest, partition: str) -> Iterator[Report]:
    return map(report_from_stage, each_jsonl(manifest.path(_REPORTS, partition)))


def _summary(manifest: Manifest, partition: str, skipped: bool) -> Judged:
    lines = read_jsonl(manifest.path(STAGE, partition))
    tables = [table for line in lines for table in line["tables"] if table["table"] != PROSE]
    return Judged(
        partition=partition,
        skipped=skipped,
        reports=len(lines),
        tables=Counter((table["verdict"], table["admitted"]) for table in tables),
        reasons=Counter(table["reason"] for table in tables if not table["admitted"]),
    )
