"""Words for other periods than a report's year: what captions, notes and sentences state numbers to be of.

All take squeezed text in simplified script, its years in Arabic figures. Whole years (1月1日至12月31日) are no other
period: take them out first (:func:`without_whole_years`). Texts come from anywhere: what repeats is bounded.
"""

from __future__ import annotations

import re

_CHINESE = "一二两三四五六七八九十"
#: How many years or months; one year that has gone by (一年来) is the report's.
_COUNT = rf"(?:(?!一年)[{_CHINESE}]{{1,3}}|(?<!\d)(?!1年)[1-9]\d?)"
_YEAR = r"20\d\d年"
_TO = r"[至到\-—–~〜]{1,3}"
#: 截至2022年12月31日, 截止年底: the end of a year.
_YEARS_END = (
    rf"(?:(?:{_YEAR}度?|[本今当]?年度?)(?:[底末]|12月(?:31日(?:24[时点])?|底|末)?)?|12月(?:31日(?:24[时点])?|底|末)?)"
    r"(?!\d|[上下]半|以来|[一二三四前第])"
)

_EARLIER = (
    r"(?:上一?|去|前一?|历|往)年度?(?:同期)?|以往(?:各?年度?)?|以前年度|历史(?=数据|累计|总)|历次|同期|[上前]期|上一?届"
)
_HALVES = rf"(?:{_YEAR}|[本今当])?年?度?[上下前后]?半年度?"
_QUARTERS = rf"(?:{_YEAR}|[本今当]年?)?(?:第?[一二三四1-4]|前[一二三四1-4两]个?|[上下当]一?|首个?)季度?|本季度?"
_MONTHS = (
    rf"(?:{_YEAR})?\d{{1,2}}月?份?{_TO}\d{{1,2}}月份?|[{_CHINESE}]{{1,2}}月?份?{_TO}[{_CHINESE}]{{1,2}}月份?|[本当上]月|前{_COUNT}个?月"
    rf"|(?:{_YEAR}|(?<!\d))(?:0?[1-9]|1[01])月份?(?=的?数)"
)
_DAYS = (
    rf"(?:{_YEAR})?\d{{1,2}}月\d{{1,2}}日?(?:起|开始)?,?{_TO}(?:{_YEAR}|[当同本]年)?\d{{1,2}}月(?:\d{{1,2}}日)?"
    rf"|{_YEAR}\d{{1,2}}月起?{_TO}{_YEAR}\d{{1,2}}月"
)
_SEVERAL = (
    rf"(?:最?近|过去|前|连续|这)?{_COUNT}年(?:以?来|间|合计|累计|总和|总计)|(?:最?近|过去|前){_COUNT}年|近年(?:以?来)?"
    rf"|{_YEAR[:-1]}年?度?{_TO}{_YEAR}度?|自?{_YEAR}(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?起?(?:至今|以来)"
    r"|[“\"]?十[一二三四五六]五[”\"]?(?:期间|时期|以来)|任期内?|[本该]届|换届以来"
    r"|(?:自[\u4e00-\u9fff《》]{1,12})?(?:建[库站局]|成立|施行|实施|运行)以来|至今|迄今"
)
#: Until any other day than that.
_UNTIL = rf"截[至止]到?+(?:日期?|时间)?+[:为]?+(?!{_YEARS_END})"

_LAST_DAY = rf"{_UNTIL}(?:{_YEAR})?(?:\d{{1,2}}月)?(?:\d{{1,2}}日|底|末)?(?:目前|现在|今|日前|填报(?:日|时))?"
#: Words for what a report counts, and for when: 数据统计时间, 统计口径, 报告期.
_WHEN = "时间|日期|期限|期间|周期|范围|口径|节点"
_STATISTICS = (
    r"(?<!据)(?:数据|统计|填报|报表|报告期)"
    rf"(?:统计|填报|采集|汇总|的|数据|{_WHEN}|均|为|是|:){{0,8}}"
)

#: Another period as a caption or a note states it: 上年, 1-6月, 前三季度, 截至目前, 五年来, 累计.
STATED = re.compile(rf"{_LAST_DAY}|{_DAYS}|{_SEVERAL}|{_HALVES}|{_QUARTERS}|{_MONTHS}|(?:全年|本?年度)?累计|{_EARLIER}")
#: Another period that a sentence states for a report's numbers: 数据统计时间截止2022年11月30日.
OF_STATISTICS = re.compile(
    rf"{_STATISTICS}[从自由]?(?:{_LAST_DAY}|{_DAYS})|{_LAST_DAY}(?:为?止)?的?(?:统计)?数据(?:统计|[。;,]|$)"
)
#: Another period within a sentence, of which many words are harmless where numbers stand beside them (去年, 累计).
IN_SENTENCE = re.compile(
    rf"半年|季度|\d月|[{_CHINESE}]月|截[至止]|历年|自[^，]{{0,14}}以来|往年|近[两三几]年|{_COUNT}年来|任期内|[本该]届"
)
#: A year from its first day or month to its last; both years, where both are named, are one.
WHOLE_YEAR = re.compile(
    rf"(?:自|从)?(?:(?P<year>20\d\d)年|(?<![年\d]))0?1月?(?:(?<=月)0?1日)?(?:起|开始|起始)?,?截?{_TO}"
    r"(?:(?:(?P=year)|[当同本])年|(?(year)(?!)|20\d\d年))?12月(?:31日)?(?!\d)(?:止|期间)?"
)


_ZEROS = "〇零○O0◯О"
_CHINESE_YEAR = re.compile(rf"二[{_ZEROS}]([{_ZEROS}一二三四五六七八九]{{2}})(?![{_ZEROS}一二三四五六七八九])")
_DIGITS = str.maketrans(f"{_ZEROS}一二三四五六七八九", f"{'0' * len(_ZEROS)}123456789")
_CHINESE_MONTH = re.compile(r"(?:(?<=年)|(?<=[月日起始,][至到\-—–~]))([一二三四五六七八九]|十[一二]?)(?=月)")
_CHINESE_DAY = re.compile(r"(?<=月)([一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=日)")


_DOTTED = re.compile(r"(?<![\d.])(20\d\d)([-./])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)日?")


def with_figures(text: str) -> str:
    """A text whose dates are in figures: 二〇二三年十二月三十一日, 2023-12-31 and 2023.12.31 are 2023年12月31日."""
    text = _DOTTED.sub(lambda date: f"{date[1]}年{int(date[3])}月{int(date[4])}日", text)
    if "二" not in text and "月" not in text:
        return text
    text = _CHINESE_YEAR.sub(lambda found: "20" + found[1].translate(_DIGITS), text)
    return _CHINESE_DAY.sub(_figures, _CHINESE_MONTH.sub(_figures, text.replace("年元月", "年1月")))


def _figures(found: re.Match[str]) -> str:
    tens, has_ten, ones = found[1].rpartition("十")
    return str(10 * (int(tens.translate(_DIGITS) or 1)) * bool(has_ten) + int(ones.translate(_DIGITS) or 0))


def without_whole_years(text: str) -> str:
    """A text in which 2022年1月1日至12月31日 reads 2022年."""
    return WHOLE_YEAR.sub(lambda whole: f"{whole['year']}年" if whole["year"] else "", text)


def whole_years_blotted(text: str) -> str:
    """A text in which 1月1日至12月31日, no other period than the year, is as many 年: every sign keeps its place."""
    return WHOLE_YEAR.sub(lambda match: "年" * len(match[0]), text) if "12月" in text else text
