"""What a page prints of its publisher beside the report: 发布机构, 索引号, ContentSource. Hints, never keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.align.numbers import squeeze
from gongkai.grids.model import Extract

_PUBLISHER = re.compile(r"(?:发布机构|发文机关|公开机构|信息来源)[:：]?(?P<name>[\u4e00-\u9fff（）()]{2,40})")
#: Labels that may follow in the same row or line, without a sign between.
_NEXT_LABEL = re.compile(
    r"索引号|主题分类|发文日期|成文日期|发布日期|发布时间|公开日期|生成日期|文号|公开方式|组配分类"
)
_INDEX = re.compile(r"索引号[:：]?(?P<number>[0-9A-Z]{9}(?:[0-9A-Z]{9})?/\d{4}-\d+)")
#: The block stands at the head of a page: beyond so many lines the words are the report's own.
_LINES = 30
_MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class Imprint:
    """publishers: names as printed, metadata's first. index_number: 索引号, where it begins with an organ's code."""

    publishers: tuple[str, ...]
    index_number: str | None


def imprint(found: tuple[Extract, ...]) -> Imprint:
    """What all readers of a document found of it."""
    publishers = [extract.metadata["contentsource"] for extract in found if extract.metadata.get("contentsource")]
    numbers: list[str] = []
    for text in _texts(found):
        if match := _PUBLISHER.search(text):
            publishers.append(_NEXT_LABEL.split(match["name"])[0])
        if match := _INDEX.search(text):
            numbers.append(match["number"])
    return Imprint(tuple(dict.fromkeys(name for name in publishers if name)), numbers[0] if numbers else None)


def _texts(found: tuple[Extract, ...]) -> Iterator[str]:
    """First lines, and rows of small tables, such as the block of labels is set in; without white space."""
    for extract in found:
        yield from (squeeze(line.text) for line in extract.lines[:_LINES])
        for grid in extract.grids[:1]:
            if grid.n_rows <= _MOST_ROWS:
                yield from (
                    "".join(squeeze(cell.text) for cell in row if cell.row == i) for i, row in enumerate(grid.rows)
                )
