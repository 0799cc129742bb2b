"""``python -m benchmarks.suites``: the gate's suites over many reports: time, memory, and whether they are right.

Reports are drawn from a seed that is printed: numbers that fit, with blanks, breaks, numbers of no sum, local rows and
cells without a number planted in some. Great Expectations must find of every row just what the plain evaluator finds
(:mod:`gongkai.judge`); a difference, or a bar that is missed, is exit 1. All rows of a suite are validated at once;
seconds are of CPU.
"""

from __future__ import annotations

import argparse
import random
import resource
import secrets
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

import pandas as pd

from benchmarks.accuracy.numbers import draw
from expectations import frames, suites, validation
from expectations.prepared import Prepared, prepare, row_key
from expectations.suites import BROKEN, FUNCTION, NOT_JUDGED
from gongkai.forms import codebook
from gongkai.forms.model import LOCAL
from gongkai.judge import linear
from gongkai.records import Fact, Report, TableRecord

MAX_SECONDS, MAX_MEGABYTES = 5.0, 1000.0
#: Reports whose frames are made at a time: their cells weigh more than the frames.
_CHUNK = 2_000
#: Tables of a kind and form that are drawn; each report takes one of each, with faults of its own.
_DRAWN = 400
_FORMS = ({"2": "2021", "3": "2021", "4": "2021"}, {"2": "2019", "3": "2019", "4": "2019"})
#: A table has a fault of a kind with this chance.
_CHANCE = 0.05


Unmet = set[tuple[str, str, str]]


def reports(seed: str, number: int) -> Iterator[Report]:
    """So many reports of a seed, one in four on the form of 2019."""
    rng = random.Random(seed)
    drawn = [[_tables(rng, forms) for _ in range(_DRAWN)] for forms in _FORMS]
    for name in range(number):
        of = rng.choice((0, 0, 0, 1))
        forms = _FORMS[of]
        facts = tuple(fact for table in forms for fact in _with_faults(rng, rng.choice(drawn[of])[table]))
        records = tuple(_record(rng, table, form) for table, form in forms.items())
        yield Report(
            agency="某局",
            year=2021 - of,
            scope="own",
            scope_basis="kind",
            published=None,
            verdict=None,
            tables=records,
            facts=facts,
            findings=(),
            agency_id=f"a{name}",
            report_id=f"a{name}:2021:own",
            years=(("title", 2021), ("统计期限", rng.choice((2021,) * 99 + (2020,)))),
        )


def _tables(rng: random.Random, forms: dict[str, str]) -> dict[str, list[Fact]]:
    numbers = draw(rng, rng.choice(("zero", "sparse", "busy", "six")), forms)
    return {
        table: [_fact(table, key[0], key[1], numbers[table][key]) for key in codebook.cells(form, table)]
        for table, form in forms.items()
    }


def _fact(table: str, indicator: str, applicant: str | None, value: Decimal, label: str | None = None) -> Fact:
    raw = str(value)
    return Fact(
        table, 1, indicator, applicant, label, value, "件", "form", "reported", raw, "label", "agreed", "p1"
    )  # fmt: skip


def _with_faults(rng: random.Random, facts: list[Fact]) -> list[Fact]:
    """The facts of a table, some of them with one or more faults."""
    facts = list(facts)
    for plant in (_break, _break, _blank, _blank, _absent, _dispute, _fraction, _long, _local):
        if rng.random() < _CHANCE:
            plant(rng, facts)
    return facts


def _at(rng: random.Random, facts: list[Fact], **changes: object) -> None:
    place = rng.randrange(len(facts))
    facts[place] = facts[place]._replace(**changes)


def _break(rng: random.Random, facts: list[Fact]) -> None:
    _at(rng, facts, value=Decimal(rng.randrange(1000)), sound=rng.random() < 0.5)


def _blank(rng: random.Random, facts: list[Fact]) -> None:
    for _ in range(rng.choice((1, 1, 5, 50))):
        _at(rng, facts, value=None, raw="", status="blank", sound=rng.random() < 0.5)


def _absent(rng: random.Random, facts: list[Fact]) -> None:
    _at(rng, facts, value=None, raw="", status=rng.choice(("absent", "unreadable")))


def _dispute(rng: random.Random, facts: list[Fact]) -> None:
    _at(rng, facts, value=None, reading="disputed", readings={"camelot": "1", "rules": "7"})


def _fraction(rng: random.Random, facts: list[Fact]) -> None:
    _at(rng, facts, value=Decimal(rng.randrange(10000)).scaleb(-2))


def _long(rng: random.Random, facts: list[Fact]) -> None:
    _at(rng, facts, value=Decimal(2**70 + rng.randrange(9)))


def _local(rng: random.Random, facts: list[Fact]) -> None:
    one = rng.choice(facts)
    row = codebook.indicator(one.indicator)
    label = f"{row.label_zh if row else ''}/其中：网络申请"
    facts.append(_fact(one.table, LOCAL, rng.choice((one.applicant, None)), Decimal(rng.randrange(9)), label))


def _record(rng: random.Random, table: str, form: str) -> TableRecord:
    exact = rng.random() < 0.9
    readers = ("html",) if exact else ("camelot", "rules")
    return TableRecord(table, 1, form, None, "p1", "own", None, rng.choice(("agreed", "single")), readers, exact)


def found_by_gx(parts: dict[tuple[str, bool], list[pd.DataFrame]]) -> Unmet:
    """Rows that do not meet an expectation: (check, identity or rule, row). The frames are used up."""
    unmet: Unmet = set()
    while parts:
        (name, _), own = parts.popitem()
        frame = pd.concat(own, ignore_index=True)
        del own
        unmet |= validation.unmet(validation.load(suites.SUITES / f"{name}.json"), frame)
    return unmet


def found_plainly(item: Prepared) -> Unmet:
    """The same by the plain evaluator; what the rules' own functions found stands in what is prepared."""
    checks = {"broken": BROKEN, "not_judged": NOT_JUDGED}
    found: Unmet = {(FUNCTION, one.rule, row_key(item, one)) for one in item.findings}
    for table in item.tables:
        for one in linear.findings(table.record.form, table.cells, table.record.table, table.record.n):
            found.add((checks[one.outcome], one.identity or "", table.key))
    return found


def main() -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.suites", description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--seed", default=None)
    asked = parser.parse_args()
    seed = asked.seed or secrets.token_hex(4)
    print(f"seed {seed}", flush=True)
    parts: dict[tuple[str, bool], list[pd.DataFrame]] = defaultdict(list)
    plain: Unmet = set()
    of_frames, made = 0.0, reports(seed, asked.reports)
    while chunk := [prepare(report) for report in islice(made, _CHUNK)]:
        plain.update(*(found_plainly(one) for one in chunk))
        start = time.process_time()
        for suite, own_frames in frames.frames(chunk).items():
            for frame in own_frames:
                parts[suite, frame.iloc[:, 1].dtype == object].append(frame)
        of_frames += time.process_time() - start
    start = time.process_time()
    differences = len(found_by_gx(parts) ^ plain)
    of_validation = time.process_time() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{asked.reports} reports: validation {of_validation:.1f} s, frames {of_frames:.1f} s, peak {megabytes:.0f} MB"
    )
    print(f"{len(plain)} rows unmet by the plain evaluator, {differences} differences of Great Expectations")
    return int(differences > 0 or of_validation > MAX_SECONDS or megabytes > MAX_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
