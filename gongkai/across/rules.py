"""All rules over several reports, evaluated at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from gongkai.across import changes, duplicates, pairs, rollup, succession
from gongkai.across.found import Found
from gongkai.across.seen import Seen
from gongkai.errors import rule_crashed
from gongkai.forms import codebook
from gongkai.records import Finding
from gongkai.registry.load import Registry

#: A whole number that rises with every change of what these rules find.
ACROSS_VERSION = 1

#: Scopes of rules that look at more than one report.
SCOPES = ("year_pair", "year_pair, each applicant", "tree", "across")
#: A report and its revision.
ReportKey = tuple[str, int]


def findings(reports: Iterable[Seen], registry: Registry) -> dict[ReportKey, tuple[Finding, ...]]:
    """Findings by report, in the rules' order; reports without any are left out.

    Raises GongkaiError that names the rule whose function crashes.
    """
    known = sorted(reports, key=lambda report: report.report_id)
    years = list(succession.pairs(known, registry.agencies, registry.links))
    evaluated: dict[str, Callable[[], Iterable[Found]]] = {
        "over two years": lambda: pairs.broken_pairs(years),
        "outlier_ratio": lambda: changes.outliers(years),
        "unit_slip": lambda: changes.unit_slips(years),
        "rollup": lambda: rollup.rollups(known, registry.agencies),
        "duplicate_tables": lambda: duplicates.duplicates(known),
    }
    found = [one for name, rule in evaluated.items() for one in _found(name, rule)]
    order = {rule_id: place for place, rule_id in enumerate(codebook.rules())}
    by_report: dict[ReportKey, list[Finding]] = defaultdict(list)
    for report, finding in found:
        by_report[report.report_id, report.revision].append(finding)
    return {
        key: tuple(sorted(own, key=lambda finding: (order[finding.rule], finding.identity or "")))
        for key, own in sorted(by_report.items())
    }


def _found(name: str, rule: Callable[[], Iterable[Found]]) -> list[Found]:
    try:
        return list(rule())
    except Exception as error:
        raise rule_crashed(name, error, "the reports of all partitions") from error
