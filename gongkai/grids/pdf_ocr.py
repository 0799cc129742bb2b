"""Reader of PDF tables by recognised words of the rendered page: it sees what is painted, not what the file says.

The words go through the same builder as those of the text layer (:mod:`word_tables`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module

from gongkai.documents import Document
from gongkai.grids import effort, two_up, word_tables
from gongkai.grids.model import UNREAD, Extract
from gongkai.grids.pieces import PiecePage
from gongkai.grids.places import is_at_cut

#: To be raised whenever this reader gives something else for the same bytes.
READER_VERSION = 5

_DPI = 200.0
_POINTS = 72.0


def extract(
    document: Document, pages: Sequence[int], halves: two_up.Halves, cuts: Mapping[int, Sequence[float]]
) -> Extract:
    """Grids of the official tables on some pages (numbers from 1), each of them a page or a sheet of ``halves``.

    cuts: of pages the edges at which tables are cut off (:class:`gongkai.grids.drawn.Paths`).
    Raises what rendering or recognising raises.
    """
    effort.require("scan")
    # Imported here: the models of the recogniser take half a second to load.
    raster, ocr_pieces = import_module("gongkai.grids.raster"), import_module("gongkai.grids.ocr_pieces")
    found = []
    for image in raster.render(document, pages, _DPI):
        height, width = image.pixels.shape
        size = width * _POINTS / image.dpi, height * _POINTS / image.dpi
        own = cuts.get(image.number, ())
        page = PiecePage(
            image.number,
            *size,
            tuple(
                piece._replace(text=UNREAD) if is_at_cut(piece.box, own) else piece
                for piece in ocr_pieces.pieces(image)
            ),
        )
        found.extend(two_up.piece_pages(halves, page) if halves else [page])
    grids, _ = word_tables.build(found, "ocr")
    return two_up.on_sheets(halves, Extract("ocr", grids))
