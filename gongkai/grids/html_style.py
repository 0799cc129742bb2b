"""What a page says of how it is shown, written into style attributes, so that these say all there is.

Known are the rules of the page's own ``<style>`` elements and of sheets in its archive, for a wide screen; style
sheets elsewhere are unknown.
Where a selector or condition is not understood (``html_selectors``), a rule that can hide, add or change what is seen
leaves the elements that it may mean in doubt, as does a font that the page brings along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from lxml import etree

from gongkai.grids.css_colours import UnknownColour, ink
from gongkai.grids.css_said import APART, DOUBT, MAY_SHOW, PICTURED
from gongkai.grids.css_selectors import Selector
from gongkai.grids.css_text import declarations
from gongkai.grids.html_apart import ROOM, may_meet, may_part
from gongkai.grids.html_look import PLAIN, look
from gongkai.grids.html_parts import ALONE, Parts
from gongkai.grids.html_selectors import Page
from gongkai.grids.html_sheet_texts import sheets
from gongkai.grids.html_sheets import CONTENT, SHOWS, Rule, may_hide, names_doubted, rules_of
from gongkai.grids.sign_fonts import is_of_signs

Element = etree._Element

#: The doctype behind comments and space, and those that are old.
_DOCTYPE = re.compile(r"\s*(?:<(?:!--.*?--|[?][^>]*)>\s*)*<!doctype\s+([^>]*)>", re.S | re.I)
_OLD = re.compile(
    r"html (?:[23]\.|4\.0 (?:transitional|frameset))|w3c//dtd w3 |ietf//|netscape|microsoft|softquad|spyglass|webtechs"
)
#: So often it is asked whether a rule means an element; a page that asks for more stays in doubt.
_MOST_ASKED = 600_000
#: Strings and brackets that may stay open.
_OPEN = re.compile(r"[\"'()\[\]{}\\]")
_REM = re.compile(r"(?<![\w.])(\d*\.?\d+)rem\b")
#: Points of type where a page says nothing.
_TYPE = 12.0
_VARIABLE = re.compile(r"(--[\w-]+)\s*:([^;{}]*)")
#: What a variable is where nothing else is said.
_FIRST_VALUE = re.compile(r"@property\s+(--[\w-]+)\s*\{[^{}]*?initial-value\s*:([^;{}]*)")
_USED = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_DECLARED = re.compile(r"(?<![\w-])[\w-]+\s*:[^;{}]*var\([^;{}]*")
#: Properties of which no value may stay unknown.
_SHOWING = re.compile(r"display|visibility|opacity|color|font|content|position|clip|transform|zoom|scale|filter|mask")
#: Variables of variables are put in no deeper.
_DEEPEST_VARIABLE = 8
_LIGHT_TEXT = re.compile(r"(?<!-)color\s*[:=]\s*[\"']?\s*(?:#[c-f]|white|rgb)", re.I)
_CLOSED = etree.XPath("//*[(self::dialog and not(@open)) or @popover]")
_TO_THE_LEFT = etree.XPath("//*[translate(@dir, 'RTL', 'rtl') = 'rtl']")
_WITH_SHADOW = etree.XPath("//*[template[@shadowrootmode or @shadowroot]]")
_WITH_HIDDEN = etree.XPath("//*[@hidden]")
_WITH_PAPER = etree.XPath("//*[@bgcolor]")
#: Elements with a picture behind them, and those where scripts put one.
_WITH_PICTURE = etree.XPath("//*[@background != '']")
_LATE_PICTURE = re.compile(r"\sdata-(?:[\w-]*-)?(?:bg|background)")
_WITH_LATE_PICTURE = etree.XPath(
    "//*[@*[starts-with(name(), 'data-') and (contains(name(), '-bg') or contains(name(), '-background'))"
    " and (contains(., '.') or contains(., '/'))]]"
)
#: Word's marks of notes.
_REFERENCES = etree.XPath(
    "//*[contains(@class, 'FootnoteReference') or contains(@class, 'EndnoteReference')"
    " or contains(@class, 'CommentReference')]"
)


def write_styles(root: Element, elements: Sequence[Element], text: str, lower: str, near: Parts = ALONE) -> None:
    """Write what rules, attributes and Word's classes of a page say of what is shown into style attributes.

    elements: all of the page. text: the page as it came, lower: in lower case; most pages hold nothing of the kind, and
        looking for a word costs less than a walk. near: what the page's archive holds.
    """
    _write_rules(root, elements, text, near)
    _write_attributes(root, lower)
    if "rem" in text:
        _write_root_sizes(root, elements)


def _write_attributes(root: Element, lower: str) -> None:
    """Write what attributes and Word's classes say. lower: the page as it came, in lower case."""
    if "hidden" in lower:
        for element in _found(_WITH_HIDDEN, root):
            # A display that is said overrides the attribute.
            is_found_only = (element.get("hidden") or "").lower() == "until-found"
            _put_before(element, "content-visibility:hidden" if is_found_only else "display:none")
    if "<dialog" in lower or "popover" in lower:
        for element in _found(_CLOSED, root):
            _put_before(element, "display:none")
    if "rtl" in lower:
        for element in _found(_TO_THE_LEFT, root):
            _put_before(element, "direction:rtl")
    if "shadowroot" in lower:
        for element in _found(_WITH_SHADOW, root):
            # What it holds is shown where, and if, its template says.
            _put_before(element, DOUBT)
    if "reference" in lower:
        for element in _found(_REFERENCES, root):
            _put_before(element, "vertical-align:super!important")
    body = root.find("body")
    if body is not None and (stated := _with_hash(body.get("text") or "")) and _is_colour(_one_value(stated)):
        _put_before(body, f"color:{_one_value(stated)}")
    if "color" in lower:
        for element in root.iter("font"):
            stated = _with_hash(element.get("color") or "")
            if stated and _is_colour(_one_value(stated)):
                _put_before(element, f"color:{_one_value(stated)}")
    for element in root.iter("font"):
        if (named := element.get("face")) is not None and is_of_signs(named.split(",")[0].strip("\"' ")):
            _put_before(element, DOUBT)
    if "bgcolor" in lower:
        for element in _found(_WITH_PAPER, root):
            named = _one_value(_with_hash(element.get("bgcolor") or ""))
            _put_before(element, f"background-color:{named}")
    if "background=" in lower or "background =" in lower:
        for element in _found(_WITH_PICTURE, root):
            _put_before(element, PICTURED)
    if "data-" in lower and _LATE_PICTURE.search(lower):
        for element in _found(_WITH_LATE_PICTURE, root):
            _put_before(element, PICTURED)
    for link in root.iter("a"):
        # A link to a place on the page, which is a note's; one that is nothing but "#" calls a script.
        if _is_note(link.get("href") or ""):
            _put_before(link, "vertical-align:super!important")


