"""A surface to draw on with Pillow: rectangles that let shine through, hatches, text by its baseline."""

from __future__ import annotations

from typing import Literal

from PIL import Image, ImageDraw

from gongkai.grids.picture import Picture
from gongkai.show import style
from gongkai.show.fit import Measure
from gongkai.show.fonts import font
from gongkai.show.texts import harmless

#: Left, top, right, bottom in pixels.
Rectangle = tuple[float, float, float, float]
_HATCH = 9


def measure(size: int) -> Measure:
    """Widths of texts in the font of this size, in pixels."""
    return lambda text: font(size).getlength(harmless(text).replace("\n", " "))


def image_of(picture: Picture) -> Image.Image:
    """A page as a gray image."""
    return Image.frombytes("L", (picture.width, picture.height), picture.gray)


class Canvas:
    """An image to draw on. Texts of strangers are made harmless here."""

    def __init__(self, image: Image.Image) -> None:
        self.image = image.convert("RGB")
        self._draw = ImageDraw.Draw(self.image)

    def fill(self, box: Rectangle, colour: str, share: float = 1.0) -> None:
        """Colour a rectangle; ``share`` (0..1) of what is below is covered."""
        x0, y0, x1, y1 = self._within(box)
        if x1 <= x0 or y1 <= y0 or share <= 0:
            return
        below = self.image.crop((x0, y0, x1, y1))
        self.image.paste(Image.blend(below, Image.new("RGB", below.size, style.rgb(colour)), share), (x0, y0))

    def hatch(self, box: Rectangle, colour: str) -> None:
        """Slanting lines over a rectangle."""
        x0, y0, x1, y1 = self._within(box)
        if x1 <= x0 or y1 <= y0:
            return
        piece = self.image.crop((x0, y0, x1, y1))
        draw = ImageDraw.Draw(piece)
        for start in range(-piece.height, piece.width, _HATCH):
            draw.line((start, piece.height, start + piece.height, 0), fill=colour)
        self.image.paste(Image.blend(self.image.crop((x0, y0, x1, y1)), piece, 0.6), (x0, y0))

    def frame(self, box: Rectangle, colour: str, width: int = 1, dashed: bool = False) -> None:
        """The outline of a rectangle."""
        x0, y0, x1, y1 = (round(side) for side in box)
        if not dashed:
            if x1 > x0 and y1 > y0:
                self._draw.rectangle((x0, y0, x1, y1), outline=colour, width=width)
            return
        for x in range(x0, x1, 10):
            for y in (y0, y1):
                self._draw.line((x, y, min(x + 6, x1), y), fill=colour, width=width)
        for y in range(y0, y1, 10):
            for x in (x0, x1):
                self._draw.line((x, y, x, min(y + 6, y1)), fill=colour, width=width)

    def text(self, x: float, y: float, text: str, colour: str, size: int, align: Literal["l", "m", "r"] = "l") -> None:
        """One line with its baseline at y; x is its left end, middle or right end."""
        line = harmless(text).replace("\n", " ")
        self._draw.text((x, y), line, fill=colour, font=font(size), anchor=f"{align}s")

    def badge(self, x: float, y: float, text: str, colour: str, size: int) -> float:
        """White text on a coloured ground around (x, y); gives its width."""
        width = measure(size)(text) + size * 0.7
        box = (x - width / 2, y - size * 0.68, x + width / 2, y + size * 0.68)
        self._draw.rounded_rectangle(box, radius=size * 0.3, fill=colour)
        self.text(x, y + size * 0.36, text, "#ffffff", size, "m")
        return width

    def _within(self, box: Rectangle) -> tuple[int, int, int, int]:
        x0, y0, x1, y1 = (round(side) for side in box)
        return max(x0, 0), max(y0, 0), min(x1, self.image.width), min(y1, self.image.height)
