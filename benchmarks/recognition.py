"""``python -m benchmarks.recognition``: whose reports titles and pages are, against labels written by hand.

Labels: ``tests/title_labels.tsv`` (titles in patterns seen on real lists, with the region in which they are read),
``tests/title_traps.tsv`` (titles with dates, numbers of papers, parts of a year, and what is no report) and
``tests/page_labels.tsv`` (every row of the table of real URLs and every excerpt of real reports, which stand beside the
project). Prints a table; ends with 1 where an agency or year is wrong, a copy is taken, or too few are resolved.

Where the table of URLs, or an excerpt, has no title that names an organ, one is made of its organ and year as told
there: what is tried there is the name, its region and the host, not the title's wording.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gongkai.align.numbers import squeeze
from gongkai.crawl.recognise import read_title
from gongkai.registry import Registry, load
from gongkai.whose import Evidence, Whose, whose

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
#: Least share of the reports whose agency the registry has that must be resolved.
BAR = 0.95


@dataclass(frozen=True, slots=True)
class Case:
    """What is expected of a title or page, and what came out; None: not said, or not known."""

    name: str
    group: str
    agency_id: str | None
    year: int | None
    kind: str
    got_agency: str | None
    got_year: int | None
    got_kind: str

    @property
    def wrong_agency(self) -> bool:
        """Another agency than the label's was given, or one where nobody can be meant."""
        return self.got_agency is not None and self.got_agency != self.agency_id

    @property
    def wrong_year(self) -> bool:
        """Another year than the label's was given, or one of a title that states none; of a page it may say more."""
        if self.got_year is None or (self.year is None and self.group not in ("titles", "traps")):
            return False
        return self.got_year != self.year

    @property
    def wrong_kind(self) -> bool:
        """A report taken for another kind of document, or the other way round."""
        return self.got_kind != self.kind

    @property
    def resolved(self) -> bool:
        """Agency and year are given as labelled."""
        return self.agency_id is not None and (self.got_agency, self.got_year) == (self.agency_id, self.year)


def titles(registry: Registry) -> Iterator[Case]:
    """The labelled titles."""
    for row in _tsv(ROOT / "tests" / "title_labels.tsv"):
        title = read_title(row["title"])
        is_report = title.kind != "other"
        name = title.agency if is_report else None
        got = registry.resolve(name, title.year, row["within"] or None).agency_id if name else None
        # A title of two years says none: no agency either, since names are borne in years.
        got = got if title.year is not None else None
        yield Case(
            name=row["title"],
            group="titles",
            agency_id=row["agency_id"] or None,
            year=int(row["year"]) if row["year"] else None,
            kind=row["kind"],
            got_agency=got,
            got_year=title.year if is_report else None,
            got_kind=title.other_kind or title.kind,
        )


def traps() -> Iterator[Case]:
    """The titles that may lead astray; whose they are is not asked of them."""
    for row in _tsv(ROOT / "tests" / "title_traps.tsv"):
        title = read_title(row["title"])
        year = int(row["year"]) if row["year"].isdigit() else None
        got = None if title.kind == "other" else title.year
        yield Case(row["title"], "traps", None, year, row["kind"], None, got, title.kind)


def pages(registry: Registry) -> Iterator[tuple[Case, Whose]]:
    """The rows of the table of URLs and the excerpts, each with all that was found; ``kind`` is what the row is."""
    labels = {row["page"]: row for row in _tsv(ROOT / "tests" / "page_labels.tsv")}
    for name, group, evidence in (*_urls(), *_excerpts()):
        label, found = labels[name], whose(evidence, registry)
        case = Case(
            name=name,
            group=group,
            agency_id=label["agency_id"] or None,
            year=int(label["year"]) if label["year"] else None,
            kind=label["what"],
            got_agency=found.agency_id,
            got_year=found.year if found.refusal is None else None,
            got_kind="refused" if found.refusal else found.other_kind or found.kind,
        )
        yield case, found


