"""Stage ``gate`` over partitions of a lake; and the gate against the plain evaluator on random faults."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from gate_reports import BROKEN_TOTAL, FORM_2019, FORM_2021, TABLE_4, drop, edit, fact, report

from expectations import gate, stage, suites
from gongkai.errors import GongkaiError
from gongkai.forms.identities import identities
from gongkai.judge import evaluate
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import read_jsonl, write_jsonl
from gongkai.records import Report, report_to_stage


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Suites that a test may damage."""
    return Path(shutil.copytree(suites.SUITES, tmp_path / "suites"))


def partitions(lake: Path, **reports: list[Report]) -> Manifest:
    """A lake with partitions of stage ``reports``: 2021 -> reports of "2021|99"."""
    manifest = Manifest(lake)
    for year, found in reports.items():
        partition = f"{year.removeprefix('y')}|99"
        write_jsonl(manifest.path("reports", partition), map(report_to_stage, found))
        manifest.record("reports", partition, "made by hand", len(found))
    return manifest


def test_stage_writes_a_line_a_report_and_skips_what_is_current(tmp_path: Path) -> None:
    manifest = partitions(
        tmp_path, y2021=[report("a0001", forms=TABLE_4), report("a0002", BROKEN_TOTAL, forms=TABLE_4)], y2022=[]
    )
    made = stage.run(manifest, ["2020|99", "2021|99", "2022|99"])
    assert [(m.partition, m.skipped, m.reports, m.admitted, m.held) for m in made] == [
        ("2021|99", False, 2, 2, 0),
        ("2022|99", False, 0, 0, 0),
    ]
    assert made[0].tables == {("consistent", True): 1, ("publisher_inconsistent", True): 1}
    lines = read_jsonl(manifest.path("gate", "2021|99"))
    assert [(line["report_id"], line["verdict"]) for line in lines] == [
        ("a0001:2021:own", "consistent"),
        ("a0002:2021:own", "publisher_inconsistent"),
    ]
    assert stage.faults(manifest, ["2020|99", "2021|99", "2022|99"]) == []
    assert [m.skipped for m in stage.run(manifest, ["2021|99", "2022|99"])] == [True, True]
    # What was admitted otherwise is judged anew, both ways.
    assert [m.skipped for m in stage.run(manifest, ["2021|99", "2022|99"], strict=True)] == [False, False]
    assert [m.skipped for m in stage.run(manifest, ["2021|99", "2022|99"], strict=True)] == [True, True]
    assert [m.skipped for m in stage.run(manifest, ["2021|99", "2022|99"])] == [False, False]
    # The other partition is judged anew, this one stays as it is.
    partitions(tmp_path, y2022=[report("a0003", forms=TABLE_4)])
    assert [(m.skipped, m.reports) for m in stage.run(manifest, ["2021|99", "2022|99"])] == [(True, 2), (False, 1)]


def test_stage_judges_anew_when_a_suite_changes(tmp_path: Path, folder: Path) -> None:
    broken = report("slip", BROKEN_TOTAL, {("review_total", None): {"sound": False}}, forms=TABLE_4)
    manifest = partitions(tmp_path, y2021=[broken])
    assert stage.run(manifest, ["2021|99"], folder)[0].held == 1
    edit(folder / "t4_2021.json", drop("t4_review", "broken"))
    (made,) = stage.run(manifest, ["2021|99"], folder)
    assert (made.skipped, made.held) == (False, 0)


def test_stage_writes_nothing_when_a_rule_crashes(tmp_path: Path, folder: Path) -> None:
    def unknown_column(expectations: list[Any]) -> None:
        expectations[0]["kwargs"]["column"] = "rule:unheard_of"

    manifest = partitions(tmp_path, y2021=[report("a0001", forms=TABLE_4)], y2022=[report("a0002", forms=TABLE_4)])
    edit(folder / "reports.json", unknown_column)
    with pytest.raises(GongkaiError, match="crashed"):
        stage.run(manifest, ["2021|99", "2022|99"], folder)
    assert manifest.partitions("gate") == []


def test_faults_of_the_gates_files(tmp_path: Path) -> None:
    manifest = partitions(tmp_path, y2021=[report("a0001", forms=TABLE_4), report("a0002", forms=TABLE_4)])
    table = {"table": "4", "n": 1, "verdict": "incomplete", "admitted": True, "reason": None}
    write_jsonl(manifest.path("gate", "2021|99"), [{"report_id": "a0001:2021:own", "revision": 0, "tables": [table]}])
    assert stage.faults(manifest, ["2021|99"]) == [
        "2021|99: the gate's lines are not those of its 2 reports",
        "2021|99: a0001:2021:own table 4 is admitted as incomplete",
    ]


def test_agrees_with_the_plain_evaluator_on_random_faults() -> None:
    dice = random.Random(7)
    made = [randomly_broken(dice, f"r{number:03}") for number in range(150)]
    found = list(gate.judge(made))
    assert found == [evaluate.judged(one) for one in made]
    outcomes = Counter(f.outcome for one in found for f in one.findings)
    # Enough of both for the agreement to mean something.
    assert outcomes["broken"] > 50
    assert outcomes["not_judged"] > 50


def randomly_broken(dice: random.Random, name: str) -> Report:
    """A report in which up to four cells of each of three identities say or are something else."""
    forms = dice.choice([FORM_2019, FORM_2021, {"2": "2021", "3": "2019", "4": "2021"}])
    one = report(name, forms=forms)
    faults: list[dict[str, Any]] = [
        {"value": Decimal(dice.randrange(1, 9)), "raw": "?"},
        {"value": None, "status": "blank", "raw": ""},
        {"value": None, "status": "blank", "raw": ""},
        {"value": None, "status": "absent", "raw": ""},
        {"value": None, "status": "unreadable"},
        {"value": None, "reading": "disputed"},
        {"value": Decimal("0.5")},
        {"sound": False, "value": Decimal(3)},
    ]
    facts = {(f.table, f.key): f for f in one.facts}
    for _ in range(3):
        table = dice.choice(["3", "4"])
        identity = dice.choice(identities(forms[table], table))
        operands = (*identity.left, *identity.right)
        for key in dice.sample(operands, dice.randrange(min(5, len(operands)))):
            facts[table, key] = facts[table, key]._replace(**dice.choice(faults))
    local = [
        fact("3", ("local", dice.choice(["total", None])), "2", label=label) for label in LOCAL if dice.random() < 0.3
    ]
    return replace(one, facts=(*facts.values(), *local))


LOCAL = ("其他/自然人", "（一）予以公开/外国人")
