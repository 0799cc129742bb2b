"""Bytes of a list or detail page → links. Pure: no framework, no network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from lxml import etree, html

from gongkai.crawl.exchange import Link
from gongkai.crawl.families import Family

_DATE = re.compile(r"(20\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")
#: Text of each of the official tables: a page with all of them in words needs no pictures.
_TABLE_MARKS = ("第二十条", "申请人情况", "结果维持")
#: Names of pictures that belong to the page, not to the report.
_ORNAMENT = re.compile(r"icon|ico[_.]|logo|qr_?code|ewm|weixin|wechat|share|print|arrow|spacer|blank|button|btn", re.I)
_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d+(?:\.\d+)?px)", re.I)
#: The file of a page, and how TRS writes the numbers of its pages: how many there are, which one this is, their name.
_NAME = re.compile(r"(?P<stem>[^/]+)\.s?html?$", re.I)
_PAGE_NUMBERS = re.compile(
    r"createPageHTML\(\s*[\"']?(\d{1,2})[\"']?\s*,\s*[\"']?\d+[\"']?\s*,\s*[\"']([\w-]+)[\"']\s*,\s*[\"'](s?html?)[\"']"
)
#: What links or shows a file.
_SHOWING = "descendant-or-self::*[self::a[@href] or self::img or self::iframe or self::embed]"
#: Pixels: a page of a report that can be read is larger.
_SMALL = 200


class UnreadablePage(ValueError):
    """Bytes that are no page, or whose characters cannot be told."""


def parse_list(data: bytes, url: str, list_url: str, family: Family) -> list[Link]:
    """Links of a list page: its further pages (kind ``list``), then its entries (kind ``detail``), as they stand.

    url:      of this page, against which its links are resolved.
    list_url: of the column's first page, in whose folder further pages must lie.
    Raises UnreadablePage.
    """
    tree = _tree(data)
    links = [Link(page, "list", None, None) for page in _pages(tree, url, list_url, family)]
    for item in _select(tree, family.item):
        anchor = next((a for a in _select(item, family.link) if _target(a.get("href"), url)), None)
        if anchor is not None:
            shown = " ".join(_text(found) for found in _select(item, family.date))
            links.append(Link(_target(anchor.get("href"), url), "detail", _title(anchor), _date(shown)))
    return _first_of_each(links)


def parse_detail(data: bytes, url: str, family: Family) -> list[Link]:
    """Attachments of a detail page, as they stand, with the text of their links. Raises UnreadablePage.

    A file that a frame or a viewer in a frame shows within the page is one of them, and so are the further pages of a
    report that is published in several.
    Where the page's body prints not all of the official tables, its pictures are attachments too: a report may be
    published as one picture a page.
    """
    tree = _tree(data)
    bodies = _select(tree, family.body)
    text = "".join(_text(body) for body in bodies).replace(" ", "")
    has_tables = all(mark in text for mark in _TABLE_MARKS)
    links = [
        link
        for part in bodies or [tree]
        for element in _select(
            part, "descendant-or-self::*[self::a[@href] or self::img or self::iframe or self::embed]"
        )
        if (link := _attached(element, url, family))
        and family.attachment.search(urlsplit(link.url).path)
        and (element.tag != "img" or (bodies and not has_tables and not _is_in_link(element, family)))
    ]
    return _first_of_each([*links, *_further_pages(tree, url)])


def _further_pages(tree: html.HtmlElement, url: str) -> Iterator[Link]:
    """Pages with this one's name and a number behind it that it links, or tells TRS's script of page numbers."""
    name = _NAME.search(urlsplit(url).path)
    if name is None:
        return
    rest = re.compile(rf"{re.escape(urljoin(url, name['stem']))}[_-](\d{{1,2}})\.s?html?")
    targets = {_target(anchor.get("href"), url) for anchor in _select(tree, "descendant-or-self::a[@href]")}
    for script in _select(tree, "descendant-or-self::script"):
        for count, stem, ending in _PAGE_NUMBERS.findall(script.text or ""):
            if stem == name["stem"]:
                targets |= {urljoin(url, f"{stem}_{number}.{ending}") for number in range(1, int(count))}
    found = {target: int(match[1]) for target in targets if (match := rest.fullmatch(target)) is not None}
    for target in sorted(found, key=lambda target: (found[target], target)):
        yield Link(target, "attachment", None, None)


def _attached(element: html.HtmlElement, url: str, family: Family) -> Link | None:
    if element.tag == "a":
        return _anchor(element, url)
    return _picture(element, url) if element.tag == "img" else _framed(element, url, family)


def _anchor(anchor: html.HtmlElement, url: str) -> Link | None:
    target = _target(anchor.get("href"), url)
    return Link(target, "attachment", _title(anchor), None) if target else None


def _picture(image: html.HtmlElement, url: str) -> Link | None:
    """The picture that an image shows; None for icons, spacers and pictures within the page's own bytes."""
    source = image.get("src") or ""
    if not source or source.lower().startswith("data:"):
        # Pages that load pictures late have a stand-in here, or nothing.
        source = image.get("data-src") or image.get("data-original") or ""
    hints = " ".join((urlsplit(source).path.rsplit("/", 1)[-1], image.get("class") or "", image.get("id") or ""))
    if _ORNAMENT.search(hints) or any(0 <= size < _SMALL for size in _sizes(image)):
        return None
    target = _target(source, url)
    title = " ".join((image.get("alt") or image.get("title") or "").split())
    return Link(target, "attachment", title or None, None) if target else None


