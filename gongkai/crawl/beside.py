"""Links of a list page that name an annual report and are no entries of its family. Pure.

A site that moves to another CMS keeps its old list, a hub links what other hosts hold: such rows must not be lost
without a word, or their agencies would be called missing.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import html

from gongkai.crawl.answers import is_home, page_of_list
from gongkai.crawl.exchange import LeftOut, Link
from gongkai.crawl.markup import date_in, select, target, text_of, title_of
from gongkai.crawl.recognise import Title, read_title
from gongkai.registry import host_of
from gongkai.registry.model import bare

#: What every title of a report says; most links are none, and need not be read.
_MAY_BE = re.compile(r"公\s*开")
#: A year alone, as folders of years are linked: 2022年.
_YEAR = re.compile(r"20\d\d\s*年?度?")
_ANCHORS = "descendant-or-self::a"
_ROW = "ancestor-or-self::*[self::li or self::tr or self::dd or self::p or self::record][1]"
#: Names of what lists further pages: a year's folder, not a report.
_LISTS = re.compile(r"(?:index|list|default|main|common_list|channel)(?:[_-]?\d+)?(?:\.\w+)?", re.IGNORECASE)
_PAGE = re.compile(r"\.(?:s?html?|jhtml|aspx?|jspx?|php|do|pdf|docx?|wps|xlsx?)$", re.IGNORECASE)


class Named(NamedTuple):
    """A link as it stands on a page. url: ``""`` where it leads to no web address. shown: date in its row."""

    title: str
    url: str
    shown: str | None


def named_in(trees: Iterable[html.HtmlElement], url: str) -> Iterator[Named]:
    """Links of a page whose title may be a report's, but those to the page itself."""
    for tree in trees:
        for anchor in select(tree, _ANCHORS):
            title = title_of(anchor)
            if title is None or not (_MAY_BE.search(title) or _YEAR.fullmatch(title)):
                continue
            href = (anchor.get("href") or "").strip()
            found = target(href, url)
            if found or _is_script(href, anchor):
                row = next(iter(select(anchor, _ROW)), anchor)
                yield Named(title, found, date_in(text_of(row)))


def _is_script(href: str, anchor: html.HtmlElement) -> bool:
    return href.lower().startswith("javascript:") or anchor.get("onclick") is not None


def beside(
    named: Iterable[Named], entries: Collection[Link], pages: Collection[str], url: str, list_url: str
) -> tuple[list[Link], list[LeftOut]]:
    """Reports that a page names beside its entries: those that can be followed, and those that are left out.

    One that names neither a year nor a date is a menu's. What an entry of the same agency and year stands for is no
    other report. A year's own list is told where no entry is of that year. Followed are pages of the list's own host,
    and only beside entries: a page without any is another template, or an empty one.
    """
    known = {link.url for link in entries} | set(pages)
    here = {page_of_list(url), page_of_list(list_url)}
    listed = {(title.agency, title.year) for title in map(_read, entries)}
    followed: list[Link] = []
    left_out: dict[tuple[str, str], LeftOut] = {}
    for one in named:
        title = read_title(one.title)
        if _is_list_of_year(one, known, list_url) and title.year not in {year for _, year in listed}:
            left_out.setdefault((one.url, one.title), LeftOut(one.url, "row", one.title, "it is a list of its own"))
        if one.url in known or not _is_report(title, one.shown) or (one.url and _leads_back(one.url, here)):
            continue
        if title.agency is not None and (title.agency, title.year) in listed:
            continue
        reason = _why_not(one.url, url)
        if reason is None and entries:
            known.add(one.url)
            followed.append(Link(one.url, "detail", one.title, one.shown))
        else:
            reason = reason or "its address is not one that the site's family has"
            left_out.setdefault((one.url, one.title), LeftOut(one.url, "row", one.title, reason))
    return followed, list(left_out.values())


def _read(link: Link) -> Title:
    return read_title(link.title or "")


def _is_report(title: Title, shown: str | None) -> bool:
    is_cut_off = title.kind == "unknown" and title.agency is not None and title.year is not None
    return is_cut_off or (title.kind == "annual_report" and (title.year is not None or shown is not None))


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
    if bare(host_of(found)) != bare(host_of(url)):
        return f"it is on {host_of(found)}, another host than its list"
    name = posixpath.basename(urlsplit(found).path)
    if _LISTS.fullmatch(name) or not (_PAGE.search(name) or urlsplit(found).query):
        return "its address looks like that of a list, not of a report"
    return None


def of_json(title: str | None, url: str, shown: str | None) -> Iterator[Named]:
    """An entry of a JSON list as a link that may be a report's."""
    if title is not None and _MAY_BE.search(title):
        yield Named(title, url, shown)
