"""Stage ``guard`` of the lake: the partitions as the load takes them, and what the next night is held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gongkai.guards.floors import Series
from gongkai.guards.partitions import Partition
from gongkai.lake.log import Log
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import read_jsonl, write_jsonl

STAGE, PARTITIONS, SERIES = "guard", "partitions", "series"


@dataclass(frozen=True)
class LastLoad:
    """What the last load left. load: its number, 0 before the first. stale: held partition -> since which load.

    good: what each column showed at its last good night.
    """

    load: int
    stale: Mapping[str, int]
    good: Mapping[Series, int]


def last_load(log: Log) -> LastLoad:
    """Of a log. Raises GongkaiError when it is damaged."""
    load = log.latest()
    stale = {row["partition"]: row["stale_since"] for row in log.of_load("partitions", load)}
    good = {Series(row["column_id"], row["what"], row["year"]): row["good"] for row in log.read("series", load)}
    return LastLoad(load, {name: since for name, since in stale.items() if since is not None}, good)


def write(manifest: Manifest, inputs: str, partitions: Iterable[Partition], good: Mapping[Series, int]) -> None:
    """Write the stage. Raises GongkaiError when the disk refuses."""
    lines = [one._asdict() for one in partitions]
    series = [one._asdict() | {"good": count} for one, count in good.items()]
    for name, records in ((PARTITIONS, lines), (SERIES, series)):
        manifest.record(STAGE, name, inputs, write_jsonl(manifest.path(STAGE, name), records))


def is_current(manifest: Manifest, inputs: str) -> bool:
    """Whether the stage was made from just these inputs."""
    return all(manifest.is_current(STAGE, name, inputs) for name in (PARTITIONS, SERIES))


def partition_rows(manifest: Manifest) -> list[dict[str, Any]]:
    """Rows of table ``partitions``. Raises GongkaiError when the stage was not made."""
    lines = read_jsonl(manifest.path(STAGE, PARTITIONS))
    return [line | {"year": _year(line["partition"]), "region": line["partition"][-2:]} for line in lines]


def series_rows(manifest: Manifest) -> list[dict[str, Any]]:
    """Rows of the log's ``series``. Raises GongkaiError when the stage was not made."""
    return read_jsonl(manifest.path(STAGE, SERIES))


def _year(partition: str) -> int | None:
    return int(partition[:4]) or None
