"""The audit of fast readings: who is drawn, what counts as a difference, the interval, and what a run does with it."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from made_documents import pdf, plain_table
from official_html import page, requests
from warehouse_examples import (
    DOC_1,
    DOC_2,
    NIGHT_1,
    documents,
    fact,
    load_input,
    loaded,
    report,
    settings,
    table,
)

from gongkai import audit, readers, sandbox
from gongkai.cli import main
from gongkai.crawl.store import BodyStore
from gongkai.documents import Document, from_bytes
from gongkai.errors import GongkaiError
from gongkai.grids import html
from gongkai.lake.cache import Cache
from gongkai.records import DocumentReading
from gongkai.reports import reading
from gongkai.settings import load as load_settings
from gongkai.warehouse import query
from gongkai.warehouse.release import publish
from gongkai.warehouse.rows import audit_rows, document_rows

# -- which documents


def _digests(count: int) -> list[str]:
    return [hashlib.sha256(str(number).encode()).hexdigest() for number in range(count)]


def test_two_in_a_hundred_are_drawn() -> None:
    drawn = [sha256 for sha256 in _digests(10_000) if audit.is_audited(sha256, "rules-3")]
    # 200 are expected; the standard deviation is 14.
    assert 150 < len(drawn) < 250


def test_the_same_are_drawn_again_and_others_for_other_code() -> None:
    digests = _digests(5_000)
    first, again, other = (
        {sha256 for sha256 in digests if audit.is_audited(sha256, salt)} for salt in ("rules-3", "rules-3", "rules-4")
    )
    assert first == again
    assert len(first & other) < len(first) / 4


# -- what differs


def _reading(*facts: Any, kind: Any = "report") -> DocumentReading:
    reports = (report(facts=facts),) if kind == "report" else ()
    return DocumentReading("p", DOC_1, "application/pdf", 4, 1, kind, reports)


ONE, TWO = fact("2", "rules_made", "1"), fact("2", "rules_repealed", "2")


@pytest.mark.parametrize(
    ("fast", "full", "cells", "differing"),
    [
        (_reading(ONE, TWO), _reading(TWO, ONE), 3, 0),
        (_reading(ONE, TWO), _reading(ONE, TWO._replace(value=Decimal("2.0"))), 3, 0),
        (_reading(ONE, TWO), _reading(ONE, TWO._replace(value=Decimal(3))), 3, 1),
        # All readers together do not trust what the fast one gave.
        (_reading(ONE, TWO), _reading(ONE, TWO._replace(value=None, reading="disputed")), 3, 1),
        # How it came to the same answer is no difference.
        (_reading(ONE), _reading(ONE._replace(reading="agreed", place="p1 0.0,0.0,1.0,1.0")), 2, 0),
        (_reading(ONE), _reading(ONE._replace(unit="万元")), 2, 1),
        (_reading(ONE), _reading(ONE._replace(status="annotated")), 2, 1),
        (_reading(ONE), _reading(ONE, TWO), 3, 1),
        (_reading(ONE, TWO), _reading(kind="unreadable"), 3, 3),
        (_reading(kind="unreadable"), _reading(kind="not_a_report"), 1, 1),
        (_reading(kind="unreadable"), _reading(kind="unreadable"), 1, 0),
    ],
)
def test_what_counts_as_a_difference(fast: DocumentReading, full: DocumentReading, cells: int, differing: int) -> None:
    assert audit.compare(fast, full) == audit.Comparison(cells, differing)
    assert audit.compare(full, fast) == audit.Comparison(cells, differing)


# -- the interval


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [
        # R. G. Newcombe, Two-sided confidence intervals for the single proportion (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_known_intervals(hits: int, trials: int, low: float, high: float) -> None:
    assert audit.wilson(hits, trials) == pytest.approx((low, high), abs=0.00005)


@given(st.integers(1, 10_000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))))
def test_an_interval_holds_its_rate_and_mirrors(counts: tuple[int, int]) -> None:
    hits, trials = counts
    low, high = audit.wilson(hits, trials)
    assert 0 <= low <= hits / trials <= high <= 1
    assert audit.wilson(trials - hits, trials) == pytest.approx((1 - high, 1 - low), abs=1e-9)


# -- a run


def _tables(first: int) -> bytes:
    return page(requests([[first if row == column == 0 else 0 for column in range(7)] for row in range(25)]))


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> reading.Shelf:
    """A store with one PDF, which fast readers and all readers read differently in one cell."""

    def extracts(document: Document, mode: str) -> Any:
        return html.extracts(from_bytes("", _tables(7 if mode == "fast" else 9)))

    monkeypatch.setattr(sandbox, "extracts", extracts)
    monkeypatch.setattr(readers, "version", lambda media_type, mode, pictures: f"{media_type} {mode} 1")
    store = BodyStore(tmp_path / "bodies")
    store.put(pdf(plain_table))
    return reading.Shelf(store, Cache(tmp_path / "cache"), "fast")


def _lines(shelf: reading.Shelf, mode: Any) -> list[dict[str, Any]]:
    sha256 = hashlib.sha256(pdf(plain_table)).hexdigest()
    bodies = shelf.store.root
    with ThreadPoolExecutor(1) as executor:
        return reading.read_all({sha256: "application/pdf"}, bodies, bodies.parent / "cache", executor, mode)


def _value(shelf: reading.Shelf) -> Any:
    answer = reading.reading_of(shelf, hashlib.sha256(pdf(plain_table)).hexdigest())
    return next(f.value for f in answer.reports[0].facts if f.key == ("req_new", "natural_person"))


def test_a_drawn_document_is_read_by_all_and_their_answer_stands(
    shelf: reading.Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "ONE_IN", 1)
    (line,) = _lines(shelf, "fast")
    assert line["audit"] == {"cells": 176, "differing": 1}
    assert _value(shelf) == 9


def test_what_is_not_drawn_is_read_fast(shelf: reading.Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "is_audited", lambda sha256, salt: False)
    (line,) = _lines(shelf, "fast")
    assert line["audit"] is None
    assert _value(shelf) == 7


def test_both_modes_keep_their_readings_apart(shelf: reading.Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "is_audited", lambda sha256, salt: False)
    assert _value(shelf) == 7
    both = replace(shelf, mode="both")
    assert _value(both) == 9
    (line,) = _lines(both, "both")
    assert line["audit"] is None
    assert _value(shelf) == 7


def test_only_what_is_read_otherwise_is_read_anew_in_another_mode() -> None:
    assert reading.code_versions(["application/pdf"], "fast") != reading.code_versions(["application/pdf"], "both")
    assert reading.code_versions(["text/html"], "fast") == reading.code_versions(["text/html"], "both")


# -- the option


def test_the_mode_of_reading_comes_from_the_environment(tmp_path: Path) -> None:
    home = {"GONGKAI_HOME": str(tmp_path)}
    assert load_settings(environment=home).readers == "both"
    assert load_settings(environment=home | {"GONGKAI_READERS": "fast"}).readers == "fast"
    with pytest.raises(GongkaiError, match="GONGKAI_READERS"):
        load_settings(environment=home | {"GONGKAI_READERS": "slow"})


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ((), "", "both"),
        ((), "fast", "fast"),
        (("--readers", "fast"), "", "fast"),
        (("--readers", "both"), "fast", "both"),
    ],
)
def test_run_reads_as_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], environment: str, expected: str
) -> None:
    # sample takes hold of the pipeline's run when it is imported: of the true one.
    from pipelines import console, sample
    from pipelines import run as pipeline

    assert sample.run is pipeline.run

    asked = []

    def run(settings: Any, *rest: Any) -> Any:
        asked.append(settings.readers)
        return pipeline.Outcome([])

    monkeypatch.setattr(pipeline, "run", run)
    monkeypatch.setattr(console, "summary", lambda *rest: None)
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    monkeypatch.setenv("GONGKAI_READERS", environment)
    result = CliRunner().invoke(main.cli, ["run", *arguments])
    assert (result.exit_code, asked) == (0, [expected]), result.output


def test_run_knows_two_modes_only() -> None:
    assert CliRunner().invoke(main.cli, ["run", "--readers", "slow"]).exit_code == 2


# -- the warehouse


def _audited(sha256: str, cells: int | None, differing: int | None) -> dict[str, Any]:
    (row,) = documents(sha256)
    return row | {"media_type": "application/pdf", "audit_cells": cells, "audit_differing": differing}


def test_a_document_keeps_its_comparison() -> None:
    delivery = {"sha256": DOC_1, "media_type": "application/pdf", "bytes": 7, "retrieved": "2024-02-05T01:00:00+00:00"}
    line = {"sha256": DOC_1, "audit": {"cells": 201, "differing": 3}}
    (row,) = document_rows([{"source": "u", "origin": "hub", "deliveries": [delivery]}], [line])
    assert (row["audit_cells"], row["audit_differing"]) == (201, 3)


def test_the_rate_is_that_of_documents() -> None:
    rows = [_audited(str(number) * 64, 201, 2 if number == 1 else 0) for number in range(4)]
    # A load before this one said something else of the second document, and one before the audit knew no such column.
    old = [_audited("2" * 64, 201, 5), {"document": "9" * 64, "media_type": "text/html"}]
    assert audit_rows([*old, *rows, _audited("8" * 64, None, None)]) == [
        {
            "media_type": "application/pdf",
            "documents": 5,
            "audited": 4,
            "disagreeing": 1,
            "rate": Decimal("0.250000"),
            "low": Decimal("0.045587"),
            "high": Decimal("0.699358"),
        }
    ]


def test_the_quality_page_tells_readings_audit_and_unknown_labels(tmp_path: Path) -> None:
    home = settings(tmp_path)
    tables = (
        table("2", reading="agreed", readers=("camelot", "rules"), unmapped=("其他|事项", "<b>注</b>\n二")),
        table("3", reading="disputed", readers=("camelot", "rules"), unmapped=("其他|事项",)),
        table("4", place=None, readers=()),
    )
    given = report(tables=tables)
    rows = [_audited(DOC_1, 201, 0), _audited(DOC_2, 201, 1)]
    loaded(home, load_input(given, documents=rows))
    quality = (publish(home, 1, NIGHT_1).folder / "quality.md").read_text()
    assert "| application/pdf | camelot + rules | 2 | 1 | 1 | 0 | 0 |" in quality
    assert "| application/pdf | 2 | 2 | 1 | 0.500000 | 0.094531 | 0.905469 |" in quality
    assert "| 其他\\|事项 | 2 | S000001:2023:jurisdiction |" in quality
    assert "| &lt;b>注&lt;/b> 二 | 1 | S000001:2023:jurisdiction |" in quality
    assert query.run(home, "SELECT audited, disagreeing FROM reading_audit").rows == [(2, 1)]


def test_without_an_audit_the_table_is_empty(tmp_path: Path) -> None:
    home = settings(tmp_path)
    loaded(home)
    quality = (publish(home, 1, NIGHT_1).folder / "quality.md").read_text()
    assert "interval by Wilson)\n\nNone.\n" in quality
    assert query.run(home, "SELECT count(*) FROM reading_audit").rows == [(0,)]
