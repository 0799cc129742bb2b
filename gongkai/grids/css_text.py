"""The text of style sheets as browsers take it apart: strings, brackets, comments, escapes and blocks.

Source: CSS Syntax Module Level 3, as far as sheets written by people need it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_STRING = r"\"(?:[^\"\\\n]|\\.)*[\"\n]?|'(?:[^'\\\n]|\\.)*['\n]?"
_ADDRESS = r"url\(\s*(?![\"'\s])[^)]*\)?"
_COMMENT = re.compile(rf"{_STRING}|{_ADDRESS}|\\.|/\*.*?(?:\*/|\Z)|<!--|-->", re.S | re.I)
_SIGN = re.compile(rf"{_STRING}|{_ADDRESS}|\\.|[;,{{}}()\[\]]", re.S | re.I)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\r\n\f]?|(.))", re.S)
_LAST_SIGN = 0x10FFFF
#: A name of a property; those that begin otherwise (``*display``) are none to a browser.
_NAME = re.compile(r"-{0,2}[a-z_\u0080-\uffff][\w-]*")
_IMPORTANT = re.compile(r"!\s*important\s*$")


def without_comments(text: str) -> str:
    """A sheet or style with a space for each comment: what stands before and behind it are two words."""
    if "/*" not in text and "<!--" not in text and "-->" not in text:
        return text
    return _COMMENT.sub(lambda found: " " if found[0][:2] in ("/*", "<!", "--") else found[0], text)


def unescaped(text: str) -> str:
    """A name with its escapes (``\\64 isplay``) put in."""
    return _ESCAPE.sub(_escaped, text) if "\\" in text else text


def _escaped(found: re.Match[str]) -> str:
    if found[1] is None:
        return str(found[2])
    number = int(found[1], 16)
    return chr(number) if 0 < number <= _LAST_SIGN else "\ufffd"


def parts(text: str, sign: str) -> list[str]:
    """Text parted at a sign (``;`` or ``,``) that stands in no string or bracket."""
    if sign not in text:
        return [text]
    found: list[str] = []
    depth = start = 0
    for match in _SIGN.finditer(text):
        one = match[0]
        if one in ("(", "[", "{"):
            depth += 1
        elif one in (")", "]", "}"):
            depth = max(0, depth - 1)
        elif one == sign and not depth:
            found.append(text[start : match.start()])
            start = match.end()
    return [*found, text[start:]]


def items(text: str) -> Iterator[tuple[str, str | None]]:
    """What a sheet or block holds, in order: (head, what stands in its braces), or (statement, None) without braces.

    text: without comments. What has no end goes on to the end of the text.
    """
    start = opened = depth = 0
    brackets: list[str] = []
    head = ""
    for match in _SIGN.finditer(text):
        one = match[0]
        if depth:
            depth += (one == "{") - (one == "}")
            if not depth:
                yield head, text[opened : match.start()]
                start = match.end()
        elif one in ("(", "["):
            brackets.append({"(": ")", "[": "]"}[one])
        elif brackets:
            if one == brackets[-1]:
                brackets.pop()
        elif one == ";":
            yield text[start : match.start()].strip(), None
            start = match.end()
        elif one == "{":
            head, opened, depth = text[start : match.start()].strip(), match.end(), 1
    if depth:
        yield head, text[opened:]
    elif text[start:].strip():
        yield text[start:].strip(), None


def declarations(style: str) -> list[tuple[str, str, bool]]:
    """Names and values in lower case, each with whether it is important; what is none to browsers is left out."""
    found: list[tuple[str, str, bool]] = []
    for part in parts(without_comments(style), ";"):
        name, colon, value = part.partition(":")
        name = unescaped(name).strip().lower()
        if not colon or not _NAME.fullmatch(name):
            continue
        value = value.strip().lower()
        if (bang := _IMPORTANT.search(value)) is not None:
            value = value[: bang.start()].strip()
        if "!" in value and '"' not in value and "'" not in value:
            continue
        if value:
            found.append((name, unescaped(value), bang is not None))
    return found
