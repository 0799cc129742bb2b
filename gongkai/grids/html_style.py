"""What a page says of how it is shown, written into style attributes, so that these say all there is.

Known are rules of tags, classes and ids, also below one another (``.doc td``), of the page's own ``<style>`` elements;
style sheets elsewhere are unknown, as are rules for printing or for narrow screens and those with any other selector.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, cast

from lxml import etree

from gongkai.grids.html_look import MARK_AFTER, PLAIN, TELLING, colour, look

Element = etree._Element

#: So many rules that tell something of what is shown are known of one page, and so many characters of them are read.
_MOST_RULES, _MOST_CHARACTERS = 400, 500_000
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
#: An at-rule with a block of rules; those of the screen hold, all others are left out.
_AT_BLOCK = re.compile(r"@[\w-]+([^{};]*)\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}")
_AT_LINE = re.compile(r"@[\w-]+[^{};]*;")
_ON_SCREEN = re.compile(r"^\s*(?:only\s+)?(?:screen|all)\s*$", re.I)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"([\w-]+|\*)?((?:[.#][\w-]+)*)(::?(?:before|after))?$", re.I)
_NAME = re.compile(r"([.#])([\w-]+)")
_CONTENT = re.compile(r"(?:^|;)\s*content\s*:\s*(?!none\b|normal\b|\s*['\"]\s*['\"])", re.I)
_LIGHT_TEXT = re.compile(r"(?<!-)color\s*[:=]\s*[\"']?\s*(?:#[c-f]|white|rgb)", re.I)
_WITH_HIDDEN = etree.XPath("//*[@hidden]")
_WITH_PAPER = etree.XPath("//*[@bgcolor]")
#: Word's marks of notes.
_REFERENCES = etree.XPath(
    "//*[contains(@class, 'FootnoteReference') or contains(@class, 'EndnoteReference')"
    " or contains(@class, 'CommentReference')]"
)


class _Step(NamedTuple):
    """One element of a selector: its tag (None for any), its classes and its id."""

    tag: str | None
    classes: frozenset[str]
    identity: str | None


class _Rule(NamedTuple):
    """What is said of elements that the last step fits, below such that the others fit, with the rule's weight."""

    steps: tuple[_Step, ...]
    style: str
    weight: tuple[int, int, int]


def write_styles(root: Element, elements: Sequence[Element], text: str) -> None:
    """Write what rules, attributes and Word's classes of a page say of what is shown into style attributes.

    elements: all of the page. text: the page as it came; most pages hold nothing of the kind, and looking for a word
        costs less than a walk.
    """
    _write_rules(root, elements, text)
    if "hidden" in text or "HIDDEN" in text:
        for element in _found(_WITH_HIDDEN, root):
            # A display that is said overrides the attribute.
            element.set("style", f"display:none;{element.get('style') or ''}")
    if "Reference" in text:
        for element in _found(_REFERENCES, root):
            _add(element, "vertical-align:super")
    if "color" in text or "COLOR" in text:
        for element in root.iter("font"):
            if (named := element.get("color")) is not None and colour(named) is not None:
                element.set("style", f"color:{named};{element.get('style') or ''}")
    if "bgcolor" in text or "BGCOLOR" in text or "bgColor" in text:
        for element in _found(_WITH_PAPER, root):
            element.set("style", f"background-color:{element.get('bgcolor')};{element.get('style') or ''}")
    for link in root.iter("a"):
        # A link to a place on the page, which is a note's; one that is nothing but "#" calls a script.
        if _is_note(link.get("href") or ""):
            _add(link, "vertical-align:super")


def _is_note(address: str) -> bool:
    """Whether a link leads to a place on its own page."""
    page, _, place = address.partition("#")
    return bool(place) and (not page or place.startswith(("_ftn", "_edn", "_cmnt")))


def _found(wanted: etree.XPath, root: Element) -> list[Element]:
    return cast(list[Element], wanted(root))


def _add(element: Element, style: str) -> None:
    element.set("style", f"{element.get('style') or ''};{style}")


