"""Labels and headers as printed, against those of the form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from gongkai import periods
from gongkai.align import notes
from gongkai.align.numbers import squeeze
from gongkai.align.script import simplified
from gongkai.forms import codebook
from gongkai.forms.model import Indicator
from gongkai.grids.form_words import is_misread

#: So many printed texts are remembered: a worker meets the same labels again and again, and odd ones once.
_TEXTS = 1 << 14

#: Similarity (0..1) from which a label counts as the form's, misprints and cut ends allowed for.
NEAR = 0.72
#: Words of another measure than the form's count, at any place in a label or head.
_MEASURES = (
    "比例|占比|比率|百分|[%‰]|金额|人数|人次|人均|户数|户次|家数|次数|天数|页数|字数|平均"
    "|同比|环比|增长|增减|增加|减少|下降|增幅|降幅"
)
#: Words that no misprint makes: of another period, another measure, another answer than the form's.
_OTHERWISE = re.compile(
    f"{_MEASURES}|累计|历年|历次|前年|去年|上月|本月|当月|本季|季度|半年|同期|近年|年来|以来|本届|任期|截[至止]"
    "|[两三四五六七八九十]年|[十百千万]件|费用|撤回|撤销|办结|答复|新收|结转"
    "|投诉|党务|党建|网上|线上|网络|互联网|允许|侵害|侵犯|损害|大部分|小部分|其中"
    "|规定公开|应当公开|少量|外部|第[一二四]方"
)
#: What two rows with the same beginning and end are about: a fee that was not paid, a request that was not mended.
_ABOUT = (re.compile("缴|收费|费用|交纳|交费"), re.compile("补正"))
#: What makes another head of one over several columns or rows: another measure, or who asks.
_OF_ANOTHER = re.compile(rf"{_MEASURES}|[(\[](?:单位:?)?[人户家名][)\]]")
#: Who asks, or a share: at the end of a label it is another one (重复申请人, 予以公开率).
_OF_OTHERS = ("人", "者", "户", "率", "额", "%")

_ENUMERATOR = re.compile(r"^(?:[一二三四五六七八九十]+[、.,]|\([一二三四五六七八九十]+\)|\(?\d+[.、,)]|[、.,])")
#: Years that labels name, counted from the report's; all that went before are none of them.
_YEARS = {
    "上年": -1,
    "上一年": -1,
    "去年": -1,
    "本年": 0,
    "今年": 0,
    "下年": 1,
    "下一年": 1,
    "明年": 1,
    "前年": -2,
    "历年": -99,
}
_YEAR_WORD = re.compile(f"({'|'.join(_YEARS)})度?")
#: (seen, printed) signs of the applicants' heads that are taken for each other.
_LOOKS_LIKE = frozenset(
    {
        ("白", "自"),
        ("目", "自"),
        ("亚", "业"),
        ("北", "业"),
        ("入", "人"),
        ("细", "组"),
        ("枳", "织"),
        ("识", "织"),
        ("杋", "机"),
    }
)
_NEGATIONS = frozenset("不非未无除没")
_ANSWERS = _NEGATIONS | frozenset("予以已可能法")
#: A label shorter than this part of the form's is cut.
_CUT = 0.75
_BRACKETS = re.compile(r"[(\[【〔{〈][^()\[\]【】〔〕{}〈〉]*[)\]】〕}〉]")
_SIGNS = re.compile(r"[\s、，,。.．：:；;“”\"'‘’《》<>·]+")


@lru_cache(maxsize=_TEXTS)
def key(text: str) -> str:
    """A label for comparing: NFKC, simplified, no white space, no enumerator, no punctuation; brackets are kept."""
    bare = _other(simplified(squeeze(text))).replace("（", "(").replace("）", ")")
    stripped = _ENUMERATOR.sub("", bare, count=1)
    return _SIGNS.sub("", stripped or bare)


def _other(text: str) -> str:
    """其它 is another writing of 其他."""
    return text.replace("其它", "其他")


@lru_cache(maxsize=_TEXTS)
def whole_key(text: str) -> str:
    """A header for comparing: as :func:`key`, with its enumerator: row ``3.其他`` is not column ``其他``."""
    return _SIGNS.sub("", _other(simplified(squeeze(text))))


@lru_cache(maxsize=_TEXTS)
def bare_key(text: str) -> str:
    """The same without what stands in brackets (notes of the form and of publishers), or without these round it all."""
    return _BRACKETS.sub("", key(text)) or key(text).strip("()")


@lru_cache(maxsize=_TEXTS)
def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset([text])


@lru_cache(maxsize=_TEXTS)
def similarity(printed: str, official: str) -> float:
    """1 for the same label, less for misprints and cut ends, 0 for nothing in common. Both as printed."""
    ours, theirs = key(printed), key(official)
    if not ours or not theirs or _of_other_years(ours, theirs):
        return 0.0
    if bare_key(printed)[-1:].isdigit() and not bare_key(official)[-1:].isdigit():
        # A number has run into the label, so the numbers behind it are not where they should be.
        return 0.0
    if notes.effect(printed) == "other" and notes.effect(official) != "other":
        return 0.0
    if ours == theirs or bare_key(printed) == bare_key(official):
        return 1.0
    if _is_negated(bare_key(printed), bare_key(official)) or _says_otherwise(ours, theirs):
        return 0.0
    a, b = _bigrams(bare_key(printed)), _bigrams(bare_key(official))
    dice = 2 * len(a & b) / (len(a) + len(b))
    if len(bare_key(printed)) >= 4 and bare_key(printed) in bare_key(official):
        return max(dice, 0.8)
    return min(dice, 0.95)


def _is_negated(printed: str, official: str) -> bool:
    """Whether one label denies what the other says, so that it is no misprint of it: 非重复申请, 不属于国家秘密.

    A cut end may take a 不 away with it, but not from the word that it stands before.
    """
    start = official.find(printed)
    if start >= 0:
        return start > 0 and official[start - 1] in _NEGATIONS
    ours, theirs = ([sign for sign in text if sign in _NEGATIONS] for text in (printed, official))
    return ours != theirs[: len(ours)] if len(printed) < _CUT * len(official) else ours != theirs


@lru_cache(maxsize=_TEXTS)
def denies(printed: str, official: str) -> bool:
    """Whether a label is another one by what it says not, or by its year, and by nothing else: 予以处理, 已提供."""
    ours, theirs = bare_key(printed), bare_key(official)
    plain, other = (_YEAR_WORD.sub("", "".join(s for s in text if s not in _ANSWERS)) for text in (ours, theirs))
    return bool(plain) and plain == other and (_of_other_years(ours, theirs) or _is_negated(ours, theirs))


@lru_cache(maxsize=_TEXTS)
def is_of_another_measure(head: str) -> bool:
    """Whether a head over several columns or rows says that they count no cases: 申请人数, 本年度办理人次."""
    return _OF_ANOTHER.search(key(head)) is not None


@lru_cache(maxsize=_TEXTS)
def is_of_another_period(head: str) -> bool:
    """Whether a head over several rows says them to be of another period than a year: 累计办理结果."""
    return periods.STATED.search(periods.without_whole_years(key(head))) is not None


def _says_otherwise(printed: str, official: str) -> bool:
    """Whether a label has a word that makes it another one (累计新收, 申请人数), which the form's has not."""
    if printed.endswith(_OF_OTHERS) and printed[-1] not in official:
        return True
    if any(of.search(printed) and not of.search(official) for of in _ABOUT):
        return True
    return any(word not in official for word in _OTHERWISE.findall(printed))


