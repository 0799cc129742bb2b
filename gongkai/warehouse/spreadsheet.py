"""Tables as CSV for spreadsheets: two rows of heads, numbers as printed, no text that would run as a formula.

The first row has the names of the columns, the second their Chinese heads, as exports of Chinese statistical databases
have it. A byte order mark, without which spreadsheets take UTF-8 for something else, stands before them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from gongkai.warehouse.declare import Column

#: Text that a spreadsheet takes for a formula, or would if its first sign were taken off: it gets an apostrophe before
#: it, and only such text begins with one. The full-width signs count where input methods make them.
_FORMULA = r"^[=+\-@＝＋－＠\t\r\n']"
#: First and, behind the last, the next character of those that are no sign of a formula: digits, Latin letters.
_PLAIN = (("0", ":"), ("A", "["), ("a", "{"))
_DECIMAL = re.compile(r"DECIMAL\(\d+,\s*([1-9]\d*)\)")
_BOM = "\ufeff"


def select(source: str, columns: Sequence[Column], order: Sequence[str] = ()) -> str:
    """SELECT of a table's rows with each column as its CSV text."""
    sort = f" ORDER BY {', '.join(order)}" if order else ""
    return f"SELECT {', '.join(map(_text, columns))} FROM {source} AS t{sort}"


def heads(columns: Sequence[Column]) -> str:
    """The two rows of heads, with the mark before them."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(column.name for column in columns)
    writer.writerow(_guarded(column.zh) for column in columns)
    return _BOM + stream.getvalue()


def _text(column: Column) -> str:
    name = f't."{column.name}"'
    if column.type == "VARCHAR":
        return _sql_guarded(name)
    if column.type == "VARCHAR[]":
        return _sql_guarded(f"array_to_string({name}, '; ')")
    if _DECIMAL.fullmatch(column.type):
        # 2411, not 2411.000000: the zeros only fill the type's scale. Few have others, and to strip those takes longer.
        stripped = f"rtrim(rtrim({name}::VARCHAR, '0'), '.')"
        return f"CASE WHEN {name} = trunc({name}) THEN trunc({name})::VARCHAR ELSE {stripped} END"
    return name


def _sql_guarded(text: str) -> str:
    pattern = _FORMULA.replace("'", "''")
    # Most text begins with a letter or a digit, and to see that is a tenth of the work.
    plain = " OR ".join(f"{text} BETWEEN '{first}' AND '{behind}'" for first, behind in _PLAIN)
    return f"CASE WHEN NOT ({plain}) AND regexp_matches({text}, '{pattern}') THEN '''' || {text} ELSE {text} END"


def _guarded(text: str) -> str:
    return f"'{text}" if re.match(_FORMULA, text) else text
