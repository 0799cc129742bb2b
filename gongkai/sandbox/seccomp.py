"""A seccomp filter that refuses every new socket but local ones, for systems where namespaces are not allowed."""

from __future__ import annotations

import ctypes
import errno
import platform
import socket

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_KILL, _ALLOW, _ERROR = 0x8000_0000, 0x7FFF_0000, 0x0005_0000 | errno.EACCES
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
#: Offsets in struct seccomp_data: number of the call, architecture, low half of the first argument (little endian).
_NUMBER, _ARCHITECTURE, _FIRST = 0, 4, 16
#: machine -> (AUDIT_ARCH, number of socket(2)). io_uring, which can open sockets too, has one number everywhere.
_MACHINES = {"x86_64": (0xC000_003E, 41), "aarch64": (0xC000_00B7, 198)}
_IO_URING_SETUP = 425
#: Calls of x86-64 by its 32-bit ABI have numbers from here on; nobody needs them.
_X32 = 0x4000_0000


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("filter", ctypes.POINTER(_Instruction)))


def deny_sockets(libc: ctypes.CDLL) -> bool:
    """Put the filter over this process and its children; False where the machine or the kernel does not take it.

    The process must have given up new privileges (PR_SET_NO_NEW_PRIVS).
    """
    if platform.machine() not in _MACHINES:
        return False
    architecture, number = _MACHINES[platform.machine()]
    # Of a jump the counts say how many instructions are skipped when it holds, and when it does not.
    steps = (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 4, 0, _X32),
        (_EQUAL, 3, 0, _IO_URING_SETUP),
        (_EQUAL, 0, 3, number),
        (_LOAD, 0, 0, _FIRST),
        (_EQUAL, 1, 0, socket.AF_UNIX),
        (_RETURN, 0, 0, _ERROR),
        (_RETURN, 0, 0, _ALLOW),
    )
    program = _Program(len(steps), (_Instruction * len(steps))(*(_Instruction(*step) for step in steps)))
    return bool(libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) == 0)
