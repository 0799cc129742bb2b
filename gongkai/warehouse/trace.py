"""Where a number comes from, as the release has it: fetch, document, place, cell, rules, decisions, load, release."""

from __future__ import annotations

from typing import Any, NamedTuple

from gongkai.errors import GongkaiError
from gongkai.forms import codebook
from gongkai.forms.identities import identities
from gongkai.settings import Settings
from gongkai.warehouse import engine, query
from gongkai.warehouse.flatten import CODEBOOKS

_PLACES = (("facts", "main.facts"), ("prose_facts", "main.prose_facts"), ("quarantine", "quarantine.facts"))


class Step(NamedTuple):
    """A step of the way, and what is known of it."""

    name: str
    text: str


def trace(settings: Settings, report_id: str, cell: str) -> list[list[Step]]:
    """The way of each number under that name in a report of the current release, each from its fetch to its release.

    cell: an indicator, of table 3 with its applicant (``req_new/total``), or the label of a local cell.
    Raises GongkaiError for a report or a cell that is not there.
    """
    con = query.connect(settings)
    try:
        found = [
            (where, row)
            for where, table in _PLACES
            for row in _rows(con, f"SELECT * FROM {table} WHERE {_CELL}", _key(report_id, cell))
        ]
        if not found:
            raise _not_there(con, report_id, cell)
        name = query.release_name(con)
        last = Step("release", f"{name}: {settings.releases / name}")
        return [[*_steps(con, where, fact), last] for where, fact in found]
    finally:
        con.close()


_CELL = """report_id = $report AND (
  (label IS NULL AND indicator = $indicator AND applicant IS NOT DISTINCT FROM $applicant) OR label = $label)
  ORDER BY table_kind, n, period, label"""


def _key(report_id: str, cell: str) -> dict[str, str | None]:
    indicator, _, applicant = cell.partition("/")
    return {"report": report_id, "indicator": indicator, "applicant": applicant or None, "label": cell}


