"""Documents are read in processes that can do no harm: whatever happens there is one document's finding."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import made_documents
import misbehaving
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from gongkai import documents, readers, sandbox
from gongkai.archives import Budget
from gongkai.documents import Document
from gongkai.errors import GongkaiError, LimitReached, UnreadableDocument
from gongkai.grids import serial
from gongkai.grids.model import Cell, Extract, Grid
from gongkai.grids.picture import Picture
from gongkai.lake.executor import open_executor
from gongkai.sandbox import answers, isolation, limits, process
from gongkai.settings import Readers

GOOD = made_documents.docx(f"<w:p><w:r><w:t>样县</w:t></w:r></w:p><w:tbl><w:tr>{made_documents.tc('7')}</w:tr></w:tbl>")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Workers that know the misbehaving reader; the folder in which theirs are made."""
    boot = process._BOOT.replace("from gongkai", "import misbehaving; from gongkai")
    monkeypatch.setattr(process, "_BOOT", boot)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sandbox, "_here", threading.local())
    yield tmp_path
    for worker in vars(sandbox._here).get("workers", {}).values():
        worker.end()


def document(words: str) -> Document:
    return Document("r.bin", words.encode(), "0", misbehaving.MEDIUM)


def said(words: str) -> str:
    """What the misbehaving reader answers."""
    (extract,) = sandbox.extracts(document(words))
    return extract.lines[0].text


def read_good() -> tuple[Extract, ...]:
    return sandbox.extracts(documents.from_bytes("good.docx", GOOD))


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def ends(pid: int) -> bool:
    """Whether a process ends within ten seconds."""
    for _ in range(1000):
        if not is_running(pid):
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("data", [GOOD, made_documents.pdf(made_documents.plain_table)], ids=["docx", "pdf"])
@pytest.mark.parametrize("mode", get_args(Readers))
def test_a_worker_gives_what_the_readers_give(data: bytes, mode: Readers) -> None:
    made = documents.from_bytes("made", data)
    assert sandbox.extracts(made, mode) == readers.extracts(made, mode)


def test_pages_and_text_are_read_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "Worker", None)
    monkeypatch.setattr(sandbox, "_here", threading.local())
    (page,) = sandbox.extracts(documents.from_bytes("p", b"<html><body><p>7</p></body></html>"))
    (text,) = sandbox.extracts(documents.from_bytes("t", b"7\t8\n"))
    assert (page.lines[0].text, text.grids[0].cells[1].text) == ("7", "8")


def test_a_page_that_is_too_large_is_refused() -> None:
    large = Document("p", b"<html>" + b" " * limits.MAX_PAGE, "0", documents.HTML)
    with pytest.raises(UnreadableDocument, match="a page of 20000006 bytes, more than the 20000000"):
        sandbox.extracts(large)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("abort", r"crashed \(SIGABRT\)"),
        ("segfault", r"crashed \(SIGSEGV\)"),
        ("exit", "the process that read it crashed"),
        ("signal SIGKILL", "the system ended its reading"),
        ("signal SIGTERM", "the system ended its reading"),
        ("signal SIGXCPU", "more than 30 s of processor time"),
        ("eat", "more than 1073741824 bytes of memory"),
        ("recurse", r"its reader failed \(RecursionError"),
        ("raise 坏了", r"its reader failed \(ValueError: 坏了\)"),
        ("unreadable damaged", "damaged"),
        ("large 40000000", "a frame of"),
    ],
)
def test_what_happens_to_a_worker_is_its_documents_finding(folder: Path, words: str, problem: str) -> None:
    with pytest.raises(UnreadableDocument, match=problem) as error:
        said(words)
    assert error.value.file == "r.bin"
    assert error.value.remedy
    assert isinstance(error.value, LimitReached) == ("more than" in problem or "system" in problem)
    assert read_good()[0].lines[0].text == "样县"


def test_a_worker_ends_when_it_is_asked_to_whatever_its_parent_ignores(folder: Path) -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with pytest.raises(UnreadableDocument, match="the system ended its reading"):
            said("signal SIGTERM")
    finally:
        signal.signal(signal.SIGTERM, before)


