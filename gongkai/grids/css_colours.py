"""Colours as style sheets and attributes of pages name them. Source: CSS Color Module Level 4."""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache
from typing import NamedTuple

from PIL.ImageColor import colormap

#: Red, green and blue in 0..255.
Colour = tuple[int, int, int]

#: The colour of what is no one colour: a picture, a shade. Nothing has it.
MANY: Colour = (-99, -99, -99)
PAPER: Colour = (255, 255, 255)
#: Neighbouring colours differ by no more than this in each of their parts.
_ALIKE = 12
#: Words for colours that are the system's, as they are on light screens; of those not here nobody knows.
_SYSTEM = {
    "windowtext": (0, 0, 0),
    "canvastext": (0, 0, 0),
    "text": (0, 0, 0),
    "menutext": (0, 0, 0),
    "buttontext": (0, 0, 0),
    "window": PAPER,
    "canvas": PAPER,
    "background": PAPER,
    "field": PAPER,
    "rebeccapurple": (102, 51, 153),
}
_UNKNOWN = frozenset(
    re.findall(
        r"\w+",
        "accentcolor accentcolortext activetext buttonborder buttonface fieldtext graytext highlight highlighttext "
        "linktext mark marktext selecteditem selecteditemtext visitedtext activeborder activecaption appworkspace "
        "buttonhighlight buttonshadow captiontext inactiveborder inactivecaption inactivecaptiontext infobackground "
        "infotext menu scrollbar threeddarkshadow threedface threedhighlight threedlightshadow threedshadow "
        "windowframe",
    )
)
_HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_FUNCTION = re.compile(r"(rgba?|hsla?|hwb)\(\s*([^()]*?)\s*\)")
_ANY_FUNCTION = re.compile(r"-?[a-z][\w-]*\(")
_NUMBER = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(%|deg|rad|grad|turn)?")
#: One of each unit of angles in degrees.
_DEGREES = {"deg": 1.0, "grad": 0.9, "rad": 57.29578, "turn": 360.0, None: 1.0}
_LIMIT, _WHOLE, _CIRCLE, _N_PARTS = 255, 100.0, 360, 3
_LONGEST = 200


class Ink(NamedTuple):
    """A colour and how far it covers what is behind it (0..1)."""

    colour: Colour
    cover: float = 1.0

    def on_paper(self) -> Colour:
        """Its colour on white paper."""
        red, green, blue = (round(_LIMIT - (_LIMIT - part) * self.cover) for part in self.colour)
        return red, green, blue


class UnknownColour(ValueError):
    """A text names a colour, in a notation that is not understood here."""


def alike(one: Colour, other: Colour) -> bool:
    """Whether nobody can tell a text of one colour on paper of the other."""
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


@lru_cache(maxsize=1 << 10)
def ink(text: str) -> Ink | None:
    """The colour a text names; None where it is none to a browser. Raises UnknownColour."""
    name = text.strip().lower()
    if name == "transparent":
        return Ink((0, 0, 0), 0.0)
    if (known := _SYSTEM.get(name)) is not None:
        return Ink(known)
    if (hexadecimal := colormap.get(name)) is not None:
        name = hexadecimal if isinstance(hexadecimal, str) else "#{:02x}{:02x}{:02x}".format(*hexadecimal[:3])
    if name in _UNKNOWN:
        raise UnknownColour(name)
    if (match := _HEX.fullmatch(name)) is not None:
        digits = match[1] if len(match[1]) > _N_PARTS + 1 else "".join(digit * 2 for digit in match[1])
        cover = int(digits[6:], 16) / _LIMIT if digits[6:] else 1.0
        return Ink((int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)), cover)
    if (match := _FUNCTION.fullmatch(name[:_LONGEST])) is not None:
        return _of_function(match[1], match[2])
    if _ANY_FUNCTION.match(name):
        raise UnknownColour(name)
    return None


def _of_function(name: str, inside: str) -> Ink | None:
    """A colour by its parts, parted by commas, or by spaces with a stroke before its cover."""
    words = re.split(r"\s*[,/]\s*|\s+", inside)
    if not _N_PARTS <= len(words) <= _N_PARTS + 1:
        raise UnknownColour(inside)
    numbers = [(0.0, None) if word == "none" else _number(word) for word in words]
    (first, unit), (second, second_unit), (third, third_unit) = numbers[:_N_PARTS]
    cover = 1.0
    if len(numbers) > _N_PARTS:
        cover = numbers[3][0] / (_WHOLE if numbers[3][1] == "%" else 1.0)
    cover = min(1.0, max(0.0, cover))
    if name.startswith("rgb"):
        scaled = (
            part * _LIMIT / _WHOLE if kind == "%" else part
            for part, kind in ((first, unit), (second, second_unit), (third, third_unit))
        )
        red, green, blue = (min(_LIMIT, max(0, round(part))) for part in scaled)
        return Ink((red, green, blue), cover)
    hue = (first * _DEGREES[unit if unit != "%" else None] % _CIRCLE) / _CIRCLE
    one, other = (min(1.0, max(0.0, part / _WHOLE)) for part in (second, third))
    if name == "hwb":
        parts = (
            (one / (one + other),) * 3
            if one + other >= 1
            else tuple(part * (1 - one - other) + one for part in colorsys.hls_to_rgb(hue, 0.5, 1.0))
        )
    else:
        parts = colorsys.hls_to_rgb(hue, other, one)
    red, green, blue = (round(part * _LIMIT) for part in parts)
    return Ink((red, green, blue), cover)


def _number(word: str) -> tuple[float, str | None]:
    match = _NUMBER.fullmatch(word)
    if match is None:
        raise UnknownColour(word)
    return float(match[1]), match[2]
