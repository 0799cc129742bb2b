"""Every table and view of the warehouse, in the order they are made (views after the tables they read)."""

from __future__ import annotations

from gongkai.warehouse.declare import Table
from gongkai.warehouse.tables_facts import (
    FACTS,
    FACTS_CONSISTENT,
    FACTS_LEAF,
    HISTORY_FACTS,
    PROSE_FACTS,
    QUARANTINE_FACTS,
)
from gongkai.warehouse.tables_loads import ACCEPTED_DROPS, PARTITIONS, RULE_FAILURES
from gongkai.warehouse.tables_reference import (
    AGENCIES,
    AGENCY_LINKS,
    APPLICANTS,
    BREAKS,
    DECISIONS,
    DOCUMENTS,
    FETCHES,
    INDICATORS,
    LOADS,
    METRIC_PARTS,
    METRICS,
    READING_AUDIT,
    REGIONS,
    RELEASES,
    RULES,
)
from gongkai.warehouse.tables_reports import (
    COVERAGE,
    FINDINGS,
    HISTORY_REPORT_TABLES,
    LISTS,
    QUARANTINE_REPORTS,
    REPORT_DOCUMENTS,
    REPORT_TABLES,
    REPORTS,
    SECTIONS,
)
from gongkai.warehouse.tables_wide import WIDE

TABLES: tuple[Table, ...] = (
    LOADS,
    RELEASES,
    REGIONS,
    AGENCIES,
    AGENCY_LINKS,
    INDICATORS,
    APPLICANTS,
    METRICS,
    METRIC_PARTS,
    BREAKS,
    RULES,
    DECISIONS,
    DOCUMENTS,
    READING_AUDIT,
    FETCHES,
    PARTITIONS,
    ACCEPTED_DROPS,
    REPORTS,
    REPORT_TABLES,
    HISTORY_REPORT_TABLES,
    REPORT_DOCUMENTS,
    FINDINGS,
    RULE_FAILURES,
    LISTS,
    COVERAGE,
    SECTIONS,
    FACTS,
    PROSE_FACTS,
    QUARANTINE_FACTS,
    HISTORY_FACTS,
    FACTS_LEAF,
    FACTS_CONSISTENT,
    QUARANTINE_REPORTS,
    *WIDE,
)
