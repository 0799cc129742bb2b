"""What a report's document says, before it takes a medium's shape."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.sample.layout import Box
from gongkai.sample.prose import Prose


@dataclass(frozen=True, slots=True)
class Content:
    """A report to be rendered.

    title, site, source: as shown on the page. published: ``2023-01-17``. tables: the boxes of tables 2, 3 and 4.
    """

    title: str
    site: str
    source: str
    published: str
    prose: Prose
    tables: dict[str, tuple[Box, ...]]

    def sections(self) -> tuple[tuple[str, tuple[str, ...], tuple[Box, ...]], ...]:
        """The six sections in order: (number, paragraphs, boxes); a section has either paragraphs or a table."""
        return (
            ("1", self.prose.overview, ()),
            *((table, (), self.tables[table]) for table in ("2", "3", "4")),
            ("5", self.prose.problems, ()),
            ("6", self.prose.others, ()),
        )
