"""Selectors of style rules as far as they are understood here; of the rest which elements they may mean.

Understood are tags, classes, ids, attributes, places among siblings (``:nth-child``), ``:not`` of these, and one
element within or directly within another. Where a selector says more, it *may* mean all elements that the understood
part fits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

Element = etree._Element

#: States in which a page is not when it is opened: rules for them say nothing.
_AT_REST_NEVER = frozenset(
    ["hover", "focus", "focus-within", "focus-visible", "active", "visited", "target", "fullscreen", "popover-open"]
)
#: Parts of an element that hold none of its text.
_NO_TEXT = re.compile(
    r"::?(?:selection|placeholder|marker|backdrop|file-selector-button|-(?:webkit|moz|ms)-[\w-]+)", re.I
)
_MOST_STEPS = 8
_TOKEN = re.compile(
    r"(?P<name>[.#][\w-]+)|(?P<attribute>\[\s*[\w-]+\s*(?:[~^$*|]?=\s*(?:\"[^\"]*\"|'[^']*'|[^\]\s]+)\s*[is]?\s*)?\])"
    r"|(?P<pseudo>::?[\w-]+(?:\((?:[^()]|\([^()]*\))*\))?)|(?P<tag>[\w-]+|\*)"
)
_STEPS = re.compile(r"\s*([>+~])\s*|\s+")
_ATTRIBUTE = re.compile(r"\[\s*([\w-]+)\s*(?:([~^$*|]?=)\s*[\"']?(.*?)[\"']?\s*)?\]$")
_NTH = re.compile(r"([+-]?\d*)n(?:([+-]\d+))?|([+-]?\d+)")
_PSEUDO = re.compile(r"::?([\w-]+)(?:\((.*)\))?$", re.S)
#: Places of an element among its siblings: (which end it is counted from, a, b) of an + b.
_PLACES = {"first-child": (False, 0, 1), "last-child": (True, 0, 1)}


class Step(NamedTuple):
    """One element of a selector: its tag (None for any), its classes, its id, and what else must hold.

    direct: the step before it is its parent.
    """

    tag: str | None
    classes: frozenset[str]
    identity: str | None
    attributes: tuple[tuple[str, str, str], ...] = ()
    places: tuple[tuple[bool, int, int], ...] = ()
    unlike: tuple[Step, ...] = ()
    empty: bool = False
    direct: bool = False


@dataclass(frozen=True)
class Selector:
    """Steps from the outermost in.

    generated: it means what stands before or behind the element. unsure: whether it means an element that the steps fit
    is not known.
    """

    steps: tuple[Step, ...]
    generated: bool
    unsure: bool

    @property
    def weight(self) -> tuple[int, int, int]:
        """What tells which of two rules counts."""
        return (
            sum(step.identity is not None for step in self.steps),
            sum(len(step.classes) + len(step.attributes) + len(step.places) for step in self.steps),
            sum(step.tag is not None for step in self.steps),
        )


class _Parsed(NamedTuple):
    step: Step
    generated: bool
    unsure: bool


def selector(text: str) -> Selector | None:
    """What a selector means; None for one that means no text of a page as it is opened."""
    if _NO_TEXT.search(text):
        return None
    parts = _split(text.strip())
    steps: list[Step] = []
    generated = unsure = False
    for sign, word in parts:
        found = _compound(word)
        if found is None:
            return None
        if generated or sign in ("+", "~"):
            # Of siblings only what stands round them both is asked, that is nothing.
            steps, unsure = [], True
        steps.append(found.step._replace(direct=sign == ">" and bool(steps)))
        generated, unsure = found.generated, unsure or found.unsure
    if len(steps) > _MOST_STEPS:
        steps, unsure = steps[-1:], True
    return Selector(tuple(steps), generated, unsure) if steps else None


def _split(text: str) -> list[tuple[str, str]]:
    """Words of a selector, each with the sign before it; spaces within brackets part nothing."""
    found: list[tuple[str, str]] = []
    sign, start, depth = "", 0, 0
    at = 0
    while at < len(text):
        depth += (text[at] in "([") - (text[at] in ")]")
        match = _STEPS.match(text, at) if depth == 0 else None
        if match is None:
            at += 1
            continue
        if at > start:
            found.append((sign, text[start:at]))
        sign, start, at = match[1] or "", match.end(), match.end()
    return [*found, (sign, text[start:])] if start < len(text) else found


def _compound(word: str) -> _Parsed | None:
    """One step; None for one that nothing on a page at rest fits."""
    step, generated, unsure = Step(None, frozenset(), None), False, False
    at = 0
    while at < len(word):
        token = _TOKEN.match(word, at)
        if token is None:
            return _Parsed(step, generated, True)
        at = token.end()
        if token["name"]:
            name = token["name"][1:]
            if token["name"][0] == "#":
                step = step._replace(identity=name)
            else:
                step = step._replace(classes=step.classes | {name})
        elif token["tag"]:
            step = step._replace(tag=None if token["tag"] == "*" else token["tag"].lower())
        elif token["attribute"]:
            match = _ATTRIBUTE.match(token["attribute"])
            said = (match[1].lower(), match[2] or "", match[3] or "") if match else ("", "", "")
            step = step._replace(attributes=(*step.attributes, said))
        else:
            pseudo = _PSEUDO.match(token["pseudo"])
            name, inner = (pseudo[1].lower(), pseudo[2]) if pseudo else ("", None)
            if name in _AT_REST_NEVER:
                return None
            if name in ("before", "after"):
                generated = True
            elif (told := _with_pseudo(step, name, inner)) is not None:
                step = told
            else:
                unsure = True
    return _Parsed(step, generated, unsure)


def _with_pseudo(step: Step, name: str, inner: str | None) -> Step | None:
    """The step with what a pseudo-class asks; None where it is not understood."""
    if name == "root":
        return step._replace(tag="html")
    if name == "link":
        return step._replace(attributes=(*step.attributes, ("href", "", "")))
    if name == "empty":
        return step._replace(empty=True)
    if name == "only-child":
        return step._replace(places=(*step.places, *_PLACES.values()))
    if name in _PLACES:
        return step._replace(places=(*step.places, _PLACES[name]))
    if name in ("nth-child", "nth-last-child"):
        place = _nth(inner or "")
        return None if place is None else step._replace(places=(*step.places, (name == "nth-last-child", *place)))
    if name == "not":
        if not re.fullmatch(r"[\w.#*-]+", (inner or "").strip()):
            return None
        other = _compound((inner or "").strip())
        return None if other is None or other.unsure else step._replace(unlike=(*step.unlike, other.step))
    return None


def _nth(text: str) -> tuple[int, int] | None:
    """a and b of an + b; None for what is no place."""
    bare = "".join(text.split()).lower()
    named = {"odd": (2, 1), "even": (2, 0)}.get(bare)
    match = _NTH.fullmatch(bare)
    if named is not None or match is None:
        return named
    if match[3]:
        return 0, int(match[3])
    steps = {"": 1, "+": 1, "-": -1}.get(match[1])
    return (int(match[1]) if steps is None else steps), int(match[2] or 0)


@dataclass
class Page:
    """A page whose elements are asked; places among siblings are counted once."""

    _counted: dict[Element, Mapping[Element, tuple[int, int]]] = field(default_factory=dict)

    def fits(self, steps: tuple[Step, ...], element: Element) -> bool:
        """Whether the last step fits an element, and the others what it stands in."""
        if not self._is(steps[-1], element):
            return False
        return len(steps) == 1 or self._stands_in(steps[:-1], steps[-1].direct, element)

    def _stands_in(self, steps: tuple[Step, ...], direct: bool, element: Element) -> bool:
        if direct:
            parent = element.getparent()
            return parent is not None and self.fits(steps, parent)
        if not any(step.direct for step in steps):
            # The nearest that fits is as good as any.
            left = len(steps)
            for above in element.iterancestors():
                if self._is(steps[left - 1], above):
                    left -= 1
                    if not left:
                        return True
            return False
        return any(self.fits(steps, above) for above in element.iterancestors())

    def _is(self, step: Step, element: Element) -> bool:
        if step.tag is not None and element.tag != step.tag:
            return False
        if step.identity is not None and element.get("id") != step.identity:
            return False
        if step.classes and not step.classes <= set((element.get("class") or "").split()):
            return False
        if not all(_has(element, *attribute) for attribute in step.attributes):
            return False
        if step.empty and (len(element) or element.text):
            return False
        if any(self._is(other, element) for other in step.unlike):
            return False
        return all(self._stands_at(element, *place) for place in step.places)

    def _stands_at(self, element: Element, from_end: bool, a: int, b: int) -> bool:
        parent = element.getparent()
        if parent is None:
            return True
        if parent not in self._counted:
            children = list(parent)
            self._counted[parent] = {child: (n, len(children) - n + 1) for n, child in enumerate(children, start=1)}
        place = self._counted[parent][element][from_end]
        return place == b if a == 0 else (place - b) % a == 0 and (place - b) // a >= 0


def _has(element: Element, name: str, sign: str, value: str) -> bool:
    said = element.get(name)
    if said is None or not sign:
        return said is not None
    if name in ("style", "type", "align", "dir"):
        said, value = said.lower(), value.lower()
    if sign == "=":
        return said == value
    if sign == "~=":
        return value in said.split()
    if sign == "|=":
        return said == value or said.startswith(f"{value}-")
    return bool(value) and {"^=": said.startswith, "$=": said.endswith, "*=": said.__contains__}[sign](value)
