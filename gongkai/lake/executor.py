"""The executor seam: where a stage's parallel work runs. Any ``concurrent.futures.Executor`` will do.

By default a pool of processes on this machine; a Dask cluster where one is set. Tasks may run twice there, so what they
write must be whole files.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, suppress
from multiprocessing import forkserver, resource_tracker, util
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
    context = multiprocessing.get_context("forkserver")
    _start_forkserver()
    try:
        with ProcessPoolExecutor(workers, mp_context=context, initializer=_begun) as pool, _ended_at_once(pool):
            yield pool
    except BrokenProcessPool as error:
        raise GongkaiError(
            "a worker process was killed; what was read before is kept",
            remedy="run again; if it comes again the memory is too small: set GONGKAI_WORKERS lower",
        ) from error


def _start_forkserver() -> None:
    """Ctrl-C reaches every process of a terminal, and is for the one that started the workers. What they are made from
    inherits that it is blocked, so that none of them dies of it with a traceback while it starts."""
    # It would be started below, and unblocks the signal.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _ended_at_once(pool: ProcessPoolExecutor) -> Iterator[None]:
    """Where this process is asked to end nobody waits for a document that takes minutes to read."""
    before = multiprocessing.active_children()
    try:
        yield
    except Exception:
        raise
    except BaseException:
        # The pool takes note of it in a thread of its own: when the last task is cancelled (or has begun) all are. One
        # that found its workers gone before would die of it, with a traceback.
        with suppress(BrokenProcessPool, CancelledError, TimeoutError):
            last = pool.submit(int)
            pool.shutdown(wait=False, cancel_futures=True)
            last.result(timeout=1)
        for worker in multiprocessing.active_children():
            if worker not in before:
                worker.terminate()
        raise


def collect_seldom() -> None:
    """Have Python look for cycles of objects seldom: reading and judging make many objects and hardly a cycle."""
    gc.set_threshold(20_000, 10, 10)


def _begun() -> None:
    collect_seldom()
    _end_with_parent()
    signal.signal(signal.SIGTERM, _end)


def _end_with_parent() -> None:
    """Have this worker end with the process that started it: one that is killed can tell its workers nothing, and they
    would wait for it, and hold their memory, forever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_outlive, args=(parent,), daemon=True).start()


def _end(*_: object) -> None:
    # The pool asks a worker once more when another one has ended.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # An exception would be handed back as the task's, and the next task begun.
    util._exit_function()  # type: ignore[attr-defined]
    os._exit(1)


def _outlive(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
