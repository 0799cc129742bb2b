"""Title → kind, agency, year. Pure; what a title does not say stays None and is found elsewhere or held."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from gongkai.crawl import title_fronts, title_years
from gongkai.crawl.title_kinds import other_kind
from gongkai.periods import WHOLE_YEAR, with_figures


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says.

    other_kind:  Chinese name of the kind where kind is ``other`` (``法治政府建设年度报告``).
    agency:      as printed, without year and brackets; None when the title names none. A title that is but an organ
                 and a year (``周湾镇2021年``) names it too, its kind is ``unknown``.
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
    r"(?:工作)?(?:情况)?的?(?:(?:20\d\d|二[〇零○O0][〇零○O0一二三四五六七八九]{2})年?)?(?:年度|度)?(?:工作)?(?:报告|年报)"
)

_YEAR_WORD = re.compile(r"[、和至\-—]?(?<!\d)20\d\d(?!\d)(?:年度|年)?")

_BRACKETS = re.compile(r"\([^()]*\)")
_ORGAN = r"(?:政府|公署|行署|办公[室厅]|办事处|委员会|街道|苏木|中心|[省市县区州盟旗乡镇局厅委署办部])"
#: Behind the name of the report: 2023年政府信息公开工作年度报告(周湾镇), …报告——市图书馆, …报告 市水利局.
#: A government's name behind a stroke is mostly its site's.
_BODY = r"(?:局|委|委员会|厅|署|办公[室厅]|办事处|街道|中心|[馆关社行司校院所队镇乡会]|(?<!网)站)"
_ORGAN_BEHIND = re.compile(
    rf"^(?:\(20\d\d年?度?\))?(?:\(([\u4e00-\u9fff]+(?:{_ORGAN}|{_BODY}))\)"
    rf"|[-—–_|:·]*((?!附|含|的|已|及|和|与|关于)[\u4e00-\u9fff]{{2,30}}{_BODY})$)"
)
#: A title cut down to organ and year, as lists of one column have them; what it is the column knows.
_ORGAN_AND_YEAR = re.compile(
    rf"^(?:([\u4e00-\u9fff]{{1,30}}?{_ORGAN})(?:20\d\d)|(?:20\d\d)年?度?([\u4e00-\u9fff]{{1,30}}?{_ORGAN}))"
    r"年?度?(?:年度报告|年报)?$"
)
#: One that its list cuts off: 样川市水利局2023年政府信息公开工作年度....
_CUT_OFF = re.compile(rf"^([\u4e00-\u9fff]{{1,30}}?{_ORGAN})(?:20\d\d)(?:年度?)?(?:政[府务]?.{{0,16}})?(?:…|\.\.)()")
#: A government's name with another organ's in brackets, which is no office of it.
_TWO_ORGANS = re.compile(r"政府\((?![^()]*办公)[^()]*(?:局|委|委员会|厅)\)")
_OFFICE_BRACKET = re.compile(r"政府\([^()]*办公[室厅]\)")
#: What titles of reports in other words begin with behind the organ.
_TOPIC = re.compile(r"(?:政府|政务)?信息公开|政务公开|法治政府|依法行政|年度(?:工作)?(?:报告|总结)|年报|(?:工作)?总结")
_WHOLE_ORGAN = re.compile(
    rf"(?!各|全[省市县区州盟旗]|本[级机单]|我[省市县区州])[\u4e00-\u9fff()、]{{1,40}}(?:{_ORGAN}|[学校院所站队馆会])\)?"
)
_LEAD = re.compile(r"^(?:附件\d*[::.、]?|关于|\d{1,2}[.、)]|[一二三四五六七八九十]、)+")
#: Of the first or last day of a period.
_HOURS = re.compile(r"(?:0{1,2}|零|24)[时点:](?:0{1,2}分?)?|\(含\)|\(含当日\)")
_ABOUT = re.compile(r"关于(?:公布|发布|印发|公开|报送)?$")
_WHOLE = re.compile(r"全[省市县区州盟旗]$|各[省市县区州盟旗]$")
_BARE_REGION = re.compile(r"[省市县区州盟旗]$")
_NOISE = "《》\"'“”‘’「」_-—·:,,."


def read_title(text: str) -> Title:
    """What the title says; never raises."""
    normal = _normal(text)
    match = _KIND.search(normal)
    before = normal[: match.start()] if match else ""
    # 小关乡人民政府信息公开…: the word 政府 belongs to the name.
    before += "政府" if before.endswith("人民") else ""
    agency = _agency(before)
    other = other_kind(normal, match, agency)
    end = match.end() if match else len(normal)
    year = title_years.year(normal[:end], normal[end:])
    if other is not None:
        return Title(text, "other", other, None, year, False, False)
    if match is None:
        cut = _ORGAN_AND_YEAR.match(normal) or _CUT_OFF.match(normal)
        agency = (cut[1] or cut[2]) if cut else None
        return Title(text, "unknown", None, agency, year, False, _is_region_wide(agency, agency or ""))
    behind = _ORGAN_BEHIND.match(normal[end:])
    agency = agency or (behind[1] or behind[2] if behind else None)
    return Title(
        text=text,
        kind="annual_report",
        other_kind=None,
        agency=agency,
        year=year,
        office=_OFFICE_BRACKET.search(before) is not None,
        region_wide=_is_region_wide(agency, before),
    )


def organ_before(text: str) -> str | None:
    """The organ that a title begins with, whatever it is a title of; None where it begins with none."""
    normal = _normal(text)
    match = _TOPIC.search(normal)
    before = normal[: match.start()] if match else ""
    name = _agency(before + "政府" if before.endswith("人民") else before)
    return name if name and _WHOLE_ORGAN.fullmatch(name) else None


def period_year(text: str) -> int | None:
    """The year of the 统计期限 (自2024年1月1日至…12月31日) in running text; None where none or several are stated."""
    bare = _HOURS.sub("", with_figures(text))
    years = {int(match["year"]) for match in WHOLE_YEAR.finditer(bare) if match["year"]}
    years |= {2008} if title_years.states_first_year(bare) else set()
    return years.pop() if len(years) == 1 else None


def _normal(text: str) -> str:
    bare = title_fronts.without(unicodedata.normalize("NFKC", text))
    joined = title_years.normal("".join(bare.split()))
    return title_fronts.without_brackets(joined).strip("《》\"'“”‘’「」")


def _agency(before: str) -> str | None:
    whole = before if _TWO_ORGANS.search(before) else _BRACKETS.sub("", before)
    bare = _YEAR_WORD.sub("", whole).strip(_NOISE)
    name = _ABOUT.sub("", _LEAD.sub("", bare)).removesuffix("年度").strip(_NOISE)
    name = re.sub(r"全[省市县区州盟旗]$", "", name)
    return name or None


def _is_region_wide(agency: str | None, before: str) -> bool:
    bare = _YEAR_WORD.sub("", before).strip(_NOISE)
    return bool(_WHOLE.search(bare)) or (agency is not None and bool(_BARE_REGION.search(agency)))
