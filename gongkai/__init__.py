"""gongkai: China's government information disclosure annual reports as one table that analysts can trust."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.warehouse.engine import Connection

__version__ = "0.1.0"


def connect(home: str | os.PathLike[str] | None = None) -> Connection:
    """A DuckDB connection to the current release of a home, read-only; it stays on that release.

    home: the folder; None: that in GONGKAI_HOME, else ``data``. What a query finds can be written to files and joined
    with files; what it cannot hold in memory goes to the system's temporary folder. A program may hold it beside
    :mod:`gongkai.warehouse.query` and DuckDB's own read-only connections. Raises GongkaiError when there is no release.
    """
    # DuckDB is no dependency of reading documents.
    from gongkai import settings
    from gongkai.warehouse import query

    environment = dict(os.environ) if home is None else {**os.environ, "GONGKAI_HOME": os.fspath(home)}
    return query.connect_freely(settings.load(environment=environment))
