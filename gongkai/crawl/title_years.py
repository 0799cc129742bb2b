"""The year that a title states for its report, and parts of a year; dates and numbers of papers state neither.

All take a title in NFKC without white space, its dates in figures (:func:`gongkai.periods.with_figures`).
"""

from __future__ import annotations

import re

from gongkai import periods

_Y = r"20\d\d"
_M, _D = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DOTTED = re.compile(rf"(?<!\d)({_Y})[-./]({_M})[-./]({_D})(?!\d)日?")
_DATE = re.compile(rf"(?<!\d){_Y}年{_M}月{_D}(?!\d)[日号]?")
#: A month of a year alone: when a paper was put up (2024年1月, 2024-01); of 2023-24年 and 2023年1-6月 it is none.
_MONTH = re.compile(rf"(?<!\d){_Y}(?:年{_M}月份?(?!\d)|[-./]{_M}(?![\d年月])月?)")
_PUT = "发布|公布|印发|修订|更新|编印|制发|成文|生成|上网|挂网|刊发|上传"
#: 2024年发布, (2024年1月30日公开), 2022年修订版, 发布时间:2024年.
_PUT_UP = re.compile(
    rf"\({_Y}年?度?(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:{_PUT}|公开)[^()]{{0,6}}\)"
    rf"|{_Y}年?度?(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:{_PUT})的?"
    rf"|(?:{_PUT}|公开|填报|报送)(?:日期|时间|年份|年度|于|在|日|:)+\(?{_Y}年?(?:\d{{1,2}}月)?(?:\d{{1,2}}日?)?\)?"
)
#: 〔2024〕3号, (2024)3号, 编号2024-3, 2024年第3号, 第2024号.
_NUMBER = re.compile(
    rf"[〔\[]{_Y}[〕\]](?:第?\d*号?)?|\({_Y}\)第?\d+号|(?:编号|文号|索引号?):?[^()\d]{{0,6}}{_Y}[-—/年]?\d*|{_Y}年?第\d+[号期]|第{_Y}\d*号"
)
#: The number of the paper that a title begins with.
_NUMBER_BEFORE = re.compile(rf"^[\u4e00-\u9fff]{{2,8}}[〔\[(]{_Y}[〕\])]第?\d+号")
#: 22年 before the name of the report, or at the beginning, is 2022, and so is that of 2021-22年; 近10年 is no year.
_SHORT_YEAR = re.compile(
    r"(?<![\dA-Za-z第近前满过共约每至到逾达施来立.\-—、])(?:0[89]|[12]\d)(?=年(?:年?度)?(?:的|政府|政务|信息公开|年报))"
    r"|^(?:0[89]|[12]\d)(?=年(?![来间内以前后多]).{0,40}信息公开)|(?<=20\d\d[\-—–至、])[12]\d(?=年)"
)
_YEAR = re.compile(rf"(?<!\d){_Y}(?!\d)")

_PARTS = r"[上下前后]?半年|季度|季报|(?<=\d年)年?中(?=政府|政务|信息公开|$)"
_MONTHS = rf"{_M}月?份?[至到\-—–~]{{1,2}}{_M}月"
_PART = re.compile(rf"{_PARTS}|{_MONTHS}")
_ONE_MONTH = re.compile(rf"(?<!\d){_M}月份?")


def normal(title: str) -> str:
    """A title with its whole years (1月1日至12月31日) as years and no number of a paper before it."""
    dated = _DOTTED.sub(lambda date: f"{date[1]}年{int(date[2])}月{int(date[3])}日", periods.with_figures(title))
    whole = periods.without_whole_years(dated)
    return _NUMBER_BEFORE.sub("", _SHORT_YEAR.sub(r"20\g<0>", whole))


def year(title: str) -> int | None:
    """The report year; None where a title states none, or two."""
    dateless = title
    for other in (_NUMBER, _PUT_UP, _DATE, _MONTH):
        dateless = other.sub("", dateless)
    years = {int(found) for found in _YEAR.findall(dateless)}
    return years.pop() if len(years) == 1 else None


def is_of_part(before: str, behind: str) -> bool:
    """Whether what stands before and behind the name of a report states a part of a year: 上半年, 第三季度, 1-6月.

    A month alone is one before the name; behind it a title has the month in which it was put up.
    """
    texts = (_DATE.sub("", _PUT_UP.sub("", text)) for text in (before, behind))
    return any(map(_PART.search, texts)) or _ONE_MONTH.search(_DATE.sub("", _PUT_UP.sub("", before))) is not None
