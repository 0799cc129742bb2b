"""The whole way over the sample province: what the warehouse holds is what the generator wrote, cell by cell."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dagster_in_memory import dagster_in_memory

from expectations import gate
from gongkai import registry
from gongkai.across import rules as across
from gongkai.forms import codebook
from gongkai.judge.evaluate import judged
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import read_jsonl
from gongkai.records import report_from_stage
from gongkai.settings import Settings, load
from gongkai.warehouse import engine, query

Cell = tuple[str, str, str, str | None]


def truth(settings: Settings) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((settings.home / "truth.json").read_text(encoding="utf-8"))
    return found


def expected(settings: Settings, night: int, admitted: bool) -> dict[Cell, tuple[str, Decimal | None]]:
    """(report, table, indicator, applicant) → (status, value) of every cell whose table is admitted, or is not."""
    cells = {}
    for report in truth(settings)["nights"][night - 1]["reports"]:
        tables = {table["table"] for table in report["tables"] if table["admitted"] is admitted}
        for fact in report["facts"]:
            if fact["table"] in tables:
                value = None if fact["value"] is None else Decimal(fact["value"])
                key = (report["report_id"], fact["table"], fact["indicator"], fact["applicant"])
                cells[key] = (fact["status"], value)
    return cells


def release(settings: Settings, load_number: int) -> Path:
    (folder,) = settings.releases.glob(f"{load_number}-*-SAMPLE")
    return folder


def rows(settings: Settings, load_number: int, sql: str) -> list[tuple[Any, ...]]:
    connection = engine.reader(release(settings, load_number) / "gongkai.duckdb")
    try:
        return connection.sql(sql).fetchall()
    finally:
        connection.close()


def published(settings: Settings, load_number: int, table: str) -> dict[Cell, tuple[str, Decimal | None]]:
    found = rows(
        settings, load_number, f"SELECT report_id, table_kind, indicator, applicant, status, value FROM {table}"
    )
    return {(r[0], r[1], r[2], r[3]): (r[4], r[5]) for r in found}


@pytest.mark.parametrize("night", [1, 2])
def test_every_admitted_cell_is_what_the_generator_wrote(sample_home: Settings, night: int) -> None:
    cells = expected(sample_home, night, admitted=True)
    assert len(cells) > 7500
    assert published(sample_home, night, "main.facts") == cells


@pytest.mark.parametrize("night", [1, 2])
def test_every_number_of_the_text_is_what_the_generator_wrote(sample_home: Settings, night: int) -> None:
    stated = {
        (report["report_id"], fact["indicator"]): (fact["status"], fact["value"] and Decimal(fact["value"]))
        for report in truth(sample_home)["nights"][night - 1]["reports"]
        for fact in report["prose"]
    }
    assert len(stated) > 200
    found = rows(
        sample_home, night, "SELECT report_id, indicator, status, value, label, verdict, form FROM main.prose_facts"
    )
    assert {(r[0], r[1]): (r[2], r[3]) for r in found} == stated
    assert len(found) == len(stated) and {r[4:] for r in found} == {(None, None, "prose")}


@pytest.mark.parametrize("night", [1, 2])
def test_quarantine_holds_exactly_the_held_tables(sample_home: Settings, night: int) -> None:
    held = published(sample_home, night, "quarantine.facts")
    assert held == expected(sample_home, night, admitted=False)
    assert {(cell[0], cell[1]) for cell in held} == {("S000002:2022:own", "3")}
    assert held["S000002:2022:own", "3", "req_carried_out", "total"] == ("absent", None)
    assert sum(status == "absent" for status, _ in held.values()) == 1


@pytest.mark.parametrize("night", [1, 2])
def test_reports_and_tables_have_the_verdicts_of_the_truth(sample_home: Settings, night: int) -> None:
    reports = truth(sample_home)["nights"][night - 1]["reports"]
    found = rows(
        sample_home, night, "SELECT report_id, revision, verdict, published::VARCHAR, source FROM main.reports"
    )
    assert sorted(found) == sorted(
        (r["report_id"], r["revision"], r["verdict"], r["published"], r["source"]) for r in reports
    )
    tables = rows(sample_home, night, "SELECT report_id, table_kind, form, verdict, admitted FROM main.report_tables")
    assert sorted(tables) == sorted(
        (r["report_id"], t["table"], t["form"], t["verdict"], t["admitted"]) for r in reports for t in r["tables"]
    )


def test_each_oddity_is_named_and_nothing_else_is(sample_home: Settings) -> None:
    planted = {(oddity["report_id"], rule) for oddity in truth(sample_home)["oddities"] for rule in oddity["rules"]}
    assert len(planted) == 6
    assert set(rows(sample_home, 2, "SELECT report_id, rule FROM main.findings")) == planted


def test_the_missing_the_late_and_the_damaged_report_are_named(sample_home: Settings) -> None:
    found = rows(
        sample_home,
        2,
        "SELECT agency_id, year, status, gap FROM main.coverage WHERE status <> 'found' OR gap IS NOT NULL",
    )
    assert sorted(found) == [
        ("S000007", 2023, "published_late", None),
        ("S000012", 2021, "found", "held"),
        ("S000014", 2022, "missing", None),
    ]


def test_on_the_first_night_the_late_report_is_not_there(sample_home: Settings) -> None:
    assert rows(sample_home, 1, "SELECT count(*) FROM main.reports WHERE report_id = 'S000007:2023:own'") == [(0,)]
    status = rows(sample_home, 1, "SELECT status FROM main.coverage WHERE agency_id = 'S000007' AND year = 2023")
    assert status == [("late",)]


def test_another_kind_of_report_is_told_by_its_kind(sample_home: Settings) -> None:
    found = rows(sample_home, 2, "SELECT DISTINCT other_kind FROM main.documents WHERE other_kind IS NOT NULL")
    assert found == [("法治政府建设年度报告",)]


def test_the_republished_report_keeps_its_history(sample_home: Settings) -> None:
    first = expected(sample_home, 1, admitted=True)
    found = rows(
        sample_home,
        2,
        "SELECT table_kind, indicator, applicant, value FROM history.facts "
        "WHERE report_id = 'S000011:2023:own' AND revision = 0 AND table_kind <> 'prose'",
    )
    old = {("S000011:2023:own", r[0], r[1], r[2]): ("reported", r[3]) for r in found}
    changed_tables = {table for table, *_ in found}
    assert old == {k: v for k, v in first.items() if k[0] == "S000011:2023:own" and k[1] in changed_tables}
    assert any(published(sample_home, 2, "main.facts")[key] != value for key, value in old.items())
    causes = rows(sample_home, 2, "SELECT DISTINCT report_id, cause FROM main.report_tables WHERE load = 2")
    assert sorted(causes) == [("S000007:2023:own", "first seen"), ("S000011:2023:own", "source revised")]


def test_every_fact_can_be_traced_to_its_cell(sample_home: Settings) -> None:
    lost = rows(
        sample_home,
        2,
        "SELECT count(*) FROM main.facts AS f LEFT JOIN main.documents AS d USING (document) "
        "WHERE d.document IS NULL OR f.place IS NULL OR f.source IS NULL OR f.raw IS NULL",
    )
    assert lost == [(0,)]


def test_gate_and_plain_evaluator_agree_on_all_of_the_sample(sample_home: Settings) -> None:
    manifest = Manifest(sample_home.lake)
    reports = [
        report_from_stage(line)
        for partition in manifest.partitions("reports")
        for line in read_jsonl(manifest.path("reports", partition))
    ]
    assert len(reports) == 43
    plain = {(r.report_id, r.revision): gate.line(judged(r)) for r in reports}
    by_gate = {
        (line["report_id"], line["revision"]): line
        for partition in manifest.partitions("gate")
        for line in read_jsonl(manifest.path("gate", partition))
    }

    def comparable(line: dict[str, Any]) -> tuple[Any, ...]:
        # The plain evaluator sees one report at a time.
        own = [f for f in line["findings"] if codebook.rules()[f["rule"]].scope not in across.SCOPES]
        findings = sorted((f["rule"], str(f["identity"]), f["outcome"], str(f["table"])) for f in own)
        return (line["verdict"], line["tables"], findings)

    assert {key: comparable(line) for key, line in by_gate.items()} == {
        key: comparable(line) for key, line in plain.items()
    }


def test_the_mart_prints_totals_once(sample_home: Settings) -> None:
    cells = expected(sample_home, 2, admitted=True)
    found = rows(
        sample_home, 2, "SELECT report_id, requests_new, carried_in, closed, carried_out FROM main.agency_year_requests"
    )
    with_table_3 = {key[0] for key in cells if key[1] == "3"}
    assert {row[0] for row in found} == with_table_3
    for report_id, *numbers in found:
        codes = ("req_new", "req_carried_in", "req_closed_total", "req_carried_out")
        assert numbers == [cells[report_id, "3", code, "total"][1] for code in codes]


@pytest.fixture
def copied(sample_home: Settings, tmp_path: Path) -> Iterator[Settings]:
    """A copy of the sample's home, to change."""
    home = tmp_path / "sample"
    shutil.copytree(sample_home.home, home, symlinks=True)
    yield load(sample=True, environment={"GONGKAI_HOME": str(home), "GONGKAI_WORKERS": "1"})


