"""The plan of a backfill: what is kept, and what of it would be read, made and judged anew."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from expectations import stage as gate
from gongkai.lake.manifest import Manifest
from gongkai.lake.shared import stay
from gongkai.reports import stale
from gongkai.settings import Settings
from pipelines.partitions import YEARS
from pipelines.wanted import Wanted, all_years, first_job, regions_wanted


@dataclass(frozen=True)
class Plan:
    """regions: what is read and made anew in each. reports: that there are, of all regions, each revision counted;
    anew: those of partitions that are made anew; judged: those of partitions that are judged again where nothing else
    comes of it.
    """

    regions: list[stale.Planned]
    reports: int
    anew: int
    judged: int


def plan(settings: Settings, now: datetime, wanted: Wanted) -> Plan:
    """What is kept, and what of it a backfill reads, makes and judges anew; nothing is written.

    Raises GongkaiError when nothing is kept, or where the home's lake is elsewhere than the settings say.
    """
    stay(settings)
    regions = regions_wanted(settings, wanted)
    since, until = wanted.years or all_years(now)
    years = [year for year in YEARS if since <= year <= until]
    found = stale.plan(settings, regions, years, first_job(settings, wanted, regions))
    manifest, anew = Manifest(settings.lake), {name for one in found for name in one.behind}
    entries = (manifest.entry("reports", name) for name in manifest.partitions("reports"))
    rows = Counter({entry.partition: entry.rows for entry in entries if entry is not None})
    judged = anew.union(gate.to_judge(manifest, strict=settings.strict))
    return Plan(found, rows.total(), sum(rows[name] for name in anew), sum(rows[name] for name in judged))
