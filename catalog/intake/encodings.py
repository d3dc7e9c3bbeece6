"""Bytes as text: by the mark at their beginning, by what the document declares, by what the letters look like.

The stage behind documents' bytes.
"""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_DECLARED = re.compile(rb"(?:charset|encoding|coding)\s*[=:]\s*[\"']?([A-Za-z][\w.:-]{1,30})", re.IGNORECASE)
_LOOKED_AT = 4_000

# Declared encodings, each read as the superset that browsers use for it.
_ENCODINGS = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "windows-1252": "cp1252", "iso-8859-15": "iso8859-15", "iso-8859-2": "iso8859-2", "windows-1250": "cp1250",
    "windows-1251": "cp1251", "koi8-r": "koi8-r", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030",
    "big5": "big5hkscs", "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932",
    "euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "windows-1254": "cp1254", "iso-8859-9": "cp1254", "windows-1253": "cp1253", "iso-8859-7": "iso8859-7",
}  # fmt: skip

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U0003ffff]+")
_LATIN = re.compile(r"[A-Za-z]")


def decoded(data: bytes) -> str | None:
    """The text of a document; None where it is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _read(data, "utf-16")
    if wide := _wide(data):
        return _read(data, wide)
    text = _read(data, "utf-8-sig")
    if text is not None:
        return text
    declared = _DECLARED.search(data[:_LOOKED_AT])
    encoding = _ENCODINGS.get(declared[1].decode("ascii").lower()) if declared else None
    if encoding and (text := _read(data, encoding)) is not None:
        return text
    text = _read(data, "gb18030")
    if text is None or _is_western(text):
        return _read(data, "cp1252") or _read(data, "latin-1") or text
    return text


def _read(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text


def _wide(data: bytes) -> str:
    """The encoding of a text in which every other byte of most letters is zero, with no mark to say so; else empty."""
    begin = data[:_LOOKED_AT]
    half = len(begin) // 2
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        if half > 3 and begin[first::2].count(0) > 0.7 * half and not begin[1 - first :: 2].count(0):
            return encoding
    return ""


def _is_western(text: str) -> bool:
    """Return whether single Chinese characters stand between Latin letters: accents decoded with a Chinese encoding."""
    single = seen = 0
    for match in _HAN.finditer(text[:1_000_000]):
        seen += 1
        around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
        single += len(match[0]) <= 2 and bool(_LATIN.search(around))
    return single * 2 > seen > 0
