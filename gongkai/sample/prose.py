"""Invented running text of the sample reports. Every count in it is one that the tables print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gongkai.forms.model import CellKey
from gongkai.sample.layout import CHANNELS, Printed

#: Stands on every page of every document.
SAMPLE = "SAMPLE 样例，非真实数据"
SAMPLE_NOTE = "（本样例 SAMPLE：文中机关、数字、事项均为虚构，仅供程序演示。）"
HEADINGS = {
    "1": "一、总体情况",
    "2": "二、主动公开政府信息情况",
    "3": "三、收到和处理政府信息公开申请情况",
    "4": "四、政府信息公开行政复议、行政诉讼情况",
    "5": "五、存在的主要问题及改进情况",
    "6": "六、其他需要报告的事项",
}

_WORK = (
    "围绕群众关心的事项，及时更新栏目内容，完善发布审核流程，做到先审查、后公开。",
    "梳理公开目录，统一格式和编号，方便群众查阅；对过期信息作出标注。",
    "组织工作人员学习政府信息公开条例，编写办理流程说明，提高答复质量。",
    "在办事大厅设置查阅点，安排专人引导，提供打印和咨询服务。",
)
_PROBLEMS = (
    "一是栏目更新还不够及时；二是政策解读的形式比较单一；三是个别工作人员对办理时限掌握不够准确。",
    "一是信息分类还不够细；二是主动公开的深度有待加强；三是培训的次数偏少。",
)
_PLANS = (
    "下一步，将完善责任清单，定期检查栏目，丰富解读形式，加强业务培训。",
    "下一步，将细化公开目录，优化答复文本，听取群众意见，持续改进工作。",
)


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs of sections one, five and six."""

    overview: tuple[str, ...]
    problems: tuple[str, ...]
    others: tuple[str, ...]


def prose(name: str, year: int, number: int, printed: Printed) -> Prose:
    """Text of one report. ``number`` varies the wording; ``printed`` gives the totals that it states."""
    work = [_WORK[(number + i) % len(_WORK)] for i in range(3)]
    return Prose(
        overview=(
            f"{SAMPLE_NOTE}根据《中华人民共和国政府信息公开条例》的要求，现公布{name}{year}年政府信息公开工作年度报告。"
            "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议和行政诉讼情况、"
            f"存在的主要问题及改进情况、其他需要报告的事项六个部分组成。所列数据的统计期限自{year}年1月1日起，至{year}年12月31日止。",
            f"（一）主动公开。{work[0]}",
            f"（二）依申请公开。{_requests(printed)}",
            f"（三）政府信息管理。{work[1]}",
            f"（四）监督保障。{work[2]}{_reviews(printed)}",
        ),
        problems=(_PROBLEMS[number % 2], _PLANS[(number + 1) % 2]),
        others=(f"{year}年，{name}收取政府信息公开信息处理费0元。", "没有其他需要报告的事项。"),
    )


def counts(printed: Printed) -> dict[str, str | None]:
    """What the text of a report states, indicator → number; None where words alone say that there was none."""
    new, carried_in, closed, carried_out = _totals(printed)
    stated: dict[str, str | None] = {"pr_req_received": None}
    if {new, carried_in, closed, carried_out} != {"0"}:
        stated = {
            "pr_req_received": new,
            "pr_req_carried_in": carried_in,
            "pr_req_closed": closed,
            "pr_req_carried": carried_out,
        }
    review, suits = _disputes(printed)
    none = not review + suits
    return stated | {
        "pr_review": None if none else str(review),
        "pr_suit": None if none else str(suits),
        "pr_processing_fee": "0",
    }


def _totals(printed: Printed) -> list[str]:
    return [_total(printed, row) for row in ("req_new", "req_carried_in", "req_closed_total", "req_carried_out")]


def _disputes(printed: Mapping[CellKey, str | None]) -> tuple[int, int]:
    """Reconsideration cases and lawsuits."""
    review, direct, after = (int(printed[f"{channel}_total", None] or 0) for channel in CHANNELS)
    return review, direct + after


def _requests(printed: Printed) -> str:
    totals = _totals(printed)
    if set(totals) == {"0"}:
        return "本年未收到政府信息公开申请。"
    new, carried_in, closed, carried_out = totals
    return (
        f"本年新收政府信息公开申请{new}件，上年结转政府信息公开申请{carried_in}件；"
        f"本年办结{closed}件，结转下年度继续办理{carried_out}件。"
    )


def _total(printed: Printed, row: str) -> str:
    """A row's total as printed; where no box is drawn for it, the sum of the others."""
    text = printed[row, "total"]
    if text is not None:
        return text
    return str(sum(int(value) for (code, _), value in printed.items() if code == row and value is not None))


def _reviews(printed: Mapping[CellKey, str | None]) -> str:
    review, suits = _disputes(printed)
    if not review + suits:
        return "本年没有因政府信息公开引起的行政复议和行政诉讼。"
    return f"本年因政府信息公开引起的行政复议{review}件，行政诉讼{suits}件。"
