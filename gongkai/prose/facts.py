"""Running text of a document → the facts of its table ``prose``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gongkai.forms.codebook import PROSE
from gongkai.grids.model import UNREAD, Extract
from gongkai.prose import words
from gongkai.prose.counts import Count, Reader, Whose, words_of_none
from gongkai.prose.sections import Paragraph, paragraphs
from gongkai.records import Fact, Prose, TableRecord

#: Section 五 tells of problems and plans; what stands under other headings is not of the form.
_READ = ("1", "2", "3", "4", "6")
_SENTENCE = re.compile(r"[^。！？]+[。！？]?")
_EXACT = ("html", "docx", "text", "sheet")


def read(found: Sequence[Extract], whose: Whose) -> Prose | None:
    """Numbers of the running text; None where no section of the form is found in it."""
    reader, parts = paragraphs(found)
    if not parts:
        return None
    record = TableRecord(
        PROSE, 1, PROSE, None, parts[0].places[0], "unknown", None, "single", (reader,), exact=reader in _EXACT
    )
    seen: dict[tuple[str, str | None], set[object]] = {}
    counts: Counter[tuple[str, str | None]] = Counter()
    facts = []
    for fact in _facts(parts, whose):
        key = (fact.indicator, fact.label)
        said = (fact.value, fact.unit, fact.status)
        # The same number said twice is one fact; another one is a second fact of the same label.
        if said in seen.setdefault(key, set()):
            continue
        seen[key].add(said)
        counts[key] += 1
        if counts[key] > 1:
            fact = fact._replace(label=f"{fact.label or ''}#{counts[key]}")
        facts.append(fact)
    return Prose(record, tuple(facts))


def _facts(parts: Sequence[Paragraph], whose: Whose) -> Iterator[Fact]:
    for part in parts:
        if part.section in _READ:
            plain = words.plain(part.text)
            if words.NUMBER.search(plain) or words_of_none(plain):
                yield from _of_paragraph(part, plain, whose)


def _of_paragraph(part: Paragraph, plain: str, whose: Whose) -> Iterator[Fact]:
    """plain: the paragraph's text with plain signs, one for one."""
    reader = Reader(part.section, whose)
    for match in _SENTENCE.finditer(part.text):
        sentence = match[0]
        if UNREAD in sentence:
            continue
        for count in reader.read(plain[match.start() : match.end()]):
            yield _fact(count, sentence, part.place(match.start() + count.start))


def _fact(count: Count, sentence: str, place: str) -> Fact:
    return Fact(
        table=PROSE,
        n=1,
        indicator=count.indicator,
        applicant=None,
        label=count.label,
        value=count.value,
        unit=count.unit,
        unit_source="cell" if count.unit else "none",
        status="blank" if count.value is None else "reported" if count.exact else "annotated",
        raw=sentence[count.start : count.end],
        by="label",
        reading="single",
        place=place,
        context=sentence,
    )
