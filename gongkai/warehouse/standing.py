"""How things stand in the current release: what was found, admitted and held, what is missing, and what to do."""

from __future__ import annotations

from typing import Any

from gongkai.warehouse import engine, query

_REPORTS = """SELECT coalesce(verdict, 'none') AS verdict, count(*) AS reports,
  sum(tables_admitted)::BIGINT AS "tables admitted", sum(tables_held)::BIGINT AS "tables held"
FROM main.reports GROUP BY 1 ORDER BY 1"""

_HELD = """SELECT t.report_id, coalesce(r.agency, '') AS agency, t.table_kind AS "table",
  coalesce(t.verdict, '') AS verdict, coalesce(t.reason, '') AS reason,
  coalesce(r.source, '') AS source
FROM main.report_tables AS t JOIN main.reports AS r USING (report_id) WHERE NOT t.admitted
ORDER BY t.report_id, t.table_kind, t.n"""

_COVERAGE = """SELECT year, status, coalesce(gap, '') AS gap, count(*) AS agencies
FROM main.coverage GROUP BY ALL ORDER BY year, status, gap"""

_LISTS = """SELECT fault, column_id, list_url AS list, what_to_do AS "what to do"
FROM main.lists WHERE fault IS NOT NULL ORDER BY fault, column_id"""

_EXPECTED = """SELECT c.status, coalesce(c.gap, '') AS gap, c.year, c.agency_id, a.name AS agency,
  c.published::VARCHAR AS published, c.deadline::VARCHAR AS deadline, coalesce(c.what_to_do, '') AS "what to do"
FROM main.coverage AS c JOIN main.agencies AS a USING (agency_id)
WHERE c.status NOT IN ('found', 'due', 'not_due') OR c.gap IS NOT NULL ORDER BY c.status, gap, c.year, c.agency_id"""

_VANISHED = """SELECT c.report_id, coalesce(r.agency, '') AS agency, coalesce(r.source, '') AS source
FROM main.coverage AS c JOIN main.reports AS r USING (report_id) WHERE c.vanished ORDER BY c.report_id"""

_NO_REPORT = """SELECT CASE WHEN kind = 'blank_form' THEN 'empty official form: no number is printed in it'
    WHEN other_kind IS NOT NULL THEN 'another kind of report: ' || other_kind
    WHEN error IS NOT NULL THEN split_part(error, chr(10), 1)
    ELSE 'no disclosure report: neither its title nor a table of it is one' END AS "what it is",
  array_to_string(sources, ', ') AS source
FROM main.documents AS d WHERE error IS NOT NULL OR kind IN ('blank_form', 'not_a_report')
  AND NOT EXISTS (FROM main.report_documents AS r WHERE r.document = d.document) ORDER BY 1, 2"""

_IDLE = """FROM (SELECT d.decision_id AS decision, d.action, coalesce(d.report_id, d.source) AS "report or source",
  d.table_kind AS "table",
  CASE WHEN d.report_id IS NOT NULL AND r.report_id IS NULL THEN 'there is no such report'
    WHEN d.report_id IS NULL AND NOT EXISTS (FROM main.report_documents AS s WHERE s.source = d.source)
      THEN 'no report is of this source'
    WHEN d.revision <> r.revision::VARCHAR
      THEN 'it is on revision ' || d.revision || ', the report has revision ' || r.revision
    WHEN EXISTS (FROM main.findings AS f WHERE f.rule = 'decision_suspended'
      AND contains(f.message, 'decision ' || d.decision_id || ' ')) THEN 'what it expects is not there'
  END AS "not applied because"
FROM main.decisions AS d LEFT JOIN main.reports AS r USING (report_id)
WHERE NOT EXISTS (FROM main.decisions AS later WHERE later.supersedes = d.decision_id))
WHERE "not applied because" IS NOT NULL ORDER BY 1"""

_FLAGGED = """SELECT f.report_id, coalesce(r.agency, '') AS agency, coalesce(f.table_kind, '') AS "table", f.rule,
  f.severity, f.message
FROM main.findings AS f JOIN main.reports AS r USING (report_id)
WHERE f.outcome = 'broken' AND f.severity IN ('hard', 'soft') AND NOT EXISTS (FROM main.report_tables AS t
  WHERE t.report_id = f.report_id AND t.table_kind IS NOT DISTINCT FROM f.table_kind AND NOT t.admitted)
  AND EXISTS (FROM main.report_tables AS t WHERE t.report_id = f.report_id AND t.admitted)
ORDER BY f.report_id, f.position"""

_STALE = """SELECT partition, stale_since AS "as of load", reports AS "reports tonight",
  concat_ws('; ', CASE WHEN made_with IS NOT NULL
      THEN format('with decisions, registry and code of load {}: a run over it applies the others', made_with) END,
    CASE WHEN len(findings) > 0 THEN array_to_string(findings, '; ') END) AS why
FROM main.partitions WHERE held OR made_with IS NOT NULL OR (len(findings) > 0 AND accepted IS NULL)
ORDER BY partition"""

_REPUBLISHED = """SELECT report_id, coalesce(agency, '') AS agency, revision, source
FROM main.reports WHERE revision > 0 ORDER BY report_id"""

#: Verdict of a held table -> how it may be freed.
_REMEDIES = {
    "unreadable": "import a readable copy (gongkai import FOLDER), or correct its cells (gongkai review correct)",
    "incomplete": "a cell or table was not found: look at the source; import a better copy or: gongkai review correct",
    "publisher_inconsistent": "read as printed, but its sums do not hold and the run was --strict: run without it",
    "unconfirmed": "a person must read it: gongkai review show, then accept or correct; if rejected: --supersedes",
}
#: Rule among the reasons -> how its table may be freed, where that is not as its verdict says.
_OF_RULES = {
    "one_of_each": "several tables of its kind stand in the report, and nothing tells which is its own",
    "missing_table": "look at the source: none of its documents holds the table; held until one does",
}
_UNRESOLVED = "agency or year is not certain: add the agency or its name to the registry, or decide 'agency' or 'year'"


def sections(con: engine.Connection) -> list[tuple[str, query.Result]]:
    """Headings with what there is under them, in the order in which a person reads them.

    con: of a release (:func:`gongkai.warehouse.query.connect`).
    """
    return [
        ("Reports", query.ask(con, _REPORTS)),
        ("Partitions that are not all as they came", query.ask(con, _STALE)),
        ("Held tables", _with_remedies(query.ask(con, _HELD))),
        ("Admitted with a finding", query.ask(con, _FLAGGED)),
        ("Published again with other numbers", query.ask(con, _REPUBLISHED)),
        ("Pages gone from their sites (their facts stay)", query.ask(con, _VANISHED)),
        ("Documents that hold no report", query.ask(con, _NO_REPORT)),
        ("Decisions without effect", query.ask(con, _IDLE)),
        ("Lists that lost reports or cannot be read", query.ask(con, _LISTS)),
        ("Expected reports", query.ask(con, _COVERAGE)),
        ("Missing, late and held reports", query.ask(con, _EXPECTED)),
    ]


def _with_remedies(held: query.Result) -> query.Result:
    return query.Result((*held.columns, "what to do"), [(*row, _remedy(row)) for row in held.rows])


def _remedy(row: tuple[Any, ...]) -> str:
    if str(row[0]).startswith("?"):
        return _UNRESOLVED
    for rule, remedy in _OF_RULES.items():
        if rule in str(row[4]).split(", "):
            return remedy
    return _REMEDIES.get(str(row[3]), "see its findings in table findings")
