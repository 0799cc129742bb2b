"""Declarations: reports, their tables, documents and findings, and what is expected and missing."""

from __future__ import annotations

from gongkai.warehouse.declare import Column, Table

_REPORT_ID = Column("report_id", "VARCHAR", "agency_id:year:scope; '?…' while unresolved", "报告编号", required=True)
_REVISION = Column(
    "revision", "INTEGER", "0, +1 each time the source delivered other cells", "报告修订序号", required=True
)
_TABLE = Column("table_kind", "VARCHAR", "Official table: 2, 3, 4, stat, annex; prose", "表别", required=True)
_N = Column("n", "INTEGER", "Counts tables of one kind in a report, from 1", "同类表序号", required=True)

#: What the log keeps of a report revision (its change and digest beside it).
REPORT_COLUMNS = (
    _REPORT_ID,
    _REVISION,
    Column("agency_id", "VARCHAR", "Minted id; NULL while unresolved", "机关编号"),
    Column("agency", "VARCHAR", "Agency's name as printed", "机关名称（原文）"),
    Column("year", "INTEGER", "Report year", "报告年度"),
    Column("scope", "VARCHAR", "own, office, level, jurisdiction, system, unknown", "数据范围", required=True),
    Column("scope_basis", "VARCHAR", "What decided the scope", "范围依据"),
    Column("region", "VARCHAR", "The agency's own region", "机关所在区划代码"),
    Column("title", "VARCHAR", "Title as printed", "标题"),
    Column("published", "DATE", "Day of publication as the page states it", "公布日期"),
    Column("verdict", "VARCHAR", "Worst verdict of its official tables", "报告判定"),
    Column("candidates", "VARCHAR[]", "Agencies the name could mean, where unresolved", "候选机关"),
    Column("document", "VARCHAR", "sha256 of the document the facts were read from", "文档摘要"),
    Column("source", "VARCHAR", "URL or deposit name of that document", "来源"),
)

REPORTS = Table(
    "reports",
    "Every report known, current revision, with its verdict and what of it is held",
    "全部已知报告（当前修订）及其判定",
    (
        *REPORT_COLUMNS,
        Column("tables_admitted", "INTEGER", "Tables of it in facts", "采信表数", "tables", required=True),
        Column("tables_held", "INTEGER", "Tables of it in quarantine", "扣留表数", "tables", required=True),
        Column("held_tables", "VARCHAR[]", "Held tables, each with its reason", "被扣留的表及原因", required=True),
        Column(
            "stale_since",
            "INTEGER",
            "Its partition is held at the state of this load (table partitions); NULL: current",
            "自何批次起未更新",
        ),
        Column(
            "made_with",
            "INTEGER",
            "It lacks decisions, registry or code that the last load has; load whose it has (table partitions); NULL: "
            "it lacks nothing",
            "所用人工决定、名录与程序的批次（空：当前批次）",
        ),
    ),
    ("report_id",),
    order=("year", "region", "agency_id"),
    references=(("agency_id", "agencies", "agency_id"), ("document", "documents", "document")),
)

QUARANTINE_REPORTS = Table(
    "reports",
    "Reports with at least one held table",
    "有表格被扣留的报告",
    REPORTS.columns,
    REPORTS.key,
    schema="quarantine",
    view="SELECT * FROM main.reports WHERE tables_held > 0",
)

#: What the log keeps of a table version (its change and digests beside it).
TABLE_COLUMNS = (
    _REPORT_ID,
    _REVISION,
    _TABLE,
    _N,
    Column("form", "VARCHAR", "Generation of the form: 2021, 2019, …", "表式版本", required=True),
    Column("variant", "VARCHAR", "Printed layout where it deviates", "表式变体"),
    Column("scope", "VARCHAR", "Whose numbers it holds", "数据范围", required=True),
    Column("verdict", "VARCHAR", "Verdict of the table; NULL for prose", "表判定"),
    Column("reading", "VARCHAR", "agreed, disputed or single", "读数一致性", required=True),
    Column("readers", "VARCHAR[]", "Readers that read it", "读取器", required=True),
    Column("place", "VARCHAR", "Where it stands; NULL: found in no document", "原文位置"),
    Column("admitted", "BOOLEAN", "In facts (true) or in quarantine (false)", "是否采信", required=True),
    Column("reason", "VARCHAR", "Why it is held", "扣留原因"),
    Column("facts", "INTEGER", "Rows of it", "数据行数", "facts", required=True),
    Column(
        "unmapped",
        "VARCHAR[]",
        "Labels and headers in it that neither the form nor the list of ignored labels knows",
        "未能对应的标签",
    ),
)

