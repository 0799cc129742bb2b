"""Runs whose Dagster keeps its records in memory, for tests of what the stages make: on disk it costs seconds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
import pytest

from gongkai.settings import Settings
from pipelines import runs


@contextmanager
def dagster_in_memory() -> Iterator[None]:
    """While this lasts, runs in this process leave nothing in their home's ``dagster``."""

    @contextmanager
    def opened(_: Settings) -> Iterator[dg.DagsterInstance]:
        with dg.DagsterInstance.ephemeral() as instance:
            yield instance

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(runs, "open_instance", opened)
        yield
