"""The report as text with tabs, as a township's report reached us: spans lost, tables flush left."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.sample.content import Content
from gongkai.sample.layout import Box
from gongkai.sample.prose import HEADINGS, SAMPLE

_NOTE_ROWS = (
    "(本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和)\t\t申请人情况\t\t\t\t\t\t总计\t",
    "\t\t自然人\t法人或其他组织\t\t\t\t\t\t",
    "\t\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t\t",
)
_HEADS_4 = (
    "行政复议\t\t\t\t\t行政诉讼\t\t\t\t\t\t\t\t\t",
    "结果 维持\t结果 纠正\t其他 结果\t尚未 审结\t总计\t未经复议直接起诉\t\t\t\t\t复议后起诉\t\t\t\t",
    "\t\t\t\t\t结果 维持\t结果 纠正\t其他 结果\t尚未 审结\t总计\t结果 维持\t结果 纠正\t其他 结果\t尚未 审结\t总计",
)
_HALF_WIDTH = str.maketrans({"（": "(", "）": ")", "，": ", "})


def text_report(content: Content) -> bytes:
    """The whole report as UTF-8 text. Only form 2021 is known in this layout."""
    title = content.title.replace("2", " 2", 1).replace("年", " 年", 1)
    tables = {"2": _table_2, "3": _table_3, "4": _table_4}
    blocks = [SAMPLE, title, HEADINGS["1"], f"\n{title}"]
    for number, paragraphs, boxes in content.sections():
        blocks.append(HEADINGS[number])
        blocks += paragraphs
        if boxes:
            blocks.append("\n".join(tables[number](boxes)))
    return "\n\n".join(blocks).encode()


def _rows(boxes: Sequence[Box]) -> list[list[Box]]:
    return [[box for box in boxes if box.row == row] for row in sorted({box.row for box in boxes})]


def _table_2(boxes: Sequence[Box]) -> list[str]:
    return ["\t".join((box.text or "") + "\t" * (box.colspan - 1) for box in row) for row in _rows(boxes)]


def _table_3(boxes: Sequence[Box]) -> list[str]:
    return [*_NOTE_ROWS, *(_row_3(row) for row in _rows(boxes)[3:])]


def _row_3(row: Sequence[Box]) -> str:
    """Labels, seven numbers, empty fields for what is not there; 3.其他 stands flush left, its group lost."""
    labels = [box for box in row if box.role == "label"]
    values = [box.text or "" for box in row if box.role == "value"]
    texts = [_label(box.text or "") for box in labels]
    if labels[-1].col == 2 and texts[-1] != "3. 其他":
        return "\t".join(["\t" if len(labels) == 1 else "", *texts, *values])
    if labels[-1].col == 1 and not texts[-1].startswith("(七)"):
        return "\t".join([*([""] if len(labels) == 1 else []), *texts, *values, ""])
    return "\t".join([texts[-1], "", *values, ""])


def _label(text: str) -> str:
    """Half-width brackets and dots with a space, as in that layout; sentences keep their signs."""
    if text[:1] == "（":
        text = text.translate(_HALF_WIDTH).replace(")", ") ", 1).replace("公开(", "公开 (").strip()
    elif text[:1].isdigit():
        text = text.replace(".", ". ", 1)
    return text


def _table_4(boxes: Sequence[Box]) -> list[str]:
    return [*_HEADS_4, "\t".join(box.text or "" for box in boxes if box.role == "value")]