def _urls() -> Iterator[tuple[str, str, Evidence]]:
    for row in _tsv(SHARED / "site-urls.tsv"):
        # What stands behind a bracket is the table's note, not the page's title.
        title = row["title"].split(" (")[0].replace("\\n", "\n")
        organ = re.sub(r"\([^()]*\)", "", row["organ"] or "").strip()
        yield row["url"], "table of URLs", Evidence(row["url"], (_titled(title, organ, row["year"] or ""),))


def _excerpts() -> Iterator[tuple[str, str, Evidence]]:
    lines = (SHARED / "corpus" / "excerpts.jsonl").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        row = json.loads(line)
        title = _titled(row["title"], row["organ"], str(row["year"] or ""))
        evidence = Evidence(row["url"], (title,), text=squeeze(row["excerpt"]))
        yield f"excerpt {number}", "excerpts", evidence


def _titled(title: str, organ: str, year: str) -> str:
    said = read_title(title)
    if said.kind == "other" or said.agency is not None or not organ:
        return title
    return f"{organ}{year}年政府信息公开工作年度报告" if year.isdigit() else f"{organ}政府信息公开工作年度报告"


def _tsv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def _line(name: str, cases: Iterable[Case]) -> str:
    cases = list(cases)
    known = [case for case in cases if _counts(case)]
    resolved = sum(case.resolved for case in known)
    share = f"{resolved} ({resolved / len(known):.1%})" if known else "–"
    wrong = (sum(case.wrong_agency for case in cases), sum(case.wrong_year for case in cases))
    return f"| {name} | {len(cases)} | {len(known)} | {share} | {wrong[0]} | {wrong[1]} |"


def _counts(case: Case) -> bool:
    """Whether it has to be resolved: a report, not a list, whose agency the registry has and whose year is one."""
    return case.agency_id is not None and case.year is not None and case.kind in ("annual_report", "report")


def main() -> int:
    """Print the table and what does not meet its label; 1 where a bar is missed."""
    registry = load(ROOT / "data" / "registry")
    found, astray = list(titles(registry)), list(traps())
    seen = [case for case, _ in pages(registry)]
    reports = [case for case in seen if case.kind not in ("copy", "dead list")]
    copies = [case for case in seen if case.kind == "copy"]
    refused = sum(case.got_kind == "refused" for case in copies)
    groups = {
        "titles": found,
        "titles that may lead astray": astray,
        "table of URLs": [case for case in reports if case.group == "table of URLs"],
        "excerpts": [case for case in reports if case.group == "excerpts"],
    }
    print("| | cases | agency in the registry | resolved | wrong agency | wrong year |\n|---|---|---|---|---|---|")
    for name, cases in groups.items():
        print(_line(name, cases))
    kinds = [case for case in (*found, *astray) if case.wrong_kind]
    count = len(found) + len(astray)
    print(f"\nKinds told of {count} titles: {count - len(kinds)}. Copies refused: {refused} of {len(copies)}.")
    everything = [*found, *astray, *seen]
    wrong = [case for case in everything if case.wrong_agency or case.wrong_year]
    unresolved = [case for case in everything if _counts(case) and not case.resolved]
    taken = [case for case in copies if case.got_kind != "refused"]
    for what, cases in (("wrong", wrong), ("kind", kinds), ("unresolved", unresolved), ("copy taken", taken)):
        for case in cases:
            got = f"{case.got_agency} {case.got_year} {case.got_kind}"
            print(f"{what}: {case.name}: {got}, labelled {case.agency_id} {case.year} {case.kind}")
    short = any(
        sum(c.resolved for c in cases if _counts(c)) < BAR * sum(_counts(c) for c in cases) for cases in groups.values()
    )
    return 1 if wrong or taken or short else 0


if __name__ == "__main__":
    sys.exit(main())
