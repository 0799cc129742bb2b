"""Whose numbers a table holds (DESIGN: own, office, level, jurisdiction, system, unknown) and what says so."""

from __future__ import annotations

import re

from gongkai.crawl.recognise import Title
from gongkai.records import Scope

#: A sentence in which the whole region's requests are counted: 全市共受理政府信息公开申请 3119 件. The form's own
#: heading behind a caption (…情况（全市）三、收到和处理政府信息公开申请情况) is none.
_WHOLE_REGION = re.compile(
    r"全[省市县区州盟旗][^。；]{0,20}(?:受理|收到(?!和?处理)|接收|新收|办理)[^。；]{0,12}申请(?!情况)"
)
#: 统计范围 and the like: what the numbers of the tables hold.
_RANGE = r"(?:统计|数据)(?:范围|口径)(?:均?为|是|包括|[:：])?[“\"]?"
_RANGES: tuple[tuple[Scope, re.Pattern[str]], ...] = (
    (
        "jurisdiction",
        re.compile(
            rf"{_RANGE}(?:全[省市县区州盟旗]|[^。；，不未无]{{0,10}}(?:含|及)[^。；，]{{0,4}}(?:下级|各[县区]|各乡镇|所属))"
        ),
    ),
    ("level", re.compile(rf"{_RANGE}(?:[省市县区州盟旗](?:级|直)各?(?:部门|单位)|本级)")),
    ("office", re.compile(rf"{_RANGE}(?:仅?[为限含]?(?:本?机关|本单位|办公[室厅]))|仅限(?:本?机关|本级机关)")),
)
_GOVERNMENT = re.compile(r"(?:省|市|县|区|州|盟|旗|自治区)人民政府$")
_OFFICE = re.compile(r"(?:政府|公署|行署)办公[室厅]$")
_TOWNSHIP = re.compile(r"(?:乡|镇|街道|苏木)(?:人民政府|办事处|政府)?$")


def scope_of(title: Title, text: str, kind: str | None = None) -> tuple[Scope, str | None]:
    """(scope, basis) of a report.

    kind: the agency's kind in the registry, where it is known; without one the agency's name tells it.
    text: running text of the report without white space.

    Departments, townships and public bodies count their own numbers. A government counts what its title or a sentence
    says, a vertical system's organ what a sentence says, else it is ``unknown``, which enters no roll-up. Sentences
    that say different things say nothing.
    """
    if kind is None:
        kind = kind_of(title)
    if kind in ("department", "township", "public_body", "office"):
        return "own", "kind"
    ranges = {scope for scope, words in _RANGES if words.search(text)}
    if kind == "vertical":
        only: Scope = "own" if ranges == {"office"} else "system" if ranges == {"jurisdiction"} else "unknown"
        return only, None if only == "unknown" else "sentence"
    if title.office:
        return "office", "title"
    if title.region_wide:
        return "jurisdiction", "title"
    if kind == "government" and ranges:
        return (ranges.pop(), "sentence") if len(ranges) == 1 else ("unknown", None)
    if kind == "government" and _WHOLE_REGION.search(text):
        return "jurisdiction", "sentence"
    return "unknown", None


def kind_of(title: Title) -> str | None:
    """Kind of an agency as its name tells it; None where it does not."""
    name = title.agency or ""
    if not name:
        return None
    if title.office or title.region_wide or _GOVERNMENT.search(name):
        return "government"
    if _TOWNSHIP.search(name):
        return "township"
    if _OFFICE.search(name):
        return "office"
    if re.search(r"(?:局|委|委员会|厅|办|办公室|办公厅|处|中心|站|部|署)$", name):
        return "department"
    return None
