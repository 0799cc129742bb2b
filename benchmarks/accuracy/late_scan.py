"""Late looks of scans and pictures: pale ink, patterns of printing, other fonts, TIFF in gray, PNG of few colours."""

from __future__ import annotations

import io
import random
from functools import partial

import numpy as np
from PIL import Image

from benchmarks.accuracy import scans
from benchmarks.accuracy.case import Case
from benchmarks.accuracy.late_pdf import drawn
from benchmarks.accuracy.looks import Look
from benchmarks.accuracy.looks_pdf import GRID, styled
from benchmarks.accuracy.looks_scan import scanned
from benchmarks.accuracy.scans import Scanner

_LONG = "@page{size:210mm 620mm;margin:12mm}"
_PALE = "body,table{color:#666}td,th{border:1px solid #888}"


def _any_font(case: Case, rng: random.Random) -> str:
    """One of three fonts for the words and one of four for the numbers, some of them slanted or bold."""
    words = rng.choice(("Noto Sans CJK SC", "Noto Serif CJK SC", "WenQuanYi Zen Hei"))
    numbers = rng.choice(("DejaVu Serif", "DejaVu Sans", "DejaVu Sans Mono", "Noto Sans CJK SC"))
    return (
        f'{GRID}body{{font-family:"{words}"}}td.value{{font-family:"{numbers}";font-size:{rng.choice((8, 9, 10))}pt;'
        f"font-style:{rng.choice(('normal', 'italic'))};font-weight:{rng.choice((400, 700))}}}td.label{{width:17%}}"
    )


def _moire(pdf: bytes, rng: random.Random) -> bytes:
    """The pattern that printed dots and a scanner's lines make together, over gray paper."""
    scanner = Scanner(200, skew=0.4, noise=3, paper=232, quality=60)
    found = []
    for image in scans.pages(pdf, scanner, rng):
        values = np.asarray(image, dtype=np.float32)
        down, along = np.mgrid[0 : values.shape[0], 0 : values.shape[1]]
        turn = rng.uniform(0.05, 0.3)
        waves = np.sin((along + turn * down) / 1.7) * np.sin((down - turn * along) / 1.9)
        found.append(Image.fromarray(np.clip(values + 14 * waves - 8, 0, 255).astype(np.uint8)))
    return scans.bound(found, scanner)


def _gray_tiff(pdf: bytes, rng: random.Random) -> bytes:
    """A TIFF of several pages in gray, packed without loss, its pages a little askew."""
    images = scans.pages(pdf, Scanner(200, skew=1.0, noise=2, paper=245), rng)
    out = io.BytesIO()
    images[0].save(out, "TIFF", save_all=True, append_images=images[1:], compression="tiff_lzw", dpi=(200, 200))
    return out.getvalue()


def _few_colours(pdf: bytes, rng: random.Random) -> bytes:
    """A PNG with a palette of eight colours, as programs make that keep pictures small."""
    image = scans.pages(pdf, Scanner(200), rng)[0].convert("RGB").quantize(8, dither=Image.Dither.NONE)
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(200, 200))
    return out.getvalue()


_scan = partial(
    Look, group="scan 200-300 dpi", source=styled(GRID), route="chromium", share=1.2, added="late", extension="pdf"
)

LOOKS = (
    _scan(
        "late-scan-pale", source=styled(_PALE), finish=scanned(Scanner(200, skew=1.0, noise=5, quality=60, paper=226))
    ),
    _scan("late-scan-fonts", source=drawn(_any_font), finish=scanned(Scanner(200, skew=1.0, noise=4, quality=60))),
    _scan("late-scan-moire", finish=_moire),
    _scan("late-tiff-gray", finish=_gray_tiff, extension="tiff"),
    _scan("late-png-palette", source=styled(GRID + _LONG), finish=_few_colours, extension="png"),
)
