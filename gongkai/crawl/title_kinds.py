"""Titles of something else than an annual report of information disclosure: other reports, and what is said of one.

All take a title in NFKC without white space, as :mod:`gongkai.crawl.title_years` normalises it.
"""

from __future__ import annotations

import re

from gongkai.crawl import title_years

#: The kind of what is of a half-year, a quarter or a month.
PART_OF_YEAR = "期中报告"
#: Words that make a title another kind wherever they stand, the most telling first.
_ANYWHERE = (
    ("通知", re.compile(r"通知|的函$")),
    ("解读", re.compile(r"一图[读看]懂|图解|解读|^(?:图说|动漫|漫画|视频|音频)")),
    ("通报", re.compile(r"通报$")),
    ("新闻", re.compile(r"出炉|新闻发布|优秀年度报告|信息公开.*(?:培训|简讯|座谈)")),
    ("监管年度报表", re.compile(r"监管(?:工作)?年度报表")),
    ("政府网站工作年度报表", re.compile(r"政府网站(?:工作)?年度(?:工作)?(?:报表|报告)")),
    ("法治政府建设年度报告", re.compile(r"法治政府|依法行政")),
    ("政务公开工作总结", re.compile(r"政务公开(?:工作)?(?:年度)?总结")),
)

#: Words that make it another kind behind the name of the report, or where that name does not occur.
_BEHIND = (
    ("条例", re.compile(r"条例")),
    ("制度", re.compile(r"制度|办法|规定")),
    ("格式", re.compile(r"格式|模板|样表")),
    ("汇编", re.compile(r"汇编|^.{0,4}(?:汇总|合集)")),
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

_DONE = "(?:已|正式|如期|全部|按时)*"
#: What is said or done about a report, right behind its name: 问题清单, 第三方评估结果, 编制要求, 已发布, 的意见建议.
_ABOUT = (
    ("评估", re.compile(r"评估|测评|评价|考核|评分|评查|检查|抽查|排名|表彰|亮点|(?:数据)?分析")),
    ("整改", re.compile(r"清单|台账|整改|问题|更正")),
    ("征求意见", re.compile(r"(?:审核|审查|审议|意见|建议|征集|征求)(?!稿|意见稿)")),
    (
        "新闻",
        re.compile(
            rf"{_DONE}(?:发布|公布|上线|报送|公开)(?:情况|会|完成|完毕|啦|时间表|承诺|$|了)|有感|感想|心得|培训|会议"
        ),
    ),
    (
        "编制",
        re.compile(r"(?:编制|编写|编撰|撰写|填报)(?:要求|说明|工作|培训|会|规范|流程|情况|完)|(?:工作)?方案|时间表"),
    ),
    ("栏目", re.compile(r"专栏|专题|查询|入口")),
    ("说明", re.compile(r"说明")),
)
_ABOUT_LEAD = re.compile(r"^(?:\((?=问题|清单|台账|整改))?(?:第三方|质量|存在|主要|的|有关|相关|情况|工作|差错)*")
#: Where the name of the site, or of a part of it, begins behind a title; and ends before one.
_SITE = re.compile(r"[_|>»‹·/]|::|(?<!\d)[–—―-](?!\d)")
#: What a bracket says to be in the report or beside it is no other kind.
_WITH = re.compile(r"\((?:附|含|带|另附|内含)[^()]*\)|\([^()]*附后\)")
#: Organs whose names have such words, behind the name of the report in brackets or before it.
_ORGAN_BEHIND = re.compile(r"^\(?[\u4e00-\u9fff]{2,20}(?:办公[室厅]|[办局委厅署]|中心|委员会|政府)(?:\)|$)")
_ORGANS = re.compile(r"(?:新闻发布|法治政府建设|依法行政)(?:工作|领导|协调|小组)*(?:办公室|办|中心|处|科)")
#: Reports of several years.
_YEARS_ON = re.compile(r"十[一二三四五六]五[”\"]?(?:期间|时期|规划)|(?:实施|施行|以来)\d{1,2}年")
#: Fields whose information is made public by rules of their own, right before 信息公开.
_OTHER_FIELD = re.compile(
    r"(?:环境|环保|财政|预算|决算|项目|补贴|公示|执法|事业|企业|教育|党务|党建|依申请|药品|医疗|价格|收费|救助|扶贫|安全|生产|征地|征收"
    r"|住房|国资|工程|信用|采购|物业|检务|警务|司法|校务|院务|村务|厂务|资源|招标|投标)$"
)


def other_kind(title: str, name: re.Match[str] | None, agency: str | None) -> str | None:
    """Name of the other kind that a title is of; None where it may be an annual report, or nothing tells.

    name: the name of the annual report in it; None where there is none. agency: what stands before that.
    """
    if name is None:
        return PART_OF_YEAR if title_years.names_part(title) else _named(title, title)
    # The name of the site, and of parts of it, say nothing of the page.
    before, (behind, *parts) = _SITE.split(title[: name.start()])[-1], _SITE.split(title[name.end() :])
    if title_years.is_of_part(before, behind) or any(map(title_years.is_part, parts[:1])):
        return PART_OF_YEAR
    if _YEARS_ON.search(title):
        return "多年报告"
    if name[0].startswith("信息") and _OTHER_FIELD.search(agency or ""):
        return "其他领域信息公开报告"
    rest = _ORGAN_BEHIND.sub("", _WITH.sub("", behind))
    about = _ABOUT_LEAD.sub("", rest)
    told = _named(_ORGANS.sub("", before) + name[0] + rest, rest)
    return told or next((kind for kind, pattern in _ABOUT if pattern.match(about)), None)


def _named(anywhere: str, behind: str) -> str | None:
    found = next((kind for kind, pattern in _ANYWHERE if pattern.search(anywhere)), None)
    return found or next((kind for kind, pattern in _BEHIND if pattern.search(behind)), None)
