"""Zip files and web archives that a person brings."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from loopback import write_registry
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from gongkai.crawl.deposits import DepositSummary, deposit
from gongkai.crawl.exchange import Body
from gongkai.crawl.places import body_store, open_ledger
from gongkai.crawl.sources import SourceRecord, sources
from gongkai.errors import GongkaiError
from gongkai.registry import load
from gongkai.settings import Settings

NOW = datetime(2025, 3, 1, 9, tzinfo=UTC)
PAGE = b"<html><body><p>2024</p></body></html>"
URL = "http://www.example.gov.cn/zfxxgknb/t20250118_1.html"


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    write_registry(tmp_path / "registry", [("example", "http://www.example.gov.cn", "verified")], 2)
    return Settings(tmp_path / "home", "real", tmp_path / "registry")


def bring(home: Settings, path: Path) -> DepositSummary:
    return deposit(home, load(home.registry), path, NOW)


def found(home: Settings, region: str = "00") -> list[SourceRecord]:
    with open_ledger(home) as ledger:
        return sources(ledger, load(home.registry), region)


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


STATED = "file,agency_id,year,scope,source,retrieved\nb.html,S000001,2024,own,a CD,2025-02-01\n"


def test_a_zip_file_is_a_folder(home: Settings, tmp_path: Path) -> None:
    files = {"b.html": PAGE, "sub/淮安.pdf": b"%PDF-1.7 x", "deposits.csv": STATED.encode(), "__MACOSX/b.html": b"x"}
    path = packed(tmp_path / "reports.zip", files)
    assert bring(home, path) == DepositSummary(new=2, known=0, files=2)
    (stated,) = found(home, "99")
    assert (stated.source, stated.year, stated.stated_source) == ("deposit:b.html", 2024, "a CD")
    assert body_store(home).get(stated.deliveries[0].sha256) == PAGE
    assert [source.source for source in found(home)] == ["deposit:sub/淮安.pdf"]
    assert bring(home, path) == DepositSummary(new=0, known=2, files=2)


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"../b.html": PAGE}, "leads out of the archive"),
        ({"/b.html": PAGE}, "name is absolute"),
        ({"b.html": b""}, "the file is empty"),
        ({"deposits.csv": STATED.encode()}, "no files in it"),
        ({"b.html": b"0" * 60_000_000}, "denser than any report"),
        ({"c.html": PAGE, "deposits.csv": STATED.encode()}, "file 'b.html' is not in the folder"),
    ],
)
def test_zip_files_that_keep_nothing(home: Settings, tmp_path: Path, files: dict[str, bytes], reason: str) -> None:
    path = tmp_path / "reports.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    with pytest.raises(GongkaiError) as error:
        bring(home, path)
    assert reason in error.value.problem
    assert found(home) == []


def test_a_damaged_member_keeps_nothing(home: Settings, tmp_path: Path) -> None:
    path = packed(tmp_path / "reports.zip", {"a.html": PAGE, "b.html": PAGE.replace(b"2024", b"2023")})
    path.write_bytes(path.read_bytes().replace(b"2023", b"2022"))
    with pytest.raises(GongkaiError, match="damaged"):
        bring(home, path)
    assert found(home) == []


def capture(
    writer: WARCWriter, url: str, body: bytes, date: str, status: str = "200 OK", coding: str | None = None
) -> None:
    headers = [("Content-Type", "text/html")] + ([("Content-Encoding", coding)] if coding else [])
    http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
    record = writer.create_warc_record(
        url, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": date}
    )
    writer.write_record(record)


def archived(path: Path) -> Path:
    """Two states of a page, a packed one, and what is none: an answer 404, a revisit."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=path.suffix == ".gz")
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "test"}))
        capture(writer, URL, PAGE, "2025-01-20T01:00:00Z")
        capture(writer, URL, PAGE.replace(b"2024", b"2025"), "2025-02-20T01:00:00Z")
        capture(writer, URL + "?2", gzip.compress(PAGE), "2025-01-21T01:00:00Z", coding="gzip")
        capture(writer, URL + "?3", PAGE, "2025-01-21T01:00:00Z", status="404 Not Found")
        revisit = writer.create_revisit_record(URL, "sha1:AAAA", URL, "2025-01-20T01:00:00Z")
        writer.write_record(revisit)
    return path


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_captures_of_a_web_archive(home: Settings, tmp_path: Path, name: str) -> None:
    path = archived(tmp_path / name)
    told = ("1 left out: answers with status 404", "1 left out: revisits")
    assert bring(home, path) == DepositSummary(new=3, known=0, files=3, left_out=told)
    page, packed_page = found(home)
    assert (page.source, page.stated_source, page.rendition) == (f"deposit:{URL}", URL, "html")
    assert [d.retrieved for d in page.deliveries] == ["2025-01-20T01:00:00+00:00", "2025-02-20T01:00:00+00:00"]
    assert [body_store(home).get(d.sha256) for d in page.deliveries] == [PAGE, PAGE.replace(b"2024", b"2025")]
    assert body_store(home).get(packed_page.deliveries[0].sha256) == PAGE
    assert bring(home, path) == DepositSummary(new=0, known=3, files=3, left_out=told)
    assert found(home) == [page, packed_page]


