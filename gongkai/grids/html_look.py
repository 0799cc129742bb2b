"""What a style says of whether and how its element is shown, as far as it touches the numbers of a table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from gongkai.grids.css_colours import MANY, PAPER, Colour, Ink, UnknownColour, alike, ink
from gongkai.grids.css_lengths import is_function, points
from gongkai.grids.css_said import SIDES, said_by
from gongkai.grids.sign_fonts import is_of_signs

Element = etree._Element

#: What these hold is never shown where scripts run.
UNSHOWN = frozenset(
    re.findall(
        r"\w+",
        "style noscript template datalist head title rp noframes noembed param source track col colgroup area meta "
        "link base",
    )
)
#: What these show is no text.
INK = frozenset(
    re.findall(
        r"\w+",
        "img image picture input select textarea object iframe canvas audio video embed applet progress meter math svg "
        "button",
    )
)
#: A raised or lowered figure is none of the number beside it.
RAISED = frozenset(["sup", "sub", "rt"])
STRUCK = frozenset(["del", "s", "strike"])

#: Styles that may say anything of what is shown; most say nothing of it.
TELLING = re.compile(
    r"gongkai-|-webkit-text|size-adjust|content|zoom\s*:|scale\s*:|rotate|offset-|filter|mask|display|visibility|mso-hide"
    r"|line-through|mso-text-raise|mso-special-character\s*:\s*footnote|vertical-align\s*:\s*(?:su[bp]|text-|[-+.\d])"
    r"|opacity|colou?r|background|font(?:-size)?\s*:|font-(?:variant|feature)|position\s*:|float\s*:"
    r"|(?:width|height|(?:inline|block)-size)\s*:\s*(?:[.0]*[.\d]?(?:p|;|$|\s|!|e)|[-a-z.\d]*\()"
    r"|clip|clamp|transform|translate|text-indent\s*:\s*(?:-|\d\d|c)|margin[\w-]{0,20}\s*:[^;]{0,80}-"
    r"|overflow[\w-]{0,7}\s*:|letter-spacing\s*:\s*[-c]|dings|dingbats|symbol|marlett|mt extra|monotype sorts"
    r"|unicode-bidi|direction|writing-mode|-reverse|\border\s*:|list-style|contain|inset|animation"
    r"|(?<![\w-])all\s*:|/\*|\\",
    re.I,
)
#: Type, boxes and offsets of these sizes in points are seen no more; letters of so little ink neither.
TINY, _NO_SIZE, _FAR, _FAINT = 2.0, 1.0, 200.0, 0.1
#: Text that is put aside by so many points may stand behind what follows it; negative margins of a page's layout are
#: larger than those that put a text aside, and a page from Word pulls paragraphs of narrow boxes by half a character.
_ASIDE, _FAR_UP, _PULLED, _LIFTED = 2.0, 1000.0, 15.0, 6.0
#: Half of a width that is not known, as lengths in hundredths of it count here; a shift by most of it is far.
_HALF, _PARTS, _MOST = 5.25, 10, 9.0
#: Signs set so much closer stand upon each other.
_CLOSE = -3.0
#: What shows a picture that a style names.
_PICTURES = ("background-image", "content", "mask", "mask-image", "list-style", "list-style-image")
_PICTURE = re.compile(r"(?:url|image|image-set)\((?!\s*(?:[\"']\s*[\"']\s*)?\))")
_UPRIGHT = ("top", "bottom")
#: Boxes that may be too small for what is in them, in points: width and height.
_NARROW, _LOW = 100.0, 40.0
#: Type of so many points, or of so much of that round it, may be too small together with what is said round it.
_SMALL, _SMALLER = 8.0, 0.9
#: Type of so many points is read wherever it stands.
_READABLE = 5.0
_WORDS_OF_SIZE = {
    "xx-small": 6.75,
    "x-small": 7.5,
    "small": 9.75,
    "medium": 12.0,
    "large": 13.5,
    "x-large": 18.0,
    "xx-large": 24.0,
    "xxx-large": 36.0,
}
_FACTORS = {"smaller": 0.83, "larger": 1.2}
_OF_TYPE = {"em": 1.0, "%": 0.01, "ex": 0.5, "ch": 0.5, "lh": 1.2, "ic": 1.0, "cap": 0.7}
_RELATIVE = re.compile(r"(.*?)(?<!r)(em|%|ex|ch|lh|ic|cap)")
#: What stands before the names in a font, which is read so far.
_BEFORE_FAMILY = re.compile(r"^.*\d(?:\.\d+)?(?:p[tx]|r?em|ex|%|cm|mm|in)(?:\s*/\s*\S{1,20})?\s+")
_LONGEST_FONT = 500
_CLIPS = re.compile(r"hidden|clip|auto|scroll|overlay")
#: Functions that move, turn or scale a text.
_CHANGE = re.compile(r"([\w-]+)\(([^()]*)\)")
_NOTHING = re.compile(r"[-+]?0*\.?0+(?:deg|rad|turn|grad|px)?")
#: Outlines of letters by their names and, in points, such as only one of the letters' own colour is not.
_OUTLINES = {"thin": 0.75, "medium": 2.25, "thick": 3.75}
_WIDE_OUTLINE = 1.5
#: Letters without capitals are about half as high as the type.
_LOW_LETTERS = 0.25
#: Two colours of a shade at one place; lines of darker colours may strike a text out.
_SHARP = re.compile(r"\s([\d.]+(?:%|[a-z]+)|calc\([^()]*\))\s*,\s*(?:[^\s,()]+|[a-z]+\([^()]*\))\s+\1(?![\d.])")
_DARK_LINE = 160
_FILTERS = re.compile(r"opacity\(\s*0?\.?0*\d?%?\s*\)|(?:blur|brightness|contrast|invert|url)\(|opacity\([a-z]")
_SMALL_FIGURES = re.compile(r"sup|sub|ordn|frac|numr|dnom|sinf|ruby|[\"'](?:ss|cv)\d\d")
_FIGURES_OF_FONTS = ("variant", "variant-position", "variant-numeric", "feature-settings")
_COLOURS_OF_SHADES = re.compile(r"#[0-9a-f]{3,8}|(?:rgb|hsl)a?\([^()]*\)|(?<![\w-])[a-z]+(?![\w(-])")
LIGHT = 200
_BLOCK_DISPLAYS = frozenset(["block", "flex", "grid", "table", "list-item", "table-cell", "table-row", "table-caption"])
#: Marks of list items that are no sign of a text; all others are numbers, strings, or not known.
BULLETS = frozenset(["none", "disc", "circle", "square", "disclosure-open", "disclosure-closed", "''", '""'])
#: Marks of code that is no script of the page: data, templates.
_NO_SCRIPT = ("json", "template", "text/html", "x-")
#: Displays of the parts of a table as they are, by their tags.
_NATURAL = {
    "table": ("table", "inline-table", "block", "inline-block", "flow-root"),
    "thead": ("table-header-group",),
    "tbody": ("table-row-group",),
    "tfoot": ("table-footer-group",),
    "tr": ("table-row",),
    "td": ("table-cell",),
    "th": ("table-cell",),
}


class Look(NamedTuple):
    """What a style says.

    hidden:   takes no place (``display: none``).
    doubtful: may or may not be seen. moved: not where its text stands, if it is within a box.
    struck, raised, block: struck out; above or below the line; on lines of its own.
    marked:   shows signs that are no text of the page.
    floats:   put aside of what follows. turned: its lines stand upright. display: as said, "" where it is not.
    seen:     False for ``visibility: hidden``, True where that is taken back.
    numbered: whether list items in it have numbers, or other signs that are no bullets. These, the type's size and the
              colours of the text and behind it hold for what is in the element too; None where nothing is said.
    size:     of the type in points, or as a part of that round it, which the second says.
    aside:    points by which negative margins pull its text to a side, and up or down.
    room:     width and height of a box that hides what does not fit, where it is small; None for a side that is not
              stated.
    shifted:  up or down by so much that in a table it may stand in another row.
    pictured: a picture stands behind its text, or in its place where it has none.
    is_odd:   within a box it is not just its text; a dark colour on white paper is.
    """

    hidden: bool = False
    doubtful: bool = False
    moved: bool = False
    struck: bool = False
    raised: bool = False
    block: bool = False
    marked: bool = False
    floats: bool = False
    turned: bool = False
    display: str = ""
    seen: bool | None = None
    size: tuple[float, bool] | None = None
    numbered: bool | None = None
    colour: Colour | None = None
    paper: Colour | None = None
    aside: tuple[float, float] = (0.0, 0.0)
    room: tuple[float | None, float | None] | None = None
    shifted: bool = False
    pictured: bool = False
    is_odd: bool = False

    @property
    def is_small(self) -> bool:
        """Whether its type is smaller than usual, or than that round it."""
        return self.size is not None and self.size[0] <= (_SMALLER if self.size[1] else _SMALL)

    @property
    def reaches_in(self) -> bool:
        """Whether it changes what is seen of all that is in its element: not by lines or a size of its own alone."""
        size = self.size if self.size is not None and (self.size[1] or self.size[0] < _READABLE) else None
        colour = self.colour if self.colour is not None and min(self.colour) >= LIGHT else None
        rest = self._replace(block=False, display="", numbered=None, is_odd=False, size=size, colour=colour)
        return self.is_odd and rest != PLAIN

    def breaks_table(self, tag: str) -> bool:
        """Whether an element of a table no longer stands where its tag says."""
        natural = _NATURAL.get(tag)
        if natural is None:
            return False
        is_placed = self.floats or self.moved or self.shifted
        return (bool(self.display) and self.display not in natural) or (tag != "table" and is_placed)

    def is_aside(self, is_block: bool) -> bool:
        """Whether its text may stand upon that of others. is_block: whether it stands on lines of its own."""
        across, along = self.aside
        return across >= (_PULLED if is_block else _ASIDE) or along >= _LIFTED


PLAIN = Look()


@lru_cache(maxsize=1 << 13)
def look(style: str) -> Look:
    """What a style attribute says."""
    if not TELLING.search(style):
        return PLAIN
    said = said_by(style)
    display = said.get("display", "")
    visibility = said.get("visibility", "")
    found = Look(
        hidden=display == "none" and "gongkai-shown" not in said,
        doubtful=_is_doubtful(said),
        moved=_is_moved(said),
        struck=any("line-through" in said.get(name, "") for name in ("text-decoration", "text-decoration-line")),
        raised=_is_raised(said),
        block=display in _BLOCK_DISPLAYS or said.get("float", "none") != "none",
        marked="gongkai-mark" in said,
        floats=said.get("float", "none") != "none",
        turned=said.get("writing-mode", "horizontal").startswith(("vertical", "sideways", "tb", "bt")),
        display=display,
        seen=None if not visibility or "gongkai-shown" in said else visibility == "visible",
        size=_size(said),
        numbered=_is_numbered(said),
        colour=_colour(said),
        paper=_paper(said),
        aside=_aside(said),
        room=_room(said),
        shifted=_is_shifted(said),
        pictured=_is_pictured(said),
    )
    is_light = found.colour is not None and min(found.colour) >= LIGHT
    odd = any(found[:9]) or bool(display) or found.seen is not None or found.is_small or bool(found.numbered)
    odd = odd or found.is_aside(is_block=False) or found.room is not None or found.pictured
    is_odd = odd or is_light or (found.paper is not None and not alike(found.paper, PAPER))
    return PLAIN if found == PLAIN else found._replace(is_odd=is_odd)


def look_of(element: Element) -> Look:
    """What an element's own style attribute says."""
    style = element.get("style")
    return look(style) if style else PLAIN


