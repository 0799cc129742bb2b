"""What is published, where and when: every report of the sample with its document, its truth and its oddity."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from gongkai.forms.model import CellKey
from gongkai.sample import oddities, truth
from gongkai.sample.agencies import AGENCIES, BY_ID, YEARS, Agency, Scope
from gongkai.sample.layout import keys
from gongkai.sample.oddities import Oddity
from gongkai.sample.truth import Cells

Medium = Literal["html", "word", "text", "pdf"]
TABLES = ("2", "3", "4")

_MEDIA: dict[str, tuple[Medium, Medium, Medium]] = {
    "S000001": ("word", "html", "pdf"),
    "S000002": ("html", "pdf", "html"),
    "S000003": ("pdf", "html", "word"),
    "S000004": ("word", "html", "html"),
    "S000005": ("html", "word", "pdf"),
    "S000006": ("html", "word", "html"),
    "S000007": ("pdf", "word", "html"),
    "S000008": ("html", "pdf", "html"),
    "S000009": ("text", "text", "text"),
    "S000010": ("html", "pdf", "html"),
    "S000011": ("html", "word", "html"),
    "S000012": ("pdf", "html", "pdf"),
    "S000013": ("word", "text", "html"),
    "S000014": ("text", "html", "word"),
}
#: The department whose list holds its reports alone, titled without its name.
SINGLE = "S000004"


@dataclass(frozen=True, slots=True)
class Publication:
    """One report as its document prints it.

    printed:  what stands in each value box; None = that box is not drawn.
    forms:    form of each table. number: counts publications, used in file names and to vary wording.
    night:    the first night on which the document is there. revision: 1 for what replaces an earlier content.
    """

    agency: Agency
    year: int
    scope: Scope
    medium: Medium
    title: str
    published: str
    number: int
    forms: dict[str, str]
    printed: dict[CellKey, str | None]
    oddity: Oddity | None
    night: int = 1
    revision: int = 0

    @property
    def report_id(self) -> str:
        """agency_id:year:scope."""
        return f"{self.agency.agency_id}:{self.year}:{self.scope}"

    @property
    def odd(self) -> str | None:
        """Name of what is planted in it."""
        return self.oddity.name if self.oddity else None


def publications() -> tuple[Publication, ...]:
    """All publications; the republished report stands there twice, revision 0 and revision 1."""
    found: list[Publication] = []
    for agency in AGENCIES:
        for year in YEARS:
            found += _of_agency(agency, year)
    return tuple(found)


def on_night(night: int) -> tuple[Publication, ...]:
    """What the site shows on a night (1 or 2), each report in its content of that night."""
    shown = {p.report_id: p for p in publications() if p.night <= night}
    return tuple(shown.values())


def _of_agency(agency: Agency, year: int) -> list[Publication]:
    plain = _publication(agency, year, agency.scope)
    if plain.odd == "missing_report":
        return []
    if plain.odd == "republished":
        return [plain, _publication(agency, year, agency.scope, revision=1)]
    if oddities.oddity(agency.agency_id, year, "office"):
        return [plain, _publication(agency, year, "office")]
    return [plain]


def _publication(agency: Agency, year: int, scope: Scope, revision: int = 0) -> Publication:
    odd = oddities.oddity(agency.agency_id, year, scope)
    office = scope == "office"
    own = truth.own_numbers(agency.agency_id)[year]
    cells = own if office else truth.jurisdiction(agency.agency_id, year)
    name = odd.name if odd else ""
    return Publication(
        agency=agency,
        year=year,
        scope=scope,
        medium="html" if office else _MEDIA[agency.agency_id][YEARS.index(year)],
        title=_title(agency, year, office),
        published=_published(agency, year, scope, late=name == "late_report"),
        number=int(agency.agency_id[1:]) * 10 + (year - YEARS[0]) + (5 if office else 0),
        forms=_forms(name),
        printed=_printed(_planted(cells, name, revision), name),
        oddity=odd,
        night=2 if name == "late_report" or revision else 1,
        revision=revision,
    )


def _forms(name: str) -> dict[str, str]:
    """Table 4 is the same on both forms and counts as being on that of table 3."""
    requests = "2019" if name == "mixed_form" else "2021"
    return {"2": "2021", "3": requests, "4": requests}


def _title(agency: Agency, year: int, office: bool) -> str:
    name = f"{agency.name}（办公室）" if office else agency.title_name
    return f"{'' if agency.agency_id == SINGLE else name}{year}年政府信息公开工作年度报告"


def _published(agency: Agency, year: int, scope: Scope, late: bool) -> str:
    """In January of the next year, so that the first night finds all but the late one."""
    if late:
        return f"{year + 1}-03-18"
    day = random.Random(f"{truth.SEED}:{agency.agency_id}:{year}:{scope}").randint(10, 28)
    if agency.kind == "government":
        return f"{year + 1}-01-{day + 2:02d}"
    return f"{year + 1}-01-{day:02d}"


def _planted(cells: Cells, name: str, revision: int) -> Cells:
    if name == "arithmetic_slip":
        return oddities.with_slip(cells)
    if name == "carry_over_break":
        return oddities.with_carry_over_break(cells)
    if name == "mixed_form":
        return truth.on_form_2019(cells)
    return oddities.republished(cells) if revision else cells


def _printed(cells: Cells, name: str) -> dict[CellKey, str | None]:
    printed: dict[CellKey, str | None] = {key: number_text(value) for key, value in cells.items()}
    if name == "undrawn_cell":
        printed[oddities.UNDRAWN] = None
    return printed


def number_text(value: Decimal) -> str:
    """A number as the sample prints it: no exponent, no superfluous zeros."""
    return format(value.normalize(), "f")


def cells_of(publication: Publication) -> list[tuple[str, CellKey]]:
    """Every cell of a publication's tables: (table, key), in reading order."""
    return [(table, key) for table in TABLES for key in keys(table, publication.forms[table])]


def missing() -> tuple[str, ...]:
    """Ids of the reports that were never published."""
    return tuple(
        f"{o.agency_id}:{o.year}:{BY_ID[o.agency_id].scope}" for o in oddities.ODDITIES if o.name == "missing_report"
    )
