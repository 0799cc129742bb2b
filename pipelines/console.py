"""What the pipeline's commands print: each stage as it runs, then what came of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from types import TracebackType

import click
from rich.console import Console
from rich.status import Status

from gongkai.cli import status
from gongkai.lake.pace import in_words
from gongkai.reports import stale
from gongkai.settings import Settings
from gongkai.text_table import text_table
from gongkai.warehouse import diff_text, query
from gongkai.warehouse.diff import Diff
from pipelines.plan import Plan
from pipelines.progress import Step
from pipelines.rebuild import Rebuilt
from pipelines.run import Outcome
from pipelines.wanted import Wanted

#: Title and statement; shown after a run over the sample province.
QUERIES = (
    (
        "Requests for information that the governments report, with everything below them",
        """SELECT agency, year, requests_new, carried_in, closed, carried_out
FROM agency_year_requests WHERE scope = 'jurisdiction' ORDER BY agency_id, year""",
    ),
    (
        "Why departments and townships refused, and how often",
        """SELECT i.label_zh, sum(f.value)::BIGINT AS requests
FROM facts_leaf AS f JOIN indicators AS i USING (indicator, form)
WHERE f.scope = 'own' AND starts_with(f.indicator, 'req_denied_')
GROUP BY ALL ORDER BY requests DESC, i.label_zh""",
    ),
    (
        "New requests of the whole province, added up naively and rightly: in facts, totals stand beside their parts "
        "and a government's numbers beside those of the agencies that they contain",
        """SELECT f.year, sum(f.value)::BIGINT AS "naive SUM(value)",
  sum(f.value) FILTER (f.applicant = 'total' AND f.scope = 'jurisdiction' AND a.level = 'city')::BIGINT AS "right"
FROM facts AS f JOIN agencies AS a USING (agency_id)
WHERE f.indicator = 'req_new' GROUP BY f.year ORDER BY f.year""",
    ),
)


#: Seconds between two lines on what goes on, where there is no terminal.
_EVERY = 60.0
_NOT_LOADED = "\nNothing was loaded: {}. What was read is kept; to load it: --yes\n"

#: So many rows of a table of changes are shown.
_SHOWN = 100


class Progress:
    """Lines of the stages as they end, and what is running now: in a terminal a line that changes, elsewhere (cron, a
    pipe) one once in a while. Use it in a ``with`` block."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        # Not as rich finds it: FORCE_COLOR would have it move the cursor of a file.
        self._console = Console(highlight=False, force_terminal=sys.stdout is not None and sys.stdout.isatty())
        self._status = Status("", console=self._console)
        self._clock = clock
        self._started = self._told = clock()

    def __enter__(self) -> Progress:
        self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._status.stop()

    def say(self, text: str) -> None:
        """A line of its own."""
        self._console.print(text, markup=False, soft_wrap=True)

    def confirm(self, question: str) -> bool:
        """The answer of the person at the terminal; no where there is none."""
        self._status.stop()
        return click.confirm(question) if sys.stdin.isatty() else False

    def changes(self, found: Diff | None) -> None:
        """What a load would change: tables by change and cause, verdicts, cells, coverage, a hundred of each."""
        self._status.stop()
        if found is None:
            self.say("\nNothing would change.")
            return
        self.say("\nWhat a load would change\n")
        shown: tuple[tuple[tuple[str, ...], Sequence[tuple[str, ...]]], ...] = (
            (diff_text.CAUSES, diff_text.causes(found)),
            (diff_text.TABLES, diff_text.judged_otherwise(found)),
            (diff_text.CELLS, diff_text.cells(found)),
            (diff_text.COVERAGE, diff_text.coverage(found)),
            (diff_text.COVERED, diff_text.covered(found)),
        )
        if not found.tables and not found.coverage:
            self.say("No table and no coverage; other tables of the release, as exchanges and documents.\n")
        for heads, rows in shown:
            if rows:
                self.say(text_table(heads, rows[:_SHOWN]))
            if len(rows) > _SHOWN:
                self.say(f"… and {len(rows) - _SHOWN} more\n")

    def step(self, step: Step) -> None:
        """A stage started or ended."""
        where = f"{step.stage:<10} {step.partition:<3}"
        if step.note:
            self._note(f"{where} {step.note}")
        elif not step.done:
            self._started = self._told = self._clock()
            self._status.update(where)
        if not step.done:
            return
        what = "unchanged" if step.skipped else "" if step.rows is None else f"{step.rows} rows"
        self.say(f"  {where} {what:<12} {self._clock() - self._started:5.1f} s")

    def _note(self, text: str) -> None:
        self._status.update(text)
        if not self._console.is_interactive and self._clock() - self._told >= _EVERY:
            self._told = self._clock()
            self.say(f"  {text}")


