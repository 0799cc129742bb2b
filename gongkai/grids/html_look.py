"""What a style says of whether and how its element is shown, as far as it touches the numbers of a table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from gongkai.grids.sign_fonts import is_of_signs

Element = etree._Element

#: What these hold is never shown where scripts run.
UNSHOWN = frozenset(
    re.findall(
        r"\w+",
        "style noscript template datalist head title rp noframes noembed param source track col colgroup area meta "
        "link base",
    )
)
#: What these show is no text.
INK = frozenset(
    re.findall(
        r"\w+",
        "img input select textarea object iframe canvas audio video embed applet progress meter math svg button",
    )
)
#: A raised or lowered figure is none of the number beside it.
RAISED = frozenset(["sup", "sub", "rt"])
STRUCK = frozenset(["del", "s", "strike"])

#: Red, green and blue in 0..255.
Colour = tuple[int, int, int]

#: A style of this reader's own: signs stand before or behind the element's text that no text of the page says.
MARK_AFTER = "gongkai-mark:all"
#: Another: the element's text may not be seen as it is.
DOUBT = "gongkai-doubt:all"

#: Styles that may say anything of what is shown; most say nothing of it.
TELLING = re.compile(
    r"gongkai-|-webkit-text|content-visibility|zoom\s*:|scale\s*:|filter\s*:|mask|display\s*:\s*(?:none|block|flex|grid|table|list)|visibility|mso-hide|line-through|mso-text-raise"
    r"|mso-special-character\s*:\s*footnote|vertical-align\s*:\s*(?:su[bp]|[-+.\d])|opacity|colou?r|background"
    r"|font(?:-size)?\s*:|position\s*:|float\s*:\s*[lr]|(?:width|height)\s*:\s*[.0]*[.\d]?(?:p|;|$|\s|!|e)"
    r"|clip|transform|translate|text-indent\s*:\s*(?:-|\d\d|c)|margin[\w-]{0,20}\s*:[^;]{0,80}-|overflow[\w-]{0,2}\s*:\s*(?:hid|clip)"
    r"|letter-spacing\s*:\s*-|dings|dingbats|symbol|marlett|mt extra|monotype sorts|unicode-bidi|-reverse|order\s*:"
    r"|content\s*:|list-style",
    re.I,
)
_DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;]+)")
_NUMBER = re.compile(r"^([-+]?(?:\d+\.?\d*|\.\d+))\s*(px|pt|em|ex|ch|rem|%|cm|mm|in|pc|vw|vh)?$")
#: One of each unit in points, near enough to tell nothing from something.
_POINTS = {"px": 0.75, "em": 10.5, "rem": 12, "ex": 5, "ch": 5, "%": 0.105, "cm": 28, "mm": 2.8, "in": 72, "pc": 12}
#: Type, boxes and offsets of these sizes in points are seen no more.
_TINY, _NO_SIZE, _FAR, _FAINT = 2.0, 1.0, 200.0, 0.1
#: Text that is put aside by so many points may stand behind what follows it; negative margins of a page's layout are
#: larger than those that put a text aside, and a page from Word pulls paragraphs of narrow boxes by half a character.
_ASIDE, _FAR_UP, _PULLED, _LIFTED = 2.0, 1000.0, 15.0, 6.0
#: Half of a width that is not known, as lengths in hundredths of it count here.
_HALF, _PARTS = 5.25, 10
#: Signs set so much closer stand upon each other.
_CLOSE = -3.0
#: Boxes that may be too small for what is in them, in points: width and height.
_NARROW, _LOW = 100.0, 40.0
#: What stands before the names in a font, which is read so far.
_BEFORE_FAMILY = re.compile(r"^.*\d(?:\.\d+)?(?:p[tx]|r?em|ex|%|cm|mm|in)(?:\s*/\s*\S{1,20})?\s+")
_WEIGHT, _LIGHT = 100, 200
_LONGEST_FONT = 500
_SIDES = ("top", "right", "bottom", "left")
#: By the number of lengths in a shorthand which of them each side has.
_OF_SHORTHAND = {1: (0, 0, 0, 0), 2: (0, 1, 0, 1), 3: (0, 1, 2, 1), 4: (0, 1, 2, 3)}
_BLOCK_DISPLAYS = frozenset(["block", "flex", "grid", "table", "list-item", "table-cell", "table-row", "table-caption"])
_NUMBERED = re.compile(r"decimal|roman|alpha|latin|cjk|chinese|hebrew|greek|armenian|georgian|japanese|korean")
_NAMED: dict[str, Colour] = {
    "white": (255, 255, 255),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245),
    "floralwhite": (255, 250, 240),
    "mintcream": (245, 255, 250),
    "azure": (240, 255, 255),
    "black": (0, 0, 0),
    "red": (255, 0, 0),
    "blue": (0, 0, 255),
    "green": (0, 128, 0),
    "yellow": (255, 255, 0),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
    "navy": (0, 0, 128),
    "windowtext": (0, 0, 0),
    "window": (255, 255, 255),
}
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})(?:[0-9a-f]{1,2})?\b")
_RGB = re.compile(r"rgba?\(\s*(\d+)\s*[, ]\s*(\d+)\s*[, ]\s*(\d+)\s*(?:[,/]\s*([\d.]+%?)\s*)?\)")
#: Neighbouring colours differ by no more than this in each of their parts.
_ALIKE = 12

#: The colour of what is no one colour: a picture, a shade, a name that is not known. Nothing has it.
_MANY: Colour = (-99, -99, -99)
PAPER: Colour = _NAMED["white"]


class Look(NamedTuple):
    """What a style says.

    hidden:   takes no place (``display: none``, ``mso-hide``).
    doubtful: may or may not be seen. moved: not where its text stands, if it is within a box.
    struck, raised, block: struck out; above or below the line; on lines of its own.
    marked:   shows signs that are no text of the page.
    seen:     False for ``visibility: hidden``, True where that is taken back. tiny: whether the type is too small.
    numbered: whether list items in it have numbers. These and the colours of the text and behind it hold for what is
              in the element too; None where nothing is said.
    aside:    points by which negative margins pull its text to a side, and up or down.
    room:     width and height of a box that hides what does not fit, where it is small; None for a side that is not
              stated.
    is_odd:   within a box it is not just its text; a dark colour on white paper is.
    """

    hidden: bool = False
    doubtful: bool = False
    moved: bool = False
    struck: bool = False
    raised: bool = False
    block: bool = False
    marked: bool = False
    seen: bool | None = None
    tiny: bool | None = None
    numbered: bool | None = None
    colour: Colour | None = None
    paper: Colour | None = None
    aside: tuple[float, float] = (0.0, 0.0)
    room: tuple[float | None, float | None] | None = None
    is_odd: bool = False

    def is_aside(self, is_block: bool) -> bool:
        """Whether its text may stand upon that of others. is_block: whether it stands on lines of its own."""
        across, along = self.aside
        return across >= (_PULLED if is_block else _ASIDE) or along >= _LIFTED


PLAIN = Look()


@lru_cache(maxsize=1 << 13)
def look(style: str) -> Look:
    """What a style attribute says."""
    if not TELLING.search(style):
        return PLAIN
    said = _declarations(style.lower())
    display = said.get("display", "")
    visibility = said.get("visibility", "")
    found = Look(
        hidden=display == "none" or (said.get("mso-hide", "none") not in ("none", "screen")),
        doubtful=_is_doubtful(said),
        moved=_is_moved(said),
        struck=any("line-through" in said.get(name, "") for name in ("text-decoration", "text-decoration-line")),
        raised=_is_raised(said),
        block=display in _BLOCK_DISPLAYS or said.get("float", "none") in ("left", "right"),
        marked="gongkai-mark" in said,
        seen=None if visibility in ("", "inherit") else visibility == "visible",
        tiny=_is_tiny(said),
        numbered=_is_numbered(said),
        colour=next((colour(said[name]) for name in ("-webkit-text-fill-color", "color") if name in said), None),
        paper=_paper(said),
        aside=_aside(said),
        room=_room(said),
    )
    is_light = found.colour is not None and min(found.colour) >= _LIGHT
    odd = any(found[:7]) or found.seen is not None or bool(found.tiny) or bool(found.numbered)
    odd = odd or found.is_aside(is_block=False) or found.room is not None
    is_odd = odd or is_light or (found.paper is not None and not alike(found.paper, PAPER))
    return PLAIN if found == PLAIN else found._replace(is_odd=is_odd)


def look_of(element: Element) -> Look:
    """What an element's own style attribute says."""
    style = element.get("style")
    return look(style) if style else PLAIN


