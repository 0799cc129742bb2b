"""Tables of real reports as data: layout (spans), labels as printed, numbers. Documents are made from them in tests.

Facts alone stand here (labels, figures, order and spans of boxes), no sentence of any page. Each names its source:
agency and year, and where it was seen. Mirrors (copies on other people's domains) are called so.
"""

from __future__ import annotations

from collections.abc import Sequence

#: A box: its text, or (text, colspan) or (text, colspan, rowspan).
Box = str | int | tuple[str | int, int] | tuple[str | int, int, int]
Rows = Sequence[Sequence[Box]]


def table(rows: Rows) -> str:
    """An HTML table of these rows."""
    return f"<table>{''.join('<tr>' + ''.join(map(_cell, row)) + '</tr>' for row in rows)}</table>"


def _cell(box: Box) -> str:
    text, colspan, rowspan = (*box, 1)[:3] if isinstance(box, tuple) else (box, 1, 1)
    shown = str(text).replace("\n", "<br>")
    return f'<td colspan="{colspan}" rowspan="{rowspan}">{shown}</td>'


def block(article: str, heads: Sequence[str], rows: dict[str, Sequence[str | int]], width: int = 3) -> list[list[Box]]:
    """A block of table 2: the article, its headers, its rows; a single header reaches over all columns."""
    span = width if len(heads) == 1 else 1
    lines: list[list[Box]] = [[(article, width + 1)], ["信息内容", *((head, span) for head in heads)]]
    return [*lines, *([label, *((value, span) for value in values)] for label, values in rows.items())]


PRODUCED = ("本年新制作数量", "本年新公开数量", "对外公开总数量")
ITEMS = ("上一年项目数量", "本年增/减", "处理决定数量")
MADE = ("本年制发件数", "本年废止件数", "现行有效件数")
DECISIONS = ("本年处理决定数量",)
FEE = ("本年收费金额(单位:万元)",)


def disclosure_2021(rules: Sequence[int], documents: Sequence[int], *decisions: int) -> list[list[Box]]:
    """Table 2 of 2021 as web pages print it; decisions: licences, penalties, coercion, fees."""
    licences, penalties, coercion, fees = decisions
    return [
        *block("第二十条第(一)项", MADE, {"规章": rules, "行政规范性文件": documents}),
        *block("第二十条第(五)项", DECISIONS, {"行政许可": [licences]}),
        *block("第二十条第(六)项", DECISIONS, {"行政处罚": [penalties], "行政强制": [coercion]}),
        *block("第二十条第(八)项", FEE, {"行政事业性收费": [fees]}),
    ]


#: 上海市政府办公厅 2019 (its page, kept in a public repository): values 2+1+1 columns wide under headers 1+2+1 wide.
SHANGHAI_OFFICE_2019: list[list[Box]] = [
    [("第二十条第（一）项", 5)],
    ["信息内容", "本年新\n制作数量", ("本年新\n公开数量", 2), "对外公开总数量"],
    ["规章", 13, (13, 2), 524],
    ["规范性文件", 60, (60, 2), 368],
    [("第二十条第（五）项", 5)],
    ["信息内容", "上一年项目数量", ("本年增/减", 2), "处理决定数量"],
    ["行政许可", (0, 2), 0, 0],
    ["其他对外管理服务事项", (0, 2), 0, 0],
    [("第二十条第（六）项", 5)],
    ["信息内容", "上一年项目数量", ("本年增/减", 2), "处理决定数量"],
    ["行政处罚", (0, 2), 0, 0],
    ["行政强制", (0, 2), 0, 0],
    [("第二十条第（八）项", 5)],
    ["信息内容", ("上一年项目数量", 2), ("本年增/减", 2)],
    ["行政事业性收费", (0, 2), (0, 2)],
    [("第二十条第（九）项", 5)],
    ["信息内容", ("采购项目数量", 2), ("采购总金额", 2)],
    ["政府集中采购", (6, 2), ("251000元", 2)],
]

