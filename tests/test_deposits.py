"""Folders of files brought by a person."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from loopback import write_registry

from gongkai.crawl.deposits import DepositSummary, deposit
from gongkai.crawl.places import body_store, open_ledger
from gongkai.crawl.sources import SourceRecord, regions, sources
from gongkai.crawl.tombstones import Tombstone
from gongkai.errors import GongkaiError
from gongkai.registry import load
from gongkai.settings import Settings

NOW = datetime(2025, 3, 1, 9, tzinfo=UTC)
LATER = datetime(2025, 3, 2, 9, tzinfo=UTC)
PAGE = b"<html><body><p>2024</p></body></html>"


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    write_registry(tmp_path / "registry", [])
    return Settings(tmp_path / "home", "real", tmp_path / "registry")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    (folder / "sub").mkdir(parents=True)
    (folder / "b.html").write_bytes(PAGE)
    (folder / "sub" / "淮安.pdf").write_bytes(b"%PDF-1.7 x")
    (folder / ".hidden").write_bytes(b"x")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_bytes(b"x")
    return folder


def bring(home: Settings, folder: Path, now: datetime = NOW) -> DepositSummary:
    return deposit(home, load(home.registry), folder, now)


def found(home: Settings, region: str) -> list[SourceRecord]:
    with open_ledger(home) as ledger:
        return sources(ledger, load(home.registry), region)


def state(folder: Path, *rows: str) -> None:
    text = "\n".join(["file,agency_id,year,scope,source,retrieved", *rows]) + "\n"
    (folder / "deposits.csv").write_text(text, encoding="utf-8")


def test_files_without_statements(home: Settings, folder: Path) -> None:
    assert bring(home, folder) == DepositSummary(new=2, known=0, files=2)
    page, pdf = found(home, "00")
    assert (page.source, page.origin, page.rendition, page.region) == ("deposit:b.html", "deposit", "html", "00")
    assert (page.agency_id, page.year, page.scope, page.stated_source, page.failure) == (None,) * 5
    assert (pdf.source, pdf.rendition) == ("deposit:sub/淮安.pdf", "pdf")
    (delivery,) = page.deliveries
    assert (delivery.media_type, delivery.bytes, delivery.retrieved) == ("text/html", 37, "2025-03-01T09:00:00+00:00")
    assert body_store(home).get(delivery.sha256) == PAGE


def test_what_deposits_csv_says(home: Settings, folder: Path) -> None:
    state(folder, "sub/淮安.pdf,S000001,2024,jurisdiction,http://www.example.gov.cn/x.pdf,2025-01-20T09:00:00+08:00")
    assert bring(home, folder).new == 2
    (record,) = found(home, "99")
    assert (record.agency_id, record.year, record.scope) == ("S000001", 2024, "jurisdiction")
    assert record.stated_source == "http://www.example.gov.cn/x.pdf"
    assert record.deliveries[0].retrieved == "2025-01-20T01:00:00+00:00"
    assert [other.source for other in found(home, "00")] == ["deposit:b.html"]
    with open_ledger(home) as ledger:
        assert regions(ledger, load(home.registry)) == ["00", "99"]


def test_the_same_again_changes_nothing(home: Settings, folder: Path) -> None:
    state(folder, "b.html,S000001,2024,,,")
    bring(home, folder)
    before = found(home, "99"), found(home, "00")
    assert bring(home, folder, LATER) == DepositSummary(new=0, known=2, files=2)
    assert (found(home, "99"), found(home, "00")) == before


def test_another_content_is_a_delivery_and_a_corrected_statement_counts(home: Settings, folder: Path) -> None:
    bring(home, folder)
    (folder / "b.html").write_bytes(PAGE + b" ")
    assert bring(home, folder, LATER) == DepositSummary(new=1, known=1, files=2)
    (folder / "b.html").write_bytes(PAGE)
    bring(home, folder, LATER)
    record = found(home, "00")[0]
    assert [d.bytes for d in record.deliveries] == [37, 38, 37]
    assert record.deliveries[1].retrieved == "2025-03-02T09:00:00+00:00"
    state(folder, "b.html,S000001,2023,own,a CD of the archive,2025-02-01")
    assert bring(home, folder, LATER).new == 1
    (stated,) = found(home, "99")
    assert (stated.year, stated.stated_source, len(stated.deliveries)) == (2023, "a CD of the archive", 3)
    assert stated.deliveries[-1].retrieved == "2025-02-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("c.html,,,,,", "file 'c.html' is not in the folder"),
        (",S000001,,,,", "file is empty"),
        ("b.html,S000009,,,,", "agency_id S000009 is not in agencies.csv"),
        ("b.html,,24,,,", "year is '24'"),
        ("b.html,,,everything,,", "scope is 'everything'"),
        ("b.html,,,,,yesterday", "retrieved is 'yesterday'"),
        ("b.html,,,,,2025-02-30", "retrieved is '2025-02-30'"),
        ("b.html,,,,,2025-03-04", "retrieved is '2025-03-04', which is yet to come"),
        ("b.html,,", "3 values where the header has 6"),
        ("sub/淮安.pdf,,,,,", "file sub/淮安.pdf stands in line 2 already"),
    ],
)
def test_bad_statements_keep_nothing(home: Settings, folder: Path, row: str, reason: str) -> None:
    state(folder, "sub/淮安.pdf,,,,,", row)
    with pytest.raises(GongkaiError) as error:
        bring(home, folder)
    assert reason in error.value.problem
    assert (error.value.file, error.value.place) == (str(folder / "deposits.csv"), "line 3")
    assert found(home, "00") == []


def test_folders_that_cannot_be_deposited(home: Settings, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match="no such folder"):
        bring(home, tmp_path / "nowhere")
    (tmp_path / "void").mkdir()
    with pytest.raises(GongkaiError, match="no files"):
        bring(home, tmp_path / "void")
    (folder / "z.html").write_bytes(b"")
    with pytest.raises(GongkaiError, match="empty"):
        bring(home, folder)
    (folder / "z.html").rename(folder / "年报.html".encode("gb18030").decode("utf-8", "surrogateescape"))
    with pytest.raises(GongkaiError, match="not UTF-8"):
        bring(home, folder)
    assert found(home, "00") == []


def test_a_file_that_was_removed_on_purpose_is_not_taken_again(home: Settings, folder: Path) -> None:
    bring(home, folder)
    store, (page, _) = body_store(home), found(home, "00")
    sha256 = page.deliveries[0].sha256
    store.tombstones.write(Tombstone(sha256, "2025-03-01T10:00:00+00:00", "某人", "asked by its owner"))
    store.remove(sha256)
    told = "b.html: removed on purpose on 2025-03-01 by 某人: asked by its owner"
    assert bring(home, folder, LATER) == DepositSummary(new=0, known=2, files=2, left_out=(told,))
    assert not store.has(sha256)
    with open_ledger(home) as ledger:
        page, pdf = sources(ledger, load(home.registry), "00", store.tombstones.all())
    assert page.deliveries == () and page.failure == told.removeprefix("b.html: ")
    assert pdf.failure is None and len(pdf.deliveries) == 1


def test_links_are_refused_as_in_a_zip_file(home: Settings, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"root:x:0:0")
    for name, target in (
        ("l.txt", secret),
        ("deposits.csv", secret),
        ("all", tmp_path),
        ("in.html", folder / "b.html"),
    ):
        (folder / name).symlink_to(target)
        with pytest.raises(GongkaiError, match="a file in it is refused: it is a link") as error:
            bring(home, folder)
        assert error.value.file == f"{folder}/{name}"
        assert found(home, "00") == []
        (folder / name).unlink()
    # Hidden ones are left out as ever; the folder itself may be named by a link.
    (folder / ".git" / "l").symlink_to(secret)
    (tmp_path / "link").symlink_to(folder)
    assert bring(home, tmp_path / "link").files == 2
