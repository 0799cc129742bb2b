"""The ledger: what is known of every URL, every exchange, every link and every deposit. It is also the frontier.

SQLite in WAL mode. A URL is due until the result of fetching it is committed, together with the links found in it, in
one transaction; so a crawl killed at any moment goes on where it stopped. Times are ISO 8601 in UTC, given by the
caller.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from gongkai.crawl.calendar import list_due, page_due
from gongkai.crawl.exchange import SETTLED_BY_HAND, SUCCESSES, Body, Due, Exchange, LeftOut, Link
from gongkai.crawl.recognise import read_title
from gongkai.crawl.relisted import Listed, Shown, is_relisted
from gongkai.errors import GongkaiError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS urls (
  url TEXT PRIMARY KEY, kind TEXT NOT NULL, site_id TEXT NOT NULL, column_id TEXT NOT NULL, region TEXT NOT NULL,
  etag TEXT, last_modified TEXT, sha256 TEXT, read_at TEXT, first_seen TEXT NOT NULL, next_due TEXT NOT NULL,
  read_as TEXT);
CREATE INDEX IF NOT EXISTS urls_due ON urls (column_id, next_due);
CREATE TABLE IF NOT EXISTS fetches (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL, time TEXT NOT NULL,
  status INTEGER, headers TEXT NOT NULL, sha256 TEXT, ms INTEGER, outcome TEXT NOT NULL, reason TEXT,
  main_text TEXT);
CREATE INDEX IF NOT EXISTS fetches_source ON fetches (source);
CREATE INDEX IF NOT EXISTS fetches_time ON fetches (time);
CREATE TABLE IF NOT EXISTS links (
  parent TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL, title TEXT, shown_date TEXT,
  first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, position INTEGER NOT NULL DEFAULT 0,
  beside INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (parent, url));
CREATE INDEX IF NOT EXISTS links_url ON links (url);
CREATE TABLE IF NOT EXISTS relisted (
  url TEXT NOT NULL, until INTEGER NOT NULL, time TEXT NOT NULL, title TEXT, shown_date TEXT,
  PRIMARY KEY (url, until));
CREATE TABLE IF NOT EXISTS left_out (
  parent TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, reason TEXT NOT NULL,
  first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, PRIMARY KEY (parent, url, kind, title));
CREATE TABLE IF NOT EXISTS bodies (sha256 TEXT PRIMARY KEY, bytes INTEGER NOT NULL, media_type TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deposits (
  source TEXT PRIMARY KEY, agency_id TEXT, year INTEGER, scope TEXT, stated_source TEXT, first_seen TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL REFERENCES deposits, sha256 TEXT NOT NULL REFERENCES bodies,
  retrieved TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS deliveries_source ON deliveries (source);
"""
#: Columns that ledgers from before do not have.
_LATER = (
    ("links", "position", "INTEGER NOT NULL DEFAULT 0"),
    ("links", "beside", "INTEGER NOT NULL DEFAULT 0"),
    ("fetches", "main_text", "TEXT"),
    ("urls", "read_as", "TEXT"),
)


