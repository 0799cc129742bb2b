"""What two states of the log differ in: tables added, changed, withdrawn, held or admitted, and each cell of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gongkai.errors import GongkaiError
from gongkai.lake.log import Log
from gongkai.warehouse import engine
from gongkai.warehouse.fold import last, of_load, scan

_TABLE = "report_id, table_kind, n"
#: What tells the cells of one table apart; a report's revision does not: another one changes the same cell.
_CELL = "table_kind, n, indicator, applicant, period, label"
_SAID = "value, unit, status, raw"


@dataclass(frozen=True, slots=True)
class TableChange:
    """A table that is not the same in both states.

    change: ``added``, ``changed`` or ``withdrawn``. causes: of all loads between that wrote it. The
    others: on either side, ``None`` where it is not there; admitted: in facts, or held. cells: how many of them differ.
    """

    report_id: str
    table: str
    n: int
    change: str
    causes: tuple[str, ...]
    revision_before: int | None
    revision_after: int | None
    verdict_before: str | None
    verdict_after: str | None
    admitted_before: bool | None
    admitted_after: bool | None
    cells: int


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that is not the same in both states; value, unit and raw text as printed, ``None`` where there is none."""

    report_id: str
    table: str
    n: int
    indicator: str
    applicant: str | None
    period: str | None
    label: str | None
    change: str
    value_before: Decimal | None
    value_after: Decimal | None
    unit_before: str | None
    unit_after: str | None
    status_before: str | None
    status_after: str | None
    raw_before: str | None
    raw_after: str | None


@dataclass(frozen=True, slots=True)
class CoverageChange:
    """An agency's report year that is covered otherwise: status and gap of table ``coverage``, ``None`` without one."""

    agency_id: str
    year: int
    status_before: str | None
    status_after: str | None
    gap_before: str | None
    gap_after: str | None


@dataclass(frozen=True, slots=True)
class Diff:
    """From the state at load ``before`` (0: nothing, with which no coverage is compared) to that at load ``after``."""

    before: int
    after: int
    tables: tuple[TableChange, ...]
    cells: tuple[CellChange, ...]
    coverage: tuple[CoverageChange, ...]


def diff(log: Log, before: int, after: int) -> Diff:
    """What differs between two loads, in the order of reports, tables and cells.

    Raises GongkaiError for a load that is not there, or a damaged log.
    """
    last = log.latest()
    for load in (before, after):
        if not 0 <= load <= last or after == 0:
            remedy = f"take a load from 1 to {last}" if last else "make a load first: gongkai run"
            raise GongkaiError(f"there is no load {load or after}", str(log.folder(1).parent), "", remedy)
    con = engine.scratch()
    try:
        for name, load in (("a", before), ("b", after)):
            con.execute(f"CREATE TEMP TABLE state_{name} AS {_state(log, load)}")
        con.execute(f"CREATE TEMP TABLE differing AS {_differing(log, before, after)}")
        for name, load in (("a", before), ("b", after)):
            con.execute(f"CREATE TEMP TABLE cells_{name} AS {_cells(log, load, name)}")
        con.execute(f"CREATE TEMP TABLE cells AS {_DIFFERING_CELLS}")
        tables = engine.fetch(con, _TABLES)
        cells = engine.fetch(con, _ALL_CELLS)
        coverage = engine.fetch(con, _coverage(log, before, after)) if before else []
    except engine.Error as error:
        raise GongkaiError(
            f"the loads cannot be compared: {str(error).splitlines()[0]}",
            str(log.folder(1).parent),
            "",
            "tell the maintainers",
        ) from error
    finally:
        con.close()
    return Diff(
        before,
        after,
        tuple(TableChange(*(*row[:4], tuple(row[4]), *row[5:])) for row in tables),
        tuple(CellChange(*row) for row in cells),
        tuple(CoverageChange(*row) for row in coverage),
    )


