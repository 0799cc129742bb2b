"""The address in GONGKAI_WEBHOOK, looked at before anything is sent to it. A secret: no message holds any of it."""

from __future__ import annotations

import ipaddress
import urllib.parse
from base64 import b64encode
from dataclasses import dataclass, field

from gongkai.errors import GongkaiError

VARIABLE = "GONGKAI_WEBHOOK"


@dataclass(frozen=True)
class Target:
    """url: without user and password. authorization: the header that they make (Basic); "": there are none."""

    url: str = field(repr=False)
    authorization: str = field(repr=False)


def target(address: str) -> Target:
    """Where and as whom to send. Raises GongkaiError for an address of another form; nothing of it is told."""
    if not (address.isascii() and address.isprintable()) or " " in address:
        # urlsplit drops some of them without a word.
        raise _refused("signs that no address may hold (a space, a line's end, letters beyond ASCII)")
    if (parts := _parts(address)) is None or not parts.hostname:
        raise _refused("no address")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname)):
        raise _refused("no https:// address")
    user, at, place = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    named = f"{urllib.parse.unquote(name)}:{urllib.parse.unquote(password)}"
    authorization = f"Basic {b64encode(named.encode()).decode()}" if at else ""
    return Target(parts._replace(netloc=place, fragment="").geturl(), authorization)


def _parts(address: str) -> urllib.parse.SplitResult | None:
    try:
        parts = urllib.parse.urlsplit(address)
        # Looked at when it is asked for; one that is none is an error.
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    """Whether what is sent stays on this machine: 127.0.0.1.example.org is another one's name."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refused(problem: str) -> GongkaiError:
    remedy = "write an address that begins with https://; encode other signs (%20 for a space)"
    return GongkaiError(f"{VARIABLE} holds {problem}", "", "", remedy)
