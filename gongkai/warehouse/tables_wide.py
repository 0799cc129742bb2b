"""Declarations: one view a form, one row a report, one column a cell of the form in its official order."""

from __future__ import annotations

from gongkai.forms import codebook
from gongkai.forms.model import CellKey
from gongkai.warehouse.declare import Column, Table, literal

#: How the codes of amounts of money end. They may be printed in 元, 万元 or 亿元 and a column has one unit: theirs is
#: that of value_std.
_AMOUNT, _FORM_UNIT = "_amount", "（单位：万元）"
#: Table 4: original and reviewing organ both report a case, a suit after reconsideration stands in both channels, and
#: pending cases come again next year.
_DISPUTES = "4"
_LEAD = (
    Column("report_id", "VARCHAR", "Report: agency_id:year:scope; '?…' while unresolved", "报告编号", required=True),
    Column("revision", "INTEGER", "The current revision", "报告修订序号", required=True),
    Column("agency_id", "VARCHAR", "Minted id in table agencies; NULL while unresolved", "机关编号"),
    Column("agency", "VARCHAR", "Agency's name as printed in the report", "机关名称（原文）"),
    Column("year", "INTEGER", "Report year", "报告年度"),
    Column(
        "scope",
        "VARCHAR",
        "Whose numbers. Never add up different scopes",
        "数据范围（不同范围不可相加）",
        required=True,
    ),
    Column("region", "VARCHAR", "The agency's own region (table regions)", "机关所在区划代码"),
    Column("published", "DATE", "Day of publication as the page states it", "公布日期"),
)
_TAIL = (
    Column("document", "VARCHAR", "sha256 of the document the facts were read from", "文档摘要"),
    Column("source", "VARCHAR", "URL or deposit name of that document", "来源"),
)


def column_name(key: CellKey) -> str:
    """Name of a cell's column: ``req_new_total``, ``review_total``; amounts of money end in ``_yuan``."""
    code, applicant = key
    money = "_yuan" if code.endswith(_AMOUNT) else ""
    return f"{code}_{applicant}" if applicant else f"{code}{money}"


def _path(form: str, code: str) -> list[str]:
    """An indicator and those that it stands under, outermost first, but for totals that its label names already."""
    indicators = codebook.indicators(form)
    found, parent = [code], indicators[code].parent
    while parent is not None and indicators[parent].role == "header":
        found.insert(0, parent)
        parent = indicators[parent].parent
    return found


def _column(form: str, key: CellKey) -> Column:
    code, applicant = key
    indicators = codebook.indicators(form)
    path = [indicators[one] for one in _path(form, code)]
    english, chinese = [one.label_en for one in path], [one.label_zh for one in path]
    if applicant:
        english.append(codebook.applicants()[applicant].label_en)
        chinese.append(codebook.applicants()[applicant].label_zh)
    en, zh, unit = " / ".join(english), "/".join(chinese), indicators[code].unit
    if code.endswith(_AMOUNT):
        en += ". Converted exactly to yuan (value_std); NULL where no unit is printed"
        zh, unit = f"{zh.removesuffix(_FORM_UNIT)}（折合元）", "元"
    if indicators[code].table == _DISPUTES:
        en, zh = f"{en}; no count of disputes", f"{zh}（非争议件数）"
    return Column(column_name(key), "DECIMAL(24,6)", en, zh, unit)


def _state(table: str) -> Column:
    return Column(
        f"table_{table}",
        "VARCHAR",
        f"Table {table}: verdict, where its numbers stand in this row. Else why they are NULL: held (in quarantine), "
        "several (the report has more than one), other_scope (it has another scope than the report); NULL: the report "
        "has none of this form",
        f"表{table}判定（held 扣留，several 多张，other_scope 范围不同）",
    )


