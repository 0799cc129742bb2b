"""Rows of ``documents``, ``reading_audit`` and ``fetches`` from the stages' lines and the ledger. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from gongkai.audit import wilson

Row = dict[str, Any]
#: Stands before the number of an exchange in the key of table ``fetches``.
EXCHANGE = "fetch:"
#: Columns of table ``documents`` that tell how fast readings were audited.
AUDITED = ("document", "media_type", "audit_cells", "audit_differing")


def document_rows(sources: Sequence[Row], grids: Iterable[Row]) -> list[Row]:
    """Rows of table ``documents``, sorted: lines of stage ``documents`` and of stage ``grids``."""
    read = {line["sha256"]: line for line in grids}
    rows: dict[str, Row] = {}
    for source in sources:
        for delivery in source["deliveries"]:
            sha256 = delivery["sha256"]
            line = read.get(sha256, {})
            audit = line.get("audit") or {}
            row = rows.setdefault(
                sha256,
                {
                    "document": sha256,
                    "media_type": delivery["media_type"],
                    "bytes": delivery["bytes"],
                    "pages": line.get("pages"),
                    "sources": [],
                    "readers": list(line.get("readers", [])),
                    "kind": line.get("kind"),
                    "other_kind": line.get("other_kind"),
                    "error": line.get("error"),
                    "notes": line.get("notes"),
                    "audit_cells": audit.get("cells"),
                    "audit_differing": audit.get("differing"),
                },
            )
            row["sources"] = sorted({*row["sources"], source["source"]})
    return [rows[sha256] for sha256 in sorted(rows)]


def audit_rows(documents: Iterable[Row]) -> list[Row]:
    """Rows of table ``reading_audit`` from those of ``documents`` (columns AUDITED), of which a later one replaces an
    earlier one."""
    newest = {row["document"]: row for row in documents}
    by_medium: dict[str, list[Row]] = defaultdict(list)
    for row in newest.values():
        by_medium[row["media_type"]].append(row)
    found = []
    for media_type, rows in sorted(by_medium.items()):
        # Loads before the audit existed have no such column.
        audited = [row for row in rows if row.get("audit_cells") is not None]
        disagreeing = sum(row["audit_differing"] > 0 for row in audited)
        if audited:
            low, high = wilson(disagreeing, len(audited))
            numbers = {"documents": len(rows), "audited": len(audited), "disagreeing": disagreeing}
            shares = {"rate": disagreeing / len(audited), "low": low, "high": high}
            found.append(
                {"media_type": media_type} | numbers | {name: Decimal(f"{x:.6f}") for name, x in shares.items()}
            )
    return found


def fetch_rows(exchanges: Iterable[Row], sources: Sequence[Row]) -> Iterator[Row]:
    """Rows of table ``fetches``, one after the other: the ledger's exchanges, and the deliveries of deposits."""
    for exchange in exchanges:
        yield {
            "fetch": f"{EXCHANGE}{exchange['id']}",
            "source": exchange["source"],
            "url": exchange["url"],
            "kind": exchange["kind"],
            "fetched": utc(exchange["time"]),
            "status": exchange["status"],
            "outcome": exchange["outcome"],
            "reason": exchange["reason"],
            "document": exchange["sha256"],
            "headers": exchange["headers"],
            "ms": exchange["ms"],
            "main_text": exchange["main_text"],
        }
    for source in sources:
        if source["origin"] == "deposit":
            yield from (_deposit(source["source"], delivery) for delivery in source["deliveries"])


def _deposit(name: str, delivery: Row) -> Row:
    return {
        "fetch": f"{name}@{delivery['sha256'][:16]}",
        "source": name,
        "url": None,
        "kind": "deposit",
        "fetched": utc(delivery["retrieved"]),
        "status": None,
        "outcome": "ok",
        "reason": None,
        "document": delivery["sha256"],
        "headers": None,
        "ms": None,
        "main_text": None,
    }


def utc(text: str) -> datetime:
    """An ISO time as the warehouse keeps it: UTC, without zone; a day alone or a time without zone is taken as UTC."""
    time = datetime.fromisoformat(text)
    return time if time.tzinfo is None else time.astimezone(UTC).replace(tzinfo=None)
