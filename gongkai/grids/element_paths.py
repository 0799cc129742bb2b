"""Absolute XPaths of elements: the places of cells in pages and Word files."""

from __future__ import annotations

from lxml import etree

Element = etree._Element


class Paths:
    """XPaths of the elements of one tree, as libxml2 writes them (``/html/body/table[2]/tbody/tr[3]/td``).

    lxml counts an element's neighbours for each path that it is asked for; a table asks for all of a row. Here the
    children of one element are counted together, once. The tree must not change meanwhile.
    """

    def __init__(self, root: Element) -> None:
        self._tree = root.getroottree()
        self._known: dict[Element, str] = {root: self._tree.getpath(root)}

    def of(self, element: Element) -> str:
        """The absolute XPath of an element of the tree. Without recursion: pages nest deep."""
        known = self._known.get(element)
        if known is not None:  # counted with its neighbours
            return known
        above: list[Element] = []
        inner: Element | None = element
        while inner is not None and inner not in self._known:
            inner = inner.getparent()
            if inner is not None:
                above.append(inner)
        for parent in reversed(above):
            self._count(parent)
        return self._known[element]

    def of_children(self, parent: Element, children: list[Element]) -> list[str]:
        """The absolute XPaths of elements of the tree that are, in most cases, all the children of another one."""
        if len({child.tag for child in children}) == 1 and list(parent) == children and (name := _name(children[0])):
            return _numbered(self.of(parent), name, len(children))
        return [self.of(child) for child in children]

    def _count(self, parent: Element) -> None:
        path = self._known[parent]
        children = list(parent.iterchildren("*"))
        if len({child.tag for child in children}) == 1 and (name := _name(children[0])):
            self._known.update(zip(children, _numbered(path, name, len(children)), strict=True))
            return
        of_name: dict[str, list[Element]] = {}
        for child in children:
            of_name.setdefault(_name(child), []).append(child)
        for name, own in of_name.items():
            if name:
                self._known.update(zip(own, _numbered(path, name, len(own)), strict=True))
            else:
                self._known.update((child, self._tree.getpath(child)) for child in own)


def _numbered(path: str, name: str, count: int) -> list[str]:
    """Paths of so many children of one name; the only one has no number."""
    return [f"{path}/{name}"] if count == 1 else [f"{path}/{name}[{n}]" for n in range(1, count + 1)]


def _name(element: Element) -> str:
    """An element's name with its prefix; ``""`` for one of a namespace without prefix, which paths do not name."""
    tag = str(element.tag)
    if tag[0] != "{":
        return tag
    return f"{element.prefix}:{tag.rpartition('}')[2]}" if element.prefix is not None else ""
