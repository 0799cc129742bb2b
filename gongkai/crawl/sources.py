"""Everything a region's columns list and its deposits hold, each with what it delivered: the stage ``documents``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import zip_longest
from math import inf
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from gongkai import documents
from gongkai.crawl.ledger import Ledger
from gongkai.crawl.relisted import Listed, Until, dated, listed_at
from gongkai.crawl.tombstones import Tombstone
from gongkai.lake.cache import digest
from gongkai.records import to_json
from gongkai.registry import Registry

Origin = Literal["publisher", "hub", "deposit"]

#: Failure of a source that no crawl has asked for yet.
NOT_FETCHED = "not fetched yet"
#: Of one that the list calls another report than before.
UNCHANGED = "unchanged: the list shows another report there than before, the page is what it was"

_RENDITIONS = {
    documents.HTML: "html",
    documents.TEXT: "text",
    documents.PDF: "pdf",
    documents.DOCX: "docx",
    documents.XLSX: "xlsx",
    documents.DOC: "doc",
    documents.XLS: "xls",
    documents.RTF: "rtf",
    documents.MHT: "mht",
    documents.ZIP: "zip",
    documents.RAR: "rar",
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """A content of a source. ``retrieved``: when it first came, ISO 8601 in UTC. ``bytes``: its length.

    listed: what the list showed of its page whenever it came, oldest first, where that was not always the same; else
            nothing.
    """

    sha256: str
    media_type: str
    bytes: int
    retrieved: str
    listed: tuple[Listed, ...] = ()


class _Came(NamedTuple):
    """A body that came with an exchange of this id (None: it was deposited)."""

    delivery: Delivery
    main_text: str | None
    exchange: int | None

    def repeats(self, other: _Came) -> bool:
        """Whether it says what another one says: the same bytes, or a page around the same report."""
        same_text = self.main_text is not None and self.main_text == other.main_text
        return same_text or self.delivery.sha256 == other.delivery.sha256


#: What a source delivered, each with the exchanges that brought it.
_Runs = list[tuple[_Came, list[int]]]


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Where documents come from: a listed page, an attachment, a deposited file.

    source:        URL, or ``deposit:<relative name>``.
    listed_title:  title and date as the list shows them; an attachment has its page's.
    agency_id:     from the column or deposits.csv; ``scope`` too. ``year``: from deposits.csv alone.
    rendition:     html, pdf, text, docx, ... of the newest delivery; ``unknown`` when there is none.
    parent:        URL of the page whose attachment it is.
    region:        two-digit code, the partition.
    stated_source: where a deposit came from, as deposits.csv says.
    deliveries:    oldest first; those in a row that are equal, byte for byte or in their main text, are one, the first.
    failure:       why nothing was delivered since the list shows it as it does, None when something was.
    link_text:     text of the link to an attachment.
    position:      of an attachment among the links of its page, from 0; None where the page links it no longer.
    """

    source: str
    column_id: str | None
    listed_title: str | None
    listed_date: str | None
    agency_id: str | None
    year: int | None
    scope: str | None
    origin: Origin
    rendition: str
    parent: str | None
    region: str
    stated_source: str | None
    deliveries: tuple[Delivery, ...]
    failure: str | None
    link_text: str | None = None
    position: int | None = None


def sources(
    ledger: Ledger, registry: Registry, region: str, removed: Mapping[str, Tombstone] = MappingProxyType({})
) -> list[SourceRecord]:
    """All sources of a region (two-digit code), sorted by source.

    removed: bodies (sha256) that were removed on purpose; what a source delivered of them is left out, and is its
             failure where it delivered nothing else.
    """
    found = [*_crawled(ledger, registry, region, removed), *_deposited(ledger, registry, region, removed)]
    return sorted(found, key=lambda record: record.source)


def stage_lines(
    ledger: Ledger, registry: Registry, region: str, removed: Mapping[str, Tombstone]
) -> tuple[list[dict[str, Any]], str]:
    """The lines of stage ``documents`` of a region as it would be made now, and the digest of what they are made from.

    removed: as of :func:`sources`.
    """
    lines = [asdict(source) for source in sources(ledger, registry, region, removed)]
    return lines, digest(*(to_json(line) for line in lines))


