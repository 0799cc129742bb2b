"""Jobs of the definitions executed in this process, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import dagster as dg
from dagster._utils.interrupts import capture_interrupts

from gongkai.settings import Settings
from pipelines import failures, progress, requests, resources
from pipelines.definitions import definitions
from pipelines.instance import open_instance
from pipelines.postgres import reached
from pipelines.rounds import Ask
from pipelines.stopping import noticed


@dataclass(frozen=True)
class Runs:
    """Executes jobs of the definitions in this process, with the home and the time of this run."""

    settings: Settings
    now: datetime
    listener: progress.Listener
    instance: dg.DagsterInstance

    @classmethod
    @contextmanager
    def opened(cls, settings: Settings, now: datetime, listener: progress.Listener) -> Iterator[Runs]:
        """With the home's Dagster instance, closed afterwards."""
        # What opens many a database one after the other tells of each signal with a traceback.
        with noticed(), capture_interrupts():
            opened = open_instance(settings)
        with opened as instance:
            yield cls(settings, now, listener, instance)

    def execute(self, ask: Ask, request: requests.Request) -> dict[str, progress.Step]:
        """The steps that ended well, by stage.

        Raises GongkaiError with the message of the one that did not; DatabaseLost; Stopped, whatever became of the run,
        when this process was asked to end meanwhile.
        """
        ended: dict[str, progress.Step] = {}

        def listen(step: progress.Step) -> None:
            if step.done:
                ended[step.stage] = step
            self.listener(step)

        found = definitions(
            resources.fixed(self.settings, self.now), {"progress": progress.logger(listen, ask.region)}
        ).resolve_job_def(ask.job)
        # Dagster takes note of signals between steps alone, once it has begun.
        with noticed(), capture_interrupts(), reached(self.settings.postgres):
            result = found.execute_in_process(
                instance=self.instance,
                partition_key=request.partition_key,
                run_config={**request.config, "loggers": {"progress": {}}},
                tags=dict(request.tags),
                raise_on_error=False,
            )
        if not result.success:
            raise failures.told(result.all_events, ask.job, result.run_id)
        return ended
