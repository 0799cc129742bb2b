"""How Scrapy connects: every certificate is verified, and no request is sent that was not asked for.

A host with an exception on record may use TLS's old renegotiation.
"""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.contextfactory import _get_creator_context
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

#: SSL_OP_LEGACY_SERVER_CONNECT of OpenSSL: servers that know no secure renegotiation (RFC 5746) are connected to.
LEGACY_SERVER_CONNECT = 0x4


@implementer(IPolicyForHTTPS)
class Policy:
    """Scrapy's policy, which verifies, with the exception for some hosts."""

    def __init__(self, verifying: Any, legacy: frozenset[str]) -> None:
        self._verifying = verifying
        self._legacy = legacy

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:
        """How to connect to a host."""
        creator = self._verifying.creatorForNetloc(hostname, port)
        if hostname.decode("ascii") in self._legacy:
            _get_creator_context(creator).set_options(LEGACY_SERVER_CONNECT)
        return creator


class Handler(HTTP11DownloadHandler):  # type: ignore[misc]
    """Scrapy's HTTP, with :class:`Policy`; the setting GONGKAI_LEGACY_TLS names the hosts with the exception."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        legacy = frozenset(crawler.settings["GONGKAI_LEGACY_TLS"])
        self._contextFactory = Policy(self._contextFactory, legacy)  # type: ignore[has-type]
        # Twisted would send a request again at once where a kept connection breaks: outside of the host's pauses.
        self._pool.retryAutomatically = False