def test_what_others_left_no_memory_for_is_read_by_a_new_worker(folder: Path) -> None:
    """Half of its gigabyte is kept from the first document, so that the second has no room beside it."""
    first, second = said("hoard 500000000"), said("hoard 500000000")
    assert first != second


def test_a_worker_that_holds_most_of_its_memory_is_replaced_before_it_refuses(folder: Path) -> None:
    first = said("hoard 700000000")
    assert said("pid") != first


def test_a_document_that_takes_too_long_is_ended_with_all_its_children(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = int(said("leave"))
    worker = int(said("pid"))
    assert is_running(child)
    monkeypatch.setattr(sandbox._worker("plain"), "limits", replace(limits.LIMITS["plain"], seconds=1))
    with pytest.raises(LimitReached, match="more than 30 s"):
        said("sleep 100")
    assert ends(worker)
    assert ends(child)
    assert list(folder.iterdir()) == []
    assert said("say 7") == "7"


def test_noise_on_standard_output_is_no_answer(folder: Path) -> None:
    assert said("noise E[]") == "300003"
    assert said("say 7") == "7"


def test_a_worker_reaches_no_network(folder: Path) -> None:
    if sandbox.Worker("plain").route == "none":
        pytest.skip("this system lets no process give its network up (gongkai doctor says so)")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port)).close()
        assert said(f"connect {port}") in ("OSError", "PermissionError")


@pytest.mark.parametrize("route", isolation.ROUTES)
def test_every_way_to_cut_the_network_cuts_it(route: isolation.Route) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = (
            "import json, os, socket, sys; sys.path[:] = json.loads(sys.argv[1]); import misbehaving\n"
            "from gongkai.sandbox import isolation\n"
            f"print(isolation.cut_off(os.getppid(), [{route!r}]), misbehaving._connect('{port}'))\n"
            "powers = [line.split()[1] for line in open('/proc/self/status') if line[:6] in ('CapPrm', 'CapEff')]\n"
            "print(*[int(power, 16) & ~6 for power in powers])\n"
            "a, b = socket.socketpair(); a.send(b'local'); print(b.recv(9).decode())"
        )
        paths = json.dumps([str(Path(entry).absolute()) for entry in sys.path])
        done = subprocess.run([sys.executable, "-c", code, paths], capture_output=True, text=True, check=True)
    if done.stdout.startswith("none"):
        pytest.skip(f"no {route} on this system")
    assert done.stdout in (f"{route} OSError\n0 0\nlocal\n", f"{route} PermissionError\n0 0\nlocal\n")


