"""A province written by hand for the tests of marts: regions, agencies, and reports of every scope."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from warehouse_examples import DOC_1, DOC_2, REGISTRY, coverage_row, fact, gate, report, table

from gongkai.forms import codebook
from gongkai.records import Fact, Report

#: Province 99: city 01 reports for its jurisdiction, city 02 for its level, city 03 not at all; 9902 has counties 21
#: (with a jurisdiction report) and 22 (without), 9903 has county 31.
REGIONS = """region_code,scheme,name,name_en,parent_code,level,valid_from,valid_to
990000,mca,样例省,Sample,,province,,
990100,mca,甲市,A,990000,city,,
990200,mca,乙市,B,990000,city,,
990300,mca,丙市,C,990000,city,,
990221,mca,乙一县,B1,990200,county,,
990222,mca,乙二县,B2,990200,county,,
990331,mca,丙一县,C1,990300,county,,
"""
#: G governments, D departments, V a vertical one; D0302 was merged into D0301 after 2022.
AGENCIES = """agency_id,name,kind,level,region_code,sector,rule_making,parent_agency_id,uscc,valid_from,valid_to,state
G01,甲市人民政府,government,city,990100,,yes,,,,,verified
D0101,甲市水利局,department,city,990100,water,no,G01,,,,verified
G02,乙市人民政府,government,city,990200,,yes,,,,,verified
D0201,乙市水利局,department,city,990200,water,no,G02,,,,verified
G21,乙一县人民政府,government,county,990221,,no,,,,,verified
G22,乙二县人民政府,government,county,990222,,no,,,,,verified
G03,丙市人民政府,government,city,990300,,yes,,,,,verified
D0301,丙市水利局,department,city,990300,water,no,G03,,,,verified
D0302,丙市河道局,department,city,990300,water,no,G03,,,2022,verified
D0303,丙市教育局,department,city,990300,education,no,G03,,,,verified
V03,丙市税务局,vertical,city,990300,tax,no,,,,,verified
G31,丙一县人民政府,government,county,990331,,no,,,,,verified
"""
#: Two more departments for the tests of rates.
MORE_AGENCIES = """D0305,丙市民政局,department,city,990300,civil,no,G03,,,,verified
D3101,丙一县水利局,department,county,990331,water,no,G31,,,,verified
"""
_KINDS = {"G": "1", "D": "2", "V": "3", "O": "4", "T": "5"}


def numbered(text: str) -> str:
    """G01 as the registry has it: S100001."""
    return re.sub(r"\b([GDVOT])(\d{2,4})\b", lambda name: f"S{_KINDS[name[1]]}{name[2]:0>5}", text)


def named(agency_id: str, agencies: str = AGENCIES + MORE_AGENCIES) -> str:
    """S100001 as G01."""
    lines = agencies.splitlines()
    return next(line.split(",")[0] for line in lines if numbered(line).startswith(agency_id))


def registry(agencies: str = AGENCIES, regions: str = REGIONS) -> dict[str, bytes]:
    """The registry's files."""
    return REGISTRY | {
        "regions.csv": regions.encode(),
        "agencies.csv": numbered(agencies).encode(),
        "agency_names.csv": b"agency_id,name,valid_from,valid_to\n",
        "agency_links.csv": numbered("agency_id,predecessor_id,kind,date\nD0301,D0302,merge,2023\n").encode(),
    }


def where(agencies: str = AGENCIES) -> dict[str, str]:
    """Agency id -> region."""
    return {line.split(",")[0]: line.split(",")[4] for line in numbered(agencies).splitlines()[1:]}


def published(name: str, scope: Any, facts: list[Fact], year: int = 2023, form: str = "2021", **other: Any) -> Report:
    """A report of an agency with the tables that its facts are of."""
    agency_id = numbered(name)
    source = replace(report().sources[0], source=f"http://a.invalid/{name}-{year}-{scope}.html", sha256=DOC_1)
    kinds = sorted({(one.table, one.n) for one in facts})
    given: dict[str, Any] = {
        "agency": name,
        "agency_id": agency_id,
        "year": year,
        "scope": scope,
        "report_id": f"{agency_id}:{year}:{scope}",
        "tables": tuple(table(kind, form, n=n, scope=scope) for kind, n in kinds),
        "facts": tuple(facts),
        "sources": (source,),
    }
    return report(**(given | other))