REPORT_TABLES = Table(
    "report_tables",
    "Every official table of every current report: admitted or held, and why",
    "当前报告的每张官方表：采信或扣留及其原因",
    (
        *TABLE_COLUMNS,
        Column("load", "INTEGER", "Load that wrote it", "写入批次", required=True),
        Column("change", "VARCHAR", "added or changed in that load", "变化", required=True),
        Column("cause", "VARCHAR", "Why that load wrote it", "变化原因", required=True),
    ),
    ("report_id", "revision", "table_kind", "n"),
    references=(("report_id", "reports", "report_id"), ("load", "loads", "load")),
)

HISTORY_REPORT_TABLES = Table(
    "report_tables",
    "Loads between which each table that was ever loaded stood, as the last reading of its report's newest revision. "
    "Two rows where it stood again because a later revision went away, none where it never stood. Its facts are in "
    "facts (or quarantine.facts, prose_facts) where it stands, else in history.facts",
    "各表曾为现行数据的批次区间",
    (
        *TABLE_COLUMNS[:4],
        Column("loaded", "INTEGER", "Load that wrote it", "写入批次", required=True),
        Column("admitted", "BOOLEAN", "In facts (true) or in quarantine (false)", "是否采信", required=True),
        Column("since", "INTEGER", "First load after which it stood", "起始批次", required=True),
        Column("until", "INTEGER", "Load after which it did not; NULL: it stands", "终止批次"),
        Column("cause", "VARCHAR", "Why it did not; NULL: it stands", "终止原因"),
    ),
    ("report_id", "revision", "table_kind", "n", "loaded", "since"),
    schema="history",
    references=(("loaded", "loads", "load"), ("since", "loads", "load"), ("until", "loads", "load")),
)

REPORT_DOCUMENTS = Table(
    "report_documents",
    "Documents of each report; position 0 is the one that its facts were read from",
    "报告与文档的对应",
    (
        _REPORT_ID,
        _REVISION,
        Column("position", "INTEGER", "0: the facts were read from it", "次序", required=True),
        Column("document", "VARCHAR", "sha256", "文档摘要", required=True),
        Column("source", "VARCHAR", "URL or deposit name", "来源", required=True),
        Column("media_type", "VARCHAR", "By content, not by name", "媒体类型", required=True),
        Column("origin", "VARCHAR", "publisher, hub or deposit", "来源类别", required=True),
        Column("rendition", "VARCHAR", "html, pdf, text, …", "版式", required=True),
        Column("column_id", "VARCHAR", "List page (栏目) in the registry", "栏目编号"),
        Column("listed_title", "VARCHAR", "Title in that list", "列表标题"),
    ),
    ("report_id", "revision", "position"),
    references=(("report_id", "reports", "report_id"), ("document", "documents", "document")),
)

FINDINGS = Table(
    "findings",
    "Rules that are broken or could not be judged, in current reports",
    "勾稽与其他规则的检查结果（不符或无法判断）",
    (
        _REPORT_ID,
        _REVISION,
        Column("position", "INTEGER", "Counts the report's findings, from 0", "序号", required=True),
        Column("rule", "VARCHAR", "Rule (table rules)", "规则", required=True),
        Column("identity", "VARCHAR", "The rule written out for one row, applicant or channel", "勾稽式"),
        Column("table_kind", "VARCHAR", "Table it is about; NULL: the report", "表别"),
        Column("n", "INTEGER", "Counts tables of one kind in a report", "同类表序号"),
        Column("outcome", "VARCHAR", "broken or not_judged", "结果", required=True),
        Column("severity", "VARCHAR", "hard, soft or info", "严重程度", required=True),
        Column("message", "VARCHAR", "In words", "说明", required=True),
        Column("left_sum", "DECIMAL(24,6)", "Left side of the identity", "左侧合计", "as printed"),
        Column("right_sum", "DECIMAL(24,6)", "Right side of the identity", "右侧合计", "as printed"),
        Column("suggestion", "VARCHAR", "The one cell that would mend it, where there is one", "建议"),
        Column("cells", "VARCHAR", "JSON: the cells it is about", "相关单元格（JSON）", required=True),
    ),
    ("report_id", "revision", "position"),
    references=(("report_id", "reports", "report_id"),),
)