def regions(ledger: Ledger, registry: Registry) -> list[str]:
    """Regions (partitions) that have sources, sorted."""
    pages = {_region(row, registry) for row in ledger.rows("SELECT * FROM urls WHERE kind != 'list'")}
    agencies = ledger.rows("SELECT DISTINCT agency_id FROM deposits")
    return sorted(pages | {registry.province_of_agency(row["agency_id"]) for row in agencies})


def _crawled(ledger: Ledger, registry: Registry, region: str, removed: Mapping[str, Tombstone]) -> list[SourceRecord]:
    urls = [row for row in ledger.rows("SELECT * FROM urls WHERE kind != 'list'") if _region(row, registry) == region]
    came = _grouped(
        ledger.rows(
            "SELECT f.id, f.source, f.sha256, f.time AS retrieved, f.main_text, b.media_type, b.bytes FROM fetches f "
            "JOIN bodies b ON b.sha256 = f.sha256 WHERE f.outcome = 'ok' ORDER BY f.id"
        )
    )
    last = {
        row["source"]: row
        for row in ledger.rows(
            "SELECT id, source, outcome, reason FROM fetches WHERE id IN (SELECT MAX(id) FROM fetches GROUP BY source)"
        )
    }
    delivered, gone = _kept(came, removed)
    links = _links(ledger)
    relisted = _Relisted(ledger, links)
    found = []
    for row in urls:
        url, link = row["url"], links.get(row["url"])
        deliveries = tuple(one.delivery for one, _ in delivered[url])
        failure = None if deliveries else gone.get(url) or _failure(last.get(url))
        page = link["parent"] if link and row["kind"] == "attachment" else url
        now = relisted.now(page)
        if until := relisted.until(page):
            deliveries = tuple(relisted.told(url, delivered[url], until, now))
            # It is another report now: what came before is not it.
            if deliveries and not any(one.listed[0] == now for one in deliveries):
                failure = _failure(last[url], until[-1].exchange)
        found.append(_page(row, registry, region, link, now, deliveries, failure))
    return found


class _Relisted:
    """What lists show of pages, and did where they linked them as other reports once."""

    def __init__(self, ledger: Ledger, links: Mapping[str, Any]) -> None:
        self._changes: dict[str, list[Any]] = defaultdict(list)
        for row in ledger.rows("SELECT * FROM relisted ORDER BY url, until"):
            self._changes[row["url"]].append(row)
        self._ledger, self._links = ledger, links

    def now(self, url: str) -> Listed:
        """What is shown of a page; nothing of one that no list has."""
        link, changes = self._links.get(url), self._changes.get(url)
        return _listed(link, changes[-1]["time"] if changes else link["first_seen"]) if link else Listed(None, None)

    def until(self, url: str) -> list[Until]:
        """What was shown of a page before, by exchange."""
        changes, link = self._changes.get(url, []), self._links.get(url)
        since = [link["first_seen"] if link else row["time"] for row in changes[:1]] + [row["time"] for row in changes]
        return [Until(row["until"], _listed(row, begun)) for row, begun in zip(changes, since, strict=False)]

    def told(self, url: str, runs: _Runs, until: list[Until], now: Listed) -> Iterator[Delivery]:
        """The deliveries of a page, or of an attachment to it, each with what the list showed when it came."""
        query = "SELECT id FROM fetches WHERE source = ? AND outcome = 'not_modified'"
        unchanged = [row["id"] for row in self._ledger.rows(query, url)]
        for (came, exchanges), after in zip_longest(runs, runs[1:]):
            first, end = exchanges[0], after[1][0] if after else inf
            own = sorted({*exchanges, *(one for one in unchanged if first < one < end)})
            listed = dict.fromkeys(listed_at(exchange, until, now) for exchange in own)
            yield replace(came.delivery, listed=tuple(listed))


def _listed(row: Any, since: str) -> Listed:
    return dated(Listed(row["title"], row["shown_date"]), datetime.fromisoformat(since))


def _page(
    row: Any,
    registry: Registry,
    region: str,
    link: Any,
    listed: Listed,
    deliveries: tuple[Delivery, ...],
    failure: str | None,
) -> SourceRecord:
    column = registry.columns.get(row["column_id"])
    site = registry.sites.get(row["site_id"])
    is_attachment = row["kind"] == "attachment" and link is not None
    return SourceRecord(
        source=row["url"],
        column_id=row["column_id"],
        listed_title=listed.title,
        listed_date=listed.shown_date,
        agency_id=column.agency_id if column else None,
        year=None,
        scope=column.scope if column else None,
        # A site that left the registry ranks no higher than a hub.
        origin=site.kind if site else "hub",
        rendition=_rendition(deliveries),
        parent=link["parent"] if is_attachment else None,
        region=region,
        stated_source=None,
        deliveries=deliveries,
        failure=failure,
        link_text=link["title"] if is_attachment else None,
        position=link["position"] if is_attachment and link["is_linked"] else None,
    )


