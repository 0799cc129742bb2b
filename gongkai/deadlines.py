"""The last lawful day of a report, with the article that sets it, and the shown dates that prove nothing. Pure.

What the articles of 政府信息公开条例 say:

2007 (国务院令第492号), article 31:
各级行政机关应当在每年3月31日前公布本行政机关的政府信息公开工作年度报告。
As quoted by 琼府办〔2011〕214号, article 1, which sets that day for departments, cities, counties and townships alike.

2019 (国务院令第711号), article 49:
县级以上人民政府部门应当在每年1月31日前向本级政府信息公开工作主管部门提交本行政机关上一年度政府信息公开工作年度
报告并向社会公布。县级以上地方人民政府的政府信息公开工作主管部门应当在每年3月31日前向社会公布本级政府上一年度
政府信息公开工作年度报告。
As printed on jxln.gov.cn, /lnxxxgk/c114874/202105/84ebe36d86b049a7a499732136322761.shtml.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from gongkai.records import Report
from gongkai.registry.model import AgencyKind, Level

#: Report years by which regulation they were due: the one of 2007 took effect on 2008-05-01, the present one on
#: 2019-05-15, after the reports of 2018 were due.
FIRST_YEAR, FIRST_OF_PRESENT = 2008, 2019
ART_31 = "政府信息公开条例（2007年，国务院令第492号）第三十一条"
ART_49 = "政府信息公开条例（2019年，国务院令第711号）第四十九条"


class Deadline(NamedTuple):
    """The last lawful day, in China, and the article that says so."""

    day: date
    basis: str


def deadline(kind: AgencyKind, level: Level, year: int) -> Deadline | None:
    """When the report of a year was due; None where no basis is recorded.

    Until the report year 2018 one day held for every administrative organ. Since then article 49 names the departments
    of governments, and the local governments, at county level and above: nothing is claimed of townships, of local
    organs of vertical systems, of an office (whose report may be its own or its government's), of public bodies.
    """
    if year < FIRST_YEAR or kind == "public_body":
        return None
    if year < FIRST_OF_PRESENT:
        return Deadline(date(year + 1, 3, 31), ART_31)
    if kind == "government" and level not in ("township", "state"):
        return Deadline(date(year + 1, 3, 31), ART_49)
    if (kind == "department" and level != "township") or (kind == "vertical" and level == "state"):
        return Deadline(date(year + 1, 1, 31), ART_49)
    return None


def law_of(year: int) -> str:
    """The article that sets the deadlines of a report year."""
    return ART_49 if year >= FIRST_OF_PRESENT else ART_31


def doubtful(reports: Iterable[Report]) -> frozenset[str]:
    """Ids of reports whose shown date may be that of a site's move rather than of their publication.

    So is a day on which one host shows reports of several years, and a day more than a year after the report's due.
    """
    years: dict[tuple[str, str], set[int]] = defaultdict(set)
    dated = [(_shown(report), report) for report in reports if report.published and report.year is not None]
    for shown, report in dated:
        years[shown].add(report.year or 0)
    return frozenset(
        report.report_id or ""
        for shown, report in dated
        if len(years[shown]) > 1 or shown[1] >= f"{(report.year or 0) + 2}-01-01"
    )


def _shown(report: Report) -> tuple[str, str]:
    """Host and day, ISO; a deposit stands for itself."""
    source = report.sources[0].source if report.sources else ""
    return urlsplit(source).netloc or source, (report.published or "")[:10]