def _write_rules(root: Element, elements: Sequence[Element], text: str) -> None:
    styles = "\n".join(style.text or "" for style in root.iter("style"))
    rules = _rules(styles[:_MOST_CHARACTERS]) if styles else ()
    if not rules or not (any(_tells(rule.style) for rule in rules) or _LIGHT_TEXT.search(text)):
        return
    found: dict[Element, list[int]] = {}
    for element, number in _meant(root, elements, rules):
        if _fits(rules[number].steps, element):
            found.setdefault(element, []).append(number)
    for element, numbers in found.items():
        said = [rules[number].style for number in sorted(numbers)]
        element.set("style", ";".join([*said, element.get("style") or ""]))


def _meant(root: Element, elements: Sequence[Element], rules: Sequence[_Rule]) -> Iterator[tuple[Element, int]]:
    """Elements with the numbers of rules that may mean them, by the classes, id or tag that those end in."""
    by_class: dict[str, list[int]] = {}
    by_name: dict[tuple[str, str], list[int]] = {}
    for number, rule in enumerate(rules):
        last = rule.steps[-1]
        if last.classes:
            by_class.setdefault(min(last.classes), []).append(number)
        else:
            by_name.setdefault(("id", last.identity) if last.identity else ("tag", last.tag or "*"), []).append(number)
    if by_class:
        numbers_of: dict[str, list[int]] = {}
        for element in elements:
            names = element.get("class")
            if names is None:
                continue
            numbers = numbers_of.get(names)
            if numbers is None:
                numbers = [number for name in set(names.split()) for number in by_class.get(name, ())]
                numbers_of[names] = numbers
            for number in numbers:
                yield element, number
    for (kind, name), own in by_name.items():
        for element in root.iter(name) if kind == "tag" else (e for e in elements if e.get("id") == name):
            for number in own:
                yield element, number


def _tells(style: str) -> bool:
    """Whether a rule says more than the colour of the paper."""
    return look(style).is_odd and look(style)._replace(paper=None, is_odd=False) != PLAIN


@lru_cache(maxsize=64)
def _rules(text: str) -> tuple[_Rule, ...]:
    """Rules that say anything of what is shown, those that count more behind; nothing where none of them is odd."""
    if not TELLING.search(text):
        return ()
    bare = _AT_BLOCK.sub(lambda block: block[2] if _ON_SCREEN.match(block[1]) else "", _COMMENT.sub("", text))
    found: list[_Rule] = []
    for selectors, style in _RULE.findall(_AT_LINE.sub("", bare)):
        is_generated = _CONTENT.search(style) is not None
        if look(style) == PLAIN and not is_generated:
            continue
        for selector in selectors.split(","):
            steps, pseudo = _selector(selector.strip()) or ((), None)
            if steps and not pseudo:
                found.append(_Rule(steps, style.strip(), _weight(steps)))
            elif steps and is_generated:
                found.append(_Rule(steps, MARK_AFTER, _weight(steps)))
    is_any_odd = any(look(rule.style).is_odd for rule in found)
    return tuple(sorted(found[:_MOST_RULES], key=lambda rule: rule.weight)) if is_any_odd else ()


def _selector(text: str) -> tuple[tuple[_Step, ...], str | None] | None:
    """Steps of a selector from the outermost in, and the pseudo-element at its end; None where it says more."""
    steps: list[_Step] = []
    pseudo: str | None = None
    for word in text.replace(">", " ").split():
        simple = _SIMPLE.match(word)
        if simple is None or pseudo is not None or not word:
            return None
        names = _NAME.findall(simple[2])
        identities = [name for sign, name in names if sign == "#"]
        tag = simple[1].lower() if simple[1] and simple[1] != "*" else None
        classes = frozenset(name for sign, name in names if sign == ".")
        steps.append(_Step(tag, classes, identities[0] if identities else None))
        pseudo = simple[3]
    return (tuple(steps), pseudo) if steps else None


def _weight(steps: tuple[_Step, ...]) -> tuple[int, int, int]:
    return (
        sum(step.identity is not None for step in steps),
        sum(len(step.classes) for step in steps),
        sum(step.tag is not None for step in steps),
    )


def _fits(steps: tuple[_Step, ...], element: Element) -> bool:
    if not _is(steps[-1], element):
        return False
    left = len(steps) - 1
    for above in element.iterancestors() if left else ():
        if _is(steps[left - 1], above):
            left -= 1
            if not left:
                return True
    return not left


def _is(step: _Step, element: Element) -> bool:
    if step.tag is not None and element.tag != step.tag:
        return False
    if step.identity is not None and element.get("id") != step.identity:
        return False
    return not step.classes or step.classes <= set((element.get("class") or "").split())
