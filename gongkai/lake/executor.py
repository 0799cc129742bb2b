"""The executor seam: where a stage's parallel work runs. Any ``concurrent.futures.Executor`` will do.

By default a pool of processes on this machine; where there is a Dask cluster, hand a stage
``distributed.Client(...).get_executor()`` instead. Tasks may run twice there, so what they write must be whole files.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import Any, TypeVar

_Result = TypeVar("_Result")


class SerialExecutor(Executor):
    """Runs each task at once in this process: the executor of one worker."""

    def submit(self, fn: Callable[..., _Result], /, *args: Any, **kwargs: Any) -> Future[_Result]:
        """A finished future with the task's result or exception."""
        future: Future[_Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # handed to whoever asks for the result, as every executor does
            future.set_exception(error)
        return future


def open_executor(workers: int) -> Executor:
    """An executor of ``workers`` processes (this process alone for 1). Use it in a ``with`` block.

    Tasks and their results must be picklable. Raises ValueError for fewer than one worker.
    """
    if workers < 1:
        raise ValueError(f"not a number of workers: {workers}")
    if workers == 1:
        return SerialExecutor()
    # Not fork: Dagster, Arrow and DuckDB hold threads and locks that a forked child would inherit half.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("forkserver"))
