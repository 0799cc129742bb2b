"""A Chinese font of this machine for drawing with Pillow, which brings none."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

from PIL import ImageFont

from gongkai.errors import GongkaiError

#: Where fonts stand when fontconfig is not there to say.
_KNOWN = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font in this size, in pixels. Raises GongkaiError where this machine has no Chinese font."""
    for path, index in _candidates():
        try:
            return ImageFont.truetype(path, size, index)
        except OSError:
            continue
    raise GongkaiError(
        "there is no Chinese font on this machine to draw with",
        "",
        "",
        "install one (Debian: apt install fonts-noto-cjk), or draw into a .html file",
    )


def _candidates() -> list[tuple[str, int]]:
    """Files and the font's number in them: fontconfig's choice for simplified Chinese first."""
    return [*_from_fontconfig(), *((path, 0) for path in _KNOWN if Path(path).is_file())]


@cache
def _from_fontconfig() -> tuple[tuple[str, int], ...]:
    program = shutil.which("fc-match")
    if program is None:
        return ()
    asked = [program, "--format=%{file}|%{index}|%{lang}", "sans-serif:lang=zh-cn"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=20).stdout.split("|")
    # It always answers with some font; only one that has the signs is of use.
    if len(answer) == 3 and answer[1].isdigit() and "zh-cn" in answer[2]:
        return ((answer[0], int(answer[1])),)
    return ()
