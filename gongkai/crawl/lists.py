"""Bytes of a list page → its entries and the requests for its further pages. Pure: no framework, no network."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from lxml import html

from gongkai.crawl.beside import Named, Others, beside, named_in, of_json
from gongkai.crawl.exchange import LeftOut, Link, post_url
from gongkai.crawl.families import Family, ListShape, Paging
from gongkai.crawl.markup import (
    UnreadablePage,
    date_in,
    decode,
    in_ascii,
    select,
    target,
    text_of,
    title_of,
    tree_of,
    without_comments,
)
from gongkai.crawl.pager import NEXT, NOWHERE, onward, pages_told

#: Rises when the same bytes may give other links: lists that answer 304 are then asked for anew, once.
LISTS_VERSION = 2
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL)
_JSONP = re.compile(r"\s*[A-Za-z_$][\w$.]*\s*\(\s*([{\[].*[}\]])\s*\)\s*;?\s*", re.DOTALL)
_NAME = re.compile(r"\{(\w+)\}")
_BEIJING = timezone(timedelta(hours=8))
_NONE: Mapping[str, str] = MappingProxyType({})


class Listing(NamedTuple):
    """What a list page shows: its links, and what of it is not followed.

    pages: how many pages it says that its list has, where its family does not know how it says so; 0: it does not.
    """

    links: list[Link]
    left_out: list[LeftOut]
    pages: int = 0


class _Counted(NamedTuple):
    """Rows of a page, and those of them that are entries of its list (its navigation may be rows too)."""

    rows: int
    entries: int


class _Shown(NamedTuple):
    """What a page shows. trees: its elements, or those of each record. named: links that may be reports'."""

    rows: int
    entries: list[Link]
    named: list[Named]
    trees: list[html.HtmlElement]


def parse_list(data: bytes, url: str, list_url: str, family: Family, params: Mapping[str, str] = _NONE) -> list[Link]:
    """The links of a list page (:func:`read_list`)."""
    return read_list(data, url, list_url, family, params).links


def read_list(
    data: bytes,
    url: str,
    list_url: str,
    family: Family,
    params: Mapping[str, str] = _NONE,
    of_others: Others | None = None,
) -> Listing:
    """Links of a list page: its further pages (kind ``list``), then its entries (kind ``detail``), as they stand.

    url:      of this page, against which its links are resolved.
    list_url: of the column's first page, against which those of further pages are.
    params:   what the registry says of the column; it goes before what the page says.
    of_others: which titles are another agency's than the column's; None: it has many.
    A further page beyond the family's ``max_pages`` stands among them once, so that it can be told. Behind the entries
    stand reports that the page names beside them and that can be followed (:func:`gongkai.crawl.beside.beside`).
    Raises UnreadablePage: not of the shape declared, or it tells of further pages but not how to ask for them.
    """
    shape = family.shape_of(url)
    if shape is None:
        raise UnreadablePage(f"family {family.family} declares no list page with such a URL")
    text = decode(data)
    text = without_comments(text) if _is_markup(text) else text
    shown = _shown(text, url, shape, family)
    counted = _Counted(shown.rows, len(shown.entries))
    pages = _pages(text, counted, url, list_url, shape, family, params)
    further = [Link(page, "list", None, None) for page in pages]
    if not shape.lists_entries:
        return Listing(first_of_each(further), [])
    onward = _onward(text, shown, pages, url, list_url, shape, family)
    pages += [link.url for link in onward.links]
    followed, left_out = beside(shown.named, shown.entries, pages, url, list_url, of_others)
    links = [*further, *onward.links, *shown.entries, *followed]
    return Listing(first_of_each(links), [*onward.left_out, *left_out], onward.pages)


def is_attachment(url: str, family: Family) -> bool:
    """Whether a URL is that of a file, by its path or by its query."""
    return any(family.attachment.search(part) for part in (urlsplit(url).path, _path_and_query(url)))


