"""A drawing as one HTML file that needs nothing else: no script, no network, every text escaped."""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.grids.picture import Picture
from gongkai.show import html_page, html_table, style
from gongkai.show.drawing import finding_text
from gongkai.show.model import Drawing, PageSheet, Remark, Sheet
from gongkai.show.texts import escaped

#: Whatever stands in a document, a browser runs nothing and fetches nothing from this page.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

_STYLE = f"""
:root {{ color-scheme: light; }}
body {{ margin: 0; background: #f6f8fa; color: {style.INK}; line-height: 1.45;
  font: 14px/1.45 system-ui, "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif; }}
header, section {{ background: {style.GROUND}; border: 1px solid {style.RULE}; border-radius: 6px;
  margin: 16px auto; padding: 14px 18px; width: calc(100% - 70px); max-width: 1500px; box-sizing: border-box; }}
h1 {{ font-size: 20px; margin: 0 0 4px; }} h2 {{ font-size: 15px; margin: 0 0 10px; }}
.about {{ color: {style.FAINT}; margin: 0; overflow-wrap: anywhere; }}
.chip {{ color: #fff; border-radius: 10px; padding: 1px 9px; font-size: 12px; white-space: nowrap; }}
.tables {{ border-collapse: collapse; margin-top: 10px; }} .tables td {{ padding: 2px 14px 2px 0; }}
.legend {{ display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 10px; font-size: 12px; }}
.swatch {{ display: inline-block; width: 22px; height: 12px; margin-right: 6px; vertical-align: -1px;
  border: 1.5px solid; }}
.sheet {{ display: grid; grid-template-columns: minmax(0, 1fr) minmax(230px, 300px); gap: 20px; }}
.sheet > h2 {{ grid-column: 1 / -1; margin: 0; overflow-wrap: anywhere; }} .drawn {{ overflow-x: auto; }}
.page {{ width: 100%; height: auto; box-sizing: border-box; background: #fff; display: block;
  border: 1px solid {style.RULE}; }}
.page text {{ font-family: system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; pointer-events: none; }}
.page g:hover rect {{ stroke-width: 2; }}
ul.remarks {{ list-style: none; margin: 0; padding: 0; font-size: 13px; overflow-wrap: anywhere; }}
ul.remarks li {{ border-left: 4px solid; padding: 2px 0 2px 8px; margin-bottom: 6px; }}
ul.remarks b {{ margin-right: 6px; }}
.none {{ color: {style.FAINT}; }}
{html_table.STYLE}
"""


def render(drawing: Drawing, pictures: Mapping[int, Picture]) -> str:
    """The page. pictures: page number -> its image; pages without one are drawn on white."""
    sheets = "".join(_sheet(sheet, pictures) for sheet in drawing.sheets)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{escaped(drawing.title)}</title><style>{_STYLE}</style></head><body>\n"
        f"{_header(drawing)}{html_page.PATTERNS}\n{sheets}{_missing(drawing)}{_findings(drawing)}</body></html>\n"
    )


def _header(drawing: Drawing) -> str:
    about = "".join(f'<p class="about">{escaped(line)}</p>' for line in drawing.about)
    rows = ""
    for table in drawing.tables:
        cells = ", ".join(f"{count} {state}" for state, count in table.cells)
        chip = f'<span class="chip" style="background:{style.VERDICTS[table.verdict]}">{table.verdict or "none"}</span>'
        rows += f"<tr><td><b>{escaped(table.name)}</b></td><td>{chip}</td><td>{escaped(cells)}</td>"
        rows += f'<td class="about">{escaped(table.about)}</td></tr>'
    return (
        f"<header><h1>{escaped(drawing.title)}</h1>{about}"
        f'<table class="tables">{rows}</table><div class="legend">{_legend()}</div></header>\n'
    )


def _legend() -> str:
    swatches = [(look.colour, html_table.shade(state), look.meaning) for state, look in style.LOOKS.items()]
    swatches.append((style.LOOKS["reported"].colour, html_table.HATCH, style.DOUBTFUL))
    swatches.append((style.BROKEN, f"background:{style.BROKEN}", style.NAMED))
    return "".join(
        f'<span><span class="swatch" style="border-color:{colour};{shade}"></span>{escaped(meaning)}</span>'
        for colour, shade, meaning in swatches
    )


def _sheet(sheet: Sheet, pictures: Mapping[int, Picture]) -> str:
    if isinstance(sheet, PageSheet):
        drawn = html_page.page(sheet, pictures.get(sheet.number))
    else:
        drawn = html_table.table(sheet)
    return (
        f'<section class="sheet"><h2>{escaped(sheet.heading)}</h2>'
        f'<div class="drawn">{drawn}</div><aside>{_remarks(sheet.remarks)}</aside></section>\n'
    )


def _remarks(remarks: tuple[Remark, ...]) -> str:
    if not remarks:
        return '<p class="none">nothing to remark</p>'
    return f'<ul class="remarks">{"".join(_remark(r.name, style.remark_colour(r), r.text) for r in remarks)}</ul>'


def _remark(name: str, colour: str, text: str) -> str:
    return f'<li style="border-color:{colour}"><b style="color:{colour}">{escaped(name)}</b>{escaped(text)}</li>'


def _missing(drawing: Drawing) -> str:
    if not drawing.missing:
        return ""
    return f"<section><h2>Cells that stand on no sheet</h2>{_remarks(drawing.missing)}</section>\n"


def _findings(drawing: Drawing) -> str:
    lines = "".join(
        _remark(name, style.BROKEN if finding.outcome == "broken" else style.FAINT, finding_text(finding))
        for name, finding in drawing.findings
    )
    body = f'<ul class="remarks">{lines}</ul>' if lines else '<p class="none">none</p>'
    return f"<section><h2>Findings</h2>{body}</section>\n"
