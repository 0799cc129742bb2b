"""The lake: what the pipeline keeps between runs, whole files only.

``atomic``: files that are there whole or not at all. ``cache``: pure results by digest. ``records``: compressed JSON
lines. ``manifest``: which stage partition was made from what. ``log``: the append-only log of loads. ``store``: whole
files by name, in a folder or an object store; ``parts``: where a lake's bodies, cache and
loads stand; ``shared``: a lake elsewhere.
"""
