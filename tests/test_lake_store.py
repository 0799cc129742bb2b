"""Files by name, in a folder and in an object store: the same answers."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from object_store import object_store

from gongkai.errors import GongkaiError
from gongkai.lake.store import Place, below, open_store, place_of

_NUMBER = itertools.count()


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with object_store("lake") as url:
        yield url


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path, bucket: str) -> Place:
    return tmp_path / "lake" if request.param == "folder" else f"{bucket}/{next(_NUMBER)}"


def test_what_is_written_is_read(place: Place, tmp_path: Path) -> None:
    store = open_store(place)
    assert (store.read("a/x"), store.has("a/x"), store.names(), store.parts()) == (None, False, [], [])
    store.write("a/x", b"first")
    store.write("a/x", b"second")
    assert store.create("a/y", b"third") and not store.create("a/y", b"fourth")
    (tmp_path / "given").write_bytes(b"of a file")
    store.upload("b/c/z", tmp_path / "given")
    assert [store.read(name) for name in ("a/x", "a/y", "b/c/z")] == [b"second", b"third", b"of a file"]
    assert store.download("b/c/z", tmp_path / "got") and (tmp_path / "got").read_bytes() == b"of a file"
    assert not store.download("b/c/none", tmp_path / "none")
    assert store.has("a/x")
    # Another process has the store from its place, or from the store itself.
    other = pickle.loads(pickle.dumps(open_store(below(place, "b"))))
    assert other.names() == ["c/z"]
    assert store.names() == ["a/x", "a/y", "b/c/z"] and store.names("a") == ["a/x", "a/y"]
    assert store.parts() == ["a", "b"]
    assert store.where("a/x") == f"{place}/a/x"


def test_what_is_removed_is_gone(place: Place) -> None:
    store = open_store(place)
    for name in ("a/x", "a/y", "ab/x", "b/c/z"):
        store.write(name, b"")
    store.remove("a/x")
    store.remove("a/x")
    store.remove("none/x")
    assert store.names() == ["a/y", "ab/x", "b/c/z"]
    store.clear("a")
    store.clear("none")
    assert store.names() == ["ab/x", "b/c/z"]


def test_what_a_killed_writer_left_is_no_name_and_is_removed(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.write("a/x", b"")
    for name in (".x.1.2.part", ".y.1.2.part"):
        (tmp_path / "a" / name).write_bytes(b"half")
    assert store.names() == ["a/x"]
    store.remove("a/x")
    assert [path.name for path in (tmp_path / "a").iterdir()] == [".y.1.2.part"]
    store.clear("a")
    assert not (tmp_path / "a").exists()


def test_a_bucket_that_is_not_there_is_told(bucket: str) -> None:
    with pytest.raises(GongkaiError, match=r"s3://none/a/x: the object store refuses: FileNotFoundError"):
        open_store("s3://none").write("a/x", b"")


def test_places() -> None:
    assert place_of("/mnt/lake") == place_of("file:///mnt/lake") == Path("/mnt/lake")
    assert place_of("s3://bucket/of/ours/") == "s3://bucket/of/ours"
    # Where a file that is being written is seen half, no lake can be.
    for url in ("ftp://host/lake", "sftp://host/lake", "http://host/lake", "memory://lake"):
        with pytest.raises(GongkaiError, match="no lake can be kept at"):
            place_of(url)
