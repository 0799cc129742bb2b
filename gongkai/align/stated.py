"""What captions and notes state for a whole table: unit and measure of its numbers, the year or period they are of,
who filled it in, and that its numbers do not stand.

They are lines outside tables, or texts in a table that are no number of it. Which table a line outside means no
reader tells for certain, so it is stated for all tables of its document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from gongkai import periods as periods_of
from gongkai.align import disowned, sheet_names, table_captions
from gongkai.align.numbers import squeeze
from gongkai.align.script import simplified
from gongkai.align.table_captions import LEAD, TAIL, THESE
from gongkai.grids.model import Line
from gongkai.grids.places import is_in_list

_TEXTS = 1 << 13
#: No text without one of these states anything; most have none.
_TELLING = re.compile(
    r"单位|單位|[十百千万萬亿億拾佰仟]|[以:：(（\[]人?民?[币幣]?元|20\d\d|[二两]|２０|[上去前历歷半往]一?年|[上前]期|\d年"
    r"|[累季届屆截]|近.{1,3}年|任期|以往|以前|同期|[年以][来來]|历史|歷史|历次|歷次|\d月|月[至到]|[至到][一二三四五六七八九十]+月"
    r"|[%‰％]|填[报報表]|[报報]送|上[报報]|[编編][报報]|勘误|勘誤|[更订訂]正|[应應实實当當该該际際][为為是]|样[表例]|樣[表例]|示例|范例|範例|模板"
    r"|作[废廢]|[误誤](?![期工入会會])|[错錯][误誤报報]|漏[报報]|不准确|不準確|不[属屬]?[实實]|失[实實]|为准|為準"
    r"|以[上下]|[上下][述列表]|[本此该該左右]表|测试|測試|虚[拟构]|虛[擬構]|模[拟擬]|演示"
    r"|[填写寫录錄登]反|颠倒|顛倒|互[换換]|[对對][调調]|[多漏少复復](?:[统統][计計]|填|[计計]|[录錄]|[报報])|[正實实][确確际際]|不完全|估算|近似"
    r"|四[舍捨]五入|保留[到至]|[统統計计含括]在?[内內]|[未不](?:含|包)|0[”\"]?(?:表示|為|为|代表)|[改订訂新正更整]前|空表"
    r"|[意送讨討审審初草样樣修][见見审審论論议議稿案本改]?稿|样本|樣本|模版|示范|示範"
    r"|[本当當上]月|[按以](?:人|户|戶|家)|人数|人數|人次|[户戶][数數]|比例|[占比]比|比率|(?:[按以为為是系]|口径|口徑).{0,14}[数數比率额額幅]"
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
_QUOTES = re.compile("[“”\"'‘’「」]")
#: A header that names an amount names its own unit, not that of the table.
_OF_AMOUNT = re.compile(r"^(?:本年)?(?:收费|采购)[^:为]*金额")

#: Units of those who ask, not of what they ask for.
_OF_PEOPLE = ("人次", "人", "户", "家")
#: What a note says its numbers to be, where it is not the count of the form.
_MEASURE = (
    r"(?:申请|办理|涉及)?"
    r"(人次数?|人数|户次|户数|家数|页数|比例|百分[比数]|占比|比率|金额|同比|环比|增长率|增减数?|平均数|增幅)"
)
_STATES_MEASURE = (
    re.compile(rf"(?:口径|单位)[^,;。]{{0,8}}?{_MEASURE}"),
    re.compile(rf"(?:表|数据?|数字|数量|均|都|全)(?:为|是|系|指|按|以)[^,;。]{{0,8}}?{_MEASURE}"),
    re.compile(rf"[按以]{_MEASURE}(?:来|进行)?(?:统计|计|填|为)"),
    re.compile(r"[按以](人次|人|户|家)(?:来|进行)?(?:统计|计|填报|为)"),
)
#: In the name of a table it is one of other things: 收到和处理政府信息公开申请人数.
_NAMED_MEASURE = re.compile(r"人次数?|人数|户次|户数|家数|比例|占比|比率|百分[比数]|[(\[](?:单位:?)?[%‰][)\]]")
#: A unit alone on its line: 单位：%.
_UNIT_OF_SHARES = re.compile(r"[(\[]?(?:计量)?单位:(%|‰|百分[比数])[)\]]?")
#: What begins as a note, and what speaks of a table or its numbers.
_NOTE = re.compile(
    r"^[(\[【]?(?:[*※★△▲#☆]|(?:[备附脚]?注|注释|(?:特别|情况|填[表报]|数据|统计|有关)?说明|提示)[0-9一二三]?[:.、,)\]】*])"
    r"|^[(\[【]?(?:统计|数据)?(?:口径|范围)[:为]"
)
_OF_THIS = re.compile(
    r"[本上下此该]表|表[中内格]|(?:以上|上述|所[列报填]|所有|全部|本[列栏项行])(?:各[项类]|所有|表格)?(?:数据|数字|数量|数值|统计|指标|数)"
)
_CLAUSE_ENDS = re.compile(r"[,;。!?]")
#: A clause of a note that names another year beside this one, by the form or to compare them; and papers with years.
_NOT_OF_NUMBERS = re.compile(
    r"结转|比(?![例率重])|较|相同|持平|一致|差异|下一?年|明年|上一年度?项目|修订|修改|印发|发布|公布|制定|施行|实施|条例|规定|办法|意见|通知|格式|不再|表样|样式"
)
_TITLES = re.compile(r"《[^》]*》|〔[^〕]*〕|\[\d+\]")
#: A note that is longer is running text: only its clauses on a table count.
_LONGEST_NOTE = 200

_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_SHORT_CHINESE_YEAR = re.compile(
    r"(?<![〇○零一二三四五六七八九十])二([〇○零一二三四五六七八九])(?=年(?![来间内以前后多]))"
)
#: 22年 at the head of a table or in a note is 2022; 近10年 and 10年来 are no years.
_SHORT_YEAR = re.compile(
    r"(?:(?<![\d第近前过满共约每至到逾达.\-—])|(?<=截[至止])|(?<=截[至止]到))'?((?:0[89]|[1-3]\d))"
    r"(?=年(?:度|底|末|全年|$|[)\]】]|[的主收数行政情办新申上下第前]|\d{1,2}[月\-—至到]))"
)
#: A year without its word, in brackets or behind a colon; not that of a paper's number, 〔2021〕30号.
_BARE_YEAR = re.compile(r"(?:(?<=[(\[【])|(?<=年[份度]:))(20\d\d)(?=[)\]】](?!第?\d)|$)")
#: Dates of figures alone that bound a period: 2022.1.1-2022.6.30, 截至2022/6/30.
_DATE = r"(20\d\d)[./\-](\d{1,2})(?:[./\-](\d{1,2}))?"
_DATES = re.compile(rf"{_DATE}[至到\-—–~]+{_DATE}(?!\d)")
_LAST_DATE = re.compile(rf"(?<=截[至止]){_DATE}(?!\d)|(?<=截[至止]到){_DATE}(?!\d)")
#: A year, or its end; any other day or month is none of a table's.
_YEAR = re.compile(r"(20\d\d)年(?:度|12月31日|(?!\d|起|以来|版))")
_BARE_PERIOD = re.compile(
    rf"[(\[【]?{LEAD}(?:{THESE})?[(\[【]?(?:(?:数据|统计|报告)?(?:起[止讫])?(?:时间|日期|期间|期限|周期|时段|区间|范围)?[:为]?)?"
    rf"(?:(?:20\d\d年度?)?(?>{periods_of.STATED.pattern}))+{TAIL}[)\]】]?{TAIL}[)\]】]?"
)
#: The form's own note in the corner of table 3.
_FORM_NOTE = re.compile(r"[(\[]?本列数据的?勾稽关系为?:?(?:第一项加第二项之和,?等于第三项加第四项之和)?。?[)\]]?")
_NUMBERED = re.compile(r"^(?:附?表[一二三四\d]?[:、.]?|\(?\d[.、)])")
#: The head of a group of rows of table 3, or its first row, with a year.
_GROUP = re.compile(r"(?:[一二三四][、.])?(20\d\d)年度?(?:办理结果|新收政府信息公开申请数量)")
_BARE = re.compile(
    rf"[(\[【]?{LEAD}(?:{THESE})?[(\[【]?(?:(?:数据|统计|报告|填报)?(?:年度|年份|时间|期间|期限)[:为]?|数据)?(?:截[至止]到?)?"
    rf"20\d\d年(?:度|全年|底|末|12月31日)?{TAIL}[)\]】]?{TAIL}[)\]】]?"
)
_OF_TABLES = re.compile(
    r"申请人|自然人|法人|信息内容|第二十条第|办理结果|主动公开情况|主动公开政府信息|收到和处理|信息公开申请|依申请公开|行政复议|行政诉讼|统计表|情况表|信息公开.*(?:统计|数据)|统计期"
)
#: Lines that speak of something else: rows of another year by the form, charts, other papers, links to them, plans.
_ELSEWHERE = re.compile(
    r"结转|上一?年|下一?年|去年|比|(?:报告|年报|要点|通知|办法|方案|意见|通报|公告|预算|决算|解读|指南|目录|新闻)[)》]?$"
    r"|^图|图[)》]?$|趋势|变化|附件|相关|上一|下一|上篇|下篇|下载|印发|[a-z]{3,4}$|计划|打算|问题|整改|考核|发布|来源|[,;!?。]"
)
#: Who filled a table in, up to the next field of the line.
_FILER = re.compile(
    r"(?:填报|填表|报送|上报|编报)(?:单位|机关|部门|机构)(?:名称)?(?:[(\[][^)\]]*[)\]])?:([^,;。:()\[\]]{2,40})"
)
_NEXT_FIELD = re.compile(r"(?:填[报表制]|报送|上报|审核|负责|联系|计量|统计|制表|日期|单位|20\d\d|\d).*")
_LONGEST_CAPTION = 60
#: So many lines of years alone, one below the other, are a menu.
_MENU = 3


def captions(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts of a table that state a unit or a year for it, squeezed, each once."""
    return tuple(dict.fromkeys(squeeze(text) for text in texts if _states(text)))


