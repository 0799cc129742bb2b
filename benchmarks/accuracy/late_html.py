"""Late looks of pages as content management systems publish them, and of text copied from Word."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape
from itertools import groupby

from benchmarks.accuracy.boxes import Boxes, below, height, lines, ordered, slots, width
from benchmarks.accuracy.case import Case
from benchmarks.accuracy.html import Inner, Markup, body, page, table
from benchmarks.accuracy.looks import Look
from benchmarks.accuracy.looks_html import encoded
from gongkai.sample.layout import Box

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def _value(dress: Callable[[str], str]) -> Inner:
    """Values dressed sign by sign, labels as they are."""
    return lambda box, text: dress(box.text or "") if box.role == "value" else text


def _trs(case: Case) -> str:
    """TRS: an editor's copy out of Word, a long number in two runs, its facts in a table of labels above."""

    def runs(text: str) -> str:
        pieces = ["".join(run) for _, run in groupby(text, key=str.isdigit)]
        pieces = [part for piece in pieces for part in ((piece[:1], piece[1:]) if len(piece) > 1 else (piece,))]
        spans = (f'<span lang="EN-US" style="font-size:12pt"><span>{escape(piece)}</span></span>' for piece in pieces)
        return f'<p class="MsoNormal" align="center">{"".join(spans)}<o:p></o:p></p>'

    facts = (
        '<table class="xxgk_head"><tr><td>索引号：</td><td>11370883004325769B/2024-00012</td><td>发布日期：</td>'
        f"<td>{case.year + 1}-01-22</td></tr><tr><td>发布机构：</td><td>{case.agency}</td><td>浏览次数：</td>"
        "<td>1024</td></tr></table>\n"
    )
    inner = body(case, lambda _, boxes: table(boxes, Markup(inner=_value(runs), attributes=' class="MsoTableGrid"')))
    return page(
        case,
        f'{facts}<div class="view TRS_UEDITOR trs_paper_default trs_word"><style>.MsoTableGrid td{{border:1px solid}}'
        f"</style>{inner}</div><ul><li><a>{case.year - 1}年政府信息公开工作年度报告</a></li></ul>\n",
    )


def _jcms(case: Case) -> str:
    """Hanweb: tags in capitals, spans without quotes, blank lines and spaces of all widths about a number."""

    def spaced(box: Box, text: str) -> str:
        if box.role != "value":
            return f"<P>{text}</P>"
        return f"<BR>&ensp;{text}&emsp;&thinsp;<BR>&nbsp;<P align=center>&nbsp;</P>"

    inner = body(case, lambda _, boxes: table(boxes, Markup(inner=spaced, quote="", attributes=" border=1")))
    for tag in ("table", "tr", "td", "rowspan", "colspan"):
        inner = inner.replace(f"<{tag}", f"<{tag.upper()}").replace(f"</{tag}>", f"</{tag.upper()}>")
        inner = inner.replace(f" {tag}=", f" {tag.upper()}=")
    return page(
        case,
        '<?xml:namespace prefix = o ns = "urn:schemas-microsoft-com:office:office" />\n<!--ZJEG_RSS.content.begin-->'
        f"<DIV id=zoom><!--<$[信息内容]>begin-->{inner}<!--<$[信息内容]>end--></DIV><!--ZJEG_RSS.content.end-->\n",
    )


def _gkmlpt(case: Case) -> str:
    """The platform of Guangdong: the page, and its body once more within a script."""
    inner = body(case, lambda _, boxes: table(boxes, Markup(noise="\r\n\t\t\t")))
    detail = {"DETAIL": {"title": case.title, "content": inner, "id": 10112358}, "SID": "755041"}
    config = json.dumps(detail, ensure_ascii=False).replace("<", "\\u003C").replace(">", "\\u003E")
    return page(
        case,
        f'<script>window._CONFIG = {config};</script>\n<div class="classify"><table><tr><td>索引号:</td>'
        f"<td>006939748/2024-00084</td><td>分类:</td><td>年度报告</td></tr></table></div>\n"
        f'<div class="article-content">{inner}</div>\n',
    )


def _ucap(case: Case) -> str:
    """UCAP: elements of its own, page breaks as text, each digit in an element of its own, things unseen between."""
    between = ("<wbr>", "&#8203;", "<!-- 0 -->", "&zwnj;", "&#65279;")
    rng = random.Random(f"{case.seed}:{case.name}:look")

    def dress(text: str) -> str:
        pieces = [f'<font face="仿宋">{escape(sign)}</font>{rng.choice(between)}' for sign in text]
        return f"\n\t{''.join(pieces)}\n"

    inner = body(case, lambda _, boxes: table(boxes, Markup(inner=_value(dress))) + "<p>#PAGE_BREAK#</p>\n")
    return page(case, f"<ucaptitle>{case.title}</ucaptitle><ucapcontent><center>{inner}</center></ucapcontent>\n")


def _vsb(case: Case) -> str:
    """VSB: cells out of Excel with its numbers as attributes, digits of both widths within one number."""

    def mixed(text: str) -> str:
        signs = (sign.translate(_FULL_WIDTH) if place % 2 == 0 else sign for place, sign in enumerate(text))
        return f"<font class=font7>{escape(''.join(signs))}</font>"

    unseen = (
        "<![if supportMisalignedColumns]><tr height=0 style='display:none'><td width=72></td><td>72</td></tr><![endif]>"
    )
    inner = body(
        case,
        lambda _, boxes: table(boxes, Markup(inner=_value(mixed), attributes=" border=0 class=xl65")).replace(
            "</table>", f"{unseen}</table>"
        ),
    )
    inner = inner.replace('class="value"', "class=xl66 x:num=\"0.99998\" style='mso-number-format:0'")
    return page(
        case,
        f'<!--Announced by Visual SiteBuilder 9--><div id="vsb_content_4"><div class="v_news_content">'
        f"<!--StartFragment-->{inner}<!--EndFragment--></div></div>\n",
    )


