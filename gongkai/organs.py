"""Organs and years that a heading, a label, the name of a file or the text of a link states for the numbers below it.

Only a whole text counts (``样南县卫生局2023年行政复议统计表``, ``表四（样河镇）``, ``填报单位：样南县卫生局``): a
sentence that speaks of an organ says nothing of whose numbers these are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from gongkai.align import stated
from gongkai.align.numbers import squeeze
from gongkai.align.script import simplified
from gongkai.grids.model import Extract, Line
from gongkai.grids.places import is_in_list
from gongkai.periods import with_figures

#: What the name of an organ ends in; 政府 alone is a word of the form's labels (政府信息).
_ENDS = (
    r"(?:(?:人民|(?<=[省市县区州盟旗乡镇]))政府|公署|行署|[局厅署]|委员会|管委会|居委会|村委会|[委府省市县区]办|委|办公[室厅]|研究室"
    r"|办事处|管理处|街道办?|苏木|[乡镇]|中心|法院|检察院|医院|学院|研究院|科学院|党校|学校|[大中小]学|幼儿园|图书馆|博物馆|档案馆"
    r"|[大支总中]队|(?:派出|司法|财政|研究|监管|管理|税务|事务)所|(?:服务|工作|管理|监测|监督|推广)站|公司|集团|协会|学会|联合会"
    r"|[残妇文]联|工商联|科协|工会|团委|供销社|联社|红十字会|(?<![全内外本各局一干支])部|[省市县区州盟旗])"
)
_NAME = rf"[\u4e00-\u9fff]{{1,24}}?{_ENDS}"
#: Words that begin or end a text which names nobody: 各乡镇, 全市, 收到和处理县…, 以人民为中心.
_NOBODY = re.compile(
    r"^(?:不?含|包括|[各全本我该所由对向与和及在按以]|[上下]级|其[他它]|有关|相关|行政(?!审批|服务)|申请|收到|受理|主动|依申请|公开|办理|处理|发布|报送)"
    r"|乡镇$|县区$|区县$|市县$|镇街$|为中心$|[地社辖]区$|城[镇市区]$|格局$|布局$"
)
_YEAR = r"(?:20\d\d|二[〇○零0][〇○零0-9一二三四五六七八九]{2}|[12]\d(?=年))(?:年度|年|度)?"
_LEAD = (
    r"(?:(?:附件|附表|附|表)[一二三四五六七八九十\d]*|\d{1,2}(?=[.、)_\-\u4e00-\u9fff])|[一二三四五六七八九十](?=、)|关于"
    rf"|{_YEAR}|[:、._\-—()《【\[])*"
)
#: What may stand behind the name of an organ in the name of its table, and what that ends in.
_BEHIND = (
    r"(?:的|关于|本级|机关|年|政府信息|政务|信息公开|行政复议|行政诉讼|复议|诉讼|主动公开|依申请|收到|申请|附[件表]|数据|统计|报[表告]|年[报度]|表"
    r"|填报|工作|20\d\d|二[〇○零0]|[12]\d年|[_\-—()])"
)
_OF_DATA = r"(?:[表数]|数据|情况|统计|报告|年报|附件|汇总|信息|内容|材料|本级|机关|年度?|20\d\d)[一二三四\d]?[)》】\]]*"
_WHOLE = re.compile(rf"{_LEAD}(?P<name>{_NAME})(?:{_YEAR}|[)》】\]]*|(?={_BEHIND}).{{0,40}}{_OF_DATA})")
_IN_BRACKETS = re.compile(rf"[(\[【](?P<name>{_NAME})(?:本级|数据|{_YEAR})*[)\]】]$")
#: 单位：… with a name behind it; what stands before it else is another label (主办单位, 技术支持单位).
_LABEL = re.compile(
    r"(?:^|[^\u4e00-\u9fff])(?:编制|制表|报告|统计|填写|行政)?(?:单位|机关|部门|机构)(?:名称|全称)?(?:\([^)]*\))?:"
    rf"(?P<name>{_NAME})(?![\u4e00-\u9fff])"
)
#: 注：以下为市教育局数据; 数据来源：….
_NOTE = re.compile(
    rf"(?:(?:本|[上下]|此|该|各)表|以[上下]|[上下]述|下列|数据|表格)(?:数据|数字|统计|内容|表格)?(?:均?仅?(?:为|系|是|含)|来[源自]于?:?)"
    rf"(?P<name>{_NAME})的?(?:本级|机关)?(?:数据?|数字|统计|情况)?(?=[,;。)\]]|$)"
)
#: A heading that says of which year the numbers below it are: 2022年表四, 样南县教育局2022年数据.
_OF_YEAR = re.compile(
    rf"{_LEAD}(?:{_NAME})?(?P<year>{_YEAR})(?:的|政府信息|信息公开|主动公开|公开|依申请|收到|申请|处理|办理|行政复议|行政诉讼|复议|诉讼"
    r"|工作|年度?|情况|数据|统计|报表|报告|年报|附[件表]|表[一二三四\d]?|[和、()])*"
)
_YEAR_STATED = re.compile(r"(20\d\d)年")
#: Lines at a document's beginning that may be its heading.
_FIRST_LINES = 5
_IN_SENTENCE = re.compile(r"[,;。!?]")
_PARTS = re.compile(r"[_\-—–|、/]+")
_LONGEST = 60
#: Places of lines as long as the page is wide: PDF, pictures, text.
_WRAPS = re.compile(r"(?:^|!)(?:p\d+ |line \d)")
#: Lines of running text reach so far of the longest, and are at least so many.
_FULL, _LINES_OF_TEXT = 0.85, 5
#: Rows of a table in which its name may stand.
_HEAD_ROWS = 3

_ENDING = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
#: Dates and numbers of papers in a name are no year of its numbers.
_DATED = re.compile(r"20\d\d(?:年\d{1,2}月(?:\d{1,2}日)?|[-._/]?\d{1,2}[-._/]?\d{1,2})|[〔\[]20\d\d[〕\]]")
_YEARS = re.compile(
    r"(?<![\dA-Za-z])(20\d\d)(?=年|[^\dA-Za-z]*[\u4e00-\u9fff]|$)|(?<![\d近前第])([12]\d)(?=年(?:度|报|附|[政信数统表]|$))"
)
#: The report in letters, with its year alone beside it: nb2022, 2022nb, xxgknb_2022, 2022ndbg.
_REPORT = r"(?:zf)?(?:xxgk|gk)?(?:gz)?(?:nb|ndbg|nianbao|niandubaogao|annual-?report)"
_IN_LETTERS = re.compile(
    rf"(?<![a-z\d])(?:{_REPORT}[-_]?(?P<behind>20\d\d)|(?P<before>20\d\d)(?:nd)?[-_]?{_REPORT})(?![-_]?[a-z\d])",
    re.IGNORECASE,
)
#: Pages and pictures are numbered by their sites: 2022.html is the 2022nd.
_NUMBERED = re.compile(r"\d+\.(?:s?html?|jsp|png|jpe?g|gif|bmp|tiff?)", re.IGNORECASE)


@lru_cache(maxsize=1 << 13)
def named(text: str) -> tuple[str, ...]:
    """Names of organs whose numbers they are by a text, squeezed, as printed; none where it is no heading or label."""
    bare = _ENDING.sub("", simplified(squeeze(text)))
    if len(bare) < 2 or len(bare) > _LONGEST:
        return ()
    found = [match["name"] for match in _LABEL.finditer(bare)] if ":" in bare else []
    found += [match["name"] for match in _NOTE.finditer(bare)]
    filer = stated.filer(bare) if ":" in bare else None
    found += [filer] if filer is not None and re.fullmatch(_NAME, filer) else []
    for part in () if _IN_SENTENCE.search(bare) else dict.fromkeys((bare, *_PARTS.split(bare))):
        match = _WHOLE.fullmatch(part) or _IN_BRACKETS.search(part)
        found += [match["name"]] if match is not None else []
    return tuple(dict.fromkeys(name for name in found if not _NOBODY.search(name)))


def stated_in(found: Iterable[Extract]) -> tuple[str, ...]:
    """Names of organs that a document states as those whose numbers it holds, lists of links left out; and the years
    that its first lines and its sheets' names state (``2022年``)."""
    extracts = tuple(found)
    names = [name for text in _texts(extracts) for name in named(text)]
    years = [f"{year}年" for text in _heads(extracts) for year in _years_of(text)]
    return tuple(dict.fromkeys((*names, *years)))


