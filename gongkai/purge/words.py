"""What a removed document says of itself in places that tell of it: its titles and organs, the ids of its reports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongkai.crawl.tombstones import Tombstone
from gongkai.lake.log import Log
from gongkai.purge.log import Touched
from gongkai.purge.stages import reports_from

#: Shorter words stand in much that does not speak of the document.
_LEAST = 4
_GONE = "(removed on purpose)"


@dataclass(frozen=True)
class Words:
    """said: text of the document. marks: what a line names that tells of it (ids of reports, addresses, its digest)."""

    said: frozenset[str]
    marks: frozenset[str]

    def without(self, text: str) -> str:
        """The text without the lines that say or name it; one line alone that says it is replaced."""
        lines = text.splitlines(keepends=True)
        if len(lines) < 2:
            return _GONE if any(word in text for word in self.said) else text
        both = self.said | self.marks
        return "".join(line for line in lines if not any(word in line for word in both))

    def stand_in(self, text: str) -> bool:
        """Whether it may say or name it, be it as JSON, or as JSON within JSON, writes it."""
        return any(form in text for word in self.said | self.marks for form in _forms(word))

    def are_said_in(self, data: bytes) -> bool:
        """Whether bytes of a file say it."""
        return any(form.encode("utf-8") in data for word in self.said for form in _forms(word))


def words_of(log: Log, found: Touched, lake: Path, stone: Tombstone) -> Words:
    """What the log and the stages know of it still. Raises GongkaiError when one of them is damaged."""
    said: set[str | None] = set()
    marks = {stone.sha256}
    for line in (*_in_log(log, found), *reports_from(lake, stone.sha256)):
        said |= {line.get("title"), line.get("agency")}
        marks.add(line["report_id"])
    for load in found:
        for row in log.of_load("documents", load):
            if row["document"] == stone.sha256:
                marks.update(row["sources"] or ())
    return Words(frozenset(word for word in said if word and len(word) >= _LEAST), frozenset(marks))


def _in_log(log: Log, found: Touched) -> Iterator[dict[str, Any]]:
    for load, keys in found.items():
        yield from (row for row in log.of_load("reports", load) if (row["report_id"], row["revision"]) in keys)


def _forms(word: str) -> Iterable[str]:
    once = json.dumps(word)[1:-1]
    return dict.fromkeys((word, once, json.dumps(once)[1:-1]))
