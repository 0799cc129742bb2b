"""Versions of installed packages, for the versions of the readers that use them."""

from functools import cache
from importlib import metadata


@cache
def installed(package: str) -> str:
    """A package's version. Looked up once: every document asks for it, and that reads a file."""
    return metadata.version(package)