def _with_hash(attribute: str) -> str:
    """A colour of an attribute, which may lack the sign before its figures (``ffffff``)."""
    return f"#{attribute.strip()}" if re.fullmatch(r"\s*[0-9A-Fa-f]{6}\s*", attribute) else attribute


def _one_value(attribute: str) -> str:
    """An attribute's value as far as it can be that of one property."""
    return attribute.partition(";")[0]


def _is_note(address: str) -> bool:
    """Whether a link leads to a place on its own page."""
    page, _, place = address.partition("#")
    return bool(place) and (not page or place.startswith(("_ftn", "_edn", "_cmnt")))


def _found(wanted: etree.XPath, root: Element) -> list[Element]:
    return cast(list[Element], wanted(root))


def _put_before(element: Element, style: str) -> None:
    """Say something of an element that what its style says of the same overrides."""
    element.set("style", f"{style};{element.get('style') or ''}")


def _is_colour(text: str) -> bool:
    try:
        return ink(text) is not None
    except UnknownColour:
        return True


def _write_rules(root: Element, elements: Sequence[Element], text: str, near: Parts) -> None:
    texts = _with_values(sheets(root, near), elements, text)
    if not texts:
        return
    quirks, with_room = _is_quirky(text), may_meet(text)
    rules, doubted, before = rules_of(texts, quirks, with_room)
    if any(doubted):
        for element in elements:
            if names_doubted(f"{element.get('style') or ''};font:{element.get('face') or ''}", doubted):
                _put_before(element, DOUBT)
    page = Page(root, quirks)
    if before:
        _doubt_moved(root, page, before)
    if not rules or not (
        with_room or any(_tells(rule.style) or rule.unsure for rule in rules) or _LIGHT_TEXT.search(text)
    ):
        return
    found: dict[Element, list[int]] = {}
    steps = [rule.selector.step for rule in rules]
    is_named_alone = [step.is_named_alone for step in steps]
    for asked, (element, number) in enumerate(_meant(root, elements, rules, page)):
        if asked >= _MOST_ASKED:
            _put_before(root, DOUBT)
            return
        if is_named_alone[number] or page.fits(steps[number], element):
            found.setdefault(element, []).append(number)
    styles: dict[tuple[str, tuple[int, ...]], str] = {}
    for element, numbers in found.items():
        said = (element.get("style") or "", tuple(numbers))
        if (style := styles.get(said)) is None:
            style = styles[said] = _with_rules(said[0], [rules[number] for number in sorted(set(numbers))])
        element.set("style", style)


