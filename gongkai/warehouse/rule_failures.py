"""Rows of ``rule_failures``: SQL over the log that counts, for every load, what each rule found.

A finding lives from the load that wrote its report's record to the load that replaced it, so what stood at a load is
counted from where such lives begin and end; no load's whole state is made anew.

Rules that need something to compare cover the reports that have it: those over two years a table of theirs in this
year's report and in that of the year before, of the same scope and of the agency or of a predecessor; those on running
text the text and a table that they hold it against. Which governments and reports below them (scope ``tree``) and which
of all reports (``across``) can be compared is decided cell by cell: their number is not stated.
"""

from __future__ import annotations

from gongkai.across.rules import SCOPES as ACROSS
from gongkai.forms import codebook
from gongkai.forms.model import Rule
from gongkai.lake.log import Log
from gongkai.warehouse.declare import literal
from gongkai.warehouse.fold import scan

#: Scopes of rules that speak of one table; those of ``report`` and over several reports count reports.
_TABLE_SCOPES = ("cell", "applicant", "row", "table")
_REPORT_SCOPES = ("report", *ACROSS)
_PAIR_SCOPES = tuple(scope for scope in ACROSS if scope.startswith("year_pair"))
#: Scopes of which it is not counted how many reports can be compared.
UNCOUNTED = tuple(scope for scope in ACROSS if scope not in _PAIR_SCOPES)

_TABLE = "report_id, revision, table_kind, n"


def rows(log: Log, load: int) -> str:
    """SELECT of the rows of ``rule_failures``; reads ``versions``, ``report_versions`` and ``main.rules``.

    ``lives`` holds which revision of a report was its newest, and by which record, from load ``since`` to before
    ``until``. ``units`` holds the same of tables and of reports: what rules cover. ``needs`` holds the rules that need
    something to compare, each with the first of those that need the same (``alike``), ``comparable`` when a report had
    it (once for each table or other report that has it), ``present`` whether it had any, and ``covered`` how many
    reports began and ceased to have it.
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
    ), needs AS (
      SELECT * FROM (VALUES {_needs()}) AS given(rule, alike, of_pair, tables, forms, prev_forms)
    ), classes AS (
      SELECT * FROM needs WHERE rule = alike
    ), official AS (
      SELECT u.*, v.agency_id, v.year, v.scope
      FROM units AS u JOIN report_versions AS v
        ON v.report_id = u.report_id AND v.revision = u.revision AND v.load = u.record
      WHERE u.printed AND u.table_kind <> 'prose'
    ), kin AS (
      SELECT DISTINCT agency_id, agency_id AS earlier_id, NULL AS date FROM report_versions
      UNION ALL SELECT agency_id, predecessor_id, date FROM main.agency_links
    ), before AS MATERIALIZED (
      -- Whose table of the year before it is: made first, for a plan that begins with two tables of one year and scope
      -- has as many rows as the square of the agencies.
      SELECT t.*, k.earlier_id, t.year - 1 AS earlier_year
      FROM official AS t JOIN kin AS k ON k.agency_id = t.agency_id AND (k.date IS NULL OR k.date[:4] = t.year::VARCHAR)
    ), pairs AS MATERIALIZED (
      SELECT t.report_id, t.table_kind, t.form, b.form AS earlier_form, greatest(t.since, b.since) AS since,
        least(t.until, b.until) AS until
      FROM before AS t JOIN official AS b ON b.agency_id = t.earlier_id AND b.year = t.earlier_year
        AND b.scope = t.scope AND b.table_kind = t.table_kind
    ), comparable AS (
      SELECT n.alike, t.report_id, t.since, t.until
      FROM classes AS n JOIN pairs AS t ON n.of_pair AND {_fits("t", "forms", "form")}
        AND {_fits("t", "prev_forms", "earlier_form")}
      UNION ALL
      SELECT n.alike, t.report_id, greatest(t.since, p.since), least(t.until, p.until)
      FROM classes AS n JOIN official AS t ON NOT n.of_pair AND {_fits("t", "forms", "form")}
      JOIN units AS p ON p.report_id = t.report_id AND p.revision = t.revision AND p.record = t.record
        AND p.table_kind = 'prose'
      UNION ALL
      SELECT n.alike, u.report_id, u.since, u.until
      FROM needs AS n JOIN found AS f USING (rule) JOIN units AS u
        ON u.report_id = f.report_id AND u.revision = f.revision AND u.record = f.record AND u.table_kind IS NULL
    ), present AS (
      SELECT alike, report_id, load, (sum(sum(step)) OVER (PARTITION BY alike, report_id ORDER BY load) > 0)::INTEGER
        AS present
      FROM (SELECT alike, report_id, since AS load, 1 AS step FROM comparable WHERE since < until
        UNION ALL SELECT alike, report_id, until, -1 FROM comparable WHERE since < until)
      GROUP BY alike, report_id, load
    ), covered AS (
      SELECT alike, load, sum(step) AS step FROM (
        SELECT alike, load, present - lag(present, 1, 0) OVER (PARTITION BY alike, report_id ORDER BY load) AS step
        FROM present)
      GROUP BY alike, load
    ), counted AS (
      SELECT r.rule, u.table_kind, u.form, u.since, u.until, u.units AS evaluated, 0 AS broken, 0 AS not_judged,
        r.severity
      FROM main.rules AS r JOIN spans AS u ON r.evaluated AND r.rule NOT IN (SELECT rule FROM needs) AND (
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
      UNION ALL
      SELECT load, rule, NULL, NULL, step, 0, 0, r.severity
      FROM covered JOIN needs USING (alike) JOIN main.rules AS r USING (rule)
    ), changes AS (
      SELECT rule, table_kind, form, load, sum(evaluated) AS evaluated, sum(broken) AS broken,
        sum(not_judged) AS not_judged, max(severity) AS severity
      FROM steps GROUP BY ALL
    )
    SELECT l.load, rule, table_kind, form, max(severity) AS severity,
      CASE WHEN rule NOT IN ({_list(_uncounted())}) THEN sum(evaluated)::INTEGER END AS evaluated,
      sum(broken)::INTEGER AS broken, sum(not_judged)::INTEGER AS not_judged
    FROM changes AS c JOIN main.loads AS l ON c.load <= l.load
    GROUP BY l.load, rule, table_kind, form
    HAVING sum(evaluated) > 0 OR sum(broken) > 0 OR sum(not_judged) > 0"""


