"""Linear rules of ``rules.tsv`` written out over the cells of a table (勾稽关系): 42 on form 2021, 40 on 2019."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from gongkai.forms import codebook
from gongkai.forms.model import Identity, Rule

_CALL = re.compile(r"^(leaves|children)\((\w+)\)$")


def _codes(expression: str, form: str) -> tuple[str, ...]:
    """Indicator codes that an expression (``a + b``, ``leaves(x)``) sums in a form."""
    found: list[str] = []
    for term in (part.strip() for part in expression.split("+")):
        call = _CALL.match(term)
        if call is None:
            found.append(term)
        elif call[1] == "leaves":
            found.extend(codebook.leaves(form, call[2]))
        else:
            found.extend(codebook.children(form, call[2]))
    return tuple(found)


def _expand(rule: Rule, table: str, form: str) -> list[Identity]:
    op: Literal["=", "<="] = "=" if rule.op == "=" else "<="
    if rule.scope == "row":
        parts = tuple(a for a in codebook.printed_applicants() if a != "total")
        return [
            Identity(
                key=f"{rule.rule_id}/{row.code}",
                rule=rule,
                table=table,
                form=form,
                left=((row.code, "total"),),
                op="=",
                right=tuple((row.code, applicant) for applicant in parts),
                parent=(row.code, "total"),
            )
            for row in codebook.printed_indicators(form, table)
        ]
    left, right = _codes(rule.left, form), _codes(rule.right, form)
    columns: tuple[str | None, ...] = codebook.printed_applicants() if rule.scope == "applicant" else (None,)
    is_total = op == "=" and len(left) == 1
    return [
        Identity(
            key=f"{rule.rule_id}/{column}" if column else rule.rule_id,
            rule=rule,
            table=table,
            form=form,
            left=tuple((code, column) for code in left),
            op=op,
            right=tuple((code, column) for code in right),
            parent=(left[0], column) if is_total else None,
        )
        for column in columns
    ]


@cache
def identities(form: str, table: str) -> tuple[Identity, ...]:
    """Identities of a table of a form, in the rules' order, all severities."""
    return tuple(
        identity
        for rule in codebook.rules().values()
        if rule.kind == "linear" and table in rule.tables and form in rule.forms
        for identity in _expand(rule, table, form)
    )
