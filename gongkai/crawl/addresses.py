"""Which addresses the crawler may connect to: public ones, and the private networks that the settings allow."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from gongkai.settings import Network


def refused_address(address: str, allowed: Iterable[Network]) -> bool:
    """Whether an IP address must not be connected to. Text that is no address is refused too."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return True
    return not ip.is_global and not any(ip in network for network in allowed)


def is_address(host: str) -> bool:
    """Whether a host is an IP address rather than a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
