"""Expectations of our own: one identity of a form (勾稽关系) over the rows of a frame, pandas engine.

An identity says ``sum(left) (= or <=) sum(right)``; the metrics below compute those sums themselves. What happened to
it in a row (docs: "Blanks in identities") is told by two expectations:

* :class:`ExpectIdentityNotBroken` is unmet where the sums differ although every operand is printed and no non-blank
  local row or column stands under its printed parent;
* :class:`ExpectIdentityJudged` is unmet where the sums differ but a blank or a local row may explain it.

Columns of the frame: a cell's value, 0 for a blank and NaN for a cell without a number (absent, unreadable, disputed),
which takes its row out of the identity; ``blank:<identity>`` counts its blank operands and ``local:<identity>`` is 1
where a local row or column stands under its parent (one flag an identity, not a cell: GX compares every column of an
expectation with every column of the frame).
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import pandas as pd
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import (
    MulticolumnMapMetricProvider,
)

from expectations.columns import is_flag

_DOMAIN = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")
_VALUE = ("left", "right", "op")


def holds(frame: pd.DataFrame, left: list[str], right: list[str], op: str) -> pd.Series:
    """Rows in which the sum over ``left`` equals (``<=``: does not exceed) the sum over ``right``."""
    one, other = frame[left].sum(axis=1), frame[right].sum(axis=1)
    return one <= other if op == "<=" else one == other


def excused(frame: pd.DataFrame) -> pd.Series:
    """Rows in which a flag is set: a blank operand, or a local row or column under the printed parent."""
    return frame[[name for name in frame.columns if is_flag(name)]].gt(0).any(axis=1)


class IdentityNotBroken(MulticolumnMapMetricProvider):
    """Per row: the identity holds, or it cannot be judged."""

    condition_metric_name = "identity.not_broken"
    condition_domain_keys = _DOMAIN
    condition_value_keys = _VALUE

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, frame: pd.DataFrame, left: list[str], right: list[str], op: str, **_: Any) -> pd.Series:
        return holds(frame, left, right, op) | excused(frame)


class IdentityJudged(MulticolumnMapMetricProvider):
    """Per row: the identity holds, or it is broken beyond excuse."""

    condition_metric_name = "identity.judged"
    condition_domain_keys = _DOMAIN
    condition_value_keys = _VALUE

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, frame: pd.DataFrame, left: list[str], right: list[str], op: str, **_: Any) -> pd.Series:
        return holds(frame, left, right, op) | ~excused(frame)


class _Identity(MulticolumnMapExpectation):
    """column_list: the cells of both sides, then the flags. left, right: cells summed up. op: how the sums compare."""

    left: list[str]
    right: list[str]
    op: Literal["=", "<="]

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", *_VALUE)
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", *_VALUE)


class ExpectIdentityNotBroken(_Identity):
    """No row breaks the identity."""

    map_metric = "identity.not_broken"


class ExpectIdentityJudged(_Identity):
    """The identity could be judged in every row."""

    map_metric = "identity.judged"
