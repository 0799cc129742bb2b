"""What the pages show, asked of a finished warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from gongkai.across.rules import SCOPES as ACROSS
from gongkai.warehouse import engine, spreadsheet
from gongkai.warehouse.declare import Column, literal
from gongkai.warehouse.tables_reports import FINDINGS, REPORT_DOCUMENTS, REPORT_TABLES
from gongkai.warehouse.tables_reports import REPORTS as REPORTS_TABLE

#: Rows that a page lists of one rule; the rest stands in the CSV file beside it.
CAP = 200
#: Loads whose counts stand side by side.
LOADS = 10
#: The suite whose rows are reports.
REPORTS = "reports"

_OF_REPORT = ", ".join(literal(scope) for scope in ("report", *ACROSS))
_ACROSS = ", ".join(literal(scope) for scope in ACROSS)
#: Of every finding that names cells of other reports: where these stand, by report.
_OTHERS = f"""SELECT f.report_id, f.revision, f.position,
    string_agg(DISTINCT p.source, chr(10) ORDER BY p.source) AS compared_with
  FROM (SELECT report_id, revision, position, unnest(json_extract_string(cells, '$[*].report_id')) AS other
    FROM main.findings JOIN main.rules AS r USING (rule) WHERE r.scope IN ({_ACROSS})) AS f
  JOIN main.reports AS p ON p.report_id = f.other WHERE f.other <> f.report_id GROUP BY ALL"""
#: Every finding on a current report, with the table and the part of the publication that it stands in.
_FAILURES = f"""SELECT
    CASE WHEN r.scope IN ({_OF_REPORT}) OR t.form IS NULL THEN '{REPORTS}' ELSE 't' || f.table_kind || '_' || t.form
    END AS suite,
    f.rule, f.identity, f.outcome, f.severity, p.agency, p.year, p.scope, f.table_kind, f.n,
    coalesce(t.verdict, p.verdict) AS verdict, t.admitted, f.left_sum, f.right_sum, f.message, f.suggestion,
    coalesce(d.source, p.source) AS source, d.media_type, t.place, f.report_id, f.revision, f.position,
    o.compared_with
  FROM main.findings AS f JOIN main.reports AS p USING (report_id, revision)
  LEFT JOIN main.rules AS r USING (rule)
  LEFT JOIN main.report_tables AS t
    ON t.report_id = f.report_id AND t.revision = f.revision AND t.table_kind = f.table_kind AND t.n = f.n
  LEFT JOIN ({_OTHERS}) AS o USING (report_id, revision, position)
  LEFT JOIN main.report_documents AS d ON d.report_id = f.report_id AND d.revision = f.revision
    AND d.position = coalesce(try_cast(nullif(regexp_extract(t.place, '^part([0-9]+)!', 1), '') AS INTEGER) - 1, 0)"""
_ORDER = "rule, outcome, year DESC NULLS LAST, report_id, position"

_DECLARED = {
    column.name: column
    for table in (REPORT_DOCUMENTS, REPORTS_TABLE, REPORT_TABLES, FINDINGS)
    for column in table.columns
}
#: Columns of the CSV files, those of _FAILURES.
_COLUMNS = (
    Column("suite", "VARCHAR", "Page of the finding: table and form, or reports", "所属页面", required=True),
    *map(_DECLARED.__getitem__, ("rule", "identity", "outcome", "severity", "agency", "year", "scope", "table_kind")),
    *map(_DECLARED.__getitem__, ("n", "verdict", "admitted", "left_sum", "right_sum", "message", "suggestion")),
    *map(_DECLARED.__getitem__, ("source", "media_type", "place", "report_id", "revision", "position")),
    Column("compared_with", "VARCHAR", "Sources of the other reports that it is about, a line each", "对照报告的来源"),
)


class Failure(NamedTuple):
    """A finding and where it stands.

    suite: of the rule's page. source: URL or deposit name. place: of the table. compared_with: sources of the other
    reports that it is about, a line each.
    """

    suite: str
    rule: str
    identity: str | None
    outcome: str
    severity: str
    agency: str | None
    year: int | None
    scope: str
    table: str | None
    n: int | None
    verdict: str | None
    admitted: bool | None
    left: Decimal | None
    right: Decimal | None
    message: str
    suggestion: str | None
    source: str | None
    media_type: str | None
    place: str | None
    report_id: str
    revision: int
    position: int
    compared_with: str | None


class Count(NamedTuple):
    """A row of ``rule_failures``. evaluated: None where it is not counted what the rule can compare."""

    load: int
    rule: str
    table: str | None
    form: str | None
    evaluated: int | None
    broken: int
    not_judged: int

    @property
    def suite(self) -> str:
        """Of the rule's page."""
        return REPORTS if self.table is None else f"t{self.table}_{self.form}"


class Verdicts(NamedTuple):
    """How many tables of a suite have a verdict."""

    suite: str
    verdict: str | None
    admitted: int
    held: int


@dataclass(frozen=True)
class Asked:
    """All that the pages show.

    loads: the last ten, ascending. counts: of these. failures: at most CAP a suite and rule, in order; findings: how
    many there are of each.
    """

    loads: list[int]
    counts: list[Count]
    verdicts: list[Verdicts]
    failures: list[Failure]
    findings: dict[tuple[str, str], int]


def ask(con: engine.Connection) -> Asked:
    """What a finished warehouse holds."""
    loads = [int(row[0]) for row in engine.fetch(con, f"SELECT load FROM main.loads ORDER BY 1 DESC LIMIT {LOADS}")]
    counts = engine.fetch(
        con,
        "SELECT load, rule, table_kind, form, evaluated, broken, not_judged FROM main.rule_failures "
        f"WHERE load >= {min(loads, default=0)} ORDER BY rule, table_kind, form, load",
    )
    verdicts = engine.fetch(
        con,
        "SELECT 't' || table_kind || '_' || form, verdict, count(*) FILTER (admitted), count(*) FILTER (NOT admitted) "
        "FROM main.report_tables WHERE table_kind <> 'prose' AND place IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2",
    )
    listed = engine.fetch(
        con,
        f"SELECT * FROM ({_FAILURES}) "
        f"QUALIFY row_number() OVER (PARTITION BY suite, rule ORDER BY {_ORDER}) <= {CAP} ORDER BY suite, {_ORDER}",
    )
    found = engine.fetch(con, f"SELECT suite, rule, count(*) FROM ({_FAILURES}) GROUP BY 1, 2")
    return Asked(
        sorted(loads),
        [Count(*row) for row in counts],
        [Verdicts(*row) for row in verdicts],
        [Failure(*row) for row in listed],
        {(suite, rule): count for suite, rule, count in found},
    )


def write_csv(con: engine.Connection, suite: str, path: Path) -> None:
    """Every finding of a suite, one a line, for spreadsheets as the files in ``csv/`` are."""
    rows = f"(SELECT * FROM ({_FAILURES}) WHERE suite = {literal(suite)})"
    engine.export_text(con, spreadsheet.select(rows, _COLUMNS, (_ORDER,)), path, spreadsheet.heads(_COLUMNS))
