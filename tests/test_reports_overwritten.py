"""Stage reports: an address that holds each year's newest report; no number of one year under another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from official_html import disputes, page
from test_reports_stage import BUREAU, COUNTY, GOOD, OTHER, REGISTRY, Shelf, source, stage

from gongkai import registry
from gongkai.judge.evaluate import judged
from gongkai.records import Report

FOURTH, NEXT, THIRD = disputes(GOOD), disputes(OTHER), disputes([10, 3, 0, 0, 13, *[0] * 10])
#: When a report came: in the season of report year 2023, of 2024, of 2025.
CAME = {2023: "2024-02-05T11:00:00+00:00", 2024: "2025-02-10T11:00:00+00:00", 2025: "2026-02-10T11:00:00+00:00"}


@pytest.fixture
def book(tmp_path: Path) -> registry.Registry:
    for name, text in REGISTRY.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return registry.load(tmp_path)


def of(year: int) -> str:
    return BUREAU.replace("2023", str(year))


def came(shelf: Shelf, name: str, *bodies: tuple[bytes, str], **stated: Any) -> dict[str, Any]:
    line = source(shelf, name, *(data for data, _ in bodies), **stated)
    for delivery, (_, retrieved) in zip(line["deliveries"], bodies, strict=True):
        delivery["retrieved"] = retrieved
    return line


def newest(book: registry.Registry, shelf: Shelf, *lines: dict[str, Any]) -> dict[str, Report]:
    return {report.report_id or "": report for report in map(judged, stage(shelf, book, lines))}


def numbers(report: Report) -> list[int]:
    return [int(fact.value) for fact in report.facts if fact.value is not None][:5]


def broken(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings if finding.outcome == "broken"}


@pytest.mark.parametrize("listed", [of(2024), None, "政府信息公开年报"])
def test_a_page_that_holds_the_next_years_report_leaves_the_earlier_one_its_own(
    book: registry.Registry, listed: str | None
) -> None:
    shelf = Shelf()
    bodies = [(page(FOURTH, title=of(2023)), CAME[2023]), (page(NEXT, title=of(2024)), CAME[2024])]
    line = came(shelf, "nb.html", *bodies, listed_title=listed, listed_date="2025-01-20")
    found = newest(book, shelf, line)
    assert {name: (report.year, report.revision, report.published) for name, report in found.items()} == {
        f"{COUNTY}:2023:own": (2023, 0, None),
        f"{COUNTY}:2024:own": (2024, 0, "2025-01-20"),
    }
    assert [numbers(report) for report in found.values()] == [[10, 1, 0, 0, 11], [10, 2, 0, 0, 12]]
    assert [report.tables[0].verdict for report in found.values()] == ["consistent"] * 2
    assert not {"year_agrees"} & set().union(*map(broken, found.values()))


def test_three_years_and_a_correction_stay_each_in_its_own(book: registry.Registry) -> None:
    shelf = Shelf()
    fixed = page(disputes([9, 1, 0, 0, 10, *[0] * 10]), title=of(2023))
    bodies = [
        (page(FOURTH, title=of(2023)), CAME[2023]),
        (fixed, "2024-03-05T11:00:00+00:00"),
        (b"<html><body>404</body></html>", "2024-05-05T11:00:00+00:00"),
        (page(NEXT, title=of(2024)), CAME[2024]),
        (page(THIRD, title=of(2025)), CAME[2025]),
    ]
    found = stage(shelf, book, [came(shelf, "nb.html", *bodies, listed_title=of(2025))])
    assert [(report.report_id, report.revision, numbers(report)[1:5:3]) for report in found] == [
        (f"{COUNTY}:2023:own", 0, [1, 11]),
        (f"{COUNTY}:2023:own", 1, [1, 10]),
        (f"{COUNTY}:2024:own", 0, [2, 12]),
        (f"{COUNTY}:2025:own", 0, [3, 13]),
    ]


@pytest.mark.parametrize(
    ("bodies", "why"),
    [
        # A misprinted title that was corrected with a number: 2023 was over when both came.
        ([(of(2022), FOURTH, CAME[2023]), (of(2023), NEXT, "2024-03-01T00:00:00+00:00")], "within one season"),
        ([(of(2023), FOURTH, "2025-01-15T00:00:00+00:00"), (of(2024), NEXT, CAME[2024])], "2024 was over"),
        # The new numbers stood under the old title for some days.
        (
            [
                (of(2023), FOURTH, CAME[2023]),
                (of(2023), NEXT, "2025-01-15T00:00:00+00:00"),
                (of(2024), THIRD, CAME[2024]),
            ],
            "new numbers under the old title",
        ),
        # The old numbers stood under the new title for some days.
        (
            [
                (of(2023), FOURTH, CAME[2023]),
                (of(2024), FOURTH, "2025-01-15T00:00:00+00:00"),
                (of(2024), NEXT, CAME[2024]),
            ],
            "old numbers under the new title",
        ),
        ([(of(2023), FOURTH, CAME[2023]), (of(2024), FOURTH, CAME[2024])], "the same numbers"),
        (
            [
                (of(2023), FOURTH, CAME[2023]),
                (of(2024), NEXT, CAME[2024]),
                (of(2023), FOURTH, "2025-03-01T00:00:00+00:00"),
            ],
            "back and forth",
        ),
        ([(of(2024), FOURTH, CAME[2023]), (of(2025), NEXT, CAME[2024])], "a year that was not over"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_where_a_title_may_be_a_misprint_nothing_is_parted(
    book: registry.Registry, bodies: list[tuple[str, str, str]], why: str
) -> None:
    shelf = Shelf()
    made = [(page(table, title=title), retrieved) for title, table, retrieved in bodies]
    found = newest(book, shelf, came(shelf, "nb.html", *made, listed_title=bodies[-1][0]))
    assert len(found) == 1, why
    (report,) = found.values()
    assert "year_agrees" in broken(report), why


def test_what_says_no_year_when_the_next_report_could_be_there_is_of_none(book: registry.Registry) -> None:
    shelf, nameless = Shelf(), BUREAU.replace("2023年", "")
    first = (page(FOURTH, title=of(2023)), CAME[2023])
    later = (page(NEXT, title=nameless), CAME[2024])
    # A list that still says last year's has not followed.
    for listed in (nameless, of(2023)):
        open_, known = newest(book, shelf, came(shelf, "nb.html", first, later, listed_title=listed)).values()
        assert (known.report_id, numbers(known)) == (f"{COUNTY}:2023:own", [10, 1, 0, 0, 11])
        assert (open_.year, numbers(open_)) == (None, [10, 2, 0, 0, 12])
        assert "year_unresolved" in broken(open_)
    # The list says another year: held, as long as the page itself says nothing.
    (report,) = newest(book, shelf, came(shelf, "nb.html", first, later, listed_title=of(2024))).values()
    assert "year_agrees" in broken(report)
    # In its own season a title that lost its year is a revision.
    soon = (later[0], "2024-03-05T11:00:00+00:00")
    for listed in (nameless, of(2023)):
        *_, report = stage(shelf, book, [came(shelf, "nb.html", first, soon, listed_title=listed)])
        assert (report.report_id, report.revision) == (f"{COUNTY}:2023:own", 1)


def test_a_period_of_another_year_parts_nothing(book: registry.Registry) -> None:
    shelf = Shelf()
    period = "<p>统计期限自2022年1月1日起至2022年12月31日止。</p>"
    bodies = [(page(period, FOURTH, title=of(2023)), CAME[2023]), (page(NEXT, title=of(2024)), CAME[2024])]
    (report,) = newest(book, shelf, came(shelf, "nb.html", *bodies, listed_title=of(2024))).values()
    assert "year_agrees" in broken(report)


def test_a_page_whose_attachment_is_the_report_too(book: registry.Registry) -> None:
    shelf = Shelf()
    bodies = [(page("<p>见附件。</p>", title=of(year)), CAME[year]) for year in (2023, 2024)]
    root = came(shelf, "nb.html", *bodies, listed_title=of(2024))
    common: dict[str, Any] = {"parent": root["source"], "listed_title": of(2024)}
    first = came(shelf, "a1.html", (page(FOURTH, title=of(2023)), CAME[2023]), **common)
    second = came(shelf, "a2.html", (page(NEXT, title=of(2024)), CAME[2024]), **common, position=0)
    found = newest(book, shelf, root, first, second)
    assert {name: numbers(report) for name, report in found.items()} == {
        f"{COUNTY}:2023:own": [10, 1, 0, 0, 11],
        f"{COUNTY}:2024:own": [10, 2, 0, 0, 12],
    }
    assert not {"year_agrees", "rendition_conflict"} & set().union(*map(broken, found.values()))
    # The file at one address is written over as well.
    both = came(
        shelf, "a.html", *((page(t, title=of(y)), CAME[y]) for t, y in ((FOURTH, 2023), (NEXT, 2024))), **common
    )
    found = newest(book, shelf, root, both | {"position": 0})
    assert [numbers(report)[1] for report in found.values()] == [1, 2]
    # An attachment without a title of its own may be of either year.
    nameless = came(shelf, "a1.html", (page(FOURTH, title=""), CAME[2023]), **common)
    found = newest(book, shelf, root, nameless, second)
    assert len(found) == 1 and "year_agrees" in set().union(*map(broken, found.values()))


def as_listed(line: dict[str, Any], *listed: list[tuple[str | None, str | None]]) -> dict[str, Any]:
    """The line with what the list showed of its page when each delivery came."""
    return line | {
        "deliveries": [d | {"listed": shown} for d, shown in zip(line["deliveries"], listed, strict=True)],
    }


THEN, NOW = (of(2023), "2024-02-01"), (of(2024), "2025-02-10")


def test_what_came_under_last_years_title_is_not_given_this_years(book: registry.Registry) -> None:
    """The list already shows 2024; the page was not got since then, or is what it was."""
    shelf = Shelf()
    for shown in ([THEN], [THEN, NOW]):
        line = came(shelf, "nb.html", (page(FOURTH, title=of(2023)), CAME[2023]), listed_title=of(2024))
        (report,) = newest(book, shelf, as_listed(line | {"listed_date": NOW[1]}, shown)).values()
        assert (report.report_id, report.published) == (f"{COUNTY}:2023:own", "2024-02-01")
        assert report.sources[0].listed_title == of(2023)
        assert report.tables[0].verdict == "consistent" and not broken(report) & {"year_agrees"}


def test_each_year_at_one_address_keeps_its_own_listed_title_and_date(book: registry.Registry) -> None:
    shelf = Shelf()
    bodies = [(page(FOURTH, title=of(2023)), CAME[2023]), (page(NEXT, title=of(2024)), CAME[2024])]
    line = came(shelf, "nb.html", *bodies, listed_title=of(2024), listed_date=NOW[1])
    found = newest(book, shelf, as_listed(line, [THEN, NOW], [NOW]))
    assert {name: (report.published, report.sources[0].listed_title) for name, report in found.items()} == {
        f"{COUNTY}:2023:own": ("2024-02-01", of(2023)),
        f"{COUNTY}:2024:own": ("2025-02-10", of(2024)),
    }


def test_pages_that_say_no_year_are_parted_by_what_the_list_showed(book: registry.Registry) -> None:
    shelf, nameless = Shelf(), BUREAU.replace("2023年", "")
    bodies = [(page(FOURTH, title=nameless), CAME[2023]), (page(NEXT, title=nameless), CAME[2024])]
    line = came(shelf, "nb.html", *bodies, listed_title=of(2024), listed_date=NOW[1])
    found = newest(book, shelf, as_listed(line, [THEN], [NOW]))
    assert {name: numbers(report)[1] for name, report in found.items()} == {
        f"{COUNTY}:2023:own": 1,
        f"{COUNTY}:2024:own": 2,
    }
    # The first came under the new title as well: it may be of either year, so nothing is told of the two.
    (report,) = newest(book, shelf, as_listed(line, [THEN, NOW], [NOW])).values()
    assert "year_agrees" in broken(report)
    # Alone it is of neither.
    line = came(shelf, "nb.html", bodies[0], listed_title=of(2024))
    (report,) = newest(book, shelf, as_listed(line, [THEN, NOW])).values()
    assert broken(report) & {"year_agrees", "year_unresolved"}


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_list_that_shows_last_years_title_still_takes_this_years_report_from_nobody(
    book: registry.Registry, is_kept: bool
) -> None:
    """The page was written over, its list (a portal's) has not followed: it says nothing of what came.

    is_kept: what the list showed whenever the page came is known, for another list has followed.
    """
    shelf = Shelf()
    bodies = [(page(FOURTH, title=of(2023)), CAME[2023]), (page(NEXT, title=of(2024)), CAME[2024])]
    line = came(shelf, "nb.html", *bodies, listed_title=of(2023), listed_date="2024-01-20")
    found = newest(book, shelf, as_listed(line, [THEN], [THEN]) if is_kept else line)
    assert {name: (report.year, numbers(report)[1]) for name, report in found.items()} == {
        f"{COUNTY}:2023:own": (2023, 1),
        f"{COUNTY}:2024:own": (2024, 2),
    }
    assert [report.tables[0].verdict for report in found.values()] == ["consistent"] * 2
    assert found[f"{COUNTY}:2024:own"].published is None


def test_a_misprint_on_the_list_that_was_corrected_holds_nothing(book: registry.Registry) -> None:
    shelf = Shelf()
    line = came(shelf, "nb.html", (page(FOURTH, title=of(2023)), CAME[2023]), listed_title=of(2023))
    (report,) = newest(book, shelf, as_listed(line, [(of(2022), "2024-02-01"), THEN])).values()
    assert report.report_id == f"{COUNTY}:2023:own" and "year_agrees" not in broken(report)


EARLY = "2024-03-10T11:00:00+00:00"


def test_corrected_numbers_under_a_slip_for_the_next_year_part_nothing(book: registry.Registry) -> None:
    """The year of publishing in the title: 2024 was not over."""
    shelf = Shelf()
    bodies = [(page(FOURTH, title=of(2023)), CAME[2023]), (page(NEXT, title=of(2024)), EARLY)]
    for listed in (of(2024), of(2023), None):
        (report,) = newest(book, shelf, came(shelf, "nb.html", *bodies, listed_title=listed)).values()
        assert "year_agrees" in broken(report)
        assert report.tables[0].verdict == "unconfirmed"


@pytest.mark.parametrize(
    ("retrieved", "is_held"),
    [
        (EARLY, True),
        # The last hour of 2024 in China, the first of 2025.
        ("2024-12-31T15:30:00+00:00", True),
        ("2024-12-31T16:30:00+00:00", False),
        (CAME[2024], False),
    ],
)
@pytest.mark.parametrize("origin", ["publisher", "deposit"])
def test_a_report_of_a_year_that_was_not_over_is_nobodys_years(
    book: registry.Registry, retrieved: str, is_held: bool, origin: str
) -> None:
    """A deposit, or a capture of an archive, follows the time that is stated of it."""
    shelf = Shelf()
    deposited = {"column_id": None, "agency_id": COUNTY, "year": 2024} if origin == "deposit" else {}
    line = came(shelf, "nb.html", (page(FOURTH, title=of(2024)), retrieved), origin=origin, **deposited)
    (report,) = newest(book, shelf, line).values()
    assert ("year_unresolved" in broken(report), report.year) == ((True, None) if is_held else (False, 2024))
    if is_held:
        (finding,) = (one for one in report.findings if one.rule == "year_unresolved")
        assert "not over" in finding.message and "2024" in finding.message


def test_years_that_cannot_be_told_apart_leave_the_later_ones_their_own(book: registry.Registry) -> None:
    """A first crawl in January meets the report of two years before, and in the same season that of the last year."""
    shelf = Shelf()
    bodies = [
        (page(THIRD, title=of(2022)), "2024-01-05T11:00:00+00:00"),
        (page(FOURTH, title=of(2023)), CAME[2023]),
        (page(NEXT, title=of(2024)), CAME[2024]),
    ]
    line = came(shelf, "nb.html", *bodies, listed_title=of(2024), listed_date="2025-01-20")
    found = newest(book, shelf, line)
    assert numbers(found[f"{COUNTY}:2024:own"]) == OTHER[:5]
    assert not broken(found[f"{COUNTY}:2024:own"]) & {"year_agrees", "year_unresolved"}
    (other,) = (report for name, report in found.items() if name != f"{COUNTY}:2024:own")
    assert broken(other) & {"year_agrees", "year_unresolved"}


def test_a_slip_of_one_season_holds_the_years_beside_it_and_none_after_them(book: registry.Registry) -> None:
    """Corrected numbers of 2023 came in March 2024 under the title of 2024."""
    shelf = Shelf()
    bodies = [
        (page(FOURTH, title=of(2023)), CAME[2023]),
        (page(NEXT, title=of(2024)), "2024-03-05T11:00:00+00:00"),
        (page(THIRD, title=of(2024)), CAME[2024]),
        (page(FOURTH, title=of(2025)), CAME[2025]),
        (page(NEXT, title=of(2026)), "2027-02-10T11:00:00+00:00"),
    ]
    line = came(shelf, "nb.html", *bodies, listed_title=of(2026), listed_date="2027-01-20")
    found = newest(book, shelf, line)
    last = found.pop(f"{COUNTY}:2026:own")
    assert numbers(last) == OTHER[:5]
    assert not broken(last) & {"year_agrees", "year_unresolved"}
    assert found
    assert all(broken(report) & {"year_agrees", "year_unresolved"} for report in found.values())