def captions_of_sheets(names: Iterable[str]) -> tuple[str, ...]:
    """Names of a workbook's sheets that state a unit, a year or a period for the tables on them, as captions."""
    said = dict.fromkeys(squeeze(sheet_names.caption(name)) for name in names if name)
    return tuple(text for text in said if _is_telling(text))


def captions_among(lines: Sequence[Line]) -> tuple[str, ...]:
    """Lines outside tables that state a unit or a year, squeezed, each once; those of lists and menus left out."""
    found: list[str] = []
    menu: list[str] = []
    for line in lines:
        text = squeeze(line.text)
        if len(text) <= 2 * _LONGEST_CAPTION and _TELLING.search(text) and _BARE.fullmatch(_western(text)):
            menu.append("" if is_in_list(line.place) else text)
            continue
        found += menu if len(set(menu)) < _MENU else []
        menu = []
        if _states(text) and (_NOTE.match(text) or not is_in_list(line.place)):
            found.append(text)
    found += menu if len(set(menu)) < _MENU else []
    return tuple(dict.fromkeys(text for text in found if text))


@lru_cache(maxsize=_TEXTS)
def units(text: str) -> tuple[str, ...]:
    """Units that a squeezed text states for all numbers of a table: ``件``, ``万件``, ``元``, ``万``."""
    bare = _QUOTES.sub("", simplified(text))
    if _OF_AMOUNT.search(bare):
        return ()
    if (name := sheet_names.named(bare)) is not None and (found := sheet_names.units(name)):
        return found
    lists = [match[1] for pattern in _STATES_UNITS for match in pattern.finditer(bare)]
    return tuple(dict.fromkeys(_NO_OTHER.sub("", unit) for found in lists for unit in re.findall(_UNIT, found)))


