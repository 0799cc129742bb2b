"""Late looks of PDFs: styles drawn for each document, odd papers, tables that touch, rows over the end of a page."""

from __future__ import annotations

import base64
import io
import random
from collections.abc import Callable
from functools import partial
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.accuracy.boxes import Boxes, height, width
from benchmarks.accuracy.case import Case, Writing
from benchmarks.accuracy.html import Markup, body, table
from benchmarks.accuracy.late_office import rng_of
from benchmarks.accuracy.looks import Look
from benchmarks.accuracy.looks_pdf import GRID, styled
from benchmarks.accuracy.office_files import WEIGHTS
from gongkai.sample.layout import Box

_PAPERS = ("A3", "A4", "A5", "A4 landscape", "A5 landscape", "210mm 260mm", "B5")
_FONTS = ("Noto Serif CJK SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei", "Noto Sans Mono CJK SC")
_LATIN = ("DejaVu Serif", "DejaVu Sans", "DejaVu Sans Mono", "Noto Serif CJK SC")
#: Columns keep to the page whatever stands in them: nothing is cut off by the paper's edge.
_KEPT = "table{table-layout:fixed}td,th{word-break:break-all;overflow-wrap:anywhere}"


def drawn(style: Callable[[Case, random.Random], str]) -> Callable[[Case], bytes]:
    """A page for Chromium whose style sheet is drawn for each document."""
    return lambda case: styled(style(case, rng_of(case)))(case)


def _any_style(case: Case, rng: random.Random) -> str:
    """Rules of any width, kind and colour on each side, spaces, letters and shades of any kind."""

    def rule() -> str:
        kind = rng.choice(("solid", "solid", "solid", "double", "dashed", "groove"))
        thin = rng.choice((0.3, 0.5, 0.75, 1, 1.5, 2, 2.5))
        colour = rng.choice(("#000", "#333", "#888", "#bbb", "#1f4e79", "#a00"))
        return f"{max(thin, 3) if kind in ('double', 'groove') else thin}px {kind} {colour}"

    paper = rng.choice(_PAPERS)
    size = rng.choice((6, 7, 7.5)) if paper.startswith(("A5", "B5")) else rng.choice((7, 8, 9, 10.5))
    across, along = rule(), rule()
    sides = f"td,th{{border-top:{across};border-bottom:{across};border-left:{along};border-right:{along}}}"
    shades = rng.choice(("", "tr:nth-child(odd) td{background:#f2f7fc}", "td.value{background:#fffbe6}"))
    return f"""@page{{size:{paper};margin:{rng.choice((8, 12, 20))}mm {rng.choice((7, 10, 16))}mm}}
{_KEPT}{sides}{shades}
table{{font-size:{size}pt;line-height:{rng.choice((1.0, 1.2, 1.6))};width:{rng.choice((92, 100))}%;
border-collapse:{rng.choice(("collapse", "separate"))};border-spacing:{rng.choice((0, 1, 3))}px;border:{rule()}}}
td,th{{padding:{rng.choice((0, 1, 3, 8))}px {rng.choice((0, 1, 2))}px}}
td.value{{text-align:{rng.choice(("left", "center", "right"))};vertical-align:{rng.choice(("top", "middle", "bottom"))};
font-family:"{rng.choice(_LATIN)}";font-style:{rng.choice(("normal", "italic"))};
letter-spacing:{rng.choice((0, 0, 0.04, 0.12))}em;font-weight:{rng.choice((400, 700))}}}
td.label,td.header,td.band{{font-family:"{rng.choice(_FONTS)}";letter-spacing:{rng.choice((0, 0, 0.1, 0.3))}em;
font-weight:{rng.choice((400, 700))}}}td.label{{text-align:{rng.choice(("left", "center", "justify"))}}}
td.header,td.band{{background:{rng.choice(("none", "#eee", "#dbe5f1", "linear-gradient(#fff,#ccd)"))}}}"""


def _picture(width_px: int, height_px: int, inner: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_px}" height="{height_px}">{inner}</svg>'
    return f"url(data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"


