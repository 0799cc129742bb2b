"""The project's code location with the sample's clock, so that two nights give the same bytes: ``dagster … -f``."""

from __future__ import annotations

from gongkai.sample.province import NIGHT_2
from pipelines import resources
from pipelines.definitions import definitions

defs = definitions({**resources.from_environment(), "now": NIGHT_2})