@lru_cache(maxsize=_TEXTS)
def measures(text: str) -> tuple[str, ...]:
    """What a squeezed text says that numbers of a table are instead of counts of cases: ``人次``, ``比例``."""
    bare = simplified(text)
    if (name := sheet_names.named(bare)) is not None:
        return sheet_names.measures(name)
    if (above := table_captions.named(bare)) is not None:
        return tuple(filter(None, [table_captions.measure_above(above)]))
    found = [unit for unit in units(text) if unit in _OF_PEOPLE]
    for clause in _clauses_of_note(bare):
        found += [match[1] for pattern in _STATES_MEASURE for match in pattern.finditer(clause)]
    found += _UNIT_OF_SHARES.findall(bare) if _UNIT_OF_SHARES.fullmatch(bare) else []
    named = _NAMED_MEASURE.search(bare) if len(bare) <= _LONGEST_CAPTION else None
    if not found and named is not None and _names_a_table(bare.replace(named[0], "")):
        found = [named[0]]
    if not found and (measure := table_captions.measure_of_these(bare)) is not None:
        found = [measure]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=_TEXTS)
def years(text: str) -> tuple[int, ...]:
    """Years of which a squeezed text says that the numbers of a table are of them."""
    western = _western(text)
    bare = periods_of.without_whole_years(western)
    if (name := sheet_names.named(bare)) is not None:
        return sheet_names.years(name)
    if (group := _GROUP.fullmatch(bare)) is not None:
        return (int(group[1]),)
    found: list[str] = []
    whole = [match["year"] for match in periods_of.WHOLE_YEAR.finditer(western) if match["year"]]
    for clause in _clauses_of_note(bare):
        found += [] if _NOT_OF_NUMBERS.search(clause) else _YEAR.findall(clause)
    if not found and not whole and len(bare) <= _LONGEST_CAPTION and _is_caption(bare.rstrip("。")):
        found = _YEAR.findall(bare)
    return tuple(dict.fromkeys(int(year) for year in (*whole, *found)))


