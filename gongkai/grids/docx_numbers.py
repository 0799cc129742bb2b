"""Automatic numbers of Word's lists: which of their levels show something."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gongkai.grids.docx_marks import NS, VALUE, Element, W
from gongkai.grids.docx_styles import Numbered, numbers

_NUM_ID, _ABSTRACT_ID, _LEVEL = W + "numId", W + "abstractNumId", W + "ilvl"
_PLACE = re.compile(r"%[1-9]")


@dataclass(frozen=True)
class Lists:
    """List (by its number) → level → whether it shows something; None for a list whose levels stand elsewhere."""

    levels: Mapping[str, Mapping[str, bool] | None]

    def show(self, direct: Element | None, style: Numbered) -> bool:
        """Whether a paragraph with this w:numPr of its own, and with this number by its style, shows a number."""
        own = numbers(direct)
        number = str(own["numId"]) if "numId" in own else style[0]
        if number is None or number not in self.levels:
            return False
        levels = self.levels[number]
        level = str(own["ilvl"]) if "ilvl" in own else style[1]
        if levels is None:
            return True
        if level is None:
            # A style's level is the one that names the style; a paragraph's without one is the first.
            return levels.get("0", True) if "numId" in own else any(levels.values())
        return levels.get(level, True)


NO_LISTS = Lists({})


def lists_of(root: Element) -> Lists:
    """Lists from the root of numbering.xml."""
    kinds = {kind.get(_ABSTRACT_ID): _levels(kind) for kind in root.iterfind("w:abstractNum", NS)}
    found: dict[str, Mapping[str, bool] | None] = {}
    for one in root.iterfind("w:num", NS):
        kind = one.find("w:abstractNumId", NS)
        levels = kinds.get(kind.get(VALUE)) if kind is not None else None
        own = {level.get(_LEVEL) or "0": _shows(level) for level in one.iterfind("w:lvlOverride/w:lvl", NS)}
        found[one.get(_NUM_ID) or ""] = None if levels is None else {**levels, **own}
    return Lists({number: levels for number, levels in found.items() if number != "0"})


def _levels(kind: Element) -> dict[str, bool] | None:
    if kind.find("w:numStyleLink", NS) is not None:
        return None
    return {level.get(_LEVEL) or "0": _shows(level) for level in kind.iterfind("w:lvl", NS)}


def _shows(level: Element) -> bool:
    """A picture, words of the level's own, or a number in some writing."""
    if level.find("w:lvlPicBulletId", NS) is not None:
        return True
    text, writing = level.find("w:lvlText", NS), level.find("w:numFmt", NS)
    words = (text.get(VALUE) or "") if text is not None else ""
    counts = writing is None or writing.get(VALUE) != "none"
    return bool(_PLACE.sub("", words).strip()) or (counts and _PLACE.search(words) is not None)