_WUHAN_ITEMS = (
    "上一年項目數量(指2019年事項數)",
    "本年增/減(指2020年增加或減少的事項數,減用負值表示,如-8)",
    "處理決定數量(指2020年辦件量)",
)
#: 武汉市生态环境局 2020 (an encyclopaedia's copy in traditional script, 文件 become 檔案): notes in labels, a local
#: row, a dash, a block without numbers.
WUHAN_ENVIRONMENT_2020: list[list[Box]] = [
    *block(
        "第二十條第(一)項",
        ("本年新 製作數量", "本年新 公開數量", "對外公開總數量"),
        {
            "規章(設區的市、自治州人民政府應提供相關數據)": [0, 0, 0],
            "規範性檔案(行政機關制定發布的決定、公告、通告、意見、通知等公文)": [2, 2, 19],
            "其他主動公開檔案(含以本單位名義正式簽發的、除規範性檔案以外的主動公開檔案)": [186, 86, 255],
        },
    ),
    *block(
        "第二十條第(五)項",
        _WUHAN_ITEMS,
        {"行政許可": [8, 5, 93], "其他對外管理服務事項(指行政許可證以外的政務服務事項)": [117, 0, 165]},
    ),
    *block("第二十條第(六)項", _WUHAN_ITEMS, {"行政處罰": [90, 0, 22], "行政強制": [4, 4, "-"]}),
    *block("第二十條第(八)項", _WUHAN_ITEMS[:2], {"行政事業性收費": ["", ""]}),
]

#: An approval bureau, 2021 (a mirror in traditional script, agency not named): the form of 2019, 減3, no unit, a
#: blank row.
APPROVAL_BUREAU_2021: list[list[Box]] = [
    *block(
        "第二十條第(一)項",
        ("本年新制作數量", "本年新公開數量", "對外公開總數量"),
        {"規章": [0, 0, 0], "規范性文件": [0, 0, 0]},
    ),
    *block(
        "第二十條第(五)項",
        ("上一年項目數量", "本年增/減", "處理決定數量"),
        {"行政許可": [37, "減3", 1125], "其他對外管理服務事項": ["", "", ""]},
    ),
    *block(
        "第二十條第(六)項",
        ("上一年項目數量", "本年增/減", "處理決定數量"),
        {"行政處罰": [0, 0, 0], "行政強制": [0, 0, 0]},
    ),
    *block("第二十條第(八)項", ("上一年項目數量", "本年增/減"), {"行政事業性收費": [0, 0]}),
    *block("第二十條第(九)項", ("采購項目數量", "采購總金額"), {"政府集中采購": [3, 1035000]}),
]

#: A bureau of 昌图县, 2021 (its own page): the form of 2019 two years later, an empty row of four boxes at the end.
CHANGTU_BUREAU_2021: list[list[Box]] = [
    *block("第二十条第(一)项", PRODUCED, {"规章": [0, 0, 0], "规范性文件": [0, 0, 0]}),
    *block("第二十条第(五)项", ITEMS, {"行政许可": [33, 0, 0], "其他对外管理服务事项": [4, 0, 16]}),
    *block("第二十条第(六)项", ITEMS, {"行政处罚": [36, 0, 0], "行政强制": [1, 0, 0]}),
    *block("第二十条第(八)项", ITEMS[:2], {"行政事业性收费": [0, 0]}),
    *block("第二十条第(九)项", ("采购项目数量", "采购总金额"), {"政府集中采购": [0, 0]}),
    ["", "", "", ""],
]

#: A district's report on the form of 2019 (figures in a public repository, agency not named): signed changes.
DISTRICT_2019: list[list[Box]] = [
    *block("第二十条第（一）项", PRODUCED, {"规章": [1, 1, 3], "规范性文件": [117, 117, 841]}),
    *block("第二十条第（五）项", ITEMS, {"行政许可": ["", "+1036", 474339]}),
    *block("第二十条第（六）项", ITEMS, {"行政处罚": ["", "+461", 3286513], "行政强制": ["", "+14", 25970]}),
    *block("第二十条第（八）项", ITEMS[:2], {"行政事业性收费": [240, "+4"]}),
]

