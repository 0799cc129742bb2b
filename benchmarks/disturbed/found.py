"""What the faults met, and what was not as it must be after them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from gongkai.warehouse import rollback
from gongkai.warehouse.release import current


@dataclass
class Found:
    """faults: counted by kind and by what they met. wrong: in words."""

    faults: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def rows(self) -> list[list[str]]:
        """One a kind of fault and what it met."""
        return [[kind, met, str(count)] for (kind, met), count in sorted(self.faults.items())]

    def look(self, releases: Path, what: str, said: str) -> None:
        """What must hold right after a fault: no traceback was said, and the release that readers get is whole."""
        if "Traceback" in said:
            self.wrong.append(f"{what}: {said}")
        release = current(releases)
        if release is not None:
            self.wrong += [f"{what}: {fault}" for fault in rollback.faults(release)]

    def compare(self, what: str, made: dict[str, str], expected: dict[str, str]) -> None:
        """Parquet files of a release, by their digests, with those of an undisturbed run's."""
        names = sorted(made.keys() | expected)
        self.wrong += [f"{what}: {name} differs" for name in names if made.get(name) != expected.get(name)]
