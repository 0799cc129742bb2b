"""The warehouse after a load: the tables that it wrote as consistent, read back, must still meet the suites."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from expectations import columns
from expectations.suites import BROKEN, SUITES, table_rules, table_suite
from gongkai.errors import GongkaiError
from gongkai.forms import codebook
from gongkai.forms.identities import identities
from gongkai.forms.model import CellKey, cell_name
from gongkai.lake.log import Log
from gongkai.warehouse.loaded import consistent_tables

#: As many faults are named.
_NAMED = 5


def check(log: Log, load: int, folder: Path = SUITES) -> int:
    """Hold a load's consistent tables against the hard identities of their suites; how many there were.

    What was judged by cells must hold by what stands in the warehouse. Raises GongkaiError where an identity does not,
    and when a suite or the load cannot be read.
    """
    tables = consistent_tables(log, load)
    if not tables:
        return 0
    # Takes seconds to import.
    from expectations import validation

    broken: list[str] = []
    for (table, form), wide in tables.items():
        suite = validation.load(folder / f"{table_suite(table, form)}.json")
        unmet = validation.unmet(suite, _frame(wide.to_pandas(), table, form))
        hard = {identity.key for identity in identities(form, table) if identity.rule.severity == "hard"}
        broken += sorted(f"{one.key} in {one.row}" for one in unmet if one.check == BROKEN and one.key in hard)
    if broken:
        raise GongkaiError(
            f"{len(broken)} identities of tables that are consistent do not hold in what was loaded: "
            + "; ".join(broken[:_NAMED]),
            str(log.folder(load)),
            "",
            "nothing is published of it, the last release stands; a fault of gongkai: tell the maintainers",
        )
    return sum(wide.num_rows for wide in tables.values())


def _frame(wide: pd.DataFrame, table: str, form: str) -> pd.DataFrame:
    """A suite's frame. A number that no form has excuses every identity with a printed total: the gate knew whose."""
    data: dict[str, Any] = {columns.KEY: wide["key"]}
    data |= {cell_name(key): wide[f"{cell_name(key)}_value"] for key in codebook.cells(form, table)}
    for identity in identities(form, table):
        data[columns.blank(identity)] = sum(_blanks(wide, (*identity.left, *identity.right)))
        if identity.parent is not None:
            data[columns.local(identity)] = (wide["local"] > 0).astype(int)
    data |= {columns.rule(rule.rule_id): 0 for rule in table_rules(table, form)}
    return pd.DataFrame(data)


def _blanks(wide: pd.DataFrame, keys: tuple[CellKey, ...]) -> Iterator[pd.Series]:
    return (wide[f"{cell_name(key)}_blank"].fillna(0) for key in keys)
