"""Declarations: facts of official tables and of prose, admitted, held and superseded."""

from __future__ import annotations

from dataclasses import replace

from gongkai.warehouse.declare import Column, Table
from gongkai.warehouse.vocabulary import VOCABULARY

FACT_KEY_COLUMNS = (
    Column("report_id", "VARCHAR", "Report: agency_id:year:scope; '?…' while unresolved", "报告编号", required=True),
    Column(
        "revision", "INTEGER", "0, +1 each time the same source delivered other cells", "报告修订序号", required=True
    ),
    Column("table_kind", "VARCHAR", "Official table: 2, 3, 4, stat, annex; prose", "表别", required=True),
    Column("n", "INTEGER", "Counts tables of one kind in a report, from 1", "同类表序号", required=True),
    Column(
        "indicator", "VARCHAR", "Code in table indicators; 'local' for a row no form has", "指标代码", required=True
    ),
    Column("applicant", "VARCHAR", "Who asked: code in table applicants; NULL outside table 3", "申请人类别代码"),
    Column("period", "VARCHAR", "Period of the number where a table prints several", "时期"),
    Column(
        "label",
        "VARCHAR",
        "Local row label/column header, '#2' from the second alike; in prose the outlet, or whose number (全市各部门)",
        "地方自设行列标签；正文数字的发布渠道或归属",
    ),
)

_OF_REPORT = (
    Column("agency_id", "VARCHAR", "Minted id in table agencies; NULL while unresolved", "机关编号"),
    Column("agency", "VARCHAR", "Agency's name as printed in the report", "机关名称（原文）"),
    Column("year", "INTEGER", "Report year: the year that the numbers are about", "报告年度"),
    Column(
        "scope",
        "VARCHAR",
        "Whose numbers: own, office, level, jurisdiction, system, unknown. Never add up different scopes",
        "数据范围（不同范围不可相加）",
        required=True,
    ),
    Column(
        "scope_basis",
        "VARCHAR",
        "What decided the scope: kind, title (of the report or its tables), sentence, column, decision",
        "范围依据",
    ),
    Column("region", "VARCHAR", "The agency's own region (table regions)", "机关所在区划代码"),
    Column(
        "form",
        "VARCHAR",
        "Generation of the official table, decided from its headers; prose",
        "表式版本",
        required=True,
    ),
    Column("variant", "VARCHAR", "Printed layout of the form where it deviates", "表式变体"),
)

_OF_CELL = (
    Column(
        "value",
        "DECIMAL(24,6)",
        "The printed number; NULL for blank, absent, unreadable or disputed. "
        "Never SUM over role printed_total and leaf together",
        "印制数值（合计与分项不可一并求和）",
        "column unit",
    ),
    Column("unit", "VARCHAR", "Unit as printed (251000 元 stays 元 under a 万元 form)", "印制单位"),
    Column("unit_source", "VARCHAR", "Where the unit stands: form, header, cell, none", "单位来源"),
    Column(
        "value_std", "DECIMAL(24,6)", "value exactly converted to unit_std; NULL without unit", "标准化数值", "unit_std"
    ),
    Column("unit_std", "VARCHAR", "Standard unit: 元 for money, else as printed", "标准单位"),
    Column(
        "value_implied",
        "DECIMAL(24,6)",
        "What a blank of table 3 or 4 must be by the printed numbers and the sums of its form; told, not printed. "
        "NULL where more than one number would fit",
        "推定数值",
        "unit_std",
    ),
    Column(
        "implied_by",
        "VARCHAR",
        "Rule and row or applicant that value_implied follows from (t3_results/total)",
        "推定依据",
    ),
    Column(
        "status", "VARCHAR", "reported, blank, annotated (number and words), absent, unreadable", "状态", required=True
    ),
    Column("raw", "VARCHAR", "Text of the box as printed", "原文", required=True),
    Column("read_by", "VARCHAR", "How the cell was found: label, position, decision", "定位方式", required=True),
    Column("reading", "VARCHAR", "agreed, disputed, single: do its readers say the same", "读数一致性", required=True),
    Column("readings", "VARCHAR", "JSON {reader: text} where the readers differ", "各读数原文（JSON）"),
    Column(
        "context",
        "VARCHAR",
        "The sentence of a prose number; labels that say more than the form's, or are only near it",
        "所在语句或标签补充",
    ),
    Column("place", "VARCHAR", "Where: page and box in points, XPath, line and column", "原文位置"),
    Column(
        "role",
        "VARCHAR",
        "leaf, or printed_total: a total the form prints (row or 总计 column)",
        "分项或合计",
        required=True,
    ),
    Column(
        "verdict", "VARCHAR", "Verdict of the table: consistent, publisher_inconsistent (公布数据勾稽不符), …", "表判定"
    ),
    Column("document", "VARCHAR", "sha256 of the document it was read from (table documents)", "文档摘要"),
    Column("source", "VARCHAR", "URL or deposit name of that document", "来源"),
)