def _of_other_years(printed: str, official: str) -> bool:
    """Whether both labels name a year and not the same one: 上年新收 is no misprint of 本年新收."""
    ours, theirs = _years(printed), _years(official)
    return bool(ours and theirs and not ours & theirs)


@lru_cache(maxsize=_TEXTS)
def _years(label: str) -> frozenset[int]:
    """Years that a label names, counted from the report's."""
    return frozenset(_YEARS[word] for word in _YEAR_WORD.findall(label))


@cache
def names(indicator: Indicator) -> tuple[str, ...]:
    """The label of a row of table 3 and its known variants."""
    return (indicator.label_zh, *indicator.variants)


def is_name_of(printed: str, indicator: Indicator) -> bool:
    """Whether a printed label of a row of table 3 is its own or a known variant, words in brackets aside."""
    return best(printed, names(indicator)) == 1.0


@cache
def row_names(form: str) -> frozenset[str]:
    """Keys of the names of all rows of table 3, with their enumerators."""
    return frozenset(whole_key(name) for row in codebook.printed_indicators(form, "3") for name in names(row))


def is_row_of(label: str, names: frozenset[str]) -> bool:
    """Whether a local cell ``labels/of its row/column`` stands in a row whose innermost label is one of some names."""
    return whole_key("/".join(label.split("/")[-2:-1])) in names


