"""The night comes first: what makes past years anew gives way to it."""

from __future__ import annotations

import os

#: Those of a night have niceness 0; tasks on a Dask cluster have a priority by their process's.
_NICENESS = 10


def give_way() -> None:
    """Give this process, and those that it starts from now on, a lower priority than a night's."""
    os.nice(max(0, _NICENESS - os.nice(0)))
