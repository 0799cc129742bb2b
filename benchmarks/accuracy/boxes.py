"""Tables as boxes, and what publishers do to them: rows put in, columns widened, heads split, labels lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from gongkai.sample.layout import Box, Printed, table_boxes

Boxes = tuple[Box, ...]

#: Table 2 of form 2019: (article, heads, rows of (label, codes)).
_BLOCKS_2019: tuple[tuple[str, tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]], ...] = (
    (
        "第二十条第（一）项",
        ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
        (
            ("规章", ("rules_produced", "rules_published", "rules_public_stock")),
            ("规范性文件", ("normdoc_produced", "normdoc_published", "normdoc_public_stock")),
        ),
    ),
    (
        "第二十条第（五）项",
        ("上一年项目数量", "本年增/减", "处理决定数量"),
        (
            ("行政许可", ("license_items_prev", "license_items_delta", "license_decisions")),
            ("其他对外管理服务事项", ("othersvc_items_prev", "othersvc_items_delta", "othersvc_decisions")),
        ),
    ),
    (
        "第二十条第（六）项",
        ("上一年项目数量", "本年增/减", "处理决定数量"),
        (
            ("行政处罚", ("penalty_items_prev", "penalty_items_delta", "penalty_decisions")),
            ("行政强制", ("coercion_items_prev", "coercion_items_delta", "coercion_decisions")),
        ),
    ),
    (
        "第二十条第（八）项",
        ("上一年项目数量", "本年增/减"),
        (("行政事业性收费", ("admin_fee_items_prev", "admin_fee_items_delta")),),
    ),
    (
        "第二十条第（九）项",
        ("采购项目数量", "采购总金额"),
        (("政府集中采购", ("procurement_projects", "procurement_amount")),),
    ),
)


def official(table: str, form: str, printed: Printed) -> Boxes:
    """All boxes of a table as the form has it, in reading order."""
    if (table, form) != ("2", "2019"):
        return table_boxes(table, form, printed)
    boxes: list[Box] = []
    row = 0
    for article, heads, lines in _BLOCKS_2019:
        # Two heads share three columns: the second is twice as wide.
        places = ((1, 1), (2, 1), (3, 1)) if len(heads) == 3 else ((1, 1), (2, 2))
        boxes += [Box(row, 0, 1, 4, article, "band"), Box(row + 1, 0, 1, 1, "信息内容", "header")]
        boxes += [Box(row + 1, c, 1, w, text, "header") for (c, w), text in zip(places, heads, strict=True)]
        row += 2
        for label, codes in lines:
            boxes.append(Box(row, 0, 1, 1, label, "label"))
            boxes += [
                Box(row, c, 1, w, printed[code, None], "value", (code, None))
                for (c, w), code in zip(places, codes, strict=True)
            ]
            row += 1
    return ordered(boxes)


def ordered(boxes: Iterable[Box]) -> Boxes:
    """Boxes in reading order."""
    return tuple(sorted(boxes, key=lambda box: (box.row, box.col)))


def lines(boxes: Boxes) -> list[list[Box]]:
    """Boxes that begin in each row, left to right; an empty list for a row in which none begins."""
    begun = {row: list(found) for row, found in groupby(boxes, key=lambda box: box.row)}
    return [begun.get(row, []) for row in range(height(boxes))]


def height(boxes: Boxes) -> int:
    """Number of rows."""
    return max(box.row + box.rowspan for box in boxes)


def width(boxes: Boxes) -> int:
    """Number of columns."""
    return max(box.col + box.colspan for box in boxes)


def slots(boxes: Boxes) -> dict[tuple[int, int], Box]:
    """Every slot (row, col) with the box that covers it."""
    return {
        (row, col): box
        for box in boxes
        for row in range(box.row, box.row + box.rowspan)
        for col in range(box.col, box.col + box.colspan)
    }


def with_row(boxes: Boxes, at: int, new: Iterable[Box], under: str | None = None) -> Boxes:
    """A row put in before row ``at``; boxes that reach over it, and the label ``under``, grow by one."""
    grown = []
    for box in boxes:
        if box.row >= at:
            grown.append(replace(box, row=box.row + 1))
        elif box.row + box.rowspan > at or (box.text == under and box.row + box.rowspan == at):
            grown.append(replace(box, rowspan=box.rowspan + 1))
        else:
            grown.append(box)
    return ordered([*grown, *new])


def widened(boxes: Boxes, widths: Sequence[int]) -> Boxes:
    """Each column made of so many, as an editor does that draws widths with spans."""
    lefts = [sum(widths[:col]) for col in range(len(widths) + 1)]
    return tuple(
        replace(box, col=lefts[box.col], colspan=lefts[box.col + box.colspan] - lefts[box.col]) for box in boxes
    )


def below(boxes: Boxes, rows: int) -> Boxes:
    """The same boxes further down."""
    return tuple(replace(box, row=box.row + rows) for box in boxes)


def with_empty_column(boxes: Boxes, at: int) -> Boxes:
    """An empty column before column ``at``; boxes that reach over it grow by one."""
    grown = []
    for box in boxes:
        if box.col >= at:
            grown.append(replace(box, col=box.col + 1))
        elif box.col + box.colspan > at:
            grown.append(replace(box, colspan=box.colspan + 1))
        else:
            grown.append(box)
    covered = {
        row for box in grown if box.col <= at < box.col + box.colspan for row in range(box.row, box.row + box.rowspan)
    }
    return ordered([*grown, *(Box(row, at, 1, 1, "", "label") for row in range(height(boxes)) if row not in covered)])


def heads_split(boxes: Boxes) -> Boxes:
    """Heads over two rows printed in the upper one, an empty box below each."""
    split = []
    for box in boxes:
        if box.role == "header" and box.rowspan == 2:
            split += [replace(box, rowspan=1), replace(box, row=box.row + 1, rowspan=1, text="")]
        else:
            split.append(box)
    return ordered(split)


def flat(boxes: Boxes) -> Boxes:
    """Table 3 with its innermost labels alone, in one column: both outer label columns are lost."""
    kept = []
    for box in boxes:
        if box.role == "label":
            if box.rowspan == 1:
                kept.append(replace(box, col=0, colspan=1))
        elif box.role == "value" or box.col >= 3:
            kept.append(replace(box, col=box.col - 2))
        else:
            kept.append(replace(box, colspan=1))
    return ordered(kept)


def retold(boxes: Boxes, texts: dict[str, str], roles: Sequence[str] = ("label", "header", "band")) -> Boxes:
    """Labels and heads with other texts."""
    return tuple(replace(box, text=texts.get(box.text or "", box.text)) if box.role in roles else box for box in boxes)
