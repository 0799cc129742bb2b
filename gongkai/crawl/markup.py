"""Bytes of a page → its characters, elements, addresses, dates. Pure: no framework, no network."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from functools import cache
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from lxml import etree, html

from gongkai.grids import decode as characters

#: More than one character in so many that cannot be decoded: it is no text at all.
_HOLES = 20
_DATE = re.compile(r"(20\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")
#: Comments hold what a page does not show, old pagers among it; those in scripts may be the script.
_COMMENTS = re.compile(r"(<script\b.*?</script\s*>)|<!--.*?-->", re.DOTALL | re.IGNORECASE)
#: What names a visit, another one each time: ``;jsessionid=…`` and parameters of such names.
#: The port that a scheme has anyway; with it and without it is one page.
_OWN_PORT = re.compile(r"^(http://[^/?#]*):80(?![^/?#])|^(https://[^/?#]*):443(?![^/?#])", re.IGNORECASE)
_SESSION = re.compile(
    r";jsessionid=[^?#;/]*|(?<=\?)(?:jsessionid|phpsessid|aspsessionid\w*|sessionid)=[^&]*(?:&|$)"
    r"|&(?:jsessionid|phpsessid|aspsessionid\w*|sessionid)=[^&]*",
    re.IGNORECASE,
)


class UnreadablePage(ValueError):
    """Bytes that are no page of the kind expected, or whose characters cannot be told."""


def decode(data: bytes) -> str:
    """Text of a page, decoded as the reader of pages does, whatever its headers claim. Raises UnreadablePage."""
    text, _ = characters.decode(data)
    if text.count("\ufffd") * _HOLES > len(text):
        raise UnreadablePage("no text in UTF-8, in GB 18030 or in the charset that it declares")
    return text


def tree_of(text: str) -> html.HtmlElement:
    """A page's elements. Raises UnreadablePage."""
    # Handed over as UTF-8 bytes: lxml refuses text that still declares an encoding.
    try:
        return html.document_fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise UnreadablePage(f"not a page: {error}") from error


def without_comments(text: str) -> str:
    """The page's text without its comments outside of scripts."""
    return _COMMENTS.sub(lambda found: found[1] or "", text)


def select(node: html.HtmlElement, xpath: str) -> list[html.HtmlElement]:
    """Elements, in document order."""
    found = _compiled(xpath)(node)
    return [element for element in found if isinstance(element, html.HtmlElement)] if isinstance(found, list) else []


@cache
def _compiled(xpath: str) -> etree.XPath:
    return etree.XPath(xpath)


def target(href: str | None, url: str) -> str:
    """Absolute URL without fragment, session id and its scheme's own port.

    ``""`` when it is no web address or the page itself.
    """
    try:
        found = without_session(urldefrag(urljoin(url, (href or "").strip())).url)
        found = _OWN_PORT.sub(r"\1\2", found)
        usable = urlsplit(found).scheme in ("http", "https") and bool(urlsplit(found).hostname)
    except ValueError:
        return ""
    return found if usable and found != urldefrag(url).url else ""


def without_session(address: str) -> str:
    """An address without what names a visit."""
    return _SESSION.sub("", address)


def in_ascii(url: str) -> str:
    """A URL as browsers send it: what may not stand in one is percent-encoded, what is encoded stays."""
    return quote(url, safe="%/:?#[]@!$&'()*+,;=~")


def text_of(element: html.HtmlElement) -> str:
    """Its text, spaces and line ends as one space."""
    return " ".join(str(element.text_content()).split())


def title_of(anchor: html.HtmlElement) -> str | None:
    """What a link is called: its title, else its text."""
    return " ".join((anchor.get("title") or "").split()) or text_of(anchor) or None


def date_in(text: str) -> str | None:
    """The first date in a text, as ISO; a day that no calendar has (2024-02-30) is none."""
    for match in _DATE.finditer(text):
        with suppress(ValueError):
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    return None
