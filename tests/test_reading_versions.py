"""What is read anew when a reader got better: the documents of its medium alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from official_html import disputes, page

from gongkai import sandbox
from gongkai.crawl.store import BodyStore
from gongkai.documents import Document
from gongkai.grids import html, html_pictures, scan
from gongkai.grids.model import Extract
from gongkai.lake.cache import Cache
from gongkai.lake.executor import SerialExecutor
from gongkai.reports import reading
from gongkai.settings import Readers

PLAIN = page(disputes([10, 1, 0, 0, 11, *[0] * 10]))
#: A picture of one pixel before the table.
PICTURED = PLAIN.replace(
    b"<table",
    b'<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"><table',
    1,
)


@pytest.fixture
def given(tmp_path: Path) -> dict[str, str]:
    store = BodyStore(tmp_path / "bodies")
    return {name: store.put(body) for name, body in (("plain", PLAIN), ("pictured", PICTURED))}


def read(given: dict[str, str], home: Path) -> None:
    media = dict.fromkeys(given.values(), "text/html")
    reading.read_all(media, home / "bodies", home / "cache", SerialExecutor(), "both")


def kept(given: dict[str, str], home: Path) -> list[str]:
    """Those of which the cache holds what they say as the present code reads them."""
    cache = Cache(home / "cache")
    return [name for name, sha256 in given.items() if reading.is_read(cache, sha256, "text/html", "both")]


def test_new_readers_of_pictures_read_only_pages_that_hold_one(
    given: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(given, tmp_path)
    assert kept(given, tmp_path) == ["plain", "pictured"]
    monkeypatch.setattr(scan, "READER_VERSION", scan.READER_VERSION + 1)
    assert kept(given, tmp_path) == ["plain"]
    monkeypatch.setattr(html, "READER_VERSION", html.READER_VERSION + 1)
    assert kept(given, tmp_path) == []
    read(given, tmp_path)
    assert kept(given, tmp_path) == ["plain", "pictured"]


def test_what_was_kept_before_pages_without_pictures_were_told_apart_stands(
    given: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(html_pictures, "may_hold", lambda _: True)
        read(given, tmp_path)
    assert kept(given, tmp_path) == ["plain", "pictured"]
    monkeypatch.setattr(scan, "READER_VERSION", scan.READER_VERSION + 1)
    assert kept(given, tmp_path) == []


def test_a_page_that_holds_a_picture_is_not_taken_for_one_that_holds_none(
    given: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was kept of it as if it held none is read anew."""
    with monkeypatch.context() as before:
        before.setattr(html_pictures, "may_hold", lambda _: False)
        read(given, tmp_path)
    asked: list[str] = []
    extracts = sandbox.extracts

    def asking(document: Document, mode: Readers) -> tuple[Extract, ...]:
        asked.append(document.sha256)
        return extracts(document, mode)

    monkeypatch.setattr(sandbox, "extracts", asking)
    read(given, tmp_path)
    assert asked == [given["pictured"]]


def test_all_that_reads_a_page_is_in_its_version() -> None:
    version = html.version_alone()
    assert all(name in version for name in ("html-", "lxml-", "pillow-"))
    assert html.version().endswith(f" {version}")
