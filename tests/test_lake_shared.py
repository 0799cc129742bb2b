"""A lake in an object store: the same documents and loads as on a disk, whole or not seen."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from dask_cluster import Cluster
from object_store import object_store
from purge_homes import BODY, DOC_1, MARK, SHA, first_report
from warehouse_examples import NIGHT_1, NIGHT_2, documents, load_input, report, revised, settings

from gongkai.crawl.places import body_store
from gongkai.crawl.store import BodyStore, Together
from gongkai.doctor_services import checks
from gongkai.documents import HTML
from gongkai.errors import GongkaiError
from gongkai.lake.cache import Cache, digest
from gongkai.lake.executor import SerialExecutor, open_executor
from gongkai.lake.log import Log
from gongkai.lake.parts import part
from gongkai.lake.shared import claim, open_log, share
from gongkai.lake.store import Place, below, open_store
from gongkai.purge import purge
from gongkai.reports.reading import read_all
from gongkai.sample import province
from gongkai.settings import Settings, load
from gongkai.warehouse.load import write_load
from pipelines.rebuild import rebuild

_NUMBER = itertools.count()


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with object_store("shared") as url:
        yield url


@pytest.fixture
def home(bucket: str, tmp_path: Path) -> Settings:
    """A home whose lake is in a place of its own in the bucket."""
    return replace(settings(tmp_path / "home"), lake_url=f"{bucket}/{next(_NUMBER)}")


def contents(place: Place) -> dict[str, bytes | None]:
    store = open_store(place)
    return {name: store.read(name) for name in store.names()}


def loads(home: Settings) -> dict[str, bytes | None]:
    return contents(home.lake / "loads")


def test_documents_are_read_through_the_store_as_on_a_disk(bucket: str, tmp_path: Path) -> None:
    pages = [page.read_bytes() for page in sorted(province.write(tmp_path / "p").nights[1].rglob("*.htm*"))[:6]]
    here, there = tmp_path / "lake", f"{bucket}/reading"

    def read(root: Place, executor: Executor) -> list[dict[str, Any]]:
        together = Together(BodyStore(below(root, "bodies")))
        given = {together.put(page): HTML for page in pages}
        together.write()
        return read_all(given, below(root, "bodies"), below(root, "cache"), executor, "both")

    lines = read(here, SerialExecutor())
    assert len(lines) == 6 and sum(line["grids"] for line in lines) > 6
    # By a worker that has no disk of ours, then from what it kept.
    with closing(Cluster(tmp_path)) as cluster:
        cluster.add()
        cluster.wait_for(1)
        with open_executor(1, cluster.address, (there,)) as executor:
            assert read(there, executor) == lines
    assert read(there, SerialExecutor()) == lines
    kept = contents(here)
    assert len(kept) >= 18 and contents(there) == kept


def test_a_load_stands_in_the_store_as_on_the_disk(home: Settings, tmp_path: Path) -> None:
    claim(home)
    log, alone = open_log(home), Log(tmp_path / "alone")
    for one in (log, alone):
        write_load(one, load_input(report()), "real", NIGHT_1)
        write_load(one, load_input(report(), revised()), "real", NIGHT_2)
    assert loads(home) == contents(tmp_path / "alone" / "loads") == contents(part(home, "loads"))
    assert len(loads(home)) > 30
    # A loader whose disk was lost, or was put back from a backup of before, gets what it lacks.
    shutil.rmtree(log.folder(2))
    share(home)
    assert loads(home) == contents(part(home, "loads"))
    log.verify(2)
    # And a store that was lost, what stands here.
    open_store(part(home, "loads")).clear("load=2")
    share(home)
    assert loads(home) == contents(part(home, "loads"))


_KILLED = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from warehouse_examples import NIGHT_2, load_input, report, revised, settings
from dataclasses import replace
from gongkai.lake.bucket import Bucket
from gongkai.lake.shared import open_log
from gongkai.warehouse.load import write_load

class Killed(Bucket):
    def create(self, name, data):
        os._exit(9)

import gongkai.lake.shared as shared
shared.open_store = Killed
home = replace(settings(Path(sys.argv[2])), lake_url=sys.argv[3])
write_load(open_log(home), load_input(report(), revised()), "real", NIGHT_2)
"""


def test_a_load_whose_writer_was_killed_before_the_manifest_is_not_seen(home: Settings, tmp_path: Path) -> None:
    claim(home)
    write_load(open_log(home), load_input(report()), "real", NIGHT_1)
    command = [sys.executable, "-c", _KILLED, str(Path(__file__).parent), str(home.home), home.lake_url]
    assert subprocess.run(command, cwd=Path(__file__).parent.parent).returncode == 9
    left = [name for name in open_store(part(home, "loads")).names() if name.startswith("load=2/")]
    assert "load=2/tables.parquet" in left and "load=2/manifest.json" not in left
    # Neither here nor, from the same store, on another disk.
    copy = replace(home, home=tmp_path / "copy")
    copy.home.mkdir()
    shutil.copy(home.home / "home.id", copy.home / "home.id")
    claim(copy)
    share(copy)
    assert Log(copy.lake).loads() == [1]
    share(home)
    assert open_log(home).loads() == [1]
    # The run that comes next writes it whole.
    write_load(open_log(home), load_input(report(), revised()), "real", NIGHT_2)
    share(copy)
    assert Log(copy.lake).loads() == [1, 2] and loads(copy) == loads(home) == contents(part(home, "loads"))


