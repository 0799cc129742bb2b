"""Goldens of the linear and pair rules, written down by hand: tables that hold and tables that break, rule by rule.

Every row and column differs from its neighbours, and no number is 0, so that a rule that leaves one out, takes it from
beside, or counts it with the other sign says something else of one of them (tests/test_rule_mutations.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.forms.model import CellKey

#: Rows of table 3, columns as printed: 自然人, 商业企业, 科研机构, 社会公益组织, 法律服务机构, 其他, 总计.
TABLE_3_2021 = """
req_new                          141  125  116  128  158  139  807
req_carried_in                     9    4    4    6    4    5   32
req_granted                        4    4    7    6    8    9   38
req_partial                        6    3    7    2    5    7   30
req_denied_state_secret            5    5    2    4    7    6   29
req_denied_law_forbidden           8    5    4    8    5    7   37
req_denied_safety_stability        2    2    8    2    8    7   29
req_denied_third_party             5    8    5    7    2    4   31
req_denied_internal_affairs        9    3    9    7    4    1   33
req_denied_process_info            8    7    6    7    2    9   39
req_denied_enforcement_file        2    7    3    5    7    9   33
req_denied_admin_query             3    5    6    8    8    5   35
req_unable_not_held                8    3    3    5    9    1   29
req_unable_needs_creation          7    1    5    9    8    6   36
req_unable_unclear                 4    7    1    8    7    4   31
req_notproc_petition               2    2    4    5    7    4   24
req_notproc_repeat                 7    6    8    7    6    7   41
req_notproc_publication            2    4    2    5    9    2   24
req_notproc_excessive              8    7    6    7    3    4   35
req_notproc_confirm_reissue        9    9    7    6    5    7   43
req_other_no_correction            6    8    8    1    8    9   40
req_other_unpaid_fee               4    1    3    1    6    5   20
req_other_misc                     2    4    4    8    5    8   31
req_closed_total                 111  101  108  118  129  121  688
req_carried_out                   39   28   12   16   33   23  151
"""
TABLE_3_2019 = """
req_new                          108  103   84  130  119  109  653
req_carried_in                     7    4    9    9   10    3   42
req_granted                        9    3    3    5    8    3   31
req_partial                        1    1    6    6    1    1   16
req_denied_state_secret            7    5    4    4    2    8   30
req_denied_law_forbidden           4    2    4    2    4    4   20
req_denied_safety_stability        2    8    2    6    7    6   31
req_denied_third_party             8    3    7    8    3    6   35
req_denied_internal_affairs        7    8    3    9    2    2   31
req_denied_process_info            8    9    8    2    2    4   33
req_denied_enforcement_file        6    3    2    7    8    8   34
req_denied_admin_query             7    3    7    8    3    8   36
req_unable_not_held                5    9    2    9    3    6   34
req_unable_needs_creation          6    4    4    4    8    7   33
req_unable_unclear                 9    8    7    9    3    4   40
req_notproc_petition               4    6    6    2    2    5   25
req_notproc_repeat                 2    8    3    8    8    1   30
req_notproc_publication            7    2    1    9    7    4   30
req_notproc_excessive              1    9    3    4    6    7   30
req_notproc_confirm_reissue        6    4    6    4    9    5   34
req_other                          4    1    4    6    9    1   25
req_closed_total                 103   96   82  112   95   90  578
req_carried_out                   12   11   11   27   34   22  117
"""
#: 维持, 纠正, 其他, 未审结, 总计.
TABLE_4 = """
review_upheld                    12
review_corrected                  3
review_other                      5
review_pending                    7
review_total                     27
suit_direct_upheld                9
suit_direct_corrected             4
suit_direct_other                 2
suit_direct_pending              16
suit_direct_total                31
suit_after_review_upheld          6
suit_after_review_corrected       8
suit_after_review_other          11
suit_after_review_pending        13
suit_after_review_total          38
"""
#: More was made than stands in force, fewer documents than rules were made public.
TABLE_2_2019 = """
rules_produced                    9
rules_published                   4
rules_public_stock                6
normdoc_produced                  3
normdoc_published                21
normdoc_public_stock             25
license_items_prev               18
license_items_delta              -5
license_decisions               310
othersvc_items_prev              80
othersvc_items_delta              2
othersvc_decisions               41
penalty_items_prev              300
penalty_items_delta              11
penalty_decisions                57
coercion_items_prev              30
coercion_items_delta              1
coercion_decisions               14
admin_fee_items_prev             26
admin_fee_items_delta            -7
procurement_projects             19
procurement_amount               88
"""
#: The year after it: items before are last year's and what they changed by.
TABLE_2_2020 = """
rules_produced                    1
rules_published                   2
rules_public_stock                8
normdoc_produced                  5
normdoc_published                20
normdoc_public_stock             45
license_items_prev               13
license_items_delta               6
license_decisions               290
othersvc_items_prev              82
othersvc_items_delta             -3
othersvc_decisions               39
penalty_items_prev              311
penalty_items_delta              -9
penalty_decisions                62
coercion_items_prev              31
coercion_items_delta              4
coercion_decisions               15
admin_fee_items_prev             19
admin_fee_items_delta             8
procurement_projects             23
procurement_amount               91
"""
TABLE_2_2021 = """
rules_made                        2
rules_repealed                    1
rules_in_force                   12
normdoc_made                      7
normdoc_repealed                  4
normdoc_in_force                 66
license_decisions               412
penalty_decisions                73
coercion_decisions               17
admin_fee_amount                 95
"""
#: The year after it: 12 + 3 - 5 rules, 66 + 9 - 11 documents in force.
TABLE_2_2022 = """
rules_made                        3
rules_repealed                    5
rules_in_force                   10
normdoc_made                      9
normdoc_repealed                 11
normdoc_in_force                 64
license_decisions               398
penalty_decisions                78
coercion_decisions               20
admin_fee_amount                102
"""

COLUMNS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other_org",
    "total",
)
Numbers = dict[CellKey, str]


def numbers(text: str, changes: str = "") -> Numbers:
    """Cells of a table written down row by row. changes: ``req_new/total=7 review_total=`` ("" is a blank)."""
    found: Numbers = {}
    for line in text.split("\n"):
        code, *values = line.split() or [""]
        columns = COLUMNS if len(values) == len(COLUMNS) else (None,)
        found |= {(code, column): value for column, value in zip(columns, values, strict=True)} if code else {}
    for change in changes.split():
        name, value = change.split("=")
        code, _, applicant = name.partition("/")
        assert (code, applicant or None) in found
        found[code, applicant or None] = value
    return found


@dataclass(frozen=True)
class Golden:
    """One table, and by identity what the rules say of it: ``broken`` or ``not_judged``; nothing of all others."""

    form: str
    table: str
    numbers: Numbers
    says: dict[str, str] = field(default_factory=dict)


LINEAR = {
    "table 3 holds": Golden("2021", "3", numbers(TABLE_3_2021)),
    "table 3 of 2019 holds": Golden("2019", "3", numbers(TABLE_3_2019)),
    "table 4 holds": Golden("2021", "4", numbers(TABLE_4)),
    "table 4 in a report on the form of 2019 holds": Golden("2019", "4", numbers(TABLE_4)),
    "table 2 of 2019 holds": Golden("2019", "2", numbers(TABLE_2_2019)),
    "as many public as stand in force": Golden(
        "2019", "2", numbers(TABLE_2_2019, "rules_published=6 normdoc_published=25")
    ),
    "one rule more public than stand in force": Golden(
        "2019", "2", numbers(TABLE_2_2019, "rules_published=7"), {"published_bound_rules": "broken"}
    ),
    "one document more public than stand in force": Golden(
        "2019", "2", numbers(TABLE_2_2019, "normdoc_published=26"), {"published_bound_normdoc": "broken"}
    ),
    "a blank instead of the stock": Golden(
        "2019", "2", numbers(TABLE_2_2019, "rules_public_stock="), {"published_bound_rules": "not_judged"}
    ),
    "one request more came in": Golden(
        "2021",
        "3",
        numbers(TABLE_3_2021, "req_new/natural_person=142 req_new/total=808"),
        {"t3_balance/natural_person": "broken", "t3_balance/total": "broken"},
    ),
    "one result more": Golden(
        "2021",
        "3",
        numbers(TABLE_3_2021, "req_granted/natural_person=5 req_granted/total=39"),
        {"t3_results/natural_person": "broken", "t3_results/total": "broken"},
    ),
    "a row that is one more in all": Golden(
        "2021",
        "3",
        numbers(TABLE_3_2021, "req_partial/total=31"),
        {"t3_applicants/req_partial": "broken", "t3_results/total": "broken"},
    ),
    "one request less came in": Golden(
        "2021",
        "3",
        numbers(TABLE_3_2021, "req_new/natural_person=140 req_new/total=806"),
        {"t3_balance/natural_person": "broken", "t3_balance/total": "broken"},
    ),
    "one result less": Golden(
        "2021",
        "3",
        numbers(TABLE_3_2021, "req_granted/natural_person=3 req_granted/total=37"),
        {"t3_results/natural_person": "broken", "t3_results/total": "broken"},
    ),
    "a row that is one less in all": Golden(
        "2021",
        "3",
        numbers(TABLE_3_2021, "req_partial/total=29"),
        {"t3_applicants/req_partial": "broken", "t3_results/total": "broken"},
    ),
    "a blank among the results": Golden(
        "2021",
        "3",
        numbers(TABLE_3_2021, "req_granted/other_org="),
        {"t3_applicants/req_granted": "not_judged", "t3_results/other_org": "not_judged"},
    ),
    "one request more came in of 2019": Golden(
        "2019",
        "3",
        numbers(TABLE_3_2019, "req_new/natural_person=109 req_new/total=654"),
        {"t3_balance/natural_person": "broken", "t3_balance/total": "broken"},
    ),
    "one result more of 2019": Golden(
        "2019",
        "3",
        numbers(TABLE_3_2019, "req_granted/natural_person=10 req_granted/total=32"),
        {"t3_results/natural_person": "broken", "t3_results/total": "broken"},
    ),
    "a row that is one more in all of 2019": Golden(
        "2019",
        "3",
        numbers(TABLE_3_2019, "req_partial/total=17"),
        {"t3_applicants/req_partial": "broken", "t3_results/total": "broken"},
    ),
    "one request less came in of 2019": Golden(
        "2019",
        "3",
        numbers(TABLE_3_2019, "req_new/natural_person=107 req_new/total=652"),
        {"t3_balance/natural_person": "broken", "t3_balance/total": "broken"},
    ),
    "one result less of 2019": Golden(
        "2019",
        "3",
        numbers(TABLE_3_2019, "req_granted/natural_person=8 req_granted/total=30"),
        {"t3_results/natural_person": "broken", "t3_results/total": "broken"},
    ),
    "a row that is one less in all of 2019": Golden(
        "2019",
        "3",
        numbers(TABLE_3_2019, "req_partial/total=15"),
        {"t3_applicants/req_partial": "broken", "t3_results/total": "broken"},
    ),
    "a blank among the results of 2019": Golden(
        "2019",
        "3",
        numbers(TABLE_3_2019, "req_granted/other_org="),
        {"t3_applicants/req_granted": "not_judged", "t3_results/other_org": "not_judged"},
    ),
    "review one more in all": Golden(
        "2021",
        "4",
        numbers(TABLE_4, "review_total=28"),
        {"t4_review": "broken"},
    ),
    "review one less in all": Golden(
        "2021",
        "4",
        numbers(TABLE_4, "review_total=26"),
        {"t4_review": "broken"},
    ),
    "suit_direct one more in all": Golden(
        "2021",
        "4",
        numbers(TABLE_4, "suit_direct_total=32"),
        {"t4_suit_direct": "broken"},
    ),
    "suit_direct one less in all": Golden(
        "2021",
        "4",
        numbers(TABLE_4, "suit_direct_total=30"),
        {"t4_suit_direct": "broken"},
    ),
    "suit_after_review one more in all": Golden(
        "2021",
        "4",
        numbers(TABLE_4, "suit_after_review_total=39"),
        {"t4_suit_after_review": "broken"},
    ),
    "suit_after_review one less in all": Golden(
        "2021",
        "4",
        numbers(TABLE_4, "suit_after_review_total=37"),
        {"t4_suit_after_review": "broken"},
    ),
    "review one more in all beside a table 3 of 2019": Golden(
        "2019",
        "4",
        numbers(TABLE_4, "review_total=28"),
        {"t4_review": "broken"},
    ),
    "review one less in all beside a table 3 of 2019": Golden(
        "2019",
        "4",
        numbers(TABLE_4, "review_total=26"),
        {"t4_review": "broken"},
    ),
    "suit_direct one more in all beside a table 3 of 2019": Golden(
        "2019",
        "4",
        numbers(TABLE_4, "suit_direct_total=32"),
        {"t4_suit_direct": "broken"},
    ),
    "suit_direct one less in all beside a table 3 of 2019": Golden(
        "2019",
        "4",
        numbers(TABLE_4, "suit_direct_total=30"),
        {"t4_suit_direct": "broken"},
    ),
    "suit_after_review one more in all beside a table 3 of 2019": Golden(
        "2019",
        "4",
        numbers(TABLE_4, "suit_after_review_total=39"),
        {"t4_suit_after_review": "broken"},
    ),
    "suit_after_review one less in all beside a table 3 of 2019": Golden(
        "2019",
        "4",
        numbers(TABLE_4, "suit_after_review_total=37"),
        {"t4_suit_after_review": "broken"},
    ),
}


@dataclass(frozen=True)
class GoldenPair:
    """Tables of two years (form, numbers) and what a pair rule says of the later one: by applicant, or of None."""

    rule: str
    before: tuple[str, Numbers]
    year: int
    now: tuple[str, Numbers]
    says: dict[str | None, str] = field(default_factory=dict)


_IN_2021 = " ".join(f"req_carried_in/{a}={n}" for a, n in zip(COLUMNS, (39, 28, 12, 16, 33, 23, 151), strict=True))
_IN_2019 = " ".join(f"req_carried_in/{a}={n}" for a, n in zip(COLUMNS, (12, 11, 11, 27, 34, 22, 117), strict=True))
_ALL_3 = {"2021": TABLE_3_2021, "2019": TABLE_3_2019}


def _carried(before: str, year: int, now: str, total: str = "", says: str | None = None) -> GoldenPair:
    """What went over by table 3 of ``before`` comes in by that of ``now``; in all ``total`` where it is given."""
    came = numbers(_ALL_3[now], _IN_2021 if before == "2021" else _IN_2019)
    came |= {("req_carried_in", "total"): total} if total else {}
    return GoldenPair(
        "carry_over", (before, numbers(_ALL_3[before])), year, (now, came), {"total": says} if says else {}
    )


def _disclosed(rule: str, changes: str, says: str | None = None, year: int = 2022) -> GoldenPair:
    now = numbers(TABLE_2_2022, changes)
    return GoldenPair(rule, ("2021", numbers(TABLE_2_2021)), year, ("2021", now), {None: says} if says else {})


def _items(item: str, prev: int, says: str | None = None) -> GoldenPair:
    before, now = numbers(TABLE_2_2019), numbers(TABLE_2_2020, f"{item}_items_prev={prev}")
    return GoldenPair(f"items_delta_{item}", ("2019", before), 2020, ("2019", now), {None: says} if says else {})


PAIRS = {
    "what went over came in": _carried("2021", 2023, "2021"),
    "more came in than went over": _carried("2021", 2023, "2021", "152", says="broken"),
    "less came in than went over": _carried("2021", 2023, "2021", "150", says="broken"),
    "the form changed between": _carried("2019", 2021, "2021", "118", says="broken"),
    "on the old form again": _carried("2021", 2022, "2019", "150", says="broken"),
    "in the first year of the rule": _carried("2019", 2020, "2019", "118", says="broken"),
    "before the rule": _carried("2019", 2019, "2019", "118"),
    "rules add up": _disclosed("stock_flow_rules", ""),
    "a rule too many": _disclosed("stock_flow_rules", "rules_in_force=11", "broken"),
    "a rule too few": _disclosed("stock_flow_rules", "rules_in_force=9", "broken"),
    "a blank stock of rules": _disclosed("stock_flow_rules", "rules_in_force=", "not_judged"),
    "rules before they are compared": _disclosed("stock_flow_rules", "rules_in_force=11", None, 2021),
    "documents add up": _disclosed("stock_flow_normdoc", ""),
    "a document too many": _disclosed("stock_flow_normdoc", "normdoc_in_force=65", "broken"),
    "a document too few": _disclosed("stock_flow_normdoc", "normdoc_in_force=63", "broken"),
    "documents of 2021": _disclosed("stock_flow_normdoc", "normdoc_in_force=63", "broken", 2021),
    "documents repealed as many as there were": _disclosed("repealed_bound_normdoc", "normdoc_repealed=75"),
    "documents repealed less": _disclosed("repealed_bound_normdoc", "normdoc_repealed=11"),
    "documents repealed more": _disclosed("repealed_bound_normdoc", "normdoc_repealed=76", "broken"),
    "rules repealed as many as there were": _disclosed("repealed_bound_rules", "rules_repealed=15"),
    "rules repealed less": _disclosed("repealed_bound_rules", "rules_repealed=5"),
    "rules repealed more": _disclosed("repealed_bound_rules", "rules_repealed=16", "broken"),
}
#: What stood before of each kind of items, 2019 and its change added up.
_PREV = {"license": 13, "othersvc": 82, "penalty": 311, "coercion": 31, "admin_fee": 19}
PAIRS |= {f"{item} adds up": _items(item, prev) for item, prev in _PREV.items()}
PAIRS |= {f"{item} is one more": _items(item, prev + 1, "broken") for item, prev in _PREV.items()}
PAIRS |= {f"{item} is one less": _items(item, prev - 1, "broken") for item, prev in _PREV.items()}
