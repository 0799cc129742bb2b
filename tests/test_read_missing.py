"""Documents whose readings are gone from the cache, as after a restore: read in parallel, and not one by one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from official_html import page, requests

from gongkai import documents, sandbox
from gongkai.crawl.store import BodyStore
from gongkai.documents import Document
from gongkai.errors import LimitReached
from gongkai.grids import html
from gongkai.lake.cache import Cache
from gongkai.lake.executor import SerialExecutor
from gongkai.records import DocumentReading
from gongkai.reports import reading


def _page(first: int) -> bytes:
    return page(requests([[first if row == column == 0 else 0 for column in range(7)] for row in range(25)]))


def test_all_that_the_cache_lacks_is_read_when_the_first_of_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each once; so is what met a limit, which is not kept. Where nothing is lacking nothing is looked for."""
    shelf = reading.Shelf(BodyStore(tmp_path / "bodies"), Cache(tmp_path / "cache"), "both")
    kept, lost, limited = given = [shelf.store.put(_page(first)) for first in (1, 2, 3)]
    read: list[str] = []

    def extracts(document: Document, _: str) -> Any:
        read.append(document.sha256)
        if document.sha256 == limited:
            raise LimitReached("it takes more than 30 s", "", "", "")
        return html.extracts(document)

    monkeypatch.setattr(sandbox, "extracts", extracts)
    reading.reading_of(shelf, kept)
    executors: list[SerialExecutor] = []
    told: list[tuple[int, int]] = []

    def lacking() -> Mapping[str, DocumentReading]:
        missing = reading.missing(dict.fromkeys(given, documents.HTML), shelf.cache, "both")
        executors.append(SerialExecutor())
        places = (shelf.store.root, tmp_path / "cache")
        return reading.read_missing(missing, *places, executors[-1], "both", lambda *done: told.append(done))

    said = partial(reading.reading_of, shelf, lacking=cache(lacking))
    assert said(kept).kind == "report"
    assert executors == []
    assert [said(sha256).kind for sha256 in given] == ["report", "report", "unreadable"]
    assert (len(executors), told) == (1, [(1, 2), (2, 2)])
    assert sorted(read) == sorted([kept, lost, limited])
