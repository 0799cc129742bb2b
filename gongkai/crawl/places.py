"""Where a home keeps its ledger and its bodies."""

from __future__ import annotations

from pathlib import Path

from gongkai.crawl.ledger import Ledger
from gongkai.crawl.store import BodyStore
from gongkai.lake.parts import part
from gongkai.settings import Settings


def ledger_path(settings: Settings) -> Path:
    """``lake/crawl/ledger.sqlite``; a crawl holds the lock beside it."""
    return settings.lake / "crawl" / "ledger.sqlite"


def open_ledger(settings: Settings) -> Ledger:
    """The home's ledger, made when there is none. Raises GongkaiError."""
    settings.create()
    return Ledger(ledger_path(settings))


def body_store(settings: Settings) -> BodyStore:
    """The home's bodies: ``lake/bodies``, or elsewhere where GONGKAI_LAKE says so."""
    return BodyStore(part(settings, "bodies"))
