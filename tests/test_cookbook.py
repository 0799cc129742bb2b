"""The cookbook and the notebook: each query and program in them is run over the sample, and says what is printed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import gongkai
from gongkai.errors import GongkaiError
from gongkai.settings import Settings
from gongkai.warehouse import query

DOCS = Path(__file__).resolve().parent.parent / "docs"
COOKBOOK = (DOCS / "cookbook.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"^```sql\n(.*?)^```\n\n```text\n(.*?)^```$", COOKBOOK, re.MULTILINE | re.DOTALL)
PROGRAMS = re.findall(r"^```python\n(.*?)^```$", COOKBOOK, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("sql", "answer"), RECIPES)
def test_a_recipe_answers_what_the_page_prints(sample_home: Settings, sql: str, answer: str) -> None:
    assert query.as_table(query.run(sample_home, sql)) == answer


def test_fifteen_questions_and_the_first_is_the_naive_sum() -> None:
    assert len(re.findall(r"^## \d+\.", COOKBOOK, re.MULTILINE)) >= 15
    assert COOKBOOK.count("```sql") == len(RECIPES)
    assert "naive" in RECIPES[0][0]


@pytest.mark.parametrize(
    ("on_enum", "on_text"),
    [
        ("indicator[1:3]", "(indicator::VARCHAR)[1:3]"),
        ("lag(unit, 1, 'none')", "lag(unit::VARCHAR, 1, 'none')"),
    ],
)
def test_what_the_page_says_that_an_enum_refuses(sample_home: Settings, on_enum: str, on_text: str) -> None:
    assert f"`{on_enum}`" in COOKBOOK
    assert f"`{on_text}`" in COOKBOOK
    over = " OVER ()" if "lag" in on_enum else ""
    with pytest.raises(GongkaiError, match=r"ARRAY_SLICE|ENUM"):
        query.run(sample_home, f"SELECT {on_enum}{over} FROM facts")
    assert query.run(sample_home, f"SELECT {on_text}{over} FROM facts LIMIT 1").rows


def test_a_wrong_query_is_told_to_ask_what_fits_on_a_page(sample_home: Settings) -> None:
    with pytest.raises(GongkaiError) as wrong:
        query.run(sample_home, "FROM no_such_table")
    asked = re.findall(r'gongkai sql "([^"…]+)"', f"{wrong.value}\n{COOKBOOK}")
    assert "SHOW TABLES" in asked
    for sql in asked:
        assert max(map(len, query.as_table(query.run(sample_home, sql)).splitlines())) < 300, sql


@pytest.fixture
def checkout(sample_home: Settings, tmp_path: Path) -> Path:
    """A folder that looks like a checkout after ``make run``."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sample").symlink_to(sample_home.home.resolve())
    return tmp_path


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_runs(checkout: Path, program: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=checkout)
    assert done.returncode == 0, done.stderr
    assert "2021" in done.stdout


def test_the_notebook_gives_the_answers_that_stand_in_it(checkout: Path) -> None:
    kept = nbformat.read(DOCS / "notebook.ipynb", as_version=4)
    run = NotebookClient(
        nbformat.from_dict(json.loads(json.dumps(kept))), timeout=300, resources={"metadata": {"path": str(checkout)}}
    ).execute()
    assert _answers(run) == _answers(kept)
    assert len(_answers(kept)) == 5


def _answers(notebook: Any) -> list[str]:
    """What the cells of code print, as text."""
    return [
        output["data"]["text/plain"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "data" in output
    ]


def test_connect_reads_the_release_and_changes_nothing(sample_home: Settings) -> None:
    con = gongkai.connect(sample_home.home)
    try:
        assert con.sql("SELECT count(*) > 0 FROM facts").fetchall() == [(True,)]
        with pytest.raises(Exception, match="read-only"):
            con.execute("CREATE TABLE main.mine AS SELECT 1")
    finally:
        con.close()


def test_connect_says_what_is_lacking(tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match="there is no release yet"):
        gongkai.connect(tmp_path)
