"""Declarations: agencies and regions, codebooks and rules, documents and fetches, decisions, loads and releases."""

from __future__ import annotations

from gongkai.warehouse.declare import Column, Table

_VALID = (
    Column("valid_from", "INTEGER", "First year; NULL: open", "起始年"),
    Column("valid_to", "INTEGER", "Last year; NULL: open", "终止年"),
)

AGENCIES = Table(
    "agencies",
    "Organs that must publish (行政机关 and public bodies), as the registry of this load has them",
    "应公布年报的机关",
    (
        Column("agency_id", "VARCHAR", "Minted once, never reused", "机关编号", required=True),
        Column("name", "VARCHAR", "Official name", "名称", required=True),
        Column("other_names", "VARCHAR[]", "Other and former names", "其他名称与曾用名", required=True),
        Column(
            "kind", "VARCHAR", "government, office, department, township, public_body, vertical", "类别", required=True
        ),
        Column("level", "VARCHAR", "state, province, city, county, township", "层级", required=True),
        Column("region", "VARCHAR", "Region it belongs to", "区划代码"),
        Column("sector", "VARCHAR", "Field of work", "领域"),
        Column("rule_making", "BOOLEAN", "May make 规章", "是否有规章制定权", required=True),
        Column("parent_agency_id", "VARCHAR", "Agency it is part of", "上级机关编号"),
        Column("uscc", "VARCHAR", "Unified social credit code", "统一社会信用代码"),
        *_VALID,
        Column("state", "VARCHAR", "verified or unverified", "核实状态", required=True),
    ),
    ("agency_id",),
    references=(("region", "regions", "region"), ("parent_agency_id", "agencies", "agency_id")),
)

AGENCY_LINKS = Table(
    "agency_links",
    "From which agencies an agency came",
    "机关沿革",
    (
        Column("agency_id", "VARCHAR", "The later agency", "机关编号", required=True),
        Column("predecessor_id", "VARCHAR", "The earlier agency", "前身机关编号", required=True),
        Column("kind", "VARCHAR", "rename, merge, split, transfer", "沿革类型", required=True),
        Column("date", "VARCHAR", "Year, month or day (ISO) as far as known", "日期"),
    ),
    ("agency_id", "predecessor_id", "kind"),
    references=(("agency_id", "agencies", "agency_id"), ("predecessor_id", "agencies", "agency_id")),
)

REGIONS = Table(
    "regions",
    "Administrative divisions with their codes",
    "行政区划",
    (
        Column("region", "VARCHAR", "Code of the division", "区划代码", required=True),
        Column("scheme", "VARCHAR", "Whose code: mca (civil affairs), nbs (statistics)", "代码体系", required=True),
        Column("name", "VARCHAR", "Name", "名称", required=True),
        Column("name_en", "VARCHAR", "English name", "英文名", required=True),
        Column("parent", "VARCHAR", "Division it lies in", "上级区划代码"),
        Column("level", "VARCHAR", "state, province, city, county, township", "层级", required=True),
        *_VALID,
    ),
    ("region",),
)

INDICATORS = Table(
    "indicators",
    "What the official forms count, by form",
    "各表式的指标",
    (
        Column("form", "VARCHAR", "Generation of the form", "表式版本", required=True),
        Column("indicator", "VARCHAR", "Code", "指标代码", required=True),
        Column("table_kind", "VARCHAR", "Official table", "表别", required=True),
        Column("parent", "VARCHAR", "Indicator it is part of", "上级指标"),
        Column("role", "VARCHAR", "leaf, printed_total or header (no number)", "分项、合计或标题", required=True),
        Column("position", "INTEGER", "Order on the form", "次序", required=True),
        Column("label_zh", "VARCHAR", "Label as the form prints it", "中文标签", required=True),
        Column("label_en", "VARCHAR", "English label", "英文标签", required=True),
        Column("unit", "VARCHAR", "Unit of the form", "单位"),
        Column("notes", "VARCHAR", "Definition and warnings", "说明"),
    ),
    ("form", "indicator"),
    order=("form", "position"),
)

