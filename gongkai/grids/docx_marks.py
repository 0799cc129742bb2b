"""Properties of runs of Word that change what a text shows: hidden, struck out, raised, in the paper's colour, tiny."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from lxml import etree

from gongkai.grids.colours import PAPER, is_faint

Element = etree._Element

_URI = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = {"w": _URI}
W = "{" + _URI + "}"
VALUE = W + "val"
#: Values that switch a property off.
OFF = frozenset({"0", "false", "off"})

#: Name of a property → what it says: whether it is on, points of the type, colour as RRGGBB.
Marks = Mapping[str, bool | float | str]

#: Levels of styles that both switch these on switch them off again (ECMA-376 17.7.3).
TOGGLES = ("vanish", "strike")
_SWITCHES = {W + name: name for name in ("vanish", "webHidden", "specVanish", "strike", "dstrike")}
_VERTICAL, _POSITION, _COLOUR, _SIZE = W + "vertAlign", W + "position", W + "color", W + "sz"
#: Type of this size in points or smaller is a speck.
_SPECK = 2.0
#: Colours of a theme that are its paper.
_PAPERS_OF_THEMES = frozenset({"background1", "light1"})
_HEX = re.compile(r"[0-9A-Fa-f]{6}")

#: Elements that may change what is shown whatever they state; sizes and colours are told by their values.
MARKING = frozenset({*_SWITCHES, _VERTICAL, _POSITION})
_WORDS = (b"background1", b"light1", b"&#")
#: A size of one digit, or one that is written in an unusual way.
_SMALL = re.compile(rb"sz\s(?!\w+:val=[\"'][1-9][0-9]+[\"']\s*/?>)")
_COLOURS = re.compile(rb"color\s[^<>]*?val\s*=\s*[\"']([0-9A-Fa-f]{6})")
_FILLS = re.compile(rb"fill\s*=\s*[\"']([0-9A-Fa-f]{6})")


def may_mark(root: Element, part: bytes, fills: Iterable[str]) -> bool:
    """Whether a part of the file may hold a mark that changes what is shown.

    Sizes and colours stand in nearly every run, so they are looked for in the part's bytes, which costs less.
    fills: colours that grounds have in other parts.
    """
    if next(root.iter(*MARKING), None) is not None or any(word in part for word in _WORDS) or _SMALL.search(part):
        return True
    grounds = (*fills, *fills_of(part), PAPER)
    return any(is_faint(colour.decode(), ground) for colour in set(_COLOURS.findall(part)) for ground in grounds)


def fills_of(part: bytes) -> frozenset[str]:
    """Colours of the grounds in a part of the file."""
    return frozenset(fill.decode() for fill in _FILLS.findall(part))


def marks_of(properties: Element | None) -> dict[str, bool | float | str]:
    """What a w:rPr says of a text; of several elements alike the first counts, as everywhere."""
    found: dict[str, bool | float | str] = {}
    for child in () if properties is None else properties:
        tag, value = str(child.tag), child.get(VALUE)
        if tag in _SWITCHES:
            found.setdefault(_SWITCHES[tag], value not in OFF)
        elif tag == _VERTICAL:
            found.setdefault("vertAlign", value in ("superscript", "subscript"))
        elif tag == _POSITION:
            found.setdefault("position", _points(value) != 0)
        elif tag == _SIZE:
            found.setdefault("size", _points(value))
        elif tag == _COLOUR:
            found.setdefault("colour", _colour(child))
    return found


def changes(marks: Marks, grounds: Iterable[str]) -> bool:
    """Whether marks can change what is shown on some of the grounds."""
    size, colour = marks.get("size"), str(marks.get("colour", ""))
    others = any(value is True for value in marks.values())
    return others or is_tiny(size) or any(bool(colour) and is_faint(colour, ground) for ground in grounds)


def is_tiny(size: bool | float | str | None) -> bool:
    """Whether type of this size is a speck; one of no stated size is none."""
    return isinstance(size, float) and size <= _SPECK


def ground_of(cell: Element | None) -> str:
    """Colour of the ground of a cell as it states it itself, else the paper's."""
    shading = cell.find("w:tcPr/w:shd", NS) if cell is not None else None
    fill = (shading.get(W + "fill") or "") if shading is not None else ""
    return fill if _HEX.fullmatch(fill) else PAPER


def _colour(element: Element) -> str:
    """RRGGBB; ``""`` for the colour that suits the ground, and for others that are not stated."""
    value = element.get(VALUE) or ""
    if _HEX.fullmatch(value):
        return value
    return PAPER if element.get(W + "themeColor") in _PAPERS_OF_THEMES else ""


def _points(value: str | None) -> float:
    """Points of a measure in half points (``21``) or with its unit (``10.5pt``); of any other none at all."""
    text = (value or "").strip()
    try:
        return float(text[:-2]) if text.endswith("pt") else float(text) / 2
    except ValueError:
        return -1.0
