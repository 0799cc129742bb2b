"""Titles among the lines of a document: the report's own, and those of other reports in the same document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from gongkai.align.numbers import squeeze
from gongkai.crawl import recognise
from gongkai.crawl.recognise import Title
from gongkai.grids.model import TABLE, Extract, Line
from gongkai.grids.places import is_in_list

#: Lines at the top among which a title is looked for, and how many of them one title may be broken over.
_TITLE_LINES, _TITLE_PARTS, _TITLE_LENGTH = 12, 3, 80
_ORGAN = re.compile(
    r"^[^>》|,;。]*(?:政府|局|委|委员会|办公室|办公厅|厅|部|署|乡|镇|街道|苏木|办事处|中心|站|所|院|学校|省|市|县|区|州|盟|旗)$"
)
#: A line that is a title from its beginning to its end, no path of links.
_WHOLE_TITLE = re.compile(r"^[^>»]{6,60}(?:报告|年报)》?$")
_HEADING = re.compile(r"/h[1-6](?:\[\d+\])?(?:/|$)")
_LEADS_ELSEWHERE = re.compile(r"^(?:上一|下一|前一|后一|上篇|下篇|相关|附件|链接|原文)")
_RANK = re.compile(r"(?:人民)?政府(?:办公[室厅])?$|办公[室厅]$")


#: A line is looked at three times: for the title, for its year, and for the titles of other reports.
read_title = lru_cache(maxsize=1 << 8)(recognise.read_title)


def find_title(found: tuple[Extract, ...]) -> Title:
    """The document's title: its own metadata's, where it is whole, else of its first lines the one that says most.

    Lines are joined where a title is broken over several.
    """
    stated = [read_title(extract.metadata["articletitle"]) for extract in found if "articletitle" in extract.metadata]
    whole = next((t for t in stated if t.kind == "annual_report" and t.agency and t.year is not None), None)
    if whole is not None:
        return whole
    titles: list[Title] = []
    for extract in found:
        texts = [text for text in (extract.metadata.get("articletitle"), extract.title) if text]
        titles += [read_title(text) for text in texts if len(squeeze(text)) <= _TITLE_LENGTH]
        titles += _first_titles(_first(extract))
    known = [title for title in titles if title.kind != "unknown"]
    if not known:
        return Title(text="", kind="unknown", other_kind=None, agency=None, year=None, office=False, region_wide=False)
    # Of equally telling ones the shortest: a joined title must not swallow the line after it.
    return max(known, key=lambda t: (t.kind == "annual_report", t.year is not None, bool(t.agency), -len(t.text)))


def heading_years(found: tuple[Extract, ...]) -> list[int]:
    """Years of all whole titles among the first lines: a list of other years' reports may stand above the report."""
    years: set[int] = set()
    for extract in found:
        for line in _first(extract):
            title = read_title(line) if _WHOLE_TITLE.search(squeeze(line)) else None
            if title is not None and title.kind == "annual_report" and title.agency and title.year is not None:
                years.add(title.year)
    return sorted(years)


def _first(extract: Extract) -> list[str]:
    """The first lines; without links to other reports (上一篇, lists) where the others have a report's title."""
    lines = [line for line in _telling(extract) if squeeze(line.text)]
    own = [line.text for line in lines if _is_heading(line)][:_TITLE_LINES]
    if any(title.kind == "annual_report" and title.year is not None for title in _first_titles(own)):
        return own
    return [line.text for line in lines][:_TITLE_LINES]


def _telling(extract: Extract) -> Iterator[Line]:
    """The lines without links to other reports below the last table: these say nothing of the numbers above them."""
    count = len(extract.lines)
    below = [
        count if grid.lines_before is None else grid.lines_before for grid in extract.grids if len(grid.cells) >= TABLE
    ]
    last = max(below, default=count)
    yield from (line for n, line in enumerate(extract.lines) if n < last or not line.is_link)


def _first_titles(lines: Sequence[str]) -> Iterator[Title]:
    """What the first lines say as titles, each by itself and then broken over several.

    Lines are one title only where the first of them names an organ: a breadcrumb or banner above a title does not.
    """
    yield from (read_title(text) for text in lines if len(squeeze(text)) <= _TITLE_LENGTH)
    joined = ("".join(lines[i : i + parts]) for i in range(len(lines)) for parts in range(2, _TITLE_PARTS + 1))
    whole = (read_title(text) for text in joined if len(squeeze(text)) <= _TITLE_LENGTH)
    yield from (title for title in whole if title.agency is not None and _ORGAN.search(title.agency))


def other_titles(found: tuple[Extract, ...], own: Title) -> tuple[str, ...]:
    """Whole titles of other reports anywhere in the document, lists of links left out.

    Tables under the titles of two agencies or of two years are not one report, though each stands there once. On web
    pages a title of the same agency counts only where it is a heading: links to its other years stand on most of them.
    """
    if own.agency is None:
        return ()
    others: dict[str, str] = {}
    for extract in found:
        for line, title in _whole_titles([line for line in _telling(extract) if _is_heading(line)]):
            if title.agency is None:
                continue
            is_same = _is_same_agency(title.agency, own.agency)
            is_told = extract.reader != "html" or _HEADING.search(line.place) is not None
            if not is_same or (is_told and own.year is not None and title.year != own.year):
                others.setdefault(f"{title.agency} {title.year}", title.text)
    return tuple(others.values())


def _is_heading(line: Line) -> bool:
    text = squeeze(line.text)
    return bool(text) and not is_in_list(line.place) and not _LEADS_ELSEWHERE.match(text)


def _whole_titles(lines: list[Line]) -> Iterator[tuple[Line, Title]]:
    """Titles that fill a line, or two under the name of an organ, from beginning to end; each with its first line."""
    for index, line in enumerate(lines):
        texts = [line.text]
        if _ORGAN.match(squeeze(line.text)):
            texts += [
                "".join(part.text for part in lines[index : index + parts]) for parts in range(2, _TITLE_PARTS + 1)
            ]
        for text in texts:
            title = read_title(text) if _WHOLE_TITLE.match(squeeze(text)) else None
            if title is not None and title.kind == "annual_report" and title.year is not None:
                yield line, title


def _is_same_agency(one: str, other: str) -> bool:
    """Whether two printed names may be one agency's: one is the other's end or beginning, rank aside."""
    short, long = sorted((_RANK.sub("", one), _RANK.sub("", other)), key=len)
    return long.startswith(short) or long.endswith(short)
