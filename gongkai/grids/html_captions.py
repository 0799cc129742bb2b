"""Which lines of a page are no captions of the tables below them: those that may not be seen, or stand elsewhere."""

from __future__ import annotations

import re

from gongkai.grids.html_look import Element, look_of
from gongkai.grids.html_shown import Surroundings

#: What puts the parts of a page in another order than that of its source.
_ORDER = re.compile(r"(?<![\w-])order\s*:|-reverse", re.I)
#: A longer line is a sentence, which is no caption.
_LONGEST = 60
#: Words of which one stands in every line that says whose numbers a table holds; others need not be looked at.
_OF_SCOPE = re.compile(
    r"本|全|汇|总|[属屬]|系|各|机关|機關|单位|單位|部门|部門|合[计計]|办|辦|[辖轄]|所有|直|含|其中|[(（\[【]"
)


class Captions:
    """Of one page, whose styles are written into its elements. source: the page's text."""

    def __init__(self, root: Element, source: str) -> None:
        self._round = Surroundings()
        self._is_reordered = _may_reorder(source) and any(
            _ORDER.search(str(element.get("style"))) and look_of(element).moved for element in root.iter("*")
        )

    def is_doubtful(self, block: Element, line: str) -> bool:
        """Whether a line of a block is, for all that its styles tell, not seen or not where its source has it."""
        if len(line) > _LONGEST or _OF_SCOPE.search(line) is None:
            return False
        return self._is_reordered or any(
            not (here := self._round.within(element)).seen or here.is_unsure
            for element in (block, *block.iterdescendants("*"))
            if element is block or element.get("style") is not None
        )


def _may_reorder(source: str) -> bool:
    """Whether a page's text may hold such a style: a tenth of the time that the pattern takes over all of it."""
    bare = source.lower().replace("border", "")
    return "order" in bare or "-reverse" in bare