def is_script(element: Element) -> bool:
    """Whether a script is one that runs in a browser: no data, no template."""
    kind = (element.get("type") or "").lower()
    return not any(word in kind for word in _NO_SCRIPT)


def is_odd(element: Element) -> bool:
    """Whether an element within a box says by its style that it is not just its text."""
    style = element.get("style")
    return style is not None and look(style).is_odd


def _colour(said: Mapping[str, str]) -> Colour | None:
    """The colour of the text, as it is on white paper where it lets that through; None where none is known."""
    name = next((name for name in ("-webkit-text-fill-color", "color") if name in said), None)
    found = None if name is None else _ink(said[name])
    return None if found is None else found.on_paper()


def _ink(text: str) -> Ink | None:
    try:
        return ink(text)
    except UnknownColour:
        # What says it is in doubt already.
        return None


def _inks(text: str) -> list[Ink]:
    """The colours that are named in a value."""
    return [found for word in _COLOURS_OF_SHADES.findall(text) if (found := _ink(word)) is not None]


def _is_doubtful(said: Mapping[str, str]) -> bool:
    return (
        "gongkai-doubt" in said
        # Word does not show it, a browser does; Word itself writes it beside a display of none.
        or said.get("mso-hide", "none") not in ("none", "screen")
        or _is_closed(said)
        or any(abs(offset) >= _FAR for offset in _lengths(said, *SIDES))
        or any(is_function(said.get(side, "")) and "position" in said for side in SIDES)
        or _is_pushed_out(said)
        or _is_of_signs(said)
        or "override" in said.get("unicode-bidi", "")
        or said.get("direction") == "rtl"
        or said.get("-webkit-text-security", "none") != "none"
        or _is_masked(said)
        or any("line-clamp" in name and value != "none" for name, value in said.items())
        or re.search(r"url\(|image|gradient", said.get("content", "")) is not None
        or _is_changed(said)
        or any(_SMALL_FIGURES.search(said.get(f"font-{name}", "")) for name in _FIGURES_OF_FONTS)
        or _is_clear(said)
        or _is_outlined(said)
        or _amount(said.get("font-size-adjust", "").rpartition(" ")[2]) < _LOW_LETTERS
        or _is_ruled_through(said.get("background-image", ""))
    )


