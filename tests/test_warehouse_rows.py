"""Documents and fetches as the stages and the ledger tell them."""

from datetime import datetime
from typing import Any

from gongkai.warehouse.rows import document_rows, fetch_rows

_A, _B = "a" * 64, "b" * 64


def _source(name: str, origin: str, *digests: str) -> dict[str, Any]:
    retrieved = "2024-02-05T09:00:00+08:00"
    deliveries = [{"sha256": d, "media_type": "text/html", "bytes": 7, "retrieved": retrieved} for d in digests]
    return {"source": name, "origin": origin, "deliveries": deliveries}


def test_a_document_is_one_row_whoever_delivered_it() -> None:
    line = {"sha256": _A, "pages": 6, "readers": ["camelot", "rules"], "kind": "report", "other_kind": None}
    grids = [line | {"error": None, "notes": ["the restriction is set aside"]}]
    rows = document_rows([_source("u2", "hub", _A), _source("u1", "publisher", _B, _A)], grids)
    assert rows == [
        {
            "document": _A,
            "media_type": "text/html",
            "bytes": 7,
            "pages": 6,
            "sources": ["u1", "u2"],
            "readers": ["camelot", "rules"],
            "kind": "report",
            "other_kind": None,
            "error": None,
            "notes": ["the restriction is set aside"],
            "audit_cells": None,
            "audit_differing": None,
        },
        {
            "document": _B,
            "media_type": "text/html",
            "bytes": 7,
            "pages": None,
            "sources": ["u1"],
            "readers": [],
            "kind": None,
            "other_kind": None,
            "error": None,
            "notes": None,
            "audit_cells": None,
            "audit_differing": None,
        },
    ]


def test_fetches_are_exchanges_and_deposits_in_utc() -> None:
    exchange = {"id": 3, "source": "u", "url": "v", "kind": "detail", "time": "2024-02-05T01:00:00+00:00"}
    exchange |= {
        "status": 404,
        "headers": '[["etag","x"]]',
        "sha256": None,
        "ms": 5,
        "outcome": "http 404",
        "reason": "gone",
        "main_text": None,
    }
    found = list(fetch_rows([exchange], [_source("deposit:x", "deposit", _A), _source("u", "publisher", _B)]))
    assert [(row["fetch"], row["kind"], row["fetched"], row["document"]) for row in found] == [
        ("fetch:3", "detail", datetime(2024, 2, 5, 1), None),
        (f"deposit:x@{_A[:16]}", "deposit", datetime(2024, 2, 5, 1), _A),
    ]
    assert (found[0]["status"], found[0]["outcome"], found[0]["reason"]) == (404, "http 404", "gone")
    assert [(row["headers"], row["ms"]) for row in found] == [('[["etag","x"]]', 5), (None, None)]
