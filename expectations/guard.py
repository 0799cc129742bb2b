"""The guards over partitions and load, as Great Expectations validates them: what of tonight is loaded at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from expectations import columns
from expectations.suites import LOADS, PARTITIONS, SUITES
from gongkai.crawl.observed import Observed
from gongkai.errors import GongkaiError
from gongkai.guards import floors, stage
from gongkai.guards.floors import Breach
from gongkai.guards.partitions import Partition, partitions
from gongkai.lake.cache import digest
from gongkai.lake.manifest import Manifest
from gongkai.reports import briefs

_REPORTS = "reports"
#: A whole number that rises with every change of what the guards find.
GUARD_VERSION = 1


@dataclass(frozen=True)
class Guarded:
    """skipped: nothing that the guards look at changed."""

    partitions: list[Partition]
    skipped: bool


def run(
    manifest: Manifest,
    observed: Sequence[Observed],
    last: stage.LastLoad,
    today: date,
    accepted: str | None = None,
    folder: Path = SUITES,
) -> Guarded:
    """Hold what came tonight against the last good night; write stage ``guard``.

    today: in China. accepted: a person's reason to take what broke a floor. Raises GongkaiError when a rule crashed,
    and when so many partitions would be held that the load is stopped; nothing is written then.
    """
    counts = floors.counts(observed, last.good)
    broken = floors.observed_floor(counts)
    reports = {name: entry.rows for name in manifest.partitions(_REPORTS) if (entry := manifest.entry(_REPORTS, name))}
    with_reports = {name: rows for name, rows in reports.items() if rows}
    breaches = [*broken, *_found_so_far(manifest, with_reports, today)]
    found = partitions(with_reports, breaches, last.stale, last.load, accepted)
    good = floors.good_after(counts, [] if accepted else broken)
    suites = [(folder / f"{name}.json").read_bytes() for name in (PARTITIONS, LOADS)]
    inputs = digest(str(found), str(sorted(good.items(), key=str)), str(GUARD_VERSION), *suites)
    if stage.is_current(manifest, inputs):
        return Guarded(found, True)
    _validate(found, breaches, folder)
    stage.write(manifest, inputs, found, good)
    return Guarded(found, False)


def _found_so_far(manifest: Manifest, names: Iterable[str], today: date) -> Iterator[Breach]:
    """The open season's reports so far, region by region, against those of the year before by the same day."""
    year = today.year - 1
    leap_day = (today.month, today.day) == (2, 29)
    then = date(year, 2, 28) if leap_day else today.replace(year=year)
    for name in names:
        of_year, _, region = name.partition("|")
        if of_year == str(year - 1):
            so_far, before = _published(manifest, f"{year}|{region}", today), _published(manifest, name, then)
            breach = floors.found_floor(region, year, so_far, before)
            if breach is not None:
                yield breach


def _published(manifest: Manifest, partition: str, until: date) -> int:
    """Agencies with a report in a partition that was published until a day."""
    if manifest.entry(_REPORTS, partition) is None:
        return 0
    reports = briefs.of(manifest, partition)
    return len({one.agency_id for one in reports if one.published and one.published[:10] <= until.isoformat()})


def _validate(found: Sequence[Partition], breaches: Sequence[Breach], folder: Path) -> None:
    """Great Expectations over partitions and load. Raises GongkaiError when it is to be stopped."""
    # Takes seconds to import.
    from expectations import validation

    counts = Counter(
        (breach.rule, one.partition) for one in found for breach in breaches if breach.message in one.findings
    )
    rules = ("observed_floor", "found_floor")
    names = [one.partition for one in found]
    counted = {columns.rule(rule): [counts[rule, name] for name in names] for rule in rules}
    frame = pd.DataFrame({columns.KEY: names} | counted)
    unmet = {(one.key, one.row) for one in validation.unmet(validation.load(folder / f"{PARTITIONS}.json"), frame)}
    if unmet != set(counts):
        remedy = "nothing was loaded; a suite that does not find what the guards found is a fault of gongkai"
        raise GongkaiError("the suite does not find what the guards found", f"suite {PARTITIONS}", "", remedy)
    held = [one for one in found if one.held]
    stops = int(floors.too_many_held(len(held), len(found)))
    load = pd.DataFrame({columns.KEY: ["load"], columns.rule("held_share"): [stops]})
    if validation.unmet(validation.load(folder / f"{LOADS}.json"), load):
        raise _stopped(held, len(found))


def _stopped(held: Sequence[Partition], of: int) -> GongkaiError:
    words = list(dict.fromkeys(word for one in held for word in one.findings))
    return GongkaiError(
        f"the load is stopped: {len(held)} of {of} partitions, more than a fifth, would be held at their last good "
        f"state: {'; '.join(words)}",
        "stage guard",
        ", ".join(one.partition for one in held),
        "the last release stands. Open the list pages: if these reports are gone for good, run again with "
        "--accept-drop REASON, else correct columns.csv or wait for the site",
    )