def _is_outlined(said: Mapping[str, str]) -> bool:
    """Whether an outline of the letters may cover them: a wide one, or one in the colour of paper."""
    words = " ".join(said.get(f"-webkit-text-stroke{part}", "") for part in ("", "-width", "-color"))
    if any(map(is_function, words.split())) and points(words.split()[0]) is None:
        return True
    widths = [_OUTLINES.get(word, points(word)) or 0.0 for word in words.split()]
    is_light = any(min(found.on_paper()) >= LIGHT for found in _inks(words))
    return max(widths, default=0.0) > (0.0 if is_light else _WIDE_OUTLINE)


def _is_ruled_through(image: str) -> bool:
    """Whether a shade behind a text is a dark line: at two places it changes at once to another colour."""
    if "gradient(" not in image or len(_SHARP.findall(image)) <= 1:
        return False
    return any(found.cover and min(found.on_paper()) < _DARK_LINE for found in _inks(image))


def _is_closed(said: Mapping[str, str]) -> bool:
    """Whether a box has no size for what is in it, and hides it."""
    sizes = _lengths(said, "width", "height", "max-width", "max-height")
    return (
        (_clips(said) and any(size <= _NO_SIZE for size in sizes))
        or (_clips(said) and points(said.get("line-height", "1")) == 0)
        or said.get("content-visibility", "") == "hidden"
        or re.search(r"strict|size", said.get("contain", "")) is not None
        or said.get("container-type", "normal") == "size"
    )


