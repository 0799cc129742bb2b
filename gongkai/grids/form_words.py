"""Words of the official tables, to find heads and labels on a page by them: geometry only, the aligner maps them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from gongkai.forms import codebook

_SIGNS = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
#: Begins a label of a row: ``1.``, ``（三）``, ``四、``.
_NUMBERED = re.compile(
    r"^(?:\d{1,2}[.．、,，]|[(（][一二三四五六七八九十]{1,2}[)）]|[一二三四五六七八九十]{1,2}[、.．])"
)
_SECTION = re.compile(
    r"^[一二三四五六七八九十](?:总体情况|主动公开政府信息|收到和处理政府信息|政府信息公开行政|存在的?主要问题|其他需要)"
)
_ARTICLE = re.compile(r"^第二十条第[一二三四五六七八九十]+项$")


@lru_cache(maxsize=1 << 14)
def key(text: str) -> str:
    """Letters and figures of a text in NFKC, nothing else: enumerators stay, brackets and spaces go."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=1 << 14)
def bare_key(text: str) -> str:
    """Key of a text without what stands in brackets, the end of one that goes on below included."""
    return key(_BRACKETS.sub("", text).partition("（")[0].partition("(")[0])


def opened(text: str) -> int:
    """How many more brackets open than close."""
    return sum(sign in "(（" for sign in text) - sum(sign in ")）" for sign in text)


def is_numbered(text: str) -> bool:
    """Whether a line begins with an enumerator."""
    return _NUMBERED.match(text) is not None


def is_leaf_numbered(text: str) -> bool:
    """Whether a line begins with a figure and a point, as the innermost labels of table 3 do."""
    return text[:1].isdigit() and is_numbered(text)


def leaf_number(text: str) -> int | None:
    """The figure before the point with which a line of the innermost labels begins; None for another line."""
    return int(re.split(r"\D", text, maxsplit=1)[0]) if is_leaf_numbered(text) else None


def is_section(text: str) -> bool:
    """Whether a line is the heading of a section of the report."""
    return _SECTION.match(key(text)) is not None


def is_article(text: str) -> bool:
    """Whether a text is the band over a block of table 2 (第二十条第（一）项)."""
    return _ARTICLE.match(key(text)) is not None


@cache
def applicants() -> frozenset[str]:
    """Heads of the seven columns of table 3."""
    found = codebook.applicants()
    return _keys(name for a in found.values() if a.printed for name in (a.label_zh, *a.variants))


@cache
def first_applicant() -> frozenset[str]:
    """Heads of the first of the seven columns."""
    first = codebook.applicants()[codebook.printed_applicants()[0]]
    return _keys((first.label_zh, *first.variants))


@cache
def organisations() -> frozenset[str]:
    """Heads of the columns over which 法人或其他组织 stands."""
    found = codebook.applicants()
    return _keys(name for a in found.values() if a.parent is not None for name in (a.label_zh, *a.variants))


#: The head over the columns of :func:`organisations`.
ORGANISATIONS = "法人或其他组织"
#: Heads that stand in no other place than the head of table 3.
TELLING_APPLICANTS = frozenset({"自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构"})
#: Heads over several columns of tables 3 and 4.
SPANNING_3 = frozenset({"申请人情况", ORGANISATIONS})
#: The note in the corner of table 3.
NOTES_3 = frozenset({"本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和", "本列数据的勾稽关系"})
SPANNING_4 = frozenset({"行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉"})
#: Heads of table 4 that stand in no other place.
TELLING_OUTCOMES = frozenset({"结果维持", "结果纠正", "其他结果", "尚未审结"})
HEAD_OF_LABELS = frozenset({"信息内容"})


@cache
def outcomes() -> frozenset[str]:
    """Heads of the fifteen columns of table 4."""
    return _keys(
        name
        for indicator in codebook.printed_indicators("2021", "4")
        for name in (indicator.label_zh.rsplit("/", 1)[1], *indicator.variants)
        if "<" not in name
    )


@cache
def requests_rows() -> frozenset[str]:
    """Labels of the rows of table 3, on any form."""
    return _keys(
        name
        for form in codebook.FORMS
        for indicator in codebook.printed_indicators(form, "3")
        for name in (indicator.label_zh, *indicator.variants)
    )


@cache
def groups() -> frozenset[str]:
    """Labels over several rows of table 3."""
    return _keys(line["label_zh"] for line in codebook.read_tsv("ignored_labels.tsv") if line["table"] == "3")


@cache
def disclosure_heads() -> frozenset[str]:
    """Heads of the columns of table 2, on any form."""
    return _disclosure(1)


@cache
def disclosure_rows() -> frozenset[str]:
    """Labels of the rows of table 2, on any form."""
    return _disclosure(0)


def _disclosure(part: int) -> frozenset[str]:
    """Row labels (part 0) or heads (part 1); the codebook lists variants of both in one field."""
    names: set[str] = set()
    for form in codebook.FORMS:
        for indicator in codebook.printed_indicators(form, "2"):
            parts = indicator.label_zh.split("/", 1)
            own, other = set(parts[part]), set(parts[1 - part])
            names.add(parts[part])
            names |= {v for v in indicator.variants if len(own & set(v)) > len(other & set(v))}
    return _keys(names)


def _keys(names: Iterable[str]) -> frozenset[str]:
    return frozenset(key(form) for name in names for form in (name, _BRACKETS.sub("", name)) if key(form))


@cache
def beginnings(names: frozenset[str]) -> frozenset[str]:
    """All beginnings of some names, whole ones too."""
    return frozenset(name[:end] for name in names for end in range(1, len(name) + 1))


@cache
def parts(names: frozenset[str]) -> frozenset[str]:
    """Everything that may stand on a line of some names; nothing (signs alone), too."""
    return frozenset(name[i:j] for name in names for i in range(len(name)) for j in range(i, len(name) + 1))


@lru_cache(maxsize=1 << 14)
def is_misread(printed: str, name: str) -> bool:
    """Whether a key is a name of three signs or more but for one: lost, added, another (社公益组织)."""
    if len(name) < 3 or printed == name or abs(len(printed) - len(name)) > 1:
        return False
    longer, shorter = (printed, name) if len(printed) > len(name) else (name, printed)
    if len(longer) > len(shorter):
        return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
    return sum(a != b for a, b in zip(printed, name, strict=True)) == 1


@cache
def _official() -> frozenset[str]:
    heads = applicants() | outcomes() | disclosure_heads() | SPANNING_3 | SPANNING_4 | HEAD_OF_LABELS | NOTES_3
    return parts(heads | requests_rows() | groups() | disclosure_rows())


def is_official(words: str) -> bool:
    """Whether a key is one of a head or label of the official tables, or a piece of one."""
    return words in _official()
