"""Declarations: the partitions of the lake as loads took them, what was taken in spite of a guard, rules by load."""

from __future__ import annotations

from gongkai.warehouse.declare import Column, Table

_PARTITION = Column(
    "partition", "VARCHAR", "Report year ('0000': none known) and region: 2021|99", "分区", required=True
)
_REPORTS = Column("reports", "INTEGER", "Reports that it holds in the lake", "报告数", "reports", required=True)
_FINDINGS = Column("findings", "VARCHAR[]", "What the guards found on it", "检查结果", required=True)
_ACCEPTED = Column("accepted", "VARCHAR", "Why a person took it in spite of them", "人工放行理由")

PARTITIONS = Table(
    "partitions",
    "Parts of the data by report year and region, each current or held at its last good state",
    "数据分区及其是否停留在上一次正常状态",
    (
        _PARTITION,
        Column("year", "INTEGER", "Report year; NULL where none is known", "报告年度"),
        Column("region", "VARCHAR", "Two-digit province code of the lists that it came from; 00: central", "省级代码"),
        _REPORTS,
        Column(
            "held",
            "BOOLEAN",
            "What came tonight is not taken; the reports stand as before",
            "是否暂停更新",
            required=True,
        ),
        Column("stale_since", "INTEGER", "Last load that took it as it was; NULL: this one", "自何批次起未更新"),
        Column(
            "made_with",
            "INTEGER",
            "Its reports stand as an earlier load had them and lack decisions, registry or code that this load has and "
            "a run over it applies; the load whose they have, 0: before the first. NULL: they lack nothing",
            "所用人工决定、名录与程序的批次（空：本批次）",
        ),
        _FINDINGS,
        _ACCEPTED,
    ),
    ("partition",),
)

ACCEPTED_DROPS = Table(
    "accepted_drops",
    "Partitions that a load took although less was seen than at the last good night, with the reason that was given",
    "人工放行的骤减分区",
    (
        Column("load", "INTEGER", "Load that took it", "批次", required=True),
        _PARTITION,
        _REPORTS,
        _FINDINGS,
        Column("accepted", "VARCHAR", "Why", "理由", required=True),
    ),
    ("load", "partition"),
    references=(("load", "loads", "load"),),
)

RULE_FAILURES = Table(
    "rule_failures",
    "How many current tables each rule covers at each load, and how many it found wanting: a rising share of "
    "broken ones shows a change of publishers, of a reader or of a form. Rules over partitions are not in it (what "
    "they found stands in partitions), nor is the one over the load: a load that breaks it is not written",
    "各批次中每条规则的检查与不符数量",
    (
        Column("load", "INTEGER", "The state after this load", "批次", required=True),
        Column("rule", "VARCHAR", "Rule (table rules)", "规则", required=True),
        Column("table_kind", "VARCHAR", "Official table; NULL: the rule speaks of whole reports", "表别"),
        Column("form", "VARCHAR", "Generation of the form; NULL: as table_kind", "表式版本"),
        Column("severity", "VARCHAR", "hard, soft or info", "严重程度", required=True),
        Column(
            "evaluated",
            "INTEGER",
            "Printed tables (reports) that the rule covers, admitted or held; a cell without a number leaves an "
            "identity untried. Of rules over two years and on running text: reports that have what it compares, a "
            "table on its forms in both years (of the agency or a predecessor), or text and table. NULL: what can be "
            "compared is decided cell by cell and not counted (rules of scope tree and across)",
            "检查数量",
            "tables or reports",
        ),
        Column("broken", "INTEGER", "Of them with a broken rule", "不符数量", "tables or reports", required=True),
        Column(
            "not_judged",
            "INTEGER",
            "Of them where it could not be judged, and is not broken",
            "无法判断数量",
            "tables or reports",
            required=True,
        ),
    ),
    ("load", "rule", "table_kind", "form"),
    order=("load", "rule"),
    references=(("load", "loads", "load"),),
)

#: What the log keeps of what the list pages showed at their last good night; a load writes what changed.
SERIES_COLUMNS = (
    Column("column_id", "VARCHAR", "List page (栏目) in the registry", "栏目编号", required=True),
    Column("what", "VARCHAR", "links: reports that it lists; list: 1 where it answered", "计数内容", required=True),
    Column("year", "INTEGER", "Report year by the links' titles; NULL: none named", "报告年度"),
    Column("good", "INTEGER", "Count at the last good night", "上次正常计数", required=True),
)
