"""``datapackage.json`` of a release (Data Package 2), made from the declarations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import simplejson

from gongkai.warehouse.credits import LICENCE
from gongkai.warehouse.declare import Column, Table
from gongkai.warehouse.exports import Resource

_SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
_FIELD_TYPES = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "VARCHAR[]": "array",
}
_AS_CSV = "Second row: Chinese heads. Text that a spreadsheet would run as a formula has an apostrophe before it"


def datapackage(release: str, title: str, resources: Sequence[Resource], created: str) -> str:
    """The description of all Parquet and CSV files. created: UTC, ISO."""
    known = {one.table.full_name: _name(one) for one in resources if one.format == "parquet"}
    package = {
        "$schema": _SCHEMA,
        "name": f"gongkai-{release.lower()}",
        "title": title,
        "version": release,
        "created": created,
        "licenses": [LICENCE],
        "sources": [{"title": "政府信息公开工作年度报告 of the organs named in table agencies", "path": "NOTICE.md"}],
        "resources": [_resource(one, known) for one in sorted(resources, key=_name)],
    }
    return simplejson.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _name(resource: Resource) -> str:
    schema = "" if resource.table.schema == "main" else f"{resource.table.schema}-"
    kind = "" if resource.format == "parquet" else "-csv"
    return f"{schema}{resource.table.name.lower().replace('_', '-')}{kind}"


def _resource(resource: Resource, known: dict[str, str]) -> dict[str, Any]:
    table = resource.table
    found: dict[str, Any] = {"name": _name(resource), "type": "table"}
    # Parts of one table are a list, even of one: another release may have more.
    found["path"] = list(resource.paths) if table.partition else resource.paths[0]
    if resource.format == "parquet":
        found |= {"format": "parquet", "mediatype": "application/vnd.apache.parquet", "description": table.comment}
    else:
        found |= {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "dialect": {"commentRows": [2]}}
        found["description"] = f"{table.comment}. {_AS_CSV}"
    return found | {"schema": _schema(table, known, resource.format == "csv")}


def _schema(table: Table, known: dict[str, str], as_text: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"fields": [_field(column, as_text) for column in table.columns]}
    if not as_text:
        # By default '' is a missing value, which no required field may have. Parquet tells NULL itself, and '' is text
        # there: what a blank box holds.
        found["missingValues"] = []
    required = {column.name for column in table.columns if column.required}
    if table.key:
        # A primary key may hold no empty cell; the key of facts does: applicant, period and label may be NULL.
        found |= {"primaryKey": list(table.key)} if required >= set(table.key) else {"uniqueKeys": [list(table.key)]}
    keys = [
        {"fields": [column], "reference": _reference(table, other, its, known)}
        for column, other, its in table.references
    ]
    return found | ({"foreignKeys": keys} if keys and not as_text else {})


def _reference(table: Table, other: str, its: str, known: dict[str, str]) -> dict[str, Any]:
    its_own = table.full_name == f"main.{other}"
    return ({} if its_own else {"resource": known[f"main.{other}"]}) | {"fields": [its]}


def _field(column: Column, as_text: bool) -> dict[str, Any]:
    kind = "string" if as_text and column.type == "VARCHAR[]" else _FIELD_TYPES.get(column.type, "number")
    return {
        "name": column.name,
        "type": kind,
        "description": column.comment,
        "constraints": {"required": column.required},
    }
