"""Properties of runs of Word that change what a text shows: hidden, struck out, raised, in the paper's colour, tiny."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from lxml import etree

from gongkai.grids.colours import PAPER, is_faint
from gongkai.grids.sign_fonts import is_of_signs

Element = etree._Element

_WORD_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
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
_PAPERS_OF_2010 = frozenset({"bg1", "bg2", "lt1", "lt2"})
_HEX = re.compile(r"[0-9A-Fa-f]{6}")

#: How Word 2010 fills and outlines text; what they state comes before the colour.
_FILLED = frozenset({_WORD_2010 + "textFill", _WORD_2010 + "textOutline"})
_FILL, _NO_FILL, _ALPHA = _WORD_2010 + "textFill", _WORD_2010 + "noFill", _WORD_2010 + "alpha"
_OF_PICTURES = frozenset({_WORD_2010 + "pattFill", _WORD_2010 + "blipFill"})
_RGB, _SCHEME = _WORD_2010 + "srgbClr", _WORD_2010 + "schemeClr"
_FONTS = W + "rFonts"
#: Letters set closer by so many points, or so narrow (in hundredths of their width), stand upon each other or are none;
#: so is a text that is fitted into less than so many points.
_SPACING, _SCALE, _FITTED = W + "spacing", W + "w", W + "fitText"
_BORDER = W + "bdr"
_CLOSE, _NARROW, _ROOM = 3.0, 33.0, 10.0
_SHADED, _HIGHLIGHT = W + "shd", W + "highlight"
#: The sixteen colours of a marker, by their names.
_MARKERS = {
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "white": "FFFFFF",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "C0C0C0",
}

#: Elements that may change what is shown whatever they state; sizes and colours are told by their values.
MARKING = frozenset({*_SWITCHES, _VERTICAL, _POSITION, _SCALE, _FITTED})
_WORDS = (b"background1", b"light1", b"&#", b"textFill", b"textOutline")
#: What names of the fonts of signs that Word knows have in them, in lower case.
_SIGNS = (b"ding", b"symbol")
#: A measure below nothing, and one that may set letters upon each other.
_BELOW, _CLOSE_SET = b'="-', re.compile(rb'val="-[1-9](?:\d|pt)')
#: Lines lower than a letter, and indents as wide as a box may be.
_MOVED = (
    re.compile(rb'spacing\s[^<>]*?line="(?:\d\d?|1[0-3]\d|[^"<>]*pt)"'),
    re.compile(rb'ind\s[^<>]*?(?:left|start)="(?:\d{3,}|[^"<>]*pt)"'),
)
#: A size of one digit, or one that is written in an unusual way.
_SMALL = re.compile(rb"sz\s(?!\w+:val=[\"'][1-9][0-9]+[\"']\s*/?>)")
_COLOURS = re.compile(rb"color\s[^<>]*?val\s*=\s*[\"']([0-9A-Fa-f]{6})")
_HIGHLIGHTS = re.compile(rb"highlight\s[^<>]*?val\s*=\s*[\"'](?!none)")
_FILLS = re.compile(rb"fill\s*=\s*[\"']([0-9A-Fa-f]{6})")


def may_mark(root: Element, part: bytes, fills: Iterable[str]) -> bool:
    """Whether a part of the file may hold a mark that changes what is shown.

    Sizes and colours stand in nearly every run, so they are looked for in the part's bytes, which costs less.
    fills: colours that grounds have in other parts.
    """
    if (
        next(root.iter(*MARKING), None) is not None
        or any(word in part for word in _WORDS)
        or (_BELOW in part and _CLOSE_SET.search(part))
        or _names_signs(part.lower())
        or _SMALL.search(part)
    ):
        return True
    if _HIGHLIGHTS.search(part):
        return True
    grounds = (*fills, *fills_of(part), PAPER)
    return any(is_faint(colour.decode(), ground) for colour in set(_COLOURS.findall(part)) for ground in grounds)


def may_move(part: bytes) -> bool:
    """Whether a part of the file may hold a paragraph whose text stands beside its box, or cut off."""
    return _BELOW in part or any(moved.search(part) for moved in _MOVED)


def _names_signs(lower: bytes) -> bool:
    return any(word in lower for word in _SIGNS)


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
            found.setdefault("position", points(value) != 0)
        elif tag == _SIZE:
            found.setdefault("size", points(value))
        elif tag == _SPACING:
            found.setdefault("close", points(value, 20) <= -_CLOSE)
            found.setdefault("spacing", points(value, 20))
        elif tag == _SCALE:
            found.setdefault("narrow", 0 <= points((value or "").rstrip("%"), 1) < _NARROW)
        elif tag == _FITTED:
            found.setdefault("fitted", 0 <= points(value, 20) < _ROOM)
            found.setdefault("fit", value or "")
        elif tag == _BORDER:
            found.setdefault("border", "" if value in (None, "none", "nil") else str(sorted(child.items())))
        elif tag == _FONTS:
            _take_font(found, child)
        elif tag == _COLOUR:
            found.setdefault("colour", _colour(child))
        elif tag == _HIGHLIGHT:
            found.setdefault("marker", _MARKERS.get(value or "", ""))
        elif tag == _SHADED:
            found.setdefault("ground", _fill_of(child))
        elif tag in _FILLED:
            _take_fill(found, child)
    return found


def _take_font(found: dict[str, bool | float | str], fonts: Element) -> None:
    """Whether the font of figures and Latin letters is one of signs; that of a theme never is."""
    name = fonts.get(W + "ascii") or fonts.get(W + "hAnsi")
    if fonts.get(W + "asciiTheme") is not None:
        found.setdefault("signs", False)
    elif name is not None:
        found.setdefault("signs", is_of_signs(name))


def _take_fill(found: dict[str, bool | float | str], element: Element) -> None:
    """What a fill or an outline of Word 2010 says: its colours, or that it may not be seen.

    An outline without a fill is none. How much of its ground a fill lets through is not measured.
    """
    inside = {str(part.tag) for part in element.iter()}
    is_fill = element.tag == _FILL
    if (is_fill and _NO_FILL in inside) or inside & _OF_PICTURES or any(map(_is_clear, element.iter(_ALPHA))):
        found["unseen"] = True
    colours = [colour for part in element.iter(_RGB, _SCHEME) if (colour := _colour_of_2010(part))]
    if colours:
        found["fills"] = " ".join([*str(found.get("fills", "")).split(), *colours])


def _is_clear(alpha: Element) -> bool:
    return alpha.get(_WORD_2010 + "val") not in (None, "0")


def _colour_of_2010(element: Element) -> str:
    """RRGGBB; of the colours of a theme the paper's alone, whatever is mixed into it."""
    value = element.get(_WORD_2010 + "val") or ""
    if element.tag == _RGB:
        return value
    return PAPER if value in _PAPERS_OF_2010 else ""


