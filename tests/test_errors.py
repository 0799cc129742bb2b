"""The one error type: told so that a person can act, the same after it crossed a process."""

from __future__ import annotations

import pickle

from gongkai.errors import GongkaiError, UnreadableDocument


def test_it_names_file_place_and_remedy() -> None:
    error = GongkaiError("the year is not a number", "agencies.csv", "line 3", "write four digits")
    assert str(error) == "agencies.csv, line 3: the year is not a number\n  What to do: write four digits"


def test_it_comes_back_from_a_worker_as_itself() -> None:
    error = UnreadableDocument("damaged", "a.pdf", remedy="fetch it again")
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is UnreadableDocument
    assert str(back) == str(error)