class Ledger:
    """A ledger file, made when there is none; use it as a context manager. One writer at a time."""

    def __init__(self, path: Path) -> None:
        """Open it. Raises GongkaiError when the file is no ledger or cannot be written."""
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_SCHEMA)
            for table, column, kind in _LATER:
                if column not in {row["name"] for row in self._db.execute(f"PRAGMA table_info({table})")}:
                    self._db.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
        except sqlite3.Error as error:
            raise GongkaiError(f"cannot open the ledger: {error}", str(path), "", "restore it from a backup") from error

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # The frontier

    def plan(self, lists: Iterable[tuple[Due, str]], now: datetime) -> None:
        """Make what columns begin with known, each with the region of its column; the new ones are due at once."""
        self._transact(
            [
                (_KNOWN, (due.url, due.kind, due.site_id, due.column_id, region, *_iso(now, now)))
                for due, region in lists
            ]
        )

    def due(self, now: datetime, columns: Collection[str]) -> list[Due]:
        """URLs of these columns whose time has come: lists, then details, then attachments, each by URL."""
        rows = self._db.execute(
            f"SELECT * FROM urls WHERE next_due <= ? AND column_id IN ({_marks(columns)}) "
            "ORDER BY CASE kind WHEN 'list' THEN 0 WHEN 'detail' THEN 1 ELSE 2 END, url",
            (*_iso(now), *sorted(columns)),
        )
        return [_due(row) for row in rows]

    def due_among(self, urls: Collection[str], now: datetime) -> list[Due]:
        """Those of some URLs that are known and due, by URL."""
        found: list[Due] = []
        for url in sorted(set(urls)):
            row = self._db.execute("SELECT * FROM urls WHERE url = ? AND next_due <= ?", (url, *_iso(now))).fetchone()
            found += [_due(row)] if row else []
        return found

    def stored_links(self, parent: str) -> list[Link]:
        """Links that a page had when its present body came, as they stood."""
        rows = self._db.execute(
            "SELECT links.* FROM links JOIN urls ON urls.url = links.parent AND urls.read_at = links.last_seen "
            "WHERE links.parent = ? ORDER BY links.position, links.url",
            (parent,),
        )
        return [Link(row["url"], row["kind"], row["title"], row["shown_date"], bool(row["beside"])) for row in rows]

    def stored_left_out(self, parent: str) -> list[LeftOut]:
        """What a page showed and was not followed when its present body came."""
        rows = self._db.execute(
            "SELECT left_out.* FROM left_out JOIN urls ON urls.url = left_out.parent "
            "AND urls.read_at = left_out.last_seen WHERE left_out.parent = ? ORDER BY left_out.rowid",
            (parent,),
        )
        return [LeftOut(row["url"], row["kind"], row["title"], row["reason"]) for row in rows]

    def pages_of(self, list_url: str) -> set[str]:
        """A list's first page and those that it leads to, as they were read last."""
        rows = self._db.execute(
            "WITH RECURSIVE pages (url) AS (VALUES (?) UNION SELECT links.url FROM pages "
            "JOIN urls ON urls.url = pages.url "
            "JOIN links ON links.parent = urls.url AND links.last_seen = urls.read_at AND links.kind = 'list') "
            "SELECT url FROM pages",
            (list_url,),
        )
        return {row["url"] for row in rows}

    def parent_of(self, url: str) -> str | None:
        """The page on which a link to this URL was seen last."""
        query = "SELECT parent FROM links WHERE url = ? ORDER BY last_seen DESC, parent LIMIT 1"
        row = self._db.execute(query, (url,)).fetchone()
        return None if row is None else str(row["parent"])

    # What came

    def record(
        self,
        exchange: Exchange,
        now: datetime,
        of: Due | None = None,
        links: Iterable[Link] = (),
        as_list: bool = False,
        left_out: Iterable[LeftOut] = (),
        read_as: str | None = None,
    ) -> None:
        """Commit an exchange. With ``of`` it is the result for that URL: its links become known and it is due later.

        left_out: what its page shows beside its links and is not followed; read_as: how the page was read.
        as_list: it is a page that is read as often as a list (:mod:`gongkai.crawl.calendar`).
        A page that it links as another report than before is due at once, with its attachments, as a new one is.
        """
        statements = [_body_row(exchange.body)] if exchange.body else []
        statements.append(_fetch_row(exchange, now))
        if of is not None:
            links = list(links)
            for url, before in self._relisted(of.url, links, now):
                # The exchange is the one just recorded: what comes later comes under what the page is called now.
                statements.append((_RELISTED, (url, *_iso(now), *before)))
                statements.append((_DUE_AGAIN, (*_iso(now), url, url)))
            for position, link in enumerate(links):
                shown = (of.url, link.url, link.kind, link.title, link.shown_date)
                statements.append((_LINK, (*shown, *_iso(now, now), position, link.beside)))
                statements.append((_KNOWN_BELOW, (link.url, link.kind, *_iso(now, now), of.url)))
            statements += [(_LEFT_OUT, (of.url, *one, *_iso(now, now))) for one in left_out]
            is_list = as_list or of.kind == "list"
            later = list_due(now)
            if not is_list:
                later = page_due(now, self._first_got(exchange, of, now), self._over_from(of.url))
            statements.append(_result_row(exchange, of, now, later, read_as))
        self._transact(statements)

    def _relisted(self, parent: str, links: Iterable[Link], now: datetime) -> Iterator[tuple[str, Listed]]:
        """Pages that a list links as another report than before, each with what was shown of it until now."""
        for link in links:
            if link.kind == "detail":
                query = "SELECT * FROM links WHERE url = ? ORDER BY last_seen DESC, parent"
                rows = self._db.execute(query, (link.url,)).fetchall()
                before = [
                    Shown(
                        row["parent"],
                        Listed(row["title"], row["shown_date"]),
                        datetime.fromisoformat(row["last_seen"]),
                    )
                    for row in rows
                ]
                shown = Shown(parent, Listed(link.title, link.shown_date), now)
                if is_relisted(before, shown, self._changed(link.url)):
                    yield link.url, before[0].listed

    def _changed(self, url: str) -> datetime | None:
        time = self._db.execute("SELECT MAX(time) FROM relisted WHERE url = ?", (url,)).fetchone()[0]
        return None if time is None else datetime.fromisoformat(time)

    def _over_from(self, url: str) -> int | None:
        """The year in which a later report may be written over a page or file: two after the one that its lists say,
        any (0) where none says one; None where each names a report of the year after it."""
        query = (
            "SELECT parent, title FROM links WHERE kind = 'detail' "
            "AND (url = ? OR url IN (SELECT parent FROM links WHERE url = ?))"
        )
        listed = [(row["parent"], read_title(row["title"] or "").year) for row in self.rows(query, url, url)]
        years = [(parent, year) for parent, year in listed if year is not None]
        if not years:
            return 0 if listed else None
        later = "SELECT 1 FROM links WHERE parent = ? AND kind = 'detail' AND title LIKE ?"
        open_years = [year for parent, year in years if not self.rows(later, parent, f"%{year + 1}%")]
        return min(open_years) + 2 if open_years else None

    def _first_got(self, exchange: Exchange, of: Due, now: datetime) -> datetime | None:
        """When a page or file was got first as the report that it is listed as."""
        query = (
            "SELECT MIN(time) FROM fetches WHERE source = ? AND outcome IN ('ok', 'not_modified') AND id > "
            "(SELECT COALESCE(MAX(until), 0) FROM relisted "
            "WHERE url = ? OR url IN (SELECT parent FROM links WHERE url = ?))"
        )
        first = self._db.execute(query, (of.url, of.url, of.url)).fetchone()[0]
        if first is None:
            return now if exchange.outcome in ("ok", "not_modified") else None
        return datetime.fromisoformat(first)

    def fetches(self, after: int = 0) -> Iterator[dict[str, Any]]:
        """Every exchange with a greater id, by it: id, source, url, kind, time, status, headers (JSON), sha256, ms, ...

        Read as they are asked for: there may be millions.
        """
        for row in self._db.execute("SELECT * FROM fetches WHERE id > ? ORDER BY id", (after,)):
            yield dict(row)

    # Deposits

    def deposit(
        self, source: str, body: Body, retrieved: str | None, stated: tuple[Any, Any, Any, Any], now: datetime
    ) -> bool:
        """Commit a deposited file; whether that changed anything.

        stated:    (agency_id, year, scope, stated source), each may be None.
        retrieved: when it was got, if stated; else it is ``now``.
        """
        known = self._db.execute("SELECT * FROM deposits WHERE source = ?", (source,)).fetchone()
        latest = self._db.execute(
            "SELECT * FROM deliveries WHERE source = ? ORDER BY id DESC LIMIT 1", (source,)
        ).fetchone()
        statements: list[tuple[str, tuple[Any, ...]]] = []
        if known is None or tuple(known)[1:5] != stated:
            statements.append((_DEPOSIT, (source, *stated, *_iso(now))))
        if latest is None or latest["sha256"] != body.sha256:
            statements += [_body_row(body), (_DELIVERY, (source, body.sha256, retrieved or _iso(now)[0]))]
        elif retrieved is not None and latest["retrieved"] != retrieved:
            statements.append(("UPDATE deliveries SET retrieved = ? WHERE id = ?", (retrieved, latest["id"])))
        self._transact(statements)
        return bool(statements)

    def is_past(self, source: str, sha256: str, retrieved: str, now: datetime) -> bool:
        """Whether a source delivered something later than at this time, or just this then.

        What it is said to deliver in the time to come counts for nothing.
        """
        rows = self._db.execute(
            "SELECT retrieved, sha256 FROM deliveries WHERE source = ? AND retrieved <= ?", (source, *_iso(latest(now)))
        ).fetchall()
        return any(retrieved < row["retrieved"] or (retrieved, sha256) == tuple(row) for row in rows)

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Rows of a query, for the modules of this package."""
        return self._db.execute(query, values).fetchall()

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is recorded within is committed at its end, or nothing of it: the disk is waited for once."""
        if self._db.in_transaction:
            yield
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            remedy = "free some space, or end the other process that uses it, and run again"
            raise GongkaiError(f"cannot write the ledger: {error}", str(self.path), "", remedy) from error
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def _transact(self, statements: list[tuple[str, tuple[Any, ...]]]) -> None:
        with self.together():
            for statement, values in statements:
                self._db.execute(statement, values)


