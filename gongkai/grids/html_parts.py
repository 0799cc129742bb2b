"""What an archive holds beside a page: style sheets and pages of frames, by the addresses that it has for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote, urldefrag, urljoin


class Parts(NamedTuple):
    """texts: by address, ``cid:…`` or a location, as :func:`address` writes it. base: what addresses start from.

    nameless: style sheets without an address, which may be the page's or not.
    """

    texts: Mapping[str, str]
    base: str
    nameless: tuple[str, ...] = ()

    def find(self, given: str) -> tuple[str, Parts] | None:
        """The text at an address, with the parts as seen from there; None where the archive does not hold it."""
        if not self.texts or not given.strip():
            return None
        meant = address(given, self.base)
        text = self.texts.get(meant)
        return None if text is None else (text, self.seen_from(meant))

    def seen_from(self, base: str) -> Parts:
        """The same parts for a page or sheet of another address."""
        return self._replace(base=address(base, self.base))


def address(given: str, base: str = "") -> str:
    """An address, given in full or from another one, in the one way in which addresses are compared."""
    given = given.strip()
    if given[:4].lower() == "cid:":
        return f"cid:{unquote(given[4:])}"
    try:
        return unquote(urldefrag(urljoin(base, given)).url)
    except ValueError:
        return given


#: A page that stands alone.
ALONE = Parts({}, "")