def is_odd(element: Element) -> bool:
    """Whether an element within a box says by its style that it is not just its text."""
    style = element.get("style")
    return style is not None and look(style).is_odd


def alike(one: Colour, other: Colour) -> bool:
    """Whether nobody can tell a text of one colour on paper of the other."""
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


def colour(text: str) -> Colour | None:
    """A colour as a style or attribute names it; None where it names none."""
    name = text.strip().lower()
    if (known := _NAMED.get(name.split(" ")[0])) is not None:
        return known
    if (match := _HEX.search(name)) is not None:
        digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if (match := _RGB.search(name)) is not None:
        return int(match[1]), int(match[2]), int(match[3])
    return None


def _declarations(style: str) -> dict[str, str]:
    """Properties and their values, the last of each, unless one before it is important."""
    said: dict[str, str] = {}
    important: set[str] = set()
    for name, value in _DECLARATION.findall(style):
        bare, bang, _ = value.partition("!")
        if bang:
            important.add(name)
        elif name in important:
            continue
        said[name] = bare.strip()
    return said


def _points(text: str) -> float | None:
    """A length in points, near enough; None for what is none."""
    match = _NUMBER.match(text.strip())
    return None if match is None else float(match[1]) * _POINTS.get(match[2] or "pt", 1.0)