def planned(settings: Settings, plan: Plan, wanted: Wanted) -> None:
    """What a backfill reads, region by region, and about how long that takes; what it makes and judges anew; which of
    the regions have nothing."""
    found = plan.regions
    for region in sorted((wanted.regions or frozenset()) - {one.region for one in found}):
        click.echo(f"region {region}: nothing is kept, nothing is done", err=True)
    rows = [(one.region, str(one.kept.total()), str(one.stale.total()), _by_medium(one)) for one in found]
    click.echo(text_table(("region", "documents kept", "to be read anew", "of them"), rows), nl=False)
    click.echo(f"\n{_takes(settings, found)}, what follows at most {in_words(stale.seconds_after(found))}.")
    if unknown := sum(one.unknown for one in found):
        click.echo(
            f"It may take far longer. PDFs that were never read: {unknown}; it is not known which of them are scans, "
            f"and they are reckoned as none. A scanned page takes about {stale.SCANNED_PAGE} s on one core."
        )
    if wanted.years is not None and wanted.first != "compare":
        years = "-".join(dict.fromkeys(wanted.years))
        click.echo(
            f"A document's year shows when it is read: what is read is of all years, reports of {years} are made of it."
        )
    click.echo(
        f"Of the {plan.reports} reports that there are, each revision counted, {plan.anew} are made anew and about "
        f"{plan.judged} judged again."
    )


def _takes(settings: Settings, found: Sequence[stale.Planned]) -> str:
    """How long reading takes, and what reads."""
    if settings.cluster:
        one = in_words(stale.seconds(found, 1))
        return f"Reading takes about {one} of one worker, shared by those of the Dask scheduler at {settings.cluster}"
    processes = "1 process" if settings.workers == 1 else f"{settings.workers} processes"
    return f"Reading takes about {in_words(stale.seconds(found, settings.workers))} with {processes}"


def _by_medium(one: stale.Planned) -> str:
    return ", ".join(f"{count} {medium}" for medium, count in sorted(one.stale.items()))


def rebuilt(made: Rebuilt) -> None:
    """Whether a release that was made once more is the same."""
    if not made.differing:
        click.echo(f"\nrelease {made.release}: {made.files} Parquet files, byte for byte the same")
    for name in made.differing:
        click.echo(f"\nrelease {made.release}: {name} differs", err=True)


def summary(settings: Settings, outcome: Outcome) -> None:
    """What was found, admitted and held and what to do; for the sample also three queries with their output."""
    for region, failure in outcome.failures.items():
        click.echo(f"\nregion {region} was given up: {failure}", err=True)
    for finding in outcome.not_got:
        click.echo(f"\nnot got: {finding}", err=True)
    if outcome.declined and query.is_before_first(settings):
        click.echo(_NOT_LOADED.format("there is no release yet"))
        return
    release = query.current_release(settings)
    if outcome.released:
        click.echo(f"\nA new release: {release.folder}\n")
    elif outcome.declined:
        click.echo(_NOT_LOADED.format(f"release {release.name} stands"))
    else:
        click.echo(f"\nNothing changed since load {release.load}: release {release.name} stands.\n")
    click.echo(status.render(settings), nl=False)
    if settings.kind == "sample":
        with query.connect(settings) as con:
            for title, statement in QUERIES:
                click.echo(f"\n{title}\n\n{statement}\n")
                click.echo(query.as_table(query.ask(con, statement)), nl=False)
