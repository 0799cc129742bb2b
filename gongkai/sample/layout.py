"""The official tables as boxes: headers and labels exactly as on the forms of 2021 and (table 3) of 2019.

The labels are written out here once more, on purpose: a label wrong in the codebook shows as a wrong cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gongkai.forms.model import CellKey

APPLICANTS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other_org",
    "total",
)
_ORGANISATIONS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
IDENTITY_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

#: Results of table 3: (group label, ((indicator, label), …)); a group of one indicator and no label has no leaves.
Group = tuple[str, tuple[tuple[str, str], ...]]
_COMMON: tuple[Group, ...] = (
    ("（一）予以公开", (("req_granted", ""),)),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", (("req_partial", ""),)),
    (
        "（三）不予公开",
        (
            ("req_denied_state_secret", "1.属于国家秘密"),
            ("req_denied_law_forbidden", "2.其他法律行政法规禁止公开"),
            ("req_denied_safety_stability", "3.危及“三安全一稳定”"),
            ("req_denied_third_party", "4.保护第三方合法权益"),
            ("req_denied_internal_affairs", "5.属于三类内部事务信息"),
            ("req_denied_process_info", "6.属于四类过程性信息"),
            ("req_denied_enforcement_file", "7.属于行政执法案卷"),
            ("req_denied_admin_query", "8.属于行政查询事项"),
        ),
    ),
    (
        "（四）无法提供",
        (
            ("req_unable_not_held", "1.本机关不掌握相关政府信息"),
            ("req_unable_needs_creation", "2.没有现成信息需要另行制作"),
            ("req_unable_unclear", "3.补正后申请内容仍不明确"),
        ),
    ),
    (
        "（五）不予处理",
        (
            ("req_notproc_petition", "1.信访举报投诉类申请"),
            ("req_notproc_repeat", "2.重复申请"),
            ("req_notproc_publication", "3.要求提供公开出版物"),
            ("req_notproc_excessive", "4.无正当理由大量反复申请"),
            ("req_notproc_confirm_reissue", "5.要求行政机关确认或重新出具已获取信息"),
        ),
    ),
)
_OTHER: dict[str, Group] = {
    "2021": (
        "（六）其他处理",
        (
            ("req_other_no_correction", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
            ("req_other_unpaid_fee", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
            ("req_other_misc", "3.其他"),
        ),
    ),
    "2019": ("（六）其他处理", (("req_other", ""),)),
}


def result_groups(form: str) -> tuple[Group, ...]:
    """Groups of results of table 3 on a form, without （七）总计."""
    return (*_COMMON, _OTHER[form])


def result_codes(form: str) -> tuple[str, ...]:
    """The indicators whose numbers （七）总计 sums up: 21 on form 2021, 19 on 2019."""
    return tuple(code for _, leaves in result_groups(form) for code, _ in leaves)


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a printed table. ``key`` names the cell of a value box; ``text`` is None where no box is drawn."""

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str | None
    role: Literal["band", "header", "label", "value"]
    key: CellKey | None = None


#: What stands in the value boxes of a document: None = the box is not drawn at all.
Printed = Mapping[CellKey, str | None]


def table_boxes(table: str, form: str, printed: Printed) -> tuple[Box, ...]:
    """All boxes of a table (``2``, ``3``, ``4``), in reading order."""
    boxes = {"2": _table_2, "3": lambda p: _table_3(form, p), "4": _table_4}[table](printed)
    return tuple(sorted(boxes, key=lambda box: (box.row, box.col)))


def _values(row: int, col: int, keys: list[CellKey], printed: Printed, colspan: int = 1) -> list[Box]:
    return [Box(row, col + i, 1, colspan, printed[key], "value", key) for i, key in enumerate(keys)]


def _table_2(printed: Printed) -> list[Box]:
    boxes = [_band(0, "第二十条第（一）项")]
    heads = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
    boxes += [Box(1, col, 1, 1, text, "header") for col, text in enumerate(heads)]
    for row, (label, stem) in enumerate((("规章", "rules"), ("行政规范性文件", "normdoc")), start=2):
        boxes.append(Box(row, 0, 1, 1, label, "label"))
        boxes += _values(row, 1, [(f"{stem}_{part}", None) for part in ("made", "repealed", "in_force")], printed)
    decided, row = "本年处理决定数量", 4
    for clause, head, lines in (
        ("第二十条第（五）项", decided, (("行政许可", "license_decisions"),)),
        ("第二十条第（六）项", decided, (("行政处罚", "penalty_decisions"), ("行政强制", "coercion_decisions"))),
        ("第二十条第（八）项", "本年收费金额（单位：万元）", (("行政事业性收费", "admin_fee_amount"),)),
    ):
        boxes += [
            _band(row, clause),
            Box(row + 1, 0, 1, 1, "信息内容", "header"),
            Box(row + 1, 1, 1, 3, head, "header"),
        ]
        row += 2
        for label, code in lines:
            boxes.append(Box(row, 0, 1, 1, label, "label"))
            boxes += _values(row, 1, [(code, None)], printed, colspan=3)
            row += 1
    return boxes