def _doubt_moved(root: Element, page: Page, before: Mapping[tuple[str, str], tuple[Selector, ...]]) -> None:
    """Leave rows in doubt before whose cells another one stands, unless all rows of their table have it."""
    rows_of: dict[Element | None, list[tuple[Element, bool]]] = {}
    for row in root.iter("tr"):
        names = [("tag", "tr"), ("tag", "*"), ("id", row.get("id") or "")]
        names += [("class", name) for name in page.classes(row)]
        is_moved = any(page.fits(one.step, row) for name in names for one in before.get(name, ()))
        rows_of.setdefault(next(row.iterancestors("table"), None), []).append((row, is_moved))
    for rows in rows_of.values():
        moved = [row for row, is_moved in rows if is_moved]
        for row in moved if len(moved) < len(rows) else ():
            _put_before(row, DOUBT)


def _with_rules(own: str, rules: Sequence[Rule]) -> str:
    """What holds for an element, given what it says itself and the rules that mean it or may."""
    style = ";".join([*(_closed(rule.style) for rule in rules if not rule.unsure), own])
    for rule in rules:
        if rule.unsure:
            style = _with_unsure(style, rule.style)
    return style


def _closed(style: str) -> str:
    """A rule's style of which nothing behind it can be a part."""
    if not _OPEN.search(style):
        return style
    return ";".join(f"{name}:{value}{'!important' * is_important}" for name, value, is_important in declarations(style))


def _write_root_sizes(root: Element, elements: Sequence[Element]) -> None:
    """Put in what lengths in parts of the page's type are, where the page says how large that is."""
    stated = look(root.get("style") or "").size
    if stated is None:
        return
    points = stated[0] * (_TYPE if stated[1] else 1.0)
    for element in elements:
        if element is not root and "rem" in (style := (element.get("style") or "").lower()):
            element.set("style", _REM.sub(lambda size: f"{float(size[1]) * points}pt", style))


def _is_quirky(text: str) -> bool:
    """Whether browsers read a page in quirks mode: it has no doctype, or an old one."""
    doctype = _DOCTYPE.match(text)
    if doctype is None:
        return True
    said = doctype[1].lower()
    is_transitional = re.search(r"html 4\.01 (?:transitional|frameset)//", said) is not None
    return not said.startswith("html") or _OLD.search(said) is not None or (is_transitional and "http" not in said)


