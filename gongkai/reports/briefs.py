"""Stage ``briefs`` of the lake: what each report is, without its cells, by the partitions of stage ``reports``.

Most of what is asked of all reports every night asks for no number of them; a report's cells take a hundred times as
long to read.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from gongkai.errors import GongkaiError
from gongkai.lake.cache import digest
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import each_jsonl, read_jsonl, write_jsonl
from gongkai.records import Verdict

STAGE, _REPORTS = "briefs", "reports"
#: A whole number that rises with every change of what a brief holds.
BRIEFS_VERSION = 2


class BriefSource(NamedTuple):
    """One of a report's sources, as :class:`gongkai.records.Source` has it."""

    source: str
    column_id: str | None


class Brief(NamedTuple):
    """A report revision, as :class:`gongkai.records.Report` has it. years: all that are stated, wherever."""

    report_id: str | None
    revision: int
    agency_id: str | None
    year: int | None
    verdict: Verdict | None
    published: str | None
    deadline: str | None
    sources: tuple[BriefSource, ...]
    candidates: tuple[str, ...] = ()
    agency: str | None = None
    years: tuple[int, ...] = ()


def of(manifest: Manifest, partition: str) -> list[Brief]:
    """Those of a partition in the order of its reports; made anew where these changed.

    Raises GongkaiError when a file is missing or damaged, or the disk refuses.
    """
    inputs = digest(manifest.output(_REPORTS, partition), str(BRIEFS_VERSION))
    path = manifest.path(STAGE, partition)
    if not manifest.is_current(STAGE, partition, inputs):
        found = map(_brief, each_jsonl(manifest.path(_REPORTS, partition)))
        lines = [one._asdict() | {"sources": list(map(list, one.sources))} for one in found]
        manifest.record(STAGE, partition, inputs, write_jsonl(path, lines))
    return [
        Brief(
            **(
                line
                | {
                    "sources": tuple(BriefSource(*one) for one in line["sources"]),
                    "candidates": tuple(line["candidates"]),
                    "years": tuple(line["years"]),
                }
            )
        )
        for line in read_jsonl(path)
    ]


def reported(manifest: Manifest) -> frozenset[tuple[str | None, int | None]]:
    """Agency and year of all reports as they were when a load was last made; nothing where none can be read."""
    lines = (line for name in manifest.partitions(STAGE) for line in read_jsonl(manifest.path(STAGE, name)))
    try:
        return frozenset((line["agency_id"], line["year"]) for line in lines)
    except GongkaiError:
        return frozenset()


def _brief(stage: dict[str, Any]) -> Brief:
    """Of a report as stage ``reports`` keeps it."""
    sources = tuple(BriefSource(one["source"], one["column_id"]) for one in stage["sources"])
    plain = {name: stage[name] for name in Brief._fields if name not in ("sources", "candidates", "years")}
    years = tuple(dict.fromkeys(year for _, year in stage["years"]))
    return Brief(**plain, sources=sources, candidates=tuple(stage["candidates"]), years=years)