#: Text that is the same for a whole report. (Regions are thousands: too many words to be told with a column's type.)
_REPEATED = ("report_id", "agency_id", "agency", "region", "document", "source")
#: Text of which hardly two are alike, in a space of two bytes each at least.
_OWN = ("place",)


def _stored(column: Column) -> Column:
    # Half the cost of writing it, and half the time of a question that asks for it.
    if column.name in VOCABULARY:
        return replace(column, stored="words")
    if column.name in _REPEATED:
        return replace(column, stored="dictionary")
    return replace(column, stored="zstd") if column.name in _OWN else column


#: Columns of every fact, wherever it stands; also the schema of the log's ``admitted`` and ``held``.
FACT_COLUMNS = tuple(map(_stored, FACT_KEY_COLUMNS + _OF_REPORT + _OF_CELL))

_KEY = tuple(c.name for c in FACT_KEY_COLUMNS)
_ORDER = ("year", "region", "agency_id", "report_id", "revision", "table_kind", "n")
_REFERENCES = (
    ("agency_id", "agencies", "agency_id"),
    ("applicant", "applicants", "applicant"),
    ("document", "documents", "document"),
    ("report_id", "reports", "report_id"),
)
_NAMES = ", ".join(f'"{c.name}"' for c in FACT_COLUMNS)

FACTS = Table(
    "facts",
    "Numbers of admitted official tables, current revision, one row a fact key. Totals and their parts stand side by "
    "side: filter role (or use facts_leaf), scope and applicant before summing",
    "已采信的官方表格数据（当前修订），每个单元格一行；合计与分项并列，求和前须筛选",
    FACT_COLUMNS,
    _KEY,
    order=_ORDER,
    references=_REFERENCES,
    partition=("form", "year"),
)

FACTS_LEAF = Table(
    "facts_leaf",
    "facts without the totals that the form prints",
    "仅分项（不含表内合计）",
    FACT_COLUMNS,
    _KEY,
    view=f"SELECT {_NAMES} FROM main.facts WHERE role = 'leaf'",
)

FACTS_CONSISTENT = Table(
    "facts_consistent",
    "facts of tables with verdict consistent and no broken linear rule of any severity",
    "勾稽完全相符的表格数据",
    FACT_COLUMNS,
    _KEY,
    view=f"""SELECT {_NAMES} FROM main.facts AS f WHERE f.verdict = 'consistent' AND NOT EXISTS (
  SELECT 1 FROM main.findings AS i JOIN main.rules AS r ON r.rule = i.rule
  WHERE r.kind = 'linear' AND i.outcome = 'broken' AND i.report_id = f.report_id AND i.revision = f.revision
    AND i.table_kind = f.table_kind AND i.n = f.n)""",
)

PROSE_FACTS = Table(
    "prose_facts",
    "Numbers from the running text of resolved reports, each with its sentence; the label is the outlet, or whose "
    "number it is where the sentence says so (全市各部门). Read once, by the words before it; status annotated: about "
    "(余, 约), blank: words alone say that there was none. They take no part in any verdict",
    "报告正文中的数字（附原句），不参与判定",
    FACT_COLUMNS,
    _KEY,
    order=_ORDER,
    references=_REFERENCES,
)

QUARANTINE_FACTS = Table(
    "facts",
    "Numbers of exactly the held tables: read, but not admitted by the gate. Do not analyse; see report_tables.reason",
    "未通过审核、被扣留的表格数据",
    FACT_COLUMNS,
    _KEY,
    schema="quarantine",
    order=_ORDER,
    references=_REFERENCES,
)

HISTORY_FACTS = Table(
    "facts",
    "Facts that were loaded once and are superseded: earlier revisions, earlier readings, withdrawn tables",
    "历史数据：已被取代的修订、读数与撤回的表格",
    (
        *FACT_COLUMNS,
        Column("was_held", "BOOLEAN", "It stood in quarantine", "曾被扣留", required=True),
        Column("loaded", "INTEGER", "Load that wrote it", "写入批次", required=True),
        Column(
            "replaced",
            "INTEGER",
            "Load that took its place; loaded itself where a later revision stood already",
            "取代批次",
        ),
        Column("cause", "VARCHAR", "Why it was replaced", "取代原因"),
    ),
    (*_KEY, "loaded"),
    schema="history",
    order=_ORDER,
)
