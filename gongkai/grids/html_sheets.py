"""Style sheets (``html_sheet_texts``) as rules for a wide screen.

Blocks with conditions, rules within rules, layers and scopes are opened as browsers open them. Where a condition is not
understood its rules may hold or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from lxml import etree

from gongkai.grids.css_colours import alike
from gongkai.grids.css_said import APART, DOUBT, MARK_AFTER, PICTURED, said_by
from gongkai.grids.css_selectors import Selector, Step, selector
from gongkai.grids.css_text import items, parts
from gongkai.grids.html_apart import ROOM, edges
from gongkai.grids.html_look import LIGHT, TELLING, Look, look
from gongkai.grids.html_sheet_texts import ON_SCREEN

Element = etree._Element

#: So many rules that tell something of what is shown are known of one page.
_MOST_RULES = 4_000
#: Blocks within each other are opened so deep, and selectors of rules within rules get so long.
_DEEPEST, _LONGEST_SELECTOR = 12, 4_000
_WIDTH = re.compile(r"\(\s*(min|max)-(?:device-)?width\s*:\s*([\d.]+)\s*(px|r?em)\s*\)")
#: The same in other words.
_RANGE = re.compile(r"\(\s*width\s*([<>])=?\s*([\d.]+)\s*(px|r?em)\s*\)")
#: What a reader has to ask for.
_BY_WISH = re.compile(r"prefers-(?!color-scheme\s*:\s*light)|forced-colors|inverted-colors")
#: Width in px of the screen that a page is read for.
_SCREEN = 1366
#: What every browser supports.
_SUPPORTED = re.compile(
    r"\s*(not\s+)?\(\s*(?:display\s*:\s*(?:inline-)?(?:flex|grid)|position\s*:\s*(?:-webkit-)?sticky"
    r"|object-fit\s*:\s*\w+|--[\w-]+\s*:\s*\w+|color\s*:\s*var\(--[\w-]+\))\s*\)\s*"
)
_FAMILY = re.compile(r"font(?:-family)?\s*:([^;]+)", re.I)
#: Where the last picture of an animation is said.
_LAST = re.compile(r"\bto\b|100%", re.I)
_ANIMATED = re.compile(r"animation(?:-name)?\s*:([^;]+)", re.I)
#: An animation that stands still before its end, or has none.
_HELD = re.compile(r"animation[\w-]*\s*:[^;]*(?:infinite|paused|reverse|alternate|\d\ds|\d{5}ms)", re.I)
#: What may show an element that another rule hides.
SHOWS = re.compile(r"display\s*:\s*(?!none)|visibility\s*:\s*visible|(?<![\w-])all\s*:", re.I)
_DARK = 100
CONTENT = re.compile(r"(?:^|;)\s*content\s*:\s*(?!none\b|normal\b|\s*['\"]\s*['\"]\s*(?:;|!|$))", re.I)
#: What makes letters of a font other signs than those of a reader's own fonts, or far smaller ones.
_OF_OTHER_LETTERS = re.compile(
    r"url\(|size-adjust\s*:\s*(?:[0-4]?\d(?:\.\d*)?|\.\d+)%"
    r"|local\([\"'\s]*(?:\w+ ?dings|symbol|dingbats|marlett|mt extra)",
    re.I,
)
_BEFORE = re.compile(r":before\b", re.I)
_PLACED = re.compile(r"position\s*:\s*(?:absolute|fixed)", re.I)
_BEHIND = re.compile(r"z-index\s*:\s*-|opacity\s*:\s*0?\.?0+\s*(?:;|!|$)|display\s*:\s*none", re.I)
_SMALL_SIDE = re.compile(
    r"(?<![\w-])(?:width|height)\s*:\s*(?:\d|1\d)?(?:\.\d+)?(?:px|pt)|(?<![\w-])(?:width|height)\s*:\s*0", re.I
)
#: Parts that one browser alone knows.
_OF_OTHERS = re.compile(r"::?-(?:moz|ms|o)-", re.I)
_OUTSIDE = 1 << 30


class Rule(NamedTuple):
    """What is said of elements that a selector means or, where it is unsure, may mean."""

    selector: Selector
    style: str
    unsure: bool


class Doubted(NamedTuple):
    """Names in lower case: of the page's own fonts and of animations that end with a text hidden; and of those that
    hide it on their way alone."""

    names: frozenset[str] = frozenset()
    passing: frozenset[str] = frozenset()


class Rules(NamedTuple):
    """Rules of a page, those that count more behind; none where none of them is odd.

    doubted: names of what may show a text otherwise. before: by the class, id or tag (kind, name) that they end in the
        selectors of what something stands before, seen or not, which in a row is another cell.
    """

    rules: tuple[Rule, ...]
    doubted: Doubted
    before: Mapping[tuple[str, str], tuple[Selector, ...]] = MappingProxyType({})


def may_hide(said: Look) -> bool:
    """Whether a rule can change what is seen of a number: not one of other paper or of dark text."""
    is_light = said.colour is not None and min(said.colour) >= LIGHT and said.paper is None
    is_dark = said.paper is not None and said.colour is None and 0 <= max(said.paper) < _DARK
    is_alike = said.colour is not None and said.paper is not None and alike(said.colour, said.paper)
    kinds = (said.hidden, said.doubtful, said.moved, said.struck, said.raised, said.marked, said.floats, said.turned)
    is_small = said.room is not None or said.is_aside(is_block=False) or said.is_small
    is_placed = said.display not in ("", "inline", "block", "inline-block")
    return any(kinds) or is_small or said.seen is False or is_light or is_dark or is_alike or is_placed


@dataclass(frozen=True)
class _Round:
    """What holds round a block: the selector that ``&`` means, whether it is a rule's, whether the block may not hold,
    and its layer."""

    outer: str = ""
    in_rule: bool = False
    unsure: bool = False
    layer: tuple[str, ...] = ()


class _Said(NamedTuple):
    selectors: str
    style: str
    unsure: bool
    layer: tuple[str, ...]


@dataclass
class _Reader:
    said: list[_Said] = field(default_factory=list)
    frames: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    fonts: set[str] = field(default_factory=set)
    #: Names of layers within each layer, in order.
    layers: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def read(self, text: str, around: _Round, depth: int = 0) -> None:
        """Take a sheet, or what stands in a block of it."""
        if depth > _DEEPEST:
            if TELLING.search(text):
                self.said.append(_Said("*", DOUBT, True, ()))
            return
        run: list[str] = []
        for head, body in items(text):
            if body is None:
                if head[:1] != "@":
                    run.append(head)
                elif head.lower().startswith("@layer"):
                    for name in parts(head[len("@layer") :], ","):
                        self._layer(around.layer, name.strip())
                elif head.lower().startswith("@import") and "data:" in head:
                    self.said.append(_Said("*", DOUBT, True, ()))
                continue
            if head[:1] == "@":
                self._end(run, around)
                self._at(head, body, around, depth)
            else:
                self._end(run, around)
                outer = _nested(head, around)
                self.read(body, replace(around, outer=outer, in_rule=True), depth + 1)
        self._end(run, around)

    def _end(self, run: list[str], around: _Round) -> None:
        if run and around.in_rule:
            self.said.append(_Said(around.outer, ";".join(run), around.unsure, around.layer))
        run.clear()

    def _at(self, head: str, body: str, around: _Round, depth: int) -> None:
        name, _, rest = re.sub(r"^@([\w-]+)", r"\1 ", head).partition(" ")
        name, rest = name.lower(), rest.strip()
        if name.endswith("keyframes"):
            self.frames[rest.strip("\"' ").lower()] = [(own, said) for own, said in items(body) if said is not None]
        elif name == "font-face":
            if _OF_OTHER_LETTERS.search(body) is not None and (family := _FAMILY.search(body)) is not None:
                self.fonts.add(family[1].strip("\"' ").lower())
        elif name == "layer":
            self.read(body, replace(around, layer=self._layer(around.layer, rest)), depth + 1)
        elif name == "scope":
            outer = re.match(r"\s*\((.*?)\)\s*(?:to\b|$)", rest)
            self.read(body, replace(around, outer=outer[1] if outer else "*", in_rule=False, unsure=True), depth + 1)
        elif (holds := _holds(name, rest.lower())) is not False:
            self.read(body, replace(around, unsure=around.unsure or holds is None), depth + 1)

    def _layer(self, within: tuple[str, ...], name: str) -> tuple[str, ...]:
        for part in name.split(".") if name else (f"#{len(self.layers)} {len(self.layers.get(within, ()))}",):
            names = self.layers.setdefault(within, [])
            if part not in names:
                names.append(part)
            within = (*within, part)
        return within

    def rank(self, layer: tuple[str, ...]) -> tuple[int, ...]:
        """What tells which of two layers counts: what stands in none of them does."""
        places = (self.layers[layer[:depth]].index(name) for depth, name in enumerate(layer))
        return (*places, _OUTSIDE)


def _nested(head: str, around: _Round) -> str:
    """Selectors of a rule with those of the rules that it stands in put in."""
    if not around.outer:
        return head
    outer = f":is({around.outer})"
    if not around.in_rule:
        found = head.replace(":scope", outer).replace("&", outer)
    else:
        found = ",".join(
            one.replace("&", outer) if "&" in one else f"{outer} {one.strip()}" for one in parts(head, ",")
        )
    return found if len(found) <= _LONGEST_SELECTOR else "*"


@lru_cache(maxsize=64)
def rules_of(texts: tuple[str, ...], quirks: bool, with_room: bool) -> Rules:
    """The rules of some sheets.

    quirks: classes and ids have no case. with_room: those that may set figures apart are wanted too.
    """
    if not (with_room or any(TELLING.search(text) or "@font-face" in text.lower() for text in texts)):
        return Rules((), Doubted())
    reader = _Reader()
    for text in texts:
        reader.read(text, _Round())
    passing = {name for name, frames in reader.frames.items() if any(may_hide(look(style)) for _, style in frames)}
    ending = {
        name for name in passing if any(may_hide(look(style)) for at, style in reader.frames[name] if _LAST.search(at))
    }
    doubted = Doubted(frozenset(reader.fonts | ending), frozenset(passing - ending))
    found: list[tuple[tuple[int, ...], Rule]] = []
    for said in reader.said:
        rank = reader.rank(said.layer)
        found.extend((rank, rule) for rule in _rules(said, doubted, quirks, with_room))
        if len(found) > _MOST_RULES:
            found.append((rank, Rule(Selector(Step()), DOUBT, unsure=True)))
            break
    before = _before_rows(reader.said, quirks)
    if not (with_room or any(look(rule.style).is_odd for _, rule in found)):
        return Rules((), doubted, before)
    found.sort(key=lambda one: (one[0], one[1].selector.weight))
    return Rules(tuple(rule for _, rule in found), doubted, before)


def _before_rows(said: Sequence[_Said], quirks: bool) -> Mapping[tuple[str, str], tuple[Selector, ...]]:
    """What may stand before the cells of a row, as :class:`Rules` has it."""
    found: dict[tuple[str, str], tuple[Selector, ...]] = {}
    for selectors, style, *_ in said:
        if _BEFORE.search(selectors) and _is_there(style):
            for one in _selectors_before(selectors, quirks):
                for name in one.step.names():
                    found[name] = (*found.get(name, ()), one)
    return found


def _is_there(style: str) -> bool:
    """Whether a style gives what stands before a text contents, which may show nothing, and does not take it away."""
    said = said_by(style)
    return said.get("content", "none") not in ("none", "normal") and said.get("display") != "none"


def _selectors_before(selectors: str, quirks: bool) -> Iterator[Selector]:
    for text in parts(selectors, ","):
        one = selector(text, quirks) if _BEFORE.search(text) else None
        if one is not None and one.generated and one.step.tag in (None, "tr"):
            yield one


def _rules(said: _Said, doubted: Doubted, quirks: bool, with_room: bool) -> list[Rule]:
    """The rules of a block that say anything of what is shown."""
    style = said.style
    is_generated = CONTENT.search(style) is not None
    if any(doubted) and names_doubted(style, doubted):
        style = f"{DOUBT};{style}"
    if not (TELLING.search(style) or is_generated or (with_room and ROOM.search(style))):
        return []
    meant = [(text, selector(text, quirks)) for text in parts(said.selectors, ",")]
    # A browser drops a rule of which it does not understand one selector. In layers what is important counts otherwise.
    is_unsure = said.unsure or (bool(said.layer) and "!" in style) or _OF_OTHERS.search(said.selectors) is not None
    is_unsure = is_unsure or any(one is not None and one.invalid for _, one in meant)
    found: list[Rule] = []
    for text, one in meant:
        if one is None:
            continue
        unsure = is_unsure or one.unsure
        if not one.generated:
            found.append(Rule(one, style, unsure))
        elif is_generated:
            found.append(Rule(one, MARK_AFTER, unsure))
        elif "marker" not in text and _covers(style):
            found.append(Rule(one, DOUBT, unsure))
        elif "content" in style and look(style).pictured:
            found.append(Rule(one, PICTURED, unsure))
        elif with_room and "content" in style and edges(style):
            found.append(Rule(one, APART, unsure))
    return found


def _covers(style: str) -> bool:
    """Whether what stands before or behind a text, without signs, may lie over it."""
    own = look(style)
    is_laid = _PLACED.search(style) is not None or own.is_aside(is_block=False)
    return (
        "content" in style
        and is_laid
        and own.paper is not None
        and not _BEHIND.search(style)
        and not _SMALL_SIDE.search(style)
    )


def names_doubted(style: str, doubted: Doubted) -> bool:
    """Whether a style is written in one of some fonts, or moved by one of some animations."""
    lower = style.lower()
    said = (*_FAMILY.findall(lower), *_ANIMATED.findall(lower))
    names = doubted.names | doubted.passing if _HELD.search(lower) else doubted.names
    return any(name in one for one in said for name in names)


def _holds(name: str, condition: str) -> bool | None:
    """Whether the rules of an at-block hold on a wide screen; None where nothing here tells."""
    if name == "supports":
        known = _SUPPORTED.fullmatch(condition)
        return None if known is None else known[1] is None
    if name == "container":
        return None
    if name != "media":
        return False
    told = [_holds_medium(medium.strip()) for medium in condition.split(",")]
    return True if True in told else None if None in told else False


def _holds_medium(medium: str) -> bool | None:
    if ON_SCREEN.match(medium):
        return True
    if (other := re.fullmatch(r"not\s+(screen|all|print|speech)", medium)) is not None:
        return other[1] in ("print", "speech")
    if re.match(r"(?:only\s+)?(?:print|speech|aural|tv|handheld|projection)\b", medium):
        return False
    widths = [(end, size, unit) for end, size, unit in _WIDTH.findall(medium)]
    widths += [("max" if sign == "<" else "min", size, unit) for sign, size, unit in _RANGE.findall(medium)]
    if "not" not in medium and any(
        (float(size) * (16 if unit.endswith("em") else 1) < _SCREEN) == (end == "max") for end, size, unit in widths
    ):
        return False
    if "not" not in medium and _BY_WISH.search(medium):
        return False
    rest = _RANGE.sub("", _WIDTH.sub("", medium))
    return True if re.fullmatch(r"(?:only|screen|all|and|\s)*", rest) else None