def _writing_paper(case: Case, rng: random.Random) -> str:
    """Paper ruled in pale lines under everything, squares or lines only; the table's own rules are black."""
    step = rng.choice((19, 26, 34))
    along = f'<path d="M0 0V{step}" stroke="#9cc3a5" stroke-width=".7"/>' * rng.choice((0, 1))
    lines = f'<path d="M0 0H{step}" stroke="#9cc3a5" stroke-width=".7"/>{along}'
    return f"{GRID}html{{background:{_picture(step, step, lines)}}}td,th{{padding:{rng.choice((2, 5, 8))}px 2px}}"


def _unlike_columns(case: Case, rng: random.Random) -> str:
    """Columns of most unlike widths, other ones in each document, rows now very low, now very high."""
    shares = [rng.choice((3, 4, 5, 9, 16)) for _ in range(7)]
    whole = sum(shares)
    columns = "".join(
        f"tr>td.value:nth-last-child({7 - place}){{width:{66 * share / whole:.2f}%}}"
        for place, share in enumerate(shares)
    )
    rows = "".join(f"tr:nth-child({n}) td{{padding-top:{rng.choice((0, 1, 14, 40))}px}}" for n in range(4, 30))
    return f"@page{{size:A4 landscape}}{GRID}td{{word-break:break-all;padding-bottom:0}}{columns}{rows}"


_CUT = (
    GRID + "@page{size:A5 landscape;margin:9mm 14mm;@right-middle{content:counter(page);font-size:9pt}"
    "@left-middle{content:counter(page);font-size:9pt}}"
    "td,th{padding:9px 2px;break-inside:auto}tr{break-inside:auto}td.label{line-height:2}"
)
_TOUCHING = GRID + "table{margin:0}table+table{border-top:none}"
_UPRIGHT_HEADS = GRID + (
    "tr:nth-child(n+2)>td.header{writing-mode:vertical-rl;text-orientation:upright;height:110px}"
    "tr:nth-child(1)>td.header[rowspan]{writing-mode:horizontal-tb}"
    "td.label[rowspan]{writing-mode:vertical-rl;letter-spacing:.3em}"
)
_TURNED_HEADS = (
    GRID
    + "tr:nth-child(n+2)>td.header{height:96px}tr:nth-child(n+2)>td.header>i{display:block}"
    + ("td.header>i{font-style:normal;writing-mode:vertical-rl;transform:rotate(180deg);margin:auto}")
)
_COLUMNS = GRID + (
    "@page{size:A3 landscape;margin:14mm}body{column-count:2;column-gap:16mm}h1{column-span:all}"
    "table{font-size:8pt}td,th{padding:6px 2px}"
)
_BANDS = (
    "td,th{padding:6px 7px}td.label{width:24%}td.value{text-align:right}tr:nth-child(odd) td{background:#e8eef7}"
    + ("td.header,td.band{background:#30588c!important;color:#fff}")
)


def _touching(case: Case) -> bytes:
    """All three tables one below another with nothing between; the text before and after."""
    tables = "".join(table(case.tables[name], Markup(attributes="")) for name in ("2", "3", "4"))
    text = body(case, lambda _, boxes: "")
    return _with_body(styled(_TOUCHING)(case), text + tables)


def _turned_heads(case: Case) -> bytes:
    inner = body(case, lambda _, boxes: table(boxes, Markup(attributes="", inner=_turned)))
    return _with_body(styled(_TURNED_HEADS)(case), inner)


def _turned(box: Box, text: str) -> str:
    return f"<i>{text}</i>" if box.role == "header" and box.row > 0 and box.colspan == 1 else text


def _with_body(made: bytes, inner: str) -> bytes:
    text = made.decode()
    start, end = text.index("<body>\n") + len("<body>\n"), text.index("</body>")
    return (text[:start] + inner + text[end:]).encode()


_LEFT, _TOP, _BOTTOM, _WIDE, _SIZE, _LEADING = 46.0, 790.0, 50.0, 503.0, 8.0, 10.0
_FACE = "STSong-Light"


