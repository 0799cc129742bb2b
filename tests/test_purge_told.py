"""What tells of a removed document, and what was brought with it: nights' reports, records of runs, the inbox."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from loopback import write_registry
from purge_homes import BODY, MARK, OTHER, REPORT, SHA, URL, make
from test_bundles import capture
from warcio.warcwriter import WARCWriter
from warehouse_examples import settings

from gongkai.cli.main import cli
from gongkai.crawl.exchange import Body, Due, Exchange
from gongkai.crawl.places import body_store, open_ledger
from gongkai.crawl.tombstones import Tombstone
from gongkai.purge import brought, purge, resume
from gongkai.settings import Settings
from pipelines.take_in import take_in

NOW = datetime(2024, 5, 1, 9, tzinfo=UTC)
NIGHT = datetime(2024, 2, 6, tzinfo=UTC)
#: The report's title in these homes.
TITLE = f"{MARK}的报告"
TOLD = f"""# Release 1

| report_id | agency | message |
|---|---|---|
| {REPORT} | 样东县 | the title names {MARK} |
| x | y | {TITLE} |
| {OTHER} | 样川市水利局 | sum |
"""
KEPT = "".join(line for line in TOLD.splitlines(keepends=True) if MARK not in line)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("made")).home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Settings:
    # Releases would be built anew for each removal.
    shutil.copytree(made, tmp_path / "home", symlinks=True, ignore=shutil.ignore_patterns("releases", "data_docs"))
    return settings(tmp_path / "home")


def database(path: Path, *texts: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE event_logs (id INTEGER PRIMARY KEY, event TEXT, step_key TEXT)")
    db.executemany("INSERT INTO event_logs (event) VALUES (?)", [(text,) for text in texts])
    db.commit()
    db.close()
    return path


def test_lines_of_a_nights_report_are_taken_out_and_the_report_stays(home: Settings) -> None:
    home.nights.mkdir()
    (home.nights / "20240205T010000Z-load1.md").write_text(TOLD, encoding="utf-8")
    (home.nights / "20240205T010000Z-load2.md").write_text(KEPT, encoding="utf-8")
    done = purge(home, SHA, "why", "某人", NOW)
    assert done.told == ("nights/20240205T010000Z-load1.md",) and done.left == ()
    assert [path.read_text(encoding="utf-8") for path in sorted(home.nights.iterdir())] == [KEPT, KEPT]


def test_records_of_runs_lose_what_they_say_of_it_and_stay_readable(home: Settings) -> None:
    event = {"event": {"metadata": [{"label": "report", "md": TOLD}, {"n": 3}], "json": json.dumps({"t": TITLE})}}
    runs = database(
        home.home / "dagster" / "history" / "runs" / "1.db",
        json.dumps(event),
        json.dumps(event, ensure_ascii=False),
        json.dumps({"message": "crawl of 99 ended"}),
        f"not JSON: {TITLE}",
    )
    log = home.home / "dagster" / "storage" / "1.err"
    log.parent.mkdir()
    log.write_text(f"begun\nread {TITLE}\nended\n", encoding="utf-8")
    done = purge(home, SHA, "why", "某人", NOW)
    assert done.told == ("dagster/history/runs/1.db", "dagster/storage/1.err") and done.left == ()
    db = sqlite3.connect(runs)
    texts = [text for (text,) in db.execute("SELECT event FROM event_logs ORDER BY id")]
    db.close()
    told = {"metadata": [{"label": "report", "md": KEPT}, {"n": 3}], "json": '{"t": "(removed on purpose)"}'}
    assert [json.loads(text) for text in texts[:3]] == [{"event": told}] * 2 + [{"message": "crawl of 99 ended"}]
    assert texts[3] == "(removed on purpose)"
    assert log.read_text(encoding="utf-8") == "begun\nended\n"
    for path in (home.home / "dagster").rglob("*.*"):
        data = path.read_bytes()
        assert MARK.encode() not in data and json.dumps(MARK)[1:-1].encode() not in data


def test_what_is_a_persons_is_named(home: Settings) -> None:
    (home.home / "registry_suggestions.csv").write_text(f"what,name\nagency,{TITLE}\n", encoding="utf-8")
    done = purge(home, SHA, "why", "某人", NOW)
    assert done.left == ("registry_suggestions.csv: it names the document or quotes it; it is yours to correct",)


def test_what_lies_in_the_inbox_is_removed(home: Settings) -> None:
    taken = home.inbox / ".taken" / "20240205T010000Z-d"
    taken.mkdir(parents=True)
    (taken / "p.html").write_bytes(BODY)
    (taken / "q.html").write_bytes(b"another")
    with zipfile.ZipFile(taken.parent / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("淮安/p.html", BODY)
        archive.writestr("q.html", b"another")
    with zipfile.ZipFile(taken.parent / "b.zip", "w") as archive:
        archive.writestr("q.html", b"another")
    for name, url in (("c.warc.gz", URL), ("d.warc", URL)):
        with (home.inbox / name).open("wb") as stream:
            body = BODY if name == "c.warc.gz" else b"another"
            capture(WARCWriter(stream, gzip=name.endswith("gz")), url, body, "2024-01-20T01:00:00Z")
    done = purge(home, SHA, "why", "某人", NOW)
    assert done.brought == (
        "inbox/.taken/20240205T010000Z-d/p.html: removed",
        "inbox/.taken/a.zip: 淮安/p.html removed from it",
        f"inbox/c.warc.gz: removed whole, for it holds {URL}; its other captures are kept as bodies",
    )
    left = sorted(path.relative_to(home.inbox).as_posix() for path in home.inbox.rglob("*") if path.is_file())
    assert left == [".taken/20240205T010000Z-d/q.html", ".taken/a.zip", ".taken/b.zip", "d.warc"]
    with zipfile.ZipFile(taken.parent / "a.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {"q.html": b"another"}


def test_a_zip_file_with_names_in_gbk_keeps_them(tmp_path: Path) -> None:
    packed = io.BytesIO()
    names = {"x" * 9: "淮安.html", "y" * 9: "样县.html"}
    with zipfile.ZipFile(packed, "w") as archive:
        for written, data in zip(names, (b"kept", BODY), strict=True):
            archive.writestr(written, data)
    data = packed.getvalue()
    for written, name in names.items():
        data = data.replace(written.encode(), name.encode("gbk"))
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert brought.forget(path, {SHA}) == ("a.zip: 样县.html removed from it",)
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["淮安.html"] and archive.read("淮安.html") == b"kept"


def keep(home: Settings, data: bytes, main_text: str) -> str:
    """Another body of the page; its sha256."""
    sha = body_store(home).put(data)
    due = Due(URL, "detail", "s", "c")
    body = Body(sha, len(data), "text/html")
    with open_ledger(home) as ledger:
        ledger.record(Exchange(URL, URL, "detail", "ok", status=200, body=body, main_text=main_text), NIGHT, due, [])
    return sha


def test_bodies_around_the_same_report_go_with_it_and_others_where_that_is_asked_for(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (same, other) = (keep(home, BODY + b"<!-- 2 visitors -->", "m1"), keep(home, b"another report", "m2"))
    keep(home, BODY, "m1")
    done = purge(home, SHA, "why", "某人", NOW)
    assert [one.stone.sha256 for one in done.with_it] == [same] and done.also == (other,)
    store = body_store(home)
    assert (store.has(SHA), store.has(same), store.has(other)) == (False, False, True)
    assert all(stone.done and stone.reason == "why" for stone in store.tombstones.all().values())
    assert resume(home, NOW) == []
    monkeypatch.setenv("GONGKAI_HOME", str(home.home))
    told = CliRunner().invoke(cli, ["purge", SHA, "--reason", "again"])
    assert (
        f"the same source also delivered {other}, which is still kept: purge it too, or use --siblings" in told.output
    )
    told = CliRunner().invoke(cli, ["purge", SHA, "--reason", "again", "--siblings"])
    assert told.exit_code == 0 and f"{other}: removed on purpose" in told.output
    assert not store.has(other) and "which is still kept" not in told.output


def test_what_was_removed_does_not_stay_in_the_inbox_that_brings_it_again(tmp_path: Path) -> None:
    home = Settings(tmp_path / "home", "real", write_registry(tmp_path / "registry", []))
    home.create()
    body_store(home).tombstones.write(Tombstone(SHA, "2024-05-01T09:00:00+00:00", "某人", "why", done=True))
    for name, body in (("p.html", BODY), ("q.html", b"another")):
        (home.inbox / "d").mkdir(parents=True, exist_ok=True)
        (home.inbox / "d" / name).write_bytes(body)
    config = {"ops": {"deposit": {"config": {"name": "d"}}}}
    assert take_in.execute_in_process(config, resources={"settings": home, "now": NOW}).success
    assert [path.name for path in home.inbox.rglob("*.html")] == ["q.html"]
    assert not body_store(home).has(SHA)
