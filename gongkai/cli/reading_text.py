"""A reading for people (a compact view) and for spreadsheets (CSV of its facts)."""

from __future__ import annotations

import csv
import io

from gongkai.forms import codebook
from gongkai.records import DocumentReading, Fact, Finding, Prose, Report, TableRecord, to_json
from gongkai.text_table import text_table

#: Characters of a sentence that are shown before and behind its number.
_AROUND = 24

_CSV = (
    "document",
    "report",
    "agency",
    "year",
    "scope",
    "table",
    "n",
    "form",
    "verdict",
    "indicator",
    "applicant",
    "period",
    "label",
    "value",
    "unit",
    "unit_source",
    "status",
    "raw",
    "by",
    "reading",
    "readings",
    "context",
    "place",
)


def view(reading: DocumentReading) -> str:
    """Title, agency, year, scope, verdict; tables; findings; facts that are not zero."""
    lines = [reading.source]
    kind = {
        "not_a_report": f"not a disclosure report ({reading.other_kind or 'kind unknown'})",
        "blank_form": "the empty official form: no number is printed in any of its tables, so there is no report in it",
    }.get(reading.kind)
    lines.append(f"  {kind or reading.kind.replace('_', ' ')} · {reading.media_type or 'no document'}")
    lines += [f"  {line}" for line in (reading.error or "").splitlines()]
    lines += [f"  note: {note}" for note in reading.notes]
    text = "\n".join(lines) + "\n"
    return text + "".join("\n" + _report(report) for report in reading.reports) + "\n"


def _report(report: Report) -> str:
    heads = [
        report.title or report.agency or "no title",
        f"agency {report.agency or '?'} · year {report.year or '?'} · scope {report.scope} "
        f"({report.scope_basis or 'no basis'}) · verdict {report.verdict or 'none'}",
    ]
    tables = text_table(
        ("table", "form", "verdict", "reading", "readers", "place", "facts"),
        [_table(t, report) for t in report.all_tables],
    )
    parts = ["\n".join(heads) + "\n", tables]
    if report.findings:
        parts.append(
            text_table(("rule", "outcome", "severity", "table", "message"), [_finding(f) for f in report.findings])
        )
    parts += [_matrix(table, report) for table in report.tables]
    parts += [_prose(report.prose)] if report.prose is not None else []
    return "\n".join(_indented(part) for part in parts if part)


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


def _table(table: TableRecord, report: Report) -> list[str]:
    count = sum((fact.table, fact.n) == (table.table, table.n) for fact in report.all_facts)
    name = table.table if table.n == 1 else f"{table.table} ({table.n})"
    form = f"{table.form} {table.variant}" if table.variant else table.form
    return [name, form, table.verdict or "", table.reading, ", ".join(table.readers), table.place or "", str(count)]


def _finding(finding: Finding) -> list[str]:
    name = finding.identity or finding.rule
    return [name, finding.outcome, finding.severity, finding.table or "", finding.message]


def _matrix(table: TableRecord, report: Report) -> str:
    """Rows of a table that hold anything but 0, one column an applicant."""
    facts = [fact for fact in report.facts if (fact.table, fact.n) == (table.table, table.n)]
    columns = list(dict.fromkeys(fact.applicant for fact in facts))
    rows: dict[tuple[str, str | None], dict[str | None, Fact]] = {}
    for fact in facts:
        rows.setdefault((fact.indicator, fact.label), {})[fact.applicant] = fact
    shown = {key: row for key, row in rows.items() if any(fact.value != 0 for fact in row.values())}
    if not shown:
        return f"Table {table.table}: all {len(facts)} cells are 0\n" if facts else ""
    heads = [f"table {table.table}", *(_applicant(code) for code in columns)]
    body = [[label or code, *(_cell(row.get(c)) for c in columns)] for (code, label), row in shown.items()]
    return text_table(heads, body)


def _prose(prose: Prose) -> str:
    """Numbers of the running text, each with its sentence."""
    rows = [
        [codebook.in_words(fact.key, forms=(codebook.PROSE,)), fact.label or "", fact.raw, _shortened(fact)]
        for fact in prose.facts
    ]
    return text_table(("running text", "whose, where", "number", "sentence"), rows) if rows else ""


def _shortened(fact: Fact) -> str:
    """The sentence around its number."""
    text = fact.context or ""
    start = max(text.find(fact.raw) - _AROUND, 0)
    return text[start : start + len(fact.raw) + 2 * _AROUND]


def _applicant(code: str | None) -> str:
    known = codebook.applicants().get(code or "")
    return known.label_zh if known else (code or "value")


def _cell(fact: Fact | None) -> str:
    if fact is None:
        return ""
    if fact.value is None:
        return {"blank": "·", "absent": "absent", "unreadable": "?"}.get(fact.status, f"? {fact.raw}")
    return f"{fact.value}"


def csv_rows(reading: DocumentReading, head: bool) -> str:
    """The facts of a reading, one a line; ``head``: with the line of column names."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    if head:
        writer.writerow(_CSV)
    for report in reading.reports:
        tables = {(table.table, table.n): table for table in report.all_tables}
        for fact in report.all_facts:
            table = tables.get((fact.table, fact.n))
            writer.writerow(_csv_row(reading, report, table, fact))
    return stream.getvalue()


def _csv_row(reading: DocumentReading, report: Report, table: TableRecord | None, fact: Fact) -> list[object]:
    known = {
        "document": reading.source,
        "report": report.report_id,
        "agency": report.agency,
        "year": report.year,
        "scope": table.scope if table else report.scope,
        "form": table.form if table else None,
        "verdict": table.verdict if table else None,
        "readings": to_json(fact.readings) if fact.readings else None,
    }
    return [known[name] if name in known else getattr(fact, name) for name in _CSV]
