"""Where the parts of a home's lake stand: in the home, or where GONGKAI_LAKE says."""

from __future__ import annotations

from gongkai.lake.store import Place, below, place_of
from gongkai.settings import Settings


def part(settings: Settings, name: str) -> Place:
    """Where ``bodies``, ``cache`` or ``loads`` stand. Raises GongkaiError for a URL at which none can be kept."""
    root = place_of(settings.lake_url) if settings.lake_url else settings.lake.resolve()
    return below(root, name)
