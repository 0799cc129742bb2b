"""The one error type that a user of gongkai meets.

Everything that can go wrong because of *input* (a file, a registry row, a site, a full disk)
is raised as a :class:`GongkaiError`: what happened, in which file, where in it, and what to do.
The command line prints it as such and never shows a traceback for it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False)
class GongkaiError(Exception):
    """A fault in input or surroundings, told so that a person can act on it.

    problem: what is wrong, one sentence.
    file:    the file, URL or table it is in (``""`` when none).
    place:   where in it: ``"line 12"``, ``"p3"``, a column name (``""`` when it is all of it).
    remedy:  what the person can do.
    """

    problem: str
    file: str = ""
    place: str = ""
    remedy: str = ""

    def __reduce__(self) -> tuple[type[GongkaiError], tuple[str, str, str, str]]:
        """An error raised in a worker process comes back as itself."""
        return type(self), (self.problem, self.file, self.place, self.remedy)

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.file, self.place) if part)
        text = f"{where}: {self.problem}" if where else self.problem
        return f"{text}\n  What to do: {self.remedy}" if self.remedy else text


#: What to do where a rule could not be evaluated.
NOTHING_LOADED = "nothing was loaded and the last release stands; a rule that cannot run is a fault of gongkai"


def rule_crashed(rule: str, error: Exception, file: str, place: str = "") -> GongkaiError:
    """What a rule's own function died of: what it looks at is not judged by it, and nothing may be loaded."""
    return GongkaiError(f"rule {rule} crashed: {type(error).__name__}: {error}", file, place, NOTHING_LOADED)


class UnreadableDocument(GongkaiError):
    """A document that no reader can open: damaged, encrypted, too large, of an unknown medium."""


class LimitReached(UnreadableDocument):
    """A document whose reading met a limit of time or memory. Another hour or machine may do better: it is not kept."""
