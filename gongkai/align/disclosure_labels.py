"""Labels of table 2: rows, headers and articles of the Regulation, against those of the forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from gongkai.align import labels, notes
from gongkai.align.numbers import squeeze
from gongkai.align.script import simplified
from gongkai.forms import codebook
from gongkai.forms.model import Indicator
from gongkai.grids.model import UNREAD

TABLE = "2"

_ARTICLE = re.compile(r"第二十条第\([一二三四五六七八九十]+\)项")

#: A header that is shorter says nothing of the one that it was cut from.
_SHORTEST_PIECE = 2


@dataclass(frozen=True)
class Header:
    """A header cell over a column of numbers: its text and the columns it covers.

    fields: how many cells its row has.
    apart:  it stands in another grid than the rows under it, of as many columns: only position tells its column.
    """

    text: str
    first: int
    last: int
    fields: int
    apart: bool = False


@cache
def lines(form: str) -> dict[str, dict[str, Indicator]]:
    """Row label -> header -> indicator, as the form prints them."""
    found: dict[str, dict[str, Indicator]] = {}
    for indicator in codebook.printed_indicators(form, TABLE):
        row, header = indicator.label_zh.split("/", 1)
        found.setdefault(row, {})[header] = indicator
    return found


@cache
def _names(form: str, part: int) -> dict[str, frozenset[str]]:
    """Row labels (part 0) or headers (part 1) of the form -> keys of their variants.

    The codebook lists the variants of both in one field; each belongs to the one that it is more like.
    """
    names: dict[str, set[str]] = {}
    for row, headers in lines(form).items():
        for header, indicator in headers.items():
            own, other = ((row, header), (header, row))[part]
            like = {v for v in indicator.variants if _shared(v, own) > _shared(v, other)}
            names.setdefault(own, set()).update(labels.bare_key(name) for name in (own, *like))
    return {name: frozenset(keys) for name, keys in names.items()}


def _shared(one: str, other: str) -> int:
    """Characters that two labels share."""
    return len(set(labels.bare_key(one)) & set(labels.bare_key(other)))


@cache
def _header_keys(form: str) -> frozenset[str]:
    """Keys of the headers as the form prints them."""
    return frozenset(labels.key(header) for header in _names(form, 1))


@lru_cache(maxsize=1 << 12)
def row_label(text: str, form: str) -> str | None:
    """The form's row that a printed label names; notes in brackets do not matter, unless they make it another one."""
    return _named(text, _names(form, 0)) if notes.effect(text) != "other" else None


@lru_cache(maxsize=1 << 12)
def header_label(text: str, form: str) -> str | None:
    """The form's header that a printed one names; None for one that may be either of two (本年新)."""
    label = _named(text, _names(form, 1))
    return label if label is None or notes.effect(text, _is_of_amount(label)) != "other" else None


def _is_of_amount(header: str) -> bool:
    return "金额" in header


def _named(text: str, names: dict[str, frozenset[str]]) -> str | None:
    printed = labels.bare_key(text)
    found = [name for name, keys in names.items() if printed in keys]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=1 << 12)
def is_article(text: str) -> bool:
    """Whether a text is the paragraph of article 20 that a block answers."""
    return _ARTICLE.fullmatch(_plain(text)) is not None


@lru_cache(maxsize=1 << 12)
def has_stray_number(text: str) -> bool:
    """Whether a number ran into a box with such a paragraph, or what may be one and cannot be read into any."""
    printed = _ARTICLE.sub("", _plain(text))
    return UNREAD in text or (printed != _plain(text) and any(sign.isdecimal() for sign in printed))


def _plain(text: str) -> str:
    return simplified(squeeze(text)).replace("（", "(").replace("）", ")")


def is_piece(text: str) -> bool:
    """Whether a text may be the cut beginning or end of a header of any form."""
    return any(_is_piece_of(text, header) for form in codebook.FORMS for header in _names(form, 1))


def _is_piece_of(text: str, header: str) -> bool:
    printed, official = labels.bare_key(text), labels.bare_key(header)
    if notes.effect(text, _is_of_amount(header)) == "other":
        return False
    return len(printed) >= _SHORTEST_PIECE and (official.startswith(printed) or official.endswith(printed))


def named(headers: Sequence[Header], official: str, form: str) -> list[tuple[str | None, bool]]:
    """(the form's header or None, whether only its position tells it) for each header over a row of the form.

    Headers cut short (本年新 | 本年新) are known where all of the row's headers stand there, in the form's order, each
    whole or a piece of the form's.
    """
    found = [header_label(header.text, form) for header in headers]
    expected = list(lines(form)[official])
    if len(found) == len(expected) and found != expected:
        fits = [
            label == wanted or (label is None and _is_piece_of(header.text, wanted))
            for header, label, wanted in zip(headers, found, expected, strict=True)
        ]
        if all(fits):
            return [(wanted, label is None) for label, wanted in zip(found, expected, strict=True)]
    return [(label if found.count(label) == 1 else None, False) for label in found]


def form_of(texts: Sequence[str], row_labels: Sequence[str]) -> str:
    """The form whose headers most of the printed ones are, exact ones before variants; never from the year."""

    def score(form: str) -> tuple[int, int]:
        exact = sum(labels.key(text) in _header_keys(form) for text in texts)
        meant = sum(row_label(text, form) is not None for text in row_labels)
        return exact + sum(header_label(text, form) is not None for text in texts), meant

    return max(codebook.FORMS, key=score)
