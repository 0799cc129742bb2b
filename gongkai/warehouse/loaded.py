"""What a load wrote as consistent, one row a table: wide Arrow tables of its cells, to be checked once more."""

from __future__ import annotations

from typing import Any

from gongkai.errors import GongkaiError
from gongkai.forms import codebook
from gongkai.forms.model import cell_name
from gongkai.lake.log import Log
from gongkai.warehouse import engine
from gongkai.warehouse.engine import quoted

#: Whole numbers below it add up exactly as floats, however many cells a rule has.
_EXACT = 2**45


def consistent_tables(log: Log, load: int) -> dict[tuple[str, str], Any]:
    """(table, form) -> Arrow table of the tables that a load wrote as ``consistent``, but for those whose numbers do
    not add up exactly as floats.

    Columns: ``key`` (report_id:revision:table:n), ``local`` (cells with a number that no form has), and of each cell
    ``<indicator>[/<applicant>]_value`` (float, 0 where blank, null without a number) and ``…_blank`` (1 where blank).
    Raises GongkaiError when the load's files cannot be read.
    """
    folder = log.folder(load)
    paths = {name: quoted(folder / f"{name}.parquet") for name in ("admitted", "tables")}
    kinds = [(table, form) for form in codebook.FORMS for table in codebook.TABLES]
    try:
        with engine.scratch() as con:
            con.execute(_CELLS.format(**paths))
            wide = {kind: con.sql(_wide(*kind)).to_arrow_table() for kind in kinds}
    except engine.Error as error:
        raise GongkaiError(f"cannot read the load: {error}", str(folder), "", "put it back from a backup") from error
    return {kind: found for kind, found in wide.items() if found.num_rows}


_CELLS = f"""CREATE TEMP TABLE cells AS
SELECT concat_ws(':', f.report_id, f.revision, f.table_kind, f.n) AS key, f.table_kind, f.form, f.indicator,
  concat_ws('/', f.indicator, f.applicant) AS cell, (f.status = 'blank')::INTEGER AS blank,
  CASE f.status WHEN 'blank' THEN 0 ELSE f.value END::DOUBLE AS number
FROM read_parquet('{{admitted}}') AS f JOIN read_parquet('{{tables}}') AS t USING (report_id, revision, table_kind, n)
WHERE t.verdict = 'consistent'
QUALIFY coalesce(bool_and(number = round(number) AND abs(number) < {_EXACT}) OVER (PARTITION BY key), true)"""


def _wide(table: str, form: str) -> str:
    cells = ", ".join(f"'{cell_name(key)}'" for key in codebook.cells(form, table))
    own = f"SELECT * FROM cells WHERE table_kind = '{table}' AND form = '{form}'"
    return f"""SELECT p.*, l.local FROM (
      PIVOT (SELECT key, cell, number, blank FROM ({own}) WHERE indicator <> 'local')
      ON cell IN ({cells}) USING first(number) AS value, max(blank) AS blank GROUP BY key
    ) AS p JOIN (
      SELECT key, count(*) FILTER (indicator = 'local' AND blank = 0) AS local FROM ({own}) GROUP BY key
    ) AS l USING (key) ORDER BY key"""
