"""Goldens of the linear rules over the statistical table of 2014 and the local annex of 2008, written down by hand.

No reader aligns these forms yet: the rules are evaluated over cells alone.
"""

from __future__ import annotations

from rule_goldens import Golden, numbers

STAT_2014 = """
s14_pro_total                  97
s14_pro_normdoc                31
s14_pro_normdoc_issued         33
s14_pro_chan_gazette           12
s14_pro_chan_site              88
s14_pro_chan_weibo             45
s14_pro_chan_wechat            52
s14_pro_chan_other              7
s14_resp_hot                    6
s14_resp_press                  9
s14_resp_press_head             4
s14_resp_interview              8
s14_resp_interview_head         3
s14_resp_articles              27
s14_resp_weibo                 14
s14_resp_otherway               5
s14_req_received               47
s14_req_received_inperson      11
s14_req_received_fax            3
s14_req_received_net           26
s14_req_received_letter         7
s14_req_closed                 46
s14_req_closed_ontime          41
s14_req_closed_ext              5
s14_req_answered               72
s14_ans_already                 6
s14_ans_granted                17
s14_ans_partial                 4
s14_ans_denied                 21
s14_ans_denied_state_secret     1
s14_ans_denied_trade_secret     5
s14_ans_denied_privacy          2
s14_ans_denied_safety           4
s14_ans_denied_not_gov_info     3
s14_ans_denied_other_law        6
s14_ans_not_this_organ          5
s14_ans_nonexistent             8
s14_ans_amend                   2
s14_ans_other_route             9
s14_review                     10
s14_review_upheld               6
s14_review_corrected            3
s14_review_other                1
s14_suit                       13
s14_suit_upheld                 7
s14_suit_corrected              2
s14_suit_other                  4
s14_complaints                 19
s14_fee                       2.5
s14_org_units                   2
s14_org_points                  1
s14_org_staff                  11
s14_org_staff_full              4
s14_org_staff_part              7
s14_org_budget                 30
s14_train_meetings              3
s14_train_courses               8
s14_train_people              120
"""
ANNEX_2008 = """
s08_pro_total           90
s08_pro_fulltext        80
s08_normdoc_new          4
s08_service_items       13
s08_visits            5120
s08_reception           64
s08_consult_net         22
s08_consult_tel         35
s08_dir_onrequest        9
s08_req_total           50
s08_req_inperson        12
s08_req_fax              2
s08_req_email            9
s08_req_net             19
s08_req_letter           5
s08_req_otherform        3
s08_ans_total           53
s08_ans_granted         14
s08_ans_partial          6
s08_ans_refused         33
s08_ref_not_gov_info     1
s08_ref_nonexistent      5
s08_ref_not_held         2
s08_ref_unclear          4
s08_ref_ex1              3
s08_ref_ex2              1
s08_ref_ex3              4
s08_ref_ex4              2
s08_ref_ex5              5
s08_ref_ex6              2
s08_ref_other            4
s08_review               7
s08_suit                 3
s08_appeal               8
s08_appeal_first         6
"""


def _stat(changes: str = "", says: str = "") -> Golden:
    return Golden("2014", "stat", numbers(STAT_2014, changes), _said(says))


def _annex(changes: str = "", says: str = "") -> Golden:
    return Golden("2008", "annex", numbers(ANNEX_2008, changes), _said(says))


def _said(says: str) -> dict[str, str]:
    return dict(one.split(": ") for one in says.split("; ")) if says else {}


OLDER = {
    "the table of 2014 holds": _stat(),
    "requests of 2014 one more": _stat("s14_req_received=48", "s14_requests: broken"),
    "requests of 2014 one less": _stat("s14_req_received=46", "s14_requests: broken"),
    "closed of 2014 one more": _stat("s14_req_closed=47", "s14_closed: broken"),
    "closed of 2014 one less": _stat("s14_req_closed=45", "s14_closed: broken"),
    "answers of 2014 one more": _stat("s14_req_answered=73", "s14_answers: broken"),
    "answers of 2014 one less": _stat("s14_req_answered=71", "s14_answers: broken"),
    "denied of 2014 one more": _stat("s14_ans_denied=22 s14_req_answered=73", "s14_denied: broken"),
    "denied of 2014 one less": _stat("s14_ans_denied=20 s14_req_answered=71", "s14_denied: broken"),
    "reviews of 2014 one more": _stat("s14_review=11", "s14_review: broken"),
    "reviews of 2014 one less": _stat("s14_review=9", "s14_review: broken"),
    "suits of 2014 one more": _stat("s14_suit=14", "s14_suit: broken"),
    "suits of 2014 one less": _stat("s14_suit=12", "s14_suit: broken"),
    "staff of 2014 one more": _stat("s14_org_staff=12", "s14_staff: broken"),
    "staff of 2014 one less": _stat("s14_org_staff=10", "s14_staff: broken"),
    "a reason of 2014 left blank": _stat("s14_ans_denied_privacy=", "s14_denied: not_judged"),
    "the refused of 2014 left blank": _stat("s14_ans_denied=", "s14_answers: not_judged; s14_denied: not_judged"),
    "a local annex of 2008 holds": _annex(),
    "requests of 2008 one more": _annex("s08_req_total=51", "s08_requests: broken"),
    "requests of 2008 one less": _annex("s08_req_total=49", "s08_requests: broken"),
    "answers of 2008 one more": _annex("s08_ans_total=54", "s08_answers: broken"),
    "answers of 2008 one less": _annex("s08_ans_total=52", "s08_answers: broken"),
    "refused of 2008 one more": _annex("s08_ans_refused=34 s08_ans_total=54", "s08_refused: broken"),
    "refused of 2008 one less": _annex("s08_ans_refused=32 s08_ans_total=52", "s08_refused: broken"),
    "a kind of request of 2008 left blank": _annex("s08_req_fax=", "s08_requests: not_judged"),
}
