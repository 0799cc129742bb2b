"""``gongkai``: the group of commands. Each is imported when it is called, so that ``gongkai read`` starts at once."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

import click

from gongkai.cli.home import Home
from gongkai.errors import GongkaiError
from gongkai.events import tell

#: command -> (module, what it does)
_OWN = {
    "backup": ("gongkai.cli.backup", "Copy the home, whole and with digests."),
    "diff": ("gongkai.cli.diff", "What differs between two loads or releases, cell by cell."),
    "doctor": ("gongkai.cli.doctor", "Try all that reading and running need, one line a check."),
    "purge": ("gongkai.cli.purge", "Remove a document and all that was read from it, for good."),
    "read": ("gongkai.cli.read", "Read documents: tables, facts, findings and verdicts."),
    "registry": ("gongkai.cli.registry", "Check the registry, add a list page, suggest what is lacking."),
    "release": ("gongkai.cli.release", "List and verify releases, go back to an earlier one."),
    "restore": ("gongkai.cli.backup", "Make the home of a backup."),
    "review": ("gongkai.cli.review", "Look at held tables and decide on them."),
    "sql": ("gongkai.cli.sql", "Query the current release."),
    "status": ("gongkai.cli.status", "What was found, admitted and held, what is missing, and what to do."),
    "trace": ("gongkai.cli.trace", "Where a number comes from, from its fetch to its release."),
}
#: The same of the pipeline's commands, which are known by their entry points.
_PIPELINE = {
    "backfill": "Make past years anew from what is kept, without crawling.",
    "import": "Take the files of a folder, a zip file or a web archive into the home.",
    "run": "Crawl, read, judge, load and release.",
}
_NOT_HERE = "(Not installed here: it comes with the pipeline, from a checkout.)"
_GROUP = "gongkai.commands"


class Commands(click.Group):
    """Own commands and those of the other rooms (entry points), none imported before it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, sorted."""
        return sorted({*_OWN, *_others()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or one that says what is not installed; None for an unknown name."""
        other = _others().get(cmd_name)
        try:
            if cmd_name in _OWN:
                command = getattr(import_module(_OWN[cmd_name][0]), cmd_name)
            elif other is not None:
                if lacking := _lacking(other):
                    return _not_installed(cmd_name, lacking)
                command = other.load()
            else:
                return None
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] == "gongkai":
                raise
            return _not_installed(cmd_name, error.name or "")
        if not isinstance(command, click.Command):
            raise TypeError(f"{cmd_name} is no command: {command!r}")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of ``--help``, from what is known without importing anything."""
        with formatter.section("Commands"):
            texts = {name: text for name, (_, text) in _OWN.items()}
            for name, point in _others().items():
                told = (_PIPELINE.get(name, ""), _NOT_HERE if _lacking(point) else "")
                texts[name] = " ".join(filter(None, told))
            formatter.write_dl(sorted(texts.items()))


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--sample", is_flag=True, help="Work on the sample province's home (its data is invented).")
@click.version_option(package_name="gongkai")
@click.pass_context
def cli(ctx: click.Context, sample: bool) -> None:
    """China's government information disclosure annual reports as one table that analysts can trust.

    The home is the folder in GONGKAI_HOME (default: data).
    """
    ctx.obj = Home(sample)


def main() -> None:
    """Run the command line; errors in input are told without a traceback and end with exit code 1."""
    try:
        cli()
    except GongkaiError as error:
        tell("failed", problem=error.problem, file=error.file, place=error.place)
        click.echo(f"gongkai: {error}", err=True)
        sys.exit(1)


def _others() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=_GROUP)}


def _add_checkout() -> None:
    """The other rooms are not installed: they are found beside this package when it runs from a checkout."""
    root = Path(__file__).resolve().parents[2]
    if (root / "pyproject.toml").is_file() and str(root) not in sys.path:
        sys.path.append(str(root))


def _lacking(point: EntryPoint) -> str:
    """What is not installed of all that a command of another room needs; "" where it is. Nothing is imported."""
    _add_checkout()
    needed = (point.module.partition(".")[0], "dagster")
    return next((name for name in needed if find_spec(name) is None), "")


def _not_installed(name: str, module: str) -> click.Command:
    @click.command(
        name, context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
    )
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def missing(arguments: tuple[str, ...]) -> None:
        click.echo(
            f"gongkai: {name} needs the pipeline ({module} is not installed)\n"
            "  What to do: install from a checkout: make setup, or pip install -e '.[pipeline]'",
            err=True,
        )
        sys.exit(2)

    return missing