def _needs() -> str:
    """Rows of ``needs``: rule, the first that needs the same, whether it is over two years, tables and forms, forms of
    the year before."""
    first: dict[str, str] = {}
    rows = []
    for rule in codebook.rules().values():
        if rule.scope in _PAIR_SCOPES or _is_on_text(rule):
            needed = f"{str(rule.scope in _PAIR_SCOPES).lower()}, {_lists(rule)}"
            alike = first.setdefault(needed, rule.rule_id)
            rows.append(f"({literal(rule.rule_id)}, {literal(alike)}, {needed})")
    return ", ".join(rows)


def _is_on_text(rule: Rule) -> bool:
    return rule.kind == "python:prose_number" or rule.tables == (codebook.PROSE,)


def _lists(rule: Rule) -> str:
    tables = ("*",) if rule.tables == (codebook.PROSE,) else rule.tables
    return ", ".join(f"[{_list(names)}]::VARCHAR[]" for names in (tables, rule.forms, rule.prev_forms))


def _fits(alias: str, forms: str, form: str) -> str:
    """Condition: a table is one of those, on one of those forms, that a rule of ``needs`` speaks of."""
    return (
        f"(list_contains(n.tables, {alias}.table_kind) OR list_contains(n.tables, '*')) "
        f"AND (list_contains(n.{forms}, {alias}.{form}) OR list_contains(n.{forms}, '*'))"
    )


def _uncounted() -> tuple[str, ...]:
    return tuple(rule.rule_id for rule in codebook.rules().values() if rule.scope in UNCOUNTED)


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(literal(name) for name in names)
