"""The elements of a page with its own styles written into them, and those that lost text where the page is damaged."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple, cast

from lxml import etree

from gongkai.errors import UnreadableDocument
from gongkai.grids.html_look import Element, is_script
from gongkai.grids.html_nesting import Nesting
from gongkai.grids.html_parts import ALONE, Parts
from gongkai.grids.html_style import write_styles
from gongkai.grids.model import UNREAD

#: A report pasted from Word has some 10,000, its page's menus a few thousand.
MAX_ELEMENTS = 50_000
_REMEDY = "open it in a browser, copy the report into a new document and save that"
#: Characters of a cell of figures with all its markup; Word needs 800.
_LONGEST_CELL = 10_000
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_END_OF_PAGE = re.compile(r"</(?:body|html)\s*>", re.I)
#: Tables, their parts and rows with text that stands in no cell.
_WITH_TEXT_BETWEEN = etree.XPath(
    " | ".join(f"//{tag}/text()[normalize-space()]/.." for tag in ("table", "thead", "tbody", "tfoot", "tr"))
)
_FIGURE = re.compile(r"\d")
#: What stands for pages without scripts, and signs in it of which a parser that takes it for markup goes on behind it.
_NOSCRIPT = re.compile(r"<(/?)noscript\b[^<>]*+>?", re.I)
_REACHES_OUT = re.compile(
    r"<(?:!|/?(?:script|style|noscript|textarea|title|xmp|iframe|table|tbody|thead|tfoot|t[drh])\b)"
    r"|=\s*(?:\"[^\"]*\Z|'[^']*\Z)",
    re.I,
)
#: The same in a whole source, where comments, texts that are no markup and tags with their values are passed over.
_EACH = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(script|style|textarea|title|xmp|iframe|noframes|noembed)\b[^<>]*+>.*?(?:</\1|\Z)"
    r"|(<noscript\b[^<>]*+>).*?(?=</noscript|\Z)|<[a-z/](?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>",
    re.S | re.I,
)
_BETWEEN = ("tr", "table", "thead", "tbody", "tfoot")
_BRACKET_IN_VALUE = re.compile(rb'="[^"<>]*&lt;')


class Page(NamedTuple):
    """elements: all of them in document order. Held until the page is read: lxml makes an element anew at each step to
    it while nobody holds it. damaged: those with text lost in them. nestings: of the page and of its
    frames."""

    root: Element
    elements: Sequence[Element]
    damaged: frozenset[Element]
    nestings: tuple[Nesting, ...]

    def overlap(self, cell: Element) -> bool:
        """Whether tags overlap in a cell."""
        return any(nesting.overlap(cell) for nesting in self.nestings)


def opened(text: str, source: str, most: int = MAX_ELEMENTS, near: Parts = ALONE) -> Page:
    """A page from its text. near: what its archive holds. Raises UnreadableDocument when it has no elements, too many
    (more than most) or too deep ones."""
    root = _parse(text, source)
    elements = _elements(root, source, most)
    lower = text.lower()
    damaged = _damaged(root, elements, _is_cut(lower))
    write_styles(root, elements, text, lower, near)
    return Page(root, elements, damaged, (Nesting(elements, text),))


def _parse(text: str, source: str) -> Element:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    # Zero bytes end the text for the parser, and a browser passes over them, but not in a tag: what they stand in may
    # be another number, so each is a sign that is not known. The declaration's charset is no longer true.
    # Pages pasted into pages end too early for it: what stands behind is shown all the same.
    clean = _END_OF_PAGE.sub("", _XML_DECLARATION.sub("", _without_zeros(_scripted(text))))
    try:
        root = etree.fromstring(clean.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise UnreadableDocument("the page is empty", source, "", "open it in a browser and save it again")
    # The parser drops what stands deeper, and all that follows, without raising.
    if parser.error_log.filter_types(etree.ErrorTypes.ERR_RESOURCE_LIMIT):
        raise UnreadableDocument("the page nests more than 2000 elements in each other", source, "", _REMEDY)
    return root


def _scripted(text: str) -> str:
    """A source as a browser takes it that runs scripts: what stands in it for others is no markup."""
    if "noscript" not in text and "NOSCRIPT" not in text:
        return text
    _, *pieces = _NOSCRIPT.split(text)
    inside = zip(pieces[::2], pieces[1::2], [*pieces[2::2], ""], strict=False)
    if any(not tag and (not following or _REACHES_OUT.search(content)) for tag, content, following in inside):
        return _EACH.sub(lambda found: str(found[0] if found[2] is None else found[2]), text)
    return text


def _without_zeros(text: str) -> str:
    """A text with UNREAD for each zero byte but those behind its end."""
    return text.rstrip("\0").replace("\0", UNREAD) if "\0" in text else text


def _elements(root: Element, source: str, most: int) -> list[Element]:
    """All elements of a page in document order. Raises UnreadableDocument where there are too many."""
    elements = list(root.iter())
    if len(elements) > most:
        problem = f"the page has {len(elements)} elements, more than the {most} that are read"
        raise UnreadableDocument(problem, source, "", _REMEDY)
    return elements


def _damaged(root: Element, elements: Sequence[Element], is_cut: bool) -> frozenset[Element]:
    """Elements with text lost in them: a tag that swallowed what stands behind it (a quote or bracket is missing), rows
    and tables with a figure that stands in none of their cells or a script that may write cells, and the cell in which
    the page ends."""
    # No page but one that may be damaged is gone through.
    found = {element for element in elements if _swallowed(element)} if _may_swallow(root) else set()
    found.update(part for part in cast(list[Element], _WITH_TEXT_BETWEEN(root)) if _has_figure_between(part))
    found.update(part for script in root.iter("script") if (part := _written_to(script)) is not None)
    if is_cut:
        found.update(deque(root.iter("td", "th"), maxlen=1))
    return frozenset(found)


def _has_figure_between(part: Element) -> bool:
    """Whether a figure stands in a row or table beside its cells, where a browser shows it above the table; within a
    table that lays out others it is none of theirs."""
    texts = [part.text, *(child.tail for child in part)]
    return any(text is not None and not text.isspace() and _FIGURE.search(text) for text in texts) and (
        part.tag == "tr" or next(part.iterdescendants("table"), None) is None
    )


def _written_to(script: Element) -> Element | None:
    """The row, or the table with its parts, between whose cells a script may write others."""
    part = script.getparent()
    if part is None or part.tag not in _BETWEEN or "write" not in (script.text or "") or not is_script(script):
        return None
    return part if part.tag == "tr" else next(part.iterancestors("table"), part)


def _may_swallow(root: Element) -> bool:
    """Whether a bracket may stand in a tag: written anew, one in a value is ``&lt;``, and one in a name has no end."""
    written = etree.tostring(root, encoding="utf-8")
    in_value = b"&lt;" in written and _BRACKET_IN_VALUE.search(written) is not None
    return in_value or written.count(b"<") != written.count(b">")


def _swallowed(element: Element) -> bool:
    return any("<" in str(text) for attribute in element.items() for text in attribute)


def _is_cut(lower: str) -> bool:
    """Whether the page, in lower case, ends within a cell."""
    markup = lower[-_LONGEST_CELL:]
    return max(map(markup.rfind, ("<td", "<th"))) > max(map(markup.rfind, ("</td", "</th", "</tr", "</table")))
