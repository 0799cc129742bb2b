"""XLSX: fonts and conditional formats that show a text in the colour of its ground, tiny, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongkai.grids.colours import PAPER, is_faint
from gongkai.grids.ooxml import Element
from gongkai.grids.sheet_cells import Range, reference
from gongkai.grids.sign_fonts import is_of_signs

_INK = "000000"
#: Of the colours that files name by number those that are the paper's, and black ones.
_INDEXED = {"1": PAPER, "9": PAPER, "65": PAPER, "0": _INK, "8": _INK, "64": _INK}
#: The first colour of a theme is its paper; made darker by more than this it is seen.
_THEME_PAPER, _LEAST_TINT = "0", -0.12
#: Type of this size in points or smaller is a speck.
_SPECK = 2.0


def palette(styles: Element) -> dict[str, str]:
    """Number of a colour → RRGGBB, as far as it is known."""
    own = styles.findall("{*}colors/{*}indexedColors/{*}rgbColor")
    return {str(number): (colour.get("rgb") or "")[-6:] for number, colour in enumerate(own)} if own else _INDEXED


def colour_of(element: Element | None, indexed: dict[str, str]) -> str:
    """RRGGBB of a colour element, or a name that two elements of one colour share; ``""`` for none."""
    if element is None:
        return ""
    if (rgb := element.get("rgb")) is not None:
        return rgb[-6:].upper()
    if (number := element.get("indexed")) is not None:
        return indexed.get(number, f"indexed {number}")
    theme = element.get("theme")
    if theme is None:
        return ""
    tint = element.get("tint") or "0"
    return PAPER if theme == _THEME_PAPER and _float(tint) > _LEAST_TINT else f"theme {theme} {tint}"


def ground_of(fill: Element, indexed: dict[str, str]) -> str:
    """Colour of a fill of a cell; the paper's for none and for patterns."""
    pattern = fill.find("{*}patternFill")
    if pattern is None or pattern.get("patternType") != "solid":
        return PAPER
    return colour_of(pattern.find("{*}fgColor"), indexed)


def is_unread(font: Element) -> bool:
    """Whether a font shows no figures as they are: a speck, or one of signs."""
    size = font.find("{*}sz")
    names = [name.get("val") or "" for name in (*font.iterfind("{*}name"), *font.iterfind("{*}rFont"))]
    return (size is not None and _float(size.get("val") or "") <= _SPECK) or any(map(is_of_signs, names))


def hides(rule: Element, formats: Sequence[Element], indexed: dict[str, str]) -> bool:
    """Whether a rule of a conditional format, where its condition holds, shows a text otherwise or not at all.

    formats: the differential formats of the file.
    """
    if any(part.get("showValue") in ("0", "false") for part in rule.iter("{*}dataBar", "{*}iconSet")):
        return True
    number = rule.get("dxfId") or ""
    own = rule.find("{*}dxf")
    if own is None and number.isascii() and number.isdigit() and int(number) < len(formats):
        own = formats[int(number)]
    if own is None:
        return False
    fill = own.find("{*}fill/{*}patternFill/{*}bgColor")
    colour = colour_of(own.find("{*}font/{*}color"), indexed)
    struck = own.find("{*}font/{*}strike")
    is_struck = struck is not None and struck.get("val", "1") not in ("0", "false")
    return is_struck or own.find("{*}numFmt") is not None or is_faint(colour, colour_of(fill, indexed) or PAPER)


def hiding(root: Element, formats: Sequence[Element], indexed: dict[str, str]) -> Iterator[Range]:
    """Ranges of a sheet under conditional formats that may hide."""
    for element in root.iter("{*}conditionalFormatting"):
        ranges = element.get("sqref") or element.findtext("{*}sqref") or ""
        if any(hides(rule, formats, indexed) for rule in element.iterfind("{*}cfRule")):
            for name in ranges.split():
                first, _, last = name.partition(":")
                top, left = reference(first) or (0, 0)
                bottom, right = reference(last or first) or (1 << 20, 1 << 14)
                yield top, bottom, left, right


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
