"""Digits, and the signs 增 and 减, by shape: the nearest of patches that tools/render_digits.py made of many faces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

#: A patch: rows and columns. A shape keeps its proportions, fills the height or the width, and stands in the middle.
ROWS, COLUMNS = 20, 14

#: Files of patches.
Signs = Literal["digits", "changes"]
#: Darkness of pixels, 0 paper to 1 ink.
Ink = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shape:
    """sign: the nearest digit or stroke. likeness: to it, 0..1. lead: how much less alike the next other sign is."""

    sign: str
    likeness: float
    lead: float


def patch(ink: Ink) -> Ink:
    """A shape (its bounding box) as a patch of ROWS x COLUMNS, slightly blurred so that edges need not meet."""
    height, width = ink.shape
    scale = min(ROWS / height, COLUMNS / width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    placed = np.zeros((ROWS, COLUMNS), np.float32)
    top, left = (ROWS - size[1]) // 2, (COLUMNS - size[0]) // 2
    placed[top : top + size[1], left : left + size[0]] = small
    return np.asarray(cv2.GaussianBlur(placed, (3, 3), 0.8), np.float32)


def _vector(placed: Ink) -> NDArray[np.float32]:
    """A patch as a vector of mean 0 and length 1."""
    centred = placed.ravel() - placed.mean()
    return np.asarray(centred / max(float(np.linalg.norm(centred)), 1e-6), np.float32)


def nearest(inks: Sequence[Ink], among: Signs = "digits") -> list[Shape]:
    """For each shape the sign that it is most alike, among the digits and / or the words of changes (增 and 减)."""
    if not inks:
        return []
    signs, known = _known(among)
    # As a product of matrices numpy would start threads, which for so small a one cost ten times what they save.
    found = np.einsum("ij,jk->ik", np.stack([vector for ink in inks for vector in _placed(ink)]), known)
    best = found.reshape(len(inks), -1, len(signs)).max(axis=1)
    order = np.argsort(best, axis=1)
    return [
        Shape(signs[order[i, -1]], float(best[i, order[i, -1]]), float(best[i, order[i, -1]] - best[i, order[i, -2]]))
        for i in range(len(inks))
    ]


def _placed(ink: Ink) -> list[Ink]:
    """A shape's patch in the middle and a column to either side: the flag of a 1, faint or not, moves its stem."""
    middle = patch(ink)
    return [_vector(np.roll(middle, shift, axis=1)) for shift in (-1, 0, 1)]


@cache
def _known(among: Signs) -> tuple[str, NDArray[np.float32]]:
    """The signs, and the patches as columns: all signs in one look, then in the next."""
    with files("gongkai.grids").joinpath(f"data/{among}.npz").open("rb") as stream:
        stored = np.load(stream)
        signs, patches = str(stored["signs"]), stored["patches"].astype(np.float32) / 255
    return signs, np.stack([_vector(one) for one in patches], axis=1)
