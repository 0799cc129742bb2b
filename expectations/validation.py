"""Great Expectations at work: a suite's file over a frame, and the rows that do not meet it. Imports GX (seconds)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from expectations import columns
from gongkai.errors import NOTHING_LOADED, GongkaiError

# Read by GX when it is imported.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.exceptions.exceptions import GreatExpectationsError

# The import registers our own expectations with GX.
from expectations import identity as identity

_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": [columns.KEY],
    "return_unexpected_index_query": False,
}
_REGENERATE = "python -m expectations.suites writes the suites anew"


class Unmet(NamedTuple):
    """A row that does not meet an expectation.

    check: ``broken``, ``not_judged`` or ``function`` (:mod:`expectations.suites`). key: of the identity or rule.
    """

    check: str
    key: str
    row: str


def load(path: Path) -> gx.ExpectationSuite:
    """The suite in a file. Raises GongkaiError when it is missing, damaged, or GX does not take all of it."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        suite = gx.ExpectationSuite(**record)
    except (OSError, ValueError, TypeError, GreatExpectationsError) as error:
        raise GongkaiError(f"not a suite of expectations: {error}", str(path), "", _REGENERATE) from error
    # GX drops an expectation that it does not take, and only logs it.
    if len(suite.expectations) != len(record["expectations"]):
        raise GongkaiError("Great Expectations does not take every expectation", str(path), "", _REGENERATE)
    return suite


def unmet(suite: gx.ExpectationSuite, frame: pd.DataFrame) -> set[Unmet]:
    """Rows of a frame that do not meet an expectation of the suite, all of them.

    Raises GongkaiError when an expectation could not be evaluated: GX calls that a failure too.
    """
    batch = _whole_frame().get_batch({"dataframe": frame})
    results = batch.validate(suite, result_format=_RESULT_FORMAT).results
    if len(results) != len(suite.expectations):
        raise GongkaiError(
            f"{len(results)} of {len(suite.expectations)} rules answered", suite.name, "", NOTHING_LOADED
        )
    first = str(frame[columns.KEY].iloc[0]) if len(frame) else ""
    return {found for result in results for found in _rows(suite.name, result, first)}


@cache
def _whole_frame() -> BatchDefinition[Any]:
    """One context a process, in memory; the frame itself is handed over with each batch."""
    stores = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    config = DataContextConfig(store_backend_defaults=stores, progress_bars=ProgressBarsConfig(globally=False))
    context = gx.get_context(mode="ephemeral", project_config=config)
    return (
        context.data_sources.add_pandas("reports")
        .add_dataframe_asset("frame")
        .add_batch_definition_whole_dataframe("all")
    )


def _rows(suite: str, result: Any, first: str) -> Iterator[Unmet]:
    meta = result.expectation_config.meta
    crashed = _crash(result.exception_info)
    if crashed is not None:
        where = f"first table {first}"
        raise GongkaiError(f"rule {meta['identity']} crashed: {crashed}", f"suite {suite}", where, NOTHING_LOADED)
    rows = result.result.get("unexpected_index_list") or []
    if len(rows) != result.result["unexpected_count"]:
        raise GongkaiError(f"rule {meta['identity']} did not name every row", f"suite {suite}", "", NOTHING_LOADED)
    return (Unmet(meta["check"], meta["identity"], row[columns.KEY]) for row in rows)


def _crash(info: Any) -> str | None:
    """The message of an exception in GX's exception_info: of the expectation, or of each metric by its name."""
    if info.get("raised_exception"):
        return str(info.get("exception_message"))
    nested = (_crash(part) for part in info.values() if isinstance(part, dict))
    return next((message for message in nested if message is not None), None)
