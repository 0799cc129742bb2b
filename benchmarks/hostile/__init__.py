"""Hostile input: bombs, and thousands of truncated and bit-flipped documents, with what came of each."""
