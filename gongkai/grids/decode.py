"""From bytes to text for HTML and plain text: Chinese sites declare charsets wrongly or not at all.

Order: byte order mark, strict UTF-8, the declared charset (if Chinese can be written in it), GB18030. A character is
replaced (U+FFFD) only when none of them fits all bytes, and then a note says how many. Bytes of Big5 are bytes of
GB18030 as well, so these two are told apart by what every report says: where one of them says it and the other does
not, the one is right, whatever is declared, and a note says so.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.I)
#: GB18030 holds all of GB2312 and GBK, and what publishers call GB2312 is GBK.
_GB = frozenset({"gb2312", "gbk", "gb18030"})
#: Big5 as pages have it: with the signs of Hong Kong or of Microsoft where its own are not enough.
_BIG5 = ("big5", "big5hkscs", "cp950")
#: Words of which every report has both kinds.
_SAID = (("政府",), ("公开", "公開"))


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """(text without byte order mark, notes). The notes say what a person should know about the decoding."""
    for bom, marked in _BOMS:
        if data.startswith(bom):
            return _forced(data[len(bom) :], marked)
    declared = _declared(data)
    for name in dict.fromkeys(("utf-8", declared)):
        text = _strict(data, name)
        if text is not None:
            return (text, ()) if name == "utf-8" or _says(text) else _by_words(data, text, declared)
    if _is_damaged_utf8(data):
        return _forced(data, "utf-8")
    text = _strict(data, "gb18030")
    if text is not None:
        found, notes = _by_words(data, text, declared)
        return found, notes or ((f"decoded as gb18030, declared was {declared}",) if declared else ())
    # utf-16 here would be a guess by length alone; of the plausible ones that is taken which says what reports say,
    # of several the one with fewer holes.
    names = ("gb18030", "utf-8", *(["big5"] if declared == "big5" else []))
    return min((_forced(data, name) for name in names), key=lambda one: (not _says(one[0]), one[0].count("�")))


def _by_words(data: bytes, text: str, declared: str | None) -> tuple[str, tuple[str, ...]]:
    """A text that says nothing of a report, or what its bytes say in the other charset if that does."""
    for name in () if _says(text) else ("gb18030", "big5"):
        other = _strict(data, name)
        if other is not None and other != text and _says(other):
            return other, (f"decoded as {name} by its words, declared was {declared or 'nothing'}",)
    return text, ()


def _says(text: str) -> bool:
    return all(any(word in text for word in words) for words in _SAID)


def _strict(data: bytes, name: str | None) -> str | None:
    """The text if a charset fits all bytes; of Big5 the first of its kinds that does."""
    if name is None:
        return None
    if name == "big5":
        return next((text for kind in _BIG5 if (text := _decoded(data, kind)) is not None), None)
    return _decoded(data, name)


def _decoded(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _forced(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(name, errors="replace")
    holes = text.count("�")
    return text, ((f"{holes} characters could not be decoded as {name}",) if holes else ())


def _declared(data: bytes) -> str | None:
    """Charset in a meta element or XML declaration; None when there is none that Python can decode text with."""
    match = _DECLARED.search(data[:8192])
    if match is None:
        return None
    try:
        info = codecs.lookup(match.group(1).decode("ascii"))
    except LookupError:
        return None
    # ASCII bytes could be read at all, so a declared utf-16 is wrong; "hex" and the like are no charsets.
    if info.name.startswith(("utf-16", "utf-32", "utf-7")) or not getattr(info, "_is_text_encoding", True):
        return None
    if info.name in _GB:
        return "gb18030"
    if info.name in _BIG5:
        return "big5"
    return info.name if _has_chinese(info.name) else None


def _has_chinese(name: str) -> bool:
    """Whether Chinese can be written in a charset.

    Those of one byte a character (iso-8859-1) read any bytes as nonsense, and stand in templates that nobody changed.
    """
    try:
        "中文".encode(name)
    except UnicodeEncodeError:
        return False
    return True


def _is_damaged_utf8(data: bytes) -> bool:
    """UTF-8 with a few broken characters (a description cut in the middle of one), not GBK.

    GBK read as UTF-8 is broken nearly everywhere, so the two cannot be confused.
    """
    text = data.decode("utf-8", errors="replace")
    holes = text.count("�")
    wide = sum(1 for character in text if character > "\u07ff") - holes
    return 0 < holes * 20 < wide