def _column(kind: str, form: str, numbers: dict[str, Any], n: int = 1) -> list[Fact]:
    """Every row of the 总计 column of table 3, or every cell of table 4: as given, else 0; None is a blank."""
    codes = [one.code for one in codebook.printed_indicators(form, kind)]
    assert numbers.keys() <= set(codes)
    who = "total" if kind == "3" else None
    texts = {code: None if numbers.get(code, 0) is None else str(numbers.get(code, 0)) for code in codes}
    return [fact(kind, code, text, who, n=n) for code, text in texts.items()]


def _requests(form: str = "2021", n: int = 1, **numbers: Any) -> list[Fact]:
    """Table 3: granted=… for req_granted=…."""
    return _column("3", form, {f"req_{name}": number for name, number in numbers.items()}, n)


def _disputes(**numbers: Any) -> list[Fact]:
    """Table 4."""
    return _column("4", "2021", numbers)


def _who(natural: str, *others: str) -> list[Fact]:
    """Requests received by applicant: natural persons, then organisations in the form's order, 0 where not given."""
    codes = [code for code in codebook.printed_applicants() if code != "total"]
    numbers = (natural, *others, *["0"] * (len(codes) - 1 - len(others)))
    return [fact("3", "req_new", number, code) for code, number in zip(codes, numbers, strict=True)]


#: City 01 for all of its jurisdiction: what it printed first, and what it printed later.
_CITY = {"new": 100, "carried_in": 10, "granted": 50, "partial": 20, "denied_state_secret": 1, "denied_third_party": 2}
_CITY |= {"denied_process_info": 3, "unable_not_held": 9, "unable_unclear": 1, "notproc_petition": 4}
_CITY |= {"other_misc": 5, "closed_total": 95, "carried_out": 15}
_CITY_DISPUTES = _disputes(
    review_upheld=6, review_corrected=3, review_other=1, review_pending=2, review_total=12,
    suit_direct_upheld=4, suit_direct_corrected=1, suit_direct_pending=1, suit_direct_total=6,
    suit_after_review_upheld=2, suit_after_review_pending=2, suit_after_review_total=4,
)  # fmt: skip
_CITY_DISCLOSURE = [
    fact("2", "rules_made", "3"),
    fact("2", "rules_repealed", "1"),
    fact("2", "rules_in_force", "40"),
    fact("2", "license_decisions", "1000"),
    fact("2", "penalty_decisions", "200"),
    fact("2", "coercion_decisions", None),
    fact("2", "admin_fee_amount", "0.37", unit="万元"),
]
CITY = [*_CITY_DISCLOSURE, *_requests(**_CITY), *_who("90", "7", "0", "0", "0", "3"), *_CITY_DISPUTES]
_CITY_FIRST = [*_requests(**(_CITY | {"new": 90, "granted": 40, "closed_total": 85})), *_CITY_DISPUTES]

#: A county on the form of 2019, whose （六）其他处理 is one row; its table 4 is held.
_COUNTY = [
    fact("2", "rules_produced", "2"),
    fact("2", "license_items_prev", "5", unit="项"),
    fact("2", "license_items_delta", "-2", unit="项"),
    fact("2", "license_decisions", "70"),
    fact("2", "procurement_amount", "251000", unit=None, unit_source="none"),
    *_requests("2019", new=25, granted=10, denied_internal_affairs=5, other=5, closed_total=20, carried_out=5),
    *_disputes(review_upheld=50, review_total=50),
]

_WATER = {"new": 10, "granted": 8, "closed_total": 8, "carried_out": 2}

