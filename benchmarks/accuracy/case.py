"""One document before it takes a look: what it prints, and what a reader must say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from benchmarks.accuracy.boxes import Boxes
from benchmarks.accuracy.numbers import Profile
from gongkai.forms.model import LOCAL
from gongkai.records import Verdict
from gongkai.sample.content import Content
from gongkai.sample.prose import HEADINGS, Prose

Status = Literal["reported", "blank", "annotated"]
TABLES = ("2", "3", "4")
_FULL_WIDTH = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


@dataclass(frozen=True, slots=True)
class Writing:
    """How a look writes numbers. zero: what stands for 0 (``""`` or a dash is a blank, never a number)."""

    zero: str = "0"
    full_width: bool = False
    separators: bool = False

    def text(self, value: Decimal) -> str:
        """The number as printed."""
        text = format(value, ",f" if self.separators else "f") if value else self.zero
        return text.translate(_FULL_WIDTH) if self.full_width else text


#: Numbers as they are.
PLAIN_WRITING = Writing()


@dataclass(frozen=True, slots=True)
class Expected:
    """What a reader must say of one box.

    label: row and column label of a cell that no form has (indicator ``local``), both to be found in the fact's label.
    value: None for a blank. unit: of amounts (``_amount``) alone. text: as printed.
    """

    table: str
    indicator: str
    applicant: str | None
    status: Status
    value: Decimal | None
    text: str
    unit: str | None = None
    label: tuple[str, ...] = ()

    @property
    def is_local(self) -> bool:
        """Whether no form has this cell."""
        return self.indicator == LOCAL

    @property
    def is_printed(self) -> bool:
        """Whether it prints a number other than 0."""
        return self.value is not None and self.value != 0

    @property
    def name(self) -> str:
        """``3 req_new/total``."""
        where = "/".join((self.indicator, *self.label, *([self.applicant] if self.applicant else [])))
        return f"{self.table} {where}"


@dataclass(frozen=True)
class Case:
    """A document to be made.

    number:   of the document within its look; with the run's seed it says everything.
    forms:    table -> form of the table.
    tables:   table -> its boxes.
    verdicts: table -> the verdict that the printed content deserves; None where either is right (heads cut).
    needs_proof: trust in it needs a proof, which a page's end, a wrapped number or a part without heads may rightly
        take away.
    """

    look: str
    seed: int
    number: int
    profile: Profile
    variant: str
    oddity: str
    agency: str
    year: int
    forms: Mapping[str, str]
    tables: Mapping[str, Boxes]
    expected: tuple[Expected, ...]
    verdicts: Mapping[str, Verdict | None]
    needs_proof: bool = False

    @property
    def title(self) -> str:
        """The report's title."""
        return f"{self.agency}{self.year}年政府信息公开工作年度报告"

    @property
    def name(self) -> str:
        """``html-clean-0007``."""
        return f"{self.look}-{self.number:04d}"

    def content(self) -> Content:
        """As the sample's renderers take it."""
        return Content(
            self.title,
            f"{self.agency}政府信息公开",
            self.agency,
            f"{self.year + 1}-01-22",
            self.prose(),
            dict(self.tables),
        )

    def prose(self) -> Prose:
        """Running text that states no number of the tables."""
        return Prose(
            overview=(
                f"根据《中华人民共和国政府信息公开条例》的要求，现公布{self.agency}{self.year}年政府信息公开工作年度报告。"
                f"所列数据的统计期限自{self.year}年1月1日起，至{self.year}年12月31日止。",
                "围绕群众关心的事项，及时更新栏目内容，完善发布审核流程，做到先审查、后公开。",
            ),
            problems=("一是栏目更新还不够及时；二是政策解读的形式比较单一。下一步，将完善责任清单，加强业务培训。",),
            others=("没有其他需要报告的事项。",),
        )

    def sections(self) -> list[tuple[str, tuple[str, ...], str | None]]:
        """The six sections: (heading, paragraphs, table or None)."""
        prose = self.prose()
        return [
            (HEADINGS["1"], prose.overview, None),
            *((HEADINGS[table], (), table) for table in TABLES),
            (HEADINGS["5"], prose.problems, None),
            (HEADINGS["6"], prose.others, None),
        ]
