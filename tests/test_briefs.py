"""Stage ``briefs``: what each report is, without its cells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from test_across_stage import put
from warehouse_examples import brief, report, unresolved

from gongkai.errors import GongkaiError
from gongkai.lake.manifest import Manifest
from gongkai.reports import briefs
from gongkai.reports.briefs import Brief, BriefSource

CITYS = Brief(
    report_id="S000001:2023:jurisdiction",
    revision=0,
    agency_id="S000001",
    year=2023,
    verdict=None,
    published="2024-01-30",
    deadline="2024-03-31",
    sources=(BriefSource("http://a.invalid/1.html", None),),
    agency="样川市人民政府",
)


def test_reports_without_their_cells_in_their_order_as_they_now_are(tmp_path: Path) -> None:
    manifest, given = Manifest(tmp_path), replace(report(), deadline="2024-03-31")
    put(manifest, "2023|99", unresolved(), given)
    first, second = briefs.of(manifest, "2023|99")
    assert (first.report_id, first.agency_id) == (unresolved().report_id, None)
    assert second == CITYS == brief(given)
    assert briefs.of(manifest, "2023|99") == [first, second]
    put(manifest, "2023|99", given)
    assert briefs.of(manifest, "2023|99") == [CITYS]


def test_they_are_read_where_they_stand_and_made_anew_where_their_file_is_not_what_was_written(tmp_path: Path) -> None:
    manifest, given = Manifest(tmp_path), replace(report(), deadline="2024-03-31")
    put(manifest, "2023|99", given)
    briefs.of(manifest, "2023|99")
    reports = manifest.path("reports", "2023|99")
    kept = reports.read_bytes()
    reports.unlink()
    assert briefs.of(manifest, "2023|99") == [CITYS]
    manifest.path(briefs.STAGE, "2023|99").write_bytes(b"half")
    with pytest.raises(GongkaiError, match="no such file"):
        briefs.of(manifest, "2023|99")
    reports.write_bytes(kept)
    assert briefs.of(manifest, "2023|99") == [CITYS]
