"""Mutants: a document cut off somewhere, or with bits of it flipped. The same seed gives the same ones."""

from __future__ import annotations

import random
from dataclasses import dataclass

#: How many bits are flipped in one mutant.
_FLIPS = (1, 1, 2, 4, 16, 64)


@dataclass(frozen=True)
class Mutant:
    """kind: ``cut`` or ``flip``. number: with the seed it makes the same mutant again."""

    number: int
    kind: str
    data: bytes


def mutant(base: bytes, seed: str, number: int) -> Mutant:
    """One third of the mutants are cut, the others flipped; half of the flips lie within a few hundred bytes."""
    rng = random.Random(f"{seed}:{number}")
    if number % 3 == 0:
        return Mutant(number, "cut", base[: rng.randrange(1, len(base))])
    data = bytearray(base)
    start, end = 0, len(data)
    if rng.random() < 0.5:
        start = rng.randrange(len(data))
        end = min(start + 300, len(data))
    for _ in range(rng.choice(_FLIPS)):
        data[rng.randrange(start, end)] ^= 1 << rng.randrange(8)
    return Mutant(number, "flip", bytes(data))