def _deposited(ledger: Ledger, registry: Registry, region: str, removed: Mapping[str, Tombstone]) -> list[SourceRecord]:
    came = _grouped(
        ledger.rows(
            "SELECT NULL AS id, d.source, d.sha256, d.retrieved, NULL AS main_text, b.media_type, b.bytes "
            "FROM deliveries d JOIN bodies b ON b.sha256 = d.sha256 ORDER BY d.id"
        )
    )
    kept, gone = _kept(came, removed)
    delivered = {source: tuple(one.delivery for one, _ in runs) for source, runs in kept.items()}
    return [
        SourceRecord(
            source=row["source"],
            column_id=None,
            listed_title=None,
            listed_date=None,
            agency_id=row["agency_id"],
            year=row["year"],
            scope=row["scope"],
            origin="deposit",
            rendition=_rendition(delivered.get(row["source"], ())),
            parent=None,
            region=region,
            stated_source=row["stated_source"],
            deliveries=delivered.get(row["source"], ()),
            failure=gone.get(row["source"]),
        )
        for row in ledger.rows("SELECT * FROM deposits")
        if registry.province_of_agency(row["agency_id"]) == region
    ]


def _region(row: Any, registry: Registry) -> str:
    """The column's region; as it was when crawled where the column left the registry."""
    column = registry.columns.get(row["column_id"])
    return column.region if column else str(row["region"])


def _links(ledger: Ledger) -> dict[str, Any]:
    """URL -> the link to it that was seen last (by time, then parent), further pages of lists left out."""
    rows = ledger.rows(
        "SELECT links.*, links.last_seen = urls.read_at AS is_linked "
        "FROM links LEFT JOIN urls ON urls.url = links.parent "
        "WHERE links.kind != 'list' ORDER BY links.last_seen, links.parent DESC"
    )
    return {row["url"]: row for row in rows}


def _grouped(rows: Iterable[Any]) -> dict[str, list[_Came]]:
    groups: dict[str, list[_Came]] = defaultdict(list)
    for row in rows:
        delivery = Delivery(row["sha256"], row["media_type"], row["bytes"], row["retrieved"])
        groups[row["source"]].append(_Came(delivery, row["main_text"], row["id"]))
    return groups


def _kept(
    came: Mapping[str, list[_Came]], removed: Mapping[str, Tombstone]
) -> tuple[Mapping[str, _Runs], dict[str, str]]:
    """By source: what it delivered without what was removed; why there is nothing, where that leaves nothing."""
    kept: dict[str, _Runs] = defaultdict(list)
    gone: dict[str, str] = {}
    for source, every in came.items():
        taken = [one for one in every if one.delivery.sha256 in removed]
        # Another page around a report that was removed is no way back for it.
        kept[source] = _once(one for one in every if not any(one.repeats(other) for other in taken))
        if taken and not kept[source]:
            gone[source] = str(removed[taken[-1].delivery.sha256])
    return kept, gone


def _once(every: Iterable[_Came]) -> _Runs:
    """Those in a row of which each repeats the one before are one, the first."""
    found: _Runs = []
    last: _Came | None = None
    for one in every:
        if last is None or not one.repeats(last):
            found.append((one, []))
        found[-1][1].append(one.exchange or 0)
        last = one
    return found


def _rendition(deliveries: tuple[Delivery, ...]) -> str:
    if not deliveries:
        return "unknown"
    media_type = deliveries[-1].media_type
    return _RENDITIONS.get(media_type, "image" if media_type.startswith("image/") else "other")


def _failure(last: Any, after: int = 0) -> str:
    """Why nothing came with the last exchange of a source, nor with any after one."""
    if last is None or last["id"] <= after:
        return NOT_FETCHED
    if after and last["outcome"] in ("ok", "not_modified"):
        return UNCHANGED
    return f"{last['outcome']}: {last['reason']}" if last["reason"] else str(last["outcome"])
