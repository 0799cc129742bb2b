"""Each mutant of a rule's own function makes a test fail: of rules of a report, over reports, and of guards.

A mutant is the module with one comparison turned round or sharpened, one condition left out, one whole number changed
by one, or one name of a table, cell or word replaced. It is told when one of the tests that are named for its module
fails.
"""

from __future__ import annotations

import ast
import copy
import functools
import inspect
import linecache
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import test_across
import test_guards
import test_prose_rules
import test_rule_examples

from gongkai.across import changes, duplicates, rollup
from gongkai.across import rules as across
from gongkai.guards import floors
from gongkai.judge import python_rules
from gongkai.judge.rules import decided, labels, parts, prose, readings, tables, units, whose, years

#: What stands for a comparison in its mutants.
OTHER: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}

Test = Callable[[], object]


def places(tree: ast.AST) -> Iterator[ast.AST]:
    """Nodes in order; not those of messages, docstrings and type annotations, which say nothing of what is found."""
    for node in ast.iter_child_nodes(tree):
        # A lambda here orders what is found.
        if isinstance(node, ast.JoinedStr | ast.ImportFrom | ast.Import | ast.Lambda):
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.arguments) or node in (getattr(tree, "returns", 0), getattr(tree, "annotation", 0)):
            continue
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in WORDS:
            continue
        yield node
        yield from places(node)


#: Variables that hold what is told of a finding, not whether there is one.
WORDS = (
    "message",
    "among",
    "others",
    "texts",
    "named",
    "first",
    "more",
    "shown",
    "why",
    "words",
    "law",
    "captions",
    "at",
    "_QUOTED",
    "_NAMED",
)


def changes_of(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], None]]]:
    """What may be wrong at a node, with what makes it so."""
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            for other in OTHER[type(operator)]:
                yield f"{type(operator).__name__} -> {other.__name__}", functools.partial(_compare, at, other)
    elif isinstance(node, ast.BoolOp) and len(node.values) > 1:
        for at in range(len(node.values)):
            yield f"condition {at + 1} left out", functools.partial(_leave_out, at)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not left out", _without_not
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        for by in (-1, 1):
            yield f"{node.value} -> {node.value + by}", functools.partial(_constant, node.value + by)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value and node.value:
        yield f"{node.value!r} -> other", functools.partial(_constant, f"{node.value}?")


def _compare(at: int, other: type[ast.cmpop], node: ast.Compare) -> None:
    node.ops[at] = other()


def _leave_out(at: int, node: ast.BoolOp) -> None:
    del node.values[at]


def _without_not(node: ast.UnaryOp) -> None:
    node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)


def _constant(value: object, node: ast.Constant) -> None:
    node.value = value


def mutants_of(module: ModuleType) -> Iterator[tuple[str, ModuleType]]:
    """(line and what is wrong, the module with it)."""
    assert module.__file__ is not None
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    for at, node in enumerate(places(tree)):
        for what, change in changes_of(node):
            mutant = copy.deepcopy(tree)
            change(next(found for number, found in enumerate(places(mutant)) if number == at))
            made = ModuleType(module.__name__)
            made.__package__ = module.__package__
            try:
                exec(compile(ast.fix_missing_locations(mutant), module.__file__, "exec"), made.__dict__)
            except Exception:
                # A module that cannot be imported is told by every test.
                continue
            yield f"line {getattr(node, 'lineno', 0)}: {what}", made


def is_told(tests: list[Test]) -> bool:
    for test in tests:
        try:
            test()
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            return True
    return False


def examples(module: ModuleType) -> list[Test]:
    """The examples of the rules that have their functions in a module."""
    own = [name for name, function in python_rules.RULES.items() if function.__module__ == module.__name__]
    of_rule = test_rule_examples.test_a_rule_says_nothing_of_what_is_right_and_something_of_what_is_not
    further = [test_rule_examples.test_numbers_under_no_label_are_told_of_a_table_whose_boxes_are_absent]
    found = [functools.partial(of_rule, rule_id) for rule_id in own if rule_id in test_rule_examples.EXAMPLES]
    return [*found, *further] if "blank_table" in own else found


#: Mutants that find the same, by module: text of the line, what is other, and why nothing can tell them.
SAME: dict[str, set[tuple[str, str]]] = {
    # No label is a row of no names.
    "labels": {("f for f in cells.local if names", "condition 1 left out")},
    "parts": {
        # Where nothing is blank the excess of an identity is nothing: the condition spares the work.
        ('any(fact.status == "blank"', "Eq -> NotEq"),
        # `or 0` is for the type: a cell that may be taken has a number, and below 0 is none.
        ("(part.value or 0) > (whole.value or 0)", "0 -> -1"),
    },
    "units": {("value = fact.value or Decimal(0)", "0 -> 1")},
    # There is one, or all are the same.
    "prose": {("tables[0].n", "0 -> -1"), ("right = said[0].value", "0 -> -1")},
    # A blank counts as 0, which no rule of these looks at.
    "changes": {("before.is_blank", "condition 3 left out")},
    "floors": {
        # Which page of the Data Docs tells of a rule.
        ("SCOPES = (", "-> other"),
        # Before the first good night anything below ten is as good as nothing.
        ("one.good or 0", "0 -> -1"),
        ("one.good or 0", "0 -> 1"),
    },
}