def _state(log: Log, load: int) -> str:
    """Tables that are current at a load, with the load that wrote them."""
    columns = f"{_TABLE}, revision, load, verdict, admitted, cause"
    if load == 0:
        return f"SELECT {columns} FROM {scan(log, 'tables', 1)} WHERE false"
    return f"""WITH last AS ({last(scan(log, "tables", load), f"{_TABLE}, revision")}),
    reports AS ({last(scan(log, "reports", load), "report_id, revision")}),
    newest AS (SELECT report_id, max(revision) AS revision FROM reports WHERE change <> 'withdrawn' GROUP BY report_id)
    SELECT {columns} FROM last JOIN newest USING (report_id, revision) WHERE change <> 'withdrawn'"""


def _differing(log: Log, before: int, after: int) -> str:
    """Tables of either state that another load or revision wrote, with the causes between the two."""
    return f"""WITH pairs AS (SELECT {_TABLE}, a.revision AS revision_a, b.revision AS revision_b, a.load AS load_a,
      b.load AS load_b, a.verdict AS verdict_a, b.verdict AS verdict_b, a.admitted AS admitted_a,
      b.admitted AS admitted_b FROM state_a AS a FULL JOIN state_b AS b USING ({_TABLE})
      WHERE a.load IS DISTINCT FROM b.load OR a.revision IS DISTINCT FROM b.revision),
    causes AS (SELECT {_TABLE}, list(cause ORDER BY load, revision) AS causes FROM {scan(log, "tables", after)}
      WHERE load > {before} GROUP BY {_TABLE})
    SELECT pairs.*, coalesce(list_sort(list_distinct(causes)), ['source revised']) AS causes
    FROM pairs LEFT JOIN causes USING ({_TABLE})"""


def _cells(log: Log, load: int, name: str) -> str:
    """Cells of the differing tables in one state."""
    at = max(load, 1)
    both = " UNION ALL BY NAME ".join(f"SELECT * FROM {scan(log, kind, at)}" for kind in ("admitted", "held"))
    return f"""SELECT f.report_id, {_CELL}, {_SAID} FROM ({both}) AS f
    JOIN state_{name} AS s USING ({_TABLE}, revision, load) SEMI JOIN differing AS d USING ({_TABLE})"""


def _coverage(log: Log, before: int, after: int) -> str:
    """Agencies and years whose status or gap is another; every load writes the whole table."""
    then, now = (of_load(log, "coverage", load) for load in (before, after))
    return f"""SELECT agency_id, year, a.status, b.status, a.gap, b.gap
    FROM ({then}) AS a FULL JOIN ({now}) AS b USING (agency_id, year)
    WHERE a.status IS DISTINCT FROM b.status OR a.gap IS DISTINCT FROM b.gap ORDER BY agency_id, year"""


_DIFFERING_CELLS = f"""SELECT coalesce(a.report_id, b.report_id) AS report_id,
  {", ".join(f"coalesce(a.{name}, b.{name}) AS {name}" for name in _CELL.split(", "))},
  CASE WHEN a.report_id IS NULL THEN 'added' WHEN b.report_id IS NULL THEN 'withdrawn' ELSE 'changed' END AS change,
  {", ".join(f"a.{name} AS {name}_a, b.{name} AS {name}_b" for name in _SAID.split(", "))}
FROM cells_a AS a FULL JOIN cells_b AS b ON a.report_id = b.report_id
  AND {" AND ".join(f"a.{name} IS NOT DISTINCT FROM b.{name}" for name in _CELL.split(", "))}
WHERE {" OR ".join(f"a.{name} IS DISTINCT FROM b.{name}" for name in _SAID.split(", "))}
  OR a.report_id IS NULL OR b.report_id IS NULL"""

_TABLES = f"""SELECT {_TABLE}, CASE WHEN load_a IS NULL THEN 'added' WHEN load_b IS NULL THEN 'withdrawn'
  ELSE 'changed' END, causes, revision_a, revision_b, verdict_a, verdict_b, admitted_a, admitted_b,
  (SELECT count(*) FROM cells AS c WHERE c.report_id = d.report_id AND c.table_kind = d.table_kind AND c.n = d.n)
FROM differing AS d ORDER BY {_TABLE}"""

_ALL_CELLS = f"""SELECT report_id, {_CELL}, change, value_a, value_b, unit_a, unit_b, status_a, status_b, raw_a, raw_b
FROM cells
ORDER BY report_id, {", ".join(f"{name} NULLS FIRST" for name in _CELL.split(", "))}"""