def _band(row: int, text: str) -> Box:
    return Box(row, 0, 1, 4, text, "band")


def _table_3(form: str, printed: Printed) -> list[Box]:
    boxes = [
        Box(0, 0, 3, 3, IDENTITY_NOTE, "header"),
        Box(0, 3, 1, 7, "申请人情况", "header"),
        Box(1, 3, 2, 1, "自然人", "header"),
        Box(1, 4, 1, 5, "法人或其他组织", "header"),
        Box(1, 9, 2, 1, "总计", "header"),
        *(Box(2, 4 + i, 1, 1, text, "header") for i, text in enumerate(_ORGANISATIONS)),
    ]
    boxes += _row_3(3, 0, 3, "一、本年新收政府信息公开申请数量", "req_new", printed)
    boxes += _row_3(4, 0, 3, "二、上年结转政府信息公开申请数量", "req_carried_in", printed)
    row = 5
    for group, leaves in result_groups(form):
        if not leaves[0][1]:
            boxes += _row_3(row, 1, 2, group, leaves[0][0], printed)
        else:
            boxes.append(Box(row, 1, len(leaves), 1, group, "label"))
            for offset, (code, label) in enumerate(leaves):
                boxes += _row_3(row + offset, 2, 1, label, code, printed)
        row += len(leaves)
    boxes += _row_3(row, 1, 2, "（七）总计", "req_closed_total", printed)
    boxes.append(Box(5, 0, row - 4, 1, "三、本年度办理结果", "label"))
    return boxes + _row_3(row + 1, 0, 3, "四、结转下年度继续办理", "req_carried_out", printed)


def _row_3(row: int, col: int, colspan: int, label: str, code: str, printed: Printed) -> list[Box]:
    keys: list[CellKey] = [(code, applicant) for applicant in APPLICANTS]
    return [Box(row, col, 1, colspan, label, "label"), *_values(row, 3, keys, printed)]


OUTCOMES = (("upheld", "结果维持"), ("corrected", "结果纠正"), ("other", "其他结果"), ("pending", "尚未审结"))
CHANNELS = ("review", "suit_direct", "suit_after_review")


def _table_4(printed: Printed) -> list[Box]:
    heads = [*(label for _, label in OUTCOMES), "总计"]
    boxes = [
        Box(0, 0, 1, 5, "行政复议", "header"),
        Box(0, 5, 1, 10, "行政诉讼", "header"),
        *(Box(1, col, 2, 1, text, "header") for col, text in enumerate(heads)),
        Box(1, 5, 1, 5, "未经复议直接起诉", "header"),
        Box(1, 10, 1, 5, "复议后起诉", "header"),
        *(Box(2, 5 + col, 1, 1, text, "header") for col, text in enumerate(heads * 2)),
    ]
    return boxes + _values(3, 0, keys_4(), printed)


def keys_4() -> list[CellKey]:
    """The fifteen cells of table 4, left to right."""
    return [(f"{channel}_{part}", None) for channel in CHANNELS for part in (*(code for code, _ in OUTCOMES), "total")]


def keys_2() -> list[CellKey]:
    """The ten cells of table 2 on form 2021, in reading order."""
    stocks = [f"{stem}_{part}" for stem in ("rules", "normdoc") for part in ("made", "repealed", "in_force")]
    return [
        (c, None) for c in (*stocks, "license_decisions", "penalty_decisions", "coercion_decisions", "admin_fee_amount")
    ]


def keys_3(form: str) -> list[CellKey]:
    """The cells of table 3 on a form, row by row."""
    rows = ("req_new", "req_carried_in", *result_codes(form), "req_closed_total", "req_carried_out")
    return [(code, applicant) for code in rows for applicant in APPLICANTS]


def keys(table: str, form: str) -> list[CellKey]:
    """The cells of a table on a form, in reading order."""
    return {"2": keys_2(), "3": keys_3(form), "4": keys_4()}[table]
