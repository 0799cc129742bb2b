"""The fold: SQL that makes the state at a load out of the log's Parquet files.

``live``: last record of every table version that is not withdrawn. ``live_reports``: the same of report revisions.
``newest``: the greatest revision of each report. ``standing``: between which loads a version of a table was the last
one of its report's newest revision; one that is so again, since a later revision went away, has two rows.
``partitions_now``: the partitions as the load took them. ``words``: one row, for each of WORDS a list of its vocabulary
and of all its words in the log's facts. All are temporary tables of the build.
"""

from __future__ import annotations

from collections.abc import Iterable

from gongkai.lake.log import Log
from gongkai.warehouse.declare import literal
from gongkai.warehouse.engine import quoted
from gongkai.warehouse.tables_facts import FACT_COLUMNS
from gongkai.warehouse.vocabulary import VOCABULARY

_KEY = "report_id, revision, table_kind, n"
#: Columns of facts that are one of few words, each as its type in the database file.
WORDS = tuple(column for column in FACT_COLUMNS if column.stored == "words")
_FACTS = ", ".join(
    f'f."{column.name}"{f"::{column.words_type}" if column in WORDS else ""} AS "{column.name}"'
    for column in FACT_COLUMNS
)


def scan(log: Log, name: str, load: int) -> str:
    """``read_parquet`` over the log's files ``name`` of loads 1..load."""
    paths = ", ".join(f"'{quoted(path)}'" for path in log.paths(name, load))
    return f"read_parquet([{paths}], union_by_name = true, hive_partitioning = false)"


def last(rows: str, key: str) -> str:
    """SELECT of the last row of each key (names of columns) among rows of several loads."""
    return f"SELECT * FROM {rows} QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY load DESC) = 1"


def temporaries(log: Log, load: int) -> list[str]:
    """Statements that make the temporary tables."""
    return [
        f"""CREATE TEMP TABLE versions AS SELECT *, lead(load) OVER w AS next_load, lead(cause) OVER w AS next_cause
        FROM {scan(log, "tables", load)} WINDOW w AS (PARTITION BY {_KEY} ORDER BY load)""",
        "CREATE TEMP TABLE live AS SELECT * FROM versions WHERE next_load IS NULL AND change <> 'withdrawn'",
        f"CREATE TEMP TABLE report_versions AS SELECT * FROM {scan(log, 'reports', load)}",
        f"""CREATE TEMP TABLE live_reports AS SELECT * FROM ({last("report_versions", "report_id, revision")})
        WHERE change <> 'withdrawn'""",
        # No load of a log may have that column yet.
        f"""CREATE TEMP TABLE partitions_now AS {of_load(log, "partitions", load)}
        UNION ALL BY NAME SELECT NULL::INTEGER AS made_with WHERE false""",
        "CREATE TEMP TABLE kept_now (report_id VARCHAR, made_with INTEGER)",
        *(f"INSERT INTO kept_now VALUES ({literal(one)}, {since})" for one, since in log.manifest(load).kept.items()),
        "CREATE TEMP TABLE newest AS SELECT report_id, max(revision) AS revision FROM live_reports GROUP BY report_id",
        f"CREATE TEMP TABLE standing AS {_STANDING}",
        f"CREATE TEMP TABLE words AS {_words(log, load)}",
    ]


def word_types() -> list[str]:
    """Statements that make the types of WORDS, in the order of text, out of ``words``: no word is quoted in them."""
    return [
        f'CREATE TYPE {column.words_type} AS ENUM (SELECT unnest("{column.name}") AS word FROM words ORDER BY word)'
        for column in WORDS
    ]


def _words(log: Log, load: int) -> str:
    names = ", ".join(f'"{column.name}"' for column in WORDS)
    both = " UNION ALL ".join(f"SELECT {names} FROM {scan(log, name, load)}" for name in ("admitted", "held"))
    # Of no rows a list is NULL, and so is all that it is joined with: a log may have no facts yet.
    lists = (f'list_distinct(coalesce(list(DISTINCT "{c.name}"), []) || {_known(c.name)}) AS "{c.name}"' for c in WORDS)
    return f"SELECT {', '.join(lists)} FROM ({both})"


def _known(column: str) -> str:
    return f"[{', '.join(map(literal, VOCABULARY[column]))}]"


def current_facts(log: Log, load: int, admitted: bool, prose: Iterable[bool]) -> str:
    """SELECT of the facts of current tables that were admitted or held; ``prose``: which kinds of tables."""
    kinds = " OR ".join(f"(f.table_kind = 'prose') = {str(kind).lower()}" for kind in prose)
    return f"""SELECT {_FACTS} FROM {scan(log, "admitted" if admitted else "held", load)} AS f
    JOIN live USING ({_KEY}, load) JOIN newest USING (report_id, revision)
    WHERE live.admitted = {str(admitted).lower()} AND ({kinds})"""


