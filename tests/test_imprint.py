"""What pages print of their publisher, and what it does to the agency of a report."""

from __future__ import annotations

import pytest

from gongkai.documents import from_bytes
from gongkai.imprint import imprint
from gongkai.sandbox import extracts

HEAD = '<html><head><meta charset="utf-8"><meta name="ContentSource" content="仙居县下各镇"></head><body>'
ROW = (
    "<table><tr><td>索引号</td><td>1133102400268125XW/2024-104757</td>"
    "<td>发布机构</td><td>下各镇人民政府</td></tr></table>"
)
LINES = "<p>索引号：006939748/2025-00084 主题分类：综合</p><p>发布机构：广东省人民政府办公厅 发布日期：2025-03-31</p>"


@pytest.mark.parametrize(
    ("page", "publishers", "number"),
    [
        (HEAD + "<p>正文</p>", ("仙居县下各镇",), None),
        (HEAD + ROW, ("仙居县下各镇", "下各镇人民政府"), "1133102400268125XW/2024-104757"),
        ("<body>" + LINES, ("广东省人民政府办公厅",), "006939748/2025-00084"),
        ("<body><p>索引号：11/2023-00063</p><p>来源：1</p>", (), None),
    ],
)
def test_labels_and_metadata(page: str, publishers: tuple[str, ...], number: str | None) -> None:
    found = imprint(extracts(from_bytes("page.html", page.encode())))
    assert (found.publishers, found.index_number) == (publishers, number)