def _thin_boxes(case: Case) -> bytes:
    """Rules as thin filled rectangles, one for each side of each box; signs drawn one by one, numbers first."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FACE))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    y = _TOP
    for heading, paragraphs, name in case.sections():
        for text in (heading, *paragraphs):
            for line in _wrapped(text, _WIDE, 11):
                y = _room(canvas, y, 18)
                canvas.setFont(_FACE, 11)
                canvas.drawString(_LEFT, y - 12, line)
                y -= 18
        if name is not None:
            y = _draw(canvas, case.tables[name], y - 4) - 10
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _room(canvas: Any, y: float, high: float) -> float:
    """Where something so high begins: here, or at the head of a new page."""
    if y - high >= _BOTTOM:
        return y
    canvas.showPage()
    return _TOP


def _wrapped(text: str, wide: float, size: float) -> list[str]:
    found = []
    for line in text.split("\n"):
        own = ""
        for sign in line:
            if own and pdfmetrics.stringWidth(own + sign, _FACE, size) > wide:
                found.append(own)
                own = ""
            own += sign
        found.append(own)
    return found


def _draw(canvas: Any, boxes: Boxes, y: float) -> float:
    """A table from ``y`` down over as many pages as it takes; where it ends."""
    weights = WEIGHTS[width(boxes)]
    lefts = [_LEFT + _WIDE * sum(weights[:col]) / sum(weights) for col in range(len(weights) + 1)]
    texts = {box: _wrapped(box.text or "", lefts[box.col + box.colspan] - lefts[box.col] - 4, _SIZE) for box in boxes}
    highs = [0.0] * height(boxes)
    for box in sorted(boxes, key=lambda box: box.rowspan):
        last = box.row + box.rowspan - 1
        highs[last] += max(0.0, len(texts[box]) * _LEADING + 6 - sum(highs[box.row : last + 1]))
    start = 0
    while start < len(highs):
        end = start
        while end < len(highs) and y - sum(highs[start : end + 1]) >= _BOTTOM:
            end += 1
        if end < len(highs) and end - start < 4:
            canvas.showPage()
            y = _TOP
            continue
        tops = [y - sum(highs[start:row]) for row in range(start, end + 1)]
        own = [box for box in boxes if box.row < end and box.row + box.rowspan > start]
        for box in sorted(own, key=lambda box: box.role != "value"):
            first, last = max(box.row, start), min(box.row + box.rowspan, end)
            # The text of a box cut by the page's end stands in the larger part of it.
            parts = [min(box.row + box.rowspan, cut) - max(box.row, begin) for begin, cut in ((0, start), (end, 10**6))]
            shown = texts[box] if last - first > max(parts[0], 0) and last - first >= max(parts[1], 0) else []
            frame = (lefts[box.col], tops[last - start], lefts[box.col + box.colspan], tops[first - start])
            _draw_box(canvas, frame, shown)
        y = tops[-1]
        start = end
        if start < len(highs):
            canvas.showPage()
            y = _TOP
    return y


def _draw_box(canvas: Any, frame: tuple[float, float, float, float], texts: list[str]) -> None:
    left, bottom, right, top = frame
    for x, y, wide, high in (
        (left, bottom, right - left, 0.4),
        (left, top, right - left, 0.4),
        (left, bottom, 0.4, top - bottom),
        (right, bottom, 0.4, top - bottom + 0.4),
    ):
        canvas.rect(x, y, wide, high, stroke=0, fill=1)
    base = (top + bottom) / 2 + len(texts) * _LEADING / 2 - _SIZE
    for line in texts:
        x = (left + right) / 2 - pdfmetrics.stringWidth(line, _FACE, _SIZE) / 2
        for sign in line:
            canvas.setFont("Helvetica" if sign.isascii() else _FACE, _SIZE)
            canvas.drawString(x, base, sign)
            x += pdfmetrics.stringWidth(sign, _FACE, _SIZE)
        base -= _LEADING


_pdf = partial(Look, group="ruled pdf", route="chromium", share=4, added="late", extension="pdf")

LOOKS = (
    _pdf("late-pdf-any-style", source=drawn(_any_style), share=16),
    _pdf("late-pdf-writing-paper", source=drawn(_writing_paper)),
    _pdf("late-pdf-unlike-columns", source=drawn(_unlike_columns)),
    _pdf("late-pdf-cut-rows", source=styled(_CUT)),
    _pdf("late-pdf-touching", source=_touching),
    _pdf("late-pdf-upright-heads", source=styled(_UPRIGHT_HEADS)),
    _pdf("late-pdf-turned-heads", source=_turned_heads),
    _pdf("late-pdf-columns", source=styled(_COLUMNS), writing=Writing(separators=True)),
    _pdf("late-pdf-thin-boxes", source=_thin_boxes, route=""),
    _pdf("late-pdf-bands", group="borderless pdf, zeros printed", source=styled(_BANDS)),
)