def best(printed: str, options: Iterable[str]) -> float:
    """Greatest similarity of a printed label to any of some official ones."""
    return max((similarity(printed, option) for option in options), default=0.0)


@lru_cache(maxsize=_TEXTS)
def applicant_of(text: str) -> str | None:
    """Code of the applicant that a header of table 3 names; None when it names none."""
    printed = whole_key(text)
    for code, applicant in codebook.applicants().items():
        if applicant.printed and printed in {whole_key(name) for name in _heads(code)}:
            return code
    return None


@lru_cache(maxsize=_TEXTS)
def applicant_piece(text: str) -> str | None:
    """Code of the one applicant whose header a printed text may be the cut beginning or end of; else None."""
    printed = whole_key(text)
    if len(printed) < 2:
        return None
    found = [
        code
        for code, applicant in codebook.applicants().items()
        if applicant.printed
        and any(key.startswith(printed) or key.endswith(printed) for key in map(whole_key, _heads(code)))
    ]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=_TEXTS)
def is_misread_applicant(text: str, code: str) -> bool:
    """Whether a header of table 3 is that of an applicant but for one sign that is lost or looks like the form's.

    A sign more makes another one of it (非商业企业), and so does one that nobody takes for the form's (工业企业).
    """
    return any(_is_misread(whole_key(text), whole_key(name)) for name in _heads(code))


def _is_misread(printed: str, name: str) -> bool:
    if len(printed) > len(name) or not is_misread(printed, name):
        return False
    others = [pair for pair in zip(printed, name, strict=False) if pair[0] != pair[1]]
    return len(printed) < len(name) or all(pair in _LOOKS_LIKE for pair in others)


def _heads(code: str) -> tuple[str, ...]:
    applicant = codebook.applicants()[code]
    return (applicant.label_zh, *applicant.variants)


@lru_cache(maxsize=_TEXTS)
def is_group_of_applicants(text: str) -> bool:
    """Whether a header names applicants that the form tells apart under it (法人或其他组织)."""
    groups = [code for code, applicant in codebook.applicants().items() if not applicant.printed]
    return any(whole_key(text) == whole_key(name) for code in groups for name in _heads(code))


@cache
def ignored(table: str) -> frozenset[str]:
    """Keys of labels that are left out with a reason (``ignored_labels.tsv``)."""
    return frozenset(
        key(line["label_zh"]) for line in codebook.read_tsv("ignored_labels.tsv") if line["table"] in ("*", table)
    )


@lru_cache(maxsize=_TEXTS)
def is_ignored(text: str, table: str) -> bool:
    """Whether a label is one of the listed ones, or the cut beginning or end of one."""
    printed = key(text)
    return not printed or any(
        printed == known or (len(printed) >= 2 and (known.startswith(printed) or known.endswith(printed)))
        for known in ignored(table)
    )


def is_listed(text: str, table: str) -> bool:
    """Whether a label is one of the listed ones as a whole; a piece of one may be another's label (其他, 结果)."""
    return not key(text) or key(text) in ignored(table)


def join(texts: Iterable[str]) -> str:
    """Label texts of one row, from the outermost in, as one."""
    return "/".join(squeeze(text) for text in texts if squeeze(text))
