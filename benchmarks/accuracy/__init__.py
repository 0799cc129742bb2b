"""The proof of reading: documents of known content in every look, read, and held against what was printed."""
