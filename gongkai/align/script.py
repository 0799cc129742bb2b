"""Traditional script: labels of the forms as mirrors and converted pages print them (規章, 對外公開總數量)."""

from __future__ import annotations

from functools import cache

from gongkai.forms import codebook


@cache
def _table() -> dict[int, str]:
    lines = codebook.read_tsv("traditional_characters.tsv")
    return {ord(line["traditional"]): line["simplified"] for line in lines}


def simplified(text: str) -> str:
    """Text with each traditional character that a label of the forms can hold made simplified; others stay."""
    return text if text.isascii() else text.translate(_table())
