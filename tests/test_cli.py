"""The command line: what is printed, exit codes, and what is not imported."""

import csv
import json
import subprocess
import sys
from importlib.metadata import EntryPoint
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from warehouse_examples import NIGHT_1, broken_review, gate, load_input, loaded, report, settings

from gongkai.cli import main
from gongkai.decisions import COLUMNS
from gongkai.errors import GongkaiError
from gongkai.warehouse.release import publish

_PAGE = """<html><head><title>无关</title></head><body><h1>某局公告</h1><p>今天放假。</p></body></html>"""


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main.cli, arguments)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with one release: table 4 held, a department's report missing."""
    made = settings(tmp_path)
    loaded(made, load_input(report(), lines=[gate(report(), t4="unconfirmed", findings=(broken_review(),))]))
    publish(made, 1, NIGHT_1)
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    return tmp_path


def test_help_lists_own_and_other_commands() -> None:
    text = _run("--help").output
    for name in ("read", "sql", "status", "run", "import"):
        assert f"\n  {name} " in text


def _commands() -> dict[str, str]:
    """What ``--help`` says of each command."""
    lines = _run("--help").output.partition("Commands:\n")[2].splitlines()
    found: dict[str, str] = {}
    for line in lines:
        if line[2:3] != " ":
            name = line.split()[0]
        found[name] = f"{found.get(name, '')} {line.strip().removeprefix(name).strip()}".strip()
    return found


def test_help_says_what_the_commands_of_the_pipeline_do() -> None:
    told = _commands()
    assert told["run"] == "Crawl, read, judge, load and release."
    assert told["import"] == "Take the files of a folder, a zip file or a web archive into the home."
    assert told["backfill"] == "Make past years anew from what is kept, without crawling."


@pytest.mark.parametrize("lacking", ["pipelines", "dagster"])
def test_help_says_where_the_pipeline_is_not_installed(monkeypatch: pytest.MonkeyPatch, lacking: str) -> None:
    monkeypatch.setattr(main, "find_spec", lambda name: None if name == lacking else find_spec(name))
    told = _commands()
    assert told["run"] == (
        "Crawl, read, judge, load and release. (Not installed here: it comes with the pipeline, from a checkout.)"
    )
    assert "Not installed" not in told["read"]
    result = _run("run")
    assert result.exit_code == 2
    assert f"run needs the pipeline ({lacking} is not installed)" in result.stderr


def test_unknown_command_is_wrong_usage() -> None:
    assert _run("reed").exit_code == 2


def test_start_up_imports_no_engine() -> None:
    code = (
        "import sys, click; from gongkai.cli.main import cli; cli.get_command(None, 'read');"
        "cli.get_help(click.Context(cli));"
        "engines = {'cv2', 'duckdb', 'numpy', 'pandas', 'pyarrow', 'camelot', 'dagster', 'scrapy'};"
        "print(sorted(engines & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_room_that_is_not_installed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("backfill", "no_such_room.cli:backfill", "gongkai.commands")
    monkeypatch.setattr(main, "entry_points", lambda group: [point])
    result = _run("backfill", "--year", "2021")
    assert result.exit_code == 2
    assert "backfill needs the pipeline" in result.stderr
    assert "install from a checkout" in result.stderr


def test_the_other_rooms_are_found_from_any_folder(tmp_path: Path) -> None:
    code = "import sys; sys.argv = ['gongkai', 'run', '--help']; from gongkai.cli.main import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "--region" in done.stdout


def test_errors_of_input_are_told_without_traceback(tmp_path: Path) -> None:
    code = "import sys; sys.argv = ['gongkai', 'status']; from gongkai.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={"GONGKAI_HOME": str(tmp_path)}
    )
    assert done.returncode == 1
    assert "there is no release yet" in done.stderr
    assert "What to do" in done.stderr
    assert "Traceback" not in done.stderr


def test_status_tells_what_is_held_and_missing(home: Path) -> None:
    result = _run("status")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0] == "Release 1-20240205T010000Z (load 1, 2024-02-05 01:00 UTC)"
    assert [line.split() for line in lines if line.startswith("unconfirmed")] == [["unconfirmed", "1", "2", "1"]]
    held = next(line for line in lines if line.startswith("S000001:2023:jurisdiction"))
    assert "http://a.invalid/1.html" in held
    assert "accept" in held
    missing = next(line for line in lines if line.startswith("missing"))
    assert "样川市水利局" in missing
    assert "ask the agency" in missing


