"""Scans of PDFs: pages rendered, turned, made noisy, pressed as JPEG and bound again, or saved as pictures."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Scanner:
    """dpi; skew in degrees (either way); noise: standard deviation of gray values; quality of the JPEGs (0: none).

    paper: gray value of the paper. shadow: how many gray values darker it is at the binding than at the edge.
    blur: radius of the copier's glass in pixels. sideways: put on the glass with the page's head to the left.
    """

    dpi: int = 200
    skew: float = 0.0
    noise: float = 0.0
    quality: int = 75
    paper: int = 255
    shadow: int = 0
    blur: float = 0.0
    sideways: bool = False


def pages(pdf: bytes, scanner: Scanner, rng: random.Random) -> list[Image.Image]:
    """The pages of a PDF as a scanner gives them."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        rendered = [page.render(scale=scanner.dpi / 72, grayscale=True).to_numpy() for page in document]
    finally:
        document.close()
    found = []
    for pixels in rendered:
        image = np.asarray(pixels, dtype=np.uint8).reshape(pixels.shape[0], pixels.shape[1])
        found.append(Image.fromarray(_scanned(image, scanner, rng)))
    return found


def _scanned(pixels: Pixels, scanner: Scanner, rng: random.Random) -> Pixels:
    height, width = pixels.shape
    if scanner.skew:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), scanner.skew * rng.choice((1, -1)), 1.0)
        pixels = cv2.warpAffine(pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255).astype(np.uint8)
    values = pixels.astype(np.float32) * (scanner.paper / 255)
    if scanner.blur:
        values = cv2.GaussianBlur(values, (0, 0), scanner.blur).astype(np.float32)
    if scanner.shadow:
        values *= 1 - scanner.shadow / 255 * np.linspace(1, 0, width, dtype=np.float32) ** 2
    if scanner.noise:
        values += np.random.default_rng(rng.getrandbits(32)).normal(0, scanner.noise, pixels.shape)
    kept: Pixels = np.clip(values, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.rot90(kept)) if scanner.sideways else kept


def bound(images: list[Image.Image], scanner: Scanner) -> bytes:
    """Pictures as a PDF without text, one a page."""
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=scanner.dpi, quality=scanner.quality)
    return out.getvalue()


def joined(images: list[Image.Image]) -> Image.Image:
    """Pages as one long picture, as a page's picture shows a whole report."""
    whole = Image.new("L", (images[0].width, sum(image.height for image in images)), 255)
    top = 0
    for image in images:
        whole.paste(image, (0, top))
        top += image.height
    return whole


def saved(image: Image.Image, kind: str, scanner: Scanner) -> bytes:
    """One picture as ``PNG`` or ``JPEG``."""
    out = io.BytesIO()
    options = {"quality": scanner.quality} if kind == "JPEG" else {}
    image.save(out, kind, dpi=(scanner.dpi, scanner.dpi), **options)
    return out.getvalue()


def tiff(images: list[Image.Image], scanner: Scanner) -> bytes:
    """A TIFF of several pages, black and white as fax machines and document scanners write it."""
    out = io.BytesIO()
    bilevel = [image.point(lambda value: 255 if value > 150 else 0).convert("1") for image in images]
    bilevel[0].save(
        out,
        "TIFF",
        save_all=True,
        append_images=bilevel[1:],
        compression="group4",
        dpi=(scanner.dpi, scanner.dpi),
    )
    return out.getvalue()
