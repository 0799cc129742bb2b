"""Rows of ``rule_failures``: SQL over the log that counts, for every load, what each rule found.

A finding lives from the load that wrote its report's record to the load that replaced it, so what stood at a load is
counted from where such lives begin and end; no load's whole state is made anew.
"""

from __future__ import annotations

from gongkai.across.rules import SCOPES as ACROSS
from gongkai.lake.log import Log
from gongkai.warehouse.declare import literal
from gongkai.warehouse.fold import scan

#: Scopes of rules that speak of one table; those of ``report`` and over several reports count reports.
_TABLE_SCOPES = ("cell", "applicant", "row", "table")
_REPORT_SCOPES = ("report", *ACROSS)

_TABLE = "report_id, revision, table_kind, n"


def rows(log: Log, load: int) -> str:
    """SELECT of the rows of ``rule_failures``; reads ``versions``, ``report_versions`` and ``main.rules``.

    ``lives`` holds which revision of a report was its newest, and by which record, from load ``since`` to before
    ``until``. ``units`` holds the same of tables and of reports: what rules cover.
    """
    return f"""WITH events AS (
      SELECT report_id, load AS since,
        coalesce(lead(load) OVER (PARTITION BY report_id ORDER BY load), {load + 1}) AS until
      FROM (SELECT DISTINCT report_id, load FROM report_versions)
    ), records AS (
      SELECT report_id, revision, load, change,
        coalesce(lead(load) OVER (PARTITION BY report_id, revision ORDER BY load), {load + 1}) AS next_load
      FROM report_versions
    ), lives AS (
      SELECT e.report_id, e.since, e.until, max(r.revision) AS revision, arg_max(r.load, r.revision) AS record
      FROM events AS e JOIN records AS r
        ON r.report_id = e.report_id AND r.load <= e.since AND e.since < r.next_load AND r.change <> 'withdrawn'
      GROUP BY ALL
    ), units AS (
      SELECT {_TABLE}, v.form, v.place IS NOT NULL AS printed, l.record, greatest(v.load, l.since) AS since,
        least(coalesce(v.next_load, {load + 1}), l.until) AS until
      FROM versions AS v JOIN lives AS l USING (report_id, revision)
      WHERE v.change <> 'withdrawn'
        AND greatest(v.load, l.since) < least(coalesce(v.next_load, {load + 1}), l.until)
      UNION ALL SELECT report_id, revision, NULL, NULL, NULL, true, record, since, until FROM lives
    ), spans AS (
      SELECT table_kind, form, since, until, count(*) AS units FROM units WHERE printed GROUP BY ALL
    ), outcomes AS (
      SELECT f.*, coalesce(r.scope IN ({_list(_REPORT_SCOPES)}), f.table_kind IS NULL) AS of_report
      FROM {scan(log, "findings", load)} AS f LEFT JOIN main.rules AS r USING (rule)
    ), found AS (
      SELECT report_id, revision, load AS record, rule, CASE WHEN NOT of_report THEN table_kind END AS table_kind,
        CASE WHEN NOT of_report THEN n END AS n, bool_or(outcome = 'broken') AS broken, max(severity) AS severity
      FROM outcomes GROUP BY ALL
    ), counted AS (
      SELECT r.rule, u.table_kind, u.form, u.since, u.until, u.units AS evaluated, 0 AS broken, 0 AS not_judged,
        r.severity
      FROM main.rules AS r JOIN spans AS u ON r.evaluated AND (
        (r.scope IN ({_list(_REPORT_SCOPES)}) AND u.table_kind IS NULL)
        OR (r.scope IN ({_list(_TABLE_SCOPES)}) AND u.table_kind <> 'prose'
          AND (list_contains(r.tables, u.table_kind) OR list_contains(r.tables, '*'))
          AND (list_contains(r.forms, u.form) OR list_contains(r.forms, '*'))))
      UNION ALL
      SELECT f.rule, u.table_kind, u.form, u.since, u.until, 0, f.broken::INTEGER, (NOT f.broken)::INTEGER,
        coalesce(r.severity, f.severity)
      FROM found AS f JOIN units AS u ON f.report_id = u.report_id AND f.revision = u.revision AND f.record = u.record
        AND f.table_kind IS NOT DISTINCT FROM u.table_kind AND f.n IS NOT DISTINCT FROM u.n
      LEFT JOIN main.rules AS r USING (rule)
    ), steps AS (
      SELECT since AS load, * EXCLUDE (since, until) FROM counted
      UNION ALL
      SELECT until, rule, table_kind, form, -evaluated, -broken, -not_judged, severity FROM counted
    ), changes AS (
      SELECT rule, table_kind, form, load, sum(evaluated) AS evaluated, sum(broken) AS broken,
        sum(not_judged) AS not_judged, max(severity) AS severity
      FROM steps GROUP BY ALL
    )
    SELECT l.load, rule, table_kind, form, max(severity) AS severity, sum(evaluated)::INTEGER AS evaluated,
      sum(broken)::INTEGER AS broken, sum(not_judged)::INTEGER AS not_judged
    FROM changes AS c JOIN main.loads AS l ON c.load <= l.load
    GROUP BY l.load, rule, table_kind, form
    HAVING sum(evaluated) > 0 OR sum(broken) > 0 OR sum(not_judged) > 0"""


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(literal(name) for name in names)
