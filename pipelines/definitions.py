"""All that Dagster knows of gongkai. Loads in seconds: the stages import their libraries when they run."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import dagster as dg

from assets.across import across
from assets.crawl import crawl_asset
from assets.documents import documents_asset
from assets.grids import grids_asset
from assets.night_report import night_report
from assets.registry import registry
from assets.release import coverage_check, release
from assets.reports import reports_asset
from assets.warehouse import warehouse
from expectations.assets import gate_asset, guard, loaded
from pipelines import resources
from pipelines.automation import advance, inbox, nightly, quarantine
from pipelines.jobs import JOBS
from pipelines.partitions import by_region, by_region_and_year
from pipelines.prune import prune, weekly
from pipelines.webhook import tell, tell_failure


def definitions(given: Mapping[str, Any], loggers: Mapping[str, dg.LoggerDefinition] | None = None) -> dg.Definitions:
    """Assets and jobs with the resources given to them. loggers: beside Dagster's own."""
    # Ranges of partitions in one run are tested (test_pipelines); the notice that they are beta helps no user.
    warnings.simplefilter("ignore", dg.BetaWarning)
    return dg.Definitions(
        assets=[
            registry,
            crawl_asset(by_region),
            documents_asset(by_region),
            grids_asset(by_region),
            reports_asset(by_region_and_year),
            across,
            gate_asset(by_region_and_year),
            guard,
            warehouse,
            release,
            night_report,
        ],
        asset_checks=[loaded, coverage_check],
        jobs=[*JOBS, prune],
        schedules=[nightly, weekly],
        sensors=[advance, inbox, quarantine, tell, tell_failure],
        resources=dict(given),
        loggers=dict(loggers or {}),
        # One process a run; the work inside a stage is spread by its own executor (4 s a step otherwise).
        executor=dg.in_process_executor,
    )


defs = definitions(resources.from_environment())
