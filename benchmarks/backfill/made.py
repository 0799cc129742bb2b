"""A home that holds so many generated documents as deposits, each of an agency and year of its own."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from benchmarks.accuracy.numbers import PARTS, Numbers, Profile, draw
from benchmarks.media import RENDERERS
from gongkai import registry
from gongkai.crawl.deposits import deposit
from gongkai.sample.agencies import AGENCIES, CITY
from gongkai.sample.columns import SITES
from gongkai.sample.documents import content_of
from gongkai.sample.layout import keys
from gongkai.sample.publications import TABLES, Publication, number_text, publications
from gongkai.sample.registry_rows import registry_files
from gongkai.settings import Settings

#: Report years; the documents of an agency are one a year.
YEARS = range(2021, 2026)
#: In two hundred documents, about as sites publish them.
SHARES = {"html": 177, "pdf ruled": 18, "docx": 4, "scan": 1}
_ENDINGS = {"html": "html", "pdf ruled": "pdf", "docx": "docx", "scan": "pdf"}
_PROFILES: tuple[Profile, ...] = ("sparse", "busy", "sparse", "zero", "sparse", "six")
_FORMS = {"2": "2021", "3": "2021", "4": "2021"}
#: A city's bureau makes none.
_NO_RULES: Numbers = {(f"rules_{part}", None): Decimal(0) for part in ("made", "repealed", "in_force")}
_DIGITS = "零一二三四五六七八九"
#: Documents that are deposited at a time: a folder of so many files.
_AT_A_TIME = 2_000


def name_of(agency: int) -> str:
    """Name of an agency by its number."""
    return f"样川市第{''.join(_DIGITS[int(digit)] for digit in f'{agency:05}')}局"


def home(folder: Path, documents: int, seed: int, now: datetime) -> Settings:
    """A home in ``folder`` with its registry and bodies; nothing of it is read yet."""
    agencies = -(-documents // len(YEARS))
    found = Settings(folder / "home", "real", folder / "home" / "registry")
    found.create()
    _write_registry(found.registry, agencies)
    book = registry.load(found.registry)
    inbox, waiting = folder / "inbox", 0
    rows: list[list[str]] = []
    for number, (agency, publication) in enumerate(_publications(agencies, seed)):
        if number == documents:
            break
        medium = _medium(number)
        inbox.mkdir(exist_ok=True)
        file = f"{number:06}.{_ENDINGS[medium]}"
        (inbox / file).write_bytes(RENDERERS[medium](content_of(publication)))
        rows.append([file, f"A{agency:06}", str(publication.year), "own", "", ""])
        waiting += 1
        if waiting == _AT_A_TIME or number + 1 == documents:
            _deposit(found, book, inbox, rows, now)
            rows, waiting = [], 0
    return found


def _medium(number: int) -> str:
    kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
    # Coprime to their number, so that a small home has all media too.
    return kinds[number * 77 % len(kinds)]


def _deposit(found: Settings, book: registry.Registry, inbox: Path, rows: list[list[str]], now: datetime) -> None:
    with (inbox / "deposits.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["file", "agency_id", "year", "scope", "source", "retrieved"])
        table.writerows(rows)
    deposit(found, book, inbox, now)
    for path in inbox.iterdir():
        path.unlink()
    inbox.rmdir()


def _write_registry(folder: Path, agencies: int) -> None:
    """The sample's, with so many bureaus of its city beside it."""
    folder.mkdir()
    for name, text in registry_files({site.site_id: f"http://127.0.0.1:{18200 + site.port}" for site in SITES}).items():
        # Nothing is crawled: no list is expected to be read.
        kept = text.splitlines(keepends=True)[0] if name == "columns.csv" else text
        (folder / name).write_text(kept, encoding="utf-8")
    parent = next(agency.agency_id for agency in AGENCIES if agency.region == CITY and agency.kind == "government")
    with (folder / "agencies.csv").open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(
            [
                f"A{number:06}",
                name_of(number),
                "department",
                "city",
                CITY,
                "other",
                "no",
                parent,
                "",
                "2010",
                "",
                "verified",
            ]
            for number in range(agencies)
        )


def _publications(agencies: int, seed: int) -> Iterator[tuple[int, Publication]]:
    """Each agency's reports in turn, whose numbers go on from year to year."""
    pattern = next(one for one in publications() if one.agency.kind == "department" and one.odd is None)
    for number in range(agencies):
        rng = random.Random(f"{seed}:{number}")
        agency = replace(pattern.agency, name=name_of(number), title_name=name_of(number))
        before: Numbers = {}
        for year in YEARS:
            profile = _PROFILES[number % len(_PROFILES)]
            drawn = draw(rng, profile, _FORMS)
            before = _going_on(
                before, {key: value for table in drawn.values() for key, value in table.items()} | _NO_RULES
            )
            printed = {key: number_text(before[key]) for table in TABLES for key in keys(table, _FORMS[table])}
            yield (
                number,
                replace(
                    pattern,
                    agency=agency,
                    year=year,
                    title=f"{agency.name}{year}年政府信息公开工作年度报告",
                    published=f"{year + 1}-01-{10 + number % 18:02}",
                    number=number * len(YEARS) + year - YEARS[0],
                    forms=_FORMS,
                    printed=printed,
                ),
            )


def _going_on(before: Numbers, numbers: Numbers) -> Numbers:
    """Numbers that begin where those of the year before ended: what was carried out, what was in force."""
    found = dict(numbers)
    made, repealed = found["normdoc_made", None], min(found["normdoc_made", None], found["normdoc_repealed", None])
    found["normdoc_repealed", None] = repealed
    if not before:
        return found
    found["normdoc_in_force", None] = before["normdoc_in_force", None] + made - repealed
    for part in PARTS:
        carried = before["req_carried_out", part]
        new = found["req_new", part] + found["req_carried_in", part] - carried
        found["req_carried_in", part] = carried
        # What would be less than nothing is closed more, and so printed as granted.
        found["req_new", part] = max(new, Decimal(0))
        for code in ("req_granted", "req_closed_total"):
            found[code, part] -= min(new, Decimal(0))
    for code in ("req_new", "req_carried_in", "req_granted", "req_closed_total"):
        found[code, "total"] = sum((found[code, part] for part in PARTS), Decimal(0))
    return found