SECTIONS = Table(
    "sections",
    "Prose of the reports by section, contacts masked. Empty in this version: its numbers stand in prose_facts",
    "报告正文分节（本版本为空）",
    (
        _REPORT_ID,
        _REVISION,
        Column("position", "INTEGER", "Order in the report, from 0", "次序", required=True),
        Column("section", "VARCHAR", "Section of the form", "章节", required=True),
        Column("heading", "VARCHAR", "Heading as printed", "标题"),
        Column("text", "VARCHAR", "Text, contacts masked", "正文", required=True),
    ),
    ("report_id", "revision", "position"),
)

LISTS = Table(
    "lists",
    "Every list page (栏目) that is crawled: whether it says what is missing, and what to do where it does not",
    "年报栏目的可读状况",
    (
        Column("column_id", "VARCHAR", "List page in the registry", "栏目编号", required=True),
        Column("site_id", "VARCHAR", "Its site in the registry", "网站编号", required=True),
        Column("region", "VARCHAR", "Two-digit province code; 00: central", "省级代码", required=True),
        Column("list_url", "VARCHAR", "Where it stands", "栏目网址", required=True),
        Column(
            "read_whole",
            "BOOLEAN",
            "All of its pages were read at some time, and followed",
            "是否曾完整读取",
            required=True,
        ),
        Column(
            "shown", "INTEGER", "Reports that it links now, by agency and year of their titles", "现有报告数", "reports"
        ),
        Column("known", "INTEGER", "Reports that it ever linked", "曾有报告数", "reports"),
        Column(
            "fault",
            "VARCHAR",
            "Why it says nothing of what is missing: blocked, challenged, robots_denied, site_unreachable, "
            "column_dead, redesigned (it shows no entry, or less than 4 of 5 reports that it ever showed, that are "
            "expected, or of one year), not_whole (it names reports or further pages that are not followed)",
            "故障类别",
        ),
        Column("what_to_do", "VARCHAR", "What a person can do", "处理建议"),
    ),
    ("column_id",),
    order=("region", "site_id"),
)

COVERAGE = Table(
    "coverage",
    "What is expected of each agency and year, and what became of it",
    "应公布报告的到位情况",
    (
        Column("agency_id", "VARCHAR", "Agency that must publish", "机关编号", required=True),
        Column("year", "INTEGER", "Report year", "报告年度", required=True),
        Column("region", "VARCHAR", "The agency's own region", "机关所在区划代码"),
        Column(
            "status",
            "VARCHAR",
            "not_due, due, found, published_late, late (past its last lawful day, to mid-April), missing, unknown",
            "状态",
            required=True,
        ),
        Column(
            "gap",
            "VARCHAR",
            "Why it is not there, or nothing of it is admitted: blocked, challenged, column_dead, site_unreachable, "
            "robots_denied, redesigned, not_whole, dead_link (listed, but gone), held, abolished, published_elsewhere; "
            "NULL: no reason is known, or none is needed",
            "缺口类别",
        ),
        Column("report_id", "VARCHAR", "The report found", "报告编号"),
        Column(
            "vanished",
            "BOOLEAN",
            "What the report was read from is gone from its site, or holds a later year's report, and no other page "
            "has it; its facts stay",
            "来源是否已消失",
            required=True,
        ),
        Column("published", "DATE", "Day of publication as the page states it", "公布日期"),
        Column("deadline", "DATE", "Last lawful day; NULL where none is claimed", "法定期限"),
        Column("deadline_basis", "VARCHAR", "The article that sets it", "期限依据"),
        Column("what_to_do", "VARCHAR", "What a person can do", "处理建议"),
    ),
    ("agency_id", "year"),
    order=("year", "region"),
    references=(("agency_id", "agencies", "agency_id"),),
)
