"""Title → kind, agency, year. Pure; what a title does not say stays None and is found elsewhere or held."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from gongkai.crawl import title_years
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

#: Words that make a title another kind wherever they stand, the most telling first.
_OTHER = (
    ("通知", re.compile(r"通知|的函$")),
    ("解读", re.compile(r"一图读懂|图解|解读")),
    ("通报", re.compile(r"通报$")),
    ("新闻", re.compile(r"出炉|新闻发布|优秀年度报告|信息公开.*(?:培训|简讯|座谈)")),
    ("监管年度报表", re.compile(r"监管(?:工作)?年度报表")),
    ("政府网站工作年度报表", re.compile(r"政府网站(?:工作)?年度(?:工作)?(?:报表|报告)")),
    ("法治政府建设年度报告", re.compile(r"法治政府|依法行政")),
    ("政务公开工作总结", re.compile(r"政务公开(?:工作)?(?:年度)?总结")),
)

#: Words that make it another kind behind the name of the report, or where that name does not occur.
_OTHER_BEHIND = (
    ("条例", re.compile(r"条例")),
    ("制度", re.compile(r"制度|办法|规定")),
    ("格式", re.compile(r"格式|模板|样表")),
    ("汇编", re.compile(r"汇编|^[^_|\-—]{0,4}(?:汇总|合集)")),
    ("说明", re.compile(r"更正说明|情况说明|(?:补充|编制|撤稿|有关|相关)说明")),
    ("依申请公开", re.compile(r"公开申请|申请公开")),
    ("指南", re.compile(r"指南")),
    ("目录", re.compile(r"目录")),
    ("要点", re.compile(r"要点")),
    ("预决算", re.compile(r"预算|决算")),
    ("绩效", re.compile(r"绩效")),
    ("政府工作报告", re.compile(r"政府工作报告")),
    ("审计工作报告", re.compile(r"审计工作报告")),
    ("行政执法年度报告", re.compile(r"行政执法(?:统计)?(?:工作)?(?:年度)?(?:报告|年报)")),
    ("统计公报", re.compile(r"统计公报")),
)

#: What is said or done about a report, right behind its name: 问题清单, 第三方评估结果, 编制要求, 已发布, 的意见建议.
_ABOUT = (
    ("评估", re.compile(r"(?:评估|测评|评价|考核|评分|评查|检查|抽查|排名)")),
    ("整改", re.compile(r"(?:清单|台账|整改|问题)")),
    ("征求意见", re.compile(r"(?:审核|审查|审议|意见|建议|征集|征求)(?!稿|意见稿)")),
    (
        "新闻",
        re.compile(
            r"(?:已|正式|如期|全部|按时)*(?:发布|公布|上线|报送|公开)(?:情况|会|完成|完毕|$|了)|有感|感想|心得|培训|会议"
        ),
    ),
    ("编制", re.compile(r"(?:编制|编写|编撰|撰写|填报)(?:要求|说明|工作|培训|会|规范|流程|情况)")),
)
_ABOUT_LEAD = re.compile(r"^(?:第三方|存在|主要|的|有关|相关|工作)*")
#: Reports of several years.
_YEARS_ON = re.compile(r"十[一二三四五六]五(?:期间|时期|规划)|(?:实施|施行|以来)\d{1,2}年")
#: Fields whose information is made public by rules of their own, right before 信息公开.
_OTHER_FIELD = re.compile(
    r"(?:环境|环保|财政|预算|决算|项目|补贴|公示|执法|事业|企业|教育|党务|党建|依申请|药品|医疗|价格|收费|救助|扶贫|安全|生产|征地|征收"
    r"|住房|国资|工程|信用|采购|物业|检务|警务|司法|校务|院务|村务|厂务|资源|招标|投标)$"
)

_YEAR = re.compile(r"[上下]半年|(?:第?[一二三四1-4]季度)|\d{1,2}月份?")

_FULL_DATE = re.compile(r"20\d\d(?:[-./]\d{1,2}[-./]\d{1,2}|年\d{1,2}月\d{1,2}日)")
_WHOLE_YEAR = re.compile(r"(20\d\d)年1月1日(?:起)?[至到\-—]+(?:\1年)?12月31日")
#: (2024年1月发布): when it was put up, not the year it is of.
_PUT_UP = re.compile(r"\(20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:发布|公布|印发|公开|修订|更新)\)")
_DOCUMENT_NUMBER = re.compile(r"[〔\[]20\d\d[〕\]]\d*号?")
#: 22年 before the name of the report, or at the beginning, is 2022, and so is that of 2021-22年; 近10年 is no year.
_SHORT_YEAR = re.compile(
    r"(?<![\dA-Za-z第近前满过共约每至到逾达.\-—、])(?:0[89]|[12]\d)(?=年(?:年?度)?(?:的|政府|政务|信息公开|年报))"
    r"|^(?:0[89]|[12]\d)(?=年(?![来间内以前后多]).{0,40}信息公开)|(?<=20\d\d[\-—–至、])[12]\d(?=年)"
)
_YEAR_WORD = re.compile(r"[、和至\-—]?(?<!\d)20\d\d(?!\d)(?:年度|年)?")

_BRACKETS = re.compile(r"\([^()]*\)")
_SQUARE_BRACKETS = re.compile(r"【[^【】]*】")
_ORGAN = r"(?:政府|公署|行署|办公[室厅]|办事处|委员会|街道|苏木|中心|[省市县区州盟旗乡镇局厅委署办部])"
#: Behind the name of the report: 2023年政府信息公开工作年度报告(周湾镇).
_ORGAN_BEHIND = re.compile(rf"^\(([\u4e00-\u9fff]+{_ORGAN})\)")
#: A title cut down to organ and year, as lists of one column have them; what it is the column knows.
_ORGAN_AND_YEAR = re.compile(
    rf"^(?:([\u4e00-\u9fff]{{1,30}}?{_ORGAN})(?:20\d\d)|(?:20\d\d)年?度?([\u4e00-\u9fff]{{1,30}}?{_ORGAN}))"
    r"年?度?(?:年度报告|年报)?$"
)
#: A government's name with another organ's in brackets, which is no office of it.
_TWO_ORGANS = re.compile(r"政府\((?![^()]*办公)[^()]*(?:局|委|委员会|厅)\)")
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
    if kind == "other":
        return Title(text, kind, other, None, title_years.year(normal), False, False)
    if match is None:
        cut = _ORGAN_AND_YEAR.match(normal)
        agency = (cut[1] or cut[2]) if cut else None
        return Title(text, kind, None, agency, title_years.year(normal), False, _is_region_wide(agency, agency or ""))
    before = normal[: match.start()]
    # 小关乡人民政府信息公开…: the word 政府 belongs to the name.
    before += "政府" if before.endswith("人民") else ""
    behind = _ORGAN_BEHIND.match(normal[match.end() :])
    agency = _agency(before) or (behind[1] if behind else None)
    return Title(
        text=text,
        kind=kind,
        other_kind=None,
        agency=agency,
        year=title_years.year(normal),
        office=_OFFICE_BRACKET.search(before) is not None,
        region_wide=_is_region_wide(agency, before),
    )


def period_year(text: str) -> int | None:
    """The year of the 统计期限 (自2024年1月1日至…12月31日) in running text; None where none or several are stated."""
    years = {int(match["year"]) for match in WHOLE_YEAR.finditer(with_figures(text)) if match["year"]}
    return years.pop() if len(years) == 1 else None


def _normal(text: str) -> str:
    joined = title_years.normal("".join(unicodedata.normalize("NFKC", text).split()))
    return _SQUARE_BRACKETS.sub("", joined).strip("《》\"'“”‘’「」")


def _other_kind(normal: str) -> str | None:
    for name, pattern in _OTHER:
        if pattern.search(normal):
            return name
    match = _KIND.search(normal)
    if match and title_years.is_of_part(normal[: match.start()], normal[match.end() :]):
        return "期中报告"
    if match and _YEARS_ON.search(normal):
        return "多年报告"
    if match and match[0].startswith("信息") and _OTHER_FIELD.search(_agency(normal[: match.start()]) or ""):
        return "其他领域信息公开报告"
    rest = normal[match.end() :] if match else normal
    about = _ABOUT_LEAD.sub("", rest) if match else ""
    if (told := next((name for name, pattern in _ABOUT if pattern.match(about)), None)) is not None:
        return told
    return next((name for name, pattern in _OTHER_BEHIND if pattern.search(rest)), None)


def _agency(before: str) -> str | None:
    whole = before if _TWO_ORGANS.search(before) else _BRACKETS.sub("", before)
    bare = _YEAR_WORD.sub("", whole).strip(_NOISE)
    name = _LEAD.sub("", bare).removesuffix("关于").removesuffix("年度").strip(_NOISE)
    name = re.sub(r"全[省市县区州盟旗]$", "", name)
    return name or None


def _is_region_wide(agency: str | None, before: str) -> bool:
    bare = _YEAR_WORD.sub("", before).strip(_NOISE)
    return bool(_WHOLE.search(bare)) or (agency is not None and bool(_BARE_REGION.search(agency)))
