"""A small home that holds a document everywhere a home can hold one, and what still speaks of it there."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import zstandard
from warehouse_examples import (
    DOC_1,
    NIGHT_1,
    NIGHT_2,
    broken_review,
    documents,
    fact,
    gate,
    load_input,
    loaded,
    report,
    settings,
)

from gongkai.crawl.exchange import Body, Due, Exchange
from gongkai.crawl.places import body_store, open_ledger
from gongkai.crawl.sources import Delivery, SourceRecord
from gongkai.lake.cache import Cache, digest
from gongkai.lake.manifest import Manifest
from gongkai.lake.records import write_jsonl
from gongkai.records import Report, report_to_stage
from gongkai.settings import Settings
from gongkai.warehouse import engine
from gongkai.warehouse.release import publish

#: Stands in the body, in a raw text, a sentence, a title, a finding and a note, and nowhere else.
MARK = "张某某"
BODY = f"<html><body>{MARK}的个人信息</body></html>".encode()
SHA = hashlib.sha256(BODY).hexdigest()
URL = "http://a.invalid/1.html"
REPORT = "S000001:2023:jurisdiction"
OTHER = "S000002:2023:own"


def first_report() -> Report:
    """Of the body that is removed."""
    found = report()
    facts = (*found.facts, fact("4", "local", None, label=f"{MARK}诉", raw=f"{MARK}", context=f"{MARK}申请"))
    source = replace(found.sources[0], sha256=SHA, listed_title=None)
    return replace(found, facts=facts, sources=(source,), title=f"{MARK}的报告")


def other_report() -> Report:
    """Another agency's, of another body."""
    source = replace(report().sources[0], sha256=DOC_1, source="http://a.invalid/2.html")
    return replace(
        report(), report_id=OTHER, agency_id="S000002", agency="样川市水利局", scope="own", sources=(source,)
    )


def compared() -> dict[str, Any]:
    """A finding on the other report that quotes the removed one."""
    cell = {"report_id": REPORT, "table": "4", "indicator": "review_total", "applicant": None}
    return broken_review() | {"rule": "duplicates", "message": f"as {MARK} has it", "cells": [cell], "identity": None}


def make(root: Path) -> Settings:
    """Two loads, two releases; the document is read in the first."""
    home = settings(root)
    first, other = first_report(), other_report()
    body_store(home).put(BODY)
    with open_ledger(home) as ledger:
        due = Due(URL, "detail", "s", "c")
        ledger.plan([(due, "99")], NIGHT_1)
        body = Body(SHA, len(BODY), "text/html")
        ledger.record(Exchange(URL, URL, "detail", "ok", status=200, body=body), NIGHT_1, due, [])
    cache = Cache(home.lake / "cache")
    for kind in ("grids", "cells", "converted"):
        cache.put(kind, digest(kind), BODY, SHA)
    cache.put("cells", digest("pages"), BODY, DOC_1, SHA)
    said = documents(SHA)[0] | {"notes": [f"{MARK}"], "sources": [URL]}
    lines = [gate(first, findings=(broken_review() | {"message": MARK},)), gate(other, findings=(compared(),))]
    given = load_input(first, other, lines=lines, documents=[said, *documents(DOC_1)])
    loaded(home, given)
    publish(home, 1, NIGHT_1)
    loaded(home, replace(given, decisions={"2024.csv": b"decision_id\n"}), NIGHT_2)
    publish(home, 2, NIGHT_2)
    _write_stages(home, [first, other], lines)
    return home


def _write_stages(home: Settings, reports: list[Report], lines: list[dict[str, Any]]) -> None:
    delivery = Delivery(SHA, "text/html", len(BODY), "2024-02-05T01:00:00+00:00")
    source = SourceRecord(
        URL, "c", None, None, None, None, None, "publisher", "html", None, "99", None, (delivery,), None
    )
    stages = {
        "documents": [asdict(source)],
        "grids": [{"sha256": sha, "notes": [MARK if sha == SHA else ""]} for sha in (SHA, DOC_1)],
        "reports": [report_to_stage(one) for one in reports],
        "seen": [{"report_id": one.report_id, "title": one.title} for one in reports],
        "across": [{"report_id": OTHER, "findings": [compared()]}],
        "gate": lines,
    }
    manifest = Manifest(home.lake)
    for stage, records in stages.items():
        rows = write_jsonl(manifest.path(stage, "2023|99"), records)
        manifest.record(stage, "2023|99", digest("made"), rows)
    # What a run leaves that was killed while it wrote.
    (home.lake / "stages" / "gate" / ".2023_99.jsonl.zst.1.part").write_text(MARK, encoding="utf-8")
    left = home.lake / "loads" / ".load=3.part" / "admitted.csv"
    left.parent.mkdir()
    left.write_text(MARK, encoding="utf-8")


def speaking(home: Settings, words: str = MARK) -> list[str]:
    """Files of a home, relative to it, in which some words stand, however they are kept; partial files among them."""
    found = []
    for path in sorted(path for path in home.home.rglob("*") if path.is_file() and not path.is_symlink()):
        name = path.relative_to(home.home).as_posix()
        if any(words in text for text in _texts(path)):
            found.append(name)
    return found


def _texts(path: Path) -> Iterator[str]:
    if path.suffix == ".zst":
        yield zstandard.ZstdDecompressor().decompressobj().decompress(path.read_bytes()).decode("utf-8", "replace")
    elif path.suffix == ".parquet":
        yield json.dumps(pq.ParquetFile(path).read().to_pylist(), default=str, ensure_ascii=False)
    elif path.suffix == ".duckdb":
        con = engine.reader(path)
        tables = con.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
        yield from (str(con.execute(f"FROM {table}").fetchall()) for (table,) in tables)
        con.close()
    elif path.suffix == ".sqlite":
        yield "\n".join(sqlite3.connect(path).iterdump())
    else:
        data = path.read_bytes()
        yield data.decode("utf-8", "replace")
        # Of the cache, behind a digest.
        if data[32:].startswith(zstandard.FRAME_HEADER):
            yield zstandard.ZstdDecompressor().decompress(data[32:]).decode("utf-8", "replace")
