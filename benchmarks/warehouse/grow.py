"""A log of millions of facts from a small one: its province again and again, under other names, in other years.

Copy ``k`` is the small log's province as city ``k // SPANS``, its three years put back by ``3 * (k % SPANS)``.
Agencies, reports, documents, regions, pages and the places of cells get names of their own; every copy is in one of
VARIANTS, which multiplies its numbers (so that its sums still hold) and moves the boxes on its pages. Loads stay loads,
each in the order in which the program writes it: facts by partition (year, then province) and report.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from gongkai.lake.log import LoadManifest, Log
from gongkai.warehouse.fold import scan
from gongkai.warehouse.load import LOG_TABLES

#: Copies of one city; 3 years each.
SPANS = 5
#: Kinds of numbers and places; copies of a kind have the same.
VARIANTS = 32
#: As many provinces as there are, and more where their cities' codes do not suffice.
_PROVINCES, _CITIES_OF_ONE = 31, 99
#: Cities whose facts of one year are made and put in order at a time.
_CHUNK = 300
#: Facts that the program writes into a row group of the log.
_BATCH = 50_000

_MACROS = """
CREATE MACRO agency_of(id, c) AS 'S' || lpad((substr(id, 2)::INTEGER + c * $agencies)::VARCHAR, 6, '0');
CREATE MACRO report_of(id, c, s) AS agency_of(split_part(id, ':', 1), c) || ':'
  || (split_part(id, ':', 2)::INTEGER - 3 * s) || ':' || split_part(id, ':', 3);
CREATE MACRO region_of(code, p, q) AS CASE WHEN length(code) = 2 THEN p
  WHEN code = '990000' THEN p || '0000' ELSE p || q || substr(code, 5) END;
CREATE MACRO document_of(digest, k) AS sha256(digest || k);
CREATE MACRO name_of(name, c) AS replace(name, '样', chr(19968 + c));
CREATE MACRO page_of(url, c, s) AS
  regexp_replace(url, '^http://127[0-9.]+:[0-9]+', 'http://w' || c || '.example/' || s);
CREATE MACRO moved(place, v) AS CASE
  WHEN regexp_full_match(place, '(.*!)?p[0-9]+ [0-9.,]+') THEN split_part(place, ' ', 1) || ' ' || array_to_string(
    list_transform(string_split(split_part(place, ' ', 2), ','), lambda x: format('{:.1f}', x::DOUBLE + 1.7 * v)), ',')
  ELSE replace(place, 'div[2]', 'div[' || (2 + v % 8) || ']') END;