def is_unseen(marks: Marks, ground: str) -> bool:
    """Whether a text with these marks may not be seen: tiny, clear, or in the colour of what is behind it.

    ground: colour behind the text's paragraph.
    """
    behind = str(marks.get("marker") or marks.get("ground") or ground)
    colours = [str(marks.get("colour", "")), *str(marks.get("fills", "")).split()]
    return (
        is_tiny(marks.get("size"))
        or bool(marks.get("unseen"))
        or any(bool(colour) and is_faint(colour, behind) for colour in colours)
    )


def changes(marks: Marks, grounds: Iterable[str]) -> bool:
    """Whether marks can change what is shown on some of the grounds."""
    others = any(value is True for value in marks.values())
    return others or is_tiny(marks.get("size")) or any(is_unseen(marks, ground) for ground in grounds)


def is_tiny(size: bool | float | str | None) -> bool:
    """Whether type of this size is a speck; one of no stated size is none."""
    return isinstance(size, float) and size <= _SPECK


def ground_of(cell: Element | None) -> str:
    """Colour of the ground of a cell as it states it itself, else the paper's."""
    shading = cell.find("w:tcPr/w:shd", NS) if cell is not None else None
    return (_fill_of(shading) if shading is not None else "") or PAPER


def _fill_of(shading: Element) -> str:
    """RRGGBB of a w:shd; ``""`` where it states none."""
    fill = shading.get(W + "fill") or ""
    return fill if _HEX.fullmatch(fill) else ""


def _colour(element: Element) -> str:
    """RRGGBB; ``""`` for the colour that suits the ground, and for others that are not stated."""
    # Word takes the theme's colour where both are named.
    if element.get(W + "themeColor") in _PAPERS_OF_THEMES:
        return PAPER
    value = element.get(VALUE) or ""
    return value if _HEX.fullmatch(value) else ""


def points(value: str | None, of_one: int = 2) -> float:
    """Points of a measure with its unit (``10.5pt``) or in parts of a point (``21``; of_one: how many make one).

    -1 for what is no measure.
    """
    text = (value or "").strip()
    try:
        return float(text[:-2]) if text.endswith("pt") else float(text) / of_one
    except ValueError:
        return -1.0
