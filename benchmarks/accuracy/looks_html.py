"""Looks of pages and of tab text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from benchmarks.accuracy.boxes import Boxes, below, heads_split, height, lines, widened, with_empty_column
from benchmarks.accuracy.case import Case, Writing
from benchmarks.accuracy.html import PLAIN, Markup, body, page, table
from benchmarks.accuracy.looks import Look
from gongkai.sample import tab_text, word_html
from gongkai.sample.layout import Box

_CONDITIONAL = "<!--[if !supportMisalignedColumns]> <tr height=0><td width=62></td><td>7</td></tr> <![endif]-->"
_NOISE = f"<!-- 第{{}}行 <td>99</td> -->{_CONDITIONAL}\n"


def written(markup: Markup = PLAIN, change: Callable[[Boxes], Boxes] = lambda boxes: boxes) -> Callable[[Case], str]:
    """A page whose tables are written so."""
    return lambda case: page(case, body(case, lambda _, boxes: table(change(boxes), markup)))


def encoded(make: Callable[[Case], str], encoding: str, charset: str | None) -> Callable[[Case], bytes]:
    """The page in an encoding, declaring ``charset`` (None: nothing)."""

    def source(case: Case) -> bytes:
        declared = "" if charset is None else f'<meta charset="{charset}">'
        return make(case).replace('<meta charset="utf-8">', declared).encode(encoding)

    return source


def _nested(case: Case) -> str:
    """The whole page in layout tables, four deep, each official table in a table of its own."""

    def write(_: str, boxes: Boxes) -> str:
        return f'<table width="96%"><tr><td align="center">{table(boxes)}</td></tr></table>\n'

    inner = body(case, write)
    for depth in range(4):
        inner = (
            f'<table width="{1000 - depth}"><tr><td width="10">&nbsp;</td><td>{inner}</td>'
            '<td width="10">&nbsp;</td></tr></table>'
        )
    menu = "<table><tr><td>首页</td><td>政府信息公开</td><td>年报</td></tr></table>"
    return page(case, menu + inner)


def _one_table(case: Case) -> str:
    """Headings and all three tables as rows of one table of sixty columns."""
    boxes: list[Box] = []
    widths = {"2": (15,) * 4, "3": (6,) * 10, "4": (4,) * 15}
    row = 0
    for heading, _, name in case.sections():
        boxes.append(Box(row, 0, 1, 60, heading, "label"))
        row += 1
        if name is not None:
            boxes += below(widened(case.tables[name], widths[name]), row)
            row += height(case.tables[name])
    return page(case, f"<h1>{case.title}</h1>\n{table(tuple(boxes))}")


def _word(case: Case) -> bytes:
    broken = {
        name: tuple(replace(b, text=(b.text or "").replace("\n", "")) for b in boxes)
        for name, boxes in case.tables.items()
    }
    return word_html.word_page(replace(case, tables=broken).content())


def _in_divs(box: Box, text: str) -> str:
    inner = f'<p style="margin:0"><font face="宋体"><span>\n  {text}\n </span></font></p>'
    return f'<div class="cell"><div>{inner}</div></div>'


def _rows_in_divs(case: Case) -> str:
    inner = body(
        case,
        lambda _, boxes: (
            f'<div class="t"><div style="overflow:auto">{table(boxes, Markup(inner=_in_divs))}</div></div>'
        ),
        paragraph='<div class="TRS_Editor"><div>{}</div></div>\n',
    )
    return page(case, f"<div><div><div>{inner}</div></div></div>")


def _widths(boxes: Boxes) -> Boxes:
    """Columns of two, one, three … grid columns each."""
    return widened(boxes, [(2, 1, 3, 2)[col % 4] for col in range(max(box.col + box.colspan for box in boxes))])


def _empty_column(boxes: Boxes) -> Boxes:
    """An empty column between labels and numbers of table 3; the others as they are."""
    return with_empty_column(boxes, 3) if len(lines(boxes)) > 15 else boxes


def excel_text(case: Case) -> bytes:
    """Tables as copied from a spreadsheet: every slot a field, empty where a merged cell reaches."""
    parts = [case.title]
    for heading, paragraphs, name in case.sections():
        parts += [heading, *paragraphs]
        if name is not None:
            parts.append(_fields(case.tables[name]))
    return "\n\n".join(parts).encode()


def _fields(boxes: Boxes) -> str:
    rows = [[""] * max(box.col + box.colspan for box in boxes) for _ in range(height(boxes))]
    for box in boxes:
        rows[box.row][box.col] = (box.text or "").replace("\n", "")
    return "\n".join("\t".join(fields) for fields in rows)


def _seed_text(case: Case) -> bytes:
    return tab_text.text_report(case.content())


_look = partial(Look, group="exact media", share=12, extension="html")
_utf8 = partial(encoded, encoding="utf-8", charset="utf-8")
_NO_LINES = frozenset({"heads on lines", "vertical text"})

LOOKS = (
    _look("html-clean", source=_utf8(written())),
    _look("html-nested", source=_utf8(_nested)),
    _look("html-word", source=_word),
    _look("html-unclosed", source=_utf8(written(Markup(closed=False, quote="")))),
    _look("html-gbk", source=encoded(written(), "gb18030", "gb2312")),
    _look("html-gbk-undeclared", source=encoded(written(), "gb18030", None)),
    _look("html-gbk-as-utf8", source=encoded(written(), "gb18030", "utf-8")),
    _look("html-utf8-as-gbk", source=encoded(written(), "utf-8", "gb2312")),
    _look("html-utf16", source=encoded(written(), "utf-16", "utf-16")),
    _look("html-divs", source=_utf8(_rows_in_divs)),
    _look("html-one-table", source=_utf8(_one_table)),
    _look("html-heads-split", source=_utf8(written(change=heads_split))),
    _look("html-th-sections", source=_utf8(written(Markup(heads="th", sections=True)))),
    _look("html-widths", source=_utf8(written(change=_widths))),
    _look("html-blank", source=_utf8(written()), writing=Writing(zero="")),
    _look("html-dash", source=_utf8(written()), writing=Writing(zero="—")),
    _look("html-full-width", source=_utf8(written()), writing=Writing(full_width=True)),
    _look("html-separators", source=_utf8(written()), writing=Writing(separators=True)),
    _look("html-empty-column", source=_utf8(written(change=_empty_column))),
    _look("html-comments", source=_utf8(written(Markup(noise=_NOISE)))),
    _look("text-fields", source=excel_text, extension="txt"),
    _look(
        "text-flush",
        source=_seed_text,
        extension="txt",
        variants=("2021",),
        without=_NO_LINES
        | {"part row in 3", "result row in 3", "local rows in 2 and 3", "local row in 2", "notes in brackets"},
    ),
)
