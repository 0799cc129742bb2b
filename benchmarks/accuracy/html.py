"""Pages: a table from boxes in many ways of writing HTML, and the page around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from benchmarks.accuracy.boxes import Boxes, lines
from benchmarks.accuracy.case import Case
from gongkai.sample.layout import Box

Inner = Callable[[Box, str], str]


def _plain(box: Box, text: str) -> str:
    return text


@dataclass(frozen=True)
class Markup:
    """How a table is written.

    inner:  what stands in a cell, from its box and its escaped text.
    closed: whether cells and rows are closed. heads: tag of header cells. sections: thead and tbody.
    attributes: of the table. quote: of span attributes. noise: what stands before each row.
    """

    inner: Inner = _plain
    closed: bool = True
    heads: str = "td"
    sections: bool = False
    attributes: str = ' border="1"'
    quote: str = '"'
    noise: str = ""


#: Cells as plain as they come.
PLAIN = Markup()


def text_of(box: Box, line_break: str = "<br>") -> str:
    """The escaped text of a box, its lines parted."""
    return escape(box.text or "").replace("\n", line_break)


def table(boxes: Boxes, markup: Markup = PLAIN) -> str:
    """A table."""
    rows = lines(boxes)
    head = next((i for i, row in enumerate(rows) if any(box.role == "value" for box in row)), len(rows))
    parts = [f"<table{markup.attributes}>\n"]
    for index, row in enumerate(rows):
        if markup.sections and index in (0, head):
            parts.append("<thead>\n" if index == 0 else "</thead>\n<tbody>\n")
        parts.append(
            f"{markup.noise}<tr>{''.join(_cell(box, markup) for box in row)}{'</tr>' if markup.closed else ''}\n"
        )
    return "".join(parts) + ("</tbody>\n" if markup.sections else "") + "</table>\n"


def _cell(box: Box, markup: Markup) -> str:
    tag = markup.heads if box.role in ("header", "band") else "td"
    spans = "".join(
        f" {name}={markup.quote}{count}{markup.quote}"
        for name, count in (("rowspan", box.rowspan), ("colspan", box.colspan))
        if count > 1
    )
    end = f"</{tag}>" if markup.closed else ""
    return f"<{tag}{spans} class={markup.quote}{box.role}{markup.quote}>{markup.inner(box, text_of(box))}{end}"


def body(case: Case, write: Callable[[str, Boxes], str], paragraph: str = "<p>{}</p>\n") -> str:
    """Title, headings, paragraphs and tables; ``write`` makes a table of its name and boxes."""
    parts = [f"<h1>{escape(case.title)}</h1>\n"]
    for heading, paragraphs, name in case.sections():
        parts.append(paragraph.format(f"<strong>{heading}</strong>"))
        parts += [paragraph.format(escape(text)) for text in paragraphs]
        if name is not None:
            parts.append(write(name, case.tables[name]))
    return "".join(parts)


def page(case: Case, inner: str, head: str = '<meta charset="utf-8">\n') -> str:
    """A whole page."""
    title = escape(case.title)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n{head}<title>{title}</title>\n'
        f'<meta name="ArticleTitle" content="{title}">\n</head>\n<body>\n{inner}</body>\n</html>\n'
    )
