"""What a caption calls the numbers of a table, where its whole text does: 以下数据为增减量, 占比情况.

A caption that speaks of a table (以下, 本表) counts wherever it stands. One of a few words alone (占比, 征求意见稿) is
as often the label of a chart or a mark of the page: it counts only right above a table, or in a row of it by itself.
Those stand among the captions of a table behind a mark (:func:`caption`). All else takes squeezed text in simplified
script.
"""

from __future__ import annotations

import re

#: Before a caption right above a table among what is stated for it.
_MARK = "表上:"

_SIGN = r"(?:[一二三四五六七八九十\d]{1,2})"
#: What stands before the words of a caption: 附：, 表二, 附件1：.
LEAD = rf"(?:附[件表]?{_SIGN}?[:、.]?|表[一二三四2-4][:、.]?)?"
#: The numbers of a table, as their subject: 以下数据为, 本表均为, 上述.
THESE = (
    r"(?:(?:以[上下]|上述|下列|后附)(?:所列)?|[本上下左右该此](?=表))(?:各?表格?)?(?:中?的?(?:各项)?(?:数据|数字|数值|数量|内容|统计))?"
    r"[均都仅只]?(?:为|是|系|属于?|指|反映)?"
)
#: What stands behind them: 数据, 情况统计表, 如下.
TAIL = r"(?:的?(?:数据?|数字|数值|情况|统计|合计|表格?|内容)){0,3}(?:如[下上])?[:。]?"

_YEAR = r"(?:20\d\d年度?)"
_MEASURE = (
    r"增减(?:[量数值额幅]|变化)?|[增减][量率幅]|增长[率量额数幅]?|(?:同比|环比)(?:增[长减幅加]|变化|下降)?[率量数]?|变化[率量]"
    r"|占比|比[例率重]|百分[比数率]|平均[数值]?|均值|人均[数量]?|中位数|排[名位]|名次|得分|分值|(?:申请|办理)?(?:[人户]次?数|[人户]次|[家页天]数)"
    r"|(?:预[计测估期]|估[算计]|测算|推算|计划|目标)[数值量]?"
)
_COMPARED = r"(?:[较与比同](?:上年|去年|上一年度?|前一年)(?:同期)?(?:相比|比较?)?|全[省市县区国州盟旗]的?)"
_SHARE = r"(?:[(\[]?(?:单位:?)?[%‰][)\]]?)"
_OF_MEASURE = rf"{_COMPARED}?{_YEAR}?(?P<measure>{_MEASURE}){TAIL}{_SHARE}?"
_OF_THESE = re.compile(rf"[(\[【]?{LEAD}{THESE}{_OF_MEASURE}[)\]】]?[:。]?")
_ALONE = re.compile(rf"[(\[【]?{LEAD}(?:{THESE})?{_OF_MEASURE}[)\]】]?[:。]?|{_SHARE}")
#: No numbers of a report: a draft, an older version, numbers made up.
_DRAFT = re.compile(
    rf"[(\[【]?{LEAD}(?:{THESE})?(?:已|现)?"
    r"(?:作废|废止|无效|停用|旧[版表]|草[稿案表]|初稿|底稿|(?:征求|送审|讨论|审议)意?见?稿|测试|虚[拟构]|模拟|演示|(?:数据)?仅供参考|更正前)"
    rf"(?:用|版本?)?{TAIL}[)\]】]?"
)
#: Bodies below the agency or beside it, which are not the agency.
_OF_UNITS = re.compile(
    rf"[(\[【]?{LEAD}(?:{THESE})?(?:(?:[下所直]属|二级)(?:事业|企业|二级|各)?(?:单位|机构|部门)"
    rf"|(?:其他|其它|别的?|另一?个?|另外一?个?|兄弟|外)(?:单位|机构|部门|机关|地区|地方|[省市县区])){TAIL}[)\]】]?"
)
#: The longest caption.
LONGEST = 40


def caption(text: str) -> str:
    """A caption right above a table, marked as such."""
    return _MARK + text


def named(text: str) -> str | None:
    """The words of a marked caption; None where a text is not marked."""
    return text.removeprefix(_MARK) if text.startswith(_MARK) else None


def others(text: str) -> str | None:
    """The name of others in a marked caption, which says nothing else; None where it says another thing."""
    name = named(text)
    return None if name is None or measure_above(name) is not None or is_draft(name) else name


def measure_of_these(bare: str) -> str | None:
    """What a caption that speaks of a table calls its numbers: 增减量 of 以下数据为增减量; else None."""
    match = _OF_THESE.fullmatch(bare) if len(bare) <= LONGEST else None
    return None if match is None else match["measure"]


def measure_above(bare: str) -> str | None:
    """What a caption right above a table calls its numbers, in a word or two: 占比, 百分比（%）; else None."""
    match = _ALONE.fullmatch(bare) if len(bare) <= LONGEST else None
    return None if match is None else match["measure"] or bare


def is_draft(bare: str) -> bool:
    """Whether a caption right above a table says that its numbers do not stand: 作废, （征求意见稿）."""
    return len(bare) <= LONGEST and _DRAFT.fullmatch(bare) is not None


def is_caption(bare: str) -> bool:
    """Whether a text says one of these things right above a table."""
    return measure_above(bare) is not None or is_draft(bare) or is_of_units(bare)


def is_of_units(bare: str) -> bool:
    """Whether a caption or a head says that numbers are those of bodies below the agency, or of others: 下属单位."""
    return len(bare) <= LONGEST and _OF_UNITS.fullmatch(bare) is not None
