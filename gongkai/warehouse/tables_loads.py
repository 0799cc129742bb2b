"""Declarations: the partitions of the lake as a load took them, and what was taken in spite of a guard."""

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

#: What the log keeps of what the list pages showed at their last good night; a load writes what changed.
SERIES_COLUMNS = (
    Column("column_id", "VARCHAR", "List page (栏目) in the registry", "栏目编号", required=True),
    Column("what", "VARCHAR", "links: reports that it lists; list: 1 where it answered", "计数内容", required=True),
    Column("year", "INTEGER", "Report year by the links' titles; NULL: none named", "报告年度"),
    Column("good", "INTEGER", "Count at the last good night", "上次正常计数", required=True),
)
