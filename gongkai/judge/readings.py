"""Readings of one table side by side: what they say alike stands, what differs is nobody's value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gongkai.align.model import AlignedTable, Value
from gongkai.align.numbers import BLANK, squeeze
from gongkai.records import By, Fact, Reading, Scope, TableRecord

_new = tuple.__new__
_Key = tuple[str, str | None, str | None]

_EXACT_READERS = frozenset({"html", "docx", "text", "sheet"})
#: Readers by the positions of words.
_SEE_NO_BOXES = frozenset({"words", "ocr"})
#: Readers that join digits of two lines themselves where they measure that the first line had no room for another.
_MEASURE_LINES = frozenset({"rules"})
#: Readers whose digits were looked at as the page paints them: that text which does not show is no number they know.
_SEE_PAINT = frozenset({"rules", "ocr"})


def combine(
    readings: Sequence[AlignedTable], n: int, all_readers: int, scope: Scope = "unknown"
) -> tuple[TableRecord, tuple[Fact, ...]]:
    """One table from its readings (at least one; the preferred reader's first).

    Where two or more have a box for every cell of the form, they alone count, all of them: a reading with cells missing
    is left aside, but for the numbers that it has and they have not. Where one alone is whole the others confirm it
    cell by cell: one that lost a box says nothing of its number where two others have it.
    n:           number of the table among those of its kind.
    all_readers: how many readers read the document; a table that one of them did not find is read by one only.
    """
    counting = _to_compare(readings)
    first = counting[0]
    if len({reading.reader for reading in counting}) == 1:
        facts = tuple([_single(first.table, n, value) for value in _by_key(counting[-1]).values()])
    else:
        facts = tuple(_fact(first.table, n, values) for values in _side_by_side(counting))
    disputed = any(fact.reading == "disputed" for fact in facts)
    reading: Reading = "disputed" if disputed else "agreed" if len(counting) > 1 else "single"
    record = TableRecord(
        table=first.table,
        n=n,
        form=first.form,
        variant=first.variant,
        place=first.place,
        scope=scope,
        verdict=None,
        reading=reading,
        readers=tuple(reading.reader for reading in readings),
        exact=all_readers == 1 and first.reader in _EXACT_READERS,
        unmapped=tuple(dict.fromkeys(label for r in counting for label in r.unmapped)),
        stated=tuple(dict.fromkeys(caption for r in readings for caption in r.stated)),
        scoped=tuple(dict.fromkeys(caption for r in readings for caption in r.scoped)),
    )
    return record, facts


def with_missing_boxes(readings: Sequence[AlignedTable]) -> Sequence[AlignedTable]:
    """The readings, those by words with no box for a cell where two readers of drawn rules agree that there is none.

    A reader that sees no boxes cannot tell a box left empty from a box left out.
    """
    seeing = [reading for reading in readings if reading.reader not in _SEE_NO_BOXES]
    if len(seeing) < 2:
        return readings
    missing = {value.key: value for value in seeing[0].values if value.number is None}
    for reading in seeing[1:]:
        gone = {value.key for value in reading.values if value.number is None}
        missing = {key: value for key, value in missing.items() if key in gone}
    return [reading if reading in seeing else _emptied(reading, missing) for reading in readings]


def _emptied(reading: AlignedTable, missing: Mapping[_Key, Value]) -> AlignedTable:
    values = tuple(
        missing[value.key] if value.key in missing and value.number == BLANK else value for value in reading.values
    )
    return replace(reading, values=values)


def agree(readings: Sequence[AlignedTable]) -> bool:
    """Whether the readings that count say the same."""
    counting = _to_compare(readings)
    return len(counting) == 1 or all(map(_are_alike, _side_by_side(counting)))


def _to_compare(readings: Sequence[AlignedTable]) -> Sequence[AlignedTable]:
    """The readings that count, their boxes and local cells told alike; the preferred reader's first."""
    return _named_alike(_counting(with_missing_boxes(_asked(readings))))


def _asked(readings: Sequence[AlignedTable]) -> Sequence[AlignedTable]:
    """The readings that were asked for: without the page's picture where two others read the table whole.

    Then the page was recognised for another table on it, whose text one reader alone reads whole. Recognition makes
    numbers of rules, and loses small ones.
    """
    others = [reading for reading in readings if reading.reader != "ocr"]
    is_read_twice = sum(reading.is_complete for reading in with_missing_boxes(others)) > 1
    return others if is_read_twice else readings


def _by_reader(readings: Sequence[AlignedTable]) -> dict[str, dict[_Key, Value]]:
    return {reading.reader: _by_key(reading) for reading in readings}


def _by_key(reading: AlignedTable) -> dict[_Key, Value]:
    return {value[:3]: value for value in reading.values}


def _side_by_side(readings: Sequence[AlignedTable]) -> Iterator[dict[str, Value | None]]:
    """For each cell that any reader has what every reader has for it that says anything of it."""
    by_reader = _by_reader(readings)
    whole = [reading.reader for reading in readings if reading.is_complete]
    for key in dict.fromkeys(key for values in by_reader.values() for key in values):
        values = {reader: own.get(key) for reader, own in by_reader.items()}
        yield _speaking(values) if len(whole) == 1 else values


def _speaking(values: dict[str, Value | None]) -> dict[str, Value | None]:
    """What readers have for a cell of a table that one alone reads whole, without those that found no box for it.

    A reader that has lost boxes of a table says nothing of the numbers in them. But two must have a box, and one of
    them must have seen the page's paint: else the cell may be text that nobody can see, and all are heard.
    """
    speaking = {reader: value for reader, value in values.items() if value is None or value.number is not None}
    boxes = [reader for reader, value in speaking.items() if value is not None]
    return speaking if len(boxes) > 1 and not _SEE_PAINT.isdisjoint(boxes) else values


def _are_alike(values: Mapping[str, Value | None]) -> bool:
    """Whether readers say the same of a cell; one that has no such cell at all disagrees where ink is in it."""
    seen = [value for value in values.values() if value is not None]
    first = _reading(seen[0])
    return all(_reading(value) == first for value in seen[1:]) and (
        len(seen) == len(values) or _says_nothing(_chosen(seen))
    )


def _chosen(seen: Sequence[Value]) -> Value:
    return next((value for value in seen if value.number is not None), seen[0])


def _named_alike(readings: Sequence[AlignedTable]) -> Sequence[AlignedTable]:
    """The readings, local cells of readers by words named as the first reading names them.

    A reader that sees no boxes may not see which group a local row stands in: 6.… is (五)不予处理/6.… .
    """
    names = [(value.applicant, value.label) for value in readings[0].values if value.label is not None]

    def named(value: Value) -> Value:
        ends = [
            label for applicant, label in names if applicant == value.applicant and label.endswith(f"/{value.label}")
        ]
        known = value.label is None or (value.applicant, value.label) in names
        return value if known or len(ends) != 1 else value._replace(label=ends[0])

    return [
        replace(reading, values=tuple(named(value) for value in reading.values))
        if reading.reader in _SEE_NO_BOXES and names
        else reading
        for reading in readings
    ]


def _counting(readings: Sequence[AlignedTable]) -> Sequence[AlignedTable]:
    complete = [reading for reading in readings if reading.is_complete]
    if len(complete) < 2:
        return readings
    others = (_contradicting(reading, complete[0]) for reading in readings if reading not in complete)
    return [*complete, *(reading for reading in others if reading is not None)]


def _contradicting(reading: AlignedTable, whole: AlignedTable) -> AlignedTable | None:
    """A reading with cells missing where it has a number of the form that a whole one has not, its other cells filled
    from that one; None where it has none.

    Readers by words may part a row in two alike, and see its numbers beside no label; a reader of boxes does not.
    """
    own = {value.key: value for value in reading.values if _is_number(value)}
    told = {value.key: value for value in whole.values if value.label is None}
    if not any(key in told and told[key].number != value.number for key, value in own.items()):
        return None
    return replace(reading, values=tuple(own.get(value.key, value) for value in whole.values))


def _is_number(value: Value) -> bool:
    """Whether it is a number in a cell of the form."""
    return value.label is None and value.number is not None and value.number.value is not None


def _single(table: str, n: int, value: Value) -> Fact:
    """One cell of a table that one reader read."""
    return _told(table, n, value, value.by, "single", None, value.sound and not value.is_wrapped)


def _fact(table: str, n: int, values: dict[str, Value | None]) -> Fact:
    """One cell from what each of several readers has for it."""
    seen = [value for value in values.values() if value is not None]
    alike = _are_alike(values)
    return _told(
        table,
        n,
        _chosen(seen),
        "position" if "position" in [value.by for value in seen] else "label",
        "agreed" if alike else "disputed",
        None if alike else {r: v.raw.strip() if v else "" for r, v in values.items()},
        all(value.sound for value in seen) and not _is_doubtfully_wrapped(values),
    )


def _told(
    table: str, n: int, value: Value, by: By, reading: Reading, readings: dict[str, str] | None, sound: bool
) -> Fact:
    """A cell as a reader has it, with what came of all of them."""
    number = value.number
    unit, source = value.unit
    # Not Fact(…): there are 200 of them in a report, and fields by name take three times as long.
    return _new(
        Fact,
        (
            table,
            n,
            value.indicator,
            value.applicant,
            value.label,
            None if number is None or reading == "disputed" else number.value,
            unit,
            source,
            "absent" if number is None else number.status,
            value.raw.strip(),
            by,
            reading,
            value.place,
            None,
            readings,
            value.context,
            sound,
            False,
        ),
    )


def _says_nothing(value: Value) -> bool:
    """Whether a cell is one that no form has, and blank: a reader without it has missed nothing."""
    return value.label is not None and value.number == BLANK and not squeeze(value.raw)


def _is_doubtfully_wrapped(values: Mapping[str, Value | None]) -> bool:
    """Whether digits of several lines were joined, and not two readers say so, one of them having measured the line."""
    read = {reader: value for reader, value in values.items() if value is not None}
    if not any(value.is_wrapped for value in read.values()):
        return False
    return not any(reader in _MEASURE_LINES and not value.is_wrapped for reader, value in read.items())


def _reading(value: Value) -> tuple[object, ...]:
    """What must be alike: the text in the box (white space aside) and whether there is a box."""
    return (value.number is None, squeeze(value.raw), value.unit)
