"""Which elements of a page the steps of a selector fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from gongkai.grids.css_selectors import FIELDS, Step

Element = etree._Element


@dataclass
class Page:
    """A page whose elements are asked; what is asked of many elements is counted once.

    quirks: classes and ids have no case.
    """

    root: Element
    quirks: bool
    _counted: dict[tuple[Element, bool], dict[Element, tuple[int, int]]] = field(default_factory=dict)
    _holders: dict[Step, set[Element]] = field(default_factory=dict)
    _first: dict[tuple[Step, Element], int | None] = field(default_factory=dict)
    _around: dict[tuple[Step, Element], bool] = field(default_factory=dict)
    _names: dict[str, frozenset[str]] = field(default_factory=dict)

    def classes(self, element: Element) -> frozenset[str]:
        """The classes of an element."""
        said = element.get("class")
        if said is None:
            return frozenset()
        if said not in self._names:
            self._names[said] = frozenset((said.lower() if self.quirks else said).split())
        return self._names[said]

    def identity(self, element: Element) -> str | None:
        """The id of an element."""
        said = element.get("id")
        return said.lower() if said is not None and self.quirks else said

    def fits(self, step: Step, element: Element) -> bool:
        """Whether a step fits an element, and those before it what they mean round it."""
        if not self._is(step, element):
            return False
        before = step.before
        if before is None:
            return True
        if step.link == "+":
            beside = element.getprevious()
            return beside is not None and self.fits(before, beside)
        parent = element.getparent()
        if parent is None:
            return False
        if step.link == ">":
            return self.fits(before, parent)
        if step.link == "~":
            first = self._first_child(before, parent)
            return first is not None and first < self._places(parent, of_type=False)[element][0]
        return self._is_within(before, parent)

    def _is_within(self, step: Step, element: Element) -> bool:
        """Whether an element or one that it stands in fits a step; each is asked once."""
        asked: list[Element] = []
        above: Element | None = element
        told = False
        while above is not None and not told:
            known = self._around.get((step, above))
            if known is not None:
                told = known
                break
            asked.append(above)
            told = self.fits(step, above)
            above = above.getparent()
        for one in asked:
            self._around[(step, one)] = told
        return told

    def _first_child(self, step: Step, parent: Element) -> int | None:
        """The place of the first child that a step fits."""
        if (step, parent) not in self._first:
            places = self._places(parent, of_type=False)
            self._first[(step, parent)] = next((places[child][0] for child in parent if self.fits(step, child)), None)
        return self._first[(step, parent)]

    def _is(self, step: Step, element: Element) -> bool:
        if step.tag is not None and element.tag != step.tag:
            return False
        if step.identity is not None and self.identity(element) != step.identity:
            return False
        if step.classes and not step.classes <= self.classes(element):
            return False
        if step.asks_names_alone:
            return True
        if step.is_field and element.tag not in FIELDS:
            return False
        if not all(_has(element, *attribute) for attribute in step.attributes):
            return False
        if step.empty and (len(element) or element.text):
            return False
        return all(self._stands_at(element, *place) for place in step.places) and self._is_like(step, element)

    def _is_like(self, step: Step, element: Element) -> bool:
        return (
            all(any(self.fits(one, element) for one in either) for either in step.alike)
            and not any(self.fits(other, element) for other in step.unlike)
            and all(any(element in self._holding(one) for one in either) for either in step.holds)
        )

    def _holding(self, step: Step) -> set[Element]:
        """Elements that something stands in which a step fits."""
        if step not in self._holders:
            found: set[Element] = set()
            for element in self.root.iter():
                for above in element.iterancestors() if self.fits(step, element) else ():
                    if above in found:
                        break
                    found.add(above)
            self._holders[step] = found
        return self._holders[step]

    def _places(self, parent: Element, of_type: bool) -> dict[Element, tuple[int, int]]:
        """Places of an element's children from the first and from the last."""
        if (parent, of_type) not in self._counted:
            groups: dict[str, list[Element]] = {}
            for child in parent:
                groups.setdefault(str(child.tag) if of_type else "", []).append(child)
            self._counted[(parent, of_type)] = dict(_numbered(groups.values()))
        return self._counted[(parent, of_type)]

    def _stands_at(self, element: Element, from_end: bool, of_type: bool, a: int, b: int) -> bool:
        parent = element.getparent()
        place = 1 if parent is None else self._places(parent, of_type)[element][from_end]
        return place == b if a == 0 else (place - b) % a == 0 and (place - b) // a >= 0


def _numbered(groups: Iterable[list[Element]]) -> Iterator[tuple[Element, tuple[int, int]]]:
    for group in groups:
        for number, child in enumerate(group, start=1):
            yield child, (number, len(group) - number + 1)


def _has(element: Element, name: str, sign: str, value: str, caseless: bool) -> bool:
    if sign == "root":
        return element.getparent() is None
    said = element.get(name)
    if said is None or not sign:
        return said is not None
    if caseless:
        said, value = said.lower(), value.lower()
    if sign == "=":
        return said == value
    if sign == "~=":
        return bool(value) and value in said.split()
    if sign == "|=":
        return said == value or said.startswith(f"{value}-")
    return bool(value) and {"^=": said.startswith, "$=": said.endswith, "*=": said.__contains__}[sign](value)
