"""The year that a title states for its report, and parts of a year; dates and numbers of papers state neither.

All take a title in NFKC without white space, its dates in figures (:func:`gongkai.periods.with_figures`).
"""

from __future__ import annotations

import re

from gongkai import periods

_Y = r"20\d\d"
_M, _D = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(rf"(?<!\d){_Y}年{_M}月{_D}(?!\d)[日号]?")
_PUT = "发布|公布|印发|修订|更新|编印|制发|成文|生成|上网|挂网|刊发|上传|报送|上报|提交|编制|填报|录入|发文"
#: What shows that a year before the name of a report is no report year: a month behind it, or its first or last days;
#: the number of a paper; when it was put up.
_NO_REPORT_YEAR = re.compile(
    rf"(?<!\d){_Y}(?:年?(?:{_M}月|[初底末版])|[-./、—–_~·]{_M}(?![\d年月]))"
    rf"|[〔\[]{_Y}[〕\]]|\({_Y}\)第?\d+号|(?:编号|文号|索引号?):?[^()]{{0,20}}?{_Y}|{_Y}年?第?\d+[号期]|第{_Y}\d*号"
    rf"|{_Y}年?度?(?:{_PUT}|(?:对外|向社会)(?:公布|公开|发布)|挂|公开(?!工作|情况|年|信息|申请|目录))|(?:日期|时间)[:于为在]*\(?{_Y}"
)
#: Behind the name a year is one where nothing else is said of it: at once, or alone in brackets.
_BEHIND = re.compile(
    rf"^({_Y})(?:年度?)?(?=$|\.[a-zA-Z]{{3,4}}$|\((?![^()]*\d)|[_|–—](?!\d))|^(?:\([^()\d]*\))?\(({_Y})年?度?\)(?=$|[_|.(–—-]|附件|{_Y}年\d)"
)
#: The number of the paper that a title begins with.
_NUMBER_BEFORE = re.compile(rf"^[\u4e00-\u9fff]{{2,8}}[〔\[(]{_Y}[〕\])]第?\d+号")
#: 22年 before the name of the report, or at the beginning, is 2022, and so is that of 2021-22年; 近10年 is no year.
_SHORT_YEAR = re.compile(
    r"(?<![\dA-Za-z第近前满过共约每至到逾达施来立.\-—、])(?:0[89]|[12]\d)(?=年(?:年?度)?(?:的|政府|政务|信息公开|年报))"
    r"|^(?:0[89]|[12]\d)(?=年(?![来间内以前后多]).{0,40}信息公开)|(?<=20\d\d[\-—–至、])[12]\d(?=年)"
)
_YEAR = re.compile(rf"(?<!\d){_Y}(?!\d)")

_PARTS = r"[上下前后]?半年|季度|季报|(?<=\d年)年?中(?=政府|政务|信息公开|$)|(?<=\d年)[QqHh][1-4]"
_MONTHS = rf"{_M}月?份?[至到\-—–~]{{1,2}}{_M}月"
_HAN = "[一二三四五六七八九十]{1,2}"
_PART = re.compile(
    rf"{_PARTS}|{_MONTHS}|[第首][一二三四1-4]?季|前(?:\d{{1,2}}|{_HAN})个?月|{_HAN}月?份?[至到]{_HAN}月|截[至止]到?(?!(?:{_Y})?年?(?:12月|[底末]))|\({_M}月份?\)"
    rf"|{_M}[月.]{_D}日?[至到\-—–~]{{1,2}}(?:{_Y}年)?{_M}[月.]|(?:{_Y}[.年])?{_M}月?[至到\-—–~]{{1,2}}{_Y}[.年]{_M}|[(_–—-][QqHh][1-4]"
    r"|\((?:[一二三四]季|中期|年中)\)|中期(?=政府|政务|信息公开|$)"
)
_ONE_MONTH = re.compile(rf"(?<!\d){_M}月份?")


_PART_ALONE = re.compile(rf"(?:{_Y}年?)?(?:[上下前后]半年|(?:第[一二三四1-4]|前[一二三1-3])季)度?")
#: A report of a part of a year by its name: 信息公开工作半年报告, 信息公开季度报告.
_PART_REPORT = re.compile(
    r"信息公开(?:工作)?(?:情况)?的?(?:(?:[上下前后]?半年|第?[一二三四1-4]?季|\d{0,2}月|年中)度?|年中)(?:工作)?(?:情况)?(?:报告|报表|报|总结|小结)"
)


#: The regulation was in force from 1 May 2008: its first report year.
_REST_OF_2008 = (
    r"0?5月?(?:0?1日)?(?:起|开始)?[至到\-—–~〜]{1,3}(?:2008年|[当同本]年)?(?:12月(?:31日)?|年?[底末])(?!\d)止?"
)
_FIRST_YEAR = re.compile(
    rf"(?<!\d)2008年度?\((?:自|从)?{_REST_OF_2008}\)|(?:自|从)?(?<!\d)2008年(?:自|从)?{_REST_OF_2008}"
)
_REST_BEHIND = re.compile(rf"(?<=报告)\((?:自|从)?{_REST_OF_2008}\)")


def states_first_year(text: str) -> bool:
    """Whether a text, its dates in figures, has 2008年5月1日至12月31日, the whole of the first report year."""
    return "2008年" in text and _FIRST_YEAR.search(text) is not None


def normal(title: str) -> str:
    """A title with its whole years (1月1日至12月31日) as years and no number of a paper before it."""
    whole = _FIRST_YEAR.sub("2008年", periods.without_whole_years(periods.with_figures(title)))
    whole = _REST_BEHIND.sub("", whole) if {found[0] for found in _YEAR.finditer(whole)} == {"2008"} else whole
    return _NUMBER_BEFORE.sub("", _SHORT_YEAR.sub(r"20\g<0>", whole))


def year(before: str, behind: str) -> int | None:
    """The report year; None where a title states none, or two.

    before: the title to the end of the report's name. behind: what follows.
    """
    others = [match.span() for match in _NO_REPORT_YEAR.finditer(before)]
    years = {
        int(match[0])
        for match in _YEAR.finditer(before)
        if not any(start <= match.start() and match.end() <= end for start, end in others)
    }
    years |= {int(match[1] or match[2]) for match in _BEHIND.finditer(behind)}
    return years.pop() if len(years) == 1 else None


def is_of_part(before: str, behind: str) -> bool:
    """Whether what stands before and behind the name of a report states a part of a year: 上半年, 第三季度, 1-6月.

    A month alone is one before the name; behind it a title has the month in which it was put up.
    """
    undated = _NO_REPORT_YEAR.sub("", _DATE.sub("", before))
    return any(map(_PART.search, (before, behind))) or _ONE_MONTH.search(undated) is not None


def is_part(text: str) -> bool:
    """Whether a text is the name of a part of a year and nothing else: 上半年, 2023年第二季度."""
    return _PART_ALONE.fullmatch(text) is not None


def names_part(title: str) -> bool:
    """Whether a title without the name of an annual report has that of one of a part of a year."""
    return _PART_REPORT.search(title) is not None