def _rows(con: engine.Connection, sql: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    result = con.execute(sql, given)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _not_there(con: engine.Connection, report_id: str, cell: str) -> GongkaiError:
    known = _rows(con, "SELECT held_tables FROM main.reports WHERE report_id = $report", {"report": report_id})
    if not known:
        return GongkaiError(f"there is no report {report_id}", "the current release", "", "look it up in main.reports")
    remedy = "name it as table facts does: req_new/total, review_total, or the label of a local cell"
    return GongkaiError(f"the report has no cell {cell}", report_id, "", remedy)


def _steps(con: engine.Connection, where: str, fact: dict[str, Any]) -> list[Step]:
    (table,) = _rows(
        con,
        """SELECT t.*, r.made_with FROM main.report_tables AS t JOIN main.reports AS r USING (report_id, revision)
        WHERE t.report_id = $report_id AND t.table_kind = $table_kind AND t.n = $n""",
        {name: fact[name] for name in ("report_id", "table_kind", "n")},
    )
    return [
        *_fetches(con, fact),
        *_documents(con, fact),
        Step("place", fact["place"] or "none: it is in no document"),
        Step("cell", _of_cell(fact)),
        *_rules(con, fact),
        *_decisions(con, fact),
        Step("table", _of_table(where, fact, table)),
        *_loads(con, fact, table),
    ]


def _fetches(con: engine.Connection, fact: dict[str, Any]) -> list[Step]:
    given = {"source": fact["source"], "document": fact["document"]}
    found = _rows(
        con,
        "SELECT * FROM main.fetches WHERE source = $source AND document = $document ORDER BY fetched",
        given,
    )
    return [
        Step(
            "fetch",
            f"{row['fetched']:%Y-%m-%d %H:%M} UTC {row['url'] or row['source']}: {row['status'] or row['outcome']}",
        )
        for row in found[:1]
    ] or [Step("fetch", f"{fact['source'] or 'none'}: no exchange is on record")]


def _documents(con: engine.Connection, fact: dict[str, Any]) -> list[Step]:
    found = _rows(
        con,
        """SELECT d.*, o.origin, o.rendition FROM main.documents AS d LEFT JOIN main.report_documents AS o
        ON o.document = d.document AND o.report_id = $report_id AND o.source = $source
        WHERE d.document = $document LIMIT 1""",
        {name: fact[name] for name in ("report_id", "source", "document")},
    )
    return [
        Step(
            "document",
            f"{row['document']} ({row['media_type']}, {row['bytes']:,} bytes, from the {row['origin'] or 'publisher'})",
        )
        for row in found
    ]


def _of_cell(fact: dict[str, Any]) -> str:
    label = codebook.in_words((fact["indicator"], fact["applicant"]), fact["label"], CODEBOOKS)
    printed = f"printed {fact['raw']!r}" if fact["raw"] else "nothing printed"
    value = "no number" if fact["value"] is None else f"{fact['value'].normalize():f} {fact['unit'] or ''}".rstrip()
    readings = f" ({fact['readings']})" if fact["readings"] else ""
    how = f"found by {fact['read_by']}, reading {fact['reading']}{readings}"
    return f"{label}: {printed}, {fact['status']}: {value}; {how}"


def _rules(con: engine.Connection, fact: dict[str, Any]) -> list[Step]:
    """The identities that the cell stands in, and what became of each."""
    if fact["form"] not in CODEBOOKS or fact["label"] is not None:
        return []
    key = (fact["indicator"], fact["applicant"])
    own = [one for one in identities(fact["form"], fact["table_kind"]) if key in (*one.left, *one.right)]
    table = {name: fact[name] for name in ("report_id", "revision", "table_kind", "n")}
    of_table = "report_id = $report_id AND revision = $revision AND table_kind = $table_kind AND n = $n"
    found = _rows(
        con,
        f"SELECT identity, outcome, message FROM main.findings WHERE {of_table} AND identity IS NOT NULL",
        table,
    )
    numbers = _rows(
        con,
        f"""SELECT indicator, applicant FROM (FROM main.facts UNION ALL FROM quarantine.facts)
        WHERE {of_table} AND value IS NOT NULL AND label IS NULL""",
        table,
    )
    told = {row["identity"]: f"{row['outcome']}: {row['message']}" for row in found}
    known = {(row["indicator"], row["applicant"]) for row in numbers}
    return [
        Step(
            "rule",
            f"{one.key}: {told.get(one.key, 'holds' if known >= {*one.left, *one.right} else 'a number is lacking')}",
        )
        for one in own
    ]


def _decisions(con: engine.Connection, fact: dict[str, Any]) -> list[Step]:
    found = _rows(
        con,
        """SELECT * FROM main.decisions WHERE source = $source
        OR (report_id = $report_id AND (table_kind IS NULL OR table_kind = $table_kind) AND (indicator IS NULL OR (
          indicator = $indicator AND applicant IS NOT DISTINCT FROM coalesce($label, $applicant))))
        ORDER BY decision_id""",
        {name: fact[name] for name in ("report_id", "table_kind", "indicator", "applicant", "label", "source")},
    )
    return [
        Step(
            "decision",
            f"{row['decision_id']} {row['time']} {row['decided_by']}: {row['action']} {row['value'] or ''}".rstrip()
            + f" ({row['reason']})",
        )
        for row in found
    ]


def _of_table(where: str, fact: dict[str, Any], table: dict[str, Any]) -> str:
    kind = f"table {fact['table_kind']} of form {fact['form']}" if fact["form"] != codebook.PROSE else "running text"
    judged = (
        "held: " + (table["reason"] or "") if where == "quarantine" else f"admitted, {table['verdict'] or 'no verdict'}"
    )
    load = table["made_with"]
    told = "" if load is None else f"; with decisions, registry and code of load {load}: a later run applies the others"
    return f"{kind}, revision {fact['revision']}: {judged}; read by {', '.join(table['readers'])}{told}"


def _loads(con: engine.Connection, fact: dict[str, Any], table: dict[str, Any]) -> list[Step]:
    """What the cell was before, and the load that wrote it as it is."""
    before = _rows(
        con,
        """SELECT * FROM history.facts WHERE report_id = $report_id AND table_kind = $table_kind AND n = $n
        AND indicator = $indicator AND applicant IS NOT DISTINCT FROM $applicant AND label IS NOT DISTINCT FROM $label
        AND period IS NOT DISTINCT FROM $period ORDER BY loaded, revision""",
        {name: fact[name] for name in ("report_id", "table_kind", "n", "indicator", "applicant", "label", "period")},
    )
    steps = [
        Step(
            "earlier",
            f"load {row['loaded']}: {row['raw'] or row['status']}{' (held)' if row['was_held'] else ''}, "
            f"replaced by load {row['replaced']}: {row['cause']}",
        )
        for row in before
    ]
    (made,) = _rows(con, "SELECT made FROM main.loads WHERE load = $load", {"load": table["load"]})
    when = f"{made['made']:%Y-%m-%d %H:%M} UTC"
    return [*steps, Step("load", f"{table['load']} of {when}: {table['change']}, {table['cause']}")]
