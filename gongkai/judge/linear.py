"""Identities (勾稽关系) over the cells of one table: which hold, which are broken, which cannot be judged.

The words are DESIGN's: a blank operand counts as 0; if the identity then fails it is *not judged*, never broken. An
identity whose printed parent has a non-blank local row or column under it is not judged either. Cells without a box,
unreadable or disputed cells leave an identity out altogether: another rule holds the table for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from gongkai.findings import finding
from gongkai.forms import codebook
from gongkai.forms.identities import identities
from gongkai.forms.model import CellKey, Identity
from gongkai.records import Fact, Finding, FindingCell, Outcome, TableCells

#: The rule of :func:`excess`.
EXCESS = "parts_within_total"

_NOTHING = Decimal(0)


def operand(fact: Fact | None) -> Decimal | None:
    """What a cell adds to an identity: its value, 0 for a blank; None where no number may be taken from it."""
    if fact is None or fact.reading == "disputed":
        return None
    return _NOTHING if fact.status == "blank" else fact.value


def has_local(identity: Identity, local: Iterable[Fact]) -> bool:
    """Whether a non-blank local row or column stands under the identity's printed parent."""
    return next(_local_parts(identity, local), None) is not None


def _local_parts(identity: Identity, local: Iterable[Fact]) -> Iterator[Fact]:
    """The non-blank cells of local rows or columns under the identity's printed parent."""
    if identity.parent is None:
        return
    code, applicant = identity.parent
    row_label = codebook.indicators(identity.form)[code].label_zh
    for fact in local:
        if fact.status in ("blank", "absent"):
            continue
        if identity.rule.scope == "row":
            if fact.applicant is None and (fact.label or "").startswith(f"{row_label}/"):
                yield fact
        elif fact.applicant == applicant:
            yield fact


def sides(identity: Identity, cells: Mapping[CellKey, Fact]) -> tuple[Decimal, Decimal] | None:
    """Sums of the left and the right side, blanks as 0; None where an operand has no number to add."""
    left, right = _sum(identity.left, cells), _sum(identity.right, cells)
    return None if left is None or right is None else (left, right)


def _sum(keys: Iterable[CellKey], cells: Mapping[CellKey, Fact]) -> Decimal | None:
    # A loop, and no call in it: many millions of cells are added in a night.
    total = _NOTHING
    for key in keys:
        fact = cells.get(key)
        if fact is not None and fact.status == "reported" and fact.value is not None and fact.reading != "disputed":
            total += fact.value
        elif (value := operand(fact)) is not None:
            total += value
        else:
            return None
    return total


def outcome(identity: Identity, table: TableCells) -> Outcome | None:
    """``broken`` or ``not_judged``; None where the identity holds or an operand cannot be used."""
    sums = sides(identity, table.cells)
    if sums is None or _holds(identity, *sums):
        return None
    blank = any(table.cells[key].status == "blank" for key in (*identity.left, *identity.right))
    return "not_judged" if blank or has_local(identity, table.local) else "broken"


def identity_finding(identity: Identity, table: TableCells, n: int, found: Outcome) -> Finding:
    """The finding of an identity whose outcome is known, with both sums and, where one cell would mend it, which."""
    sums = sides(identity, table.cells)
    left, right = sums if sums is not None else (None, None)
    labels = codebook.indicators(identity.form)
    column = codebook.applicants()[identity.left[0][1]].label_zh if identity.left[0][1] else ""
    what = " + ".join(labels[code].label_zh for code, _ in identity.left)
    sign = "≠" if identity.op == "=" else ">"
    printed = "blanks as 0 give" if any(table.cells[key].status == "blank" for key in identity.left) else "printed"
    why = "" if found == "broken" else "; a blank or a local row stands beside it, so it proves nothing"
    where = f" [{column}]" if column and identity.rule.scope != "row" else ""
    return finding(
        identity.rule.rule_id,
        f"{what}{where}: {printed} {left} {sign} {right}, the sum that the form states (勾稽关系){why}",
        found,
        table=identity.table,
        n=n,
        identity=identity.key,
        left=left,
        right=right,
        suggestion=_suggestion(identity, left, right) if found == "broken" else None,
        cells=_cells(identity, (*identity.left, *identity.right)),
    )


def excess(identity: Identity, table: TableCells, n: int) -> Finding | None:
    """The finding that one side of an identity which is not judged is more than the other side, all of it printed.

    No count is negative, so a blank explains a total that is larger than its printed parts, never one that is smaller;
    a local row or column explains one that is larger by no more than it holds. left, right: the larger side without its
    blanks, and the smaller one with what is local.
    """
    sums = sides(identity, table.cells)
    if identity.op != "=" or sums is None or outcome(identity, table) != "not_judged":
        return None
    is_total = sums[0] < sums[1]
    whole, part = (identity.left, identity.right) if is_total else (identity.right, identity.left)
    if any(_is_blank(table, key) for key in whole):
        return None
    local = [] if is_total else [fact.value for fact in _local_parts(identity, table.local)]
    more = sum((value for value in local if value is not None), _NOTHING)
    if None in local or (local and max(sums) <= min(sums) + more):
        return None
    printed = tuple(key for key in part if not _is_blank(table, key))
    labels, applicants = codebook.indicators(identity.form), codebook.applicants()
    column = f" [{applicants[whole[0][1] or ''].label_zh}]" if identity.table == "3" else ""
    what = " + ".join(labels[code].label_zh for code, _ in whole)
    beside = f" and {more} in local rows or columns" if local else ""
    return finding(
        EXCESS,
        f"{what}{column}: printed {min(sums)}{beside} < {max(sums)}, the printed numbers of the other side of the sum "
        "(勾稽关系); nothing else makes up for that",
        table=identity.table,
        n=n,
        identity=f"{EXCESS}/{identity.key}",
        left=max(sums),
        right=min(sums) + more,
        cells=_cells(identity, (*whole, *printed)),
    )


def _cells(identity: Identity, keys: Iterable[CellKey]) -> tuple[FindingCell, ...]:
    return tuple(FindingCell(identity.table, code, applicant) for code, applicant in keys)


def _is_blank(table: TableCells, key: CellKey) -> bool:
    return table.cells[key].status == "blank"


def findings(form: str, table: TableCells, name: str, n: int) -> tuple[Finding, ...]:
    """Findings of all identities of a table (``name`` = "2", "3", "4") of a form by plain evaluation."""
    found = []
    for identity in identities(form, name):
        result = outcome(identity, table)
        if result is not None:
            found.append(identity_finding(identity, table, n, result))
    return tuple(found)


def _holds(identity: Identity, left: Decimal, right: Decimal) -> bool:
    return left == right if identity.op == "=" else left <= right


def _suggestion(identity: Identity, left: Decimal | None, right: Decimal | None) -> str | None:
    """Only a printed total can be told apart from its parts: what it would have to be. Never applied."""
    if identity.parent is None or left is None or right is None:
        return None
    label = codebook.indicators(identity.form)[identity.parent[0]].label_zh
    return f"{label}: its parts add up to {right}, {left} is printed"
