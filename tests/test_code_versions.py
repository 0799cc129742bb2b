"""Versions of the code between grids and reports: a change of output without a new version fails here.

The lake redoes a stage when one of these numbers rises. So when a test here fails, raise the constant that it names and
write the new digest beside it.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from official_html import ROWS_2019, disclosure_2019, disclosure_2021, disputes, page, requests

from gongkai.align.document import ALIGN_VERSION
from gongkai.documents import from_bytes
from gongkai.forms import codebook
from gongkai.forms.identities import identities
from gongkai.grids.router import extracts
from gongkai.judge.evaluate import RULES_VERSION, judged
from gongkai.judge.implied import implied
from gongkai.read import READING_VERSION, content
from gongkai.records import TableCells, report_to_stage, to_json

TABLE_2 = {
    "规章": [1, 2, 3],
    "行政规范性文件": [4, "", 6],
    "行政许可": ["7件"],
    "行政处罚": ["22（其中修订16件）"],
    "行政强制": ["/"],
    "行政事业性收费": ["10.50"],
}
TABLE_2_2019 = {
    "规章": [1, 2, 3],
    "规范性文件": [4, 5, 6],
    "行政许可": [137, "-417", 44],
    "其他对外管理服务事项": [40, "减3", 47],
    "行政处罚": [50, "+1036", 57],
    "行政强制": [60, 0, 67],
    "行政事业性收费": [70, "无"],
    "政府集中采购": [6, "251000元"],
}
#: Rows of numbers in which identities hold, break and cannot be judged.
NUMBERS = [[row * column % 11 if (row + column) % 9 else "" for column in range(7)] for row in range(25)]
PERIOD = "<p>统计期限自2022年1月1日起至2022年12月31日止。全市共受理政府信息公开申请12件。</p>"
PROSE = (
    "<p>一、总体情况</p><p>全市共受理政府信息公开申请12件，办结9件，通过微信公众号发布信息140余条。市教育局收到申请3件。</p>"
    "<p>六、其他需要报告的事项</p><p>未收取信息处理费。</p>"
)
#: Numbers beside no label, a part's count, heads and groups that are none of the form's, notes that take numbers back.
OTHERS_2 = (
    disclosure_2021(TABLE_2)
    .replace("行政强制", "行政强制（局本级）")
    .replace("<td>规章</td>", "<td></td><td>10</td><td>20</td><td>30</td></tr><tr><td>规章</td>")
)
OTHERS_3 = requests(NUMBERS).replace("（四）无法提供", "（四）不予公开").replace("商业企业", "工业企业")
OTHERS = (
    "<table><tr><td>政府信息公开</td><td>1234</td></tr></table><p>填报单位：样例县水利局</p><p>填报单位：样例县民政局</p>",
    "<p>数据统计时间截止2022年11月30日。</p><p>三、收到和处理政府信息公开申请情况（%）</p><p>以上为样表。</p>",
)
PAGES = (
    page(PERIOD, PROSE, disclosure_2021(TABLE_2), requests(NUMBERS), disputes([10, 1, 0, 0, 0, *range(10)])),
    page(disclosure_2019(TABLE_2_2019), requests(NUMBERS[:23], ROWS_2019), title="样例市教育局2020年信息公开年报"),
    page(OTHERS[0], OTHERS_2, OTHERS_3, OTHERS[1]),
)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def unjudged() -> str:
    documents = [from_bytes("page.html", data) for data in PAGES]
    readings = [content(document, extracts(document)) for document in documents]
    return to_json([[report_to_stage(report) for report in reading.reports] for reading in readings])


def test_what_is_aligned_and_read() -> None:
    assert (ALIGN_VERSION, READING_VERSION, digest(unjudged())) == (20, 19, "c7477bde60447bfa")


def test_what_is_judged() -> None:
    documents = [from_bytes("page.html", data) for data in PAGES]
    readings = [content(document, extracts(document)) for document in documents]
    reports = [report for reading in readings for report in reading.reports]
    text = to_json([report_to_stage(judged(report)) for report in reports])
    for table, cells in ((t, r.cells[t.table, t.n].cells) for r in reports for t in r.tables if t.place):
        first = next(iter(cells))
        blank = {**cells, first: cells[first]._replace(status="blank", value=None)}
        text += repr(implied(table.form, table.table, TableCells(blank, ())))
    assert (RULES_VERSION, digest(text)) == (15, "1145741d30833866")


def test_what_the_codebooks_say() -> None:
    forms = [(codebook.indicators(f), [identities(f, t) for t in codebook.TABLES]) for f in (*codebook.FORMS, "prose")]
    text = repr(forms)
    # What a person reads of a rule changes no reading.
    judged_by = [replace(rule, words_zh="", source="", why="", example="") for rule in codebook.rules().values()]
    text += repr(codebook.applicants()) + repr(judged_by)
    assert (codebook.CODEBOOK_VERSION, digest(text)) == (11, "a40a8d5b155ed566")
