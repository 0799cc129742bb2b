"""A stage that is started from its own page in Dagster, over a region that was never listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets import grids, reports
from gongkai.errors import GongkaiError
from gongkai.settings import Settings
from pipelines.partitions import YEARS

_TOLD = (
    "the documents of region 41 were not listed yet\n"
    "  What to do: materialize documents and grids of region 41 first (job read)"
)


def _home(folder: Path) -> Settings:
    return Settings(folder, "real", Path(__file__).resolve().parent.parent / "data" / "registry")


def test_reports_say_what_to_do_first(tmp_path: Path) -> None:
    with pytest.raises(GongkaiError) as told:
        reports._make(_home(tmp_path), "41", ["2021|41"], YEARS, lambda _: None)
    assert str(told.value) == _TOLD


def test_grids_say_what_to_do_first(tmp_path: Path) -> None:
    with pytest.raises(GongkaiError) as told:
        grids._read(_home(tmp_path), "41", lambda done, of: None)
    assert str(told.value) == _TOLD
