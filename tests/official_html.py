"""Official tables as HTML pages, made for tests: layout of the form, numbers and labels chosen by the test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")

#: (first, second, third label) of each row of table 3; "" where the cell above reaches down.
ROWS_2021 = (
    ("一、本年新收政府信息公开申请数量",),
    ("二、上年结转政府信息公开申请数量",),
    ("三、本年度办理结果", "（一）予以公开"),
    ("", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    ("", "（三）不予公开", "1.属于国家秘密"),
    ("", "", "2.其他法律行政法规禁止公开"),
    ("", "", "3.危及“三安全一稳定”"),
    ("", "", "4.保护第三方合法权益"),
    ("", "", "5.属于三类内部事务信息"),
    ("", "", "6.属于四类过程性信息"),
    ("", "", "7.属于行政执法案卷"),
    ("", "", "8.属于行政查询事项"),
    ("", "（四）无法提供", "1.本机关不掌握相关政府信息"),
    ("", "", "2.没有现成信息需要另行制作"),
    ("", "", "3.补正后申请内容仍不明确"),
    ("", "（五）不予处理", "1.信访举报投诉类申请"),
    ("", "", "2.重复申请"),
    ("", "", "3.要求提供公开出版物"),
    ("", "", "4.无正当理由大量反复申请"),
    ("", "", "5.要求行政机关确认或重新出具已获取信息"),
    ("", "（六）其他处理", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("", "", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("", "", "3.其他"),
    ("", "（七）总计"),
    ("四、结转下年度继续办理",),
)
ROWS_2019 = (*ROWS_2021[:20], ("", "（六）其他处理"), *ROWS_2021[23:])

Numbers = Sequence[Sequence[object]]
#: Numbers of table 2 by its rows' labels, as :func:`disclosure_2021` takes them.
TABLE_2: Mapping[str, Sequence[object]] = {
    "规章": [1, 2, 3],
    "行政规范性文件": [4, 5, 6],
    "行政许可": [7],
    "行政处罚": [8],
    "行政强制": [9],
    "行政事业性收费": ["10.50"],
}


def page(*tables: str, title: str = "样例市2022年政府信息公开工作年度报告") -> bytes:
    """A whole page with a title line and the tables."""
    body = "".join(tables)
    return f'<html><head><meta charset="utf-8"></head><body><h1>{title}</h1>{body}</body></html>'.encode()


def requests(numbers: Numbers, rows: Sequence[Sequence[str]] = ROWS_2021, heads: Sequence[str] = APPLICANTS) -> str:
    """Table 3 with three label columns; ``numbers``: one row of values for each row of labels."""
    first = (
        f'<tr><td colspan="3" rowspan="3">（本列数据的勾稽关系）</td><td colspan="{len(heads)}">申请人情况</td></tr>'
    )
    second = f'<tr><td rowspan="2">{heads[0]}</td><td colspan="5">法人或其他组织</td>'
    second += "".join(f'<td rowspan="2">{head}</td>' for head in heads[6:]) + "</tr>"
    third = "<tr>" + "".join(f"<td>{head}</td>" for head in heads[1:6]) + "</tr>"
    body = []
    for index, (labels, values) in enumerate(zip(rows, numbers, strict=True)):
        cells = ""
        for depth, label in enumerate(labels):
            if not label:
                continue
            colspan = 3 - depth if depth == len(labels) - 1 else 1
            reach = 1 if depth == len(labels) - 1 else _reach(rows, index, depth)
            cells += f'<td colspan="{colspan}" rowspan="{reach}">{label}</td>'
        body.append(f"<tr>{cells}{''.join(f'<td>{value}</td>' for value in values)}</tr>")
    return f"<table>{first}{second}{third}{''.join(body)}</table>"


def _reach(rows: Sequence[Sequence[str]], index: int, depth: int) -> int:
    """How many rows a label reaches down over."""
    end = index + 1
    while end < len(rows) and len(rows[end]) > depth and not rows[end][depth] and not any(rows[end][:depth]):
        end += 1
    return end - index


def disclosure_2021(numbers: Mapping[str, Sequence[object]], fee_head: str = "本年收费金额（单位：万元）") -> str:
    """Table 2 on the form of 2021; ``numbers``: row label → its values."""

    def row(label: str, span: int = 1) -> str:
        return f"<tr><td>{label}</td>" + "".join(f'<td colspan="{span}">{n}</td>' for n in numbers[label]) + "</tr>"

    def block(article: str, head: str) -> str:
        return f'<tr><td colspan="4">{article}</td></tr><tr><td>信息内容</td><td colspan="3">{head}</td></tr>'

    return (
        '<table><tr><td colspan="4">第二十条第（一）项</td></tr>'
        "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
        + row("规章")
        + row("行政规范性文件")
        + block("第二十条第（五）项", "本年处理决定数量")
        + row("行政许可", 3)
        + block("第二十条第（六）项", "本年处理决定数量")
        + row("行政处罚", 3)
        + row("行政强制", 3)
        + block("第二十条第（八）项", fee_head)
        + row("行政事业性收费", 3)
        + "</table>"
    )


def disclosure_2019(numbers: Mapping[str, Sequence[object]]) -> str:
    """Table 2 on the form of 2019; ``numbers``: row label → its values."""

    def block(article: str, heads: Sequence[str], rows: Sequence[str]) -> str:
        text = f'<tr><td colspan="4">{article}</td></tr><tr>'
        span = 3 // len(heads) if len(heads) != 2 else 1
        text += "<td>信息内容</td>" + "".join(f'<td colspan="{span}">{head}</td>' for head in heads) + "</tr>"
        for row in rows:
            values = "".join(f'<td colspan="{span}">{n}</td>' for n in numbers[row])
            text += f"<tr><td>{row}</td>{values}</tr>"
        return text

    items = ("上一年项目数量", "本年增/减", "处理决定数量")
    return (
        "<table>"
        + block("第二十条第（一）项", ("本年新制作数量", "本年新公开数量", "对外公开总数量"), ("规章", "规范性文件"))
        + block("第二十条第（五）项", items, ("行政许可", "其他对外管理服务事项"))
        + block("第二十条第（六）项", items, ("行政处罚", "行政强制"))
        + block("第二十条第（八）项", ("上一年项目数量", "本年增/减"), ("行政事业性收费",))
        + block("第二十条第（九）项", ("采购项目数量", "采购总金额"), ("政府集中采购",))
        + "</table>"
    )


def disputes(
    numbers: Sequence[object], heads: Sequence[str] = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
) -> str:
    """Table 4 with its fifteen numbers."""
    five = "".join(f"<td>{head}</td>" for head in heads)
    return (
        '<table><tr><td colspan="5">行政复议</td><td colspan="10">行政诉讼</td></tr><tr>'
        + "".join(f'<td rowspan="2">{head}</td>' for head in heads)
        + '<td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr>'
        + f"<tr>{five}{five}</tr><tr>{''.join(f'<td>{n}</td>' for n in numbers)}</tr></table>"
    )
