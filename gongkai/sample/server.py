"""A small static HTTP server for a site of the sample: ``python -m gongkai.sample.server FOLDER ADDRESS PORT``.

It binds loopback addresses of 127.99.0.0/16 only, answers conditional requests with 304 and names every charset.
"""

from __future__ import annotations

import hashlib
import http.server
import ipaddress
import socketserver
import sys
import threading
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

from gongkai.errors import GongkaiError

NETWORK = ipaddress.ip_network("127.99.0.0/16")

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".htm": "text/html; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
}


class _Handler(http.server.BaseHTTPRequestHandler):
    """GET and HEAD of files below ``folder``; a folder answers with its index.html or index.json."""

    folder: Path
    server_version = "gongkai-sample"

    def do_GET(self) -> None:
        """Answer with the file, 304 or 404."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """As GET, without the body."""
        self._answer(with_body=False)

    def _answer(self, with_body: bool) -> None:
        path = self._file()
        if path is None:
            self._send(HTTPStatus.NOT_FOUND, {"Content-Type": "text/plain; charset=utf-8"}, b"404 SAMPLE\n", with_body)
            return
        data, changed = path.read_bytes(), int(path.stat().st_mtime)
        etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        headers = {"ETag": etag, "Last-Modified": formatdate(changed, usegmt=True)}
        if self._unchanged(etag, changed):
            self._send(HTTPStatus.NOT_MODIFIED, headers, None, with_body)
            return
        headers["Content-Type"] = _TYPES.get(path.suffix, "application/octet-stream")
        self._send(HTTPStatus.OK, headers, data, with_body)

    def _file(self) -> Path | None:
        path = (self.folder / unquote(urlsplit(self.path).path).lstrip("/")).resolve()
        if path.is_dir():
            path /= "index.html" if (path / "index.html").is_file() else "index.json"
        return path if path.is_file() and path.is_relative_to(self.folder) else None

    def _unchanged(self, etag: str, changed: int) -> bool:
        """If-None-Match decides where it is given (RFC 9110), else If-Modified-Since."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        since = self.headers.get("If-Modified-Since")
        try:
            return since is not None and changed <= parsedate_to_datetime(since).timestamp()
        except ValueError:
            return False

    def _send(self, status: HTTPStatus, headers: dict[str, str], body: bytes | None, with_body: bool) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if body is not None:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if body is not None and with_body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """The ledger of the crawler records every exchange; nothing is said here."""


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self) -> None:
        """Bind without asking the name service what the address is called."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])


class SampleServer:
    """Serves ``folder`` while the context is open. Raises GongkaiError on entering when it cannot listen."""

    def __init__(self, folder: Path, address: str, port: int) -> None:
        self._folder, self._address, self._port = folder.resolve(), address, port
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def base_url(self) -> str:
        """Address of the site, without a slash at its end."""
        return f"http://{self._address}:{self._port}"

    def __enter__(self) -> SampleServer:
        self._server = listen(self._folder, self._address, self._port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = self._thread = None


def listen(folder: Path, address: str, port: int) -> _Server:
    """A server bound to the address, not yet serving.

    Raises GongkaiError: the folder is missing, the address is not ours, the port is taken.
    """
    if not folder.is_dir():
        raise GongkaiError("there is no site to serve", str(folder), "", "generate the sample province first")
    try:
        ours = ipaddress.ip_address(address) in NETWORK
    except ValueError:
        ours = False
    if not ours:
        raise GongkaiError(f"the sample site is served within {NETWORK} only", address, "", "choose 127.99.0.1")
    handler = type("Handler", (_Handler,), {"folder": folder.resolve()})
    try:
        return _Server((address, port), handler)
    except (OSError, OverflowError) as error:
        raise GongkaiError(
            f"cannot listen: {error}", f"{address}:{port}", "", "end what listens there, or choose another port"
        ) from error


def main(arguments: list[str]) -> int:
    """Serve until interrupted. Exit 2 with usage for wrong arguments, 1 when it cannot listen."""
    if len(arguments) != 3 or not arguments[2].isdigit():
        print("usage: python -m gongkai.sample.server FOLDER ADDRESS PORT", file=sys.stderr)
        return 2
    folder, address, port = arguments
    try:
        server = listen(Path(folder), address, int(port))
    except GongkaiError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"serving {folder} at http://{address}:{port} (SAMPLE)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
