"""What a page says of how it is shown, written into style attributes, so that these say all there is.

Known are the rules of the page's own ``<style>`` elements, for a wide screen; style sheets elsewhere are unknown.
Where a selector or condition is not understood (``html_selectors``), a rule that can hide, add or change what is seen
leaves the elements that it may mean in doubt, as does a font that the page brings along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, cast

from lxml import etree

from gongkai.grids.html_look import DOUBT, MARK_AFTER, PLAIN, TELLING, Look, alike, colour, look
from gongkai.grids.html_selectors import Page, Selector, selector
from gongkai.grids.sign_fonts import is_of_signs

Element = etree._Element

#: So many rules that tell something of what is shown are known of one page, and so many characters of them are read.
_MOST_RULES, _MOST_CHARACTERS = 4_000, 2_000_000
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
#: An at-rule with a block of rules, in which two more may stand one within the other.
_AT_BLOCK = re.compile(r"@([\w-]+)([^{};]*)\{((?:[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})*[^{}]*)\}")
_AT_LINE = re.compile(r"@[\w-]+[^{};]*;")
_ON_SCREEN = re.compile(r"^\s*(?:only\s+)?(?:screen|all)?\s*$", re.I)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
#: A comma that parts selectors, none within brackets.
_COMMA = re.compile(r",(?![^(]*\))(?![^\[]*\])")
_WIDTH = re.compile(r"\(\s*(min|max)-(?:device-)?width\s*:\s*([\d.]+)\s*(px|r?em)\s*\)")
#: What a reader has to ask for.
_BY_WISH = re.compile(r"prefers-(?!color-scheme\s*:\s*light)|forced-colors|inverted-colors")
#: Width in px of the screen that a page is read for.
_SCREEN = 1366
_FONT_FACE = re.compile(r"@font-face\s*\{([^{}]*)\}", re.I)
_FAMILY = re.compile(r"font(?:-family)?\s*:([^;]+)", re.I)
_VARIABLE = re.compile(r"(--[\w-]+)\s*:([^;{}]*)")
_USED = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_DECLARED = re.compile(r"(?<![\w-])[\w-]+\s*:[^;{}]*var\([^;{}]*")
#: Properties of which no value may stay unknown.
_SHOWING = re.compile(r"display|visibility|opacity|color|font|content|position|clip|transform|zoom|scale|filter|mask")
#: Variables of variables are put in no deeper.
_DEEPEST_VARIABLE = 8
#: What may show an element that another rule hides.
_SHOWS = re.compile(r"display\s*:\s*(?!none)|visibility\s*:\s*visible", re.I)
_LIGHT, _DARK = 200, 100
_CONTENT = re.compile(r"(?:^|;)\s*content\s*:\s*(?!none\b|normal\b|\s*['\"]\s*['\"])", re.I)
_LIGHT_TEXT = re.compile(r"(?<!-)color\s*[:=]\s*[\"']?\s*(?:#[c-f]|white|rgb)", re.I)
_WITH_HIDDEN = etree.XPath("//*[@hidden]")
_WITH_PAPER = etree.XPath("//*[@bgcolor]")
#: Word's marks of notes.
_REFERENCES = etree.XPath(
    "//*[contains(@class, 'FootnoteReference') or contains(@class, 'EndnoteReference')"
    " or contains(@class, 'CommentReference')]"
)


class _Rule(NamedTuple):
    """What is said of elements that a selector means or, where it is unsure, may mean."""

    selector: Selector
    style: str
    unsure: bool


def write_styles(root: Element, elements: Sequence[Element], text: str) -> None:
    """Write what rules, attributes and Word's classes of a page say of what is shown into style attributes.

    elements: all of the page. text: the page as it came; most pages hold nothing of the kind, and looking for a word
        costs less than a walk.
    """
    _write_rules(root, elements, text)
    if "hidden" in text or "HIDDEN" in text:
        for element in _found(_WITH_HIDDEN, root):
            # A display that is said overrides the attribute.
            element.set("style", f"display:none;{element.get('style') or ''}")
    if "Reference" in text:
        for element in _found(_REFERENCES, root):
            _add(element, "vertical-align:super")
    if "color" in text or "COLOR" in text:
        for element in root.iter("font"):
            stated = _with_hash(element.get("color") or "")
            if stated and colour(stated) is not None:
                element.set("style", f"color:{_one_value(stated)};{element.get('style') or ''}")
    for element in root.iter("font"):
        if (named := element.get("face")) is not None and is_of_signs(named.split(",")[0].strip("\"' ")):
            _add(element, DOUBT)
    if "bgcolor" in text or "BGCOLOR" in text or "bgColor" in text:
        for element in _found(_WITH_PAPER, root):
            named = _one_value(_with_hash(element.get("bgcolor") or ""))
            element.set("style", f"background-color:{named};{element.get('style') or ''}")
    for link in root.iter("a"):
        # A link to a place on the page, which is a note's; one that is nothing but "#" calls a script.
        if _is_note(link.get("href") or ""):
            _add(link, "vertical-align:super")


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


def _add(element: Element, style: str) -> None:
    element.set("style", f"{element.get('style') or ''};{style}")


def _sheet(style: Element) -> str:
    """A style sheet, its media as a condition in it."""
    text, media = style.text or "", style.get("media") or "all"
    return text if _ON_SCREEN.match(media) else f"@media {media}{{{text}}}"


def _write_rules(root: Element, elements: Sequence[Element], text: str) -> None:
    styles = "\n".join(map(_sheet, root.iter("style")))
    styles = _with_values(styles[:_MOST_CHARACTERS], elements, text)
    rules, fonts = _rules(styles) if styles else ((), frozenset())
    if fonts:
        _doubt_fonts(elements, fonts)
    if not rules or not (any(_tells(rule.style) or rule.unsure for rule in rules) or _LIGHT_TEXT.search(text)):
        return
    page = Page()
    found: dict[Element, list[int]] = {}
    for element, number in _meant(root, elements, rules):
        if page.fits(rules[number].selector.steps, element):
            found.setdefault(element, []).append(number)
    for element, numbers in found.items():
        own = element.get("style") or ""
        certain = [rules[number].style for number in sorted(numbers) if not rules[number].unsure]
        style = ";".join([*certain, own]) if certain else own
        for number in sorted(numbers):
            if rules[number].unsure:
                style = _with_unsure(style, rules[number].style)
        if style:
            element.set("style", style)


def _with_unsure(style: str, unsure: str) -> str:
    """What holds for an element, given what a rule says that may or may not mean it: not seen for certain, if it tells.

    A rule that may show again what is hidden leaves it shown, and not seen for certain.
    """
    said, known = look(unsure), look(style)
    may_show = _SHOWS.search(unsure) is not None
    if known.hidden or known.seen is False:
        return f"{style};display:inline!important;visibility:visible!important;{DOUBT}" if may_show else style
    return f"{style};{DOUBT}" if _may_hide(said) else style


def _may_hide(said: Look) -> bool:
    """Whether a rule can change what is seen of a number: not one of other paper or of dark text."""
    is_light = said.colour is not None and min(said.colour) >= _LIGHT and said.paper is None
    is_dark = said.paper is not None and said.colour is None and 0 <= max(said.paper) < _DARK
    is_alike = said.colour is not None and said.paper is not None and alike(said.colour, said.paper)
    kinds = (said.hidden, said.doubtful, said.moved, said.struck, said.raised, said.marked)
    is_small = said.room is not None or said.is_aside(is_block=False)
    return any(kinds) or is_small or said.seen is False or bool(said.tiny) or is_light or is_dark or is_alike


def _with_values(styles: str, elements: Sequence[Element], text: str) -> str:
    """Styles with the page's own variables put in; those of several values are in doubt, those of none say nothing."""
    if "var(" not in text:
        return styles
    styles = _COMMENT.sub("", styles)
    own = ";".join(style for element in elements if (style := element.get("style")) is not None and "--" in style)
    values: dict[str, set[str]] = {}
    for name, value in _VARIABLE.findall(f"{styles};{own}"):
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
    return put_in(styles)


