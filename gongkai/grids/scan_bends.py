"""Pages that a lens or a fold bent, made flat: by the traces of the rules on them, which were straight on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from gongkai.grids.scan_page import StraightPage

#: Rules that stray from straight by less than this, in points, need nothing.
_STRAIGHT = 0.7
#: Rules that stray by more, in points, are those of a picture: nothing is said of such a page.
_MOST = 40.0
#: So many traces of a direction tell how a page is bent.
_LEAST_TRACES = 4
#: Times that the bend is fitted, each time without the points that stray from it by more than this, in points.
_FITS, _STRAYING = 3, 1.5
#: Rows of a page that are made flat at a time: where each pixel comes from takes eight bytes.
_STRIP = 256

Floats = NDArray[np.float64]
#: Points (along, across) of one rule in pixels.
Trace = tuple[Floats, Floats]


@dataclass(frozen=True)
class Bend:
    """By how much each place of a page is off: level rules downwards, upright ones to the right, in pixels.

    down, right: factors of :func:`_terms`, of places as parts of the page's width and height.
    """

    down: Floats
    right: Floats
    width: int
    height: int


def bend(page: StraightPage, level: Sequence[Trace], upright: Sequence[Trace]) -> Bend | None:
    """How a page is bent, by the traces of its rules; None where they are straight or too few, or no page's."""
    height, width = page.pixels.shape
    down = _fitted(level, width, height, page.scale)
    right = _fitted(upright, height, width, page.scale)
    if down is None or right is None:
        return None
    strays = [
        np.ptp(_terms(along / size, across / other) @ factors)
        for traces, size, other, factors in ((level, width, height, down), (upright, height, width, right))
        for along, across in traces
    ]
    if not _STRAIGHT * page.scale < max(strays) < _MOST * page.scale:
        return None
    return Bend(down, right, width, height)


def flattened(page: StraightPage, bent: Bend) -> StraightPage:
    """The page with its rules straight."""
    pixels = np.empty_like(page.pixels)
    red = None if page.red is None else np.zeros_like(page.red)
    for top in range(0, bent.height, _STRIP):
        rows = slice(top, min(top + _STRIP, bent.height))
        x, y = _sources(bent, rows)
        pixels[rows] = cv2.remap(page.pixels, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        if red is not None and page.red is not None:
            red[rows] = cv2.remap(page.red.astype(np.uint8), x, y, cv2.INTER_NEAREST).astype(bool)
    return replace(page, pixels=pixels, red=red)


def _sources(bent: Bend, rows: slice) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Where the pixels of some rows of the flat page come from."""
    y, x = np.mgrid[rows, 0 : bent.width].astype(np.float64)
    u, v = x / bent.width, y / bent.height
    shape = x.shape
    down = (_terms(u.ravel(), v.ravel()) @ bent.down).reshape(shape)
    right = (_terms(v.ravel(), u.ravel()) @ bent.right).reshape(shape)
    return (x + right).astype(np.float32), (y + down).astype(np.float32)


def _terms(along: Floats, across: Floats) -> Floats:
    """What a bend is made of, points x terms: it varies along a rule, and from rule to rule."""
    u, v = along - 0.5, across - 0.5
    return np.stack((u, u * v, u * v * v, u * u, u * u * v, u**3, u**4), axis=-1)


def _fitted(traces: Sequence[Trace], size: int, other: int, scale: float) -> Floats | None:
    """Factors of the terms by which rules stray from straight; None where traces are too few."""
    if len(traces) < _LEAST_TRACES:
        return None
    terms = [_terms(along / size, across / other) for along, across in traces]
    offsets = np.concatenate([across - across.mean() for _, across in traces])
    # Each rule's own height is unknown: all is taken against its middle.
    matrix = np.concatenate([own - own.mean(axis=0) for own in terms])
    kept = np.ones(len(offsets), dtype=bool)
    factors = np.zeros(matrix.shape[1])
    for _ in range(_FITS):
        factors = np.linalg.lstsq(matrix[kept], offsets[kept], rcond=1e-6)[0]
        kept = np.abs(offsets - matrix @ factors) <= _STRAYING * scale
        if kept.sum() < 2 * matrix.shape[1]:
            return None
    return factors
