"""A document that is removed on purpose is gone from everywhere, and whatever is made later knows why."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from purge_homes import BODY, MARK, OTHER, REPORT, SHA, URL, make, other_report, speaking
from warehouse_examples import DOC_1, documents, load_input, settings

from gongkai.cli.main import cli
from gongkai.crawl.places import body_store, ledger_path
from gongkai.errors import GongkaiError
from gongkai.lake.cache import Cache, digest
from gongkai.lake.lock import Lock
from gongkai.lake.log import Log
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import read_jsonl
from gongkai.purge import purge, resume
from gongkai.settings import Settings
from gongkai.warehouse import engine
from gongkai.warehouse.load import write_load
from gongkai.warehouse.release import SPILL, current, publish, releases

NOW = datetime(2024, 5, 1, 9, tzinfo=UTC)
LATER = datetime(2024, 5, 2, 1, tzinfo=UTC)
WHY = "removed on purpose on 2024-05-01 by 某人: names a private person"
_HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home before anything is removed from it."""
    return make(tmp_path_factory.mktemp("made")).home


@pytest.fixture(scope="module")
def purged(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home after the document was removed."""
    home = copied(made, tmp_path_factory.mktemp("purged"))
    remove(home)
    return home.home


def copied(made: Path, folder: Path) -> Settings:
    shutil.copytree(made, folder, dirs_exist_ok=True, symlinks=True)
    return settings(folder)


def remove(home: Settings) -> None:
    purge(home, SHA, "names a private person", "某人", NOW)


def ask(home: Settings, sql: str) -> list[tuple[object, ...]]:
    found = current(home.releases)
    assert found is not None
    con = engine.reader(found.database)
    try:
        return con.execute(sql).fetchall()
    finally:
        con.close()


def is_gone(home: Settings) -> None:
    """What must hold after a removal, however it came about."""
    assert speaking(home) == []
    stones = body_store(home).tombstones.all()
    assert [str(stone) for stone in stones.values()] == [WHY] and stones[SHA].done
    log = Log(home.lake)
    assert [log.manifest(load).removed for load in log.loads()] == [[SHA], []]
    for load in log.loads():
        log.verify(load)
    (release,) = releases(home.releases)
    assert release == current(home.releases) and release.load == 2
    assert [path.name for path in home.data_docs.glob("[1-9]*")] == [release.name]
    assert ask(home, "SELECT DISTINCT report_id FROM main.facts") == [(OTHER,)]
    assert ask(home, f"SELECT kind, error, notes FROM main.documents WHERE document = '{SHA}'") == [(None, WHY, None)]


def test_before_it_is_removed_it_stands_in_all_these_places(made: Path, tmp_path: Path) -> None:
    found = speaking(copied(made, tmp_path))
    assert {name.split("/")[0] for name in found} == {"data_docs", "lake", "releases"}
    lake = {name.split("/")[1] for name in found if name.startswith("lake/")}
    assert lake == {"bodies", "cache", "loads", "stages"}
    stages = {name.split("/")[2] for name in found if name.startswith("lake/stages/")}
    assert stages == {"across", "gate", "grids", "reports", "seen"}
    loads = {name.split("/")[-1] for name in found if name.startswith("lake/loads/load=1/")}
    assert loads == {"admitted.parquet", "documents.parquet", "findings.parquet", "reports.parquet"}


def test_a_removal_in_a_home_that_is_named_from_here_leaves_readers_a_release(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As ``data`` is, the default of GONGKAI_HOME."""
    home = copied(made, tmp_path)
    monkeypatch.chdir(home.home.parent)
    here = replace(home, home=Path(home.home.name))
    assert purge(here, SHA, "names a private person", "某人", NOW).released == "2-20240501T090000Z"
    found = current(here.releases)
    assert found is not None
    assert found.name == "2-20240501T090000Z"


def test_a_removed_document_is_gone_from_everywhere(made: Path, tmp_path: Path) -> None:
    home = copied(made, tmp_path)
    for release in releases(home.releases):
        (release.folder / SPILL).mkdir()
        (release.folder / SPILL / "duckdb_temp_storage_DEFAULT-0.tmp").write_text(f"{SHA} {REPORT}")
    done = purge(home, SHA, " names a private person ", "某人", NOW)
    assert not list(home.releases.rglob(SPILL))
    assert (done.reports, done.loads, done.released) == ((REPORT,), (1,), "2-20240501T090000Z")
    assert done.dropped == ("1-20240205T010000Z", "2-20240405T010000Z")
    is_gone(home)
    # What is not of it is as it was.
    assert len(ask(home, "FROM main.facts")) == len(other_report().facts)
    assert Cache(home.lake / "cache").get("cells", digest("pages"), DOC_1, SHA) is None
    (line,) = read_jsonl(Manifest(home.lake).path("documents", "2023|99"))
    assert (line["source"], line["deliveries"], line["failure"]) == (URL, [], WHY)
    kept = {
        stage: [line.get("report_id", line.get("sha256")) for line in read_jsonl(path)]
        for stage in ("grids", "reports", "seen", "across", "gate")
        for path in [Manifest(home.lake).path(stage, "2023|99")]
    }
    # The other report was compared with it: that is to be judged again.
    assert kept == {"grids": [DOC_1], "reports": [OTHER], "seen": [OTHER], "across": [], "gate": []}
    assert not Manifest(home.lake).is_current("reports", "2023|99", digest("made"))
    assert body_store(home).put(BODY) == SHA and not body_store(home).has(SHA)


def test_the_log_says_why_its_facts_are_absent(purged: Path, tmp_path: Path) -> None:
    home = copied(purged, tmp_path)
    log = Log(home.lake)
    rows = [row for row in log.of_load("tables", 1) if row["report_id"] == REPORT]
    assert {(row["change"], row["cause"], row["facts"]) for row in rows} == {("withdrawn", "document removed", None)}
    assert len(rows) == 3
    (finding,) = log.of_load("findings", 1)
    assert finding["report_id"] == OTHER and finding["cells"] == "[]"
    assert finding["message"] == "it was compared with a report whose document was removed on purpose"


def test_the_next_load_writes_what_another_document_says_of_the_report(purged: Path, tmp_path: Path) -> None:
    home = copied(purged, tmp_path)
    source = replace(other_report().sources[0], source="deposit:copy.html", sha256="3" * 64)
    again = replace(other_report(), report_id=REPORT, agency_id="S000001", scope="jurisdiction", sources=(source,))
    given = load_input(again, other_report(), documents=documents(DOC_1, "3" * 64))
    log = Log(home.lake)
    assert write_load(log, replace(given, decisions={"2024.csv": b"decision_id\n"}), "real", LATER) == 3
    changes = {(row["report_id"], row["change"], row["cause"]) for row in log.of_load("tables", 3)}
    assert changes == {(REPORT, "added", "document removed")}
    # The other one's finding named the removed document: what is left of its findings is written again.
    changes = {(row["report_id"], row["change"], row["cause"]) for row in log.of_load("reports", 3)}
    assert changes == {(REPORT, "added", "document removed"), (OTHER, "changed", "document removed")}
    publish(home, 3, LATER)
    assert ask(home, "SELECT DISTINCT report_id FROM main.facts ORDER BY 1") == [(REPORT,), (OTHER,)]
    assert ask(home, "FROM main.findings") == [] and ask(home, "FROM history.facts") == []
    # Nothing changed since: no load for the removal's sake.
    assert write_load(log, replace(given, decisions={"2024.csv": b"decision_id\n"}), "real", LATER) is None


def test_a_report_that_only_had_it_attached_is_withdrawn_until_it_is_read_again(made: Path, tmp_path: Path) -> None:
    home = copied(made, tmp_path)
    attached = body_store(home).put(b"attached")
    (page,) = other_report().sources
    both = replace(other_report(), sources=(page, replace(page, source="http://a.invalid/x.pdf", sha256=attached)))
    given = load_input(both, documents=documents(DOC_1, attached))
    log = Log(home.lake)
    # Its tables are those of load 1, read from its page; load 3 notes the attachment.
    assert write_load(log, given, "real", LATER) == 3
    assert [row["report_id"] for row in log.of_load("tables", 3)] == [REPORT] * 3
    publish(home, 3, LATER)
    done = purge(home, attached, "not meant to be public", "某人", LATER)
    assert (done.reports, done.loads) == ((OTHER,), (3,))
    assert ask(home, "SELECT report_id FROM main.reports") == [] and ask(home, "FROM main.facts") == []
    alone = load_input(other_report(), documents=documents(DOC_1))
    assert write_load(log, alone, "real", LATER) == 4
    publish(home, 4, datetime(2024, 5, 3, tzinfo=UTC))
    assert len(ask(home, "FROM main.facts")) == len(other_report().facts)
    assert {row["cause"] for row in log.of_load("tables", 4)} == {"document removed"}


def test_removed_twice_keeps_the_first_reason(purged: Path, tmp_path: Path) -> None:
    home = copied(purged, tmp_path)
    path = body_store(home).root / body_store(home).name(SHA)
    path.write_bytes(b"from a backup")
    done = purge(home, SHA, "another one", "another", LATER)
    assert (str(done.stone), done.loads, done.dropped, path.exists()) == (WHY, (), (), False)
    is_gone(home)


def test_what_was_never_kept_and_what_has_no_reason_are_refused(made: Path, tmp_path: Path) -> None:
    home = copied(made, tmp_path)
    with pytest.raises(GongkaiError, match="no such body was ever kept here"):
        purge(home, "5" * 64, "why", "某人", NOW)
    with pytest.raises(GongkaiError, match="no reason is given"):
        purge(home, SHA, "  ", "某人", NOW)
    with Lock(ledger_path(home).with_suffix(".lock")), pytest.raises(GongkaiError, match="another process"):
        remove(home)
    assert body_store(home).has(SHA) and body_store(home).tombstones.all() == {}


def test_the_command_tells_what_it_did(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = copied(made, tmp_path)
    monkeypatch.setenv("GONGKAI_HOME", str(home.home))
    told = CliRunner().invoke(cli, ["purge", SHA.upper(), "--reason", "names a private person", "--by", "某人"])
    assert told.exit_code == 0, told.output
    assert f"{SHA}: removed on purpose on " in told.output
    assert f"reports read from it: {REPORT}\n" in told.output
    assert "releases dropped: 1-20240205T010000Z, 2-20240405T010000Z; now: 2-" in told.output
    assert MARK not in told.output and speaking(home) == []


_CHILD = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from purge_homes import SHA
from warehouse_examples import settings
from gongkai.purge import purge
home, moment, seen = settings(Path(sys.argv[1])), int(sys.argv[3]), 0

def hook(event, args):
    global seen
    writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
    if event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir") or writes:
        seen += 1
        if seen == moment:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hook)
purge(home, SHA, "names a private person", "某人", datetime(2024, 5, 1, 9, tzinfo=UTC))
print(seen)
"""


def child(home: Settings, moment: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _CHILD, str(home.home), str(_HERE), str(moment)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


#: Of some 350 moments at which something is written or removed: tombstone half written, body, a stage, a load copied,
#: moved away (66), put in place (67), a release half built, built but not given to readers (170), an old one half
#: removed; the last is behind all.
@pytest.mark.parametrize("moment", [4, 9, 21, 60, 66, 67, 105, 170, 210, 10_000])
def test_killed_at_any_moment_it_is_completed_by_the_next_run(made: Path, tmp_path: Path, moment: int) -> None:
    home = copied(made, tmp_path)
    done = child(home, moment)
    assert done.returncode == (0 if moment == 10_000 else -9), done.stderr
    resume(home, LATER)
    if body_store(home).tombstones.all() == {}:
        # Killed before the tombstone stood: nothing was removed.
        assert body_store(home).get(SHA) == BODY
        remove(home)
    is_gone(home)
    assert resume(home, LATER) == []
