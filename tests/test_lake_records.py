"""Records come back with their digits, in their order, from the same bytes each time."""

from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.errors import GongkaiError
from gongkai.lake.records import read_jsonl, write_jsonl

_RECORDS = [
    {"agency": "样例市\u2028人民政府", "value": Decimal("0.3700"), "n": 3, "none": None},
    {"value": Decimal("59237.2449"), "cells": ["a", {"b": True}]},
]


def test_records_come_back_with_their_digits(tmp_path: Path) -> None:
    path = tmp_path / "s" / "99.jsonl.zst"
    assert write_jsonl(path, _RECORDS) == 2
    back = read_jsonl(path)
    assert back == _RECORDS
    assert str(back[0]["value"]) == "0.3700"


def test_same_records_same_bytes(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a", iter(_RECORDS))
    write_jsonl(tmp_path / "b", _RECORDS)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_no_records_is_a_file_too(tmp_path: Path) -> None:
    assert write_jsonl(tmp_path / "a", []) == 0
    assert read_jsonl(tmp_path / "a") == []


def test_missing_and_damaged_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match="no such file"):
        read_jsonl(tmp_path / "none")
    write_jsonl(tmp_path / "a", _RECORDS)
    data = bytearray((tmp_path / "a").read_bytes())
    data[-6] ^= 255
    (tmp_path / "a").write_bytes(bytes(data))
    with pytest.raises(GongkaiError, match="damaged"):
        read_jsonl(tmp_path / "a")


def test_a_file_cut_short_is_damaged(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a", _RECORDS)
    (tmp_path / "a").write_bytes((tmp_path / "a").read_bytes()[:-3])
    with pytest.raises(GongkaiError, match="damaged"):
        read_jsonl(tmp_path / "a")
