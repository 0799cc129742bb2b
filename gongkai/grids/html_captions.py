"""Which lines of a page are no captions of the tables below them: those that may not be seen, or stand elsewhere."""

from __future__ import annotations

import re

from gongkai.grids.html_look import Element, look_of
from gongkai.grids.html_shown import Surroundings

#: What puts the parts of a page in another order than that of its source.
_ORDER = re.compile(r"(?<![\w-])order\s*:|-reverse", re.I)
#: A longer line is a sentence, which is no caption.
_LONGEST = 60


class Captions:
    """Of one page, whose styles are written into its elements. source: the page's text."""

    def __init__(self, root: Element, source: str) -> None:
        self._round = Surroundings()
        self._is_reordered = _ORDER.search(source) is not None and any(
            _ORDER.search(str(element.get("style"))) and look_of(element).moved for element in root.iter("*")
        )

    def is_doubtful(self, block: Element, line: str) -> bool:
        """Whether a line of a block is, for all that its styles tell, not seen or not where its source has it."""
        if len(line) > _LONGEST:
            return False
        return self._is_reordered or any(
            not (here := self._round.within(element)).seen or here.is_unsure
            for element in (block, *block.iterdescendants("*"))
            if element is block or element.get("style") is not None
        )
