"""Looks that were written after the readers, reported apart."""

from __future__ import annotations

from benchmarks.accuracy.looks import Look

LOOKS: tuple[Look, ...] = ()
