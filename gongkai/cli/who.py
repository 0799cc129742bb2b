"""Who does what is kept with a name."""

from __future__ import annotations

import getpass

from gongkai.errors import GongkaiError


def who(by: str | None) -> str:
    """What ``--by`` says, else the user's name. Raises GongkaiError where the user has none (in a container, say)."""
    if by:
        return by
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise GongkaiError("this user has no name", "", "--by", "say who does it: --by NAME") from error
