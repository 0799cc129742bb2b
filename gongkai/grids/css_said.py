"""What a style says that a browser takes: of each property the last value that is one, as far as it tells of numbers.

A value of which nothing here knows whether a browser takes it, or what it gives, leaves the style in doubt.
"""

from __future__ import annotations

import re

from gongkai.grids.css_colours import UnknownColour, ink
from gongkai.grids.css_lengths import is_bare, is_function, is_plainly_some, points
from gongkai.grids.css_text import declarations

#: A style of this reader's own: signs stand before or behind the element's text that no text of the page says.
MARK_AFTER = "gongkai-mark:all"
#: Another: the element's text may not be seen as it is.
DOUBT = "gongkai-doubt:all"
#: Another: what else is said may hide the element, and a rule may show it.
MAY_SHOW = "gongkai-shown:all"
#: Another: the element may stand apart from what is beside it.
APART = "gongkai-apart:all"
#: Another: a picture stands behind the element's text, or in its place where it has none.
PICTURED = "gongkai-pictured:all"

_OVERFLOW = r"(?:visible|hidden|auto|scroll|clip|overlay)"
_VALID = {
    "display": re.compile(
        r"none|contents|(?:(?:block|inline|run-in|flow|flow-root|table|flex|grid|ruby|math|list-item)\s*){1,3}"
        r"|inline-(?:block|table|flex|grid)|-webkit-(?:inline-)?(?:box|flex)|ruby-text"
        r"|table-(?:row|cell|column|caption|row-group|header-group|footer-group|column-group)"
    ),
    "visibility": re.compile(r"visible|hidden|collapse"),
    "position": re.compile(r"static|relative|absolute|fixed|(?:-webkit-)?sticky"),
    "float": re.compile(r"none|left|right|inline-start|inline-end"),
    "content-visibility": re.compile(r"visible|hidden|auto"),
    "direction": re.compile(r"ltr|rtl"),
    "overflow": re.compile(rf"{_OVERFLOW}(?:\s+{_OVERFLOW})?"),
    "overflow-x": re.compile(_OVERFLOW),
    "overflow-y": re.compile(_OVERFLOW),
    "unicode-bidi": re.compile(r"normal|embed|isolate|bidi-override|isolate-override|plaintext|-webkit-[\w-]+"),
    "writing-mode": re.compile(r"[\w-]+"),
}
_ALIASES = {
    "inline-size": "width",
    "block-size": "height",
    "max-inline-size": "max-width",
    "max-block-size": "max-height",
    "margin-inline-start": "margin-left",
    "margin-inline-end": "margin-right",
    "margin-block-start": "margin-top",
    "margin-block-end": "margin-bottom",
    "-webkit-margin-start": "margin-left",
    "inset-inline-start": "left",
    "inset-inline-end": "right",
    "inset-block-start": "top",
    "inset-block-end": "bottom",
    "overflow-inline": "overflow-x",
    "overflow-block": "overflow-y",
    "padding-inline-start": "padding-left",
    "padding-inline-end": "padding-right",
    "-webkit-opacity": "opacity",
    "-webkit-filter": "filter",
    "-webkit-clip-path": "clip-path",
    "-webkit-order": "order",
    "-webkit-flex-direction": "flex-direction",
    "-webkit-flex-flow": "flex-flow",
    "-webkit-animation": "animation",
    "-webkit-animation-name": "animation-name",
    "-webkit-mask-image": "mask-image",
    "-webkit-mask": "mask",
    "-webkit-writing-mode": "writing-mode",
}
_PAIRS = {
    "inset-inline": ("left", "right"),
    "inset-block": ("top", "bottom"),
    "margin-inline": ("margin-left", "margin-right"),
    "margin-block": ("margin-top", "margin-bottom"),
    "padding-inline": ("padding-left", "padding-right"),
}
SIDES = ("top", "right", "bottom", "left")
#: By the number of lengths in a shorthand which of them each side has.
_OF_SHORTHAND = {1: (0, 0, 0, 0), 2: (0, 1, 0, 1), 3: (0, 1, 2, 1), 4: (0, 1, 2, 3)}
#: What small lengths of these, and large ones of those, may hide.
_SIZES = frozenset(["font-size", "width", "height", "max-width", "max-height"])
_OFFSETS = frozenset([*SIDES, "text-indent", "letter-spacing", *(f"margin-{side}" for side in SIDES)])
_COLOURS = frozenset(["color", "-webkit-text-fill-color", "background-color"])
_OF_FATHER = frozenset(["inherit", "unset", "revert", "revert-layer"])
#: Properties that are the father's where nothing is said, with what they are at first.
_INHERITED = {
    "visibility": "visible",
    "color": "black",
    "font-size": "medium",
    "direction": "ltr",
    "-webkit-text-fill-color": "black",
    "list-style-type": "disc",
}
_SIZE_WORD = re.compile(
    r"xx-small|x-small|small|medium|large|x-large|xx-large|xxx-large|smaller|larger|math|auto|none|normal|fit-content"
    r"|(?:min|max)-content|stretch|-webkit-fill-available|-webkit-(?:fit|min|max)-content"
)
#: A size within a font, which no weight is.
_FONT_SIZE = re.compile(r"0(?:/|$)|[-+]?[\d.]+(?:e[-+]?\d+)?(?:%|[a-z]{1,5})(?:/|$)|(?:calc|min|max|clamp)\(")
_WORD = re.compile(r"(?:[^\s()]+|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+")
#: The words of a list's style, and those that are not its items' marks.
_LIST_WORD = re.compile(r"\"[^\"]*\"?|'[^']*'?|[^\s\"'()]+(?:\([^()]*\)?)?")
_OF_LIST = re.compile(r"(?:inside|outside)$|url\(|[\w-]*(?:image|gradient|set)\(")
_OF_BACKGROUND = re.compile(
    r"(?:left|right|top|bottom|center|(?:no-)?repeat(?:-[xy])?|space|round|fixed|local|scroll|(?:border|padding|content)-box"
    r"|text|cover|contain|auto|none|/|[-\d.%a-z]+/[-\d.%a-z]+)?,?"
)
_NUMBERS = frozenset(["opacity", "zoom"])


