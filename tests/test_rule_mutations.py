"""Each rule says of its goldens what is written down; each mutant of it says something else of one of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from gate_reports import fact, report
from older_form_goldens import OLDER
from rule_goldens import LINEAR, PAIRS, Golden, GoldenPair

from gongkai.across import pairs, terms
from gongkai.across.seen import Number, Seen, of_report
from gongkai.across.succession import Pair
from gongkai.forms import codebook
from gongkai.forms.identities import written_out
from gongkai.forms.model import Rule
from gongkai.judge import linear
from gongkai.records import TableCells

Says = dict[str, str] | None
TABLES = LINEAR | OLDER


def rules_of(kind: str) -> list[str]:
    return [rule.rule_id for rule in codebook.rules().values() if rule.kind == kind]


# Linear rules


def said(rule: Rule, golden: Golden) -> Says:
    """What a rule says of a table; None where it cannot be read, so that nothing starts with it."""
    cells = {key: fact(golden.table, key, text) for key, text in golden.numbers.items()}
    if golden.table not in rule.tables or golden.form not in rule.forms:
        return {}
    try:
        identities = written_out(rule, golden.table, golden.form)
    except (KeyError, ValueError):
        return None
    found = {identity.key: linear.outcome(identity, TableCells(cells, ())) for identity in identities}
    return {key: outcome for key, outcome in found.items() if outcome is not None}


def expected(rule_id: str, golden: Golden) -> dict[str, str]:
    return {key: outcome for key, outcome in golden.says.items() if key.partition("/")[0] == rule_id}


def sums(rule: Rule, form: str) -> tuple[list[str], list[str]]:
    """Both sides with every term written out."""
    first = written_out(rule, rule.tables[0], form)[0]
    place = 1 if rule.scope == "row" else 0
    return [str(key[place]) for key in first.left], [str(key[place]) for key in first.right]


def neighbours(rule: Rule, form: str, term: str) -> Iterator[str]:
    """The indicators (in a rule over rows: applicants) printed before and after one."""
    order = list(codebook.printed_applicants())
    if rule.scope != "row":
        order = [indicator.code for indicator in codebook.printed_indicators(form, rule.tables[0])]
    place = order.index(term)
    yield from (order[at] for at in (place - 1, place + 1) if 0 <= at < len(order))


def mutants_of(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """(what is wrong, the rule with it): terms on each of its forms, its sign of comparison, forms, table and scope."""
    for form in rule.forms:
        left, right = sums(rule, form)
        for what, *sides in _with_other_terms(rule, form, left, right):
            yield f"form {form}: {what}", replace(rule, left=" + ".join(sides[0]), right=" + ".join(sides[1]))
        yield f"without form {form}", replace(rule, forms=tuple(other for other in rule.forms if other != form))
    yield "another comparison", replace(rule, op="<=" if rule.op == "=" else "=")
    yield "compared the other way round", replace(rule, left=rule.right, op="<=", right=rule.left)
    for table in codebook.TABLES:
        if table not in rule.tables:
            yield f"of table {table}", replace(rule, tables=(table,))
    for scope in ("applicant", "row", "table"):
        if scope != rule.scope and (rule.tables == ("3",) or scope != "table"):
            yield f"for each {scope}", replace(rule, scope=scope)


def _with_other_terms(
    rule: Rule, form: str, left: list[str], right: list[str]
) -> Iterator[tuple[str, list[str], list[str]]]:
    """What is wrong, and both sides. A term with the other sign is one of the other side."""
    for at, term in enumerate(left):
        others = left[:at] + left[at + 1 :]
        yield f"{term} dropped", others, right
        yield f"{term} with the other sign", others, [*right, term]
        for other in neighbours(rule, form, term):
            yield f"{other} for {term}", [*left[:at], other, *left[at + 1 :]], right
    for at, term in enumerate(right):
        others = right[:at] + right[at + 1 :]
        yield f"{term} dropped from the right", left, others
        yield f"{term} of the right with the other sign", [*left, term], others
        for other in neighbours(rule, form, term):
            yield f"{other} for {term} of the right", left, [*right[:at], other, *right[at + 1 :]]


@pytest.mark.parametrize("rule_id", rules_of("linear"))
@pytest.mark.parametrize("name", TABLES)
def test_a_linear_rule_says_of_a_table_what_is_written_down(name: str, rule_id: str) -> None:
    assert said(codebook.rules()[rule_id], TABLES[name]) == expected(rule_id, TABLES[name])


@pytest.mark.parametrize("rule_id", rules_of("linear"))
def test_each_mutant_of_a_linear_rule_is_told(rule_id: str) -> None:
    rule = codebook.rules()[rule_id]
    found = dict(mutants_of(rule))
    alike = [
        what
        for what, mutant in found.items()
        if all(said(mutant, golden) == expected(rule_id, golden) for golden in TABLES.values())
    ]
    assert len(found) >= 10 and alike == []


# Pair rules


def seen(year: int, table: str, form: str, numbers: dict[tuple[str, str | None], str]) -> Seen:
    """A report with one table, every cell of it to be compared."""
    forms = {"2": "2021", "3": "2021", "4": "2021"} | {table: form}
    one = of_report("1|41", replace(report("a1", forms=forms), year=year))
    own = {key: Number(Decimal(text or 0), not text, None, "p1") for key, text in numbers.items()}
    return replace(one, numbers=own)


def pair_of(golden: GoldenPair) -> Pair:
    table = codebook.rules()[golden.rule].tables[0]
    now, before = seen(golden.year, table, *golden.now), seen(golden.year - 1, table, *golden.before)
    return Pair((now,), (before,))


ALL_PAIRS = {name: (golden, pair_of(golden)) for name, golden in PAIRS.items()}


def said_of_years(rule: Rule, pair: Pair) -> dict[str | None, str] | None:
    """What a pair rule says of two years, by applicant; None where it cannot be read."""
    try:
        read = terms.pair_rule(rule)
    except ValueError:
        return None
    found = {applicant: pairs.outcome(read, applicant, pair) for applicant in read.applicants}
    return {applicant: outcome for applicant, outcome in found.items() if outcome is not None}


def pair_mutants_of(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """(what is wrong, the rule with it): its terms, its comparison, forms, applicants and first year."""
    read = terms.pair_rule(rule)
    for what, left in _with_other_cells(rule, read.left):
        yield f"left: {what}", replace(rule, left=left)
    for what, right in _with_other_cells(rule, read.right):
        yield f"right: {what}", replace(rule, right=right)
    yield "another comparison", replace(rule, op="<=" if rule.op == "=" else "=")
    yield "compared the other way round", replace(rule, left=rule.right, op="<=", right=rule.left)
    for form in rule.forms:
        yield f"without form {form}", replace(rule, forms=tuple(other for other in rule.forms if other != form))
    for form in rule.prev_forms:
        before = tuple(other for other in rule.prev_forms if other != form)
        yield f"without form {form} the year before", replace(rule, prev_forms=before)
    if "each applicant" in rule.scope:
        yield "in all alone", replace(rule, scope="year_pair")
    else:
        yield "for each applicant", replace(rule, scope="year_pair, each applicant")
    first = read.since or min(golden.year for golden in PAIRS.values() if golden.rule == rule.rule_id)
    yield "a year later", replace(rule, source=f"definition; from report year {first + 1}")
    if read.since is not None:
        yield "a year earlier", replace(rule, source=f"definition; from report year {first - 1}")
        yield "from whatever year", replace(rule, source="definition")


def _with_other_cells(rule: Rule, side: tuple[terms.Term, ...]) -> Iterator[tuple[str, str]]:
    for at, term in enumerate(side):
        changed = [("dropped", None), ("sign", term._replace(sign=-term.sign))]
        changed.append(("year", term._replace(is_before=not term.is_before)))
        form = (rule.prev_forms if term.is_before else rule.forms)[0]
        changed += [(other, term._replace(code=other)) for other in neighbours(rule, form, term.code)]
        for what, other in changed:
            yield f"{term.code}: {what}", _text([*side[:at], *([other] if other else []), *side[at + 1 :]])


def _text(side: list[terms.Term]) -> str:
    """A side as the rules table writes it; one that begins with a minus is written behind a cell taken off itself."""
    if side and side[0].sign < 0:
        plus = [term for term in side if term.sign > 0]
        if plus:
            side = [plus[0], *(term for term in side if term is not plus[0])]
        else:
            side = [side[0]._replace(sign=1), side[0], *side]
    words = [f"{'-' if t.sign < 0 else '+'} {t.code}(y{'-1' if t.is_before else ''})" for t in side]
    return re.sub(r"^\+ ", "", " ".join(words))


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_rule_says_of_two_years_what_is_written_down(name: str) -> None:
    golden, pair = ALL_PAIRS[name]
    assert said_of_years(codebook.rules()[golden.rule], pair) == golden.says


@pytest.mark.parametrize("rule_id", rules_of("pair"))
def test_each_mutant_of_a_pair_rule_is_told(rule_id: str) -> None:
    rule = codebook.rules()[rule_id]
    own = [(golden, pair) for golden, pair in ALL_PAIRS.values() if golden.rule == rule_id]
    found = Counter(what for what, _ in pair_mutants_of(rule))
    alike = [
        what
        for what, mutant in pair_mutants_of(rule)
        if all(said_of_years(mutant, pair) == golden.says for golden, pair in own)
    ]
    assert len(found) >= 10 and max(found.values()) == 1 and alike == []


@pytest.mark.parametrize("side", ["", "req_new + ", "req_unheard_of", "review_total", "leaves(req_granted)"])
def test_a_side_over_cells_that_the_table_has_not_is_refused(side: str) -> None:
    with pytest.raises(ValueError, match="t3_results: not a sum of cells of form 2021"):
        written_out(replace(codebook.rules()["t3_results"], right=side), "3", "2021")
    with pytest.raises(ValueError, match="carry_over: table 3 of form 2021 has no req_unheard_of"):
        terms.pair_rule(replace(codebook.rules()["carry_over"], right="req_unheard_of(y)"))