def _framed(frame: html.HtmlElement, url: str, family: Family) -> Link | None:
    """The file that a frame shows: its source, or what that names to a viewer (``viewer.html?file=/a/b.pdf``)."""
    target = _target(frame.get("src"), url)
    if target and not family.attachment.search(urlsplit(target).path):
        named = (value for _, value in parse_qsl(urlsplit(target).query))
        files = (file for value in named if (file := _target(value, target)))
        target = next((file for file in files if family.attachment.search(urlsplit(file).path)), "")
    return Link(target, "attachment", None, None) if target else None


def _sizes(image: html.HtmlElement) -> Iterator[int]:
    """Width and height in pixels where they are stated, as attributes or in the style."""
    style = dict(_SIZE.findall(image.get("style") or ""))
    for name in ("width", "height"):
        stated = re.fullmatch(r"\s*(\d{1,5})(?:\.\d+)?(?:px)?\s*", image.get(name) or style.get(name, ""))
        if stated is not None:
            yield int(stated[1])


def _is_in_link(image: html.HtmlElement, family: Family) -> bool:
    """Whether a picture is the small view of the file that a link around it leads to."""
    return any(family.attachment.search(urlsplit(a.get("href", "")).path) for a in image.iterancestors("a"))


def decode(data: bytes) -> str:
    """Text of a page: strict UTF-8, else strict GB 18030, whatever its headers claim. Raises UnreadablePage."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadablePage("neither UTF-8 nor GB 18030")


def _tree(data: bytes) -> html.HtmlElement:
    # Handed over as UTF-8 bytes: lxml refuses text that still declares an encoding.
    text = decode(data)
    try:
        return html.document_fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise UnreadablePage(f"not a page: {error}") from error


def _pages(tree: html.HtmlElement, url: str, list_url: str, family: Family) -> Iterator[str]:
    folder = urljoin(list_url, ".")
    targets = {_target(anchor.get("href"), url) for anchor in _select(tree, "descendant-or-self::a[@href]")}
    pages = [t for t in targets if t.startswith(folder) and family.page.fullmatch(t.removeprefix(folder))]
    # index_2 before index_10.
    yield from sorted(pages, key=lambda page: (len(page), page))[: family.max_pages]


def _select(node: html.HtmlElement, xpath: str) -> list[html.HtmlElement]:
    found = node.xpath(xpath)
    return [element for element in found if isinstance(element, html.HtmlElement)] if isinstance(found, list) else []


def _target(href: str | None, url: str) -> str:
    """Absolute URL without fragment; ``""`` when it is no web address or the page itself."""
    try:
        target = urldefrag(urljoin(url, (href or "").strip())).url
        usable = urlsplit(target).scheme in ("http", "https") and bool(urlsplit(target).hostname)
    except ValueError:
        return ""
    return target if usable and target != url else ""


def _title(anchor: html.HtmlElement) -> str | None:
    return " ".join((anchor.get("title") or "").split()) or _text(anchor) or None


def _text(element: html.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def _date(text: str) -> str | None:
    match = _DATE.search(text)
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else None


def _first_of_each(links: list[Link]) -> list[Link]:
    first: dict[str, Link] = {}
    for link in links:
        first.setdefault(link.url, link)
    return list(first.values())
