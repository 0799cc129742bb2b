"""Rules of kind ``pair``: what a report says against the report of the year before, merged agencies added up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai.across.found import Found, cell
from gongkai.across.seen import Seen
from gongkai.across.succession import Pair
from gongkai.across.terms import PairRule, Term, pair_rules
from gongkai.findings import finding
from gongkai.forms import codebook
from gongkai.forms.codebook import in_words
from gongkai.records import Outcome


class Sums(NamedTuple):
    """Both sides of a rule in one pair of years. is_blank: a blank is among the cells, counted as 0."""

    left: Decimal
    right: Decimal
    is_blank: bool


def broken_pairs(pairs: Iterable[Pair]) -> Iterator[Found]:
    """Findings of all pairs, one a rule, applicant and report of the later year: broken, or not judged for a blank."""
    by_key = {_key(pair): pair for pair in pairs}
    for pair in by_key.values():
        for rule in pair_rules():
            for applicant in rule.applicants:
                yield from _judged(rule, applicant, pair, by_key)


def sums(rule: PairRule, applicant: str | None, pair: Pair) -> Sums | None:
    """Both sides; None where the rule does not speak of this pair, or a cell has no number to add."""
    year = pair.now[0].year
    if rule.since is not None and year < rule.since:
        return None
    if not all(report.forms.get(rule.table) in rule.rule.forms for report in pair.now):
        return None
    if not all(report.forms.get(rule.table) in rule.rule.prev_forms for report in pair.before):
        return None
    numbers = [(term, report.numbers.get((term.code, applicant))) for term, report in _operands(rule.terms, pair)]
    if any(number is None for _, number in numbers):
        return None
    left = _sum(rule.left, applicant, pair)
    right = _sum(rule.right, applicant, pair)
    return Sums(left, right, any(number is not None and number.is_blank for _, number in numbers))


def outcome(rule: PairRule, applicant: str | None, pair: Pair) -> Outcome | None:
    """``broken``, or ``not_judged`` for a blank; None where the rule holds or does not speak of this pair."""
    found = sums(rule, applicant, pair)
    if found is None or _holds(rule, found):
        return None
    return "not_judged" if found.is_blank else "broken"


def _holds(rule: PairRule, found: Sums) -> bool:
    return found.left == found.right if rule.rule.op == "=" else found.left <= found.right


def _judged(rule: PairRule, applicant: str | None, pair: Pair, by_key: dict[_PairKey, Pair]) -> Iterator[Found]:
    found, result = sums(rule, applicant, pair), outcome(rule, applicant, pair)
    if found is None or result is None:
        return
    words = f" [{codebook.applicants()[applicant].label_zh}]" if applicant else ""
    message = (
        f"{_side(rule.left, pair)}{words}: {'blanks as 0 give' if found.is_blank else 'printed'} {found.left} "
        f"{'≠' if rule.rule.op == '=' else '>'} {found.right}, {_side(rule.right, pair)}"
    )
    message += _merged(pair) + ("" if found.is_blank else _around(rule, applicant, pair, by_key))
    key = f"{rule.rule.rule_id}/{applicant}" if applicant else rule.rule.rule_id
    for own in pair.now:
        cells = [cell(report, (term.code, applicant), own) for term, report in _operands(rule.terms, pair)]
        told = finding(
            rule.rule.rule_id,
            message,
            result,
            identity=key,
            left=found.left,
            right=found.right,
            cells=dict.fromkeys(cells),
        )
        yield Found(own, told)


def _operands(terms: Iterable[Term], pair: Pair) -> Iterator[tuple[Term, Seen]]:
    for term in terms:
        for report in pair.before if term.is_before else pair.now:
            yield term, report


def _sum(terms: Iterable[Term], applicant: str | None, pair: Pair) -> Decimal:
    numbers = ((term.sign, report.numbers[term.code, applicant]) for term, report in _operands(terms, pair))
    return sum((sign * number.value for sign, number in numbers), Decimal(0))


def _side(terms: Sequence[Term], pair: Pair) -> str:
    """A side in words: 上年结转 of 2023 + … ."""
    words: list[str] = []
    for term in terms:
        year = (pair.before if term.is_before else pair.now)[0].year
        sign = "− " if term.sign < 0 else "+ " if words else ""
        words.append(f"{sign}{in_words((term.code, None))} of {year}")
    return " ".join(words)


def _merged(pair: Pair) -> str:
    """What was added up, where agencies were merged or split."""
    if len(pair.before) == 1 and len(pair.now) == 1 and pair.before[0].agency_id == pair.now[0].agency_id:
        return ""
    before, now = (", ".join(report.agency_id for report in part) for part in (pair.before, pair.now))
    return f"; added up over {before} in {pair.before[0].year} and {now} in {pair.now[0].year}"


_PairKey = tuple[str, str, int]


def _key(pair: Pair) -> _PairKey:
    return (pair.now[0].agency_id, pair.now[0].scope, pair.now[0].year)


def _around(rule: PairRule, applicant: str | None, pair: Pair, by_key: dict[_PairKey, Pair]) -> str:
    """How the chain of years goes on round a break: one break in a chain that holds is a restatement of one year."""
    agency, scope, year = _key(pair)
    held = []
    for other in (year - 1, year + 1):
        near = by_key.get((agency, scope, other))
        found = sums(rule, applicant, near) if near is not None else None
        if found is not None and not found.is_blank:
            held.append((other, _holds(rule, found)))
    if not held:
        return ""
    if all(holds for _, holds in held):
        years = " and ".join(f"{other - 1}–{other}" for other, _ in held)
        return f"; it holds for {years}, so {year - 1} was restated or one of the two is a slip"
    years = " and ".join(f"{other - 1}–{other}" for other, holds in held if not holds)
    return f"; it is broken for {years} as well"
