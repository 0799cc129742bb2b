"""Words in brackets behind a label: notes of the form, words that say more, and words that make it another label."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

from gongkai.align.numbers import squeeze
from gongkai.align.script import simplified
from gongkai.forms import codebook

#: ``none``: the label is the form's all the same. ``more``: it is, and the words are told. ``other``: it is not.
Effect = Literal["none", "more", "other"]

_TEXTS = 1 << 14
_BRACKETS = re.compile(r"[(\[【〔{〈]([^()\[\]【】〔〕{}〈〉]*)[)\]】〕}〉]")
_SIGNS = re.compile(r"[\s、，,。.．：:；;“”\"'‘’《》·]+")
_MONEY = re.compile(r"(?:单位)?(?:人民币)?([十百千]?[万亿]?元)(?:人民币)?")
#: The unit of money that a header prints, in its brackets.
_UNIT_IN_HEADER = re.compile(r"[(\[【〔](?:单位[:]?)?(?:人民币[:]?)?([十百千]?[万亿]?元)(?:人民币)?[)\]】〕]")
_WITH = re.compile(r"(?:其中)?(?:含|包括|包含)")
_EARLIER = re.compile(r"上年|上一年|去年|往年|历年|以前年")


@lru_cache(maxsize=_TEXTS)
def effect(text: str, is_amount: bool = False) -> Effect:
    """What the words in brackets make of a label; of an amount's header they may name a unit of money, and no other."""
    effects = {_of(note, is_amount) for note in _notes(text)}
    return "other" if "other" in effects else "more" if "more" in effects else "none"


def told(*texts: str) -> str | None:
    """Labels with words in brackets that say more than the form's, joined by a slash; None where none has any."""
    telling = [squeeze(text) for text in texts if "(" in squeeze(text) and effect(text, "金额" in text) == "more"]
    return "/".join(telling) or None


@lru_cache(maxsize=_TEXTS)
def money_unit(text: str) -> str | None:
    """The unit of money that a header prints; None where it prints none."""
    found = _UNIT_IN_HEADER.search(simplified(squeeze(text)))
    return found[1] if found is not None else None


def _notes(text: str) -> list[str]:
    """What stands in brackets in a label, without signs; the brackets round all of it and before it aside."""
    bare = simplified(squeeze(text))
    found = [(match.start(), _SIGNS.sub("", match[1])) for match in _BRACKETS.finditer(bare)]
    return [note for start, note in found if note and start > 0]


def _of(note: str, is_amount: bool) -> Effect:
    if is_amount:
        if _MONEY.fullmatch(note):
            return "none"
        return "more" if _WITH.match(note) and _listed(note) != "other" else "other"
    if _WITH.match(note) and not _leaves_out(note):
        return "other" if _EARLIER.search(note) else "more"
    return _listed(note)


def _leaves_out(note: str) -> bool:
    return re.search(r"不含|不包|不计|除外|扣除|剔除", note) is not None


def _listed(note: str) -> Effect:
    return next(what for pattern, what in _patterns() if pattern.fullmatch(note))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Effect], ...]:
    """The list of ``label_notes.tsv``; of several patterns that fit the first counts."""
    effects: dict[str, Effect] = {"none": "none", "more": "more", "other": "other"}
    lines = codebook.read_tsv("label_notes.tsv")
    return tuple((re.compile(line["pattern"]), effects[line["effect"]]) for line in lines)
