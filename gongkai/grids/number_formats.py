"""Number formats of workbooks (ECMA-376 18.8.31): what a sheet shows for a value.

A format has up to four sections: for positive numbers, negative ones, zero and text; two of the first may state a
condition instead. Digits are given plain, without separators of thousands and without zeros at the end behind a point;
signs and words of the format stand around them as the sheet shows them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from gongkai.grids.model import UNREAD

#: The format of cells that have none.
GENERAL = "General"
#: A format that only its program knows: what it shows cannot be told.
UNKNOWN_FORMAT = "unknown"

#: Formats that files name by number only (ECMA-376 18.8.30) and that show plain numbers or percents. All others by
#: number are dates, times, fractions and powers, for which any number is unread.
BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: "#,##0;-#,##0",
    43: "#,##0.00;-#,##0.00",
    49: "@",
}

#: A sheet shows 15 significant digits at most; what a double holds beyond them is its rounding.
_DIGITS = 15
#: More places behind the point than these hold nothing of a number with so many digits that is an amount.
_MOST_PLACES = 10
#: A number of no format is shown in so many characters at most.
_GENERAL_WIDTH = 11

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"
    | \\(?P<escaped>.)
    | \[\$(?P<currency>[^\]-]*)(?:-[0-9a-f]{1,4})?\]
    | \[(?P<bracket>[^\]]*)\]
    | _(?P<space>.)
    | \*(?P<fill>.)
    | (?P<general>general)
    | (?P<digits>[#0?](?:[#0?,]*[#0?])?(?:\.[#0?]*)?|\.[#0?]+)
    | (?P<percent>%)
    | (?P<text>@)
    | (?P<end>;)
    | (?P<plain>[-+()$¥￥€£:/\s1-9!^&'~{}<>=]|[^\x00-\x7f])
    """,
    re.X | re.I | re.S,
)
#: Colours that are the paper's; the others are seen.
_WHITE = re.compile(r"white|白色?|(?:color|颜色) ?2", re.I)
_COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|yellow|[黑蓝青绿红黄]色?|洋红色?|(?:color|颜色) ?[0-9]+", re.I)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)")

_Kind = Literal["literal", "digits", "general", "percent", "text"]

#: Groups of the tokens that stand for themselves.
_KINDS: dict[str | None, _Kind] = {"general": "general", "digits": "digits", "percent": "percent", "text": "text"}


@dataclass(frozen=True)
class _Section:
    """tokens: what it shows, in order; known: whether that is all of it. condition: (sign, number) or None."""

    tokens: tuple[tuple[_Kind, str], ...]
    known: bool
    condition: tuple[str, Decimal] | None = None

    @property
    def takes_text(self) -> bool:
        return any(kind == "text" for kind, _ in self.tokens)

    @property
    def digits(self) -> str:
        return next((text for kind, text in self.tokens or () if kind == "digits"), "")


@dataclass(frozen=True)
class Shown:
    """text: as the sheet shows it. held: the digits that the sheet holds, where it shows fewer of them."""

    text: str
    held: str | None = None


def number_shown(value: float, code: str) -> Shown:
    """What a number is shown as. UNREAD for what shows it as something else (a date, thousands, a fraction)."""
    number = _decimal(value)
    if number is None:
        return Shown(UNREAD)
    section, states_sign = _section_for(number, code)
    if section is None or not section.known:
        return Shown(UNREAD)
    kinds = [kind for kind, _ in section.tokens]
    number *= 100 ** kinds.count("percent")
    if "text" in kinds and len(kinds) > 1:
        return Shown(UNREAD)
    if "digits" in kinds:
        rounded = _rounded(number, section.digits)
        digits, fewer = _digits(abs(rounded), section.digits), rounded != number
    elif "general" in kinds or "text" in kinds:
        rounded, digits = number, _plain(abs(number))
        fewer = len(digits) > _GENERAL_WIDTH
    elif number:
        return Shown(UNREAD)
    else:
        rounded, digits, fewer = number, "", False
    shown = "".join(text if kind in ("literal", "percent") else digits for kind, text in section.tokens).strip()
    if number and (not shown or (number < 0 and not rounded)):
        return Shown(UNREAD)
    if number < 0:
        shown = _negative(shown) if states_sign else f"-{shown}"
    return Shown(shown, _plain(number) if fewer else None)