APPLICANTS = Table(
    "applicants",
    "Who asked: the columns of table 3",
    "申请人类别",
    (
        Column("applicant", "VARCHAR", "Code", "申请人类别代码", required=True),
        Column("parent", "VARCHAR", "Group it is part of", "上级类别"),
        Column("label_zh", "VARCHAR", "Header as the form prints it", "中文标签", required=True),
        Column("label_en", "VARCHAR", "English label", "英文标签", required=True),
        Column("position", "INTEGER", "Order on the form", "次序", required=True),
        Column("printed", "BOOLEAN", "The form prints numbers under it", "是否有数据列", required=True),
        Column("is_total", "BOOLEAN", "Total of the others", "是否合计", required=True),
    ),
    ("applicant",),
    order=("position",),
)

METRICS = Table(
    "metrics",
    "Ratios that are computed of the official tables, each defined here alone: a sum of cells over another one. Tables "
    "agency_year_rates, region_year_rates, sector_year_rates and level_year_rates hold them",
    "指标比率的定义：分子与分母均为表内单元格之和",
    (
        Column("metric", "VARCHAR", "Code", "比率代码", required=True),
        Column("position", "INTEGER", "Order in the list", "次序", required=True),
        Column("label_zh", "VARCHAR", "Chinese label", "中文标签", required=True),
        Column("label_en", "VARCHAR", "English label", "英文标签", required=True),
        Column("numerator", "VARCHAR", "Sum above: an expression of metric_parts", "分子", required=True),
        Column("denominator", "VARCHAR", "Sum below; NULL: the metric is not computed, see notes", "分母"),
        Column("availability", "VARCHAR", "Report years", "可用年度", required=True),
        Column("notes", "VARCHAR", "What to mind", "说明"),
    ),
    ("metric",),
    order=("position",),
)

METRIC_PARTS = Table(
    "metric_parts",
    "Which cells the sums of table metrics take in, by form. A sum that lacks one of its cells is not made",
    "各分子分母所含的单元格",
    (
        Column(
            "expression", "VARCHAR", "The sum, as in metrics.numerator and metrics.denominator", "算式", required=True
        ),
        Column("form", "VARCHAR", "Generation of the form", "表式版本", required=True),
        Column("table_kind", "VARCHAR", "Official table", "表别", required=True),
        Column("indicator", "VARCHAR", "What is counted (table indicators)", "指标代码", required=True),
        Column("applicant", "VARCHAR", "Who asked (table applicants); NULL outside table 3", "申请人类别代码"),
        Column("factor", "INTEGER", "1, or -1: it is taken away", "系数", required=True),
    ),
    ("expression", "form", "indicator", "applicant"),
    references=(("applicant", "applicants", "applicant"),),
)

BREAKS = Table(
    "breaks",
    "Where series break: what compares across generations of the form and of the law, and what does not",
    "口径变化：各代表式及法律之间的可比性",
    (
        Column("concept", "VARCHAR", "What is compared", "概念", required=True),
        Column("form_2021", "VARCHAR", "Its indicators on form 2021 ('=': as on the form before)", "2021表式指标"),
        Column("form_2019", "VARCHAR", "… on form 2019 ('=': the same codes as 2021)", "2019表式指标"),
        Column("form_2014", "VARCHAR", "… on form 2014", "2014表式指标"),
        Column("form_2008", "VARCHAR", "… on local annexes from 2008", "2008地方附表指标"),
        Column("comparability", "VARCHAR", "Comparable, approximate, or BREAK with its years", "可比性", required=True),
        Column("notes", "VARCHAR", "Why", "说明"),
    ),
    ("concept",),
)

