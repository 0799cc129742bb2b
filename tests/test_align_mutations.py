"""Pages with distinct numbers whose layout is broken at random: no trusted table holds a number in a wrong place."""

from __future__ import annotations

import copy
import random
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from official_html import ROWS_2019, ROWS_2021, disclosure_2021, disputes, page, requests

from gongkai.documents import from_bytes
from gongkai.forms import codebook
from gongkai.read import read_document

TRUSTED = ("consistent", "publisher_inconsistent")
HEADS = ("规章", "行政规范性文件", "行政许可", "行政处罚", "行政强制", "行政事业性收费")
Cell = tuple[str, str, str | None]


def report(rng: random.Random, form: str) -> tuple[bytes, dict[Cell, Decimal]]:
    """A page on which every identity holds, and what stands in each cell of the form, in the form's order."""
    two = rng.sample(range(1, 99999), 10)
    parts = (two[:3], two[3:6], *([number] for number in two[6:]))
    rows = ROWS_2021 if form == "2021" else ROWS_2019
    leaves = [[rng.randint(0, 900) for _ in range(6)] for _ in range(len(rows) - 4)]
    total = [sum(column) for column in zip(*leaves, strict=True)]
    new, carried = [number + 3 for number in total], [8] * 6
    three = [[*row, sum(row)] for row in (new, [5] * 6, *leaves, total, carried)]
    fives = [rng.sample(range(1, 500), 4) for _ in range(3)]
    four = [number for five in fives for number in (*five, sum(five))]
    html = page(disclosure_2021(dict(zip(HEADS, parts, strict=True))), requests(three, rows), disputes(four))
    printed = {"2": two, "3": [number for row in three for number in row], "4": four}
    forms = {"2": "2021", "3": form, "4": "2021"}
    return html, {
        (table, *key): Decimal(number)
        for table, numbers in printed.items()
        for key, number in zip(codebook.cells(forms[table], table), numbers, strict=True)
    }


#: Faults that move boxes along their row. Two of them may undo each other and leave a number under another header for
#: every eye: that is what the page prints then.
ALONG_ROWS = (0, 1, 2, 5, 7)
OTHERS = (3, 4, 6, 8, 9)


def break_layout(rng: random.Random, root: etree._Element, fault: int) -> None:
    """A box lost, doubled or added, a row lost or doubled, a span grown or lost, a text cut, a table split."""
    box, row = rng.choice(root.findall(".//td")), rng.choice(root.findall(".//tr"))
    if fault == 0:
        box.getparent().remove(box)
    elif fault == 1:
        box.addnext(copy.deepcopy(box))
    elif fault == 2:
        box.addnext(etree.Element("td"))
    elif fault == 3:
        row.getparent().remove(row)
    elif fault == 4:
        row.addnext(copy.deepcopy(row))
    elif fault in (5, 6):
        name = "colspan" if fault == 5 else "rowspan"
        box.set(name, str(int(box.get(name, "1")) + 1))
    elif fault == 7:
        box.attrib.pop(rng.choice(("colspan", "rowspan")), None)
    elif fault == 8 and not (box.text or "").isdigit():
        box.text = (box.text or "")[: rng.randint(0, len(box.text or ""))]
    else:
        table = etree.Element("table")
        parent = row.getparent()
        table.extend(list(parent)[parent.index(row) :])
        parent.addnext(table)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32), st.sampled_from(codebook.FORMS), st.integers(0, 3))
def test_no_trusted_table_of_a_broken_page_holds_a_number_in_a_wrong_place(seed: int, form: str, faults: int) -> None:
    rng = random.Random(seed)
    html, truth = report(rng, form)
    root = etree.fromstring(html, etree.HTMLParser(encoding="utf-8"))
    for fault in (rng.choice((*ALONG_ROWS, *OTHERS)), *rng.choices(OTHERS, k=faults)):
        break_layout(rng, root, fault)
    for found in read_document(from_bytes("a.html", etree.tostring(root, encoding="utf-8", method="html"))).reports:
        trusted = {(table.table, table.n) for table in found.tables if table.verdict in TRUSTED}
        for fact in found.facts:
            if (fact.table, fact.n) in trusted and fact.label is None and fact.value is not None:
                assert fact.value == truth[fact.table, fact.indicator, fact.applicant]


def test_the_unbroken_page_is_trusted_and_right() -> None:
    html, truth = report(random.Random(1), "2021")
    (found,) = read_document(from_bytes("a.html", html)).reports
    assert found.verdict == "consistent"
    assert {(fact.table, fact.indicator, fact.applicant): fact.value for fact in found.facts} == truth