def is_same(module: ModuleType, what: str) -> bool:
    """Whether a mutant that no test tells is one that nothing can tell."""
    assert module.__file__ is not None
    line = linecache.getline(module.__file__, int(what.split(":")[0].removeprefix("line ")))
    known = SAME.get(module.__name__.rpartition(".")[2], set())
    return any(text in line and what.endswith(other) for text, other in known)


def untold(module: ModuleType, tests: list[Test], put: Callable[[ModuleType], None]) -> list[str]:
    """Mutants of a module that none of the tests tells. put: what puts one in the module's place."""
    assert not is_told(tests)
    found = list(mutants_of(module))
    assert len(found) >= 5
    alike = []
    for what, mutant in found:
        put(mutant)
        if not is_told(tests) and not is_same(module, what):
            alike.append(what)
    return alike


@pytest.mark.parametrize(
    "module", [decided, labels, parts, readings, tables, units, whose, years], ids=lambda module: module.__name__
)
def test_each_mutant_of_a_rule_of_a_report_is_told(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    own = [name for name, function in python_rules.RULES.items() if function.__module__ == module.__name__]

    def put(mutant: ModuleType) -> None:
        for rule_id in own:
            monkeypatch.setitem(python_rules.RULES, rule_id, getattr(mutant, rule_id))

    assert untold(module, examples(module), put) == []


def test_each_mutant_of_a_rule_of_running_text_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    one = test_prose_rules
    tests: list[Test] = [
        *(
            functools.partial(one.test_a_text_that_agrees_with_the_tables_or_speaks_of_something_else, s)
            for s in one.AGREES
        ),
        *(functools.partial(one.test_another_number_than_the_tables_is_a_soft_finding, *case) for case in one.DIFFERS),
        one.test_lawsuits_are_those_after_a_review_too,
        one.test_two_numbers_for_one_indicator_prove_nothing,
        one.test_office_prose_beside_a_whole_districts_table,
        one.test_a_blank_total_is_not_held_against_the_text,
        one.test_the_fee_is_stated_on_the_form_of_2021,
    ]

    def put(mutant: ModuleType) -> None:
        for name, function in list(python_rules.RULES.items()):
            if function.__module__ == prose.__name__:
                monkeypatch.setitem(python_rules.RULES, name, getattr(mutant, name))

    assert untold(prose, tests, put) == []


@pytest.mark.parametrize("module", [changes, duplicates, rollup], ids=lambda module: module.__name__)
def test_each_mutant_of_a_rule_over_reports_is_told(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    functions = [getattr(test_across, name) for name in dir(test_across) if name.startswith("test_")]
    # Those that take a case are called below, those that take a fixture are about more than one rule.
    tests: list[Test] = [function for function in functions if not inspect.signature(function).parameters]
    cases = test_rule_examples.test_each_cell_that_is_compared_is.pytestmark[0].args[1]
    tests += [functools.partial(test_rule_examples.test_each_cell_that_is_compared_is, *c) for c in cases]
    tests += [
        functools.partial(
            test_rule_examples.test_a_rule_over_reports_says_nothing_of_what_fits_and_something_of_what_does_not, rule
        )
        for rule in test_rule_examples.ACROSS
    ]
    last = module.__name__.rpartition(".")[2]
    assert untold(module, tests, lambda mutant: monkeypatch.setattr(across, last, mutant)) == []


def test_each_mutant_of_a_guard_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = test_guards.test_floor_is_four_fifths_from_ten_on.pytestmark[0].args[1]
    tests: list[Test] = [
        *(functools.partial(test_guards.test_floor_is_four_fifths_from_ten_on, *case) for case in cases),
        test_guards.test_links_of_a_column_and_year_against_the_last_good_night,
        test_guards.test_links_whose_titles_name_no_year_hold_the_partition_of_those_without_one,
        test_guards.test_a_list_that_did_not_answer_says_nothing_of_its_links,
        test_guards.test_lists_of_a_region_that_answered,
        test_guards.test_found_so_far_against_last_years_same_day,
        test_guards.test_more_than_a_fifth_held_stops_the_load,
        test_guards.test_partitions_held_and_since_when,
        test_guards.test_silent_lists_hold_every_year_of_their_region,
    ]

    def put(mutant: ModuleType) -> None:
        for name in ("Series", "counts", "found_floor", "good_after", "is_below", "observed_floor", "too_many_held"):
            monkeypatch.setattr(test_guards, name, getattr(mutant, name))
        for name in ("LIST_A", "LINKS_A"):
            monkeypatch.setattr(test_guards, name, mutant.Series(*getattr(test_guards, name)))

    assert untold(floors, tests, put) == []
