"""What every command gets as its object: which home it works on."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.events import open_log
from gongkai.settings import Settings, load


@dataclass(frozen=True)
class Home:
    """``sample``: the global option ``--sample`` was given."""

    sample: bool = False

    def settings(self, log: bool = True) -> Settings:
        """Settings of that home. Raises GongkaiError where they cannot be used.

        log: events are logged from now on; a log in the home makes the home.
        """
        found = load(sample=self.sample)
        if log:
            open_log(found)
        return found
