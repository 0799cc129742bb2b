"""Whose numbers a report holds: by kind, title or sentence, else unknown."""

from __future__ import annotations

import pytest

from gongkai.crawl.recognise import read_title
from gongkai.scope import scope_of

CITY = "淮安市人民政府2024年政府信息公开工作年度报告"
WEATHER = "吉林省气象局2022年度政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("title", "text", "kind", "scope", "basis"),
    [
        (CITY, "", "government", "unknown", None),
        (CITY, "统计范围为全市各级行政机关。", "government", "jurisdiction", "sentence"),
        (CITY, "数据口径：市直各部门。", "government", "level", "sentence"),
        (CITY, "统计范围：本级各部门。", "government", "level", "sentence"),
        (CITY, "统计范围为市政府系统，不含各县区。", "government", "unknown", None),
        (CITY, "统计范围为市政府系统，含各县区。", "government", "unknown", None),
        (CITY, "统计范围为市政府系统含各县区。", "government", "jurisdiction", "sentence"),
        (CITY, "统计范围仅限本机关。", "government", "office", "sentence"),
        (CITY, "统计范围为全市。另附统计范围为本级各部门的表。", "government", "unknown", None),
        (CITY, "全市共受理政府信息公开申请3119件。", "government", "jurisdiction", "sentence"),
        ("淮安市2024年政府信息公开工作年度报告", "统计范围为本级各部门。", "government", "jurisdiction", "title"),
        (WEATHER, "", "vertical", "unknown", None),
        (WEATHER, "本报告仅限机关。", "vertical", "own", "sentence"),
        (WEATHER, "统计范围为全省气象部门。", "vertical", "system", "sentence"),
        ("硚口区教育局2024年政府信息公开工作年度报告", "统计范围为全区。", "department", "own", "kind"),
        ("下各镇2023年政府信息公开工作年度报告", "", "township", "own", "kind"),
    ],
)
def test_scopes(title: str, text: str, kind: str, scope: str, basis: str | None) -> None:
    assert scope_of(read_title(title), text, kind) == (scope, basis)