@lru_cache(maxsize=_TEXTS)
def periods(text: str) -> tuple[str, ...]:
    """Periods other than a year of which a squeezed text says that the numbers of a table are of them (上年, 1-6月)."""
    bare = periods_of.without_whole_years(_western(text)).rstrip("。")
    if (name := sheet_names.named(bare)) is not None:
        return sheet_names.periods(name)
    clauses = [clause for clause in _clauses_of_note(bare) if not _NOT_OF_NUMBERS.search(clause)]
    found = [match[0] for clause in clauses for match in periods_of.STATED.finditer(clause)]
    found += [match[0] for match in periods_of.OF_STATISTICS.finditer(bare)] if not found else []
    if not found and len(bare) <= _LONGEST_CAPTION and (_BARE_PERIOD.fullmatch(bare) or _names_a_table(bare)):
        found = [match[0] for match in periods_of.STATED.finditer(bare)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=_TEXTS)
def filer(text: str) -> str | None:
    """The agency that filled a table in as a squeezed text names it (填报单位：…); None where it names none."""
    found = _FILER.search(simplified(text))
    return _NEXT_FIELD.sub("", found[1]) or None if found is not None else None


def filers(texts: Iterable[str]) -> tuple[str, ...]:
    """The agencies that squeezed texts name as those who filled tables in; of a name and a part of it the longer."""
    names = dict.fromkeys(name for text in texts if (name := filer(text)) is not None)
    return tuple(name for name in names if not any(name != other and name in other for other in names))


@lru_cache(maxsize=_TEXTS)
def is_disowning(text: str) -> bool:
    """Whether a squeezed text takes numbers of a table back: 勘误：… 5 更正为 6, 以上为样表."""
    bare = simplified(text)
    if (above := table_captions.named(bare)) is not None:
        return table_captions.is_draft(above)
    return disowned.takes_back(bare, _clauses_of_note(bare), _NOTE.match(bare) is not None)


def _names_a_table(bare: str) -> bool:
    """Whether a text, a period aside, is the name of a table; with more figures it is a sentence: 累计收到申请12件."""
    rest = _NUMBERED.sub("", periods_of.STATED.sub("", bare))
    return not re.search(r"\d", rest) and bool(_OF_TABLES.search(rest)) and not _ELSEWHERE.search(rest)


def _clauses_of_note(bare: str) -> list[str]:
    """Clauses of a note, papers' titles left out; of running text those that speak of a table; of others none."""
    is_note = _NOTE.match(bare) is not None
    if not is_note and _OF_THIS.search(bare) is None:
        return []
    clauses = _CLAUSE_ENDS.split(_TITLES.sub("", bare))
    if len(bare) <= (_LONGEST_NOTE if is_note else _LONGEST_CAPTION):
        return clauses
    return [clause for clause in clauses if _OF_THIS.search(clause)]


def is_multiple(unit: str) -> bool:
    """Whether numbers in a unit are no counts: it is so many of a thing, of money aside."""
    return not unit.endswith("元") and unit[0] in "十百千万亿拾佰仟1"


@lru_cache(maxsize=_TEXTS)
def _states(text: str) -> bool:
    return _TELLING.search(text) is not None and _is_telling(squeeze(text))


def _is_telling(bare: str) -> bool:
    if years(bare) or periods(bare) or measures(bare) or filer(bare) or is_disowning(bare):
        return True
    return any(is_multiple(unit) or unit.endswith("元") for unit in units(bare))


def _is_caption(bare: str) -> bool:
    return _BARE.fullmatch(bare) is not None or (
        _OF_TABLES.search(bare) is not None and _ELSEWHERE.search(bare) is None
    )


@lru_cache(maxsize=_TEXTS)
def _western(text: str) -> str:
    """The text in simplified script without the form's note, its years in Arabic figures of four."""
    bare = _FORM_NOTE.sub("", simplified(text))
    bare = periods_of.with_figures(bare)
    bare = _SHORT_CHINESE_YEAR.sub(lambda year: "202" + year[1].translate(_CHINESE_DIGITS), bare)
    bare = _DATES.sub(lambda dates: _date(*dates.groups()[:3]) + "至" + _date(*dates.groups()[3:]), bare)
    bare = _LAST_DATE.sub(lambda date: _date(*[part for part in date.groups() if part]), bare)
    return _SHORT_YEAR.sub(r"20\1", _BARE_YEAR.sub(r"\1年", bare))


def _date(year: str, month: str, day: str | None = None) -> str:
    return f"{year}年{int(month)}月" + (f"{int(day)}日" if day else "")
