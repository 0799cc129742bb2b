"""A table of a medium without pages in HTML: built anew from the grid, never the publisher's own markup."""

from __future__ import annotations

from gongkai.show import style
from gongkai.show.model import Mark, Slot, State, TableSheet
from gongkai.show.texts import escaped

HATCH = "background-image:repeating-linear-gradient(135deg,rgba(66,74,83,.28) 0 1px,transparent 1px 6px)"


def shade(state: State) -> str:
    """The ground of a box in this state, as CSS."""
    red, green, blue = style.rgb(style.LOOKS[state].colour)
    return f"background-color:rgba({red},{green},{blue},{style.LOOKS[state].fill})"


STYLE = f"""
table.grid {{ border-collapse: collapse; font-size: 13px; }}
table.grid td {{ border: 1px solid #9aa4ae; padding: 2px 6px; text-align: center; min-width: 34px; max-width: 230px;
  vertical-align: middle; white-space: pre-line; overflow-wrap: anywhere; }}
table.grid td.hole {{ border: 1px dashed {style.RULE}; }}
table.grid .code, table.grid .who {{ display: block; font-size: 9px; line-height: 11px; text-align: left;
  overflow-wrap: break-word; }}
table.grid .no {{ float: right; font-size: 10px; line-height: 12px; color: #fff; border-radius: 7px; padding: 0 4px; }}
table.grid .f {{ font-size: 10px; line-height: 12px; color: #fff; background: {style.BROKEN}; padding: 0 3px;
  margin-left: 3px; float: right; }}
table.grid .differs {{ display: block; color: {style.LOOKS["disputed"].colour}; font-weight: 600; font-size: 11px; }}
""" + "".join(
    f"table.grid td.{state} {{ {shade(state)}; outline: 2px solid {look.colour}; outline-offset: -2px; }}\n"
    f".{state} .code, .{state} .who {{ color: {look.colour}; }}\n.{state} .no {{ background: {look.colour}; }}\n"
    for state, look in style.LOOKS.items()
    if state != "unused"
)


def table(sheet: TableSheet) -> str:
    """The table with its spans; slots that no box covers are dashed."""
    starts = {(slot.row, slot.col): slot for slot in sheet.slots}
    covered = {
        (row, col)
        for slot in sheet.slots
        for row in range(slot.row, slot.row + slot.rowspan)
        for col in range(slot.col, slot.col + slot.colspan)
    }
    rows = []
    for row in range(sheet.n_rows):
        cells = ""
        for col in range(sheet.n_cols):
            if (row, col) in starts:
                cells += _cell(starts[row, col])
            elif (row, col) not in covered:
                cells += '<td class="hole"></td>'
        rows.append(f"<tr>{cells}</tr>")
    return f'<table class="grid">{"".join(rows)}</table>'


def _cell(slot: Slot) -> str:
    mark = slot.mark
    spans = f' rowspan="{slot.rowspan}"' if slot.rowspan > 1 else ""
    spans += f' colspan="{slot.colspan}"' if slot.colspan > 1 else ""
    hatch = f' style="{HATCH}"' if mark.doubtful else ""
    tip = escaped("\n".join(mark.tip))
    return f'<td class="{mark.state}"{spans}{hatch} title="{tip}">{_content(mark)}</td>'


def _content(mark: Mark) -> str:
    number = f'<span class="no">{mark.number}</span>' if mark.number is not None else ""
    findings = "".join(f'<span class="f">{escaped(name)}</span>' for name in mark.findings)
    # Long codes are broken after an underscore.
    code = f'<span class="code">{escaped(mark.code).replace("_", "_<wbr>")}</span>' if mark.code else ""
    differs = "".join(f'<span class="differs">{escaped(text)}</span>' for text in mark.differs)
    who = f'<span class="who">{escaped(mark.who)}</span>' if mark.who else ""
    return f"{number}{findings}{code}{escaped(mark.text)}{differs}{who}"
