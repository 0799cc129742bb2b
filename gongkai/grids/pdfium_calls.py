"""pdfium's functions as they are called for every character and path of a page: without a check of each argument.

By far most of such a call is ctypes' conversion of its arguments to the types that pypdfium2 states, each time anew.
"""

from __future__ import annotations

import ctypes
from typing import Any


def unchecked(function: Any) -> Any:
    """One of ``pypdfium2.raw``'s functions, two or three times as fast.

    Its arguments must be of the right types already: handles that pdfium gave, ``ctypes.byref`` of what it is to write
    to, and whole numbers where it takes an ``int``. Anything else would end the process.
    """
    return ctypes.cast(function, ctypes.CFUNCTYPE(function.restype))