#: 深圳市龙岗区 (a bureau), 2024, its own page; 海城市西柳镇 2023, a mirror; 新疆尼勒克县 (a town), 2023, its own page;
#: 宿迁市 2025 and 上海市黄浦区打浦桥街道 2025 (figures in a public repository).
LONGGANG_2024 = disclosure_2021([0, 0, 0], [5, 1, 25], 0, 0, 0, 0)
XILIU_2023 = disclosure_2021([0, 0, 0], [4, 0, 32], 0, 0, 0, 0)
NILKA_2023 = disclosure_2021([0, 0, 6], [0, 0, 0], 0, 0, 0, 0)
SUQIAN_2025_DISPUTES = (119, 25, 91, 24, 259, 7, 0, 15, 6, 28, 21, 1, 7, 9, 38)
#: 复议后起诉 1+0+0+1 = 2; 行政复议 0+1+0+3 = 4.
DAPUQIAO_2025_DISPUTES = (0, 1, 0, 3, 4, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2)

#: A mirror of a bureau's report of 2021 in traditional script: the page's hard spaces came out as question marks.
GARBLED_2021: list[list[Box]] = [
    *block(
        "第二十條第(一)項",
        ("本年制發件數", "本年廢止件數", "現行有效件數"),
        {"規章": [0, "? 0", 0], "行政規范性文件": [0, "? 0", 0]},
    ),
    *block("第二十條第(五)項", ("本年處理決定數量",), {"行政許可": [0]}),
    *block("第二十條第(六)項", ("本年處理決定數量",), {"行政處罰": [0], "行政強制": [0]}),
    *block("第二十條第(八)項", ("本年收費金額(單位:萬元)",), {"行政事業性收費": [0]}),
]

#: A city of 2025 as large as 杭州 (a page in a public repository): empty boxes stand where others have a rowspan.
CITY_2025_DISCLOSURE = disclosure_2021([3, 5, 74], [564, 984, 4185], 11398889, 6937489, 166105, 316441)
CITY_2025_HEADS: list[list[Box]] = [
    [("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), ("申请人情况", 7)],
    ["自然人", ("法人或其他组织", 5), "总计"],
    ["", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", ""],
]
CITY_2025_NUMBERS = (
    (13612, 252, 0, 45, 128, 32, 14069),
    (535, 6, 0, 1, 18, 0, 560),
    (5345, 129, 0, 41, 19, 14, 5548),
    (2120, 39, 0, 1, 6, 2, 2168),
    (13, 0, 0, 0, 0, 0, 13),
    (30, 0, 0, 0, 0, 0, 30),
    (11, 0, 0, 0, 0, 0, 11),
    (49, 2, 0, 0, 0, 0, 51),
    (103, 1, 0, 0, 0, 0, 104),
    (84, 1, 0, 0, 0, 0, 85),
    (282, 4, 0, 0, 0, 0, 286),
    (147, 0, 0, 0, 1, 2, 150),
    (3075, 50, 0, 0, 89, 8, 3222),
    (177, 3, 0, 0, 0, 0, 180),
    (19, 0, 0, 0, 0, 0, 19),
    (199, 1, 0, 0, 3, 0, 203),
    (147, 1, 0, 0, 0, 0, 148),
    (0, 0, 0, 0, 0, 0, 0),
    (100, 1, 0, 0, 0, 0, 101),
    (5, 0, 0, 0, 0, 0, 5),
    (315, 3, 0, 0, 0, 0, 318),
    (202, 0, 0, 1, 0, 0, 203),
    (941, 17, 0, 1, 3, 3, 965),
    (13364, 252, 0, 44, 121, 29, 13810),
    (783, 6, 0, 2, 25, 3, 819),
)
CITY_2025_DISPUTES: list[list[Box]] = [
    [("行政复议", 5), ("行政诉讼", 10)],
    ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计", ("未经复议直接起诉", 5), ("复议后起诉", 5)],
    [*[""] * 5, *("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 2],
    [376, 97, 196, 121, 790, 16, 1, 12, 27, 56, 74, 1, 30, 51, 156],
]

#: A district's audit bureau, 2020 (a flip-book of its report): header words printed downwards, one character a line.
AUDIT_BUREAU_2020_DISPUTES: list[list[Box]] = [
    [("行政复议", 5), ("行政诉讼", 10)],
    [
        *(("\n".join(word), 1, 2) for word in ("结果维持", "结果纠正", "其他结果", "尚未审结")),
        ("总计", 1, 2),
        ("未经复议直接起诉", 5),
        ("复议后起诉", 5),
    ],
    ["\n".join(word) for word in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 2],
    [0] * 15,
]
