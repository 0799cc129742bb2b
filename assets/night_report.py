"""Asset ``night_report``: what came of a round, as Markdown beside the releases and in Dagster's pages."""

from datetime import datetime

import dagster as dg
from pydantic import Field

from assets.release import MORNING
from gongkai.settings import Settings


class NightReportConfig(dg.Config):
    """given_up: regions that failed in the round -> stage, what went wrong and what to do, in words."""

    given_up: dict[str, str] = Field(default_factory=dict)


@dg.asset(deps=["release"], kinds={"markdown"}, freshness_policy=MORNING)
def night_report(
    config: NightReportConfig, settings: dg.ResourceParam[Settings], now: dg.ResourceParam[datetime]
) -> dg.MaterializeResult[None]:
    """New, changed, held, missing and blocked, and what to do, for the person who looks at it in the morning."""
    from gongkai.lake.atomic import write_text
    from gongkai.warehouse import night_report as report
    from gongkai.warehouse.query import current_release

    last, path = report.last_told(settings), report.path(settings, now)
    text = report.render(settings, last, config.given_up)
    write_text(path, text)
    return dg.MaterializeResult(
        metadata={
            "skipped": last == current_release(settings).load,
            "report": dg.MetadataValue.md(text),
            "file": dg.MetadataValue.path(path),
        }
    )
