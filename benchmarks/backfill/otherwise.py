"""``python -m benchmarks.backfill.otherwise CELLS``: ``gongkai backfill`` with a reader that gets some cells otherwise.

CELLS: a JSON list of [title, indicator, applicant, other value]. It reads in this process alone.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from gongkai.cli.main import main
from gongkai.records import DocumentReading
from gongkai.reports import reading

if __name__ == "__main__":
    wrong = {(title, code, who): value for title, code, who, value in json.loads(Path(sys.argv.pop(1)).read_text())}
    titles = {title for title, _, _ in wrong}
    said = reading.read.said

    def otherwise(*arguments: Any) -> DocumentReading:
        """What a document says, with the other values."""
        found = said(*arguments)
        return replace(found, reports=tuple(map(_otherwise, found.reports)))

    def _otherwise(report: Any) -> Any:
        if report.title not in titles:
            return report
        facts = []
        for fact in report.facts:
            value = wrong.get((report.title, fact.indicator, fact.applicant))
            facts.append(fact if value is None else fact._replace(value=Decimal(value), raw=value))
        return replace(report, facts=tuple(facts))

    reading.read.said = otherwise
    reading.ALIGN_VERSION += 1
    main()
