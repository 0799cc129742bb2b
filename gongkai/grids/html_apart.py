"""Figures that meet in the text of a box but stand apart on the page: two numbers, or a number and its note's figure.

What lies between two pieces of text is asked only where figures meet across the edge of an element, which is rare;
pages whose sheets say anything of margins and borders are common.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal

from gongkai.grids.css_lengths import is_function, points
from gongkai.grids.css_said import APART, said_by
from gongkai.grids.html_look import Element, look
from gongkai.grids.set_apart import INVISIBLE, SEPARATORS, differ, is_spaced

#: What is passed between two texts: an element's left or right edge, or one that takes place and shows no text.
Passed = tuple[Element, Literal["left", "right", "place"]]

#: Figures that may meet across tags, in a page's source.
_SIGN = rf"\d{SEPARATORS}{INVISIBLE}"
_TAG = r"(?!/?(?:[tT](?:[drhDRH]|able|ABLE)|[pP]|div|DIV|br|BR|li|LI)\b)[^<>]*>"
#: It begins with the bracket, which is found quickly.
_MAY_MEET = re.compile(rf"<(?<=[{_SIGN};]<){_TAG}(?:<{_TAG})*[{_SIGN}&]")

#: What says in a sheet that figures may stand apart, beside what tells of what is shown.
ROOM = re.compile(
    r"margin|padding|border(?![\w-]*(?:color|radius|collapse|spacing|image))|column|letter-spacing|outline|box-shadow",
    re.I,
)
#: Points of type where a page says nothing.
_TYPE = 12.0
#: Type of tags, as a part of that round them, and of ``<font size=1>`` and so on, in points.
_OF_TAGS = {
    "small": 0.83,
    "big": 1.2,
    **dict.fromkeys(("code", "tt", "kbd", "samp", "pre"), 0.8125),
    "h1": 2.0,
    "h2": 1.5,
    "h3": 1.17,
    "h5": 0.83,
    "h6": 0.67,
}
_OF_FONTS = (7.5, 9.75, 12.0, 13.5, 18.0, 24.0, 36.0)
_FONT = re.compile(r"\s*([+-]?)(\d{1,3})")
#: A size that is counted, room as that of what is round it: neither is known.
_UNKNOWN = re.compile(
    r"font(?:-size)?\s*:[^;]*\(|(?:margin|padding|border)(?:-(?:left|right|inline)[\w-]*)?\s*:[^;]*\binherit\b", re.I
)
_INLINE = ("", "inline", "contents")
_SPREADS = re.compile(r"flex|grid|box")
_RULED = re.compile(r"solid|dotted|dashed|double|groove|ridge|inset|outset")
_NO_LENGTH = ("auto", "normal", "none", "")
#: Properties that draw something beside a text, or change its size, and their values that do not.
_USUAL = {
    "outline": re.compile(r"none|0\w*|.*\bnone\b.*|0\w*\s.*"),
    "box-shadow": re.compile("none"),
    "zoom": re.compile(r"1(?:\.0*)?|100%|normal|reset"),
    "scale": re.compile(r"none|1|100%"),
    "writing-mode": re.compile("horizontal-tb|lr-tb|lr"),
}


def may_meet(source: str) -> bool:
    """Whether figures may meet across the tags of a page."""
    return _MAY_MEET.search(source) is not None


def stand_apart(passed: Iterable[Passed], before: Element, after: Element) -> bool:
    """Whether two pieces of text may stand apart, or differ in size.

    passed: what lies between them, in order. before, after: the elements in which they stand.
    """
    if any(side == "place" or _is_edge(element, side) for element, side in passed):
        return True
    sizes = _type_size(before), _type_size(after)
    return differ(*sizes) or is_spaced(_spacing(before, sizes[0]), _spacing(after, sizes[1]))


def _is_edge(element: Element, side: Literal["left", "right", "place"]) -> bool:
    style = element.get("style")
    # The quotes of a q are no text of the page.
    if element.tag == "q" or (style is not None and side in edges(style)):
        return True
    parent = element.getparent()
    while parent is not None and (own := parent.get("style")) is not None:
        if spreads(own):
            return True
        if look(own).display != "contents":
            break
        parent = parent.getparent()
    return False


@lru_cache(maxsize=1 << 12)
def edges(style: str) -> frozenset[str]:
    """The sides (left, right) on which a style sets its element apart from what stands beside it."""
    said = said_by(style)
    if (
        APART in style
        or said.get("display", "") not in _INLINE
        or _UNKNOWN.search(style) is not None
        or any(name in said and not usual.fullmatch(said[name]) for name, usual in _USUAL.items())
    ):
        return frozenset(("left", "right"))
    return frozenset(side for side in ("left", "right") if _has_room(said, side) or _is_ruled(said, side))


def _has_room(said: Mapping[str, str], side: str) -> bool:
    values = (said.get(f"{kind}-{side}", "") for kind in ("margin", "padding"))
    return any(value not in _NO_LENGTH and _is_some(value) for value in values)


def _is_some(value: str) -> bool:
    length = points(value)
    return length != 0.0 if length is not None else is_function(value)


def _is_ruled(said: Mapping[str, str], side: str) -> bool:
    logical = {"left": "inline-start", "right": "inline-end"}[side]
    names = ("border", "border-inline", f"border-{side}", f"border-{logical}")
    for name in names:
        for value in (said.get(name, ""), said.get(f"{name}-style", "")):
            if _RULED.search(value) and not any(points(word) == 0.0 for word in value.split()):
                widths = [said[f"{one}-width"].split() for one in names if f"{one}-width" in said]
                return not widths or any(points(word) != 0.0 for words in widths for word in words)
    return False


def may_part(style: str) -> bool:
    """Whether a style may set figures apart, or make one of them a note's."""
    return bool(edges(style)) or spreads(style) or look(style).size is not None or "letter-spacing" in style


