"""Readers get the current release and no way to the disk."""

from pathlib import Path
from typing import Any

import pytest
from warehouse_examples import NIGHT_1, NIGHT_2, load_input, loaded, report, revised, settings

from gongkai.errors import GongkaiError
from gongkai.settings import Settings
from gongkai.warehouse import engine, query
from gongkai.warehouse.load import write_load
from gongkai.warehouse.release import publish


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = settings(tmp_path_factory.mktemp("home"))
    loaded(made)
    publish(made, 1, NIGHT_1)
    return made


def test_facts_can_be_queried(home: Settings) -> None:
    result = query.run(home, "SELECT indicator, value FROM facts WHERE table_kind = '4' ORDER BY 1")
    assert result.columns == ("indicator", "value")
    assert query.as_csv(result) == "indicator,value\r\nreview_total,7\r\nreview_upheld,7\r\n"
    assert query.as_json(result) == (
        '[\n {\n  "indicator": "review_total",\n  "value": 7\n },\n'
        ' {\n  "indicator": "review_upheld",\n  "value": 7\n }\n]\n'
    )
    assert query.as_table(result) == (
        "indicator      value\n─────────────  ─────\nreview_total       7\nreview_upheld      7\n"
    )


def test_table_lines_up_chinese_and_null(home: Settings) -> None:
    result = query.run(
        home, "SELECT '样川' AS agency, NULL AS x, 0.3700 AS value UNION ALL SELECT 'ab', NULL, 12 ORDER BY 3"
    )
    assert (
        query.as_table(result) == "agency     x  value\n──────  ────  ─────\n样川    NULL   0.37\nab      NULL     12\n"
    )


@pytest.mark.parametrize(
    "statement",
    [
        "COPY facts TO '{folder}/out.csv'",
        "COPY facts TO '{database}.wal'",
        "COPY (SELECT 1) TO '{database}' (USE_TMP_FILE false)",
        "COPY facts TO '{database}.tmp/out.csv'",
        "EXPORT DATABASE '{folder}/export'",
        "SELECT * FROM read_text('{folder}/README.md')",
        "SELECT * FROM read_blob('{database}')",
        "SELECT * FROM read_csv('{folder}/checksums.sha256')",
        "SELECT * FROM '{folder}/parquet/reports.parquet'",
        "SELECT * FROM glob('{folder}/*')",
        "ATTACH '{folder}/other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 1",
        "SET enable_external_access = true",
        "SET disabled_filesystems = ''",
        "RESET lock_configuration",
        "CREATE TABLE main.mine AS SELECT 1",
        "DELETE FROM main.facts",
    ],
)
def test_no_way_to_the_disk(home: Settings, statement: str) -> None:
    folder = query.current_release(home).folder
    before = sorted(folder.rglob("*"))
    con = query.connect(home)
    try:
        with pytest.raises(engine.Error):
            con.sql(statement.format(folder=folder, database=folder / "gongkai.duckdb")).fetchall()
        assert con.sql("SELECT count(*) FROM facts").fetchall() == [(18,)]
    finally:
        con.close()
    assert sorted(folder.rglob("*")) == before


def test_two_connections_of_one_process_are_both_locked(home: Settings) -> None:
    first, second = query.connect(home), query.connect(home)
    for con in (first, second):
        with pytest.raises(engine.Error):
            con.sql("SET threads = 1")
    first.close()
    assert second.sql("SELECT count(*) FROM facts").fetchall() == [(18,)]
    second.close()


def test_a_reader_stays_on_its_release(tmp_path: Path) -> None:
    home = settings(tmp_path)
    log = loaded(home)
    publish(home, 1, NIGHT_1)
    con: Any = query.connect(home)
    write_load(log, load_input(report(), revised()), "real", NIGHT_2)
    publish(home, 2, NIGHT_2)
    assert con.sql("SELECT max(load) FROM loads").fetchall() == [(1,)]
    con.close()
    assert query.run(home, "SELECT max(load) FROM loads").rows == [(2,)]


def test_wrong_sql_is_told_in_words(home: Settings) -> None:
    with pytest.raises(GongkaiError, match="nowhere does not exist"):
        query.run(home, "SELECT * FROM nowhere")


def test_no_release_yet_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(GongkaiError) as caught:
        query.run(settings(tmp_path), "SELECT 1")
    assert "there is no release yet" in caught.value.problem
    assert "gongkai import" in caught.value.remedy
