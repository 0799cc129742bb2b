"""What stands in a number box: a number, nothing, a number with words, or ink that is no number."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from gongkai.align.script import simplified
from gongkai.figures import is_of_size

BoxStatus = Literal["reported", "blank", "annotated", "unreadable"]

#: Signs that publishers put into a box that they leave empty.
_DASHES = frozenset("/\\-‐—–―－／─－_")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufeff\u00ad"))
#: Arabic figures alone, no zero in front (007 is a code, or a figure lost).
_DIGITS = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|0|[1-9][0-9]*)(?:\.[0-9]+)?"
_SIGN = r"(?P<sign>[+\-−‐]|减少?|增加?)?"
_UNITS = r"万元|亿元|元|件|条|个|项|宗|起|次|人次"
_UNIT = rf"(?P<unit>{_UNITS})?"
_NUMBER = re.compile(rf"^{_SIGN}(?P<digits>{_DIGITS}){_UNIT}$")
_ANNOTATED = re.compile(rf"^{_SIGN}(?P<digits>{_DIGITS}){_UNIT}[(（](?P<words>.*[^\W\d_].*)[)）]$")
#: A unit in brackets behind a number is its unit all the same.
_IN_BRACKETS = re.compile(rf"(?<=[0-9])[(（](?:单位:?)?({_UNITS})[)）]$")
#: Words in brackets that leave the number before them what it is: they say what is part of it (其中修订16件, 含废止2件)
#: or part it (修订16件、废止2件). All others (截至6月, 页, 占比, 预计, 无效) may make another number of it.
_ACTS = "修订|新增|新?(?:制定|制发|发布|印发|出台|颁布|立)|废止|宣布失效|失效|保留|现行有效"
_PART = rf"(?:{_ACTS})的?(?:规章|(?:行政)?规范性文件)?:?\d+(?:{_UNITS})?"
_PARTS = re.compile(rf"(?:其中|含|包括|包含).*|{_PART}(?:[、,;和]{_PART})*")
#: Words within them that make another number of it all the same: another unit, a sign, a correction, a part left out,
#: others' numbers, another period, no counted number.
_CHANGES = re.compile(
    r"[十百千万亿]|[美港欧]元|单位|负|减|更正|更改|订正|修正|修改|改为|应为|实为|实际|原为|误|正确|为准|有错|错|删|作废|存疑|待核|另"
    r"|上年|去年|前年|历年|累计|20\d\d|[%‰]|不含|不包|不计|除外|扣除|剔除|[下所直]属|系统|全[省市县区]|各[省市县区乡镇]"
    r"|截[至止]|往年|以前|[上下]半年|季度|结?转[下至]|[预估]计|预测|计划|估算|约|占比|比[例率重]|同比|环比|增长|样[例表]|示例|测试|无效"
)
#: Figures that are no number by themselves, but may be the rest of one that was broken over two rows: 05, .5, ,005.
_REST = re.compile(rf"^[+\-−‐]?[.,]?[0-9](?:[0-9.,]*[0-9])?(?:{_UNITS}|[%‰])?$")
#: Marks that turn the writing of what stands beside them about: of digits alone only those between them.
_TURNING = "\u200f\u061c"
_UNTURNED = re.compile(rf"[{_TURNING}]*[0-9.,]*[{_TURNING}]*")
#: Any white space, that which ends lines or fields elsewhere (U+2028, VT, FS, NEL) too.
_BROKEN_DIGITS = re.compile(r"\d\s+\d")
#: Three digits behind one point: 1.000 may be one or one thousand.
_DOTTED_THOUSANDS = re.compile(r"^[1-9][0-9]{0,2}\.[0-9]{3}$")


@dataclass(frozen=True, slots=True)
class Number:
    """What a box holds. ``value`` keeps the printed digits (``0.50`` stays so); ``unit`` only where the box prints one.

    wrapped: the digits stood on more than one line of the box and were joined.
    """

    status: BoxStatus
    value: Decimal | None = None
    unit: str | None = None
    wrapped: bool = False


BLANK = Number("blank")
UNREADABLE = Number("unreadable")


@lru_cache(maxsize=1 << 16)
def squeeze(text: str) -> str:
    """Text in NFKC without any white space or invisible sign, for comparing."""
    return "".join(unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).split())


@lru_cache(maxsize=1 << 14)
def parse(text: str, wraps: bool) -> Number:
    """What a box with this text holds.

    wraps: a line break inside the box is the page's, not the publisher's (PDF, scans), so digits on both sides of it
    are one number. In exact media (HTML, DOCX, text) two numbers in one box stay two, and the box is unreadable.
    """
    lines = [line for line in text.replace("\r", "\n").split("\n") if squeeze(line)]
    bare = _IN_BRACKETS.sub(r"\1", simplified(squeeze(text)))
    if any(unicodedata.category(sign) == "No" for sign in text):
        # A raised or circled figure (5², 5①) is a note's mark, which NFKC would make a digit of the number.
        return UNREADABLE
    if not bare or set(bare) <= _DASHES:
        return BLANK
    if any(mark in text for mark in _TURNING) and not _UNTURNED.fullmatch(
        "".join(unicodedata.normalize("NFKC", text).split())
    ):
        return UNREADABLE
    if any(_BROKEN_DIGITS.search(unicodedata.normalize("NFKC", line.translate(_INVISIBLE))) for line in lines):
        return UNREADABLE
    wrapped = len(lines) > 1 and any(
        squeeze(before)[-1:].isdigit() and squeeze(after)[:1].isdigit() for before, after in itertools.pairwise(lines)
    )
    if wrapped and not wraps:
        return UNREADABLE
    plain, annotated = _NUMBER.match(bare), _ANNOTATED.match(bare)
    found = plain or annotated
    if found is None or (annotated is not None and not _is_of_parts(annotated["words"])):
        return UNREADABLE
    sign = "-" if (found["sign"] or "").startswith(("-", "−", "‐", "减")) else ""
    value = Decimal(sign + found["digits"].replace(",", ""))
    if not is_of_size(value):
        return UNREADABLE
    return Number("reported" if plain else "annotated", value, found["unit"], wrapped)


def _is_of_parts(words: str) -> bool:
    """Whether words in brackets behind a number say of what it is made, and no more."""
    return _PARTS.fullmatch(words) is not None and _CHANGES.search(words) is None


@lru_cache(maxsize=1 << 14)
def parse_count(text: str, wraps: bool, signed: bool) -> Number:
    """What a box for a count holds: as :func:`parse`, and no number that nobody prints who counts.

    signed: the count is a change (本年增/减), which is printed with its sign. Elsewhere a plus says that the number
    stands in another column than its own; a minus is kept, for the rule of counts to find.
    """
    number = parse(text, wraps)
    if number.value is None:
        return number
    bare = simplified(squeeze(text))
    if _DOTTED_THOUSANDS.match(f"{number.value:f}") or (not signed and bare.startswith(("+", "增"))):
        return UNREADABLE
    return number


def values(texts: Iterable[str]) -> set[Decimal]:
    """The numbers that boxes with these texts hold."""
    return {value for text in texts if (value := parse(text, wraps=True).value) is not None}


@lru_cache(maxsize=1 << 14)
def is_number(text: str) -> bool:
    """Whether a box holds a number, with or without words, or a part of one, as far as telling rows of numbers from
    heads goes."""
    return parse(text, wraps=True).value is not None or _REST.match(squeeze(text)) is not None