def said_by(style: str) -> dict[str, str]:
    """Properties and their values: the last that counts of each; the own ones of this reader among them."""
    found = _Said()
    for name, value, is_important in declarations(style):
        name = _ALIASES.get(name, name)
        for one, part in _longhands(name, value):
            found.take(one, part, is_important)
    return found.values


def _longhands(name: str, value: str) -> list[tuple[str, str]]:
    if name == "inset":
        return _by_side(value) or [("gongkai-doubt", "all")]
    if name in _PAIRS:
        words = value.split()
        return list(zip(_PAIRS[name], (words * 2)[:2], strict=True))
    if name == "font":
        words = [word for word in value.split() if _FONT_SIZE.match(word)]
        return [("font", value), *(("font-size", word.partition("/")[0]) for word in words[:1])]
    if name == "background":
        return _background(value)
    if name == "list-style":
        words = [word for word in _LIST_WORD.findall(value) if not _OF_LIST.match(word)]
        kind = next((word for word in words if word != "none"), "none" if "none" in words else "disc")
        return [(name, value), ("list-style-type", kind)]
    if name in ("margin", "padding"):
        # What is said of all sides after one of them counts for it too.
        return [(f"{name}-{side}", part) for side, part in _by_side(value)] or [(name, value)]
    return [(name, value)]


def _by_side(value: str) -> list[tuple[str, str]]:
    """What a shorthand of one to four words says of each side; nothing of one with more or fewer."""
    words = value.split()
    return [(side, words[place]) for side, place in zip(SIDES, _OF_SHORTHAND.get(len(words), ()), strict=False)]


def _background(value: str) -> list[tuple[str, str]]:
    """The colour and the picture that a background has; nothing where it holds a word that is none of its."""
    colour, image = "transparent", "none"
    for word in _WORD.findall(value.replace(",", " , ") if "(" not in value else value):
        if "url(" in word or "gradient(" in word or word.startswith(("image(", "image-set(", "-webkit-image-set(")):
            image = word if image == "none" else f"{image} {word}"
        elif not _OF_BACKGROUND.fullmatch(word) and points(word.strip(",")) is None:
            try:
                if ink(word) is None:
                    return []
            except UnknownColour:
                if word.startswith(("calc(", "min(", "max(", "clamp(")):
                    continue
            colour = word
    return [("background-color", colour), ("background-image", image)]


class _Said:
    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.important: set[str] = set()

    def take(self, name: str, value: str, is_important: bool) -> None:
        """Take a declaration behind those before it."""
        if not is_important and name in self.important:
            return
        if name == "all":
            self.values = {one: said for one, said in self.values.items() if one in self.important}
            self.values["gongkai-doubt"] = "all"
            return
        told = self._told(name, value)
        if told is None:
            return
        if is_important:
            self.important.add(name)
        if told:
            self.values[name] = told
        else:
            self.values.pop(name, None)

    def _told(self, name: str, value: str) -> str | None:
        """The value that counts from here on: "" for what is not said, None where the one before stays."""
        if value in _OF_FATHER:
            if name != "display":
                return ""
            return {"revert": "", "revert-layer": "", "unset": "inline"}.get(value, value)
        if value == "initial":
            return "inline" if name == "display" else _INHERITED.get(name, "")
        if (valid := _VALID.get(name)) is not None:
            if valid.fullmatch(value):
                return value
            if is_function(value):
                # Browsers of today take some; what it gives is not known.
                self._doubt()
            return None
        if name in _COLOURS:
            return self._colour(value)
        if name in _SIZES or name in _OFFSETS:
            return self._length(name, value)
        if name in _NUMBERS:
            return self._number(value)
        return value

    def _doubt(self) -> None:
        self.values["gongkai-doubt"] = "all"

    def _colour(self, value: str) -> str | None:
        if value == "currentcolor":
            return ""
        try:
            found = ink(value)
        except UnknownColour:
            self._doubt()
            return value
        if found is not None:
            return value
        # Six figures without the sign before them are a colour in quirks mode.
        if re.fullmatch(r"[0-9a-f]{6}|[0-9a-f]{3}", value):
            self._doubt()
        return None

    def _length(self, name: str, value: str) -> str | None:
        if is_function(value):
            if name in _OFFSETS:
                return value
            if not is_plainly_some(value):
                # A size that nobody knows, as one that is none.
                return "0px"
            return ""
        length = points(value)
        if length is None:
            return value if _SIZE_WORD.fullmatch(value) else None
        if not is_bare(value):
            return value
        # A length in quirks mode alone: the worse of both counts.
        before = points(self.values.get(name, ""))
        if before is None:
            return value
        is_worse = length < before if name in _SIZES else abs(length) > abs(before)
        return value if is_worse else None

    def _number(self, value: str) -> str | None:
        if is_function(value):
            return "0"
        if points(value) is None and value not in ("normal", "reset"):
            return None
        return value
