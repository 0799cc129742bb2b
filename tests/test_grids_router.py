from __future__ import annotations

import subprocess
import sys

import pytest

from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import router


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("application/x-encrypted-office", "password"),
        ("application/ofd", "print it to a PDF"),
        ("image/gif", "save it as PNG"),
        ("application/octet-stream", "HTML"),
        ("application/octet-stream", "zip and rar"),
        ("application/x-7z-compressed, a 7-Zip archive", "zip"),
        ("application/gzip, a file packed with gzip", "zip"),
        ("application/x-tar, a tar archive", "zip"),
        ("application/x-caj, a CAJ or KDH file of CNKI", "print it to a PDF"),
        ("application/vnd.oasis.opendocument.text, an OpenDocument file", "save it as .docx"),
        ("image/bmp, a bitmap", "save it as PNG"),
        ("image/webp, a WebP picture", "save it as PNG"),
    ],
)
def test_a_medium_without_a_reader_is_told_with_a_remedy(said: str, remedy: str) -> None:
    media_type = said.partition(",")[0]
    with pytest.raises(UnreadableDocument, match=rf"{said}\n") as error:
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
