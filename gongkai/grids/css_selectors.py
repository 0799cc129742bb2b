"""What selectors of style rules say, as far as it is understood here; of the rest that it may be more.

Understood are tags, classes, ids, attributes, places among siblings and those of their kind, ``:not``, ``:is`` and
``:where``, and elements within, directly within, next to or behind others. Where a selector says more, it *may* mean
all elements that the understood part fits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from gongkai.grids.css_text import parts, unescaped


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: States in which a page is not when it is opened: rules for them say nothing.
_AT_REST_NEVER = _words(
    "hover focus focus-within focus-visible active visited target target-within fullscreen popover-open modal "
    "picture-in-picture user-invalid user-valid playing"
)
#: What holds of fields alone.
_OF_FIELDS = _words(
    "checked disabled enabled required optional valid invalid in-range out-of-range read-write indeterminate default "
    "placeholder-shown autofill"
)
#: Tags of fields to fill in.
FIELDS = _words("input select option optgroup textarea button fieldset form progress")
#: What is known to browsers, and not to be told here.
_UNTOLD = _words("has lang dir read-only local-link scope open defined host host-context")
#: Parts of an element that hold none of its text.
_NO_TEXT = re.compile(
    r"::?(?:selection|placeholder|backdrop|file-selector-button|view-transition[\w-]*|target-text|spelling-error"
    r"|grammar-error|-(?:webkit|moz|ms)-[\w-]+)",
    re.I,
)
#: Signs before or behind an element's text.
_GENERATED = _words("before after marker")
_LISTED = _words("is where not matches any has")
_MOST_STEPS, _DEEPEST = 8, 4
_IDENT = r"(?:[\w-]|[^\x00-\x7f]|\\[0-9a-fA-F]{1,6}\s?|\\[^\n])+"
_INSIDE = r"\((?:[^()\"']|\"[^\"]*\"|'[^']*'|\((?:[^()\"']|\"[^\"]*\"|'[^']*'|\((?:[^()]|\([^()]*\))*\))*\))*\)"
_TOKEN = re.compile(
    rf"(?P<name>[.#]{_IDENT})"
    rf"|(?P<attribute>\[\s*(?:{_IDENT})\s*(?:[~^$*|]?=\s*(?:\"[^\"]*\"|'[^']*'|[^\]\s\"']+)\s*[isIS]?\s*)?\])"
    rf"|(?P<pseudo>::?[\w-]+(?:{_INSIDE})?)|(?P<tag>{_IDENT}|\*)"
)
_STEPS = re.compile(r"\s*([>+~])\s*|\s+")
_ATTRIBUTE = re.compile(
    rf"\[\s*({_IDENT})\s*(?:([~^$*|]?=)\s*(?:\"(.*?)\"|'(.*?)'|([^\]\s\"']+))\s*([isIS]?)\s*)?\]$", re.S
)
#: Attributes whose values have no case.
_CASELESS = _words(
    "align bgcolor charset checked clear color dir disabled face frame http-equiv lang language link media method "
    "nowrap rel rev rules scope scrolling shape style target text type valign"
)
_NTH = re.compile(r"([+-]?\d*)n(?:([+-]\d+))?|([+-]?\d+)")
_PSEUDO = re.compile(r"::?([\w-]+)(?:\((.*)\))?$", re.S)
#: A place of an element among its siblings: whether it is counted from the last, whether among those of its tag alone,
#: and a and b of an + b.
_Place = tuple[bool, bool, int, int]
_PLACES: dict[str, tuple[_Place, ...]] = {
    "first-child": ((False, False, 0, 1),),
    "last-child": ((True, False, 0, 1),),
    "only-child": ((False, False, 0, 1), (True, False, 0, 1)),
    "first-of-type": ((False, True, 0, 1),),
    "last-of-type": ((True, True, 0, 1),),
    "only-of-type": ((False, True, 0, 1), (True, True, 0, 1)),
}
_NTHS = {
    "nth-child": (False, False),
    "nth-last-child": (True, False),
    "nth-of-type": (False, True),
    "nth-last-of-type": (True, True),
}
#: How many ids, classes and tags a selector names: what tells which of two rules counts.
Weight = tuple[int, int, int]
_NO_WEIGHT: Weight = (0, 0, 0)


@dataclass(frozen=True, eq=False)
class Step:
    """One element of a selector: what its tag (None for any), classes, id and the rest must be.

    alike: of each list one must fit; unlike: none may. holds: of each list one must fit something within it.
    link, before: how it stands to the step before it (`` ``, ``>``, ``+``, ``~``), None for the outermost.
    """

    tag: str | None = None
    classes: frozenset[str] = frozenset()
    identity: str | None = None
    attributes: tuple[tuple[str, str, str, bool], ...] = ()
    places: tuple[_Place, ...] = ()
    alike: tuple[tuple[Step, ...], ...] = ()
    unlike: tuple[Step, ...] = ()
    holds: tuple[tuple[Step, ...], ...] = ()
    is_field: bool = False
    empty: bool = False
    link: str = ""
    before: Step | None = None

    def names(self) -> tuple[tuple[str, str], ...]:
        """Classes, ids or tags (kind, name) of which an element that it fits has one; ("tag", "*") for any."""
        if self.classes:
            return (("class", min(self.classes)),)
        if self.identity:
            return (("id", self.identity),)
        if self.tag is None and self.is_field:
            return tuple(("tag", name) for name in sorted(FIELDS))
        if self.tag is None and self.alike:
            return tuple(dict.fromkeys(name for step in self.alike[0] for name in step.names()))
        return (("tag", self.tag or "*"),)

    @cached_property
    def asks_names_alone(self) -> bool:
        """Whether nothing is asked of the element itself but its tag, classes and id."""
        more = self.attributes or self.places or self.alike or self.unlike or self.holds
        return not (more or self.is_field or self.empty)

    @property
    def is_named_alone(self) -> bool:
        """Whether each element that has its name (:meth:`names`) fits."""
        names = len(self.classes) + (self.identity is not None) + (self.tag is not None)
        return names <= 1 and self.asks_names_alone and self.before is None


@dataclass(frozen=True, eq=False)
class Selector:
    """The innermost step, and the selector's weight.

    generated: it means what stands before or behind the element. unsure: whether it means an element that the steps fit
    is not known. invalid: a browser may not take it for a selector, and drops its rule then.
    """

    step: Step
    weight: Weight = _NO_WEIGHT
    generated: bool = False
    unsure: bool = False
    invalid: bool = False


class _Never(Exception):
    """Nothing on a page at rest fits."""


def selector(text: str, quirks: bool) -> Selector | None:
    """What a selector means; None for one that means no text of a page as it is opened.

    quirks: classes and ids have no case.
    """
    if _NO_TEXT.search(text):
        return None
    try:
        return _complex(text, quirks, 0)
    except _Never:
        return None


def _complex(text: str, quirks: bool, depth: int) -> Selector:
    found: Selector | None = None
    for number, (sign, word) in enumerate(_split(text.strip())):
        own = _compound(word, quirks, depth)
        if found is None:
            found = replace(own, unsure=own.unsure or bool(sign), invalid=own.invalid or bool(sign))
            continue
        # Beyond so many steps those outside are left aside; nothing stands within signs that are no text.
        is_cut = number >= _MOST_STEPS or found.generated
        found = Selector(
            own.step if is_cut else replace(own.step, link=sign or " ", before=found.step),
            _sum(found.weight, own.weight),
            own.generated,
            found.unsure or own.unsure or is_cut,
            found.invalid or own.invalid or found.generated,
        )
    return found or Selector(Step(), unsure=True, invalid=True)


def _sum(one: Weight, other: Weight) -> Weight:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _split(text: str) -> list[tuple[str, str]]:
    """Words of a selector, each with the sign before it; spaces within brackets part nothing."""
    found: list[tuple[str, str]] = []
    sign, start, depth = "", 0, 0
    at = 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        depth += (text[at] in "([") - (text[at] in ")]")
        match = _STEPS.match(text, at) if depth == 0 else None
        if match is None:
            at += 1
            continue
        if at > start:
            found.append((sign, text[start:at]))
        sign, start, at = match[1] or "", match.end(), match.end()
    return [*found, (sign, text[start:])] if start < len(text) else found


class _Compound:
    """A step as its parts are met."""

    def __init__(self, quirks: bool, depth: int) -> None:
        self.quirks, self.depth = quirks, depth
        self.step = Step()
        self.weight = _NO_WEIGHT
        self.generated = self.unsure = self.invalid = False

    def name(self, text: str) -> None:
        """Take a class or id."""
        name = unescaped(text[1:])
        name = name.lower() if self.quirks else name
        if text[0] == "#":
            self.unsure |= self.step.identity not in (None, name)
            self.step = replace(self.step, identity=name)
            self.weight = _sum(self.weight, (1, 0, 0))
        else:
            self.step = replace(self.step, classes=self.step.classes | {name})
            self.weight = _sum(self.weight, (0, 1, 0))

    def tag(self, text: str, is_first: bool) -> None:
        """Take a tag; behind a class (``.a*b``) there is none in a selector."""
        self.unsure |= not is_first
        self.invalid |= not is_first
        if text != "*" and is_first:
            self.step = replace(self.step, tag=unescaped(text).lower())
            self.weight = _sum(self.weight, (0, 0, 1))

    def attribute(self, text: str) -> None:
        """Take what an attribute must be."""
        self.weight = _sum(self.weight, (0, 1, 0))
        match = _ATTRIBUTE.match(text)
        if match is None:
            self.unsure = self.invalid = True
            return
        name = unescaped(match[1]).lower()
        value = unescaped(next((value for value in match.group(3, 4, 5) if value is not None), ""))
        caseless = match[6] in ("i", "I") or (name in _CASELESS and match[6] not in ("s", "S"))
        self.step = replace(self.step, attributes=(*self.step.attributes, (name, match[2] or "", value, caseless)))

    def pseudo(self, text: str) -> None:
        """Take a state, place or part of the element. Raises _Never."""
        match = _PSEUDO.match(text)
        name, inner = (match[1].lower(), match[2]) if match else ("", None)
        if name in _AT_REST_NEVER:
            raise _Never
        if name in _GENERATED:
            self.generated = True
            self.weight = _sum(self.weight, (0, 0, 1))
        elif name in _LISTED:
            self._listed(name, inner or "")
        else:
            self.weight = _sum(self.weight, (0, 1, 0))
            self._state(name, inner)

    def _listed(self, name: str, inner: str) -> None:
        """Take a list of selectors of which one or none must fit. Raises _Never where none of them can."""
        texts = [text.strip() for text in parts(inner, ",")]
        if self.depth >= _DEEPEST or not inner.strip():
            self.unsure = True
            return
        found: list[Selector] = []
        for text in texts:
            try:
                found.append(_complex(text.lstrip(">+~ ") if name == "has" else text, self.quirks, self.depth + 1))
            except _Never:
                continue
        if name != "where":
            self.weight = _sum(self.weight, max((one.weight for one in found), default=_NO_WEIGHT))
        is_sure = not any(one.unsure or one.generated for one in found)
        if name == "not":
            self.unsure |= not is_sure
            known = (one.step for one in found if not (one.unsure or one.generated))
            self.step = replace(self.step, unlike=(*self.step.unlike, *known))
            return
        if not found:
            raise _Never
        steps = tuple(one.step for one in found)
        if name != "has":
            self.unsure |= not is_sure
            self.step = replace(self.step, alike=(*self.step.alike, steps))
            return
        # Where in it what it must hold has to stand is not told.
        self.unsure = True
        if not any(text[:1] in ("+", "~") for text in texts):
            self.step = replace(self.step, holds=(*self.step.holds, steps))

    def _state(self, name: str, inner: str | None) -> None:
        """Take what else may be asked of an element."""
        step = self.step
        if name == "root":
            self.step = replace(step, attributes=(*step.attributes, ("", "root", "", False)))
        elif name in ("link", "any-link"):
            self.step = replace(step, attributes=(*step.attributes, ("href", "", "", False)))
        elif name == "empty":
            self.step = replace(step, empty=True)
        elif name in _PLACES:
            self.step = replace(step, places=(*step.places, *_PLACES[name]))
        elif name in _NTHS and (place := _nth(inner or "")) is not None:
            self.step = replace(step, places=(*step.places, (*_NTHS[name], *place)))
        elif name in _OF_FIELDS:
            self.step, self.unsure = replace(step, is_field=True), True
        else:
            self.unsure = True
            self.invalid |= name not in _UNTOLD and name not in _NTHS


def _compound(word: str, quirks: bool, depth: int) -> Selector:
    """One step. Raises _Never where nothing on a page at rest fits it."""
    found = _Compound(quirks, depth)
    at = 0
    while at < len(word):
        token = _TOKEN.match(word, at)
        if token is None:
            found.unsure = found.invalid = True
            break
        if token["name"]:
            found.name(token["name"])
        elif token["attribute"]:
            found.attribute(token["attribute"])
        elif token["pseudo"]:
            found.pseudo(token["pseudo"])
        else:
            found.tag(token["tag"], is_first=not at)
        at = token.end()
    return Selector(found.step, found.weight, found.generated, found.unsure, found.invalid)


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
