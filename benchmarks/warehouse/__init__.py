"""``python -m benchmarks.warehouse``: logs of millions of facts: build, release, difference, queries, readers."""
