"""Functions of the warehouse that analysts call in SQL: declared once, created in every release and told in its
dictionary."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.warehouse.declare import literal
from gongkai.warehouse.tables_facts import FACT_COLUMNS


@dataclass(frozen=True)
class Function:
    """A macro of schema ``main``. gives: what it returns; body: its SQL, ``AS TABLE`` before it where that is rows."""

    name: str
    parameters: tuple[str, ...]
    gives: str
    en: str
    zh: str
    body: str

    @property
    def call(self) -> str:
        """How it is called."""
        return f"{self.name}({', '.join(self.parameters)})"


_TABLE = "report_id, revision, table_kind, n"
_FACTS = ", ".join(f'"{column.name}"' for column in FACT_COLUMNS)

_LOAD_OF = Function(
    "load_of",
    ("wanted",),
    "INTEGER",
    "Load of a load's number or a release's name; an error where there is none",
    "批次号或发布名称对应的批次",
    """CASE WHEN (SELECT count(DISTINCT database_name) FROM duckdb_tables()
    WHERE schema_name = 'history' AND table_name = 'report_tables') > 1
  THEN error('several releases are attached and a function reads the one in use: open the one you mean alone, or ask '
    || 'its history.report_tables')
  ELSE coalesce(
    (SELECT max(l.load) FROM (SELECT load, load::VARCHAR AS name FROM main.loads
      UNION ALL SELECT load, release FROM main.releases) AS l WHERE l.name = wanted::VARCHAR),
    error('there is no load or release ' || coalesce(wanted::VARCHAR, 'NULL') || ': see tables loads and releases'))
  END""",
)

_FACTS_AS_OF = Function(
    "facts_as_of",
    ("wanted",),
    "rows of facts",
    "Table facts as it stood after a load, by its number, or in a release, by its name: what was admitted and current "
    "then, with the numbers that were read then",
    "某批次或某次发布时的 facts 表",
    f"""TABLE WITH state AS (SELECT main.load_of(wanted) AS load),
  stood AS (SELECT {_TABLE}, loaded FROM history.report_tables
    WHERE admitted AND since <= (SELECT load FROM state) AND (until IS NULL OR (SELECT load FROM state) < until))
  SELECT {_FACTS} FROM main.facts JOIN (SELECT {_TABLE}, load AS loaded FROM main.report_tables) USING ({_TABLE})
    JOIN stood USING ({_TABLE}, loaded)
  UNION ALL SELECT {_FACTS} FROM history.facts JOIN stood USING ({_TABLE}, loaded) WHERE table_kind <> 'prose'""",
)

FUNCTIONS = (_LOAD_OF, _FACTS_AS_OF)


def statements(function: Function) -> list[str]:
    """``CREATE MACRO`` and its comment."""
    kind = "MACRO TABLE" if function.body.startswith("TABLE ") else "MACRO"
    return [
        f"CREATE MACRO main.{function.call} AS {function.body}",
        f"COMMENT ON {kind} main.{function.name} IS {literal(f'{function.en} | {function.zh}')}",
    ]
