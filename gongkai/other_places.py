"""Whether a caption names an organ of another place than the agency's: 样东县教育局 in the report of 样例市."""

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
#: Signs of regions by their rank.
_RANKS = {"省": 0, "市": 1, "州": 1, "盟": 1, "县": 2, "区": 2, "旗": 2, "乡": 3, "镇": 3, "街道": 3}
_REGION = re.compile(r"[\u4e00-\u9fff]{1,9}?(?:自治区|自治[州县旗]|街道|[省市县区州盟旗乡镇])")
#: Words with such a sign that are no region.
_NO_REGION = re.compile(
    "市场|城市|市政|市容|市民|区划|城乡|乡村|乡镇|城镇|[社园林库灾辖城地小校景]区|县区|区县|市区|示范区"
)


@lru_cache(maxsize=1 << 12)
def names_another(caption: str, agency: str | None) -> bool:
    """Whether a caption names an organ of another place of the agency's rank, or of one below it.

    What names a place above the agency's is often a heading that all agencies of that place were given.
    """
    own = None if agency is None else _lowest(simplified(squeeze(agency)))
    if own is None or _OF_NUMBERS.search(caption) is None or not any(sign in caption for sign in _RANKS):
        return False
    # What speaks of a scope is a scope's.
    if _OF_FILER.search(caption) is not None or _OF_PAPER.search(caption) is not None or told(caption) is not None:
        return False
    for name in named(caption):
        other = _lowest(name)
        if other is None or _rank(other) < _rank(own) or other.endswith(own):
            continue
        if not _is_within(other, simplified(squeeze(agency or ""))):
            return True
    return False


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