def state(settings: Settings) -> dict[str, bytes]:
    folders = (settings.lake / "loads", settings.releases)
    return {str(p): p.read_bytes() for folder in folders for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_same_night_again_changes_nothing_and_says_so(copied: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    from pipelines import console, sample
    from pipelines.wanted import Wanted

    before = state(copied)
    with console.Progress() as progress:
        outcome = sample.run_nights(copied, Wanted(), progress, *site_of(copied))
    console.summary(copied, outcome)
    assert not outcome.released
    assert state(copied) == before
    assert "Nothing changed since load 2" in capsys.readouterr().out


def site_of(settings: Settings) -> tuple[str, int]:
    """Address and port of the first site, as the home's registry states them."""
    address, port = registry.load(settings.registry).sites["sample-site"].host.split(":")
    return address, int(port)


def test_site_down_is_told_and_leaves_the_release(copied: Settings) -> None:
    from datetime import timedelta

    from gongkai.errors import GongkaiError
    from gongkai.sample.province import NIGHT_2
    from pipelines.run import run
    from pipelines.wanted import Wanted

    before = state(copied)
    with pytest.raises(GongkaiError, match=site_of(copied)[0].replace(".", r"\.")):
        run(copied, NIGHT_2 + timedelta(days=1), Wanted(), lambda step: None)
    assert state(copied) == before


def test_a_decision_frees_a_held_table(copied: Settings) -> None:
    """The undrawn box, read by a person on the page: its value is put, the table admitted, the decision named."""
    from gongkai import decisions
    from gongkai.sample.province import NIGHT_2
    from pipelines.run import run
    from pipelines.wanted import Wanted

    report_id = "S000002:2022:own"
    row = {key: value for key, value in expected(copied, 2, admitted=False).items() if key[2] == "req_carried_out"}
    total = sum(value for (*_, applicant), (_, value) in row.items() if applicant != "total" and value is not None)
    decision = decisions.Decision(
        decision_id="d1",
        time="2024-04-11T09:00:00+08:00",
        by="li",
        action="correct",
        report_id=report_id,
        table="3",
        indicator="req_carried_out",
        applicant="total",
        value=str(total),
        reason="added up by hand for this test",
    )
    decisions.append(copied.decisions, decision)
    manifest = Manifest(copied.lake)
    paths = {partition: manifest.path("reports", partition) for partition in manifest.partitions("reports")}
    before = {partition: path.stat().st_mtime_ns for partition, path in paths.items()}
    with dagster_in_memory():
        outcome = run(copied, NIGHT_2, Wanted(first="resolve", all_kept=True), lambda step: None)
    assert outcome.released
    # Of three years only the one of its report is made anew.
    assert [name for name, path in paths.items() if path.stat().st_mtime_ns != before[name]] == ["2022|99"]
    (cell,) = query.run(
        copied,
        "SELECT value, status, read_by, verdict FROM facts WHERE report_id = 'S000002:2022:own' "
        "AND indicator = 'req_carried_out' AND applicant = 'total'",
    ).rows
    assert cell == (total, "reported", "decision", "consistent")
    held = query.run(copied, "SELECT count(*) FROM quarantine.facts").rows
    assert held == [(0,)]


def test_nothing_but_the_suites_decides_what_loads(
    copied: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An expectation deleted: its planted fault loads. Put back: it is held. GX raising: nothing loads."""
    from great_expectations.datasource.fluent.interfaces import Batch

    from expectations import stage, suites
    from gongkai.errors import GongkaiError
    from gongkai.sample.province import NIGHT_2
    from pipelines.run import run
    from pipelines.wanted import Wanted

    folder, real = tmp_path / "suites", stage.run
    shutil.copytree(suites.SUITES, folder)
    monkeypatch.setattr(stage, "run", lambda manifest, partitions, strict: real(manifest, partitions, folder, strict))
    path = folder / "t3_2021.json"
    whole = path.read_text(encoding="utf-8")
    suite = json.loads(whole)
    kept = [one for one in suite["expectations"] if one["meta"]["rule"] != "absent_cell"]
    assert len(kept) == len(suite["expectations"]) - 1

    judged_again = Wanted(first="compare", all_kept=True)

    def night() -> set[str]:
        """Reports whose table 3 stands in quarantine after a run."""
        with dagster_in_memory():
            run(copied, NIGHT_2, judged_again, lambda step: None)
        return {row[0] for row in query.run(copied, "SELECT DISTINCT report_id FROM quarantine.facts").rows}

    path.write_text(json.dumps(suite | {"expectations": kept}), encoding="utf-8")
    assert night() == set()
    admitted = query.run(copied, "SELECT count(*) FROM facts WHERE report_id = 'S000002:2022:own' AND table_kind = '3'")
    assert admitted.rows == [(175,)]
    told = query.run(
        copied, "SELECT DISTINCT cause FROM report_tables WHERE report_id = 'S000002:2022:own' AND load = 3"
    )
    assert told.rows == [("rule changed",)]
    path.write_text(whole, encoding="utf-8")
    assert night() == {"S000002:2022:own"}

    before = state(copied)
    path.write_text(json.dumps(suite | {"expectations": kept}), encoding="utf-8")

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("Great Expectations broke")

    monkeypatch.setattr(Batch, "validate", crash)
    with pytest.raises(GongkaiError), dagster_in_memory():
        run(copied, NIGHT_2, judged_again, lambda step: None)
    assert state(copied) == before
