"""Mutants: a document cut off, with bits flipped, or with a tag lost or a span changed. A seed makes the same ones."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

#: How many bits are flipped in one mutant.
_FLIPS = (1, 1, 2, 4, 16, 64)
_TAG = re.compile(rb"<[a-z/][^<>]*>", re.I)
_SPAN = re.compile(rb"""((?:col|row)span=["']?|w:gridSpan w:val=")(\d+)""")


@dataclass(frozen=True)
class Mutant:
    """kind: ``cut``, ``flip`` or ``tag``. number: with the seed it makes the same mutant again."""

    number: int
    kind: str
    data: bytes


def mutant(base: bytes, seed: str, number: int) -> Mutant:
    """A third are cut, the others flipped; of a base with markup a quarter has a tag hurt."""
    rng = random.Random(f"{seed}:{number}")
    if number % 4 == 1 and base.lstrip().startswith(b"<"):
        return Mutant(number, "tag", _hurt(base, rng))
    if number % 3 == 0:
        return Mutant(number, "cut", base[: rng.randrange(1, len(base))])
    return Mutant(number, "flip", _flipped(base, rng))


def _flipped(base: bytes, rng: random.Random) -> bytes:
    """Half of the flips lie within a few hundred bytes."""
    data = bytearray(base)
    start, end = 0, len(data)
    if rng.random() < 0.5:
        start = rng.randrange(len(data))
        end = min(start + 300, len(data))
    for _ in range(rng.choice(_FLIPS)):
        data[rng.randrange(start, end)] ^= 1 << rng.randrange(8)
    return bytes(data)


def _hurt(base: bytes, rng: random.Random) -> bytes:
    """One tag gone, or one span of another width."""
    spans = list(_SPAN.finditer(base))
    if spans and rng.random() < 0.5:
        span = rng.choice(spans)
        return base[: span.start(2)] + str(rng.randrange(12)).encode() + base[span.end(2) :]
    tag = rng.choice(list(_TAG.finditer(base)))
    return base[: tag.start()] + base[tag.end() :]
