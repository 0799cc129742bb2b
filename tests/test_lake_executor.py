"""One seam for parallel work: results and errors come back the same with one worker or two."""

import os

import pytest

from gongkai.errors import GongkaiError
from gongkai.lake.executor import open_executor


def _square(number: int) -> int:
    if number < 0:
        raise GongkaiError("negative", file="f", remedy="do not")
    return number * number


def _process(_: int) -> int:
    return os.getpid()


@pytest.mark.parametrize("workers", [1, 2])
def test_results_keep_their_order(workers: int) -> None:
    with open_executor(workers) as executor:
        assert list(executor.map(_square, [3, 1, 2])) == [9, 1, 4]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_input_comes_back_as_itself(workers: int) -> None:
    with open_executor(workers) as executor:
        future = executor.submit(_square, -1)
        with pytest.raises(GongkaiError) as caught:
            future.result()
    assert (caught.value.problem, caught.value.file, caught.value.remedy) == ("negative", "f", "do not")


def test_one_worker_is_this_process_and_two_are_not() -> None:
    with open_executor(1) as executor:
        assert executor.submit(_process, 0).result() == os.getpid()
    with open_executor(2) as executor:
        assert executor.submit(_process, 0).result() != os.getpid()


def test_no_worker_is_refused() -> None:
    with pytest.raises(ValueError, match="workers"):
        open_executor(0)
