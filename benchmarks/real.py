"""Real reports at the gate: ``python -m benchmarks.real [FOLDER]`` judges every document and truth of the corpus.

Prints a row a table with its verdict, every hard finding in words, and the share of tables held. A truth is the printed
cells of a report as a person wrote them down (``truth/*.json``): judged as if two readers had read them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from gongkai import documents
from gongkai.forms import codebook
from gongkai.judge.evaluate import judged
from gongkai.read import read_document
from gongkai.records import Fact, Report, TableRecord
from gongkai.text_table import text_table

_CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
_ADMITTED = ("consistent", "publisher_inconsistent")


def main(folder: Path) -> int:
    """Judge and print; 1 where the corpus is not there."""
    if not folder.is_dir():
        print(f"{folder} is not there: name the folder of the corpus of real reports")
        return 1
    rows: list[tuple[str, str, str, str]] = []
    hard: list[tuple[str, str, str]] = []
    for name, report in _reports(folder):
        rows += [(name, t.table, t.form, t.verdict or "") for t in report.tables if t.table != "prose"]
        hard += [(name, f.rule, f.message) for f in report.findings if (f.severity, f.outcome) == ("hard", "broken")]
    print(text_table(("report", "table", "form", "verdict"), rows))
    print(text_table(("report", "hard finding", "in words"), hard))
    held = sum(verdict not in _ADMITTED for *_, verdict in rows)
    print(f"{held} of {len(rows)} tables held ({held / len(rows):.1%})")
    return 0


def _reports(folder: Path) -> Iterator[tuple[str, Report]]:
    for path in sorted((folder / "documents").iterdir()):
        for report in read_document(documents.from_path(path)).reports:
            yield path.name, report
    for path in sorted((folder / "truth").glob("*.json")):
        yield path.name, judged(_as_report(json.loads(path.read_text(encoding="utf-8"))))


def _as_report(truth: dict[str, Any]) -> Report:
    facts = tuple(_fact(cell) for cell in truth["facts"])
    tables = tuple(
        TableRecord(kind, 1, form, None, "as written down", "unknown", None, "agreed", ("person",), exact=True)
        for kind, form in truth["forms"].items()
    )
    return Report(truth["agency"], truth["year"], "unknown", None, None, None, tables, facts, ())


def _fact(cell: dict[str, Any]) -> Fact:
    known, value = codebook.indicator(cell["indicator"]), cell["value"]
    return Fact(
        table=known.table if known else "",
        n=1,
        indicator=cell["indicator"],
        applicant=cell["applicant"],
        label=None,
        value=None if value is None else Decimal(str(value)),
        unit=None,
        unit_source="none",
        status="blank" if value is None else "reported",
        raw="" if value is None else str(value),
        by="label",
        reading="agreed",
        place="as written down",
    )


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else _CORPUS))
