"""A removed document in the stage files: lines that speak of it are taken out, and the next run makes the stage anew.

The entry of a file that lost a line says what is left in it, and that it was made from nothing that there is: it is
made anew by a run over it, and what is made of it by any.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from gongkai.crawl.tombstones import Tombstone
from gongkai.lake.atomic import remove
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import read_jsonl, write_jsonl
from gongkai.lake.sha256 import sha256_of
from gongkai.records import to_json

#: Stages in the order in which they are cleaned: what tells the reports of a document comes last.
_OF_REPORTS = ("across", "seen", "gate", "briefs")
_REPORTS, _GRIDS, _DOCUMENTS = "reports", "grids", "documents"
#: Inputs of a file that lost a line: no digest of any.
_TAKEN_OUT = "a document was removed"


def forget(lake: Path, stone: Tombstone, reports: Collection[str]) -> tuple[str, ...]:
    """Take a document out of all stage files; ids of the reports that were read from it, sorted.

    reports: ids that are known of it already. Raises GongkaiError when a file is damaged or the disk refuses.
    """
    for left in (lake / "stages").glob("*/.*.part"):
        # Of a run that was killed.
        remove(left)
    ids = set(reports)
    ids |= {line["report_id"] for line in reports_from(lake, stone.sha256)}
    for stage in _OF_REPORTS:
        for path in _files(lake, stage):
            _keep(path, lambda line: not _names(line, ids))
    for path in _files(lake, _GRIDS):
        _keep(path, lambda line: line["sha256"] != stone.sha256)
    for path in _files(lake, _DOCUMENTS):
        lines = read_jsonl(path)
        _write(path, lines, [_without(line, stone) for line in lines])
    for path in _files(lake, _REPORTS):
        _keep(path, lambda line: not _is_from(line, stone.sha256))
    _record(lake)
    return tuple(sorted(ids))


def reports_from(lake: Path, sha256: str) -> Iterator[dict[str, Any]]:
    """Lines of stage ``reports`` that were read from a document. Raises GongkaiError when a file is damaged."""
    for path in _files(lake, _REPORTS):
        yield from (line for line in read_jsonl(path) if _is_from(line, sha256))


def _files(lake: Path, stage: str) -> list[Path]:
    return sorted((lake / "stages" / stage).glob("*.jsonl.zst"))


def _record(lake: Path) -> None:
    """Entries of files that are not what these say, also of one whose removal was killed."""
    manifest = Manifest(lake)
    for stage in (*_OF_REPORTS, _GRIDS, _DOCUMENTS, _REPORTS):
        for partition in manifest.partitions(stage):
            path = manifest.path(stage, partition)
            if path.is_file() and sha256_of(path) != manifest.output(stage, partition):
                manifest.record(stage, partition, _TAKEN_OUT, len(read_jsonl(path)))


def _keep(path: Path, is_kept: Any) -> None:
    lines = read_jsonl(path)
    _write(path, lines, [line for line in lines if is_kept(line)])


def _write(path: Path, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    if before != after:
        write_jsonl(path, after)


def _is_from(line: dict[str, Any], sha256: str) -> bool:
    return any(source["sha256"] == sha256 for source in line["sources"])


def _names(line: dict[str, Any], ids: Collection[str]) -> bool:
    """Whether a line is about one of the reports, or compares another one with it."""
    if line.get("report_id") in ids:
        return True
    text = to_json(line)
    return any(to_json(report_id) in text for report_id in ids)


def _without(line: dict[str, Any], stone: Tombstone) -> dict[str, Any]:
    kept = [delivery for delivery in line["deliveries"] if delivery["sha256"] != stone.sha256]
    if len(kept) == len(line["deliveries"]):
        return line
    gone = {} if kept else {"failure": str(stone), "rendition": "unknown"}
    return line | {"deliveries": kept} | gone