RULES = Table(
    "rules",
    "Rules that reports are judged by",
    "勾稽关系与其他规则",
    (
        Column("rule", "VARCHAR", "Id", "规则", required=True),
        Column("kind", "VARCHAR", "linear, pair, domain or python:<function>", "类别", required=True),
        Column("scope", "VARCHAR", "What it is written out over: applicant, row, table, …", "适用范围", required=True),
        Column("tables", "VARCHAR[]", "Official tables", "表别", required=True),
        Column("forms", "VARCHAR[]", "Generations of the form", "表式版本", required=True),
        Column("severity", "VARCHAR", "hard (changes a verdict), soft, info", "严重程度", required=True),
        Column("verdict_effect", "VARCHAR", "Verdict that a break gives", "判定影响"),
        Column(
            "evaluated",
            "BOOLEAN",
            "Whether this version reads tables that it speaks of",
            "本版本是否执行",
            required=True,
        ),
        Column("left_side", "VARCHAR", "Left side", "左侧"),
        Column("op", "VARCHAR", "= or <=", "关系"),
        Column("right_side", "VARCHAR", "Right side", "右侧"),
        Column("source", "VARCHAR", "Where the form says so", "依据"),
        Column("why", "VARCHAR", "Why real reports break it", "常见原因"),
        Column("example", "VARCHAR", "Numbers that break it", "示例", required=True),
    ),
    ("rule",),
)

DOCUMENTS = Table(
    "documents",
    "Bytes that were delivered, each once. The bytes themselves are not part of a release",
    "文档（按摘要去重）",
    (
        Column("document", "VARCHAR", "sha256 of the bytes", "文档摘要", required=True),
        Column("media_type", "VARCHAR", "By content, not by name", "媒体类型", required=True),
        Column("bytes", "BIGINT", "Size", "大小", "bytes", required=True),
        Column("pages", "INTEGER", "Pages, where the medium has any", "页数", "pages"),
        Column("sources", "VARCHAR[]", "URLs and deposit names that delivered it", "来源", required=True),
        Column("readers", "VARCHAR[]", "Readers that read it", "读取器", required=True),
        Column("kind", "VARCHAR", "report, not_a_report, blank_form (the empty official form), unreadable", "文档性质"),
        Column("other_kind", "VARCHAR", "What it is instead, by its title", "其他文种"),
        Column("error", "VARCHAR", "Why it could not be read, and what to do", "读取错误"),
        Column(
            "notes",
            "VARCHAR[]",
            "What was done or left out in reading: a copy restriction set aside, members not unpacked, numbers as held",
            "读取说明",
        ),
        Column(
            "audit_cells",
            "INTEGER",
            "Cells compared by the audit of fast readings (its kind counts as one); NULL: not audited",
            "快速读取抽查的单元格数",
            "cells",
        ),
        Column(
            "audit_differing",
            "INTEGER",
            "Of these, those on which the fast reading and that by all readers differ; the latter stands",
            "抽查不一致的单元格数",
            "cells",
        ),
    ),
    ("document",),
)

READING_AUDIT = Table(
    "reading_audit",
    "Audit of fast readings: documents read by all readers as well, and on how many of them the two answers differ. "
    "No row where everything was read by all readers",
    "快速读取抽查结果（全部读取器均读时为空）",
    (
        Column("media_type", "VARCHAR", "Medium that was audited", "媒体类型", required=True),
        Column("documents", "INTEGER", "Documents of it", "文档数", "documents", required=True),
        Column(
            "audited", "INTEGER", "Of these, those read by all readers as well", "抽查数", "documents", required=True
        ),
        Column(
            "disagreeing", "INTEGER", "Of these, those with a cell that differs", "不一致数", "documents", required=True
        ),
        Column("rate", "DECIMAL(24,6)", "disagreeing / audited", "不一致率", "share", required=True),
        Column("low", "DECIMAL(24,6)", "Lower end of its Wilson 95 % interval", "区间下限", "share", required=True),
        Column("high", "DECIMAL(24,6)", "Upper end of its Wilson 95 % interval", "区间上限", "share", required=True),
    ),
    ("media_type",),
)

