"""The words that columns of few words hold: codes of the codebooks, units as printed, how a cell was read. Pure.

In a database file such a column is an ENUM of these words, and of others that the log has: so its type is the same in
every release, and a Parquet file, which tells all words of an ENUM, says nothing of the rows of other files.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from gongkai import records
from gongkai.forms import codebook
from gongkai.forms.model import LOCAL

_GENERATIONS = (*codebook.FORMS, "2014", "2008", codebook.PROSE)
_INDICATORS = [indicator for form in _GENERATIONS for indicator in codebook.indicators(form).values()]
#: Those that numbers of tables and of running text are printed with.
_UNITS = (
    *("元", "万元", "亿元", "件", "个", "条", "项", "宗", "起", "次", "人次"),
    *("份", "例", "场", "期", "篇"),
)


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


#: Column of facts -> its words, sorted.
VOCABULARY = {
    "table_kind": _sorted(indicator.table for indicator in _INDICATORS),
    "indicator": _sorted([LOCAL, *(indicator.code for indicator in _INDICATORS)]),
    "applicant": _sorted(codebook.applicants()),
    "scope": _sorted(get_args(records.Scope)),
    "scope_basis": _sorted(["kind", "title", "sentence", "column", "decision"]),
    "form": _sorted(_GENERATIONS),
    "unit": _sorted(_UNITS),
    "unit_source": _sorted(["form", "header", "cell", "none"]),
    "unit_std": _sorted(_UNITS),
    "status": _sorted(get_args(records.Status)),
    "read_by": _sorted(get_args(records.By)),
    "reading": _sorted(get_args(records.Reading)),
    "role": _sorted(["leaf", "printed_total"]),
    "verdict": _sorted(get_args(records.Verdict)),
}
