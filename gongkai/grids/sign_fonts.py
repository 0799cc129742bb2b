"""Fonts in which letters and figures are other signs (☎, ✓, α): what a text in them holds is not what it shows."""

from __future__ import annotations

import re

_NAMES = re.compile(
    r"(?:wingdings(?: ?[23])?|webdings|symbol|marlett|mt extra|monotype sorts|(?:itc )?zapf ?dingbats|dingbats)", re.I
)


def is_of_signs(name: str) -> bool:
    """Whether a font of this name is one of signs; its case says nothing."""
    return _NAMES.fullmatch(name.strip()) is not None
