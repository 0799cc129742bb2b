"""Pages of one report by their addresses: ``t2023_11.html``, ``t2023_11_1.html``, ``t2023_11_2.html``."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PAGE = re.compile(r"(?P<stem>[^?#]*?)[_-]?(?P<number>\d{1,3})(?P<ending>\.s?html?)", re.I)
_ENDING = re.compile(r"\.s?html?$", re.I)


def numbered(root: str, sources: Iterable[str]) -> list[str]:
    """Those of some addresses that are the pages of one series, in its order; none where there are not two of them.

    root: the page that links the others. It is the first page where they bear its name with a number behind it, from 1
    or 2 on. Else their names differ by numbers alone, from 0 or 1 on. Where a number is missing, or two series fit,
    nothing tells what the pages are.
    """
    stem = _ENDING.sub("", root)
    series: dict[tuple[str, str], dict[int, str]] = {}
    for source in sources:
        match = None if source == root else _PAGE.fullmatch(source)
        if match is not None:
            series.setdefault((match["stem"], match["ending"]), {}).setdefault(int(match["number"]), source)
    found = []
    for (name, _), pages in series.items():
        is_roots = name == stem
        numbers = sorted(pages)
        firsts = (1, 2) if is_roots else (0, 1)
        if numbers[0] in firsts and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            whole = [root] * is_roots + [pages[number] for number in numbers]
            found += [whole] if len(whole) > 1 else []
    return found[0] if len(found) == 1 else []
