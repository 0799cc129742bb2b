"""Linear rules of ``rules.tsv`` over the cells of a table (勾稽关系): 42 on form 2021, 42 on 2019, 10 on older ones."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import Literal

from gongkai.forms import codebook
from gongkai.forms.model import CellKey, Identity, Rule

_CALL = re.compile(r"^(leaves|children)\((\w+)\)$")


def _terms(rule: Rule, side: str, form: str, known: Collection[str]) -> tuple[str, ...]:
    """Codes of the cells that a side (``a + b``, ``leaves(x)``) sums: of indicators, or of applicants in each row."""
    found: list[str] = []
    for term in (part.strip() for part in side.split("+")):
        call = _CALL.match(term)
        if call is None:
            found.append(term)
        elif call[2] == "applicant":
            found.extend(a for a in codebook.printed_applicants() if not codebook.applicants()[a].is_total)
        elif call[1] == "leaves":
            found.extend(codebook.leaves(form, call[2]))
        else:
            found.extend(codebook.children(form, call[2]))
    if not found or not set(found) <= set(known):
        # A sum over a cell that no table has would never be judged, and nobody would know.
        raise ValueError(f"rule {rule.rule_id}: not a sum of cells of form {form}: {side!r}")
    return tuple(found)


def written_out(rule: Rule, table: str, form: str) -> tuple[Identity, ...]:
    """The identities that a linear rule states over a table of a form: one, or one for each row or applicant.

    Raises ValueError for a side that is not a sum of cells of that table.
    """
    op: Literal["=", "<="] = "=" if rule.op == "=" else "<="
    is_of_rows, columns = rule.scope == "row", codebook.printed_applicants()
    rows = [indicator.code for indicator in codebook.printed_indicators(form, table)]
    known = columns if is_of_rows else rows
    left, right = (_terms(rule, side, form, known) for side in (rule.left, rule.right))

    def cell(term: str, of: str | None) -> CellKey:
        return (of or "", term) if is_of_rows else (term, of)

    return tuple(
        Identity(
            key=f"{rule.rule_id}/{of}" if of else rule.rule_id,
            rule=rule,
            table=table,
            form=form,
            left=tuple(cell(term, of) for term in left),
            op=op,
            right=tuple(cell(term, of) for term in right),
            parent=cell(left[0], of) if op == "=" and len(left) == 1 else None,
        )
        for of in (rows if is_of_rows else columns if rule.scope == "applicant" else (None,))
    )


@cache
def identities(form: str, table: str) -> tuple[Identity, ...]:
    """Identities of a table of a form, in the rules' order, all severities; none where no rule covers it."""
    return tuple(
        identity
        for rule in codebook.rules().values()
        if rule.kind == "linear" and table in rule.tables and form in rule.forms
        for identity in written_out(rule, table, form)
    )
