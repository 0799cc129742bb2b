"""What came of a night, for the person who reads it next morning: Markdown, made from the release and the log."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from gongkai.lake.atomic import write_text
from gongkai.lake.log import Log
from gongkai.settings import Settings
from gongkai.warehouse import diff_text, query, standing
from gongkai.warehouse.diff import Diff, diff
from gongkai.warehouse.pages import markdown_table
from gongkai.warehouse.release import current

#: So many rows of a section are shown; the rest is counted and stands in the release.
_SHOWN = 100
#: What a person may have to do something about is counted at the top.
_COUNTED = {
    "held tables": "SELECT count(*) FROM main.report_tables WHERE NOT admitted",
    "reports missing": "SELECT count(*) FROM main.coverage WHERE status = 'missing'",
    "reports of which nobody knows whether they are there": (
        "SELECT count(*) FROM main.coverage WHERE status = 'unknown'"
    ),
    "reports late": "SELECT count(*) FROM main.coverage WHERE status = 'late'",
    "lists that cannot be read": "SELECT count(*) FROM main.lists WHERE fault IS NOT NULL",
    "of them blocked": "SELECT count(*) FROM main.lists WHERE fault IN ('blocked', 'challenged', 'robots_denied')",
    "partitions held at their last good state": "SELECT count(*) FROM main.partitions WHERE held",
}


def render(settings: Settings, before: int, given_up: Mapping[str, str] | None = None) -> str:
    """The report: what is new, changed, held, missing, blocked and lost, and what to do.

    before: load that the last report told of; 0 = none. given_up: regions that failed in this round -> stage, what went
    wrong and what to do, in words. Raises GongkaiError when there is no release.
    """
    failures = sorted((given_up or {}).items())
    release = query.current_release(settings)
    lines = [f"# Release {release.name}", ""]
    if release.home == "sample":
        lines += ["**SAMPLE: every agency, report and number in it is invented.**", ""]
    if release.load == before:
        lines += [f"Nothing changed: load {before} stands.", ""]
    else:
        found = diff(Log(settings.lake), before, release.load)
        lines += [f"Load {release.load}, against load {before}." if before else "The first release.", ""]
        lines += [*markdown_table(("tables", "count", "cells"), _changes(found)), ""]
        if found.coverage:
            lines += [*markdown_table(diff_text.COVERAGE, diff_text.coverage(found)), ""]
    if failures:
        lines += [
            "## Regions that were given up",
            "",
            "What they have new may be missing from this release, all of it or a part.",
            "",
        ]
        lines += _told(failures, "###")
    with query.connect(settings) as con:
        counts = [("regions given up", len(failures))]
        counts += [(name, query.ask(con, sql).rows[0][0]) for name, sql in _COUNTED.items()]
        sections = standing.sections(con)
    lines += [*markdown_table(("what to look at", "count"), counts), ""]
    for title, result in sections:
        more = len(result.rows) - _SHOWN
        lines += [f"## {title}", "", *markdown_table(result.columns, result.rows[:_SHOWN]), ""]
        lines += [f"{more} more in the release: `gongkai status`.", ""] if more > 0 else []
    return "\n".join(lines)


def path(settings: Settings, now: datetime) -> Path:
    """Where the report of now stands: ``nights/<time>-load<N>.md`` in the home."""
    load = query.current_release(settings).load
    return settings.nights / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-load{load}.md"


def write_failed(settings: Settings, ended: datetime, job: str, failures: Collection[tuple[str, str]]) -> Path:
    """Write what is told of a round that ended without a release: ``nights/<time>-failed.md`` in the home.

    job: that ended it; "" where every region was given up. failures: region ("" = all of them), and stage, what went
    wrong and what to do, in words. Raises GongkaiError when the disk refuses.
    """
    release = current(settings.releases)
    stands = f"Release {release.name} stands." if release else "There is no release yet."
    lines = [f"# The round failed: {job}" if job else "# No release: every region failed", "", stands, ""]
    if settings.kind == "sample":
        lines[2:2] = ["**SAMPLE: every agency, report and number in it is invented.**", ""]
    path = failed_path(settings, ended)
    write_text(path, "\n".join(lines + _told(sorted(failures), "##")))
    return path


def _told(failures: Iterable[tuple[str, str]], heading: str) -> list[str]:
    lines = []
    for region, failure in failures:
        # As code: addresses and names of files are no Markdown.
        title = f"Region {region}" if region else "All regions"
        lines += [f"{heading} {title}", "", textwrap.indent(failure, "    "), ""]
    return lines


def failed_path(settings: Settings, ended: datetime) -> Path:
    """Where stands what is told of a round that ended without a release."""
    return settings.nights / f"{ended.astimezone(UTC):%Y%m%dT%H%M%SZ}-failed.md"


def last_told(settings: Settings) -> int:
    """The load that the last report told of; 0 before the first."""
    names = sorted(found.stem for found in settings.nights.glob("*-load*.md"))
    return int(names[-1].partition("-load")[2]) if names else 0


def _changes(found: Diff) -> list[tuple[str, int, int]]:
    """Tables by what happened to them, those apart that are admitted or held now and were not before."""
    counts: Counter[str] = Counter()
    cells: Counter[str] = Counter()
    for one in found.tables:
        names = [{"added": "new"}.get(one.change, one.change)]
        if one.change == "changed" and one.admitted_before != one.admitted_after:
            names.append("of them admitted now" if one.admitted_after else "of them held now")
        for name in names:
            counts[name] += 1
            cells[name] += one.cells
    order = ("new", "changed", "of them admitted now", "of them held now", "withdrawn")
    return [(name, counts[name], cells[name]) for name in order if counts[name]]