FETCHES = Table(
    "fetches",
    "HTTP exchanges and deposits, with their times",
    "抓取与存入记录",
    (
        Column("fetch", "VARCHAR", "fetch:<number>, or a deposit's name and digest", "记录编号", required=True),
        Column("source", "VARCHAR", "URL that was wanted, or deposit name", "来源", required=True),
        Column("url", "VARCHAR", "URL that was asked for (another one after a redirect)", "请求地址"),
        Column("kind", "VARCHAR", "list, detail, attachment, robots, deposit", "类别", required=True),
        Column("fetched", "TIMESTAMP", "When (UTC)", "时间（UTC）", required=True),
        Column("status", "INTEGER", "HTTP status; NULL for a deposit or no answer", "HTTP状态"),
        Column("outcome", "VARCHAR", "ok, not_modified, redirect, http <status>, timeout, …", "结果", required=True),
        Column("reason", "VARCHAR", "Why nothing came", "失败原因"),
        Column("document", "VARCHAR", "sha256 of the body", "文档摘要"),
        Column(
            "headers",
            "VARCHAR",
            "JSON: the answer's headers as [name, value]; NULL for a deposit, and before loads kept them",
            "响应头（JSON）",
        ),
        Column("ms", "INTEGER", "From the request to the answer; NULL where nothing was sent", "响应时间", "ms"),
        Column(
            "main_text",
            "VARCHAR",
            "Digest of the report on a page: of two deliveries in a row that share it only the first is read",
            "正文摘要",
        ),
    ),
    ("fetch",),
    order=("fetched", "source", "url"),
)

DECISIONS = Table(
    "decisions",
    "What people decided, oldest first; a later one may supersede an earlier one",
    "人工决定",
    tuple(
        Column(name, "VARCHAR", en, zh, required=name in ("decision_id", "action"))
        for name, en, zh in (
            ("decision_id", "Id", "决定编号"),
            ("time", "When (ISO, UTC)", "时间"),
            ("decided_by", "Who", "决定人"),
            ("action", "accept, reject, correct, scope, year, agency, ignore_label", "操作"),
            ("report_id", "Report", "报告编号"),
            ("revision", "Revision", "修订序号"),
            ("table_kind", "Official table", "表别"),
            ("indicator", "Cell's indicator", "指标"),
            ("applicant", "Cell's applicant; of a local cell its label", "申请人类别"),
            ("expects_raw", "Text that the decision expects to find", "预期原文"),
            ("expects_value", "Value that it expects to find", "预期数值"),
            ("value", "Value, scope, year or agency that it puts", "决定值"),
            ("reason", "Why", "理由"),
            ("supersedes", "Decision that it replaces", "取代的决定"),
            ("source", "URL or deposit name that it is keyed on", "来源"),
            ("title", "Title that it is keyed on", "标题"),
        )
    ),
    ("decision_id",),
)

LOADS = Table(
    "loads",
    "Gated writes into the log",
    "写入批次",
    (
        Column("load", "INTEGER", "Counter from 1", "批次", required=True),
        Column("made", "TIMESTAMP", "When (UTC)", "时间（UTC）", required=True),
        Column("home", "VARCHAR", "real or sample (SAMPLE data is invented)", "数据类别", required=True),
        Column("added", "INTEGER", "Table versions added", "新增表数", "tables", required=True),
        Column("changed", "INTEGER", "Table versions changed", "变更表数", "tables", required=True),
        Column("withdrawn", "INTEGER", "Table versions withdrawn", "撤回表数", "tables", required=True),
        Column(
            "versions", "VARCHAR", "JSON: versions of readers, codebook, rules, registry, decisions", "版本（JSON）"
        ),
    ),
    ("load",),
)

RELEASES = Table(
    "releases",
    "Published states up to this one",
    "发布版本",
    (
        Column("release", "VARCHAR", "Name: <load>-<UTC time>", "发布名称", required=True),
        Column("load", "INTEGER", "Load it was built from", "批次", required=True),
        Column("made", "TIMESTAMP", "When (UTC)", "时间（UTC）", required=True),
        Column("home", "VARCHAR", "real or sample (SAMPLE data is invented)", "数据类别", required=True),
    ),
    ("release",),
    order=("made",),
    references=(("load", "loads", "load"),),
)
