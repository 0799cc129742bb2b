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
        ("application/x-encrypted-office", "password"),
        ("application/ofd", "print it to a PDF"),
        ("image/gif", "save it as PNG"),
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


@pytest.mark.parametrize("data", ["b'<html><p>x</p></html>'", "b'x'"])
def test_no_engine_is_imported_for_pages_and_text(data: str) -> None:
    code = (
        "import sys; from gongkai import documents, read;"
        f"read.read_document(documents.from_bytes('r', {data}));"
        "print(sorted({'camelot', 'cv2', 'numpy', 'pandas', 'pikepdf', 'pypdfium2', 'rapidocr'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
