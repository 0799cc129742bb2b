"""The partitions of a load: current, or held at their last good state, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from gongkai.guards.floors import Breach


class Partition(NamedTuple):
    """A partition of the lake (``2021|99``) as a load takes it.

    reports:     in the lake tonight.
    held:        its last good state is kept.
    stale_since: number of the last load that took it as it was; None: this load does.
    findings:    what the guards found, in words.
    accepted:    why a person took it in spite of them.
    """

    partition: str
    reports: int
    held: bool
    stale_since: int | None
    findings: tuple[str, ...] = ()
    accepted: str | None = None

    @property
    def year(self) -> str:
        """``2021``; ``0000`` where no year is known."""
        return self.partition.partition("|")[0]

    @property
    def region(self) -> str:
        """Two-digit code of the columns that its reports came from."""
        return self.partition.partition("|")[2]


def partitions(
    reports: Mapping[str, int],
    breaches: Iterable[Breach],
    before: Mapping[str, int | None],
    last_load: int,
    accepted: str | None,
) -> list[Partition]:
    """All partitions of the lake, and those that a breach names, sorted.

    reports:   partition -> reports in the lake. before: partition -> its ``stale_since`` at the last load.
    last_load: its number, 0 before the first. accepted: a person's reason to take what broke a floor.
    """
    found: dict[str, list[Breach]] = {name: [] for name in reports}
    for breach in breaches:
        names = [name for name in found if _is_of(breach, name)] if not breach.year else [_name(breach)]
        for name in names:
            found.setdefault(name, []).append(breach)
    result = []
    for name, own in sorted(found.items()):
        breaks = any(breach.rule == "observed_floor" for breach in own)
        held = breaks and accepted is None
        last = before.get(name)
        since = (last_load if last is None else last) if held else None
        words = tuple(breach.message for breach in own)
        result.append(Partition(name, reports.get(name, 0), held, since, words, accepted if breaks else None))
    return result


def _name(breach: Breach) -> str:
    return f"{breach.year}|{breach.region}"


def _is_of(breach: Breach, partition: str) -> bool:
    return partition.endswith(f"|{breach.region}")