def test_a_load_of_another_loader_stays_as_it_is(home: Settings, tmp_path: Path) -> None:
    claim(home)
    write_load(open_log(home), load_input(report()), "real", NIGHT_1)
    before = contents(part(home, "loads"))
    shutil.rmtree(home.lake / "loads")
    with pytest.raises(GongkaiError, match="load 1 there is another one than here"):
        write_load(open_log(home), load_input(report(), revised()), "real", NIGHT_2)
    assert contents(part(home, "loads")) == before and open_log(home).loads() == []
    write_load(Log(home.lake), load_input(report(), revised()), "real", NIGHT_2)
    with pytest.raises(GongkaiError, match="load 1 there is another one than here"):
        share(home)


def test_a_document_is_removed_from_the_store_too(home: Settings, tmp_path: Path) -> None:
    claim(home)
    assert body_store(home).put(BODY) == SHA
    cache = Cache(part(home, "cache"))
    cache.put("cells", digest("alone"), BODY, SHA)
    cache.put("cells", digest("pages"), BODY, DOC_1, SHA)
    cache.put("cells", digest("other"), b"other", DOC_1)
    cache.put("cells", digest("another"), b"another", "a" * 64)
    given = load_input(first_report(), documents=documents(SHA))
    write_load(open_log(home), given, "real", NIGHT_1)
    write_load(open_log(home), replace(given, decisions={"2024.csv": b"decision_id\n"}), "real", NIGHT_2)
    assert len(contents(part(home, "cache"))) == 5 and MARK in str(Log(home.lake).of_load("reports", 1))
    shutil.copytree(home.lake / "loads", tmp_path / "before")
    done = purge(home, SHA, "names a private person", "某人", NIGHT_2)
    assert done.loads == (1,) and not body_store(home).has(SHA)
    assert body_store(home).put(BODY) == SHA and not body_store(home).has(SHA)
    assert [name.split("/")[2] for name in contents(part(home, "cache"))] == ["a" * 64]
    assert [Log(home.lake).manifest(number).removed for number in (1, 2)] == [[SHA], []]
    assert MARK not in str(Log(home.lake).of_load("reports", 1))
    assert loads(home) == contents(part(home, "loads"))
    # A disk that is put back from a backup of before does not bring it back.
    shutil.rmtree(home.lake / "loads")
    shutil.copytree(tmp_path / "before", home.lake / "loads")
    share(home)
    assert loads(home) == contents(part(home, "loads"))
    assert Log(home.lake).manifest(1).removed == [SHA] and MARK not in str(Log(home.lake).of_load("reports", 1))


def test_a_place_is_one_homes_and_a_home_has_one_place(home: Settings, bucket: str, tmp_path: Path) -> None:
    claim(home)
    claim(home)
    with pytest.raises(GongkaiError, match="belongs to another home"):
        claim(replace(home, home=tmp_path / "other"))
    for url in ("", f"{bucket}/elsewhere"):
        with pytest.raises(GongkaiError, match=f"are kept at {home.lake_url}"):
            claim(replace(home, lake_url=url))
    kept = settings(tmp_path / "kept")
    body_store(kept).put(b"body")
    with pytest.raises(GongkaiError, match="bodies are still on its own disk"):
        claim(replace(kept, lake_url=f"{bucket}/kept"))
    with pytest.raises(GongkaiError, match="the home's own lake"):
        claim(replace(kept, lake_url=str(kept.lake)))
    with pytest.raises(GongkaiError, match="no lake can be kept at ftp"):
        claim(replace(kept, lake_url="ftp://host/lake"))
    with pytest.raises(GongkaiError, match="only of bodies on the home's own disk"):
        rebuild(home, lambda step: None)


def test_a_shared_folder(tmp_path: Path) -> None:
    home = replace(settings(tmp_path / "home"), lake_url=str(tmp_path / "mounted"))
    claim(home)
    write_load(open_log(home), load_input(report()), "real", NIGHT_1)
    body_store(home).put(b"body")
    assert contents(tmp_path / "mounted" / "loads") == loads(home) and len(loads(home)) > 15
    assert not (home.lake / "bodies").exists() and len(contents(tmp_path / "mounted" / "bodies")) == 1


def test_the_place_comes_from_the_environment() -> None:
    assert load(environment={"GONGKAI_LAKE": "s3://bucket/lake"}).lake_url == "s3://bucket/lake"
    assert load(environment={}).lake_url == ""


def test_the_doctor_reads_and_writes_in_the_store_and_leaves_nothing(home: Settings) -> None:
    def said(home: Settings) -> tuple[str, str]:
        (found,) = [check for check in checks(home, datetime.now(UTC)) if check.name == "shared lake"]
        return found.state, found.text

    assert said(home) == ("ok", f"{home.lake_url} can be read and written (GONGKAI_LAKE)")
    assert contents(home.lake_url) == {}
    state, text = said(replace(home, lake_url="s3://no-such-bucket/lake"))
    assert (state, "see whether it is up and whether endpoint, credentials and bucket are right" in text) == (
        "missing",
        True,
    )
