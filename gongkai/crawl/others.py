"""Whether a title that a list names is another agency's than that of its column."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path

from gongkai import registry
from gongkai.crawl.beside import Others
from gongkai.crawl.recognise import Title
from gongkai.reports.foreign import may_be


class OfOthers:
    """Knows of titles whether they are of others. Most lists name nobody else: the registry is read once one does."""

    def __init__(self, folder: Path, agencies: Mapping[str, str]) -> None:
        """folder: the registry's. agencies: column_id -> its one agency."""
        self._folder = folder
        self._agencies = agencies

    def than(self, column_id: str) -> Others | None:
        """Whether a title names another agency than a column's, in no variant of its names; None: it has many."""
        agency_id = self._agencies.get(column_id)
        return None if agency_id is None else partial(self._is_of, agency_id)

    def _is_of(self, agency_id: str, title: Title) -> bool:
        agency = self._registry.agencies.get(agency_id)
        if agency is None or title.agency is None:
            return False
        return not may_be(title.agency, agency, title.year, self._registry)

    @cached_property
    def _registry(self) -> registry.Registry:
        return registry.load(self._folder)
