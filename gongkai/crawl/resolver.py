"""The crawler's name resolver: the address that was checked is the one that is connected to."""

from __future__ import annotations

import ipaddress
from typing import Any

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from gongkai.crawl.addresses import refused_address

#: Name -> address that it resolved to and that must not be connected to.
REFUSED: dict[str, str] = {}


class CheckingResolver(CachingThreadedResolver):  # type: ignore[misc]
    """Resolves names to addresses outside private networks; the setting GONGKAI_ALLOW_NETWORKS excepts some."""

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> CheckingResolver:
        """Made by Scrapy when the crawl starts."""
        resolver: CheckingResolver = super().from_crawler(crawler, reactor)
        resolver._allowed = [ipaddress.ip_network(text) for text in crawler.settings["GONGKAI_ALLOW_NETWORKS"]]
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Any:
        """A deferred address, or DNSLookupError."""
        return super().getHostByName(name, timeout).addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if refused_address(address, self._allowed):
            REFUSED[name] = address
            raise DNSLookupError(f"{name} is at {address}, which is not a public address")
        return address
