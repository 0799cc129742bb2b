"""Asset ``warehouse``: one load of the log with what the gate admitted, held, or took back."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import dagster as dg

from gongkai.settings import Settings


@dg.asset(deps=["registry", "gate", "guard"], kinds={"parquet"}, pool="load")
def warehouse(settings: dg.ResourceParam[Settings], now: dg.ResourceParam[datetime]) -> dg.MaterializeResult[None]:
    """The next load of the append-only log; nothing is written when nothing but the clock changed."""
    from gongkai.lake.shared import open_log
    from gongkai.warehouse.load import write_load

    log = open_log(settings)
    number = write_load(log, _given(settings, now), settings.kind, now)
    last = log.manifest(log.latest())
    changes: dict[str, Any] = {f"tables {name}": count for name, count in last.counts.items()} if number else {}
    return dg.MaterializeResult(
        metadata={"load": log.latest(), "skipped": number is None, "dagster/row_count": sum(changes.values())} | changes
    )


def _given(settings: Settings, now: datetime) -> Any:
    """What the load is made from: all partitions of the stages, the ledger, registry and decisions as they are."""
    from gongkai import decisions, registry
    from gongkai.coverage import coverage, list_rows
    from gongkai.crawl.health import health, vanished
    from gongkai.crawl.places import body_store, open_ledger
    from gongkai.forms.codebook import CODEBOOK_VERSION
    from gongkai.guards import stage
    from gongkai.judge.evaluate import RULES_VERSION
    from gongkai.lake.cache import digest
    from gongkai.lake.manifest import Manifest
    from gongkai.lake.records import each_jsonl, read_jsonl
    from gongkai.records import report_from_stage
    from gongkai.reports import briefs
    from gongkai.reports.made_of import MadeOf
    from gongkai.reports.reading import code_versions
    from gongkai.reports.twice import twice
    from gongkai.warehouse.load import LoadInput
    from gongkai.warehouse.rows import document_rows, fetch_rows

    known, decided = registry.load(settings.registry), decisions.load(settings.decisions)
    manifest = Manifest(settings.lake)
    made_of = {
        region: MadeOf.of_region(manifest, region, known, decided, settings.readers)
        for region in manifest.partitions("documents")
    }
    sources = [line for one in made_of.values() for line in one.lines]
    grids = [line for region in manifest.partitions("grids") for line in read_jsonl(manifest.path("grids", region))]
    names = manifest.partitions("reports")
    known_as = {name: briefs.of(manifest, name) for name in names}
    copies = twice(manifest, known, ((name, one.report_id) for name, own in known_as.items() for one in own))
    brief = [one for name, own in known_as.items() for one in own if not copies.is_passed_over(one.report_id, name)]
    judged = {name: read_jsonl(manifest.path("gate", name)) for name in manifest.partitions("gate")}
    gate = [line for name, own in judged.items() for line in own if not copies.is_passed_over(line["report_id"], name)]
    judged_with = digest(*sorted({line["judged_with"] for line in gate}))[:16]
    with open_ledger(settings) as ledger:
        lists, gone = health(ledger, known), vanished(ledger)

    def fetches(after: int) -> Iterator[dict[str, Any]]:
        with open_ledger(settings) as ledger:
            yield from fetch_rows(ledger.fetches(after), sources)

    # What a removal took back in the log may stand in any partition.
    removed = digest(*sorted(body_store(settings).tombstones.all()))

    return LoadInput(
        made_from={
            name: digest(manifest.output("reports", name), manifest.output("gate", name), removed) for name in names
        },
        reports=lambda name: map(report_from_stage, each_jsonl(manifest.path("reports", name))),
        gate=lambda name: judged.get(name, []),
        regions={agency_id: agency.region_code for agency_id, agency in known.agencies.items()},
        documents=document_rows(sources, grids),
        fetches=fetches,
        lists=list_rows(known, lists, brief),
        coverage=coverage(known, brief, gate, sources, lists, gone, now),
        partitions=stage.partition_rows(manifest),
        series=stage.series_rows(manifest),
        registry=known.files,
        decisions=decided.files,
        versions={
            "reader": code_versions((line["media_type"] for line in grids), settings.readers),
            "codebook": str(CODEBOOK_VERSION),
            "rules": f"{RULES_VERSION}{'; strict' if settings.strict else ''}; judged with {judged_with}",
            "registry": known.digest,
            "decisions": decided.digest,
        },
        # Would be made otherwise now: a run over others, or something that changed during this one, left them.
        behind=frozenset(
            name for name in names if name[-2:] not in made_of or not made_of[name[-2:]].is_current(manifest, name)
        ),
        copies=copies,
    )
