"""The codebooks in ``forms/data`` as objects, read once.

Sources: circulars 国办公开办函〔2021〕30号 (form 2021) and 〔2019〕60号 (form 2019); the forms of 2014 and 2008.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from gongkai.forms.model import Applicant, CellKey, Indicator, Role, Rule

#: A whole number that rises with every change of a codebook file that can change a reading.
CODEBOOK_VERSION = 11

#: Forms whose tables this version aligns.
FORMS = ("2021", "2019")
#: Official tables of those forms, in their order.
TABLES = ("2", "3", "4")
#: Every table of a form over which rules are written out: those that are aligned, and those of the forms before, which
#: no reader aligns yet: the statistical table of 2014 and the local annexes of 2008.
LAYOUTS = (*((table, form) for form in FORMS for table in TABLES), ("stat", "2014"), ("annex", "2008"))

#: Name of the running text among the tables, and of its form.
PROSE = "prose"

_SECTION_TABLE = {"2": "2", "3": "3", "4": "4", "stat_table": "stat", "local_stat_annex": "annex"}


def read_tsv(name: str) -> Iterator[dict[str, str]]:
    """Lines of a codebook file as dictionaries; ``name`` without folder."""
    text = files("gongkai.forms").joinpath("data", name).read_text(encoding="utf-8")
    yield from csv.DictReader(io.StringIO(text, newline=""), delimiter="\t")


def _variants(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


@cache
def indicators(form: str) -> dict[str, Indicator]:
    """Indicators of a form (``2021``, ``2019``, ``2014``, ``2008``) by code, in the form's order.

    ``prose``: what the running text of a report counts.
    """
    if form == PROSE:
        return _of_prose()
    found = [
        Indicator(
            code=line["code"],
            form=form,
            table=_SECTION_TABLE[line["section"]],
            parent=line["parent_code"] or None,
            role=cast(Role, line["role"]),
            order=int(line["order"]),
            label_zh=line["label_zh"],
            label_en=line["label_en"],
            unit=line["unit"] if line["unit"] not in ("", "—") else None,
            notes=line["definition_notes"],
            variants=_variants(line["label_variants_candidate"] or ""),
        )
        for line in read_tsv(f"indicators_{form}.tsv")
    ]
    return {indicator.code: indicator for indicator in found}


def _of_prose() -> dict[str, Indicator]:
    lines = enumerate(read_tsv("indicators_prose.tsv"), start=1)
    return {
        line["code"]: Indicator(
            code=line["code"],
            form=PROSE,
            table=PROSE,
            parent=None,
            role=cast(Role, line["role"]),
            order=order,
            label_zh=line["label_zh"],
            label_en=line["label_en"],
            unit=line["unit"] or None,
            notes=line["notes"] or "",
            variants=(),
        )
        for order, line in lines
    }


@cache
def applicants() -> dict[str, Applicant]:
    """Applicants by code, in the form's order; ``legal_org`` is a header that no form prints a number under."""
    return {
        line["code"]: Applicant(
            code=line["code"],
            parent=line["parent_code"] or None,
            label_zh=line["label_zh"],
            label_en=line["label_en"],
            order=int(line["order"]),
            printed=not line["role"].startswith("header"),
            is_total=line["code"] == "total",
            variants=_variants(line["label_variants_seen"]),
        )
        for line in read_tsv("dim_applicant.tsv")
    }


def indicator(code: str, forms: Sequence[str] = FORMS) -> Indicator | None:
    """The indicator of a code on the first of some forms that has it; None where none has."""
    return next((known[code] for form in forms if code in (known := indicators(form))), None)


def in_words(key: CellKey, label: str | None = None, forms: Sequence[str] = FORMS) -> str:
    """A cell as the form prints it: ``一、本年新收政府信息公开申请数量 [总计]``. label: of a local cell."""
    code, applicant = key
    known = indicator(code, forms)
    row = label or (known.label_zh if known is not None else code)
    return f"{row} [{applicants()[applicant].label_zh}]" if applicant else row


@cache
def printed_applicants() -> tuple[str, ...]:
    """Codes of the seven columns of table 3, left to right."""
    return tuple(code for code, applicant in applicants().items() if applicant.printed)


@cache
def printed_indicators(form: str, table: str) -> tuple[Indicator, ...]:
    """Indicators of a table that print a number, in the form's order."""
    return tuple(i for i in indicators(form).values() if i.table == table and i.role != "header")


@cache
def codes_of_one_form(table: str) -> dict[str, str]:
    """Codes of the rows of a table that one form alone has, and that form: what tells the forms apart."""
    codes = {form: {indicator.code for indicator in printed_indicators(form, table)} for form in FORMS}
    return {
        code: form
        for form, own in codes.items()
        for code in own.difference(*(others for other, others in codes.items() if other != form))
    }


@cache
def cells(form: str, table: str) -> tuple[CellKey, ...]:
    """Every cell of a table of a form as (indicator, applicant), row by row: 10/22, 175/161 and 15 of them."""
    columns: tuple[str | None, ...] = printed_applicants() if table == "3" else (None,)
    return tuple((i.code, column) for i in printed_indicators(form, table) for column in columns)


def children(form: str, code: str) -> tuple[str, ...]:
    """Direct children of an indicator that print a number, headers replaced by theirs; printed totals left out."""
    found: list[str] = []
    for indicator in indicators(form).values():
        if indicator.parent != code or indicator.code == code:
            continue
        if indicator.role == "header":
            found.extend(children(form, indicator.code))
        elif not (indicator.role == "printed_total" and _is_total_of(form, indicator, code)):
            found.append(indicator.code)
    return tuple(found)


def leaves(form: str, code: str) -> tuple[str, ...]:
    """Descendants of an indicator with role leaf in this form."""
    found: list[str] = []
    for indicator in indicators(form).values():
        if indicator.parent == code:
            if indicator.role == "leaf":
                found.append(indicator.code)
            found.extend(leaves(form, indicator.code))
    return tuple(found)


def _is_total_of(form: str, indicator: Indicator, parent: str) -> bool:
    """A printed total that stands under the header it sums up ((七)总计 under 三、本年度办理结果)."""
    return indicators(form)[parent].role == "header" and not any(
        other.parent == indicator.code for other in indicators(form).values()
    )


@cache
def rules() -> dict[str, Rule]:
    """All rules by id, in the table's order."""
    return {
        line["rule_id"]: Rule(
            rule_id=line["rule_id"],
            kind=line["kind"],
            scope=line["scope"],
            tables=tuple(line["table"].split(",")),
            forms=tuple(line["forms"].split(",")),
            prev_forms=tuple(part for part in (line["prev_forms"] or "").split(",") if part),
            severity=cast(Literal["hard", "soft", "info"], line["severity"]),
            verdict_effect=line["verdict_effect"] or "",
            left=line["left"],
            op=line["op"] or "",
            right=line["right"] or "",
            words_zh=line["words_zh"] or "",
            source=line["source"] or "",
            why=line["why_real_reports_break_it"] or "",
            example=line["example"],
        )
        for line in read_tsv("rules.tsv")
    }
