"""Rules over several reports: for each a series that holds and one that does not, with numbers written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest
from gate_reports import FORM_2019, FORM_2021
from gate_reports import report as made

from gongkai.across import changes, rules, seen, terms
from gongkai.errors import GongkaiError
from gongkai.forms import codebook
from gongkai.forms.model import CellKey
from gongkai.records import Finding, Report, Scope, Source
from gongkai.registry.load import Registry
from gongkai.registry.model import Agency, AgencyKind, AgencyLink, Level

Cells = dict[CellKey, str]
MIXED = {"2": "2021", "3": "2019", "4": "2021"}


def agency(
    name: str,
    kind: AgencyKind = "department",
    parent: str | None = None,
    level: Level = "county",
    valid: tuple[int | None, int | None] = (None, None),
) -> Agency:
    return Agency(name, name, kind, level, "410102", None, False, parent, None, *valid, "verified")


def registry(*agencies: Agency, links: Iterable[AgencyLink] = ()) -> Registry:
    return Registry({}, {one.agency_id: one for one in agencies}, tuple(links), {}, {}, "")


def report(
    name: str,
    year: int,
    printed: Cells | None = None,
    scope: str = "own",
    forms: dict[str, str] = FORM_2021,
    **more: object,
) -> Report:
    own = made(name, printed, forms=forms)
    return replace(own, year=year, scope=scope, report_id=f"{name}:{year}:{scope}", **more)  # type: ignore[arg-type]


def found(reports: Iterable[Report], known: Registry) -> dict[str, list[Finding]]:
    """Findings by report id."""
    pairs = ((f"{one.year}|41", one) for one in reports)
    return {key[0]: list(own) for key, own in rules.findings(seen.seen(pairs), known).items()}


def told(reports: Iterable[Report], known: Registry, rule: str) -> list[tuple[str, str, str | None]]:
    """(report, outcome, identity) of the findings of one rule."""
    return [
        (report_id, finding.outcome, finding.identity)
        for report_id, own in found(reports, known).items()
        for finding in own
        if finding.rule == rule
    ]


ONE = registry(agency("a1"))


def stock(in_force: int, made_now: int = 0, repealed: int = 0, kind: str = "normdoc") -> Cells:
    return {
        (f"{kind}_in_force", None): str(in_force),
        (f"{kind}_made", None): str(made_now),
        (f"{kind}_repealed", None): str(repealed),
    }


def carried(came: str, went: str) -> Cells:
    return {("req_carried_in", "total"): came, ("req_carried_out", "total"): went}


def test_what_goes_over_comes_in_the_next_year() -> None:
    # 宿迁: 121 = 121.
    good = [report("a1", 2023, carried("7", "121")), report("a1", 2024, carried("121", "2"))]
    assert told(good, ONE, "carry_over") == [
        ("a1:2024:own", "broken", "carry_over/natural_person"),  # 2 went over, 1 came in
    ]
    bad = [report("a1", 2023, carried("7", "121")), report("a1", 2024, carried("112", "2"))]
    (by_person, in_all) = found(bad, ONE)["a1:2024:own"]
    assert (in_all.identity, in_all.severity, in_all.left, in_all.right) == ("carry_over/total", "soft", 112, 121)
    assert [(c.report_id, c.indicator, c.applicant) for c in in_all.cells] == [
        (None, "req_carried_in", "total"),
        ("a1:2023:own", "req_carried_out", "total"),
    ]
    assert [c.place for c in in_all.cells] == ["p1", "p1"]
    assert (by_person.left, by_person.right) == (1, 2)


def test_a_blank_carried_over_is_not_judged() -> None:
    both = [report("a1", 2023, carried("7", "121")), report("a1", 2024, carried("", "2"))]
    assert ("a1:2024:own", "not_judged", "carry_over/total") in told(both, ONE, "carry_over")
    severities = {f.severity for f in found(both, ONE)["a1:2024:own"] if f.outcome == "not_judged"}
    assert severities == {"info"}


@pytest.mark.parametrize("kind", ["normdoc", "rules"])
def test_stocks_follow_from_the_year_before(kind: str) -> None:
    # 宿迁 规章: 12 + 3 − 0 = 15.
    good = [report("a1", 2022, stock(12, 2, 1, kind)), report("a1", 2023, stock(15, 3, 0, kind))]
    assert told(good, ONE, f"stock_flow_{kind}") == []
    bad = [report("a1", 2022, stock(66, 2, 1, kind)), report("a1", 2023, stock(372, 3, 1, kind))]
    assert told(bad, ONE, f"stock_flow_{kind}") == [("a1:2023:own", "broken", f"stock_flow_{kind}")]
    (broken,) = [f for f in found(bad, ONE)["a1:2023:own"] if f.rule == f"stock_flow_{kind}"]
    assert (broken.left, broken.right) == (372, 68)


def test_the_stock_of_rules_is_compared_from_2022_on_only() -> None:
    before = [report("a1", 2020, stock(66, 2, 1, "rules")), report("a1", 2021, stock(372, 3, 1, "rules"))]
    assert told(before, ONE, "stock_flow_rules") == []
    assert told(before, ONE, "stock_flow_normdoc") == []


@pytest.mark.parametrize("kind", ["normdoc", "rules"])
def test_no_more_is_repealed_than_there_was(kind: str) -> None:
    good = [report("a1", 2022, stock(12, 0, 0, kind)), report("a1", 2023, stock(0, 3, 15, kind))]
    assert told(good, ONE, f"repealed_bound_{kind}") == []
    bad = [report("a1", 2022, stock(12, 0, 0, kind)), report("a1", 2023, stock(0, 3, 16, kind))]
    assert told(bad, ONE, f"repealed_bound_{kind}") == [("a1:2023:own", "broken", f"repealed_bound_{kind}")]


@pytest.mark.parametrize("item", ["license", "othersvc", "penalty", "coercion", "admin_fee"])
def test_items_of_2019_follow_from_the_year_before(item: str) -> None:
    def items(prev: int, delta: int) -> Cells:
        return {(f"{item}_items_prev", None): str(prev), (f"{item}_items_delta", None): str(delta)}

    good = [report("a1", 2019, items(40, -3), forms=FORM_2019), report("a1", 2020, items(37, 5), forms=FORM_2019)]
    assert told(good, ONE, f"items_delta_{item}") == []
    bad = [report("a1", 2019, items(40, -3), forms=FORM_2019), report("a1", 2020, items(43, 5), forms=FORM_2019)]
    assert told(bad, ONE, f"items_delta_{item}") == [("a1:2020:own", "broken", f"items_delta_{item}")]
    # The form of 2021 counts other things.
    mixed = [bad[0], report("a1", 2020, forms=FORM_2021)]
    assert told(mixed, ONE, f"items_delta_{item}") == []


def test_other_scopes_and_years_apart_are_not_compared() -> None:
    apart = [report("a1", 2022, carried("7", "121")), report("a1", 2024, carried("112", "2"))]
    assert told(apart, ONE, "carry_over") == []
    scopes = [report("a1", 2023, carried("7", "121"), "jurisdiction"), report("a1", 2024, carried("112", "2"))]
    assert told(scopes, ONE, "carry_over") == []


def test_a_break_tells_how_the_chain_goes_on() -> None:
    outs = {2021: ("1", "10"), 2022: ("10", "20"), 2023: ("25", "30"), 2024: ("30", "2")}
    chain = [report("a1", year, carried(*both)) for year, both in outs.items()]
    (broken,) = [f for f in found(chain, ONE)["a1:2023:own"] if f.identity == "carry_over/total"]
    assert "it holds for 2021–2022 and 2023–2024, so 2022 was restated or one of the two is a slip" in broken.message
    worse = [*chain[:3], report("a1", 2024, carried("31", "2"))]
    (broken,) = [f for f in found(worse, ONE)["a1:2023:own"] if f.identity == "carry_over/total"]
    assert "it is broken for 2023–2024 as well" in broken.message


def test_only_the_newest_revision_counts() -> None:
    old = report("a1", 2024, carried("112", "2"))
    new = replace(report("a1", 2024, carried("121", "2")), revision=1)
    before = report("a1", 2023, carried("7", "121"))
    assert ("a1:2024:own", "broken", "carry_over/total") not in told([before, old, new], ONE, "carry_over")
    assert ("a1:2024:own", "broken", "carry_over/total") in told([before, old], ONE, "carry_over")


def test_merged_agencies_are_added_up() -> None:
    merged = registry(
        agency("p1", valid=(None, 2023)),
        agency("p2", valid=(None, 2023)),
        agency("m", valid=(2024, None)),
        links=[AgencyLink("m", "p1", "merge", "2024-03-19"), AgencyLink("m", "p2", "merge", "2024-03-19")],
    )
    before = [report("p1", 2023, stock(30)), report("p2", 2023, stock(12))]
    good = [*before, report("m", 2024, stock(45, 4, 1))]
    assert told(good, merged, "stock_flow_normdoc") == []
    bad = [*before, report("m", 2024, stock(33, 4, 1))]
    (broken,) = [f for f in found(bad, merged)["m:2024:own"] if f.rule == "stock_flow_normdoc"]
    assert (broken.left, broken.right) == (33, 45)
    assert "added up over p1, p2 in 2023 and m in 2024" in broken.message
    assert [c.report_id for c in broken.cells] == [None, "p1:2023:own", "p2:2023:own", None, None]
    # One of the two is missing: nothing can be said.
    assert told(bad[1:], merged, "stock_flow_normdoc") == []


def test_split_agencies_are_added_up() -> None:
    split = registry(
        agency("old", valid=(None, 2018)),
        agency("s1", valid=(2019, None)),
        agency("s2", valid=(2019, None)),
        links=[AgencyLink("s1", "old", "split", "2019"), AgencyLink("s2", "old", "split", "2019")],
    )
    before = report("old", 2022, carried("7", "50"))
    whole = [before, report("s1", 2023, carried("30", "1")), report("s2", 2023, carried("20", "1"))]
    # The reform is of 2019; four years later the agencies are compared each with itself.
    assert told(whole, split, "carry_over") == []
    in_time = replace(split, links=tuple(replace(link, date="2023-01") for link in split.links))
    ages = {
        "old": agency("old", valid=(None, 2022)),
        "s1": agency("s1", valid=(2023, None)),
        "s2": agency("s2", valid=(2023, None)),
    }
    in_time = replace(in_time, agencies=ages)
    assert ("s1:2023:own", "broken", "carry_over/total") not in told(whole, in_time, "carry_over")
    less = [before, report("s1", 2023, carried("30", "1")), report("s2", 2023, carried("19", "1"))]
    assert {("s1:2023:own", "broken", "carry_over/total"), ("s2:2023:own", "broken", "carry_over/total")} <= set(
        told(less, in_time, "carry_over")
    )


def test_outliers() -> None:
    def requests(number: int) -> Cells:
        return {("req_new", "total"): str(number)}

    def rule(before: int, now: int) -> list[str | None]:
        reports = [report("a1", 2022, requests(before)), report("a1", 2023, requests(now))]
        return [identity for _, _, identity in told(reports, ONE, "outlier_ratio")]

    assert rule(20, 100) == [] and rule(20, 101) == ["outlier_ratio/req_new/total"]
    assert rule(100, 20) == [] and rule(101, 20) == ["outlier_ratio/req_new/total"]
    assert rule(19, 1000) == [] and rule(1000, 19) == []


def test_a_rule_that_crashes_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def crashing(*_: object) -> Iterable[object]:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(changes, "outliers", crashing)
    with pytest.raises(GongkaiError, match="rule outlier_ratio crashed: ZeroDivisionError: division by zero"):
        rules.findings([], Registry({}, {}, (), {}, {}, ""))


def test_a_slip_of_units() -> None:
    def fee(amount: str) -> Cells:
        return {("admin_fee_amount", None): amount}

    def rule(before: str, now: str) -> list[tuple[str, str, str | None]]:
        return told([report("a1", 2022, fee(before)), report("a1", 2023, fee(now))], ONE, "unit_slip")

    assert rule("25.1", "251000") == [("a1:2023:own", "broken", "unit_slip/admin_fee_amount")]
    assert rule("251000", "30.2") == [("a1:2023:own", "broken", "unit_slip/admin_fee_amount")]
    assert rule("25.1", "251") == [] and rule("25.1", "0") == [] and rule("25.1", "") == []
    assert rule("0", "25.1") == []
    # About 10,000 times: by a factor of three, whatever the amounts.
    for before, now in (("3", "10000"), ("1", "30000"), ("0.5", "5000"), ("5000", "0.5")):
        assert len(rule(before, now)) == 1
    assert rule("1", "3333") == [] and rule("1", "30001") == []
    # An amount that nobody read is compared with nothing.
    unread = replace(report("a1", 2022), facts=tuple(f for f in report("a1", 2022).facts if f.table == "3"))
    other = report("a1", 2023, fee("251000"))
    assert told([unread, other], ONE, "unit_slip") == []
    assert told([replace(other, year=2021, report_id="a1:2021:own"), unread], ONE, "unit_slip") == []


CITY = registry(
    agency("city", "government", level="city"),
    agency("bureau", parent="city"),
    agency("county", "government", parent="city"),
    agency("town", "township", parent="county", level="township"),
)


def new(number: int) -> Cells:
    return {("req_new", "total"): str(number)}


def test_a_government_counts_what_is_below_it() -> None:
    below = [report("bureau", 2023, new(40)), report("county", 2023, new(60), "jurisdiction")]
    fits = told([report("city", 2023, new(100), "jurisdiction"), *below], CITY, "rollup")
    assert "rollup/req_new/total" not in [identity for _, _, identity in fits]
    less = [report("city", 2023, new(99), "jurisdiction"), *below]
    assert ("city:2023:jurisdiction", "broken", "rollup/req_new/total") in told(less, CITY, "rollup")
    (of_requests,) = [f for f in found(less, CITY)["city:2023:jurisdiction"] if f.identity == "rollup/req_new/total"]
    assert (of_requests.left, of_requests.right) == (99, 100)
    assert [c.report_id for c in of_requests.cells] == [None, "bureau:2023:own", "county:2023:jurisdiction"]
    # The city's own level does not count the county.
    level = [report("city", 2023, new(41), "level"), *below]
    assert ("city:2023:level", "broken", "rollup/req_new/total") not in told(level, CITY, "rollup")
    # What nobody knows the scope of is compared with nothing.
    assert told([report("city", 2023, new(1), "unknown"), *below], CITY, "rollup") == []


def test_each_scope_counts_what_it_covers() -> None:
    def of_requests(*reports: Report) -> list[str]:
        return [outcome for _, outcome, identity in told(reports, CITY, "rollup") if identity == "rollup/req_new/total"]

    def city(number: int, scope: Scope = "jurisdiction") -> Report:
        return report("city", 2023, new(number), scope)

    bureau, town = report("bureau", 2023, new(40)), report("town", 2023, new(12))
    assert of_requests(city(39, "level"), bureau) == ["broken"]
    # A body that reports for its own office alone.
    assert of_requests(city(39), report("bureau", 2023, new(40), "office")) == ["broken"]
    # A lower government that reports its own level alone; its township counts in its jurisdiction, not in its level.
    assert of_requests(city(59), report("county", 2023, new(60), "level")) == ["broken"]
    assert of_requests(report("county", 2023, new(10), "level"), town) == []
    # The government's own level is part of its jurisdiction.
    assert of_requests(city(99), city(100, "level")) == ["broken"] and of_requests(city(100), city(100, "level")) == []
    blank = report("city", 2023, {("req_new", "total"): ""}, "jurisdiction")
    assert of_requests(blank, bureau) == ["not_judged"]


def test_one_report_below_counts_more() -> None:
    reports = [report("county", 2023, new(10), "jurisdiction"), report("town", 2023, new(12))]
    (of_requests,) = [
        f for f in found(reports, CITY)["county:2023:jurisdiction"] if f.identity == "rollup/req_new/total"
    ]
    assert (of_requests.severity, of_requests.left, of_requests.right) == ("soft", 10, 12)
    assert "town (own) below it counts 12" in of_requests.message


TELLING: Cells = {
    ("req_new", "natural_person"): "17",
    ("req_new", "total"): "17",
    ("req_closed_total", "natural_person"): "16",
    ("req_closed_total", "total"): "16",
}
PAGE = Source("https://a/", "0" * 64, "text/html", "publisher", "html", None)


def test_a_table_copied_from_another_agency() -> None:
    two = registry(agency("a1"), agency("a2"))
    own = report("a1", 2023, TELLING, sources=(PAGE,))
    copy = report("a2", 2023, TELLING, sources=(PAGE,), misnamed="a1")
    assert told([own, copy], two, "duplicate_tables") == [("a2:2023:own", "broken", "duplicate_tables")]
    (held,) = [f for f in found([own, copy], two)["a2:2023:own"] if f.rule == "duplicate_tables"]
    assert (held.severity, held.table, held.n) == ("hard", "3", 1)
    assert [c.report_id for c in held.cells] == ["a1:2023:own"]
    # Nothing tells which of the two is the copy.
    equal = [own, report("a2", 2023, TELLING, sources=(PAGE,))]
    assert [name for name, _, _ in told(equal, two, "duplicate_tables")] == ["a1:2023:own", "a2:2023:own"]
    # On a hub, or by a deposit, it is proved less.
    hub = replace(own, sources=(replace(PAGE, origin="hub"),))
    assert [name for name, _, _ in told([hub, equal[1]], two, "duplicate_tables")] == ["a1:2023:own"]


def test_last_years_table_pasted() -> None:
    pasted = [report("a1", 2022, TELLING, sources=(PAGE,)), report("a1", 2023, TELLING, sources=(PAGE,))]
    assert [name for name, _, _ in told(pasted, ONE, "duplicate_tables")] == ["a1:2022:own", "a1:2023:own"]
    dated = replace(pasted[0], years=(("title", 2022), ("period", 2022)))
    assert [name for name, _, _ in told([dated, pasted[1]], ONE, "duplicate_tables")] == ["a1:2023:own"]


def test_small_tables_may_be_alike_by_chance() -> None:
    small = {**TELLING, ("req_new", "natural_person"): "9", ("req_new", "total"): "9"}
    small |= {("req_closed_total", "natural_person"): "8", ("req_closed_total", "total"): "8"}
    two = registry(agency("a1"), agency("a2"))
    reports = [report("a1", 2023, small), report("a2", 2023, small)]
    assert told(reports, two, "duplicate_tables") == []
    # In other scopes of one agency and year one table may stand for both.
    scopes = [report("a1", 2023, TELLING), report("a1", 2023, TELLING, "level")]
    assert told(scopes, two, "duplicate_tables") == []


def test_rules_of_two_years_are_read_from_the_rules_table() -> None:
    found_rules = {pair.rule.rule_id: pair for pair in terms.pair_rules()}
    assert list(found_rules) == [rule.rule_id for rule in codebook.rules().values() if rule.kind == "pair"]
    flow = found_rules["stock_flow_rules"]
    assert flow.left == (terms.Term(1, "rules_in_force", False),)
    assert flow.right == (
        terms.Term(1, "rules_in_force", True),
        terms.Term(1, "rules_made", False),
        terms.Term(-1, "rules_repealed", False),
    )
    assert (flow.since, found_rules["carry_over"].since, found_rules["stock_flow_normdoc"].since) == (2022, 2020, None)
    assert len(found_rules["carry_over"].applicants) == 7


@pytest.mark.parametrize("side", ["", "a", "a(y) b(y)", "a(y) + ", "+ a(y)", "a(y-2)", "2 * a(y)"])
def test_a_side_that_is_no_sum_is_refused(side: str) -> None:
    rule = replace(codebook.rules()["carry_over"], right=side)
    with pytest.raises(ValueError, match="carry_over: not a sum of cells"):
        list(terms._terms(rule, rule.right))


def test_values_stay_exact() -> None:
    both = [report("a1", 2023, carried("7", "0.1")), report("a1", 2024, carried("0.3", "2"))]
    (broken,) = [f for f in found(both, ONE)["a1:2024:own"] if f.identity == "carry_over/total"]
    assert (broken.left, broken.right) == (Decimal("0.3"), Decimal("0.1"))


def rejecting(one: Report, kind: str) -> Report:
    """The report with a table that a person looked at and rejected."""
    tables = (replace(table, rejected=True) if table.table == kind else table for table in one.tables)
    return replace(one, tables=tuple(tables))


def test_a_rejected_table_proves_nothing_of_other_years() -> None:
    before = report("a1", 2023, carried("7", "121") | {("req_new", "total"): "20", ("admin_fee_amount", None): "25.1"})
    now = report("a1", 2024, carried("112", "2") | {("req_new", "total"): "101", ("admin_fee_amount", None): "251000"})

    def rules_of(*reports: Report) -> set[str]:
        return {finding.rule for own in found(reports, ONE).values() for finding in own}

    of_requests = {"carry_over", "outlier_ratio"}
    assert rules_of(before, now) >= {*of_requests, "unit_slip"}
    for both in ((rejecting(before, "3"), now), (before, rejecting(now, "3"))):
        assert rules_of(*both) & {*of_requests, "unit_slip"} == {"unit_slip"}
    for both in ((rejecting(before, "2"), now), (before, rejecting(now, "2"))):
        assert rules_of(*both) & {*of_requests, "unit_slip"} == of_requests


def test_a_rejected_table_counts_in_no_roll_up() -> None:
    def of_requests(*reports: Report) -> list[str]:
        return [outcome for _, outcome, identity in told(reports, CITY, "rollup") if identity == "rollup/req_new/total"]

    city, bureau = report("city", 2023, new(39), "jurisdiction"), report("bureau", 2023, new(40))
    assert of_requests(city, bureau) == ["broken"]
    assert of_requests(city, rejecting(bureau, "3")) == of_requests(rejecting(city, "3"), bureau) == []
    # The other tables of the report still count.
    assert of_requests(city, rejecting(bureau, "4")) == ["broken"]


def test_a_copy_that_a_person_rejected_frees_the_original() -> None:
    two = registry(agency("a1"), agency("a2"))
    one, copy = (report(name, 2023, TELLING, sources=(PAGE,)) for name in ("a1", "a2"))
    assert [key for key, _, _ in told([one, copy], two, "duplicate_tables")] == ["a1:2023:own", "a2:2023:own"]
    assert told([one, rejecting(copy, "3")], two, "duplicate_tables") == []
    # The copy's other tables have nothing to do with it.
    both = [key for key, _, _ in told([one, rejecting(copy, "4")], two, "duplicate_tables")]
    assert both == ["a1:2023:own", "a2:2023:own"]
