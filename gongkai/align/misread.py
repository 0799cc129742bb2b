"""Labels in recognised text with a character misread (白然人), as what they mean.

Only of text that was recognised in a picture: what a file itself states is no misreading, and 行政处分 is no 行政处罚.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache

from gongkai.align import disputes, labels
from gongkai.align.disclosure_labels import TABLE as DISCLOSURE
from gongkai.align.numbers import is_number
from gongkai.forms import codebook
from gongkai.grids.model import Cell, Extract

#: Readers whose text is recognised.
_RECOGNISED = ("ocr", "glyphs")
#: Fewer characters than this are something else where one of them is (其他, 其中).
_SHORTEST = 3
#: Characters that make another label of one: they are printed, not misread.
_TELLING = frozenset("不未无非没失废免除全半历累上下前后去今明本旧新内外加减增分一二三四五六七八九十0123456789")
#: Heads of others who ask, one sign from the form's: they are printed, not misread.
_OTHERS = frozenset(
    {
        "工业企业",
        "农业企业",
        "林业企业",
        "渔业企业",
        "矿业企业",
        "实业企业",
        "事业企业",
        "商业机构",
        "科技机构",
        "教研机构",
        "社会公共组织",
        "社会公用组织",
        "法律服务组织",
        "法律援助机构",
    }
)

_DENYING = frozenset("不未无非没")
#: Of so many characters of a label one may be misread, in any label one.
_PER_MISREAD = 10
#: (seen, printed): a telling character where the form prints one that looks like it, and that makes no label there.
_LOOKS_LIKE = frozenset(
    (seen, meant)
    for meant, all_seen in {"于": "下", "无": "尤元尢", "未": "末木术米来朱耒", "不": "丕木"}.items()
    for seen in all_seen
)
#: What was seen of shorter labels and is no word.
_SHORT = {"共他": "其他"}


def as_meant(extract: Extract) -> Extract:
    """The extract with misread labels and headers as the form prints them; others, and exact readers', as they are."""
    if extract.reader not in _RECOGNISED:
        return extract
    grids = tuple(replace(grid, cells=tuple(map(_cell, grid.cells))) for grid in extract.grids)
    return replace(extract, grids=grids)


def _cell(cell: Cell) -> Cell:
    name = None if is_number(cell.text) else meant(cell.text)
    return cell if name is None else cell._replace(text=name)


@lru_cache(maxsize=1 << 14)
def meant(text: str) -> str | None:
    """The only official label or header that a text is but for a character in ten; None where it is one, or none."""
    printed = labels.key(text)
    if printed in _SHORT:
        return _SHORT[printed]
    if len(printed) < _SHORTEST or printed in _official() or printed in _OTHERS:
        return None
    found = [name for key, name in _official().items() if _is_misread(printed, key)]
    return found[0] if len(found) == 1 else None


def _is_misread(printed: str, official: str) -> bool:
    if len(printed) != len(official):
        return False
    others = [(seen, meant) for seen, meant in zip(printed, official, strict=True) if seen != meant]
    return len(others) <= max(1, len(official) // _PER_MISREAD) and all(
        pair in _LOOKS_LIKE or (pair[0] not in _TELLING and pair[1] not in _DENYING) for pair in others
    )


@cache
def _official() -> dict[str, str]:
    """Key -> label or header as printed, of tables 2, 3 and 4 on all forms."""
    names = [applicant.label_zh for applicant in codebook.applicants().values()]
    names += disputes.CHANNELS
    for form in codebook.FORMS:
        for table in codebook.TABLES:
            for indicator in codebook.printed_indicators(form, table):
                parts = indicator.label_zh.split("/", 1)
                names += parts if table == DISCLOSURE else parts[-1:]
    # A header that states a unit is not touched: of the unit a character may be the misread one.
    return {labels.key(name): name for name in reversed(names) if "单位" not in name}
