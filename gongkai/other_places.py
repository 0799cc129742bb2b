"""Whether a caption names another organ: of another place (样东县教育局 in 样例市's report), or the agency's sister."""

from __future__ import annotations

import re
from functools import lru_cache

from gongkai.align.numbers import squeeze
from gongkai.align.script import simplified
from gongkai.organs import named
from gongkai.scope_words import told

#: A caption of a table's numbers, and one that names who filled it in, which is no caption of them.
_OF_NUMBERS = re.compile("公开|申请|复议|诉讼|数据|数字|情况|统计|表|^附")
_OF_FILER = re.compile("(?:单位|机关|部门|机构)[^:]{0,8}:")
#: Titles and other papers, links to them, and lists of several places.
_OF_PAPER = re.compile(r"报告|年报|申请表|指南|目录|[\u4e00-\u9fff]{2}、|办法|制度|通知|公告|\.[a-z]{3,4}$")
#: A government and its office, which departments' pages name as those to whom they report.
_OF_GOVERNMENT = re.compile("政府|办公[室厅]|公开办")
_ENDING = re.compile("(?:管理|监督|行政|和|委员会|中心|局|委|厅|部|署|站|所|处)+")
#: Signs of regions by their rank.
_RANKS = {"省": 0, "市": 1, "州": 1, "盟": 1, "县": 2, "区": 2, "旗": 2, "乡": 3, "镇": 3, "街道": 3}
_REGION = re.compile(r"[\u4e00-\u9fff]{1,9}?(?:自治区|自治[州县旗]|街道|[省市县区州盟旗乡镇])")
#: Words with such a sign that are no region.
_NO_REGION = re.compile(
    "市场|城市|市政|市容|市民|区划|城乡|乡村|乡镇|城镇|[社园林库灾辖城地小校景]区|县区|区县|市区|示范区"
)


@lru_cache(maxsize=1 << 12)
def names_another(caption: str, agency: str | None) -> bool:
    """Whether a caption names an organ of another place of the agency's rank, or of one below it, or another organ of
    its own place (样例市财政局 in the report of 样例市教育局).

    What names a place above the agency's is often a heading that all agencies of that place were given.
    """
    bare = simplified(squeeze(agency or ""))
    own = _lowest(bare)
    if own is None or not any(sign in caption for sign in _RANKS):
        return False
    # Its name alone says it as well.
    if _OF_NUMBERS.search(caption) is None and caption.strip("()[]【】:") not in named(caption):
        return False
    # What speaks of a scope is a scope's.
    if _OF_FILER.search(caption) is not None or _OF_PAPER.search(caption) is not None or told(caption) is not None:
        return False
    for name in named(caption):
        other = _lowest(name)
        if other == own and _are_sisters(name, bare, own):
            return True
        if other is None or _rank(other) < _rank(own) or other.endswith(own):
            continue
        if not _is_within(other, bare):
            return True
    return False


def _are_sisters(name: str, agency: str, region: str) -> bool:
    """Whether two names begin with one region and name two organs of it: departments, of which neither is in the other;
    a government speaks for all of its own."""
    one, other = name.partition(region)[2], agency.partition(region)[2]
    if not name.startswith(region) or not agency.startswith(region) or _OF_GOVERNMENT.search(f"{one} {other}"):
        return False
    stems = [_ENDING.sub("", organ) for organ in (one, other)]
    return all(stems) and not any(sign in stems[1] for sign in stems[0])


def _lowest(name: str) -> str | None:
    """The lowest region that a name begins with: 样东县 of 样例市样东县教育局."""
    regions: list[str] = _REGION.findall(_NO_REGION.sub("", name))
    return max(regions, key=_rank) if regions else None


def _rank(region: str) -> int:
    return 0 if region.endswith("自治区") else _RANKS["街道" if region.endswith("街道") else region[-1]]


def _is_within(region: str, name: str) -> bool:
    """Whether a name has the signs of a region in their order: 高新区 is in 高新技术产业开发区."""
    signs = iter(name)
    return all(sign in signs for sign in region)
