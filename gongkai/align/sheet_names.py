"""What the name of a sheet of a workbook states for the tables on it: years, periods, measures, that it is an example.

A name is no sentence: publishers write 2021, 21年报, 上年 or 模板 on the tab of a sheet that is not this year's, so
every such word in it counts. All take a name as :func:`named` gives it, squeezed and in simplified script, its years
in Arabic figures.
"""

from __future__ import annotations

import re

from gongkai import periods as periods_of

#: Before the name of a sheet among captions; no sheet's name has a colon.
_MARK = "工作表:"

_YEAR = re.compile(
    r"(?<!\d)(20\d\d)(?!\d)|(?<!\d)(20\d\d)(?:0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)|(?<![\d近前第])(\d\d)(?=年)"
)
_PERIOD = re.compile(
    rf"{periods_of.STATED.pattern}|(?<!\d)(?:0?[1-9]|1[01]|12(?!月(?:31日|底|末)))月|(?<![a-z])(?:q[1-4]|h[12])(?![a-z])|[下明]一?年|[预估]计|计划",
    re.IGNORECASE,
)
_UNIT = re.compile(r"[十百千万亿]+(?:件|条|项|宗)")
#: Numbers of a sheet that is so called are another measure, or nobody's.
_MEASURE = re.compile(
    r"人次|人数(?![据量字])|户次|户数(?![据量字])|家数(?![据量字])|比例|占比|比率|百分比|同比|环比|增长率|增减|增幅|平均"
    r"|样[表本张式板]|表样|示例|[范例](?:例|本|表)|样例(?!.{0,2}[省市区县州旗镇乡])|示范(?!区)|模[板版]|空[白表]|填[表报]说明|测试|演示"
    r"|草[稿表]|初稿|作废|废[弃止表]|备份|旧[表版数稿]|[更修订改][正改]?前|template|sample|example|demo|draft|backup|(?<![a-z])(?:old|test)(?![a-z])",
    re.IGNORECASE,
)


def caption(name: str) -> str:
    """The caption that the name of a sheet is."""
    return _MARK + name


def named(text: str) -> str | None:
    """The name of a sheet in a squeezed caption; None where it is another one."""
    return text.removeprefix(_MARK) if text.startswith(_MARK) else None


def years(name: str) -> tuple[int, ...]:
    """Years in a name: 2021, 2021年报, 表2(2021), 21年, 20211231."""
    found = ("".join(groups) for groups in _YEAR.findall(name))
    return tuple(dict.fromkeys(int(year) % 100 + 2000 for year in found))


def periods(name: str) -> tuple[str, ...]:
    """Periods other than a year in a name: 上年, 1-6月, 6月, Q1."""
    return tuple(match[0] for match in _PERIOD.finditer(name))


def units(name: str) -> tuple[str, ...]:
    """Units that count by the thousand in a name: 万件."""
    return tuple(_UNIT.findall(name))


def measures(name: str) -> tuple[str, ...]:
    """What numbers under a name are instead of counts of cases: persons, shares, or those of an example or a draft."""
    return tuple(_MEASURE.findall(name))
