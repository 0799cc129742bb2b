"""Whether a column has room for a number: what has none is rounded to its width, shown as a power of ten or as ####.

Widths are in digits of the file's default font (ECMA-376 18.3.1.13).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from unicodedata import east_asian_width

#: What a stated width keeps free at both sides of the digits together.
_PADDING = 0.71
#: Room of columns of which no width is stated.
_ROOM = 8.43
#: Fonts are not measured: so much less room than needed is enough. A number behind whose point digits may go has to be
#: told more closely.
_TOLERANCE, _POINT_TOLERANCE = 1.0, 0.5
#: Width of a point or a separator.
_POINT = 0.5


@dataclass
class Widths:
    """Of one sheet. default: room of columns that state none. stated: room by column.

    sizes: of cells (row, column from 0) in larger or smaller type than the default font, how many times so large.
    fitted: cells whose type is made to fit, or is turned.
    """

    default: float = _ROOM
    stated: dict[int, float] = field(default_factory=dict)
    sizes: dict[tuple[int, int], float] = field(default_factory=dict)
    fitted: set[tuple[int, int]] = field(default_factory=set)

    def has_room(self, slot: tuple[int, int], columns: Collection[int], text: str) -> bool:
        """Whether a number, as shown where there is room, fits a cell over these columns."""
        if slot in self.fitted:
            return True
        room = sum(self.stated.get(col, self.default) for col in columns)
        tolerance = _POINT_TOLERANCE if "." in text else _TOLERANCE
        return _width(text) * self.sizes.get(slot, 1.0) <= room + tolerance


def room(stated: float) -> float:
    """Room of a column of a stated width."""
    return max(stated - _PADDING, 0.0)


def _width(text: str) -> float:
    return sum(_POINT if sign in ".," else 2.0 if east_asian_width(sign) in "WF" else 1.0 for sign in text)
