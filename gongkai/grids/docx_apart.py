"""Figures of several runs that meet in a box of a Word file but stand apart, or differ in size, where it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from gongkai.grids.docx_marks import NS, Element, Marks, W, marks_of
from gongkai.grids.docx_shown import Look
from gongkai.grids.docx_styles import Styles, named, resolved
from gongkai.grids.set_apart import GAP, INVISIBLE, differ, is_parted, is_spaced, meet

#: Points of type where a file says nothing.
_TYPE = 10.0
_RUN, _PARAGRAPH, _TABLE = W + "r", W + "p", W + "tbl"


def stand_apart(pieces: Sequence[Element], texts: Sequence[str], look: Look) -> bool:
    """Whether a paragraph holds a number of several runs that may be two, or one and its note's figure.

    pieces: what prints the texts, in order; one of them shows something.
    """
    shown = [(piece, text) for piece, text in zip(pieces, texts, strict=True) if text.strip(INVISIBLE)]
    line = shown[0][1]
    for (before, left), (after, right) in pairwise(shown):
        is_apart = meet(left, right) and _is_apart(_marks(before, look.all_styles), _marks(after, look.all_styles))
        line += GAP * is_apart + right
    return is_parted(line)


def _is_apart(before: Marks, after: Marks) -> bool:
    """Whether runs with these marks, one behind the other, are not printed as one."""
    sizes = _size(before), _size(after)
    return (
        differ(*sizes)
        or before.get("border", "") != after.get("border", "")
        or bool(before.get("fit") or after.get("fit"))
        or is_spaced(_spacing(before, sizes[0]), _spacing(after, sizes[1]))
    )


def _size(marks: Marks) -> float:
    size = marks.get("size")
    return size if isinstance(size, float) and size > 0 else _TYPE


def _spacing(marks: Marks, size: float) -> float:
    """Room behind each letter in parts of the type."""
    spacing = marks.get("spacing")
    return spacing / size if isinstance(spacing, float) else 0.0


def _marks(piece: Element, styles: Styles) -> Marks:
    """Marks of the run in which a piece of text stands, those of its styles among them."""
    run = next(piece.iterancestors(_RUN), None)
    own = run.find("w:rPr", NS) if run is not None else None
    paragraph, table = (next(piece.iterancestors(tag), None) for tag in (_PARAGRAPH, _TABLE))
    of_paragraph = paragraph.find("w:pPr", NS) if paragraph is not None else None
    of_table = table.find("w:tblPr", NS) if table is not None else None
    return resolved(
        styles, named(of_paragraph, "pStyle"), named(own, "rStyle"), named(of_table, "tblStyle"), marks_of(own)
    )
