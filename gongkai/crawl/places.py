"""Where a home keeps its ledger and its bodies."""

from __future__ import annotations

from gongkai.crawl.ledger import Ledger
from gongkai.crawl.store import BodyStore
from gongkai.settings import Settings


def open_ledger(settings: Settings) -> Ledger:
    """The home's ledger, ``lake/crawl/ledger.sqlite``, made when there is none. Raises GongkaiError."""
    settings.create()
    return Ledger(settings.lake / "crawl" / "ledger.sqlite")


def body_store(settings: Settings) -> BodyStore:
    """The home's bodies, ``lake/bodies``."""
    return BodyStore(settings.lake / "bodies")
