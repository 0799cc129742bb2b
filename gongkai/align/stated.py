"""What captions state for a whole table: the unit of its numbers, the year or other period that they are of.

A caption is a line outside tables, or a text in a table that is no number of it. Which table a line outside means no
reader tells for certain, so it is stated for all tables of its document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from gongkai.align.numbers import squeeze
from gongkai.align.script import simplified
from gongkai.grids.model import Line
from gongkai.grids.places import is_in_list

_TEXTS = 1 << 13
#: No text without one of these states anything; most have none.
_TELLING = re.compile(
    r"单位|單位|[十百千万萬亿億拾佰仟]|[以:：(（\[]人?民?[币幣]?元|20\d\d|二[〇○零]|２０|[上去前历歷半]一?年|[累季]"
)

_COUNTED = "人次|件|条|项|宗|起|次|人|个|份|例|部|篇|户|家"
_TIMES = r"(?:[十百千万亿拾佰仟]+|10+)"
_MONEY = rf"(?:人民币)?[(\[]?{_TIMES}?元"
_UNIT = rf"(?:{_MONEY}|{_TIMES}?(?:{_COUNTED})|{_TIMES})"
_MULTIPLE = rf"{_TIMES}(?:{_COUNTED})|[十百千万亿]+"
#: No amount is reported in other money.
_NO_OTHER = re.compile(r"人民币|[(\[]")
_UNITS = rf"{_UNIT}(?:[、,/和或及;|]{_UNIT})*"
_STATES_UNITS = (
    re.compile(rf"单位(?:均|都|统一)?[:为是]*[(\[]?({_UNITS})(?!\w)"),
    re.compile(rf"以({_UNITS})[为作](?:计[量数]|统计)?单位"),
    re.compile(rf"[(\[]({_MULTIPLE})[)\]]"),
    re.compile(rf"^({_MULTIPLE})$"),
    re.compile(rf"以({_UNIT})计"),
    re.compile(rf"(?:金额|收费|费用)(?:[:为是]|(?=[(\[]))({_MONEY})(?!\w)"),
    re.compile(rf"(?:^|项)[(\[]({_MONEY})[)\]]$"),
)
#: A header that names an amount names its own unit, not that of the table.
_OF_AMOUNT = re.compile(r"^(?:本年)?(?:收费|采购)[^:为]*金额")

_CHINESE_YEAR = re.compile(r"二[〇○零0]([〇○零0一二三四五六七八九])([〇○零0一二三四五六七八九])(?=年)")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_PERIOD = re.compile(r"(20\d\d)年0?1月0?1日起?[至到\-—~]+(?:(20\d\d)年)?12月31日|(20\d\d)年0?1月?[至到\-—~]+12月")
#: A year, or its end; any other day or month is none of a table's.
_YEAR = re.compile(r"(20\d\d)年(?:度|12月31日|(?!\d))")
#: Other periods than a report year, in words or as months or several years.
_OTHER_PERIOD = re.compile(
    r"(?:上一?|去|前|历)年度?|累计|(?:20\d\d|本|今)?年?度?[上下]?半年度?"
    r"|(?:20\d\d|本)?年?(?:第?[一二三四1-4]|前[二三两23]个?)季度|20\d\d年0?[1-9]月?[至到\-—~]+(?:0?\d|10|11)月"
    r"|20\d\d年?[至到\-—~]+20\d\d年度?|20\d\d年以来"
)
_BARE_PERIOD = re.compile(
    rf"[(\[【]?(?:(?:数据|统计|报告)?(?:时间|期间|期限|周期)[:为]?)?(?:{_OTHER_PERIOD.pattern})+(?:数据?|情况)?[)\]】]?"
)
#: The head of a group of rows of table 3, or its first row, with a year.
_GROUP = re.compile(r"(?:[一二三四][、.])?(20\d\d)年度?(?:办理结果|新收政府信息公开申请数量)")
_BARE = re.compile(
    r"[(\[【]?(?:(?:数据|统计|报告|填报)?(?:年度|年份|时间|期间|期限)[:为]?|数据)?(?:截[至止]到?)?"
    r"20\d\d年(?:度|全年|12月31日)?(?:数据|情况)?[)\]】]?"
)
_OF_TABLES = re.compile(
    r"主动公开政府信息|收到和处理|信息公开申请|依申请公开|行政复议|行政诉讼|统计表|情况表|信息公开.*(?:统计|数据)|统计期"
)
#: Lines that speak of something else: rows of another year by the form, other papers, links to them, plans.
_ELSEWHERE = re.compile(
    r"结转|上一?年|下一?年|去年|比|(?:报告|年报|要点|通知|办法|方案|意见|通报|公告|预算|决算|解读|指南|目录|新闻)[)》]?$"
    r"|附件|相关|上一|下一|上篇|下篇|下载|印发|[a-z]{3,4}$|计划|打算|问题|整改|考核|发布|来源|[,;!?。]"
)
_LONGEST_CAPTION = 60
#: So many lines of years alone, one below the other, are a menu.
_MENU = 3


def captions(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts of a table that state a unit or a year for it, squeezed, each once."""
    return tuple(dict.fromkeys(squeeze(text) for text in texts if _states(text)))


