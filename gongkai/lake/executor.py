"""The executor seam: where a stage's parallel work runs. Any ``concurrent.futures.Executor`` will do.

By default a pool of processes on this machine; a Dask cluster where one is set. Tasks may run twice there, so what they
write must be whole files.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from gongkai.errors import GongkaiError
from gongkai.lake.cluster import open_cluster
from gongkai.lake.store import Place

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


def open_executor(workers: int, cluster: str = "", shared: Sequence[Place] = ()) -> AbstractContextManager[Executor]:
    """An executor of ``workers`` processes (this process alone for 1), or over a Dask cluster, for a ``with`` block.

    cluster: address of its scheduler, "" for none. shared: places that tasks use, which its workers must see too.
    Tasks and their results must be picklable. Raises ValueError for fewer than one worker, GongkaiError in the ``with``
    for a cluster that cannot be used and where a worker is killed.
    """
    if cluster:
        return open_cluster(cluster, shared)
    if workers < 1:
        raise ValueError(f"not a number of workers: {workers}")
    if workers == 1:
        return SerialExecutor()
    return _pool(workers)


@contextmanager
def _pool(workers: int) -> Iterator[Executor]:
    # Not fork: Dagster, Arrow and DuckDB hold threads and locks that a forked child would inherit half.
    forkserver = multiprocessing.get_context("forkserver")
    try:
        with ProcessPoolExecutor(workers, mp_context=forkserver, initializer=_begun) as pool:
            yield pool
    except BrokenProcessPool as error:
        raise GongkaiError(
            "a worker process was killed; what was read before is kept",
            remedy="run again; if it comes again the memory is too small: set GONGKAI_WORKERS lower",
        ) from error


def collect_seldom() -> None:
    """Have Python look for cycles of objects seldom: reading and judging make many objects and hardly a cycle."""
    gc.set_threshold(20_000, 10, 10)


def _begun() -> None:
    collect_seldom()
    _end_with_parent()


def _end_with_parent() -> None:
    """Have this worker end with the process that started it: one that is killed can tell its workers nothing, and they
    would wait for it, and hold their memory, forever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_outlive, args=(parent,), daemon=True).start()


def _outlive(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
