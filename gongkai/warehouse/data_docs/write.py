"""Writing the Data Docs of a release, and keeping those of the last ten loads beside the releases."""

from __future__ import annotations

import shutil
from pathlib import Path

from gongkai.lake.atomic import publish_folder, remove, write_error, write_text
from gongkai.warehouse import engine
from gongkai.warehouse.data_docs import findings, html, pages, rules_page

#: The folder in a release, and the one in a home.
FOLDER, INDEX = "data_docs", "index.html"
#: How many loads' pages a home keeps.
KEPT = 10


def write(con: engine.Connection, folder: Path, name: str, sample: bool) -> None:
    """Write the pages of a finished warehouse into ``folder``, which is made. name: of the release."""
    asked = findings.ask(con)
    (folder / "failures").mkdir(parents=True)
    write_text(folder / INDEX, pages.index(asked, name, sample))
    write_text(folder / rules_page.FILE, rules_page.page(sample))
    for suite in pages.suites(asked):
        write_text(folder / f"{suite}.html", pages.suite_page(suite, asked, sample))
        findings.write_csv(con, suite, folder / pages.csv_name(suite))


def keep(release: Path, kept: Path, sample: bool) -> None:
    """Copy a release's pages to ``kept/<release>/`` and list them; pages of all but the last ten loads are removed.

    Releases themselves never change: their own pages stay in them. Raises GongkaiError when they cannot be written.
    """
    kept.mkdir(parents=True, exist_ok=True)
    final, partial = kept / release.name, kept / f".{release.name}.part"
    if not final.exists():
        try:
            remove(partial)
            shutil.copytree(release / FOLDER, partial)
            publish_folder(partial, final)
        except OSError as error:
            raise write_error(error, final) from error
        finally:
            remove(partial)
    found = (path.parent.name for path in kept.glob(f"[1-9]*-*/{INDEX}"))
    names = sorted(found, key=lambda name: (int(name.partition("-")[0]), name), reverse=True)
    for name in names[KEPT:]:
        remove(kept / name)
    rows = [(html.link(f"{name}/{INDEX}", name), name.partition("-")[0]) for name in names[:KEPT]]
    write_text(
        kept / INDEX,
        html.page(
            "Data Docs by load",
            sample,
            html.paragraph(f"The last {KEPT} loads, newest first; older pages stay in the folders of their releases."),
            html.table(("release", "#load"), rows),
        ),
    )
