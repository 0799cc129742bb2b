"""Running text → paragraphs of the form's sections 一 to 六, told by the words of their headings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from gongkai.grids.model import UNREAD, Extract, Line

#: Sections of the form; ``other``: under a heading that names none of them.
Section = Literal["1", "2", "3", "4", "5", "6", "other"]

#: Readers of a page's layout, whose lines end where the page ends; of all others a line is a paragraph, or a part of it
#: that stands at the same place or on the line after.
_LAYOUT = ("rules", "words")
#: Readers that read letters off a picture: one reading of a number that no table repeats proves nothing.
_PICTURES = ("ocr", "glyphs")

#: Words that tell a section, tried in this order: 因政府信息公开申请行政复议… is of the fourth, not the third.
_TOPICS: tuple[tuple[re.Pattern[str], Section], ...] = (
    (re.compile("问题|不足|改进"), "5"),
    (re.compile("其他|其它|需要(?:说明|报告)"), "6"),
    (re.compile("复议|诉讼"), "4"),
    (re.compile("申请"), "3"),
    (re.compile("主动公开"), "2"),
    (re.compile("总体|概述|概况|基本情况|工作情况"), "1"),
)
_OFFICIAL = (
    "(?:政府信息公开(?:工作)?)?总体(?:工作)?情况|概述|(?:行政机关)?主动公开(?:政府)?信息(?:的)?情况"
    "|(?:行政机关)?收到和处理(?:的)?政府信息公开(?:的)?申请(?:的)?情况"
    "|(?:因)?政府信息公开(?:工作)?(?:被申请)?行政复议(?:、|和)(?:提起)?行政诉讼(?:的)?情况"
    "|(?:政府信息公开工作)?存在的?主要问题[及和]改进情况|其[他它]需要(?:报告|说明)的(?:事项|情况)"
)
_CHAPTER = re.compile(r"(?:第[一二三四五六七八九十]部分|[一二三四五六七八九十]{1,2})[、.．:：]?")
_NUMBERED = re.compile(r"(?:第[一二三四五六七八九十]部分[、.．:：]?|[一二三四五六七八九十]{1,2}[、.．])[^。！？]{2,40}")
_PLAIN = re.compile(rf"(?:[（(][一二三四五六][）)]|[1-6][.．、])?(?:{_OFFICIAL})")
#: A heading at the head of its paragraph, or behind a full stop in the middle of one.
_GLUED = re.compile(rf"(?:^|(?<=[。！？]))[一二三四五六][、.．](?:{_OFFICIAL})(?=[^，。；,;]{{0,40}}[，。；,;（])")

_BETWEEN_DIGITS = re.compile(r"(?<=[0-9０-９])\s+(?=[0-9０-９])")
_SPACE = re.compile(r"(?<![0-9０-９])\s+|\s+(?![0-9０-９])")
_PAGE_NUMBER = re.compile(r"[-—–－·\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[共/]\s*\d{1,3}\s*页?)?[-—–－·\s]*")
_SCANNED = re.compile(r"read as scans: page (\d+(?:, \d+)*)")
_TEXT_LINE = re.compile(r"line (\d+)")
_ENDS = ("。", "！", "？", "；", ";", "：", ":")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text of a section without white space but between two digits, where one space is kept.

    starts, places: where each line of it begins in ``text``, and its place in the document.
    """

    section: Section
    text: str
    starts: tuple[int, ...]
    places: tuple[str, ...]

    def place(self, offset: int) -> str:
        """Place of the line in which the character at ``offset`` stands."""
        return self.places[bisect_right(self.starts, offset) - 1]


def paragraphs(found: Sequence[Extract]) -> tuple[str, tuple[Paragraph, ...]]:
    """The reader whose text it is, and the paragraphs from the first section's heading on, in reading order.

    ``("", ())`` where no reader gives running text, where it was read off a picture, or where it has no heading. Of
    pages that were read off pictures among others only that there is ink (U+FFFD).
    """
    extract = next((extract for extract in found if extract.lines), None)
    if extract is None or extract.reader in _PICTURES:
        return "", ()
    is_layout = extract.reader in _LAYOUT
    pictures = _pictures(extract)
    lines = [
        (UNREAD if pictures and _page(line.place) in pictures else text, line.place)
        for line in (_without_page_numbers(extract.lines) if is_layout else extract.lines)
        if (text := _squeezed(line.text))
    ]
    return extract.reader, tuple(_sections(_split(lines), is_layout))


def _pictures(extract: Extract) -> frozenset[str]:
    """Pages (``p3``) of a document of text whose lines were read off a picture; what stands there is not counted."""
    notes = (_SCANNED.fullmatch(note) for note in extract.notes)
    return frozenset(f"p{number}" for match in notes if match is not None for number in match[1].split(", "))


def _squeezed(text: str) -> str:
    parts = text.split()
    return text if len(parts) == 1 else _SPACE.sub("", _BETWEEN_DIGITS.sub(" ", text))


def _without_page_numbers(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines of a page's layout without a page's last line that is its number."""
    for line, after in zip(lines, (*lines[1:], None), strict=True):
        is_last = after is None or _page(after.place) != _page(line.place)
        if not (is_last and _PAGE_NUMBER.fullmatch(line.text)):
            yield line


def _page(place: str) -> str:
    return place.rpartition(" ")[0]


def _split(lines: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Lines; those in which a heading is glued to its text as several."""
    for text, place in lines:
        last = 0
        for match in _GLUED.finditer(text):
            if match.end() - match.start() == len(text):
                continue
            if match.start() > last:
                yield text[last : match.start()], place
            yield match[0], place
            last = match.end()
        if last < len(text):
            yield text[last:], place


def _sections(lines: Iterator[tuple[str, str]], is_layout: bool) -> Iterator[Paragraph]:
    section: Section | None = None
    is_numbered = False
    held: list[tuple[str, str]] = []
    for text, place in lines:
        opened = _opened(text, is_numbered)
        if opened is not None:
            if section is not None and held:
                yield _paragraph(section, held)
            # A list of headings, or a page's menu, before the first section opens nothing.
            section = opened if section is not None or opened == "1" else None
            is_numbered = is_numbered or _CHAPTER.match(text) is not None
            held = []
        elif section is not None:
            if held and not _continues(held[-1], place, is_layout):
                yield _paragraph(section, held)
                held = []
            held.append((text, place))
    if section is not None and held:
        yield _paragraph(section, held)


def _opened(text: str, is_numbered: bool) -> Section | None:
    """The section that a line opens as its heading; None where it is none."""
    if len(text) > 45:
        return None
    if _NUMBERED.fullmatch(text) or (not is_numbered and _PLAIN.fullmatch(text)):
        return next((section for words, section in _TOPICS if words.search(text)), "other")
    return None


def _continues(before: tuple[str, str], place: str, is_layout: bool) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    text, above = before
    if text.endswith(_ENDS):
        return False
    lines = [_TEXT_LINE.fullmatch(where) for where in (above, place)]
    if lines[0] and lines[1]:
        return int(lines[1][1]) == int(lines[0][1]) + 1
    return is_layout or above == place


def _paragraph(section: Section, lines: Sequence[tuple[str, str]]) -> Paragraph:
    text = ""
    starts = []
    for part, _ in lines:
        # Digits that a line's end cuts may be one number or two: the space between them keeps them apart.
        text += " " if text[-1:].isdecimal() and part[:1].isdecimal() else ""
        starts.append(len(text))
        text += part
    return Paragraph(section, text, tuple(starts), tuple(place for _, place in lines))
