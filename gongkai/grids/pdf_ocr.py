"""Reader of PDF tables by recognised words of the rendered page: it sees what is painted, not what the file says.

The words go through the same builder as those of the text layer (:mod:`word_tables`).
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from gongkai.documents import Document
from gongkai.grids import effort, word_tables
from gongkai.grids.model import Extract
from gongkai.grids.pieces import Piece, PiecePage

#: To be raised whenever this reader gives something else for the same bytes.
READER_VERSION = 1

_DPI = 200.0
_POINTS = 72.0
#: The box around a recognised line is higher than its type by this factor.
_ROOM = 1.25


def extract(document: Document, pages: Sequence[int]) -> Extract:
    """Grids of the official tables on some pages (numbers from 1). Raises what rendering or recognising raises."""
    effort.require("scan")
    # Imported here: the models of the recogniser take half a second to load.
    raster, ocr = import_module("gongkai.grids.raster"), import_module("gongkai.grids.ocr")
    found = []
    for image in raster.render(document, pages, _DPI):
        height, width = image.pixels.shape
        pieces = tuple(
            Piece(word.text, word.box, (word.box[3] - word.box[1]) / _ROOM) for word in ocr.words(image) if word.text
        )
        found.append(PiecePage(image.number, width * _POINTS / image.dpi, height * _POINTS / image.dpi, pieces))
    grids, _ = word_tables.build(found, "ocr")
    return Extract("ocr", grids)