REPORTS = (
    published("G01", "jurisdiction", _CITY_FIRST),
    published("G01", "jurisdiction", CITY, revision=1, sources=(
        replace(report().sources[0], source="http://a.invalid/G01-2023-jurisdiction.html", sha256=DOC_2),
    )),
    published("D0101", "own", [
        *_requests(new=30, granted=12, partial=6, denied_third_party=2, closed_total=20, carried_out=10), *_disputes(),
    ]),
    published("G02", "level", [
        *_requests(new=40, granted=20, partial=4, denied_process_info=6, closed_total=30, carried_out=10),
        *_disputes(review_upheld=2, review_corrected=1, review_pending=2, review_total=5),
    ]),
    # Table 3 stands in it twice.
    published("D0201", "own", [*_requests(**_WATER), *_requests(n=2, **_WATER)]),
    published("G21", "jurisdiction", _COUNTY, form="2019"),
    # A copy of the other county's numbers under its own name: the gate holds it.
    published("G22", "jurisdiction", _requests("2019", new=25, granted=10, closed_total=20), form="2019"),
    published("G03", "office", _requests(new=5, granted=2, unable_not_held=2, closed_total=4, carried_out=1)),
    # One blank, that the printed total determines: 6 = 3 + 1 + 2.
    published("D0301", "own", [
        *_requests(new=7, granted=3, partial=1, denied_third_party=None, closed_total=6, carried_out=1),
        *_disputes(review_pending=1, review_total=1),
    ]),
    # 予以公开 is blank, and the sums that are printed do not hold.
    published("D0303", "own", _requests(new=12, granted=None, denied_third_party=4, closed_total=10, carried_out=1)),
    # The total is blank, and nothing printed determines it.
    published("D0305", "own", [
        *_requests(new=9, granted=4, denied_third_party=None, closed_total=None, carried_out=None), *_who("9"),
    ]),
    published("V03", "system", _requests(new=900, granted=500, denied_third_party=100, closed_total=800)),
    # Table 4 of the county's government is none; that of its department is of another source than table 3.
    published("G31", "jurisdiction", _requests(new=60, granted=30, notproc_repeat=30, closed_total=60)),
    published("D3101", "own", [
        *_requests(new=6, granted=6, closed_total=6), *_disputes(review_upheld=1, review_total=1),
    ]),
    # Of the year before: a department that has gone since, its office too, and a report of unknown scope.
    published("D0302", "own", _requests(new=3, granted=1, unable_not_held=2, closed_total=3), year=2022),
    published("D0302", "office", _requests(new=999, granted=999, closed_total=999), year=2022),
    # After its end: of no sum.
    published("D0302", "own", _requests(new=4, granted=4, closed_total=4), year=2024),
    published("G01", "unknown", _requests(new=77, granted=77, closed_total=77), year=2022),
)  # fmt: skip

#: What the gate says of them.
_VERDICTS = {"D0303": {"t3": "publisher_inconsistent"}, "G21": {"t4": "unconfirmed"}, "G22": {"t3": "unconfirmed"}}
LINES = [gate(one, **_VERDICTS.get(one.agency or "", {})) for one in REPORTS]


def _expected(name: str, status: str, published: date | None = None, deadline: date | None = None, **other: Any) -> Any:
    given = {"agency_id": numbered(name), "region": where(AGENCIES)[numbered(name)], "status": status}
    return coverage_row(**given, published=published, deadline=deadline, **other)


_DEPARTMENTS, _GOVERNMENTS = date(2024, 1, 31), date(2024, 3, 31)
COVERAGE = [
    _expected("G01", "found", date(2024, 1, 20), _GOVERNMENTS),
    _expected("D0101", "found", date(2024, 1, 31), _DEPARTMENTS),
    _expected("G02", "published_late", date(2024, 4, 10), _GOVERNMENTS),
    _expected("G21", "found", date(2024, 3, 1), _GOVERNMENTS, gap="held"),
    _expected("G22", "missing", None, _GOVERNMENTS),
    # The date is that of a site's move: not called late.
    _expected("G03", "found", date(2024, 5, 1), _GOVERNMENTS),
    _expected("D0301", "unknown", None, _DEPARTMENTS, gap="blocked"),
    _expected("D0302", "not_due", None, _DEPARTMENTS, gap="published_elsewhere"),
    _expected("D0303", "late", None, _DEPARTMENTS),
    _expected("V03", "found", date(2024, 2, 1), None),
    _expected("G31", "unknown", None, _GOVERNMENTS, gap="dead_link"),
]
