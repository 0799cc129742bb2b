"""What publishers do to the form, each with a name: an oddity changes what is printed and says what must be read."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from benchmarks.accuracy.boxes import Boxes, official, retold, with_row
from benchmarks.accuracy.case import Expected, Status, Writing
from benchmarks.accuracy.numbers import Numbers, Profile, add
from gongkai.forms.model import LOCAL, CellKey
from gongkai.records import Verdict
from gongkai.sample.layout import APPLICANTS, Box

#: Labels misprinted as real reports do: a sign lost, or another of the same sound or shape.
TYPOS = {
    "2.其他法律行政法规禁止公开": "2.其他法律行政止公开",
    "3.危及“三安全一稳定”": "3.危及“三安全一稳定“",
    "3.补正后申请内容仍不明确": "3.补正后申请内容任不明确",
    "1.信访举报投诉类申请": "1.信访举报投拆类申请",
    "4.无正当理由大量反复申请": "4.无正当理由大量反复申清",
    "5.要求行政机关确认或重新出具已获取信息": "5.要求行政机关确认或重新出据已获取信息",
    "4.保护第三方合法权益": "4.保护第三方合法权宜",
    "2.没有现成信息需要另行制作": "2.没有现成信息需要另行制做",
    "一、本年新收政府信息公开申请数量": "一、本年新收政府信息公开申请数",
    "四、结转下年度继续办理": "四、结转下年度继续办里",
}
_NOTED = {
    "规章": "规章（本机关无制定规章的权限）",
    "规范性文件": "规范性文件（指印发的有正式文号的文件）",
    "行政规范性文件": "行政规范性文件（含联合印发的）",
    "本年增/减": "本年增/减（指本年增加或减少的事项数，减少用负值表示）",
    "本年废止件数": "本年废止件数（含失效）",
    "处理决定数量": "处理决定数量（件）",
    "本年处理决定数量": "本年处理决定数量（件）",
    "（一）予以公开": "（一）予以公开（含主动公开后告知的）",
}
_VERTICAL = ("三、本年度办理结果", "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理")


@dataclass
class Draft:
    """A document on its way: the numbers drawn, the texts printed, the tables as boxes, what must be read."""

    rng: random.Random
    profile: Profile
    forms: dict[str, str]
    numbers: dict[str, Numbers]
    writing: Writing
    printed: dict[str, dict[CellKey, str]] = field(default_factory=dict)
    special: dict[CellKey, Expected] = field(default_factory=dict)
    local: list[Expected] = field(default_factory=list)
    verdicts: dict[str, Verdict | None] = field(default_factory=dict)
    edits: list[tuple[str, Callable[[Boxes], Boxes]]] = field(default_factory=list)

    def write(self) -> None:
        """Texts of all numbers as they now are."""
        self.printed = {
            table: {key: self.writing.text(value) for key, value in numbers.items()}
            for table, numbers in self.numbers.items()
        }

    def boxes(self) -> dict[str, Boxes]:
        """The tables with every edit made, in order."""
        tables = {table: official(table, self.forms[table], printed) for table, printed in self.printed.items()}
        for table, edit in self.edits:
            tables[table] = edit(tables[table])
        return tables


@dataclass(frozen=True, slots=True)
class Oddity:
    """name, whether a draft can have it, what it does before the texts are written, and after.

    needs_proof: an identity fails in it, so that trust rests on every cell of it being whole in its box.
    """

    name: str
    fits: Callable[[Draft], bool] = lambda draft: True
    before: Callable[[Draft], None] = lambda draft: None
    after: Callable[[Draft], None] = lambda draft: None
    needs_proof: bool = False


def _is_full(draft: Draft) -> bool:
    return draft.profile in ("busy", "six")


def _own_error(draft: Draft) -> None:
    """The publisher's own slip: one printed total that is not the sum."""
    kind = draft.rng.choice(("4", "3 row", "3 column"))
    if kind == "4":
        draft.numbers["4"]["review_total", None] -= draft.numbers["4"]["review_pending", None]
    elif kind == "3 row":
        code = draft.rng.choice(("req_granted", "req_unable_not_held", "req_notproc_repeat"))
        draft.numbers["3"][code, "total"] += draft.rng.choice((1, 9, 10))
    else:
        draft.numbers["3"]["req_new", draft.rng.choice(APPLICANTS[:-1])] += draft.rng.choice((1, 2, 100))
    draft.verdicts[kind[0]] = "publisher_inconsistent"


def _local_row_2(draft: Draft) -> None:
    """A third line in the first block of table 2."""
    label = "其他主动公开文件"
    heads = [box.text or "" for box in official("2", draft.forms["2"], draft.printed["2"]) if box.row == 1][1:]
    values = [Decimal(draft.rng.randint(1, 90)) for _ in heads]
    texts = [draft.writing.text(value) for value in values]
    new = [Box(4, 0, 1, 1, label, "label"), *(Box(4, 1 + i, 1, 1, text, "value") for i, text in enumerate(texts))]
    draft.edits.append(("2", lambda boxes: with_row(boxes, 4, new)))
    for head, value, text in zip(heads, values, texts, strict=True):
        draft.local.append(Expected("2", LOCAL, None, "reported", value, text, label=(label, head)))


