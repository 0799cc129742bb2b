"""Places of elements are those that libxml2 writes, however the tree looks."""

from __future__ import annotations

import pytest
from lxml import etree

from gongkai.grids.element_paths import Paths

_PAGE = """<html><head><title>x</title></head><body><p>a<p>b<table><tr><td>1<td>2<th>3</table>
<div><o:p>w</o:p><o:p>w</o:p><!-- c --><svg><g/></svg></div>
<table><tbody><tr><td><table><tr><td>9</table></table></body>"""
_WORD = """<w:d xmlns:w="urn:w" xmlns="urn:none"><w:p><w:r/><?pi x?><w:r/></w:p><w:p/><sz/><sz/><mc xmlns:v="urn:v">
<v:p/><w:p/></mc></w:d>"""


@pytest.mark.parametrize("root", [etree.HTML(_PAGE), etree.fromstring(_WORD)], ids=["page", "word"])
def test_every_path_is_the_parsers(root: etree._Element) -> None:
    tree, paths = root.getroottree(), Paths(root)
    elements = list(root.iter("*"))
    assert len(elements) > 7
    assert [paths.of(element) for element in reversed(elements)] == [tree.getpath(e) for e in reversed(elements)]


def test_paths_are_as_written_by_hand() -> None:
    root = etree.HTML(_PAGE)
    paths = Paths(root)
    assert paths.of(root) == "/html"
    assert [paths.of(cell) for cell in root.iter("td", "th")][:3] == [
        "/html/body/table[1]/tr/td[1]",
        "/html/body/table[1]/tr/td[2]",
        "/html/body/table[1]/tr/th",
    ]
