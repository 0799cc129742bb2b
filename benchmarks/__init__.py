"""Measurements that are too long for the tests. Their figures are kept in docs/benchmarks.md."""
