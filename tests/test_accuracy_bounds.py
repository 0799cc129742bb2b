"""The exact bound of an error rate, against values from the tables of the binomial distribution."""

from __future__ import annotations

import pytest

from benchmarks.accuracy.bounds import upper


@pytest.mark.parametrize(
    ("errors", "trials", "bound"),
    [
        (0, 3000, 0.000998),  # 1 - 0.05 ** (1 / 3000)
        (0, 100, 0.029513),
        (0, 1, 0.95),
        (1, 100, 0.046560),
        (5, 100, 0.102255),
        (10, 20, 0.698046),
        (3, 1_000_000, 7.7536e-06),  # as of Poisson: 7.7537 events
    ],
)
def test_known_bounds(errors: int, trials: int, bound: float) -> None:
    assert upper(errors, trials) == pytest.approx(bound, rel=2e-4)


def test_all_wrong_and_nothing_tried_bound_nothing() -> None:
    assert upper(7, 7) == 1.0
    assert upper(0, 0) == 1.0


def test_more_errors_than_trials_are_refused() -> None:
    with pytest.raises(ValueError, match="3 errors of 2 trials"):
        upper(3, 2)
