"""Nights of the sample province that are disturbed, and what the next run makes: ``python -m benchmarks.disturbed``."""
