"""The cache gives back what was put, or nothing."""

from pathlib import Path

import pytest

from gongkai.lake.cache import Cache, digest

_KEY = "ab" * 32


def test_digest_sees_the_borders_of_its_parts() -> None:
    # sha256 of b"2:ab1:c", from coreutils' sha256sum
    assert digest("ab", b"c") == "430fb1b4ac43316eca81fab27a1930ab8eff8fef6a1dc7903dce44bbc2790dc5"
    assert digest("ab", "c") != digest("a", "bc")


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.get("grids", _KEY) is None
    cache.put("grids", _KEY, b"content")
    assert cache.get("grids", _KEY) == b"content"
    assert cache.get("cells", _KEY) is None


def test_damaged_entry_counts_as_missing(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("grids", _KEY, b"content")
    path = tmp_path / "grids" / "ab" / _KEY
    path.write_bytes(path.read_bytes()[:-1])
    assert cache.get("grids", _KEY) is None


def test_a_key_is_a_digest(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="digest"):
        Cache(tmp_path).get("grids", "../../etc")
