"""Frames over a socket between a process and its worker: eight bytes of length, then so many bytes."""

from __future__ import annotations

import socket
import struct
import time

_LENGTH = struct.Struct(">Q")


def send(channel: socket.socket, content: bytes, deadline: float | None = None) -> None:
    """Send one frame. Raises TimeoutError at the deadline (of ``time.monotonic``) and OSError when nobody listens."""
    channel.settimeout(_left(deadline))
    if len(content) < 65_536:
        channel.sendall(_LENGTH.pack(len(content)) + content)
        return
    channel.sendall(_LENGTH.pack(len(content)))
    channel.settimeout(_left(deadline))
    channel.sendall(content)


def receive(channel: socket.socket, most: int, deadline: float | None = None) -> bytes:
    """The next frame.

    Raises TimeoutError at the deadline, EOFError when the other side is gone, ValueError for more than ``most`` bytes.
    """
    (length,) = _LENGTH.unpack(_exactly(channel, _LENGTH.size, deadline))
    if length > most:
        raise ValueError(f"a frame of {length} bytes, more than {most}")
    return bytes(_exactly(channel, length, deadline))


def _exactly(channel: socket.socket, length: int, deadline: float | None) -> bytearray:
    content = bytearray(length)
    view = memoryview(content)
    while view:
        channel.settimeout(_left(deadline))
        count = channel.recv_into(view)
        if count == 0:
            raise EOFError("the other side is gone")
        view = view[count:]
    return content


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time is up")
    return left