def _is_masked(said: Mapping[str, str]) -> bool:
    """Whether little or no ink of the text is drawn, or not all of it."""
    return (
        _amount(said.get("opacity", "1")) <= _FAINT
        or "opacity=0" in said.get("filter", "")
        or _FILTERS.search(said.get("filter", "")) is not None
        or any(said.get(name, "none") not in ("none", "") for name in ("mask-image", "mask", "clip-path"))
        or (said.get("clip", "auto") != "auto" and said.get("position") in ("absolute", "fixed"))
    )


def _amount(text: str) -> float:
    """A number, or hundredths of one; 1 where it is none."""
    number = points(text.rstrip("%"))
    return 1.0 if number is None else number / (100 if text.endswith("%") else 1)


def _clips(said: Mapping[str, str]) -> bool:
    """Whether what does not fit in a box is hidden, or has to be scrolled to."""
    return (
        _CLIPS.search(_overflow(said)) is not None or re.search(r"paint|content", said.get("contain", "")) is not None
    )


def _is_changed(said: Mapping[str, str]) -> bool:
    """Whether a text is drawn smaller, turned, or far from its place."""
    if any(is_function(scale) or _amount(scale) <= _FAINT for scale in said.get("scale", "1").split()):
        return True
    if _amount(said.get("zoom", "1")) <= _FAINT or said.get("rotate", "none") not in ("none", "0", "0deg"):
        return True
    if said.get("offset-path", said.get("offset", "none")) != "none":
        return True
    moves = " ".join(said[name] for name in ("transform", "-webkit-transform") if name in said)
    if (shift := said.get("translate", "none")) != "none":
        moves += f" translate({','.join(shift.split())})"
    return "calc(" in moves or any(
        _changes(name, [value.strip() for value in inside.split(",")]) for name, inside in _CHANGE.findall(moves)
    )