def _with_unsure(style: str, unsure: str) -> str:
    """What holds for an element, given what a rule says that may or may not mean it: not seen for certain, if it tells.

    A rule that may show again what is hidden leaves it shown, and not seen for certain.
    """
    said, known = look(unsure), look(style)
    may_show = SHOWS.search(unsure) is not None
    if known.hidden or known.seen is False:
        return f"{MAY_SHOW};{DOUBT};{style}" if may_show else style
    if may_hide(said):
        return f"{DOUBT};{style}"
    if said.pictured:
        return f"{PICTURED};{style}"
    return f"{APART};{style}" if may_part(unsure) else style


def _with_values(texts: tuple[str, ...], elements: Sequence[Element], text: str) -> tuple[str, ...]:
    """Styles with the page's own variables put in; those of several values are in doubt, those of none say nothing."""
    if "var(" not in text:
        return texts
    styles = "\n".join(texts)
    own = ";".join(style for element in elements if (style := element.get("style")) is not None and "--" in style)
    values: dict[str, set[str]] = {}
    for name, value in _VARIABLE.findall(f"{styles};{own}"):
        values.setdefault(name, set()).add(value.strip())
    for name, value in _FIRST_VALUE.findall(styles):
        values.setdefault(name, set()).add(value.strip())

    def put_in(part: str) -> str:
        for _ in range(_DEEPEST_VARIABLE):
            if "var(" not in part:
                break
            part = _DECLARED.sub(lambda declared: _declared(str(declared[0]), values), part)
        return part

    for element in elements:
        if "var(" in (style := element.get("style") or ""):
            element.set("style", put_in(style))
    return tuple(map(put_in, texts))


def _declared(declaration: str, values: Mapping[str, set[str]]) -> str:
    """A declaration with its variables' values; one that may say several things leaves its text in doubt."""
    used = _USED.search(declaration)
    if used is None:
        return DOUBT if _SHOWING.match(declaration) else APART if ROOM.match(declaration) else ""
    fallback: set[str] = {str(used[2]).strip()} if used[2] else set()
    known = values.get(str(used[1]), fallback)
    said = [declaration[: used.start()] + value + declaration[used.end() :] for value in sorted(known)]
    if len(said) <= 1:
        return said[0] if said else f"{declaration.partition(':')[0]}:unset"
    if any("var(" in one or may_hide(look(one)) or CONTENT.search(one) for one in said):
        return DOUBT
    return next((one for one in said if may_part(one)), said[0])


def _meant(
    root: Element, elements: Sequence[Element], rules: Sequence[Rule], page: Page
) -> Iterator[tuple[Element, int]]:
    """Elements with the numbers of rules that may mean them, by the classes, ids or tags that those end in."""
    ends: dict[str, dict[str, list[int]]] = {"class": {}, "id": {}, "tag": {}}
    for number, rule in enumerate(rules):
        for kind, name in rule.selector.step.names():
            ends[kind].setdefault(name, []).append(number)
    if ends["class"]:
        of_classes: dict[str, list[int]] = {}
        for element in elements:
            said = element.get("class")
            if said is None:
                continue
            numbers = of_classes.get(said)
            if numbers is None:
                names = page.classes(element)
                numbers = of_classes[said] = [number for name in names for number in ends["class"].get(name, ())]
            for number in numbers:
                yield element, number
    if ends["id"]:
        for element in elements:
            if (identity := page.identity(element)) is not None:
                for number in ends["id"].get(identity, ()):
                    yield element, number
    for tag, numbers in ends["tag"].items():
        for element in root.iter(tag):
            for number in numbers:
                yield element, number


def _tells(style: str) -> bool:
    """Whether a rule says more than the colour of the paper."""
    return look(style).is_odd and look(style)._replace(paper=None, is_odd=False) != PLAIN
