"""What lists put before and behind a title that is no part of it: signs, the day it was put up, names of columns."""

from __future__ import annotations

import re

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_FULL = rf"20\d\d(?:[-./]\s?{_MONTH}[-./]\s?{_DAY}(?!\d)|年\s?{_MONTH}月\s?{_DAY}日)"
#: A date is none that a period begins with (2023-01-01至…), nor where its digits go on.
_NO_PERIOD = r"(?!\s*(?:[至到\-—–~〜.]|起|以))"
#: Signs in which names of organs end.
_ORGANS_END = "府署室厅处会办心省市县区州盟旗乡镇局委部所院校站队道木"
_FRONT = re.compile(
    r"[\s·•●▪■◆◇□◎⊙▶►▷☆★※»∙・√]+"
    rf"|[\[(【]\s*(?:{_FULL}|{_MONTH}[-./月]{_DAY}日?)(?:\s+\d\d?:\d\d(?::\d\d)?)?\s*[\])】]{_NO_PERIOD}"
    rf"|{_FULL}(?:\s+\d\d?:\d\d(?::\d\d)?)?{_NO_PERIOD}(?=[^\d:]|$)"
    rf"|{_MONTH}[-./]{_DAY}(?=\s+(?:[^\d\s]|20\d\d年))"
    # A column's name; what ends as an organ does may be whose report it is.
    rf"|\[[\u4e00-\u9fff]{{2,12}}(?<![{_ORGANS_END}])\](?=.)"
)
#: Brackets that say what a page is: it explains a report, in pictures or words.
_EXPLAINS = re.compile(r"解读|图解|读懂|看懂|图说|图读|图看|[数看]读|数说|动漫|漫画|动画|视频|音频|长图|海报|^[Hh]5$")
_BLACK_BRACKETS = re.compile(r"【([^【】]*)】")
_AT_ENDS = re.compile(r"^[\[(]([^\[\]()]*)[\])]|[\[(]([^\[\]()]*)[\])]$")


def without(title: str) -> str:
    """A title (NFKC, with its white space) without what stands before it: ``● [01-20] [通知公告] …``."""
    start = 0
    while (match := _FRONT.match(title, start)) and match.end() < len(title) and not _explains(match[0].strip("[]")):
        start = match.end()
    return title[start:]


def without_brackets(title: str) -> str:
    """A title (without white space) without what stands in 【】; of what explains a report that word stays: 解读."""
    bare = _BLACK_BRACKETS.sub(lambda found: "解读" if _explains(found[1]) else "", title)
    return _AT_ENDS.sub(lambda found: "解读" if _explains(found[1] or found[2] or "") else found[0], bare)


def _explains(text: str) -> bool:
    # 附解读: an explanation stands beside the report.
    return _EXPLAINS.search(text) is not None and text[-1] not in _ORGANS_END and text[0] not in "附含带另内及"
