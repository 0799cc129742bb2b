"""Colours of text on its ground, as RRGGBB."""

from __future__ import annotations

import re

PAPER = "FFFFFF"
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
#: A channel (of 255) in which no colour differs more from its ground than this: nobody sees it.
_SEEN = 32


def is_faint(colour: str, ground: str) -> bool:
    """Whether a colour cannot be told from its ground. Of two names that are no RRGGBB: whether they are the same."""
    if not (_HEX.fullmatch(colour) and _HEX.fullmatch(ground)):
        return bool(colour) and colour == ground
    both = zip(bytes.fromhex(colour), bytes.fromhex(ground), strict=True)
    return all(abs(one - other) < _SEEN for one, other in both)
