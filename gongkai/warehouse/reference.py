"""Rows of the reference tables: codebooks, registry, decisions, loads."""

from __future__ import annotations

import csv
import io
import re
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import simplejson

from gongkai.forms import codebook
from gongkai.forms.metrics import metrics, parts
from gongkai.judge.evaluate import is_evaluated
from gongkai.lake.log import Log
from gongkai.registry.load import Registry
from gongkai.registry.load import load as load_registry
from gongkai.warehouse.flatten import CODEBOOKS
from gongkai.warehouse.rows import AUDITED, audit_rows, utc
from gongkai.warehouse.tables_reference import DECISIONS

Row = dict[str, Any]

#: Column of table decisions -> of the CSV, where the latter is a word that SQL keeps for itself.
_DECISION_NAMES = {"decided_by": "by", "table_kind": "table"}


def reference_rows(log: Log, load: int) -> dict[str, list[Row]]:
    """Table name -> rows, of everything that is not made from reports. Raises GongkaiError for a damaged log."""
    registry = load_registry(log.folder(load) / "registry")
    return {
        "loads": [_load_row(log, number) for number in range(1, load + 1)],
        "regions": _regions(registry),
        "agencies": _agencies(registry),
        "agency_links": [{name: getattr(link, name) for name in link.__slots__} for link in registry.links],
        "indicators": _indicators(),
        "applicants": _applicants(),
        "metrics": [{"position": at} | metric._asdict() for at, metric in enumerate(metrics(), start=1)],
        "metric_parts": _metric_parts(),
        "breaks": _breaks(),
        "rules": _rules(),
        "decisions": _decisions(log.snapshot("decisions", load)),
        "sections": [],
        "reading_audit": audit_rows(log.read("documents", load, list(AUDITED))),
    }


def _load_row(log: Log, load: int) -> Row:
    manifest = log.manifest(load)
    versions = simplejson.dumps(manifest.versions, sort_keys=True, ensure_ascii=False)
    return {"load": load, "made": utc(manifest.made), "home": manifest.home, **manifest.counts, "versions": versions}


def _regions(registry: Registry) -> list[Row]:
    return [
        {
            "region": region.region_code,
            "scheme": region.scheme,
            "name": region.name,
            "name_en": region.name_en,
            "parent": region.parent_code,
            "level": region.level,
            "valid_from": region.valid_from,
            "valid_to": region.valid_to,
        }
        for region in registry.regions.values()
    ]


def _agencies(registry: Registry) -> list[Row]:
    same = ("agency_id", "name", "kind", "level", "sector", "rule_making", "parent_agency_id", "uscc")
    rest = ("valid_from", "valid_to", "state")
    return [
        {name: getattr(agency, name) for name in (*same, *rest)}
        | {"region": agency.region_code or None, "other_names": sorted({other.name for other in agency.names})}
        for agency in registry.agencies.values()
    ]


def _indicators() -> list[Row]:
    return [
        {
            "form": form,
            "indicator": indicator.code,
            "table_kind": indicator.table,
            "parent": indicator.parent,
            "role": indicator.role,
            "position": indicator.order,
            "label_zh": indicator.label_zh,
            "label_en": indicator.label_en,
            "unit": indicator.unit,
            "notes": indicator.notes or None,
        }
        for form in CODEBOOKS
        for indicator in codebook.indicators(form).values()
    ]


def _applicants() -> list[Row]:
    return [
        {
            "applicant": applicant.code,
            "parent": applicant.parent,
            "label_zh": applicant.label_zh,
            "label_en": applicant.label_en,
            "position": applicant.order,
            "printed": applicant.printed,
            "is_total": applicant.is_total,
        }
        for applicant in codebook.applicants().values()
    ]


def _metric_parts() -> list[Row]:
    sums = {side for metric in metrics() if metric.denominator for side in (metric.numerator, metric.denominator)}
    return [
        {
            "expression": part.expression,
            "form": part.form,
            "table_kind": part.table,
            "indicator": part.indicator,
            "applicant": part.applicant,
            "factor": part.factor,
        }
        for side in sorted(sums)
        for part in parts(side)
    ]


def _breaks() -> list[Row]:
    return [
        {
            "concept": line["concept"],
            "form_2021": line["g2021"] or None,
            "form_2019": line["g2019"] or None,
            "form_2014": line["g2014"] or None,
            "form_2008": line["g2008_local"] or None,
            "comparability": line["comparability"],
            "notes": line["notes"] or None,
        }
        for line in codebook.read_tsv("mapping_generations.tsv")
    ]


def _rules() -> list[Row]:
    return [
        {
            "rule": rule.rule_id,
            "kind": rule.kind,
            "scope": rule.scope,
            "tables": list(rule.tables),
            "forms": list(rule.forms),
            "severity": rule.severity,
            "verdict_effect": rule.verdict_effect or None,
            "evaluated": is_evaluated(rule),
            "left_side": rule.left or None,
            "op": rule.op or None,
            "right_side": rule.right or None,
            "source": rule.source or None,
            "why": rule.why or None,
            "example": rule.example,
        }
        for rule in codebook.rules().values()
    ]


def _decisions(files: dict[str, bytes]) -> list[Row]:
    names = [column.name for column in DECISIONS.columns]
    return [
        {name: line[_DECISION_NAMES.get(name, name)] or None for name in names}
        for _, data in sorted(files.items())
        for line in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    ]


def marts() -> list[tuple[str, str]]:
    """(name, SQL) of every mart, one file each, those that others read before them; each makes the table of its name,
    with comments."""
    folder = Path(__file__).parent / "marts"
    found = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql"))}
    reads = {
        name: [other for other in found if re.search(rf"(FROM|JOIN) main\.{other}\b", found[name])] for name in found
    }
    return [(name, found[name]) for name in TopologicalSorter(reads).static_order()]


def mart_key(sql: str) -> tuple[str, ...]:
    """Columns that name a row of a mart: its line ``-- Key: a, b``. Raises ValueError where it has none."""
    found = re.search(r"^-- Key: (\w+(?:, \w+)*)$", sql, re.MULTILINE)
    if found is None:
        raise ValueError(f"a mart without a line '-- Key: ...': {sql[:100]!r}")
    return tuple(found[1].split(", "))