def test_captures_of_hosts_that_are_not_listed_are_told(home: Settings, tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc"
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=False)
        for url in (
            URL,
            "http://mirror.example/1",
            "http://mirror.example/2",
            "http://example.gov.cn:80/",
            "http://[x/",
        ):
            capture(writer, url, PAGE, "2025-01-20T01:00:00Z")
    told = (
        "1 left out: addresses that are none",
        "2 of host mirror.example, which is in no row of sites.csv: kept, and nobody's report until it is listed",
    )
    assert bring(home, path) == DepositSummary(new=4, known=0, files=4, left_out=told)


def states(path: Path, *states: tuple[str, bytes]) -> Path:
    """A web archive of one page: times and bodies."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=False)
        for time, body in states:
            capture(writer, URL, body, time)
    return path


def test_captures_of_one_second_are_all_kept_and_once(home: Settings, tmp_path: Path) -> None:
    other = PAGE.replace(b"2024", b"2025")
    path = states(tmp_path / "a.warc", ("2025-01-20T01:00:00Z", PAGE), ("2025-01-20T01:00:00Z", other))
    assert bring(home, path) == DepositSummary(new=2, known=0, files=2)
    assert bring(home, path) == DepositSummary(new=0, known=2, files=2)
    (page,) = found(home)
    assert [body_store(home).get(d.sha256) for d in page.deliveries] == [PAGE, other]


def test_a_capture_dated_in_the_future_is_left_out_and_bars_no_other(home: Settings, tmp_path: Path) -> None:
    other = PAGE.replace(b"2024", b"2025")
    future = states(tmp_path / "a.warc", ("2099-01-20T01:00:00Z", PAGE), ("2025-01-20T01:00:00Z", PAGE))
    told = (f"{URL}: it says that it was captured on 2099-01-20, which is yet to come",)
    assert bring(home, future) == DepositSummary(new=1, known=0, files=1, left_out=told)
    assert bring(home, states(tmp_path / "b.warc", ("2025-02-20T01:00:00Z", other))).new == 1
    (page,) = found(home)
    assert [d.retrieved[:10] for d in page.deliveries] == ["2025-01-20", "2025-02-20"]


def test_what_was_kept_with_a_time_to_come_bars_no_capture(home: Settings, tmp_path: Path) -> None:
    with open_ledger(home) as ledger:
        ledger.deposit(f"deposit:{URL}", Body("0" * 64, 1, "text/html"), "2099-01-01T00:00:00+00:00", (None,) * 4, NOW)
    assert bring(home, states(tmp_path / "b.warc", ("2025-02-20T01:00:00Z", PAGE))).new == 1


def test_a_zip_file_is_opened_once_for_all_its_files(
    home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = packed(tmp_path / "reports.zip", {f"{n}.html": PAGE + str(n).encode() for n in range(20)})
    opened = []
    begin = zipfile.ZipFile.__init__
    monkeypatch.setattr(zipfile.ZipFile, "__init__", lambda self, *a, **k: (opened.append(1), begin(self, *a, **k))[1])
    assert bring(home, path).new == 20
    assert len(opened) == 1


def test_a_capture_that_is_not_what_its_digest_says_is_left_out(home: Settings, tmp_path: Path) -> None:
    path = archived(tmp_path / "crawl.warc")
    path.write_bytes(path.read_bytes().replace(b"<p>2025", b"<p>2026"))
    summary = bring(home, path)
    assert (summary.files, summary.left_out[0]) == (2, "1 left out: answers with status 404")
    assert "1 left out: bodies that are not what their digest says" in summary.left_out


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_a_web_archive_that_breaks_off_gives_what_is_whole(home: Settings, tmp_path: Path, name: str) -> None:
    whole = archived(tmp_path / name).read_bytes()
    writer = io.BytesIO()
    capture(WARCWriter(writer, gzip=name.endswith("gz")), URL + "?9", PAGE * 50, "2025-03-01T00:00:00Z")
    (tmp_path / name).write_bytes(whole + writer.getvalue()[:-40])
    summary = bring(home, tmp_path / name)
    assert summary.files == 3
    assert "1 left out: bodies that the file's end cuts" in summary.left_out


@pytest.mark.parametrize("data", [b"x", b"", gzip.compress(b"no records", mtime=0), b"WARC/1.0\r\n"], ids=repr)
def test_what_is_no_bundle(home: Settings, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(data)
    with pytest.raises(GongkaiError) as error:
        bring(home, path)
    assert error.value.file == str(path)
    with pytest.raises(GongkaiError, match="no such folder or file"):
        bring(home, tmp_path / "nowhere")


def test_an_empty_zip_file_is_called_so(home: Settings, tmp_path: Path) -> None:
    zipfile.ZipFile(tmp_path / "empty.zip", "w").close()
    with pytest.raises(GongkaiError, match="the zip file is empty"):
        bring(home, tmp_path / "empty.zip")
