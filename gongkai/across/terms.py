"""Rules over two years of one agency, written out: ``req_carried_in(y) = req_carried_out(y-1)``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from gongkai.forms import codebook
from gongkai.forms.model import Rule

_TERM = re.compile(r"([+-]?)\s*(\w+)\(y(-1)?\)\s*")
_SINCE = re.compile(r"from report year (\d{4})")


class Term(NamedTuple):
    """A cell of this year's report, or of the one before, added or taken off. sign: 1 or -1."""

    sign: int
    code: str
    is_before: bool


@dataclass(frozen=True)
class PairRule:
    """A rule of kind ``pair``: the sums of both sides are compared, in table 3 for each applicant.

    since: first report year for which it holds, None where nothing bounds it.
    """

    rule: Rule
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    since: int | None

    @property
    def terms(self) -> tuple[Term, ...]:
        """Those of both sides."""
        return self.left + self.right

    @property
    def table(self) -> str:
        """The one table that all its cells stand in."""
        return self.rule.tables[0]

    @property
    def applicants(self) -> tuple[str | None, ...]:
        """Columns of the table for which it holds; (None,) where the table has one."""
        return codebook.printed_applicants() if "each applicant" in self.rule.scope else (None,)


@cache
def pair_rules() -> tuple[PairRule, ...]:
    """All rules of kind ``pair`` of the rules table, in its order. Raises ValueError for a side it cannot read."""
    return tuple(pair_rule(rule) for rule in codebook.rules().values() if rule.kind == "pair")


def pair_rule(rule: Rule) -> PairRule:
    """A rule of kind ``pair`` with its sides read. Raises ValueError for one that does not sum cells of its table."""
    since = _SINCE.search(rule.source)
    left, right = tuple(_terms(rule, rule.left)), tuple(_terms(rule, rule.right))
    for term in left + right:
        for form in rule.prev_forms if term.is_before else rule.forms:
            if term.code not in {i.code for i in codebook.printed_indicators(form, rule.tables[0])}:
                raise ValueError(f"rule {rule.rule_id}: table {rule.tables[0]} of form {form} has no {term.code}")
    return PairRule(rule, left, right, int(since[1]) if since else None)


def _terms(rule: Rule, side: str) -> Iterator[Term]:
    end = 0
    for match in _TERM.finditer(side):
        if match.start() != end or bool(match[1]) == (end == 0):
            break
        end = match.end()
        yield Term(-1 if match[1] == "-" else 1, match[2], match[3] is not None)
    if not side or end != len(side):
        raise ValueError(f"rule {rule.rule_id}: not a sum of cells of two years: {side!r}")
