"""The texts of a page's style sheets: its own, those that addresses hold themselves, and those of its archive."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

from lxml import etree

from gongkai.grids.css_said import DOUBT
from gongkai.grids.css_text import without_comments
from gongkai.grids.html_parts import ALONE, Parts

Element = etree._Element

#: So many characters of sheets are read of one page.
_MOST_CHARACTERS = 2_000_000
ON_SCREEN = re.compile(r"^\s*(?:only\s+)?(?:screen|all)?\s*$", re.I)
_UNREAD = ("noscript", "template", "iframe", "textarea", "noembed", "noframes")
#: A sheet that another one begins with, with the condition under which it holds.
_IMPORT = re.compile(r"\s*+@import\b([^;{}]*+);", re.I)
_IMPORTED = re.compile(r"\s*+(?:url\(\s*+)?[\"']?([^\"'()\s]++)[\"']?\s*+\)?(.*)", re.I | re.S)
#: So many sheets are put in for the imports of one.
_MOST_IMPORTS = 100
_BEFORE_IMPORTS = re.compile(r"\s*+@(?:charset|layer)\b[^;{}]*+;", re.I)


def sheets(root: Element, near: Parts = ALONE) -> tuple[str, ...]:
    """The style sheets of a page, the media of each as a condition in it. near: what its archive holds."""
    if near is not ALONE and (base := next((one for one in root.iter("base") if one.get("href")), None)) is not None:
        near = near.seen_from(base.get("href") or "")
    found: list[str] = []
    title: str | None = None
    length = 0
    for style in root.iter("style", "link"):
        if (style.get("type") or "text/css").strip().lower() != "text/css":
            continue
        if next(style.iterancestors(*_UNREAD), None) is not None:
            continue
        is_link = style.tag == "link"
        if is_link and not _is_sheet(style):
            continue
        own = style.get("title")
        title = title or own
        if own and own != title:
            # Another look to choose.
            continue
        sheet = _of_address(style.get("href") or "", near) if is_link else _with_imports(style.text or "", near, set())
        if sheet:
            media = style.get("media") or "all"
            found.append(sheet if ON_SCREEN.match(media) else f"@media {media}{{{sheet}}}")
            length += len(sheet)
        if length > _MOST_CHARACTERS:
            break
    # No medium that anybody knows: their rules hold or not.
    found.extend(f"@media (gongkai-nameless){{{sheet}}}" for sheet in near.nameless)
    room = _MOST_CHARACTERS
    kept: list[str] = []
    for sheet in found:
        kept.append(sheet if len(sheet) <= room else f"{sheet[:room]}}} *{{{DOUBT}}}")
        room = max(0, room - len(sheet))
    return tuple(map(without_comments, kept))


def _is_sheet(link: Element) -> bool:
    """Whether a link is to a sheet that holds: not one to choose, nor one that is switched off."""
    kinds = (link.get("rel") or "").lower().split()
    return "stylesheet" in kinds and "alternate" not in kinds and link.get("disabled") is None


def _with_imports(sheet: str, near: Parts, known: set[str]) -> str:
    """A sheet with those of its archive in place of its imports, each once; known: bases of those put in already."""
    if not near.texts or "@import" not in sheet.lower():
        return sheet
    sheet = without_comments(sheet)
    found: list[str] = []
    at = 0
    while (one := _IMPORT.match(sheet, at) or _BEFORE_IMPORTS.match(sheet, at)) is not None:
        at = one.end()
        said = _IMPORTED.match(one[1]) if one.re is _IMPORT else None
        part = None if said is None else near.find(said[1])
        if said is None or part is None:
            found.append(one[0])
            continue
        text, inside = part
        if len(known) >= _MOST_IMPORTS:
            found.append(f"*{{{DOUBT}}}")
        elif inside.base not in known:
            known.add(inside.base)
            inner, condition = _with_imports(text, inside, known), said[2].strip()
            found.append(f"@media {condition}{{{inner}}}" if condition else inner)
    return "".join((*found, sheet[at:]))


def _of_address(address: str, near: Parts) -> str:
    """The sheet that an address holds itself (``data:``), or the archive at that address."""
    part = near.find(address)
    if part is not None:
        return _with_imports(*part, {part[1].base})
    kind, comma, data = address.strip().partition(",")
    if not comma or not kind.lower().startswith("data:"):
        return ""
    raw = unquote_to_bytes(data)
    try:
        return (base64.b64decode(raw) if kind.lower().endswith(";base64") else raw).decode("utf-8", errors="replace")
    except binascii.Error:
        return ""
