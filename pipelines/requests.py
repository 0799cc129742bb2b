"""What Dagster is told of a run of a round: partition or range of partitions, tags, configuration."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.rounds import Ask

PARTITION = "dagster/partition"
RANGE_START, _RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


@dataclass(frozen=True)
class Request:
    """partition_key: None for a range (in the tags) and for what has no partitions."""

    partition_key: str | None
    tags: Mapping[str, str]
    config: Mapping[str, Any]


def of(
    ask: Ask, sites: Collection[str] | None = None, accept_drop: str = "", given_up: Mapping[str, str] | None = None
) -> Request:
    """The run that is asked for. A region's years are one run, over a contiguous range of partitions.

    sites: that are crawled; None = all verified ones. accept_drop: why less than at the last good night is taken.
    given_up: regions of the round that failed -> what went wrong; the report of the night tells of them.
    """
    if ask.years is not None:
        first, last = (f"{ask.region}|{year}" for year in ask.years)
        return Request(None, {RANGE_START: first, _RANGE_END: last}, {})
    ops: dict[str, Any] = {}
    if ask.job == "collect" and sites is not None:
        ops["crawl"] = {"config": {"sites": sorted(sites)}}
    if ask.job == "publish" and accept_drop:
        ops["guard"] = {"config": {"accept_drop": accept_drop}}
    if ask.job == "publish" and given_up:
        ops["night_report"] = {"config": {"given_up": dict(given_up)}}
    return Request(ask.region or None, {}, {"ops": ops} if ops else {})


def region(tags: Mapping[str, str]) -> str:
    """The region that a run is about, by its tags; "" where it is about all."""
    return tags.get(PARTITION, tags.get(RANGE_START, "").partition("|")[0])
