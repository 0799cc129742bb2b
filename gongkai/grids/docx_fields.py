"""Fields of Word: their codes are no text; what a field shows without a readable result is ink."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from gongkai.grids.docx_marks import NS, VALUE, Element, W

_CHARACTER, _SIMPLE, _CODE, _TEXT, _KIND = (
    W + "fldChar",
    W + "fldSimple",
    W + "instrText",
    W + "t",
    W + "fldCharType",
)
#: Fields that show nothing where their result is empty: marks for indexes, values kept, links, blanks to be filled in.
_SILENT = frozenset({"XE", "TC", "TA", "RD", "SET", "ASK", "PRIVATE", "HYPERLINK", "FORMTEXT"})


@dataclass
class _Field:
    """A field that was begun. hidden: texts within its code; shown: whether its result shows something."""

    begin: Element
    code: str = ""
    in_code: bool = True
    shown: bool = False
    hidden: list[Element] = field(default_factory=list)


def settle(body: Element, inked: frozenset[str], is_left_out: Callable[[Element], bool]) -> list[Element]:
    """Take the text out of codes, write what drop-down forms show, and give the elements where fields leave ink.

    inked: tags of what shows something beside text (pictures, signs).
    """
    ink: list[Element] = []
    open_fields: list[_Field] = []
    for element in list(body.iter(_CHARACTER, _SIMPLE, _CODE, _TEXT, *inked)):
        if is_left_out(element):
            continue
        if element.tag == _CHARACTER:
            ink += _character(element, open_fields)
        elif element.tag == _SIMPLE:
            shows = any((text.text or "").strip() for text in element.iter(_TEXT)) or any(
                True for _ in element.iter(*inked)
            )
            if not shows and not _is_silent(element.get(W + "instr") or ""):
                ink.append(element)
        elif element.tag == _CODE:
            if open_fields:
                open_fields[-1].code += element.text or ""
        elif any(one.in_code for one in open_fields):
            next(one for one in open_fields if one.in_code).hidden.append(element)
        elif element.tag != _TEXT or (element.text or "").strip():
            for one in open_fields:
                one.shown = True
    # A field without an end is none: what it shows nobody knows.
    return ink + [element for one in open_fields for element in (one.begin, *one.hidden)]


def _character(element: Element, open_fields: list[_Field]) -> list[Element]:
    """Begin, part or end a field; where it ends without a result, the element at which it leaves ink."""
    kind = element.get(_KIND)
    if kind == "begin":
        open_fields.append(_Field(element))
        return []
    if not open_fields:
        return [element]
    if kind == "separate":
        open_fields[-1].in_code = False
        return []
    ended = open_fields.pop()
    for hidden in ended.hidden:
        if hidden.tag == _TEXT:
            hidden.text = None
        elif (parent := hidden.getparent()) is not None:
            parent.remove(hidden)
    if ended.shown or _is_silent(ended.code) or any(one.in_code for one in open_fields):
        return []
    if _write_choice(ended):
        for one in open_fields:
            one.shown = True
        return []
    return [element]


def _is_silent(code: str) -> bool:
    words = code.split()
    return bool(words) and words[0].upper() in _SILENT


def _write_choice(ended: _Field) -> bool:
    """Write the chosen entry of a drop-down form behind the field's beginning; False where it cannot be told."""
    choices = ended.begin.find("w:ffData/w:ddList", NS)
    run = ended.begin.getparent()
    if choices is None or run is None:
        return False
    chosen = choices.find("w:result", NS)
    if chosen is None:
        chosen = choices.find("w:default", NS)
    number = "0" if chosen is None else chosen.get(VALUE) or ""
    entries = [entry.get(VALUE) or "" for entry in choices.iterfind("w:listEntry", NS)]
    if not (number.isascii() and number.isdigit() and len(number) < 4 and int(number) < len(entries)):
        return False
    shown = etree.Element(W + "r")
    etree.SubElement(shown, _TEXT).text = entries[int(number)]
    run.addnext(shown)
    return True