def captions_among(lines: Sequence[Line]) -> tuple[str, ...]:
    """Lines outside tables that state a unit or a year, squeezed, each once; those of lists and menus left out."""
    found: list[str] = []
    menu: list[str] = []
    for line in lines:
        text = squeeze(line.text)
        if _TELLING.search(text) and _BARE.fullmatch(_western(text)):
            menu.append("" if is_in_list(line.place) else text)
            continue
        found += menu if len(set(menu)) < _MENU else []
        menu = []
        if _states(text) and not is_in_list(line.place):
            found.append(text)
    found += menu if len(set(menu)) < _MENU else []
    return tuple(dict.fromkeys(text for text in found if text))


@lru_cache(maxsize=_TEXTS)
def units(text: str) -> tuple[str, ...]:
    """Units that a squeezed text states for all numbers of a table: ``件``, ``万件``, ``元``, ``万``."""
    bare = simplified(text)
    if _OF_AMOUNT.search(bare):
        return ()
    lists = [match[1] for pattern in _STATES_UNITS for match in pattern.finditer(bare)]
    return tuple(dict.fromkeys(_NO_OTHER.sub("", unit) for found in lists for unit in re.findall(_UNIT, found)))


@lru_cache(maxsize=_TEXTS)
def years(text: str) -> tuple[int, ...]:
    """Years of which a squeezed text says that the numbers of a table are of them."""
    bare = _western(text)
    if (group := _GROUP.fullmatch(bare)) is not None:
        return (int(group[1]),)
    periods = [(first or alone, last or first or alone) for first, last, alone in _PERIOD.findall(bare)]
    found = [int(first) for first, last in periods if first == last]
    if not found and len(bare) <= _LONGEST_CAPTION and _is_caption(bare.rstrip("。")):
        found = [int(year) for year in _YEAR.findall(bare)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=_TEXTS)
def periods(text: str) -> tuple[str, ...]:
    """Periods other than a year of which a squeezed text says that the numbers of a table are of them (上年, 1-6月)."""
    bare = _western(text).rstrip("。")
    if len(bare) > _LONGEST_CAPTION:
        return ()
    found = [match[0] for match in _OTHER_PERIOD.finditer(bare)]
    rest = _OTHER_PERIOD.sub("", bare)
    # A line with more figures is a sentence: 累计收到政府信息公开申请12件.
    names_table = not re.search(r"\d", rest) and _OF_TABLES.search(rest) and not _ELSEWHERE.search(rest)
    return tuple(dict.fromkeys(found)) if names_table or _BARE_PERIOD.fullmatch(bare) else ()


def is_multiple(unit: str) -> bool:
    """Whether numbers in a unit are no counts: it is so many of a thing, of money aside."""
    return not unit.endswith("元") and unit[0] in "十百千万亿拾佰仟1"


@lru_cache(maxsize=_TEXTS)
def _states(text: str) -> bool:
    if not _TELLING.search(text):
        return False
    bare = squeeze(text)
    return bool(years(bare) or periods(bare)) or any(is_multiple(unit) or unit.endswith("元") for unit in units(bare))


def _is_caption(bare: str) -> bool:
    return _BARE.fullmatch(bare) is not None or (
        _OF_TABLES.search(bare) is not None and _ELSEWHERE.search(bare) is None
    )


def _western(text: str) -> str:
    """The text in simplified script, its years in Arabic figures."""
    return _CHINESE_YEAR.sub(lambda year: "20" + (year[1] + year[2]).translate(_CHINESE_DIGITS), simplified(text))
