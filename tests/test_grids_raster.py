from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from made_documents import pdf, plain_table
from PIL import Image, ImageDraw
from scanned import pictures, saved

from gongkai import documents
from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import raster, router


def document(data: bytes) -> Document:
    return documents.from_bytes("scan", data)


def png(image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", **options)
    return out.getvalue()


def test_pages_of_a_pdf_are_shown_at_the_resolution_of_their_picture() -> None:
    text_page = document(pdf(plain_table))
    (page,) = raster.render(text_page)
    assert (page.number, page.dpi, page.pixels.shape, page.red) == (1, 200.0, (834, 1112), None)
    assert page.pixels.min() < 60 and page.pixels.max() == 255
    (fine,) = raster.render(document(saved(pictures(pdf(plain_table), 300), "PDF", 300)))
    assert fine.dpi == pytest.approx(300, abs=1)
    assert [page.number for page in raster.render(document(pdf(plain_table, plain_table, plain_table)), [3, 1])] == [
        3,
        1,
    ]


def test_a_picture_states_its_resolution_or_is_taken_for_a4() -> None:
    page = Image.new("L", (1240, 1754), 255)
    (stated,) = raster.image_pages(document(png(page, dpi=(150, 150))))
    (unstated,) = raster.image_pages(document(png(page)))
    (wrong,) = raster.image_pages(document(png(page, dpi=(72, 72))))  # a page of 17 inches
    for found in (stated, unstated, wrong):
        assert found.dpi == 200.0
        assert found.pixels.shape[1] == pytest.approx(1653, abs=4)  # A4, enlarged to 200 dpi


@pytest.mark.parametrize(
    ("size", "stated", "dpi", "width"),
    [
        ((1728, 1143), (204, 98), 204.0, 1728),  # a fax: A4 in pixels twice as high as wide
        ((1654, 2339), (300, 300), 200.0, 1654),  # no paper is 5.5 inches wide
        ((1240, 1754), (96, 96), 200.0, 1654),
        ((1400, 900), (200, 200), 200.0, 1400),  # a table cut out of a page
        ((2339, 1654), (200, 200), 200.0, 2339),
    ],
)
def test_stated_resolutions_that_no_page_has(
    size: tuple[int, int], stated: tuple[int, int], dpi: float, width: int
) -> None:
    (page,) = raster.image_pages(document(saved([Image.new("L", size, 255)], "TIFF", stated)))
    assert page.dpi == pytest.approx(dpi, abs=1)
    assert page.pixels.shape[1] == pytest.approx(width, abs=2)


def test_pixels_of_a_fax_are_made_square() -> None:
    fax = Image.new("L", (1728, 1143), 255)
    ImageDraw.Draw(fax).rectangle((204, 98, 407, 195), fill=0)  # an inch by an inch
    (page,) = raster.image_pages(document(saved([fax], "TIFF", (204, 98))))
    rows, columns = np.nonzero(page.pixels < 128)
    assert np.ptp(rows) == pytest.approx(204, abs=3) and np.ptp(columns) == pytest.approx(203, abs=3)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I;16"])
def test_pictures_of_every_mode_show_black_on_white(mode: str) -> None:
    gray = Image.new("L", (1654, 900), 255)
    ImageDraw.Draw(gray).rectangle((100, 100, 200, 200), fill=0)
    if mode == "I;16":
        made = Image.fromarray(np.asarray(gray).astype(np.uint16) * 257)
    else:
        made = gray.convert("RGB").convert(mode)
    kind = "TIFF" if mode == "CMYK" else "PNG"
    (page,) = raster.image_pages(document(saved([made], kind)))
    assert page.pixels[150, 150] < 30 and page.pixels[500, 500] > 225


def test_what_is_transparent_is_paper() -> None:
    (page,) = raster.image_pages(document(png(Image.new("RGBA", (1654, 900), (0, 0, 0, 0)))))
    assert page.pixels.min() == 255


def test_each_page_of_a_tiff_is_a_page() -> None:
    pages = [Image.new("L", (1654, 900 + 10 * index), 255) for index in range(3)]
    found = list(raster.image_pages(document(saved(pages, "TIFF"))))
    assert [(page.number, page.pixels.shape[0]) for page in found] == [(1, 900), (2, 910), (3, 920)]


def test_a_seal_is_taken_out_and_kept_in_mind() -> None:
    page = Image.new("RGB", (1654, 900), "white")
    draw = ImageDraw.Draw(page)
    draw.ellipse((300, 300, 600, 600), outline=(225, 40, 50), width=20)
    draw.rectangle((400, 290, 410, 320), fill=(60, 10, 12))  # a black stroke under it
    draw.rectangle((800, 300, 810, 330), fill="black")
    (found,) = raster.image_pages(document(png(page, dpi=(200, 200))))
    assert found.red is not None
    assert found.pixels[450, 310] > 240 and found.red[450, 310]
    assert found.pixels[300, 405] < 90
    assert found.pixels[310, 805] == 0 and not found.red[310, 805]


def bomb() -> bytes:
    """A PNG that says it is 60,000 x 60,000 and has no pixels to speak of."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_pictures_that_cannot_be_read_are_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = saved(pictures(pdf(plain_table)), "JPEG")
    many = saved([Image.new("1", (1654, 600), 1)] * 3, "TIFF")
    monkeypatch.setattr(raster, "MAX_SCANS", 2)
    for data, words in (
        (bomb(), "more than 36000000 pixels"),
        (png(Image.new("1", (7000, 7000), 1)), "more than 36000000 pixels"),
        (png(Image.new("1", (30_000, 100), 1)), "more than 36000000 pixels"),  # no page: enlarged it would be too much
        (whole[: len(whole) // 3], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "damaged"),
        (many, "has 3 pages"),
    ):
        with pytest.raises(UnreadableDocument, match=words) as error:
            router.extracts(document(data))
        assert error.value.file == "scan" and error.value.remedy


def test_a_pdf_page_of_too_many_pixels_is_refused() -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf(plain_table))) as made:
        made.pages[0].mediabox = pikepdf.Array([0, 0, 14_400, 14_400])
        out = io.BytesIO()
        made.save(out)
    with pytest.raises(UnreadableDocument, match="more than 36000000 pixels"):
        list(raster.render(document(out.getvalue())))
