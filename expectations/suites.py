"""The GX suites, built from ``rules.tsv``: one a table and form, one for whole reports, for partitions, for the load.

``python -m expectations.suites`` writes them to ``expectations/suites/*.json``; the gate loads those files. Ids are
fixed, so that a diff means a change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from expectations import columns
from expectations.prepared import is_of_report
from gongkai.across.rules import SCOPES
from gongkai.forms import codebook
from gongkai.forms.identities import identities
from gongkai.forms.model import Identity, Rule, cell_name
from gongkai.judge import python_rules
from gongkai.lake.atomic import write_text

#: Where the generated suites stand.
SUITES = Path(__file__).resolve().parent / "suites"
#: The suites whose rows are reports, partitions of the lake, and the load.
REPORTS, PARTITIONS, LOADS = "reports", "partitions", "loads"
_SCOPE_OF_SUITE = {PARTITIONS: "partition", LOADS: "load"}
#: What it means that a row does not meet an expectation (its ``meta.check``): the identity is broken, or could not be
#: judged; the findings of the rule's own function stand.
BROKEN, NOT_JUDGED, FUNCTION = "broken", "not_judged", "function"

_NAMESPACE = uuid5(NAMESPACE_URL, "gongkai/expectations/suites")
_SEVERITY = {"hard": "critical", "soft": "warning", "info": "info"}

Expectation = dict[str, Any]


def table_suite(table: str, form: str) -> str:
    """Name of the suite of a table of a form: ``t3_2021``, ``tstat_2014``."""
    return f"t{table}_{form}"


def table_rules(table: str, form: str) -> tuple[Rule, ...]:
    """Rules with a function of their own that speak of one table alone and cover this one."""
    return tuple(r for r in _function_rules() if not is_of_report(r) and _covers(r, table, form))


def report_rules() -> tuple[Rule, ...]:
    """Rules with a function of their own that speak of a whole report, and those over several."""
    across = (rule for rule in codebook.rules().values() if rule.scope in SCOPES)
    return (*(r for r in _function_rules() if is_of_report(r)), *across)


def build() -> dict[str, dict[str, Any]]:
    """All suites by name, as GX writes a suite to JSON."""
    suites = {}
    for table, form in codebook.LAYOUTS:
        name = table_suite(table, form)
        found = [e for i in identities(form, table) for e in _of_identity(name, i)]
        found += [_of_rule(name, rule) for rule in table_rules(table, form)]
        suites[name] = _suite(name, found)
    suites[REPORTS] = _suite(REPORTS, [_of_rule(REPORTS, rule) for rule in report_rules()])
    for name, scope in _SCOPE_OF_SUITE.items():
        rules = (rule for rule in codebook.rules().values() if rule.scope == scope)
        suites[name] = _suite(name, [_of_rule(name, rule) for rule in rules])
    return suites


def text(suite: dict[str, Any]) -> str:
    """A suite as its file holds it."""
    return json.dumps(suite, ensure_ascii=False, indent=1) + "\n"


def write(folder: Path = SUITES) -> None:
    """Write every suite to ``<folder>/<name>.json``."""
    for name, suite in build().items():
        write_text(folder / f"{name}.json", text(suite))


def _function_rules() -> Iterator[Rule]:
    """Rules that a function of the library judges within one report."""
    return (codebook.rules()[rule_id] for rule_id in python_rules.RULES)


def _covers(rule: Rule, table: str, form: str) -> bool:
    return bool({"*", table} & set(rule.tables)) and bool({"*", form} & set(rule.forms))


def _of_identity(suite: str, identity: Identity) -> list[Expectation]:
    """Both expectations of an identity: not broken (as severe as its rule), and judged (info)."""
    operands = identity.left + identity.right
    flags = [columns.blank(identity)] + ([columns.local(identity)] if identity.parent else [])
    kwargs = {
        "column_list": [cell_name(key) for key in operands] + flags,
        "ignore_row_if": "any_value_is_missing",
        "left": [cell_name(key) for key in identity.left],
        "right": [cell_name(key) for key in identity.right],
        "op": identity.op,
    }
    broken = _expectation(suite, "expect_identity_not_broken", kwargs, identity.rule, BROKEN, identity.key)
    judged = _expectation(suite, "expect_identity_judged", kwargs, identity.rule, NOT_JUDGED, identity.key)
    return [broken, judged | {"severity": "info"}]


def _of_rule(suite: str, rule: Rule) -> Expectation:
    """A rule's own function finds nothing."""
    kwargs = {"column": columns.rule(rule.rule_id)}
    return _expectation(suite, "expect_rule_finds_nothing", kwargs, rule, FUNCTION, rule.rule_id)


def _expectation(suite: str, kind: str, kwargs: dict[str, Any], rule: Rule, check: str, key: str) -> Expectation:
    return {
        "id": str(uuid5(_NAMESPACE, f"{suite} {kind} {key}")),
        "type": kind,
        "severity": _SEVERITY[rule.severity],
        "kwargs": kwargs,
        "meta": {
            "check": check,
            "identity": key,
            "rule": rule.rule_id,
            "severity": rule.severity,
            "source": rule.source,
        },
    }


def _suite(name: str, found: list[Expectation]) -> dict[str, Any]:
    return {
        "name": name,
        "id": str(uuid5(_NAMESPACE, name)),
        "expectations": found,
        "meta": {"made_by": "python -m expectations.suites"},
        "notes": "Generated from gongkai/forms/data/rules.tsv; never edit by hand.",
    }


if __name__ == "__main__":
    write()
