"""Which addresses the crawler may connect to: public ones, and the private networks that the settings allow."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from gongkai.settings import Network

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: A translator leads these to the IPv4 address in their last four bytes.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: What Python calls global and is not: translation within one network, IPv4-compatible addresses (given up).
_NOT_GLOBAL = tuple(map(ipaddress.ip_network, ("64:ff9b:1::/48", "::/96")))


def refused_address(address: str, allowed: Iterable[Network]) -> bool:
    """Whether an IP address must not be connected to. Text that is no address is refused too."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return True
    return not _is_public(ip) and not any(ip in network for network in allowed)


def _is_public(ip: _Address) -> bool:
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.is_site_local or any(ip in network for network in _NOT_GLOBAL):
            return False
        within = ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
        if within is not None:
            return _is_public(within)
    return ip.is_global and not ip.is_multicast


def is_address(host: str) -> bool:
    """Whether a host is an IP address rather than a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