def _declared(declaration: str, values: Mapping[str, set[str]]) -> str:
    """A declaration with its variables' values; one that may say several things leaves its text in doubt."""
    used = _USED.search(declaration)
    if used is None:
        return DOUBT if _SHOWING.match(declaration) else ""
    fallback: set[str] = {str(used[2]).strip()} if used[2] else set()
    known = values.get(str(used[1]), fallback)
    said = [declaration[: used.start()] + value + declaration[used.end() :] for value in sorted(known)]
    if len(said) <= 1:
        return said[0] if said else ""
    if any("var(" in one or _may_hide(look(one)) or _CONTENT.search(one) for one in said):
        return DOUBT
    return said[0]


def _meant(root: Element, elements: Sequence[Element], rules: Sequence[_Rule]) -> Iterator[tuple[Element, int]]:
    """Elements with the numbers of rules that may mean them, by the classes, id or tag that those end in."""
    by_class: dict[str, list[int]] = {}
    by_name: dict[tuple[str, str], list[int]] = {}
    for number, rule in enumerate(rules):
        last = rule.selector.steps[-1]
        if last.classes:
            by_class.setdefault(min(last.classes), []).append(number)
        else:
            by_name.setdefault(("id", last.identity) if last.identity else ("tag", last.tag or "*"), []).append(number)
    if by_class:
        numbers_of: dict[str, list[int]] = {}
        for element in elements:
            names = element.get("class")
            if names is None:
                continue
            numbers = numbers_of.get(names)
            if numbers is None:
                numbers = [number for name in set(names.split()) for number in by_class.get(name, ())]
                numbers_of[names] = numbers
            for number in numbers:
                yield element, number
    for (kind, name), own in by_name.items():
        for element in root.iter(name) if kind == "tag" else (e for e in elements if e.get("id") == name):
            for number in own:
                yield element, number


