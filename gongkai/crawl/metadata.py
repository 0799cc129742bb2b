"""What a page says of itself: title, agency, dates, numbers, each candidate with the place that says so. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cssselect import HTMLTranslator
from lxml import html

from gongkai.crawl.markup import select, text_of


class Candidate(NamedTuple):
    """A value as the page prints it. Candidates of a field may differ: which one holds is not told here.

    field:  ``title``, ``agency``, ``published``, ``written``, ``index_number``, ``document_number``, ``site``,
            ``site_id_code``, ``column``, ``column_type``.
    origin: ``meta ArticleTitle``, ``label 发布机构``, ``element h1``, ``script``, …
    """

    field: str
    value: str
    origin: str


#: Tags that all government sites are to have (国办发〔2017〕47号).
_META = {
    "articletitle": ("title", "ArticleTitle"),
    "pubdate": ("published", "PubDate"),
    "contentsource": ("agency", "ContentSource"),
    "sitename": ("site", "SiteName"),
    "siteidcode": ("site_id_code", "SiteIDCode"),
    "columnname": ("column", "ColumnName"),
    "columntype": ("column_type", "ColumnType"),
}
_LABELS = {
    "名称": "title",
    "标题": "title",
    "发布机构": "agency",
    "发文机关": "agency",
    "信息来源": "agency",
    "发布日期": "published",
    "发布时间": "published",
    "成文日期": "written",
    "索引号": "index_number",
    "文号": "document_number",
    "发文字号": "document_number",
    # Ends a value before it; no field of ours.
    "公开方式": "",
    "组配分类": "",
    "公文时效": "",
    "主题词": "",
    "分类": "",
}
_LABEL = re.compile(
    "(?<!\\w)(" + "|".join(r"\s*".join(label) for label in sorted(_LABELS, key=len, reverse=True)) + r")\s*([:：]|$)"
)
#: Characters: an element with more text is no label with its value.
_LONG = 400


def candidates(text: str, tree: html.HtmlElement, places: tuple[tuple[str, str], ...]) -> tuple[Candidate, ...]:
    """All candidates of a page, the same one from the same place once.

    places: of the family: field and ``css:…`` or ``script:…``, a pattern whose group 1 is the value.
    """
    found = [*_tags(tree), *_labelled(tree), *_of_family(text, tree, places), *_elements(tree)]
    return tuple(dict.fromkeys(candidate for candidate in found if candidate.field and candidate.value))


def _tags(tree: html.HtmlElement) -> Iterator[Candidate]:
    for tag in select(tree, "descendant-or-self::meta[@name and @content]"):
        field, name = _META.get(tag.get("name", "").strip().lower(), ("", ""))
        yield Candidate(field, " ".join(tag.get("content", "").split()), f"meta {name}")


def _labelled(tree: html.HtmlElement) -> Iterator[Candidate]:
    """Values behind a label and a colon, or in the element that follows the label's."""
    for element in _with_labels(tree):
        own = text_of(element)
        if len(own) > _LONG or any(_LABEL.search(text_of(child)) for child in select(element, "*")):
            continue
        labels = list(_LABEL.finditer(own))
        for label, following in zip(labels, [*labels[1:], None], strict=False):
            name = "".join(label[1].split())
            value = own[label.end() : following.start() if following else None].strip()
            if not value and following is None:
                value = _beside(element)
            yield Candidate(_LABELS[name], value, f"label {name}")


def _with_labels(tree: html.HtmlElement) -> list[html.HtmlElement]:
    """Elements in whose own text a label stands. (Asking all of them for all of their text takes ten times as long.)"""
    found: dict[html.HtmlElement, None] = {}
    for element in select(tree, "descendant::body/descendant-or-self::*"):
        if element.tag not in ("script", "style") and _LABEL.search(element.text or ""):
            found[element] = None
        parent = element.getparent()
        if isinstance(parent, html.HtmlElement) and _LABEL.search(element.tail or ""):
            found[parent] = None
    return list(found)


def _beside(element: html.HtmlElement) -> str:
    """The text behind an element: what follows it there, or the next element."""
    behind = " ".join((element.tail or "").split())
    following = element.getnext()
    value = behind or (text_of(following) if isinstance(following, html.HtmlElement) else "")
    return "" if len(value) > _LONG or _LABEL.search(value) else value.lstrip(":： ")


def _of_family(text: str, tree: html.HtmlElement, places: tuple[tuple[str, str], ...]) -> Iterator[Candidate]:
    for field, place in places:
        kind, _, where = place.partition(":")
        if kind == "script":
            yield from (Candidate(field, " ".join(found[1].split()), "script") for found in re.finditer(where, text))
        else:
            xpath = HTMLTranslator().css_to_xpath(where, prefix="descendant-or-self::")
            yield from (Candidate(field, text_of(found), f"element {where}") for found in select(tree, xpath))


def _elements(tree: html.HtmlElement) -> Iterator[Candidate]:
    for name in ("h1", "title"):
        for found in select(tree, f"descendant-or-self::{name}"):
            yield Candidate("title", text_of(found), f"element {name}")
