"""Decode text that was encoded for transport: forms, links, percent-encoding, base64.

What stands in a quoted string is put back with the escapes of its place, so that the string stays one.
"""

from __future__ import annotations

import binascii
import json
import re
from collections.abc import Callable
from urllib.parse import unquote, unquote_plus

from catalog.diagnosis.names import meanings_of
from catalog.diagnosis.numbers import DEEPEST_ENCODING, NEARBY

_FORM = re.compile(
    r"(?<![\w%.=&-])[\w.%\[\]-]{1,80}+=[^\s&\"'<>]{0,4000}+(?>(?:&[\w.%\[\]-]{1,80}+=[^\s&\"'<>]{0,4000}+){1,200})"
)
_HEX = re.compile(r"\\{1,2}x(22|5c|0a)", re.IGNORECASE)
_HEX_MARKS = {"22": '\\"', "5c": "\\\\", "0a": "\\n"}
_RUN = re.compile(r"(?<![^\s\"'<>&\\])(?=[^\s\"'<>&\\%]*+%)[^\s\"'<>&\\]++")
"""A run of letters and marks with a percent sign in it: to pass over the others here is quicker than one by one."""

_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_PERCENT_OPENING = re.compile(r"%(?:25)?(?:7B|5B|3C|22)", re.IGNORECASE)
_NAMED = re.compile(r"(?P<before>(?:[^%=]*[?#;/(\[{])?)(?P<name>[\w.\[\]-]{1,80})=")
_BASE64 = re.compile(
    r"(?<![A-Za-z0-9_+/.-])"
    r"[A-Za-z0-9_+/-]{20,}+(?>(?:(?<=[A-Za-z0-9+/]{64})\n[A-Za-z0-9+/]{1,76}+)*)={0,2}"
)
_JOINED = re.compile(r"[%=]|\.\w")
_URL_SAFE = str.maketrans("-_", "+/")
_TELLING = re.compile(r"(?:[{\[]\s*[{\"]|<[?!A-Za-z])|error|exception|message|错误|[A-Za-z][._-]\d{3,8}(?!\w)", re.I)
_NO_BODY = re.compile(r"(?:basic|bearer|(?:token|secret|password|signature|credential|cookie|key)\W{1,6})\s?$", re.I)
"""Words before base64 that is a secret, which is not decoded."""

_LINK = re.compile(r"\w://")
_BREAKS = " \n\t\"'<>"


def without_hex(text: str) -> str:
    """Quotes as nginx escapes them in its log, as any program does: ``\\x22``."""
    if "\\x22" not in text:
        return text
    return _HEX.sub(lambda match: _HEX_MARKS[match[1].lower()], text)


def without_form(text: str) -> str:
    """Form fields as one pair a line; a link stays, and what its fields say of an error is put behind the text."""
    if "=" not in text or "&" not in text:
        return text
    linked: list[str] = []

    def fields(match: re.Match[str]) -> str:
        pairs = match[0].split("&")
        begin = _begin_of_run(text, match.start())
        if _LINK.search(text, begin, match.start()) and text[begin - 1 : begin] != '"':
            linked.extend(unquote_plus(pair) for pair in pairs if meanings_of(pair.partition("=")[0]))
            return match[0]
        return "\n" + _at_home("\n".join(map(unquote_plus, pairs)), text, begin) + "\n"

    plain = _FORM.sub(fields, text)
    return "\n\n".join((plain, "\n".join(linked))) if linked else plain


def without_percents(text: str) -> str:
    """Decode percent-encoded text, alone or as the only field of a form or a link, encoded once or twice."""
    return _settled(_RUN, _without_percents, text) if "%" in text and _PERCENT.search(text) else text


def _without_percents(match: re.Match[str]) -> str:
    run = match[0]
    if len(_PERCENT.findall(run)) < 2:
        # "100%ab": one alone says nothing.
        return run
    named = _NAMED.match(run)
    if _LINK.search(run) and not _PERCENT_OPENING.search(run) and not (named and meanings_of(named["name"])):
        # A link that carries nothing of an error is somebody's value.
        return run
    if named:
        before, decoded = named["before"], f"{named['name']}={unquote_plus(run[named.end() :])}"
    else:
        opening = _PERCENT_OPENING.search(run)
        at = opening.start() if opening and "://" in run[: opening.start()] else 0
        before, decoded = run[:at], (unquote if "%20" in run else unquote_plus)(run[at:])
    if "\N{REPLACEMENT CHARACTER}" in decoded or not _is_text(decoded):
        return run
    decoded = _at_home(decoded, match.string, match.start())
    # A code in a link counts less than one outside: what the link carries is a line of its own.
    return f"{before}\n{decoded}\n" if before else decoded


def without_base64(text: str) -> str:
    """Base64 as what is inside, where that is a text that speaks of an error or an object of any language."""
    return _settled(_BASE64, _without_base64, text)


def _settled(pattern: re.Pattern[str], plain: Callable[[re.Match[str]], str], text: str) -> str:
    """``text`` with what the pattern finds made plain, over again until nothing changes."""
    for _ in range(DEEPEST_ENCODING):
        before = text
        text = pattern.sub(plain, before)
        if text == before:
            break
    return text


def _without_base64(match: re.Match[str]) -> str:
    whole, encoded = match.string, match[0]
    # A token's parts are joined by dots.
    if _JOINED.match(whole, match.end()):
        return encoded
    if _NO_BODY.search(whole, max(0, match.start() - 40), match.start()):
        return encoded
    plain = _plain(encoded)
    if plain is None or not _TELLING.search(plain):
        return encoded
    return _at_home(without_form(plain), whole, match.start())


def _plain(encoded: str) -> str | None:
    """Decode ``encoded`` from base64 if the result is printable."""
    letters = encoded.replace("\n", "").rstrip("=").translate(_URL_SAFE)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        text = binascii.a2b_base64(letters + "=" * (-len(letters) % 4)).decode()
    except ValueError:
        return None
    return text if _is_text(text) else None


def _is_text(text: str) -> bool:
    return text.isprintable() or text.translate({9: " ", 10: " ", 13: " "}).isprintable()


def _begin_of_run(text: str, start: int) -> int:
    """Return the start of the word around ``start``, within the look-back limit."""
    first = max(0, start - NEARBY)
    return max(text.rfind(mark, first, start) for mark in _BREAKS) + 1 if start else 0


def _at_home(decoded: str, text: str, start: int) -> str:
    """``told`` as it is written at ``start`` of ``text``: with escapes if a double quote begins a string there."""
    if text[start - 1 : start] != '"':
        return decoded
    before = text[max(0, start - 17) : start - 1]
    slashes = len(before) - len(before.rstrip("\\"))
    for _ in range((slashes + 1).bit_length()):
        decoded = json.dumps(decoded, ensure_ascii=False)[1:-1]
    return decoded