def parted(stated: Iterable[str]) -> tuple[list[str], list[int]]:
    """What :func:`stated_in` gives, as names and years."""
    all_of_it = list(stated)
    matches = [_YEAR_STATED.fullmatch(one) for one in all_of_it]
    names = [one for one, match in zip(all_of_it, matches, strict=True) if match is None]
    return names, [int(match[1]) for match in matches if match is not None]


def _heads(found: Iterable[Extract]) -> Iterator[str]:
    for extract in found:
        lines = [line for line in extract.lines if not is_in_list(line.place)]
        yield from (line.text for line in lines[:_FIRST_LINES])
        yield from (grid.sheet for grid in extract.grids)


@lru_cache(maxsize=1 << 13)
def _years_of(text: str) -> tuple[int, ...]:
    bare = simplified(squeeze(text))
    return years_named(bare) if len(bare) <= _LONGEST and _OF_YEAR.fullmatch(bare) else ()


def years_named(name: str) -> tuple[int, ...]:
    """Years that the name of a file or the text of a link states: 2022年报.xlsx, 二〇二二年附表; no dates in it."""
    whole = simplified(squeeze(name))
    bare = "" if _NUMBERED.fullmatch(whole) else _ENDING.sub("", whole)
    bare = with_figures(bare)
    dateless = _DATED.sub("", bare)
    found = ["".join(year) for year in (*_YEARS.findall(dateless), *_IN_LETTERS.findall(dateless))]
    return tuple(dict.fromkeys(int(year) % 100 + 2000 for year in found))


def _texts(found: Iterable[Extract]) -> Iterator[str]:
    """Titles, lines, names of sheets, and what stands at the head of tables."""
    for extract in found:
        yield from (text for text in (extract.metadata.get("articletitle"), extract.title) if text)
        yield from _headings([line for line in extract.lines if not is_in_list(line.place)])
        for grid in extract.grids:
            yield grid.sheet
            yield from (cell.text for cell in grid.cells if cell.row < _HEAD_ROWS)


def _headings(lines: Sequence[Line]) -> Iterator[str]:
    """Lines but those of running text that the page's width broke: such a line may end with any word."""
    lengths = [len(squeeze(line.text)) if _WRAPS.search(line.place) else 0 for line in lines]
    width = _FULL * max(lengths, default=0)
    full = [line for line, length in zip(lines, lengths, strict=True) if length and length >= width]
    is_text = len(full) >= _LINES_OF_TEXT and 2 * sum(bool(_IN_SENTENCE.search(squeeze(o.text))) for o in full) > len(
        full
    )
    yield from (line.text for line, length in zip(lines, lengths, strict=True) if not (is_text and length >= width))
