"""Files of records: one JSON object a line, zstd. Decimals keep their printed digits; same records, same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import simplejson
import zstandard

from gongkai.errors import GongkaiError
from gongkai.lake.atomic import write_bytes

_LEVEL = 6
_REMEDY = "delete the file and run again: it is made anew from what comes before it"


def write_jsonl(path: Path, records: Iterable[dict[str, Any]]) -> int:
    """Write records as they come, whole file or none; returns how many. Raises GongkaiError when the disk refuses."""
    packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compressobj()
    packed: list[bytes] = []
    rows = 0
    # Packed line by line: the lines of a partition of reports are a gigabyte.
    for record in records:
        line = simplejson.dumps(
            record, use_decimal=True, ensure_ascii=False, separators=(",", ":"), namedtuple_as_object=False
        )
        packed.append(packer.compress(f"{line}\n".encode()))
        rows += 1
    write_bytes(path, b"".join((*packed, packer.flush())))
    return rows


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The records of a file, numbers with a fraction as Decimal. Raises GongkaiError when it is missing or damaged."""
    return list(each_jsonl(path))


def each_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """As :func:`read_jsonl`, one record after the other: a file of reports takes twenty times its size in memory."""
    # A line ends with "\n" alone, as those of a file of bytes do: JSON text may hold U+2028 and other marks.
    for number, line in enumerate(BytesIO(_unpacked(path)), start=1):
        try:
            yield simplejson.loads(line.decode("utf-8"), use_decimal=True)
        except ValueError as error:
            raise GongkaiError(f"not a record: {error}", str(path), f"line {number}", _REMEDY) from error


def _unpacked(path: Path) -> bytes:
    stream = zstandard.ZstdDecompressor().decompressobj()
    try:
        data = stream.decompress(path.read_bytes())
    except FileNotFoundError as error:
        raise GongkaiError("there is no such file", str(path), "", "run the stage that writes it") from error
    except zstandard.ZstdError as error:
        raise GongkaiError(f"the file is damaged: {error}", str(path), "", _REMEDY) from error
    if not stream.eof:
        raise GongkaiError("the file is damaged: it ends too early", str(path), "", _REMEDY)
    return data
