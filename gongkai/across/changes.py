"""Numbers that change too much from one year to the next: outliers, and amounts printed in the other unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from gongkai.across.found import Found, cell
from gongkai.across.seen import AMOUNTS, WATCHED, Number, Seen
from gongkai.across.succession import Pair
from gongkai.findings import finding
from gongkai.forms.codebook import in_words
from gongkai.forms.model import CellKey, cell_name

#: A number is no outlier between this part and so many times last year's, nor where one of both is smaller.
_PART, _TIMES, _LEAST = Decimal("0.2"), 5, 20
#: 元 and 万元 differ by this; a ratio nearer to it than by this factor is "about" it.
_UNIT, _ABOUT = Decimal(10_000), Decimal(3)


def outliers(pairs: Iterable[Pair]) -> Iterator[Found]:
    """``outlier_ratio``: numbers below a fifth or above five times last year's, both at least 20."""
    for pair in pairs:
        for key, before, now, earlier, report in _same(pair, WATCHED):
            if min(before.value, now.value) < _LEAST or _PART * before.value <= now.value <= _TIMES * before.value:
                continue
            message = f"{in_words(key)}: {now.value} of {report.year} after {before.value} of {earlier.year}"
            yield _found("outlier_ratio", message, key, before, now, earlier, report)


def unit_slips(pairs: Iterable[Pair]) -> Iterator[Found]:
    """``unit_slip``: amounts that are about 10,000 times or 1/10,000 of last year's under the same unit."""
    for pair in pairs:
        for key, before, now, earlier, report in _same(pair, AMOUNTS):
            if before.unit != now.unit or not (before.value > 0 and now.value > 0):
                continue
            ratio = max(before.value, now.value) / min(before.value, now.value)
            if _UNIT / _ABOUT <= ratio <= _UNIT * _ABOUT:
                message = (
                    f"{in_words(key)}: {now.value} {now.unit or ''} of {report.year}, {before.value} of {earlier.year}"
                    ": one of the two may be in the other unit (元, 万元); nothing is converted"
                )
                yield _found("unit_slip", message, key, before, now, earlier, report)


def _same(pair: Pair, keys: Iterable[CellKey]) -> Iterator[tuple[CellKey, Number, Number, Seen, Seen]]:
    """Cells of one agency in both years; sums over several agencies are compared nowhere here."""
    if len(pair.now) != 1 or len(pair.before) != 1:
        return
    (report,), (earlier,) = pair.now, pair.before
    for key in keys:
        now, before = report.numbers.get(key), earlier.numbers.get(key)
        if now is not None and before is not None and not (now.is_blank or before.is_blank):
            yield key, before, now, earlier, report


def _found(rule: str, message: str, key: CellKey, before: Number, now: Number, earlier: Seen, report: Seen) -> Found:
    cells = [cell(report, key, report), cell(earlier, key, report)]
    identity = f"{rule}/{cell_name(key)}"
    return Found(report, finding(rule, message, identity=identity, left=now.value, right=before.value, cells=cells))
