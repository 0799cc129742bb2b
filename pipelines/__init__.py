"""When and where it runs: Dagster definitions, and the commands ``gongkai run`` and ``gongkai import``."""

import warnings

# Single-run ranges are what makes backfills affordable; Dagster calls the parameter beta at every start.
warnings.filterwarnings("ignore", message="Parameter `backfill_policy`")
