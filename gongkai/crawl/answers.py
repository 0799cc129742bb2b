"""What an answer is, whatever its status says: a challenge to programs, a page that says that there is none. Pure.

A challenge is told, never solved.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from gongkai.crawl.markup import UnreadablePage, decode, text_of, tree_of

#: 412 and 521 are how the common protections of government sites (瑞数, 加速乐) answer programs.
BLOCKING = frozenset({412, 521})
#: Scripts and words of pages that let only browsers on, or ask whether a human is there.
_CHALLENGE = re.compile(
    r"\$_ts\b|__jsl_clearance|acw_sc__v|arg1='[0-9A-F]{40}'|_waf_|/_guard/|__cf_chl|cf-challenge|yunsuo_session"
    r"|安全验证|人机验证|滑动验证|拖动滑块|正在验证您?的?浏览器|访问行为异常|您的访问(?:请求)?(?:已)?被(?:拦截|阻断)",
    re.IGNORECASE,
)
_NO_PAGE = re.compile(
    r"(?:页面|网页|文件|您(?:要|所)?访问的\w{0,4})(?:不存在|已?被?删除|已失效|未找到|找不到|没有找到)"
    r"|找不到(?:该|此|您要?访问的)?(?:页面|网页|文件)"
    r"|(?:^|错误|error)\W*404(?!\d)|(?<!\d)404\W*(?:错误|页面|not|error)|page not found",
    re.IGNORECASE,
)
_HOME = re.compile(r"/?(?:(?:index|default|main)\.(?:s?html?|jsp|php|aspx?))?", re.IGNORECASE)
#: A page that says one of these things says hardly anything else.
_MOST_WORDS = 300
_MOST_BYTES = 256 * 1024


def is_challenge(data: bytes) -> bool:
    """Whether a body is a challenge: its marks, and next to no text beside them."""
    text = _page(data)
    return text is not None and bool(_CHALLENGE.search(text)) and len(_words(text)) < _MOST_WORDS


def is_soft_404(data: bytes) -> bool:
    """Whether a body is a page that says that there is none, in its title or as all of its text."""
    text = _page(data)
    if text is None:
        return False
    words = _words(text)
    return len(words) < _MOST_WORDS and bool(_NO_PAGE.search(words))


def is_home(url: str) -> bool:
    """Whether a URL is that of its host's home page: where sites send those who ask for a page that is gone."""
    parts = urlsplit(url)
    return _HOME.fullmatch(parts.path) is not None and not parts.query


def page_of_list(url: str) -> str:
    """Host and path of a list, however its first page is spelled: with its name (``index.html``) or without."""
    parts = urlsplit(url)
    path = re.sub(r"/(?:index|default)\.\w+$", "/", parts.path, flags=re.I)
    return f"{(parts.hostname or '').lower().removeprefix('www.')}{path.rstrip('/')}"


def _page(data: bytes) -> str | None:
    """The text of a body that may be a small page; None of others."""
    if len(data) > _MOST_BYTES or not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    try:
        return decode(data)
    except UnreadablePage:
        return None


def _words(text: str) -> str:
    """What a page shows, its title first."""
    try:
        tree = tree_of(text)
    except UnreadablePage:
        return ""
    for element in tree.xpath("//script | //style | //head/*[not(self::title)]"):
        element.drop_tree()
    return text_of(tree)