def _view(form: str, cells: list[CellKey]) -> str:
    """The cells of each report as a list, and beside it a list of the slots that they stand in.

    Lists, not a FILTER for each column: 200 of those for each fact take thirty times as long; both out of one list of
    pairs, which needs no order, and to put them in one takes as long as all else. GROUP BY has all that readers filter
    on, so that a query on one agency or year reads no others.
    """
    tables = ", ".join(literal(table) for table in codebook.TABLES)
    slots = ", ".join(
        f"({literal(code)}, {literal(applicant or '')}, {slot})" for slot, (code, applicant) in enumerate(cells)
    )
    lead = ", ".join(f"r.{column.name}" for column in _LEAD)
    states = ", ".join(f"s.table_{table}" for table in codebook.TABLES)
    numbers = ", ".join(
        f"c.numbers[list_position(c.slots, {slot})] AS {column_name(key)}" for slot, key in enumerate(cells)
    )
    tail = ", ".join(f"r.{column.name}" for column in _TAIL)
    state_of = ", ".join(
        f"max(state) FILTER (table_kind = {literal(table)}) AS table_{table}" for table in codebook.TABLES
    )
    return f"""WITH printed AS (
  SELECT t.report_id, t.revision, t.table_kind, t.n, t.form,
    CASE WHEN count(*) OVER (PARTITION BY t.report_id, t.revision, t.table_kind) > 1 THEN 'several'
      WHEN t.scope <> r.scope THEN 'other_scope' WHEN NOT t.admitted THEN 'held' ELSE t.verdict END AS state
  FROM main.report_tables AS t JOIN main.reports AS r USING (report_id, revision) WHERE t.table_kind IN ({tables})
), states AS (
  SELECT report_id, revision, {state_of} FROM printed WHERE form = {literal(form)} GROUP BY report_id, revision
), cells AS (
  SELECT f.report_id, f.revision, f.agency_id, f.year, s.slot,
    CASE WHEN ends_with(f.indicator, {literal(_AMOUNT)}) THEN f.value_std ELSE f.value END AS number
  FROM main.facts AS f
  JOIN printed AS p USING (report_id, revision, table_kind, n)
  JOIN (VALUES {slots}) AS s(indicator, applicant, slot)
    ON s.indicator = f.indicator AND s.applicant = coalesce(f.applicant, '')
  WHERE f.form = {literal(form)} AND f.period IS NULL AND f.label IS NULL
    AND p.state NOT IN ('several', 'other_scope', 'held')
), pairs AS (
  SELECT report_id, revision, agency_id, year, list({{'slot': slot, 'number': number}}) AS cells
  FROM cells GROUP BY report_id, revision, agency_id, year
), rows AS (
  SELECT report_id, revision, agency_id, year, [c.slot FOR c IN cells] AS slots, [c.number FOR c IN cells] AS numbers
  FROM pairs
)
SELECT {lead}, {states}, {numbers}, {tail}
FROM main.reports AS r JOIN states AS s USING (report_id, revision)
LEFT JOIN rows AS c ON c.report_id = r.report_id AND c.revision = r.revision AND c.agency_id = r.agency_id
  AND c.year = r.year"""


def _wide(form: str) -> Table:
    cells = [cell for table in codebook.TABLES for cell in codebook.cells(form, table)]
    return Table(
        f"reports_wide_{form}",
        f"Tables 2, 3 and 4 of form {form}, one row a report (current revision), one column a cell in its order. "
        "Admitted numbers only: NULL is a blank, an absent, an unreadable or a held cell (facts tells which) and never "
        "0; rows and columns that no form has stand in facts alone. Totals stand beside their parts. Numbers of table "
        "4 are entries in reports, no count of disputes",
        f"{form}年表式的表二至表四，每份报告一行，列按官方表式次序；空值不等于零；合计与分项并列，不可相加；表四不是争议件数",
        (*_LEAD, *map(_state, codebook.TABLES), *(_column(form, cell) for cell in cells), *_TAIL),
        ("report_id",),
        order=("year", "region", "agency_id"),
        view=_view(form, cells),
    )


WIDE = tuple(_wide(form) for form in codebook.FORMS)
