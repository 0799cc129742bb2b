from __future__ import annotations

import subprocess
import sys

import pytest

from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import router


@pytest.mark.parametrize(
    ("media_type", "remedy"),
    [
        ("application/msword", "save it as .docx"),
        ("application/zip", "unpack"),
        ("image/gif", "PNG"),
        ("application/octet-stream", "HTML"),
    ],
)
def test_a_medium_without_a_reader_is_told_with_a_remedy(media_type: str, remedy: str) -> None:
    with pytest.raises(UnreadableDocument, match=media_type) as error:
        router.extracts(Document("r", b"x", "0", media_type))
    assert remedy in error.value.remedy
    assert router.reader_version(media_type) == "none"


def test_versions_name_readers_and_engines() -> None:
    version = router.reader_version("application/pdf")
    assert "scan-" in version and "rapidocr-" in version
    assert "camelot-" in version and "rules-" in version and "pypdfium2-" in version
    assert router.reader_version("text/html") != router.reader_version("text/plain")


def test_engines_are_imported_only_when_they_read() -> None:
    engines = {"camelot", "pandas", "rapidocr", "onnxruntime"}
    code = f"import sys, gongkai.grids.router; sys.exit(bool({engines} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
