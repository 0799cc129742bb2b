"""What lists put before and behind a title that is no part of it: signs, the day it was put up, names of columns."""

from __future__ import annotations

import re

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_FULL = rf"20\d\d(?:[-./]\s?{_MONTH}[-./]\s?{_DAY}(?![\d月])|年\s?{_MONTH}月\s?{_DAY}日)"
#: A date is none that a period begins with (2023-01-01至…), nor where its digits go on.
_NO_PERIOD = r"(?!\s*(?:[至到\-—–~〜.]|起|以))"
#: Signs in which names of organs end.
_ORGANS_END = "府署室厅处会办心省市县区州盟旗乡镇局委部所院校站队道木馆关社行司学团"
#: Names of columns and remarks on a page are made of these, names of organs are not.
_COLUMN = (
    r"(?:重要|最新|热点|通知|公[告示开]|信息|政务|政府|年度|年报|报告|工作|总结|动态|文件|专栏|栏目|目录|图[片文]|文字|置顶|推荐|法定|主动|内容|部门|机构|单位"
    r"|新闻|资讯|要闻|政策|全文|附件|正文|打印|下载|发布|更[新正]|修订|转载|原创|[图新热版稿])+"
)
_FRONT = re.compile(
    r"[\s·•●▪■◆◇□◎⊙▶►▷☆★※»∙・√]+"
    rf"|[\[(【]\s*(?:{_FULL}|{_MONTH}[-./月]{_DAY}日?)(?:\s+\d\d?:\d\d(?::\d\d)?)?\s*[\])】]{_NO_PERIOD}"
    rf"|{_FULL}(?:\s+\d\d?:\d\d(?::\d\d)?)?{_NO_PERIOD}(?=[^\d:]|$)"
    rf"|{_MONTH}[-./]{_DAY}(?=\s+(?:[^\d\s]|20\d\d年))"
    rf"|[\[【]\s*{_COLUMN}\s*[\]】](?=.)"
)
#: Brackets that say what a page is: it explains a report, in pictures or words.
_EXPLAINS = re.compile(r"解读|图解|读懂|看懂|图说|图读|图看|[数看]读|数说|动漫|漫画|动画|视频|音频|长图|海报|^[Hh]5$")
_COLUMN_NAME = re.compile(_COLUMN)
_BRACKETS = re.compile(r"【([^【】]*)】|^[\[(〔]([^\[\]()〔〕]*)[\])〕](?!第?\d+号)|[\[(〔]([^\[\]()〔〕]*)[\])〕]$")
_YEAR = re.compile(r"(20\d\d)年?度?")
#: A title that goes on so after a bracket names no organ itself.
_NAMELESS = re.compile(r"(?:关于)?20\d\d年?度?(?:政府|政务)?(?:信息公开|年度报告|年报)|(?:关于)?(?:政府|政务)?信息公开")


def without(title: str) -> str:
    """A title (NFKC, with its white space) without what stands before it: ``● [01-20] [通知公告] …``."""
    start = 0
    while (
        (match := _FRONT.match(title, start)) and match.end() < len(title) and not _explains(match[0].strip("[]【】 "))
    ):
        start = match.end()
    return title[start:]


def without_brackets(title: str) -> str:
    """A title (without white space) without the brackets around it, 【】 anywhere.

    Of what explains a report that word stays (解读), of a year the year. What stands before a title that names no organ
    is whose report it is, unless it is the name of a column; an organ behind a title stays in round brackets.
    """
    return _BRACKETS.sub(_bare, title)


def _bare(found: re.Match[str]) -> str:
    text = found[1] or found[2] or found[3] or ""
    is_front, rest = found.start() == 0, found.string[found.end() :]
    if _explains(text):
        return "解读"
    if year := _YEAR.fullmatch(text):
        if rest[:1] == "年":
            return year[1]
        return f"{year[1]}年" if is_front else f"({year[1]}年)"
    is_column, is_round = _COLUMN_NAME.fullmatch(text) is not None, found[0][0] in "(〔"
    is_organ = not is_column and text[-1:] in _ORGANS_END
    if is_front and not is_column and _NAMELESS.match(rest):
        is_remark = found[0][0] == "(" and not is_organ
        return found[0] if is_remark or not text else text
    if not is_front and not rest and is_organ:
        return f"({text})"
    return found[0] if found[3] is not None or is_round else ""


def _explains(text: str) -> bool:
    # 附解读: an explanation stands beside the report.
    return _EXPLAINS.search(text) is not None and text[-1] not in _ORGANS_END and text[0] not in "附含带另内及"