def _part_row_3(draft: Draft) -> None:
    """A row 其中 under the new requests that no sum counts."""
    label = "其中：通过互联网提交的申请"
    numbers = {who: Decimal(draft.rng.randint(1, 9)) for who in APPLICANTS}
    _local_row_3(draft, 4, Box(4, 0, 1, 3, label, "label"), numbers, None)


def _result_row_3(draft: Draft) -> None:
    """A sixth reason under （五）不予处理, counted in the totals."""
    label = "6.依法不予处理的其余情形"
    numbers = {who: Decimal(draft.rng.randint(1, 9)) for who in APPLICANTS[:-1]}
    numbers["total"] = add(numbers.values())
    for code in ("req_closed_total", "req_new"):
        for who, number in numbers.items():
            draft.numbers["3"][code, who] += number
    draft.write()
    group = "（五）不予处理"
    at = next(box.row + box.rowspan for box in official("3", draft.forms["3"], draft.printed["3"]) if box.text == group)
    _local_row_3(draft, at, Box(at, 2, 1, 1, label, "label"), numbers, group)


def _local_row_3(draft: Draft, at: int, label: Box, numbers: dict[str, Decimal], under: str | None) -> None:
    values = [numbers[who] for who in APPLICANTS]
    texts = [draft.writing.text(value) for value in values]
    new = [label, *(Box(at, 3 + i, 1, 1, text, "value") for i, text in enumerate(texts))]
    draft.edits.append(("3", lambda boxes: with_row(boxes, at, new, under)))
    for who, value, text in zip(APPLICANTS, values, texts, strict=True):
        draft.local.append(Expected("3", LOCAL, who, "reported", value, text, label=(label.text or "",)))


def _local_rows(draft: Draft) -> None:
    _result_row_3(draft)
    _local_row_2(draft)


def _edit_texts(*tables: str, texts: dict[str, str]) -> Callable[[Draft], None]:
    def edit(draft: Draft) -> None:
        draft.edits += [(table, lambda boxes: retold(boxes, texts)) for table in tables]

    return edit


def _typos(draft: Draft) -> None:
    chosen = draft.rng.sample(sorted(TYPOS), 3)
    draft.edits.append(("3", lambda boxes: retold(boxes, {label: TYPOS[label] for label in chosen})))


def _truncated_heads(draft: Draft) -> None:
    """Heads of form 2019 cut in half, two of them alike: nothing but their order tells them apart."""
    cut = {"本年新制作数量": "本年新", "本年新公开数量": "本年新"}
    draft.edits.append(("2", lambda boxes: retold(boxes, cut)))
    draft.verdicts["2"] = None


def _broken_heads(draft: Draft) -> None:
    """Heads over two lines of their box."""
    cut = {
        "本年新制作数量": "本年新\n制作数量",
        "本年新公开数量": "本年新\n公开数量",
        "商业企业": "商业\n企业",
        "科研机构": "科研\n机构",
        "社会公益组织": "社会\n公益\n组织",
        "结果维持": "结果\n维持",
        "结果纠正": "结果\n纠正",
        "其他结果": "其他\n结果",
        "尚未审结": "尚未\n审结",
    }
    draft.edits += [(table, lambda boxes: retold(boxes, cut)) for table in ("2", "3", "4")]


def _special(
    draft: Draft, code: str, text: str, value: Decimal, status: Status = "reported", unit: str | None = None
) -> None:
    draft.printed["2"][code, None] = text
    draft.special[code, None] = Expected("2", code, None, status, value, text, unit)


def _annotated(draft: Draft) -> None:
    code = "normdoc_made" if draft.forms["2"] == "2021" else "normdoc_published"
    value = draft.numbers["2"][code, None]
    _special(draft, code, f"{value}（其中修订{draft.rng.randint(2, 9)}件）", value, "annotated")


def _delta_words(draft: Draft) -> None:
    for code in ("license_items_delta", "penalty_items_delta"):
        value = draft.numbers["2"][code, None]
        _special(draft, code, f"{'减' if value < 0 else '增'}{abs(value)}", value)
    value = draft.numbers["2"]["othersvc_items_delta", None]
    _special(draft, "othersvc_items_delta", f"{value:+f}", value)


def _yuan(draft: Draft) -> None:
    code = "admin_fee_amount" if draft.forms["2"] == "2021" else "procurement_amount"
    value = Decimal(draft.rng.randint(1_000, 900_000))
    _special(draft, code, f"{value}元", value, unit="元")


ODDITIES = (
    Oddity("own error", _is_full, before=_own_error, needs_proof=True),
    Oddity("local row in 2", _is_full, after=_local_row_2),
    Oddity("part row in 3", _is_full, after=_part_row_3),
    Oddity("result row in 3", _is_full, after=_result_row_3, needs_proof=True),
    Oddity("local rows in 2 and 3", _is_full, after=_local_rows, needs_proof=True),
    Oddity("notes in brackets", after=_edit_texts("2", "3", texts=_NOTED)),
    Oddity("heads cut", lambda draft: draft.forms["2"] == "2019", after=_truncated_heads),
    Oddity("heads on lines", after=_broken_heads),
    Oddity("label typos", after=_typos),
    Oddity("vertical text", after=_edit_texts("3", texts={label: "\n".join(label) for label in _VERTICAL})),
    Oddity("annotated", _is_full, after=_annotated),
    Oddity("减3", lambda draft: draft.forms["2"] == "2019" and _is_full(draft), after=_delta_words),
    Oddity("251000元", after=_yuan),
)
PLAIN = Oddity("none")
