"""Styles of a Word file, as far as they change what a text shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from gongkai.grids.docx_marks import NS, OFF, TOGGLES, VALUE, Element, Marks, W, changes, marks_of

#: A chain of styles is never longer; one that is turns in a circle.
_LONGEST_CHAIN = 64
_ID, _BASED_ON, _NUMBERED = W + "styleId", "w:basedOn", "w:pPr/w:numPr"

#: (number of the list or None, level or None) as a w:numPr states them.
Numbered = tuple[str | None, str | None]


@dataclass(frozen=True)
class Styles:
    """Of each style (by id) the marks and the automatic number, those that it is based on included.

    base: marks of all text. usual: id of the style of those that name none, by kind (paragraph, character, table).
    """

    marks: Mapping[str, Marks] = field(default_factory=dict)
    numbered: Mapping[str, Numbered] = field(default_factory=dict)
    base: Marks = field(default_factory=dict)
    usual: Mapping[str, str] = field(default_factory=dict)

    def change(self, used: Iterable[str], grounds: Iterable[str]) -> bool:
        """Whether one of the styles used, or what holds for all text, changes what is shown."""
        names, papers = {*used, *self.usual.values()}, tuple(grounds)
        return any(changes(marks, papers) for marks in (self.base, *(self.marks.get(name, {}) for name in names)))

    def of(self, kind: str, name: str | None) -> Marks:
        """Marks of a style, of the usual one of its kind where none is named."""
        return self.marks.get(name or self.usual.get(kind, ""), {})


def styles_of(root: Element) -> Styles:
    """Styles from the root of styles.xml."""
    elements = {style.get(_ID) or "": style for style in root.iterfind("w:style", NS)}
    usual = {
        style.get(W + "type") or "": name
        for name, style in elements.items()
        if style.get(W + "default") not in (None, *OFF)
    }
    marks = {name: _inherited(name, elements, _marks) for name in elements}
    numbered = {name: _number(_inherited(name, elements, _numbers)) for name in elements}
    return Styles(
        {name: own for name, own in marks.items() if own},
        {name: own for name, own in numbered.items() if own != (None, None)},
        marks_of(root.find("w:docDefaults/w:rPrDefault/w:rPr", NS)),
        usual,
    )


def resolved(styles: Styles, paragraph: str | None, run: str | None, table: str | None, direct: Marks) -> Marks:
    """Marks of a run by the names of its styles (None: the usual) and its own marks, which win.

    ``doubt`` is among them where several styles switch the same on: programs do not agree on what that shows.
    """
    levels = [styles.of("table", table), styles.of("paragraph", paragraph), styles.of("character", run)]
    found: dict[str, bool | float | str] = dict(styles.base)
    for level in levels:
        found.update(level)
    for name in TOGGLES:
        on = sum(bool(level.get(name)) for level in (styles.base, *levels))
        found[name] = on == 1
        if on > 1 and name not in direct:
            found["doubt"] = True
    return {**found, **direct}


def named(properties: Element | None, kind: str) -> str | None:
    """The style (kind: pStyle, rStyle, tblStyle) that properties name."""
    found = properties.find(f"w:{kind}", NS) if properties is not None else None
    return None if found is None else found.get(VALUE)


def _inherited(
    name: str, elements: Mapping[str, Element], own: Callable[[Element], Mapping[str, bool | float | str]]
) -> dict[str, bool | float | str]:
    """What a style and those that it is based on say, the nearest first."""
    found: dict[str, bool | float | str] = {}
    for _ in range(_LONGEST_CHAIN):
        style = elements.get(name)
        if style is None:
            break
        for key, value in own(style).items():
            found.setdefault(key, value)
        based_on = style.find(_BASED_ON, NS)
        name = "" if based_on is None else based_on.get(VALUE) or ""
    return found


def _marks(style: Element) -> dict[str, bool | float | str]:
    """Marks of one style. Those of parts of a table (its first row …) are in doubt, but for their colour."""
    found = marks_of(style.find("w:rPr", NS))
    parts = [marks_of(part) for part in style.iterfind("w:tblStylePr/w:rPr", NS)]
    if any(changes(part, ()) for part in parts):
        found["doubt"] = True
    return found


def numbers(properties: Element | None) -> dict[str, bool | float | str]:
    """What a w:numPr states: number of the list, level."""
    found: dict[str, bool | float | str] = {}
    for key in ("numId", "ilvl"):
        child = properties.find(f"w:{key}", NS) if properties is not None else None
        if child is not None and child.get(VALUE) is not None:
            found[key] = child.get(VALUE) or ""
    return found


def _numbers(style: Element) -> dict[str, bool | float | str]:
    return numbers(style.find(_NUMBERED, NS))


def _number(found: Mapping[str, bool | float | str]) -> Numbered:
    number, level = found.get("numId"), found.get("ilvl")
    return (None if number is None else str(number), None if level is None else str(level))
