"""The documents are true: what the README prints is what its commands print, and what the docs name is there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from gongkai import decisions, registry
from gongkai.cli import main
from gongkai.crawl.deposits import COLUMNS as DEPOSIT_COLUMNS
from gongkai.settings import Settings
from gongkai.settings_model import SettingsModel, table, variable
from gongkai.warehouse import dictionary

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))

#: A line of a README example that stands for output left out.
LEFT_OUT = "…"


def blocks(language: str) -> list[str]:
    """Contents of the README's fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, str]]:
    """(command, output) of the README's console blocks."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


@pytest.fixture
def beside_the_sample(sample_home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like a checkout after ``make run``: the sample's home is ``data/sample``."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sample").symlink_to(sample_home.home.resolve())
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GONGKAI_HOME", raising=False)
    return tmp_path


def test_there_is_a_query_a_reading_and_a_held_table_to_try() -> None:
    commands = " ".join(command for command, _ in examples())
    assert "sum(f.value)" in commands
    assert "gongkai read " in commands
    assert "report_tables WHERE NOT admitted" in commands


@pytest.mark.parametrize(("command", "output"), examples())
def test_an_example_prints_what_the_readme_says(command: str, output: str, beside_the_sample: Path) -> None:
    program, *arguments = shlex.split(command)
    assert program == "gongkai"
    result = CliRunner().invoke(main.cli, arguments)
    assert result.exit_code == 0, result.output
    pattern = ".*".join(map(re.escape, re.split(rf"^{LEFT_OUT}\n", output, flags=re.MULTILINE)))
    assert re.fullmatch(pattern, result.output, re.DOTALL), result.output


@pytest.mark.parametrize("program", blocks("python"))
def test_python_of_the_readme_runs(program: str, beside_the_sample: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=beside_the_sample
    )
    assert done.returncode == 0, done.stderr
    assert "2021" in done.stdout or "样川市" in done.stdout


def command_lines(text: str) -> set[str]:
    """What the docs call as ``gongkai …``: in backquotes, in console and in sh blocks."""
    shell = "\n".join(re.findall(r"^```(?:sh|console)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    lines = re.findall(r"^(?:\$ )?(gongkai [^#\n]+)", shell, re.MULTILINE)
    return {line.strip() for line in lines + re.findall(r"`(gongkai [^`\n]+)`", text)}


#: Named as what a later version brings, or as a release's title.
NOT_COMMANDS = ("gongkai release",)


@pytest.mark.parametrize("name", DOCS)
def test_commands_and_options_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    context = click.Context(main.cli)
    top = {option for parameter in main.cli.params for option in parameter.opts} | {"-h", "--help"}
    for line in command_lines(text):
        if line.startswith(NOT_COMMANDS):
            continue
        words = re.findall(r"(?<!\S)(?:--?[a-z]+|[a-z]+)(?!\S)", re.sub(r'"[^"]*"', "", line).replace("[", ""))[1:]
        before, after = [], list(words)
        while after and after[0].startswith("-"):
            before.append(after.pop(0))
        assert set(before) <= top, line
        if not after:
            continue
        command = main.cli.get_command(context, after[0])
        assert command is not None, line
        if isinstance(command, click.Group) and len(after) > 1:
            command = command.get_command(context, after[1])
            assert command is not None, line
        options = {option for parameter in command.params for option in parameter.opts} | {"-h", "--help"}
        assert {word for word in after[1:] if word.startswith("--")} <= options, line


@pytest.mark.parametrize("name", DOCS)
def test_make_targets_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", text)) <= targets


#: Made by a run, written by a person, or inside a home or a release.
MADE = re.compile(
    r"data/(sample|lake|releases)|<|\{|\*|^(parquet|cache|stages|loads|decisions|releases)/|^[\d.]+/\d+$|^(NOTICE\.md|gongkai\.toml)$"
)
PATH = re.compile(r"`([\w.<>*{}-]+(?:/[\w.<>*{}-]+)+/?|[A-Z]+\.md|[\w-]+\.(?:toml|lock|yaml))`")


@pytest.mark.parametrize("name", ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/decisions.md"))
def test_paths_exist(name: str) -> None:
    named = {path for path in PATH.findall((ROOT / name).read_text(encoding="utf-8")) if not MADE.search(path)}
    known = (ROOT, ROOT / "gongkai", ROOT / "data" / "registry")
    assert sorted(p for p in named if not any((folder / p).exists() for folder in known)) == []


@pytest.mark.parametrize("name", DOCS)
def test_variables_are_settings(name: str) -> None:
    named = set(re.findall(r"GONGKAI_[A-Z_]+", (ROOT / name).read_text(encoding="utf-8")))
    assert named <= {variable(setting) for setting in SettingsModel.model_fields}


def test_the_table_of_settings_is_the_models() -> None:
    assert table() in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def test_decisions_of_the_readme_load(tmp_path: Path) -> None:
    rows = [block for block in blocks("csv") if block.startswith("decision_id,")]
    for number, block in enumerate(rows):
        (tmp_path / f"{2000 + number}.csv").write_text(block, encoding="utf-8")
    found = decisions.load(tmp_path).rows
    assert [(row.action, row.report_id, row.value) for row in found] == [
        ("correct", "A000009:2023:own", "12"),
        ("agency", "", "A000009"),
    ]
    assert found[0].expects_raw == "l2"
    assert (found[1].source, found[1].title) == ("deposit:seed_2023.txt", "苏家作乡 2023 年政府信息公开工作年度报告")


def test_deposits_of_the_readme_have_the_columns() -> None:
    (block,) = [block for block in blocks("csv") if block.startswith("file,")]
    header, row = block.splitlines()
    assert tuple(header.split(",")) == DEPOSIT_COLUMNS
    assert len(row.split(",")) == len(DEPOSIT_COLUMNS)


def test_registry_rows_of_the_readme_load(tmp_path: Path) -> None:
    for path in (ROOT / "data" / "registry").glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for name, row in re.findall(r"^\| `(\w+\.csv)` \|[^|]*\| `([^`]+)` \|$", README, re.MULTILINE):
        text = (tmp_path / name).read_text(encoding="utf-8")
        if f"{row}\n" not in text:
            (tmp_path / name).write_text(f"{text}{row}\n", encoding="utf-8")
    book = registry.load(tmp_path)
    assert book.columns["jinhu-nb"].list_url == "http://www.example.gov.cn/zfxxgknb/index.html"
    assert book.resolve("县财政局", 2023, "320831").agency_id == "A100000"
    assert book.resolve("金湖财政局", 2018, "320831").agency_id == "A100000"
    assert book.regions["320831111"].name == "银涂镇"


def test_the_readme_says_where_the_dictionary_stands(beside_the_sample: Path) -> None:
    (path,) = re.findall(r"`(data/sample/\S+/dictionary\.md)`", README)
    text = Path(path).read_text(encoding="utf-8")
    assert [table.full_name for table in dictionary.declared_tables() if f"\n## {table.full_name}\n" not in text] == []
    assert "\n## main.agency_year_requests\n" in text or "\n## agency_year_requests\n" in text


def test_tables_that_the_readme_names_exist(beside_the_sample: Path) -> None:
    section = README.partition("| table | holds |")[2].partition("\n\n")[0]
    names = [
        name
        for cell in re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE)
        for name in re.findall(r"`([\w.]+)`", cell)
    ]
    assert len(names) >= 14
    for name in names:
        result = CliRunner().invoke(main.cli, ["--sample", "sql", f"SELECT count(*) FROM {name}"])
        assert result.exit_code == 0, name
