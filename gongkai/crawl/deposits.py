"""Files that a person brings: kept like fetched ones, with what the person says about them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from gongkai import documents, records
from gongkai.crawl.bundles import STATEMENTS, Bundle, Item, open_bundle
from gongkai.crawl.exchange import Body
from gongkai.crawl.ledger import latest
from gongkai.crawl.places import body_store, open_ledger
from gongkai.crawl.store import Together
from gongkai.registry import Registry, host_of
from gongkai.registry.rows import BadRow, BadValue, Row, bad_rows_error, parse_rows
from gongkai.settings import Settings

#: Columns of deposits.csv.
COLUMNS = ("file", "agency_id", "year", "scope", "source", "retrieved")

#: Files, and bytes of them, that are kept together.
_TOGETHER, _TOGETHER_BYTES = 100, 32_000_000


@dataclass(frozen=True, slots=True)
class DepositSummary:
    """files = new + known. new: files that brought a content or a statement not known yet.

    left_out: what of the bundle is no file to keep, was removed on purpose, or is of a host not listed, in words.
    """

    new: int
    known: int
    files: int
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Statement:
    file: str
    agency_id: str | None = None
    year: int | None = None
    scope: str | None = None
    source: str | None = None
    retrieved: str | None = None


def deposit(settings: Settings, registry: Registry, path: Path, now: datetime) -> DepositSummary:
    """Keep every file of a folder, a zip file or a WARC file as source ``deposit:<relative path or URL>``.

    Hidden files and deposits.csv are left out. Depositing the same again changes nothing; another content under the
    same name is a further delivery, a capture older than what its URL delivered is not. Raises GongkaiError, before
    anything is kept, when the bundle cannot be read, a file in it is empty or too large, or a row of deposits.csv is
    bad.
    """
    bundle = open_bundle(path)
    stated = _statements(bundle, registry, now)
    store = body_store(settings)
    items, to_come = _come(bundle, now)
    new, left_out = 0, [*bundle.left_out, *to_come, *_strange(items, registry)]
    bodies = Together(store)
    with open_ledger(settings) as ledger:
        for batch in _batches(items):
            with ledger.together():
                for item in batch:
                    document = documents.from_bytes(item.name, item.read())
                    body = Body(bodies.put(document.data), len(document.data), document.media_type)
                    stone = store.tombstones.of(body.sha256)
                    if stone is not None:
                        left_out.append(f"{item.name}: {stone}")
                    said = stated.get(item.name, _Statement(item.name, source=item.source))
                    statement = (said.agency_id, said.year, said.scope, said.source)
                    source = f"deposit:{item.name}"
                    if item.retrieved is None or not ledger.is_past(source, body.sha256, item.retrieved, now):
                        new += ledger.deposit(source, body, said.retrieved or item.retrieved, statement, now)
                bodies.write()
    return DepositSummary(new, len(items) - new, len(items), tuple(left_out))


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Items that are kept together, bodies before what names them: the disk is waited for once."""
    batch: list[Item] = []
    for item in items:
        if len(batch) == _TOGETHER or sum(one.size for one in batch) > _TOGETHER_BYTES:
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def _strange(items: Iterable[Item], registry: Registry) -> list[str]:
    """Words on captures of hosts that the registry does not list; files that a person got have no host."""
    urls = [item.source for item in items if item.source is not None]
    hosts = Counter(host_of(url) for url in urls if registry.site_of(url) is None)
    return [
        f"{number} of host {host}, which is in no row of sites.csv: kept, and nobody's report until it is listed"
        for host, number in sorted(hosts.items())
    ]


def _come(bundle: Bundle, now: datetime) -> tuple[list[Item], list[str]]:
    """Items, and words on those that are left out for their time: later ones of their URL would be older for ever."""
    until = latest(now).astimezone(UTC).isoformat(timespec="seconds")
    items = [item for item in bundle.items if item.retrieved is None or item.retrieved <= until]
    told = [
        f"{item.name}: it says that it was captured on {item.retrieved[:10]}, which is yet to come"
        for item in bundle.items
        if item.retrieved is not None and item.retrieved > until
    ]
    return items, told


def _statements(bundle: Bundle, registry: Registry, now: datetime) -> dict[str, _Statement]:
    if bundle.statements is None:
        return {}
    path = bundle.place / STATEMENTS
    files = {item.name for item in bundle.items}
    bad: list[BadRow] = []
    rows = parse_rows(path, COLUMNS, lambda row: _statement(row, files, registry, now), bad, content=bundle.statements)
    first: dict[str, int] = {}
    for row, said in rows:
        line = first.setdefault(said.file, row.line)
        if line != row.line:
            bad.append(BadRow(path, row.line, f"file {said.file} stands in line {line} already"))
    if bad:
        raise bad_rows_error(bad)
    return {said.file: said for _, said in rows}


def _statement(row: Row, files: set[str], registry: Registry, now: datetime) -> _Statement:
    file, agency_id = row.text("file"), row.optional("agency_id")
    if file not in files:
        raise BadValue(f"file {file!r} is not in the folder")
    if agency_id is not None and agency_id not in registry.agencies:
        raise BadValue(f"agency_id {agency_id} is not in agencies.csv")
    return _Statement(
        file=file,
        agency_id=agency_id,
        year=row.year("year"),
        scope=row.choice("scope", get_args(records.Scope)) if row.values["scope"] else None,
        source=row.optional("source"),
        retrieved=_time(row, now),
    )


def _time(row: Row, now: datetime) -> str | None:
    """``retrieved`` as ISO 8601 in UTC; a day alone is its beginning, a time without zone is UTC."""
    text = row.optional("retrieved")
    if text is None:
        return None
    if re.match(r"\d{4}-\d\d-\d\d", text):
        try:
            time = datetime.fromisoformat(text)
        except ValueError as error:
            raise BadValue(f"retrieved is {text!r}: {error}") from error
        time = (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
        if time > latest(now):
            raise BadValue(f"retrieved is {text!r}, which is yet to come")
        return time.isoformat(timespec="seconds")
    raise BadValue(f"retrieved is {text!r}, must be a day or time such as 2025-01-20 or 2025-01-20T09:00:00+08:00")
