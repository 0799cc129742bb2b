"""CSV rows → values, with every fault as file, line and reason."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from gongkai.errors import GongkaiError

T = TypeVar("T")


class BadValue(ValueError):
    """A value that its column does not take; the message is the reason."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used: file, 1-based line, reason, what to do."""

    file: Path
    line: int
    reason: str
    remedy: str = "correct the value"


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a CSV file; ``line`` is the line it begins on, the header being line 1."""

    file: Path
    line: int
    values: dict[str, str]

    def text(self, column: str) -> str:
        """The value, which must not be empty."""
        value = self.values[column]
        if not value:
            raise BadValue(f"{column} is empty")
        return value

    def optional(self, column: str) -> str | None:
        """The value, None when empty."""
        return self.values[column] or None

    def choice(self, column: str, choices: Sequence[str]) -> str:
        """The value, one of ``choices``."""
        value = self.values[column]
        if value not in choices:
            raise BadValue(f"{column} is {value!r}, must be one of {', '.join(choices)}")
        return value

    def matching(self, column: str, pattern: str, meaning: str) -> str:
        """The value, which must match ``pattern`` whole."""
        value = self.values[column]
        if not re.fullmatch(pattern, value):
            raise BadValue(f"{column} is {value!r}, must be {meaning}")
        return value

    def year(self, column: str) -> int | None:
        """A calendar year, None when empty."""
        if not self.values[column]:
            return None
        return int(self.matching(column, r"(19|20)\d\d", "a year such as 2015, or empty"))

    def years(self, first: str, last: str) -> tuple[int | None, int | None]:
        """Two years in order."""
        start, end = self.year(first), self.year(last)
        if start is not None and end is not None and start > end:
            raise BadValue(f"{first} {start} is after {last} {end}")
        return start, end


def read_rows(
    path: Path, columns: Sequence[str], optional: Sequence[str] = (), content: bytes | None = None
) -> Iterator[Row | BadRow]:
    """Rows of a UTF-8 CSV file with exactly these columns, values stripped; blank lines are left out.

    Optional columns may be absent; their values are empty then. content: of the file, where it stands in an archive.
    Raises GongkaiError when there is no such file, it is not UTF-8 or its header is another one.
    """
    reader = csv.reader(io.StringIO(text_of(path, content), newline=""), strict=True)
    header = [name.strip() for name in next(reader, [])]
    _check_header(path, header, columns, optional)
    absent = dict.fromkeys(optional, "")
    line = reader.line_num + 1
    try:
        for fields in reader:
            if len(fields) == len(header):
                yield Row(path, line, absent | dict(zip(header, (text.strip() for text in fields), strict=True)))
            elif fields:
                yield BadRow(path, line, f"{len(fields)} values where the header has {len(header)}")
            line = reader.line_num + 1
    except csv.Error as error:
        yield BadRow(path, line, f"not CSV: {error}")


def bad_rows_error(bad: Sequence[BadRow]) -> GongkaiError:
    """One error that names every bad row; file and place are the first one's."""
    first, *others = sorted(bad, key=lambda row: (str(row.file), row.line))
    more = "".join(f"\n  {row.file}, line {row.line}: {row.reason}; {row.remedy}" for row in others)
    return GongkaiError(first.reason + more, str(first.file), f"line {first.line}", f"{first.remedy}, and run again")


def parse_rows(
    path: Path,
    columns: Sequence[str],
    parse: Callable[[Row], T],
    bad: list[BadRow],
    optional: Sequence[str] = (),
    content: bytes | None = None,
) -> list[tuple[Row, T]]:
    """Parsed rows of a file with the rows they came from; the bad ones are added to ``bad``.

    optional: columns that the file may leave out; their values are empty then. content: of the file, where it stands
    in an archive.
    """
    parsed: list[tuple[Row, T]] = []
    for row in read_rows(path, columns, optional, content):
        if isinstance(row, BadRow):
            bad.append(row)
            continue
        try:
            parsed.append((row, parse(row)))
        except BadValue as error:
            bad.append(BadRow(row.file, row.line, str(error)))
    return parsed


def text_of(path: Path, content: bytes | None = None) -> str:
    """A CSV file as text. content: what it holds, where it was read already. Raises GongkaiError: no file, no UTF-8."""
    try:
        return (path.read_bytes() if content is None else content).decode("utf-8-sig")
    except FileNotFoundError as error:
        raise GongkaiError("no such file", str(path), "", "create it, with its header line at least") from error
    except OSError as error:
        what = "a folder, not a file" if path.is_dir() else f"cannot be read: {error.strerror}"
        raise GongkaiError(what, str(path), "", "put the CSV file there, and see its permissions") from error
    except UnicodeDecodeError as error:
        raise GongkaiError("not UTF-8", str(path), f"byte {error.start}", "save the file as CSV UTF-8") from error


def _check_header(path: Path, header: list[str], columns: Sequence[str], optional: Sequence[str]) -> None:
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in columns and name not in optional]
    repeated = sorted({name for name in header if header.count(name) > 1})
    faults = [
        f"{what} column {', '.join(map(repr, names))}"
        for what, names in (("missing", missing), ("unknown", unknown), ("repeated", repeated))
        if names
    ]
    if faults:
        raise GongkaiError("; ".join(faults), str(path), "line 1", f"make the header {','.join(columns)}")