def _lonsun(case: Case) -> str:
    """Lonsun, with tables that no browser shows beside those that it shows: templates, scripts, closed dialogs."""

    def unseen(boxes: Boxes) -> str:
        other = table(tuple(replace(box, text="88") if box.role == "value" else box for box in boxes))
        return (
            f'<template>{other}</template><script type="text/html">{other}</script><dialog>{other}</dialog>'
            f'<div class="tpl">{other}</div><div hidden>{other}</div><!--{other}-->'
            f'<textarea style="display:none">{other}</textarea>'
        )

    inner = body(case, lambda _, boxes: unseen(boxes) + table(boxes) + unseen(boxes))
    return page(
        case,
        f'<div class="j-fontContent newscontnet">{inner}</div>\n',
        '<meta charset="utf-8">\n<style>.tpl{display:none}</style>\n',
    )


def _sections_out_of_order(case: Case) -> str:
    """Rows of numbers, the last of them and the heads as tbody, tfoot and thead, written in another order."""

    def write(_: str, boxes: Boxes) -> str:
        rows = table(boxes).split("<tr>")
        head = next(i for i, row in enumerate(lines(boxes)) if any(box.role == "value" for box in row))
        parts = {"thead": rows[1 : head + 1], "tbody": rows[head + 1 :]}
        parts["tbody"][-1] = parts["tbody"][-1].removesuffix("</table>\n")
        if len(parts["tbody"]) > 1:
            parts["tfoot"] = [parts["tbody"].pop()]
        order = ("tfoot", "tbody", "thead") if "tfoot" in parts else ("tbody", "thead")
        made = (f"<{name}>{''.join(f'<tr>{row}' for row in parts[name])}</{name}>\n" for name in order)
        return f"{rows[0]}{''.join(made)}</table>\n"

    return page(case, body(case, write))


def _spans_too_long(case: Case) -> str:
    """The last box of each row reaches beyond the table, so do all boxes of the last row, and there are empty rows."""

    def write(_: str, boxes: Boxes) -> str:
        right, rows = width(boxes), height(boxes)
        wide = tuple(replace(box, colspan=box.colspan + 3) if box.col + box.colspan == right else box for box in boxes)
        made = table(wide).split("<tr>")
        made[-1] = made[-1].replace("<td", '<td rowspan="90"')
        crossed = {row for box in boxes for row in range(box.row + 1, box.row + box.rowspan)}
        for row in range(1, rows):
            if row not in crossed:
                made[row + 1] = f"</tr>\n<tr>{made[row + 1]}"
        return "<tr>".join(made)

    return page(case, body(case, write))


def _continued(case: Case) -> str:
    """Table 3 cut into two under 续表, the boxes that reach over the cut empty in the second, the heads not again."""

    def write(name: str, boxes: Boxes) -> str:
        if name != "3":
            return table(boxes)
        cut = height(boxes) - 9
        upper = ordered(replace(box, rowspan=min(box.rowspan, cut - box.row)) for box in boxes if box.row < cut)
        reaching = [box for box in boxes if box.row < cut < box.row + box.rowspan]
        lower = [replace(box, row=cut, rowspan=box.row + box.rowspan - cut, text="") for box in reaching]
        lower += [box for box in boxes if box.row >= cut]
        return f"{table(upper)}<p>续表</p>\n{table(below(ordered(lower), -cut))}"

    return page(case, body(case, write))


def _in_frame(case: Case) -> str:
    """The whole body in a frame whose source is an attribute."""
    framed = page(case, body(case, lambda _, boxes: table(boxes)))
    return page(case, f'<iframe width="100%" height="3000" srcdoc="{escape(framed)}"></iframe>\n')


def _word_text(case: Case) -> bytes:
    """Pasted from Word and saved by Notepad: merged cells are one field, lines within a cell parted by a blank."""
    parts = [case.title]
    for heading, paragraphs, name in case.sections():
        parts += [heading, *paragraphs]
        if name is not None:
            parts += _word_lines(case.tables[name])
    return "\r\n".join(parts).encode("utf-16")


def _word_lines(boxes: Boxes) -> list[str]:
    covered = slots(boxes)
    found = []
    for row in range(height(boxes)):
        fields, col = [], 0
        while col < width(boxes):
            box = covered[row, col]
            text = (box.text or "").replace("\n", " ") if box.row == row else ""
            fields.append(f"\u00a0{text}\u00a0" if box.role == "value" else text)
            col += box.colspan
        found.append("\t".join(fields))
    return found


_exact = partial(Look, group="exact media", share=6, added="late", extension="html")


def _utf8(make: Callable[[Case], str]) -> Callable[[Case], bytes]:
    return encoded(make, "utf-8", "utf-8")


LOOKS = (
    _exact("late-html-trs", source=_utf8(_trs)),
    _exact("late-html-jcms", source=encoded(_jcms, "gb18030", "gb2312")),
    _exact("late-html-gkmlpt", source=_utf8(_gkmlpt)),
    _exact("late-html-ucap", source=_utf8(_ucap)),
    _exact("late-html-vsb", source=_utf8(_vsb)),
    _exact("late-html-lonsun", source=_utf8(_lonsun)),
    _exact("late-html-sections", source=_utf8(_sections_out_of_order)),
    _exact("late-html-spans", source=_utf8(_spans_too_long)),
    _exact("late-html-continued", source=_utf8(_continued), parted=True),
    _exact("late-html-frame", source=_utf8(_in_frame)),
    _exact("late-text-word", source=_word_text, extension="txt"),
)