@lru_cache(maxsize=1 << 12)
def spreads(style: str) -> bool:
    """Whether a style sets the pieces of what is in its element apart: on a line or grid of boxes, or in columns."""
    said = said_by(style)
    return _SPREADS.search(said.get("display", "")) is not None or any(
        name.endswith(("columns", "column-count", "column-width")) and value not in ("auto", "none")
        for name, value in said.items()
    )


def _type_size(element: Element) -> float:
    """Size of an element's type in points, as far as the page says."""
    factor = 1.0
    above: Element | None = element
    while above is not None:
        style = above.get("style")
        size = look(style).size if style is not None else None
        size = _size_of_tag(above) if size is None else size
        if size is not None:
            factor *= size[0]
            if not size[1]:
                return factor
        above = above.getparent()
    return factor * _TYPE


def _size_of_tag(element: Element) -> tuple[float, bool] | None:
    """The size that an element has by its tag, as :class:`html_look.Look` has it."""
    if element.tag == "font":
        found = _FONT.match(element.get("size") or "")
        if found is None:
            return None
        number = int(found[2])
        step = {"+": 3 + number, "-": 3 - number}.get(found[1], number)
        return _OF_FONTS[min(max(step, 1), len(_OF_FONTS)) - 1], False
    factor = _OF_TAGS.get(str(element.tag))
    return None if factor is None else (factor, True)


def _spacing(element: Element, size: float) -> float:
    """Room behind each letter of an element, in parts of its type (size: in points)."""
    above: Element | None = element
    while above is not None:
        style = above.get("style")
        value = said_by(style).get("letter-spacing") if style is not None and "letter-spacing" in style else None
        if value is not None:
            if value.endswith("em") and not value.endswith("rem"):
                return points(value.removesuffix("em")) or 0.0
            return (points(value) or 0.0) / max(size, 1.0)
        above = above.getparent()
    return 0.0
