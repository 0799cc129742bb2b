"""Names of the columns that suites and frames share; a cell's value stands in the column of its own name."""

from __future__ import annotations

from gongkai.forms.model import Identity

#: The column that names a row: ``report_id:revision:table:n``, in the reports' frame ``report_id:revision``.
KEY = "report_key"

_BLANK, _LOCAL, _RULE = "blank:", "local:", "rule:"


def blank(identity: Identity) -> str:
    """Column that counts the blank operands of an identity."""
    return _BLANK + identity.key


def local(identity: Identity) -> str:
    """Column that is 1 where a non-blank local row or column stands under the identity's printed parent, else 0."""
    return _LOCAL + identity.key


def is_flag(column: str) -> bool:
    """Whether a column says, above 0, that an identity which fails cannot be judged."""
    return column.startswith((_BLANK, _LOCAL))


def rule(rule_id: str) -> str:
    """Column that counts the findings which a rule's own function made for a row."""
    return _RULE + rule_id
