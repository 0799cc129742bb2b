"""What the partitions of stage ``reports`` are made from: whether one is as it would be made now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Self

from gongkai.decisions import Decisions
from gongkai.errors import GongkaiError
from gongkai.lake.cache import digest
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import read_jsonl
from gongkai.registry.load import Registry
from gongkai.reports import briefs, reading, stage
from gongkai.reports.delivered import SourceLine
from gongkai.settings import Readers

STAGE = "reports"


def listed(manifest: Manifest, region: str) -> list[SourceLine]:
    """Lines of a region's stage ``documents``.

    Raises GongkaiError where there are none: a stage that comes after may be started first, from its page in Dagster.
    """
    path = manifest.path("documents", region)
    if not path.exists():
        raise GongkaiError(
            f"the documents of region {region} were not listed yet",
            remedy=f"materialize documents and grids of region {region} first (job read)",
        )
    return read_jsonl(path)


def media_of(lines: Iterable[SourceLine]) -> dict[str, str]:
    """What sources delivered: digest → media type."""
    return {delivery["sha256"]: delivery["media_type"] for line in lines for delivery in line["deliveries"]}


@dataclass(frozen=True)
class MadeOf:
    """What all reports of a region are made from.

    lines: of its stage ``documents``. rest: digest of these, of the registry and of all versions of code.
    """

    lines: tuple[SourceLine, ...]
    decisions: Decisions
    rest: str

    @classmethod
    def of_region(
        cls, manifest: Manifest, region: str, registry: Registry, decisions: Decisions, mode: Readers
    ) -> Self:
        """As things are now. Raises GongkaiError where the region's documents were not listed yet."""
        lines = tuple(listed(manifest, region))
        versions = f"reports {stage.REPORTS_VERSION}; {reading.code_versions(media_of(lines).values(), mode)}"
        return cls(lines, decisions, digest(manifest.output("documents", region), registry.digest, versions))

    @property
    def media(self) -> dict[str, str]:
        """Its documents: digest → media type."""
        return media_of(self.lines)

    def inputs(self, report_ids: Collection[str]) -> str:
        """Of a partition that holds these reports: from the same documents the same come, so others' are none of it."""
        return digest(self.rest, self.decisions.digest_on({line["source"] for line in self.lines}, report_ids))

    def is_current(self, manifest: Manifest, partition: str) -> bool:
        """Whether a partition of the region was made from just this, and stands."""
        if manifest.entry(STAGE, partition) is None:
            return False
        try:
            rows = self.decisions.rows
            held = {one.report_id or "" for one in briefs.of(manifest, partition)} if rows else set()
        except GongkaiError:
            # What is damaged is made again.
            return False
        return manifest.is_current(STAGE, partition, self.inputs(held))
