"""Local rows excuse an identity; where they make up just what is missing, they confirm its numbers, too."""

from __future__ import annotations

import pytest
from gate_reports import fact, report

from gongkai.judge.evaluate import judged
from gongkai.records import Fact

#: One case more is closed than the form's rows say: the local row's.
PRINTED = {
    ("req_closed_total", "natural_person"): "5",
    ("req_closed_total", "total"): "5",
    ("req_carried_out", "natural_person"): "1",
    ("req_carried_out", "total"): "1",
}


def local(applicant: str, raw: str) -> Fact:
    return fact("3", ("local", applicant), raw, label=f"(五)不予处理/6.其余/{applicant}")


@pytest.mark.parametrize(
    ("raw", "sound", "verdict"),
    [
        ("1", False, "consistent"),
        ("1", True, "consistent"),
        ("2", True, "consistent"),
        ("2", False, "unconfirmed"),
    ],
)
def test_an_unsound_number_beside_a_local_row_is_confirmed_where_that_makes_up_the_difference(
    raw: str, sound: bool, verdict: str
) -> None:
    rows = (local("natural_person", raw), local("total", raw))
    made = report(printed=PRINTED, changes={("req_granted", "natural_person"): {"sound": sound}}, local=rows)
    table = next(table for table in judged(made).tables if table.table == "3")
    assert table.verdict == verdict
