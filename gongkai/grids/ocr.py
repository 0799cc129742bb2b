"""Text in the picture of a page, by rapidocr: where it stands (detection) and what it says (recognition).

The models (PP-OCRv6 small) are files of the installed package; nothing is downloaded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gongkai.grids.model import Box
from gongkai.grids.raster import Gray, PageImage

#: Longest side of the picture in which text is looked for; A4 at 200 dpi has 2339. Smaller finds less, larger costs.
_MOST_SIDE = 1760
#: A picture more often as high as wide than this shows several pages; it is cut within this part of a page's height
#: around each page's end, where least is darker than this part of the paper's brightness.
_LONG, _CUT, _INK = 1.6, 0.1, 0.7
#: Pictures recognised together, and the least width that they are padded to, in pixels at height 48.
_BATCH, _LEAST_WIDTH = 8, 64

#: A full-width bracket is now and then read as itself and as its narrow twin.
_TWICE = re.compile(r"\((?=（)|(?<=（)\(|\)(?=）)|(?<=）)\)")

#: Left, top, right, bottom in pixels.
Rect = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Word:
    """A line of text: box in points of the page as shown, origin top left; score 0..1."""

    text: str
    box: Box
    score: float


def words(image: PageImage) -> list[Word]:
    """All text of a page, in the order in which it is found: by lines from the top."""
    rects = detect(image.pixels)
    scale = image.dpi / 72
    found = recognise([cut(image.pixels, rect) for rect in rects])
    return [Word(text, in_points(rect, scale), score) for rect, (text, score) in zip(rects, found, strict=True) if text]


def detect(pixels: Gray) -> list[Rect]:
    """Where lines of text stand, from top to bottom. Text whose columns a rule parts may come as one line."""
    tops = _cuts(pixels)
    return [
        (x0, y0 + top, x1, y1 + top)
        for top, end in pairwise((*tops, len(pixels)))
        for x0, y0, x1, y1 in _detected(pixels[top:end])
    ]


def _cuts(pixels: Gray) -> list[int]:
    """Rows at which a picture begins and a long one is cut into pages, where fewest ink stands: made as small as a
    page its lines would run together."""
    height, width = pixels.shape
    count = ceil(height / (_LONG * width))
    page, reach = height // count, round(_CUT * height / count)
    dark = (pixels < np.median(pixels[::16, ::16]) * _INK).sum(axis=1)
    middles = [page * number for number in range(1, count)]
    return [0, *(middle - reach + int(dark[middle - reach : middle + reach].argmin()) for middle in middles)]


def _detected(pixels: Gray) -> list[Rect]:
    found = _engine()(_colours(pixels), use_det=True, use_cls=False, use_rec=False)
    height, width = pixels.shape
    rects = []
    for corners in found.boxes if found.boxes is not None else ():
        (x0, y0), (x1, y1) = np.floor(corners.min(axis=0)), np.ceil(corners.max(axis=0))
        rects.append((max(int(x0), 0), max(int(y0), 0), min(int(x1), width), min(int(y1), height)))
    return [rect for rect in rects if rect[2] - rect[0] > 3 and rect[3] - rect[1] > 3]


def recognise(pictures: Sequence[Gray]) -> list[tuple[str, float]]:
    """Text and score (0..1) of each picture of one line; ``("", 0.0)`` where there is none."""
    if not pictures:
        return []
    found = _engine().recognize_txt([_colours(picture) for picture in pictures])
    return [(_TWICE.sub("", text).strip(), float(score)) for text, score in zip(found.txts, found.scores, strict=True)]


def in_points(rect: Rect, scale: float) -> Box:
    """A part of a page in points; scale: pixels a point."""
    x0, y0, x1, y1 = rect
    return (x0 / scale, y0 / scale, x1 / scale, y1 / scale)


def cut(pixels: Gray, rect: Rect) -> Gray:
    """A part of a page."""
    x0, y0, x1, y1 = rect
    return pixels[y0:y1, x0:x1]


def _colours(pixels: Gray) -> NDArray[np.uint8]:
    return np.repeat(pixels[:, :, None], 3, axis=2)


@cache
def _engine() -> Any:
    # Half a second and 100 MB: only when a scan is read.
    from rapidocr import RapidOCR

    _flush_denormals()
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.max_side_len": _MOST_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Rec.rec_batch_num": _BATCH,
            "Rec.rec_img_shape": [3, 48, _LEAST_WIDTH],
        }
    )


def _flush_denormals() -> None:
    """Makes the processor take numbers below the least normal one (1e-38) as 0, in this thread from now on.

    The detection model makes them in plenty, and each costs as much as a hundred others: a page takes 1.3 s instead of
    3.4, and what is found is the same. onnxruntime does so for the first session of a process that asks for it, so this
    one is of the smallest model there is; rapidocr passes no such option on.
    """
    import rapidocr
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    smallest = min((Path(rapidocr.__file__).parent / "models").glob("*.onnx"), key=lambda model: model.stat().st_size)
    InferenceSession(smallest, options)
