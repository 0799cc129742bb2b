"""Scans that tests make of PDFs: pages drawn by pdfium, laid askew, with noise, as pictures again."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pypdfium2
import pytest
from made_documents import pdf, text
from PIL import Image


def pictures(data: bytes, dpi: int = 200, turn: float = 0.5, noise: float = 6.0) -> list[Image.Image]:
    """The pages of a PDF as a scanner gives them, turned by some degrees; the same pixels each time."""
    rng = np.random.default_rng(7)
    pages = []
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            image = page.render(scale=dpi / 72).to_pil().convert("RGB")
            image = image.rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor="white")
            pixels = np.asarray(image).astype(np.float64) + rng.normal(0, noise, image.size[::-1])[:, :, None]
            pages.append(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)))
    return pages


def saved(images: Sequence[Image.Image], kind: str, dpi: int | tuple[int, int] = 200) -> bytes:
    """Pictures as one file: PDF, TIFF, PNG or JPEG; dpi: across and down where they differ."""
    out = io.BytesIO()
    several = {"save_all": True, "append_images": images[1:]} if kind in ("PDF", "TIFF") else {}
    resolution = {"resolution": dpi} if kind == "PDF" else {"dpi": dpi if isinstance(dpi, tuple) else (dpi, dpi)}
    images[0].save(out, kind, **several, **resolution)
    return out.getvalue()


def needs_chinese() -> None:
    """Skips a test where pdfium finds no Chinese font to draw a scan with."""
    first, second = pictures(
        pdf(lambda canvas: text(canvas, 60, 60, "公开"), lambda canvas: text(canvas, 60, 60, "信息")), 72, 0, 0
    )
    if first.tobytes() == second.tobytes():
        pytest.skip("no Chinese font on this machine: scans cannot be drawn")
