"""The cache gives back what was put, or nothing."""

import hashlib
from pathlib import Path

import pytest

from gongkai.lake.cache import Cache, digest

_KEY = "ab" * 32
_DOCUMENT, _OTHER = "cd" * 32, "ef" * 32


def test_digest_sees_the_borders_of_its_parts() -> None:
    # sha256 of b"2:ab1:c", from coreutils' sha256sum
    assert digest("ab", b"c") == "430fb1b4ac43316eca81fab27a1930ab8eff8fef6a1dc7903dce44bbc2790dc5"
    assert digest("ab", "c") != digest("a", "bc")


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.get("grids", _KEY, _DOCUMENT) is None
    cache.put("grids", _KEY, b"content", _DOCUMENT)
    assert cache.get("grids", _KEY, _DOCUMENT) == b"content"
    assert cache.get("cells", _KEY, _DOCUMENT) is None
    assert cache.get("grids", _KEY, _OTHER) is None


def test_damaged_entry_counts_as_missing(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("grids", _KEY, b"content", _DOCUMENT)
    path = tmp_path / "grids" / "cd" / _DOCUMENT / _KEY
    path.write_bytes(path.read_bytes()[:-1])
    assert cache.get("grids", _KEY, _DOCUMENT) is None


def test_a_key_and_a_document_are_digests(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="digest"):
        Cache(tmp_path).get("grids", "../../etc", _DOCUMENT)
    with pytest.raises(ValueError, match="digest"):
        Cache(tmp_path).put("grids", _KEY, b"content", "../../etc")


def test_a_forgotten_document_leaves_no_result_and_the_others_stay(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("grids", _KEY, b"content", _DOCUMENT)
    cache.put("cells", _KEY, b"both", _OTHER, _DOCUMENT)
    cache.put("cells", "12" * 32, b"alone", "34" * 32)
    old = tmp_path / "grids" / "ab" / _KEY
    old.parent.mkdir(parents=True)
    old.write_bytes(b"of before")
    cache.forget(_DOCUMENT)
    assert cache.get("grids", _KEY, _DOCUMENT) is None
    assert cache.get("cells", _KEY, _OTHER, _DOCUMENT) is None
    assert cache.get("cells", "12" * 32, "34" * 32) == b"alone"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["12" * 32]


def test_results_are_kept_small_and_those_of_before_are_read(tmp_path: Path) -> None:
    cache, data = Cache(tmp_path), b'{"cells": [' + b"0, " * 10_000 + b"0]}"
    cache.put("cells", _KEY, data, _DOCUMENT)
    path = tmp_path / "cells" / "cd" / _DOCUMENT / _KEY
    assert path.stat().st_size < 300 and cache.get("cells", _KEY, _DOCUMENT) == data
    # Uncompressed, as it was written until now.
    path.write_bytes(hashlib.sha256(b"{}").digest() + b"{}")
    assert cache.get("cells", _KEY, _DOCUMENT) == b"{}"
