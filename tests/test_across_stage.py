"""Stages ``seen`` and ``across`` over partitions of a lake, and what the gate makes of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from gate_reports import report
from test_across import CITY, ONE, PAGE, TELLING, agency, carried, new, registry
from test_across import report as of_year

from expectations import stage as gate_stage
from gongkai.across import seen, seen_lines, stage
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import read_jsonl, write_jsonl
from gongkai.records import Report, report_to_stage


def put(manifest: Manifest, partition: str, *reports: Report) -> None:
    """Reports as the only ones of a partition of stage ``reports``."""
    write_jsonl(manifest.path("reports", partition), map(report_to_stage, reports))
    manifest.record("reports", partition, f"made by hand {[one.facts for one in reports]}", len(reports))


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    return Manifest(tmp_path)


def test_findings_stand_beside_the_partition_of_the_report_and_change_with_either(manifest: Manifest) -> None:
    put(manifest, "2023|41", of_year("a1", 2023, carried("7", "2")))
    put(manifest, "2024|41", of_year("a1", 2024, carried("3", "2")))
    made = stage.run(manifest, ONE)
    assert (made.reports, made.partitions, made.findings) == (2, 2, {"carry_over": 2})
    assert stage.findings_of(manifest, "2023|41") == {}
    found = stage.findings_of(manifest, "2024|41")
    assert [f.identity for f in found["a1:2024:own", 0]] == ["carry_over/natural_person", "carry_over/total"]
    assert stage.run(manifest, ONE).changed == 0
    # The report of the year before is corrected: what was said of this year's is no longer true of its total.
    put(manifest, "2023|41", of_year("a1", 2023, carried("7", "3")))
    assert stage.run(manifest, ONE).changed == 1
    found = stage.findings_of(manifest, "2024|41")
    assert [f.identity for f in found["a1:2024:own", 0]] == ["carry_over/natural_person"]


def test_nothing_is_compared_again_where_nothing_changed(manifest: Manifest, monkeypatch: pytest.MonkeyPatch) -> None:
    put(manifest, "2023|41", of_year("a1", 2023, carried("7", "2")))
    put(manifest, "2024|41", of_year("a1", 2024, carried("3", "2")))
    made = stage.run(manifest, ONE)
    found = stage.findings_of(manifest, "2024|41")
    compared: list[int] = []
    findings = stage.rules.findings
    monkeypatch.setattr(stage.rules, "findings", lambda *given: compared.append(1) or findings(*given))
    assert stage.run(manifest, ONE) == made._replace(changed=0)
    assert compared == []
    # A file of findings that is gone is made again, and so is what other rules would find.
    manifest.path(stage.STAGE, "2024|41").unlink()
    assert stage.run(manifest, ONE).changed == 1
    assert stage.findings_of(manifest, "2024|41") == found
    monkeypatch.setattr(stage.rules, "ACROSS_VERSION", stage.rules.ACROSS_VERSION + 1)
    stage.run(manifest, ONE)
    stage.run(manifest, replace(ONE, digest="another"))
    assert len(compared) == 3


def test_the_gate_holds_the_copy_and_judges_anew_what_was_compared_anew(manifest: Manifest) -> None:
    two = registry(agency("a1"), agency("a2"))
    put(manifest, "2023|41", of_year("a1", 2023, TELLING, sources=(PAGE,)))
    put(manifest, "2023|31", of_year("a2", 2023, TELLING, sources=(PAGE,), misnamed="a1"))
    partitions = ["2023|31", "2023|41"]
    stage.run(manifest, two)
    gate_stage.run(manifest, partitions)
    (held,) = read_jsonl(manifest.path("gate", "2023|31"))
    (copied,) = read_jsonl(manifest.path("gate", "2023|41"))
    verdicts = {table["table"]: (table["verdict"], table["admitted"], table["reason"]) for table in held["tables"]}
    assert verdicts["3"] == ("unconfirmed", False, "unconfirmed, duplicate_tables")
    assert verdicts["4"] == ("consistent", True, None)
    assert [table["admitted"] for table in copied["tables"]] == [True, True, True]
    cells = [f["cells"] for f in held["findings"] if f["rule"] == "duplicate_tables"]
    assert cells == [
        [
            {
                "report_id": "a1:2023:own",
                "table": "3",
                "indicator": None,
                "applicant": None,
                "period": None,
                "label": None,
                "place": "p1",
            }
        ]
    ]
    # The original is taken back: nothing speaks against the other one any more.
    put(manifest, "2023|41")
    stage.run(manifest, two)
    assert [judged.skipped for judged in gate_stage.run(manifest, partitions)] == [False, False]
    (freed,) = read_jsonl(manifest.path("gate", "2023|31"))
    assert [table["admitted"] for table in freed["tables"]] == [True, True, True]


def test_what_is_compared_comes_back_as_it_was() -> None:
    for one in (
        seen.of_report("2023|41", of_year("a1", 2023, TELLING, sources=(PAGE,))),
        seen.of_report("2023|41", replace(report("a1"), misnamed="x")),
    ):
        assert seen_lines.from_line(seen_lines.to_line(one)) == one


def test_a_report_below_another_one_of_another_region(manifest: Manifest) -> None:
    put(manifest, "2023|41", of_year("county", 2023, new(10), "jurisdiction"))
    put(manifest, "2023|31", of_year("town", 2023, new(12)))
    stage.run(manifest, CITY)
    (found,) = stage.findings_of(manifest, "2023|41")["county:2023:jurisdiction", 0]
    assert (found.rule, [cell.report_id for cell in found.cells]) == ("rollup", [None, "town:2023:own"])