def test_status_tells_decisions_without_effect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of another revision, of no report, of no source; neither those in force nor those that another one supersedes."""

    def row(name: str, action: str = "correct", **stated: str) -> dict[str, str]:
        given = {"decision_id": name, "time": "2024-02-06T02:00:00+00:00", "by": "li", "action": action, "value": "2"}
        return dict.fromkeys(COLUMNS, "") | given | stated

    current = report().report_id or ""
    rows = [
        row("d1", report_id=current, revision="7", table="4"),
        row("d2", report_id="S000001:1999:own", table="4"),
        row("d3", "agency", source="http://a.invalid/other.html"),
        row("d4", "agency", source=report().sources[0].source),
        row("d5", report_id=current, revision="0", table="4"),
        row("d6", report_id="S000001:1999:own", table="4"),
        row("d7", report_id=current, table="4", supersedes="d6"),
        row("d8", report_id=current, revision="0", table="4"),
    ]
    suspended = broken_review() | {
        "rule": "decision_suspended", "identity": "decision_suspended", "severity": "soft", "table": None, "n": None,
        "message": "decision d8 was not applied here: what it expects is not there, or it is on an earlier revision",
        "cells": [],
    }  # fmt: skip
    table = StringIO()
    writer = csv.DictWriter(table, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    made = settings(tmp_path)
    lines = [gate(report(), findings=(suspended,))]
    loaded(made, load_input(report(), lines=lines, decisions={"2024.csv": table.getvalue().encode()}))
    publish(made, 1, NIGHT_1)
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    told = _run("status").output.partition("Decisions without effect")[2].partition("\n\n")[0]
    assert {
        line.split()[0]: line.partition("4  ")[2] or line.partition("NULL  ")[2] for line in told.splitlines()[3:]
    } == {
        "d1": "it is on revision 7, the report has revision 0",
        "d2": "there is no such report",
        "d3": "no report is of this source",
        "d8": "what it expects is not there",
    }


def test_status_of_the_sample_says_sample(home: Path) -> None:
    made = settings(home / "sample", "sample")
    loaded(made)
    publish(made, 1, NIGHT_1)
    assert _run("--sample", "status").output.startswith("SAMPLE")
    assert "SAMPLE" not in _run("status").output


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("csv", "scope,n\r\njurisdiction,16\r\n"),
        ("json", '[\n {\n  "scope": "jurisdiction",\n  "n": 16\n }\n]\n'),
        ("table", "scope          n\n────────────  ──\njurisdiction  16\n"),
    ],
)
def test_sql_formats(home: Path, form: str, expected: str) -> None:
    result = _run("sql", "SELECT scope, count(*) AS n FROM facts GROUP BY 1", "--format", form)
    # CliRunner reads "\r\n" back as it was written.
    assert (result.exit_code, result.stdout_bytes.decode()) == (0, expected)


def test_wrong_sql_is_an_error_of_input(home: Path) -> None:
    result = _run("sql", "SELEC 1")
    assert isinstance(result.exception, GongkaiError)


def test_read_of_a_missing_file_is_unreadable_and_the_others_are_read(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(_PAGE, encoding="utf-8")
    result = _run("read", "--format", "jsonl", str(tmp_path / "none.html"), str(page))
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert result.exit_code == 1
    assert (first["kind"], first["document"]["source"]) == ("unreadable", str(tmp_path / "none.html"))
    assert first["error"]
    assert second["kind"] != "unreadable"


def _reading(**other: Any) -> Any:
    from gongkai.records import DocumentReading

    given = report().with_verdicts({("2", 1): "consistent", ("3", 1): "consistent", ("4", 1): "unconfirmed"}, ())
    return DocumentReading(
        **(
            {"source": "p", "sha256": "0" * 64, "media_type": "text/html", "bytes": 4, "pages": None}
            | {"kind": "report", "reports": (given,)}
            | other
        )
    )


@pytest.mark.parametrize(
    ("arguments", "reading", "code"),
    [
        ((), {}, 0),
        (("--strict",), {}, 3),
        (("--strict",), {"kind": "unreadable", "reports": (), "error": "damaged"}, 1),
        (("--strict",), {"kind": "not_a_report", "reports": (), "other_kind": "法治政府建设年度报告"}, 0),
    ],
)
def test_read_exit_codes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], reading: dict[str, Any], code: int
) -> None:
    page = tmp_path / "page.html"
    page.write_text(_PAGE, encoding="utf-8")
    monkeypatch.setattr("gongkai.cli.read.read_document", lambda document, mode: _reading(**reading))
    assert _run("read", *arguments, str(page)).exit_code == code


def test_read_formats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.html"
    page.write_text(_PAGE, encoding="utf-8")
    monkeypatch.setattr("gongkai.cli.read.read_document", lambda document, mode: _reading())
    pretty = _run("read", "--format", "json", str(page)).output
    assert json.loads(pretty)["reports"][0]["report_id"] == "S000001:2023:jurisdiction"
    assert pretty.startswith('{\n  "document"')
    rows = _run("read", "--format", "csv", str(page), str(page)).output.splitlines()
    assert len(rows) == 1 + 18 + 18
    assert rows[1].startswith(
        "p,S000001:2023:jurisdiction,样川市人民政府,2023,jurisdiction,2,1,2021,consistent,admin_fee_amount"
    )
    text = _run("read", str(page)).output
    assert "agency 样川市人民政府 · year 2023 · scope jurisdiction (title) · verdict unconfirmed" in text
    assert "req_carried_out" in text
    assert "自然人" in text


def test_read_without_files_is_wrong_usage() -> None:
    assert _run("read").exit_code == 2
