"""Numbers before words: the number by its shapes, the words told from it by how far they reach."""

from __future__ import annotations

import numpy as np
import pytest
from scanned import needs_chinese
from test_number_shapes import Pixels, boxes

from gongkai.grids import number_shapes
from gongkai.grids.number_shapes import Look

CHINESE = "STSong-Light"


def before_words(box: Pixels, signs: int | None = None, dpi: int = 200) -> str | None:
    return number_shapes.before_words(box, Look(np.zeros(box.shape, bool), dpi / 72), signs)


@pytest.mark.parametrize("look", [{"dpi": 200}, {"dpi": 300, "noise": 8.0}, {"dpi": 200, "turn": 0.3}])
def test_the_number_before_words(look: dict[str, float]) -> None:
    needs_chinese()
    texts = ["251000元", "3万元", "23.065万元", "22（含修订6件）", "7件", "10（其中）", "849433元", "61条"]
    numbers = ["251000", "3", "23.065", "22", "7", "10", "849433", "61"]
    found = boxes(texts, font=CHINESE, **look)  # type: ignore[arg-type]
    said = [before_words(box, dpi=int(look["dpi"])) for box in found]
    assert [(n, s) for n, s in zip(numbers, said, strict=True) if s not in (n, None)] == []
    assert said.count(None) <= 1


def test_a_unit_has_the_room_of_its_signs() -> None:
    """元 read where 万元 is printed would be 10,000 times too little."""
    needs_chinese()
    yuan, ten_thousands = boxes(["251000元", "251000万元"], font=CHINESE)
    assert [before_words(yuan, 1), before_words(yuan, 2)] == ["251000", None]
    assert [before_words(ten_thousands, 1), before_words(ten_thousands, 2)] == [None, "251000"]


def test_words_on_the_next_line() -> None:
    needs_chinese()
    upper, lower, digits = boxes(["22", "（其中）", "345"], font=CHINESE)
    assert before_words(np.vstack([upper, lower])) == "22"
    assert before_words(np.vstack([upper, digits])) is None


@pytest.mark.parametrize("text", ["251000", "元", "（22）", "1990", "规章", ""])
def test_no_number_before_words(text: str) -> None:
    needs_chinese()
    (box,) = boxes([text], font=CHINESE)
    assert before_words(box) is None


@pytest.mark.parametrize("look", [{"dpi": 200}, {"dpi": 300, "noise": 8.0}, {"dpi": 200, "turn": 0.3}])
def test_changes_in_words(look: dict[str, float]) -> None:
    needs_chinese()
    texts = ["减3", "增12", "减204", "增7", "减14", "增251", "约3", "3", "件12"]
    found = boxes(texts, font=CHINESE, size=10.5, **look)  # type: ignore[arg-type]
    scale = int(look["dpi"]) / 72
    said = [number_shapes.after_change(box, Look(np.zeros(box.shape, bool), scale)) for box in found]
    assert [text for text, one in zip(texts[:6], said, strict=False) if one not in (text, None)] == []
    assert said[:6].count(None) <= 1
    assert said[6:] == [None, None, None]
