"""Title → kind, agency, year. Pure; what a title does not say stays None and is found elsewhere or held."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says.

    other_kind:  Chinese name of the kind where kind is ``other`` (``法治政府建设年度报告``).
    agency:      as printed, without year and brackets; None when the title names none.
    year:        report year; None when the title names none, or two.
    office:      a government's name with its office in brackets: the report is the office's own.
    region_wide: the title names the bare region (``贵阳市2021年…``, ``全市…``), not its government.
    """

    text: str
    kind: Literal["annual_report", "other", "unknown"]
    other_kind: str | None
    agency: str | None
    year: int | None
    office: bool
    region_wide: bool


_KIND = re.compile(
    r"(?:政府|政务)?信息公开"
    r"(?:工作)?(?:情况)?的?(?:年度)?(?:工作)?(?:报告|年报)"
)

#: Words that make a title another kind wherever they stand, the most telling first.
_OTHER = (
    ("通知", re.compile(r"通知|的函$")),
    ("解读", re.compile(r"一图读懂|图解|解读")),
    ("新闻", re.compile(r"出炉|新闻发布|优秀年度报告")),
    ("监管年度报表", re.compile(r"监管(?:工作)?年度报表")),
    ("政府网站工作年度报表", re.compile(r"政府网站(?:工作)?年度(?:工作)?(?:报表|报告)")),
    ("法治政府建设年度报告", re.compile(r"法治政府|依法行政")),
    ("政务公开工作总结", re.compile(r"政务公开(?:工作)?(?:年度)?总结")),
)

#: Words that make it another kind behind the name of the report, or where that name does not occur.
_OTHER_BEHIND = (
    ("制度", re.compile(r"制度|办法|规定")),
    ("格式", re.compile(r"格式|模板|样表")),
    ("依申请公开", re.compile(r"公开申请|申请公开")),
    ("指南", re.compile(r"指南")),
    ("目录", re.compile(r"目录")),
    ("要点", re.compile(r"要点")),
    ("预决算", re.compile(r"预算|决算")),
    ("绩效", re.compile(r"绩效")),
)

_PART_OF_YEAR = re.compile(r"[上下]半年|(?:第?[一二三四1-4]季度)|\d{1,2}月份?")

_FULL_DATE = re.compile(r"20\d\d(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月\d{1,2}日)")
_DOCUMENT_NUMBER = re.compile(r"[〔\[]20\d\d[〕\]]\d*号?")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)|二[〇零○O0][〇零○O0一二三四五六七八九]{2}")
_YEAR_WORD = re.compile(rf"[、和至\-—]?(?:{_YEAR.pattern})(?:年度|年)?")
_DIGITS = str.maketrans("〇零○O一二三四五六七八九", "0000123456789")

_BRACKETS = re.compile(r"\([^()]*\)")
_OFFICE_BRACKET = re.compile(r"政府\([^()]*办公[室厅]\)")
_LEAD = re.compile(r"^(?:附件\d*[::.、]?|关于|\d{1,2}[.、)]|[一二三四五六七八九十]、)+")
_WHOLE = re.compile(r"全[省市县区州盟旗]$|各[省市县区州盟旗]$")
_BARE_REGION = re.compile(r"[省市县区州盟旗]$")
_NOISE = "《》\"'“”‘’「」_-—·:,,"


def read_title(text: str) -> Title:
    """What the title says; never raises."""
    normal = _normal(text)
    other = _other_kind(normal)
    match = _KIND.search(normal)
    kind: Literal["annual_report", "other", "unknown"] = "other" if other else "annual_report" if match else "unknown"
    if kind != "annual_report" or match is None:
        return Title(text, kind, other, None, _year(normal), False, False)
    before = normal[: match.start()]
    # 小关乡人民政府信息公开…: the word 政府 belongs to the name.
    before += "政府" if before.endswith("人民") else ""
    agency = _agency(before)
    return Title(
        text=text,
        kind=kind,
        other_kind=None,
        agency=agency,
        year=_year(normal),
        office=_OFFICE_BRACKET.search(before) is not None,
        region_wide=_is_region_wide(agency, before),
    )


def _normal(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("《》\"'“”‘’「」")


def _other_kind(normal: str) -> str | None:
    for name, pattern in _OTHER:
        if pattern.search(normal):
            return name
    match = _KIND.search(normal)
    if match and _PART_OF_YEAR.search(_FULL_DATE.sub("", normal[: match.start()])):
        return "期中报告"
    rest = normal[match.end() :] if match else normal
    return next((name for name, pattern in _OTHER_BEHIND if pattern.search(rest)), None)


def _year(normal: str) -> int | None:
    dateless = _DOCUMENT_NUMBER.sub("", _FULL_DATE.sub("", normal))
    years = {int(found.translate(_DIGITS)) for found in _YEAR.findall(dateless)}
    return years.pop() if len(years) == 1 else None


def _agency(before: str) -> str | None:
    bare = _YEAR_WORD.sub("", _BRACKETS.sub("", before)).strip(_NOISE)
    name = _LEAD.sub("", bare).removesuffix("关于").removesuffix("年度").strip(_NOISE)
    name = re.sub(r"全[省市县区州盟旗]$", "", name)
    return name or None


def _is_region_wide(agency: str | None, before: str) -> bool:
    bare = _YEAR_WORD.sub("", before).strip(_NOISE)
    return bool(_WHOLE.search(bare)) or (agency is not None and bool(_BARE_REGION.search(agency)))
