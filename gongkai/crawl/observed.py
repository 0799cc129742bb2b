"""What the list pages of the columns show now: the ground on which a list that lost its reports is told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from gongkai.crawl.exchange import SUCCESSES
from gongkai.crawl.ledger import Ledger
from gongkai.crawl.recognise import read_title
from gongkai.registry import Registry

#: A page that is not asked for, because the column has more of them than its family may have, says nothing.
_NOT_ASKED = "page_limit"


class Observed(NamedTuple):
    """A column as its list was last read.

    answered: all pages of the list gave what they list when they were last asked for.
    linked:   report year by the links' titles (None: no title names it) -> pages and files that the list links, without
              what is named beside its entries.
    """

    column_id: str
    region: str
    answered: bool
    linked: dict[int | None, int]


def observed(ledger: Ledger, registry: Registry) -> list[Observed]:
    """Every column of the registry whose list was asked for and that is not paused, sorted by its id."""
    lists = {row["url"]: row for row in ledger.rows("SELECT url, read_at FROM urls WHERE kind = 'list'")}
    outcomes = {
        row["source"]: row["outcome"]
        for row in ledger.rows(
            "SELECT source, outcome FROM fetches WHERE id IN "
            "(SELECT MAX(id) FROM fetches WHERE kind = 'list' GROUP BY source)"
        )
    }
    links: dict[str, list[Any]] = defaultdict(list)
    for row in ledger.rows(
        "SELECT links.* FROM links JOIN urls ON urls.url = links.parent AND urls.read_at = links.last_seen "
        "WHERE urls.kind = 'list' ORDER BY links.parent, links.url"
    ):
        links[row["parent"]].append(row)
    return [
        _of_column(column_id, column.region, _pages(column.list_url, links, lists), links, outcomes)
        for column_id, column in sorted(registry.columns.items())
        if column.list_url in outcomes and column.state != "paused"
    ]


def _pages(list_url: str, links: Mapping[str, list[Any]], lists: Mapping[str, Any]) -> list[str]:
    """The list's first page and those that it leads to now."""
    pages = [list_url]
    for page in pages:
        further = (row["url"] for row in links.get(page, ()) if row["kind"] == "list")
        pages += [url for url in further if url not in pages and url in lists]
    return pages


def _of_column(
    column_id: str, region: str, pages: list[str], links: Mapping[str, list[Any]], outcomes: Mapping[str, str]
) -> Observed:
    asked = [page for page in pages if outcomes.get(page) != _NOT_ASKED]
    entries = (row for page in pages for row in links.get(page, ()) if row["kind"] != "list" and not row["beside"])
    titles = {row["url"]: row["title"] for row in entries}
    years = Counter(read_title(title or "").year for title in titles.values())
    return Observed(column_id, region, all(outcomes.get(page) in SUCCESSES for page in asked), dict(years))
