"""The gate: what Great Expectations finds is what is held, and nothing else decides."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from gate_reports import BROKEN_TOTAL, FORM_2019, TABLE_4, drop, edit, fact, report
from older_form_goldens import OLDER, STAT_2014
from rule_goldens import LINEAR, numbers

from expectations import columns, gate, suites, validation
from gongkai.errors import GongkaiError
from gongkai.forms import codebook
from gongkai.forms.identities import identities
from gongkai.forms.model import cell_name
from gongkai.judge import evaluate, python_rules
from gongkai.records import FindingCell, Report


def judged(*reports: Report, folder: Path = suites.SUITES) -> list[Report]:
    return list(gate.judge(reports, folder))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Suites that a test may damage."""
    return Path(shutil.copytree(suites.SUITES, tmp_path / "suites"))


def verdicts(found: Report) -> dict[str, Any]:
    return {table.table: table.verdict for table in found.tables}


def admitted(found: Report) -> dict[str, bool]:
    return {table["table"]: table["admitted"] for table in gate.line(found)["tables"]}


# Reports with a fault of each kind, and what must come of them: verdicts of tables 2, 3, 4, and findings.
CASES: dict[str, tuple[Report, str, set[tuple[str, str]]]] = {
    "good": (report("good"), "consistent consistent consistent", set()),
    "good on form 2019": (
        replace(report("g19", forms=FORM_2019), year=2020),
        "consistent consistent consistent",
        set(),
    ),
    "form of another year": (
        report("mixed", forms={"2": "2021", "3": "2019", "4": "2021"}),
        "consistent consistent consistent",
        {("form_for_year", "broken")},
    ),
    "publisher's slip": (
        report("slip", BROKEN_TOTAL),
        "consistent consistent publisher_inconsistent",
        {("t4_review", "broken")},
    ),
    "slip in a cell placed by position": (
        report("unsound", BROKEN_TOTAL, {("review_upheld", None): {"sound": False, "by": "position"}}),
        "consistent consistent unconfirmed",
        {("t4_review", "broken")},
    ),
    "slip read by one reader of a PDF": (
        report("once", BROKEN_TOTAL, {key: {"reading": "single"} for key in [("review_total", None)]}, exact=False),
        "consistent consistent unconfirmed",
        {("t4_review", "broken")},
    ),
    "blank part explains the difference": (
        report("blank", BROKEN_TOTAL | {("review_other", None): ""}),
        "consistent consistent consistent",
        {("t4_review", "not_judged")},
    ),
    "total less than its printed parts": (
        # 7 + 3 = 10 is printed beside a blank, 9 as their total.
        report("less", {("review_total", None): "9", ("review_other", None): ""}),
        "consistent consistent publisher_inconsistent",
        {("t4_review", "not_judged"), ("parts_within_total", "broken")},
    ),
    "total less than its printed parts, one of them in doubt": (
        report(
            "doubt",
            {("review_total", None): "9", ("review_other", None): ""},
            {("review_upheld", None): {"sound": False}},
        ),
        "consistent consistent unconfirmed",
        {("t4_review", "not_judged"), ("parts_within_total", "broken")},
    ),
    "total less than its printed parts beside a local column": (
        report("lessl", {("review_total", None): "9"}, local=(fact("4", ("local", None), "1", label="其他"),)),
        "consistent consistent publisher_inconsistent",
        {("t4_review", "not_judged"), ("parts_within_total", "broken")},
    ),
    "blank total": (
        report("btotal", {("review_total", None): ""}),
        "consistent consistent consistent",
        {("t4_review", "not_judged")},
    ),
    "more cases than came in, a blank beside them": (
        # 5 new and 1 carried in; how many were closed is blank, 7 are carried out.
        report(
            "more",
            {("req_closed_total", who): "" for who in ("natural_person", "total")}
            | {("req_carried_out", who): "7" for who in ("natural_person", "total")},
        ),
        "consistent publisher_inconsistent consistent",
        {
            ("t3_balance", "not_judged"),
            ("t3_results", "not_judged"),
            ("parts_within_total", "broken"),
        },
    ),
    "a number that a person put there for another": (
        report("put", BROKEN_TOTAL, {("review_total", None): {"raw": "10", "by": "decision", "accepted": True}}),
        "consistent consistent unconfirmed",
        {("t4_review", "broken")},
    ),
    "a slip that a person read so": (
        report("readso", BROKEN_TOTAL, {("review_total", None): {"by": "decision", "accepted": True}}),
        "consistent consistent publisher_inconsistent",
        {("t4_review", "broken")},
    ),
    "blank part, identity holds": (
        report("hold", {("review_other", None): ""}),
        "consistent consistent consistent",
        set(),
    ),
    "local column beside the parts": (
        report("local", BROKEN_TOTAL, local=(fact("4", ("local", None), "1", label="其他"),)),
        "consistent consistent consistent",
        {("t4_review", "not_judged")},
    ),
    "fractions add up exactly": (
        report(
            "tenths", {("review_upheld", None): "0.1", ("review_pending", None): "0.2", ("review_total", None): "0.3"}
        ),
        "consistent consistent unconfirmed",
        {("count_domain", "broken")},
    ),
    "fractions that do not add up": (
        report(
            "tenth", {("review_upheld", None): "0.1", ("review_pending", None): "0.2", ("review_total", None): "0.4"}
        ),
        "consistent consistent unconfirmed",
        {("count_domain", "broken"), ("t4_review", "broken")},
    ),
    "numbers too long for a float": (
        report(
            "long", {("review_upheld", None): "90071992547409920000", ("review_total", None): "90071992547409920004"}
        ),
        "consistent consistent publisher_inconsistent",
        {("t4_review", "broken")},
    ),
    "disputed cell": (
        report("disputed", BROKEN_TOTAL, {("review_total", None): {"value": None, "reading": "disputed"}}),
        "consistent consistent unconfirmed",
        {("readings_agree", "broken")},
    ),
    "unreadable cell": (
        report("ink", BROKEN_TOTAL, {("review_total", None): {"value": None, "status": "unreadable", "raw": "?"}}),
        "consistent consistent unreadable",
        {("unreadable_cell", "broken")},
    ),
    "absent cell": (
        report("absent", None, {("req_new", "other_org"): {"value": None, "status": "absent", "raw": ""}}),
        "consistent incomplete consistent",
        {("absent_cell", "broken")},
    ),
    "bound of form 2019": (
        replace(report("bound", {("rules_published", None): "3"}, forms=FORM_2019), year=2019),
        "consistent consistent consistent",
        {("published_bound_rules", "broken")},
    ),
    "years that differ": (
        replace(report("years"), years=(("title", 2021), ("period", 2020))),
        "unconfirmed unconfirmed unconfirmed",
        {("year_agrees", "broken")},
    ),
    "renditions that differ": (
        replace(report("twin"), conflicts=(FindingCell("4", "review_total", None),)),
        "consistent consistent unconfirmed",
        {("rendition_conflict", "broken")},
    ),
}


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Report]:
    """All cases through the gate at once."""
    return dict(zip(CASES, judged(*(case for case, _, _ in CASES.values())), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_verdicts_and_findings(outcomes: dict[str, Report], name: str) -> None:
    _, expected, findings = CASES[name]
    assert " ".join(verdicts(outcomes[name]).values()) == expected
    assert {(found.rule, found.outcome) for found in outcomes[name].findings} == findings


@pytest.mark.parametrize("name", CASES)
def test_agrees_with_the_plain_evaluator(outcomes: dict[str, Report], name: str) -> None:
    assert outcomes[name] == evaluate.judged(CASES[name][0])


def test_the_gate_says_of_each_golden_what_is_written_down() -> None:
    goldens = list((LINEAR | OLDER).values())
    names = (f"g{number}" for number in range(len(goldens)))
    reports = [report(name, one.numbers, forms={one.table: one.form}) for name, one in zip(names, goldens, strict=True)]
    linear = {rule.rule_id for rule in codebook.rules().values() if rule.kind == "linear"}
    found = [
        {finding.identity: finding.outcome for finding in one.findings if finding.rule in linear}
        for one in judged(*reports)
    ]
    assert found == [one.says for one in goldens]


def test_a_table_of_an_older_form_is_judged() -> None:
    changes = numbers(STAT_2014, "s14_req_received=48 s14_pro_normdoc=98")
    holds, fails = (
        replace(report(name, printed, forms={"stat": "2014"}), year=2017)
        for name, printed in (("holds", numbers(STAT_2014)), ("fails", changes))
    )
    found = judged(holds, fails)
    # Soft, until two real tables were read: they are told and hold nothing.
    assert [(one.verdict, sorted(f.rule for f in one.findings if f.table)) for one in found] == [
        ("consistent", []),
        ("consistent", ["s14_part_of", "s14_requests"]),
    ]
    assert found == [evaluate.judged(holds), evaluate.judged(fails)]


def test_the_finding_names_sums_and_cells(outcomes: dict[str, Report]) -> None:
    (found,) = outcomes["publisher's slip"].findings
    assert (found.identity, found.left, found.right, found.severity) == ("t4_review", Decimal(11), Decimal(10), "hard")
    assert [cell.indicator for cell in found.cells] == [
        "review_total",
        "review_upheld",
        "review_corrected",
        "review_other",
        "review_pending",
    ]


def test_line_of_the_stage(outcomes: dict[str, Report]) -> None:
    line = gate.line(outcomes["absent cell"])
    assert (line["report_id"], line["revision"], line["verdict"]) == ("absent:2021:own", 0, "incomplete")
    assert line["tables"] == [
        {"table": "2", "n": 1, "verdict": "consistent", "admitted": True, "reason": None},
        {"table": "3", "n": 1, "verdict": "incomplete", "admitted": False, "reason": "incomplete, absent_cell"},
        {"table": "4", "n": 1, "verdict": "consistent", "admitted": True, "reason": None},
    ]
    assert line["findings"][0]["identity"] == "absent_cell"
    assert line["findings"][0]["cells"] == [
        {
            "report_id": "absent:2021:own",
            "table": "3",
            "indicator": "req_new",
            "applicant": "other_org",
            "period": None,
            "label": None,
            "place": None,
        }
    ]
    assert admitted(outcomes["publisher's slip"]) == {"2": True, "3": True, "4": True}
    assert admitted(outcomes["disputed cell"]) == {"2": True, "3": True, "4": False}


def test_unresolved_reports_are_held_whatever_their_verdict() -> None:
    nobody = replace(report(), agency_id=None, report_id="?00112233aabbccdd:1", candidates=("a0001", "a0002"))
    undated = replace(report(), year=None, report_id="?00112233aabbccdd:2")
    found = [gate.line(one) for one in judged(nobody, undated)]
    assert [{(t["admitted"], t["verdict"], t["reason"]) for t in line["tables"]} for line in found] == [
        {(False, "consistent", "agency_unresolved")},
        {(False, "consistent", "year_unresolved")},
    ]


def test_table_that_stands_nowhere_is_held_alone() -> None:
    one = report("lost")
    tables = tuple(replace(t, place=None) if t.table == "4" else t for t in one.tables)
    (found,) = judged(replace(one, tables=tables, facts=tuple(f for f in one.facts if f.table != "4")))
    assert verdicts(found) == {"2": "consistent", "3": "consistent", "4": "incomplete"}
    assert admitted(found) == {"2": True, "3": True, "4": False}


def test_every_failing_row_is_named_beyond_the_limits_of_gx() -> None:
    # GX cuts its lists of values at 200.
    many = judged(*(report(f"a{number:04}", BROKEN_TOTAL, forms=TABLE_4) for number in range(450)))
    assert sum(verdicts(found)["4"] == "publisher_inconsistent" for found in many) == 450


@pytest.mark.parametrize("count", [1, 20, 21, 199, 201, 2000])
def test_gx_names_exactly_the_rows_that_fail_a_rule_over_many_columns(count: int) -> None:
    # Older versions of GX kept 20 rows, or one of those whose values are alike.
    names = [f"row {number}" for number in range(2 * count)]
    fails = {name for number, name in enumerate(names) if number % 2}
    cells = {cell_name(key): [0.0] * len(names) for key in codebook.cells("2021", "4")}
    cells["review_upheld"] = [7.0] * len(names)
    cells["review_total"] = [8.0 if name in fails else 7.0 for name in names]
    flags = {columns.blank(identity): [0] * len(names) for identity in identities("2021", "4")}
    local = {columns.local(identity): [0] * len(names) for identity in identities("2021", "4")}
    rules = {columns.rule(rule.rule_id): [0] * len(names) for rule in suites.table_rules("4", "2021")}
    frame = pd.DataFrame({columns.KEY: names} | cells | flags | local | rules)
    found = validation.unmet(validation.load(suites.SUITES / "t4_2021.json"), frame)
    assert found == {("broken", "t4_review", name) for name in fails}


def test_strict_holds_what_the_publisher_broke() -> None:
    (slip, good) = judged(report("slip", BROKEN_TOTAL), report("good"))
    tables = {table["table"]: table for table in gate.line(slip, gate.STRICT)["tables"]}
    assert [tables[name]["admitted"] for name in ("2", "3", "4")] == [True, True, False]
    assert tables["4"]["reason"] == "publisher_inconsistent, t4_review"
    assert all(table["admitted"] for table in gate.line(good, gate.STRICT)["tables"])


def test_two_reports_of_one_name_are_refused() -> None:
    with pytest.raises(GongkaiError, match="one name"):
        judged(report("a0001"), report("a0001"))


def test_table_without_suite_is_refused() -> None:
    one = report("a0001")
    odd = replace(one, tables=(replace(one.tables[0], table="2", form="2014"), *one.tables[1:]))
    with pytest.raises(GongkaiError, match="no suite judges table 2 of form 2014"):
        judged(odd)


# The suites are what decides: take an expectation out of the file and its fault is not seen.


def test_without_its_expectation_a_fault_loads_and_with_it_is_held(folder: Path) -> None:
    broken = report("slip", BROKEN_TOTAL, {("review_total", None): {"sound": False}}, forms=TABLE_4)
    lost = {("suit_direct_other", None): {"value": None, "status": "absent", "raw": ""}}
    absent = report("absent", None, lost, forms=TABLE_4)
    held, loaded = {"4": False}, {"4": True}
    assert [admitted(one) for one in judged(broken, absent, folder=folder)] == [held, held]
    edit(folder / "t4_2021.json", drop("t4_review", "broken"))
    assert [admitted(one) for one in judged(broken, absent, folder=folder)] == [loaded, held]
    edit(folder / "t4_2021.json", drop("absent_cell", "function"))
    assert [admitted(one) for one in judged(broken, absent, folder=folder)] == [loaded, loaded]
    suites.write(folder)
    assert [admitted(one) for one in judged(broken, absent, folder=folder)] == [held, held]


def test_rule_that_crashes_stops_the_gate(folder: Path) -> None:
    def unknown_column(expectations: list[Any]) -> None:
        expectations[0]["kwargs"]["left"] = ["no_such_column"]

    edit(folder / "t4_2021.json", unknown_column)
    with pytest.raises(GongkaiError, match="rule t4_review crashed") as caught:
        judged(report("a0007", forms=TABLE_4), report("a0008", forms=TABLE_4), folder=folder)
    assert "suite t4_2021" in str(caught.value)
    assert "first table a0007:2021:own:0:4:1" in str(caught.value)
    assert "nothing was loaded" in caught.value.remedy


def test_rule_whose_function_crashes_stops_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    def crashing(_: Report) -> list[Any]:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setitem(python_rules.RULES, "blank_table", crashing)
    with pytest.raises(GongkaiError, match="rule blank_table crashed: ZeroDivisionError: division by zero") as caught:
        judged(report("a0007", forms=TABLE_4))
    assert "report a0007:2021:own" in str(caught.value)


def test_function_column_that_is_missing_stops_the_gate(folder: Path) -> None:
    def unknown_column(expectations: list[Any]) -> None:
        expectations[-1]["kwargs"]["column"] = "rule:unheard_of"

    edit(folder / "reports.json", unknown_column)
    with pytest.raises(GongkaiError, match="crashed"):
        judged(report(forms=TABLE_4), folder=folder)


def test_missing_or_damaged_suite_stops_the_gate(folder: Path) -> None:
    (folder / "t4_2021.json").unlink()
    with pytest.raises(GongkaiError, match="not a suite"):
        judged(report(forms=TABLE_4), folder=folder)
    (folder / "t4_2021.json").write_text("{", encoding="utf-8")
    with pytest.raises(GongkaiError, match="not a suite"):
        judged(report(forms=TABLE_4), folder=folder)


def test_expectation_that_gx_does_not_take_stops_the_gate(folder: Path) -> None:
    def no_sides(expectations: list[Any]) -> None:
        del expectations[0]["kwargs"]["right"]

    edit(folder / "t4_2021.json", no_sides)
    with pytest.raises(GongkaiError, match="suite"):
        judged(report(forms=TABLE_4), folder=folder)


def test_files_are_what_the_rules_give() -> None:
    found = {path.stem: path.read_text(encoding="utf-8") for path in suites.SUITES.glob("*.json")}
    assert found == {name: suites.text(suite) for name, suite in suites.build().items()}


def test_suites_hold_every_identity_twice_and_ids_are_fixed() -> None:
    built = suites.build()
    counts = {name: sum(e["meta"]["check"] != "function" for e in s["expectations"]) for name, s in built.items()}
    # 42 identities on form 2021, 40 and two bounds on form 2019, 7 and 3 before, each with two expectations.
    assert counts == {
        "t2_2021": 0,
        "t3_2021": 78,
        "t4_2021": 6,
        "t2_2019": 4,
        "t3_2019": 74,
        "t4_2019": 6,
        "tstat_2014": 14,
        "tannex_2008": 6,
        "reports": 0,
        "partitions": 0,
        "loads": 0,
    }
    ids = [e["id"] for suite in built.values() for e in suite["expectations"]]
    assert len(ids) == len(set(ids))
    assert built["t4_2021"]["expectations"][0]["id"] == "03a1ac06-3261-5989-9413-9b5b8122230e"


def test_nothing_to_judge_imports_no_great_expectations() -> None:
    code = (
        "import sys; from expectations import gate; assert list(gate.judge([])) == [];"
        "print([name for name in ('great_expectations', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parent.parent
    )
    assert done.stdout.strip() == "[]", done.stderr