def _tells(style: str) -> bool:
    """Whether a rule says more than the colour of the paper."""
    return look(style).is_odd and look(style)._replace(paper=None, is_odd=False) != PLAIN


@lru_cache(maxsize=64)
def _rules(styles: str) -> tuple[tuple[_Rule, ...], frozenset[str]]:
    """Rules that say anything of what is shown, those that count more behind, none where none of them is odd; and the
    names of the page's own fonts.
    """
    text = _COMMENT.sub("", styles)
    fonts = _own_fonts(text)
    if not (TELLING.search(text) or fonts):
        return (), fonts
    found: list[_Rule] = []
    for block, is_unsure in _blocks(_AT_LINE.sub("", text)):
        for selectors, style in _RULE.findall(block):
            is_generated = _CONTENT.search(style) is not None
            if fonts and any(font in style.lower() for font in fonts) and _FAMILY.search(style):
                style = f"{style};{DOUBT}"
            if look(style) == PLAIN and not is_generated and not _SHOWS.search(style):
                continue
            for one in _COMMA.split(selectors):
                meant = selector(one)
                if meant is None:
                    continue
                if not meant.generated:
                    found.append(_Rule(meant, style.strip(), is_unsure or meant.unsure))
                elif is_generated:
                    found.append(_Rule(meant, MARK_AFTER, is_unsure or meant.unsure))
    is_any_odd = any(look(rule.style).is_odd for rule in found)
    rules = sorted(found[:_MOST_RULES], key=lambda rule: rule.selector.weight) if is_any_odd else ()
    return tuple(rules), fonts


def _own_fonts(text: str) -> frozenset[str]:
    """Names of the fonts that a page brings along, in lower case: what their figures look like nobody knows."""
    faces = [face for face in _FONT_FACE.findall(text) if "url(" in face]
    return frozenset(name[1].strip("\"' ").lower() for face in faces if (name := _FAMILY.search(face)) is not None)


def _doubt_fonts(elements: Sequence[Element], fonts: frozenset[str]) -> None:
    """Leave in doubt what says itself that it is written in one of some fonts."""
    for element in elements:
        named = f"{element.get('style') or ''};font:{element.get('face') or ''}".lower()
        if any(font in family for family in _FAMILY.findall(named) for font in fonts):
            _add(element, DOUBT)


def _blocks(text: str) -> Iterator[tuple[str, bool]]:
    """Rules that hold on a screen, each block with whether it only may; blocks within each other are opened."""
    outside = []
    last = 0
    for block in _AT_BLOCK.finditer(text):
        outside.append(text[last : block.start()])
        last = block.end()
        holds = _holds(block[1].lower(), block[2].lower())
        if holds is not False:
            for inner, is_unsure in _blocks(block[3]):
                yield inner, is_unsure or holds is None
    yield "".join([*outside, text[last:]]), False


def _holds(name: str, condition: str) -> bool | None:
    """Whether the rules of an at-block hold on a wide screen; None where nothing here tells."""
    if name not in ("media", "supports", "layer", "container", "scope"):
        return False
    if name != "media":
        return True if name == "layer" else None
    told = [_holds_medium(medium.strip()) for medium in condition.split(",")]
    return True if True in told else None if None in told else False


def _holds_medium(medium: str) -> bool | None:
    if _ON_SCREEN.match(medium):
        return True
    if re.match(r"(?:only\s+)?(?:print|speech|aural|tv|handheld|projection)\b", medium):
        return False
    widths = _WIDTH.findall(medium)
    if any(
        (float(size) * (16 if unit.endswith("em") else 1) < _SCREEN) == (end == "max") for end, size, unit in widths
    ):
        return False
    if _BY_WISH.search(medium):
        return False
    rest = _WIDTH.sub("", medium)
    return True if re.fullmatch(r"(?:only|screen|all|and|\s)*", rest) else None
