"""Formulas of metrics.tsv: which cells each takes in, and none that a form does not have."""

from __future__ import annotations

import pytest

from gongkai.forms.metrics import metrics, parts


def test_a_sum_is_written_out_over_both_forms() -> None:
    found = [part[1:] for part in parts("review_total - review_pending")]
    assert found == [
        ("2021", "4", "review_total", None, 1),
        ("2021", "4", "review_pending", None, -1),
        ("2019", "4", "review_total", None, 1),
        ("2019", "4", "review_pending", None, -1),
    ]


def test_leaves_are_those_of_the_form_and_in_its_total_column() -> None:
    unable = [(part.form, part.indicator, part.applicant) for part in parts("leaves(req_unable)")]
    names = ("req_unable_not_held", "req_unable_needs_creation", "req_unable_unclear")
    assert unable == [(form, name, "total") for form in ("2021", "2019") for name in names]


def test_an_applicant_stands_behind_its_code() -> None:
    (part, _) = parts("req_new/natural_person")
    assert part[1:] == ("2021", "3", "req_new", "natural_person", 1)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "req_new +",
        "req_new req_partial",
        "req_new + review_total",
        "req_new + req_new",
        "req_other",
        "req_unknown",
        "review_total/total",
        "leaves(req_new)",
        "rules_made",
    ],
)
def test_a_sum_that_a_form_cannot_make_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="not a sum of cells"):
        parts(expression)


def test_every_formula_can_be_written_out() -> None:
    for metric in metrics():
        assert parts(metric.numerator)
        assert metric.denominator is None or parts(metric.denominator)
    assert len({metric.metric for metric in metrics()}) == len(metrics()) == 33