def superseded_facts(log: Log, load: int) -> str:
    """SELECT of everything loaded once that is not current: replaced, withdrawn, or of an earlier revision."""
    both = " UNION ALL BY NAME ".join(
        f"SELECT *, {held} AS was_held FROM {scan(log, name, load)}"
        for name, held in (("admitted", "false"), ("held", "true"))
    )
    # A version of a revision that was superseded already never stood: the load that wrote it replaced it, too.
    return f"""SELECT {_FACTS}, f.was_held, f.load AS loaded, coalesce(s.until, f.load) AS replaced,
      CASE WHEN s.until IS NULL THEN 'source revised' ELSE s.cause END AS cause
    FROM ({both}) AS f JOIN versions AS v USING ({_KEY}, load)
    LEFT JOIN (SELECT {_KEY}, load, max(until) AS until, arg_max(cause, until) AS cause
      FROM standing GROUP BY {_KEY}, load) AS s USING ({_KEY}, load)
    LEFT JOIN newest USING (report_id)
    WHERE v.next_load IS NOT NULL OR newest.revision IS DISTINCT FROM f.revision"""


#: A report's newest revision changes where one comes or goes; it is NULL where the last one went.
_STANDING = f"""WITH lives AS (
  SELECT report_id, revision, load, change, cause,
    lead(load) OVER (PARTITION BY report_id, revision ORDER BY load) AS until
  FROM report_versions
),
newest_at AS (
  SELECT m.report_id, m.load, max(l.revision) AS revision
  FROM (SELECT DISTINCT report_id, load FROM lives) AS m LEFT JOIN lives AS l
    ON l.report_id = m.report_id AND l.change <> 'withdrawn'
    AND l.load <= m.load AND m.load < coalesce(l.until, m.load + 1)
  GROUP BY m.report_id, m.load
),
changes AS (
  FROM newest_at
  QUALIFY revision IS DISTINCT FROM lag(revision, 1, -1) OVER (PARTITION BY report_id ORDER BY load)
),
spans AS (
  SELECT report_id, revision, load AS since, lead(load) OVER w AS until, lead(revision) OVER w AS next_revision
  FROM changes WINDOW w AS (PARTITION BY report_id ORDER BY load)
)
SELECT {_KEY}, v.load, v.admitted, greatest(v.load, s.since) AS since, least(v.next_load, s.until) AS until,
  CASE WHEN v.next_load IS NULL AND s.until IS NULL THEN NULL
    WHEN v.next_load <= coalesce(s.until, v.next_load) THEN v.next_cause
    WHEN s.next_revision > s.revision THEN 'source revised' ELSE gone.cause END AS cause
FROM versions AS v JOIN spans AS s USING (report_id, revision)
LEFT JOIN lives AS gone ON (gone.report_id, gone.revision, gone.load) = (s.report_id, s.revision, s.until)
WHERE v.change <> 'withdrawn' AND v.load < coalesce(s.until, v.load + 1)
  AND s.since < coalesce(v.next_load, s.since + 1)"""

REPORTS = """SELECT r.report_id, r.revision, r.agency_id, r.agency, r.year, r.scope, r.scope_basis, r.region, r.title,
  r.published, r.verdict, r.candidates, r.document, r.source,
  count(*) FILTER (t.admitted AND t.table_kind <> 'prose') AS tables_admitted,
  count(*) FILTER (NOT t.admitted) AS tables_held,
  p.stale_since, least(p.made_with, k.made_with) AS made_with,
  coalesce(list(t.table_kind || CASE WHEN t.n > 1 THEN ' (' || t.n || ')' ELSE '' END || ': ' || coalesce(t.reason, '')
    ORDER BY t.table_kind, t.n) FILTER (NOT t.admitted), []) AS held_tables
FROM live_reports AS r JOIN newest USING (report_id, revision)
LEFT JOIN live AS t USING (report_id, revision)
LEFT JOIN partitions_now AS p USING (partition)
LEFT JOIN kept_now AS k USING (report_id)
GROUP BY ALL"""

REPORT_TABLES_THEN = f"SELECT {_KEY}, load AS loaded, admitted, since, until, cause FROM standing"

REPORT_TABLES = """SELECT live.report_id, live.revision, live.table_kind, live.n, live.form, live.variant, live.scope,
  live.verdict, live.reading, live.readers, live.place, live.admitted, live.reason, live.facts,
  live.unmapped, live.load, live.change, live.cause
FROM live JOIN newest USING (report_id, revision)"""


def of_current_reports(log: Log, name: str, load: int) -> str:
    """SELECT of rows that were written with the current record of their report (documents, findings)."""
    return f"""SELECT f.* EXCLUDE (load) FROM {scan(log, name, load)} AS f
    JOIN live_reports USING (report_id, revision, load) JOIN newest USING (report_id, revision)"""


def of_load(log: Log, name: str, load: int) -> str:
    """SELECT of the rows that one load wrote."""
    return f"SELECT * EXCLUDE (load) FROM {scan(log, name, load)} WHERE load = {load}"


def latest_rows(log: Log, name: str, key: str, load: int) -> str:
    """SELECT of the last row of each key."""
    quoted_key = f'"{key}"'
    return f"SELECT * EXCLUDE (load) FROM ({last(scan(log, name, load), quoted_key)})"
