"""Links of a list page that name an annual report and are no entries of its family. Pure.

A site that moves to another CMS keeps its old list, a hub links what other hosts hold: such rows must not be lost
without a word, or their agencies would be called missing.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import html

from gongkai.crawl.answers import is_home, page_of_list
from gongkai.crawl.exchange import LeftOut, Link
from gongkai.crawl.markup import date_in, select, target, text_of, title_of
from gongkai.crawl.recognise import Title, read_title
from gongkai.registry import host_of
from gongkai.registry.model import is_same_host

#: What every title of a report says; most links are none, and need not be read.
_MAY_BE = re.compile(r"公\s*开")
#: A year alone, as folders of years are linked: 2022年.
_YEAR = re.compile(r"20\d\d\s*年?度?")
_ANCHORS = "descendant-or-self::a"
_ROW = "ancestor-or-self::*[self::li or self::tr or self::dd or self::p or self::record][1]"
_ROWS = "ancestor::*[self::ul or self::ol or self::dl or self::table][1]"
#: Names of what lists further pages: a year's folder, not a report.
_LISTS = re.compile(r"(?:index|list|default|main|common_list|channel)(?:[_-]?\d+)?(?:\.\w+)?", re.IGNORECASE)
_A_LIST = "its address looks like that of a list, not of a report"
_PAGE = re.compile(r"\.(?:s?html?|jhtml|aspx?|jspx?|php|do|pdf|docx?|wps|xlsx?)$", re.IGNORECASE)


#: Whether a title's agency is certainly another one than that of the column.
Others = Callable[[Title], bool]


class Named(NamedTuple):
    """A link as it stands on a page.

    url: ``""`` where it leads to no web address. shown: date in its row. among: it stands among the list's rows.
    """

    title: str
    url: str
    shown: str | None
    among: bool = True


def named_in(tree: html.HtmlElement, url: str, entries: Collection[str]) -> Iterator[Named]:
    """Links of a page whose title may be a report's, but those to the page itself. entries: what its list links."""
    anchors = [(anchor, target(anchor.get("href"), url)) for anchor in select(tree, _ANCHORS)]
    lists = {_list_of(anchor) for anchor, found in anchors if found in entries}
    for anchor, found in anchors:
        title = title_of(anchor)
        if title is None or not (_MAY_BE.search(title) or _YEAR.fullmatch(title)):
            continue
        if found or _is_script((anchor.get("href") or "").strip(), anchor):
            yield Named(title, found, _shown(anchor, found, url, entries), _list_of(anchor) in lists)


def _row_of(anchor: html.HtmlElement) -> html.HtmlElement:
    return next(iter(select(anchor, _ROW)), anchor)


def _list_of(anchor: html.HtmlElement) -> html.HtmlElement | None:
    """What holds a link's row beside others."""
    return next(iter(select(anchor, _ROWS)), _row_of(anchor).getparent())


def _shown(anchor: html.HtmlElement, found: str, url: str, entries: Collection[str]) -> str | None:
    """The date in a link's row; what holds an entry beside it is the frame of a page, and no row of it."""
    row = _row_of(anchor)
    others = {target(one.get("href"), url) for one in select(row, _ANCHORS)} - {found}
    return date_in(text_of(row if others.isdisjoint(entries) else anchor))


def _is_script(href: str, anchor: html.HtmlElement) -> bool:
    return href.lower().startswith("javascript:") or anchor.get("onclick") is not None


def beside(
    named: Iterable[Named],
    entries: Collection[Link],
    pages: Collection[str],
    url: str,
    list_url: str,
    of_others: Others | None = None,
) -> tuple[list[Link], list[LeftOut]]:
    """Reports that a page names beside its entries: those that can be followed, and those that are left out.

    One that names neither a year nor a date is a menu's. What an entry of the same agency and year stands for is no
    other report. A year's own list is told where no entry is of that year. Followed are pages of the list's own host,
    and only beside entries: a page without any is another template, or an empty one.

    of_others: of a column of one agency; what it says is another one's is nothing to that column. On a column of many
    what names nobody and is on another host is nothing either, unless it stands among the list's rows.
    """
    known = {link.url for link in entries} | set(pages)
    here = {page_of_list(url), page_of_list(list_url)}
    listed = {(title.agency, title.year) for title in map(_read, entries)}
    years = {year for _, year in listed if year is not None}
    followed: list[Link] = []
    left_out: dict[tuple[str, str], LeftOut] = {}
    for one in named:
        title = read_title(one.title)
        if _is_list_of_year(one, known, list_url) and title.year not in years:
            left_out.setdefault((one.url, one.title), LeftOut(one.url, "row", one.title, "it is a list of its own"))
        if one.url in known or not _is_report(title, one.shown) or (one.url and _leads_back(one.url, here)):
            continue
        if title.agency is not None:
            if (title.agency, title.year) in listed or (of_others is not None and of_others(title)):
                continue
        elif _is_menus(one, title, years, url, of_others is None):
            continue
        reason = _why_not(one.url, url)
        if reason is None and entries:
            known.add(one.url)
            followed.append(Link(one.url, "detail", one.title, one.shown, beside=True))
        else:
            reason = reason or "its address is not one that the site's family has"
            left_out.setdefault((one.url, one.title), LeftOut(one.url, "row", one.title, reason))
    return followed, list(left_out.values())


def _read(link: Link) -> Title:
    return read_title(link.title or "")


def _is_report(title: Title, shown: str | None) -> bool:
    is_cut_off = title.kind == "unknown" and title.agency is not None and title.year is not None
    return is_cut_off or (title.kind == "annual_report" and (title.year is not None or shown is not None))


def _is_menus(one: Named, title: Title, years: Collection[int], url: str, of_many: bool) -> bool:
    """Whether a link that names nobody leads to the list of a year of which there are entries, or out of a list of many
    from elsewhere than its rows: 2023年度政府信息公开年报, 政府信息公开年报."""
    if one.url and not is_same_host(one.url, url):
        return of_many and bool(years) and not one.among
    return title.year in years and _why_not(one.url, url) == _A_LIST


def _is_list_of_year(one: Named, known: Collection[str], list_url: str) -> bool:
    """Whether a link leads to a year's own list, in the folder of the list."""
    is_year = _YEAR.fullmatch(one.title) is not None and one.url not in known
    return is_year and one.url.startswith(urljoin(list_url, ".")) and _why_not(one.url, list_url) is not None


def _leads_back(found: str, here: Collection[str]) -> bool:
    return is_home(found) or (page_of_list(found) in here and not urlsplit(found).query)


def _why_not(found: str, url: str) -> str | None:
    """Why a link is not followed; None where it may be."""
    if not found:
        return "its link is a script, and names no page"
    if not is_same_host(found, url):
        return f"it is on {host_of(found)}, another host than its list"
    name = posixpath.basename(urlsplit(found).path)
    if _LISTS.fullmatch(name) or not (_PAGE.search(name) or urlsplit(found).query):
        return _A_LIST
    return None


def of_json(title: str | None, url: str, shown: str | None) -> Iterator[Named]:
    """An entry of a JSON list as a link that may be a report's."""
    if title is not None and _MAY_BE.search(title):
        yield Named(title, url, shown)
