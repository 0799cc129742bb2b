"""The manifest says what is current, and nothing else."""

from pathlib import Path

import pytest

from gongkai.lake.manifest import Entry, Manifest
from gongkai.lake.records import write_jsonl


def _made(lake: Path, partition: str = "2021|99", inputs: str = "in1") -> Manifest:
    manifest = Manifest(lake)
    rows = write_jsonl(manifest.path("reports", partition), [{"a": 1}])
    manifest.record("reports", partition, inputs, rows)
    return manifest


def test_path_of_a_partition(tmp_path: Path) -> None:
    assert Manifest(tmp_path).path("reports", "2021|99") == tmp_path / "stages" / "reports" / "2021_99.jsonl.zst"
    assert Manifest(tmp_path).path("grids", "99") == tmp_path / "stages" / "grids" / "99.jsonl.zst"


def test_current_for_its_inputs_alone(tmp_path: Path) -> None:
    manifest = _made(tmp_path)
    assert manifest.is_current("reports", "2021|99", "in1")
    assert not manifest.is_current("reports", "2021|99", "in2")
    assert not manifest.is_current("reports", "2022|99", "in1")
    assert not manifest.is_current("gate", "2021|99", "in1")


def test_entry_holds_inputs_output_and_rows(tmp_path: Path) -> None:
    entry = _made(tmp_path).entry("reports", "2021|99")
    assert isinstance(entry, Entry)
    assert (entry.partition, entry.inputs, entry.rows, len(entry.output)) == ("2021|99", "in1", 1, 64)


def test_not_current_when_the_output_is_missing_or_damaged(tmp_path: Path) -> None:
    manifest = _made(tmp_path)
    path = manifest.path("reports", "2021|99")
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    assert not manifest.is_current("reports", "2021|99", "in1")
    path.unlink()
    assert not manifest.is_current("reports", "2021|99", "in1")
    path.write_bytes(whole)
    assert manifest.is_current("reports", "2021|99", "in1")


def test_killed_between_output_and_entry_counts_as_not_made(tmp_path: Path) -> None:
    manifest = _made(tmp_path)
    write_jsonl(manifest.path("reports", "2021|99"), [{"a": 2}])
    assert not manifest.is_current("reports", "2021|99", "in1")
    assert not manifest.is_current("reports", "2021|99", "in2")


def test_damaged_entry_counts_as_not_made(tmp_path: Path) -> None:
    manifest = _made(tmp_path)
    (tmp_path / "stages" / "reports" / "2021_99.manifest.json").write_text('{"partition": "20')
    assert not manifest.is_current("reports", "2021|99", "in1")
    assert manifest.partitions("reports") == []


def test_partitions_are_sorted_and_of_one_stage(tmp_path: Path) -> None:
    for partition in ("2022|99", "0000|99", "2021|00"):
        manifest = _made(tmp_path, partition)
    assert manifest.partitions("reports") == ["0000|99", "2021|00", "2022|99"]
    assert manifest.partitions("gate") == []


def test_names_stay_in_the_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="partition"):
        Manifest(tmp_path).path("reports", "../x")
