"""A process cuts itself off: no network, no privileges to gain, and it ends with its parent. Linux; by libc alone."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Sequence
from typing import Literal

from gongkai.sandbox import seccomp

#: How the network was taken away: with a network namespace of its own, in a user namespace of its own too (which also
#: takes root's powers away), by a filter that refuses sockets, or not at all.
Route = Literal["user namespace", "network namespace", "seccomp filter", "none"]
ROUTES: tuple[Route, ...] = ("user namespace", "network namespace", "seccomp filter")

_CLONE_NEWUSER, _CLONE_NEWNET = 0x1000_0000, 0x4000_0000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38


def cut_off(parent: int, routes: Sequence[Route] = ROUTES) -> Route:
    """Take network and new privileges away from this process and all its children; the first route that works.

    parent: its process id; this process ends when the parent has ended. To be called before a thread is started.
    """
    if sys.platform != "linux":
        return "none"
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    taken: Route = next((route for route in routes if _taken(libc, route)), "none")
    # A change of credentials forgets this signal, so it is asked for last.
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit("the parent is gone")
    return taken


def _taken(libc: ctypes.CDLL, route: Route) -> bool:
    if route == "user namespace":
        return bool(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)
    if route == "network namespace":
        return bool(libc.unshare(_CLONE_NEWNET) == 0)
    return seccomp.deny_sockets(libc)