def text_shown(text: str, code: str) -> str:
    """What a text is shown as: only the section for text, the fourth or one with an ``@``, changes it."""
    sections = _sections(code)
    last = sections[-1]
    if code == UNKNOWN_FORMAT or (len(sections) < 4 and not last.takes_text):
        return text
    if not last.known or len(sections) > 4 or any(kind in ("digits", "percent") for kind, _ in last.tokens):
        return UNREAD
    return "".join(text if kind in ("text", "general") else literal for kind, literal in last.tokens)


def _decimal(value: float) -> Decimal | None:
    """The number with the digits that a sheet can show; None for one that is shown as a power."""
    return Decimal(f"{value:.{_DIGITS}g}") if abs(value) < 10**_DIGITS else None


def _section_for(number: Decimal, code: str) -> tuple[_Section | None, bool]:
    """(the section that shows a number, whether it is the one for negative ones, which states its own sign)."""
    sections = _sections(code)
    if len(sections) > 4:
        return None, False
    own = sections[:-1] if len(sections) > 1 and (len(sections) == 4 or sections[-1].takes_text) else sections
    if any(section.condition for section in own):
        # Programs do not agree on sections without a condition before others, nor on the sign.
        if number < 0 or any(section.condition is None for section in own[:-1]):
            return None, False
        return next((s for s in own if s.condition is None or _holds(number, s.condition)), None), False
    if number < 0 and len(own) > 1:
        return own[1], True
    if number == 0 and len(own) > 2:
        return own[2], False
    return own[0], False


def _holds(number: Decimal, condition: tuple[str, Decimal]) -> bool:
    sign, limit = condition
    order = (number > limit) - (number < limit)
    return order in {"<": (-1,), "<=": (-1, 0), "=": (0,), ">=": (0, 1), ">": (1,), "<>": (-1, 1)}[sign]


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[re.Match[str] | None]] = [[]]
    at = 0
    while at < len(code):
        match = _TOKEN.match(code, at)
        if match is not None and match["end"]:
            parts.append([])
        else:
            parts[-1].append(match)
        at = match.end() if match is not None else at + 1
    return tuple(_section(part) for part in parts)


def _section(matches: list[re.Match[str] | None]) -> _Section:
    """A section of its tokens (None: a sign that no plain number has, as the letters of a date)."""
    tokens: list[tuple[_Kind, str]] = []
    condition = None
    known = True
    for match in matches:
        kind = match.lastgroup if match is not None else None
        text = match[kind] if match is not None and kind is not None else ""
        if kind in ("quoted", "escaped", "plain", "currency"):
            tokens.append(("literal", text))
        elif kind in _KINDS:
            tokens.append((_KINDS[kind], text))
        elif kind == "space":
            tokens.append(("literal", " "))
        elif kind == "fill":
            known = known and text == " "
        elif kind == "bracket" and (found := _CONDITION.fullmatch(text)) is not None:
            condition = (found[1], Decimal(found[2]))
        else:
            known = known and kind == "bracket" and _COLOUR.fullmatch(text) is not None and not _WHITE.fullmatch(text)
    numbers = sum(kind in ("digits", "general") for kind, _ in tokens)
    is_fraction = numbers > 1 or any(b == ("literal", "/") for a, b in pairwise(tokens) if a[0] == "digits")
    return _Section(tuple(tokens), known and not is_fraction, condition)


def _rounded(number: Decimal, digits: str) -> Decimal:
    """As a sheet rounds: a half away from zero."""
    places = min(len(digits.partition(".")[2]), _MOST_PLACES)
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _digits(number: Decimal, digits: str) -> str:
    """Digits of a number that is not negative in such places: zeros in front where they ask for them."""
    places = digits.partition(".")[0].replace(",", "")
    least = len(places) - places.index("0") if "0" in places else 0
    if number == 0 and "0" not in digits:
        return ""
    whole, point, rest = _plain(number).partition(".")
    return whole.rjust(least, "0") + point + rest


def _plain(number: Decimal) -> str:
    """All digits, no zero at the end behind the point; negative zero is zero."""
    return f"{number.normalize() + 0:f}"


def _negative(shown: str) -> str:
    """What the section for negative numbers shows, with a minus for its brackets.

    UNREAD where it shows neither, for then a negative number looks like a positive one.
    """
    if shown.startswith("(") and shown.endswith(")"):
        return f"-{shown[1:-1]}"
    return shown if shown.startswith(("-", "减")) else UNREAD
