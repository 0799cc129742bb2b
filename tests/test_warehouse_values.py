"""Printed numbers are kept exactly or not at all."""

from decimal import Decimal

import pytest

from gongkai.errors import GongkaiError
from gongkai.warehouse.flatten import role
from gongkai.warehouse.values import exact, standard


@pytest.mark.parametrize("text", ["59237.2449", "-417", "0", "999999999999999999.999999"])
def test_exact(text: str) -> None:
    assert exact(Decimal(text), "f", None) == Decimal(text)


@pytest.mark.parametrize("text", ["0.0000001", "1000000000000000000"])
def test_too_many_digits_are_an_error_with_its_place(text: str) -> None:
    with pytest.raises(GongkaiError) as caught:
        exact(Decimal(text), "http://a.invalid", "p3")
    assert (caught.value.file, caught.value.place) == ("http://a.invalid", "p3")


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("0.37", "万元", (Decimal(3700), "元")),
        ("251000", "元", (Decimal(251000), "元")),
        ("22", "件", (Decimal(22), "件")),
        ("22", None, (None, None)),
        (None, "万元", (None, "元")),
        ("999999999999", "亿元", (None, "元")),
    ],
)
def test_standard(value: str | None, unit: str | None, expected: tuple[Decimal | None, str | None]) -> None:
    assert standard(None if value is None else Decimal(value), unit, "f", None) == expected


@pytest.mark.parametrize(
    ("form", "indicator", "applicant", "expected"),
    [
        ("2021", "req_new", "natural_person", "leaf"),
        ("2021", "req_new", "total", "printed_total"),
        ("2021", "req_closed_total", "natural_person", "printed_total"),
        ("2019", "req_other", "other_org", "leaf"),
        ("2021", "review_total", None, "printed_total"),
        ("2021", "review_upheld", None, "leaf"),
        ("2021", "local", None, "leaf"),
    ],
)
def test_role(form: str, indicator: str, applicant: str | None, expected: str) -> None:
    assert role(form, indicator, applicant) == expected
