"""What the official forms are made of: indicators, applicants, table layouts (variants) and rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["leaf", "printed_total", "header"]

#: Indicator of a row or column that no form has.
LOCAL = "local"

#: Codes of an identity's terms: an indicator (table 3: of one applicant), e.g. ``req_new`` or ``req_new/total``.
CellKey = tuple[str, str | None]


def cell_name(key: CellKey) -> str:
    """A cell in one word, as commands and suites name it: ``req_new/total``, ``review_total``."""
    indicator, applicant = key
    return f"{indicator}/{applicant}" if applicant else indicator


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of ``indicators_<form>.tsv``: something the form counts, in one of its tables."""

    code: str
    form: str
    table: str
    parent: str | None
    role: Role
    order: int
    label_zh: str
    label_en: str
    unit: str | None
    notes: str
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Applicant:
    """One line of ``dim_applicant.tsv``: who asked (a column of table 3)."""

    code: str
    parent: str | None
    label_zh: str
    label_en: str
    order: int
    printed: bool
    is_total: bool
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of ``rules.tsv``. ``kind``: ``linear``, ``pair``, ``domain`` or ``python:<function>``.

    words_zh: what is to hold, in Chinese; empty for rules that are written out with the form's labels (linear, pair).
    why: real reports break it. example: numbers that do.
    """

    rule_id: str
    kind: str
    scope: str
    tables: tuple[str, ...]
    forms: tuple[str, ...]
    prev_forms: tuple[str, ...]
    severity: Literal["hard", "soft", "info"]
    verdict_effect: str
    left: str
    op: str
    right: str
    words_zh: str
    source: str
    why: str
    example: str


@dataclass(frozen=True, slots=True)
class Identity:
    """A linear rule written out for one applicant, row or channel: ``left (= or <=) right`` over cells of a table.

    key:         fixed id, ``t3_balance/natural_person``; the rule's id alone where it is not expanded.
    left, right: the cells whose sums are compared (all with coefficient +1).
    parent:      the cell that is a printed total of the others, for the exception of local rows and columns;
                 None where the rule states no total.
    """

    key: str
    rule: Rule
    table: str
    form: str
    left: tuple[CellKey, ...]
    op: Literal["=", "<="]
    right: tuple[CellKey, ...]
    parent: CellKey | None
