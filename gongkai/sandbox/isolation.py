"""A process cuts itself off: no network, no powers, and it ends with its parent. Linux; by libc alone."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Sequence
from typing import Literal

from gongkai.sandbox import seccomp

#: How the network was taken away: by a network namespace of its own (root), by one in a user namespace of its own
#: (everybody else, where the system allows it), by a filter that refuses sockets, or not at all.
Route = Literal["network namespace", "user namespace", "seccomp filter", "none"]
ROUTES: tuple[Route, ...] = ("network namespace", "user namespace", "seccomp filter")

_CLONE_NEWUSER, _CLONE_NEWNET = 0x1000_0000, 0x4000_0000
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 36, 38
_CAPABILITY_VERSION = 0x2008_0522
#: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: root may run this from a checkout that belongs to somebody else.
_KEPT = 0b110


def cut_off(parent: int, routes: Sequence[Route] = ROUTES) -> Route:
    """Take network and powers away from this process and all its children; by the first route that works.

    parent: its process id; this process ends when the parent has ended. To be called before a thread is started.
    """
    if sys.platform != "linux":
        return "none"
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Whatever its children leave behind stays below it, so that its parent finds and ends them all.
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    taken: Route = next((route for route in routes if _taken(libc, route)), "none")
    _drop_powers(libc)
    # A change of credentials forgets this signal, so it is asked for last.
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit("the parent is gone")
    return taken


def _taken(libc: ctypes.CDLL, route: Route) -> bool:
    if route == "network namespace":
        return bool(libc.unshare(_CLONE_NEWNET) == 0)
    if route == "user namespace":
        return bool(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)
    return seccomp.deny_sockets(libc)


def _drop_powers(libc: ctypes.CDLL) -> None:
    """Give up capabilities: with them root could enter the system's network again."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    # Twice (low and high half): effective, permitted, inheritable.
    sets = (ctypes.c_uint32 * 6)()
    libc.capget(header, sets)
    kept = sets[1] & _KEPT
    libc.capset(header, (ctypes.c_uint32 * 6)(kept, kept, 0, 0, 0, 0))
