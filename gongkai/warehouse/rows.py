"""Rows of ``documents`` and ``fetches`` from the stages' lines and the ledger. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]


def document_rows(sources: Sequence[Row], grids: Iterable[Row]) -> list[Row]:
    """Rows of table ``documents``, sorted: lines of stage ``documents`` and of stage ``grids``."""
    read = {line["sha256"]: line for line in grids}
    rows: dict[str, Row] = {}
    for source in sources:
        for delivery in source["deliveries"]:
            sha256 = delivery["sha256"]
            line = read.get(sha256, {})
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
                },
            )
            row["sources"] = sorted({*row["sources"], source["source"]})
    return [rows[sha256] for sha256 in sorted(rows)]


def fetch_rows(exchanges: Iterable[Row], sources: Sequence[Row]) -> list[Row]:
    """Rows of table ``fetches``: the ledger's exchanges, and the deliveries of deposits."""
    rows = [
        {
            "fetch": f"fetch:{exchange['id']}",
            "source": exchange["source"],
            "url": exchange["url"],
            "kind": exchange["kind"],
            "fetched": utc(exchange["time"]),
            "status": exchange["status"],
            "outcome": exchange["outcome"],
            "reason": exchange["reason"],
            "document": exchange["sha256"],
        }
        for exchange in exchanges
    ]
    for source in sources:
        if source["origin"] == "deposit":
            rows += [_deposit(source["source"], delivery) for delivery in source["deliveries"]]
    return rows


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
    }


def utc(text: str) -> datetime:
    """An ISO time as the warehouse keeps it: UTC, without zone; a day alone or a time without zone is taken as UTC."""
    time = datetime.fromisoformat(text)
    return time if time.tzinfo is None else time.astimezone(UTC).replace(tzinfo=None)