def _changes(name: str, values: Sequence[str]) -> bool:
    """Whether one function of a transform does more than shift a text a little."""
    if name.startswith("translate"):
        lengths = [(points(value), _MOST if value.endswith("%") else _FAR) for value in values]
        return any(length is None or abs(length) >= most for length, most in lengths)
    if name.startswith("scale"):
        return any(_amount(value) <= _FAINT for value in values)
    return not all(_NOTHING.fullmatch(value) for value in values)


def _is_pushed_out(said: Mapping[str, str]) -> bool:
    """Whether an indent or a margin may put the text out of sight, or its signs upon each other."""
    margins = _margins(said)
    indent = said.get("text-indent", "0").split(" ")[0]
    shift = points(indent)
    if (
        is_function(said.get("letter-spacing", ""))
        or "calc(" in indent
        or any("calc(" in margin and "-" in margin for margin in margins.values())
    ):
        return True
    if indent.endswith("%"):
        # Of a width that is not known.
        return shift is not None and not 0 <= shift <= _HALF
    held = sum(max(0.0, length) for length in _lengths({**said, **margins}, "margin-left", "padding-left"))
    return (
        (shift is not None and (shift + held <= -_PULLED or shift >= _FAR))
        or any(length <= -_FAR for length in _lengths(margins, "margin-left"))
        or any(length <= -_FAR_UP for length in _lengths(margins, "margin-top"))
        or any(length <= _CLOSE for length in _lengths(said, "letter-spacing"))
    )


def _margins(said: Mapping[str, str]) -> dict[str, str]:
    """What is said of margins, by side, or of all of them where that is not known."""
    return {name: value for name, value in said.items() if name.startswith("margin")}


def _aside(said: Mapping[str, str]) -> tuple[float, float]:
    across, along = [0.0], [0.0]
    for name, length in _margins(said).items():
        pull = points(length)
        if pull is not None:
            # Of a width that is not known: a hundredth of it may be as much as ten of a letter's.
            pull *= _PARTS if length.endswith("%") else 1
            (across if name.endswith(("left", "right")) else along).append(-pull)
    return max(across), max(along)


