"""A Dask cluster as executor: many machines, one lake that all of them see under the same path or URL."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import gongkai
from gongkai.errors import GongkaiError
from gongkai.lake.store import Place, open_store

#: Seconds after which a scheduler that does not answer is not there.
_TIMEOUT_S = 10
_WORKERS = "dask worker"


@contextmanager
def open_cluster(address: str, shared: Sequence[Place]) -> Iterator[Executor]:
    """An executor over the workers of the scheduler at ``address`` (``tcp://host:8786``).

    A task whose worker is lost runs again on another one. Those of a process that gives way to others (``nice``) wait
    for those of others there too. Raises GongkaiError when Dask is not installed, the scheduler
    does not answer or has no worker, a worker has other code or more than one thread, or one does not see a ``shared``
    place.
    """
    with _client(address, shared) as client, _giving_way(), client.get_executor(pure=False) as executor:
        yield executor


def workers(address: str, shared: Sequence[Place]) -> int:
    """How many workers the scheduler has. Raises GongkaiError where :func:`open_cluster` does."""
    with _client(address, shared) as client:
        return len(client.scheduler_info(n_workers=-1)["workers"])


def fingerprint() -> str:
    """Digest of the code of this package, so that workers of another version are told from ours."""
    root = Path(gongkai.__file__).parent
    total = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        total.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    return total.hexdigest()


@contextmanager
def _client(address: str, shared: Sequence[Place]) -> Iterator[Any]:
    try:
        from distributed import Client
        from distributed.comm import get_address_host_port
    except ModuleNotFoundError as error:
        raise _refused(address, "Dask is not installed", "pip install gongkai[scale]") from error
    try:
        # A client that dies of it tells that once more, with a traceback, when it is collected.
        get_address_host_port(address)
    except ValueError as error:
        remedy = "write an address such as tcp://host:8786; or unset GONGKAI_DASK"
        raise _refused(address, "not the address of a scheduler", remedy) from error
    try:
        client = Client(address, timeout=_TIMEOUT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise _refused(address, "no scheduler answers", "start it: dask scheduler; or unset GONGKAI_DASK") from error
    with client:
        _check(client, address, shared)
        yield client


def _giving_way() -> AbstractContextManager[object]:
    """What is handed to the cluster meanwhile has the priority of this process: 0, in a backfill less."""
    from dask.base import annotate

    return annotate(priority=-os.nice(0))


def _unseen(places: Sequence[Place]) -> list[str]:
    return [str(place) for place in places if not _is_seen(place)]


def _is_seen(place: Place) -> bool:
    if isinstance(place, Path):
        return place.exists()
    try:
        open_store(place).parts()
    except GongkaiError:
        return False
    return True


def _check(client: Any, address: str, shared: Sequence[Place]) -> None:
    threads = {name: worker["nthreads"] for name, worker in client.scheduler_info(n_workers=-1)["workers"].items()}
    if not threads:
        raise _refused(address, "the scheduler has no worker", f"start some: {_WORKERS} {address} --nthreads 1")
    if many := sorted(name for name, count in threads.items() if count != 1):
        # Readers hold libraries that no two threads may use at once.
        raise _refused(address, f"worker {many[0]} has more than one thread", f"{_WORKERS} … --nthreads 1 --nworkers N")
    own = fingerprint()
    for worker, code in sorted(client.run(fingerprint).items()):
        if code != own:
            raise _refused(address, f"worker {worker} runs other code of gongkai", "install the same version there")
    for worker, unseen in sorted(client.run(_unseen, shared).items()):
        if unseen:
            raise _refused(
                address,
                f"worker {worker} does not see {unseen[0]}",
                "mount the lake there too; an object store: install gongkai[scale] there, with credentials",
            )


def _refused(address: str, problem: str, remedy: str) -> GongkaiError:
    return GongkaiError(problem, "GONGKAI_DASK", address, remedy)
