"""What a blank must be, where the printed numbers and the identities of its form (勾稽关系) leave one number for it.

Told beside the blank, never in its place: a publisher that leaves a box empty has printed nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from gongkai.forms.identities import identities
from gongkai.forms.model import CellKey, Identity
from gongkai.records import TableCells

#: Cell -> the number that a blank must be, and the key of the identity that it follows from.
Implied = dict[CellKey, tuple[Decimal, str]]

_NOTHING = Decimal(0)


def implied(form: str, name: str, table: TableCells) -> Implied:
    """The blanks of a table (``name`` = "3" or "4") that are determined, each by an identity and what is known by then.

    An identity determines its one blank, and all blanks of one side where both are equal without them: no count is
    negative. Nothing is implied where numbers contradict an identity, printed or implied, or a count would be negative
    or broken; nor in other tables: table 2 has no identity, those of older forms are not printed on them.
    """
    if name not in ("3", "4") or not any(fact.status == "blank" for fact in table.cells.values()):
        return {}
    # What is local may stand under any sum, and none of them would contradict a wrong number then.
    if any(fact.status != "blank" for fact in table.local):
        return {}
    printed = [one for one in identities(form, name) if one.op == "=" and one.rule.severity == "hard"]
    known = {
        key: fact.value for key, fact in table.cells.items() if fact.value is not None and fact.reading != "disputed"
    }
    blank = {key for key, fact in table.cells.items() if fact.status == "blank"}
    found: Implied = {}
    # Each round may settle what another identity waits for; of several that settle one cell the first is named.
    while new := {key: told for one in printed[::-1] for key, told in _determined(one, known, blank - found.keys())}:
        found |= new
        known |= {key: value for key, (value, _) in new.items()}
    return found if all(_holds(one, known) for one in printed) and _are_counts(found) else {}


def _determined(
    identity: Identity, known: Mapping[CellKey, Decimal], blank: set[CellKey]
) -> Iterator[tuple[CellKey, tuple[Decimal, str]]]:
    """The blanks of an identity that it determines; nothing where a cell is neither known nor blank."""
    left, right = ([key for key in side if key in blank] for side in (identity.left, identity.right))
    if not all(key in known or key in blank for key in (*identity.left, *identity.right)):
        return
    if left and right:
        return
    missing = _sum(identity.right, known) - _sum(identity.left, known)
    lacking = missing if left else -missing
    if len(left) + len(right) == 1 or lacking == 0:
        yield from ((key, (lacking, identity.key)) for key in (*left, *right))


def _sum(keys: Iterable[CellKey], known: Mapping[CellKey, Decimal]) -> Decimal:
    return sum((known[key] for key in keys if key in known), _NOTHING)


def _holds(identity: Identity, known: Mapping[CellKey, Decimal]) -> bool:
    """Whether an identity holds, or may: no count is negative, so what is not known of a side can only add to it."""
    more = _sum(identity.left, known) - _sum(identity.right, known)
    side = identity.right if more > 0 else identity.left
    return more == 0 or not all(key in known for key in side)


def _are_counts(found: Implied) -> bool:
    return all(value >= 0 and value == value.to_integral_value() for value, _ in found.values())
