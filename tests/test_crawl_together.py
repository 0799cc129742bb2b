"""What several requests brought is committed together: bodies before the exchanges that name them, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from gongkai.crawl.exchange import Due
from gongkai.crawl.hosts import Rules
from gongkai.crawl.ledger import Ledger
from gongkai.crawl.night import Answer, Ask, Night, Plan
from gongkai.crawl.store import BodyStore
from gongkai.errors import GongkaiError

NOW = datetime(2025, 2, 5, 1, tzinfo=UTC)
URLS = ("http://a.example.gov.cn/nb/index.html", "http://b.example.gov.cn/nb/index.html")
COLUMNS = {"a": (URLS[0], "static", ""), "b": (URLS[1], "static", "")}
LIST = (
    '<html><body><ul class="list"><li><a href="d1.html">样县财政局2024年政府信息公开工作年度报告</a>'
    "<span>2025-01-20</span></li></ul>%s</body></html>"
).encode()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.plan([(due, "99") for due in dues()], NOW)
        yield ledger


def dues() -> list[Due]:
    return [Due(url, "list", name, name) for name, url in zip("ab", URLS, strict=True)]


def night(ledger: Ledger, store: BodyStore) -> Night:
    hosts = {"a.example.gov.cn": [Rules(2)], "b.example.gov.cn": [Rules(2)]}
    return Night(Plan(COLUMNS, hosts, (), "test", NOW), ledger, store)


def brought(crawl: Night, body: bytes, number: int) -> partial[list[Ask]]:
    due = dues()[number]
    return partial(crawl.answered, Ask(due.url, due.url, due), Answer(200, (), body, 5), 1.0)


def kept(store: BodyStore) -> int:
    return len(list(store.root.glob("*/*/*.zst")))


def test_several_answers_are_kept_at_once(ledger: Ledger, tmp_path: Path) -> None:
    store = BodyStore(tmp_path / "bodies")
    crawl = night(ledger, store)
    asks = crawl.together([brought(crawl, LIST % b"1", 0), brought(crawl, LIST % b"2", 1)])
    # Each list leads on to what it links: the host's robots.txt comes before.
    assert [[ask.url for ask in more] for more in asks] == [
        ["http://a.example.gov.cn/robots.txt"],
        ["http://b.example.gov.cn/robots.txt"],
    ]
    rows = ledger.rows("SELECT source, outcome, sha256 FROM fetches ORDER BY source")
    assert [(row["source"], row["outcome"]) for row in rows] == [(URLS[0], "ok"), (URLS[1], "ok")]
    assert [store.get(row["sha256"]) for row in rows] == [LIST % b"1", LIST % b"2"]


def test_the_same_body_of_two_hosts_is_one_file(ledger: Ledger, tmp_path: Path) -> None:
    store = BodyStore(tmp_path / "bodies")
    crawl = night(ledger, store)
    crawl.together([brought(crawl, LIST % b"1", 0), brought(crawl, LIST % b"1", 1)])
    assert kept(store) == 1


def test_where_a_body_cannot_be_written_nothing_is_recorded(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "bodies").write_text("a file where the folder should be")
    crawl = night(ledger, BodyStore(tmp_path / "bodies"))
    with pytest.raises(GongkaiError, match="cannot write"):
        crawl.together([brought(crawl, LIST % b"1", 0), brought(crawl, LIST % b"2", 1)])
    assert ledger.rows("SELECT * FROM fetches") == []
    assert {due.url for due in ledger.due(NOW + timedelta(seconds=1), {"a", "b"})} == set(URLS)


def test_where_one_of_them_fails_nothing_of_the_others_is_recorded(ledger: Ledger, tmp_path: Path) -> None:
    def broken() -> list[Ask]:
        raise GongkaiError("broken", "", "", "")

    store = BodyStore(tmp_path / "bodies")
    crawl = night(ledger, store)
    with pytest.raises(GongkaiError, match="broken"):
        crawl.together([brought(crawl, LIST % b"1", 0), broken])
    assert ledger.rows("SELECT * FROM fetches") == [] and kept(store) == 0
    # The ledger can be written afterwards.
    crawl = night(ledger, store)
    crawl.together([brought(crawl, LIST % b"1", 0)])
    assert len(ledger.rows("SELECT * FROM fetches")) == 1 and kept(store) == 1