def _is_doubtful(said: Mapping[str, str]) -> bool:
    opacity = _points(said.get("opacity", "1"))
    overflow = _overflow(said)
    sizes = _lengths(said, "width", "height", "max-width", "max-height")
    return (
        (opacity is not None and opacity <= _FAINT)
        or "opacity=0" in said.get("filter", "")
        or (("hid" in overflow or "clip" in overflow) and any(size <= _NO_SIZE for size in sizes))
        or any(abs(offset) >= _FAR for offset in _lengths(said, "left", "top", "right", "bottom"))
        or _is_pushed_out(said)
        or _is_of_signs(said)
        or "override" in said.get("unicode-bidi", "")
        or "gongkai-doubt" in said
        or said.get("-webkit-text-security", "none") != "none"
        or said.get("content-visibility", "") == "hidden"
        or any(size <= _FAINT for size in _lengths(said, "zoom", "scale"))
        or (("hid" in overflow or "clip" in overflow) and _points(said.get("line-height", "1")) == 0)
        or re.search(r"opacity\(\s*0?\.?0*%?\s*\)|blur\(\s*[1-9]", said.get("filter", "")) is not None
        or "mask-image" in said
        or _is_clear(said)
    )


def _is_pushed_out(said: Mapping[str, str]) -> bool:
    """Whether an indent or a margin may put the text out of sight, or its signs upon each other."""
    margins = _margins(said)
    indent = said.get("text-indent", "0").split(" ")[0]
    shift = _points(indent)
    if "calc(" in indent or any("calc(" in margin and "-" in margin for margin in margins.values()):
        return True
    if indent.endswith("%"):
        # Of a width that is not known.
        return shift is not None and not 0 <= shift <= _HALF
    held = sum(max(0.0, length) for length in _lengths({**said, **margins}, "margin-left", "padding-left"))
    return (
        (shift is not None and (shift + held <= -_PULLED or shift >= _FAR))
        or any(length <= -_FAR for length in _lengths(margins, "margin-left"))
        or any(length <= -_FAR_UP for length in _lengths(margins, "margin-top"))
        or any(length <= _CLOSE for length in _lengths(said, "letter-spacing"))
    )


def _margins(said: Mapping[str, str]) -> dict[str, str]:
    """The four margins; those that are said one by one come before what is said of all."""
    parts = said.get("margin", "").split()
    found = {
        f"margin-{side}": parts[part] for side, part in zip(_SIDES, _OF_SHORTHAND.get(len(parts), ()), strict=False)
    }
    return found | {name: said[name] for side in _SIDES if (name := f"margin-{side}") in said}


