"""Reports that one address held one after another: another organ's, or the next year's over the last one's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gongkai.crawl.recognise import read_title
from gongkai.records import Report
from gongkai.registry import normal_name
from gongkai.reports.delivered import Delivered, Part, SourceLine, can_be_of, listed_year, printed, titled
from gongkai.reports.renditions import conflicts

#: Stands for the report year of a document that states none: later than all that are stated.
_UNTOLD = 9999
#: A root with its parts.
Whole = tuple[SourceLine, tuple[Part, ...]]


def one_after_another(root: SourceLine, parts: Sequence[Part]) -> list[Whole]:
    """The publications that a page with its attachments was, oldest first; mostly one."""
    found: list[Whole] = []
    for line, own in _by_year(root, parts):
        # What several parts held of other organs is told by no single title.
        found += [(line, (part,)) for part in _by_organ(*own[0])] if len(own) == 1 else [(line, own)]
    return [(own[0][0] if len(own) == 1 else line, own) for line, own in found]


def _by_year(root: SourceLine, parts: Sequence[Part]) -> list[Whole]:
    """The parts of each report year that the page was of, one after another.

    Only where each delivery with tables states one year, its own title's (where it states none, the list's when it
    came). Between two years they are parted where those of the earlier one came before the later report could be there,
    in the year that follows theirs; where those of the later one came when it was over; and where all numbers changed
    hands with the title. Else a title may be a misprint that was corrected, and the two stay together: they disagree,
    so they are held, and what comes after them is not. What came when the next report could be there, and says no year,
    is of none.
    """
    pages = [deliveries for line, deliveries in parts if line is root]
    with_tables = [d for _, deliveries in parts for d in deliveries if d.has_tables]
    if len(pages) != 1 or any(_year(d) is None for d in with_tables):
        return [(root, tuple(parts))]
    told = [year for year in map(_year, pages[0]) if year is not None]
    years = sorted({*told, *(year for year in map(_year, with_tables) if year is not None)})
    if len(years) < 2 or told != sorted(told) or not set(years) <= set(told):
        return [(root, tuple(parts))]
    groups = [[d for d in with_tables if _year(d) == year] for year in years]
    listed = read_title(root["listed_title"] or "").year
    begins = [0]
    for index in range(1, len(years)):
        before, now = years[index - 1], years[index]
        is_over = (
            listed in (None, before) and _are_later(groups[index], before)
            if now == _UNTOLD
            else all(can_be_of(now, d.retrieved) for d in groups[index])
        )
        is_own = is_over and _are_timely(groups[index - 1], before)
        if is_own and _are_other_numbers(groups[index - 1], groups[index]):
            begins.append(index)
    if len(begins) == 1:
        return [(root, tuple(parts))]
    together = [years[begin:end] for begin, end in pairwise([*begins, len(years)])]
    earlier = [_of_years(root, parts, own, listed) for own in together[:-1]]
    return [*earlier, _of_last(root, parts, together[-1], listed)]


def _year(delivered: Delivered) -> int | None:
    """The year of a document's own title, else of the list's when it came, where that is kept.

    ``_UNTOLD`` where nothing states one, None where something states another.
    """
    if delivered.report is None:
        return None
    stated = {year for _, year in delivered.report.years}
    if not stated and (listed := {listed_year(one) for one in delivered.listed} - {None}):
        return next(iter(listed)) if len(listed) == 1 else None
    return titled(delivered.report) if len(stated) == 1 else None if stated else _UNTOLD


def _are_timely(deliveries: Sequence[Delivered], year: int) -> bool:
    """Whether deliveries under a year's title came, or say what one said that came, in the year after it.

    A report of that year is then the newest that can be, and no later one had come.
    """
    came = [d for d in deliveries if d.retrieved[:4] == str(year + 1)]
    said = [printed(d.report) for d in came if d.report]
    return bool(came) and all(d in came or (d.report is not None and printed(d.report) in said) for d in deliveries)


def _are_later(deliveries: Sequence[Delivered], year: int) -> bool:
    """Whether all deliveries came when a later report than that year's could be there."""
    return all(d.retrieved[:4] > str(year + 1) for d in deliveries)


def _are_other_numbers(earlier: Sequence[Delivered], later: Sequence[Delivered]) -> bool:
    pairs = [(one.report, other.report) for one in earlier for other in later]
    return all(one is not None and other is not None and bool(conflicts(one, [other])) for one, other in pairs)


def _of_years(root: SourceLine, parts: Sequence[Part], years: Collection[int], listed: int | None) -> Whole:
    """What was delivered of earlier years. The list shows the title and date of what is there now.

    listed: the year in the list's title.
    """
    shown = root["listed_title"] if listed is None or listed in years else None
    return _kept(root, parts, years, years, {"listed_title": shown, "listed_date": None})


def _of_last(root: SourceLine, parts: Sequence[Part], years: Collection[int], listed: int | None) -> Whole:
    """What was delivered of the last years, and what says nothing of any: pages with an error, notices.

    listed: the year in the list's title.
    """
    # A list that shows an earlier year's title still has not followed: it says nothing of what is there now.
    is_stale = listed is not None and listed not in years
    return _kept(root, parts, (None, *years), years, {"listed_title": None, "listed_date": None} if is_stale else {})


def _kept(
    root: SourceLine,
    parts: Sequence[Part],
    wanted: Collection[int | None],
    years: Collection[int],
    listed: SourceLine,
) -> Whole:
    """What was delivered of wanted years, listed so; of what the list showed then what states none but ``years``."""
    lines = {id(line): line | listed for line in (root, *(line for line, _ in parts))}

    def told(delivered: Delivered) -> Delivered:
        own = tuple(one for one in delivered.listed if listed_year(one) in (None, *years))
        return replace(delivered, listed=own)

    left = [(lines[id(line)], tuple(told(d) for d in deliveries if _year(d) in wanted)) for line, deliveries in parts]
    return lines[id(root)], tuple((line, kept) for line, kept in left if kept)


def _by_organ(line: SourceLine, deliveries: tuple[Delivered, ...]) -> Iterator[Part]:
    """The deliveries of a page, parted where it holds another organ's report with other numbers from then on.

    What it held before stays that organ's where the list does not name another one now.
    """
    groups: list[list[Delivered]] = [[]]
    for delivered in deliveries:
        before = next((one.report for one in reversed(groups[-1]) if one.has_tables), None)
        if before is not None and delivered.report is not None and _is_of_others(before, delivered.report):
            groups.append([])
        groups[-1].append(delivered)
    yield from ((line, tuple(group)) for group in groups)


def _is_of_others(before: Report, now: Report) -> bool:
    """Whether a page's own title names another organ than it did, of which neither name is a part of the other, and
    its numbers are others: a corrected title leaves them as they are."""
    one, other = (normal_name(report.agency or "") for report in (before, now))
    is_other = bool(one and other) and one not in other and other not in one
    return is_other and bool(now.facts) and bool(conflicts(before, [now]))