def test_a_worker_knows_nothing_of_the_user(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_CONTACT", "me@example.org")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    memory = ["MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"]
    threads = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"]
    assert said("environment") == str(
        ["ARROW_DEFAULT_MEMORY_POOL", "HOME", "LANG", *memory, *threads, "PATH", "TMPDIR"]
    )


def test_its_folder_is_empty_for_each_document_and_gone_with_it(folder: Path) -> None:
    assert said("write one") == "[]"
    assert said("write two") == "[]"
    (own,) = folder.iterdir()
    assert list(own.iterdir()) == []
    sandbox._worker("plain").end()
    assert list(folder.iterdir()) == []


def test_one_worker_serves_until_it_has_read_enough_or_grown_too_large(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = said("pid")
    assert said("pid") == first
    worker = sandbox._worker("plain")
    monkeypatch.setattr(worker, "limits", replace(worker.limits, documents=2))
    second = said("pid")
    assert second != first
    worker = sandbox._worker("plain")
    monkeypatch.setattr(worker, "limits", replace(worker.limits, resident=1_000_000))
    assert said("pid") != second
    assert ends(int(first))
    assert ends(int(second))


def test_a_document_that_needs_more_is_handed_on(folder: Path) -> None:
    plain = said("pid")
    assert said("need scan") == "allowed"
    assert said("need plain") == "allowed"
    assert said("pid") == plain
    assert sorted(vars(sandbox._here)["workers"]) == ["plain", "scan"]


def test_levels_of_media() -> None:
    assert limits.level_of("image/tiff") == "scan"
    assert limits.level_of(documents.DOC) == "office"
    assert limits.level_of(documents.PDF) == limits.level_of(documents.ZIP) == "plain"


def test_each_thread_and_each_forked_child_has_its_own(folder: Path) -> None:
    mine = said("pid")
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.extend((said("pid"), said("say 7"))))
    thread.start()
    thread.join()
    assert found[1] == "7"
    assert found[0] != mine
    assert ends(int(found[0]))
    child = os.fork()
    if child == 0:
        os._exit(0 if said("pid") != mine else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert said("pid") == mine


def test_a_worker_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    code = (
        "import json, sys; sys.path[:] = json.loads(sys.argv[1])\n"
        "from gongkai.sandbox import Worker\n"
        "worker = Worker('plain'); print(worker._process.pid, flush=True); sys.stdin.read()"
    )
    paths = json.dumps([str(Path(entry).absolute()) for entry in sys.path])
    with subprocess.Popen(
        [sys.executable, "-c", code, paths],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"TMPDIR": str(tmp_path), "PATH": os.environ["PATH"]},
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert is_running(worker)
        parent.kill()
    assert ends(worker)


def read_in_pool(_: int) -> tuple[int, str, str]:
    text = read_good()[0].lines[0].text
    worker = sandbox._worker("plain")
    return worker._process.pid, worker.folder, text


def test_processes_of_a_pool_have_their_own_and_leave_nothing() -> None:
    with open_executor(2) as pool:
        found = list(pool.map(read_in_pool, range(8)))
    assert {text for _, _, text in found} == {"样县"}
    assert all(ends(pid) for pid, _, _ in found)
    assert not any(Path(folder).exists() for _, folder, _ in found)


def test_a_worker_that_cannot_start_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_BOOT", "raise SystemExit('no engine')")
    with pytest.raises(GongkaiError, match="does not start: no engine") as error:
        sandbox.Worker("plain")
    assert not isinstance(error.value, UnreadableDocument)


def test_what_met_a_limit_is_not_kept_and_read_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongkai.crawl.store import BodyStore
    from gongkai.lake.cache import Cache
    from gongkai.reports import reading

    shelf = reading.Shelf(BodyStore(tmp_path / "bodies"), Cache(tmp_path / "cache"), "both")
    sha256 = shelf.store.put(GOOD)
    worker = sandbox._worker("plain")
    os.kill(worker._process.pid, signal.SIGSTOP)
    monkeypatch.setattr(worker, "limits", replace(worker.limits, seconds=1))
    stopped = reading.reading_of(shelf, sha256)
    assert stopped.kind == "unreadable"
    assert stopped.error is not None and "more than 30 s" in stopped.error
    assert reading.reading_of(shelf, sha256).kind != "unreadable"


TABLE = Extract(
    "rules", (Grid((Cell(0, 0, 1, 2, "7", "p1 0,0,1,1", 1, (0.0, 0.0, 1.0, 1.0)),), 1, 2, "p1", "rules", 1),)
)
JSON = serial.to_json([TABLE]).decode()


def test_an_answer_is_understood() -> None:
    assert answers.understand(answers.of_extracts([TABLE]), "r") == (TABLE,)
    assert answers.understand(answers.of_need("scan"), "r") == answers.Needs("scan")
    with pytest.raises(UnreadableDocument, match="r, p3: damaged"):
        answers.understand(answers.of_error(UnreadableDocument("damaged", "elsewhere", "p3", "look")), "r")
    with pytest.raises(answers.OutOfMemory):
        answers.understand(answers.of_memory(), "r")


@pytest.mark.parametrize(
    "lie",
    [
        "",
        "X",
        "E",
        "E[]",
        "E{}",
        "E[1]",
        "E" + "[" * 100_000,
        "Nmore",
        'N"more"',
        "U[1]",
        "E" + JSON.replace('"7"', "7"),
        "E" + JSON.replace("[0, 0, 1, 2,", "[0, 0, 99999999, 2,"),
        "E" + JSON.replace("[0, 0, 1, 2,", "[0, 0, 0, 2,"),
        "E" + JSON.replace("[0, 0, 1, 2,", "[0, -1, 1, 2,"),
        "E" + JSON.replace("[0, 0, 1, 2,", "[0, 0.5, 1, 2,"),
        "E" + JSON.replace("[0, 0, 1, 2,", "[true, 0, 1, 2,"),
        "E" + JSON.replace("[0, 0, 1, 2,", "[0, 0, 1, 9999999,").replace('"n_cols": 2', '"n_cols": 9999999'),
        "E" + JSON.replace('"n_rows": 1', '"n_rows": 999999999999'),
        "E" + JSON.replace('"lines": []', '"lines": [[1, 2]]'),
        "E" + JSON.replace('"metadata": {}', '"metadata": {"pubdate": []}'),
        "E" + JSON.replace('"title": null', '"title": 7'),
    ],
)
def test_an_answer_that_is_none_is_refused(lie: str) -> None:
    assert lie != f"E{JSON}"
    with pytest.raises(ValueError, match=r"not as the model says|an answer"):
        answers.understand(lie.encode(), "r")


PAGES = answers.of_pictures(3, [Picture(2, 2, 3, 72.0, b"abcdef")])


def test_pictures_are_understood_and_what_is_none_is_refused() -> None:
    assert answers.understand_pictures(PAGES, "r") == (3, (Picture(2, 2, 3, 72.0, b"abcdef"),))
    for lie in (
        PAGES[:-1],
        PAGES + b"g",
        PAGES.replace(b"[2, 2, 3,", b"[2, 2, 2,"),
        PAGES[:9],
        answers.of_extracts([TABLE]),
    ):
        with pytest.raises(ValueError, match=r"not as the model says|an answer"):
            answers.understand_pictures(lie, "r")
    with pytest.raises(UnreadableDocument, match="r: damaged"):
        answers.understand_pictures(answers.of_error(UnreadableDocument("damaged", "", "", "look")), "r")


MEMBERS = answers.of_members([Document("a.zip!b", b"7", "0", documents.TEXT)], ["c: refused"], Budget(1, 2))


def test_members_are_understood() -> None:
    budget = Budget(2, 3)
    found, notes = answers.understand_members(MEMBERS, "a.zip", budget)
    assert ([member.data for member in found], notes, budget) == ([b"7"], ("c: refused",), Budget(1, 2))


@pytest.mark.parametrize(
    "lie",
    [
        b"",
        b"A",
        MEMBERS[:-1],
        MEMBERS + b"8",
        MEMBERS.replace(b"a.zip!b", b"/etc/pas"),
        MEMBERS.replace(b"[1, 2]", b"[9, 2]"),
        MEMBERS.replace(b"[1, 2]", b"[1, 9]"),
        MEMBERS.replace(b'b", 1]', b'b", 0]'),
        b"E[]",
    ],
)
def test_members_that_are_none_are_refused(lie: bytes) -> None:
    with pytest.raises(ValueError, match="an answer that is none"):
        answers.understand_members(lie, "a.zip", Budget(2, 3))


@given(st.integers(0, len(JSON)), st.text(max_size=4), st.integers(0, 9))
def test_no_answer_does_anything_but_be_understood_or_refused(at: int, words: str, cut: int) -> None:
    try:
        answers.understand(f"E{JSON[:at]}{words}{JSON[at + cut :]}".encode(), "r")
    except ValueError:
        return


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts address space by /proc")
def test_camelot_leaves_ocr_its_address_space(tmp_path: Path) -> None:
    """Arrow's own pool would take a gibibyte of it at once, and a PDF asked of OCR afterwards would be unreadable."""

    def draw(canvas: Canvas) -> None:
        made_documents.edges(canvas)
        made_documents.fill(canvas, [["1", "2", "3"]] * 3)

    ruled = tmp_path / "ruled.pdf"
    ruled.write_bytes(made_documents.pdf(draw))
    read = "\n".join(
        [
            "import sys",
            "from gongkai import documents",
            "from gongkai.grids.pdf import Engines",
            "Engines(documents.from_bytes('ruled.pdf', open(sys.argv[1], 'rb').read())).camelot",
            "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmSize')))",
        ]
    )
    environment = process._environment(str(tmp_path)) | {"PYTHONPATH": os.pathsep.join(sys.path)}
    said_size = subprocess.run(
        [sys.executable, "-c", read, str(ruled)], env=environment, check=True, capture_output=True, text=True
    ).stdout
    kibibytes = int(said_size)
    assert kibibytes < 900 * 1024
