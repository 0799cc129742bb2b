"""Every rule with a function of its own has exactly one, and says nothing of one example and something of another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from gate_reports import FORM_2019, FORM_2021, fact
from gate_reports import report as made
from older_form_goldens import STAT_2014
from rule_goldens import numbers

from gongkai.across import rules as across
from gongkai.across import seen
from gongkai.crawl.observed import Observed
from gongkai.forms import codebook
from gongkai.forms.model import CellKey
from gongkai.guards.floors import Breach, Series, counts, found_floor, observed_floor, too_many_held
from gongkai.judge import python_rules
from gongkai.judge.rules import prose
from gongkai.records import FindingCell, Report, Source
from gongkai.registry.load import Registry
from gongkai.registry.model import Agency

FORM_2014 = {"stat": "2014"}
FEE: CellKey = ("admin_fee_amount", None)
REVIEWS: CellKey = ("review_total", None)  # 7 upheld, 3 pending
DOCUMENTS: CellKey = ("normdoc_in_force", None)


def report(printed: dict[CellKey, str] | None = None, /, **changes: Any) -> Report:
    """The consistent report with other texts in some cells, and other properties."""
    return replace(made("a1", printed), **changes)


def cell(key: CellKey, printed: str = "1", **changes: Any) -> Report:
    """The consistent report with other properties of one cell."""
    return made("a1", {key: printed}, {key: changes})


def table(kind: str, one: Report | None = None, **changes: Any) -> Report:
    """The consistent report with other properties of one table."""
    one = one or made("a1")
    return replace(one, tables=tuple(replace(t, **changes) if t.table == kind else t for t in one.tables))


def local(label: str, printed: str, **changes: Any) -> Report:
    """The consistent report with a number in a row that its form has not, or has already."""
    own = fact("3", ("local", "total"), printed, label=label)._replace(**changes)
    return made("a1", local=(own,))


def twice(kind: str) -> Report:
    one = made("a1")
    again = next(t for t in one.tables if t.table == kind)
    return replace(one, tables=(*one.tables, replace(again, n=2)), facts=(*one.facts, fact(kind, FEE, "1", n=2)))


def stat(changes: dict[str, str] | None = None) -> Report:
    """A report with the statistical table of 2014 alone."""
    return made("a1", numbers(STAT_2014) | {(code, None): n for code, n in (changes or {}).items()}, forms=FORM_2014)


def without(one: Report, code: str) -> Report:
    """A report of whose tables one cell was not read at all."""
    return replace(one, facts=tuple(fact for fact in one.facts if fact.indicator != code))


UNREAD = {"status": "unreadable", "value": None, "raw": "无"}
NEW: CellKey = ("req_new", "total")
#: Rows of form 2021 alone.
OTHER = ("req_other_no_correction", "req_other_unpaid_fee", "req_other_misc")
APPLICANTS = codebook.printed_applicants()
DOUBTED: dict[CellKey, dict[str, Any]] = {("review_upheld", None): {"sound": False}}
BLANK_4 = dict.fromkeys(codebook.cells("2021", "4"), "")
TOTALS_4 = BLANK_4 | {("review_total", None): "0"}
PAGE = Source("https://a/", "0" * 64, "text/html", "publisher", "html", None)


class Examples(NamedTuple):
    """Reports of which a rule says nothing, and reports each of which it finds fault with."""

    good: list[Report]
    bad: list[Report]


EXAMPLES: dict[str, Examples] = {
    "count_domain": Examples(
        [
            report(),
            report({FEE: "0.37"}),
            made("a1", {("license_items_delta", None): "-3"}, forms=FORM_2019),
            stat({"s14_fee": "0.37"}),
            stat({"s14_org_budget": "0.5"}),
        ],
        [
            report({DOCUMENTS: "4.0"}),
            report({DOCUMENTS: "-1"}),
            made("a1", {}, local=(fact("3", ("local", "total"), "-5", label="其中：网络申请/总计"),)),
            made("a1", {}, local=(fact("4", ("local", None), "4.5", label="/备注"),)),
            report({FEE: "-0.37"}),
            cell(DOCUMENTS, unit="万元"),
            cell(DOCUMENTS, unit="人次"),
        ],
    ),
    "read_twice": Examples(
        [table("2", reading="single"), table("2", exact=False), table("3", exact=False, reading="single")],
        [
            table("2", exact=False, reading="single"),
            table("stat", stat(), exact=False, reading="single"),
            table("annex", made("a1", forms={"annex": "2008"}), exact=False, reading="single"),
        ],
    ),
    "confirmed_numbers": Examples(
        [
            report(),
            cell(("review_upheld", None), sound=False),
            cell(DOCUMENTS, sound=False, by="position"),
            # Nothing is blank: that a number stands beside the right box, the identities tell.
            table("4", made("a1", changes=DOUBTED), readers=("text",)),
        ],
        [
            cell(DOCUMENTS, sound=False),
            table("4", made("a1", {("review_other", None): ""}, DOUBTED), readers=("text",)),
        ],
    ),
    "parts_within_total": Examples(
        [
            report(),
            report({REVIEWS: "11", ("review_other", None): ""}),
            report({REVIEWS: ""}),
            # Nothing is blank: that is for the identity itself.
            report({REVIEWS: "9"}),
            # What stands under the total beside its parts may be what makes it larger.
            made("a1", {REVIEWS: "11"}, local=(fact("4", ("local", None), "1", label="其他"),)),
            made("a1", {REVIEWS: "12"}, local=(fact("4", ("local", None), "5", label="其他"),)),
        ],
        [
            # A local column explains no more than it holds.
            made("a1", {REVIEWS: "12"}, local=(fact("4", ("local", None), "1", label="其他"),)),
            made("a1", {REVIEWS: "99"}, local=(fact("4", ("local", None), "0", label="/备注"),)),
            report({REVIEWS: "9", ("review_other", None): ""}),
            made("a1", {REVIEWS: "9"}, local=(fact("4", ("local", None), "1", label="其他"),)),
            report({("req_closed_total", "total"): "3", ("req_partial", "total"): ""}),
            report({("req_new", "total"): "9", ("req_carried_in", "total"): ""}),
        ],
    ),
    "unit_of_money": Examples(
        [cell(FEE, unit="元", unit_source="cell"), cell(FEE, unit="件", unit_source="header")],
        [cell(FEE, unit="件", unit_source="cell")],
    ),
    "unit_agrees": Examples(
        [
            cell(FEE, unit="元", unit_source="cell", context="收费金额(单位:元)"),
            cell(FEE, "0", unit="元", unit_source="cell", context="收费金额(单位:万元)"),
            # Another rule's: it is no unit of money.
            cell(FEE, unit="件", unit_source="cell", context="收费金额(单位:万元)"),
        ],
        [cell(FEE, unit="元", unit_source="cell", context="收费金额(单位:万元)")],
    ),
    "unit_of_table": Examples(
        [table("3", stated=("单位:件",)), table("2", cell(FEE, unit="万元"), stated=("单位:万元",))],
        [
            table("3", stated=("单位:万件",)),
            table("3", stated=("单位:人次",)),
            table("2", cell(FEE, unit="万元"), stated=("单位:元",)),
        ],
    ),
    "year_of_table": Examples(
        [
            table("3", stated=("2021年度",)),
            table("3", report(year=None), stated=("2021年度",)),
            table("3", scoped=("2021年市本级",)),
            table("3", report(year=None), scoped=("2022年市本级",)),
        ],
        [
            table("3", stated=("2022年度",)),
            table("3", scoped=("2022年市本级",)),
            table("3", table("4", report(year=None), stated=("2021年度",)), stated=("2022年度",)),
        ],
    ),
    "disowned_numbers": Examples(
        [table("3", stated=("单位:件",))], [table("3", stated=("以上为样表。",)), table("2", stated=("勘误:5更正为6",))]
    ),
    "repeated_row": Examples(
        [
            local("其中：网络申请/总计", "1"),
            local("一、本年新收政府信息公开申请数量/总计", ""),
            local("一、本年新收政府信息公开申请数量/总计", "1", applicant=None),
        ],
        [local("一、本年新收政府信息公开申请数量/总计", "1")],
    ),
    "blank_table": Examples(
        [
            report(),
            report(BLANK_4 | {("review_upheld", None): "0"}),
            # Totals alone were read of it: whether its parts are blank nobody can say.
            report(facts=tuple(f for f in report(BLANK_4).facts if f.table != "4" or f.key == REVIEWS)),
        ],
        [
            report(BLANK_4),
            report(TOTALS_4),
            report(dict.fromkeys(codebook.cells("2021", "3"), "") | {("req_new", "total"): "5"}),
            made("a1", BLANK_4, {key: {"status": "absent"} for key in BLANK_4}),
        ],
    ),
    "absent_cell": Examples(
        [cell(("req_new", "total"), "", status="blank")],
        [cell(("req_new", "total"), "", status="absent")],
    ),
    "one_of_each": Examples([report()], [twice("2")]),
    "one_report": Examples(
        [
            report(),
            table("2", stated=("填报单位:样例县水利局",)),
            table("2", stated=("填报单位:水利局", "填报单位:县水利局")),
            # Of another rule: no name.
            table("2", stated=("表上:占比情况", "表上:草稿")),
        ],
        [
            report(others=("乙局2021年政府信息公开工作年度报告",)),
            table("2", stated=("填报单位:样例县水利局", "填报单位:样例县民政局")),
            table("2", foreign=("附件.xlsx: 样例县水利局",)),
            table("2", stated=("表上:样东县教育局主动公开情况",)),
        ],
    ),
    "year_agrees": Examples(
        [report(years=(("title", 2021), ("period", 2021)))], [report(years=(("title", 2021), ("period", 2020)))]
    ),
    "rules_power": Examples(
        [
            report({("rules_made", None): "5"}, rule_making=True),
            report({("rules_made", None): "5"}, rule_making=None),
            report({("normdoc_made", None): "5"}, rule_making=False),
        ],
        [report({("rules_made", None): "5"}, rule_making=False)],
    ),
    "form_for_year": Examples(
        [
            report(),
            replace(made("a1", forms=FORM_2019), year=2020),
            report(year=None),
            # Before 2019 there were other forms.
            report(year=2018),
            made("a1", forms=FORM_2021 | {"4": "2019"}),
            replace(made("a1", forms=FORM_2019), facts=()),
        ],
        [
            report(year=2019),
            report(year=2020),
            made("a1", forms=FORM_2021 | {"2": "2019"}),
            made("a1", forms=FORM_2021 | {"3": "2019"}),
        ],
    ),
    "deadline": Examples(
        [
            report(published="2022-01-31", deadline="2022-01-31"),
            report(published="2022-02-20"),
            report(deadline="2022-01-31"),
        ],
        [report(published="2022-02-01", deadline="2022-01-31")],
    ),
    "rendition_conflict": Examples([report()], [report(conflicts=(FindingCell("4", "review_total", None),))]),
    "s14_part_of": Examples(
        [
            stat(),
            stat({"s14_pro_normdoc": "97", "s14_resp_press_head": "9", "s14_resp_interview_head": "8"}),
            stat({"s14_pro_normdoc": "98", "s14_pro_total": ""}),
            # What was issued in the year is no part of what was made public.
            stat({"s14_pro_normdoc_issued": "98"}),
            stat({"s14_pro_normdoc": ""}),
            stat({"s14_pro_normdoc": "0", "s14_pro_normdoc_issued": "0", "s14_pro_total": "0"}),
            *(without(stat(), code) for code in ("s14_pro_normdoc", "s14_pro_total")),
            made("a1", numbers(STAT_2014), {("s14_pro_total", None): UNREAD}, forms=FORM_2014),
        ],
        [
            stat({"s14_pro_normdoc": "98"}),
            stat({"s14_resp_press_head": "10"}),
            stat({"s14_resp_interview_head": "9"}),
            stat({"s14_pro_normdoc": "1", "s14_pro_total": "0"}),
        ],
    ),
    "readings_agree": Examples(
        [report(), cell(FEE, reading="single")],
        [
            cell(FEE, reading="disputed", value=None, readings={"camelot": "118", "rules": "113"}),
            local("其中：网络申请/总计", "1", reading="disputed"),
        ],
    ),
    "missing_table": Examples([report()], [table("4", place=None)]),
    "agency_unresolved": Examples(
        [report(), report(report_id=None, agency_id=None)], [report(agency_id=None, candidates=("a1", "a2"))]
    ),
    "year_unresolved": Examples(
        [report(), report(report_id=None, year=None)],
        [report(year=None), report(year=None, years=(("title", 2024),))],
    ),
    "unreadable_cell": Examples(
        [cell(FEE, "", status="blank")],
        [
            cell(FEE, "", raw="无", status="unreadable"),
            local("其中：网络申请/总计", "", raw="无", status="unreadable"),
        ],
    ),
    "unmapped_label": Examples([report()], [table("3", unmapped=("其中：网络申请",))]),
    "misprinted_label": Examples(
        [
            report(),
            cell(NEW, context="一、本年新收政府信息公开申请数量（含网上申请）"),
            cell(FEE, context="本年收费总金额（单位：万元）"),
            # A row that one of two readers took for the other form's.
            made("a1", local=(fact("3", ("req_other_misc", "total"), "1", context="3.其他"),), forms=FORM_2019),
        ],
        [cell(NEW, context="一、本年新收政府信息公开申请数"), cell(NEW, context="本年新政府信息公开申请数量")],
    ),
    "form_of_table_4": Examples(
        [report(), report(tables=report().tables[:2], facts=())],
        [
            report(facts=tuple(f for f in report().facts if f.table != "3")),
            made("a1", changes={(row, of): {"status": "absent", "raw": ""} for row in OTHER for of in APPLICANTS}),
            made("a1", changes={(row, of): {"by": "position"} for row in OTHER for of in APPLICANTS}),
        ],
    ),
    "rejected": Examples([table("3", decided_by="d1")], [table("3", decided_by="d1", rejected=True)]),
    "unreadable_document": Examples([report()], [report(error="it needs a password")]),
    "no_official_table": Examples(
        [report(), report(tables=(), facts=(), error="it needs a password")], [report(tables=(), facts=())]
    ),
    "decision_suspended": Examples([report()], [report(suspended=("d1",))]),
    "scope_agrees": Examples(
        [report(scopes=(("column", "own"), ("kind", "own")))],
        [
            report(scopes=(("column", "own"), ("title", "jurisdiction"))),
            table("2", scope="jurisdiction", scoped=("表二(全市)",)),
            table("4", scope="unknown"),
        ],
    ),
    "agency_named": Examples([report()], [report(misnamed="市水务局")]),
}


@pytest.mark.parametrize("rule_id", EXAMPLES)
def test_a_rule_says_nothing_of_what_is_right_and_something_of_what_is_not(rule_id: str) -> None:
    function = python_rules.RULES[rule_id]
    assert [function(one) for one in EXAMPLES[rule_id].good] == [[] for _ in EXAMPLES[rule_id].good]
    for one in EXAMPLES[rule_id].bad:
        found = function(one)
        assert found and {(f.rule, f.outcome) for f in found} == {(rule_id, "broken")}
        assert {f.severity for f in found} == {codebook.rules()[rule_id].severity}
        assert {(f.table, f.n) for f in found} <= {(None, None), *((t.table, t.n) for t in one.tables)}


def test_a_total_that_is_less_is_told_with_the_printed_cells_alone() -> None:
    (found,) = python_rules.RULES["parts_within_total"](report({REVIEWS: "9", ("review_other", None): ""}))
    assert (found.left, found.right, found.identity) == (10, 9, "parts_within_total/t4_review")
    cells = [cell.indicator for cell in found.cells]
    assert cells == ["review_total", "review_upheld", "review_corrected", "review_pending"]
    assert found.message.startswith("行政复议/总计: printed 9 < 10, the printed numbers of the other side of the sum")


# Rules over several reports


def _agency(name: str, parent: str | None = None) -> Agency:
    kind: Any = "department" if parent else "government"
    return Agency(name, name, kind, "county", "410102", None, False, parent, None, None, None, "verified")


KNOWN = Registry({}, {"a1": _agency("a1"), "a2": _agency("a2", "a1")}, (), {}, {}, "")


def of(
    agency: str, year: int, printed: dict[CellKey, str], scope: Any = "own", forms: dict[str, str] | None = None
) -> Report:
    own = made(agency, printed, forms=forms or FORM_2021)
    return replace(own, year=year, scope=scope, report_id=f"{agency}:{year}:{scope}", sources=(PAGE,))


ALIKE = {("req_new", who): "17" for who in ("natural_person", "total")} | {
    ("req_closed_total", who): "16" for who in ("natural_person", "total")
}
ASKED: CellKey = ("req_new", "total")

ACROSS: dict[str, tuple[list[Report], list[Report]]] = {
    "outlier_ratio": (
        [of("a1", 2022, {ASKED: "40"}), of("a1", 2023, {ASKED: "200"})],
        [of("a1", 2022, {ASKED: "40"}), of("a1", 2023, {ASKED: "201"})],
    ),
    "unit_slip": (
        [of("a1", 2022, {FEE: "0.37"}), of("a1", 2023, {FEE: "37"})],
        [of("a1", 2022, {FEE: "0.37"}), of("a1", 2023, {FEE: "3700"})],
    ),
    "rollup": (
        [of("a1", 2023, {ASKED: "100"}, "jurisdiction"), of("a2", 2023, {ASKED: "100"})],
        [of("a1", 2023, {ASKED: "100"}, "jurisdiction"), of("a2", 2023, {ASKED: "101"})],
    ),
    "duplicate_tables": (
        [of("a1", 2023, ALIKE), of("a2", 2023, ALIKE | {("req_new", "total"): "18"})],
        [of("a1", 2023, ALIKE), of("a2", 2023, ALIKE)],
    ),
}


@pytest.mark.parametrize("rule_id", ACROSS)
def test_a_rule_over_reports_says_nothing_of_what_fits_and_something_of_what_does_not(rule_id: str) -> None:
    def told(reports: list[Report]) -> set[str]:
        found = across.findings(seen.seen((f"{one.year}|41", one) for one in reports), KNOWN)
        return {finding.identity or "" for own in found.values() for finding in own if finding.rule == rule_id}

    good, bad = ACROSS[rule_id]
    cells = {"outlier_ratio": "/req_new/total", "unit_slip": "/admin_fee_amount", "rollup": "/req_new/total"}
    watched = rule_id + cells.get(rule_id, "")
    assert watched not in told(good) and watched in told(bad)


def told_of(reports: list[Report], rule_id: str) -> set[str]:
    found = across.findings(seen.seen((f"{one.year}|41", one) for one in reports), KNOWN)
    return {finding.identity or "" for own in found.values() for finding in own if finding.rule == rule_id}


@pytest.mark.parametrize(
    ("rule_id", "key", "values"),
    [
        *(
            ("rollup", key, ("100", "101"))
            for key in (
                ("req_new", "total"),
                ("req_closed_total", "total"),
                ("review_total", None),
                ("suit_direct_total", None),
                ("suit_after_review_total", None),
            )
        ),
        ("unit_slip", ("admin_fee_amount", None), ("0.37", "3700")),
        ("unit_slip", ("procurement_amount", None), ("0.37", "3700")),
        *(
            ("outlier_ratio", key, ("40", "201"))
            for key in (("req_new", "total"), ("normdoc_in_force", None), ("penalty_decisions", None))
        ),
    ],
)
def test_each_cell_that_is_compared_is(rule_id: str, key: CellKey, values: tuple[str, str]) -> None:
    first, second = values
    forms = FORM_2019 if key[0] == "procurement_amount" else None
    if rule_id == "rollup":
        reports = [of("a1", 2023, {key: first}, "jurisdiction"), of("a2", 2023, {key: second})]
    else:
        reports = [of("a1", 2022, {key: first}, forms=forms), of("a1", 2023, {key: second}, forms=forms)]
    assert "/".join(filter(None, (rule_id, *key))) in told_of(reports, rule_id)


@pytest.mark.parametrize(("cells", "largest", "is_told"), [(6, 10, True), (5, 10, False), (6, 9, False)])
def test_tables_alike_tell_from_six_numbers_on_one_of_them_of_two_digits(
    cells: int, largest: int, is_told: bool
) -> None:
    keys = codebook.cells("2021", "3")
    numbers = dict.fromkeys(keys, "0") | dict.fromkeys(keys[: cells - 1], "3") | {keys[cells - 1]: str(largest)}
    reports = [of("a1", 2023, numbers), of("a2", 2023, numbers)]
    assert bool(told_of(reports, "duplicate_tables")) == is_told


# Guards


def _links(tonight: int) -> list[Breach]:
    links = Series("a", "links", 2023)
    return observed_floor(counts([Observed("a", "41", True, {2023: tonight})], {links: 200}))


GUARDS: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
    "observed_floor": (lambda: _links(160), lambda: _links(159)),
    "found_floor": (lambda: found_floor("41", 2023, 80, 100), lambda: found_floor("41", 2023, 79, 100)),
    "held_share": (lambda: too_many_held(6, 31), lambda: too_many_held(7, 31)),
}


@pytest.mark.parametrize("rule_id", GUARDS)
def test_a_guard_lets_pass_what_is_there_and_not_what_is_gone(rule_id: str) -> None:
    good, bad = GUARDS[rule_id]
    assert not good() and bad()


def test_every_rule_with_a_function_has_one_and_examples() -> None:
    """Those of running text have their examples beside the sentences that they read."""
    own = {rule_id for rule_id, function in python_rules.RULES.items() if function.__module__ != prose.__name__}
    rules = [rule for rule in codebook.rules().values() if rule.kind not in ("linear", "pair")]
    assert {rule.rule_id for rule in rules} == {*python_rules.RULES, *ACROSS, *GUARDS}
    assert own == set(EXAMPLES)
    functions = {rule.rule_id: rule.kind.removeprefix("python:") for rule in rules if rule.rule_id in own}
    assert functions == {rule_id: rule_id for rule_id in own} | {"count_domain": "domain", "s14_part_of": "part_of"}
    assert all(function.__name__ == rule_id for rule_id, function in python_rules.RULES.items() if rule_id in own)
    assert all(one.good and one.bad for one in EXAMPLES.values())


def test_numbers_under_no_label_are_told_of_a_table_whose_boxes_are_absent() -> None:
    numbers = (("4", "1"), ("4", "2"), ("4", ""), ("2", "3"))
    own = tuple(fact(kind, ("local", None), raw, label=f"/column {n}") for n, (kind, raw) in enumerate(numbers))
    (finding,) = python_rules.RULES["blank_table"](
        made("a1", BLANK_4, {key: {"status": "absent"} for key in BLANK_4}, local=own)
    )
    assert finding.message == "no number stands in a box of the form, but 2 under none of its labels"
