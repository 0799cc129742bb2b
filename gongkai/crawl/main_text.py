"""A digest of the report on a detail page: the same where only the page around it changed. Pure.

Sites set counters, today's date and session ids around a report, so that its page never comes twice byte for byte. It
is compared as markup, not as text alone, for a number that moved to another box is another number. All that may change
what a reader of the page takes from it counts: the report's elements, styles and titles of the page, what it says of
itself, tables and frames beside the report. Where nothing fits the family's declaration there is none, and the bytes
alone are compared.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator, Sequence

from lxml import etree, html

from gongkai.crawl.markup import select, without_session
from gongkai.crawl.metadata import Candidate

#: What counts wherever it stands on the page.
_EVERYWHERE = (
    "descendant::*[self::title or self::meta or self::base or self::style or self::iframe or self::object"
    " or self::embed or self::table]"
)
_ADDRESSED = "descendant-or-self::*[@href or @src or @action]"


def main_text(tree: html.HtmlElement, bodies: Sequence[html.HtmlElement], said: Sequence[Candidate]) -> str | None:
    """The digest (sha256) of a page's report; None where the page has none.

    bodies: elements in which it stands. said: what the page says of its title, agency, dates and numbers.
    """
    if not bodies:
        return None
    digest = hashlib.sha256()
    for part in _parts(tree, bodies, said):
        digest.update(part.encode("utf-8", "replace") + b"\0")
    return digest.hexdigest()


def _parts(tree: html.HtmlElement, bodies: Sequence[html.HtmlElement], said: Sequence[Candidate]) -> Iterator[str]:
    yield tree.getroottree().docinfo.doctype or ""
    # A table around the report lays out the page: what else is in it is not the report's.
    around = {outer: None for body in bodies for outer in body.iterancestors()}
    yield from (f"{outer.tag} {sorted(outer.attrib.items())}" for outer in around)
    yield from (_markup(body) for body in bodies)
    own = set(bodies)
    for part in select(tree, _EVERYWHERE):
        if part not in around and part not in own and own.isdisjoint(part.iterancestors()):
            yield _markup(part)
    yield from (f"{one.field} {one.origin} {one.value}" for one in said)


def _markup(element: html.HtmlElement) -> str:
    """It as markup, without session ids in its addresses."""
    if any(_without_sessions(part) != dict(part.attrib) for part in select(element, _ADDRESSED)):
        element = copy.deepcopy(element)
        for part in select(element, _ADDRESSED):
            part.attrib.update(_without_sessions(part))
    return str(etree.tostring(element, encoding="unicode", method="html", with_tail=False))


def _without_sessions(element: html.HtmlElement) -> dict[str, str]:
    return {name: without_session(value) for name, value in element.attrib.items()}
