"""A code without what people get wrong when they write it down."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.folding import fold

_HEXADECIMAL = re.compile(r"[0-9a-f]{8}")
_WITH_H = re.compile(r"[0-9a-f]{4}(?: ?[0-9a-f]{4})?h")
_COUNTED = re.compile(r"([a-z]+(?:_[a-z]+)+_)\d{1,9}")
_OF_A_PLUGIN = re.compile(r"[a-z]+_([a-z]+/[a-z-]+)")
_OF_A_SIDE = re.compile(r"(?:soap(?:-env)?:)?(?:client|server|sender|receiver)\.([a-z].*)")
_SHORT_HEXADECIMAL = re.compile(r"0x[0-9a-f]{1,7}")
_STATUS_OF_MAIL = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_OF_SAMBA = "nt_status_"
_SIGNED = re.compile(r"-\d{9,10}")
_WIN32, _FROM_WIN32 = 0xFFFF, 0x8007_0000
"""The largest number of a Win32 error, and the HRESULT that each is added to: HRESULT_FROM_WIN32 of winerror.h."""

_CONFUSABLE = str.maketrans("oil", "011")
_DELIMITERS = re.compile(r"[^a-z0-9]+")
_NUMBER_LIKE = re.compile(r"[oil]*\d[\doil]*")
_NUMBER_AT_END = re.compile(r"\d[\doil]{0,40}$")


def letters_of(code: str) -> str:
    """Return a code without its case and its delimiters."""
    return _DELIMITERS.sub("", fold(code))


def skeleton_of(code: str) -> str:
    """Return a code without case, delimiters and leading zeros, O and 0, and l, i and 1 each one letter."""
    parts = [part for part in _DELIMITERS.split(fold(code)) if part]
    if len(parts) > 1 and _NUMBER_LIKE.fullmatch(parts[-1]):
        head, tail = "".join(parts[:-1]), parts[-1]
    else:
        joined = "".join(parts)
        number = _NUMBER_AT_END.search(joined)
        head, tail = (joined[: number.start()], number[0]) if number else (joined, "")
    return f"{head.translate(_CONFUSABLE)}#{tail.translate(_CONFUSABLE).lstrip('0')}"


def other_spellings(code: str) -> Iterator[str]:
    """Yield a folded code as others write it.

    A number is hexadecimal without its ``0x`` or with an h behind it, a signed decimal, or an HRESULT; one at the end
    of a code is an X in its documentation (``FLOOD_WAIT_X``), and so is the class of a mail's enhanced status
    (``X.1.1``, RFC 5248); Samba has a prefix of its own before the names of Windows; Flutter's plugins put their own
    name before a code (``firebase_auth/…``), and SOAP whose fault it is (``Client.…``), as EC2 does.
    """
    if _HEXADECIMAL.fullmatch(code):
        yield "0x" + code
    elif _SIGNED.fullmatch(code):
        yield f"0x{int(code) & 0xFFFFFFFF:08x}"
    elif _SHORT_HEXADECIMAL.fullmatch(code):
        number = int(code, 16)
        if number <= _WIN32:
            yield f"0x{_FROM_WIN32 | number:08x}"
        yield f"0x{number:08x}"
    elif code.startswith("0x") and _HEXADECIMAL.fullmatch(code[2:]):
        number = int(code, 16)
        yield from (code[2:], str(number - 0x1_0000_0000), str(number))
        if number <= _WIN32:
            yield f"0x{_FROM_WIN32 | number:08x}"
    elif match := _COUNTED.fullmatch(code):
        yield match[1] + "x"
    elif _WITH_H.fullmatch(code):
        yield f"0x{code[:-1].replace(' ', '')}"
    elif _STATUS_OF_MAIL.fullmatch(code):
        yield f"x{code[1:]}"
    elif code.startswith(_OF_SAMBA):
        yield code.removeprefix(_OF_SAMBA[:3])
    elif match := _OF_A_PLUGIN.fullmatch(code) or _OF_A_SIDE.fullmatch(code):
        yield match[1]
