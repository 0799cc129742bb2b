"""Files are there whole or not at all, also when the disk is full."""

import subprocess
import sys
from pathlib import Path

import pytest

from gongkai.errors import GongkaiError
from gongkai.lake import atomic

# Real writes that really fail: the child may not write files larger than 1000 bytes.
_CHILD = """
import resource, sys
from pathlib import Path
from gongkai.errors import GongkaiError
from gongkai.lake.atomic import write_bytes
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_bytes(Path(sys.argv[1]), b"x" * 5000)
except GongkaiError as error:
    print(error)
"""


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_text_is_written_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.txt"
    atomic.write_text(path, "政府\r\n")
    assert path.read_bytes() == b"\xe6\x94\xbf\xe5\xba\x9c\r\n"
    assert _names(path.parent) == ["b.txt"]


def test_full_disk_is_told_and_leaves_the_old_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "kept.bin"
    path.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", _CHILD, str(path)], capture_output=True, text=True, check=True)
    assert "disk full" in done.stdout
    assert "What to do" in done.stdout
    assert path.read_bytes() == b"old"
    assert _names(tmp_path) == ["kept.bin"]


def test_a_place_that_cannot_be_written_is_a_gongkai_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(GongkaiError, match="cannot write"):
        atomic.write_bytes(tmp_path / "file" / "below", b"x")


def test_swapped_link_points_to_the_new_target(tmp_path: Path) -> None:
    link = tmp_path / "current"
    atomic.swap_link(link, "one")
    atomic.swap_link(link, "two")
    assert link.readlink() == Path("two")
    assert _names(tmp_path) == ["current"]


def test_published_folder_has_its_name_and_content(tmp_path: Path) -> None:
    partial = tmp_path / ".r.part"
    (partial / "sub").mkdir(parents=True)
    (partial / "sub" / "f").write_text("1")
    atomic.publish_folder(partial, tmp_path / "r")
    assert (tmp_path / "r" / "sub" / "f").read_text() == "1"
    assert not partial.exists()
