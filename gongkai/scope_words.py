"""What a heading, a caption or the name of a sheet says of whose numbers stand below it: 全市汇总, 表三（本级）.

A whole text counts or none of it: a sentence that speaks of 全市 says nothing of a table. What its words mean depends
on the agency: a government's 本级 are its departments summed, an office's 本级 is the office itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from gongkai.align.numbers import squeeze
from gongkai.align.script import simplified
from gongkai.organs import years_named
from gongkai.records import Scope

Words = Literal["own", "self", "level", "departments", "jurisdiction", "units", "sum", "unclear"]
#: How far a text reaches: a heading over all tables below it, the name of a table over that one, a word alone
#: (（本级）) over the table right below. ``end``: it says nothing that is understood, but a heading above it may end.
#: ``note``: a note on tables (注：以上均为市本级数据) that may mean any of them, so that nothing is certain of them.
Reach = Literal["heading", "table", "near", "end", "note"]


class Statement(NamedTuple):
    """What a text says.

    organ: what its words stand behind (市政府办公室 of 市政府办公室本级). table: the official table that it names.
    rank:  the sign of a region in its words (市 of 全市), which must be the agency's.
    """

    text: str
    words: Words
    organ: str
    table: str | None
    reach: Reach
    rank: str = ""


_WORDS: tuple[tuple[Words, str], ...] = (
    ("level", "[省市县区州盟旗]本级"),
    ("departments", "(?:[省市县区州盟旗](?:级|直)|本级)各?(?:部门|单位|机关)"),
    ("units", "(?:本级)?(?:包?含|包括|及)(?:所属|下属|直属)(?:事业|二级)?(?:单位|机构|部门)|[全本]系统"),
    ("own", "(?:机关)?本级(?:机关)?"),
    ("self", "本(?:单位|机关|部门)(?:自身|本级)?"),
    ("jurisdiction", "全[省市县区州盟旗](?:各级)?(?:行政机关|各?部门|政府系统)?"),
    ("sum", "汇总"),
)
_ANY = "|".join(f"(?P<{name}>{words})" for name, words in _WORDS)
_SUFFIX = "(?P<suffix>(?:汇总|合计|数据|数字|情况|统计|报?表|部分)*)"
_ORGAN = r"(?P<organ>[\u4e00-\u9fff]{0,30}?)"
_YEAR = r"(?:20\d\d|二[〇○零0][〇○零0-9一二三四五六七八九]{2})年?度?"
_LEAD = rf"(?P<lead>(?:附?[件表][一二三四\d]*[:、.\-]?|\(?[一二三四五六七八九十\d]{{1,2}}(?:\)[、.]?|[、.])|{_YEAR})*)"
_RANGE = "(?:(?:统计|数据)?(?:范围|口径)[:为]?)?"
_CORE = rf"{_ORGAN}{_RANGE}(?:{_ANY}){_SUFFIX}"
#: 全市汇总, 二、样例市本级, （本级）; 表三（本级）; 全市收到和处理政府信息公开申请情况.
_ALONE = re.compile(rf"{_LEAD}[(\[【]?{_CORE}[)\]】]?")
_IN_BRACKETS = re.compile(rf"(?P<name>[^()\[\]【】]{{1,45}})[(\[【]{_CORE}[)\]】](?:情况|统计)*表?")
_BEFORE = re.compile(
    rf"{_LEAD}{_CORE}的?(?P<name>(?:主动公开|收到和?处理|受理|依申请|政府信息公开|信息公开|行政复议|因政府信息|被提起)[^()\[\]]{{2,40}})"
)
#: Words that speak of a scope in a text that is none of these, so that nobody can tell.
_SUSPECT = re.compile(
    r"本级|全[省市县区州盟旗系局]|汇总|[所下直]属|[各全本]系统|各(?:[县区市]|乡镇|街道)|[局委厅院]机关|本(?:单位|部门|机关)"
)
#: Words of a table's name, which is no organ's; a table that is called a summary (情况汇总表) says nothing.
_ABOUT = re.compile("公开|申请|复议|诉讼|情况|统计")
_SUMMARY = re.compile("^(?!.*(?:本级|全[省市县区州盟旗]|属)).*(?:公开|申请|复议|诉讼|情况|统计|工作|数据).*汇总表?$")
_NOTE = re.compile(
    r"(?:^[(\[【]?(?:[*※★]|备?注|说明)|[本上下此该各]表|以[上下]|上述|下列|[两二]套|表格)"
    rf"[^。;]{{0,60}}?(?:{_SUSPECT.pattern})"
)
#: What may say whose numbers a table holds, in a bracket behind its name; its unit (单位：件) does not.
_LAST_BRACKET = re.compile(r"[(\[【]([^()\[\]【】]{1,30})[)\]】]$")
_OF_ORGANS = re.compile("县区|区县|市县|乡镇|街道|单位(?![:为件])|部门|机关|合计|总|全|办|辖|系统|级|所有|直|含|其中")
#: A note that speaks of the numbers of tables, and words in it that say no more than an agency's kind does.
_ON_NUMBERS = re.compile(
    "(?:以[上下]|上述|下列|[本上下此该各]|为|[:])[^。;,]{0,6}(?:表|数据|数字)|(?:表|数据|数字)[^。;,]{0,4}为"
)
_OWN_ALONE = re.compile("本(?:单位|部门|机关)(?:自身)?")
_PUNCTUATION = re.compile(r"[,。;!?]")
#: Titles of reports, which stand in links to others too: what they say of a scope the title of the document says.
_TITLE = re.compile("报告|年报")
#: The longest text that is a heading or a caption, and that ends what a heading is over.
_LONGEST, _LONGEST_END, _LONGEST_NOTE = 60, 25, 200

_OF_TABLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("4", re.compile("复议|诉讼")),
    ("3", re.compile("收到|处理|受理|依申请|申请情况")),
    ("2", re.compile("主动公开")),
)
#: Names of tables by their number: 表二, 附表3.
_NUMBERED = re.compile(r"表([二三四234])(?![\d十])")
_NUMBERS = {"二": "2", "三": "3", "四": "4"}


def told(text: str) -> Statement | None:
    """What a text says of whose numbers stand below it; None where it is none that does."""
    return _told(squeeze(text))


def is_on_numbers(note: str) -> bool:
    """Whether a note says that the numbers of tables are of more than the agency alone: 注：以下表格为全市数据."""
    bare = _OWN_ALONE.sub("", simplified(squeeze(note)))
    return _ON_NUMBERS.search(bare) is not None and _SUSPECT.search(bare) is not None


def years(text: str) -> tuple[int, ...]:
    """Years that a heading or caption states with a scope: 2021年市本级; none where a text is no such one."""
    statement = told(text)
    if statement is None or statement.reach in ("note", "end"):
        return ()
    return years_named(statement.text)


@lru_cache(maxsize=1 << 13)
def _told(squeezed: str) -> Statement | None:
    bare = simplified(squeezed)
    if len(bare) < 2 or _SUSPECT.search(bare) is None:
        return _doubted(squeezed, bare)
    if len(bare) <= _LONGEST_NOTE and _NOTE.search(bare):
        return Statement(squeezed, "unclear", "", None, "note")
    if len(bare) > _LONGEST:
        return None
    if _PUNCTUATION.search(bare) or _TITLE.search(bare):
        return None
    match = _ALONE.fullmatch(bare)
    if match is not None and _ABOUT.search(match["organ"]) is None:
        is_heading = bool(match["lead"] or match["organ"] or match["suffix"]) and bare[0] not in "([【"
        return _statement(squeezed, match, _kind(match["lead"]), "heading" if is_heading else "near")
    match = _IN_BRACKETS.fullmatch(bare) or _BEFORE.fullmatch(bare)
    if match is not None:
        table = _kind(bare)
        return _statement(squeezed, match, table, "heading" if table is None else "table")
    if _SUMMARY.search(bare):
        return None
    if bare[-1] in ")]】" and _SUSPECT.search(bare[max(map(bare.rfind, "([【"), default=0) :]):
        table = _kind(bare)
        return Statement(squeezed, "unclear", "", table, "near" if table is None else "table")
    return Statement(squeezed, "unclear", "", None, "end") if len(bare) <= _LONGEST_END else None


def _doubted(squeezed: str, bare: str) -> Statement | None:
    """The name of an official table whose last bracket speaks of organs or sums in words that are not understood."""
    bracket = _LAST_BRACKET.search(bare)
    if bracket is None or len(bare) > _LONGEST or _OF_ORGANS.search(bracket[1]) is None:
        return None
    table = _kind(bare[: bracket.start()])
    return None if table is None else Statement(squeezed, "unclear", "", table, "table")


def _statement(text: str, match: re.Match[str], table: str | None, reach: Reach) -> Statement:
    words = next(name for name, _ in _WORDS if match[name])
    # A sum of one's own level is nobody's own.
    if words in ("own", "self") and "汇总" in match["suffix"]:
        return Statement(text, "unclear", match["organ"], table, reach)
    rank = _RANK.search(match[words])
    reach = "table" if table and reach == "heading" else reach
    return Statement(text, words, match["organ"], table, reach, rank[0] if rank else "")


def _kind(bare: str) -> str | None:
    """The official table that a text names; None where it names none, or several."""
    named = {table for table, words in _OF_TABLES if words.search(bare)}
    numbered = {_NUMBERS.get(number, number) for number in _NUMBERED.findall(bare)}
    found = named or numbered
    return found.pop() if len(found) == 1 else None


_RANK = re.compile("[省市县区州盟旗]")
#: Words with such a sign that are no region.
_NO_RANK = re.compile("市场|城市|市政|市容|市民|区划|[社园林库灾]区")
_GOVERNMENT = re.compile(r"(?:人民)?政府$|[公行]署$")
_OFFICE = re.compile(r"(?:办公[室厅]|办)$")

_DEPARTMENT: dict[Words, frozenset[Scope]] = {
    "own": frozenset({"own"}),
    "self": frozenset({"own"}),
    "level": frozenset({"own"}),
    "jurisdiction": frozenset({"jurisdiction"}),
    "units": frozenset({"system"}),
    "sum": frozenset({"system", "jurisdiction"}),
}
#: What the words may mean by the kind of the agency; nothing where that cannot be told.
_MEANINGS: dict[str, dict[Words, frozenset[Scope]]] = {
    "government": {
        "own": frozenset({"level"}),
        "self": frozenset({"office"}),
        "level": frozenset({"level"}),
        "departments": frozenset({"level"}),
        "jurisdiction": frozenset({"jurisdiction"}),
        "sum": frozenset({"level", "jurisdiction"}),
    },
    "office": {
        "own": frozenset({"own"}),
        "self": frozenset({"own"}),
        "level": frozenset({"level"}),
        "departments": frozenset({"level"}),
        "jurisdiction": frozenset({"jurisdiction"}),
        "sum": frozenset({"level", "jurisdiction"}),
    },
    "department": _DEPARTMENT,
    "public_body": _DEPARTMENT,
    "township": {"own": frozenset({"own"}), "self": frozenset({"own"})},
    "vertical": {
        "own": frozenset({"own"}),
        "self": frozenset({"own"}),
        "level": frozenset({"own"}),
        "jurisdiction": frozenset({"system"}),
        "units": frozenset({"system"}),
        "sum": frozenset({"system"}),
    },
}


def meanings(statement: Statement, kind: str | None, names: Sequence[str]) -> frozenset[Scope]:
    """Scopes that a statement may mean in a report of an agency of this kind that bears one of these names.

    None where it names another organ, or says nothing that is known.
    """
    of_kind = _MEANINGS.get(kind or "", {})
    found = of_kind.get(statement.words, frozenset())
    if statement.rank and not any(_has_rank(statement.rank, name) for name in names):
        return frozenset()
    organ = statement.organ
    if not organ or any(_is_of(organ, statement.rank, name) for name in names):
        return found
    is_its_office = kind == "government" and _OFFICE.search(organ) is not None and statement.words in ("own", "self")
    if is_its_office and any(_is_government(_OFFICE.sub("", organ), name) for name in names):
        return frozenset({"office"})
    return frozenset()


def _has_rank(rank: str, name: str) -> bool:
    """Whether an agency's region bears this sign: no city has a 全县. A government's name ends in its region's."""
    bare = simplified(squeeze(name))
    region = _GOVERNMENT.sub("", bare)
    return region[-1:] == rank if region != bare else rank in _NO_RANK.sub("", bare)


def _is_of(organ: str, rank: str, name: str) -> bool:
    """Whether printed words are an agency's name, its region (样例 of 样例市本级, too), or the end of its name (局)."""
    bare = simplified(squeeze(name))
    if organ == bare or (bare.endswith(organ) and (len(organ) > 1 or organ in "局委厅办院")):
        return True
    is_region = _RANK.fullmatch(organ[-1]) is not None or bare[len(organ) : len(organ) + 1] == rank
    return len(organ) > 1 and bare.startswith(organ) and is_region


def _is_government(organ: str, name: str) -> bool:
    """Whether words before 办公室 are a government's name, in full or in short: 样例市人民政府, 市政府, ''."""
    region = _GOVERNMENT.sub("", simplified(squeeze(name)))
    short = _GOVERNMENT.sub("", organ)
    return short in ("", region, region[-1:])
