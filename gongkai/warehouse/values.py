"""Printed numbers as the warehouse keeps them: exactly, or not at all."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow

from gongkai.errors import GongkaiError

_STEP = Decimal("0.000001")
_LIMIT = Decimal(10) ** 18
#: Raises where it would round. One for all: there are two numbers a fact.
_EXACTLY = Context(prec=60, traps=[Inexact, InvalidOperation, Overflow])

#: printed unit -> (standard unit, factor)
_STANDARD = {"万元": ("元", Decimal(10000)), "亿元": ("元", Decimal(100000000))}


def exact(value: Decimal | None, source: str, place: str | None) -> Decimal | None:
    """The value with six decimals, as DECIMAL(24,6) holds it. Raises GongkaiError rather than round."""
    if value is None:
        return None
    try:
        kept = value.quantize(_STEP, context=_EXACTLY)
    except (Inexact, InvalidOperation) as error:
        raise _does_not_fit(value, source, place) from error
    if abs(kept) >= _LIMIT:
        raise _does_not_fit(value, source, place)
    return kept


def standard(
    value: Decimal | None, unit: str | None, source: str, place: str | None
) -> tuple[Decimal | None, str | None]:
    """(value, unit) exactly converted: money to 元, all else as it is; (None, None) without unit.

    No value either where DECIMAL(24,6) does not hold it: nobody has 10 000 000 000 亿元.
    """
    if unit is None:
        return None, None
    name, factor = _STANDARD.get(unit, (unit, Decimal(1)))
    if value is None:
        return None, name
    converted = _EXACTLY.multiply(value, factor)
    return (exact(converted, source, place) if abs(converted) < _LIMIT else None), name


def _does_not_fit(value: Decimal, source: str, place: str | None) -> GongkaiError:
    return GongkaiError(
        f"the printed number {value} has more digits than the warehouse holds (18 before, 6 after the point)",
        source,
        place or "",
        "look at the document; if it is misread, write a decision 'correct' for the cell",
    )