_KNOWN = (
    "INSERT INTO urls (url, kind, site_id, column_id, region, first_seen, next_due) VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (url) DO UPDATE SET site_id = excluded.site_id, column_id = excluded.column_id, "
    "region = excluded.region, kind = excluded.kind"
)
#: A linked URL belongs to the column of the page that links it; the first one counts.
_KNOWN_BELOW = (
    "INSERT INTO urls (url, kind, site_id, column_id, region, first_seen, next_due) "
    "SELECT ?, ?, site_id, column_id, region, ?, ? FROM urls WHERE url = ? ON CONFLICT (url) DO NOTHING"
)
_LINK = (
    "INSERT INTO links (parent, url, kind, title, shown_date, first_seen, last_seen, position, beside) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (parent, url) DO UPDATE SET kind = excluded.kind, title = excluded.title, "
    "shown_date = excluded.shown_date, last_seen = excluded.last_seen, position = excluded.position, "
    "beside = excluded.beside"
)
_RELISTED = (
    "INSERT INTO relisted (url, until, time, title, shown_date) VALUES (?, (SELECT MAX(id) FROM fetches), ?, ?, ?)"
)
_DUE_AGAIN = (
    "UPDATE urls SET next_due = ? WHERE url = ? "
    "OR (kind = 'attachment' AND url IN (SELECT url FROM links WHERE parent = ?))"
)
_LEFT_OUT = (
    "INSERT INTO left_out (parent, url, kind, title, reason, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (parent, url, kind, title) DO UPDATE SET reason = excluded.reason, last_seen = excluded.last_seen"
)
_FETCH = (
    "INSERT INTO fetches (source, url, kind, time, status, headers, sha256, ms, outcome, reason, main_text) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_BODY = "INSERT INTO bodies (sha256, bytes, media_type) VALUES (?, ?, ?) ON CONFLICT (sha256) DO NOTHING"
_DEPOSIT = (
    "INSERT INTO deposits (source, agency_id, year, scope, stated_source, first_seen) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (source) DO UPDATE SET agency_id = excluded.agency_id, year = excluded.year, "
    "scope = excluded.scope, stated_source = excluded.stated_source"
)
_DELIVERY = "INSERT INTO deliveries (source, sha256, retrieved) VALUES (?, ?, ?)"


def latest(now: datetime) -> datetime:
    """The latest time that something can have been got at: clocks differ, and a time without zone may be Beijing's."""
    return now + timedelta(days=1)


def _body_row(body: Body) -> tuple[str, tuple[Any, ...]]:
    return _BODY, (body.sha256, body.bytes, body.media_type)


def _fetch_row(exchange: Exchange, now: datetime) -> tuple[str, tuple[Any, ...]]:
    headers = json.dumps([list(pair) for pair in exchange.headers], ensure_ascii=False)
    sha256 = exchange.body.sha256 if exchange.body else None
    answer = (exchange.status, headers, sha256, exchange.ms, exchange.outcome, exchange.reason, exchange.main_text)
    return _FETCH, (exchange.source, exchange.url, exchange.kind, *_iso(now), *answer)


def _result_row(
    exchange: Exchange, of: Due, now: datetime, later: datetime, read_as: str | None
) -> tuple[str, tuple[Any, ...]]:
    stays_due = exchange.transient or exchange.outcome in SETTLED_BY_HAND
    next_due = _iso(now if stays_due else later)
    if exchange.outcome not in SUCCESSES:
        return "UPDATE urls SET next_due = ? WHERE url = ?", (*next_due, of.url)
    etag = exchange.header("etag") or (of.etag if exchange.outcome == "not_modified" else None)
    modified = exchange.header("last-modified") or (of.last_modified if exchange.outcome == "not_modified" else None)
    sha256 = exchange.body.sha256 if exchange.body else of.sha256
    return (
        "UPDATE urls SET next_due = ?, read_at = ?, etag = ?, last_modified = ?, sha256 = ?, read_as = ? WHERE url = ?",
        (*next_due, *_iso(now), etag, modified, sha256, read_as, of.url),
    )


def _due(row: sqlite3.Row) -> Due:
    return Due(
        *(row[name] for name in ("url", "kind", "site_id", "column_id", "etag", "last_modified", "sha256", "read_as")),
    )


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _iso(*times: datetime) -> tuple[str, ...]:
    return tuple(time.astimezone(UTC).isoformat(timespec="seconds") for time in times)
