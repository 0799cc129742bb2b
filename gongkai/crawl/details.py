"""Bytes of a detail page → its body, what it says of itself, its attachments. Pure: no framework, no network."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import html

from gongkai.crawl.exchange import Link
from gongkai.crawl.families import Family
from gongkai.crawl.lists import first_of_each, is_attachment
from gongkai.crawl.main_text import main_text
from gongkai.crawl.markup import UnreadablePage, decode, select, target, text_of, title_of, tree_of
from gongkai.crawl.metadata import Candidate, candidates

#: Text of each of the official tables: a page with all of them in words needs no pictures.
_TABLE_MARKS = ("第二十条", "申请人情况", "结果维持")
#: Names of pictures that belong to the page, not to the report.
_ORNAMENT = re.compile(r"icon|ico[_.]|logo|qr_?code|ewm|weixin|wechat|share|print|arrow|spacer|blank|button|btn", re.I)
_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d+(?:\.\d+)?px)", re.I)
#: The file of a page, and how TRS writes the numbers of its pages: how many there are, which one this is, their name.
_NAME = re.compile(r"(?P<stem>[^/]+)\.s?html?$", re.I)
_NUMBERED = re.compile(r"[_-](\d{1,2})\.s?html?")
_PAGE_NUMBERS = re.compile(
    r"createPageHTML\(\s*[\"']?(\d{1,2})[\"']?\s*,\s*[\"']?\d+[\"']?\s*,\s*[\"']([\w-]+)[\"']\s*,\s*[\"'](s?html?)[\"']"
)
#: What links or shows a file.
_SHOWING = "descendant-or-self::*[self::a[@href] or self::img or self::iframe or self::embed]"
#: Pixels: a page of a report that can be read is larger.
_SMALL = 200


@dataclass(frozen=True, slots=True)
class Detail:
    """A detail page. body: its text, spaces and line ends as one space; None where nothing fits the declaration.

    candidates:  what the page says of its title, agency, dates and numbers, each with the place that says so.
    attachments: as they stand, with the text of their links.
    main_text:   digest of its report (:mod:`gongkai.crawl.main_text`); None where nothing fits the declaration.
    """

    body: str | None
    candidates: tuple[Candidate, ...]
    attachments: tuple[Link, ...]
    main_text: str | None


def parse_detail(data: bytes, url: str, family: Family) -> Detail:
    """What a detail page holds. Raises UnreadablePage.

    A file that a frame or a viewer in a frame shows within the page is an attachment, and so are the further pages of a
    report that is published in several.
    Where the page's body prints not all of the official tables, its pictures are attachments too: a report may be
    published as one picture a page.
    """
    text = decode(data)
    tree = tree_of(text)
    bodies = next((found for xpath in family.body if (found := select(tree, xpath))), [])
    body = " ".join(text_of(part) for part in bodies)
    has_tables = all(mark in body.replace(" ", "") for mark in _TABLE_MARKS)
    links = [
        link
        for part in [*(bodies or [tree]), *_written(text, family)]
        for element in select(part, _SHOWING)
        if (link := _attached(element, url, family))
        and is_attachment(link.url, family)
        and (element.tag != "img" or (bodies and not has_tables and not _is_in_link(element, family)))
    ]
    links += _further_pages(tree, url)
    said = candidates(text, tree, family.metadata)
    return Detail(body if bodies else None, said, tuple(first_of_each(links)), main_text(tree, bodies, said))


def _further_pages(tree: html.HtmlElement, url: str) -> Iterator[Link]:
    """Pages with this one's name and a number behind it that it links, or tells TRS's script of page numbers."""
    name = _NAME.search(urlsplit(url).path)
    if name is None:
        return
    before = urljoin(url, name["stem"])
    targets = {target(anchor.get("href"), url) for anchor in select(tree, "descendant-or-self::a[@href]")}
    for script in select(tree, "descendant-or-self::script"):
        for count, stem, ending in _PAGE_NUMBERS.findall(script.text or ""):
            if stem == name["stem"]:
                targets |= {urljoin(url, f"{stem}_{number}.{ending}") for number in range(1, int(count))}
    rests = ((page, _NUMBERED.fullmatch(page, len(before))) for page in targets if page.startswith(before))
    found = {page: int(match[1]) for page, match in rests if match is not None}
    for page in sorted(found, key=lambda page: (found[page], page)):
        yield Link(page, "attachment", None, None)


def _attached(element: html.HtmlElement, url: str, family: Family) -> Link | None:
    if element.tag == "a":
        return _anchor(element, url)
    return _picture(element, url) if element.tag == "img" else _framed(element, url, family)


def _written(text: str, family: Family) -> Iterator[html.HtmlElement]:
    """Elements that a script of the page writes into it."""
    for found in family.written.finditer(text) if family.written else ():
        # What is written may be nothing.
        with contextlib.suppress(UnreadablePage):
            yield tree_of(found[1])


def _anchor(anchor: html.HtmlElement, url: str) -> Link | None:
    found = target(anchor.get("href"), url)
    # Some name the file in a place for pictures' texts.
    named = " ".join((anchor.get("alt") or "").split())
    return Link(found, "attachment", named or title_of(anchor), None) if found else None


def _picture(image: html.HtmlElement, url: str) -> Link | None:
    """The picture that an image shows; None for icons, spacers and pictures within the page's own bytes."""
    source = image.get("src") or ""
    if not source or source.lower().startswith("data:"):
        # Pages that load pictures late have a stand-in here, or nothing.
        source = image.get("data-src") or image.get("data-original") or ""
    hints = " ".join((urlsplit(source).path.rsplit("/", 1)[-1], image.get("class") or "", image.get("id") or ""))
    if _ORNAMENT.search(hints) or any(0 <= size < _SMALL for size in _sizes(image)):
        return None
    found = target(source, url)
    title = " ".join((image.get("alt") or image.get("title") or "").split())
    return Link(found, "attachment", title or None, None) if found else None


def _framed(frame: html.HtmlElement, url: str, family: Family) -> Link | None:
    """The file that a frame shows: its source, or what that names to a viewer (``viewer.html?file=/a/b.pdf``)."""
    found = target(frame.get("src"), url)
    if found and _NAME.search(urlsplit(found).path):
        named = (value for _, value in parse_qsl(urlsplit(found).query))
        files = (file for value in named if (file := target(value, found)))
        found = next((file for file in files if is_attachment(file, family)), "")
    return Link(found, "attachment", None, None) if found else None


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
