"""The pager of a list page whose family does not tell how it goes on: 下一页 as a plain link. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import html

from gongkai.crawl.answers import page_of_list
from gongkai.crawl.markup import in_ascii, select, target, text_of
from gongkai.registry import host_of
from gongkai.registry.model import bare

_MARKS = r"[\s\[\]<>«»‹›()（）→|]*"
_NEXT = re.compile(rf"{_MARKS}(?:下一?[页頁]|后一?页|next(?: page)?){_MARKS}", re.IGNORECASE)
_LAST = re.compile(rf"{_MARKS}(?:[尾末][页頁]|最后一?页|last(?: page)?){_MARKS}", re.IGNORECASE)
_COUNT = re.compile(r"共\s*(\d{1,4})\s*页")
#: index_1.html, list-2.htm, nb/2.html, ?page=2: what a second page may be called.
_SECOND = re.compile(r"[_\-/=][12](?:\.\w+)?$")


class Onward(NamedTuple):
    """How a page goes on. url: the next page, where it can be asked for; else why it is not, and the link's address."""

    url: str | None
    reason: str | None = None
    link: str = ""


NOWHERE = Onward(None)


def onward(tree: html.HtmlElement, url: str, list_url: str, known: Collection[str]) -> Onward:
    """The page that 下一页 leads to: on the list's host, in its folder. known: pages that its family knows."""
    anchors = [(text_of(a), target(in_ascii((a.get("href") or "").strip()), url)) for a in select(tree, _LINKS)]
    onwards = [found for text, found in anchors if found and _NEXT.fullmatch(text) and not _is_here(found, url)]
    for found in onwards:
        if found in known or _is_here(found, list_url):
            return NOWHERE
        if _is_beside(found, list_url):
            return Onward(found)
    if onwards:
        return Onward(None, "its next page is elsewhere than the list", onwards[0])
    if url != list_url or known:
        return NOWHERE
    further = [found for text, found in anchors if found and _is_further(text, found, list_url)]
    if further:
        return Onward(None, "its pager is not one that the site's family knows", further[0])
    counts = [int(count) for count in _COUNT.findall(text_of(tree))]
    if any(count > 1 for count in counts):
        return Onward(None, f"it says that it has {max(counts)} pages, and does not link them")
    return NOWHERE


_LINKS = "descendant-or-self::a[@href]"


def _is_further(text: str, found: str, list_url: str) -> bool:
    """Whether a link of a list's first page leads to its last or its second page."""
    if _is_here(found, list_url) or not _is_beside(found, list_url):
        return False
    return bool(_LAST.fullmatch(text)) or (text == "2" and bool(_SECOND.search(found)))


def _is_here(found: str, url: str) -> bool:
    return (page_of_list(found), urlsplit(found).query) == (page_of_list(url), urlsplit(url).query)


def _is_beside(found: str, list_url: str) -> bool:
    folder = urlsplit(urljoin(list_url, ".")).path
    return bare(host_of(found)) == bare(host_of(list_url)) and urlsplit(found).path.startswith(folder)