"""

#: Column -> how a copy's differs from the small log's; every other column is the same.
_CHANGED = {
    "report_id": "report_of(t.report_id, c, s)",
    "agency_id": "agency_of(t.agency_id, c)",
    "agency": "name_of(t.agency, c)",
    "title": "name_of(t.title, c)",
    "listed_title": "name_of(t.listed_title, c)",
    "year": "t.year - 3 * s",
    "region": "region_of(t.region, p, q)",
    "document": "document_of(t.document, k)",
    "source": "page_of(t.source, c, s)",
    "sources": "list_transform(t.sources, lambda x: page_of(x, c, s))",
    "url": "page_of(t.url, c, s)",
    "digest": "document_of(t.digest, k)",
    "cells_digest": "document_of(t.cells_digest, k)",
    "partition": "split_part(t.partition, '|', 1)::INTEGER - 3 * s || '|' || p",
    "fetch": "'fetch:' || (split_part(t.fetch, ':', 2)::INTEGER + 1000 * k)",
    "published": "t.published - to_years(3 * s::INTEGER)",
    "deadline": "t.deadline - to_years(3 * s::INTEGER)",
    "place": "moved(t.place, v)",
    "value": "t.value * (1 + v)",
    "value_std": "t.value_std * (1 + v)",
    "value_implied": "t.value_implied * (1 + v)",
    "raw": "CASE WHEN t.raw = t.value::BIGINT::VARCHAR THEN (t.value * (1 + v))::BIGINT::VARCHAR ELSE t.raw END",
}
#: Of a fact, what its report says, and what a variant changes.
_OF_REPORT = ("report_id", "agency_id", "agency", "year", "region", "document", "source")
_OF_VARIANT = ("place", "value", "value_std", "value_implied", "raw")
#: Not copied: of lists, which no fact refers to.
_ONCE = ("lists", "series")


@dataclass(frozen=True)
class Grown:
    """What was made: copies of the small log, facts in all loads, agencies and reports of the copies."""

    copies: int
    facts: int
    agencies: int
    reports: int


def grow(small: Log, large: Log, facts: int) -> Grown:
    """Fill the empty log ``large`` with so many facts or a few more; the numbers are a function of ``small``."""
    con = duckdb.connect(":memory:", config={"memory_limit": "4GB"})
    last = small.latest()
    both = " UNION ALL ".join(f"SELECT report_id FROM {scan(small, name, last)}" for name in ("admitted", "held"))
    per_copy = int(con.sql(f"SELECT count(*) FROM ({both})").fetchall()[0][0])
    agencies = len(_rows(small.snapshot("registry", 1)["agencies.csv"]))
    copies = -(-facts // per_copy)
    cities = -(-copies // SPANS)
    provinces = max(_PROVINCES, -(-cities // _CITIES_OF_ONE))
    con.execute(_MACROS.replace("$agencies", str(agencies)))
    con.execute(
        f"""CREATE TABLE copies AS SELECT k::INTEGER AS k, (k // {SPANS})::INTEGER AS c, (k % {SPANS})::INTEGER AS s,
        (hash(k) % {VARIANTS})::INTEGER AS v, (10 + (k // {SPANS}) * {provinces} // {cities})::VARCHAR AS p,
        lpad((1 + (k // {SPANS}) % {_CITIES_OF_ONE})::VARCHAR, 2, '0') AS q FROM range({copies}) AS r(k)"""
    )
    for load in range(1, last + 1):
        given = small.manifest(load)
        counts = {name: count * copies for name, count in given.counts.items()}
        manifest = LoadManifest(load, given.made, given.home, given.versions, counts)
        registry = _registry(con, small.snapshot("registry", load))
        snapshots = {"registry": registry, "decisions": small.snapshot("decisions", load)}
        large.append(manifest, {name: _batches(con, small, name, load, cities) for name in LOG_TABLES}, snapshots)
    reports = int(con.sql(f"SELECT count(DISTINCT report_id) FROM {scan(small, 'reports', last)}").fetchall()[0][0])
    con.close()
    return Grown(copies, per_copy * copies, agencies * cities, reports * copies)


def _batches(con: Any, small: Log, name: str, load: int, cities: int) -> Any:
    """Rows of a table of the log as the copies have it, as an Arrow reader."""
    path, given = small.folder(load) / f"{name}.parquet", f"{name}_{load}"
    con.execute(f"CREATE TABLE {given} AS SELECT * FROM read_parquet('{path}', file_row_number = true)")
    columns = [column.name for column in LOG_TABLES[name]]
    if name in ("admitted", "held"):
        return _facts(con, given, columns, cities)
    rows = f"SELECT {_list(columns, {})} FROM {given} AS t"
    if name not in _ONCE:
        distinct = "DISTINCT" if name == "partitions" else ""
        order = ", ".join(str(at) for at in range(1, min(len(columns), 4) + 1))
        rows = f"SELECT {distinct} {_list(columns, _CHANGED)} FROM {given} AS t, copies ORDER BY {order}"
    return con.cursor().sql(rows).to_arrow_reader()


def _facts(con: Any, given: str, columns: list[str], cities: int) -> Any:
    own = {name: _CHANGED[name] for name in _OF_VARIANT}
    con.execute(
        f"""CREATE TABLE {given}_variants AS SELECT v, file_row_number AS at, {_list(columns, own)}
        FROM {given} AS t, range({VARIANTS}) AS r(v)"""
    )
    of_report = ", ".join(f"{_CHANGED[name]} AS {name}" for name in _OF_REPORT)
    con.execute(
        f"""CREATE TABLE {given}_reports AS SELECT c, v, t.report_id AS old_id, t.revision, {of_report}
        FROM (SELECT DISTINCT report_id, revision, {", ".join(_OF_REPORT[1:])} FROM {given}) AS t, copies"""
    )
    named = ", ".join(f"{'r' if name in _OF_REPORT else 't'}.{name}" for name in columns)
    same = "(r.old_id, r.revision, r.v) = (t.report_id, t.revision, t.v)"
    both = f"{given}_variants AS t JOIN {given}_reports AS r ON {same}"

    years = [year for (year,) in con.sql(f"SELECT DISTINCT year FROM {given}_reports ORDER BY year").fetchall()]

    def chunks() -> Iterator[Any]:
        for year, first in itertools.product(years, range(0, cities, _CHUNK)):
            of_year = "r.year IS NULL" if year is None else f"r.year = {year}"
            some = f"{of_year} AND r.c BETWEEN {first} AND {first + _CHUNK - 1}"
            query = f"SELECT {named} FROM {both} WHERE {some} ORDER BY r.report_id, t.revision, t.at"
            yield from con.cursor().sql(query).to_arrow_table().combine_chunks().to_batches(_BATCH)

    schema = con.cursor().sql(f"SELECT {named} FROM {both} LIMIT 0").to_arrow_table().schema
    return pa.RecordBatchReader.from_batches(schema, chunks())


def _list(columns: list[str], changed: Mapping[str, str]) -> str:
    """A SELECT's list: the columns of ``given AS t``, some of them changed, in their own types."""
    return ", ".join(
        f't."{name}"' if name not in changed else f'({changed[name]})::{_type(name)} AS "{name}"' for name in columns
    )


def _type(name: str) -> str:
    return next(c.type for columns in LOG_TABLES.values() for c in columns if c.name == name)


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def _registry(con: Any, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The registry of all cities: regions, agencies and their names; sites and columns only their heads."""
    cities = con.sql("SELECT DISTINCT c, p, q FROM copies ORDER BY c").fetchall()
    changed: dict[str, list[dict[str, str]]] = {name: [] for name in files}
    for name in ("regions.csv", "agencies.csv", "agency_names.csv"):
        seen: set[str] = set()
        for row in _rows(files[name]):
            for city in cities:
                new = _renamed(row, *city, step=len(_rows(files["agencies.csv"])))
                if new.get("region_code", "").endswith("0000"):
                    if new["region_code"] in seen:
                        continue
                    seen.add(new["region_code"])
                changed[name].append(new)
    return {name: _csv(files[name], changed[name]) for name in files}


def _renamed(row: Mapping[str, str], c: int, p: str, q: str, step: int) -> dict[str, str]:
    new = dict(row)
    for name in ("region_code", "parent_code"):
        if new.get(name):
            new[name] = f"{p}0000" if new[name] == "990000" else f"{p}{q}{new[name][4:]}"
    for name in ("agency_id", "parent_agency_id"):
        if new.get(name):
            new[name] = f"S{int(new[name][1:]) + c * step:06}"
    if new.get("name"):
        new["name"] = new["name"].replace("样", chr(19968 + c))
    if new.get("valid_from"):
        new["valid_from"] = "2000"
    return new


def _csv(data: bytes, rows: list[dict[str, str]]) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, next(csv.reader(io.StringIO(data.decode("utf-8-sig")))))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8")
