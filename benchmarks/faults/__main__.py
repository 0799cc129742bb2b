"""``python -m benchmarks.faults``: what the gate sees of faults planted in what readers give.

A dozen documents of the accuracy benchmark's generator (pages, ruled PDFs) are read once by the real readers. Each
fault is planted in a copy of the grids of one reader, or of all as if the document printed it, never in cells that are
aligned already; the copy is aligned, compared and judged as ``gongkai read`` does. A fault is *caught* when its table
is held; when it is admitted but flagged, by an identity that is broken (``publisher_inconsistent``) or a finding that
names the fault; or when the numbers are right all the same, because labels and headers followed. The seed is drawn and
printed; a missed bar is exit 1.
"""

from __future__ import annotations

import argparse
import random
import secrets
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from benchmarks.accuracy import plan
from benchmarks.accuracy.all_looks import BY_NAME
from benchmarks.accuracy.make import documents
from benchmarks.accuracy.oddities import PLAIN
from benchmarks.faults.bases import PAGES, RULED, Base, bases
from benchmarks.faults.classes import FAULTS, IDENTITIES, Fault, Where
from gongkai.documents import from_bytes
from gongkai.read import read_document
from gongkai.records import Report

_ADMITTED = ("consistent", "publisher_inconsistent")
End = Literal["held", "flagged", "read right", "missed"]


def end_of(fault: Fault, base: Base, table: str, report: Report) -> End:
    """What became of a fault in a table."""
    own = [one for one in report.tables if one.table == table]
    if len(own) != 1 or own[0].verdict not in _ADMITTED:
        return "held"
    told = IDENTITIES[table] | fault.finds
    if any(f.rule in told and f.outcome == "broken" and f.table in (table, None) for f in report.findings):
        return "flagged"
    return "read right" if _values(report, table) == _values(base.report, table) else "missed"


def _values(report: Report, table: str) -> dict[object, object]:
    return {fact.key: (fact.value, fact.unit) for fact in report.facts if fact.table == table and fact.label is None}


def planted(
    fault: Fault, found: dict[Where, list[Base]], rng: random.Random, number: int
) -> Iterator[tuple[Where, End]]:
    """So many faults of a class; those that would change nothing are drawn anew."""
    made = 0
    for attempt in range(20 * number):
        where, table = fault.where[attempt % len(fault.where)], rng.choice(fault.tables)
        base = rng.choice(found[where])
        report = fault.planted(rng, base, table, where) if base.is_telling(table) else None
        if report is not None:
            made += 1
            yield where, end_of(fault, base, table, report)
        if made == number:
            return


def clean(seed: int, number: int) -> list[str]:
    """Hard findings on so many pages of the generator without any oddity."""
    found, read = [], 0
    for at in range(10 * number):
        look = BY_NAME[PAGES[at % len(PAGES)]]
        case = plan.case(look, seed, at)
        if case.oddity != PLAIN.name or case.profile == "zero":
            continue
        answer = read_document(from_bytes(f"{case.name}.html", documents(look, [case])[0]))
        hard = [
            f for report in answer.reports for f in report.findings if f.severity == "hard" and f.outcome == "broken"
        ]
        found += [f"{case.name}: {finding.rule}: {finding.message}" for finding in hard]
        read += 1
        if read == number:
            break
    return found


def main() -> int:
    """Run it; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--faults", type=int, default=150, help="of each class with a bar, of others a third")
    parser.add_argument("--clean", type=int, default=1000, help="pages without a fault")
    parser.add_argument("--seed", type=int, default=None)
    asked = parser.parse_args()
    seed = asked.seed if asked.seed is not None else secrets.randbelow(2**32)
    print(f"seed {seed}", flush=True)
    pages, ruled = bases(PAGES, seed, 6, 1), bases(RULED, seed, 6, 2)
    found: dict[Where, list[Base]] = {"page": pages, "one": ruled, "pdf": ruled}
    total = 0
    print("| fault | bar % | planted | held | flagged | read right | missed | caught % | |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    failed = False
    for fault in FAULTS:
        wanted = asked.faults if fault.bar is not None else asked.faults // 3
        counts: Counter[End] = Counter()
        where: Counter[Where] = Counter()
        for place, end in planted(fault, found, random.Random(f"{seed}:{fault.name}"), wanted):
            counts[end] += 1
            where[place] += end == "missed"
        number = sum(counts.values())
        share = 100 * (number - counts["missed"]) / max(1, number)
        is_met = number > 0 and share >= (fault.bar or 0)
        failed |= not is_met
        met = "" if fault.bar is None else "ok " if is_met else "MISSED "
        bar = "–" if fault.bar is None else f"{fault.bar:g}"
        missed = ", ".join(f"{n} in {place}" for place, n in where.items() if n)
        print(
            f"| {fault.name} | {bar} | {number} | {counts['held']} | {counts['flagged']} | "
            f"{counts['read right']} | {counts['missed']} | {share:.2f} | {met}{missed} |",
            flush=True,
        )
        total += number if fault.bar is not None else 0
    hard = clean(seed, asked.clean)
    print(f"{total} faults of classes with a bar; {len(hard)} hard findings on {asked.clean} pages without a fault")
    for line in hard[:5]:
        print(line)
    return int(failed or bool(hard))


if __name__ == "__main__":
    sys.exit(main())
