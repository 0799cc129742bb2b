"""The few pieces of HTML that all pages are made of. No script, nothing from elsewhere."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

_STYLE = """
body{font:15px/1.5 system-ui,"Noto Sans CJK SC","Source Han Sans SC",sans-serif;color:#1f2328;margin:0 auto;
max-width:1240px;padding:16px 24px 64px}
h1{font-size:24px;margin:8px 0}h2{font-size:18px;margin:32px 0 6px;border-top:1px solid #d0d7de;padding-top:14px}
h3{font-size:16px;margin:20px 0 4px}h2 code,h3 code{font-size:inherit}p{margin:5px 0;max-width:110ch}a{color:#0958b3}
.scroll{overflow-x:auto}table{border-collapse:collapse;margin:8px 0 4px;width:100%}
th,td{border-bottom:1px solid #d0d7de;padding:4px 10px 4px 0;text-align:left;vertical-align:top}
th{font-weight:600;background:#f6f8fa;white-space:nowrap}th.n,td.n{text-align:right;font-variant-numeric:tabular-nums;
white-space:nowrap}td{overflow-wrap:anywhere}td:first-child{overflow-wrap:normal}
td p{margin:0 0 4px}code{font-size:13px}
dl{display:grid;grid-template-columns:14em 1fr;gap:2px 12px;margin:4px 0 12px}dt{color:#57606a}dd{margin:0;
max-width:100ch}
.whole{white-space:nowrap}
.faint{color:#57606a}.bad{color:#b00020;font-weight:600}.good{color:#1a7f37}.cap{background:#fff4d6;padding:6px 10px}
.sample{background:#b00020;color:#fff;padding:6px 12px;font-weight:600;max-width:none}.zh{color:#57606a}
"""


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(value: object) -> Markup:
    """A value as HTML text; nothing for None."""
    if isinstance(value, Markup):
        return value
    return Markup("" if value is None else html.escape(str(value)))


def link(target: str, words: object) -> Markup:
    """A link; ``target`` as it is, so its words alone where it could be a program."""
    scheme = target.partition(":")[0].lower() if ":" in target else ""
    if scheme not in ("", "http", "https"):
        return text(words)
    return Markup(f'<a href="{html.escape(target)}">{text(words)}</a>')


def classed(name: str, words: object) -> Markup:
    """Words in a class of the style."""
    return Markup(f'<span class="{name}">{text(words)}</span>')


def code(words: object) -> Markup:
    """A name as it is typed."""
    return Markup(f"<code>{text(words)}</code>")


def paragraph(*parts: object, name: str = "") -> Markup:
    """A paragraph of its parts one after the other."""
    of_class = f' class="{name}"' if name else ""
    return Markup(f"<p{of_class}>{''.join(map(text, parts))}</p>")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Markup:
    """A table; a head that starts with ``#`` is one of numbers."""
    numbers = [head.startswith("#") for head in heads]
    top = "".join(_cell("th", head.lstrip("#"), is_number) for head, is_number in zip(heads, numbers, strict=True))
    body = "".join(
        "<tr>" + "".join(_cell("td", cell, number) for cell, number in zip(row, numbers, strict=True)) + "</tr>\n"
        for row in rows
    )
    return Markup(f'<div class="scroll"><table><thead><tr>{top}</tr></thead><tbody>\n{body}</tbody></table></div>')


def definitions(rows: Iterable[tuple[object, object]]) -> Markup:
    """Terms and what they are, a line each."""
    lines = "".join(f"<dt>{text(term)}</dt><dd>{text(meaning)}</dd>\n" for term, meaning in rows)
    return Markup(f"<dl>\n{lines}</dl>")


def page(title: str, sample: bool, *parts: object) -> str:
    """A whole page."""
    invented = '<p class="sample">SAMPLE: every agency, report and number here is invented.</p>\n' if sample else ""
    body = "\n".join(map(text, parts))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{text(title)}</title><style>{_STYLE}</style></head><body>\n{invented}<h1>{text(title)}</h1>\n"
        f"{body}\n</body></html>\n"
    )


def _cell(tag: str, value: object, number: bool) -> str:
    of_class = ' class="n"' if number else ""
    return f"<{tag}{of_class}>{text(value)}</{tag}>"
