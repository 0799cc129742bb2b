"""Pages of a release in Markdown: what changed (notes), what was found, admitted and held (quality), a README."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongkai.warehouse import diff_text, engine
from gongkai.warehouse.diff import Diff

#: So many tables, and cells, stand in the notes.
_SHOWN = 500

_QUALITY = (
    (
        "Reports by verdict",
        ("verdict", "reports", "with a held table"),
        "SELECT coalesce(verdict, 'none'), count(*), count(*) FILTER (tables_held > 0) FROM main.reports "
        "GROUP BY 1 ORDER BY 1",
    ),
    (
        "Official tables: admitted and held",
        ("table", "verdict", "admitted", "held"),
        "SELECT table_kind, coalesce(verdict, 'none'), count(*) FILTER (admitted), count(*) FILTER (NOT admitted) "
        "FROM main.report_tables WHERE table_kind <> 'prose' GROUP BY 1, 2 ORDER BY 1, 2",
    ),
    (
        "Why tables are held",
        ("reason", "tables"),
        "SELECT coalesce(reason, 'not stated'), count(*) FROM main.report_tables WHERE NOT admitted GROUP BY 1 "
        "ORDER BY 2 DESC, 1",
    ),
    (
        "Findings by rule",
        ("rule", "outcome", "severity", "findings", "reports"),
        "SELECT rule, outcome, severity, count(*), count(DISTINCT report_id) FROM main.findings GROUP BY 1, 2, 3 "
        "ORDER BY 1, 2, 3",
    ),
    (
        "Readings",
        ("medium", "readers", "tables", "agreed", "disputed", "single", "held"),
        "SELECT coalesce(d.media_type, 'no document'), array_to_string(t.readers, ' + '), count(*), "
        "count(*) FILTER (t.reading = 'agreed'), count(*) FILTER (t.reading = 'disputed'), "
        "count(*) FILTER (t.reading = 'single'), count(*) FILTER (NOT t.admitted) FROM main.report_tables AS t "
        "JOIN main.reports AS r USING (report_id, revision) LEFT JOIN main.documents AS d USING (document) "
        "WHERE t.place IS NOT NULL AND t.table_kind <> 'prose' GROUP BY 1, 2 ORDER BY 1, 2",
    ),
    (
        "Audit of fast readings (documents; 95 % interval by Wilson)",
        ("medium", "documents", "audited", "disagreeing", "rate", "from", "to"),
        "SELECT media_type, documents, audited, disagreeing, rate, low, high FROM main.reading_audit ORDER BY 1",
    ),
    (
        "Labels that no form and no list knows (the 20 commonest)",
        ("label", "tables", "example"),
        "SELECT label, count(*), min(report_id) FROM (SELECT DISTINCT report_id, revision, table_kind, n, "
        "unnest(unmapped) AS label FROM main.report_tables) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20",
    ),
    (
        "Numbers of the running text (admitted; they take no part in any verdict)",
        ("indicator", "numbers", "reports"),
        "SELECT indicator, count(*), count(DISTINCT report_id) FROM main.prose_facts GROUP BY 1 ORDER BY 1",
    ),
    (
        "Expected reports",
        ("year", "status", "gap", "agencies"),
        "SELECT year, status, coalesce(gap, ''), count(*) FROM main.coverage GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    ),
    (
        "Facts by status",
        ("status", "admitted", "held"),
        "SELECT status, count(*) FILTER (NOT held), count(*) FILTER (held) FROM (SELECT status, false AS held "
        "FROM main.facts UNION ALL SELECT status, true FROM quarantine.facts) GROUP BY 1 ORDER BY 1",
    ),
)


def quality(con: engine.Connection, title: str) -> str:
    """What was found, admitted and held and why, findings by rule, coverage."""
    lines = [f"# Quality of {title}", ""]
    for heading, heads, query in _QUALITY:
        lines += [f"## {heading}", "", *markdown_table(heads, engine.fetch(con, query)), ""]
    return "\n".join(lines)


def notes(con: engine.Connection, title: str, found: Diff | None) -> str:
    """What changed since the release before, from the log folded in ``versions`` and cell by cell.

    found: what that release's load differs in from this one's; None where there was none.
    """
    before = found.before if found else 0
    changed = engine.fetch(
        con,
        "SELECT load, change, cause, count(DISTINCT (report_id, revision)), count(*) FROM versions "
        f"WHERE load > {before} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    )
    reports = engine.fetch(
        con,
        "SELECT report_id, revision, string_agg(DISTINCT table_kind, ', ' ORDER BY table_kind), change, cause "
        f"FROM versions WHERE load > {before} AND NOT (load = 1 AND change = 'added') GROUP BY 1, 2, 4, 5 "
        "ORDER BY 1, 2, 4, 5",
    )
    since = f"Against load {before}." if before else "The first release: everything is new."
    lines = [f"# What changed in {title}", "", since, ""]
    lines += [*markdown_table(("load", "change", "cause", "reports", "tables"), changed), ""]
    if found:
        lines += ["## Reports", "", *markdown_table(("report", "revision", "tables", "change", "cause"), reports), ""]
        judged, cells = diff_text.judged_otherwise(found), diff_text.cells(found)
        lines += ["## Tables that are new, gone or judged otherwise", "", *_first(diff_text.TABLES, judged), ""]
        lines += ["## Cells of changed tables", "", *_first(diff_text.CELLS, cells), ""]
        lines += ["## Coverage", "", *markdown_table(diff_text.COVERAGE, diff_text.coverage(found)), ""]
        lines += [*_first(diff_text.COVERED, diff_text.covered(found)), ""] if found.coverage else []
    return "\n".join(lines)


def _first(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """A table of at most so many rows; the rest is counted."""
    rest = len(rows) - _SHOWN
    more = [f"The first {_SHOWN} of {len(rows)}; `gongkai diff` shows all of them.", ""] if rest > 0 else []
    return [*more, *markdown_table(heads, list(rows[:_SHOWN]))]


def readme(title: str, sample: bool) -> str:
    """What lies in the release folder."""
    invented = "**SAMPLE: every agency, report and number in it is invented.**\n\n" if sample else ""
    return f"""# {title}

