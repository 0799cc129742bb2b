"""``make up``: Dagster's web pages over the home in GONGKAI_HOME, without it over the sample's."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gongkai.errors import GongkaiError
from gongkai.settings import load
from pipelines.instance import dagster_home, open_instance

_CHECKOUT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Replace this process by ``dagster dev``. Exits 1 with a message when the home cannot be used."""
    try:
        settings = load(sample=not os.environ.get("GONGKAI_HOME"))
        settings.create()
        with open_instance(settings):
            home = dagster_home(settings)
    except GongkaiError as error:
        sys.exit(str(error))
    os.environ |= {"DAGSTER_HOME": str(home), "GONGKAI_HOME": str(settings.home.resolve())}
    if settings.file is not None:
        os.environ["GONGKAI_CONFIG"] = str(settings.file.resolve())
    os.chdir(_CHECKOUT)
    os.execv(sys.executable, [sys.executable, "-m", "dagster", "dev", "-w", "workspace.yaml"])


if __name__ == "__main__":
    main()
