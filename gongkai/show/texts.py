"""Texts of strangers, made harmless to draw."""

from __future__ import annotations

import html
import unicodedata

#: Signs that turn the direction of writing: they would move the text around them.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def harmless(text: str) -> str:
    """The text with U+FFFD for control signs, halves of pairs and signs that turn the direction of writing."""
    return "".join(sign if _is_harmless(sign) else "\ufffd" for sign in text.replace("\r\n", "\n"))


def escaped(text: str) -> str:
    """The text as a browser shows it, in content and in quoted attributes: no markup, nothing else that acts."""
    return html.escape(harmless(text), quote=True)


def _is_harmless(sign: str) -> bool:
    return sign in "\n\t" or (unicodedata.category(sign) not in ("Cc", "Cs") and sign not in _TURNING)
