"""Rules in words, English and Chinese, from the rules table and the codebooks. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from gongkai.forms import codebook
from gongkai.forms.identities import identities
from gongkai.forms.model import CellKey, Identity, Rule
from gongkai.warehouse.flatten import CODEBOOKS

#: What a rule is written out over: its ``scope``.
SCOPES = {
    "cell": "every cell (单元格)",
    "applicant": "every column of applicants (各申请人列)",
    "row": "every row (各行)",
    "table": "every table (各表)",
    "report": "every report (各报告)",
    "year_pair": "two years of one agency (相邻年度)",
    "year_pair, each applicant": "two years of one agency, every column of applicants (相邻年度，各申请人列)",
    "tree": "a government and those below it (上下级)",
    "across": "all reports (全部报告)",
    "partition": "every partition, before a load (分区)",
    "load": "the load (批次)",
}
_IN_TWO_YEARS = (
    "Counted as covered: reports with a table of theirs, on their forms, both in the year and in the report of the "
    "year before, of the same scope and of the agency or a predecessor."
)
#: Why a rule over several reports has no number of reports that it covers.
UNCOUNTED = (
    "How many reports can be compared is not counted: it is decided cell by cell (another report may be missing, or "
    "lack the number)."
)
#: What is counted as covered, or why it is not, where that is not every table or report.
COVERED = {
    "report": "Rules on the running text cover reports that have one, and a table of theirs.",
    "year_pair": _IN_TWO_YEARS,
    "year_pair, each applicant": _IN_TWO_YEARS,
    "tree": UNCOUNTED,
    "across": UNCOUNTED,
    "partition": "What they found stands in table partitions, not in rule_failures.",
    "load": "A load that breaks it is not written, so rule_failures has nothing of it.",
}
SEVERITIES = {
    "hard": "hard: changes the verdict (影响判定)",
    "soft": "soft: told, changes nothing (仅提示)",
    "info": "info: for those who look (供参考)",
}
_YEAR = re.compile(r"(\w+)\((y(?:-1)?)\)")
_OPERATORS = {"=": "=", "<=": "≤", ">=": "≥"}


class Words(NamedTuple):
    """A rule as a person reads it."""

    en: str
    zh: str


def of_rule(rule: Rule, table: str | None = None, form: str | None = None) -> Words:
    """A rule in words: a linear one with the labels of its form, others as the rules table has them.

    table, form: which of those that the rule covers; None: the first that the codebooks write out.
    """
    kinds = [(f, t) for f in ([form] if form else rule.forms) for t in ([table] if table else rule.tables)]
    for of_form, kind in kinds:
        found = [identity for identity in _known(of_form, kind) if identity.rule.rule_id == rule.rule_id]
        if found:
            return _written_out(found[0])
    stated = " ".join(part for part in (rule.left, _OPERATORS.get(rule.op, rule.op), rule.right) if part)
    if rule.kind == "pair":
        english = _YEAR.sub(lambda term: _of_year(term, rule, "en"), stated)
        return Words(english, _YEAR.sub(lambda term: _of_year(term, rule, "zh"), stated))
    return Words(stated, rule.words_zh)


def of_place(key: str, table: str, form: str) -> str:
    """Which of a rule's identities a key names: the label of its column or row; empty for a rule with one alone."""
    found = next((identity for identity in _known(form, table) if identity.key == key), None)
    if found is None or "/" not in key:
        return ""
    if found.rule.scope == "row":
        return codebook.indicators(form)[found.left[0][0]].label_zh
    return codebook.applicants()[found.left[0][1] or ""].label_zh


def _of_year(term: re.Match[str], rule: Rule, language: str) -> str:
    """A term of a rule over two years: ``req_carried_out(y-1)``."""
    known = codebook.indicator(term[1], rule.forms)
    before = term[2] == "y-1"
    if language == "zh":
        return f"{'上年' if before else '本年'}“{known.label_zh if known else term[1]}”"
    return f"{known.label_en if known else term[1]} [{'the year before' if before else 'the year'}]"


def _known(form: str, table: str) -> tuple[Identity, ...]:
    return identities(form, table) if form in CODEBOOKS else ()


def _written_out(identity: Identity) -> Words:
    sides = (identity.left, identity.right)
    sign = f" {_OPERATORS[identity.op]} "
    return Words(*(sign.join(_sum(identity, side, language) for side in sides) for language in ("en", "zh")))


def _sum(identity: Identity, keys: Iterable[CellKey], language: str) -> str:
    return " + ".join(_label(identity, key, language) for key in keys)


def _label(identity: Identity, key: CellKey, language: str) -> str:
    if identity.rule.scope == "row":
        applicant = codebook.applicants()[key[1] or ""]
        return applicant.label_en if language == "en" else applicant.label_zh
    indicator = codebook.indicators(identity.form)[key[0]]
    return indicator.label_en if language == "en" else indicator.label_zh