{invented}Numbers of government information disclosure annual reports (政府信息公开工作年度报告) with their places.

- `gongkai.duckdb`: everything, one DuckDB file for DuckDB 1.2 and later; open it read-only. Schema `main` is for
  analysis, `quarantine` holds what was not admitted, `history` what is superseded. `reports_wide_2021` and
  `reports_wide_2019` have a row a report and a column a cell of the form.
- `parquet/`: the same tables. `facts/` has a file for each form and year, sorted by region, agency and report; read the
  folder as one table. Every other table is one file.
- `csv/`: the wide tables and the marts for spreadsheets: UTF-8 with a byte order mark, names in the first row, Chinese
  heads in the second. Text that begins with = + - @ (or ') has an apostrophe before it, so that it runs as no formula;
  numbers, negative ones too, stand as they are. `data_docs/failures/*.csv` are written in the same way. Programs read
  Parquet, or leave the second row out.
- `dictionary.html`, `dictionary.md`: what every column means. `datapackage.json`: all files for programs.
- `data_docs/index.html`: each rule in words, and every table that fails it with its source. Open it in a browser.
- `notes.md`: what changed. `quality.md`: what was found, admitted and held, and why. `checksums.sha256`: of all files.
- `CITATION.cff`, `LICENSE.txt` (CC BY 4.0), `NOTICE.md`: how to cite it, what you may do with it, where it is from.

Totals and their parts stand side by side in `facts`, and a jurisdiction's report includes its departments: filter
`role`, `applicant` and `scope` before summing.

A release never changes and stays where it is for 24 hours at least after it stopped being current, so that whoever
reads it can end; only a document that is removed on purpose takes the releases that hold it away at once.
"""


def markdown_table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    """Lines of a table; "None." where it has no row."""
    if not rows:
        return ["None."]
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    return lines + ["| " + " | ".join(_shown(value) for value in row) + " |" for row in rows]


def _shown(value: Any) -> str:
    """A value in one cell of a table: printed labels may hold line breaks, bars and markup."""
    return " ".join(str("" if value is None else value).split()).replace("|", "\\|").replace("<", "&lt;")