def _path_and_query(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def first_of_each(links: Iterable[Link]) -> list[Link]:
    """Links without those to a URL that was linked already."""
    first: dict[str, Link] = {}
    for link in links:
        first.setdefault(link.url, link)
    return list(first.values())


# Entries


def _is_entry(url: str, family: Family) -> bool:
    return bool(url) and (bool(family.entry.search(_path_and_query(url))) or is_attachment(url, family))


def _is_markup(text: str) -> bool:
    return text.lstrip().startswith("<")


def _shown(text: str, url: str, shape: ListShape, family: Family) -> _Shown:
    if shape.kind == "json":
        rows = [_of_row(row, url, shape) for row in _rows(_json(text), shape.rows)]
        entries = [entry for entry in rows if _is_entry(entry.url, family)]
        named = [found for row in rows for found in of_json(row.title, row.url, row.shown_date)]
        return _Shown(len(rows), entries, named, [])
    if shape.inner and not _is_markup(text):
        text = _inner(_json(text), shape.inner)
    trees = _trees(text, shape)
    items = trees if shape.kind == "xml-in-cdata" else [item for tree in trees for item in select(tree, shape.item)]
    within = frozenset(items)
    entries = [entry for item in items for entry in _of_item(item, within, url, shape, family)]
    return _Shown(len(items), entries, list(_named(trees, url, entries, shape)), trees)


def _named(trees: list[html.HtmlElement], url: str, entries: list[Link], shape: ListShape) -> Iterator[Named]:
    urls = {entry.url for entry in entries}
    for tree in trees:
        # A record is a row of its list, whatever holds its links.
        of_record = shape.kind == "xml-in-cdata"
        yield from (found._replace(among=found.among or of_record) for found in named_in(tree, url, urls))


def _trees(text: str, shape: ListShape) -> list[html.HtmlElement]:
    if shape.kind == "xml-in-cdata":
        return [tree_of(record) for record in _RECORD.findall(text) if record.strip()]
    return [tree_of(text)] if shape.item and text.strip() else []


def _of_item(
    item: html.HtmlElement, rows: frozenset[html.HtmlElement], url: str, shape: ListShape, family: Family
) -> list[Link]:
    """Entries of a row, without those of rows within it. Without a pattern of their own it is its first link."""
    titles: dict[str, str | None] = {}
    for anchor in _own(item, shape.link, rows):
        found = target(anchor.get("href"), url)
        if _is_entry(found, family) and (family.entry.pattern or not titles):
            # A picture may link the same page before its title does.
            titles[found] = titles.get(found) or title_of(anchor)
    if not titles:
        return []
    # Of several entries in one row nothing tells whose a date is.
    shown = " ".join(text_of(found) for found in _own(item, shape.date, rows)) if len(titles) == 1 else ""
    return [Link(found, "detail", title, date_in(shown)) for found, title in titles.items()]


def _own(item: html.HtmlElement, xpath: str, rows: frozenset[html.HtmlElement]) -> list[html.HtmlElement]:
    """What fits within a row, but not within a row in it."""
    return [
        found
        for found in select(item, xpath)
        if rows.isdisjoint(itertools.takewhile(lambda outer: outer is not item, _upwards(found)))
    ]


def _upwards(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    yield element
    yield from element.iterancestors()


def _of_row(row: object, url: str, shape: ListShape) -> Link:
    href, title, shown = (_first(row, paths) for paths in (shape.url, shape.title, shape.shown))
    return Link(target(None if href is None else str(href), url), "detail", _plain(title), _day(shown))


def _plain(title: object) -> str | None:
    """A title of JSON as a page would show it; some servers escape it as %uXXXX, or mark found words."""
    shown = re.sub(r"%u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), str(title or ""))
    return " ".join(unescape(re.sub(r"<[^<>]*>", "", shown)).split()) or None


def _day(shown: object) -> str | None:
    """A date of JSON: text, or seconds since 1970, which is a day in Beijing."""
    if re.fullmatch(r"[1-9]\d{8,9}", str(shown)):
        return f"{datetime.fromtimestamp(int(str(shown)), UTC).astimezone(_BEIJING):%Y-%m-%d}"
    return date_in(str(shown or ""))


def _json(text: str) -> object:
    wrapped = _JSONP.fullmatch(text)
    try:
        return json.loads(wrapped[1] if wrapped else text)
    except json.JSONDecodeError as error:
        raise UnreadablePage(f"not JSON: {error}") from error


def _inner(answer: object, path: str) -> str:
    found = _at(answer, path)
    if not isinstance(found, str):
        raise UnreadablePage(f"no text {path} in the JSON")
    return found


def _rows(answer: object, path: str) -> list[object]:
    found = _at(answer, path)
    if not isinstance(found, list):
        raise UnreadablePage(f"no list {path} in the JSON")
    return found


def _first(row: object, paths: Iterable[str]) -> object:
    return next((found for path in paths if (found := _at(row, path)) not in (None, "")), None)


def _at(answer: object, path: str) -> object:
    for key in path.split("."):
        answer = answer.get(key) if isinstance(answer, dict) else None
    return answer


# Further pages


def _pages(
    text: str,
    counted: _Counted,
    url: str,
    list_url: str,
    shape: ListShape,
    family: Family,
    params: Mapping[str, str],
) -> list[str]:
    paging = shape.paging
    if paging is None:
        return []
    if paging.linked is not None:
        return list(itertools.islice(_linked(text, url, list_url, paging.linked), family.max_pages + 1))
    in_url, in_page = _groups(paging, text, url, list_url)
    in_url = {**paging.defaults, **in_url}
    in_page = {**in_page, **params}
    rows = _numbers(paging, in_url, in_page, counted, is_first=url == list_url)
    may_end = paging.end == "next" and shape.lists_entries
    addresses = (_address(paging, in_url, in_page, list_url, row, may_end) for row in rows)
    return [page for page in itertools.islice(addresses, family.max_pages + 1) if page not in ("", url)]


def _onward(
    text: str, shown: _Shown, pages: list[str], url: str, list_url: str, shape: ListShape, family: Family
) -> Listing:
    """The next page of a list whose family does not tell it, as a link; or why it is not followed."""
    if shape.kind != "html" or not shown.entries or _is_told(text, shape.paging):
        return Listing([], [])
    told = pages_told(shown.trees[0])
    found = onward(shown.trees[0], url, list_url, pages, told)
    if found.url is not None and family.shape_of(found.url) is not None:
        return Listing([Link(found.url, "list", NEXT, None)], [], told)
    if found == NOWHERE:
        return Listing([], [], told)
    reason = found.reason or "the site's family declares no list page with such a URL"
    return Listing([], [LeftOut(found.link or found.url or "", "page", "", reason)], told)


def _is_told(text: str, paging: Paging | None) -> bool:
    """Whether a page tells, as its family has it, how many further ones there are."""
    if paging is None or paging.linked is not None:
        return False
    counts = (_found(pattern, text).keys() & {"pages", "rows"} for pattern in paging.in_page)
    return paging.end != "counted" or any(counts)


def _linked(text: str, url: str, list_url: str, name: re.Pattern[str]) -> Iterator[str]:
    folder = urljoin(list_url, ".")
    targets = {target(anchor.get("href"), url) for anchor in select(tree_of(text), "descendant-or-self::a[@href]")}
    pages = [t for t in targets if t.startswith(folder) and name.fullmatch(t.removeprefix(folder))]
    # index_2 before index_10.
    yield from sorted(pages, key=lambda page: (len(page), page))


def _groups(paging: Paging, text: str, url: str, list_url: str) -> tuple[dict[str, str], dict[str, str]]:
    in_url: dict[str, str] = {}
    for pattern in paging.in_url:
        own, of_list = _found(pattern, url), _found(pattern, list_url)
        # Its own URL tells which page it is; all else is as in the list's, where that tells it.
        in_url |= own | of_list | {name: own[name] for name in ("n",) if name in own}
    in_page: dict[str, str] = {}
    for pattern in paging.in_page:
        if _is_markup(text):
            _check_counts(pattern, text)
        in_page = {name: unescape(value) for name, value in _found(pattern, text).items()} | in_page
    return in_url, in_page


def _check_counts(pattern: re.Pattern[str], text: str) -> None:
    """Refuse a page that tells two counts, as one with two lists does: to take the wrong one would lose entries."""
    for name in ("pages", "rows"):
        if name in pattern.groupindex:
            told = sorted({found[name] for found in pattern.finditer(text)})
            if len(told) > 1:
                raise UnreadablePage(f"it tells of {' and of '.join(told)} {name}, and not which are those of its list")


def _found(pattern: re.Pattern[str], text: str) -> dict[str, str]:
    match = pattern.search(text)
    return {name: value for name, value in match.groupdict().items() if value is not None} if match else {}


def _numbers(
    paging: Paging, in_url: Mapping[str, str], in_page: Mapping[str, str], counted: _Counted, is_first: bool
) -> Iterator[dict[str, str]]:
    """What the templates say of each further page: its number and its rows."""
    own = int(in_url.get("n", paging.first))
    if paging.end == "next":
        yield {}
        return
    if paging.end == "empty":
        if counted.entries:
            yield {"n": str(own + 1)}
        return
    is_first = is_first or ("n" in in_url and own == paging.first and not paging.descending)
    # Only the first page tells how many rows a page has: the last one may have fewer.
    per = int(in_page.get("per", counted.rows if is_first else 0))
    if is_first and not per and int(in_page.get("rows", 0)):
        raise UnreadablePage(f"it tells of {in_page['rows']} entries, and shows none where the family has them")
    pages = int(in_page["pages"]) if "pages" in in_page else -(-int(in_page.get("rows", 0)) // per) if per else 0
    for turn in range(1, pages):
        number = paging.first + (pages - 1 - turn if paging.descending else turn)
        yield {"n": str(number), "start": str(turn * per + 1), "end": str((turn + 1) * per)}


def _address(
    paging: Paging,
    as_they_stand: Mapping[str, str],
    in_page: Mapping[str, str],
    list_url: str,
    row: Mapping[str, str],
    may_end: bool,
) -> str:
    """Address of a further page; ``""`` where the page leads to no next one, and may do so."""
    try:
        url = _filled(paging.url, {**as_they_stand, **in_page, **row})
        quoted = {name: quote(value, safe="") for name, value in in_page.items()}
        body = None if paging.body is None else _filled(paging.body, {**as_they_stand, **quoted, **row})
    except KeyError as error:
        if may_end:
            return ""
        raise UnreadablePage(f"how its pages are asked for cannot be told: it has no {error.args[0]!r}") from error
    address = in_ascii(urljoin(list_url, url))
    return address if body is None else post_url(address, in_ascii(body))


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _NAME.sub(lambda name: values[name[1]], template)
