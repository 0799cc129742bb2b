"""Codes that organs bear: unified credit code (统一社会信用代码), organisation code, and those at the head of a 索引号.

Check digits after GB 32100-2015 and GB 11714-1997. A right check digit says that the code was copied whole, not that it
is the organ's whose page it stands on: templates carry the State Council General Office's ``000014349`` far and wide.
"""

from __future__ import annotations

import re

_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_USCC = re.compile(rf"[{_USCC_SIGNS}]{{18}}")
_ORG = re.compile(r"[0-9A-Z]{8}[0-9X]")
#: ``1133102400268125XW/2024-104757`` and ``006939748/2025-00084``.
_INDEX = re.compile(r"\s*([0-9A-Z]{18}|[0-9A-Z]{9})\s*/\s*(?:19|20)\d\d-")

#: The code of the State Council's General Office, valid on its own site alone.
STATE_COUNCIL_OFFICE = "000014349"


def is_uscc(code: str) -> bool:
    """Whether it is a unified credit code: 18 signs, its own check digit and that of the organisation code in it."""
    if not _USCC.fullmatch(code):
        return False
    total = sum(_USCC_SIGNS.index(sign) * weight for sign, weight in zip(code, _USCC_WEIGHTS, strict=False))
    return _USCC_SIGNS[-total % 31] == code[17] and is_org_code(code[8:17])


def is_org_code(code: str) -> bool:
    """Whether it is an organisation code of nine signs (without its hyphen) with the right check digit."""
    if not _ORG.fullmatch(code):
        return False
    total = sum(_ORG_SIGNS.index(sign) * weight for sign, weight in zip(code, _ORG_WEIGHTS, strict=False))
    return "0123456789X0"[11 - total % 11] == code[8]


def code_of_index(index_number: str) -> str | None:
    """The organ's code at the head of a 索引号; None where none with right check digits stands there."""
    match = _INDEX.match(index_number)
    code = match[1] if match else ""
    return code if is_uscc(code) or is_org_code(code) else None


def org_code_of(code: str) -> str:
    """The organisation code within a credit code; one of nine signs is its own."""
    return code[8:17] if len(code) == 18 else code


def division_of(code: str) -> str | None:
    """Six-digit division where the bearer of a credit code is registered; None for an organisation code."""
    return code[2:8] if len(code) == 18 else None