def _room(said: Mapping[str, str]) -> tuple[float | None, float | None] | None:
    if not _clips(said):
        return None
    width = min(_lengths(said, "width", "max-width"), default=_NARROW)
    height = min(_lengths(said, "height", "max-height"), default=_LOW)
    found = (width if 0 < width < _NARROW else None, height if 0 < height < _LOW else None)
    return None if found == (None, None) else found


def _overflow(said: Mapping[str, str]) -> str:
    return "".join(said.get(name, "") for name in ("overflow", "overflow-x", "overflow-y"))


def _is_of_signs(said: Mapping[str, str]) -> bool:
    """Whether the first font named is one of signs."""
    named = said.get("font-family") or _BEFORE_FAMILY.sub("", said.get("font", "")[:_LONGEST_FONT])
    return is_of_signs(named.split(",")[0].strip("\"' "))


def _is_moved(said: Mapping[str, str]) -> bool:
    return (
        said.get("position") in ("absolute", "fixed")
        or (
            said.get("position") in ("relative", "sticky")
            and any(abs(x) >= _ASIDE for x in _lengths(said, "left", "right"))
        )
        or said.get("clip", "auto") not in ("auto", "initial")
        or any(
            said.get(name, "none") != "none" for name in ("clip-path", "transform", "-webkit-transform", "translate")
        )
        or "reverse" in said.get("flex-direction", said.get("flex-flow", ""))
        or bool(points(said.get("order", "0")))
    )


def _lengths(said: Mapping[str, str], *names: str) -> list[float]:
    """The lengths in points that some properties have."""
    found = (points(said[name]) for name in names if name in said)
    return [length for length in found if length is not None]


def _is_clear(said: Mapping[str, str]) -> bool:
    """Whether the text's colour lets the paper through."""
    text = _ink(said.get("-webkit-text-fill-color", said.get("color", "")))
    return text is not None and text.cover <= _FAINT


def _size(said: Mapping[str, str]) -> tuple[float, bool] | None:
    text = said.get("font-size", "")
    if not text:
        return None
    if (word := _WORDS_OF_SIZE.get(text)) is not None:
        return word, False
    if (factor := _FACTORS.get(text)) is not None:
        return factor, True
    if (part := _RELATIVE.fullmatch(text)) is not None and (number := points(part[1])) is not None:
        return number * _OF_TYPE[part[2]], True
    length = points(text)
    return None if length is None else (length, False)


def _is_raised(said: Mapping[str, str]) -> bool:
    aligned = said.get("vertical-align", "")
    return (
        aligned in ("super", "sub", "text-top", "text-bottom")
        or bool(points(aligned))
        or bool(points(said.get("mso-text-raise", "0")))
        or "footnote" in said.get("mso-special-character", "")
        or (said.get("position") == "relative" and any(_lengths(said, "top", "bottom")))
    )


def _is_shifted(said: Mapping[str, str]) -> bool:
    """Whether an element is painted up or down from its place. A part of a height that is not known may be any."""
    shifts = ((points(said.get(side, "")) or 0.0) * (_PARTS if "%" in said.get(side, "") else 1) for side in _UPRIGHT)
    return said.get("position") == "relative" and any(abs(shift) >= _LIFTED for shift in shifts)


def _is_pictured(said: Mapping[str, str]) -> bool:
    return "gongkai-pictured" in said or any(_PICTURE.search(said.get(name, "")) for name in _PICTURES)


def _is_numbered(said: Mapping[str, str]) -> bool | None:
    kind = said.get("list-style-type", "")
    return kind not in BULLETS if kind else None


def _paper(said: Mapping[str, str]) -> Colour | None:
    """The colour behind the text; of a picture or shade one that no text has, unless it is of one colour."""
    image = said.get("background-image", "none")
    if image != "none":
        shades = [found.on_paper() for found in _inks(image)]
        is_one = "url(" not in image and bool(shades) and all(alike(shade, shades[0]) for shade in shades)
        return shades[0] if is_one else MANY
    behind = _ink(said.get("background-color", ""))
    return None if behind is None or not behind.cover else behind.on_paper()
