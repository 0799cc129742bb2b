"""The text against the tables: findings that are soft, and never a verdict; what of the text the gate admits."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from gate_reports import FORM_2019, report

from expectations import gate
from gongkai.forms.model import CellKey
from gongkai.judge.evaluate import judged
from gongkai.records import Fact, Finding, Prose, Report, Scope, TableRecord

#: Indicator, number ("" = words state that there was none), label.
Said = tuple[str, str, str | None]
FEE: Said = ("pr_processing_fee", "0", None)


def prose(*said: Said) -> Prose:
    record = TableRecord("prose", 1, "prose", None, "p1", "own", None, "single", ("html",))
    facts = tuple(
        Fact(
            table="prose",
            n=1,
            indicator=indicator,
            applicant=None,
            label=label,
            value=Decimal(number) if number else None,
            unit="件",
            unit_source="cell",
            status="reported" if number else "blank",
            raw=f"{number}件",
            by="label",
            reading="single",
            place="p1",
            context=f"2024年，收到政府信息公开申请{number}件，均已答复。",
        )
        for indicator, number, label in said
    )
    return Prose(record, facts)


def made(
    *said: Said,
    scope: Scope = "own",
    printed: dict[CellKey, str] | None = None,
    fee: bool = True,
    name: str = "a0001",
) -> Report:
    """Table 3: 5 new, 1 carried in, 4 closed, 2 carried out; table 4: 10 reviews, no suits."""
    text = prose(*said, *([FEE] if fee else []))
    own = report(name, printed)
    tables = tuple(replace(table, scope=scope) for table in own.tables)
    return replace(own, scope=scope, tables=tables, prose=text)


def found(one: Report) -> list[Finding]:
    plain = judged(one)
    assert {t.verdict for t in plain.tables} == {"consistent"} and plain.verdict == "consistent"
    return list(plain.findings)


AGREES: list[Said] = [
    ("pr_req_received", "5", None),
    ("pr_req_received", "6", None),  # with the one carried in
    ("pr_req_closed", "4", None),
    ("pr_req_carried", "2", None),
    ("pr_review", "10", None),
    ("pr_suit", "0", None),
    ("pr_req_received", "", None),  # words state none: a blank breaks nothing
    ("pr_req_received", "95", "全市各部门"),  # of others than the organ whose table it is
    ("pr_channel_site", "95", "政府网站"),
]


@pytest.mark.parametrize("said", AGREES)
def test_a_text_that_agrees_with_the_tables_or_speaks_of_something_else(said: Said) -> None:
    assert found(made(said)) == []


DIFFERS: list[tuple[str, str, int, Said]] = [
    ("prose_new", "3", 5, ("pr_req_received", "7", None)),
    ("prose_closed", "3", 4, ("pr_req_closed", "5", None)),
    ("prose_carried", "3", 2, ("pr_req_carried", "0", None)),
    ("prose_review", "4", 10, ("pr_review", "13", None)),
    ("prose_review", "4", 0, ("pr_suit", "1", None)),
]


@pytest.mark.parametrize(("rule", "table", "left", "said"), DIFFERS)
def test_another_number_than_the_tables_is_a_soft_finding(rule: str, table: str, left: int, said: Said) -> None:
    (finding,) = found(made(said))
    assert (finding.rule, finding.table, finding.n, finding.severity) == (rule, table, 1, "soft")
    assert finding.outcome == "broken"
    assert (finding.left, finding.right) == (left, Decimal(said[1]))
    assert f"“2024年，收到政府信息公开申请{said[1]}件，均已答复。”" in finding.message
    assert finding.cells[-1].table == "prose" and finding.cells[-1].indicator == said[0]
    assert finding.cells[0].table == table


def test_lawsuits_are_those_after_a_review_too() -> None:
    suits: dict[CellKey, str] = {
        (f"suit_{way}_{part}", None): "2" for way in ("direct", "after_review") for part in ("upheld", "total")
    }
    assert found(made(("pr_suit", "4", None), printed=suits)) == []
    (finding,) = found(made(("pr_suit", "2", None), printed=suits))
    assert (finding.rule, finding.left) == ("prose_review", 4)


def test_the_gate_finds_the_same_and_admits_the_same() -> None:
    texts: list[list[Said]] = [*([said] for *_, said in DIFFERS), AGREES[:5]]
    texts.append([("pr_req_received", "7", None), ("pr_req_received", "5", "#2")])
    reports = [made(*said, fee=index > 0, name=f"a{index:04}") for index, said in enumerate(texts)]
    by_gate = list(gate.judge(reports))
    assert [one.findings for one in by_gate] == [judged(one).findings for one in reports]
    assert [len(one.findings) for one in by_gate] == [2, 1, 1, 1, 1, 0, 1]
    assert {table.verdict for one in by_gate for table in one.tables} == {"consistent"}
    assert all(table["admitted"] for one in by_gate for table in gate.line(one)["tables"])


def test_two_numbers_for_one_indicator_prove_nothing() -> None:
    (finding,) = found(made(("pr_req_received", "7", None), ("pr_req_received", "5", "#2")))
    assert (finding.rule, finding.outcome, finding.severity) == ("prose_new", "not_judged", "info")
    assert (finding.table, finding.n, finding.left, finding.right) == ("3", 1, 5, None)
    # Both are numbers that the table allows: 5 new, 6 with the one carried in.
    assert found(made(("pr_req_received", "6", None), ("pr_req_received", "5", "#2"))) == []


def test_office_prose_beside_a_whole_districts_table() -> None:
    printed: dict[CellKey, str] = {
        ("req_new", "natural_person"): "95",
        ("req_new", "total"): "95",
        ("req_granted", "natural_person"): "94",
        ("req_granted", "total"): "94",
        ("req_closed_total", "natural_person"): "94",
        ("req_closed_total", "total"): "94",
    }
    office, district = ("pr_req_received", "17", None), ("pr_req_received", "95", "全市各部门")
    (finding,) = found(made(office, scope="jurisdiction", printed=printed))
    assert (finding.rule, finding.outcome, finding.left, finding.right) == ("prose_new", "broken", 95, 17)
    # Where the text states both, the district's number is what the district's table is held against.
    assert found(made(office, district, scope="jurisdiction", printed=printed)) == []
    # The office's table is held against the office's numbers alone.
    assert found(made(district, scope="office")) == []


def test_a_blank_total_is_not_held_against_the_text() -> None:
    printed: dict[CellKey, str] = {("review_total", None): ""}
    findings = judged(made(("pr_review", "13", None), printed=printed)).findings
    assert [f for f in findings if f.rule.startswith("prose")] == []


def test_the_fee_is_stated_on_the_form_of_2021() -> None:
    (finding,) = found(made(fee=False))
    assert (finding.rule, finding.severity) == ("processing_fee_stated", "soft")
    assert (finding.table, finding.n) == ("prose", 1)
    assert found(made(("pr_fee", "", None), fee=False)) == []
    assert found(replace(made(fee=False), prose=None)) == []  # no text was found to state it
    old = replace(report(forms=FORM_2019), prose=prose())
    assert "processing_fee_stated" not in {finding.rule for finding in judged(old).findings}


def test_the_gate_admits_the_text_of_a_resolved_report_whatever_its_tables() -> None:
    # 7 + 3 is not 11; the total was read off a row without its label, and table 2 by one reader.
    torn = report(printed={("review_total", None): "11"}, changes={("review_total", None): {"sound": False}})
    tables = tuple(replace(table, exact=table.table != "2", reading="single") for table in torn.tables)
    one = replace(torn, prose=prose(FEE), tables=tables)
    line = gate.line(judged(one))
    assert [(t["table"], t["verdict"], t["admitted"]) for t in line["tables"]] == [
        ("2", "unconfirmed", False),
        ("3", "consistent", True),
        ("4", "unconfirmed", False),
        ("prose", None, True),
    ]


def test_a_table_of_another_agencys_attachment_does_not_hold_the_text() -> None:
    one = made()
    tables = tuple(replace(t, foreign=("附件.xlsx: 样例市财政局",) if t.table == "4" else ()) for t in one.tables)
    line = gate.line(judged(replace(one, tables=tables)))
    admitted = {table["table"]: table["admitted"] for table in line["tables"]}
    assert admitted == {"2": True, "3": True, "4": False, "prose": True}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"agency_id": None, "report_id": "?0123456789abcdef:1"}, "agency_unresolved"),
        ({"year": None, "report_id": "?0123456789abcdef:1"}, "year_unresolved"),
        ({"others": ("样例市财政局2021年政府信息公开工作年度报告",)}, "one_report"),
        ({"years": (("title", 2021), ("统计期限", 2020))}, "year_agrees"),
    ],
)
def test_the_gate_holds_text_of_no_known_agency_or_year(changes: dict[str, object], reason: str) -> None:
    line = gate.line(judged(replace(made(), **changes)))  # type: ignore[arg-type]
    (text,) = (table for table in line["tables"] if table["table"] == "prose")
    assert (text["admitted"], text["verdict"], text["reason"]) == (False, None, reason)
