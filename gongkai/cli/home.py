"""What every command gets as its object: which home it works on."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.settings import Settings, load


@dataclass(frozen=True)
class Home:
    """``sample``: the global option ``--sample`` was given."""

    sample: bool = False

    def settings(self) -> Settings:
        """Settings of that home. Raises GongkaiError for an environment that cannot be used."""
        return load(sample=self.sample)