def _aside(said: Mapping[str, str]) -> tuple[float, float]:
    across, along = [0.0], [0.0]
    for name, length in _margins(said).items():
        points = _points(length)
        if points is not None:
            # Of a width that is not known: a hundredth of it may be as much as ten of a letter's.
            points *= _PARTS if length.endswith("%") else 1
            (across if name.endswith(("left", "right")) else along).append(-points)
    return max(across), max(along)


def _room(said: Mapping[str, str]) -> tuple[float | None, float | None] | None:
    if not any(word in _overflow(said) for word in ("hid", "clip")):
        return None
    width = min(_lengths(said, "width", "max-width"), default=_NARROW)
    height = min(_lengths(said, "height", "max-height"), default=_LOW)
    found = (width if 0 < width < _NARROW else None, height if 0 < height < _LOW else None)
    return None if found == (None, None) else found


def _overflow(said: Mapping[str, str]) -> str:
    return "".join(said.get(name, "") for name in ("overflow", "overflow-x", "overflow-y"))


def _is_of_signs(said: Mapping[str, str]) -> bool:
    """Whether the first font named is one of signs."""
    named = said.get("font-family") or _BEFORE_FAMILY.sub("", said.get("font", "")[:_LONGEST_FONT])
    return is_of_signs(named.split(",")[0].strip("\"' "))


def _is_moved(said: Mapping[str, str]) -> bool:
    return (
        said.get("position") in ("absolute", "fixed")
        or (
            said.get("position") in ("relative", "sticky")
            and any(abs(x) >= _ASIDE for x in _lengths(said, "left", "right"))
        )
        or said.get("clip", "auto") not in ("auto", "initial")
        or any(
            said.get(name, "none") != "none" for name in ("clip-path", "transform", "-webkit-transform", "translate")
        )
        or "reverse" in said.get("flex-direction", said.get("flex-flow", ""))
        or bool(_points(said.get("order", "0")))
    )


def _lengths(said: Mapping[str, str], *names: str) -> list[float]:
    """The lengths in points that some properties have."""
    found = (_points(said[name]) for name in names if name in said)
    return [length for length in found if length is not None]


def _is_clear(said: Mapping[str, str]) -> bool:
    """Whether the text's colour lets the paper through."""
    text = said.get("-webkit-text-fill-color", said.get("color", ""))
    through = _RGB.search(text)
    return text == "transparent" or (through is not None and through[4] is not None and through[4].strip("0.%") == "")


def _is_tiny(said: Mapping[str, str]) -> bool | None:
    words = [said["font-size"]] if "font-size" in said else said.get("font", "").replace("/", " ").split()
    # A weight (font: 700 12px …) is a number as well.
    sizes = [size for word in words if (size := _points(word)) is not None and size < _WEIGHT]
    return sizes[0] <= _TINY if sizes else None


def _is_raised(said: Mapping[str, str]) -> bool:
    aligned = said.get("vertical-align", "")
    return (
        aligned in ("super", "sub", "text-top", "text-bottom")
        or bool(_points(aligned))
        or bool(_points(said.get("mso-text-raise", "0")))
        or "footnote" in said.get("mso-special-character", "")
        or (said.get("position") == "relative" and any(_lengths(said, "top", "bottom")))
    )


def _is_numbered(said: Mapping[str, str]) -> bool | None:
    kind = f"{said.get('list-style', '')} {said.get('list-style-type', '')}".strip()
    if not kind:
        return None
    return False if "none" in kind else bool(_NUMBERED.search(kind)) or None


def _paper(said: Mapping[str, str]) -> Colour | None:
    """The colour behind the text; of a picture or shade one that no text has."""
    text = f"{said.get('background', '')} {said.get('background-color', '')} {said.get('background-image', '')}".strip()
    if not text or text in ("none", "transparent", "inherit", "initial", "0"):
        return None
    if "url(" in text or "gradient" in text:
        return _MANY
    return colour(text) or (None if "none" in text or "transparent" in text else _MANY)
