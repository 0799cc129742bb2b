"""The pager of a list page whose family does not tell how it goes on: 下一页 as a plain link. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import html

from gongkai.crawl.answers import page_of_list
from gongkai.crawl.markup import in_ascii, select, target, text_of
from gongkai.registry.model import is_same_host

_MARKS = r"[\s\[\]<>«»‹›()（）→|]*"
_NEXT = re.compile(rf"{_MARKS}(?:下一?[页頁]|后一?页|next(?: page)?){_MARKS}", re.IGNORECASE)
_LAST = re.compile(rf"{_MARKS}(?:[尾末][页頁]|最后一?页|last(?: page)?){_MARKS}", re.IGNORECASE)
_FIRST = re.compile(
    rf"{_MARKS}(?:首[页頁]|第一[页頁]|上一?[页頁]|前一?[页頁]|1|first(?: page)?){_MARKS}", re.IGNORECASE
)
#: 共3页, 1/3页, 页次 1/3.
_COUNT = re.compile(
    r"共[有计計]?\s*(\d{1,4})\s*[页頁]|(?<![\d/])\d{1,4}\s*/\s*(\d{1,4})\s*[页頁]"
    r"|[页頁][次码碼数數]\s*[:\uff1a]?\s*\d{1,4}\s*/\s*(\d{1,4})(?![\d/])"
)
#: Parameters that number pages.
_NUMBER = re.compile(r"(?:cur(?:rent)?_?)?p(?:age)?(?:_?(?:no|num|number|index|id))?", re.IGNORECASE)
#: index_1.html, list-2.htm, nb/2.html, ?page=2: what a second page may be called.
_SECOND = re.compile(r"[_\-/=][12](?:\.\w+)?$")


class Onward(NamedTuple):
    """How a page goes on. url: the next page, where it can be asked for; else why it is not, and the link's address."""

    url: str | None
    reason: str | None = None
    link: str = ""


NOWHERE = Onward(None)
#: What the link to a further page is called that a pager tells and not the site's family.
NEXT = "下一页"


def pages_told(tree: html.HtmlElement) -> int:
    """How many pages a page says that its list has, the most of several; 0 where it does not say so."""
    return max((int(one) for found in _COUNT.findall(text_of(tree)) for one in found if one), default=0)


def onward(tree: html.HtmlElement, url: str, list_url: str, known: Collection[str], told: int) -> Onward:
    """The page that 下一页 leads to: on the list's host, in its folder.

    known: pages that its family knows. told: how many there are by :func:`pages_told`.
    """
    if told == 1:
        return NOWHERE
    anchors = [(text_of(a), target(in_ascii((a.get("href") or "").strip()), url)) for a in select(tree, _LINKS)]
    # index_1.html is the second page on one site and the first on another: there 首页 leads to it, too.
    own = {found for text, found in anchors if url == list_url and _FIRST.fullmatch(text)}
    anchors = [(text, found) for text, found in anchors if found and found not in own]
    onwards = [found for text, found in anchors if _NEXT.fullmatch(text) and not _is_here(found, url)]
    for found in onwards:
        if found in known or _is_here(found, list_url):
            return NOWHERE
        if _is_beside(found, list_url):
            return Onward(found)
    if onwards:
        return Onward(None, "its next page is elsewhere than the list", onwards[0])
    if url != list_url or known:
        return NOWHERE
    further = [found for text, found in anchors if _is_further(text, found, list_url)]
    if further:
        return Onward(None, "its pager is not one that the site's family knows", further[0])
    if told > 1:
        return Onward(None, f"it says that it has {told} pages, and does not link them")
    return NOWHERE


_LINKS = "descendant-or-self::a[@href]"


def _is_further(text: str, found: str, list_url: str) -> bool:
    """Whether a link of a list's first page leads to its last or its second page."""
    if _is_here(found, list_url) or not _is_beside(found, list_url):
        return False
    is_last = _LAST.fullmatch(text) is not None and not _is_numbered_first(found, list_url)
    return is_last or (text == "2" and bool(_SECOND.search(found)))


def _is_numbered_first(found: str, list_url: str) -> bool:
    """Whether an address is the list's with ``page=1``: a last page of that number is the only one."""
    (page, parameters), (list_page, own) = (
        (page_of_list(one), parse_qsl(urlsplit(one).query, keep_blank_values=True)) for one in (found, list_url)
    )
    more = [one for one in parameters if one not in own]
    return page == list_page and len(more) == 1 and more[0][1] == "1" and _NUMBER.fullmatch(more[0][0]) is not None


def _is_here(found: str, url: str) -> bool:
    return (page_of_list(found), urlsplit(found).query) == (page_of_list(url), urlsplit(url).query)


def _is_beside(found: str, list_url: str) -> bool:
    folder = urlsplit(urljoin(list_url, ".")).path
    return is_same_host(found, list_url) and urlsplit(found).path.startswith(folder)
