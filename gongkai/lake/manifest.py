"""Which stage partition was made from what: the ground on which a stage is redone or left alone.

One small entry file beside each output, written last: parallel writers of different partitions never meet, and a writer
killed between output and entry leaves an entry that no longer fits the output, so the partition counts as not made.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path

import simplejson

from gongkai.lake.atomic import write_text
from gongkai.lake.sha256 import sha256_of

_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z|-]*")
_ENTRY = ".manifest.json"


@dataclass(frozen=True)
class Entry:
    """partition: ``"2021|99"``. inputs: digest given by the stage. output: sha256 of the file. rows: records in it."""

    partition: str
    inputs: str
    output: str
    rows: int


class Manifest:
    """Entries of the stage files of one lake."""

    def __init__(self, lake: Path) -> None:
        self._stages = lake / "stages"

    def path(self, stage: str, partition: str) -> Path:
        """Where the partition's records stand: ``stages/<stage>/2021_99.jsonl.zst``."""
        return self._folder(stage) / f"{_file_name(partition)}.jsonl.zst"

    def is_current(self, stage: str, partition: str, inputs: str) -> bool:
        """Was it made from just these inputs, and does its file still hold what was written?"""
        entry = self.entry(stage, partition)
        if entry is None or entry.inputs != inputs:
            return False
        path = self.path(stage, partition)
        return path.is_file() and sha256_of(path) == entry.output

    def record(self, stage: str, partition: str, inputs: str, rows: int) -> Entry:
        """Note that the partition's file, which must stand there already, was made from ``inputs``.

        Raises FileNotFoundError without the file, GongkaiError when the entry cannot be written.
        """
        entry = Entry(partition, inputs, sha256_of(self.path(stage, partition)), rows)
        write_text(self._entry_path(stage, partition), simplejson.dumps(asdict(entry), indent=1) + "\n")
        return entry

    def entry(self, stage: str, partition: str) -> Entry | None:
        """The entry of a partition; None when there is none that can be read."""
        return _read(self._entry_path(stage, partition))

    def output(self, stage: str, partition: str) -> str:
        """Digest of a partition's file, which what is made from it depends on; ``""`` where it was never made."""
        entry = self.entry(stage, partition)
        return entry.output if entry is not None else ""

    def partitions(self, stage: str) -> list[str]:
        """Partitions of the stage that have an entry, sorted."""
        entries = (_read(path) for path in self._folder(stage).glob(f"*{_ENTRY}"))
        return sorted(entry.partition for entry in entries if entry is not None)

    def _folder(self, stage: str) -> Path:
        if not _NAME.fullmatch(stage):
            raise ValueError(f"not the name of a stage: {stage!r}")
        return self._stages / stage

    def _entry_path(self, stage: str, partition: str) -> Path:
        return self._folder(stage) / f"{_file_name(partition)}{_ENTRY}"


def _file_name(partition: str) -> str:
    if not _NAME.fullmatch(partition):
        raise ValueError(f"not the name of a partition: {partition!r}")
    return partition.replace("|", "_")


def _read(path: Path) -> Entry | None:
    try:
        return Entry(**simplejson.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        # A damaged entry is no entry: the partition is then made again.
        return None
